//! One request in the making, and its answer.

use std::fmt::Display;

use bytes::Bytes;
use http::{HeaderMap, Method, Request};
use http_body_util::Full;
use serde_json::Value;
use uuid::Uuid;

use super::app::{HOST, TestApp};
use super::contract;

/// A request in the making. Nothing is sent until [`Ask::send`].
pub struct Ask<'a> {
    app: &'a TestApp,
    method: Method,
    path: String,
    headers: Vec<(String, String)>,
    body: Option<Bytes>,
    checked: bool,
}

impl TestApp {
    /// Any request; `path` begins with `/`.
    pub fn ask(&self, method: Method, path: impl Display) -> Ask<'_> {
        let headers = vec![("host".to_owned(), HOST.to_owned())];
        Ask { app: self, method, path: path.to_string(), headers, body: None, checked: true }
    }

    pub fn get(&self, path: impl Display) -> Ask<'_> {
        self.ask(Method::GET, path)
    }

    /// With a fresh Idempotency-Key.
    pub fn post(&self, path: impl Display, body: &Value) -> Ask<'_> {
        self.ask(Method::POST, path).key(&Uuid::new_v4().to_string()).json(body)
    }

    /// A change under If-Match.
    pub fn patch(&self, path: impl Display, version: i64, body: &Value) -> Ask<'_> {
        self.ask(Method::PATCH, path).if_match(version).json(body)
    }

    /// A verb under If-Match and a fresh Idempotency-Key.
    pub fn act(&self, path: impl Display, version: i64, body: &Value) -> Ask<'_> {
        self.post(path, body).if_match(version)
    }

    /// Bytes as they are, on a connection of their own.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        self.keep.raw(bytes).await
    }
}

impl Ask<'_> {
    /// As somebody of the world: `mgr1`, `owner1@stale`, `carer1@external`, `anonymous`, ...
    #[must_use]
    pub fn by(self, actor: &str) -> Self {
        match self.app.token(actor) {
            None => self,
            Some(token) => self.bearer(&token),
        }
    }

    #[must_use]
    pub fn bearer(self, token: &str) -> Self {
        self.header("authorization", format!("Bearer {token}"))
    }

    /// Adds a header; one that was set before stays beside it.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// Takes a header away.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self
    }

    #[must_use]
    pub fn if_match(self, version: i64) -> Self {
        self.header("if-match", format!("\"v{version}\""))
    }

    #[must_use]
    pub fn key(self, key: &str) -> Self {
        self.without("idempotency-key").header("idempotency-key", key)
    }

    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.bytes("application/json", body.to_string())
    }

    /// A body as it is, with its type.
    #[must_use]
    pub fn bytes(mut self, kind: &str, body: impl Into<Bytes>) -> Self {
        self.body = Some(body.into());
        self.without("content-type").header("content-type", kind)
    }

    /// Doesn't hold the answer against the document.
    #[must_use]
    pub fn unchecked(mut self) -> Self {
        self.checked = false;
        self
    }

    /// Sends it and checks the answer against the document.
    ///
    /// # Panics
    /// When there is no answer, or one that the document does not know.
    pub async fn send(self) -> Got {
        let mut request = Request::builder().method(&self.method).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(self.body.unwrap_or_default())).expect("a request");
        let what = format!("{} {}", self.method, self.path);
        let response = self.app.keep.send(request).await.unwrap_or_else(|e| panic!("{what}: {e:?}"));
        let (parts, bytes) = response.into_parts();
        let is_json = parts.headers.get("content-type").is_some_and(|kind| kind == "application/json");
        let body = if is_json { serde_json::from_slice(&bytes).expect("JSON") } else { Value::Null };
        let got = Got { what, status: parts.status.as_u16(), headers: parts.headers, body, bytes };
        if got.status >= 500 {
            self.app.saw_fault(format!("{} {}: {}", got.status, got.what, got.body));
        }
        let path = self.path.split('?').next().unwrap_or_default();
        if self.checked {
            contract::check(&self.method, path, &got);
        }
        got
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Got {
    /// Method and path of the request.
    pub what: String,
    pub status: u16,
    pub headers: HeaderMap,
    /// Null when it is not JSON.
    pub body: Value,
    pub bytes: Bytes,
}

impl Got {
    /// The error's code, or nothing.
    pub fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    /// `data` of a success.
    #[track_caller]
    pub fn ok(&self) -> &Value {
        assert!((200..300).contains(&self.status), "{}: {} {}", self.what, self.status, self.body);
        &self.body["data"]
    }

    /// A refusal with this status and code.
    #[track_caller]
    pub fn refused(&self, status: u16, code: &str) -> &Self {
        assert_eq!((self.status, self.code()), (status, code), "{}: {}", self.what, self.body);
        self
    }

    /// `path:code` of each wrong field.
    pub fn fields(&self) -> Vec<String> {
        let fields = self.body["error"]["fields"].as_array().cloned().unwrap_or_default();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        fields.iter().map(|f| format!("{}:{}", text(&f["path"]), text(&f["code"]))).collect()
    }

    /// The version of the record that was answered.
    #[track_caller]
    pub fn version(&self) -> i64 {
        let etag = self.headers.get("etag").and_then(|tag| tag.to_str().ok()).unwrap_or_default();
        let digits = etag.trim_start_matches("\"v").trim_end_matches('"');
        digits.parse().unwrap_or_else(|_| panic!("{}: no version in {etag:?}", self.what))
    }

    /// A header's text, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Lines of `Set-Cookie`.
    pub fn cookies(&self) -> Vec<String> {
        self.headers.get_all("set-cookie").iter().filter_map(|c| Some(c.to_str().ok()?.to_owned())).collect()
    }

    /// What two answers that must tell nothing apart have in common: everything but the request's
    /// id and the ids that were asked for.
    pub fn alike(&self, asked: &[Uuid]) -> (u16, Vec<String>, String) {
        let blind =
            |text: &str| asked.iter().fold(text.to_owned(), |t, id| t.replace(&id.to_string(), "<id>"));
        let mut headers: Vec<String> = self
            .headers
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "x-request-id" | "date"))
            .map(|(name, value)| format!("{name}: {}", blind(value.to_str().unwrap_or("?"))))
            .collect();
        headers.sort();
        let mut body = self.body.clone();
        if let Some(id) = body.pointer_mut("/meta/request_id") {
            *id = Value::Null;
        }
        (self.status, headers, blind(&body.to_string()))
    }
}
