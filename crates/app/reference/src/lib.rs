//! Published rules as data: the files of `reference/`, checked line by line, and the load of them into
//! schema `reference`.
//!
//! [`parse`] knows no database and says every mistake with its file and line; [`load`] inserts what is
//! new in one transaction and refuses a row that says something else than what was loaded under its
//! version, so that a rule that once held can always be read again. Not here: what an operator decides
//! for themselves, which are rows of tenant tables.

mod load;
mod parse;
mod tables;

pub use load::{Loaded, Report, load};
pub use parse::{Data, Entry, parse};
pub use tables::{TABLES, Table};

use std::fmt;
use std::path::Path;

/// A file by its name.
#[derive(Clone, Debug)]
pub struct File {
    pub name: String,
    pub text: String,
}

macro_rules! embedded {
    ($($name:literal)+) => {
        /// The files of the repository, as compiled in.
        pub fn embedded() -> Vec<File> {
            vec![$(File {
                name: concat!($name, ".toml").to_owned(),
                text: include_str!(concat!("../../../../reference/", $name, ".toml")).to_owned(),
            }),+]
        }
    };
}
embedded!["bank_holidays" "scales" "shift_templates" "sla_defaults" "training_topics"];

/// The TOML files of a folder, in the order of their names.
pub fn folder(path: &Path) -> Result<Vec<File>, Error> {
    let failed = |cause| Error::Folder(path.display().to_string(), cause);
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|e| e == "toml") {
            let text = std::fs::read_to_string(&file).map_err(failed)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push(File { name, text });
        }
    }
    if files.is_empty() {
        return Err(failed(std::io::Error::other("there is no .toml file in it")));
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: String,
}

impl fmt::Display for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// Why nothing was loaded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("nothing was loaded:\n  {}", said(.0))]
    Wrong(Vec<Wrong>),
    #[error("{0} can't be read: {1}")]
    Folder(String, std::io::Error),
    #[error("{0}: {1}")]
    Database(String, #[source] tokio_postgres::Error),
}

fn said(wrong: &[Wrong]) -> String {
    wrong.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ")
}
