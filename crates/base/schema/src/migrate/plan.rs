//! Compares files with the ledger and says what may be done.

use std::collections::BTreeMap;

use super::ledger::Row;
use crate::source::{Migration, Source};
use crate::sql::normalised;
use crate::{Error, Result};

/// How one version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Applied, and the file is still the one that was applied.
    Applied,
    /// Pushed by the Supabase CLI with the same statements; `up` adopts it.
    Pushed,
    /// Applied, and the file says something else now.
    Edited,
    /// Recorded by the CLI without statements, so it can't be compared.
    Unverified,
    /// A file that is still to be applied.
    Pending,
    /// A file older than one that is already applied.
    OutOfOrder,
    /// In the database, newer than every file: a newer binary migrated it.
    Newer,
    /// In the database, its file is gone.
    Missing,
}

/// One version with its state.
#[derive(Debug, Clone)]
pub struct Entry {
    /// `YYYYMMDDHHmm`.
    pub version: String,
    /// The description.
    pub name: String,
    /// How it stands.
    pub state: State,
    /// What the ledger holds, if anything.
    pub row: Option<Row>,
}

/// Every version of either side, oldest first.
pub(super) fn compare(source: &Source, rows: Vec<Row>) -> Vec<Entry> {
    let newest_applied = rows.last().map(|row| row.version.clone());
    let mut ledger: BTreeMap<String, Row> = rows.into_iter().map(|row| (row.version.clone(), row)).collect();
    let mut entries: Vec<Entry> = Vec::new();
    for file in source.migrations() {
        let row = ledger.remove(&file.version);
        let state = match &row {
            Some(row) => recorded(file, row),
            None if newest_applied.as_deref().is_some_and(|newest| file.version.as_str() < newest) => {
                State::OutOfOrder
            }
            None => State::Pending,
        };
        entries.push(Entry { version: file.version.clone(), name: file.name.clone(), state, row });
    }
    for (version, row) in ledger {
        let newer = source.newest().is_none_or(|newest| version.as_str() > newest);
        let state = if newer { State::Newer } else { State::Missing };
        entries.push(Entry { version, name: row.name.clone(), state, row: Some(row) });
    }
    entries.sort_by(|a, b| a.version.cmp(&b.version));
    entries
}

fn recorded(file: &Migration, row: &Row) -> State {
    match (&row.checksum, &row.statements) {
        (Some(checksum), _) if *checksum == file.up.checksum() => State::Applied,
        (None, Some(statements)) if normalised(&statements.join("\n;\n")) == normalised(&file.up.sql) => {
            State::Pushed
        }
        (Some(_), _) | (None, Some(_)) => State::Edited,
        (None, None) => State::Unverified,
    }
}

/// Refuses what must not be built upon, naming every culprit.
pub(super) fn refuse(entries: &[Entry], trust_unverified: bool) -> Result<()> {
    let named = |state: State| {
        let names: Vec<String> = entries
            .iter()
            .filter(|e| e.state == state)
            .map(|e| format!("{}_{}", e.version, e.name))
            .collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let problem = if let Some(names) = named(State::Newer) {
        format!(
            "the database is newer than this program: it has had {names}, which this program does not know. Use the \
             program that migrated it, or a later one"
        )
    } else if let Some(names) = named(State::Edited) {
        format!(
            "applied files were edited: {names}. What has been applied can't change; put the files back as they were \
             and write a new migration"
        )
    } else if let Some(names) = named(State::Missing) {
        format!("the files of applied migrations are gone: {names}. Put them back")
    } else if let Some(names) = named(State::OutOfOrder) {
        format!(
            "out of order: {names} would run after later files are already applied. Give each a new version"
        )
    } else if let Some(names) = named(State::Unverified).filter(|_| !trust_unverified) {
        format!(
            "recorded without their statements, so they can't be compared with the files: {names}. If you know that \
             they are the same, say --trust-unverified"
        )
    } else {
        return Ok(());
    };
    Err(Error::refused(problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(version: &str, checksum: Option<String>, statements: Option<&[&str]>) -> Row {
        Row {
            version: version.into(),
            name: "x".into(),
            statements: statements.map(|all| all.iter().map(|s| (*s).to_owned()).collect()),
            checksum,
            applied_at: None,
            adopted: false,
            minimum_binary: None,
        }
    }

    #[test]
    fn every_state_is_told_apart() {
        let source = Source::from_files(
            &[
                ("202601010001_a.sql", "select 1; -- a comment\nselect 2;"),
                ("202601010002_b.sql", "select 1"),
                ("202601010003_c.sql", "select 1"),
                ("202601010004_d.sql", "select 1"),
                ("202601010006_f.sql", "select 1"),
            ],
            &[],
        )
        .unwrap();
        let same = source.get("202601010002").unwrap().up.checksum();
        let states = |rows| -> Vec<State> { compare(&source, rows).iter().map(|e| e.state).collect() };
        assert_eq!(
            states(vec![
                row("202601010001", None, Some(&["select 1", "select  2"])),
                row("202601010002", Some(same), None),
                row("202601010003", Some("other".into()), None),
                row("202601010004", None, None),
                row("202601010005", None, None),
                row("202601010007", None, None),
            ]),
            [
                State::Pushed,
                State::Applied,
                State::Edited,
                State::Unverified,
                State::Missing,
                State::OutOfOrder,
                State::Newer
            ]
        );
        assert_eq!(
            states(vec![row("202601010001", None, Some(&["select 1"]))]),
            [State::Edited, State::Pending, State::Pending, State::Pending, State::Pending]
        );
    }
}
