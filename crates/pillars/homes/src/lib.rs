//! Homes: home > unit > room > bed, and what of it is taken.
//!
//! Here belong the buildings. Who lives in a bed is the clients pillar's; this one reads it to say
//! whether a bed is free. Exports [`routes`].

mod model;
mod routes;
mod store;

pub use routes::routes;
