//! The way to the data, against a real PostgreSQL.

mod cancelled;
mod parts;
mod poison;
mod pooler;
mod proxy;
mod round_trips;
mod stale;
mod support;
mod types;
