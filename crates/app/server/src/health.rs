//! Whether the process lives, and whether it can do its work.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use almoner_pg::Db;
use almoner_web::Enveloped;
use almoner_web::server::Stop;
use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use serde_json::json;
use tokio::sync::Mutex;

/// What `/ready` looks at.
#[derive(Clone)]
pub struct Readiness {
    pub db: Db,
    /// The folder that mail and, later, objects are written to.
    pub storage: PathBuf,
    /// Says why the database's migrations don't fit this program, if they don't.
    pub migrations: Arc<dyn Fn() -> Checking + Send + Sync>,
}

/// The answer of [`Readiness::migrations`].
pub type Checking = std::pin::Pin<Box<dyn Future<Output = Option<String>> + Send>>;

#[derive(Clone)]
struct Probe {
    readiness: Readiness,
    stop: Stop,
    /// The last look, so that a probe every second is not a query every second.
    last: Arc<Mutex<Option<Look>>>,
}

/// When somebody looked, and what was lacking.
type Look = (Instant, Vec<&'static str>);

/// How long a look is good for.
const FRESH: Duration = Duration::from_secs(2);

pub fn routes(readiness: Readiness, stop: Stop) -> Router {
    let probe = Probe { readiness, stop, last: Arc::default() };
    Router::new().route("/health", get(alive)).route("/ready", get(ready)).with_state(probe)
}

async fn alive() -> Response {
    (StatusCode::OK, axum::Json(json!({"status": "alive"}))).into_response()
}

async fn ready(State(probe): State<Probe>) -> Response {
    let mut lacking = probe.look().await;
    if probe.stop.is_asked() {
        lacking.push("stopping");
    }
    let status = if lacking.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let mut response = (
        status,
        axum::Json(
            json!({"status": if lacking.is_empty() { "ready" } else { "not ready" }, "lacking": lacking}),
        ),
    )
        .into_response();
    response.extensions_mut().insert(Enveloped);
    response
}

impl Probe {
    async fn look(&self) -> Vec<&'static str> {
        let mut last = self.last.lock().await;
        if let Some((at, lacking)) = last.as_ref()
            && at.elapsed() < FRESH
        {
            return lacking.clone();
        }
        let mut lacking = Vec::new();
        if let Err(error) = self.readiness.db.ping().await {
            tracing::warn!(%error, "not ready: the database does not answer");
            lacking.push("database");
        } else if let Some(why) = (self.readiness.migrations)().await {
            tracing::warn!(why, "not ready: migrations");
            lacking.push("migrations");
        }
        let writable = tokio::fs::metadata(&self.readiness.storage)
            .await
            .is_ok_and(|m| m.is_dir() && !m.permissions().readonly());
        if !writable {
            lacking.push("storage");
        }
        *last = Some((Instant::now(), lacking.clone()));
        lacking
    }
}
