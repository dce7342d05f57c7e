//! Jobs of each operator, and a run of the first in every status.

use super::Row;
use crate::world::homes::ORGANISATIONS;
use crate::world::window::{DAY, HOUR, instant};

/// Every handler, when it is due, and how long it is caught up with; as `app.job_handlers` says.
pub(crate) const JOBS: &[(&str, &str, &str)] = &[
    ("overdue_tasks", "*/5 * * * *", "60"),
    ("extend_tasks", "10 * * * *", "180"),
    ("occupancy_snapshot", "20 * * * *", "1440"),
    ("refresh_compliance", "40 0 * * *", "1440"),
    ("forgotten_duty", "*/15 * * * *", "120"),
    ("tasks_ready", "*/15 * * * *", "60"),
    ("compliance_reminders", "30 7 * * *", "720"),
];

/// What a job of an operator is called.
pub(crate) fn job(organisation: &str, handler: &str) -> String {
    format!("{handler} of {organisation}")
}

pub fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for &o in ORGANISATIONS {
        for (handler, cron, catch_up) in JOBS {
            rows.push(
                Row::new("scheduled_jobs", job(o, handler), o)
                    .value("handler", handler)
                    .value("cron", cron)
                    .set("catch_up_minutes", *catch_up),
            );
        }
        let statuses = ["queued", "running", "succeeded", "dead", "stale"];
        for (at, status) in statuses.into_iter().enumerate() {
            let due = instant(-DAY - HOUR * i64::try_from(at).expect("five of them"));
            let row = Row::new("job_runs", format!("{status} of {o}"), o)
                .of("scheduled_job_id", &format!("scheduled_jobs:{}", job(o, "compliance_reminders")))
                .value("handler", "compliance_reminders")
                .set("slot", due.clone())
                .set("attempt", if status == "dead" { "8" } else { "1" })
                // Not due, so that no worker of a test takes what it did not put there.
                .set("next_at", instant(DAY * 3000))
                .status(status);
            rows.push(match status {
                "running" => row.set("lease_until", instant(DAY * 3000)),
                "queued" => row,
                _ => row.set("finished_at", due),
            });
        }
    }
    rows
}
