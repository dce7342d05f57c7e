//! Mails by SMTP (RFC 5321), over lettre's connection.
//!
//! Each step is asked by itself rather than by lettre's own `send`: what a lost connection means
//! depends on the step. Before the text of the mail was given nothing was taken, so that trying again is
//! safe; afterwards the mail may have been taken, and nobody can say.

mod config;
mod judge;
mod session;
mod stream;

use lettre::transport::smtp::client::{Certificate, TlsParameters};
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

pub use config::{Encryption, Login, Patience, Setting, SmtpConfig, WrongSmtp};
use session::Session;

use crate::{Mail, MailError, Message, Sending};

/// Hands mails to a mail server over one connection, which is kept while mails come.
pub struct SmtpMail {
    config: SmtpConfig,
    tls: Option<TlsParameters>,
    session: Mutex<Option<Session>>,
}

impl SmtpMail {
    /// Connects when the first mail comes. Fails when the certificates that are to be trusted can't be
    /// read.
    pub fn new(config: SmtpConfig) -> Result<Self, WrongSmtp> {
        let tls = match config.encryption {
            Encryption::None => None,
            Encryption::StartTls | Encryption::Tls => Some(tls(&config)?),
        };
        Ok(Self { config, tls, session: Mutex::new(None) })
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
        let mut kept = self.session.lock().await;
        // Taken out: whoever stops waiting for this leaves no connection in the middle of a mail.
        let session = kept.take();
        let begun = timeout(self.config.patience.begin, self.begin(session, &to)).await.unwrap_or(Err(judge::SLOW));
        let mut session = match begun {
            Ok(session) => session,
            Err(error) => return Err(error),
        };
        let given = timeout(self.config.patience.answer, session.give(&mail)).await;
        let given = given.unwrap_or(Err(MailError::Unknown("smtp_no_answer")));
        if session.is_good() {
            *kept = Some(session);
        }
        given
    }

    /// Up to where the server asks for the text. A connection that was kept may be dead: then a new one.
    async fn begin(&self, kept: Option<Session>, to: &lettre::Address) -> Result<Session, MailError> {
        if let Some(mut session) = kept.filter(|session| session.is_fresh(Instant::now())) {
            match session.announce(&self.config, to).await {
                Ok(()) => return Ok(session),
                Err(error) if session.is_good() => return Err(error),
                Err(_) => {}
            }
        }
        let mut session = Session::open(&self.config, self.tls.as_ref()).await?;
        session.announce(&self.config, to).await?;
        Ok(session)
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
