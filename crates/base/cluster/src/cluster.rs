//! From a folder to a running server.

use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::account::Account;
use crate::error::{Error, Result};
use crate::folder::{Folder, Lock, State, write_own};
use crate::postmaster::{Launch, PidFile, Postmaster};
use crate::process::{Identity, identify, orphans};
use crate::programs::{Programs, find_programs_for};
use crate::running::{Address, Running};
use crate::{Options, Step, initdb, settings, socket};

/// Sessions of a killed server notice it at once, unless they compute.
const ORPHANS_NOTICE: Duration = Duration::from_secs(1);
/// Then they are told, and this is how long they may take in all.
const ORPHANS_DEADLINE: Duration = Duration::from_secs(30);

/// A private cluster in a folder.
#[derive(Debug)]
pub struct Cluster {
    folder: Folder,
    account: Account,
    programs: Programs,
    socket_dir: PathBuf,
    arguments: Vec<String>,
    /// Hash of all that the server was told; a server told otherwise is not adopted.
    settings: String,
    stop_deadline: Duration,
}

type Progress<'a> = &'a (dyn Fn(Step) + Sync);

impl Cluster {
    /// Runs the cluster in `options.dir`: makes it if there is none, adopts or
    /// restarts a server that was left over, starts one otherwise.
    pub async fn start(options: Options, progress: Progress<'_>) -> Result<Running> {
        let dir = std::path::absolute(&options.dir).unwrap_or_else(|_| options.dir.clone());
        let folder = Folder::create(&dir)?;
        let lock = Lock::take(&folder, options.wait_for_lock).await?;

        let mut state = folder.state();
        if let Some(made_for_tests) = state.fast_and_unsafe.filter(|fast| *fast != options.fast_and_unsafe) {
            return Err(Error::OtherKind { dir: folder.root, made_for_tests });
        }
        let has_cluster = folder.has_cluster()?;
        let programs = find_programs_for(options.programs.as_deref(), &folder.data)?;
        progress(Step::Found { version: programs.version.clone(), bin: programs.bin.clone() });
        let owned = if has_cluster { &folder.data } else { Path::new("") };
        let account = Account::choose(options.run_as.as_deref(), owned)?;
        account.check_can_enter(&programs.path("postgres"), &folder.root)?;
        account.own_folder(&folder.log)?;
        let socket_dir = socket::choose(&folder.root, &account)?;
        let file = settings::file(&folder.log, options.fast_and_unsafe, &options.settings)?;
        write_own(&folder.config, &file)?;
        let arguments = settings::arguments(&folder.data, &folder.config, &socket_dir);
        let tuning = std::fs::read_to_string(folder.root.join("tuning.conf")).unwrap_or_default();
        let told = format!("{file}{tuning}{arguments:?}{}", programs.bin.display());
        let settings = format!("{:016x}", socket::fnv(told.as_bytes()));
        let cluster = Self {
            folder,
            account,
            programs,
            socket_dir,
            arguments,
            settings,
            stop_deadline: options.stop_deadline,
        };

        if !has_cluster {
            progress(Step::Initialising);
            initdb::run(&cluster.folder, &cluster.account, &cluster.programs, !options.fast_and_unsafe)
                .await?;
            state = State { fast_and_unsafe: Some(options.fast_and_unsafe), ..State::default() };
            cluster.folder.remember(&state)?;
        }
        let left_over = cluster.left_over(&state, progress).await?;
        let adopted = left_over.is_some();
        let (postmaster, file) = match left_over {
            Some(server) => server,
            None => cluster.launch(&state, progress).await?,
        };
        state = State {
            server: Some(file.server),
            version: cluster.programs.version.full.clone(),
            settings: cluster.settings,
            socket: cluster.socket_dir.clone(),
            fast_and_unsafe: Some(options.fast_and_unsafe),
        };
        cluster.folder.remember(&state)?;
        progress(Step::Ready { pid: postmaster.pid.as_raw() });
        Ok(Running {
            address: Address::new(cluster.socket_dir),
            programs: cluster.programs,
            postmaster,
            folder: cluster.folder,
            state,
            stop_deadline: cluster.stop_deadline,
            adopted,
            _lock: lock,
        })
    }

    /// Where the cluster in `dir` accepts connections, if its server runs: for
    /// commands beside a running `up`.
    pub fn find(dir: &Path) -> Option<Address> {
        let folder = Folder::open(dir).ok()?;
        let state = folder.state();
        let server = state.server?;
        let file = PidFile::read(&folder.data)?;
        let runs =
            file.server == server && identify(Pid::from_raw(server.pid), &folder.data) != Identity::NotServer;
        runs.then(|| Address::new(state.socket))
    }

    /// Adopts the server that an earlier process left, or stops it.
    async fn left_over(
        &self,
        state: &State,
        progress: Progress<'_>,
    ) -> Result<Option<(Postmaster, PidFile)>> {
        let data = &self.folder.data;
        let Some(file) = PidFile::read(data) else { return Ok(None) };
        let pid = Pid::from_raw(file.server.pid);
        if identify(pid, data) != Identity::Server {
            return Ok(None);
        }
        let reachable = UnixStream::connect(socket::socket_in(&self.socket_dir)).is_ok();
        let why = if state.server.as_ref() != Some(&file.server) || file.status == "stopping" {
            "it was not left by a start of ours, or is stopping"
        } else if state.version != self.programs.version.full {
            "its programs have been changed"
        } else if state.settings != self.settings {
            "its settings have been changed"
        } else if !reachable {
            "its socket is gone"
        } else {
            progress(Step::Adopting { pid: pid.as_raw() });
            return Ok(Some((Postmaster::adopt(pid, data)?, file)));
        };
        progress(Step::StoppingLeftOver { pid: pid.as_raw(), why });
        Postmaster::adopt(pid, data)?.stop(self.stop_deadline).await?;
        Ok(None)
    }

    async fn launch(&self, state: &State, progress: Progress<'_>) -> Result<(Postmaster, PidFile)> {
        let version = &self.programs.version;
        if !state.version.is_empty() && state.version != version.full {
            progress(Step::VersionChanged { from: state.version.clone(), to: version.full.clone() });
        }
        progress(Step::Starting);
        let begun = Instant::now();
        loop {
            let launch = Launch::begin(&self.folder, self.command())?;
            let still = |elapsed| progress(Step::StillStarting { elapsed });
            let exited = match launch.postmaster.ready(&self.folder.data, still).await {
                Ok(file) => return Ok((launch.postmaster, file)),
                Err(exited) => exited,
            };
            let said = launch.said();
            if !said.contains("pre-existing shared memory block") || begun.elapsed() > ORPHANS_DEADLINE {
                let logs = self.folder.log.clone();
                return Err(Error::DidNotStart { exited: exited.to_string(), said, logs });
            }
            progress(Step::WaitingForOrphans);
            if begun.elapsed() > ORPHANS_NOTICE {
                for orphan in orphans(&self.folder.data) {
                    let _ = kill(orphan, Signal::SIGQUIT);
                }
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    fn command(&self) -> std::process::Command {
        let mut command = self.account.command(self.programs.path("postgres"));
        command.args(&self.arguments);
        // A pid file outlives its server; after a restart of a container the
        // number is often somebody else's, and PostgreSQL takes any living
        // process of its user for a server. It does leave out its grandparent's
        // number, as given here. Unlike removing the file this keeps every
        // other interlock (the shared memory block, the socket).
        if let Some(stale) = PidFile::read(&self.folder.data) {
            let pid = stale.server.pid;
            if identify(Pid::from_raw(pid), &self.folder.data) == Identity::NotServer {
                command.env("PG_GRANDPARENT_PID", pid.to_string());
            }
        }
        command
    }
}
