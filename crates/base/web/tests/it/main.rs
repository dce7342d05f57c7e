//! Tests of the conventions through a router, as a caller sees them.

mod example;
mod framing;
mod gate;
mod http2;
mod log;
mod patience;
mod stopping;
mod world;
