//! Sealed values: text that only we can read, bound to a purpose and a context.
//!
//! `v1.<key id>.<base64url of nonce, ciphertext and tag>`, XChaCha20-Poly1305
//! with a random 192-bit nonce (long enough that random nonces of one key don't
//! meet). The key id stands in clear so that rows sealed with a retiring key
//! can be counted in SQL and sealed anew.

use almoner_kernel::{Code, Error};
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

use crate::encoding::{base64url, from_base64url, join};
use crate::keyring::{Key, KeyId, Keyring, Purpose};
use crate::random;

/// Longest plaintext, in bytes. A cursor holds a few sort values, a seed 20 bytes.
pub const MAX_PLAINTEXT: usize = 16 * 1024;
/// Longest sealed text, in bytes; anything longer is refused unread.
pub const MAX_SEALED: usize = 24 * 1024;

const VERSION: &str = "v1";
const NONCE: usize = 24;
const TAG: usize = 16;

/// Why a sealed text was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// Not made by us, altered, or made for another purpose or context.
    #[error("the sealed text was altered or made for something else")]
    Invalid,
    /// Made with a key that has since been retired.
    #[error("the sealed text was made with a key that is retired")]
    RetiredKey,
}

impl OpenError {
    /// The answer to somebody who sent such a list cursor.
    #[must_use]
    pub fn for_cursor(self) -> Error {
        Error::new(match self {
            Self::Invalid => Code::CursorInvalid,
            Self::RetiredKey => Code::CursorExpired,
        })
        .caused_by(self)
    }
}

/// Additional data out of several parts (person, route, filters, sort) in which
/// no part can run into the next.
pub fn context(parts: &[&[u8]]) -> Vec<u8> {
    join(parts.iter().copied())
}

impl Keyring {
    /// Seals `plaintext` with the current key. `aad` is what the text belongs to
    /// (see [`context`]); the same bytes are needed to open it. Fails, as our own
    /// mistake, above [`MAX_PLAINTEXT`].
    pub fn seal(&self, purpose: Purpose, aad: &[u8], plaintext: &[u8]) -> almoner_kernel::Result<String> {
        if plaintext.len() > MAX_PLAINTEXT {
            return Err(Error::internal(format!(
                "{} bytes to seal for {}, the limit is {MAX_PLAINTEXT}",
                plaintext.len(),
                purpose.label()
            )));
        }
        let key = self.current();
        let nonce = random::bytes::<NONCE>();
        let sealed = cipher(key, purpose)
            .encrypt(&XNonce::from(*nonce), Payload { msg: plaintext, aad: &bound(&key.id, purpose, aad) })
            .map_err(|_| Error::internal("the cipher refused to seal"))?;
        let mut bytes = Vec::with_capacity(NONCE + sealed.len());
        bytes.extend_from_slice(&*nonce);
        bytes.extend_from_slice(&sealed);
        Ok(format!("{VERSION}.{}.{}", key.id, base64url(&bytes)))
    }

    /// Opens what [`Keyring::seal`] made for the same purpose and `aad`.
    pub fn open(&self, purpose: Purpose, aad: &[u8], text: &str) -> Result<Zeroizing<Vec<u8>>, OpenError> {
        let (id, body) = split(text).ok_or(OpenError::Invalid)?;
        let Some(key) = self.key(id) else {
            return Err(if self.is_retired(id) { OpenError::RetiredKey } else { OpenError::Invalid });
        };
        let bytes = from_base64url(body).ok_or(OpenError::Invalid)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE>().ok_or(OpenError::Invalid)?;
        if sealed.len() < TAG {
            return Err(OpenError::Invalid);
        }
        cipher(key, purpose)
            .decrypt(&XNonce::from(*nonce), Payload { msg: sealed, aad: &bound(&key.id, purpose, aad) })
            .map(Zeroizing::new)
            .map_err(|_| OpenError::Invalid)
    }

    /// Whether a stored sealed text should be opened and sealed again, because
    /// it was not made with the current key. False for text that is no sealed text.
    #[must_use]
    pub fn needs_reseal(&self, text: &str) -> bool {
        split(text).is_some_and(|(id, _)| id != self.current().id.as_str())
    }
}

/// The beginning that every text sealed with `id` has, for counting rows in SQL
/// (`starts_with(totp_seed, ...)`).
pub fn prefix(id: &KeyId) -> String {
    format!("{VERSION}.{id}.")
}

fn split(text: &str) -> Option<(&str, &str)> {
    if text.len() > MAX_SEALED {
        return None;
    }
    let (version, rest) = text.split_once('.')?;
    let (id, body) = rest.split_once('.')?;
    (version == VERSION && !body.contains('.')).then_some((id, body))
}

fn cipher(key: &Key, purpose: Purpose) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new(key.subkey(purpose).into())
}

fn bound(id: &KeyId, purpose: Purpose, aad: &[u8]) -> Vec<u8> {
    join([VERSION.as_bytes(), id.as_str().as_bytes(), purpose.label().as_bytes(), aad])
}

#[cfg(test)]
#[path = "seal_tests.rs"]
mod tests;
