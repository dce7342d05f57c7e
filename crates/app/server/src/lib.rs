//! Merges the pillars into one HTTP service and its document.
//!
//! Here belong the list of pillars, the document, health, the reference page, and what crosses
//! pillars. What a pillar does is in the pillar.

mod client_errors;
mod cursors;
mod denials;
pub mod events;
mod health;
mod metrics;
mod reference;

use std::sync::Arc;

use almoner_identity::Identity;
use almoner_web::gate::Gate;
use almoner_web::openapi::{Info, RouteInfo, document as written};
use almoner_web::server::Stop;
use almoner_web::{App, Routes};
use axum::Router;
use axum::middleware::from_fn_with_state;
use serde_json::Value;

pub use cursors::Cursors;
pub use denials::Denials;
pub use events::{Live, LiveConfig};
pub use health::{Checking, Readiness};
pub use metrics::{Figures, metrics};

const DESCRIPTION: &str = "The record system of care-home groups. Every answer is an envelope: \
    `data`, `error` and `meta`. Who may see a row is decided in the database; what exists but is not \
    yours answers exactly as what does not exist. Changes take `If-Match` with the ETag that was read, \
    and everything that creates or acts takes an `Idempotency-Key`.";

/// Every route of every pillar.
pub fn routes() -> Routes<App> {
    almoner_identity::routes()
        .merge(almoner_homes::routes())
        .merge(almoner_clients::routes())
        .merge(almoner_care::routes())
        .merge(almoner_notifications::routes())
        .merge(almoner_schedules::routes())
        .merge(client_errors::routes())
        .merge(events::routes())
}

/// What the access tests need to know of each route.
pub fn listing() -> Vec<RouteInfo> {
    routes().listing()
}

/// The OpenAPI 3.1 document, or what is wrong with the routes.
pub fn document() -> Result<Value, Vec<String>> {
    let info = Info { title: "Almoner", version: env!("CARGO_PKG_VERSION"), description: DESCRIPTION };
    written(info, &routes())
}

/// What the service is made of.
pub struct Parts {
    pub app: App,
    pub identity: Arc<Identity>,
    pub live: Live,
    pub readiness: Readiness,
    pub gate: Gate,
    pub stop: Stop,
    /// What answers where no route of the API does: the console in the binary, nothing in most tests.
    pub console: Option<Router>,
}

/// The whole service, with the gate around it.
pub fn router(parts: Parts) -> Result<Router, Vec<String>> {
    let document = document()?;
    let denials = Denials::start(parts.app.db.clone(), &parts.stop);
    sweep(Arc::clone(&parts.identity), &parts.stop);
    let api = routes()
        .into_router()
        .layer(axum::Extension(parts.identity))
        .layer(axum::Extension(parts.live))
        .layer(from_fn_with_state(denials, denials::note))
        .with_state(parts.app);
    let around =
        Router::new().merge(health::routes(parts.readiness, parts.stop)).merge(reference::routes(&document));
    Ok(parts.gate.around(api.merge(around).merge(parts.console.unwrap_or_default())))
}

/// Old counts, tokens and device marks of sign-in are swept once an hour, until the service stops.
fn sweep(identity: Arc<Identity>, stop: &Stop) {
    const EVERY: std::time::Duration = std::time::Duration::from_secs(3600);
    let ending = stop.clone();
    stop.work().spawn(async move {
        loop {
            tokio::select! {
                () = tokio::time::sleep(EVERY) => {}
                () = ending.asked() => return,
            }
            if let Err(error) = identity.sweep().await {
                tracing::warn!(%error, "old traces of sign-in were not swept");
            }
        }
    });
}
