//! What people do with jobs and runs, and what they may not.

use almoner_testkit::names::id as named;

use crate::schedules::{ask, claim, fail, finish, job, one, take, unseen, worker};
use crate::support::{Answer, Stage, id, row};

#[tokio::test]
async fn a_dead_run_is_done_again_by_an_owner_with_eight_attempts_more() {
    let stage = Stage::new().await;
    let run = row("job_runs", "dead of O1");
    let replay = format!("update public.job_runs set status = 'queued' where id = {run}");
    for actor in ["mgr1", "comp1", "carer1", "owner2"] {
        assert_eq!(stage.act(actor, &replay).await.map_or(0, |rows| rows.touched), 0, "{actor}");
    }
    stage.must("owner1", &replay).await;
    let worker = worker(&stage).await;
    stage
        .owner
        .batch_execute(&format!(
            "delete from public.job_runs where handler = 'compliance_reminders' and id <> {run}"
        ))
        .await
        .unwrap();
    let by = stage.one(&format!("select started_by::text from public.job_runs where id = {run}")).await;
    assert_eq!(format!("'{by}'"), id("owner1"));
    // An attempt is never counted anew: who had the eighth can't be taken for the next.
    for attempt in 9..=16 {
        let held = claim(&worker, 1).await.remove(0);
        assert_eq!(held.1, attempt.to_string());
        assert_eq!(one(&worker, &fail("O1", &held)).await.unwrap(), "t");
        stage
            .owner
            .batch_execute("update public.job_runs set next_at = now() where status = 'queued'")
            .await
            .unwrap();
    }
    assert_eq!(stage.one(&format!("select status from public.job_runs where id = {run}")).await, "dead");
    assert_eq!(claim(&worker, 1).await, []);
}

#[tokio::test]
async fn an_owner_starts_a_job_and_nobody_else_does() {
    let stage = Stage::new().await;
    let start = |organisation: &str, job_of: &str| {
        format!(
            "insert into public.job_runs (organisation_id, scheduled_job_id) values ({}, {})",
            id(organisation),
            job(job_of, "overdue_tasks")
        )
    };
    for actor in ["carer1", "senior1", "mgr1", "comp1"] {
        assert_eq!(code(stage.act(actor, &start("O1", "O1")).await), "42501", "{actor}");
    }
    assert_eq!(code(stage.act("owner1", &start("O2", "O2")).await), "42501");
    assert_eq!(code(stage.act("owner1", &start("O1", "O2")).await), "23503");
    let off =
        format!("update public.scheduled_jobs set enabled = false where id = {}", job("O1", "overdue_tasks"));
    stage.must("owner1", &off).await;
    stage.must("owner1", &start("O1", "O1")).await;
    assert_eq!(code(stage.act("owner1", &start("O1", "O1")).await), "in_progress");
    // Nobody dates it, says how it went or whose it was.
    for column in ["slot", "status", "started_by", "handler", "attempt"] {
        let sql = format!(
            "insert into public.job_runs (organisation_id, scheduled_job_id, {column}) values ({}, {}, default)",
            id("O1"),
            job("O1", "extend_tasks")
        );
        assert_eq!(code(stage.act("owner1", &sql).await), "42501", "{column}");
    }
    let worker = worker(&stage).await;
    let run = claim(&worker, 5).await.remove(0);
    assert!(one(&worker, &finish("O1", &run)).await.is_some());
    let said = format!(
        "select status || ' ' || (started_by = {}) from public.job_runs where id = '{}'",
        id("owner1"),
        run.0
    );
    assert_eq!(stage.one(&said).await, "succeeded true");
    stage.must("owner1", &start("O1", "O1")).await;
}

#[tokio::test]
async fn a_job_is_changed_by_an_owner_from_that_moment_on_and_the_audit_knows() {
    let stage = Stage::new().await;
    unseen(&stage).await;
    let of = job("O1", "overdue_tasks");
    stage
        .owner
        .batch_execute(&format!(
            "update public.scheduled_jobs set clock = 'pg_cron', next_slot = now() where id = {of}"
        ))
        .await
        .unwrap();
    let set = |what: &str| format!("update public.scheduled_jobs set {what} where id = {of}");
    stage.must("owner1", &set("catch_up_minutes = 30")).await;
    let state = format!(
        "select version || ' ' || clock || ' ' || (next_slot is null) || ' ' || (seen_until > now() - interval '1 minute') || ' ' || coalesce((updated_by = {})::text, '-') \
         from public.scheduled_jobs where id = {of}",
        id("owner1")
    );
    assert_eq!(stage.one(&state).await, "2 pg_cron false false true");
    stage.must("owner1", &set("cron = '*/10 * * * *'")).await;
    assert_eq!(stage.one(&state).await, "3 worker true true true");
    stage.must("owner1", &set("enabled = enabled")).await;
    assert_eq!(stage.one(&state).await, "3 worker true true true");
    for (wrong, said) in [
        ("time_zone = 'Mars/Olympus'", "invalid"),
        ("cron = 'now and then'", "23514"),
        ("cron = '*/10 * * * * *'", "23514"),
        ("catch_up_minutes = 0", "23514"),
        ("seen_until = now()", "42501"),
        ("clock = 'pg_cron'", "42501"),
        ("handler = 'extend_tasks'", "42501"),
    ] {
        assert_eq!(code(stage.act("owner1", &set(wrong)).await), said, "{wrong}");
    }
    for actor in ["mgr1", "comp1", "carer1"] {
        assert_eq!(
            stage.act(actor, &set("enabled = false")).await.map_or(0, |rows| rows.touched),
            0,
            "{actor}"
        );
    }
    let audited = format!(
        "select count(*) || ' ' || bool_and(e.profile_id = {}) from public.audit_events e where e.table_name = 'scheduled_jobs' and e.row_id = {of}",
        id("owner1")
    );
    assert_eq!(stage.one(&audited).await, "2 true");
    // That slots were seen to is nobody's act.
    one(&worker(&stage).await, &take("O1", "extend_tasks", &[5], None, 1)).await;
    assert_eq!(
        stage.one("select count(*) from public.audit_events where table_name = 'scheduled_jobs'").await,
        "2"
    );
}

#[tokio::test]
async fn nobody_but_the_worker_claims_or_finishes() {
    let stage = Stage::new().await;
    let nothing = named("nothing");
    for actor in ["carer1", "mgr1", "owner1", "comp1"] {
        for sql in [
            "select app.claim_schedules()".to_owned(),
            take("O1", "overdue_tasks", &[5], None, 1),
            "select app.claim_job_runs()".to_owned(),
            format!("select app.claim_longer({}, '{nothing}', 1)", id("O1")),
            format!("select app.finish_job_run({}, '{nothing}', 1)", id("O1")),
            format!("select app.finish_failed_run({}, '{nothing}', 1, 'x')", id("O1")),
            "select app.finish_housekeeping()".to_owned(),
            format!("select app.run_job('overdue_tasks', {})", id("O1")),
            format!("select app.handle_job('overdue_tasks', {}, now())", id("O1")),
            "select * from private.housekeeping".to_owned(),
            "select * from app.job_handlers".to_owned(),
        ] {
            assert_eq!(code(stage.act(actor, &sql).await), "42501", "{actor}: {sql}");
        }
    }
    // The worker reads no table and does no handler without a run.
    let worker = worker(&stage).await;
    for sql in [
        "select * from public.job_runs".to_owned(),
        "select * from public.scheduled_jobs".to_owned(),
        format!("select app.handle_job('overdue_tasks', {}, now())", id("O1")),
        format!("select app.run_job('overdue_tasks', {})", id("O1")),
        "select app.keep_house('forget_runs')".to_owned(),
    ] {
        assert_eq!(ask(&worker, &sql).await, Err("42501".to_owned()), "{sql}");
    }
}

#[tokio::test]
async fn every_organisation_has_every_job() {
    let stage = Stage::new().await;
    stage.owner.batch_execute("insert into public.organisations (name) values ('New')").await.unwrap();
    let differs = "select count(*) from app.job_handlers h cross join public.organisations o
        where not exists (select from public.scheduled_jobs j where j.organisation_id = o.id and j.handler = h.handler
            and j.cron = h.cron and j.catch_up_minutes = h.catch_up_minutes and j.enabled and j.clock = 'worker' and j.time_zone = 'Europe/London')";
    assert_eq!(stage.one(differs).await, "0");
}

fn code(answer: Answer) -> String {
    answer.expect_err("it is refused").code
}
