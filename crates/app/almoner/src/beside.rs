//! Several almoners on one data folder: which of them is `up`, and who else uses its database.
//!
//! Both are file locks, which the system lets go of however their holder ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};

use crate::data::Folder;

/// Held by `up` from its first step to its last; says its process and its address.
const UP: &str = "up.lock";
/// Held shared by every command that works on a database which another process runs.
const USERS: &str = "users.lock";
/// How often a lock that can't be waited for is tried again.
pub const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// The right to be the one `up` of a folder.
#[derive(Debug)]
pub struct Up(File);

impl Up {
    /// Takes it, or says who has it.
    pub fn take(folder: &Folder) -> Result<Self> {
        let file = open(folder, UP)?;
        match patiently(&file) {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let other = Other::read(file);
                let at = folder.0.display();
                let who = match (&other.pid, &other.address) {
                    (Some(pid), Some(address)) => format!("process {pid}) and serves {address}"),
                    (Some(pid), None) => format!("process {pid}) and is still starting"),
                    _ => "another process)".to_owned(),
                };
                let stop = other.pid.map_or_else(String::new, |pid| format!(", stop it (kill {pid})"));
                return Err(anyhow!(
                    "almoner up already runs in {at} ({who}\nUse that one{stop}, or choose another folder with --data."
                ));
            }
            Err(TryLockError::Error(e)) => {
                return Err(e).with_context(|| format!("locking {UP} in {}", folder.0.display()));
            }
        }
        let mut up = Self(file);
        up.note(None)?;
        Ok(up)
    }

    /// Tells others where it serves.
    pub fn serves(&mut self, address: &str) -> Result<()> {
        self.note(Some(address))
    }

    fn note(&mut self, address: Option<&str>) -> Result<()> {
        let text = json!({"pid": std::process::id(), "address": address}).to_string();
        self.0.set_len(0)?;
        self.0.rewind()?;
        Ok(self.0.write_all(text.as_bytes())?)
    }
}

/// The `up` that runs in a folder.
#[derive(Debug, Default)]
pub struct Other {
    pub pid: Option<u64>,
    /// Its base address, once it serves.
    pub address: Option<String>,
}

impl Other {
    /// The one of this folder, if one runs.
    pub fn of(folder: &Folder) -> Option<Self> {
        let file = File::open(folder.0.join(UP)).ok()?;
        matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)).then(|| Self::read(file))
    }

    fn read(mut file: File) -> Self {
        let mut text = String::new();
        let _unreadable = file.read_to_string(&mut text);
        let said: Value = serde_json::from_str(&text).unwrap_or_default();
        Self { pid: said["pid"].as_u64(), address: said["address"].as_str().map(str::to_owned) }
    }
}

/// That somebody uses a database which they don't run, or (exclusive) that nobody does.
#[derive(Debug)]
pub struct Users {
    _locked: File,
}

impl Users {
    /// One more user; `None` while whoever runs the database is about to stop it.
    pub fn one_more(folder: &Folder) -> Result<Option<Self>> {
        let file = open(folder, USERS)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Some(Self { _locked: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(e).context("locking users.lock in the data folder"),
        }
    }

    /// Nobody, from now on: held until the database has stopped. `None` while there are users.
    pub fn nobody(folder: &Folder) -> Result<Option<Self>> {
        let file = open(folder, USERS)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _locked: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(e)) => Err(e).context("locking users.lock in the data folder"),
        }
    }
}

/// A command that asks whether an `up` runs holds the lock for an instant ([`Other::of`]).
fn patiently(file: &File) -> Result<(), TryLockError> {
    for _ in 0..5 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK_AGAIN),
            other => return other,
        }
    }
    file.try_lock()
}

fn open(folder: &Folder, name: &str) -> Result<File> {
    let path = folder.made()?.join(name);
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("opening {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::{Other, Up, Users};
    use crate::data::Folder;

    #[test]
    fn one_up_and_any_number_of_users() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder(dir.path().to_owned());
        assert!(Other::of(&folder).is_none());
        let mut up = Up::take(&folder).unwrap();
        let refused = Up::take(&folder).unwrap_err().to_string();
        assert!(
            refused.contains(&std::process::id().to_string()) && refused.contains("still starting"),
            "{refused}"
        );
        up.serves("http://localhost:1").unwrap();
        assert!(Up::take(&folder).unwrap_err().to_string().contains("serves http://localhost:1"));
        assert_eq!(Other::of(&folder).unwrap().address.as_deref(), Some("http://localhost:1"));
        drop(up);
        assert!(Other::of(&folder).is_none());

        let one = Users::one_more(&folder).unwrap().unwrap();
        let other = Users::one_more(&folder).unwrap().unwrap();
        assert!(Users::nobody(&folder).unwrap().is_none());
        drop((one, other));
        let nobody = Users::nobody(&folder).unwrap().unwrap();
        assert!(Users::one_more(&folder).unwrap().is_none());
        drop(nobody);
    }
}
