//! The service behind the routes: keys, passwords, issuers, mail.

use std::fmt;
use std::sync::Arc;

use almoner_keys::issuers::{IssuerConfig, IssuerConfigError};
use almoner_keys::passwords::Load;
use almoner_keys::{Issuers, Keyring, Passwords, Secret, TokenSigner};
use almoner_pg::Db;

use crate::authenticate::Linked;
use crate::config::IdentityConfig;
use crate::cookies::Cookies;
use crate::links::Link;
use crate::mail::{Mail, Message};
use crate::messages;
use crate::people::Invitations;

/// Everything that signing in needs beside the database's rows. Travels as
/// `Extension<Arc<Identity>>`, and is the `Authenticate` of `App`.
pub struct Identity {
    pub(crate) config: IdentityConfig,
    pub(crate) keyring: Keyring,
    pub(crate) passwords: Passwords,
    pub(crate) issuers: Issuers,
    pub(crate) signer: TokenSigner,
    /// `None` where cookies can't be kept safe; then only bearer tokens are given.
    pub(crate) cookies: Option<Cookies>,
    pub(crate) db: Db,
    pub(crate) linked: Linked,
    mail: Arc<dyn Mail>,
}

impl Identity {
    /// `external` are the issuers whose tokens are taken beside our own.
    pub fn new(
        config: IdentityConfig,
        keyring: Keyring,
        external: &[IssuerConfig],
        mail: impl Mail + 'static,
        db: Db,
    ) -> Result<Self, IssuerConfigError> {
        let issuer = config.issuer();
        Ok(Self {
            issuers: Issuers::new(&keyring, &issuer, external, config.clock.clone())?,
            signer: TokenSigner::new(&keyring, issuer),
            passwords: Passwords::new(config.passwords),
            cookies: Cookies::at(&config.base_url),
            linked: Linked::default(),
            mail: Arc::new(mail),
            config,
            keyring,
            db,
        })
    }

    /// What the password hashers are doing, for metrics.
    pub fn hashing(&self) -> Load {
        self.passwords.load()
    }

    /// The public halves of our signing keys (JWKS), for others that verify our tokens.
    pub fn jwks(&self) -> serde_json::Value {
        self.keyring.jwks()
    }

    /// The whole address of a one-time link.
    pub(crate) fn url(&self, link: Link, secret: &Secret) -> String {
        format!("{}{}", self.config.base_url, link.path(secret))
    }

    /// Sends a mail after the answer: whether there was one to send must not show in the time that
    /// the answer takes. One that can't be handed on is logged; whoever waits for it asks again.
    pub(crate) fn post(&self, message: Message) {
        let mail = Arc::clone(&self.mail);
        tokio::spawn(async move {
            if let Err(error) = mail.send(message).await {
                tracing::error!(%error, cause = ?std::error::Error::source(&error), "a mail could not be handed on");
            }
        });
    }

    /// Sends many invitations, one after the other; how many could not be handed on. Those are sent
    /// again one by one.
    pub async fn deliver(&self, invitations: Invitations) -> usize {
        let mut lost = 0;
        for (to, secret) in &invitations.to {
            let url = self.url(Link::Invitation, secret);
            if let Err(error) =
                self.mail.send(messages::invitation(to, &invitations.organisation, &url)).await
            {
                lost += 1;
                tracing::error!(%error, cause = ?std::error::Error::source(&error), "a mail could not be handed on");
            }
        }
        lost
    }

    /// Sends an invitation. The secret's hash is what `private.links` holds.
    pub(crate) fn invite(&self, to: &str, organisation: &str, secret: &Secret) {
        self.post(messages::invitation(to, organisation, &self.url(Link::Invitation, secret)));
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("config", &self.config)
            .field("keyring", &self.keyring)
            .finish_non_exhaustive()
    }
}
