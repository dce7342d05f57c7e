//! `/metrics`: the figures of one process, for a collector on a listener of its own.
//!
//! Never merged into the service: whoever reaches the public port must not learn how busy it is.

use std::sync::Arc;
use std::time::{Instant, SystemTime};

use almoner_identity::Identity;
use almoner_pg::Db;
use almoner_web::metrics::{Kind, Metrics, Text};
use almoner_web::server::Gauges;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use http::header::CONTENT_TYPE;

use crate::events::Live;

/// Where the figures come from.
#[derive(Clone)]
pub struct Figures {
    /// What the gate counts; the same as in its configuration.
    pub requests: Metrics,
    /// Of the listener that serves people.
    pub gauges: Arc<Gauges>,
    pub db: Db,
    pub identity: Arc<Identity>,
    pub live: Live,
    began: Instant,
    began_at: SystemTime,
}

impl Figures {
    /// The process counts as started now.
    pub fn new(requests: Metrics, gauges: Arc<Gauges>, db: Db, identity: Arc<Identity>, live: Live) -> Self {
        Self { requests, gauges, db, identity, live, began: Instant::now(), began_at: SystemTime::now() }
    }

    fn text(&self) -> String {
        let mut text = Text::default();
        self.requests.write(&mut text);
        self.server(&mut text);
        self.pools(&mut text);
        self.passwords(&mut text);
        self.live.write(&mut text);
        self.process(&mut text);
        text.finish()
    }

    fn server(&self, text: &mut Text) {
        let gauges = &self.gauges;
        text.one(
            "almoner_http_requests_in_flight",
            Kind::Gauge,
            "Requests under way, up to the last byte of their answers.",
            gauges.requests(),
        );
        text.one("almoner_http_connections", Kind::Gauge, "Open connections.", gauges.connections());
        text.one(
            "almoner_http_connections_refused_total",
            Kind::Counter,
            "Connections closed at once because their network held too many.",
            gauges.refused(),
        );
    }

    fn pools(&self, text: &mut Text) {
        let loads = self.db.loads();
        let mut family = |name: &str, help: &str, figure: fn(&almoner_pg::PoolLoad) -> usize| {
            text.family(name, Kind::Gauge, help);
            for load in &loads {
                text.sample(name, &[("pool", load.pool)], figure(load));
            }
        };
        family("almoner_db_pool_connections_max", "Connections that the pool may open.", |load| load.max);
        family("almoner_db_pool_connections", "Connections that are open.", |load| load.open);
        family("almoner_db_pool_connections_idle", "Open connections that nobody uses.", |load| load.idle);
        family("almoner_db_pool_waiting", "Requests that wait for a connection.", |load| load.waiting);
        text.one(
            "almoner_db_round_trips_total",
            Kind::Counter,
            "Times that a request wrote to the database and waited for it.",
            self.db.round_trips(),
        );
    }

    fn passwords(&self, text: &mut Text) {
        let load = self.identity.hashing();
        text.one(
            "almoner_password_hashes_running",
            Kind::Gauge,
            "Password hashes that run now.",
            load.running,
        );
        text.one(
            "almoner_password_hashes_running_peak",
            Kind::Gauge,
            "The most password hashes that ever ran at once.",
            load.peak,
        );
        text.one(
            "almoner_password_hashes_refused_total",
            Kind::Counter,
            "Sign-ins turned away because too many waited to be hashed.",
            load.refused,
        );
    }

    fn process(&self, text: &mut Text) {
        let since = self.began_at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        text.one(
            "process_start_time_seconds",
            Kind::Gauge,
            "When the process started, in seconds since 1970.",
            since.as_secs(),
        );
        text.one(
            "almoner_uptime_seconds",
            Kind::Gauge,
            "For how long the process has been serving.",
            self.began.elapsed().as_secs(),
        );
        text.family("almoner_build_info", Kind::Gauge, "Always 1; the version is its label.");
        text.sample("almoner_build_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    }
}

/// The whole service of the listener for collectors.
pub fn metrics(figures: Figures) -> Router {
    Router::new()
        .route("/metrics", get(told))
        .fallback(async || StatusCode::NOT_FOUND)
        .with_state(Arc::new(figures))
}

async fn told(State(figures): State<Arc<Figures>>) -> Response {
    ([(CONTENT_TYPE, Text::MEDIA_TYPE)], figures.text()).into_response()
}
