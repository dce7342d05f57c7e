//! What the access matrix says, and what it means for a row of the world.

mod file;
mod model;

pub use file::{Cell, Kind, Matrix, Scope, Table, Verb};
pub use model::{Grants, Model};
