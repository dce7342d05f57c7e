//! Who asks, read from a bearer token or a cookie.
//!
//! A token is verified without the database: whether its session still lives is the first statement
//! of the request's own transaction. Only the subject of an OpenID Connect issuer has to be looked
//! up, since it names no account of ours by itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use almoner_kernel::{Actor, Caller, Code, Person, Result};
use almoner_keys::Verified;
use almoner_keys::issuers::IssuerKind;
use almoner_pg::{row, statement};
use almoner_web::{Authenticate, Authenticating, request_id};
use http::HeaderValue;
use http::header::AUTHORIZATION;
use http::request::Parts;
use uuid::Uuid;

use crate::cookies::Cookie;
use crate::hidden::Hidden;
use crate::identity::Identity;

/// For so long the account of an issuer's subject is remembered: unlinking takes at most this long.
const LINKED_FOR: Duration = Duration::from_secs(30);
/// Subjects that are remembered at a time.
const MOST_LINKED: usize = 10_000;

row! {
    struct LinkedRow { account_id: Uuid }
}

statement! {
    /// The account of an issuer's subject.
    LINKED: (String, String) -> LinkedRow =
        "select i.account_id from private.account_identities i join private.accounts a on a.id = i.account_id \
          where i.issuer = $1 and i.subject = $2 and a.disabled_at is null";
}

type Subject = (Arc<str>, String);

/// Accounts of subjects that were looked up a moment ago.
#[derive(Default)]
pub(crate) struct Linked(Mutex<HashMap<Subject, (Uuid, Instant)>>);

impl Linked {
    fn get(&self, subject: &Subject) -> Option<Uuid> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(subject).filter(|(_, at)| at.elapsed() < LINKED_FOR).map(|(account, _)| *account)
    }

    fn put(&self, subject: Subject, account: Uuid) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_LINKED {
            known.retain(|_, (_, at)| at.elapsed() < LINKED_FOR);
        }
        if known.len() < MOST_LINKED {
            known.insert(subject, (account, Instant::now()));
        }
    }

    /// Forgets everything, after a link was taken away here.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

impl Authenticate for Identity {
    fn person<'a>(&'a self, parts: &'a Parts) -> Authenticating<'a> {
        Box::pin(async move {
            // A bearer token exempts a request from the check of its origin, so a wrong one must
            // never fall back to the cookie that came along.
            let mut sent = parts.headers.get_all(AUTHORIZATION).iter();
            match (sent.next(), sent.next()) {
                (Some(one), None) => {
                    let token = bearer(one).ok_or(Code::Unauthenticated)?;
                    let verified = self.issuers.verify(token).await?;
                    self.who(&verified).await.map(Some)
                }
                (Some(_), Some(_)) => Err(Code::Unauthenticated.into()),
                (None, _) => self.by_cookie(parts).await,
            }
        })
    }
}

impl Identity {
    async fn by_cookie(&self, parts: &Parts) -> Result<Option<Person>> {
        let Some(cookies) = self.cookies else { return Ok(None) };
        let Some(token) = cookies.read(&parts.headers, Cookie::Access)? else { return Ok(None) };
        let verified = self.issuers.verify(token.expose()).await?;
        // We put only tokens of our own into cookies.
        if verified.kind != IssuerKind::Own {
            return Err(Code::Unauthenticated.into());
        }
        Ok(verified.person())
    }

    async fn who(&self, verified: &Verified) -> Result<Person> {
        if let Some(person) = verified.person() {
            return Ok(person);
        }
        let subject: Subject = (Arc::clone(&verified.issuer), verified.subject.clone());
        if let Some(account) = self.linked.get(&subject) {
            return Ok(Person { account, session: None, assurance: verified.assurance });
        }
        let call = LINKED.with((subject.0.to_string(), subject.1.clone()));
        let caller = Caller { actor: Actor::Anonymous, request: request_id() };
        let (tx, found) = self.db.signin(&caller, call).await?;
        tx.commit().await?;
        let account = found.first().ok_or(Code::Unauthenticated)?.account_id;
        self.linked.put(subject, account);
        Ok(Person { account, session: None, assurance: verified.assurance })
    }

    /// A cookie as it was sent, where this installation uses cookies.
    pub(crate) fn cookie(&self, headers: &http::HeaderMap, cookie: Cookie) -> Result<Option<Hidden>> {
        self.cookies.map_or(Ok(None), |cookies| cookies.read(headers, cookie))
    }
}

fn bearer(value: &HeaderValue) -> Option<&str> {
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && !token.contains(' ')).then_some(token)
}
