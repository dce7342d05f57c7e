//! Who is on: people's time in a home, from the start of their shift to its end, and whom the rota expects.
//!
//! It orders screens and says who was there. It gives no right: who may see and record what follows from
//! memberships, whether or not somebody has pressed "Start shift".

mod model;
mod routes;
mod store;
pub mod words;

pub use routes::routes;
