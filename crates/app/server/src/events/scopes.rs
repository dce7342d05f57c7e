//! The scopes of everybody who listens: looked up when they come, every few seconds, and whenever a
//! change may have given or taken a right. Streams of one session share one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use almoner_kernel::{Actor, Caller, Code, Error, Person, Result};
use almoner_pg::Db;
use almoner_web::server::Stop;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::time::Instant;
use uuid::Uuid;

use super::LiveConfig;
use super::place::Place;
use super::scope::Scope;

/// Looks at once: few, so that requests of people come first.
const AT_ONCE: usize = 4;
/// Between two looks for one session, however much changes.
const APART: Duration = Duration::from_millis(200);
/// After a look that failed.
const AGAIN: Duration = Duration::from_millis(500);

/// Whose scope it is. A session of ours, or the account of another issuer's token.
type Key = (Uuid, Option<Uuid>, &'static str);

/// A scope as it was looked up.
#[derive(Clone, Debug)]
pub struct Standing {
    pub scope: Arc<Scope>,
    /// Every change up to here was there when it was looked up.
    pub as_of: Place,
    /// When the look began.
    pub at: Instant,
}

/// What is known of a session.
#[derive(Clone, Debug)]
pub enum State {
    /// Nothing yet.
    New,
    Standing(Standing),
    /// The session has ended, or the person has no place here any more.
    Ended,
}

struct Session {
    person: Person,
    state: watch::Sender<State>,
    streams: usize,
    /// A look that is newer than this is asked for.
    wanted: Option<Place>,
    due: Instant,
    /// When the last look began.
    last: Instant,
    looking: bool,
}

/// See the module's documentation.
pub struct Scopes {
    db: Db,
    config: LiveConfig,
    sessions: Mutex<HashMap<Key, Session>>,
    wake: Notify,
    places: Arc<Semaphore>,
    looks: AtomicU64,
    streams: AtomicUsize,
}

/// One stream's place among its session's; gives it back when dropped.
pub struct Seat {
    scopes: Arc<Scopes>,
    key: Key,
    pub state: watch::Receiver<State>,
}

impl Scopes {
    pub fn new(db: Db, config: LiveConfig) -> Arc<Self> {
        Arc::new(Self {
            db,
            config,
            sessions: Mutex::default(),
            wake: Notify::new(),
            places: Arc::new(Semaphore::new(AT_ONCE)),
            looks: AtomicU64::new(0),
            streams: AtomicUsize::new(0),
        })
    }

    /// Looks that were made, for tests.
    pub fn looks(&self) -> u64 {
        self.looks.load(Ordering::Relaxed)
    }

    /// Streams that are open.
    pub fn streams(&self) -> usize {
        self.streams.load(Ordering::Relaxed)
    }

    /// A place for one more stream, if there is one.
    pub fn enter(self: &Arc<Self>, person: &Person) -> Result<Seat> {
        let key = key(person);
        let mut sessions = self.sessions();
        if self.streams.load(Ordering::Relaxed) >= self.config.per_process {
            return Err(Error::new(Code::Unavailable).retry_after(10));
        }
        let now = Instant::now();
        let session = sessions.entry(key).or_insert_with(|| Session {
            person: person.clone(),
            state: watch::Sender::new(State::New),
            streams: 0,
            wanted: None,
            due: now + self.config.refresh,
            last: now,
            looking: false,
        });
        if session.streams >= self.config.per_session {
            let message = "Too many streams of events are open in this session; close one first.";
            return Err(Error::new(Code::TooManyRequests).message(message).retry_after(10));
        }
        session.streams += 1;
        self.streams.fetch_add(1, Ordering::Relaxed);
        Ok(Seat { scopes: Arc::clone(self), key, state: session.state.subscribe() })
    }

    /// Looks now, for a stream that is about to open.
    pub async fn look(&self, db: &Db, caller: &Caller, person: &Person, as_of: Place) -> Result<()> {
        let at = Instant::now();
        let found = Scope::read(db, caller).await;
        self.looked(key(person), at, as_of, &found);
        found.map(drop)
    }

    /// Keeps every scope fresh until the service stops.
    pub async fn keep(self: Arc<Self>, head: impl Fn() -> Place + Send + Sync + 'static, stop: Stop) {
        let head = Arc::new(head);
        loop {
            let (due, next) = self.due();
            for (key, person) in due {
                let (scopes, head) = (Arc::clone(&self), Arc::clone(&head));
                tokio::spawn(async move {
                    let Ok(_place) = scopes.places.acquire().await else { return };
                    let (at, as_of) = (Instant::now(), head());
                    let caller = Caller::new(Actor::Person(person));
                    let found = Scope::read(&scopes.db, &caller).await;
                    scopes.looked(key, at, as_of, &found);
                });
            }
            tokio::select! {
                () = tokio::time::sleep_until(next) => {}
                () = self.wake.notified() => {}
                () = stop.asked() => return,
            }
        }
    }

    /// Whose look is due, and when the next one is.
    fn due(&self) -> (Vec<(Key, Person)>, Instant) {
        let now = Instant::now();
        let mut next = now + self.config.refresh;
        let mut due = Vec::new();
        for (key, session) in self.sessions().iter_mut().filter(|(_, session)| !session.looking) {
            let when =
                if session.wanted.is_some() { session.due.min(session.last + APART) } else { session.due };
            if when <= now {
                session.looking = true;
                due.push((*key, session.person.clone()));
            } else {
                next = next.min(when);
            }
        }
        (due, next)
    }

    fn looked(&self, key: Key, at: Instant, as_of: Place, found: &Result<Scope>) {
        self.looks.fetch_add(1, Ordering::Relaxed);
        let mut sessions = self.sessions();
        let Some(session) = sessions.get_mut(&key) else { return };
        session.looking = false;
        session.last = session.last.max(at);
        let mut again = false;
        match found {
            Ok(scope) => {
                session.due = at + self.config.refresh;
                if session.wanted.is_some_and(|wanted| wanted <= as_of) {
                    session.wanted = None;
                }
                again = session.wanted.is_some();
                session.state.send_if_modified(|state| {
                    let (scope, newer) = match state {
                        // The same sets again are not kept twice.
                        State::Standing(held) if *held.scope == *scope => {
                            (Arc::clone(&held.scope), as_of >= held.as_of)
                        }
                        State::Standing(held) => (Arc::new(scope.clone()), as_of >= held.as_of),
                        State::New => (Arc::new(scope.clone()), true),
                        State::Ended => return false,
                    };
                    if newer {
                        *state = State::Standing(Standing { scope, as_of, at });
                    }
                    newer
                });
            }
            Err(error) if matches!(error.code, Code::Unauthenticated | Code::Forbidden) => {
                session.state.send_replace(State::Ended);
            }
            Err(error) => {
                tracing::debug!(%error, "a scope could not be looked up");
                session.due = Instant::now() + AGAIN;
                again = true;
            }
        }
        drop(sessions);
        if again {
            self.wake.notify_one();
        }
    }

    fn sessions(&self) -> MutexGuard<'_, HashMap<Key, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Seat {
    /// Asks for a look that knows every change up to a place.
    pub fn want(&self, place: Place) {
        let mut sessions = self.scopes.sessions();
        if let Some(session) = sessions.get_mut(&self.key) {
            session.wanted = session.wanted.max(Some(place));
        }
        drop(sessions);
        self.scopes.wake.notify_one();
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut sessions = self.scopes.sessions();
        if let Some(session) = sessions.get_mut(&self.key) {
            session.streams -= 1;
            if session.streams == 0 {
                sessions.remove(&self.key);
            }
        }
        self.scopes.streams.fetch_sub(1, Ordering::Relaxed);
    }
}

fn key(person: &Person) -> Key {
    (person.account, person.session, person.assurance.as_str())
}
