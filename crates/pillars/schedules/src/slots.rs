//! Slots that have come, and what is done for the whole database.

use almoner_jobs::Schedule;
use almoner_kernel::Result;
use almoner_pg::{Db, One};
use jiff::SignedDuration;

use crate::store::{CLAIM_SCHEDULES, DueJob, FINISH_HOUSEKEEPING, FINISH_SLOTS};

/// Slots of a job that are caught up with at the most; of older ones the newest is noted as stale, as
/// if they were past the job's own limit.
const MOST_AT_ONCE: usize = 100;

/// What one look at the clock came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Slots that are runs now; others may have taken the rest.
    pub slots: u64,
    /// Jobs whose slots could not be worked out or taken; they are looked at again.
    pub failed: u64,
}

/// Takes every slot that has come by the database's clock. Any number of workers may do this at any
/// time: of one slot there is one run.
///
/// # Errors
/// When the jobs can't be read. One job that is wrong does not hold up the others.
pub async fn take_slots(db: &Db) -> Result<Taken> {
    let mut taken = Taken::default();
    for job in db.work(CLAIM_SCHEDULES.with(())).await? {
        match take(db, &job).await {
            Ok(slots) => taken.slots += slots,
            Err(why) => {
                taken.failed += 1;
                tracing::warn!(handler = job.handler, job = %job.id, organisation = %job.organisation_id, %why, "the slots of a job could not be taken");
            }
        }
    }
    Ok(taken)
}

async fn take(db: &Db, job: &DueJob) -> Result<u64, Box<dyn std::error::Error + Send + Sync>> {
    let schedule = Schedule::parse(&job.cron, &job.time_zone)?;
    let catch_up = SignedDuration::from_mins(i64::from(job.catch_up_minutes));
    let mut due = schedule.due(job.seen_until, job.clock, catch_up);
    let too_many = due.slots.len().saturating_sub(MOST_AT_ONCE);
    if too_many > 0 {
        due.stale = due.slots.drain(..too_many).next_back();
    }
    let next = schedule.next(job.clock);
    let slots = (job.organisation_id, job.id, due.slots, due.stale, job.clock, next);
    let taken = db.work(FINISH_SLOTS.with(slots)).await?.one()?.taken;
    Ok(u64::try_from(taken).unwrap_or(0))
}

/// What one round of housekeeping came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Steps that were due, and how many rows each saw to.
    pub done: Vec<(String, i64)>,
    /// Steps that failed, and the SQLSTATE.
    pub failed: Vec<(String, String)>,
}

/// Steps of a round at the most: each is due once in a while, and a round ends.
const STEPS: usize = 20;

/// Does what is due for the whole database: audit events get their place in the chain, what nobody
/// asks for any more is forgotten. A step is done by one worker at a time and as often as it is due,
/// however many workers there are.
///
/// # Errors
/// When the database is away. A step that fails is in the answer, and does not hold up the others.
pub async fn keep_house(db: &Db) -> Result<Kept> {
    let mut kept = Kept::default();
    for _ in 0..STEPS {
        let Ok(step) = db.work(FINISH_HOUSEKEEPING.with(())).await?.one() else { break };
        match step.error_code {
            None => kept.done.push((step.step, step.counted.unwrap_or(0))),
            Some(code) => {
                tracing::warn!(step = step.step, sqlstate = code, "a step of the housekeeping failed");
                kept.failed.push((step.step, code));
            }
        }
    }
    Ok(kept)
}
