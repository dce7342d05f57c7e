//! Mails, and the ways they leave by.
//!
//! - [`Message`]: one mail, in plain text, to one person.
//! - [`Mail`]: what takes mails. [`FolderMail`] writes them as files, [`SmtpMail`] hands them to a
//!   mail server. [`MailError`] says what became of one that could not be handed on, in codes of ours:
//!   whether trying again is of use is decided by what calls.
//! - [`Outgoing`]: sends after an answer, so that nobody waits for a mail server.
//!
//! What a mail says does not belong here.

mod error;
mod folder;
mod message;
mod outgoing;
mod smtp;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use error::MailError;
pub use folder::FolderMail;
pub use message::{Message, Sender};
pub use outgoing::Outgoing;
pub use smtp::{Encryption, Login, Patience, Setting, SmtpConfig, SmtpMail, WrongSmtp};

/// A mail that is on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<(), MailError>> + Send + 'a>>;

/// Takes mails. Done means handed on, not read.
pub trait Mail: Send + Sync {
    fn send(&self, message: Message) -> Sending<'_>;
}

impl<M: Mail + ?Sized> Mail for Arc<M> {
    fn send(&self, message: Message) -> Sending<'_> {
        (**self).send(message)
    }
}
