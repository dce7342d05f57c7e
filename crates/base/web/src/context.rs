//! The request's name, known everywhere while the request is worked on.
//!
//! The id is ours (UUID v7); one that a caller sends is ignored, or it could
//! claim another request's place in the log. It is a task-local, so that an
//! answer made deep in a handler can carry it in `meta.request_id`.

use std::future::Future;

use almoner_kernel::RequestId;
use axum::response::{IntoResponse, Response};
use http::header::{ALLOW, RETRY_AFTER};
use http::{HeaderName, HeaderValue};

use crate::fail::{Enveloped, Fail, code_of};

/// The header that carries the request id back to the caller.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static REQUEST: RequestId;
}

/// The id of the request that this task works on; a fresh one outside any request.
pub fn request_id() -> RequestId {
    REQUEST.try_with(|id| *id).unwrap_or_default()
}

/// Runs a future under a request id. A task that is spawned on behalf of a
/// request needs it: task-locals do not cross `tokio::spawn`.
pub fn with_request_id<F: Future>(id: RequestId, work: F) -> impl Future<Output = F::Output> {
    REQUEST.scope(id, work)
}

/// Answers `x-request-id`, and turns any error that something else made (a
/// rejection of axum's, a layer of tower's) into our envelope.
pub(crate) fn finish_named(response: Response, id: RequestId) -> Response {
    let mut response = enveloped(response);
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// Leaves our own answers alone and rewrites foreign errors.
fn enveloped(response: Response) -> Response {
    let status = response.status();
    let foreign = status.is_client_error() || status.is_server_error();
    if !foreign || response.extensions().get::<Enveloped>().is_some() {
        return response;
    }
    let mut ours = Fail::from(code_of(status)).into_response();
    for name in [ALLOW, RETRY_AFTER] {
        if let Some(value) = response.headers().get(&name) {
            ours.headers_mut().insert(name, value.clone());
        }
    }
    ours
}
