//! The runs as a lane of the worker.

use std::time::Duration;

use almoner_jobs::{Lane, Leased, Outcome, Trouble};
use almoner_kernel::Code;
use almoner_pg::{Db, One, row};
use jiff::Timestamp;
use uuid::Uuid;

use crate::store::{CLAIM_LONGER, CLAIM_RUNS, FINISH_FAILED, FINISH_RUN};

row! {
    /// A run that is ours for some time.
    #[derive(Clone, Debug)]
    pub struct Run {
        pub organisation_id: Uuid,
        pub id: Uuid,
        /// Which attempt this is; who finishes names it.
        pub attempt: i32,
        pub handler: String,
        pub slot: Timestamp,
        /// How long, by the database's clock.
        pub lease_seconds: f64,
    }
}

/// How long a run is ours before the lease has to be prolonged.
const LEASE: Duration = Duration::from_secs(60);

/// Runs that are due, of every organisation.
pub struct RunsLane {
    db: Db,
    lease: Duration,
}

impl RunsLane {
    pub fn new(db: Db) -> Self {
        Self { db, lease: LEASE }
    }

    /// With another lease, of a second to ten minutes.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.lease = lease;
        self
    }
}

impl Lane for RunsLane {
    type Job = Run;
    /// Whether it was still ours.
    type Done = bool;

    fn name(&self) -> &'static str {
        "schedules"
    }

    async fn claim(&self, room: usize) -> Result<Vec<Leased<Run>>, Trouble> {
        let room = i32::try_from(room).unwrap_or(i32::MAX);
        let runs = self.db.work(CLAIM_RUNS.with((room, self.lease.as_secs_f64()))).await?;
        let leased = |run: Run| Leased { lease: Duration::from_secs_f64(run.lease_seconds), job: run };
        Ok(runs.into_iter().map(leased).collect())
    }

    /// Does it, and notes in the same transaction that it is done: [`finish`](Self::finish) has nothing left to say then.
    async fn run(&self, run: &Run) -> Outcome<bool> {
        let done = self.db.work(FINISH_RUN.with((run.organisation_id, run.id, run.attempt))).await;
        match done.and_then(One::one) {
            Ok(counted) => Outcome::Done(counted.counted.is_some()),
            Err(error) => {
                tracing::warn!(handler = run.handler, run = %run.id, attempt = run.attempt, %error, "a run failed");
                let after = error.retry_after.map(Duration::from_secs);
                // Whatever the handler raised: its SQLSTATE is in the log.
                let code = if error.code == Code::Internal { "handler_failed" } else { error.code.as_str() };
                Outcome::Retry { code, after }
            }
        }
    }

    async fn renew(&self, run: &Run) -> Result<Option<Duration>, Trouble> {
        let longer = (run.organisation_id, run.id, run.attempt, self.lease.as_secs_f64());
        let ours = self.db.work(CLAIM_LONGER.with(longer)).await?.one()?.ours;
        Ok(ours.then_some(self.lease))
    }

    async fn finish(&self, run: &Run, outcome: Outcome<bool>) -> Result<bool, Trouble> {
        let code = match outcome {
            Outcome::Done(ours) => return Ok(ours),
            Outcome::Retry { code, .. } | Outcome::Failed { code } => code,
        };
        let failed = (run.organisation_id, run.id, run.attempt, code);
        Ok(self.db.work(FINISH_FAILED.with(failed)).await?.one()?.ours)
    }
}
