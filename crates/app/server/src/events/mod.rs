//! `GET /api/v1/events`: live screens are told that something changed, ids and kinds and nothing
//! else. docs/live.md says how it works; what is told of which table to whom is in [`words`].
//!
//! An idle stream holds no transaction and no connection: it waits in memory for its organisation's
//! changes and judges them by the sets of its scope.

mod change;
mod feed;
mod line;
mod place;
mod ring;
mod scope;
mod scopes;
mod stream;
mod words;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use almoner_kernel::{Actor, Code, Error, Result};
use almoner_pg::Db;
use almoner_web::metrics::{Kind, Text};
use almoner_web::server::Stop;
use almoner_web::{App, Doc, Events, Handled, LastEventId, QueryOf, Routes, Sealer, SignedIn};
use axum::Extension;
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

pub use change::{Change, ChangeKind, ChangeOut};
pub use feed::Mode;
pub use scope::Scope;
pub use words::{QUIET, RULES, Verdict, rule_of};

use feed::Feed;
use place::Place;
use scopes::Scopes;
use stream::Stream;

/// How streams are kept.
#[derive(Clone, Debug)]
pub struct LiveConfig {
    /// Streams at once of one session.
    pub per_session: usize,
    /// Streams at once of this process.
    pub per_process: usize,
    /// How often what a listener may see is looked up without a cause. A session that has ended closes
    /// its streams within this time and that of one look.
    pub refresh: Duration,
    /// How often something is sent, so that nothing in between thinks a stream dead.
    pub heartbeat: Duration,
    /// How often the notifier looks for changes, and how often anybody does at most.
    pub wake: Duration,
    /// How often a process that can't be woken looks.
    pub poll: Duration,
    /// Changes of one organisation that are held for readers who are behind or were away.
    pub kept: usize,
    /// How long changes are read on when nobody listens any more.
    pub linger: Duration,
    /// For about how long one stream lasts: whoever comes again shows a fresh token.
    pub life: Duration,
    /// After about how long a reader comes again.
    pub retry: Duration,
}

impl Default for LiveConfig {
    fn default() -> Self {
        Self {
            per_session: 6,
            per_process: 10_000,
            refresh: Duration::from_secs(4),
            heartbeat: Duration::from_secs(15),
            wake: Duration::from_millis(100),
            poll: Duration::from_millis(500),
            kept: 4096,
            linger: Duration::from_secs(60),
            life: Duration::from_secs(900),
            retry: Duration::from_secs(3),
        }
    }
}

/// Everything that streams share. Cheap to clone.
#[derive(Clone)]
pub struct Live(Arc<Inner>);

struct Inner {
    config: LiveConfig,
    feed: Arc<Feed>,
    scopes: Arc<Scopes>,
    stop: Stop,
    opened: AtomicU64,
    events: AtomicU64,
    resyncs: AtomicU64,
}

impl Live {
    /// Begins; nothing is asked of the database before somebody listens.
    pub fn start(db: &Db, sealer: &Arc<dyn Sealer>, config: LiveConfig, stop: &Stop) -> Self {
        // What goes on behind everybody's back is no wait of a request.
        let db = db.apart();
        let scopes = Scopes::new(db.clone(), config.clone());
        let feed = Feed::new(db, Arc::clone(sealer), config.clone(), Arc::clone(&scopes));
        stop.work().spawn(Arc::clone(&feed).run(stop.clone()));
        let head = Arc::clone(&feed);
        stop.work().spawn(Arc::clone(&scopes).keep(move || head.head(), stop.clone()));
        let [opened, events, resyncs] = [const { AtomicU64::new(0) }; 3];
        Self(Arc::new(Inner { config, feed, scopes, stop: stop.clone(), opened, events, resyncs }))
    }

    pub fn config(&self) -> &LiveConfig {
        &self.0.config
    }

    /// Streams that are open.
    pub fn streams(&self) -> usize {
        self.0.scopes.streams()
    }

    /// Looks at what listeners may see, since the start.
    pub fn looks(&self) -> u64 {
        self.0.scopes.looks()
    }

    /// How this process learns of changes now.
    pub fn mode(&self) -> tokio::sync::watch::Receiver<Mode> {
        self.0.feed.mode()
    }

    fn id(&self, organisation: Uuid, place: Place) -> Result<String> {
        self.0.feed.id(organisation, place)
    }

    fn count_events(&self, events: u64) {
        self.0.events.fetch_add(events, Ordering::Relaxed);
    }

    fn count_resync(&self) {
        self.0.resyncs.fetch_add(1, Ordering::Relaxed);
    }

    /// The figures of `/metrics`.
    pub fn write(&self, text: &mut Text) {
        let inner = &self.0;
        let count = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
        let mut one = |name, kind, help, value: u64| text.one(name, kind, help, value);
        one("almoner_events_streams", Kind::Gauge, "Streams of events that are open.", self.streams() as u64);
        one("almoner_events_streams_total", Kind::Counter, "Streams that were opened.", count(&inner.opened));
        one("almoner_events_sent_total", Kind::Counter, "Changes told to a reader.", count(&inner.events));
        one(
            "almoner_events_resyncs_total",
            Kind::Counter,
            "Readers told to read anew.",
            count(&inner.resyncs),
        );
        one(
            "almoner_events_scope_looks_total",
            Kind::Counter,
            "Looks at what a listener may see.",
            self.looks(),
        );
        one(
            "almoner_events_wakes_total",
            Kind::Counter,
            "Times that this process woke the others.",
            count(&inner.feed.wakes),
        );
        let lag = inner.feed.lag.load(Ordering::Relaxed);
        one(
            "almoner_events_lag_milliseconds",
            Kind::Gauge,
            "How old the latest change was when it was read: a long writing transaction holds changes back.",
            u64::try_from(lag).unwrap_or_default(),
        );
    }
}

/// Where a reader left off, for those that can't send a header.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct EventsQuery {
    /// As `Last-Event-ID`, which wins.
    last_event_id: Option<String>,
}

const SAYS: &str = "Server-sent events. `open` comes first; `change` says which record changed, by its id \
    (read it to learn how: whether you may is decided there); `resync` says that something changed or was \
    missed that can't be named, so everything on the screen is to be read again. Every event has an id to go \
    on from after a break, for 24 hours; an id that can't be gone on from is answered with `resync`. The stream \
    ends when the sign-in does, and after about a quarter of an hour: come again with the last id.";

pub fn routes() -> Routes<App> {
    Routes::new("events").get(
        "/api/v1/events",
        &Doc::read("stream_events", "Be told of changes as they happen").says(SAYS),
        events,
    )
}

async fn events(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    QueryOf(query): QueryOf<EventsQuery>,
    LastEventId(last): LastEventId,
    Extension(live): Extension<Live>,
) -> Handled<Events<ChangeOut>> {
    let Actor::Person(person) = &me.actor else { return Err(Code::Unauthenticated.into()) };
    let Live(inner) = &live;
    if inner.stop.is_asked() {
        return Err(Error::new(Code::Unavailable).retry_after(2).into());
    }
    let mut seat = inner.scopes.enter(person)?;
    inner.feed.awake().await?;
    // The session is checked in the same round trip.
    let as_of = inner.feed.head();
    inner.scopes.look(&app.db, &me, person, as_of).await?;
    let scopes::State::Standing(standing) = seat.state.borrow_and_update().clone() else {
        return Err(Code::Unauthenticated.into());
    };
    let organisation = standing.scope.organisation;
    let last = last.or(query.last_event_id).filter(|id| !id.is_empty());
    // Held from before its past is read, so that nothing falls between the two.
    let ring = inner.feed.ring(organisation);
    let from = match &last {
        None => None,
        Some(id) => inner.feed.resume(organisation, id).await,
    };
    let lost = last.is_some() && from.is_none();
    inner.opened.fetch_add(1, Ordering::Relaxed);
    let stop = inner.stop.clone();
    let stream = Stream::new(live.clone(), seat, &standing, from, ring, stop).resyncing(lost);
    Ok(Events::new(futures_util::stream::unfold(stream, Stream::next)))
}
