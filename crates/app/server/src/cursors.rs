//! List cursors, sealed with the keyring.

use almoner_keys::{Keyring, OpenError, Purpose};
use almoner_web::{Opened, Sealer};

/// Seals positions in lists: they hold names, and open nothing but the list they were made for.
pub struct Cursors(pub Keyring);

impl Sealer for Cursors {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> String {
        // A cursor is far below the limit at which sealing refuses; an empty one answers 400.
        self.0.seal(Purpose::Cursor, aad, plain).unwrap_or_default()
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        match self.0.open(Purpose::Cursor, aad, text) {
            Ok(plain) => Ok(plain.to_vec()),
            Err(OpenError::Invalid) => Err(Opened::Invalid),
            Err(OpenError::RetiredKey) => Err(Opened::Expired),
        }
    }
}
