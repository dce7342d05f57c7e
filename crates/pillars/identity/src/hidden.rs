//! Text that must not be printed: passwords, codes, tokens.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

/// A secret in a body, on its way in or out. Wiped when dropped; `Debug` shows nothing.
#[derive(Clone)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The secret itself, for hashing, sending or comparing; never for a log.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hidden(..)")
    }
}

impl<'de> Deserialize<'de> for Hidden {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn it_is_exact_and_not_printed() {
        let read: Hidden = serde_json::from_str(r#"" Pâss\u0020word ""#).unwrap();
        assert_eq!(read.expose(), " Pâss word ");
        assert_eq!(format!("{read:?}"), "Hidden(..)");
        assert_eq!(serde_json::to_string(&read).unwrap(), r#"" Pâss word ""#);
    }
}
