//! The whole service over HTTP, on a real database with the named world in it.

mod aborted;
mod agency;
mod basics;
mod browser;
mod document;
mod events;
mod input;
mod lists;
mod metrics;
mod parallel;
mod quiet;
mod refused;
mod rights;
mod tablets;
mod tokens;
mod trips;
mod turns;
