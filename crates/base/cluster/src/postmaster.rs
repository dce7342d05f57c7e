//! The server process: started or adopted, watched, signalled.

use std::collections::HashMap;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::error::{Error, Result, io_at};
use crate::folder::{Folder, Server, open_own};
use crate::process::{Identity, identify};

/// How often files and processes that send no signal are looked at.
const TICK: Duration = Duration::from_millis(10);
/// How often an adopted server is looked at, which is not our child.
const ADOPTED_TICK: Duration = Duration::from_millis(200);
/// After an immediate shutdown the server itself kills what is left in 5 s.
const QUIT_DEADLINE: Duration = Duration::from_secs(20);

/// That the server has ended.
#[derive(Debug, Clone, Copy)]
pub struct Exited {
    /// Its process.
    pub pid: i32,
    /// How; unknown for one that was adopted.
    pub status: Option<ExitStatus>,
}

impl std::fmt::Display for Exited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PostgreSQL (pid {}) ended", self.pid)?;
        self.status.map_or(Ok(()), |status| write!(f, ": {status}"))
    }
}

/// What the server says of itself in `data/postmaster.pid`: the file that
/// `pg_ctl` waits on too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PidFile {
    pub server: Server,
    /// `starting`, `ready`, `stopping`.
    pub status: String,
}

impl PidFile {
    pub fn read(data: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(data.join("postmaster.pid")).ok()?;
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        // A server in single-user mode writes its number negative.
        let pid = lines.first()?.parse().ok().filter(|pid| *pid > 0)?;
        let started = lines.get(2).and_then(|line| line.parse().ok()).unwrap_or_default();
        let status = lines.get(7).copied().unwrap_or("starting").to_owned();
        Some(Self { server: Server { pid, started }, status })
    }
}

/// A server process that we answer for: dropping it asks it to stop.
#[derive(Debug)]
pub(crate) struct Postmaster {
    pub pid: Pid,
    exited: watch::Receiver<Option<Exited>>,
    /// It may outlive us.
    pub left: bool,
}

impl Postmaster {
    /// Starts the server; a thread waits for its end, so no zombie remains.
    fn spawn(mut command: Command) -> Result<Self> {
        let program = PathBuf::from(command.get_program());
        let mut child = command.spawn().map_err(io_at("can't run", &program))?;
        let pid = Pid::from_raw(child.id().cast_signed());
        Self::watch(pid, move |told| {
            let status = child.wait().ok();
            told.send_replace(Some(Exited { pid: pid.as_raw(), status }));
        })
    }

    /// Takes on a server that another process started.
    pub fn adopt(pid: Pid, data: &Path) -> Result<Self> {
        let data = data.to_owned();
        Self::watch(pid, move |told| {
            while !told.is_closed() {
                if identify(pid, &data) == Identity::NotServer {
                    told.send_replace(Some(Exited { pid: pid.as_raw(), status: None }));
                    return;
                }
                std::thread::sleep(ADOPTED_TICK);
            }
        })
    }

    fn watch(pid: Pid, wait: impl FnOnce(watch::Sender<Option<Exited>>) + Send + 'static) -> Result<Self> {
        let (told, exited) = watch::channel(None);
        std::thread::Builder::new()
            .name("postgres-exit".to_owned())
            .spawn(move || wait(told))
            .map_err(io_at("can't start a thread for", Path::new("postgres")))?;
        Ok(Self { pid, exited, left: false })
    }

    /// Ready when the server has ended.
    pub fn exited(&self) -> impl Future<Output = Exited> + Send + 'static + use<> {
        let pid = self.pid.as_raw();
        let mut exited = self.exited.clone();
        async move {
            let known = exited.wait_for(Option::is_some).await;
            known.ok().and_then(|known| *known).unwrap_or(Exited { pid, status: None })
        }
    }

    fn signal(&self, signal: Signal) {
        if self.exited.borrow().is_none() {
            let _ = kill(self.pid, signal);
        }
    }

    /// Fast shutdown; an immediate one after `deadline`.
    pub async fn stop(&self, deadline: Duration) -> Result<()> {
        for (signal, patience) in [(Signal::SIGINT, deadline), (Signal::SIGQUIT, QUIT_DEADLINE)] {
            self.signal(signal);
            if timeout(patience, self.exited()).await.is_ok() {
                return Ok(());
            }
        }
        Err(Error::WillNotStop { pid: self.pid.as_raw() })
    }

    /// Waits until connections are accepted, for as long as the server lives:
    /// replaying a long log is work that must not be cut short.
    pub async fn ready(&self, data: &Path, still: impl Fn(Duration)) -> Result<PidFile, Exited> {
        let begun = Instant::now();
        let mut next = Duration::from_secs(5);
        loop {
            if let Some(file) = PidFile::read(data)
                && file.server.pid == self.pid.as_raw()
                && file.status == "ready"
            {
                return Ok(file);
            }
            tokio::select! {
                exited = self.exited() => return Err(exited),
                () = sleep(TICK) => {}
            }
            if begun.elapsed() > next {
                still(begun.elapsed());
                next += Duration::from_secs(5);
            }
        }
    }
}

impl Drop for Postmaster {
    fn drop(&mut self) {
        if !self.left {
            self.signal(Signal::SIGINT);
        }
    }
}

/// A server that is being started, and where it writes why it can't.
pub(crate) struct Launch<'a> {
    pub postmaster: Postmaster,
    folder: &'a Folder,
    logs_before: HashMap<PathBuf, u64>,
}

impl<'a> Launch<'a> {
    pub fn begin(folder: &'a Folder, mut command: Command) -> Result<Self> {
        let start_log = open_own(&folder.start_log, true)?;
        let copy = start_log.try_clone().map_err(io_at("can't open", &folder.start_log))?;
        command.stdout(Stdio::from(start_log)).stderr(Stdio::from(copy));
        let logs_before = logs(&folder.log).collect();
        Ok(Self { postmaster: Postmaster::spawn(command)?, folder, logs_before })
    }

    /// What the server wrote since, here and in its own log.
    pub fn said(&self) -> String {
        let mut said = std::fs::read_to_string(&self.folder.start_log).unwrap_or_default();
        for (path, length) in logs(&self.folder.log) {
            let before = self.logs_before.get(&path).copied().unwrap_or_default();
            let Ok(mut file) = std::fs::File::open(&path) else { continue };
            if length > before && file.seek(SeekFrom::Start(before)).is_ok() {
                let mut bytes = Vec::new();
                let _ = file.read_to_end(&mut bytes);
                said += &String::from_utf8_lossy(&bytes);
            }
        }
        let lines: Vec<&str> = said.lines().collect();
        lines[lines.len().saturating_sub(15)..].join("\n")
    }
}

fn logs(folder: &Path) -> impl Iterator<Item = (PathBuf, u64)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.path(), entry.metadata().ok()?.len())))
}
