//! Staff out of a spreadsheet: every person becomes an invitation, checked by the same rules and
//! stored by the same statement as one that is typed in, all in one transaction as the person who
//! asks. The mails leave after the commit. Who is here already stays as they are.

mod columns;
mod line;
mod model;
mod refer;
mod routes;
mod run;
mod store;

pub use model::{Invitations, PersonImportOut, PersonImportRow};
pub use routes::routes;
pub use run::import;
