//! What matters to a resident, and how they like to be supported, by topic.

mod model;
mod routes;
mod store;

pub use routes::routes;
