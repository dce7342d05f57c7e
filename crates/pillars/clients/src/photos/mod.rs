//! Photographs of a resident: one that is current, and those before it.

mod model;
mod picture;
mod routes;
mod store;

pub use routes::routes;
