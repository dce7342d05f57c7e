//! One-time links in mails.
//!
//! The secret stands behind `#`: a browser keeps that part to itself, so it reaches no server's log,
//! no proxy and no `Referer`. The page reads it and sends it in a body.

use almoner_keys::{Secret, SecretKind};

/// What a link is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Joins an organisation; an owner's first link too.
    Invitation,
    /// Sets a new password.
    PasswordReset,
}

/// Days for which an invitation can be accepted.
pub const INVITATION_DAYS: i32 = 7;
/// Minutes for which a password can be reset.
pub const RESET_MINUTES: i32 = 60;

impl Link {
    pub fn secret_kind(self) -> SecretKind {
        match self {
            Self::Invitation => SecretKind::Invite,
            Self::PasswordReset => SecretKind::PasswordReset,
        }
    }

    /// The console's page for it, with the secret; the base address goes before it.
    pub fn path(self, secret: &Secret) -> String {
        let page = match self {
            Self::Invitation => "/invitation",
            Self::PasswordReset => "/password-reset",
        };
        format!("{page}#{}", secret.expose())
    }
}

#[cfg(test)]
mod tests {
    use almoner_keys::Secret;

    use super::Link;

    #[test]
    fn the_secret_stays_with_the_browser() {
        for link in [Link::Invitation, Link::PasswordReset] {
            let secret = Secret::generate(link.secret_kind());
            let path = link.path(&secret);
            let (sent, kept) = path.split_once('#').unwrap();
            assert!(sent.starts_with('/') && !sent.contains(&secret.expose()[4..]));
            assert_eq!(kept, secret.expose());
        }
    }
}
