//! A way as a lane of the worker.

use std::time::Duration;

use almoner_jobs::{Lane, Leased, Outcome, Trouble};
use almoner_pg::Db;
use tokio::time::Instant;

use super::ends::{End, Ends};
use super::store::{CLAIM, Claimed, VERDICT, Verdict};
use super::{Said, Way};

/// How old a verdict may be when the notification is said; older ones are asked for again.
const FRESH: Duration = Duration::from_secs(5);

/// A claim, and when it was asked for.
#[derive(Debug)]
pub struct Held {
    claimed: Claimed,
    asked: Instant,
}

/// The notifications of one way.
pub struct WayLane<W> {
    db: Db,
    way: W,
    ends: Ends,
    lease: Duration,
}

impl<W: Way> WayLane<W> {
    /// Must be called inside a runtime.
    pub fn new(db: Db, way: W, lease: Duration) -> Self {
        Self { ends: Ends::new(db.clone()), db, way, lease }
    }

    async fn verdict(&self, claimed: &Claimed) -> Result<Option<Verdict>, Trouble> {
        let key = (claimed.organisation_id, claimed.id, claimed.attempt, self.lease.as_secs_f64());
        Ok(self.db.work(VERDICT.with(key)).await?.into_iter().next())
    }
}

/// How an attempt is done, as the queue writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    outcome: &'static str,
    provider: Option<String>,
    code: Option<String>,
}

impl Done {
    fn of(outcome: &'static str, code: impl Into<Option<String>>) -> Outcome<Self> {
        Outcome::Done(Self { outcome, provider: None, code: code.into() })
    }
}

impl<W: Way> Lane for WayLane<W> {
    type Job = Held;
    type Done = Done;

    fn name(&self) -> &'static str {
        self.way.channel()
    }

    async fn claim(&self, room: usize) -> Result<Vec<Leased<Held>>, Trouble> {
        let asked = Instant::now();
        let room = i32::try_from(room).unwrap_or(i32::MAX);
        let rows = self.db.work(CLAIM.with((self.way.channel(), room, self.lease.as_secs_f64()))).await?;
        Ok(rows
            .into_iter()
            .map(|claimed| {
                let lease = Duration::from_secs_f64(claimed.lease_seconds);
                Leased { job: Held { claimed, asked }, lease }
            })
            .collect())
    }

    async fn run(&self, held: &Held) -> Outcome<Done> {
        let claimed = &held.claimed;
        let (mut says, mut code) = (claimed.says.clone(), claimed.code.clone());
        if held.asked.elapsed() > FRESH {
            // It waited its turn here: who may hear of it may have changed.
            match self.verdict(claimed).await {
                Ok(Some(verdict)) => (says, code) = (verdict.says, verdict.code),
                // Somebody else's; the end that is written now changes nothing.
                Ok(None) => return Outcome::Retry { code: "lost", after: None },
                Err(error) => {
                    tracing::warn!(way = self.name(), %error, "whether it may still be said was not answered");
                    return Outcome::Retry { code: "database_away", after: None };
                }
            }
        }
        if says != "send" {
            return Done::of("suppressed", code);
        }
        match self.way.say(claimed).await {
            Said::Taken { id } => Outcome::Done(Done { outcome: "sent", provider: id, code: None }),
            Said::NotNow { code, after } => Outcome::Retry { code, after },
            Said::Refused { code } => Outcome::Failed { code },
            Said::Closed { code } => Done::of("paused", code.to_owned()),
            // An incident is rather told twice than not at all; a reminder is not.
            Said::Unknown { code } if claimed.class == "incident" => Outcome::Retry { code, after: None },
            Said::Unknown { code } => Done::of("unknown", code.to_owned()),
        }
    }

    async fn renew(&self, held: &Held) -> Result<Option<Duration>, Trouble> {
        let verdict = self.verdict(&held.claimed).await?;
        Ok(verdict.map(|v| Duration::from_secs_f64(v.lease_seconds)))
    }

    async fn finish(&self, held: &Held, outcome: Outcome<Done>) -> Result<bool, Trouble> {
        let Claimed { organisation_id, id, attempt, .. } = held.claimed;
        let end = End {
            organisation: organisation_id,
            id,
            attempt,
            outcome: "retry",
            provider: None,
            code: None,
            after: None,
        };
        let end = match outcome {
            Outcome::Done(done) => {
                End { outcome: done.outcome, provider: done.provider, code: done.code, ..end }
            }
            Outcome::Retry { code, after } => End {
                code: Some(code.to_owned()),
                after: after.map(|d| i32::try_from(d.as_secs()).unwrap_or(i32::MAX)),
                ..end
            },
            Outcome::Failed { code } => End { outcome: "failed", code: Some(code.to_owned()), ..end },
        };
        self.ends.write(end).await
    }
}
