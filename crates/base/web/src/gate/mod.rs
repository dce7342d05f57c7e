//! What stands between the network and every handler.
//!
//! One middleware, read from top to bottom: name the request, refuse what must
//! not come in, run the handler, finish the answer, write one line of log.

mod address;
mod headers;
mod host;
mod origin;
mod shed;
mod work;

use std::sync::Arc;
use std::time::Duration;

use almoner_kernel::{Code, Error, RequestId};
use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::Method;
use http::request::Parts;
use tokio::time::Instant;

pub(crate) use address::network_of;
pub use address::{ClientAddr, Hops};
pub use shed::Rate;

use crate::context::{finish_named, with_request_id};
use crate::fail::Fail;
use crate::metrics::Metrics;
use crate::server::{Peer, Stop};
use host::Hosts;
use origin::Origins;
use shed::Shed;
use work::Patience;

/// How the server is reached and by whom.
#[derive(Clone, Debug)]
pub struct GateConfig {
    /// Host names that are answered for, with their port unless it is 80 or 443.
    pub hosts: Vec<String>,
    /// Origins whose pages may send changes: `https://care.example.org`.
    pub origins: Vec<String>,
    /// Origins of a front-end engineer's machine, loopback only; they get CORS.
    pub dev_origins: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub hops: Hops,
    /// Whether callers reach us by https (then answers carry HSTS).
    pub https: bool,
    /// A read is answered with 504 after this time.
    pub read_timeout: Duration,
    /// A change is answered with 504 after this time, and goes on.
    pub change_timeout: Duration,
    /// Requests of one network; `None` sheds nothing.
    pub rate: Option<Rate>,
    /// Where requests are counted.
    pub metrics: Metrics,
}

impl Default for GateConfig {
    fn default() -> Self {
        Self {
            hosts: Vec::new(),
            origins: Vec::new(),
            dev_origins: Vec::new(),
            hops: Hops::default(),
            https: false,
            read_timeout: Duration::from_secs(30),
            change_timeout: Duration::from_secs(60),
            rate: None,
            metrics: Metrics::default(),
        }
    }
}

/// The checks, ready to be laid around a router.
#[derive(Clone, Debug)]
pub struct Gate(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    hosts: Hosts,
    origins: Origins,
    hops: Hops,
    https: bool,
    patience: Patience,
    shed: Option<Shed>,
    metrics: Metrics,
    stop: Stop,
}

impl Gate {
    /// `stop` waits for changes whose callers have gone. Says which setting is wrong.
    pub fn new(config: &GateConfig, stop: &Stop) -> Result<Self, String> {
        Ok(Self(Arc::new(Inner {
            hosts: Hosts::new(config.hosts.iter().map(String::as_str)),
            origins: Origins::new(&config.origins, &config.dev_origins)?,
            hops: config.hops.clone(),
            https: config.https,
            patience: Patience { read: config.read_timeout, change: config.change_timeout },
            shed: config.rate.map(Shed::new),
            metrics: config.metrics.clone(),
            stop: stop.clone(),
        })))
    }

    /// Lays the gate around every route, the 404 and the 405 included. Call it
    /// last: what is added afterwards stands outside.
    pub fn around(self, router: Router) -> Router {
        router
            .fallback(async || Fail::from(Code::NotFound))
            .method_not_allowed_fallback(async || Fail::from(Code::MethodNotAllowed))
            .layer(axum::middleware::from_fn_with_state(self, through))
    }
}

async fn through(State(Gate(gate)): State<Gate>, request: Request, next: Next) -> Response {
    let id = RequestId::new();
    with_request_id(id, async move {
        let started = Instant::now();
        let (mut parts, body) = request.into_parts();
        parts.extensions.insert(id);
        let line = Line::of(&parts);
        let path = parts.uri.path().to_owned();
        let dev_origin = gate.origins.dev_origin(&parts.headers);
        let answer = match gate.admit(&mut parts) {
            Err(error) => Fail(error).into_response(),
            Ok(Some(preflight)) => preflight,
            Ok(None) => {
                let request = Request::from_parts(parts, body);
                work::run(request, next, gate.patience, gate.stop.work()).await
            }
        };
        let mut response = finish_named(answer, id);
        headers::finish(&path, gate.https, response.headers_mut());
        if let Some(origin) = dev_origin {
            gate.origins.allow(origin, response.headers_mut());
        }
        line.write(&response, started.elapsed(), id, &gate.metrics);
        response
    })
    .await
}

impl Inner {
    /// Refuses, answers a preflight, or lets through.
    fn admit(&self, parts: &mut Parts) -> Result<Option<Response>, Error> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0.ip());
        if let Some(peer) = peer {
            let client = ClientAddr(self.hops.client(peer, &parts.headers));
            parts.extensions.insert(client);
            if let Some(shed) = &self.shed {
                shed.check(client.network())?;
            }
        }
        self.hosts.check(parts)?;
        known_method(&parts.method)?;
        if let Some(preflight) = self.origins.preflight(parts) {
            return Ok(Some(preflight));
        }
        self.origins.check(parts)?;
        Ok(None)
    }
}

/// TRACE, CONNECT and whatever else a caller makes up end here.
fn known_method(method: &Method) -> Result<&'static str, Error> {
    Ok(match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::OPTIONS => "OPTIONS",
        _ => return Err(Code::MethodNotAllowed.into()),
    })
}

/// One line of the access log and one count: nothing in them was chosen by the caller but the
/// method, and that only from the known ones. No path, no query, no address.
struct Line {
    method: &'static str,
    route: Option<MatchedPath>,
}

impl Line {
    fn of(parts: &Parts) -> Self {
        let method = known_method(&parts.method).unwrap_or("other");
        Self { method, route: parts.extensions.get::<MatchedPath>().cloned() }
    }

    fn write(&self, response: &Response, took: Duration, id: RequestId, metrics: &Metrics) {
        let route = self.route.as_ref().map(MatchedPath::as_str);
        metrics.count(route, self.method, response.status(), took);
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        tracing::info!(
            target: "almoner::access",
            method = self.method,
            route = route.unwrap_or("-"),
            status = response.status().as_u16(),
            micros,
            request_id = %id,
        );
    }
}
