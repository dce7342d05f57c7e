//! The keyring: the root keys from which every other key is derived.
//!
//! Two root keys are valid at a time. The current one makes everything new; the
//! previous one still opens what it made. A root key is never used itself:
//! each [`Purpose`] has its own subkey by HKDF-SHA256. Beside each root stands
//! the P-256 key that signs access tokens, since others verify those.
//!
//! The ring comes from a file or from a secret store's value, never from the
//! database. A rotation reaches a running server when it starts again; start all
//! replicas together, or one refuses what another made with the newer key.

mod document;
mod file;
mod weak;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use hkdf::Hkdf;
use p256::ecdsa::SigningKey;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use file::Rotated;
pub(crate) use weak::why_weak;

use crate::tokens::jwk::Thumbprint;

/// What a derived key is for. The label is part of every derived key: changing
/// one loses all that was made with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// List cursors.
    Cursor,
    /// Seeds of authenticator apps, at rest.
    TotpSecret,
    /// Tokens against cross-site request forgery.
    Csrf,
    /// Keys under which attempts from a network are counted.
    RateLimitKey,
    /// Signed, time-limited links to files.
    LinkSignature,
    /// The state of a sign-in between its steps (second factor, redirect to an issuer).
    SignInStep,
    /// PINs of shared tablets, at rest.
    DevicePin,
}

impl Purpose {
    /// Every purpose, in the order of their derived keys in memory.
    pub const ALL: [Self; 7] = [
        Self::Cursor,
        Self::TotpSecret,
        Self::Csrf,
        Self::RateLimitKey,
        Self::LinkSignature,
        Self::SignInStep,
        Self::DevicePin,
    ];

    /// The text that goes into the derivation.
    pub fn label(self) -> &'static str {
        match self {
            Self::Cursor => "cursor",
            Self::TotpSecret => "totp-secret",
            Self::Csrf => "csrf",
            Self::RateLimitKey => "rate-limit-key",
            Self::LinkSignature => "link-signature",
            Self::SignInStep => "sign-in-step",
            Self::DevicePin => "device-pin",
        }
    }
}

/// Names a root key. Public: it stands in clear in every sealed text.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyId(String);

impl KeyId {
    /// Reads an id: 1 to 16 lower-case letters and digits.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = (1..=16).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        fits.then(|| Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What to do with the previous key when a rotation would push it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retire {
    /// Refuse the rotation: seeds may still be sealed with it.
    Refuse,
    /// Forget the key. What it sealed can't be opened again.
    Discard,
}

/// Why there is no keyring. The messages name the mistake and the remedy, and
/// never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    #[error("there is no keyring at {path}; make one with `almoner keys generate {path}`", path = .0.display())]
    Missing(PathBuf),
    #[error("there is something at {path} already; a keyring is never overwritten, use `almoner keys rotate {path}`", path = .0.display())]
    Exists(PathBuf),
    #[error("the keyring {path} is no regular file", path = .0.display())]
    NotAFile(PathBuf),
    #[error("the keyring {path} can be read or written by others (mode {mode:04o}); run `chmod 600 {path}`, and rotate it if others may have read it", path = .path.display())]
    Exposed { path: PathBuf, mode: u32 },
    #[error("the keyring {path} changed while it was being rotated; nothing was written, try again", path = .0.display())]
    Changed(PathBuf),
    #[error(
        "the keyring can't be read: {0}; restore it from its backup, or make one with `almoner keys generate`"
    )]
    Unreadable(String),
    #[error(
        "the {entry} key of the keyring is not safe: {why}; replace the keyring by one made with `almoner keys generate`"
    )]
    Weak { entry: &'static str, why: &'static str },
    #[error(
        "the key {0} is still in the ring as the previous one and this rotation would lose it; seal anew what it sealed, then rotate and discard it"
    )]
    PreviousInUse(KeyId),
    #[error("the keyring file: {path}: {source}", path = .path.display())]
    Io { path: PathBuf, source: std::io::Error },
}

/// One root key's derived keys; the root itself is not kept.
pub(crate) struct Key {
    pub id: KeyId,
    // Boxed: moving a ring must not leave copies of its keys behind.
    subkeys: Box<[Zeroizing<[u8; 32]>; Purpose::ALL.len()]>,
    /// Signs access tokens; wipes itself when dropped.
    pub signing: Box<SigningKey>,
    /// The token header's `kid`.
    pub thumbprint: Thumbprint,
}

impl Key {
    fn new(id: KeyId, root: &[u8], signing: SigningKey) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(b"almoner keyring 1"), root);
        let mut subkeys = Box::new(std::array::from_fn(|_| Zeroizing::new([0; 32])));
        for (purpose, subkey) in Purpose::ALL.into_iter().zip(subkeys.iter_mut()) {
            hkdf.expand(purpose.label().as_bytes(), &mut **subkey).expect("32 bytes fit HKDF-SHA256");
        }
        let thumbprint = Thumbprint::of(signing.verifying_key());
        Self { id, subkeys, signing: Box::new(signing), thumbprint }
    }

    pub fn subkey(&self, purpose: Purpose) -> &[u8; 32] {
        &self.subkeys[purpose as usize]
    }
}

/// The root keys of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Keyring(Arc<Ring>);

struct Ring {
    current: Key,
    previous: Option<Key>,
    retired: Vec<KeyId>,
}

impl Keyring {
    /// A ring that lives in memory only: for tests, and for commands that seal
    /// nothing that outlives them.
    pub fn ephemeral() -> Self {
        Self::parse(&Self::generate_document()).expect("a fresh keyring is valid")
    }

    fn new(current: Key, previous: Option<Key>, retired: Vec<KeyId>) -> Self {
        Self(Arc::new(Ring { current, previous, retired }))
    }

    /// The id of the key that seals everything new.
    pub fn current_id(&self) -> &KeyId {
        &self.0.current.id
    }

    /// The id of the key that still opens what it sealed.
    pub fn previous_id(&self) -> Option<&KeyId> {
        self.0.previous.as_ref().map(|key| &key.id)
    }

    pub(crate) fn current(&self) -> &Key {
        &self.0.current
    }

    /// The valid keys, current first.
    pub(crate) fn keys(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.0.current).chain(&self.0.previous)
    }

    pub(crate) fn key(&self, id: &str) -> Option<&Key> {
        self.keys().find(|key| key.id.as_str() == id)
    }

    pub(crate) fn is_retired(&self, id: &str) -> bool {
        self.0.retired.iter().any(|retired| retired.as_str() == id)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keyring")
            .field("current", self.current_id())
            .field("previous", &self.previous_id())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
