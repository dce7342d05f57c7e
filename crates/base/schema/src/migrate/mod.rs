//! The migrator: `up`, `down`, `status` and `new`.
//!
//! One migrator at a time, one transaction per file, and a ledger that is the
//! Supabase CLI's own, so that either tool can take over from the other.

mod apply;
mod down;
mod indexes;
pub mod ledger;
mod loss;
mod new;
mod plan;
mod session;
mod status;
mod up;

use std::time::Duration;

pub use down::{DownReport, down};
pub use indexes::InvalidIndex;
pub use new::{NewFiles, Texts, new};
pub use plan::{Entry, State};
pub use session::LOCK;
pub use status::{Status, check_binary, status};
pub use up::{AppliedFile, UpReport, up};

/// Whether a file can be run as it is: no transaction control of its own, and
/// nothing that needs to stand outside one unless it says so.
pub fn check_script(script: &crate::Script) -> crate::Result<()> {
    apply::check(script, &script.statements())
}

/// A table by which a database of somebody else's is known.
#[derive(Debug, Clone, Copy)]
pub struct Foreign {
    /// With its schema.
    pub table: &'static str,
    /// What to do instead.
    pub advice: &'static str,
}

/// How a migrator behaves. The defaults are those of `almoner migrate`.
#[derive(Debug, Clone)]
pub struct Options {
    /// How long a statement waits for a lock. Short, because whoever asks for
    /// the same table meanwhile queues behind the waiting migration.
    pub lock_timeout: Duration,
    /// How often a file is tried again after it did not get its locks.
    pub lock_attempts: u32,
    /// How long any one statement may run.
    pub statement_timeout: Duration,
    /// How long to wait for another migrator to finish.
    pub wait_for_other: Duration,
    /// Become this role after connecting. Only a superuser can; for scratch
    /// databases on a server whose owner has no sign-in.
    pub run_as: Option<String>,
    /// Stop after this version.
    pub to: Option<String>,
    /// Accept versions that are recorded without any statements, which cannot
    /// be compared with their files.
    pub trust_unverified: bool,
    /// Refuse a database that holds this table and has had none of the files.
    pub never_onto: Option<Foreign>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(2),
            lock_attempts: 5,
            statement_timeout: Duration::from_secs(600),
            wait_for_other: Duration::from_secs(60),
            run_as: None,
            to: None,
            trust_unverified: false,
            never_onto: None,
        }
    }
}
