//! One connection to the mail server, step by step.

use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset};
use lettre::transport::smtp::extension::ClientId;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use super::config::{Encryption, SmtpConfig};
use super::judge::{Step, judge};
use super::stream::Careful;
use crate::MailError;

/// Servers close what is idle for minutes, and say so to nobody behind a NAT.
const IDLE: Duration = Duration::from_secs(45);
/// Many servers take so many on one connection.
const MAILS: u32 = 100;

pub(super) struct Session {
    connection: AsyncSmtpConnection,
    /// Whether the next mail can go over it.
    good: bool,
    mails: u32,
    used: Instant,
}

impl Session {
    pub(super) async fn open(config: &SmtpConfig, tls: Option<&TlsParameters>) -> Result<Self, MailError> {
        let server = (config.host.as_str(), config.port);
        let hello = ClientId::Domain(config.from.domain().to_owned());
        let opened = match (config.encryption, tls) {
            (Encryption::Tls, Some(tls)) => {
                AsyncSmtpConnection::connect_tokio1(server, None, &hello, Some(tls.clone()), None).await
            }
            (encryption, _) => {
                let socket = TcpStream::connect(server).await.map_err(|error| {
                    tracing::warn!(%error, code = "smtp_unreachable", "the mail server can't be reached");
                    MailError::Transient("smtp_unreachable", None)
                })?;
                let stream = Careful::new(socket, encryption == Encryption::StartTls);
                AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello).await
            }
        };
        let mut connection = opened.map_err(|error| judge(Step::Open, &error))?;
        if let (Encryption::StartTls, Some(tls)) = (config.encryption, tls) {
            if !connection.can_starttls() {
                tracing::warn!(code = "smtp_no_starttls", "the mail server offers no encryption");
                return Err(MailError::Auth("smtp_no_starttls"));
            }
            connection.starttls(tls.clone(), &hello).await.map_err(|error| judge(Step::Open, &error))?;
        }
        if let Some(login) = &config.login {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if connection.server_info().get_auth_mechanism(&mechanisms).is_none() {
                tracing::warn!(code = "smtp_no_sign_in", "the mail server offers no sign-in that we have");
                return Err(MailError::Auth("smtp_no_sign_in"));
            }
            let credentials = Credentials::new(login.user.clone(), login.password.to_string());
            connection.auth(&mechanisms, &credentials).await.map_err(|error| judge(Step::Auth, &error))?;
        }
        Ok(Self { connection, good: true, mails: 0, used: Instant::now() })
    }

    /// Whether it was used a short while ago and not too often.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.mails < MAILS && now.duration_since(self.used) < IDLE
    }

    pub(super) fn is_good(&self) -> bool {
        self.good
    }

    /// Sender, recipient, and the question whether the text may follow.
    pub(super) async fn announce(&mut self, config: &SmtpConfig, to: &Address) -> Result<(), MailError> {
        self.good = false;
        let sender = Mail::new(Some(config.from.address().clone()), vec![]);
        let recipient = Rcpt::new(to.clone(), vec![]);
        let (step, error) = match self.connection.command(sender).await {
            Err(error) => (Step::Sender, error),
            Ok(_) => match self.connection.command(recipient).await {
                Err(error) => (Step::Recipient, error),
                Ok(_) => match self.connection.command(Data).await {
                    Err(error) => (Step::Data, error),
                    Ok(_) => return Ok(()),
                },
            },
        };
        // A refusal of this mail leaves a connection that others can go over.
        if error.status().is_some_and(|code| u16::from(code) != 421) {
            self.good = self.connection.command(Rset).await.is_ok();
        }
        Err(judge(step, &error))
    }

    /// The text. Whatever happens here but a clear refusal leaves it open whether the mail was taken:
    /// lettre does not tell a write that failed from an answer that did not come.
    pub(super) async fn give(&mut self, mail: &[u8]) -> Result<(), MailError> {
        self.good = false;
        match self.connection.message(mail).await {
            Ok(_) => {
                self.good = true;
                self.mails += 1;
                self.used = Instant::now();
                Ok(())
            }
            Err(error) => {
                self.good = error.status().is_some_and(|code| u16::from(code) != 421);
                Err(judge(Step::Text, &error))
            }
        }
    }

    /// Says goodbye, and does not wait long for the answer.
    pub(super) async fn close(mut self) {
        let _ = timeout(Duration::from_secs(2), self.connection.command(Quit)).await;
    }
}
