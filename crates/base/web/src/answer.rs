//! The envelope of a success: `{"data": ..., "error": null, "meta": {...}}`.

use almoner_kernel::Error;
use axum::response::{IntoResponse, Response};
use http::header::{CONTENT_TYPE, ETAG, LOCATION};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::context::request_id;
use crate::etag::{ETag, IfNoneMatch};
use crate::fail::{Enveloped, Fail};

/// 200 with `data`.
pub type Answer<T> = Reply<T, 200>;
/// 201 with the new record as `data`.
pub type Created<T> = Reply<T, 201>;
/// 202: stored or queued, and worked on later.
pub type Accepted<T> = Reply<T, 202>;

/// Set on an answer that an earlier request with the same Idempotency-Key earned.
pub const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// One answer; the status is part of the type, so that the document can't say another.
#[derive(Debug)]
pub struct Reply<T, const STATUS: u16> {
    data: T,
    headers: HeaderMap,
    meta: Map<String, Value>,
    unmodified: bool,
}

impl<T, const STATUS: u16> Reply<T, STATUS> {
    pub fn of(data: T) -> Self {
        Self { data, headers: HeaderMap::new(), meta: Map::new(), unmodified: false }
    }

    /// Answers `ETag: "v<version>"`.
    #[must_use]
    pub fn version(self, version: i32) -> Self {
        let value = ETag(version).header();
        self.header(ETAG, value)
    }

    /// Answers `Location`; give a path of ours, never something from a request.
    #[must_use]
    pub fn location(self, path: &str) -> Self {
        match HeaderValue::from_str(path) {
            Ok(value) => self.header(LOCATION, value),
            Err(_) => self,
        }
    }

    /// Adds a header; several of one name stand side by side (cookies).
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.append(name, value);
        self
    }

    /// Adds a word to `meta`.
    #[must_use]
    pub fn meta(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.meta.insert(name.to_owned(), value.into());
        self
    }

    /// Marks the answer as a replay of an earlier one with the same key.
    #[must_use]
    pub fn replayed(self, replayed: bool) -> Self {
        if replayed { self.header(REPLAYED, HeaderValue::from_static("true")) } else { self }
    }

    /// Answers 304 without a body when the caller holds this version already.
    #[must_use]
    pub fn unless_held(mut self, held: &IfNoneMatch) -> Self {
        self.unmodified = self.headers.get(ETAG).is_some_and(|etag| held.holds(etag));
        self
    }

    /// The record itself, for a test or a follow-up.
    pub fn data(&self) -> &T {
        &self.data
    }
}

impl<T: Serialize, const STATUS: u16> IntoResponse for Reply<T, STATUS> {
    fn into_response(self) -> Response {
        if self.unmodified {
            let mut response = StatusCode::NOT_MODIFIED.into_response();
            response.headers_mut().extend(self.headers);
            return response;
        }
        let status = StatusCode::from_u16(STATUS).unwrap_or(StatusCode::OK);
        envelope(status, &self.data, self.meta, self.headers)
    }
}

/// How many there are, when `count=exact` was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    pub value: i64,
    /// Counting stopped at `value`: there are at least so many.
    pub at_least: bool,
}

/// One page of a list: `data` is an array, `meta.next_cursor` leads on or is null.
#[derive(Debug)]
pub struct Page<T> {
    pub items: Vec<T>,
    pub next_cursor: Option<String>,
    pub count: Option<Count>,
}

impl<T> Page<T> {
    /// A list that is complete on one page.
    pub fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None, count: None }
    }

    /// Each item as something else.
    pub fn map<U>(self, as_answer: impl FnMut(T) -> U) -> Page<U> {
        let Self { items, next_cursor, count } = self;
        Page { items: items.into_iter().map(as_answer).collect(), next_cursor, count }
    }

    #[must_use]
    pub fn count(mut self, count: Option<Count>) -> Self {
        self.count = count;
        self
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        let mut meta = Map::new();
        meta.insert("next_cursor".to_owned(), self.next_cursor.into());
        if let Some(count) = self.count {
            meta.insert("count".to_owned(), count.value.into());
            meta.insert("count_at_least".to_owned(), count.at_least.into());
        }
        envelope(StatusCode::OK, &self.items, meta, HeaderMap::new())
    }
}

#[derive(Serialize)]
struct Envelope<'a, T> {
    data: &'a T,
    error: (),
    meta: Map<String, Value>,
}

fn envelope<T: Serialize>(
    status: StatusCode,
    data: &T,
    mut meta: Map<String, Value>,
    headers: HeaderMap,
) -> Response {
    meta.insert("request_id".to_owned(), request_id().to_string().into());
    match serde_json::to_vec(&Envelope { data, error: (), meta }) {
        Ok(body) => {
            let mut response = Response::new(axum::body::Body::from(body));
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
            response.extensions_mut().insert(Enveloped);
            response
        }
        Err(error) => Fail(Error::internal(error)).into_response(),
    }
}
