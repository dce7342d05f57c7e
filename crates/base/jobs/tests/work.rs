//! The worker's loop against a lane in memory, on a clock that the test moves.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use almoner_jobs::{Lane, Leased, Outcome, Pace, Trouble, Worked, work};
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Kind {
    Good,
    Takes(u64),
    Panics,
    Refused,
    Again,
    /// Somebody else has it after the first renewal.
    Stolen,
}

#[derive(Default)]
struct Memory {
    due: Mutex<VecDeque<(usize, Kind)>>,
    ended: Mutex<Vec<(usize, String)>>,
    now: AtomicUsize,
    most: AtomicUsize,
    renewals: AtomicUsize,
    /// How many of the next claims, and of the next ends, fail.
    away: AtomicUsize,
    unwritten: AtomicUsize,
    claims: AtomicUsize,
}

const LEASE: Duration = Duration::from_secs(30);

fn fails(of: &AtomicUsize) -> Result<(), Trouble> {
    match of.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)) {
        Ok(_) => Err("the database is away".into()),
        Err(_) => Ok(()),
    }
}

impl Lane for Memory {
    type Job = (usize, Kind);
    type Done = ();

    fn name(&self) -> &'static str {
        "memory"
    }

    async fn claim(&self, room: usize) -> Result<Vec<Leased<Self::Job>>, Trouble> {
        self.claims.fetch_add(1, Ordering::SeqCst);
        fails(&self.away)?;
        let mut due = self.due.lock().unwrap();
        let many = room.min(due.len());
        Ok(due.drain(..many).map(|job| Leased { job, lease: LEASE }).collect())
    }

    async fn run(&self, (_, kind): &Self::Job) -> Outcome<()> {
        let at_once = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(at_once, Ordering::SeqCst);
        let _leaves = Leaves(&self.now);
        match kind {
            Kind::Good => sleep(Duration::from_secs(1)).await,
            Kind::Takes(seconds) => sleep(Duration::from_secs(*seconds)).await,
            Kind::Stolen => sleep(Duration::from_secs(3600)).await,
            Kind::Panics => panic!("on purpose"),
            Kind::Refused => return Outcome::Failed { code: "refused" },
            Kind::Again => return Outcome::Retry { code: "busy", after: None },
        }
        Outcome::Done(())
    }

    async fn renew(&self, (_, kind): &Self::Job) -> Result<Option<Duration>, Trouble> {
        self.renewals.fetch_add(1, Ordering::SeqCst);
        Ok((*kind != Kind::Stolen).then_some(LEASE))
    }

    async fn finish(&self, (id, _): &Self::Job, outcome: Outcome<()>) -> Result<bool, Trouble> {
        fails(&self.unwritten)?;
        let said = match outcome {
            Outcome::Done(()) => "done",
            Outcome::Retry { code, .. } | Outcome::Failed { code } => code,
        };
        self.ended.lock().unwrap().push((*id, said.to_owned()));
        Ok(true)
    }
}

/// Counts down however the work ends.
struct Leaves<'a>(&'a AtomicUsize);
impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

struct Hand {
    lane: Arc<Memory>,
    wake: Arc<Notify>,
    stop: CancellationToken,
    working: tokio::task::JoinHandle<Worked>,
}

fn begin(kinds: &[Kind], set: impl FnOnce(&Memory)) -> Hand {
    let lane = Arc::new(Memory::default());
    lane.due.lock().unwrap().extend(kinds.iter().copied().enumerate());
    set(&lane);
    let (wake, stop) = (Arc::new(Notify::new()), CancellationToken::new());
    let pace = Pace { at_once: 4, poll: Duration::from_secs(5), grace: Duration::from_secs(20) };
    let working = tokio::spawn(work(Arc::clone(&lane), pace, Arc::clone(&wake), stop.clone()));
    Hand { lane, wake, stop, working }
}

impl Hand {
    async fn ends(self) -> (Worked, Vec<(usize, String)>) {
        self.stop.cancel();
        let worked = self.working.await.unwrap();
        let mut ended = self.lane.ended.lock().unwrap().clone();
        ended.sort();
        (worked, ended)
    }
}

#[tokio::test(start_paused = true)]
async fn each_job_is_done_once_and_no_more_at_a_time_than_there_is_room() {
    let hand = begin(&[Kind::Good; 100], |_| {});
    sleep(Duration::from_secs(40)).await;
    assert_eq!(hand.lane.most.load(Ordering::SeqCst), 4);
    let (worked, ended) = hand.ends().await;
    assert_eq!(worked, Worked { claimed: 100, done: 100, ..Worked::default() });
    assert_eq!(ended, (0..100).map(|n| (n, "done".to_owned())).collect::<Vec<_>>());
}

/// B29: one that panics and one that is refused among good ones.
#[tokio::test(start_paused = true)]
async fn what_goes_wrong_stays_with_its_job() {
    let kinds = [Kind::Good, Kind::Panics, Kind::Good, Kind::Refused, Kind::Again, Kind::Good];
    let hand = begin(&kinds, |_| {});
    sleep(Duration::from_secs(10)).await;
    let (worked, ended) = hand.ends().await;
    assert_eq!(
        worked,
        Worked { claimed: 6, done: 3, retried: 1, failed: 1, panicked: 1, ..Worked::default() }
    );
    let said: Vec<&str> = ended.iter().map(|(_, said)| said.as_str()).collect();
    assert_eq!(said, ["done", "panicked", "done", "refused", "busy", "done"]);
}

#[tokio::test(start_paused = true)]
async fn a_long_job_keeps_its_lease_and_a_lost_one_is_let_go() {
    let hand = begin(&[Kind::Takes(100), Kind::Stolen], |_| {});
    sleep(Duration::from_secs(15)).await;
    assert_eq!(hand.lane.now.load(Ordering::SeqCst), 1, "the stolen one was dropped in the middle");
    sleep(Duration::from_secs(100)).await;
    assert!(hand.lane.renewals.load(Ordering::SeqCst) >= 5);
    let (worked, ended) = hand.ends().await;
    assert_eq!(worked, Worked { claimed: 2, done: 1, lost: 1, ..Worked::default() });
    assert_eq!(ended, [(0, "done".to_owned())], "who lost it writes nothing");
}

/// B04: what runs when the stop is asked for has its time; what takes longer is given back.
#[tokio::test(start_paused = true)]
async fn a_stop_waits_and_then_gives_back() {
    let hand = begin(&[Kind::Takes(10), Kind::Takes(1000)], |_| {});
    sleep(Duration::from_secs(1)).await;
    hand.lane.due.lock().unwrap().push_back((9, Kind::Good));
    let asked = Instant::now();
    let lane = Arc::clone(&hand.lane);
    let (worked, ended) = hand.ends().await;
    assert_eq!(asked.elapsed().as_secs(), 20);
    assert_eq!(worked, Worked { claimed: 2, done: 1, given_back: 1, ..Worked::default() });
    assert_eq!(ended, [(0, "done".to_owned()), (1, "stopped".to_owned())]);
    assert_eq!(lane.due.lock().unwrap().len(), 1, "nothing new was begun");
}

#[tokio::test(start_paused = true)]
async fn a_wake_is_heard_at_once_and_trouble_is_asked_less_often() {
    let hand = begin(&[], |_| {});
    sleep(Duration::from_secs(1)).await;
    hand.lane.due.lock().unwrap().push_back((0, Kind::Good));
    hand.wake.notify_one();
    sleep(Duration::from_millis(1100)).await;
    assert_eq!(hand.lane.ended.lock().unwrap().len(), 1, "not after five seconds");
    let _ = hand.ends().await;

    let hand = begin(&[Kind::Good], |lane| lane.away.store(6, Ordering::SeqCst));
    sleep(Duration::from_secs(100)).await;
    let claims = hand.lane.claims.load(Ordering::SeqCst);
    assert!((3..=6).contains(&claims), "{claims} in 100 s");
    sleep(Duration::from_secs(200)).await;
    let (worked, _) = hand.ends().await;
    assert_eq!(worked.done, 1, "it goes on when the database is back");
}

#[tokio::test(start_paused = true)]
async fn an_end_that_could_not_be_written_is_tried_again() {
    let hand = begin(&[Kind::Good, Kind::Good], |lane| lane.unwritten.store(2, Ordering::SeqCst));
    sleep(Duration::from_secs(5)).await;
    let (worked, ended) = hand.ends().await;
    assert_eq!((worked.done, ended.len()), (2, 2));
    // Never at all: nobody claims that it was done.
    let hand = begin(&[Kind::Good], |lane| lane.unwritten.store(99, Ordering::SeqCst));
    sleep(Duration::from_secs(5)).await;
    let (worked, ended) = hand.ends().await;
    assert_eq!((worked.done, worked.lost, ended.len()), (0, 1, 0));
}
