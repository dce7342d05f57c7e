//! A run to start of each operator's jobs.

use crate::world::{ORGANISATIONS, Row, job};

pub fn candidates() -> Vec<Row> {
    ORGANISATIONS
        .iter()
        .map(|&o| {
            Row::candidate("job_runs", format!("a run of {o}"), o)
                .of("scheduled_job_id", &format!("scheduled_jobs:{}", job(o, "overdue_tasks")))
        })
        .collect()
}
