//! Every 403 and 404 of a route with an id, noted alike, in batches.
//!
//! Nothing looks up whether the id exists: a guess and a hidden record leave the same row. The
//! database caps the rows of one account, so a bored teenager can't fill the disk.

use std::time::Duration;

use almoner_kernel::{Caller, RequestId};
use almoner_pg::{Db, row, statement};
use almoner_web::Who;
use almoner_web::server::Stop;
use axum::extract::{MatchedPath, RawPathParams, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::StatusCode;
use serde::Serialize;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Denials that wait to be written; past this they are dropped and counted in the log.
const WAITING: usize = 10_000;
/// How many are written at once, and how often.
const BATCH: usize = 500;
const EVERY: Duration = Duration::from_secs(1);

row! {
    struct Noted { noted: Option<i32> }
}

statement! {
    NOTE: (serde_json::Value) -> Noted = "select app.note_denials($1) as noted";
}

#[derive(Debug, Serialize)]
struct Denial {
    at: jiff::Timestamp,
    account_id: Option<Uuid>,
    session_id: Option<Uuid>,
    route: String,
    asked_id: Option<Uuid>,
    status: u16,
    request_id: Option<Uuid>,
}

/// Where the middleware puts what it saw.
#[derive(Clone, Debug)]
pub struct Denials(mpsc::Sender<Denial>);

impl Denials {
    /// Starts the writer; it ends when the service stops, after writing what waits.
    pub fn start(db: Db, stop: &Stop) -> Self {
        let (send, mut waiting) = mpsc::channel(WAITING);
        let (work, ending) = (stop.work().clone(), stop.clone());
        work.spawn(async move {
            let mut stopping = false;
            while !stopping {
                tokio::select! {
                    () = tokio::time::sleep(EVERY) => {}
                    () = ending.asked() => stopping = true,
                }
                loop {
                    let mut batch = Vec::new();
                    while batch.len() < BATCH
                        && let Ok(denial) = waiting.try_recv()
                    {
                        batch.push(denial);
                    }
                    if batch.is_empty() {
                        break;
                    }
                    if let Err(error) = write(&db, &batch).await {
                        tracing::warn!(%error, lost = batch.len(), "denials could not be noted");
                        break;
                    }
                }
            }
        });
        Self(send)
    }
}

async fn write(db: &Db, batch: &[Denial]) -> almoner_kernel::Result<()> {
    let batch = serde_json::to_value(batch).map_err(almoner_kernel::Error::internal)?;
    let (tx, _) = db.signin(&Caller::anonymous(), NOTE.with((batch,))).await?;
    tx.commit().await
}

/// Middleware: notes the answer of a route with an id when it was 403 or 404.
pub async fn note(
    State(denials): State<Denials>,
    route: Option<MatchedPath>,
    params: RawPathParams,
    mut request: Request,
    next: Next,
) -> Response {
    let asked_id = params.iter().next().and_then(|(_, value)| value.parse().ok());
    let has_id = params.iter().next().is_some();
    let method = request.method().clone();
    let request_id = request.extensions().get::<RequestId>().map(|id| id.0);
    let who = Who::default();
    request.extensions_mut().insert(who.clone());
    let response = next.run(request).await;
    if has_id
        && matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::NOT_FOUND)
        && let Some(route) = route
    {
        let person = who.person();
        let denial = Denial {
            at: jiff::Timestamp::now(),
            account_id: person.map(|p| p.account),
            session_id: person.and_then(|p| p.session),
            route: format!("{method} {}", route.as_str()),
            asked_id,
            status: response.status().as_u16(),
            request_id,
        };
        if denials.0.try_send(denial).is_err() {
            tracing::warn!("a denial was not noted: too many wait");
        }
    }
    response
}
