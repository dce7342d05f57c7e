//! Residents themselves: the list, one with everything of theirs, registration, changes.

pub mod columns;
mod list;
mod model;
mod routes;
mod store;

pub use model::ClientIn;
pub use routes::routes;
pub use store::{ADD_CLIENTS, AddedClient, NewClient};
