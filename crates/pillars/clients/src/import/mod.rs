//! Residents out of a spreadsheet. Each line becomes what the API would be sent (a resident, a
//! contact, alerts, an admission), is checked by the same rules and stored by the same statements,
//! all in one transaction as the person who asks. What is here already stays as it is.

mod adding;
mod columns;
mod line;
mod model;
mod refer;
mod routes;
mod run;
mod store;

pub use model::{ClientImportOut, ClientImportRow};
pub use routes::routes;
pub use run::import;
