//! What a request says of itself before anybody has signed in.

use std::net::IpAddr;
use std::sync::Arc;

use almoner_kernel::{Actor, Caller, Error, Person, Result};
use almoner_keys::{Secret, SecretKind};
use almoner_web::gate::ClientAddr;
use almoner_web::openapi::{Input, Operation};
use almoner_web::{Authenticate, Fail, request_id};
use axum::extract::FromRequestParts;
use http::request::Parts;

use crate::cookies::Cookie;
use crate::hidden::Hidden;
use crate::identity::Identity;
use crate::signin::model::Transport;

/// The service, the caller's network as the gate saw it (forwarded headers count only where the
/// gate trusts the proxy), and our cookies.
pub struct Visit {
    pub identity: Arc<Identity>,
    pub network: Option<IpAddr>,
    parts: Parts,
}

/// Nobody, under this request's id.
pub fn nobody() -> Caller {
    Caller { actor: Actor::Anonymous, request: request_id() }
}

impl Visit {
    /// Who asks, if they are signed in; a sign-in that is over is none.
    pub async fn person(&self) -> Option<Person> {
        self.identity.person(&self.parts).await.ok().flatten()
    }

    /// The refresh token, from where the client's transport keeps it and from nowhere else: a script
    /// must not turn what lies in a cookie into a token that it can read.
    pub fn refresh_token(&self, transport: Transport, sent: Option<&Hidden>) -> Result<Option<Secret>> {
        self.secret(SecretKind::Refresh, Cookie::Refresh, transport, sent)
    }

    /// The mark of a device that signed in before. A wrong one is no mark.
    pub fn device(&self, transport: Transport, sent: Option<&Hidden>) -> Result<Option<Secret>> {
        self.secret(SecretKind::KnownDevice, Cookie::Device, transport, sent)
    }

    /// What a shared tablet shows of itself. A wrong one is none.
    pub fn shared_device(&self, transport: Transport, sent: Option<&Hidden>) -> Result<Option<Secret>> {
        self.secret(SecretKind::SharedDevice, Cookie::SharedDevice, transport, sent)
    }

    fn secret(
        &self,
        kind: SecretKind,
        cookie: Cookie,
        transport: Transport,
        sent: Option<&Hidden>,
    ) -> Result<Option<Secret>> {
        let kept = match transport {
            Transport::Bearer => sent.cloned(),
            Transport::Cookie => self.identity.cookie(&self.parts.headers, cookie)?,
        };
        Ok(kept.and_then(|text| Secret::parse(kind, text.expose())))
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        let identity = parts.extensions.get::<Arc<Identity>>().cloned();
        let identity = identity.ok_or_else(|| Error::internal("the identity service is not layered on"))?;
        let network = parts.extensions.get::<ClientAddr>().map(|client| client.network());
        Ok(Self { identity, network, parts: parts.clone() })
    }
}

impl Input for Visit {
    fn describe(_: &mut Operation) {}
}
