//! Seeds: made-up groups of care homes, the same from the same number and date.
//!
//! [`seed`] fills a migrated database, connected as the role that owns it, with
//! one of three worlds: `demo` to look at, `preview` to try a change on, `scale`
//! to measure with. The same number and start date give the same bytes in every
//! column but the password hashes: no clock, no default and no random function
//! of the database is ever used, user triggers are off while rows are loaded,
//! and what those triggers would have written (names, statuses, the audit with
//! its hashes) is written here.
//!
//! `world` makes the rows and knows no database, `load` sends them by COPY in
//! one transaction, `words` is what people are called and say. Not here: test
//! fixtures, which are smaller and belong to who needs them.

mod aside;
mod batch;
mod calendar;
mod error;
mod faces;
mod ledger;
mod load;
mod nhs;
mod person;
mod plan;
mod report;
mod rng;
mod tables;
mod value;
mod words;
mod world;

pub use calendar::ZONE;
pub use error::{Error, Result};
pub use load::seed;
pub use plan::{DEFAULT_NUMBER, Plan, Profile, Scale};
pub use report::{Loaded, Object, Progress, Report, SignIn};

/// Every table that is seeded, as `schema.name`, with all its columns: a test
/// compares them with the database.
pub fn tables() -> Vec<(String, Vec<&'static str>)> {
    tables::ALL.iter().map(|table| (table.qualified(), table.columns())).collect()
}
