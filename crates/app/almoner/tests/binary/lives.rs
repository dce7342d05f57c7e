//! `almoner up`: from nothing, beside others, killed, interrupted.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;

use crate::kit::*;

/// One life of a folder, from nothing to Ctrl-C, since making the demo is what takes long.
#[test]
fn up_from_nothing_beside_others_killed_and_interrupted() {
    let dir = folder();
    let data = dir.path().join("data");
    let at = data.to_str().unwrap();
    let up = || Running::start(&mut almoner(&["up", "--data", at, "--listen", "127.0.0.1:0"]));

    // From nothing.
    let mut first = up();
    first.says("Almoner is at http://").says("carer@harbour.example").says("Ctrl-C stops everything");
    assert!(first.said.contains(DEMO), "{}", first.said);
    assert!(!first.said.contains('\x1b'), "plain when piped: {:?}", first.said);
    let address = first.address();
    assert_eq!(ask(&address, "GET", "/health", &[], "").0, 200);
    assert_eq!(ask(&address, "GET", "/ready", &[], "").0, 200);
    let seen = |who: &str| {
        let homes = SignedIn::at(&address, who, DEMO).get("/api/v1/care-homes?limit=200");
        homes.as_array().unwrap().len()
    };
    assert!(seen("owner@harbour.example") > seen("carer@harbour.example"));
    assert_eq!(seen("carer@harbour.example"), 1);

    // PostgreSQL refuses root, and so it must not run as root.
    let status = std::fs::read_to_string(format!("/proc/{}/status", postmaster(&data))).unwrap();
    let uid = status.lines().find_map(|line| line.strip_prefix("Uid:")).unwrap();
    assert_ne!(uid.split_whitespace().next(), Some("0"));

    // Beside others: a second one in the folder, a second one on the port, commands that join.
    run(&mut almoner(&["up", "--data", at, "--listen", "127.0.0.1:0"]))
        .ended(1, &["almoner up already runs", &first.pid().to_string(), &address, "--data"]);
    let other = dir.path().join("other");
    let port = address.rsplit(':').next().unwrap();
    let taken = format!("127.0.0.1:{port}");
    run(&mut almoner(&["up", "--data", other.to_str().unwrap(), "--listen", &taken]))
        .ended(1, &["another program listens on", &taken, "--listen", "ALMONER_LISTEN"]);
    assert!(!other.join("postgres").exists(), "nothing is made for a port that is taken");
    let status = run(&mut almoner(&["migrate", "status", "--data", at])).ok();
    assert!(status.out.starts_with("version\tname\tstate\n") && !status.out.contains("pending"));
    run(&mut almoner(&["doctor", "--data", at]))
        .ended(0, &["almoner up runs here", "every table has its walls"]);
    run(&mut almoner(&["seed", "--data", at, "--profile", "demo"])).ended(1, &["error"]);
    let made = ["organisation", "create", "--data", at, "--name", "Elm", "--owner-email", "elm@example.org"];
    let made = run(&mut almoner(&made)).ok();
    assert_eq!(made.out.matches("/invitation#").count(), 1, "the link, once: {}", made.out);
    assert!(made.out.contains("works once") && made.err.find('#').is_none(), "{made:?}");

    // kill -9 of the program: its database is left, and taken on by the next.
    let unit = json!({"name": "Kept", "code": "KEPT", "registered_beds": 3});
    let owner = SignedIn::at(&address, "owner@harbour.example", DEMO);
    let kept = owner.post("/api/v1/care-homes", "k1", &unit)["id"].as_str().unwrap().to_owned();
    let database = postmaster(&data);
    first.kill();
    let mut second = up();
    second.says("Ctrl-C stops everything");
    assert_eq!(postmaster(&data), database, "taken on, not started again");
    let address = second.address();
    let path = format!("/api/v1/care-homes/{kept}");
    assert_eq!(SignedIn::at(&address, "owner@harbour.example", DEMO).get(&path)["name"], "Kept");

    // kill -9 of both.
    second.kill();
    kill(Pid::from_raw(database), Signal::SIGKILL).unwrap();
    let mut third = up();
    third.says("Ctrl-C stops everything");
    let address = third.address();
    assert_eq!(SignedIn::at(&address, "owner@harbour.example", DEMO).get(&path)["name"], "Kept");

    // The database alone ends: it is started again.
    kill(Pid::from_raw(postmaster(&data)), Signal::SIGKILL).unwrap();
    third.says("runs again");
    assert_eq!(SignedIn::at(&address, "owner@harbour.example", DEMO).get(&path)["name"], "Kept");

    // Ctrl-C.
    third.interrupt();
    assert_eq!(third.ended().code(), Some(0), "{}", third.said);
    assert!(third.said.contains("stopped"), "{}", third.said);
    eventually("the database's processes end", || processes_in(&data).is_empty());
    assert!(!data.join("postgres/data/postmaster.pid").exists());
}

/// Distributions replace PostgreSQL's programs under a running server.
#[test]
fn programs_that_are_upgraded_beneath_it_are_noticed() {
    let dir = folder();
    let found = run(&mut almoner(&["doctor", "--data", dir.path().join("none").to_str().unwrap()]));
    let line = found.out.lines().find(|line| line.contains("PostgreSQL ")).expect("programs").to_owned();
    let (version, programs) = line.split_once("PostgreSQL ").unwrap().1.split_once(" in ").unwrap();
    // A link to the programs that says another minor version from the second look on.
    let bin = dir.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    for name in ["initdb", "pg_ctl"] {
        std::os::unix::fs::symlink(format!("{programs}/{name}"), bin.join(name)).unwrap();
    }
    let (major, minor) = version.split_once('.').unwrap();
    let later = format!("{major}.{}", minor.parse::<u32>().unwrap() + 1);
    let postgres = |said: &str| {
        use std::os::unix::fs::PermissionsExt;
        let text = format!(
            "#!/bin/sh\nif [ \"$1\" = --version ] || [ \"$1\" = -V ]; then echo 'postgres (PostgreSQL) {said}'; exit; fi\nexec {programs}/postgres \"$@\"\n"
        );
        let new = bin.join("postgres.new");
        std::fs::write(&new, text).unwrap();
        std::fs::set_permissions(&new, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::rename(new, bin.join("postgres")).unwrap();
    };
    postgres(version);
    let data = dir.path().join("data");
    let mut command = almoner(&["up", "--no-demo", "--look-every", "1", "--listen", "127.0.0.1:0"]);
    command.arg("--data").arg(&data).arg("--postgres-bin").arg(&bin);
    let mut up = Running::start(&mut command);
    up.says("It is empty").says("Ctrl-C stops everything");
    let before = postmaster(&data);
    postgres(&later);
    up.says(&format!("PostgreSQL was upgraded from {version} to {later}")).says("runs again");
    assert_ne!(postmaster(&data), before);
    eventually("it is ready again", || ask(&up.address(), "GET", "/ready", &[], "").0 == 200);
    up.interrupt();
    assert_eq!(up.ended().code(), Some(0), "{}", up.said);
}
