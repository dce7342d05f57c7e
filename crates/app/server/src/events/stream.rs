//! One open stream: walks through the changes of its organisation, tells those that its reader sees,
//! and waits. It is asked for more only when the reader has taken what came before.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use almoner_web::Frames;
use almoner_web::server::Stop;
use bytes::Bytes;
use tokio::sync::watch;
use tokio::time::Instant;

use super::Live;
use super::place::Place;
use super::ring::{Entry, Ring, Walk};
use super::scope::Scope;
use super::scopes::{Seat, Standing, State};
use super::words::Verdict;

/// Bytes after which what is there is sent first.
const CHUNK: usize = 16 * 1024;
/// Between two times that a reader is told to read everything anew.
const RESYNC_APART: Duration = Duration::from_secs(1);

/// See the module's documentation.
pub struct Stream {
    live: Live,
    seat: Seat,
    ring: Arc<Ring>,
    came: watch::Receiver<u64>,
    stop: Stop,
    /// The scope by which was told last.
    scope: Arc<Scope>,
    /// Everything up to here was told or is none of the reader's.
    at: Place,
    /// The place that the reader knows of.
    told: Place,
    /// A look at the scope that knows everything up to here has to come first.
    needs: Option<Place>,
    /// The reader has to read everything anew.
    resync: bool,
    resynced: Option<Instant>,
    heartbeat: Instant,
    ends: Instant,
    phase: Phase,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Opening,
    Open,
    Closed,
}

/// What a walk found.
#[derive(PartialEq, Eq)]
enum Found {
    /// Everything there is was looked at.
    All,
    /// There is more, but this is enough for once.
    Enough,
    /// The scope has to be looked up first.
    Wait,
}

impl Stream {
    /// `from`: where the reader left off, if that is at hand; `None` when everything has to be read
    /// anew first.
    pub fn new(
        live: Live,
        seat: Seat,
        standing: &Standing,
        from: Option<Place>,
        ring: Arc<Ring>,
        stop: Stop,
    ) -> Self {
        let at = from.unwrap_or_else(|| ring.head());
        let now = Instant::now();
        let config = live.config();
        let heartbeat = now + config.heartbeat;
        let ends = now + jittered(config.life);
        Self {
            came: ring.came(),
            scope: Arc::clone(&standing.scope),
            at,
            told: at,
            needs: (standing.as_of < at).then_some(at),
            resync: false,
            resynced: None,
            heartbeat,
            ends,
            phase: Phase::Opening,
            live,
            seat,
            ring,
            stop,
        }
    }

    /// The reader has to read everything anew: where they left off is not at hand.
    #[must_use]
    pub fn resyncing(mut self, resync: bool) -> Self {
        self.resync = resync;
        self
    }

    /// The next piece, or the end.
    pub async fn next(mut self) -> Option<(Bytes, Self)> {
        loop {
            match self.phase {
                Phase::Closed => return None,
                Phase::Opening => {
                    self.phase = Phase::Open;
                    let mut frames = Frames::new();
                    frames.retry(jittered(self.live.config().retry));
                    frames.event(self.id().as_deref(), "open", "{}");
                    return Some((frames.finish(), self));
                }
                Phase::Open => {}
            }
            let mut frames = Frames::new();
            if self.stop.is_asked() || Instant::now() >= self.ends {
                // Whoever comes again comes at a time of their own.
                frames.retry(jittered(self.live.config().retry));
                self.phase = Phase::Closed;
                return Some((frames.finish(), self));
            }
            let state = self.seat.state.borrow_and_update().clone();
            let standing = match state {
                State::Standing(standing) => standing,
                State::New => {
                    self.wait(false).await;
                    continue;
                }
                State::Ended => return None,
            };
            if standing.scope.profile != self.scope.profile
                || standing.scope.organisation != self.scope.organisation
            {
                return None;
            }
            if !Arc::ptr_eq(&standing.scope, &self.scope) {
                if standing.scope.is_revoked_from(&self.scope) {
                    // Nothing of what was on the way is told any more; what is left of the rights has
                    // a stream of its own.
                    frames.event(None, "resync", "{}");
                    frames.retry(jittered(self.live.config().retry));
                    self.phase = Phase::Closed;
                    return Some((frames.finish(), self));
                }
                self.resync |= standing.scope.unsettles(&self.scope);
                self.scope = Arc::clone(&standing.scope);
            }
            let found = self.tell(&standing, &mut frames);
            self.say_resync(&mut frames);
            if Instant::now() >= self.heartbeat {
                self.beat(&mut frames);
            }
            if !frames.is_empty() {
                return Some((frames.finish(), self));
            }
            match found {
                Found::Enough => {}
                Found::All => self.wait(true).await,
                Found::Wait => self.wait(false).await,
            }
        }
    }

    /// Writes what the reader sees of what came.
    fn tell(&mut self, standing: &Standing, frames: &mut Frames) -> Found {
        if self.needs.is_some_and(|place| standing.as_of < place) || self.is_old(standing) {
            if let Some(place) = self.needs {
                self.seat.want(place);
            }
            return Found::Wait;
        }
        self.needs = None;
        // Whatever comes from here on wakes us.
        self.came.mark_unchanged();
        let (mut at, mut needs, mut resync, mut events) = (self.at, None, false, 0_u64);
        let scope = &standing.scope;
        let visit = |entry: &Entry| {
            if standing.as_of < entry.place && entry.rule.decides_for(&entry.change, scope) {
                needs = Some(entry.place);
                return ControlFlow::Break(());
            }
            match entry.rule.judge(&entry.change, scope) {
                Verdict::Seen => {
                    frames.written(&entry.frame);
                    events += 1;
                }
                Verdict::Unsure => resync = true,
                Verdict::Hidden => {}
            }
            at = entry.place;
            if frames.len() >= CHUNK { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let walk = self.ring.walk(self.at, visit);
        let told = events > 0;
        self.live.count_events(events);
        self.resync |= resync;
        self.needs = needs;
        match walk {
            Walk::Behind => {
                // The reader took nothing for so long that it is gone: they start anew from here.
                self.at = self.ring.head();
                self.resync = true;
                Found::Enough
            }
            Walk::End(head) => {
                self.at = head;
                if told {
                    self.told = at;
                }
                Found::All
            }
            Walk::Stopped => {
                self.at = at;
                if told {
                    self.told = at;
                }
                if needs.is_some() { Found::Wait } else { Found::Enough }
            }
        }
    }

    /// A scope that could not be looked up for a while is not believed.
    fn is_old(&self, standing: &Standing) -> bool {
        standing.at.elapsed() > self.live.config().refresh * 2
    }

    fn say_resync(&mut self, frames: &mut Frames) {
        if !self.resync || self.resync_due().is_some_and(|due| Instant::now() < due) {
            return;
        }
        self.resync = false;
        self.resynced = Some(Instant::now());
        self.live.count_resync();
        self.told = self.at;
        frames.event(self.id().as_deref(), "resync", "{}");
    }

    fn resync_due(&self) -> Option<Instant> {
        self.resynced.map(|at| at + RESYNC_APART)
    }

    fn beat(&mut self, frames: &mut Frames) {
        self.heartbeat = Instant::now() + self.live.config().heartbeat;
        frames.heartbeat();
        // Whoever is told nothing for an hour goes on from a minute ago all the same.
        if let Some(id) = self.id() {
            self.told = self.at;
            frames.place(&id);
        }
    }

    fn id(&self) -> Option<String> {
        self.live.id(self.scope.organisation, self.at).ok()
    }

    /// Waits until there is something to do.
    async fn wait(&mut self, for_changes: bool) {
        let mut until = self.heartbeat.min(self.ends);
        if self.resync
            && let Some(due) = self.resync_due()
        {
            until = until.min(due);
        }
        tokio::select! {
            came = self.came.changed(), if for_changes => {
                if came.is_err() {
                    self.phase = Phase::Closed;
                }
            }
            known = self.seat.state.changed() => {
                if known.is_err() {
                    self.phase = Phase::Closed;
                }
            }
            () = tokio::time::sleep_until(until) => {}
            () = self.stop.asked() => {}
        }
    }
}

/// Between half and one and a half times as long.
fn jittered(around: Duration) -> Duration {
    let dice = uuid::Uuid::new_v4().as_u128() % 1000;
    around / 2 + around * u32::try_from(dice).unwrap_or(500) / 1000
}
