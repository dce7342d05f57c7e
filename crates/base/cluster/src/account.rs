//! The operating-system user that PostgreSQL runs as, and commands run as it.

use std::ffi::OsStr;
use std::os::unix::fs::{MetadataExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Gid, Uid, User};

use crate::error::{Error, Result, io_at};

/// Tried in this order, as root, for a new cluster. The last is a poor choice
/// (others may run as it too), but always there.
const PREFERRED: [&str; 4] = ["almoner", "postgres", "_postgres", "nobody"];

/// What the server inherits of our environment. The rest stays with us: it may
/// hold secrets (`/proc/<pid>/environ` is open to the server's user), and
/// `PGDATA`, `PGPORT` and their kin would be obeyed.
const INHERITED: [&str; 6] =
    ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LOCALE_ARCHIVE", "LOCPATH", "TMPDIR"];

/// The server's user.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub name: String,
    pub uid: Uid,
    gid: Gid,
    /// We are root and it is not us.
    pub switch: bool,
}

impl Account {
    /// Ourselves; as root the data's owner, the named user, or a preferred one.
    pub fn choose(run_as: Option<&str>, data: &Path) -> Result<Self> {
        let me = Uid::effective();
        let root = me.is_root();
        let owner = data.metadata().ok().map(|meta| Uid::from_raw(meta.uid()));
        let user = match (run_as, owner) {
            (Some(name), _) => named(name)?.ok_or_else(|| bad(name, "there is no such user"))?,
            (None, Some(owner)) if root => numbered(owner)?,
            (None, None) if root => {
                let mut users = PREFERRED.iter().filter_map(|name| named(name).ok().flatten());
                users.next().ok_or_else(|| Error::NoUser { tried: PREFERRED.join(", ") })?
            }
            // initdb looks itself up and fails with less to go on.
            (None, _) => numbered(me)?,
        };
        if user.uid.is_root() {
            return Err(bad(&user.name, "PostgreSQL refuses to run as root"));
        }
        if !root && user.uid != me {
            return Err(bad(&user.name, "only root can start it as somebody else"));
        }
        if let Some(owner) = owner.filter(|owner| *owner != user.uid) {
            let why = format!("the data in {} belong to the user number {owner}", data.display());
            return Err(bad(&user.name, &why));
        }
        Ok(Self { name: user.name, uid: user.uid, gid: user.gid, switch: root })
    }

    /// A command run as this user, from `/`, with a bare environment and in a
    /// process group of its own, so that Ctrl-C in the terminal passes it by.
    /// (Setting the user as root also drops root's supplementary groups.)
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir("/").stdin(Stdio::null()).process_group(0).env_clear();
        // English messages until the configuration is read: some are recognised.
        command.env("LC_ALL", "C").env("TZ", "UTC");
        command.envs(INHERITED.iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        if self.switch {
            command.uid(self.uid.as_raw()).gid(self.gid.as_raw());
        }
        command
    }

    /// Makes a folder of mode 0700 that is this user's, or checks that it is.
    pub fn own_folder(&self, path: &Path) -> Result<()> {
        use std::os::unix::fs::DirBuilderExt;
        match std::fs::DirBuilder::new().mode(0o700).create(path) {
            Ok(()) if self.switch => {
                lchown(path, Some(self.uid.as_raw()), Some(self.gid.as_raw()))
                    .map_err(io_at("can't give to the server's user:", path))?;
            }
            Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => {
                return Err(io_at("can't make", path)(e));
            }
            _ => {}
        }
        // Not following a link: in /tmp anybody may have put one there first.
        let meta = path.symlink_metadata().map_err(io_at("can't look at", path))?;
        if !meta.is_dir() || meta.uid() != self.uid.as_raw() || meta.mode() & 0o077 != 0 {
            return Err(Error::Folder {
                path: path.to_owned(),
                why: format!(
                    "must be a folder of the user {} with mode 0700; remove it if it is not yours",
                    self.name
                ),
            });
        }
        Ok(())
    }

    /// Checks that the user can run `program` and enter `folder`; names the
    /// outermost closed folder. Asks the system itself rather than reading mode
    /// bits, so access lists and security modules count too.
    pub fn check_can_enter(&self, program: &Path, folder: &Path) -> Result<()> {
        let enters = |folder: &Path| {
            let mut command = self.command(program);
            command.arg("--version").current_dir(folder).stdout(Stdio::null()).status()
        };
        if !self.switch || enters(folder).is_ok() {
            return Ok(());
        }
        enters(Path::new("/")).map_err(|source| Error::CannotRun {
            user: self.name.clone(),
            program: program.to_owned(),
            source,
        })?;
        let mut outermost_first: Vec<&Path> = folder.ancestors().collect();
        outermost_first.reverse();
        let closed = outermost_first.into_iter().find(|folder| enters(folder).is_err());
        Err(Error::CannotEnter { user: self.name.clone(), folder: closed.unwrap_or(folder).to_owned() })
    }
}

fn named(name: &str) -> Result<Option<User>> {
    User::from_name(name).map_err(|e| bad(name, &e.to_string()))
}

fn numbered(uid: Uid) -> Result<User> {
    User::from_uid(uid)
        .ok()
        .flatten()
        .ok_or_else(|| bad(&uid.to_string(), "it has no entry in the system's list of users (/etc/passwd)"))
}

fn bad(user: &str, why: &str) -> Error {
    Error::User { user: user.to_owned(), why: why.to_owned() }
}
