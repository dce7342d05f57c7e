//! `almoner schedules`: jobs for who runs the server, and pg_cron as the clock of some.

use std::path::Path;

use crate::cluster::OwnCluster;
use crate::kit::*;
use crate::own::Own;

const ELM: &str = "01999999-0000-7000-8000-000000000001";
const OAK: &str = "01999999-0000-7000-8000-000000000002";

fn organisations() -> String {
    format!("insert into public.organisations (id, name) values ('{ELM}', 'Elm'), ('{OAK}', 'Oak')")
}

#[test]
fn jobs_are_listed_and_done_now_and_the_doctor_knows_what_is_late() {
    let own = Own::migrated();
    own.sql(&organisations());
    let listed = own.run(&["schedules", "list"]).ok();
    assert_eq!(listed.out.lines().count(), 1 + 14, "{}", listed.out);
    assert!(
        listed.out.contains("Elm\toverdue_tasks\t*/5 * * * *\tEurope/London\tworker\t-\tnever\t0"),
        "{}",
        listed.out
    );

    own.run(&["schedules", "run", "overdue_tasks"]).ended(0, &["Elm: 0", "Oak: 0"]);
    let one = own.run(&["schedules", "run", "extend_tasks", "--organisation", OAK]).ok();
    assert!(!one.out.contains("Elm"), "{}", one.out);
    own.run(&["schedules", "run", "tea"]).ended(2, &["there is no job tea", "overdue_tasks"]);
    own.run(&["schedules", "run", "extend_tasks", "--organisation", "x"])
        .ended(2, &["No organisation has this id"]);
    let listed = own.run(&["schedules", "list"]).ok();
    assert_eq!(listed.out.matches("succeeded ").count(), 3, "{}", listed.out);

    // One that fails holds up no other, and is left to a worker.
    own.sql(&format!(
        "create or replace function app.resolve_overdue_tasks(as_of timestamptz, of_organisation uuid) returns int language plpgsql set search_path = '' as $$
         begin if of_organisation = '{ELM}' then raise exception 'poison'; end if; return 7; end $$"
    ));
    own.run(&["schedules", "run", "overdue_tasks"])
        .ended(1, &["Elm: ", "poison", "Oak: 7", "1 of 2 runs failed"]);

    own.finds(0, &[], &["no job is overdue"]);
    own.sql("update public.scheduled_jobs set seen_until = now() - interval '1 hour', next_slot = now() - interval '20 minutes' where handler = 'overdue_tasks'");
    own.sql(
        "insert into public.job_runs (organisation_id, scheduled_job_id, handler, status, attempt, finished_at)
         select organisation_id, id, handler, 'dead', 8, now() from public.scheduled_jobs where handler = 'extend_tasks' limit 1",
    );
    own.sql("update private.housekeeping set failures = 3, last_error = 'p0001' where step = 'chain_audit'");
    own.finds(
        0,
        &[],
        &[
            "2 jobs are overdue",
            "almoner worker",
            "1 runs of jobs were given up",
            "housekeeping failed: chain_audit (p0001)",
        ],
    );
}

#[test]
fn without_pg_cron_every_job_stays_with_the_workers() {
    let own = Own::migrated();
    own.sql(&organisations());
    own.run(&["schedules", "sync"]).ended(0, &["the workers are the clock of every job"]);
    own.run(&["schedules", "sync", "--clock", "pg-cron"])
        .ended(2, &["does not have pg_cron", "shared_preload_libraries", "create extension pg_cron"]);
    own.run(&["schedules", "sync"]).ended(0, &["the workers are the clock of every job"]);
    own.sql(
        "update app.job_handlers set by_pg_cron = true; update public.scheduled_jobs set clock = 'pg_cron'",
    );
    // As in a dump that was restored elsewhere.
    own.finds(1, &[], &["pg_cron was to be the clock", "--clock worker"]);
    own.run(&["schedules", "sync"]).ended(2, &["does not have pg_cron"]);
    let listed = own.run(&["schedules", "list"]).ok();
    assert!(!listed.out.contains("pg_cron"), "no job is left without a clock: {}", listed.out);
    own.run(&["schedules", "sync", "--clock", "worker"]).ended(0, &["the workers are the clock"]);
    own.finds(0, &[], &["no job is overdue"]);
}

/// A database with pg_cron, in a cluster of the test's own.
fn with_cron() -> OwnCluster {
    OwnCluster::new(&[
        ("shared_preload_libraries", "pg_cron"),
        ("cron.database_name", "almoner"),
        // Without a sign-in of its own.
        ("cron.use_background_workers", "on"),
    ])
}

/// What pg_cron has of ours: schedule and job.
fn entries(with: &OwnCluster) -> String {
    with.sql("select coalesce(string_agg(schedule || ' ' || split_part(jobname, ' ', 2), ', ' order by schedule, jobname), '') from cron.job")
}

#[test]
fn pg_cron_is_the_clock_of_what_comes_evenly_and_of_nothing_else() {
    assert!(
        Path::new("/usr/share/postgresql")
            .read_dir()
            .unwrap()
            .flatten()
            .any(|major| major.path().join("extension/pg_cron.control").exists()),
        "pg_cron is missing: scripts/setup test installs it"
    );
    let with = with_cron();
    with.sql(&format!("insert into public.organisations (id, name) values ('{ELM}', 'Elm')"));
    with.as_superuser("create extension pg_cron");
    with.run(&["schedules", "sync", "--clock", "pg-cron"])
        .ended(2, &["may not be used", "grant usage on schema cron"]);
    with.as_superuser("grant usage on schema cron to almoner_owner");
    // So often that a test can wait for it; people may have every five minutes.
    with.sql("update public.scheduled_jobs set cron = '* * * * *' where handler = 'overdue_tasks'");
    with.run(&["schedules", "sync", "--clock", "pg-cron"])
        .ended(0, &["pg_cron has 5 jobs (5 handed over or changed"]);
    with.run(&["schedules", "sync"]).ended(0, &["pg_cron has 5 jobs, as before"]);
    assert_eq!(
        entries(&with),
        "* * * * * overdue_tasks, */15 * * * * forgotten_duty, */15 * * * * tasks_ready, 10 * * * * extend_tasks, 20 * * * * occupancy_snapshot"
    );
    let listed = with.run(&["schedules", "list"]).ok();
    assert_eq!(
        (listed.out.matches("\tpg_cron\t").count(), listed.out.matches("\tworker\t").count()),
        (5, 2),
        "{}",
        listed.out
    );
    // Migrating keeps to it.
    with.sql(&format!("insert into public.organisations (id, name) values ('{OAK}', 'Oak')"));
    with.run(&["migrate", "up"]).ended(0, &["pg_cron has 10 jobs (5 handed over or changed, 0 taken back)"]);
    assert_eq!(with.run(&["migrate", "up"]).ok().out, "✓ nothing to apply\n");
    with.sql(&format!(
        "update public.organisations set archived_at = now(), archive_reason = 'over' where id = '{OAK}'"
    ));
    with.run(&["schedules", "sync"])
        .ended(0, &["pg_cron has 5 jobs (0 handed over or changed, 5 taken back)"]);
    // The worker leaves them alone.
    assert_eq!(
        with.sql("select string_agg(handler, ' ' order by handler) from app.claim_schedules()"),
        "compliance_reminders refresh_compliance"
    );
    // It strikes, on the minute.
    eventually("pg_cron has done it", || {
        with.sql("select count(*) >= 1 from public.job_runs where handler = 'overdue_tasks' and status = 'succeeded'") == "t"
    });
    let on_the_minute = "select bool_and(slot = date_trunc('minute', slot) and attempt = 1) and count(*) = count(distinct (handler, slot)) from public.job_runs";
    assert_eq!(with.sql(on_the_minute), "t");
    assert_eq!(with.sql("select coalesce(string_agg(distinct status || ' ' || return_message, ', '), '') from cron.job_run_details where status = 'failed'"), "");

    // What somebody changes goes back to the worker at once, and to pg_cron with the next sync.
    with.sql("update public.scheduled_jobs set cron = '*/10 * * * *' where handler = 'overdue_tasks'");
    assert_eq!(with.sql(&format!("select app.run_job('overdue_tasks', '{ELM}')")), "NULL");
    with.run(&["schedules", "sync"]).ended(0, &["5 jobs (1 handed over or changed, 0 taken back)"]);
    assert!(entries(&with).starts_with("*/10 * * * * overdue_tasks, "), "{}", entries(&with));
    with.sql("update public.scheduled_jobs set enabled = false where handler = 'extend_tasks'");
    with.sql(
        "update public.scheduled_jobs set time_zone = 'Asia/Kolkata' where handler = 'occupancy_snapshot'",
    );
    with.run(&["schedules", "sync"]).ended(0, &["3 jobs (0 handed over or changed, 2 taken back)"]);
    assert_eq!(
        entries(&with),
        "*/10 * * * * overdue_tasks, */15 * * * * forgotten_duty, */15 * * * * tasks_ready"
    );
    // Others' entries are theirs.
    with.sql("select cron.schedule('tidy up', '0 4 * * *', 'select 1')");
    with.run(&["schedules", "sync", "--clock", "worker"])
        .ended(0, &["the workers are the clock of every job; 3 were taken back"]);
    assert_eq!(entries(&with), "0 4 * * * up");
    assert_eq!(with.sql("select count(*) from public.scheduled_jobs where clock = 'pg_cron'"), "0");
}
