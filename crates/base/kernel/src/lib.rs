//! What every room stands on, with no I/O and no word of care in it.
//!
//! Here belong the error with its closed list of codes, the actor on whose
//! behalf anything is done, and the one rule for local time at a clock change.
//! Nothing here knows HTTP, SQL or a table.

mod actor;
mod error;
pub mod text;
pub mod time;

pub use actor::{Actor, Assurance, Caller, Person, RequestId};
pub use error::{Code, Error, FieldError, Result};
