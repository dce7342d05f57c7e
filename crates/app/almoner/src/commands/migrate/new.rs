//! `almoner migrate new`: the two files of a migration, empty or made from the access matrix.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use almoner_access::migration::{Halves, Held, halves};
use almoner_access::{Grants, Matrix, rights};
use almoner_schema::migrate::{self, Texts};
use almoner_schema::{Source, Target, scratch};
use anyhow::Result;

use crate::cli::Wrong;
use crate::database::Place;
use crate::term;

/// Empty files, with what a reviewer asks.
pub fn empty(folder: &Path, name: &str) -> Result<()> {
    has_migrations(folder)?;
    write(folder, name, &Texts::default())
}

/// A checkout's files and its access matrix, read before any database is opened.
pub struct Checkout {
    folder: PathBuf,
    name: String,
    source: Source,
    matrix: Matrix,
}

impl Checkout {
    pub fn read(folder: &Path, matrix: &Path, name: String) -> Result<Self> {
        has_migrations(folder)?;
        let text = std::fs::read_to_string(matrix).map_err(|error| {
            Wrong::with_remedy(
                format!("{} can't be read: {error}", matrix.display()),
                "Run this at the top of a checkout, or name the access matrix with --matrix.",
            )
        })?;
        let matrix = Matrix::parse(&text).map_err(Wrong::said)?;
        let source = Source::folder(folder).map_err(Wrong::said)?;
        Ok(Self { folder: folder.to_owned(), name, source, matrix })
    }
}

/// The migration that brings `app.column_rights` from what the files of the folder make to what the
/// access matrix says. A cell without columns stands for whatever those files grant, so grants come
/// in an earlier file.
pub async fn rights(place: &Place, checkout: &Checkout) -> Result<()> {
    let Checkout { folder, name, source, matrix } = checkout;
    let live = place.superuser_target()?;
    term::doing("running the files in a scratch database");
    let (held, grants) = scratch::beside(&live, "rights", source, state).await?;
    term::clear();
    let wanted = rights::of(matrix, &grants).map_err(|why| {
        Wrong::with_remedy(
            why,
            "Name the right in app.holds_right (a migration) and in almoner_access::rights.",
        )
    })?;
    let ungranted = ungranted(&wanted, &grants);
    if !ungranted.is_empty() {
        return Err(Wrong::with_remedy(
            format!(
                "almoner_request may not update {}, which the matrix says is written",
                ungranted.join(", ")
            ),
            "Grant it in an earlier migration, or take it out of the matrix.",
        ));
    }
    match halves(&held, &wanted) {
        None => term::done("app.column_rights is what the access matrix says: nothing to write"),
        Some(Halves { up, down }) => {
            let migration = format!(
                "-- Brings app.column_rights to what access/matrix.toml says (almoner migrate new --rights).\n\n{up}"
            );
            let rollback = format!("-- Brings app.column_rights back to what it said before.\n\n{down}");
            write(folder, name, &Texts { migration, rollback })?;
        }
    }
    Ok(())
}

fn has_migrations(folder: &Path) -> Result<()> {
    if folder.join("migrations").is_dir() {
        return Ok(());
    }
    Err(Wrong::with_remedy(
        format!("{} has no folder migrations", folder.display()),
        "Run this at the top of a checkout, or name the folder that holds migrations/ and rollbacks/ with --folder.",
    ))
}

fn write(folder: &Path, name: &str, texts: &Texts) -> Result<()> {
    let files = migrate::new(folder, name, jiff::Timestamp::now(), texts).map_err(Wrong::said)?;
    term::done(&format!("{}", files.migration.display()));
    term::done(&format!("{}", files.rollback.display()));
    Ok(())
}

/// What the files have made: the rows, and the columns that a request may update.
async fn state(made: Target) -> almoner_schema::Result<(Held, Grants)> {
    let failed = || almoner_schema::Error::database("reading app.column_rights and the grants");
    let client = made.connect("migrate new").await?;
    let mut grants = Grants::default();
    for row in client.query(rights::GRANTED, &[]).await.map_err(failed())? {
        let (table, column): (String, String) = (row.get(0), row.get(1));
        grants.update.entry(table).or_default().insert(column);
    }
    let rows = client.query(rights::HELD, &[]).await.map_err(failed())?;
    Ok((rows.iter().map(|row| ((row.get(0), row.get(1)), row.get(2))).collect(), grants))
}

/// Columns that a right would name in vain, as `table.column`.
fn ungranted(wanted: &almoner_access::Rights, grants: &Grants) -> Vec<String> {
    let none = BTreeSet::new();
    let mut missing = BTreeSet::new();
    for ((table, _), columns) in wanted {
        let granted = grants.update.get(table).unwrap_or(&none);
        missing.extend(columns.difference(granted).map(|column| format!("{table}.{column}")));
    }
    missing.into_iter().collect()
}
