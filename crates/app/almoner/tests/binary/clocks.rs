//! Programs whose clock is wrong (libfaketime): what is due is due by the database's clock, and whoever runs
//! them is told.

use std::process::Command;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::kit::*;
use crate::own::Own;
use crate::worker::{Stage, quoted};

const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";
/// Two hours ahead, two behind, and a battery that died long ago the other way round.
const SHIFTS: [&str; 3] = ["+2h", "-2h", "+10y"];

/// The wall clock alone is wrong; what counts seconds goes on counting.
fn under(command: &mut Command, shift: &str) {
    let library = std::env::var("ALMONER_LIBFAKETIME").unwrap_or_else(|_| LIBRARY.to_owned());
    assert!(std::path::Path::new(&library).exists(), "{library} is missing: scripts/setup test installs it");
    command.env("LD_PRELOAD", library).env("FAKETIME", shift).env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
}

#[test]
fn a_worker_whose_clock_is_wrong_does_what_is_due_by_the_databases() {
    for shift in SHIFTS {
        let stage = Stage::new();
        stage.queue("reminder");
        // Due in an hour, and due since two, by the database.
        stage.sql(&format!(
            "select app.schedule_notification({}, jsonb_build_object('organisation_id', {}, 'template', 'policy_due', 'entity', 'policy_documents',
                'entity_id', app.new_id(), 'care_home_id', {}), now() + interval '1 hour', 'email', 'high', 'reminder')",
            quoted("carer1"), quoted("O1"), quoted("H1")
        ));
        stage.sql(
            "update public.scheduled_jobs set enabled = true where handler = 'overdue_tasks';
             update public.scheduled_jobs set seen_until = now() - interval '20 minutes', next_slot = now() - interval '15 minutes'
              where handler = 'overdue_tasks'",
        );
        let mut worker = stage.working(|command| under(command, shift));
        let done = "select count(*) from public.job_runs where status = 'succeeded'";
        eventually(&format!("what is due is sent, {shift}"), || stage.delivered("sent"));
        eventually(&format!("what is due is run, {shift}"), || stage.count(done) >= 2);
        kill(Pid::from_raw(worker.pid()), Signal::SIGTERM).unwrap();
        assert!(worker.ended().success(), "{}", worker.said);
        assert!(worker.said.contains("clock"), "it says so: {}", worker.said);
        assert_eq!((stage.mails(), stage.attempts()), (1, 1), "{shift}");
        let waiting = "select count(*) from public.notification_queue where channel = 'email' and status = 'queued' and attempt = 0";
        assert_eq!(stage.count(waiting), 1, "{shift}: what is not due waits");
        let odd =
            "select count(*) from public.job_runs where slot > now() or attempt > 1 or status = 'stale'";
        assert_eq!(stage.count(odd), 0, "{shift}");
    }
}

#[test]
fn a_server_whose_clock_is_wrong_serves_and_says_so() {
    let own = Own::migrated();
    own.run(&["seed", "--profile", "preview"]).ok();
    let email: String = own.value("select u.email from auth.users u join public.profiles p on p.account_id = u.id order by u.email limit 1");
    for shift in ["+2h", "-2h"] {
        let mut command = own.command(&["serve", "--listen", "127.0.0.1:0"]);
        under(&mut command, shift);
        let mut serving = Running::start(&mut command);
        serving.says("serving http://");
        let address = serving.address();
        let signed = SignedIn::at(&address, &email, DEMO);
        assert!(signed.get("/api/v1/care-homes").is_array());
        serving.interrupt();
        assert_eq!(serving.ended().code(), Some(0), "{}", serving.said);
        assert!(serving.said.contains("clock"), "{shift}: it says so: {}", serving.said);
        let mut doctor = own.command(&["doctor"]);
        under(&mut doctor, shift);
        run(&mut doctor).ended(1, &["clock", "ahead", "chrony"][..if shift == "+2h" { 3 } else { 1 }]);
    }
}
