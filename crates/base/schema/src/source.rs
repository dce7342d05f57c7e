//! The migration files: embedded in the binary, or read from a folder.
//!
//! The layout is the Supabase CLI's: `migrations/YYYYMMDDHHmm_description.sql`.
//! Rollbacks mirror them in `rollbacks/`, a folder of their own: beside the
//! migrations the CLI would take one for another migration of that version.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::sql::{self, Statement};
use crate::{Error, Result};

include!(concat!(env!("OUT_DIR"), "/embedded.rs"));

/// A first line that takes the file out of its transaction.
const NO_TRANSACTION: &str = "no-transaction";

/// One SQL file: a migration or a rollback.
#[derive(Debug, Clone)]
pub struct Script {
    /// `YYYYMMDDHHmm_description.sql`.
    pub file: String,
    /// Its text.
    pub sql: Cow<'static, str>,
}

impl Script {
    /// Its statements.
    pub fn statements(&self) -> Vec<Statement> {
        sql::split(&self.sql)
    }

    /// SHA-256 over the text without comments and white space, in hex.
    pub fn checksum(&self) -> String {
        hex::encode(Sha256::digest(sql::normalised(&self.sql)))
    }

    /// Whether the first line is `-- almoner: no-transaction`.
    pub fn outside_transaction(&self) -> bool {
        self.sql.lines().next().and_then(directive) == Some((NO_TRANSACTION, ""))
    }

    /// The value of `-- almoner: key value` in the comments at the head.
    pub fn directive(&self, key: &str) -> Option<&str> {
        head_directive(&self.sql, key)
    }
}

/// The value of `-- almoner: key value` in the comments at the head of a text.
pub(crate) fn head_directive<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines()
        .take_while(|line| line.trim().is_empty() || line.trim_start().starts_with("--"))
        .filter_map(directive)
        .find_map(|(name, value)| (name == key).then_some(value))
}

/// The directive that names the oldest binary.
pub(crate) const MINIMUM_BINARY: &str = "minimum-binary";

fn directive(line: &str) -> Option<(&str, &str)> {
    let text = line.trim().strip_prefix("--")?.trim().strip_prefix("almoner:")?.trim();
    Some(text.split_once(char::is_whitespace).map_or((text, ""), |(key, value)| (key, value.trim())))
}

/// A migration with its rollback.
#[derive(Debug, Clone)]
pub struct Migration {
    /// `YYYYMMDDHHmm`.
    pub version: String,
    /// The description in the file's name.
    pub name: String,
    /// What it does.
    pub up: Script,
    /// What undoes it.
    pub down: Option<Script>,
}

impl Migration {
    /// The oldest binary that may serve the database once this is applied
    /// (`-- almoner: minimum-binary 1.4.0`).
    pub fn minimum_binary(&self) -> Option<&str> {
        self.up.directive(MINIMUM_BINARY)
    }
}

/// All migrations, in order of their versions.
#[derive(Debug, Clone)]
pub struct Source {
    migrations: Vec<Migration>,
}

impl Source {
    /// The files that were compiled in.
    pub fn embedded() -> Result<Self> {
        Self::from_files(MIGRATIONS, ROLLBACKS)
    }

    /// The files of `folder/migrations` and `folder/rollbacks`.
    pub fn folder(folder: &Path) -> Result<Self> {
        let read = |name: &str| -> Result<Vec<(String, Cow<'static, str>)>> {
            let folder = folder.join(name);
            let mut files = Vec::new();
            for entry in fs::read_dir(&folder).map_err(Error::file(&folder))? {
                let path = entry.map_err(Error::file(&folder))?.path();
                if path.extension().is_some_and(|extension| extension == "sql") {
                    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    files.push((file, Cow::Owned(fs::read_to_string(&path).map_err(Error::file(&path))?)));
                }
            }
            Ok(files)
        };
        Self::assemble(read("migrations")?, read("rollbacks")?)
    }

    /// Files from memory, as `(file name, text)`.
    pub fn from_files(
        migrations: &[(&'static str, &'static str)],
        rollbacks: &[(&'static str, &'static str)],
    ) -> Result<Self> {
        let owned = |files: &[(&'static str, &'static str)]| {
            files.iter().map(|(file, sql)| ((*file).to_owned(), Cow::Borrowed(*sql))).collect()
        };
        Self::assemble(owned(migrations), owned(rollbacks))
    }

    fn assemble(
        migrations: Vec<(String, Cow<'static, str>)>,
        rollbacks: Vec<(String, Cow<'static, str>)>,
    ) -> Result<Self> {
        let mut downs: BTreeMap<String, Cow<'static, str>> = rollbacks.into_iter().collect();
        let mut all: Vec<Migration> = Vec::new();
        for (file, sql) in migrations {
            let (version, name) = parse_name(&file)?;
            let down = downs.remove(&file).map(|sql| Script { file: file.clone(), sql });
            all.push(Migration { version, name, up: Script { file, sql }, down });
        }
        if let Some(stray) = downs.into_keys().next() {
            return Err(Error::source(
                format!("rollbacks/{stray}"),
                "no migration has this name; a rollback carries the name of the migration that it undoes",
            ));
        }
        all.sort_by(|a, b| a.version.cmp(&b.version));
        if let Some(pair) = all.windows(2).find(|pair| pair[0].version == pair[1].version) {
            return Err(Error::source(
                pair[1].up.file.clone(),
                format!("has the version of {}; give one of them another minute", pair[0].up.file),
            ));
        }
        Ok(Self { migrations: all })
    }

    /// The migrations, oldest first.
    pub fn migrations(&self) -> &[Migration] {
        &self.migrations
    }

    /// The migration of a version.
    pub fn get(&self, version: &str) -> Option<&Migration> {
        self.migrations.iter().find(|m| m.version == version)
    }

    /// The newest version, if there is any file.
    pub fn newest(&self) -> Option<&str> {
        self.migrations.last().map(|m| m.version.as_str())
    }

    /// The same source with the files up to and including `version` only.
    #[must_use]
    pub fn through(&self, version: &str) -> Self {
        Self {
            migrations: self.migrations.iter().filter(|m| m.version.as_str() <= version).cloned().collect(),
        }
    }

    /// One checksum over all migrations: names a template database.
    pub fn checksum(&self) -> String {
        let mut hash = Sha256::new();
        for migration in &self.migrations {
            hash.update(&migration.up.file);
            hash.update([0]);
            hash.update(&*migration.up.sql);
            hash.update([0]);
        }
        hex::encode(hash.finalize())
    }
}

/// Version and description of `YYYYMMDDHHmm_description.sql`.
pub(crate) fn parse_name(file: &str) -> Result<(String, String)> {
    let parsed = file.strip_suffix(".sql").and_then(|stem| stem.split_once('_')).filter(|(version, name)| {
        version.len() == 12
            && version.bytes().all(|b| b.is_ascii_digit())
            && !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    });
    match parsed {
        Some((version, name)) => Ok((version.to_owned(), name.to_owned())),
        None => Err(Error::source(
            file,
            "is not named YYYYMMDDHHmm_description.sql (twelve digits, then lower-case letters, digits and _)",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_strict() {
        assert_eq!(
            parse_name("202611230900_base.sql").unwrap(),
            ("202611230900".to_owned(), "base".to_owned())
        );
        for bad in
            ["2026_base.sql", "202611230900.sql", "202611230900_Base.sql", "20261123090011_x.sql", "x_y.sql"]
        {
            assert!(parse_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn files_are_ordered_paired_and_unique() {
        let source = Source::from_files(
            &[("202601010002_b.sql", "select 2"), ("202601010001_a.sql", "select 1")],
            &[("202601010001_a.sql", "select -1")],
        )
        .unwrap();
        let names: Vec<&str> = source.migrations().iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        assert!(source.migrations()[0].down.is_some());
        assert!(source.migrations()[1].down.is_none());
        assert_eq!(source.through("202601010001").newest(), Some("202601010001"));

        let twice = Source::from_files(&[("202601010001_a.sql", ""), ("202601010001_b.sql", "")], &[]);
        assert!(twice.unwrap_err().to_string().contains("another minute"));
        let stray = Source::from_files(&[], &[("202601010001_a.sql", "")]);
        assert!(stray.unwrap_err().to_string().starts_with("rollbacks/202601010001_a.sql"));
    }

    #[test]
    fn directives_stand_at_the_head() {
        let script = |sql: &'static str| Script { file: String::new(), sql: sql.into() };
        let outside = script("-- almoner: no-transaction\n-- almoner: minimum-binary 1.2.3\nselect 1;");
        assert!(outside.outside_transaction());
        assert_eq!(outside.directive("minimum-binary"), Some("1.2.3"));
        let late = script("select 1;\n-- almoner: no-transaction\n-- almoner: minimum-binary 1.2.3");
        assert!(!late.outside_transaction());
        assert_eq!(late.directive("minimum-binary"), None);
    }
}
