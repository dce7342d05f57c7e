//! What became of notifications outside the console: the deliveries, what still waits, which ways are
//! closed. For those who answer for a home or an organisation; what was said they don't read here.

mod model;
mod routes;
mod store;

pub use routes::routes;
