//! Residents themselves: the list, one with everything of theirs, registration, changes.

pub mod columns;
mod list;
mod model;
mod routes;
mod store;

pub use routes::routes;
