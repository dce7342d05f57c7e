//! The worker, killed at each step of a notification: every one ends, none is lost, and none is sent more
//! often than its class may be. And what one worker leaves behind another takes up.
//!
//! Where it is killed is chosen from outside, by a mail server that hangs and by a lock that holds the
//! database back: the program has no places of its own to fail at.

use std::process::Command;

use almoner_testkit::database::{Database, url};
use almoner_testkit::names::id;
use almoner_testkit::smtp::{Encryption, Smtp};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::runtime::Runtime;
use tokio_postgres::Client;

use crate::kit::*;

/// How often each step is tried; `make prove` asks for more.
fn times() -> usize {
    std::env::var("ALMONER_CRASHES").ok().and_then(|n| n.parse().ok()).unwrap_or(3)
}

/// A world with nothing queued, and a mail server.
pub struct Stage {
    pub runtime: Runtime,
    pub database: Database,
    owner: Client,
    pub smtp: Smtp,
    data: tempfile::TempDir,
}

impl Stage {
    pub fn new() -> Self {
        let runtime = Runtime::new().unwrap();
        let (database, owner) = runtime.block_on(async {
            let database = Database::world().await;
            let owner = database.owner().await;
            (database, owner)
        });
        let stage =
            Self { runtime, database, owner, smtp: Smtp::start(Encryption::None, None), data: folder() };
        // Nothing of the world's own, no schedules beside it, and no quiet hours.
        stage.sql(
            "delete from public.notification_queue; delete from public.notification_delivery; delete from private.notification_keys;
             delete from public.notification_channels; update public.scheduled_jobs set enabled = false;
             delete from public.job_runs",
        );
        stage
    }

    pub fn sql(&self, sql: &str) {
        self.runtime.block_on(async {
            self.owner.batch_execute(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        });
    }

    pub fn count(&self, sql: &str) -> i64 {
        self.runtime.block_on(async { self.owner.query_one(sql, &[]).await.unwrap().get(0) })
    }

    pub fn queue(&self, class: &str) {
        self.sql(&format!(
            "select app.schedule_notification({}, jsonb_build_object('organisation_id', {}, 'template', 'policy_due', 'entity', 'policy_documents',
                'entity_id', app.new_id(), 'care_home_id', {}), now(), 'email', 'high', '{class}')",
            quoted("carer1"), quoted("O1"), quoted("H1")
        ));
    }

    fn worker(&self) -> Running {
        self.working(|_| {})
    }

    /// A worker with something changed of how it is started.
    pub fn working(&self, change: impl FnOnce(&mut Command)) -> Running {
        let smtp = format!("smtp://127.0.0.1:{}", self.smtp.port());
        let mut command = almoner(&["worker", "--smtp-url", &smtp, "--mail-from", "care@example.org"]);
        command
            .env("ALMONER_API_DATABASE_URL", url(&self.database.role("almoner_api")))
            .env("DATABASE_URL", url(&self.database.role("almoner_owner")))
            .env("ALMONER_DATA", self.data.path());
        change(&mut command);
        let mut worker = Running::start(&mut command);
        worker.says("working");
        worker
    }

    /// As if the lease's minute were over.
    pub fn lease_is_over(&self) {
        self.sql("update public.notification_queue set lease_until = now() - interval '1 second' where status = 'leased'");
    }

    pub fn delivered(&self, status: &str) -> bool {
        self.count(&format!("select count(*) from public.notification_delivery where status = '{status}'"))
            > 0
    }

    /// Another worker ends what is left, and stops in order.
    pub fn another(&self) {
        self.lease_is_over();
        let mut worker = self.worker();
        eventually("it ends", || self.count("select count(*) from public.notification_queue") == 0);
        kill(Pid::from_raw(worker.pid()), Signal::SIGTERM).unwrap();
        assert!(worker.ended().success(), "{}", worker.said);
        assert!(worker.said.contains("stopped"), "{}", worker.said);
    }

    /// Mails so far; all of one notification bear one id.
    pub fn mails(&self) -> usize {
        let mails = self.smtp.taken();
        let mut ids: Vec<String> = mails.iter().flat_map(|m| m.header("Message-ID")).collect();
        ids.sort();
        ids.dedup();
        assert!(ids.len() <= 1, "{ids:?}");
        mails.len()
    }

    pub fn attempts(&self) -> i64 {
        self.count("select max(attempt)::bigint from public.notification_delivery")
    }
}

pub fn quoted(name: &str) -> String {
    format!("'{}'", id(name))
}

/// What the crash table says of each step: how many mails there may be, by class.
fn each(step: impl Fn(&Stage, &str) -> (usize, i64)) {
    for turn in 0..times() {
        for class in ["reminder", "incident"] {
            let stage = Stage::new();
            stage.queue(class);
            let (mails, attempts) = step(&stage, class);
            assert!(stage.delivered("sent"), "turn {turn} of {class}");
            assert_eq!((stage.mails(), stage.attempts()), (mails, attempts), "turn {turn} of {class}");
        }
    }
}

#[test]
fn killed_before_it_claims() {
    each(|stage, _| {
        // A lock keeps every claim waiting.
        let owner = stage.runtime.block_on(stage.database.owner());
        stage
            .runtime
            .block_on(owner.batch_execute("begin; lock table public.notification_queue in exclusive mode"))
            .unwrap();
        let mut worker = stage.worker();
        waits(stage, "claim_notifications");
        worker.kill();
        ends_waiting(stage);
        stage.runtime.block_on(owner.batch_execute("rollback")).unwrap();
        stage.another();
        (1, 1)
    });
}

#[test]
fn killed_after_it_claimed() {
    each(|stage, _| {
        stage.smtp.next("CONNECT", "hang");
        let mut worker = stage.worker();
        eventually("it is claimed", || {
            stage.count("select count(*) from public.notification_queue where status = 'leased'") == 1
        });
        // And has come to the hanging server, which the next one then finds in order.
        eventually("it is connected", || !stage.smtp.sessions().is_empty());
        worker.kill();
        stage.another();
        (1, 2)
    });
}

#[test]
fn killed_when_it_was_sent_and_the_answer_is_on_its_way() {
    each(|stage, _| {
        stage.smtp.next("TEXT", "take_and_hang");
        let mut worker = stage.worker();
        eventually("the mail is taken", || stage.mails() == 1);
        worker.kill();
        stage.another();
        // Whoever claims can't know: the same mail, under the same id.
        (2, 2)
    });
}

#[test]
fn killed_when_the_answer_is_read_and_not_written_down() {
    each(|stage, _| {
        let owner = stage.runtime.block_on(stage.database.owner());
        // Only where it ends does it touch this table.
        stage
            .runtime
            .block_on(owner.batch_execute("begin; lock table public.notification_delivery in share mode"))
            .unwrap();
        let mut worker = stage.worker();
        eventually("the mail is taken", || stage.mails() == 1);
        waits(stage, "finish_notifications");
        worker.kill();
        ends_waiting(stage);
        stage.runtime.block_on(owner.batch_execute("rollback")).unwrap();
        stage.another();
        (2, 2)
    });
}

#[test]
fn killed_when_all_is_written_down() {
    each(|stage, _| {
        let mut worker = stage.worker();
        eventually("it is written down", || stage.delivered("sent"));
        worker.kill();
        stage.another();
        (1, 1)
    });
}

/// Returns when a statement of the worker with this text waits for a lock.
fn waits(stage: &Stage, text: &str) {
    let all = stage.runtime.block_on(stage.database.superuser());
    let sql = format!(
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'almoner_api' and wait_event_type = 'Lock' and query like '%{text}%'"
    );
    eventually(&format!("{text} waits"), || {
        stage.runtime.block_on(async { all.query_one(&sql, &[]).await.unwrap().get::<_, i64>(0) }) > 0
    });
}

/// Ends the statements of a worker that is gone: PostgreSQL would go on with them once the lock is free.
fn ends_waiting(stage: &Stage) {
    let all = stage.runtime.block_on(stage.database.superuser());
    let left = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'almoner_api'";
    eventually("its connections are gone", || {
        stage.runtime.block_on(async {
            all.batch_execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'almoner_api'")
                .await
                .unwrap();
            all.query_one(left, &[]).await.unwrap().get::<_, i64>(0) == 0
        })
    });
}

#[test]
fn a_stop_lets_what_is_being_sent_end() {
    let stage = Stage::new();
    stage.queue("reminder");
    stage.smtp.next("TEXT", "take_and_wait");
    let mut worker = stage.worker();
    eventually("the mail is taken", || stage.mails() == 1);
    kill(Pid::from_raw(worker.pid()), Signal::SIGTERM).unwrap();
    assert!(worker.ended().success(), "{}", worker.said);
    assert!(stage.delivered("sent"));
    assert_eq!((stage.mails(), stage.attempts()), (1, 1));
}
