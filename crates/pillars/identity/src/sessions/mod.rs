//! Sign-ins that last: their tokens, their list, their end.
//!
//! A session's id changes at sign-in, at a second factor and when another organisation is chosen, so
//! that an id which somebody planted or saw is worth nothing afterwards.

pub mod enter;
pub mod issue;
mod refresh;
mod routes;
pub mod store;

pub use routes::routes;
