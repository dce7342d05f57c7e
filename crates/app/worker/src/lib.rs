//! The worker: the lanes of every pillar, worked until it is told to stop.
//!
//! Any number of workers may run against one database, and inside a server too: what one has claimed no
//! other gets, and what one leaves behind the others take up when its lease is over. Here belongs which
//! lanes and beats there are; what each does is its pillar's.

mod beat;
mod bell;

use std::sync::Arc;
use std::time::Duration;

use almoner_jobs::{Pace, Worked, work};
use almoner_mail::Mail;
use almoner_notifications::{EmailWay, WayLane, show_in_app};
use almoner_pg::Db;
use almoner_schedules::{RunsLane, keep_house, take_slots};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use beat::{Done, beat};

/// How a worker works.
#[derive(Clone, Debug)]
pub struct Manner {
    /// Mails at once.
    pub mails: usize,
    /// Runs of schedules at once.
    pub runs: usize,
    /// How long something may be worked on before another worker takes it up.
    pub lease: Duration,
    /// How often to look without being woken.
    pub poll: Duration,
    /// How long what runs has after the stop was asked for.
    pub grace: Duration,
}

impl Default for Manner {
    fn default() -> Self {
        Self {
            mails: 16,
            runs: 4,
            lease: Duration::from_secs(60),
            poll: Duration::from_secs(2),
            grace: Duration::from_secs(20),
        }
    }
}

/// What a worker did until it stopped.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    pub mails: Worked,
    pub runs: Worked,
    /// Notifications that were shown in the console.
    pub shown: u64,
}

/// How much at once of what is done in bulk.
const BULK: i32 = 500;

/// Works everything until `stop`, then ends in order: nothing new is claimed, what runs has its grace,
/// and what is not done by then is given back.
pub async fn run(
    db: &Db,
    mail: Arc<dyn Mail>,
    base_url: &str,
    manner: Manner,
    stop: CancellationToken,
) -> Tally {
    let wake = Arc::new(Notify::new());
    // What nobody wakes: the clock alone says when it is due.
    let never = Notify::new();
    let pace = |at_once| Pace { at_once, poll: manner.poll, grace: manner.grace };
    let way = EmailWay::new(mail, base_url);
    let mails = Arc::new(WayLane::new(db.clone(), way, manner.lease));
    let runs = Arc::new(RunsLane::new(db.clone()).lease(manner.lease));
    let show = || async {
        let some = show_in_app(db, BULK).await?;
        Ok(Done { count: u64::try_from(some).unwrap_or_default(), more: some == BULK })
    };
    let slots = || async { take_slots(db).await.map(|taken| Done { count: taken.slots, more: false }) };
    let house = || async { keep_house(db).await.map(|_| Done::default()) };
    let (mails, runs, shown, ..) = tokio::join!(
        work(mails, pace(manner.mails), Arc::clone(&wake), stop.clone()),
        work(runs, pace(manner.runs), Arc::clone(&wake), stop.clone()),
        beat("in_app", manner.poll / 2, &stop, &wake, show),
        beat("slots", manner.poll * 5, &stop, &never, slots),
        beat("house", manner.poll * 2, &stop, &never, house),
        bell::listen(db, &wake, &stop),
    );
    Tally { mails, runs, shown }
}
