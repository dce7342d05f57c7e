//! Whether a process number still belongs to a cluster's server.

use std::path::Path;

use nix::sys::signal::kill;
use nix::unistd::Pid;

/// Whose a process number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Identity {
    /// The server of the data folder in question.
    Server,
    /// Nobody's (or a zombie's), or another program's since a restart of the
    /// machine or the container.
    NotServer,
    /// A PostgreSQL server that can't be told apart: PostgreSQL's own interlocks
    /// must decide.
    Unclear,
}

/// Says whose `pid` is.
pub(crate) fn identify(pid: Pid, data: &Path) -> Identity {
    if kill(pid, None) == Err(nix::errno::Errno::ESRCH) {
        return Identity::NotServer;
    }
    #[cfg(target_os = "linux")]
    let Some(arguments) = linux::arguments(pid) else {
        return Identity::NotServer;
    };
    #[cfg(not(target_os = "linux"))]
    let Some(arguments) = ps(pid) else {
        return Identity::NotServer;
    };
    let program = arguments.first().map(Path::new).and_then(Path::file_name);
    if !program.is_some_and(|name| name == "postgres" || name == "postmaster") {
        return Identity::NotServer;
    }
    // The server makes its data folder its current one. Without the right to
    // see that (root in a container has no CAP_SYS_PTRACE) its arguments must do.
    #[cfg(target_os = "linux")]
    if let Ok(folder) = linux::folder(pid) {
        return if folder == data { Identity::Server } else { Identity::NotServer };
    }
    if arguments.iter().any(|argument| Path::new(argument) == data) {
        Identity::Server
    } else {
        Identity::Unclear
    }
}

/// Sessions that outlived their server: PostgreSQL's processes whose current
/// folder is `data`. Known on Linux only; elsewhere they are waited for.
pub(crate) fn orphans(data: &Path) -> Vec<Pid> {
    #[cfg(target_os = "linux")]
    return std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok().map(Pid::from_raw))
        .filter(|pid| linux::folder(*pid).is_ok_and(|folder| folder == data))
        .filter(|pid| {
            linux::arguments(*pid)
                .is_some_and(|args| args.first().is_some_and(|first| first.starts_with("postgres: ")))
        })
        .collect();
    #[cfg(not(target_os = "linux"))]
    {
        let _ = data;
        Vec::new()
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{Path, Pid};
    use std::path::PathBuf;

    /// `None` when there is no such process, or only its zombie.
    pub fn arguments(pid: Pid) -> Option<Vec<String>> {
        let text = std::fs::read(Path::new("/proc").join(pid.to_string()).join("cmdline")).ok()?;
        let text = String::from_utf8_lossy(&text).into_owned();
        (!text.is_empty()).then(|| text.split('\0').map(str::to_owned).collect())
    }

    pub fn folder(pid: Pid) -> std::io::Result<PathBuf> {
        std::fs::read_link(Path::new("/proc").join(pid.to_string()).join("cwd"))
    }
}

/// As on Linux, but cut at blanks: a path with blanks makes it `Unclear`.
#[cfg(not(target_os = "linux"))]
fn ps(pid: Pid) -> Option<Vec<String>> {
    let output = std::process::Command::new("/bin/ps")
        .args(["-o", "stat=,args=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut words = text.split_whitespace();
    if words.next()?.starts_with('Z') {
        return None;
    }
    Some(words.map(str::to_owned).collect())
}
