//! Where the Unix socket can lie.

use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use crate::account::Account;
use crate::error::{Error, Result};

/// The socket's name is made of it; the folder is what makes it unique.
pub(crate) const PORT: u16 = 5432;

/// Bytes of a socket's path that every system takes: macOS has room for 103
/// and a NUL, Linux for 107.
const LONGEST: usize = 103;

/// The socket's path in a folder.
pub(crate) fn socket_in(folder: &Path) -> PathBuf {
    folder.join(format!(".s.PGSQL.{PORT}"))
}

/// Makes the first folder that will do: in the cluster's own folder, else in
/// the system's folder for such things, else in /tmp.
pub(crate) fn choose(cluster: &Path, account: &Account) -> Result<PathBuf> {
    let short = format!("almoner-{:016x}", fnv(cluster.as_os_str().as_encoded_bytes()));
    // Root's XDG_RUNTIME_DIR is closed to the server's user.
    let runtime = if account.switch {
        Some(PathBuf::from("/run"))
    } else {
        std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from)
    };
    let runtime = runtime.filter(|folder| folder.is_absolute() && folder.is_dir());
    let fallbacks = runtime.into_iter().chain([PathBuf::from("/tmp")]).map(|folder| folder.join(&short));
    let mut why = None;
    for folder in [cluster.join("socket")].into_iter().chain(fallbacks) {
        if !plain(&folder) || socket_in(&folder).as_os_str().len() > LONGEST {
            continue;
        }
        match account.own_folder(&folder) {
            Ok(()) if holds_sockets(&folder) => return Ok(folder),
            Ok(()) => {}
            Err(error) => why = Some(error),
        }
    }
    Err(why.unwrap_or_else(|| Error::Folder {
        path: PathBuf::from("/tmp"),
        why: "no folder was found that can hold a Unix socket".to_owned(),
    }))
}

/// Both PostgreSQL's list of socket folders and a client's list of hosts are
/// cut at commas, and the latter knows no quotes.
fn plain(path: &Path) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+".contains(c);
    path.to_str().is_some_and(|text| text.chars().all(plain))
}

/// Some shared and network file systems hold no sockets.
fn holds_sockets(folder: &Path) -> bool {
    let probe = folder.join(".probe");
    let _ = std::fs::remove_file(&probe);
    let bound = UnixListener::bind(&probe).is_ok();
    let _ = std::fs::remove_file(&probe);
    bound
}

/// FNV-1a: short, and the same in every release.
pub(crate) fn fnv(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
