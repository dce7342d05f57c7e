//! The whole service, run as it is run for people: a listener on loopback, the gate, every pillar,
//! sign-in with a keyring of its own, on a database with the named world in it.
//!
//! [`TestApp`] starts it; [`TestApp::get`] and its like ask it, as anybody of the world; each answer
//! is held against the OpenAPI document before a test sees it ([`contract`]). A test that gets an
//! answer of 500 or more without having said so fails when the app is dropped.

mod app;
mod ask;
pub mod cells;
pub mod contract;
mod examples;
mod keep;
mod leaks;
mod listen;
mod log;
mod mailbox;
mod needs;
mod operations;
mod sign;
mod state;

pub use app::{BASE_URL, HOST, Setup, TestApp};
pub use ask::{Ask, Got};
pub use examples::{PASSWORD, example, hours};
pub use keep::Keep;
pub use leaks::{found, leaks};
pub use listen::{Heard, Listener};
pub use log::Log;
pub use mailbox::Mailbox;
pub use needs::{Need, What, needs};
pub use operations::{Operation, document, operations, resolved};
pub use sign::{HS256_ISSUER, HS256_SECRET, email, hs256};
pub use state::{Fingerprint, changed, fingerprint};
