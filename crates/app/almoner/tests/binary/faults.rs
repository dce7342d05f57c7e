//! Networks that swallow everything, and a database that restarts: what is under way ends once more, and
//! nobody waits for what is gone.

use std::process::Command;

use almoner_testkit::smtp::{Encryption, Smtp};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;

use crate::cluster::OwnCluster;
use crate::kit::*;
use crate::wire::Wire;
use crate::worker::Stage;

/// How often the database restarts under what runs.
const RESTARTS: usize = 3;

fn terminate(program: &Running) {
    kill(Pid::from_raw(program.pid()), Signal::SIGTERM).unwrap();
}

/// Reaches the stage's database by a wire.
fn by(stage: &Stage) -> (Wire, impl Fn(&mut Command) + use<>) {
    let target = stage.database.role("almoner_api");
    let config = target.config();
    let folder = match config.get_hosts().first().unwrap() {
        tokio_postgres::config::Host::Unix(path) => path.display().to_string(),
        tokio_postgres::config::Host::Tcp(name) => panic!("{name} is no folder of a socket"),
    };
    let wire = Wire::to(&folder, config.get_ports().first().copied().unwrap_or(5432));
    let address =
        format!("host=127.0.0.1 port={} user=almoner_api dbname={}", wire.port, config.get_dbname().unwrap());
    (wire, move |command: &mut Command| {
        command.env("ALMONER_API_DATABASE_URL", &address);
    })
}

#[test]
fn a_worker_that_hears_nothing_any_more_holds_up_nobody() {
    let stage = Stage::new();
    let (wire, by_wire) = by(&stage);
    stage.queue("incident");
    stage.smtp.next("TEXT", "take_and_wait");
    let mut cut_off = stage.working(by_wire);
    eventually("the mail is taken", || stage.mails() == 1);
    // Neither that it was sent nor that the lease is to be longer reaches the database.
    wire.swallow();
    stage.another();
    assert!(stage.delivered("sent"));
    assert_eq!((stage.mails(), stage.attempts()), (2, 2));
    // What it says late changes nothing, and it goes on.
    wire.mend();
    stage.queue("incident");
    eventually("the next one is sent", || {
        stage.count("select count(*) from public.notification_delivery where status = 'sent'") == 2
    });
    assert_eq!((stage.smtp.taken().len(), stage.attempts()), (3, 2));
    terminate(&cut_off);
    assert!(cut_off.ended().success(), "{}", cut_off.said);
}

#[test]
fn a_stop_ends_though_the_database_is_not_heard_any_more() {
    let stage = Stage::new();
    let (wire, by_wire) = by(&stage);
    let mut cut_off = stage.working(by_wire);
    wire.swallow();
    terminate(&cut_off);
    // With or without success: but it ends, before whoever stops it becomes impatient.
    cut_off.ended();
}

/// The workers, the streams and the server go on when PostgreSQL is there again.
#[test]
fn everybody_goes_on_when_the_database_has_restarted() {
    let mut own = OwnCluster::new(&[]);
    own.run(&["seed", "--profile", "preview"]).ok();
    own.sql("delete from public.notification_queue; delete from public.notification_delivery; delete from private.notification_keys; update public.scheduled_jobs set enabled = false");
    let smtp = Smtp::start(Encryption::None, None);
    let address = format!("smtp://127.0.0.1:{}", smtp.port());
    let working = ["worker", "--smtp-url", &address, "--mail-from", "care@example.org"];
    let mut worker = Running::start(&mut own.command(&working));
    worker.says("working");
    let mut serving = Running::start(&mut own.command(&["serve", "--listen", "127.0.0.1:0"]));
    serving.says("serving http://");
    let owner = own.sql(
        "select u.email from auth.users u join public.profiles p on p.account_id = u.id join public.organisation_roles r on r.profile_id = p.id where r.role = 'business_owner' limit 1",
    );
    let server = serving.address();
    let signed = SignedIn::at(&server, &owner, DEMO);
    let mut stream = signed.streams("/api/v1/events");
    stream.until("event: open");

    let mut made = Vec::new();
    for turn in 0..RESTARTS {
        own.sql(
            "select app.schedule_notification(p.id, jsonb_build_object('organisation_id', p.organisation_id, 'template', 'policy_due',
                'entity', 'policy_documents', 'entity_id', app.new_id()), now(), 'email', 'high', 'incident')
               from (select p.* from public.profiles p where p.status = 'active' and p.account_id is not null order by p.id limit 10) p, generate_series(1, 10)",
        );
        let before = smtp.taken().len();
        eventually("some are on their way", || smtp.taken().len() > before);
        own.restart();
        // The first that is asked for may still meet a connection that has ended.
        let name = format!("Home {turn}");
        let home = json!({"name": name, "code": format!("R{turn}"), "registered_beds": 3});
        eventually("the server answers", || ask(&server, "GET", "/ready", &[], "").0 == 200);
        let made_now = signed.post("/api/v1/care-homes", &format!("k{turn}"), &home);
        made.push(made_now["id"].as_str().unwrap().to_owned());
    }
    eventually("every one ends", || {
        own.sql("update public.notification_queue set lease_until = now() where status = 'leased' and lease_until < now() + interval '50 seconds'");
        own.sql("select count(*) from public.notification_queue where channel = 'email'") == "0"
    });
    let queued = 100 * RESTARTS;
    assert_eq!(
        own.sql("select string_agg(distinct status, ' ') || ' ' || count(*) from public.notification_delivery where channel = 'email'"),
        format!("sent {queued}")
    );
    let mut times = std::collections::BTreeMap::<String, usize>::new();
    for mail in smtp.taken() {
        *times.entry(mail.header("Message-ID").concat()).or_default() += 1;
    }
    assert_eq!(times.len(), queued);
    assert!(times.values().all(|n| *n <= 1 + RESTARTS), "{times:?}");
    // The stream goes on by itself, or where it was left off: what happened meanwhile is told.
    for home in &made {
        stream.until(home);
    }
    for program in [&mut worker, &mut serving] {
        terminate(program);
        assert!(program.ended().success(), "{}", program.said);
    }
}
