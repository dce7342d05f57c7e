//! A private PostgreSQL cluster: found, made, run and stopped.
//!
//! `almoner up` and the test kit use it; everything else only needs a
//! connection string. What belongs here: finding PostgreSQL's programs, the
//! cluster's folder, its server process. What does not: roles, databases,
//! schemas and connections.
//!
//! # The folder
//! ```text
//! <dir>/                    0711 as root, else 0700; other crates keep their things beside it
//!   postgres/               as <dir>; belongs to us, not to the server's user
//!     lock                  held (flock) by the process that runs the cluster; holds its pid
//!     state.json            what runs: pid, version, settings
//!     postgresql.conf       ours, rewritten at each start
//!     tuning.conf           yours, if there is one: read after ours
//!     start.log             what PostgreSQL said before its own log was open
//!     data/                 the cluster, 0700, belongs to the server's user
//!     log/                  a week of logs, one file a day
//!     socket/               the Unix socket, unless the path is too long for one
//! ```
//!
//! # Who may connect
//! There is no TCP. The socket lies in a folder of mode 0700 that belongs to
//! the operating-system user the server runs as, is itself 0700, and the
//! server trusts who reaches it (`trust`). That is sound because exactly two
//! users can reach it, that one and root, and both can read and change the
//! data files anyway: a password would keep nobody out, and would have to be
//! stored where the same two can read it. `peer` would say the same with more
//! words, and can't be used as root, where the client's user is not the
//! server's. The cluster's own `pg_hba.conf` rejects every TCP connection, so
//! that starting the data folder by hand opens nothing either. Do not put the
//! server's user to other work (as root: `almoner`, else `postgres`).
//!
//! # Lives of the server process
//! - It has a process group of its own: Ctrl-C reaches our process alone, which
//!   then calls [`Running::stop`]: a fast shutdown, and after the deadline an
//!   immediate one, which costs a recovery at the next start and no commit.
//! - Dropping [`Running`] asks for the fast shutdown and does not wait.
//!   [`Running::leave`] leaves the server running on purpose.
//! - When our process is killed the server lives on. The next
//!   [`Cluster::start`] adopts it if it runs the very same programs and
//!   settings, and else stops it in order and starts it again.
//! - A thread of ours waits for the server, so it never stays as a zombie.

mod account;
mod cluster;
mod error;
mod folder;
mod initdb;
mod postmaster;
mod process;
mod programs;
mod running;
mod settings;
mod socket;

use std::path::PathBuf;
use std::time::Duration;

pub use cluster::Cluster;
pub use error::{Error, Result};
pub use folder::{create_data_dir, default_data_dir};
pub use postmaster::Exited;
pub use programs::{Programs, Version, find_programs};
pub use running::{Address, Running};

/// The superuser of every cluster made here. Not `postgres`: on a hosted
/// project that name belongs to a role without superuser rights, and the same
/// migrations must meet the same role here.
pub const SUPERUSER: &str = "almoner_superuser";

/// How a cluster is to be run.
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; the cluster lives in `postgres/` under it.
    pub dir: PathBuf,
    /// The folder of PostgreSQL's programs; `None` looks for them.
    pub programs: Option<PathBuf>,
    /// As root only: the operating-system user the server runs as. `None` takes
    /// the owner of the data if there are any, then the first of `almoner`,
    /// `postgres`, `_postgres` and `nobody` that exists.
    pub run_as: Option<String>,
    /// For tests only: commits are lost when the server is killed, everything
    /// when the machine is. A cluster keeps the kind it was made with.
    pub fast_and_unsafe: bool,
    /// Settings of `postgresql.conf`, after ours.
    pub settings: Vec<(String, String)>,
    /// How long a fast shutdown may take before an immediate one.
    pub stop_deadline: Duration,
    /// How long to wait for another process to let go of the folder.
    pub wait_for_lock: Duration,
}

impl Options {
    /// Durable, found programs, no waiting for others.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self {
            dir: dir.into(),
            programs: None,
            run_as: None,
            fast_and_unsafe: false,
            settings: Vec::new(),
            stop_deadline: Duration::from_secs(60),
            wait_for_lock: Duration::ZERO,
        }
    }
}

/// What [`Cluster::start`] is doing, for whoever watches.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// The programs that will be used.
    Found { version: Version, bin: PathBuf },
    /// The cluster is being made; takes a few seconds, once.
    Initialising,
    /// The data were last run by other programs of the same major version.
    VersionChanged { from: String, to: String },
    /// A server left over from a killed process is taken on as it is.
    Adopting { pid: i32 },
    /// A left-over server is stopped, to be started again.
    StoppingLeftOver { pid: i32, why: &'static str },
    /// The server process is being started.
    Starting,
    /// The server replays its log after a crash, or is just slow.
    StillStarting { elapsed: Duration },
    /// Children of a server that was killed still hold its memory.
    WaitingForOrphans,
    /// Connections are accepted.
    Ready { pid: i32 },
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Found { version, bin } => write!(f, "PostgreSQL {version} in {}", bin.display()),
            Self::Initialising => write!(f, "making the database cluster"),
            Self::VersionChanged { from, to } => {
                write!(f, "PostgreSQL was changed from {from} to {to}")
            }
            Self::Adopting { pid } => {
                write!(f, "taking on the PostgreSQL that still runs (pid {pid})")
            }
            Self::StoppingLeftOver { pid, why } => {
                write!(f, "stopping the PostgreSQL that still runs (pid {pid}): {why}")
            }
            Self::Starting => write!(f, "starting PostgreSQL"),
            Self::StillStarting { elapsed } => write!(
                f,
                "PostgreSQL is still starting after {} s (it replays its log after a crash)",
                elapsed.as_secs()
            ),
            Self::WaitingForOrphans => {
                write!(f, "waiting for sessions of a PostgreSQL that was killed")
            }
            Self::Ready { pid } => write!(f, "PostgreSQL is ready (pid {pid})"),
        }
    }
}
