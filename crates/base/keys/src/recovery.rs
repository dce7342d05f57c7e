//! Recovery codes, for the day that the phone is lost.
//!
//! Sixteen characters of Crockford's base32 in four groups carry 80 random bits.
//! That is enough for a plain salted hash, and a plain hash survives rotations
//! of the keyring: a printed code lies in a drawer for years.

use std::fmt;

use sha2::{Digest, Sha256};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::encoding::{CROCKFORD, base32};
use crate::random;

/// How many codes an account gets at a time.
pub const COUNT: usize = 10;
const CHARACTERS: usize = 16;

/// One code, in the form `7K3Q-M9T2-B4XW-0HZC`. Good once.
#[derive(Clone)]
pub struct RecoveryCode(Zeroizing<String>);

impl RecoveryCode {
    pub(crate) fn generate() -> Self {
        let text = Zeroizing::new(base32(CROCKFORD, &*random::bytes::<10>()));
        Self(Zeroizing::new([&text[..4], &text[4..8], &text[8..12], &text[12..]].join("-")))
    }

    /// The text to show, once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored.
    pub fn hash(&self, account: Uuid) -> [u8; 32] {
        hash(account, &self.0).expect("a generated code is well-formed")
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(..)")
    }
}

/// A fresh set; it replaces the account's former one.
pub fn generate() -> [RecoveryCode; COUNT] {
    std::array::from_fn(|_| RecoveryCode::generate())
}

/// The stored form of a code that somebody typed; `None` when it can't be one.
/// Case, blanks and hyphens don't matter, and O, I and L are read as the digits
/// that they look like. Bound to the account: the same code of another account
/// has another hash. Looked up by equality, which tells nothing about the code.
pub fn hash(account: Uuid, typed: &str) -> Option<[u8; 32]> {
    let mut code = Zeroizing::new([0_u8; CHARACTERS]);
    let mut length = 0;
    for byte in typed.bytes().filter(|byte| !matches!(byte, b' ' | b'-')) {
        let byte = match byte.to_ascii_uppercase() {
            b'O' => b'0',
            b'I' | b'L' => b'1',
            other => other,
        };
        if length == CHARACTERS || !CROCKFORD.contains(&byte) {
            return None;
        }
        code[length] = byte;
        length += 1;
    }
    if length != CHARACTERS {
        return None;
    }
    let hash =
        Sha256::new().chain_update(b"almoner recovery code 1").chain_update(account).chain_update(*code);
    Some(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use uuid::Uuid;

    use super::{generate, hash};

    #[test]
    fn ten_distinct_codes_in_readable_groups() {
        let account = Uuid::from_u128(7);
        let codes = generate();
        let hashes: HashSet<_> = codes.iter().map(|code| code.hash(account)).collect();
        assert_eq!(hashes.len(), 10);
        for code in &codes {
            let groups: Vec<_> = code.expose().split('-').collect();
            assert_eq!(groups.iter().map(|group| group.len()).collect::<Vec<_>>(), [4, 4, 4, 4]);
            assert_eq!(format!("{code:?}"), "RecoveryCode(..)");
        }
    }

    #[test]
    fn typed_as_people_type() {
        let account = Uuid::from_u128(7);
        let stored = hash(account, "7K30-M1T2-B1XW-0HZC").unwrap();
        for typed in ["7k3o mIt2 blxw ohzc", "7K30M1T2B1XW0HZC", " 7K30-M1T2--B1XW-0HZC "] {
            assert_eq!(hash(account, typed), Some(stored), "{typed}");
        }
        assert_ne!(hash(Uuid::from_u128(8), "7K30-M1T2-B1XW-0HZC"), Some(stored), "another account");
        for bad in [
            "",
            "7K30-M1T2-B1XW-0HZ",
            "7K30-M1T2-B1XW-0HZCC",
            "7K30-M1T2-B1XW-0HZU",
            "7K30_M1T2_B1XW_0HZC",
            "７K30M1T2B1XW0HZC",
        ] {
            assert_eq!(hash(account, bad), None, "{bad}");
        }
    }
}
