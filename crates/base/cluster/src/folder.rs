//! The cluster's folder: its files, its lock, what it remembers.

use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::libc::O_NOFOLLOW;
use nix::unistd::{Uid, User};
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::error::{Error, Result, io_at};

/// Where data go when nobody says: `/var/lib/almoner` for root, else the
/// user's data folder (`$XDG_DATA_HOME/almoner`, `~/.local/share/almoner`).
pub fn default_data_dir() -> PathBuf {
    let me = Uid::effective();
    if me.is_root() {
        return PathBuf::from("/var/lib/almoner");
    }
    let absolute = |name| std::env::var_os(name).map(PathBuf::from).filter(|p| p.is_absolute());
    let home = || absolute("HOME").or_else(|| Some(User::from_uid(me).ok()??.dir));
    absolute("XDG_DATA_HOME")
        .or_else(|| Some(home()?.join(".local/share")))
        .unwrap_or_else(|| PathBuf::from("/var/tmp"))
        .join("almoner")
}

/// Makes a data folder, with its parents: 0700, and as root 0711, because the
/// server's user must be able to go through it (not to read it). The modes of
/// folders that are there already stay as they are.
pub fn create_data_dir(dir: &Path) -> Result<()> {
    let mode = if Uid::effective().is_root() { 0o711 } else { 0o700 };
    let missing: Vec<&Path> = dir.ancestors().take_while(|folder| !folder.exists()).collect();
    for folder in missing.into_iter().rev() {
        match DirBuilder::new().mode(0o700).create(folder) {
            // Said apart, because a umask would take bits away.
            Ok(()) => std::fs::set_permissions(folder, Permissions::from_mode(mode)),
            // Another process was faster.
            Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(()),
            Err(e) => Err(e),
        }
        .map_err(io_at("can't make the folder", folder))?;
    }
    Ok(())
}

/// The paths in `<dir>/postgres`, all absolute and without links.
#[derive(Debug)]
pub(crate) struct Folder {
    pub root: PathBuf,
    pub data: PathBuf,
    pub log: PathBuf,
    pub config: PathBuf,
    pub start_log: PathBuf,
    state: PathBuf,
}

impl Folder {
    /// The folder in `dir`, made if it isn't there.
    pub fn create(dir: &Path) -> Result<Self> {
        create_data_dir(&dir.join("postgres"))?;
        Self::open(dir)
    }

    /// The folder in `dir`, which must be there.
    pub fn open(dir: &Path) -> Result<Self> {
        let root = dir.join("postgres");
        let root = root.canonicalize().map_err(io_at("can't find", &root))?;
        if root.to_str().is_none_or(|text| text.contains(['\n', '\r'])) {
            return Err(Error::Folder { path: root, why: "its path must be plain UTF-8".to_owned() });
        }
        Ok(Self {
            data: root.join("data"),
            log: root.join("log"),
            config: root.join("postgresql.conf"),
            start_log: root.join("start.log"),
            state: root.join("state.json"),
            root,
        })
    }

    /// Whether there is a cluster to start; refuses a folder that holds
    /// something else.
    pub fn has_cluster(&self) -> Result<bool> {
        if self.data.join("PG_VERSION").is_file() {
            return Ok(true);
        }
        let mut entries = match std::fs::read_dir(&self.data) {
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            entries => entries.map_err(io_at("can't read", &self.data))?,
        };
        if entries.next().is_some() {
            return Err(Error::Folder {
                path: self.data.clone(),
                why: "is not empty and is no PostgreSQL cluster (it has no PG_VERSION): move it away, or choose another data folder".to_owned(),
            });
        }
        Ok(false)
    }

    /// What the last run left.
    pub fn state(&self) -> State {
        std::fs::read_to_string(&self.state)
            .ok()
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    }

    /// Remembers it for the next run.
    pub fn remember(&self, state: &State) -> Result<()> {
        let text = serde_json::to_string_pretty(state).unwrap_or_default();
        write_own(&self.state, &(text + "\n"))
    }
}

/// What a run tells the next.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The server that accepts connections; `None` once it is told to stop.
    pub server: Option<Server>,
    /// The whole text of `postgres --version`.
    pub version: String,
    /// Hash of the settings and arguments.
    pub settings: String,
    /// Where the socket lies.
    pub socket: PathBuf,
    /// Set once, when the cluster is made.
    pub fast_and_unsafe: Option<bool>,
}

/// A server process, told apart from a later one with the same number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Server {
    pub pid: i32,
    /// Seconds since 1970, from `postmaster.pid`.
    pub started: i64,
}

/// The right to run the cluster: the system lets go of it when we die.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes it, waiting no longer than `patience`.
    pub async fn take(folder: &Folder, patience: Duration) -> Result<Self> {
        let path = folder.root.join("lock");
        let mut file = open_own(&path, false)?;
        let deadline = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(TryLockError::WouldBlock) => {
                    let mut pid = String::new();
                    let _ = file.read_to_string(&mut pid);
                    let pid = if pid.is_empty() { "?".to_owned() } else { pid.trim().to_owned() };
                    return Err(Error::AlreadyRun { dir: folder.root.clone(), pid });
                }
                Err(TryLockError::Error(e)) => return Err(io_at("can't lock", &path)(e)),
            }
        }
        file.set_len(0)
            .and_then(|()| writeln!(file, "{}", std::process::id()))
            .map_err(io_at("can't write", &path))?;
        Ok(Self { _file: file })
    }
}

/// Replaces a file of ours whole. 0644 whatever the umask: the server's user
/// reads it, and no secret is in it.
pub(crate) fn write_own(path: &Path, text: &str) -> Result<()> {
    let aside = path.with_extension("new");
    let _ = std::fs::remove_file(&aside);
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&aside)?;
        file.set_permissions(Permissions::from_mode(0o644))?;
        file.write_all(text.as_bytes())?;
        std::fs::rename(&aside, path)
    };
    write().map_err(io_at("can't write", path))
}

/// Opens a file of ours, following no link: as root, in a folder that may be
/// somebody else's, a link could point at anything.
pub(crate) fn open_own(path: &Path, truncate: bool) -> Result<File> {
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(truncate)
        .mode(0o600)
        .custom_flags(O_NOFOLLOW)
        .open(path)
        .map_err(io_at("can't open", path))
}
