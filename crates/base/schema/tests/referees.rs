//! A program that is not ours: a transaction pooler.

mod support;

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use almoner_schema::migrate;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::TestDb;
use support::{options, sample, server};
use tokio_postgres::config::Host;

/// The folder of the test server's socket.
fn socket(db: &TestDb) -> PathBuf {
    match db.superuser().config().get_hosts() {
        [Host::Unix(folder), ..] => folder.clone(),
        other => panic!("these tests need a Unix socket, not {other:?}"),
    }
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The user `postgres`, since PgBouncer refuses to run as root.
fn postgres() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let line = users.lines().find(|line| line.starts_with("postgres:")).unwrap();
    let mut fields = line.split(':').skip(2).map(|n| n.parse().unwrap());
    (fields.next().unwrap(), fields.next().unwrap())
}

async fn pgbouncer(folder: &Path, behind: &Path, mode: &str) -> Running {
    let (uid, gid) = postgres();
    chown(folder, Some(uid), Some(gid)).unwrap();
    fs::write(folder.join("users"), "\"almoner_owner\" \"\"\n").unwrap();
    let ini = format!(
        "[databases]\n* = host={} port=5432\n[pgbouncer]\nunix_socket_dir = {folder}\nlisten_port = 5432\n\
         auth_type = trust\nauth_file = {folder}/users\npool_mode = {mode}\nlogfile = {folder}/log\n",
        behind.display(),
        folder = folder.display(),
    );
    fs::write(folder.join("ini"), ini).unwrap();
    let child = Command::new("/usr/sbin/pgbouncer")
        .arg("--quiet")
        .arg(folder.join("ini"))
        .uid(uid)
        .gid(gid)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let running = Running(child);
    while tokio::net::UnixStream::connect(folder.join(".s.PGSQL.5432")).await.is_err() {
        tokio::task::yield_now().await;
    }
    running
}

#[tokio::test]
async fn a_transaction_pooler_is_refused_and_a_session_pooler_is_not() {
    if !Path::new("/usr/sbin/pgbouncer").exists() {
        eprintln!("not run: this machine has no /usr/sbin/pgbouncer (Debian package pgbouncer)");
        return;
    }
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    for (mode, refused) in [("transaction", true), ("statement", true), ("session", false)] {
        let folder = tempfile::Builder::new().prefix("almt-pool").tempdir().unwrap();
        let _pooler = pgbouncer(folder.path(), &socket(&db), mode).await;
        let mut config = tokio_postgres::Config::new();
        config.host_path(folder.path()).port(5432).user("almoner_owner").dbname(db.name());
        let result = migrate::up(&almoner_schema::Target::plain(config), &sample(), &options()).await;
        if refused {
            let said = result.expect_err(mode).to_string();
            assert!(said.contains("pooler"), "{mode}: {said}");
        } else {
            assert_eq!(result.unwrap().applied.len(), 4);
        }
    }
}
