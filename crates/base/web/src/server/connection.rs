//! One connection from its first byte to its last.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use tower::Service;

use super::activity::{Activity, Gauges};
use super::io::Guarded;
use super::pace::{Paced, Tracked};
use super::{Limits, Peer};

/// The protocol settings, once for all connections.
pub(super) fn protocol(limits: &Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        // `Guarded` times heads: hyper's own clock would also close idle connections.
        .header_read_timeout(None)
        .max_headers(limits.headers)
        .max_buf_size(limits.head_bytes.max(8 * 1024) * 2);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(limits.streams)
        .max_pending_accept_reset_streams(limits.pending_resets)
        .max_local_error_reset_streams(limits.pending_resets * 4)
        .max_header_list_size(u32::try_from(limits.head_bytes).unwrap_or(u32::MAX))
        .max_send_buf_size(256 * 1024)
        .keep_alive_interval(Duration::from_secs(20))
        .keep_alive_timeout(Duration::from_secs(10));
    builder
}

/// What all connections of a server share.
#[derive(Clone)]
pub(super) struct Shared {
    pub(super) app: Router,
    pub(super) limits: Arc<Limits>,
    pub(super) protocol: Arc<Builder<TokioExecutor>>,
    pub(super) gauges: Arc<Gauges>,
    /// Finish what is under way and close.
    pub(super) closing: CancellationToken,
    /// Close.
    pub(super) cut: CancellationToken,
}

pub(super) async fn run<S>(stream: S, peer: SocketAddr, opened: Instant, shared: Shared)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let Shared { app, limits, protocol, gauges, closing, cut } = shared;
    let activity = Activity::new(gauges);
    let watched = Arc::clone(&activity);
    let (rate, window) = (limits.body_rate, limits.body_window);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let busy = activity.begin();
        let mut request = request.map(|body| Body::new(Paced::new(body, rate, window)));
        request.extensions_mut().insert(Peer(peer));
        let answering = app.clone().call(request);
        async move {
            let Ok(response) = answering.await;
            Ok::<_, Infallible>(response.map(|body| Tracked::new(body, busy)))
        }
    });
    let stream = TokioIo::new(Guarded::new(stream, opened, &limits, Arc::clone(&watched)));
    let mut connection = std::pin::pin!(protocol.serve_connection(stream, service));
    let mut told_to_go = false;
    let mut next_look = opened + limits.head_timeout.min(limits.keep_alive);
    loop {
        tokio::select! {
            _ended = connection.as_mut() => return,
            () = cut.cancelled() => return,
            () = closing.cancelled(), if !told_to_go => {
                told_to_go = true;
                connection.as_mut().graceful_shutdown();
                next_look = Instant::now() + limits.farewell;
            }
            () = sleep_until(next_look) => {
                let now = Instant::now();
                let (look, idle) = watched.idle(now, limits.head_timeout, limits.keep_alive);
                next_look = look.max(now + Duration::from_millis(10));
                if idle && told_to_go {
                    return;
                }
                if idle {
                    told_to_go = true;
                    connection.as_mut().graceful_shutdown();
                    next_look = now + limits.farewell;
                }
            }
        }
    }
}
