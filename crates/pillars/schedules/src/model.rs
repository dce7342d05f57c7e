//! What goes in and out: the shapes of the API and what makes one valid.

use almoner_jobs::{NotASchedule, Schedule};
use almoner_kernel::Result;
use almoner_pg::row;
use almoner_web::{Checks, Patch};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::store;

row! {
    /// A job of the organisation.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct JobOut {
        pub id: Uuid,
        pub version: i32,
        /// What it does: `overdue_tasks`, `extend_tasks`, `occupancy_snapshot`, `refresh_compliance`,
        /// `compliance_reminders`, `forgotten_duty`, `tasks_ready`.
        pub handler: String,
        /// Five fields: minute, hour, day of month, month, day of week.
        pub cron: String,
        /// IANA zone on whose wall clock `cron` is read.
        pub time_zone: String,
        /// Slots older than this are passed over when nobody was there to run them.
        pub catch_up_minutes: i32,
        pub enabled: bool,
        /// `worker` or `pg_cron`: who says when it is due.
        pub clock: String,
        /// When it falls due next. Empty for some seconds after a change, while it is off, and while `pg_cron` has it.
        pub next_slot: Option<Timestamp>,
        /// The latest run, if there is one.
        pub last_run_id: Option<Uuid>,
        pub last_run_status: Option<String>,
        pub last_run_slot: Option<Timestamp>,
        pub last_run_finished_at: Option<Timestamp>,
        /// Runs that were attempted too often and wait for somebody to look.
        pub dead: i64,
        /// `update`, `start`: what the reader may do.
        pub can: Vec<String>,
    }
}

row! {
    /// One time that a job was due or was started.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RunOut {
        pub id: Uuid,
        pub version: i32,
        pub scheduled_job_id: Uuid,
        pub handler: String,
        /// Of the handler that had it last.
        pub handler_version: Option<i32>,
        /// When it was due; of a run that somebody started, when they did.
        pub slot: Timestamp,
        /// `queued`, `running`, `succeeded`, `dead` (attempted too often), `stale` (too old to be caught up with).
        pub status: String,
        pub attempt: i32,
        /// Of one that is queued: not attempted before.
        pub next_at: Timestamp,
        /// How many rows it saw to.
        pub counted: Option<i64>,
        /// Why the last attempt failed, as a code.
        pub last_error: Option<String>,
        /// Who started it by hand or had it done again.
        pub started_by: Option<Uuid>,
        pub started_at: Option<Timestamp>,
        pub finished_at: Option<Timestamp>,
        pub created_at: Timestamp,
        /// `replay`: what the reader may do.
        pub can: Vec<String>,
    }
}

almoner_web::records! {
    JobOut, "scheduled_jobs", store::JOB;
    RunOut, "job_runs", store::RUN;
}

/// What may change of a job.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct JobPatch {
    pub enabled: Patch<bool>,
    /// Five fields: minute, hour, day of month, month, day of week. Not more often than every five minutes.
    pub cron: Patch<String>,
    pub time_zone: Patch<String>,
    /// 1 to 20160.
    pub catch_up_minutes: Patch<i32>,
}

/// What is set of it.
pub struct JobChange {
    pub enabled: Option<bool>,
    pub cron: Option<String>,
    pub time_zone: Option<String>,
    pub catch_up_minutes: Option<i32>,
}

/// Slots of a day that a job may have at most: every five minutes.
const SLOTS_A_DAY: usize = 24 * 12;

impl JobPatch {
    pub fn check(self) -> Result<JobChange> {
        let mut c = Checks::new();
        let cron = c.patch_text("cron", self.cron, 100);
        let cron = c.patch_needed("cron", cron).map(|cron| pattern(&mut c, &cron));
        let zone = c.patch_text("time_zone", self.time_zone, 60);
        let time_zone = c.patch_needed("time_zone", zone);
        if let Some(zone) = &time_zone {
            let known = Schedule::parse("0 0 * * *", zone).is_ok();
            c.that(known, "time_zone", "format", "Use a time zone name such as Europe/London.");
        }
        let catch_up_minutes = c.patch_needed("catch_up_minutes", self.catch_up_minutes);
        if let Some(minutes) = catch_up_minutes {
            c.number("catch_up_minutes", minutes, 1..=20_160);
        }
        let enabled = c.patch_needed("enabled", self.enabled);
        c.finish()?;
        Ok(JobChange { enabled, cron, time_zone, catch_up_minutes })
    }
}

/// A pattern that can be kept: as it was written, with one blank between fields.
fn pattern(c: &mut Checks, cron: &str) -> String {
    let plain = cron.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    match Schedule::parse(&plain, "UTC") {
        Err(NotASchedule::Pattern { .. } | NotASchedule::Zone(_)) => c.wrong(
            "cron",
            "format",
            "Write five fields: minute, hour, day of month, month, day of week; such as 30 7 * * *.",
        ),
        Err(NotASchedule::Never(_)) => {
            c.wrong("cron", "not_possible", "That day never comes. Choose days that the months have.");
        }
        Ok(_) if !plain.bytes().all(|b| b.is_ascii_alphanumeric() || b" *,/-".contains(&b)) => {
            c.wrong("cron", "format", "Use numbers, names of months and days, and the signs * , - / only.");
        }
        Ok(schedule) => c.that(
            never_more_often(&schedule),
            "cron",
            "range",
            "Not more often than every five minutes. Name the minutes, such as */5.",
        ),
    }
    plain
}

/// Whether a schedule falls due every five minutes at the most.
fn never_more_often(schedule: &Schedule) -> bool {
    // On the next day that has any.
    let Some(first) = schedule.next(Timestamp::now()) else { return true };
    let before = first - SignedDuration::from_secs(1);
    let gap_is_kept = |slots: &[Timestamp]| {
        slots.windows(2).all(|pair| pair[1].duration_since(pair[0]) >= SignedDuration::from_mins(5))
    };
    let slots = schedule.slots(before, before + SignedDuration::from_hours(24));
    slots.len() <= SLOTS_A_DAY && gap_is_kept(&slots)
}
