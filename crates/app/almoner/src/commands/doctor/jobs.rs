//! What is done without anybody asking.

use anyhow::Result;
use tokio_postgres::Client;

use super::Found::{self, Bad, Good, Note};

/// Whether what is done without anybody asking is done.
pub async fn look(client: &Client, found: &mut Vec<Found>) -> Result<()> {
    // A quarter of an hour: more than any worker lets pass that is there.
    const SQL: &str = "select
        (select count(*) from public.scheduled_jobs j join public.organisations o on o.id = j.organisation_id and o.archived_at is null
          where j.enabled and j.clock = 'worker' and coalesce(j.next_slot, j.seen_until) < now() - interval '15 minutes'),
        (select count(*) from public.job_runs r where r.status = 'dead'),
        (select string_agg(h.step || ' (' || h.last_error || ')', ', ' order by h.step) from private.housekeeping h where h.failures > 0),
        (select count(*) from private.housekeeping h where h.failures = 0 and h.due_at < now() - greatest(h.every * 2, interval '15 minutes')),
        exists (select from app.job_handlers where by_pg_cron),
        exists (select from pg_extension where extname = 'pg_cron')";
    let row = client.query_one(SQL, &[]).await?;
    let (late, dead, idle): (i64, i64, i64) = (row.get(0), row.get(1), row.get(3));
    if late > 0 || idle > 0 {
        found.push(Note(
            format!("{late} jobs are overdue, and {idle} steps of the housekeeping"),
            "Is a worker running (almoner worker, or almoner up)? almoner schedules list shows the jobs.",
        ));
    }
    if dead > 0 {
        found.push(Note(
            format!("{dead} runs of jobs were given up after eight attempts"),
            "The worker's log says why. An owner has them done again in the console, or you with almoner schedules run.",
        ));
    }
    if let Some(steps) = row.get::<_, Option<String>>(2) {
        found.push(Note(
            format!("steps of the housekeeping failed: {steps}"),
            "They are tried again; the worker's log says why.",
        ));
    }
    if row.get(4) && !row.get::<_, bool>(5) {
        found.push(Bad(
            "pg_cron was to be the clock of jobs, and this database does not have it".to_owned(),
            "Install it, or say almoner schedules sync --clock worker.",
        ));
    }
    if late + idle + dead == 0 {
        found.push(Good("no job is overdue".to_owned()));
    }
    Ok(())
}
