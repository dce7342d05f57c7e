//! What the tests share.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use almoner_cluster::{Address, Cluster, Options, Result, Running, SUPERUSER, Step};
use tempfile::TempDir;
use tokio_postgres::{Client, NoTls};

/// A folder that the server's user can enter when the tests run as root.
pub fn folder() -> TempDir {
    tempfile::Builder::new()
        .prefix("almoner-cluster-")
        .permissions(Permissions::from_mode(0o711))
        .tempdir()
        .unwrap()
}

/// A cluster for tests in `dir`.
pub fn options(dir: impl Into<PathBuf>) -> Options {
    let mut options = Options::new(dir);
    options.programs = std::env::var_os("ALMONER_TEST_POSTGRES_BIN").map(PathBuf::from);
    options.fast_and_unsafe = true;
    options
}

/// Starts it and says which steps it took.
pub async fn start(options: Options) -> (Result<Running>, Vec<Step>) {
    let steps = Mutex::new(Vec::new());
    let running = Cluster::start(options, &|step| steps.lock().unwrap().push(step)).await;
    (running, steps.into_inner().unwrap())
}

/// Starts a cluster for tests in `dir`.
pub async fn up(dir: &Path) -> Running {
    start(options(dir)).await.0.unwrap()
}

/// A session as the superuser.
pub async fn session(address: &Address) -> Client {
    let (client, connection) =
        tokio_postgres::connect(&address.connection_string("postgres", SUPERUSER), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// One value of one row, as text.
pub async fn value(client: &Client, sql: &str) -> String {
    for message in client.simple_query(sql).await.unwrap() {
        if let tokio_postgres::SimpleQueryMessage::Row(row) = message {
            return row.get(0).unwrap_or_default().to_owned();
        }
    }
    panic!("no row: {sql}");
}

/// Commits a row, and says what is there.
pub async fn note(address: &Address, text: &str) -> String {
    let client = session(address).await;
    client
        .batch_execute(&format!(
            "create table if not exists note (body text); insert into note values ('{text}')"
        ))
        .await
        .unwrap();
    value(&client, "select string_agg(body, ',' order by body) from note").await
}

/// Whether the process is there; a zombie is not told apart on purpose.
pub fn exists(pid: i32) -> bool {
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok()
}

/// Waits for what another process does in its own time.
pub async fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(20), "in vain: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Processes whose current folder lies in `dir`: the cluster's.
pub fn processes_in(dir: &Path) -> Vec<String> {
    let dir = dir.canonicalize().unwrap();
    std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|e| std::fs::read_link(e.path().join("cwd")).is_ok_and(|cwd| cwd.starts_with(&dir)))
        .map(|e| std::fs::read_to_string(e.path().join("cmdline")).unwrap_or_default())
        .collect()
}
