//! List cursors, sealed with the keyring.

use almoner_kernel::Error;
use almoner_keys::{Keyring, OpenError, Purpose};
use almoner_web::{Opened, Sealer};

/// Seals positions in lists: they hold names, and open nothing but the list they were made for.
pub struct Cursors(pub Keyring);

impl Sealer for Cursors {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<String, Error> {
        self.0.seal(Purpose::Cursor, aad, plain)
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        match self.0.open(Purpose::Cursor, aad, text) {
            Ok(plain) => Ok(plain.to_vec()),
            Err(OpenError::Invalid) => Err(Opened::Invalid),
            Err(OpenError::RetiredKey) => Err(Opened::Expired),
        }
    }
}
