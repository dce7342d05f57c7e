//! Brings an earlier project's database into one organisation.
//!
//! The plan that Almoner grew from had a first phase: a Supabase project with eleven tables. What
//! those tables were called is known, what their columns were called is not: columns are found by
//! the names that such projects use ([`columns`] lists them), and what has no place here is told.
//!
//! The source is read in one READ ONLY transaction; everything is written in one transaction, as the
//! owner of the schema, with triggers and audit as for any other write. A row that can't be stored is
//! left out and told, with the reason; the others are not held up by it. An id of the source that is
//! a UUID stays, any other gives one that follows from it: a second run finds what is here already.

pub mod columns;
mod error;
mod organisation;
mod people;
mod places;
mod read;
mod report;
mod residents;
mod write;

use tokio_postgres::Client;

pub use error::Error;
pub use report::{Problem, Report, TableReport};

use crate::read::Source;
use crate::write::Target;

/// What is to be done.
#[derive(Clone, Debug)]
pub struct Options {
    /// Name or id of the organisation here.
    pub organisation: String,
    /// Do all of it and undo it again.
    pub dry_run: bool,
}

/// Tables that have no place here yet; their rows are counted.
const NOT_YET: [&str; 5] = ["care_plans", "assessments", "handovers", "handover_items", "incidents"];

/// Carries everything that has a place here. `tell` hears what is being done.
pub async fn carry(
    from: &mut Client,
    to: &mut Client,
    options: &Options,
    tell: &(dyn Fn(&str) + Sync),
) -> Result<Report, Error> {
    let source = Source::open(from).await?;
    columns::check(&source)?;
    let mut report = Report::default();
    let mut target = Target::open(to, &options.organisation).await?;
    tell("the organisation's settings");
    organisation::settings(&source, &mut target, &mut report).await?;
    tell("homes");
    places::homes(&source, &mut target, &mut report).await?;
    tell("people");
    people::profiles(&source, &mut target, &mut report).await?;
    people::rights(&source, &mut target, &mut report).await?;
    tell("residents");
    residents::clients(&source, &mut target, &mut report).await?;
    for table in NOT_YET {
        let mut told = TableReport::named(table);
        match source.count(table).await? {
            None => "not there".clone_into(&mut told.remark),
            Some(found) => {
                told.found = found;
                told.left_out = found;
                "not carried yet: it has no place here".clone_into(&mut told.remark);
            }
        }
        report.tables.push(told);
    }
    target.end(!options.dry_run).await?;
    report.stored = !options.dry_run;
    Ok(report)
}
