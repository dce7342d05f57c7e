//! What can go wrong, said to the operator: the mistake and the remedy.

use std::fmt::Write as _;
use std::path::PathBuf;

use tokio_postgres::error::SqlState;

/// The result of everything in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Errors of migrating, checking and comparing a schema. They are read by the
/// person at the terminal, so each says what to do next.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The server could not be reached or refused the sign-in.
    #[error("cannot connect to the database: {}", described(.0))]
    Connect(#[source] tokio_postgres::Error),

    /// PostgreSQL refused a statement of ours.
    #[error("{doing}: {}", described(.cause))]
    Database {
        /// What was being done.
        doing: String,
        /// PostgreSQL's answer.
        #[source]
        cause: tokio_postgres::Error,
    },

    /// A file could not be read or written.
    #[error("{}: {cause}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },

    /// A statement of a migration or rollback failed.
    #[error("{0}")]
    Statement(Box<FailedStatement>),

    /// A file of the source is not fit to run.
    #[error("{file}: {problem}")]
    Source {
        /// Which file.
        file: String,
        /// What is wrong, and what to do.
        problem: String,
    },

    /// Refused before anything was changed.
    #[error("{0}")]
    Refused(String),
}

/// Which statement of which file failed, and what state that leaves.
#[derive(Debug)]
pub struct FailedStatement {
    /// The file's name.
    pub file: String,
    /// Its number in the file, from 1.
    pub number: usize,
    /// How many the file has.
    pub of: usize,
    /// The line in the file: PostgreSQL's position where it gives one.
    pub line: usize,
    /// The statement's first characters.
    pub excerpt: String,
    /// PostgreSQL's SQLSTATE, if the server answered at all.
    pub code: Option<String>,
    /// PostgreSQL's message with detail and hint.
    pub message: String,
    /// What the failure leaves behind.
    pub aftermath: String,
}

impl std::fmt::Display for FailedStatement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { file, number, of, line, excerpt, message, aftermath, .. } = self;
        write!(
            f,
            "{file}: statement {number} of {of} (line {line}) failed: {message}\n  {excerpt}\n{aftermath}"
        )
    }
}

impl Error {
    /// Wraps PostgreSQL's answer with what was being done.
    pub fn database(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |cause| Self::Database { doing, cause }
    }

    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |cause| Self::File { path, cause }
    }

    pub(crate) fn source(file: impl Into<String>, problem: impl Into<String>) -> Self {
        Self::Source { file: file.into(), problem: problem.into() }
    }

    pub(crate) fn refused(problem: impl Into<String>) -> Self {
        Self::Refused(problem.into())
    }

    /// The SQLSTATE behind the error, where there is one.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Connect(cause) | Self::Database { cause, .. } => cause.code().map(SqlState::code),
            Self::Statement(failed) => failed.code.as_deref(),
            _ => None,
        }
    }
}

/// PostgreSQL's own words: the library's Display says only "db error".
pub fn described(error: &tokio_postgres::Error) -> String {
    let Some(db) = error.as_db_error() else {
        let mut text = error.to_string();
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            let _ = write!(text, ": {cause}");
            source = cause.source();
        }
        return text;
    };
    let mut text = format!("{} [{}]", db.message(), db.code().code());
    for (label, part) in [("detail", db.detail()), ("hint", db.hint()), ("in", db.where_())] {
        if let Some(part) = part {
            let _ = write!(text, "; {label}: {part}");
        }
    }
    text
}
