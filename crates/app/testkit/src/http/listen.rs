//! A reader of the stream of events, that takes it apart as a browser does.

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use serde_json::Value;
use uuid::Uuid;

use super::app::{HOST, TestApp};

/// One event, or something that is none: a comment, a place, a time to come again.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heard {
    /// `open`, `change`, `resync`; empty when it is no event.
    pub event: String,
    pub id: Option<String>,
    pub data: Value,
    /// Milliseconds.
    pub retry: Option<u64>,
    pub comment: bool,
}

/// An open stream.
pub struct Listener {
    body: Incoming,
    text: String,
    /// The id of the last event that had one.
    pub last: Option<String>,
}

impl TestApp {
    /// Opens the stream as an actor, from an id if there is one.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn listen(&self, actor: &str, last: Option<&str>) -> Listener {
        let response = self.listen_to("", actor, last).await;
        assert_eq!(response.status(), 200, "{actor}");
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        let mut listener = Listener { body: response.into_body(), text: String::new(), last: None };
        let open = listener.event().await.expect("a first event");
        assert_eq!(open.event, "open");
        listener
    }

    /// The same with a query, and whatever it answers.
    ///
    /// # Panics
    /// When there is no answer.
    pub async fn listen_to(&self, query: &str, actor: &str, last: Option<&str>) -> Response<Incoming> {
        let path = format!("/api/v1/events{query}");
        let mut request = Request::builder().method(Method::GET).uri(path).header("host", HOST);
        if let Some(token) = self.token(actor) {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        self.keep.open(request.body(Full::new(Bytes::new())).expect("a request")).await.expect("an answer")
    }
}

impl Listener {
    /// Takes over an answer that was asked for by hand.
    pub fn of(body: Incoming) -> Self {
        Self { body, text: String::new(), last: None }
    }

    /// The next piece of any kind; `None` at the end of the stream.
    ///
    /// # Panics
    /// When nothing comes for a minute.
    pub async fn next(&mut self) -> Option<Heard> {
        loop {
            if let Some((frame, rest)) = self.text.split_once("\n\n") {
                let heard = read(frame);
                let rest = rest.to_owned();
                self.text = rest;
                if heard.id.is_some() {
                    self.last.clone_from(&heard.id);
                }
                return Some(heard);
            }
            let minute = std::time::Duration::from_secs(60);
            let frame =
                tokio::time::timeout(minute, self.body.frame()).await.expect("something within a minute");
            let bytes = frame?.ok()?.into_data().ok()?;
            self.text.push_str(std::str::from_utf8(&bytes).expect("UTF-8"));
        }
    }

    /// The next event; `None` at the end of the stream.
    pub async fn event(&mut self) -> Option<Heard> {
        loop {
            let heard = self.next().await?;
            if !heard.event.is_empty() {
                return Some(heard);
            }
        }
    }

    /// Reads on until a change of this row, and gives all that came before and it.
    ///
    /// # Panics
    /// When the stream ends before.
    pub async fn until(&mut self, row: Uuid) -> Vec<Heard> {
        let mut all = Vec::new();
        loop {
            let heard = self.event().await.expect("the stream goes on");
            let there = heard.data["id"] == row.to_string();
            all.push(heard);
            if there {
                return all;
            }
        }
    }

    /// Waits for the end of the stream, and gives what came before it.
    pub async fn end(&mut self) -> Vec<Heard> {
        let mut all = Vec::new();
        while let Some(heard) = self.next().await {
            all.push(heard);
        }
        all
    }
}

fn read(frame: &str) -> Heard {
    let mut heard = Heard::default();
    for line in frame.lines() {
        match line.split_once(": ").unwrap_or((line, "")) {
            ("event", name) => name.clone_into(&mut heard.event),
            ("id", id) => heard.id = Some(id.to_owned()),
            ("data", data) => heard.data = serde_json::from_str(data).expect("data is JSON"),
            ("retry", after) => heard.retry = Some(after.parse().expect("milliseconds")),
            (":", _) => heard.comment = true,
            (other, _) => panic!("{other:?} is no field of a stream of events"),
        }
    }
    heard
}
