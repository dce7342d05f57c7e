//! Through a pooler in transaction mode, where consecutive transactions of one connection run on
//! different sessions of the server.

use std::os::unix::fs::{PermissionsExt, chown};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use almoner_kernel::Code;
use almoner_pg::{One, Prepare};

use crate::support::{HOMES, OPERATORS, RENAME, TWICE, WHO, World, caller, id};

const PROGRAM: &str = "/usr/sbin/pgbouncer";

/// A PgBouncer of a test's own, stopped with this value.
pub struct Bouncer {
    pub port: u16,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Bouncer {
    pub async fn start(world: &World) -> Self {
        assert!(
            std::path::Path::new(PROGRAM).exists(),
            "{PROGRAM} is not there: install it with `apt-get install pgbouncer` (scripts/setup test does)"
        );
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("users"), "\"almoner_api\" \"\"\n").unwrap();
        // Two sessions of the server for any number of clients, and no help with named statements.
        let settings = format!(
            "[databases]\n{name} = host={host} port={upstream} dbname={name}\n[pgbouncer]\n\
             listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = trust\nauth_file = {users}\n\
             pool_mode = transaction\ndefault_pool_size = 2\nmax_client_conn = 50\nlogfile = {log}\n",
            name = world.name(),
            host = world.host(),
            upstream = world.port(),
            users = path("users").display(),
            log = path("log").display(),
        );
        std::fs::write(path("ini"), settings).unwrap();
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = Command::new(PROGRAM);
        // It refuses to run as root.
        if nix::unistd::Uid::effective().is_root() {
            let user = nix::unistd::User::from_name("postgres").unwrap().expect("the user of PostgreSQL");
            chown(folder.path(), Some(user.uid.as_raw()), Some(user.gid.as_raw())).unwrap();
            command.args(["-u", "postgres"]);
        }
        let child = command
            .arg("-q")
            .arg(path("ini"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut bouncer = Self { port, child, _folder: folder };
        bouncer.ready().await;
        bouncer
    }

    async fn ready(&mut self) {
        for _ in 0..500 {
            if tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return;
            }
            assert!(self.child.try_wait().unwrap().is_none(), "pgbouncer ended at once");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("pgbouncer takes no connections");
    }
}

impl Drop for Bouncer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn requests_run_as_their_callers() {
    let world = World::new().await;
    let bouncer = Bouncer::start(&world).await;
    let db = world.db_at("127.0.0.1", bouncer.port, 6, |c| c.prepare = Prepare::Unnamed);
    let reads = (0..60).map(|n| {
        let (db, operator) = (db.clone(), OPERATORS[n % 3]);
        tokio::spawn(async move {
            let (homes, who) = db.read(&caller(operator), (HOMES.with(()), WHO.with(()))).await.unwrap();
            assert!(homes.iter().all(|h| h.name.starts_with(&format!("Home {operator}"))));
            assert_eq!(homes.len(), 3);
            assert_eq!(who.one().unwrap().profile, Some(id(&format!("profile {operator}"))));
        })
    });
    for read in reads.collect::<Vec<_>>() {
        read.await.unwrap();
    }
}

#[tokio::test]
async fn writes_commit_and_errors_do_not() {
    let world = World::new().await;
    let bouncer = Bouncer::start(&world).await;
    let db = world.db_at("127.0.0.1", bouncer.port, 2, |c| c.prepare = Prepare::Unnamed);
    let (mut tx, _) = db.write(&caller("a"), HOMES.with(())).await.unwrap();
    tx.run(RENAME.with((id("home a1"), "Through the pooler".into()))).await.unwrap();
    tx.commit().await.unwrap();
    let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
    tx.run(RENAME.with((id("home a1"), "Never".into()))).await.unwrap();
    assert_eq!(tx.run(TWICE.with(("H1".into(),))).await.unwrap_err().code, Code::Duplicate);
    assert!(tx.commit().await.is_err());
    let homes = db.read(&caller("a"), HOMES.with(())).await.unwrap();
    assert!(homes.iter().any(|h| h.name == "Through the pooler"));
    assert!(db.is_clean().await.unwrap());
}

#[tokio::test]
async fn named_statements_are_what_a_pooler_breaks() {
    let world = World::new().await;
    let bouncer = Bouncer::start(&world).await;
    // The setting exists for a reason: with named statements some request fails, and never silently.
    let db = world.db_at("127.0.0.1", bouncer.port, 4, |c| c.prepare = Prepare::Named);
    let mut failed = 0;
    for n in 0..40 {
        let operator = OPERATORS[n % 3];
        // Two at once, so that the pooler moves transactions between its sessions.
        let callers = (caller(operator), caller("a"));
        let (one, two) =
            tokio::join!(db.read(&callers.0, HOMES.with(())), db.read(&callers.1, HOMES.with(())));
        for (result, of) in [(one, operator), (two, "a")] {
            match result {
                Ok(homes) => assert!(homes.iter().all(|h| h.name.starts_with(&format!("Home {of}")))),
                Err(_) => failed += 1,
            }
        }
    }
    assert!(failed > 0, "this pooler keeps named statements; the test needs another way to show it");
}
