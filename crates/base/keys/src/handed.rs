//! Codes that one person hands to another, who types them once: a pass for a shift.
//!
//! Sixteen characters as those of [`crate::recovery`], 80 random bits, so that a plain hash is enough. They
//! belong to no account that whoever types them could name; the code alone is looked up.

use uuid::Uuid;

use crate::recovery::{self, RecoveryCode};

/// Stands where a recovery code has its account: a code of one kind is none of the other.
const HANDED: Uuid = Uuid::from_u128(0x616c_6d6f_6e65_7220_6861_6e64_6564_2031);

/// One code, in the form `7K3Q-M9T2-B4XW-0HZC`. Good once.
#[derive(Clone, Debug)]
pub struct HandedCode(RecoveryCode);

impl HandedCode {
    pub fn generate() -> Self {
        Self(RecoveryCode::generate())
    }

    /// The text to show, once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What is stored.
    pub fn hash(&self) -> [u8; 32] {
        self.0.hash(HANDED)
    }
}

/// The stored form of a code that somebody typed; `None` when it can't be one.
pub fn hash(typed: &str) -> Option<[u8; 32]> {
    recovery::hash(HANDED, typed)
}

#[cfg(test)]
mod tests {
    use super::{HandedCode, hash};

    #[test]
    fn typed_as_people_type() {
        let code = HandedCode::generate();
        let typed = code.expose().to_lowercase().replace('-', " ");
        assert_eq!(hash(&typed), Some(code.hash()));
        assert_ne!(HandedCode::generate().hash(), code.hash());
        assert_ne!(crate::recovery::hash(uuid::Uuid::nil(), code.expose()), Some(code.hash()));
        assert_eq!(hash("7K30"), None);
        assert!(!format!("{code:?}").contains(code.expose()));
    }
}
