//! The service behind the routes: keys, passwords, issuers, mail.

use std::fmt;
use std::time::Duration;

use almoner_keys::issuers::{IssuerConfig, IssuerConfigError};
use almoner_keys::passwords::Load;
use almoner_keys::{Issuers, Keyring, Passwords, Secret, TokenSigner};
use almoner_mail::{Mail, MailError, Message, Outgoing};
use almoner_pg::Db;

use crate::authenticate::Linked;
use crate::config::IdentityConfig;
use crate::cookies::Cookies;
use crate::links::Link;
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
    mail: Outgoing,
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
            mail: Outgoing::new(mail),
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
        self.mail.post(message);
    }

    /// Waits until the mails that were posted are gone; whether they were in time.
    pub async fn posted(&self, at_most: Duration) -> bool {
        self.mail.finished(at_most).await
    }

    /// Sends many invitations, one after the other; how many could not be handed on. Those are sent
    /// again one by one. A mail server that takes nothing is not asked for each.
    pub async fn deliver(&self, invitations: Invitations) -> usize {
        let (mut lost, mut in_a_row) = (0, 0);
        for (to, secret) in &invitations.to {
            if in_a_row >= 3 {
                lost += 1;
                continue;
            }
            let url = self.url(Link::Invitation, secret);
            match self.mail.send(messages::invitation(to, &invitations.organisation, &url)).await {
                Ok(()) => in_a_row = 0,
                Err(error) => {
                    lost += 1;
                    in_a_row = match error {
                        MailError::Auth(_) => 3,
                        // Of one address, and nothing about the next.
                        MailError::Permanent(_) => 0,
                        _ => in_a_row + 1,
                    };
                    tracing::error!(code = error.code(), "an invitation could not be handed on: {error}");
                }
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
