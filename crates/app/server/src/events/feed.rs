//! Reads changes for everybody who listens in this process, and wakes the other processes.
//!
//! Writers never NOTIFY: it takes a lock of the whole database across their COMMIT. Instead one
//! process, elected by a lock of its listening session, looks ten times a second and wakes the others
//! when something is there. Where nobody can be woken (a pooler in transaction mode without a direct
//! way beside it) each process looks for itself. While nobody listens nobody looks.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use almoner_kernel::{Code, Error, Result};
use almoner_pg::Db;
use almoner_web::Sealer;
use almoner_web::server::Stop;
use jiff::Timestamp;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::LiveConfig;
use super::change::{self, Told};
use super::line::Line;
use super::place::Place;
use super::ring::{Entry, Ring};
use super::scopes::Scopes;

/// How often one that is woken looks all the same.
const UNWOKEN: Duration = Duration::from_secs(5);
/// After a failure of the database.
const AGAIN: Duration = Duration::from_millis(500);
/// Rows that are read for one reader who was away, of all organisations.
const MOST_ROWS: usize = 20_000;
/// How long a reader waits for the first look at the changes.
const PATIENCE: Duration = Duration::from_secs(5);

/// How this process learns of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Nobody listens.
    Asleep,
    /// Looks for itself, and can't be woken.
    Polling,
    /// Is woken by another process.
    Woken,
    /// Wakes the others.
    Notifier,
}

/// See the module's documentation.
pub struct Feed {
    db: Db,
    sealer: Arc<dyn Sealer>,
    config: LiveConfig,
    scopes: Arc<Scopes>,
    /// What was read so far. `None` while nobody listens.
    state: Mutex<State>,
    /// Counts completed looks; 0 while asleep.
    looked: watch::Sender<u64>,
    mode: watch::Sender<Mode>,
    kick: Notify,
    /// One reader's past is read at a time.
    past: Semaphore,
    /// Milliseconds by which the last change was old when it was read.
    pub lag: AtomicI64,
    pub wakes: AtomicU64,
    warned: AtomicBool,
}

#[derive(Default)]
struct State {
    head: Option<Place>,
    /// With when somebody last listened to each.
    rings: HashMap<Uuid, (Arc<Ring>, Instant)>,
}

impl Feed {
    pub fn new(db: Db, sealer: Arc<dyn Sealer>, config: LiveConfig, scopes: Arc<Scopes>) -> Arc<Self> {
        Arc::new(Self {
            db,
            sealer,
            config,
            scopes,
            state: Mutex::default(),
            looked: watch::Sender::new(0),
            mode: watch::Sender::new(Mode::Asleep),
            kick: Notify::new(),
            past: Semaphore::new(1),
            lag: AtomicI64::new(0),
            wakes: AtomicU64::new(0),
            warned: AtomicBool::new(false),
        })
    }

    /// Everything up to here was read.
    pub fn head(&self) -> Place {
        self.state().head.unwrap_or_default()
    }

    pub fn mode(&self) -> watch::Receiver<Mode> {
        self.mode.subscribe()
    }

    /// Waits until changes are being read.
    pub async fn awake(&self) -> Result<()> {
        let mut looked = self.looked.subscribe();
        self.kick.notify_one();
        let first = looked.wait_for(|looks| *looks > 0);
        match tokio::time::timeout(PATIENCE, first).await {
            Ok(Ok(_)) => Ok(()),
            _ => Err(Error::new(Code::Unavailable).retry_after(2)),
        }
    }

    /// The latest changes of an organisation.
    pub fn ring(&self, organisation: Uuid) -> Arc<Ring> {
        let mut state = self.state();
        let head = state.head.unwrap_or_default();
        let ring = state.rings.entry(organisation);
        Arc::clone(&ring.or_insert_with(|| (Arc::new(Ring::new(head, self.config.kept)), Instant::now())).0)
    }

    /// The id of a place.
    pub fn id(&self, organisation: Uuid, place: Place) -> Result<String> {
        place.seal(&*self.sealer, organisation, Timestamp::now())
    }

    /// Whether everything after a reader's place is at hand, read anew from the table if need be.
    /// `None`: they have to read everything again.
    pub async fn resume(&self, organisation: Uuid, id: &str) -> Option<Place> {
        let place = Place::open(&*self.sealer, organisation, id, Timestamp::now())?;
        if place > self.head() {
            // Told by a process that has read further than this one; or of another database. The look
            // that is under way may have begun too early.
            let mut looked = self.looked.subscribe();
            for _ in 0..2 {
                let looks = *looked.borrow_and_update();
                self.kick.notify_one();
                let next = looked.wait_for(|now| *now != looks);
                tokio::time::timeout(PATIENCE, next).await.ok()?.ok()?;
            }
            if place > self.head() {
                return None;
            }
        }
        let ring = self.ring(organisation);
        if ring.floor() <= place {
            return Some(place);
        }
        let _one = self.past.acquire().await.ok()?;
        let until = ring.floor();
        if until <= place {
            return Some(place);
        }
        let entries = self.past(organisation, place, until).await?;
        ring.prepend(entries, place).then_some(place)
    }

    /// The changes of an organisation between two places, unless there are too many.
    async fn past(&self, organisation: Uuid, from: Place, until: Place) -> Option<Vec<Entry>> {
        let (mut entries, mut at, mut rows) = (Vec::new(), from, 0);
        while at < until {
            let claimed = change::after(&self.db, at).await.ok()?;
            rows += claimed.told.len();
            let mine = claimed.told.into_iter().filter(|t| t.change.organisation == organisation);
            for told in mine.filter(|told| told.place <= until) {
                entries.push(self.entry(told)?);
            }
            if entries.len() > self.config.kept || rows > MOST_ROWS {
                return None;
            }
            match claimed.last {
                Some(last) if claimed.full => at = last,
                _ => break,
            }
        }
        Some(entries)
    }

    fn entry(&self, told: Told) -> Option<Entry> {
        let id = self.id(told.change.organisation, told.place).ok()?;
        Some(Entry::new(told, &id))
    }

    /// Runs until the service stops.
    pub async fn run(self: Arc<Self>, stop: Stop) {
        loop {
            tokio::select! {
                () = self.kick.notified() => {}
                () = stop.asked() => return,
            }
            tokio::select! {
                () = self.serve() => self.sleep(),
                () = stop.asked() => return,
            }
        }
    }

    /// Reads as long as somebody listens.
    async fn serve(&self) {
        let mut line: Option<Line> = None;
        let mut connect_at = Instant::now();
        let mut listened = Instant::now();
        let mut read_at;
        loop {
            if self.scopes.streams() > 0 {
                listened = Instant::now();
            } else if listened.elapsed() > self.config.linger {
                return;
            }
            if line.is_none() && Instant::now() >= connect_at {
                line = self.connect().await;
                connect_at = Instant::now() + if line.is_some() { AGAIN } else { UNWOKEN };
            }
            if let Some(held) = &mut line
                && !held.holds
                && Instant::now() >= held.next_try()
                && let Err(error) = held.elect().await
            {
                Self::lost(&mut line, &error);
            }
            self.mode.send_if_modified(|mode| {
                let now = match &line {
                    None => Mode::Polling,
                    Some(line) if line.holds => Mode::Notifier,
                    Some(_) => Mode::Woken,
                };
                std::mem::replace(mode, now) != now
            });
            let read = self.read().await;
            read_at = Instant::now();
            let mut pause = match (&read, &line) {
                (Err(_), _) => AGAIN,
                (Ok(_), None) => self.config.poll,
                (Ok(_), Some(line)) if line.holds => self.config.wake,
                (Ok(_), Some(_)) => UNWOKEN,
            };
            match read {
                Ok(true) => {
                    if let Some(held) = line.as_ref().filter(|line| line.holds) {
                        self.wakes.fetch_add(1, Ordering::Relaxed);
                        if let Err(error) = held.wake().await {
                            Self::lost(&mut line, &error);
                            pause = self.config.wake;
                        }
                    }
                }
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "changes could not be read; trying again"),
            }
            self.wait(&mut line, pause).await;
            // Never more often than a notifier looks.
            tokio::time::sleep_until(read_at + self.config.wake).await;
        }
    }

    /// Waits for a reason to look again.
    async fn wait(&self, line: &mut Option<Line>, pause: Duration) {
        let until = Instant::now() + pause;
        loop {
            let Some(held) = line else {
                tokio::select! {
                    () = tokio::time::sleep_until(until) => {}
                    () = self.kick.notified() => {}
                }
                return;
            };
            let election = if held.holds { until } else { until.min(held.next_try()) };
            tokio::select! {
                () = tokio::time::sleep_until(until) => return,
                () = self.kick.notified() => return,
                word = held.arrived() => {
                    if word.is_none() {
                        *line = None;
                        return;
                    }
                    // One's own word says nothing new.
                    if !held.holds {
                        return;
                    }
                }
                () = tokio::time::sleep_until(election), if !held.holds => {
                    match held.elect().await {
                        Ok(()) if held.holds => return,
                        Ok(()) => {}
                        Err(error) => return Self::lost(line, &error),
                    }
                }
            }
        }
    }

    /// The listening session, where the database can wake us.
    async fn connect(&self) -> Option<Line> {
        let why = match Line::open(&self.db).await {
            Ok(Some(line)) => {
                if self.warned.swap(false, Ordering::Relaxed) {
                    tracing::info!("live screens: woken by the database again");
                }
                return Some(line);
            }
            Ok(None) => "the database is reached through a pooler in transaction mode".to_owned(),
            Err(error) => error.to_string(),
        };
        if !self.warned.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                why,
                every_ms = self.config.poll.as_millis(),
                "live screens: this process can't be woken and polls for changes"
            );
        }
        None
    }

    fn lost(line: &mut Option<Line>, error: &Error) {
        tracing::debug!(%error, "the listening session is gone");
        *line = None;
    }

    /// Reads what is new; whether there was something.
    async fn read(&self) -> Result<bool> {
        let known = self.state().head;
        let mut at = match known {
            Some(head) => head,
            None => change::horizon(&self.db).await?,
        };
        let mut some = false;
        loop {
            let claimed = change::after(&self.db, at).await?;
            if let Some(written) = claimed.at {
                some = true;
                let age = Timestamp::now().duration_since(written).as_millis();
                self.lag.store(i64::try_from(age).unwrap_or(i64::MAX).max(0), Ordering::Relaxed);
            }
            at = claimed.last.unwrap_or(at);
            self.keep(claimed.told, at);
            if !claimed.full {
                break;
            }
        }
        self.looked.send_modify(|looks| *looks += 1);
        Ok(some)
    }

    /// Puts what was read where it is listened for.
    fn keep(&self, told: Vec<Told>, head: Place) {
        let mut by: HashMap<Uuid, Vec<Entry>> = HashMap::new();
        let mut state = self.state();
        // First: a scope that is looked up from now on knows all of it.
        state.head = Some(head);
        for told in told {
            let organisation = told.change.organisation;
            if state.rings.contains_key(&organisation)
                && let Some(entry) = self.entry(told)
            {
                by.entry(organisation).or_default().push(entry);
            }
        }
        state.rings.retain(|organisation, (ring, used)| {
            ring.append(by.remove(organisation).unwrap_or_default(), head);
            let listened = Arc::strong_count(ring) > 1;
            if listened {
                *used = Instant::now();
            }
            listened || used.elapsed() < self.config.linger
        });
    }

    /// Forgets everything: what happens while nobody listens is read from the table by whoever comes.
    fn sleep(&self) {
        *self.state() = State::default();
        self.looked.send_replace(0);
        self.mode.send_replace(Mode::Asleep);
        // Somebody may have come while we lay down.
        if self.scopes.streams() > 0 {
            self.kick.notify_one();
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
