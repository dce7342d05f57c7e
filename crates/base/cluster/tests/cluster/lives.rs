//! Made, stopped, started again, left and taken on.

use std::path::Path;
use std::time::{Duration, Instant};

use almoner_cluster::{Cluster, Error, Options, Step};
use nix::sys::signal::{Signal, kill};

use crate::kit::*;

#[tokio::test]
async fn a_cluster_is_made_once_and_keeps_its_data() {
    let dir = folder();
    let begun = Instant::now();
    let mut durable = options(dir.path());
    durable.fast_and_unsafe = false;
    let (running, steps) = start(durable.clone()).await;
    let running = running.unwrap();
    eprintln!("first start: {:?}", begun.elapsed());
    assert!(steps.contains(&Step::Initialising));
    assert_eq!(steps.last(), Some(&Step::Ready { pid: running.pid() }));
    assert!(!running.adopted());

    let client = session(running.address()).await;
    for (setting, expected) in [
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("fsync", "on"),
        ("TimeZone", "UTC"),
        ("jit", "off"),
        ("password_encryption", "scram-sha-256"),
        ("log_parameter_max_length", "0"),
        ("log_parameter_max_length_on_error", "0"),
        ("log_min_duration_statement", "-1"),
        ("log_error_verbosity", "terse"),
    ] {
        assert_eq!(value(&client, &format!("show \"{setting}\"")).await, expected, "{setting}");
    }
    let roles = "select string_agg(rolname, ',') from pg_roles where rolname !~ '^pg_'";
    assert_eq!(value(&client, roles).await, "almoner_superuser");
    assert_eq!(value(&client, "select lower('ÉŚ') || ('Z' < 'a')::text").await, "éśtrue");
    let tcp = "select count(*) from pg_hba_file_rules where type <> 'local' and auth_method <> 'reject'";
    assert_eq!(value(&client, tcp).await, "0");
    assert!(running.version().major >= 15);
    assert_eq!(running.upgraded().unwrap(), None);
    drop(client);

    assert_eq!(note(running.address(), "one").await, "one");
    let begun = Instant::now();
    running.stop().await.unwrap();
    eprintln!("stop: {:?}", begun.elapsed());

    let begun = Instant::now();
    let (running, steps) = start(durable).await;
    let running = running.unwrap();
    eprintln!("warm start: {:?}", begun.elapsed());
    assert!(!steps.contains(&Step::Initialising));
    assert_eq!(note(running.address(), "two").await, "one,two");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn stop_leaves_no_process_and_no_socket() {
    let dir = folder();
    let running = up(dir.path()).await;
    let (pid, socket) = (running.pid(), running.socket_dir().to_owned());
    // Ctrl-C reaches our process group, so the server must have another.
    let of = |pid| nix::unistd::getpgid(pid).unwrap().as_raw();
    assert_eq!(of(Some(nix::unistd::Pid::from_raw(pid))), pid);
    assert_ne!(of(None), pid);
    let exited = running.exited();
    let idle = session(running.address()).await;
    running.stop().await.unwrap();
    assert!(!exists(pid), "gone, and waited for: no zombie");
    assert_eq!(exited.await.status.and_then(|status| status.code()), Some(0));
    assert!(!socket.exists());
    // The log's writer ends when its pipe closes: just after the server.
    eventually("the server's children end", || processes_in(dir.path()).is_empty()).await;
    drop(idle);
}

#[tokio::test]
async fn dropping_asks_for_the_stop_and_the_next_start_waits_for_it() {
    let dir = folder();
    let running = up(dir.path()).await;
    let pid = running.pid();
    note(running.address(), "one").await;
    // Held still, so that it has not yet seen the signal when we look.
    let server = nix::unistd::Pid::from_raw(pid);
    kill(server, Signal::SIGSTOP).unwrap();
    drop(running);
    assert_eq!(Cluster::find(dir.path()), None, "about to stop: not to be used or adopted");
    kill(server, Signal::SIGCONT).unwrap();
    let running = up(dir.path()).await;
    assert!(!running.adopted());
    assert_ne!(running.pid(), pid);
    assert_eq!(note(running.address(), "two").await, "one,two");
    drop(running);
    eventually("the server ends", || processes_in(dir.path()).is_empty()).await;
}

#[tokio::test]
async fn a_server_that_was_left_is_adopted() {
    let dir = folder();
    assert_eq!(Cluster::find(dir.path()), None);
    let running = up(dir.path()).await;
    let pid = running.pid();
    assert_eq!(Cluster::find(dir.path()).as_ref(), Some(running.address()));
    let address = running.leave();
    note(&address, "one").await;
    let begun = Instant::now();
    let (running, steps) = start(options(dir.path())).await;
    let running = running.unwrap();
    eprintln!("adoption: {:?}", begun.elapsed());
    assert!(running.adopted() && steps.contains(&Step::Adopting { pid }));
    assert_eq!((running.pid(), running.address()), (pid, &address));
    assert_eq!(note(running.address(), "two").await, "one,two");
    let exited = running.exited();
    running.stop().await.unwrap();
    exited.await;
    assert!(!exists(pid));
    assert_eq!(Cluster::find(dir.path()), None);
}

#[tokio::test]
async fn a_left_server_with_other_settings_is_restarted() {
    let dir = folder();
    let running = up(dir.path()).await;
    let pid = running.pid();
    running.leave();
    let mut changed = options(dir.path());
    changed.settings.push(("application_name".to_owned(), "it's \\ other".to_owned()));
    let (running, steps) = start(changed).await;
    let running = running.unwrap();
    let why = "its settings have been changed";
    assert!(steps.contains(&Step::StoppingLeftOver { pid, why }), "{steps:?}");
    assert_ne!(running.pid(), pid);
    let client = session(running.address()).await;
    let reset = "select reset_val from pg_settings where name = 'application_name'";
    assert_eq!(value(&client, reset).await, "it's \\ other");
    running.stop().await.unwrap();
}

/// As after an upgrade of the system's packages beneath a running server.
#[tokio::test]
async fn a_left_server_of_another_minor_version_is_restarted() {
    let dir = folder();
    let running = up(dir.path()).await;
    let pid = running.pid();
    let full = running.version().full.clone();
    running.leave();
    let state = dir.path().join("postgres/state.json");
    let text = std::fs::read_to_string(&state).unwrap();
    assert!(text.contains(&full), "{text}");
    std::fs::write(&state, text.replace(&full, "15.0 (older)")).unwrap();
    let (running, steps) = start(options(dir.path())).await;
    let running = running.unwrap();
    let why = "its programs have been changed";
    assert!(steps.contains(&Step::StoppingLeftOver { pid, why }), "{steps:?}");
    assert!(steps.contains(&Step::VersionChanged { from: "15.0 (older)".to_owned(), to: full }), "{steps:?}");
    assert_ne!(running.pid(), pid);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_left_server_whose_socket_was_swept_away_is_restarted() {
    let dir = folder();
    let running = up(dir.path()).await;
    let pid = running.pid();
    let address = running.leave();
    std::fs::remove_file(address.socket_dir.join(format!(".s.PGSQL.{}", address.port))).unwrap();
    let running = up(dir.path()).await;
    assert_ne!(running.pid(), pid);
    assert_eq!(note(running.address(), "one").await, "one");
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_long_or_odd_path_still_works() {
    for name in ["very-long-".repeat(15), "it's, an odd \"päth\"".to_owned()] {
        let dir = folder();
        let running = up(&dir.path().join(&name)).await;
        assert!(!running.socket_dir().starts_with(dir.path()), "{:?}", running.socket_dir());
        let socket = running.socket_dir().to_owned();
        assert_eq!(note(running.address(), "one").await, "one");
        running.stop().await.unwrap();
        assert!(!socket.exists(), "nothing stays outside the data folder");
    }
}

/// The test runs itself again: a umask belongs to the whole process. Nor does
/// the server inherit our environment.
#[tokio::test]
async fn a_strict_umask_does_not_close_the_folder_to_the_server() {
    const ROLE: &str = "ALMONER_TEST_UMASK";
    if let Some(dir) = std::env::var_os(ROLE) {
        nix::sys::stat::umask(nix::sys::stat::Mode::from_bits_truncate(0o077));
        let dir = Path::new(&dir);
        let running = up(&dir.join("made/by us")).await;
        let environment = std::fs::read_to_string(format!("/proc/{}/environ", running.pid())).unwrap();
        assert!(environment.contains("PATH=") && !environment.contains(ROLE), "{environment}");
        running.stop().await.unwrap();
        return;
    }
    let dir = folder();
    let output = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lives::a_strict_umask_does_not_close_the_folder_to_the_server"])
        .env(ROLE, dir.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(dir.path().join("made/by us/postgres/data/PG_VERSION").exists(), "the other process ran it");
}

#[tokio::test]
async fn a_start_that_was_given_up_leaves_nothing_behind() {
    let dir = folder();
    let (told, mut initialising) = tokio::sync::mpsc::unbounded_channel();
    let attempt = tokio::spawn({
        let options = options(dir.path());
        async move { Cluster::start(options, &|step| drop(told.send(step))).await.map(drop) }
    });
    while initialising.recv().await.unwrap() != Step::Initialising {}
    let attempts = || {
        let entries = std::fs::read_dir(dir.path().join("postgres")).unwrap().flatten();
        entries.map(|e| e.path()).filter(|p| p.to_string_lossy().contains("data.new")).collect::<Vec<_>>()
    };
    eventually("initdb has begun", || attempts().iter().any(|p| p.join("global").exists())).await;
    attempt.abort();
    assert!(attempt.await.unwrap_err().is_cancelled());
    eventually("initdb ends", || processes_in(dir.path()).is_empty()).await;
    let (running, steps) = start(options(dir.path())).await;
    assert!(steps.contains(&Step::Initialising));
    assert!(attempts().is_empty());
    running.unwrap().stop().await.unwrap();
}

#[tokio::test]
async fn a_second_start_is_refused_or_waits() {
    let dir = folder();
    let (first, second) = tokio::join!(start(options(dir.path())), start(options(dir.path())));
    let (running, refused) = (first.0.unwrap(), second.0.unwrap_err());
    assert!(matches!(refused, Error::AlreadyRun { .. }));
    let said = refused.to_string();
    assert!(said.contains(&format!("already run by process {}:", std::process::id())), "{said}");

    let pid = running.pid();
    let mut patient = options(dir.path());
    patient.wait_for_lock = Duration::from_secs(30);
    let (waited, ()) = tokio::join!(start(patient), async {
        tokio::task::yield_now().await;
        running.leave();
    });
    let running = waited.0.unwrap();
    assert_eq!(running.pid(), pid);
    running.stop().await.unwrap();
}

#[tokio::test]
async fn a_cluster_keeps_its_kind() {
    let dir = folder();
    up(dir.path()).await.stop().await.unwrap();
    let mut durable = Options::new(dir.path());
    durable.programs = options(dir.path()).programs;
    let error = start(durable).await.0.unwrap_err();
    assert!(matches!(error, Error::OtherKind { made_for_tests: true, .. }), "{error}");
}
