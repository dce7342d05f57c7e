//! Server-sent events: how they are written, answered and documented. What is told to whom is not
//! known here.

use std::fmt::Write as _;
use std::marker::PhantomData;

use axum::body::{Body, Bytes};
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use futures_util::Stream;
use http::header::{CONTENT_TYPE, HeaderName};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::json;
use utoipa::ToSchema;

use crate::openapi::{Input, Operation, Output};

const MEDIA_TYPE: &str = "text/event-stream";
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");
/// Said to proxies that would collect the answer before they pass it on.
const UNBUFFERED: HeaderName = HeaderName::from_static("x-accel-buffering");

/// Text of a stream in the making. Nothing that is put into it may hold a line break; ours is JSON,
/// sealed ids and words.
#[derive(Debug, Default)]
pub struct Frames(String);

impl Frames {
    pub fn new() -> Self {
        Self::default()
    }

    /// One event. Without an id the reader's place stays where it was.
    pub fn event(&mut self, id: Option<&str>, name: &str, data: &str) {
        if let Some(id) = id {
            let _ = writeln!(self.0, "id: {id}");
        }
        let _ = write!(self.0, "event: {name}\ndata: {data}\n\n");
    }

    /// Only moves the reader's place: no event is told of it.
    pub fn place(&mut self, id: &str) {
        let _ = write!(self.0, "id: {id}\n\n");
    }

    /// Something that no reader is told of, so that nothing in between thinks the stream dead.
    pub fn heartbeat(&mut self) {
        self.0.push_str(":\n\n");
    }

    /// After how long the reader comes again when the stream has ended.
    pub fn retry(&mut self, after: std::time::Duration) {
        let _ = write!(self.0, "retry: {}\n\n", after.as_millis());
    }

    /// Frames that were written before.
    pub fn written(&mut self, frames: &str) {
        self.0.push_str(frames);
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(&self) -> &str {
        &self.0
    }

    pub fn finish(self) -> Bytes {
        self.0.into()
    }
}

/// 200 with a stream of events whose `data` is a `T` in JSON.
pub struct Events<T> {
    body: Body,
    data: PhantomData<fn() -> T>,
}

impl<T> Events<T> {
    /// The stream is asked for more only when the reader has taken what came before.
    pub fn new(chunks: impl Stream<Item = Bytes> + Send + 'static) -> Self {
        use futures_util::StreamExt as _;
        Self { body: Body::from_stream(chunks.map(Ok::<_, std::convert::Infallible>)), data: PhantomData }
    }
}

impl<T> IntoResponse for Events<T> {
    fn into_response(self) -> Response {
        let mut response = Response::new(self.body);
        *response.status_mut() = StatusCode::OK;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(UNBUFFERED, HeaderValue::from_static("no"));
        response
    }
}

impl<T: ToSchema> Output for Events<T> {
    fn describe(operation: &mut Operation) {
        let data = operation.schema::<T>();
        operation.responses.insert(
            "200".to_owned(),
            json!({
                "description": "A stream of events; the schema is that of each event's `data`.",
                "content": { MEDIA_TYPE: { "schema": data } },
            }),
        );
    }
}

/// Where a reader left off, as a browser says it by itself. Not judged here: what can't be read is
/// for the stream to answer.
#[derive(Clone, Debug, Default)]
pub struct LastEventId(pub Option<String>);

impl<S: Sync> FromRequestParts<S> for LastEventId {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let sent = parts.headers.get(LAST_EVENT_ID).filter(|value| !value.is_empty());
        Ok(Self(sent.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())))
    }
}

impl Input for LastEventId {
    fn describe(operation: &mut Operation) {
        operation.header(
            "Last-Event-ID",
            false,
            "The `id` of the last event that was read. What happened since is told first.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::Frames;

    #[test]
    fn frames_are_written_as_readers_take_them_apart() {
        let mut frames = Frames::new();
        frames.retry(std::time::Duration::from_millis(2500));
        frames.event(Some("a.b"), "change", r#"{"id":1}"#);
        frames.event(None, "resync", "{}");
        frames.place("c");
        frames.heartbeat();
        assert_eq!(
            frames.text(),
            "retry: 2500\n\nid: a.b\nevent: change\ndata: {\"id\":1}\n\nevent: resync\ndata: {}\n\nid: c\n\n:\n\n"
        );
    }
}
