//! `almoner schedules`: jobs and their runs, for whoever runs the server; and which of them pg_cron has.
//!
//! pg_cron knows neither zones nor changes of the clock. So it is given only what comes evenly, at the
//! same minutes of every hour; what is due at a time of the day stays with the worker, which reads it on
//! the wall clock of the job's zone. Each job has one clock: `scheduled_jobs.clock` says which, the worker
//! leaves alone what pg_cron has, and `app.run_job` what it has not.

use almoner_jobs::Schedule;
use anyhow::{Result, anyhow};
use jiff::{SignedDuration, Timestamp};
use tokio_postgres::error::SqlState;
use tokio_postgres::{Client, Transaction};

use crate::cli::{ScheduleClock, Schedules, SchedulesWhat, Wrong};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{ready, term};

pub async fn run(flags: Schedules) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let purpose = if matches!(flags.what, SchedulesWhat::List) { Use::Look } else { Use::Work };
    Place::with(&folder, &flags.database, purpose, async |place| {
        ready::check(place).await?;
        let mut client = place.owner_client("schedules").await?;
        match flags.what {
            SchedulesWhat::List => list(&client).await,
            SchedulesWhat::Run { handler, organisation } => {
                now(&client, &handler, organisation.as_deref()).await
            }
            SchedulesWhat::Sync { clock } => {
                let wanted = clock.map(|clock| clock == ScheduleClock::PgCron);
                let synced = sync(&mut client, wanted).await?;
                term::done(&synced.said());
                Ok(())
            }
        }
    })
    .await
}

/// After a migration: what pg_cron was to have it has. That it is not there is said, and stops nothing.
pub async fn keep(place: &Place) -> Result<()> {
    let mut client = place.owner_client("schedules").await?;
    let known = "select to_regclass('app.job_handlers') is not null";
    if !client.query_one(known, &[]).await?.get::<_, bool>(0)
        || !client
            .query_one("select exists (select from app.job_handlers where by_pg_cron)", &[])
            .await?
            .get::<_, bool>(0)
    {
        return Ok(());
    }
    match sync(&mut client, None).await {
        Ok(Synced { changed: 0, removed: 0, .. }) => {}
        Ok(synced) => term::done(&synced.said()),
        Err(error) => term::note(&format!("{error:#}")),
    }
    Ok(())
}

async fn list(client: &Client) -> Result<()> {
    const SQL: &str = "select o.name || case when o.archived_at is null then '' else ' (archived)' end, j.handler, j.cron, j.time_zone,
            case when not j.enabled then 'off' else j.clock end,
            coalesce(to_char(case when j.enabled then j.next_slot end at time zone j.time_zone, 'YYYY-MM-DD HH24:MI'), '-'),
            coalesce(r.status || ' ' || to_char(r.slot at time zone j.time_zone, 'YYYY-MM-DD HH24:MI'), 'never'),
            (select count(*) from public.job_runs d where d.organisation_id = j.organisation_id and d.scheduled_job_id = j.id and d.status = 'dead')::text
       from public.scheduled_jobs j
       join public.organisations o on o.id = j.organisation_id
       left join lateral (select x.status, x.slot from public.job_runs x
            where x.organisation_id = j.organisation_id and x.scheduled_job_id = j.id order by x.id desc limit 1) r on true
      order by o.name, o.id, j.handler";
    let rows = client.query(SQL, &[]).await?;
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| (0..row.len()).map(|at| row.get(at)).collect()).collect();
    term::table(&["organisation", "job", "cron", "zone", "clock", "next", "last", "dead"], &rows);
    Ok(())
}

/// Does a job of one organisation, or of each, and says how it went.
async fn now(client: &Client, handler: &str, organisation: Option<&str>) -> Result<()> {
    const TAKE: &str = "insert into public.job_runs (organisation_id, scheduled_job_id, handler, handler_version, slot, status, attempt, lease_until, started_at)
         select j.organisation_id, j.id, j.handler, h.version, app.clock(), 'running', 1, app.clock() + interval '10 minutes', app.clock()
           from public.scheduled_jobs j
           join app.job_handlers h on h.handler = j.handler
           join public.organisations o on o.id = j.organisation_id and o.archived_at is null
          where j.handler = $1 and ($2::text is null or j.organisation_id::text = $2)
         returning organisation_id::text, id::text, (select o.name from public.organisations o where o.id = organisation_id)";
    let runs = client.query(TAKE, &[&handler, &organisation]).await?;
    if runs.is_empty() {
        let known = client.query("select handler from app.job_handlers order by handler", &[]).await?;
        let known: Vec<String> = known.iter().map(|row| row.get(0)).collect();
        let remedy = match organisation {
            Some(_) if known.iter().any(|k| k == handler) => {
                "No organisation has this id, or it is archived; `almoner schedules list` shows those that there are.".to_owned()
            }
            _ => format!("The jobs are {}.", known.join(", ")),
        };
        return Err(Wrong::with_remedy(format!("there is no job {handler} to run"), &remedy));
    }
    let mut failed = 0;
    for run in &runs {
        let (organisation, id, name): (&str, &str, &str) = (run.get(0), run.get(1), run.get(2));
        let done = client
            .query_one("select app.finish_job_run($1::text::uuid, $2::text::uuid, 1)", &[&organisation, &id])
            .await;
        match done {
            Ok(row) => term::done(&format!("{name}: {}", row.get::<_, Option<i64>>(0).unwrap_or_default())),
            Err(error) => {
                failed += 1;
                let code =
                    error.code().map_or_else(|| "unknown".to_owned(), |code| code.code().to_lowercase());
                term::note(&format!("{name}: {}", almoner_schema::described(&error)));
                let fail = "select app.finish_failed_run($1::text::uuid, $2::text::uuid, 1, $3)";
                client.query(fail, &[&organisation, &id, &code]).await?;
            }
        }
    }
    match failed {
        0 => Ok(()),
        _ => Err(anyhow!("{failed} of {} runs failed; a worker tries them again", runs.len())),
    }
}

/// What a sync came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Synced {
    /// Jobs that pg_cron has now.
    pub with_pg_cron: usize,
    /// Entries of pg_cron that were made or changed, and taken away.
    pub changed: usize,
    pub removed: usize,
}

impl Synced {
    fn said(self) -> String {
        match self {
            Self { with_pg_cron: 0, removed: 0, .. } => "the workers are the clock of every job".to_owned(),
            Self { with_pg_cron: 0, removed, .. } => {
                format!("the workers are the clock of every job; {removed} were taken back from pg_cron")
            }
            Self { with_pg_cron, changed: 0, removed: 0 } => {
                format!("pg_cron has {with_pg_cron} jobs, as before")
            }
            Self { with_pg_cron, changed, removed } => {
                format!(
                    "pg_cron has {with_pg_cron} jobs ({changed} handed over or changed, {removed} taken back)"
                )
            }
        }
    }
}

/// A job that pg_cron could have.
struct Job {
    organisation: String,
    id: String,
    handler: String,
    cron: String,
    zone: String,
}

impl Job {
    /// What its entry is called.
    fn name(&self) -> String {
        format!("{PREFIX}{} {}", self.handler, self.id)
    }

    fn command(&self) -> String {
        format!("select app.run_job('{}', '{}')", self.handler, self.organisation)
    }
}

/// All entries of ours begin so.
const PREFIX: &str = "almoner ";

/// Whether pg_cron would do a pattern at the same instants as we do: the same minutes of every hour, on
/// every day, in a zone whose hours begin with those of UTC.
fn is_even(cron: &str, zone: &str) -> bool {
    let Some(minutes) = cron.strip_suffix(" * * * *") else { return false };
    let plain = minutes.bytes().all(|b| b.is_ascii_digit() || b"*,/-".contains(&b));
    let (Ok(here), Ok(utc)) = (Schedule::parse(cron, zone), Schedule::parse(cron, "UTC")) else {
        return false;
    };
    let now = Timestamp::now();
    let day = now + SignedDuration::from_hours(24);
    plain && here.slots(now, day) == utc.slots(now, day)
}

/// Brings pg_cron to what the operator wants of it, all or nothing. `wanted` says it anew.
pub async fn sync(client: &mut Client, wanted: Option<bool>) -> Result<Synced> {
    let there: bool = client
        .query_one("select exists (select from pg_extension where extname = 'pg_cron')", &[])
        .await?
        .get(0);
    let tx = client.transaction().await?;
    if let Some(wanted) = wanted {
        tx.execute("update app.job_handlers set by_pg_cron = $1 where by_pg_cron <> $1", &[&wanted]).await?;
    }
    let wish: bool =
        tx.query_one("select exists (select from app.job_handlers where by_pg_cron)", &[]).await?.get(0);
    if !there {
        if wish {
            // Nothing of this is kept: no job may be left without a clock.
            drop(tx);
            back(client).await?;
            return Err(Wrong::with_remedy(
                "this database does not have pg_cron",
                "As a superuser: set shared_preload_libraries = 'pg_cron' and cron.database_name to this database, restart PostgreSQL,\n\
                 create extension pg_cron, and grant usage on schema cron to the role of DATABASE_URL. Until then the workers are the clock.",
            ));
        }
        tx.commit().await?;
        back(client).await?;
        return Ok(Synced::default());
    }
    let jobs = handed_over(&tx).await?;
    let synced = match entries(&tx, &jobs).await {
        Err(error) if error.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            return Err(Wrong::with_remedy(
                "pg_cron may not be used by the role of DATABASE_URL",
                "As a superuser: grant usage on schema cron to that role.",
            ));
        }
        other => other?,
    };
    let ids: Vec<&str> = jobs.iter().map(|job| job.id.as_str()).collect();
    // next_slot is the worker's word.
    tx.execute("update public.scheduled_jobs set clock = 'pg_cron', next_slot = null where clock = 'worker' and id::text = any ($1)", &[&ids]).await?;
    tx.execute("update public.scheduled_jobs set clock = 'worker', next_slot = null where clock = 'pg_cron' and id::text <> all ($1)", &[&ids]).await?;
    tx.commit().await?;
    Ok(synced)
}

/// Without pg_cron the workers have every job.
async fn back(client: &Client) -> Result<()> {
    client
        .execute(
            "update public.scheduled_jobs set clock = 'worker', next_slot = null where clock = 'pg_cron'",
            &[],
        )
        .await?;
    Ok(())
}

/// The jobs that pg_cron is to have.
async fn handed_over(tx: &Transaction<'_>) -> Result<Vec<Job>> {
    const SQL: &str = "select j.organisation_id::text, j.id::text, j.handler, j.cron, j.time_zone
           from public.scheduled_jobs j
           join app.job_handlers h on h.handler = j.handler and h.by_pg_cron
           join public.organisations o on o.id = j.organisation_id and o.archived_at is null
          where j.enabled order by j.handler, j.id for no key update of j";
    let rows = tx.query(SQL, &[]).await?;
    let jobs = rows.iter().map(|row| Job {
        organisation: row.get(0),
        id: row.get(1),
        handler: row.get(2),
        cron: row.get(3),
        zone: row.get(4),
    });
    Ok(jobs.filter(|job| is_even(&job.cron, &job.zone)).collect())
}

/// Makes pg_cron's entries those of these jobs.
async fn entries(tx: &Transaction<'_>, jobs: &[Job]) -> Result<Synced, tokio_postgres::Error> {
    let mut synced = Synced { with_pg_cron: jobs.len(), ..Synced::default() };
    let there = tx
        .query(
            "select jobname::text, schedule, command, active from cron.job
              where starts_with(jobname::text, $1) and database = current_database() and username = current_user",
            &[&PREFIX],
        )
        .await?;
    for row in &there {
        let name: &str = row.get(0);
        if !jobs.iter().any(|job| job.name() == name) {
            tx.query("select cron.unschedule($1::text)", &[&name]).await?;
            synced.removed += 1;
        }
    }
    for job in jobs {
        let as_is = there.iter().any(|row| {
            row.get::<_, &str>(0) == job.name()
                && row.get::<_, &str>(1) == job.cron
                && row.get::<_, &str>(2) == job.command()
                && row.get::<_, bool>(3)
        });
        if !as_is {
            tx.query("select cron.schedule($1::text, $2, $3)", &[&job.name(), &job.cron, &job.command()])
                .await?;
            synced.changed += 1;
        }
    }
    Ok(synced)
}

#[cfg(test)]
mod tests {
    use super::is_even;

    #[test]
    fn only_what_comes_evenly_is_handed_over() {
        for (cron, zone, even) in [
            ("*/5 * * * *", "Europe/London", true),
            ("10 * * * *", "Europe/London", true),
            ("10,40 * * * *", "America/New_York", true),
            // Half past the hour of UTC.
            ("10 * * * *", "Asia/Kolkata", false),
            ("40 0 * * *", "Europe/London", false),
            ("40 0 * * *", "UTC", false),
            ("10 * * * MON", "UTC", false),
            ("10 * 1 * *", "UTC", false),
            ("rubbish * * * *", "UTC", false),
        ] {
            assert_eq!(is_even(cron, zone), even, "{cron} in {zone}");
        }
    }
}
