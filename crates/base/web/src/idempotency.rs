//! Creating and acting once, however often the request is sent.
//!
//! The key is noted in the transaction that has the effect, so there is no moment in which one is
//! there without the other. Only a hash of the body, the status and where the result lies are
//! kept: a replay reads the result again as the person who asks.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Call, Db, FromRow, Tx, row, statement};
use axum::extract::{FromRequest, Request};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::Body;
use crate::body::{BODY_LIMIT, RawBody};
use crate::fail::Fail;
use crate::openapi::{Input, Operation};

/// Characters of an Idempotency-Key; a UUID has 36.
const LONGEST_KEY: usize = 200;

/// Characters of a key that is kept with evidence: it never expires, and 1 comes again.
const LEAST_KEY_OF_EVIDENCE: usize = 8;

row! {
    /// What was done under a key before.
    #[derive(Clone, Debug)]
    pub struct Done {
        pub status: Option<i32>,
        pub kind: Option<String>,
        pub result_id: Option<Uuid>,
    }
}

statement! {
    BEGIN: (String, String, Vec<u8>) -> Done = "select status, kind, result_id from app.idempotency_begin($1, $2, $3)";
    FINISH: (String, String, Vec<u8>, i32, &'static str, Option<Uuid>) -> () =
        "select from app.idempotency_finish($1, $2, $3, $4, $5, $6)";
}

/// A body that asks for something to be made or done, with the key that makes it happen once; at
/// most `MAX` bytes.
#[derive(Clone, Debug)]
pub struct Command<T, const MAX: usize = BODY_LIMIT> {
    pub value: T,
    pub attempt: Attempt,
}

/// One request under its Idempotency-Key.
#[derive(Clone, Debug)]
pub struct Attempt {
    route: String,
    key: String,
    hash: Vec<u8>,
}

impl Attempt {
    /// Opens the transaction, and says what was done under this key before, in one round trip.
    pub async fn begin(&self, db: &Db, caller: &Caller) -> Result<(Tx, Option<Done>)> {
        let (tx, done) = db.write(caller, self.asked()).await?;
        Ok((tx, done.into_iter().next()))
    }

    /// [`Attempt::begin`], with another statement in the same round trip.
    pub async fn begin_with<R: FromRow>(
        &self,
        db: &Db,
        caller: &Caller,
        beside: Call<R>,
    ) -> Result<(Tx, Option<Done>, Vec<R>)> {
        let (tx, (done, rows)) = db.write(caller, (self.asked(), beside)).await?;
        Ok((tx, done.into_iter().next(), rows))
    }

    /// [`Attempt::begin`] for an account that may not have chosen an organisation.
    pub async fn begin_unplaced(&self, db: &Db, caller: &Caller) -> Result<(Tx, Option<Done>)> {
        let (tx, done) = db.write_unplaced(caller, self.asked()).await?;
        Ok((tx, done.into_iter().next()))
    }

    /// The key as evidence keeps it, with a hash of what it was used for: route and body, and `part` of a
    /// body that brings several records, each under a key of its own. Evidence keeps its keys for ever, in
    /// a column; nothing is noted by [`Attempt::begin`] then.
    pub fn evidence(&self, part: Option<Uuid>) -> Result<(String, Vec<u8>)> {
        let key = part.map_or_else(|| self.key.clone(), |part| format!("{}:{part}", self.key));
        if !(LEAST_KEY_OF_EVIDENCE..=LONGEST_KEY - if part.is_some() { 0 } else { 40 }).contains(&key.len()) {
            return Err(Error::new(Code::BadRequest).with_field(
                "Idempotency-Key",
                "format",
                "Send one key of 8 to 160 visible characters, such as a UUID.",
            ));
        }
        let mut hash = Sha256::new();
        hash.update(self.route.as_bytes());
        hash.update([0]);
        hash.update(&self.hash);
        Ok((key, hash.finalize().to_vec()))
    }

    fn asked(&self) -> Call<Done> {
        BEGIN.with((self.route.clone(), self.key.clone(), self.hash.clone()))
    }

    /// An entry that came inside another request, as its own request would have brought it: `route` is its method and
    /// path, `bytes` its body.
    pub fn of(route: String, key: String, bytes: &[u8]) -> Self {
        Self { route, key, hash: Sha256::digest(bytes).to_vec() }
    }

    /// Notes what was done; goes into the transaction's last round trip.
    pub fn finish(&self, status: u16, kind: &'static str, id: Option<Uuid>) -> Call<()> {
        FINISH.with((self.route.clone(), self.key.clone(), self.hash.clone(), i32::from(status), kind, id))
    }
}

impl<S: Sync, T: DeserializeOwned, const MAX: usize> FromRequest<S> for Command<T, MAX> {
    type Rejection = Fail;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fail> {
        let key = key(&request)?;
        // The path with its ids: the same key on another record is another attempt.
        let route = format!("{} {}", request.method(), request.uri().path());
        let RawBody { value, bytes } = RawBody::<T, MAX>::from_request(request, state).await?;
        Ok(Self { value, attempt: Attempt { route, key, hash: Sha256::digest(&bytes).to_vec() } })
    }
}

fn key(request: &Request) -> Result<String> {
    let mut sent = request.headers().get_all("idempotency-key").iter();
    let first = sent.next().ok_or(Code::IdempotencyKeyRequired)?;
    match first.to_str() {
        Ok(key)
            if sent.next().is_none()
                && (1..=LONGEST_KEY).contains(&key.len())
                && key.bytes().all(|b| b.is_ascii_graphic()) =>
        {
            Ok(key.to_owned())
        }
        _ => Err(Error::new(Code::BadRequest).with_field(
            "Idempotency-Key",
            "format",
            "Send one key of 1 to 200 visible characters, such as a UUID.",
        )),
    }
}

impl<T: ToSchema, const MAX: usize> Input for Command<T, MAX> {
    fn describe(operation: &mut Operation) {
        operation.needs_idempotency_key();
        <Body<T, MAX> as Input>::describe(operation);
        operation.may_refuse(&[Code::IdempotencyKeyRequired, Code::IdempotencyKeyReused, Code::InProgress]);
    }
}
