//! The inbox: what a person was told in the console, what of it they have read and acknowledged.

mod model;
mod routes;
mod store;

pub use routes::routes;
