//! What can go wrong, said so that an operator can act on it.

use std::io;
use std::path::{Path, PathBuf};

/// The crate's result.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a cluster could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No folder has PostgreSQL 15 to 18.
    #[error(
        "PostgreSQL 15 to 18 is needed, and no usable programs were found.{}\n{remedy}",
        listed("Found, but not usable:", .rejected)
    )]
    NoPrograms {
        /// Folders that were looked at, and why each won't do.
        rejected: Vec<String>,
        /// What to install.
        remedy: String,
    },

    /// The data were made by a major version that isn't installed.
    #[error(
        "the data in {} were made by PostgreSQL {have}, and only PostgreSQL {} can be found here.{}\n{remedy}",
        .data.display(), .found.join(", "), listed("Not usable:", .rejected)
    )]
    WrongMajor {
        /// The cluster's data folder.
        data: PathBuf,
        /// The major version that made it.
        have: String,
        /// Versions that were found.
        found: Vec<String>,
        /// Folders that won't do at all, and why.
        rejected: Vec<String>,
        /// What to do about it.
        remedy: String,
    },

    /// Another process runs the cluster.
    #[error(
        "the database in {} is already run by process {pid}: stop that one first, or choose another data folder",
        .dir.display()
    )]
    AlreadyRun {
        /// The cluster's folder.
        dir: PathBuf,
        /// The process that holds the lock (`?` if it has only just taken it).
        pid: String,
    },

    /// As root: none of the users that the server could run as exists.
    #[error(
        "PostgreSQL refuses to run as root, and there is no user to run it as ({tried}): `useradd --system almoner`, or name another user"
    )]
    NoUser {
        /// The names that were tried.
        tried: String,
    },

    /// The chosen server user can't be used.
    #[error("PostgreSQL can't run as the user {user:?}: {why}")]
    User {
        /// Name or number.
        user: String,
        /// What is wrong with it.
        why: String,
    },

    /// The server's user can't get to a folder.
    #[error(
        "PostgreSQL runs as the user {user}, who can't enter {}: allow it (`chmod o+x {}`), or choose another data folder",
        .folder.display(), .folder.display()
    )]
    CannotEnter {
        /// The server's user.
        user: String,
        /// The outermost folder that is closed to it.
        folder: PathBuf,
    },

    /// The server's user can't run the programs.
    #[error("the user {user} can't run {}: {source}", .program.display())]
    CannotRun {
        /// The server's user.
        user: String,
        /// The program.
        program: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A folder is not what it has to be.
    #[error("{}: {why}", .path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// What is wrong, and what to do.
        why: String,
    },

    /// The cluster was made durable and is asked to be fast, or the reverse.
    #[error(
        "the cluster in {} was made {}: use another folder",
        .dir.display(),
        if *.made_for_tests { "for tests and may not survive a crash" } else { "to last, and can't be run without fsync" }
    )]
    OtherKind {
        /// The cluster's folder.
        dir: PathBuf,
        /// The kind it has.
        made_for_tests: bool,
    },

    /// `initdb` failed.
    #[error("the database cluster could not be made: initdb said\n{said}")]
    Initdb {
        /// The end of its output.
        said: String,
    },

    /// The server ended while it was starting.
    #[error("PostgreSQL did not start ({exited}); it said\n{said}\n(logs: {})", .logs.display())]
    DidNotStart {
        /// How it ended.
        exited: String,
        /// What it wrote since it was started.
        said: String,
        /// Where its logs lie.
        logs: PathBuf,
    },

    /// The server does not end.
    #[error("PostgreSQL (pid {pid}) did not stop, not even at once (SIGQUIT)")]
    WillNotStop {
        /// Its process.
        pid: i32,
    },

    /// A setting's name can't be one.
    #[error("{0:?} is not the name of a PostgreSQL setting")]
    Setting(String),

    /// The system refused something.
    #[error("{what} {}: {source}", .path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// For `.map_err(io_at("can't write", &path))`.
pub(crate) fn io_at(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Io { what, path, source }
}

fn listed(title: &str, lines: &[String]) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    if !lines.is_empty() {
        let _ = write!(text, "\n{title}");
        for line in lines {
            let _ = write!(text, "\n  {line}");
        }
    }
    text
}
