//! Programs that are not ours: a transaction pooler, and the Supabase CLI.

mod support;

use std::fs;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use almoner_schema::migrate;
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::TestDb;
use support::{connect, one, options, sample, server, up};
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

/// `ALMONER_SUPABASE_CLI=.../supabase cargo nextest run -p almoner-schema --run-ignored all -E 'test(the_real_cli)'`
#[tokio::test]
#[ignore = "needs the Supabase CLI (npm package supabase), named by ALMONER_SUPABASE_CLI"]
async fn what_the_real_cli_pushes_is_adopted() {
    let cli = std::env::var_os("ALMONER_SUPABASE_CLI").expect("ALMONER_SUPABASE_CLI names the program");
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();

    // It speaks TCP only: pass its connections on to the socket.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let behind = socket(&db).join(".s.PGSQL.5432");
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let behind = behind.clone();
            tokio::spawn(async move {
                let mut far = tokio::net::UnixStream::connect(behind).await?;
                tokio::io::copy_bidirectional(&mut near, &mut far).await
            });
        }
    });

    // It pushes every file in one transaction, so not the one for outside.
    let project = tempfile::tempdir().unwrap();
    let folder = project.path().join("supabase/migrations");
    fs::create_dir_all(&folder).unwrap();
    let pushable = sample().through("202601010920");
    for migration in pushable.migrations() {
        fs::write(folder.join(&migration.up.file), &*migration.up.sql).unwrap();
    }
    let url = format!("postgresql://postgres@127.0.0.1:{port}/{}?sslmode=disable", db.name());
    let output = tokio::process::Command::new(cli)
        .args(["db", "push", "--yes", "--remote", &url])
        .current_dir(project.path())
        .env("HOME", project.path())
        .env("DO_NOT_TRACK", "1")
        .output()
        .await
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let report = up(&db, &sample()).await.unwrap();
    assert_eq!(report.adopted, ["202601010900", "202601010910", "202601010920"]);
    assert_eq!(report.applied.len(), 1);
    let client = connect(&db.owner()).await;
    // And what we recorded is what it would have recorded.
    let ours = server.empty(Layout::Hosted).await.unwrap();
    up(&ours, &sample()).await.unwrap();
    let statements = "select md5(string_agg(version || name || statements::text, '' order by version))
                        from supabase_migrations.schema_migrations where version < '202601010930'";
    assert_eq!(one(&client, statements).await, one(&connect(&ours.owner()).await, statements).await);
}
