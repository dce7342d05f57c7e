//! What a handler is given: the door to the data, the sealer of cursors, and who asks.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use almoner_kernel::{Actor, Caller, Code, Person, Result};
use almoner_objects::Objects;
use almoner_pg::Db;
use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::context::request_id;
use crate::cursor::Sealer;
use crate::fail::Fail;
use crate::openapi::{Input, Operation};

/// State of every route. Cheap to clone.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub sealer: Arc<dyn Sealer>,
    pub authenticate: Arc<dyn Authenticate>,
    /// Where bytes lie that rows point at.
    pub objects: Objects,
}

/// The answer of [`Authenticate`].
pub type Authenticating<'a> = Pin<Box<dyn Future<Output = Result<Option<Person>>> + Send + 'a>>;

/// Reads who asks from a cookie or a bearer token. Believes the identity and nothing else.
pub trait Authenticate: Send + Sync {
    /// `None` when the request carries no sign-in at all; an error when it carries a wrong one.
    fn person<'a>(&'a self, parts: &'a Parts) -> Authenticating<'a>;
}

/// Who asked, for what stands outside the handler: the record of denials. A middleware puts an
/// empty one into the request; [`SignedIn`] fills it.
#[derive(Clone, Debug, Default)]
pub struct Who(Arc<OnceLock<Person>>);

impl Who {
    fn set(&self, person: &Person) {
        // A second extraction in one request finds the same person.
        let _ = self.0.set(person.clone());
    }

    pub fn person(&self) -> Option<&Person> {
        self.0.get()
    }
}

/// Who asks, signed in. Whether the session still lives is decided by the first statement of the
/// request's transaction, in the same round trip as its query.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Caller);

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Fail> {
        let person = app.authenticate.person(parts).await?.ok_or(Code::Unauthenticated)?;
        if let Some(who) = parts.extensions.get::<Who>() {
            who.set(&person);
        }
        Ok(Self(Caller { actor: Actor::Person(person), request: request_id() }))
    }
}

impl Input for SignedIn {
    fn describe(operation: &mut Operation) {
        operation.needs_sign_in();
    }
}
