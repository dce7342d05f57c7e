//! `access/matrix.toml`: who may do what to which row.
//!
//! - [`Matrix`]: the file, read strictly.
//! - [`rights`]: which columns it gives to which right, that is, what `app.column_rights` holds.
//! - [`migration`]: the SQL that brings `app.column_rights` there.
//!
//! Here is what the file says. What it means for a row of the fixed world, and whether a database
//! agrees, is the test kit's; nothing here connects to a database.

mod excused;
mod file;
pub mod migration;
pub mod rights;

pub use excused::excused;
pub use file::{Cell, Kind, Matrix, Scope, Table, Verb};
pub use rights::{Grants, Rights};
