//! Tests of the conventions through a router, as a caller sees them.

mod example;
