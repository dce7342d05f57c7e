//! `almoner import phase1`: an earlier project's database into one organisation.

use almoner_phase1::{Options, Report, carry};
use anyhow::Result;

use super::How;
use crate::cli::Wrong;
use crate::database::{Place, source};
use crate::term;

pub async fn run(place: &Place, from: &str, organisation: &str, how: How) -> Result<()> {
    let from = source(from)?;
    let mut from = from.connect("import phase1 (source)").await.map_err(|error| {
        Wrong::with_remedy(
            format!("the earlier project's database can't be reached: {error}"),
            "Check --from: it is the direct connection of that project, as postgres://postgres:PASSWORD@HOST:5432/postgres.",
        )
    })?;
    let mut to = place.owner_client("import phase1").await?;
    let options = Options { organisation: organisation.to_owned(), dry_run: how.dry_run };
    let tell = |doing: &str| term::doing(doing);
    let report = carry(&mut from, &mut to, &options, &tell).await;
    term::clear();
    let report = report.map_err(|error| match error {
        almoner_phase1::Error::Database(_) => anyhow::Error::new(error),
        wrong => Wrong::said(wrong),
    })?;
    told(&report, how)
}

fn told(report: &Report, how: How) -> Result<()> {
    if how.json {
        term::say(&serde_json::to_string_pretty(report)?);
    } else {
        let row = |t: &almoner_phase1::TableReport| {
            vec![
                t.table.clone(),
                t.found.to_string(),
                t.carried.to_string(),
                t.already_here.to_string(),
                t.left_out.to_string(),
                t.remark.clone(),
            ]
        };
        let head = ["table", "found", "carried", "here already", "left out", "remark"];
        term::table(&head, &report.tables.iter().map(row).collect::<Vec<_>>());
        for table in report.tables.iter().filter(|t| !t.unmapped_columns.is_empty()) {
            term::note(&format!("{}: no place for {}", table.table, table.unmapped_columns.join(", ")));
        }
        for problem in &report.problems {
            term::note(&format!("{} {}: {}", problem.table, problem.row, problem.message));
        }
        let left_out = report.problem_count.saturating_sub(report.problems.len());
        if left_out > 0 {
            term::note(&format!("and {left_out} more"));
        }
        term::done(if how.dry_run {
            "this is what would be carried; nothing was stored"
        } else {
            "carried; people are invited from the list of people when you are ready"
        });
    }
    Ok(())
}
