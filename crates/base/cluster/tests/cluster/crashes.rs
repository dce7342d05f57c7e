//! Killed with -9: the server, and the process that runs it.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use almoner_cluster::Step;
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, Uid};

use crate::kit::*;

#[tokio::test]
async fn a_killed_server_is_noticed_and_what_was_committed_is_there_again() {
    let dir = folder();
    let mut durable = options(dir.path());
    durable.fast_and_unsafe = false;
    let running = start(durable.clone()).await.0.unwrap();
    note(running.address(), "committed").await;
    let client = session(running.address()).await;
    client.batch_execute("begin; insert into note values ('not committed')").await.unwrap();
    kill(Pid::from_raw(running.pid()), Signal::SIGKILL).unwrap();
    let exited = running.exited().await;
    assert_eq!(exited.to_string(), format!("PostgreSQL (pid {}) ended: signal: 9 (SIGKILL)", running.pid()));
    drop(running);
    let running = start(durable).await.0.unwrap();
    assert_eq!(note(running.address(), "later").await, "committed,later");
    running.stop().await.unwrap();
}

/// A session that computes does not look whether its server still lives.
#[tokio::test]
async fn a_session_that_outlives_its_server_does_not_keep_it_from_starting() {
    let dir = folder();
    let mut durable = options(dir.path());
    durable.fast_and_unsafe = false;
    let running = start(durable.clone()).await.0.unwrap();
    note(running.address(), "one").await;
    let client = session(running.address()).await;
    let orphan: i32 = value(&client, "select pg_backend_pid()").await.parse().unwrap();
    tokio::spawn(async move {
        let endless = "do $$ declare i bigint := 0; begin loop i := i # 1; end loop; end $$";
        client.batch_execute(endless).await
    });
    let observer = session(running.address()).await;
    let computing =
        format!("select count(*) from pg_stat_activity where pid = {orphan} and query like 'do %'");
    while value(&observer, &computing).await != "1" {}
    kill(Pid::from_raw(running.pid()), Signal::SIGKILL).unwrap();
    running.exited().await;
    drop(running);
    assert!(exists(orphan), "or the test shows nothing");
    let (running, steps) = start(durable).await;
    let running = running.unwrap();
    assert!(steps.contains(&Step::WaitingForOrphans), "{steps:?}");
    assert_eq!(note(running.address(), "two").await, "one,two");
    running.stop().await.unwrap();
}

/// After a restart of a container the old server's number is often another
/// process of the same user.
#[tokio::test]
async fn a_stale_pid_file_that_names_another_process_is_no_obstacle() {
    let dir = folder();
    let running = up(dir.path()).await;
    let data = dir.path().join("postgres/data");
    let stale = std::fs::read_to_string(data.join("postmaster.pid")).unwrap();
    let old = running.pid().to_string();
    running.stop().await.unwrap();

    let mut other = Command::new("sleep");
    other.arg("600").process_group(0);
    if Uid::effective().is_root() {
        use std::os::unix::fs::MetadataExt;
        let owner = data.metadata().unwrap();
        other.uid(owner.uid()).gid(owner.gid());
    }
    let mut other = other.spawn().unwrap();
    std::fs::write(data.join("postmaster.pid"), stale.replacen(&old, &other.id().to_string(), 1)).unwrap();
    if Uid::effective().is_root() {
        let owner = std::os::unix::fs::MetadataExt::uid(&data.metadata().unwrap());
        std::os::unix::fs::chown(data.join("postmaster.pid"), Some(owner), None).unwrap();
    }
    let running = start(options(dir.path())).await.0;
    other.kill().unwrap();
    other.wait().unwrap();
    running.unwrap().stop().await.unwrap();
}

/// The test runs itself again as the process to be killed.
#[tokio::test]
async fn a_server_whose_process_was_killed_is_adopted() {
    const ROLE: &str = "ALMONER_TEST_HOLD";
    if let Some(dir) = std::env::var_os(ROLE) {
        let running = up(Path::new(&dir)).await;
        note(running.address(), "by the killed").await;
        std::fs::write(Path::new(&dir).join("running"), running.pid().to_string()).unwrap();
        std::future::pending::<()>().await;
    }
    let dir = folder();
    let mut holder = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "crashes::a_server_whose_process_was_killed_is_adopted", "--nocapture"])
        .env(ROLE, dir.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let told = dir.path().join("running");
    eventually("the other process runs the cluster", || {
        assert_eq!(holder.try_wait().unwrap(), None, "it gave up");
        std::fs::read_to_string(&told).is_ok_and(|text| !text.is_empty())
    })
    .await;
    let server: i32 = std::fs::read_to_string(&told).unwrap().parse().unwrap();

    let refused = start(options(dir.path())).await.0.unwrap_err().to_string();
    assert!(refused.contains(&format!("already run by process {}:", holder.id())), "{refused}");

    holder.kill().unwrap();
    holder.wait().unwrap();
    assert!(exists(server), "the server lives on");
    let running = up(dir.path()).await;
    assert!(running.adopted());
    assert_eq!(running.pid(), server);
    assert_eq!(note(running.address(), "later").await, "by the killed,later");

    let exited = running.exited();
    kill(Pid::from_raw(server), Signal::SIGINT).unwrap();
    exited.await;
    running.stop().await.unwrap();
    eventually("the server's children end", || processes_in(dir.path()).is_empty()).await;
}
