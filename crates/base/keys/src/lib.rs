//! The keyring and everything that is made with it: sealed values, access
//! tokens, random secrets, passwords and one-time codes; and the verification
//! of bearer tokens, our own and those of external issuers.
//!
//! Here belongs what needs a key or a hash and no database: nothing in this
//! crate knows a table, a session row or a route. Throttles, replay of one-time
//! codes and revocation are rows, so they live with the accounts; this crate
//! gives them the facts to store (a hash, a time step, an expiry).
//!
//! No type here prints a secret with `Debug`, and secrets are wiped when dropped.

mod clock;
mod encoding;
#[cfg(feature = "forge")]
pub mod forge;
pub mod handed;
pub mod issuers;
pub mod keyring;
mod mac;
pub mod passwords;
mod random;
pub mod recovery;
pub mod seal;
pub mod tls;
pub mod tokens;
pub mod totp;

pub use clock::Clock;
pub use issuers::{Issuers, Verified};
pub use keyring::{KeyId, Keyring, KeyringError, Purpose, Retire};
pub use passwords::Passwords;
pub use seal::OpenError;
pub use tokens::{Secret, SecretHash, SecretKind, TokenSigner};
