//! Slots are taken once, runs are done once or not at all, and nobody is held up by anybody.

use tokio_postgres::Client;

use crate::support::{Stage, id, row};

/// A worker's connection.
pub async fn worker(stage: &Stage) -> Client {
    let client = stage.database.api().await;
    client.batch_execute("set role almoner_worker").await.unwrap();
    client
}

/// The first column of what a statement answers, committed; or the code that it was refused with.
pub async fn ask(client: &Client, sql: &str) -> Result<Vec<Option<String>>, String> {
    match client.simple_query(sql).await {
        Ok(messages) => Ok(messages
            .iter()
            .filter_map(|m| match m {
                tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).map(str::to_owned)),
                _ => None,
            })
            .collect()),
        Err(error) => {
            let db = error.as_db_error().unwrap_or_else(|| panic!("{sql}: {error:?}"));
            let ours = db.code().code() == "AL000";
            Err(if ours { db.message().to_owned() } else { db.code().code().to_owned() })
        }
    }
}

/// What has exactly one answer.
pub async fn one(client: &Client, sql: &str) -> Option<String> {
    let mut answers = ask(client, sql).await.unwrap_or_else(|code| panic!("{sql}: {code}"));
    assert_eq!(answers.len(), 1, "{sql}");
    answers.remove(0)
}

pub fn job(organisation: &str, handler: &str) -> String {
    row("scheduled_jobs", &format!("{handler} of {organisation}"))
}

/// Takes slots of a job, minutes before now; `seen` likewise.
pub fn take(organisation: &str, handler: &str, due: &[i32], stale: Option<i32>, seen: i32) -> String {
    let at = |minutes: &i32| format!("date_trunc('minute', now()) - interval '{minutes} minutes'");
    let due: Vec<String> = due.iter().map(at).collect();
    format!(
        "select app.finish_slots({}, {}, array[{}]::timestamptz[], {}, {}, null)",
        id(organisation),
        job(organisation, handler),
        due.join(", "),
        stale.as_ref().map_or("null".to_owned(), at),
        at(&seen)
    )
}

/// Nothing of the world's jobs was looked at for a day.
pub async fn unseen(stage: &Stage) {
    let sql = "update public.scheduled_jobs set seen_until = now() - interval '1 day'";
    stage.owner.batch_execute(sql).await.unwrap();
}

/// Claims: run and attempt.
pub async fn claim(client: &Client, up_to: i32) -> Vec<(String, String)> {
    let sql = format!("select id || ' ' || attempt from app.claim_job_runs({up_to})");
    let claimed = ask(client, &sql).await.unwrap();
    let pair = |both: String| both.split_once(' ').map(|(run, attempt)| (run.to_owned(), attempt.to_owned()));
    claimed.into_iter().flatten().filter_map(pair).collect()
}

pub fn finish(organisation: &str, (run, attempt): &(String, String)) -> String {
    format!("select app.finish_job_run({}, '{run}', {attempt})", id(organisation))
}

pub fn fail(organisation: &str, (run, attempt): &(String, String)) -> String {
    format!("select app.finish_failed_run({}, '{run}', {attempt}, 'because')", id(organisation))
}

/// As if the holder had not been heard of for a minute, and every pause were over.
pub async fn lapse(stage: &Stage) {
    let sql = "update public.job_runs set lease_until = case when lease_until is not null then now() - interval '1 second' end, next_at = now() - interval '1 second' \
               where handler <> 'compliance_reminders'";
    stage.owner.batch_execute(sql).await.unwrap();
}

/// How the runs of the jobs stand that the world has no runs of: status and how many.
pub async fn standing(stage: &Stage) -> String {
    stage
        .one(
            "select coalesce(string_agg(s, ' ' order by s), '') from (select status || ':' || count(*) as s from public.job_runs \
             where handler <> 'compliance_reminders' group by status) x",
        )
        .await
}

#[tokio::test]
async fn of_twenty_workers_one_takes_a_slot() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let mut workers = Vec::new();
    for _ in 0..20 {
        workers.push(worker(&stage).await);
    }
    let sql = take("O1", "overdue_tasks", &[10, 5], Some(70), 1);
    let took = futures_util::future::join_all(workers.iter().map(|w| one(w, &sql))).await;
    let mut took: Vec<String> = took.into_iter().flatten().collect();
    took.sort();
    let mut wanted = vec!["0".to_owned(); 19];
    wanted.push("2".to_owned());
    assert_eq!(took, wanted);
    assert_eq!(standing(&stage).await, "queued:2 stale:1");
}

#[tokio::test]
async fn a_worker_with_a_wrong_clock_takes_nothing_of_the_future_and_nothing_twice() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let worker = worker(&stage).await;
    // Two hours ahead of the database.
    assert_eq!(one(&worker, &take("O1", "overdue_tasks", &[5, -100], None, -120)).await.unwrap(), "0");
    // Two hours behind: what is due then is taken, and the rest by whoever knows the time.
    assert_eq!(one(&worker, &take("O1", "overdue_tasks", &[125, 120], None, 120)).await.unwrap(), "2");
    assert_eq!(one(&worker, &take("O1", "overdue_tasks", &[125, 120, 5], Some(130), 1)).await.unwrap(), "1");
    // Somebody behind again changes nothing.
    assert_eq!(one(&worker, &take("O1", "overdue_tasks", &[125, 60], None, 60)).await.unwrap(), "0");
    let seen = "select seen_until > now() - interval '2 minutes' from public.scheduled_jobs where id = ";
    assert_eq!(stage.one(&format!("{seen}{}", job("O1", "overdue_tasks"))).await, "t");
    assert_eq!(standing(&stage).await, "queued:3");
    // Nor does a job that is off, of which a worker read before.
    let off =
        format!("update public.scheduled_jobs set enabled = false where id = {}", job("O1", "extend_tasks"));
    stage.must("owner1", &off).await;
    assert_eq!(one(&worker, &take("O1", "extend_tasks", &[-1], None, 0)).await.unwrap(), "0");
}

#[tokio::test]
async fn whose_lease_ran_out_changes_nothing_any_more() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let worker = worker(&stage).await;
    one(&worker, &take("O1", "overdue_tasks", &[5], None, 1)).await;
    let first = claim(&worker, 50).await;
    assert_eq!((first.len(), first[0].1.as_str()), (1, "1"));
    assert_eq!(claim(&worker, 50).await, []);
    lapse(&stage).await;
    let second = claim(&worker, 50).await;
    assert_eq!(second, [(first[0].0.clone(), "2".to_owned())]);
    let longer = |(run, attempt): &(String, String)| {
        format!("select app.claim_longer({}, '{run}', {attempt})", id("O1"))
    };
    assert_eq!(one(&worker, &longer(&first[0])).await.unwrap(), "f");
    assert_eq!(one(&worker, &longer(&second[0])).await.unwrap(), "t");
    assert_eq!(one(&worker, &finish("O1", &first[0])).await, None);
    assert_eq!(one(&worker, &fail("O1", &first[0])).await.unwrap(), "f");
    assert!(one(&worker, &finish("O1", &second[0])).await.is_some());
    assert_eq!(one(&worker, &finish("O1", &second[0])).await, None);
    assert_eq!(standing(&stage).await, "succeeded:1");
    // Of another organisation there is no such run.
    assert_eq!(one(&worker, &finish("O2", &second[0])).await, None);
}

/// A handler in place of the nightly count, with this body.
pub async fn handler(stage: &Stage, body: &str) {
    let sql = format!(
        "create table if not exists private.probe (n int);
         create or replace function app.snapshot_nights(tenant uuid, slot timestamptz) returns bigint language plpgsql set search_path = '' as $$
         begin insert into private.probe values (1); {body}; return 1; end $$"
    );
    stage.owner.batch_execute(&sql).await.unwrap();
}

#[tokio::test]
async fn what_a_run_did_and_that_it_is_done_are_known_together() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let (first, second) = (worker(&stage).await, worker(&stage).await);
    // The lease runs out in the middle, and somebody else claims: as if it had never begun.
    handler(&stage, "update public.job_runs r set attempt = r.attempt + 1 where r.status = 'running' and r.handler = 'occupancy_snapshot'").await;
    one(&first, &take("O1", "occupancy_snapshot", &[5], None, 1)).await;
    let run = claim(&first, 1).await.remove(0);
    assert_eq!(ask(&first, &finish("O1", &run)).await, Err("in_progress".to_owned()));
    assert_eq!(stage.one("select count(*) from private.probe").await, "0");
    assert_eq!(standing(&stage).await, "running:1");

    // While a handler works its lease is prolonged; whoever has it too by mistake does nothing.
    handler(&stage, "perform pg_advisory_xact_lock(4711)").await;
    let gate = stage.database.owner().await;
    gate.batch_execute("begin; select pg_advisory_xact_lock(4711)").await.unwrap();
    let working = async { one(&first, &finish("O1", &run)).await };
    let meanwhile = async {
        stage.until_somebody_waits().await;
        let longer = format!("select app.claim_longer({}, '{}', 1, '5 minutes')", id("O1"), run.0);
        assert_eq!(one(&second, &longer).await.unwrap(), "t");
        assert_eq!(ask(&second, &finish("O1", &run)).await, Err("in_progress".to_owned()));
        gate.batch_execute("commit").await.unwrap();
    };
    let (done, ()) = tokio::join!(working, meanwhile);
    assert_eq!(done.as_deref(), Some("1"));
    assert_eq!(stage.one("select count(*) from private.probe").await, "1");
    assert_eq!(standing(&stage).await, "succeeded:1");
}

#[tokio::test]
async fn what_fails_eight_times_is_dead_and_holds_up_nobody() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let worker = worker(&stage).await;
    handler(&stage, "raise exception 'poison'").await;
    for organisation in ["O1", "O2"] {
        for job in ["occupancy_snapshot", "overdue_tasks", "refresh_compliance"] {
            one(&worker, &take(organisation, job, &[5], None, 1)).await;
        }
    }
    let mut poisoned = Vec::new();
    for (run, attempt) in claim(&worker, 50).await {
        let organisation = stage.one(&format!("select case organisation_id when {} then 'O1' else 'O2' end from public.job_runs where id = '{run}'", id("O1"))).await;
        let held = (run, attempt);
        if let Err(code) = ask(&worker, &finish(&organisation, &held)).await {
            assert_eq!(code, "P0001");
            assert_eq!(one(&worker, &fail(&organisation, &held)).await.unwrap(), "t");
            poisoned.push((organisation, held.0));
        }
    }
    assert_eq!(standing(&stage).await, "queued:2 succeeded:4");
    assert_eq!(stage.one("select count(*) from private.probe").await, "0");
    let waits = "select bool_and(next_at between clock_timestamp() - interval '1 minute' and clock_timestamp() + interval '15 minutes') from public.job_runs where status = 'queued' and last_error = 'because'";
    assert_eq!(stage.one(waits).await, "t");

    // One that ends with a code, and one that takes its worker down with it.
    poisoned.sort();
    let (told, silent) = (&poisoned[0], &poisoned[1]);
    for attempt in 2..=8 {
        lapse(&stage).await;
        let held = claim(&worker, 50).await;
        assert!(held.contains(&(silent.1.clone(), attempt.to_string())), "{held:?}");
        one(&worker, &fail(&told.0, &(told.1.clone(), attempt.to_string()))).await;
    }
    lapse(&stage).await;
    assert_eq!(claim(&worker, 50).await, []);
    let dead = "select handler || ' ' || attempt || ' ' || last_error from public.job_runs where status = 'dead' and handler = 'occupancy_snapshot' order by organisation_id";
    let ended: Vec<_> = stage.all(dead).await.into_iter().flatten().flatten().collect();
    assert_eq!(ended, ["occupancy_snapshot 8 because", "occupancy_snapshot 8 because"]);
    // Their owners hear of it once a day, and nobody else.
    let told = "select count(*) || ' ' || count(distinct q.profile_id) || ' ' || bool_and(exists (select from public.organisation_roles r \
                where r.profile_id = q.profile_id and r.organisation_id = q.organisation_id and r.role = 'business_owner')) from public.notification_queue q where q.kind = 'jobs_dead'";
    let told = stage.one(told).await;
    let mut words = told.split(' ');
    assert_eq!(words.next(), words.next(), "{told}");
    assert_eq!(words.next(), Some("true"), "{told}");
}

#[tokio::test]
async fn no_organisation_starves_another_and_a_job_has_one_run_at_a_time() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    // Thousands that were due long before the other operator's one.
    let many = format!(
        "insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot, next_at)
         select {}, j.id, j.handler, now() - n * interval '1 second', now() - n * interval '1 second'
           from public.scheduled_jobs j cross join generate_series(100, 1099) n where j.organisation_id = {} and j.handler <> 'compliance_reminders'",
        id("O1"),
        id("O1")
    );
    stage.owner.batch_execute(&many).await.unwrap();
    let worker = worker(&stage).await;
    one(&worker, &take("O2", "overdue_tasks", &[0], None, 0)).await;
    let whose = async |runs: &[(String, String)]| {
        let mut organisations = Vec::new();
        for (run, _) in runs {
            let sql = format!(
                "select case organisation_id when {} then 'O1' else 'O2' end from public.job_runs where id = '{run}'",
                id("O1")
            );
            organisations.push(stage.one(&sql).await);
        }
        organisations
    };
    // One place at a time: the second is the other's.
    let (first, second) = (claim(&worker, 1).await, claim(&worker, 1).await);
    let mut both = [whose(&first).await, whose(&second).await].concat();
    both.sort();
    assert_eq!(both, ["O1", "O2"]);
    // However many workers there are, one organisation fills no more places than it has jobs.
    let rest = claim(&worker, 50).await;
    assert_eq!(whose(&rest).await, ["O1"; 5]);
    assert_eq!(claim(&worker, 50).await, []);
    let running = "select count(*) || ' ' || count(distinct scheduled_job_id) from public.job_runs where status = 'running' and handler <> 'compliance_reminders'";
    assert_eq!(stage.one(running).await, "7 7");
}

#[tokio::test]
async fn an_archived_organisation_rests() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let worker = worker(&stage).await;
    one(&worker, &take("O2", "overdue_tasks", &[5], None, 1)).await;
    unseen(&stage).await;
    stage
        .owner
        .batch_execute(&format!(
            "update public.organisations set archived_at = now(), archive_reason = 'over' where id = {}",
            id("O2")
        ))
        .await
        .unwrap();
    assert_eq!(claim(&worker, 50).await, []);
    let jobs = format!("select count(*) from app.claim_schedules() where organisation_id = {}", id("O2"));
    assert_eq!(one(&worker, &jobs).await.unwrap(), "0");
    let others = format!("select count(*) from app.claim_schedules() where organisation_id = {}", id("O1"));
    assert_eq!(one(&worker, &others).await.unwrap(), "7");
    stage.owner.batch_execute("update public.scheduled_jobs set clock = 'pg_cron'").await.unwrap();
    let by_cron = |organisation: &str| format!("select app.run_job('overdue_tasks', {})", id(organisation));
    assert_eq!(stage.one(&by_cron("O2")).await, "NULL");
    assert_ne!(stage.one(&by_cron("O1")).await, "NULL");
}

#[tokio::test]
async fn pg_cron_and_a_worker_do_a_slot_once_between_them() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    handler(&stage, "null").await;
    let slot = "date_trunc('minute', now()) - interval '5 minutes'";
    let by_cron = format!("select app.run_job('occupancy_snapshot', {}, {slot})", id("O1"));
    // The worker has it: not pg_cron's to do.
    assert_eq!(stage.one(&by_cron).await, "NULL");
    assert_eq!(standing(&stage).await, "");
    // At the same instant, in the middle of a handing over.
    let worker = worker(&stage).await;
    let mut clients = Vec::new();
    for _ in 0..8 {
        clients.push(stage.database.owner().await);
    }
    one(&worker, &take("O1", "occupancy_snapshot", &[5], None, 5)).await;
    stage.owner.batch_execute("update public.scheduled_jobs set clock = 'pg_cron'").await.unwrap();
    assert_eq!(stage.one(&by_cron).await, "NULL", "a worker took it");
    let later = by_cron.replace("5 minutes", "4 minutes");
    let answers = futures_util::future::join_all(clients.iter().map(|c| one(c, &later))).await;
    assert_eq!(answers.iter().flatten().count(), 1, "{answers:?}");
    assert_eq!(stage.one("select count(*) from private.probe").await, "1");
    assert_eq!(standing(&stage).await, "queued:1 succeeded:1");
    // What the worker knows of the job it leaves alone from now on.
    assert_eq!(one(&worker, &take("O1", "occupancy_snapshot", &[3], None, 1)).await.unwrap(), "0");
    assert_eq!(one(&worker, "select count(*) from app.claim_schedules()").await.unwrap(), "0");
    // An attempt that fails under pg_cron is a run that a worker tries again.
    handler(&stage, "raise exception 'poison'").await;
    assert_eq!(stage.one(&by_cron.replace("5 minutes", "2 minutes")).await, "NULL");
    let failed = "select attempt || ' ' || last_error from public.job_runs where status = 'queued' and attempt > 0 and handler = 'occupancy_snapshot'";
    assert_eq!(stage.one(failed).await, "1 p0001");
}

#[tokio::test]
async fn what_is_of_no_organisation_is_done_once_and_one_step_holds_up_no_other() {
    let stage = Stage::new().await;
    let break_it = "create or replace function app.forget_runs() returns bigint language plpgsql set search_path = '' as $$ begin raise exception 'poison'; end $$;
                    update private.housekeeping set due_at = now() - interval '1 minute'";
    stage.owner.batch_execute(break_it).await.unwrap();
    let mut workers = Vec::new();
    for _ in 0..6 {
        workers.push(worker(&stage).await);
    }
    let sql = "select step || ' ' || coalesce(error_code, 'done') from app.finish_housekeeping()";
    let mut done: Vec<String> = Vec::new();
    // Who finds every step that is due in others' hands has nothing to do.
    while done.len() < 5 {
        let answers = futures_util::future::join_all(workers.iter().map(|w| ask(w, sql))).await;
        done.extend(answers.into_iter().flat_map(Result::unwrap).flatten());
    }
    done.retain(|step| step != "chain_audit done");
    done.sort();
    assert_eq!(
        done,
        ["finish_notifications done", "forget_changes done", "forget_runs p0001", "occupancy_trend done"]
    );
    let noted = "select last_error || ' ' || failures || ' ' || (due_at > now()) from private.housekeeping where step = 'forget_runs'";
    assert_eq!(stage.one(noted).await, "p0001 1 true");
}

#[tokio::test]
async fn old_runs_are_forgotten_by_how_they_ended() {
    let stage = Stage::new().await;
    let old = |days: i32| format!("update public.job_runs set created_at = now() - interval '{days} days'");
    let left = "select coalesce(string_agg(distinct status, ' ' order by status), '') from public.job_runs";
    stage.owner.batch_execute(&old(6)).await.unwrap();
    assert_eq!(stage.one("select app.forget_runs()").await, "0");
    stage.owner.batch_execute(&old(8)).await.unwrap();
    stage.one("select app.forget_runs()").await;
    assert_eq!(stage.one(left).await, "dead queued running stale");
    stage.owner.batch_execute(&old(31)).await.unwrap();
    stage.one("select app.forget_runs()").await;
    assert_eq!(stage.one(left).await, "queued running");
}
