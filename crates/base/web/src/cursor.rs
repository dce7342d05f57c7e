//! Sealed positions in a list.
//!
//! A cursor holds names and dates (the sort keys of the last row), so it is
//! encrypted; and it is bound to who asked, on which route, with which filters
//! and sort, so that it opens nothing else.

use almoner_kernel::{Code, Error};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// Characters of a cursor; ours stay below a few hundred.
const MAX_CURSOR: usize = 2048;

/// Authenticated encryption with a key that outlives one process.
pub trait Sealer: Send + Sync {
    /// Text that is safe in a query string. An error is ours, never the caller's: it answers 500
    /// rather than a page that can't be gone on from.
    fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<String, Error>;
    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened>;
}

/// Why a sealed text did not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// Not made by us, not for this use, or changed.
    Invalid,
    /// Made with a key that is retired.
    Expired,
}

/// What a cursor is bound to.
#[derive(Clone, Debug)]
pub(crate) struct Binding(Vec<u8>);

impl Binding {
    /// Each part is preceded by its length, so that no two lists share a binding.
    pub(crate) fn new<'a>(account: Option<Uuid>, parts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut bytes = b"almoner cursor 1".to_vec();
        bytes.push(u8::from(account.is_some()));
        bytes.extend_from_slice(account.unwrap_or_default().as_bytes());
        for part in parts {
            bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
            bytes.extend_from_slice(part.as_bytes());
        }
        Self(bytes)
    }

    pub(crate) fn seal<K: Serialize>(&self, sealer: &dyn Sealer, key: &K) -> Result<String, Error> {
        let plain = serde_json::to_vec(key).map_err(Error::internal)?;
        sealer.seal(&self.0, &plain)
    }

    pub(crate) fn open<K: DeserializeOwned>(&self, sealer: &dyn Sealer, text: &str) -> Result<K, Error> {
        if text.is_empty() || text.len() > MAX_CURSOR {
            return Err(Code::CursorInvalid.into());
        }
        let plain = sealer.open(&self.0, text).map_err(|why| match why {
            Opened::Invalid => Error::new(Code::CursorInvalid),
            Opened::Expired => Error::new(Code::CursorExpired),
        })?;
        // It was sealed by us, so another shape means an older build's sort key.
        serde_json::from_slice(&plain).map_err(|_| Error::new(Code::CursorExpired))
    }
}
