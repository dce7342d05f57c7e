//! Several workers on one database.

use std::sync::Arc;
use std::time::Duration;

use almoner_jobs::{Lane, Outcome, Pace, Worked, work};
use almoner_pg::Db;
use almoner_schedules::{RunsLane, keep_house, take_slots};
use almoner_testkit::database::Database;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_postgres::Client;
use tokio_util::sync::CancellationToken;

use crate::support::{counting, one, until};

fn pace(at_once: usize) -> Pace {
    Pace { at_once, poll: Duration::from_millis(50), grace: Duration::from_secs(20) }
}

/// Workers that go on until they are told to stop.
struct Crew {
    stop: CancellationToken,
    wake: Arc<Notify>,
    at_work: Vec<JoinHandle<Worked>>,
}

impl Crew {
    fn of(database: &Database, workers: usize, lease: Duration) -> Self {
        let (stop, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
        let at_work = (0..workers)
            .map(|_| {
                let db = database.db_with(|config| config.size = 6);
                let lane = Arc::new(RunsLane::new(db).lease(lease));
                tokio::spawn(work(lane, pace(4), Arc::clone(&wake), stop.clone()))
            })
            .collect();
        Self { stop, wake, at_work }
    }

    /// What each did.
    async fn ends(self) -> Vec<Worked> {
        self.stop.cancel();
        self.wake.notify_waiters();
        let mut did = Vec::new();
        for worker in self.at_work {
            did.push(worker.await.unwrap());
        }
        did
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// One run, and a handler that waits at a gate.
async fn held_up(owner: &Client) {
    owner
        .batch_execute(
            "create or replace function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint language plpgsql set search_path = '' as $$
             begin
                 insert into private.probe (organisation_id, handler, slot) values (tenant, of_handler, slot);
                 perform pg_advisory_xact_lock_shared(4711);
                 return 1;
             end $$;
             insert into public.job_runs (organisation_id, scheduled_job_id, handler)
             select organisation_id, id, handler from public.scheduled_jobs where handler = 'overdue_tasks'",
        )
        .await
        .unwrap();
}

/// Who waits there.
const AT_IT: &str = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%finish_job_run%'";

/// How many runs: a tenth in every test run, all of them in `make prove`.
fn many() -> u32 {
    std::env::var("ALMONER_RUNS").ok().and_then(|n| n.parse().ok()).unwrap_or(1_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn four_workers_and_two_slot_takers_do_each_run_once_and_fairly() {
    let (database, owner) = counting(11).await;
    // Half of them fall due, ten operators' jobs alike; the other half is one operator's old backlog.
    let half = many() / 2;
    let slots = half / 50;
    let sql = format!(
        "update public.scheduled_jobs set cron = '*/5 * * * *', catch_up_minutes = 20160;
         update public.scheduled_jobs set seen_until = date_trunc('hour', now()) - {slots} * interval '5 minutes';
         delete from public.job_runs;
         update public.scheduled_jobs j set enabled = false from public.organisations o where o.id = j.organisation_id and o.name = 'O011';
         insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot, next_at)
         select j.organisation_id, j.id, j.handler, now() - interval '30 days' - n * interval '5 minutes', now() - interval '30 days' - n * interval '5 minutes'
           from public.scheduled_jobs j join public.organisations o on o.id = j.organisation_id and o.name = 'O011'
          cross join generate_series(1, {half} / 5) n;
         analyze public.job_runs"
    );
    owner.batch_execute(&sql).await.unwrap();
    // The clock stands, so that no more fall due while this goes on.
    owner
        .batch_execute("create or replace function app.claim_schedules()
            returns table (organisation_id uuid, id uuid, handler text, cron text, time_zone text, catch_up_minutes int, seen_until timestamptz, clock timestamptz)
            language plpgsql volatile security definer set search_path = '' as $$
            begin
                return query select j.organisation_id, j.id, j.handler, j.cron, j.time_zone, j.catch_up_minutes, j.seen_until, date_trunc('hour', now())
                  from public.scheduled_jobs j where j.enabled;
            end $$")
        .await
        .unwrap();
    let takers: Vec<Db> = (0..2).map(|_| database.db()).collect();
    let taken = futures_util::future::join_all(takers.iter().map(take_slots)).await;
    let taken: u64 = taken.into_iter().map(|taken| taken.unwrap().slots).sum();
    assert_eq!(taken, u64::from(slots * 70), "each slot is new to one of the two");
    let all = u64::from(half / 5 * 7) + taken;

    let crew = Crew::of(&database, 4, MINUTE);
    until(&owner, "select not exists (select from public.job_runs where status in ('queued', 'running'))")
        .await;
    let did = crew.ends().await;
    let sum = |of: fn(&Worked) -> u64| did.iter().map(of).sum::<u64>();
    assert_eq!((sum(|w| w.claimed), sum(|w| w.done), sum(|w| w.lost)), (all, all, 0), "{did:?}");
    // As many calls as runs, and no run twice.
    let calls =
        "select count(*) || ' ' || count(distinct (organisation_id, handler, slot)) from private.probe";
    assert_eq!(one(&owner, calls).await, format!("{all} {all}"));
    let ends = "select count(*) || ' ' || count(*) filter (where status = 'succeeded' and attempt = 1) from public.job_runs";
    assert_eq!(one(&owner, ends).await, format!("{all} {all}"));
    // Who has as much waiting as ten others together gets about as much as one of them while they wait: not
    // twice that, since claims and ends of several workers overtake each other.
    let share = "with last as (select max(p.at) as at from private.probe p join public.organisations o on o.id = p.organisation_id where o.name <> 'O011')
        select count(*) from private.probe p join public.organisations o on o.id = p.organisation_id cross join last where o.name = 'O011' and p.at < last.at";
    let share: u32 = one(&owner, share).await.parse().unwrap();
    assert!(share <= 2 * slots * 5, "{share} of the backlog were done before the others' {} each", slots * 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_worker_that_is_not_heard_of_any_more_is_followed_by_another() {
    let (database, owner) = counting(1).await;
    owner
        .batch_execute(
            "insert into public.job_runs (organisation_id, scheduled_job_id, handler)
             select organisation_id, id, handler from public.scheduled_jobs where handler in ('overdue_tasks', 'extend_tasks')",
        )
        .await
        .unwrap();
    // It claims, and neither works nor renews: killed, or its network swallows everything.
    let gone = RunsLane::new(database.db()).lease(Duration::from_secs(2));
    assert_eq!(gone.claim(5).await.unwrap().len(), 2);
    drop(gone);
    let crew = Crew::of(&database, 1, MINUTE);
    until(&owner, "select bool_and(status = 'succeeded' and attempt = 2) from public.job_runs").await;
    let did = crew.ends().await;
    assert_eq!((did[0].done, did[0].lost), (2, 0));
    assert_eq!(one(&owner, "select count(*) from private.probe").await, "2");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_connection_that_is_cut_in_the_middle_leaves_nothing_half_done() {
    let (database, owner) = counting(1).await;
    let superuser = database.superuser().await;
    held_up(&owner).await;
    let gate = database.owner().await;
    gate.batch_execute("select pg_advisory_lock(4711)").await.unwrap();
    let crew = Crew::of(&database, 1, MINUTE);
    until(&superuser, &format!("select exists ({AT_IT})")).await;
    one(&superuser, &format!("select bool_and(pg_terminate_backend(pid)) from ({AT_IT}) x")).await;
    until(&owner, "select exists (select from public.job_runs where status = 'queued' and attempt = 1 and last_error is not null)").await;
    assert_eq!(one(&owner, "select count(*) from private.probe").await, "0");
    gate.batch_execute("select pg_advisory_unlock(4711)").await.unwrap();
    owner.batch_execute("update public.job_runs set next_at = now() where status = 'queued'").await.unwrap();
    until(&owner, "select bool_and(status = 'succeeded' and attempt = 2) from public.job_runs").await;
    assert_eq!(one(&owner, "select count(*) from private.probe").await, "1");
    crew.ends().await;
}

#[tokio::test]
async fn the_lease_of_a_run_is_prolonged_while_it_is_done() {
    let (database, owner) = counting(1).await;
    let superuser = database.superuser().await;
    held_up(&owner).await;
    let gate = database.owner().await;
    gate.batch_execute("select pg_advisory_lock(4711)").await.unwrap();
    let (one_worker, other) = (RunsLane::new(database.db()), RunsLane::new(database.db()));
    let run = one_worker.claim(1).await.unwrap().remove(0).job;
    let lease = "select extract(epoch from lease_until)::text from public.job_runs";
    let meanwhile = async {
        until(&superuser, &format!("select exists ({AT_IT})")).await;
        let before = one(&owner, lease).await;
        assert!(one_worker.renew(&run).await.unwrap().is_some());
        assert_eq!(one(&owner, &format!("select ({lease})::numeric > {before}")).await, "t");
        assert_eq!(other.claim(5).await.unwrap().len(), 0);
        gate.batch_execute("select pg_advisory_unlock(4711)").await.unwrap();
    };
    let (done, ()) = tokio::join!(one_worker.run(&run), meanwhile);
    assert_eq!(done, Outcome::Done(true));
    assert!(one_worker.finish(&run, done).await.unwrap());
    // It is over: nobody's lease any more, and nothing to do again.
    assert_eq!(one_worker.renew(&run).await.unwrap(), None);
    assert_eq!(other.run(&run).await, Outcome::Done(false));
    assert_eq!(one(&owner, "select status || ' ' || attempt from public.job_runs").await, "succeeded 1");
    assert_eq!(one(&owner, "select count(*) from private.probe").await, "1");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn poison_does_not_hold_up_the_others() {
    let (database, owner) = counting(3).await;
    owner
        .batch_execute(
            "create or replace function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint language plpgsql set search_path = '' as $$
             begin
                 insert into private.probe (organisation_id, handler, slot) values (tenant, of_handler, slot);
                 if of_handler = 'refresh_compliance' then raise exception 'poison'; end if;
                 return 1;
             end $$;
             insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot)
             select organisation_id, id, handler, now() - n * interval '5 minutes' from public.scheduled_jobs cross join generate_series(1, 4) n
              where handler <> 'refresh_compliance' or n = 1",
        )
        .await
        .unwrap();
    let crew = Crew::of(&database, 2, MINUTE);
    let rest = "select not exists (select from public.job_runs where handler <> 'refresh_compliance' and status <> 'succeeded')";
    until(&owner, rest).await;
    // Their pauses are cut short until they are given up.
    // Not those that are being claimed at this moment.
    let push = "update public.job_runs r set next_at = now() from (select x.organisation_id, x.id from public.job_runs x
        where x.status = 'queued' and x.handler = 'refresh_compliance' for update skip locked) q where r.organisation_id = q.organisation_id and r.id = q.id";
    while one(&owner, "select count(*) from public.job_runs where status = 'dead'").await != "3" {
        owner.batch_execute(push).await.unwrap();
    }
    let did = crew.ends().await;
    assert_eq!(did.iter().map(|w| w.retried).sum::<u64>(), 3 * 8, "{did:?}");
    let dead = "select string_agg(distinct attempt || ' ' || last_error, ',') from public.job_runs where status = 'dead'";
    assert_eq!(one(&owner, dead).await, "8 handler_failed");
    assert_eq!(one(&owner, "select count(*) || ' ' || count(*) filter (where handler = 'refresh_compliance') from private.probe").await, "72 0");
}

#[tokio::test]
async fn housekeeping_is_done_and_says_what_failed() {
    let (database, owner) = counting(1).await;
    owner
        .batch_execute(
            "create or replace function app.forget_runs() returns bigint language plpgsql set search_path = '' as $$ begin raise exception 'poison'; end $$",
        )
        .await
        .unwrap();
    let db = database.db();
    let kept = keep_house(&db).await.unwrap();
    let mut steps: Vec<&str> = kept.done.iter().map(|(step, _)| step.as_str()).collect();
    steps.sort_unstable();
    steps.dedup();
    assert_eq!(steps, ["chain_audit", "finish_notifications", "forget_changes", "occupancy_trend"]);
    assert_eq!(kept.failed, [("forget_runs".to_owned(), "p0001".to_owned())]);
    // The organisation's own event has its place now.
    assert_eq!(one(&owner, "select count(*) from private.audit_unchained").await, "0");
    assert_ne!(one(&owner, "select count(*) from private.audit_chain").await, "0");
}
