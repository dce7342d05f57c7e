//! Handovers: what one shift tells the next, composed when it ends and taken in by each person who comes on.
//!
//! An item waits from when it comes up (somebody flagged a note, a task was missed) until a handover of its
//! home and unit takes it along. What has changed since the handover before, and the concerns about its
//! residents, are not copied: they are looked up as the reader, so that nobody is told of a resident whom they may not see.

mod changes;
mod concerns;
mod model;
mod routes;
mod store;
pub mod words;

pub use routes::routes;
