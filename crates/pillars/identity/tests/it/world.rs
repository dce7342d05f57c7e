//! One database, one service, and a client that keeps what it was given.

use std::net::IpAddr;
use std::sync::Arc;

use almoner_identity::{Identity, IdentityConfig};
use almoner_keys::issuers::IssuerConfig;
use almoner_keys::passwords::NewPassword;
use almoner_keys::totp::TotpSecret;
use almoner_keys::{Clock, Keyring, Passwords};
use almoner_mail::{Mail, MailError, Message, Sending};
use almoner_pg::Db;
use almoner_testkit::database::Database;
use almoner_web::gate::ClientAddr;
use almoner_web::{App, Opened, Sealer};
use axum::Router;
use axum::body::Body;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::{Mutex, OnceCell, mpsc};
use tokio_postgres::Client;
use tower::ServiceExt;
use uuid::Uuid;

pub const BASE: &str = "https://care.example.org";
pub const PASSWORD: &str = "Seven grey herons 7";

/// Cursors are not this pillar's.
struct NoCursors;

impl Sealer for NoCursors {
    fn seal(&self, _: &[u8], _: &[u8]) -> almoner_kernel::Result<String> {
        Ok(String::new())
    }

    fn open(&self, _: &[u8], _: &str) -> Result<Vec<u8>, Opened> {
        Err(Opened::Invalid)
    }
}

/// Mails as they are handed on.
struct Letters(mpsc::UnboundedSender<Message>);

impl Mail for Letters {
    fn send(&self, message: Message) -> Sending<'_> {
        let sent = self.0.send(message);
        Box::pin(async move { sent.map_err(|_| MailError::Permanent("closed")) })
    }
}

pub struct World {
    database: Arc<Database>,
    pub owner: Arc<Client>,
    pub superuser: Arc<Client>,
    pub db: Db,
    pub identity: Arc<Identity>,
    pub keyring: Keyring,
    pub clock: Clock,
    router: Router,
    letters: Mutex<mpsc::UnboundedReceiver<Message>>,
}

/// One request's answer.
#[derive(Debug)]
pub struct Got {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Got {
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    pub fn data(&self) -> &Value {
        &self.body["data"]
    }

    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap().to_owned()).collect()
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status.is_success(), "{self:?}");
        self
    }

    #[track_caller]
    pub fn refused(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status.as_u16(), self.code()), (status, code), "{self:?}");
        self
    }

    /// The tokens of a bearer client.
    pub fn tokens(&self) -> Tokens {
        let found = self.body.pointer("/data/tokens").or_else(|| self.body.pointer("/data/signed_in/tokens"));
        let tokens = found.expect("an answer with tokens");
        let text = |name: &str| tokens[name].as_str().map(str::to_owned);
        Tokens {
            access: text("access_token").expect("an access token"),
            refresh: text("refresh_token").expect("a refresh token"),
            device: text("device_token"),
        }
    }

    /// What must be alike in two answers: all but the request's id.
    pub fn alike(&self) -> (StatusCode, Vec<String>, Value) {
        let mut body = self.body.clone();
        body["meta"]["request_id"] = Value::Null;
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| *name != "x-request-id")
            .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
            .collect();
        headers.sort();
        (self.status, headers, body)
    }
}

#[derive(Clone, Debug)]
pub struct Tokens {
    pub access: String,
    pub refresh: String,
    pub device: Option<String>,
}

/// A request in the making.
pub struct Asking<'a> {
    world: &'a World,
    request: http::request::Builder,
    network: IpAddr,
    body: Option<Value>,
}

impl Asking<'_> {
    pub fn bearer(self, tokens: &Tokens) -> Self {
        self.header("authorization", &format!("Bearer {}", tokens.access))
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.header(name, value);
        self
    }

    pub fn from(mut self, network: &str) -> Self {
        self.network = network.parse().unwrap();
        self
    }

    pub async fn send(self) -> Got {
        let body = self.body.map_or_else(Body::empty, |body| Body::from(body.to_string()));
        let mut request = self.request.header("content-type", "application/json").body(body).unwrap();
        request.extensions_mut().insert(ClientAddr(self.network));
        let response = self.world.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        let body = if bytes.is_empty() { Value::Null } else { serde_json::from_slice(&bytes).unwrap() };
        Got { status: parts.status, headers: parts.headers, body }
    }
}

/// The hash of [`PASSWORD`], once for each process.
pub async fn password_hash() -> String {
    static HASH: OnceCell<String> = OnceCell::const_new();
    let make =
        || async { Passwords::default().hash(NewPassword::parse("p", PASSWORD, "").unwrap()).await.unwrap() };
    HASH.get_or_init(make).await.clone()
}

fn router(identity: &Arc<Identity>, db: &Db) -> Router {
    let objects = almoner_web::Objects::folder(&std::env::temp_dir()).unwrap();
    let app = App { db: db.clone(), sealer: Arc::new(NoCursors), authenticate: identity.clone(), objects };
    almoner_identity::routes().into_router().layer(axum::Extension(identity.clone())).with_state(app)
}

impl World {
    pub async fn start() -> Self {
        Self::with(|_| {}, &[]).await
    }

    pub async fn with(change: impl FnOnce(&mut IdentityConfig), issuers: &[IssuerConfig]) -> Self {
        let database = Database::bare().await;
        let (owner, superuser) = (Arc::new(database.owner().await), Arc::new(database.superuser().await));
        // More than one connection for sign-in, so that what runs at once meets at rows.
        let db = database.db_with(|config| config.signin_size = 6);
        let now = Clock::system().unix();
        let clock = Clock::manual(now);
        let keyring = Keyring::ephemeral();
        let (sender, receiver) = mpsc::unbounded_channel();
        let mut config = IdentityConfig::new(BASE);
        config.clock = clock.clone();
        change(&mut config);
        let identity =
            Arc::new(Identity::new(config, keyring.clone(), issuers, Letters(sender), db.clone()).unwrap());
        let router = router(&identity, &db);
        let letters = Mutex::new(receiver);
        Self { database: Arc::new(database), owner, superuser, db, identity, keyring, clock, router, letters }
    }

    /// Another service on the same database.
    pub fn beside(&self, identity: Identity) -> Self {
        let identity = Arc::new(identity);
        Self {
            database: self.database.clone(),
            owner: self.owner.clone(),
            superuser: self.superuser.clone(),
            db: self.db.clone(),
            router: router(&identity, &self.db),
            identity,
            keyring: self.keyring.clone(),
            clock: self.clock.clone(),
            letters: Mutex::new(mpsc::unbounded_channel().1),
        }
    }

    /// A connection of its own as the owner of the schema.
    pub async fn owner_client(&self) -> Client {
        self.database.owner().await
    }

    pub fn post(&self, path: &str, body: Value) -> Asking<'_> {
        self.ask(Method::POST, path, Some(body))
    }

    pub fn get(&self, path: &str) -> Asking<'_> {
        self.ask(Method::GET, path, None)
    }

    fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Asking<'_> {
        let request = Request::builder().method(method).uri(format!("/api/v1/session{path}"));
        Asking { world: self, request, network: "192.0.2.7".parse().unwrap(), body }
    }

    /// The next mail; fails when none comes.
    pub async fn letter(&self) -> Message {
        let mut letters = self.letters.lock().await;
        tokio::time::timeout(std::time::Duration::from_secs(20), letters.recv())
            .await
            .expect("a mail")
            .expect("the service lives")
    }

    /// How many mails lie there.
    pub async fn letters_waiting(&self) -> usize {
        self.letters.lock().await.len()
    }

    pub async fn run(&self, sql: &str) {
        self.owner.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    }

    /// One value of one row.
    pub async fn value<T: for<'a> tokio_postgres::types::FromSql<'a>>(&self, sql: &str) -> T {
        self.owner.query_one(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get(0)
    }

    pub async fn count(&self, sql: &str) -> i64 {
        self.value(&format!("select count(*) from {sql}")).await
    }

    /// An organisation with its settings.
    pub async fn organisation(&self, name: &str) -> Uuid {
        let id: Uuid = self
            .value(&format!("insert into public.organisations (name) values ('{name}') returning id"))
            .await;
        self.run(&format!("insert into public.company_settings (organisation_id) values ('{id}')")).await;
        id
    }

    /// An account that can sign in with [`PASSWORD`].
    pub async fn account(&self, email: &str) -> Uuid {
        let (id, hash) = (Uuid::new_v4(), password_hash().await);
        self.run(&format!(
            "insert into auth.users (id, email, email_confirmed_at) values ('{id}', '{email}', now()); \
             insert into private.accounts (id, email, password_hash, verified_at) values ('{id}', '{email}', '{hash}', now())"
        ))
        .await;
        id
    }

    /// A profile of an account.
    pub async fn profile(&self, organisation: Uuid, account: Uuid) -> Uuid {
        self.value(&format!(
            "insert into public.profiles (organisation_id, account_id, status, given_name, family_name) \
             values ('{organisation}', '{account}', 'active', 'Asha', 'Rao') returning id"
        ))
        .await
    }

    /// Somebody invited, and the secret of their link.
    pub async fn invited(&self, organisation: Uuid, email: &str) -> (Uuid, String) {
        let profile: Uuid = self
            .value(&format!(
                "insert into public.profiles (organisation_id, given_name, family_name) values ('{organisation}', 'Ben', 'Cole') returning id"
            ))
            .await;
        let secret = almoner_keys::Secret::generate(almoner_keys::SecretKind::Invite);
        self.run(&format!(
            "insert into private.links (hash, kind, organisation_id, profile_id, email, ends_at) \
             values (decode('{}', 'hex'), 'invitation', '{organisation}', '{profile}', '{email}', now() + interval '7 days')",
            hex(secret.hash().as_bytes())
        ))
        .await;
        (profile, secret.expose().to_owned())
    }

    /// A first step of signing in, as a bearer client.
    pub fn sign_in(&self, email: &str, password: &str) -> Asking<'_> {
        self.post("", json!({ "email": email, "password": password, "transport": "bearer" }))
    }

    /// Signs in, or fails the test.
    pub async fn signed_in(&self, email: &str) -> Tokens {
        self.sign_in(email, PASSWORD).send().await.ok().tokens()
    }

    /// Who the token is, or the refusal: a route that only says what an account has.
    pub async fn whoami(&self, tokens: &Tokens) -> Got {
        self.get("/account").bearer(tokens).send().await
    }

    /// Adds an authenticator to an account that is signed in; its seed, the new tokens, the codes.
    pub async fn authenticator(&self, tokens: &Tokens) -> (TotpSecret, Tokens, Vec<String>) {
        let begun =
            self.post("/authenticator", json!({ "password": PASSWORD })).bearer(tokens).send().await.ok();
        let seed = seed_of(begun.data()["secret"].as_str().unwrap());
        let code = self.code(&seed, 0);
        let added =
            self.post("/authenticator/confirm", json!({ "code": code })).bearer(tokens).send().await.ok();
        let codes = added.data()["recovery_codes"].as_array().unwrap();
        let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
        assert_eq!(self.letter().await.subject, "About your sign-in");
        (seed, added.tokens(), codes)
    }

    /// The code that an app shows `steps` steps from now.
    pub fn code(&self, seed: &TotpSecret, steps: i64) -> String {
        let step = self.clock.unix() / almoner_keys::totp::STEP + steps;
        String::from_utf8(seed.code(step).to_vec()).unwrap()
    }

    /// Moves the clock of one-time codes to the next step.
    pub fn next_step(&self) {
        self.clock.advance(almoner_keys::totp::STEP);
    }
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)).collect()
}

/// The hash under which a secret of ours is stored, in hex.
pub fn stored(secret: &str) -> String {
    use sha2::Digest;
    hex(&sha2::Sha256::digest(secret.as_bytes()))
}

fn seed_of(base32: &str) -> TotpSecret {
    let (mut bits, mut held, mut bytes) = (0_u32, 0_u32, Vec::new());
    for c in base32.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|known| *known == c).unwrap();
        held = (held << 5) | u32::try_from(value).unwrap();
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from((held >> bits) & 0xff).unwrap());
        }
    }
    TotpSecret::from_bytes(&bytes).unwrap()
}
