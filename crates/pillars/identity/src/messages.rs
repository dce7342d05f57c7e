//! The mails that we write. What they say is about a sign-in, never about a resident.

use almoner_mail::Message;

/// Something about a sign-in that its owner should know of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// A refresh token was used twice, so two hold it.
    SessionCopied,
    PasswordChanged,
    AuthenticatorAdded,
    AuthenticatorRemoved,
    RecoveryCodeUsed,
    IdentityLinked,
}

impl Notice {
    fn says(self) -> &'static str {
        match self {
            Self::SessionCopied => {
                "One of your sign-ins was used from two places at once, so we ended it. Please sign in again."
            }
            Self::PasswordChanged => "Your password was changed, and your other sign-ins were ended.",
            Self::AuthenticatorAdded => "An authenticator app was added to your account.",
            Self::AuthenticatorRemoved => "The authenticator app of your account was removed.",
            Self::RecoveryCodeUsed => "One of your recovery codes was used to sign in.",
            Self::IdentityLinked => "A sign-in of another service was linked to your account.",
        }
    }
}

/// What to do when it was somebody else.
pub fn notice(to: &str, notice: Notice) -> Message {
    let text =
        format!("{}\n\nIf this was not you, set a new password now and tell your manager.", notice.says());
    Message::new(to, "About your sign-in", text)
}

/// The link with which somebody joins an organisation.
pub fn invitation(to: &str, organisation: &str, url: &str) -> Message {
    let days = crate::links::INVITATION_DAYS;
    let text = format!(
        "You are invited to join {organisation}.\n\nOpen this link to accept. It works once, for {days} days:\n\n{url}\n"
    );
    Message::new(to, "Your invitation", text)
}

/// The link with which somebody sets a new password.
pub fn password_reset(to: &str, url: &str) -> Message {
    let minutes = crate::links::RESET_MINUTES;
    let text = format!(
        "Somebody, probably you, asked to set a new password.\n\nOpen this link to do it. It works once, \
         for {minutes} minutes:\n\n{url}\n\nIf you did not ask, do nothing: your password stays as it is.\n"
    );
    Message::new(to, "Set a new password", text)
}
