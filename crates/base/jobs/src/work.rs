//! The loop of a worker: claims as much as there is room for, keeps the leases of what runs, and stops
//! without leaving anything half known.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::lane::{Lane, Leased, Outcome, Trouble};

/// How a lane is worked.
#[derive(Clone, Debug)]
pub struct Pace {
    /// Jobs at once.
    pub at_once: usize,
    /// How often to look without being woken.
    pub poll: Duration,
    /// How long running jobs have after the stop was asked for.
    pub grace: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self { at_once: 8, poll: Duration::from_secs(5), grace: Duration::from_secs(20) }
    }
}

/// What a worker did until it stopped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worked {
    pub claimed: u64,
    pub done: u64,
    pub retried: u64,
    pub failed: u64,
    /// Ended by a panic; tried again as any other.
    pub panicked: u64,
    /// Somebody else had it by then.
    pub lost: u64,
    /// Given back because the worker had to stop.
    pub given_back: u64,
}

/// Writing the end down is tried this often before the lease is left to run out.
const FINISH_TRIES: u32 = 3;

/// Works a lane until it is asked to stop, then lets what runs end.
pub async fn work<L: Lane>(lane: Arc<L>, pace: Pace, wake: Arc<Notify>, stop: CancellationToken) -> Worked {
    let mut worked = Worked::default();
    let mut running = JoinSet::new();
    let room = Arc::new(Semaphore::new(pace.at_once.max(1)));
    let give_up = CancellationToken::new();
    let mut troubled = 0_u32;
    while !stop.is_cancelled() {
        // Woken while claiming: looked at once more afterwards.
        let woken = wake.notified();
        let free = room.available_permits();
        if free > 0 {
            let sent = Instant::now();
            match lane.claim(free).await {
                Ok(jobs) => {
                    troubled = 0;
                    for job in jobs {
                        let permit = Arc::clone(&room).acquire_owned().await.expect("it is never closed");
                        worked.claimed += 1;
                        let (lane, give_up) = (Arc::clone(&lane), give_up.clone());
                        running.spawn(async move {
                            let end = one(lane.as_ref(), job, sent, &give_up).await;
                            drop(permit);
                            end
                        });
                    }
                }
                Err(error) => {
                    troubled += 1;
                    tracing::warn!(lane = lane.name(), %error, "nothing could be claimed");
                }
            }
        }
        // After trouble less and less often, up to ten times the pace.
        let pause = pace.poll * (1 << troubled.min(4)).min(10);
        tokio::select! {
            () = stop.cancelled() => {}
            () = woken, if troubled == 0 => {}
            Some(end) = running.join_next() => worked.count(end),
            () = sleep(pause) => {}
        }
    }
    let until = Instant::now() + pace.grace;
    while let Ok(Some(end)) = timeout_at(until, running.join_next()).await {
        worked.count(end);
    }
    give_up.cancel();
    while let Some(end) = running.join_next().await {
        worked.count(end);
    }
    worked
}

enum End {
    Done,
    Retried,
    Failed,
    Panicked,
    Lost,
    GivenBack,
}

impl Worked {
    fn count(&mut self, end: Result<End, tokio::task::JoinError>) {
        match end {
            Ok(End::Done) => self.done += 1,
            Ok(End::Retried) => self.retried += 1,
            Ok(End::Failed) => self.failed += 1,
            Ok(End::Panicked) => self.panicked += 1,
            Ok(End::Lost) => self.lost += 1,
            Ok(End::GivenBack) => self.given_back += 1,
            // The wrapper itself does nothing that could.
            Err(error) => tracing::error!(%error, "a job's keeper ended"),
        }
    }
}

/// Runs one job under its lease and writes its end down.
async fn one<L: Lane>(lane: &L, leased: Leased<L::Job>, sent: Instant, give_up: &CancellationToken) -> End {
    let Leased { job, lease } = leased;
    let (outcome, end) = tokio::select! {
        caught = guarded(lane.run(&job)) => match caught {
            Some(outcome) => {
                let end = match &outcome {
                    Outcome::Done(_) => End::Done,
                    Outcome::Retry { .. } => End::Retried,
                    Outcome::Failed { .. } => End::Failed,
                };
                (outcome, end)
            }
            None => (Outcome::Retry { code: "panicked", after: None }, End::Panicked),
        },
        () = keep(lane, &job, sent + lease, lease) => {
            tracing::warn!(lane = lane.name(), "a lease was lost in the middle of its job");
            return End::Lost;
        }
        () = give_up.cancelled() => (Outcome::Retry { code: "stopped", after: None }, End::GivenBack),
    };
    for tried in 1..=FINISH_TRIES {
        match lane.finish(&job, outcome.clone()).await {
            Ok(true) => return end,
            Ok(false) => return End::Lost,
            Err(error) => {
                tracing::warn!(lane = lane.name(), %error, tried, "the end of a job could not be written down");
                sleep(Duration::from_millis(100) * tried).await;
            }
        }
    }
    // Whoever claims it after the lease finds out.
    End::Lost
}

/// Comes to an end when the lease is somebody else's.
async fn keep<L: Lane>(lane: &L, job: &L::Job, mut until: Instant, mut lease: Duration) {
    loop {
        // When a third of it is over, so that one renewal may fail.
        sleep_until(until - lease / 3 * 2).await;
        let sent = Instant::now();
        let asked: Result<Result<Option<Duration>, Trouble>, _> = timeout_at(until, lane.renew(job)).await;
        match asked {
            Ok(Ok(Some(longer))) => (until, lease) = (sent + longer, longer),
            Ok(Ok(None)) => return,
            Ok(Err(error)) => {
                tracing::warn!(lane = lane.name(), %error, "a lease could not be prolonged");
                if Instant::now() >= until {
                    return;
                }
                sleep((until - Instant::now()).min(lease / 10)).await;
            }
            Err(_) => return,
        }
    }
}

/// `None` where the work panicked: the others go on.
async fn guarded<T>(work: impl Future<Output = T>) -> Option<T> {
    use futures_util::FutureExt as _;
    std::panic::AssertUnwindSafe(work).catch_unwind().await.ok()
}
