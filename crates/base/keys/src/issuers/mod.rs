//! Who may say who somebody is: verification of bearer tokens, our own and those
//! of external issuers.
//!
//! A token is believed for its identity alone. Everything about it is pinned in
//! advance (issuer, audience, one algorithm, where the keys come from), nothing
//! is taken from its header but the name of a key, and every failure is the same
//! answer; the [`Refusal`] goes to the log as the error's cause.
//!
//! The cheap checks come before the keys, so that a token which is wrong anyway
//! never causes a request to its issuer.

mod claims;
mod config;
mod jose;
mod key;
mod refusal;
mod remote;
mod strict_json;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use almoner_kernel::{Assurance, Code, Error, Person, Result};
use jiff::Timestamp;
use uuid::Uuid;

pub use config::{Algorithm, HmacSecret, IssuerConfig, IssuerConfigError, IssuerKind, KeySource};
pub use refusal::Refusal;
pub use remote::FetchLimits;

use crate::clock::Clock;
use crate::keyring::Keyring;
use crate::tokens::AUDIENCE;
use config::check;
use jose::Parts;
use key::{Found, KeySet, VerifyingKey};
use remote::RemoteKeys;

/// The name of our own issuer in [`Verified::issuer`].
pub const OWN: &str = "almoner";

/// What a verified token says.
#[derive(Clone, PartialEq, Eq)]
pub struct Verified {
    /// The issuer's configured name, [`OWN`] for ours.
    pub issuer: Arc<str>,
    /// The token's `iss`. Link identities by this and the subject: the
    /// configured name may change.
    pub iss: String,
    /// 0 for our own, then the external issuers in the order of the configuration.
    pub issuer_index: usize,
    pub kind: IssuerKind,
    /// `sub`. Of an `oidc` issuer it means something together with the issuer only.
    pub subject: String,
    /// `auth.users.id`, for our own and Supabase's tokens. `None` for `oidc`: the
    /// account is the one that the pair of issuer and subject is linked to.
    pub account: Option<Uuid>,
    /// Our own session; `None` for external issuers.
    pub session: Option<Uuid>,
    pub assurance: Assurance,
    /// `exp` as it stands in the token, without leeway.
    pub expires: Timestamp,
    pub issued_at: Option<Timestamp>,
    /// Of an `oidc` issuer that says it verified the address; in its stored form.
    /// An offer for linking, never an identity.
    pub verified_email: Option<String>,
}

impl Verified {
    /// The person, where the token itself names the account.
    pub fn person(&self) -> Option<Person> {
        self.account.map(|account| Person { account, session: self.session, assurance: self.assurance })
    }
}

impl fmt::Debug for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Subjects of other issuers and e-mails are personal data.
        f.debug_struct("Verified")
            .field("issuer", &self.issuer)
            .field("account", &self.account)
            .field("session", &self.session)
            .field("assurance", &self.assurance)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// All trusted issuers. Cheap to clone.
#[derive(Clone)]
pub struct Issuers(Arc<Inner>);

struct Inner {
    clock: Clock,
    issuers: Vec<Issuer>,
    by_iss: HashMap<String, usize>,
}

struct Issuer {
    name: Arc<str>,
    audience: String,
    kind: IssuerKind,
    algorithm: Algorithm,
    require_at_jwt: bool,
    keys: Keys,
}

enum Keys {
    Fixed(KeySet),
    Remote(Arc<RemoteKeys>),
}

impl Issuers {
    /// `own_issuer` is the `iss` of our own tokens, the one of `TokenSigner`.
    pub fn new(
        keyring: &Keyring,
        own_issuer: &str,
        external: &[IssuerConfig],
        clock: Clock,
    ) -> Result<Self, IssuerConfigError> {
        Self::with_limits(keyring, own_issuer, external, clock, FetchLimits::default())
    }

    /// [`Issuers::new`] with other bounds for fetching keys.
    pub fn with_limits(
        keyring: &Keyring,
        own_issuer: &str,
        external: &[IssuerConfig],
        clock: Clock,
        limits: FetchLimits,
    ) -> Result<Self, IssuerConfigError> {
        let own_issuer = own_issuer.to_owned();
        if own_issuer.is_empty() || own_issuer.trim() != own_issuer {
            return Err(IssuerConfigError::Field { name: OWN.to_owned(), field: "issuer" });
        }
        let mut issuers = vec![Issuer::own(keyring)];
        let mut by_iss = HashMap::from([(own_issuer, 0)]);
        for config in external {
            let name = || config.name.clone();
            let url = check(config)?;
            let supabase = |issuer: &Issuer| issuer.kind == IssuerKind::Supabase;
            if issuers.iter().any(|issuer| *issuer.name == *config.name) {
                return Err(IssuerConfigError::Duplicate { name: name() });
            }
            if config.kind == IssuerKind::Supabase && issuers.iter().any(supabase) {
                return Err(IssuerConfigError::SecondSupabase { name: name() });
            }
            if by_iss.insert(config.issuer.clone(), issuers.len()).is_some() {
                return Err(IssuerConfigError::Duplicate { name: name() });
            }
            let keys = match (&config.keys, url) {
                (KeySource::Hs256 { secret }, _) => {
                    Keys::Fixed(KeySet::single(VerifyingKey::Hs256(secret.clone())))
                }
                (KeySource::Jwks { .. }, Some(url)) => {
                    let remote = RemoteKeys::new(name(), url, config.algorithm, limits, clock.clone());
                    Keys::Remote(Arc::new(remote))
                }
                (KeySource::Jwks { .. }, None) => {
                    return Err(IssuerConfigError::Url { name: name(), why: "is no address" });
                }
            };
            issuers.push(Issuer {
                name: config.name.as_str().into(),
                audience: config.audience.clone(),
                kind: config.kind,
                algorithm: config.algorithm,
                require_at_jwt: config.require_at_jwt,
                keys,
            });
        }
        Ok(Self(Arc::new(Inner { clock, issuers, by_iss })))
    }

    /// Verifies the token of an `Authorization: Bearer` header. Every failure is
    /// [`Code::Unauthenticated`] with a [`Refusal`] as its cause.
    pub async fn verify(&self, token: &str) -> Result<Verified> {
        self.check(token).await.map_err(|refusal| Error::new(Code::Unauthenticated).caused_by(refusal))
    }

    async fn check(&self, token: &str) -> Result<Verified, Refusal> {
        let parts = Parts::read(token)?;
        let iss = parts.claims.get("iss").and_then(serde_json::Value::as_str).ok_or(Refusal::Issuer)?;
        let index = *self.0.by_iss.get(iss).ok_or(Refusal::Issuer)?;
        let issuer = &self.0.issuers[index];
        parts.header.is_signed_with(issuer.algorithm)?;
        if issuer.kind == IssuerKind::Own {
            parts.header.is_typed()?;
        }
        if issuer.require_at_jwt {
            parts.header.is_at_jwt()?;
        }
        let said = claims::check(&parts.claims, issuer.kind, &issuer.audience, self.0.clock.unix())?;
        let keys = issuer.keys(parts.header.key_id.as_deref()).await?;
        if !keys.iter().any(|key| key.verifies(parts.signed, &parts.signature)) {
            return Err(Refusal::Signature);
        }
        Ok(Verified {
            issuer: Arc::clone(&issuer.name),
            iss: iss.to_owned(),
            issuer_index: index,
            kind: issuer.kind,
            subject: said.subject,
            account: said.account,
            session: said.session,
            assurance: said.assurance,
            expires: Timestamp::from_second(said.expires).map_err(|_| Refusal::Expiry)?,
            issued_at: said.issued_at.map(Timestamp::from_second).transpose().map_err(|_| Refusal::NotYet)?,
            verified_email: said.email,
        })
    }
}

impl Issuer {
    fn own(keyring: &Keyring) -> Self {
        let keys = keyring.keys().map(|key| {
            let point = key.signing.verifying_key().to_sec1_point(false);
            let point = point.as_bytes().try_into().expect("an uncompressed P-256 point has 65 bytes");
            (key.thumbprint.as_str().to_owned(), VerifyingKey::Es256(point))
        });
        Self {
            name: OWN.into(),
            audience: AUDIENCE.to_owned(),
            kind: IssuerKind::Own,
            algorithm: Algorithm::ES256,
            require_at_jwt: false,
            keys: Keys::Fixed(KeySet::named(keys)),
        }
    }

    async fn keys(&self, id: Option<&str>) -> Result<Vec<VerifyingKey>, Refusal> {
        match &self.keys {
            Keys::Remote(remote) => remote.find(id).await,
            // A shared secret is the only key there is, whatever a token calls it.
            Keys::Fixed(set) if self.algorithm == Algorithm::HS256 => found(set.find(None)),
            Keys::Fixed(_) if id.is_none() => Err(Refusal::KeyId),
            Keys::Fixed(set) => found(set.find(id)),
        }
    }
}

fn found(found: Found) -> Result<Vec<VerifyingKey>, Refusal> {
    match found {
        Found::Keys(keys) => Ok(keys),
        Found::Unknown => Err(Refusal::UnknownKey),
        Found::Ambiguous => Err(Refusal::KeyId),
    }
}

impl fmt::Debug for Issuers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.issuers.iter().map(|issuer| &issuer.name)).finish()
    }
}
