//! Mails by SMTP (RFC 5321), over lettre's connection.
//!
//! Each step is asked by itself rather than by lettre's own `send`: what a lost connection means
//! depends on the step. Before the text of the mail was given nothing was taken, so that trying again is
//! safe; afterwards the mail may have been taken, and nobody can say.

mod config;
mod judge;
mod session;
mod stream;

use std::sync::{Mutex, MutexGuard, PoisonError};

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};

pub use config::{Encryption, Login, Patience, Setting, SmtpConfig, WrongSmtp};
use session::Session;

use crate::{Mail, MailError, Message, Sending};

/// Hands mails to a mail server over a few connections, which are kept while mails come.
pub struct SmtpMail {
    config: SmtpConfig,
    tls: Option<TlsParameters>,
    /// Who has none waits for one: in the order in which they came.
    places: Semaphore,
    kept: Mutex<Vec<Session>>,
}

impl SmtpMail {
    /// Connects when the first mail comes. Fails when the certificates that are to be trusted can't be
    /// read.
    pub fn new(config: SmtpConfig) -> Result<Self, WrongSmtp> {
        let tls = match config.encryption {
            Encryption::None => None,
            Encryption::StartTls | Encryption::Tls => Some(tls(&config)?),
        };
        let places = Semaphore::new(config.connections.max(1));
        Ok(Self { config, tls, places, kept: Mutex::default() })
    }

    /// Connects, signs in and says goodbye.
    pub async fn check(&self) -> Result<(), MailError> {
        match timeout(self.config.patience.begin, Session::open(&self.config, self.tls.as_ref())).await {
            Err(_) => Err(judge::SLOW),
            Ok(Err(error)) => Err(error),
            Ok(Ok(session)) => {
                session.close().await;
                Ok(())
            }
        }
    }

    async fn hand_on(&self, message: &Message) -> Result<(), MailError> {
        let to = message.recipient()?;
        let mail = message.written(&self.config.from, false)?;
        let _place = self.places.acquire().await.map_err(|_| judge::SLOW)?;
        // Taken out: whoever stops waiting for this leaves no connection in the middle of a mail.
        let mut session = self.kept().pop();
        let begun = timeout(self.config.patience.begin, self.begin(&mut session, &to)).await;
        let sent = match (begun.unwrap_or(Err(judge::SLOW)), &mut session) {
            (Ok(()), Some(session)) => {
                let given = timeout(self.config.patience.answer, session.give(&mail)).await;
                given.unwrap_or(Err(MailError::Unknown("smtp_no_answer")))
            }
            (begun, _) => begun,
        };
        self.kept().extend(session.filter(Session::is_good));
        sent
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Session>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Up to where the server asks for the text. A connection that was kept may be dead: then a new one.
    async fn begin(&self, session: &mut Option<Session>, to: &lettre::Address) -> Result<(), MailError> {
        if let Some(kept) = session.take_if(|kept| !kept.is_fresh(Instant::now())) {
            kept.close().await;
        }
        if let Some(kept) = session {
            let announced = kept.announce(&self.config, to).await;
            if announced.is_ok() || kept.is_good() {
                return announced;
            }
        }
        let new = session.insert(Session::open(&self.config, self.tls.as_ref()).await?);
        new.announce(&self.config, to).await
    }
}

impl Mail for SmtpMail {
    fn send(&self, message: Message) -> Sending<'_> {
        Box::pin(async move { self.hand_on(&message).await })
    }
}

impl std::fmt::Debug for SmtpMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmtpMail").field("config", &self.config).finish_non_exhaustive()
    }
}

/// The system's authorities (or those of `SSL_CERT_FILE`), as for the database.
fn tls(config: &SmtpConfig) -> Result<TlsParameters, WrongSmtp> {
    let wrong = || WrongSmtp::url("the certificates to trust can't be read", "Look at SSL_CERT_FILE.");
    let mut tls = TlsParameters::builder(config.host.clone());
    for pem in &config.authorities {
        tls = tls.add_root_certificate(Certificate::from_pem(pem).map_err(|_| wrong())?);
    }
    tls.build().map_err(|_| wrong())
}
