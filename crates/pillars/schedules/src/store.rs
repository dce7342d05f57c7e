//! The SQL of schedules, each statement beside what it answers.

use almoner_pg::{Branch, Filter, List, Sort, lists, row, statement, updates};
use almoner_web::{Made, There};
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::lane::Run;
use crate::model::{JobOut, RunOut};

macro_rules! job_columns {
    () => {
        "t.id, t.version, t.handler, t.cron, t.time_zone, t.catch_up_minutes, t.enabled, t.clock, \
         case when t.enabled and t.clock = 'worker' then t.next_slot end as next_slot, \
         r.id as last_run_id, r.status as last_run_status, r.slot as last_run_slot, r.finished_at as last_run_finished_at, \
         (select count(*) from public.job_runs d where d.organisation_id = t.organisation_id and d.scheduled_job_id = t.id and d.status = 'dead') as dead, \
         array_remove(array[ \
             case when t.organisation_id = (select app.owned_organisation_id()) then 'update' end, \
             case when t.organisation_id = (select app.owned_organisation_id()) then 'start' end \
         ], null) as can"
    };
}

macro_rules! job_from {
    () => {
        " from public.scheduled_jobs t left join lateral ( \
             select x.id, x.status, x.slot, x.finished_at from public.job_runs x \
              where x.organisation_id = t.organisation_id and x.scheduled_job_id = t.id order by x.id desc limit 1) r on true "
    };
}

macro_rules! run_columns {
    () => {
        "t.id, t.version, t.scheduled_job_id, t.handler, t.handler_version, t.slot, t.status, t.attempt, t.next_at, t.counted, \
         t.last_error, t.started_by, t.started_at, t.finished_at, t.created_at, \
         array_remove(array[ \
             case when t.status = 'dead' and t.organisation_id = (select app.owned_organisation_id()) then 'replay' end \
         ], null) as can"
    };
}

lists! {
    /// Runs, the newest first.
    pub RUNS -> RunOut = List {
        table: "public.job_runs",
        columns: run_columns!(),
        joins: "",
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.settings_organisation_id())" }],
        filters: &[
            Filter { name: "status", sql: "t.status = $?", ty: || Type::TEXT },
            Filter { name: "scheduled_job_id", sql: "t.scheduled_job_id = $?", ty: || Type::UUID },
        ],
        sorts: &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}

statement! {
    /// The jobs, by what they do: there are some handfuls at the most.
    pub JOBS: () -> JobOut = concat!("select ", job_columns!(), job_from!(),
        "where t.organisation_id = (select app.settings_organisation_id()) order by t.handler, t.id");
    /// One job.
    pub JOB: (Uuid) -> JobOut = concat!("select ", job_columns!(), job_from!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// That a job is there for the caller.
    pub JOB_THERE: (Uuid) -> There =
        "select t.id from public.scheduled_jobs t where t.organisation_id = (select app.organisation_id()) and t.id = $1";
    /// One run.
    pub RUN: (Uuid) -> RunOut = concat!("select ", run_columns!(), " from public.job_runs t \
        where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A run of this moment.
    pub START: (Uuid) -> Made =
        "insert into public.job_runs (organisation_id, scheduled_job_id) values (app.organisation_id(), $1) returning id";
}

updates! {
    "scheduled_jobs" { enabled: bool, cron: String, time_zone: String, catch_up_minutes: i32 };
    "job_runs" { status: &'static str };
}

row! {
    /// A job of which a slot has come.
    #[derive(Clone, Debug)]
    pub struct DueJob {
        pub organisation_id: Uuid,
        pub id: Uuid,
        pub handler: String,
        pub cron: String,
        pub time_zone: String,
        pub catch_up_minutes: i32,
        pub seen_until: Timestamp,
        /// What time it is, by the database.
        pub clock: Timestamp,
    }
}

row! {
    /// How many slots were new.
    #[derive(Clone, Copy, Debug)]
    pub struct Slots { pub taken: i32 }
}

row! {
    /// What a step of the housekeeping came to.
    #[derive(Clone, Debug)]
    pub struct Kept { pub step: String, pub counted: Option<i64>, pub error_code: Option<String> }
}

row! {
    /// How many rows a run saw to; nothing when it was somebody else's.
    #[derive(Clone, Copy, Debug)]
    pub struct Counted { pub counted: Option<i64> }
}

row! {
    /// Whether it was still ours.
    #[derive(Clone, Copy, Debug)]
    pub struct Ours { pub ours: bool }
}

statement! {
    /// The jobs of which a slot has come.
    pub CLAIM_SCHEDULES: () -> DueJob =
        "select organisation_id, id, handler, cron, time_zone, catch_up_minutes, seen_until, clock from app.claim_schedules() \
         /* never null: organisation_id, id, handler, cron, time_zone, catch_up_minutes, seen_until, clock */";
    /// Takes slots of a job.
    pub FINISH_SLOTS: (Uuid, Uuid, Vec<Timestamp>, Option<Timestamp>, Timestamp, Option<Timestamp>) -> Slots =
        "select app.finish_slots($1, $2, $3, $4, $5, $6) as taken /* never null: taken */";
    /// Runs that are due, under a lease of so many seconds.
    pub CLAIM_RUNS: (i32, f64) -> Run =
        "select organisation_id, id, attempt, handler, slot, lease_seconds from app.claim_job_runs($1, make_interval(secs => $2)) \
         /* never null: organisation_id, id, attempt, handler, slot, lease_seconds */";
    /// Prolongs the lease of a run.
    pub CLAIM_LONGER: (Uuid, Uuid, i32, f64) -> Ours =
        "select app.claim_longer($1, $2, $3, make_interval(secs => $4)) as ours /* never null: ours */";
    /// Does a run and ends it.
    pub FINISH_RUN: (Uuid, Uuid, i32) -> Counted = "select app.finish_job_run($1, $2, $3) as counted";
    /// Ends an attempt that failed.
    pub FINISH_FAILED: (Uuid, Uuid, i32, &'static str) -> Ours =
        "select app.finish_failed_run($1, $2, $3, $4) as ours /* never null: ours */";
    /// Does the step of the housekeeping that is due for longest.
    pub FINISH_HOUSEKEEPING: () -> Kept =
        "select step, counted, error_code from app.finish_housekeeping() /* never null: step */";
}
