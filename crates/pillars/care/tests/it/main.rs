//! The care pillar through its router, on a real database.

mod handovers;
mod kit;
mod measures;
mod notes;
mod notes_added;
mod notes_agreement;
