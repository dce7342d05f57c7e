//! The care pillar through its router, on a real database.

mod kit;
