//! What became of a mail that was not handed on.

use std::fmt;
use std::time::Duration;

/// Each has a stable code of ours in small letters. What a server said in its own words is in no
/// error and in no log: it may name the person that the mail is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailError {
    /// This mail is refused, and would be again.
    Permanent(&'static str),
    /// Not now; later it may go. With how long the other side asks us to wait, where it says.
    Transient(&'static str, Option<Duration>),
    /// No mail goes until somebody mends the configuration or the account: signing in is refused, the
    /// sender is not taken, the connection can't be trusted.
    Auth(&'static str),
    /// The mail was given and the answer to it was lost: it may have been taken.
    Unknown(&'static str),
}

impl MailError {
    /// The code, for rows and figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Permanent(code) | Self::Transient(code, _) | Self::Auth(code) | Self::Unknown(code) => code,
        }
    }
}

impl fmt::Display for MailError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Permanent(_) => "the mail was refused",
            Self::Transient(..) => "the mail could not be handed on now",
            Self::Auth(_) => "the mail server takes nothing from us",
            Self::Unknown(_) => "it is not known whether the mail was taken",
        })?;
        write!(f, " ({})", self.code())
    }
}

impl std::error::Error for MailError {}
