//! `migrate new`: a migration and its rollback, with what a reviewer asks.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::{Timestamp, ToSpan, tz::TimeZone};

use crate::source::parse_name;
use crate::{Error, Result};

/// The two files that were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFiles {
    /// In `migrations/`.
    pub migration: PathBuf,
    /// In `rollbacks/`.
    pub rollback: PathBuf,
}

const MIGRATION: &str = "-- What this changes and why.
--
-- Before review: row level security enabled and forced on each new table, revoke
-- all, the fewest grants, one policy per role and command with `with check` on
-- writes; organisation_id in every key and foreign key, an index behind each
-- foreign key; `security definer` functions with an empty search_path and a line
-- in supabase/lint.toml; a comment on each table. Expand now, contract in a later
-- release. `almoner migrate lint` checks what can be checked.

";
const ROLLBACK: &str = "-- Undoes the migration of the same name, in reverse order, without cascade.
-- Tables whose rows the migration itself inserts: -- almoner: remade public.name

";

/// What the two files hold.
#[derive(Debug, Clone)]
pub struct Texts {
    /// What it does.
    pub migration: String,
    /// What undoes it.
    pub rollback: String,
}

impl Default for Texts {
    fn default() -> Self {
        Self { migration: MIGRATION.to_owned(), rollback: ROLLBACK.to_owned() }
    }
}

/// Writes `migrations/YYYYMMDDHHmm_name.sql` and its rollback under `folder`.
/// The version is the minute of `now` in UTC, or the first free one after the
/// newest file: a migration always runs last.
pub fn new(folder: &Path, name: &str, now: Timestamp, texts: &Texts) -> Result<NewFiles> {
    let name = name.trim().to_lowercase().replace([' ', '-'], "_");
    let migrations = folder.join("migrations");
    let newest = fs::read_dir(&migrations)
        .map_err(Error::file(&migrations))?
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|file| parse_name(&file).ok())
        .map(|(version, _)| version)
        .max();
    let version = free_version(now, newest.as_deref())?;
    let file = format!("{version}_{name}.sql");
    parse_name(&file)?;
    let files =
        NewFiles { migration: migrations.join(&file), rollback: folder.join("rollbacks").join(&file) };
    for (path, text) in [(&files.migration, &texts.migration), (&files.rollback, &texts.rollback)] {
        fs::write(path, text).map_err(Error::file(path))?;
    }
    Ok(files)
}

fn free_version(now: Timestamp, newest: Option<&str>) -> Result<String> {
    let version = |at: Timestamp| at.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M").to_string();
    let this = version(now);
    let Some(newest) = newest.filter(|newest| *newest >= this.as_str()) else { return Ok(this) };
    let parsed = jiff::civil::DateTime::strptime("%Y%m%d%H%M", newest)
        .and_then(|at| at.to_zoned(TimeZone::UTC))
        .and_then(|at| at.timestamp().checked_add(1.minute()));
    match parsed {
        Ok(next) => Ok(version(next)),
        Err(_) => Err(Error::refused(format!(
            "the newest migration has the version {newest}, which is no minute of any day, so nothing can come after \
             it. Rename it"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_always_runs_last() {
        let now: Timestamp = "2026-11-23T09:59:30Z".parse().unwrap();
        assert_eq!(free_version(now, None).unwrap(), "202611230959");
        assert_eq!(free_version(now, Some("202611230958")).unwrap(), "202611230959");
        assert_eq!(free_version(now, Some("202611230959")).unwrap(), "202611231000");
        assert_eq!(free_version(now, Some("202612312359")).unwrap(), "202701010000");
        assert!(free_version(now, Some("202611240170")).unwrap_err().to_string().contains("Rename"));
    }

    #[test]
    fn both_files_are_written_and_readable_as_a_source() {
        let folder = tempfile::tempdir().unwrap();
        for sub in ["migrations", "rollbacks"] {
            fs::create_dir(folder.path().join(sub)).unwrap();
        }
        let now: Timestamp = "2026-11-23T09:59:30Z".parse().unwrap();
        let files = new(folder.path(), "Add night checks", now, &Texts::default()).unwrap();
        assert!(files.migration.ends_with("migrations/202611230959_add_night_checks.sql"));
        let again = new(folder.path(), "add-more", now, &Texts::default()).unwrap();
        assert!(again.rollback.ends_with("rollbacks/202611231000_add_more.sql"));
        let source = crate::Source::folder(folder.path()).unwrap();
        assert!(source.migrations().iter().all(|m| m.down.is_some()) && source.migrations().len() == 2);
        assert!(new(folder.path(), "naïve; drop", now, &Texts::default()).is_err());
    }
}
