//! Letting an agency worker in for one shift.
//!
//! The database makes the person, the membership that ends by itself, and the pass (`app.admit_agency`); here
//! is what is asked and answered. Signing in with the code is identity's.

mod model;
mod routes;
mod store;
pub mod words;

pub use routes::routes;
