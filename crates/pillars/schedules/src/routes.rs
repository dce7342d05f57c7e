//! The routes of schedules, and how each is answered.

use almoner_kernel::Code;
use almoner_pg::Update;
use almoner_web::records::{act, create, get_one, patch};
use almoner_web::{
    Answer, App, Body, Command, Created, Doc, Filters, Handled, IfMatch, ListQuery, NothingIn, Page, PathId,
    Routes, SignedIn,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::model::{JobOut, JobPatch, RunOut};
use crate::store::{JOB_THERE, JOBS, RUNS, START};

const JOBS_LIST: Doc = Doc::read("list_scheduled_jobs", "The jobs of the organisation")
    .says("With the latest run of each, when it falls due next, and how many of its runs are dead. Empty for who neither manages a home nor reads the organisation in full.");
const JOB_CHANGE: Doc = Doc::change("update_scheduled_job", "Change when a job falls due")
    .says("Slots count from the change on: what the new pattern would have had before it, or what passed while the job was off, is not owed.")
    .refuses(&[Code::Forbidden]);
const RUNS_LIST: Doc = Doc::read("list_job_runs", "Runs of jobs, the newest first");
const JOB_START: Doc = Doc::change("start_job", "Start a job by hand")
    .says("Also one that is off. Refused while a run that somebody started is not over.")
    .refuses(&[Code::Forbidden, Code::InProgress]);
const RUN_REPLAY: Doc = Doc::change("replay_job_run", "Have a dead run done again")
    .says("With eight attempts more.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition]);

/// Everything under `/api/v1/scheduled-jobs` and `/api/v1/job-runs`.
pub fn routes() -> Routes<App> {
    Routes::new("schedules")
        .get("/api/v1/scheduled-jobs", &JOBS_LIST, jobs)
        .get("/api/v1/scheduled-jobs/{id}", &Doc::read("get_scheduled_job", "One job"), get_one::<JobOut>)
        .patch("/api/v1/scheduled-jobs/{id}", &JOB_CHANGE, change)
        .post("/api/v1/scheduled-jobs/{id}/runs", &JOB_START, start)
        .get("/api/v1/job-runs", &RUNS_LIST, runs)
        .get("/api/v1/job-runs/{id}", &Doc::read("get_job_run", "One run"), get_one::<RunOut>)
        .post("/api/v1/job-runs/{id}/replay", &RUN_REPLAY, replay)
}

async fn jobs(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<JobOut>> {
    Ok(Page::whole(app.db.read(&me, JOBS.with(())).await?))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<JobPatch>,
) -> Handled<Answer<JobOut>> {
    let new = sent.check()?;
    let update = Update::of("scheduled_jobs", id, version)
        .set("enabled", new.enabled)
        .set("cron", new.cron)
        .set("time_zone", new.time_zone)
        .set("catch_up_minutes", new.catch_up_minutes);
    patch(&app, &me, (id, version), update).await
}

/// How a run may stand.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum RunStatus {
    Queued,
    Running,
    Succeeded,
    Dead,
    Stale,
}

impl RunStatus {
    fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Dead => "dead",
            Self::Stale => "stale",
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct RunFilters {
    /// Runs that stand so.
    #[param(inline)]
    status: Option<RunStatus>,
    /// Runs of one job.
    scheduled_job_id: Option<Uuid>,
}

impl Filters for RunFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

async fn runs(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<RunFilters>,
) -> Handled<Page<RunOut>> {
    let runs = RUNS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("status", query.filters.status.map(RunStatus::as_str))
        .filter("scheduled_job_id", query.filters.scheduled_job_id);
    Ok(query.answer(&app, &me, runs, |run: &RunOut| vec![run.id.to_string()]).await?)
}

async fn start(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(job): PathId,
    command: Command<NothingIn>,
) -> Handled<Created<RunOut>> {
    create(&app, &me, &command.attempt, Some(JOB_THERE.with((job,))), START.with((job,))).await
}

async fn replay(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<RunOut>> {
    let change = Update::of("job_runs", id, version).set("status", Some("queued")).call();
    act(&app, &me, &command.attempt, (id, version), change).await
}
