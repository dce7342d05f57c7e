//! Running a handler: bounded in time, guarded against panics, and to its end
//! when it changes something.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use almoner_kernel::{Code, Error};
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tokio_util::task::TaskTracker;

use super::origin::is_safe;
use crate::context::{request_id, with_request_id};
use crate::fail::Fail;

/// How long a caller waits for an answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    pub(super) read: Duration,
    pub(super) change: Duration,
}

/// A read is dropped when its caller goes or its time is over. A change runs
/// on in a task of its own: cut short between two statements it would be
/// neither done nor undone for the caller, who may not even be there to see it.
pub(super) async fn run(request: Request, next: Next, patience: Patience, orphans: &TaskTracker) -> Response {
    if is_safe(request.method()) {
        let work = AssertUnwindSafe(next.run(request)).catch_unwind();
        return match tokio::time::timeout(patience.read, work).await {
            Ok(Ok(response)) => response,
            Ok(Err(_panic)) => panicked(),
            Err(_) => late(),
        };
    }
    // A refusal is said when it is undone: the same key, sent again at once, must not find it busy.
    let work = orphans.spawn(with_request_id(request_id(), almoner_pg::settled(next.run(request))));
    match tokio::time::timeout(patience.change, work).await {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => panicked(),
        Err(_) => late(),
    }
}

/// What a panic says may hold what it was working on, so it is not repeated.
fn panicked() -> Response {
    Fail(Error::internal("a handler panicked")).into_response()
}

fn late() -> Response {
    Fail::from(Code::Timeout).into_response()
}
