//! What we hand out: signed access tokens, and random secrets that are stored
//! as hashes.

mod access;
pub(crate) mod jwk;
mod secret;

pub use access::{AUDIENCE, Amr, MAX_LIFETIME, NewToken, SignedToken, TokenSigner};
pub use secret::{Secret, SecretHash, SecretKind};
