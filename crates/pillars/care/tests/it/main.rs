//! The care pillar through its router, on a real database.

mod kit;
mod notes;
mod notes_added;
