//! The server that tests run against: a throwaway cluster that all test
//! processes share, or one that the environment names.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use tokio_postgres::Config;

use crate::target::Target;
use crate::{Error, Result};

/// A superuser's connection string; its name must not be `postgres`.
const URL: &str = "ALMONER_TEST_SUPERUSER_URL";
/// A folder with initdb and pg_ctl of another version.
const BIN: &str = "ALMONER_TEST_PG_BIN";
const SUPERUSER: &str = "almoner_superuser";

/// A PostgreSQL whose superuser may be used by tests.
#[derive(Debug)]
pub struct Server {
    admin: Target,
    /// Held as long as this process uses the throwaway cluster.
    _in_use: Option<File>,
}

impl Server {
    /// The server of this test run: the one that `ALMONER_TEST_SUPERUSER_URL`
    /// names, or else a throwaway cluster in memory or under the temporary folder,
    /// started by the first process that asks and stopped soon after the last has gone.
    pub async fn shared() -> Result<Self> {
        let server = if let Ok(url) = std::env::var(URL) {
            let config: Config = url.parse().map_err(Error::Connect)?;
            Self { admin: Target::plain(config), _in_use: None }
        } else {
            throwaway().await?
        };
        server.sweep().await?;
        Ok(server)
    }

    /// Its maintenance database, as superuser.
    pub fn admin(&self) -> &Target {
        &self.admin
    }
}

struct Paths {
    root: PathBuf,
    bin: PathBuf,
}

impl Paths {
    fn find() -> Result<Self> {
        let bin = match std::env::var_os(BIN) {
            Some(bin) => PathBuf::from(bin),
            None => newest_installed().ok_or_else(|| {
                Error::refused(format!(
                    "tests need PostgreSQL's programs: install them, or set {BIN} or {URL}"
                ))
            })?,
        };
        // Short, because a socket's path may have about 107 bytes; one cluster
        // for each user and set of programs.
        let who = fs::metadata("/proc/self").map_err(Error::file("/proc/self"))?.uid();
        let mark = bin.display().to_string().bytes().fold(5381_u32, |h, b| h.wrapping_mul(33) ^ u32::from(b));
        let name = format!("almt-{who}-{mark:08x}");
        let memory = Path::new("/dev/shm").join(&name);
        // Where it runs already, every process meets it.
        let root = if memory.join("data").is_dir() || roomy(Path::new("/dev/shm")) {
            memory
        } else {
            std::env::temp_dir().join(name)
        };
        Ok(Self { root, bin })
    }

    fn data(&self) -> PathBuf {
        self.root.join("data")
    }

    fn target(&self) -> Target {
        let mut config = Config::new();
        config
            .host_path(&self.root)
            .user(SUPERUSER)
            .dbname("postgres")
            .connect_timeout(Duration::from_secs(10));
        Target::plain(config)
    }

    async fn answers(&self) -> bool {
        self.target().connect("test probe").await.is_ok()
    }
}

/// Whether a folder is in memory and has room for every test at once. A database is two thousand files: made and removed once for
/// each test, they cost a disk's file system more than half of a run's time (64 s instead of 148 for the 200 tests of policies and
/// triggers).
fn roomy(folder: &Path) -> bool {
    const ROOM: u64 = 8 << 20;
    let free = || {
        let df =
            Command::new("df").args(["--type=tmpfs", "--output=avail", "-k"]).arg(folder).output().ok()?;
        String::from_utf8_lossy(&df.stdout).lines().last()?.trim().parse::<u64>().ok()
    };
    let available = || {
        let memory = fs::read_to_string("/proc/meminfo").ok()?;
        let line = memory.lines().find_map(|line| line.strip_prefix("MemAvailable:"))?;
        line.trim().trim_end_matches(" kB").parse::<u64>().ok()
    };
    free().is_some_and(|kib| kib >= ROOM) && available().is_some_and(|kib| kib >= ROOM)
}

fn newest_installed() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").ok()?;
    let newest = versions
        .filter_map(|v| v.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .max()
        .map(|v| v.to_string())?;
    Some(Path::new("/usr/lib/postgresql").join(newest).join("bin"))
}

/// Two locks. `in-use` is shared by every process that runs tests and taken
/// whole by the reaper, so the cluster never stops under a test; `starting`
/// lets one process start it while the others wait.
async fn throwaway() -> Result<Server> {
    let paths = Paths::find()?;
    let keeper = unprivileged();
    if fs::create_dir(&paths.root).is_ok() {
        fs::set_permissions(&paths.root, fs::Permissions::from_mode(0o700))
            .map_err(Error::file(&paths.root))?;
        if let Some((uid, gid)) = keeper {
            chown(&paths.root, Some(uid), Some(gid)).map_err(Error::file(&paths.root))?;
        }
    }
    let open = |name: &str| {
        let path = paths.root.join(name);
        File::options().create(true).append(true).open(&path).map_err(Error::file(path))
    };
    let in_use = open("in-use")?;
    in_use.lock_shared().map_err(Error::file("in-use"))?;
    if !paths.answers().await {
        let starting = open("starting")?;
        starting.lock().map_err(Error::file("starting"))?;
        if !paths.answers().await {
            start(&paths, keeper)?;
            reaper(&paths, keeper)?;
        }
    }
    Ok(Server { admin: paths.target(), _in_use: Some(in_use) })
}

fn start(paths: &Paths, keeper: Option<(u32, u32)>) -> Result<()> {
    let data = paths.data();
    // Left by a machine that went down: nothing in it is worth keeping.
    let _ = fs::remove_dir_all(&data);
    run(program(paths, "initdb", keeper)
        .args(["--username", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
        .arg(&data))?;
    // Durability is worth nothing here, and the processes are many.
    let settings = format!(
        "-c listen_addresses='' -c unix_socket_directories='{}' -c fsync=off -c synchronous_commit=off \
         -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB -c max_wal_size=512MB \
         -c timezone=UTC -c log_min_messages=warning -c log_parameter_max_length=0 -c jit=off",
        paths.root.display()
    );
    run(program(paths, "pg_ctl", keeper)
        .args(["start", "--wait", "--silent", "-o", &settings, "-l"])
        .arg(paths.root.join("log"))
        .arg("-D")
        .arg(&data))
}

/// Stops and removes the cluster when no test process has held `in-use` for a
/// while. It belongs to no terminal and holds no file of ours open.
fn reaper(paths: &Paths, keeper: Option<(u32, u32)>) -> Result<()> {
    let script = "while sleep 60; do flock --nonblock --exclusive \"$1/in-use\" sh -c \
                  '\"$2/pg_ctl\" stop --silent --mode=immediate -D \"$1/data\"; rm -rf \"$1/data\" \"$1/log\"' \
                  sh \"$1\" \"$2\" && exit; done";
    let mut command = Command::new("setsid");
    command.args(["sh", "-c", script, "sh"]).arg(&paths.root).arg(&paths.bin);
    as_keeper(&mut command, keeper)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map(drop)
        .map_err(Error::file("setsid"))
}

fn program(paths: &Paths, name: &str, keeper: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(paths.bin.join(name));
    // A postmaster that kept a test's output open would keep its runner waiting.
    as_keeper(&mut command, keeper).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn as_keeper(command: &mut Command, keeper: Option<(u32, u32)>) -> &mut Command {
    if let Some((uid, gid)) = keeper {
        command.uid(uid).gid(gid);
    }
    command.current_dir("/")
}

fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(Error::file(command.get_program()))?;
    if status.success() {
        return Ok(());
    }
    Err(Error::refused(format!("{command:?} failed: {status}")))
}

/// PostgreSQL refuses to run as root: then its own user, or nobody.
fn unprivileged() -> Option<(u32, u32)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let uids = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    if uids.split_whitespace().nth(1) != Some("0") {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].into_iter().find_map(|wanted| {
        let fields: Vec<&str> =
            users.lines().map(|l| l.split(':').collect::<Vec<_>>()).find(|f| f[0] == wanted)?;
        Some((fields.get(2)?.parse().ok()?, fields.get(3)?.parse().ok()?))
    })
}
