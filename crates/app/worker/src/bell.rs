//! Wakes the lanes when something has changed: a server that is listened to tells every process so, at
//! most ten times a second (see `events` of the server). Writers never NOTIFY themselves: it takes a lock
//! of the whole database across their COMMIT. Where nobody tells, the lanes look at their own pace.

use std::time::Duration;

use almoner_pg::{CHANGES, Db, Listening};
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Between two wakings: what comes in between is found by the second.
const GATHER: Duration = Duration::from_millis(250);
/// Before the session is opened again.
const AGAIN: Duration = Duration::from_secs(10);

/// Listens until `stop`; for nothing where the database is reached through a pooler alone.
pub async fn listen(db: &Db, wake: &Notify, stop: &CancellationToken) {
    let listening = async {
        loop {
            match db.listen(CHANGES).await {
                Ok(Some(session)) => hear(session, wake).await,
                Ok(None) => {
                    tracing::info!("behind a pooler in transaction mode: the worker looks, and is not woken");
                    return;
                }
                Err(error) => tracing::debug!(%error, "the worker can't be woken now"),
            }
            sleep(AGAIN).await;
        }
    };
    tokio::select! {
        () = listening => {}
        () = stop.cancelled() => {}
    }
}

/// Until the session ends.
async fn hear(mut session: Listening, wake: &Notify) {
    // What was told before it listened.
    wake.notify_waiters();
    while session.arrived().await.is_some() {
        wake.notify_waiters();
        sleep(GATHER).await;
    }
}
