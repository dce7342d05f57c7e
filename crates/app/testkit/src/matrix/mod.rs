//! What the access matrix says (the crate `almoner-access`), and what it means for a row of the
//! world.

mod alone;
mod conditions;
mod model;

pub use almoner_access::{Cell, Grants, Kind, Matrix, Scope, Table, Verb};
pub use model::Model;
