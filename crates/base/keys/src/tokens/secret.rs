//! Random secrets that we hand out once and keep as a hash only: refresh
//! tokens, links in mails.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::encoding::{base64url, from_base64url};
use crate::random;

/// What a secret is good for. The prefix keeps one kind from being taken for
/// another, and lets secret scanners find a leaked one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretKind {
    /// Renews a session's access token.
    Refresh,
    /// Accepts an invitation.
    Invite,
    /// Sets a new password.
    PasswordReset,
    /// Confirms an e-mail address.
    EmailConfirmation,
    /// Marks a device that has signed in before.
    KnownDevice,
    /// What a tablet shows of itself that the people of a home share.
    SharedDevice,
}

impl SecretKind {
    pub const ALL: [Self; 6] = [
        Self::Refresh,
        Self::Invite,
        Self::PasswordReset,
        Self::EmailConfirmation,
        Self::KnownDevice,
        Self::SharedDevice,
    ];

    pub fn prefix(self) -> &'static str {
        match self {
            Self::Refresh => "alr_",
            Self::Invite => "ali_",
            Self::PasswordReset => "alp_",
            Self::EmailConfirmation => "ale_",
            Self::KnownDevice => "ald_",
            Self::SharedDevice => "alt_",
        }
    }
}

/// A secret in the form that its holder has: prefix and 256 random bits, base64url.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn generate(kind: SecretKind) -> Self {
        let body = Zeroizing::new(base64url(&*random::bytes::<32>()));
        Self(Zeroizing::new([kind.prefix(), &body].concat()))
    }

    /// Reads what somebody sent; `None` when it can't be a secret of this kind.
    pub fn parse(kind: SecretKind, text: &str) -> Option<Self> {
        let body = text.strip_prefix(kind.prefix())?;
        // 43 characters are 32 bytes.
        let fits = body.len() == 43 && from_base64url(body).map(Zeroizing::new).is_some();
        fits.then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text to hand out: into a cookie, an answer, a mail; never into a log.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored. A plain hash suffices: nobody can try 2²⁵⁶ secrets.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0.as_bytes()).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

/// The SHA-256 of a [`Secret`], as stored. Compares in constant time.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// Takes up a stored hash; `None` when it is not 32 bytes.
    pub fn from_stored(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Secret, SecretHash, SecretKind};

    #[test]
    fn a_secret_is_of_its_kind_alone() {
        let prefixes: HashSet<_> = SecretKind::ALL.iter().map(|kind| kind.prefix()).collect();
        assert_eq!(prefixes.len(), SecretKind::ALL.len());
        for kind in SecretKind::ALL {
            let secret = Secret::generate(kind);
            for other in SecretKind::ALL {
                assert_eq!(Secret::parse(other, secret.expose()).is_some(), kind == other);
            }
            assert_eq!(Secret::parse(kind, secret.expose()).unwrap().hash(), secret.hash());
        }
    }

    #[test]
    fn what_is_no_secret_is_refused() {
        let good = Secret::generate(SecretKind::Refresh);
        let good = good.expose();
        let long = format!("{good}A");
        let padded = format!("{good}=");
        let blank = format!("{good} ");
        let shouted = good.replacen("alr_", "ALR_", 1);
        // The last of 43 characters carries four bits: one with a stray bit is another text.
        let mut stray = good[..good.len() - 1].to_owned();
        stray.push('B');
        for bad in ["", "alr_", &good[..46], &long, &padded, &blank, &shouted, &good[4..], &stray] {
            assert!(Secret::parse(SecretKind::Refresh, bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn two_secrets_differ_and_neither_is_printed() {
        let (a, b) = (Secret::generate(SecretKind::Invite), Secret::generate(SecretKind::Invite));
        assert_ne!(a.expose(), b.expose());
        assert_ne!(a.hash(), b.hash());
        assert_eq!(SecretHash::from_stored(a.hash().as_bytes()), Some(a.hash()));
        assert_eq!(SecretHash::from_stored(&a.hash().as_bytes()[..31]), None);
        let printed = format!("{a:?} {:?}", a.hash());
        assert_eq!(printed, "Secret(..) SecretHash(..)");
    }
}
