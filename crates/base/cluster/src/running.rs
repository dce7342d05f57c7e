//! A cluster that runs.

use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::SUPERUSER;
use crate::error::Result;
use crate::folder::{Folder, Lock, State};
use crate::postmaster::{Exited, Postmaster};
use crate::programs::{Programs, Version};
use crate::socket::PORT;

/// Where a cluster accepts connections.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The folder of the Unix socket.
    pub socket_dir: PathBuf,
    /// The number in the socket's name.
    pub port: u16,
}

impl Address {
    pub(crate) fn new(socket_dir: PathBuf) -> Self {
        Self { socket_dir, port: PORT }
    }

    /// In the form `host=/path port=5432 user='..' dbname='..'`, which both
    /// tokio-postgres and libpq read. There is no password, see the crate.
    pub fn connection_string(&self, db: &str, user: &str) -> String {
        let quoted = |text: &str| text.replace('\\', "\\\\").replace('\'', "\\'");
        format!(
            "host={} port={} user='{}' dbname='{}'",
            self.socket_dir.display(),
            self.port,
            quoted(user),
            quoted(db)
        )
    }
}

/// A cluster that this process runs. Dropping it asks the server to stop and
/// does not wait; [`Running::stop`] waits, [`Running::leave`] lets it run on.
#[derive(Debug)]
pub struct Running {
    pub(crate) address: Address,
    pub(crate) programs: Programs,
    pub(crate) postmaster: Postmaster,
    pub(crate) folder: Folder,
    pub(crate) state: State,
    pub(crate) stop_deadline: Duration,
    pub(crate) adopted: bool,
    /// Dropped last: whoever takes it next finds the state written.
    pub(crate) _lock: Lock,
}

impl Running {
    /// Where it accepts connections.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// The folder of its Unix socket.
    pub fn socket_dir(&self) -> &Path {
        &self.address.socket_dir
    }

    /// The number in the socket's name.
    pub fn port(&self) -> u16 {
        self.address.port
    }

    /// The role that may do anything.
    pub fn superuser(&self) -> &'static str {
        SUPERUSER
    }

    /// See [`Address::connection_string`].
    pub fn connection_string(&self, db: &str, user: &str) -> String {
        self.address.connection_string(db, user)
    }

    /// The server's process.
    pub fn pid(&self) -> i32 {
        self.postmaster.pid.as_raw()
    }

    /// The version that runs.
    pub fn version(&self) -> &Version {
        &self.programs.version
    }

    /// The programs it was started from.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The folder of its logs.
    pub fn log_dir(&self) -> &Path {
        &self.folder.log
    }

    /// Whether the server was left over from another process, and taken on.
    pub fn adopted(&self) -> bool {
        self.adopted
    }

    /// Ready when the server has ended, by our hand or not. Borrows nothing.
    pub fn exited(&self) -> impl Future<Output = Exited> + Send + 'static + use<> {
        self.postmaster.exited()
    }

    /// The version of the programs on disk if it is no longer the one that
    /// runs: a package upgrade beneath a running server breaks it sooner or
    /// later (new sessions load new libraries), so stop and start again.
    pub fn upgraded(&self) -> Result<Option<Version>> {
        let now = self.programs.version_now()?;
        Ok((now != self.programs.version).then_some(now))
    }

    /// Stops the server in order and waits for its end.
    pub async fn stop(mut self) -> Result<()> {
        self.forget_server();
        self.postmaster.stop(self.stop_deadline).await?;
        // Empty after an orderly stop; the one in /tmp would stay for ever.
        let _ = std::fs::remove_dir(&self.address.socket_dir);
        Ok(())
    }

    /// Lets the server run on and gives up the folder: the next
    /// [`crate::Cluster::start`], in any process, adopts it.
    pub fn leave(mut self) -> Address {
        self.postmaster.left = true;
        self.address.clone()
    }

    /// Before the signal is sent: a server that is about to stop must not be
    /// adopted by the next start.
    fn forget_server(&mut self) {
        if self.state.server.take().is_some() {
            let _ = self.folder.remember(&self.state);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.postmaster.left {
            self.forget_server();
        }
    }
}
