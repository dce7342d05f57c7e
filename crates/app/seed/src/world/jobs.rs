//! The jobs of an organisation, and what became of their runs in the last week: as a rule all went well.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Maker;
use super::organisation::Organisation;
use crate::calendar::{Day, TODAY, YESTERDAY};
use crate::tables::{JOB_RUNS, JOBS};
use crate::value::Value;

/// What there is, when it falls due, and how many minutes it is caught up with: as `app.job_handlers` says
/// (a test compares).
const HANDLERS: &[(&str, &str, i64)] = &[
    ("compliance_reminders", "30 7 * * *", 720),
    ("extend_tasks", "10 * * * *", 180),
    ("forgotten_duty", "*/15 * * * *", 120),
    ("occupancy_snapshot", "20 * * * *", 1440),
    ("overdue_tasks", "*/5 * * * *", 60),
    ("refresh_compliance", "40 0 * * *", 1440),
    ("tasks_ready", "*/15 * * * *", 60),
];

/// A run, by what became of it.
struct Run {
    slot: Timestamp,
    status: &'static str,
    attempt: i64,
    counted: Option<i64>,
    error: Option<&'static str>,
    by: Option<Uuid>,
}

pub fn schedule(maker: &mut Maker, organisation: &Organisation) {
    let founded = super::founded(&maker.calendar);
    // Up to the last minute of history everything was seen to.
    let seen = maker.calendar.at(YESTERDAY, 23, 59, 0);
    for (handler, cron, catch_up) in HANDLERS {
        let job = maker.ledger.id(founded);
        let values: Vec<(&'static str, Value)> = vec![
            ("organisation_id", organisation.id.into()),
            ("id", job.into()),
            ("handler", (*handler).into()),
            ("cron", (*cron).into()),
            ("time_zone", "Europe/London".into()),
            ("enabled", true.into()),
            ("clock", "worker".into()),
            ("version", Value::Int(1)),
            ("catch_up_minutes", Value::Int(*catch_up)),
            ("seen_until", seen.into()),
            ("created_at", founded.into()),
            ("updated_at", founded.into()),
        ];
        maker.ledger.plain(&JOBS, values);
        for run in week(maker, organisation, handler) {
            note(maker, organisation.id, (job, *handler), &run);
        }
    }
}

/// The runs that are still known: of what is done every few minutes only the last.
fn week(maker: &Maker, organisation: &Organisation, handler: &str) -> Vec<Run> {
    let went_well = |slot, counted| Run {
        slot,
        status: "succeeded",
        attempt: 1,
        counted: Some(counted),
        error: None,
        by: None,
    };
    let (hour, minute, days, most): (i8, i8, Day, i64) = match handler {
        "compliance_reminders" => (7, 30, 7, 6),
        "refresh_compliance" => (0, 40, 7, 40),
        "occupancy_snapshot" => (1, 20, 7, 4),
        "extend_tasks" => (22, 10, 2, 90),
        _ => (22, 5, 2, 3),
    };
    let mut runs = Vec::new();
    for day in TODAY - days..TODAY {
        // No chance: whatever else is made stays what it was.
        let counted = i64::from(day) * 7 % most;
        runs.push(went_well(at(maker, day, hour, minute), counted));
    }
    match handler {
        // Nobody was there for a night: the newest slot that was too old is noted.
        "overdue_tasks" => {
            let slot = at(maker, YESTERDAY - 3, 4, 35);
            runs.push(Run { status: "stale", attempt: 0, counted: None, ..went_well(slot, 0) });
        }
        "occupancy_snapshot" => {
            let slot = at(maker, YESTERDAY - 2, 2, 20);
            let error = Some("handler_failed");
            runs.push(Run { status: "dead", attempt: 8, counted: None, error, ..went_well(slot, 0) });
        }
        "refresh_compliance" => {
            let slot = at(maker, YESTERDAY, 23, 58);
            runs.push(Run {
                status: "queued",
                attempt: 0,
                counted: None,
                by: Some(organisation.owner.profile),
                ..went_well(slot, 0)
            });
        }
        "extend_tasks" => {
            let slot = at(maker, YESTERDAY, 23, 10);
            runs.push(Run { status: "running", counted: None, ..went_well(slot, 0) });
        }
        _ => {}
    }
    runs.sort_by_key(|run| run.slot);
    runs
}

fn at(maker: &Maker, day: Day, hour: i8, minute: i8) -> Timestamp {
    maker.calendar.at(day, hour, minute, 0)
}

fn note(maker: &mut Maker, organisation: Uuid, (job, handler): (Uuid, &'static str), run: &Run) {
    let began = run.slot + SignedDuration::from_secs(2);
    // Eight attempts with pauses of up to a quarter of an hour.
    let ended = if run.status == "dead" {
        run.slot + SignedDuration::from_mins(48)
    } else {
        began + SignedDuration::from_millis(140)
    };
    let open = matches!(run.status, "queued" | "running");
    let begun = run.attempt > 0;
    let id = maker.ledger.id(run.slot);
    let values: Vec<(&'static str, Value)> = vec![
        ("organisation_id", organisation.into()),
        ("id", id.into()),
        ("scheduled_job_id", job.into()),
        ("handler", handler.into()),
        ("handler_version", if begun { Value::Int(1) } else { Value::Null }),
        ("slot", run.slot.into()),
        ("status", run.status.into()),
        ("attempt", Value::Int(run.attempt)),
        ("gives_up_after", Value::Int(8)),
        ("version", Value::Int(1)),
        ("next_at", run.slot.into()),
        ("lease_until", (run.status == "running").then(|| began + SignedDuration::from_mins(1)).into()),
        ("counted", run.counted.map_or(Value::Null, Value::Int)),
        ("last_error", run.error.into()),
        ("started_by", run.by.into()),
        ("started_at", begun.then_some(began).into()),
        ("finished_at", (!open).then_some(ended).into()),
        ("created_at", run.slot.into()),
    ];
    maker.ledger.plain(&JOB_RUNS, values);
}
