//! What a version of a care plan asks for, and when: written while it is a draft, frozen with it.

mod check;
mod model;
mod routes;
mod store;

pub use routes::routes;
