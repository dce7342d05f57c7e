//! The HTTP server: hyper behind limits.
//!
//! `axum::serve` has no clock on heads, bodies or slow readers and no count of
//! connections; this has. What is refused here never reaches a handler.

mod activity;
mod connection;
mod framing;
mod io;
mod limits;
mod pace;
mod stop;

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use activity::Gauges;
pub use limits::Limits;
pub use pace::Stalled;
pub use stop::Stop;

use activity::Peers;
use connection::Shared;

/// The other end of the connection, as an extension of every request. Who the
/// caller is behind a proxy says [`ClientAddr`](crate::gate::ClientAddr).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// How a stop went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped {
    /// Connections that were cut because they did not finish in time.
    pub cut: usize,
    /// Mutations of callers who had gone that did not finish in time.
    pub abandoned: usize,
}

/// A bound listener with its limits.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    limits: Arc<Limits>,
    peers: Arc<Peers>,
}

impl Server {
    /// Binds; port 0 takes a free one.
    pub async fn bind(address: SocketAddr, limits: Limits) -> Result<Self> {
        Ok(Self::new(TcpListener::bind(address).await?, limits))
    }

    pub fn new(listener: TcpListener, limits: Limits) -> Self {
        Self { listener, limits: Arc::new(limits), peers: Arc::default() }
    }

    pub fn local_addr(&self) -> Result<SocketAddr> {
        self.listener.local_addr()
    }

    pub fn gauges(&self) -> Arc<Gauges> {
        Arc::clone(&self.peers.gauges)
    }

    /// Serves plain HTTP until `stop` is asked for and the work is done.
    pub async fn serve(self, app: Router, stop: &Stop) -> Stopped {
        self.serve_over(app, stop, |stream| async { Ok(stream) }).await
    }

    /// Serves over what `handshake` makes of a connection: TLS. It has the
    /// time of a request's head.
    pub async fn serve_over<S, H, W>(self, app: Router, stop: &Stop, handshake: H) -> Stopped
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        H: Fn(TcpStream) -> W + Clone + Send + 'static,
        W: Future<Output = Result<S>> + Send,
    {
        let Self { listener, limits, peers } = self;
        let shared = Shared {
            app,
            protocol: Arc::new(connection::protocol(&limits)),
            limits: Arc::clone(&limits),
            gauges: Arc::clone(&peers.gauges),
            closing: CancellationToken::new(),
            cut: CancellationToken::new(),
        };
        let tasks = TaskTracker::new();
        let room = Arc::new(Semaphore::new(limits.connections));
        let came = |stream, peer, place| {
            let Some(present) = peers.enter(peer, &limits) else { return };
            let (shared, handshake) = (shared.clone(), handshake.clone());
            tasks.spawn(async move {
                let opened = Instant::now();
                let _counted = (present, place);
                if let Ok(Ok(stream)) = timeout(shared.limits.head_timeout, handshake(stream)).await {
                    connection::run(stream, peer, opened, shared).await;
                }
            });
        };
        let accepting = accept(|| listener.accept(), &room, came);
        tokio::select! {
            never = accepting => match never {},
            () = not_ready(stop, limits.drain_delay) => {}
        }
        drop(listener);
        leave(stop, &tasks, &shared).await
    }
}

/// Resolves when it is time to stop accepting.
async fn not_ready(stop: &Stop, delay: Duration) {
    stop.asked().await;
    tokio::select! {
        () = sleep(delay) => {}
        () = stop.asked_at_once() => {}
    }
}

/// Lets connections and orphaned mutations finish, then cuts what is left.
async fn leave(stop: &Stop, tasks: &TaskTracker, shared: &Shared) -> Stopped {
    shared.closing.cancel();
    tasks.close();
    stop.work().close();
    let done = async {
        tasks.wait().await;
        stop.work().wait().await;
    };
    tokio::select! {
        () = done => {}
        () = sleep(shared.limits.drain) => {}
        () = stop.asked_at_once() => {}
    }
    let stopped = Stopped { cut: tasks.len(), abandoned: stop.work().len() };
    shared.cut.cancel();
    tasks.wait().await;
    stopped
}

enum Never {}

/// Accepts for ever. Running out of file descriptors is waited out: it ends
/// when connections end, and a server that gave up would not come back.
async fn accept<A, F, C>(mut next: A, room: &Arc<Semaphore>, mut came: C) -> Never
where
    A: FnMut() -> F,
    F: Future<Output = Result<(TcpStream, SocketAddr)>>,
    C: FnMut(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit),
{
    const SHORTEST: Duration = Duration::from_millis(10);
    const LONGEST: Duration = Duration::from_secs(1);
    let mut pause = SHORTEST;
    loop {
        let Ok(place) = Arc::clone(room).acquire_owned().await else { return std::future::pending().await };
        match next().await {
            Ok((stream, peer)) => {
                pause = SHORTEST;
                tune(&stream);
                came(stream, peer, place);
            }
            Err(error) if one_connection_only(&error) => {}
            Err(error) => {
                tracing::error!(%error, pause_ms = pause.as_millis(), "can't accept connections");
                sleep(pause).await;
                pause = (pause * 2).min(LONGEST);
            }
        }
    }
}

/// Best effort: a connection that can't be tuned is served all the same.
fn tune(stream: &TcpStream) {
    // Small answers must not wait for an acknowledgement.
    let _untuned = stream.set_nodelay(true);
    // The kernel would take megabytes at once and then nothing for minutes,
    // and a reader who takes their time would look like one who takes nothing.
    let _untuned = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT);
}

/// Bytes that wait in the kernel beyond those under way.
const UNSENT: u32 = 128 * 1024;

/// Errors that belong to the connection that was about to be accepted.
fn one_connection_only(error: &Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::ConnectionRefused
    )
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Error;
    use std::sync::Arc;

    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::Semaphore;

    use super::accept;

    /// EMFILE, EMFILE, ECONNABORTED, then a connection: it is taken.
    #[tokio::test]
    async fn running_out_of_files_is_waited_out() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let calls = Cell::new(0);
        let next = || {
            calls.set(calls.get() + 1);
            let errno = [24, 24, 103].get(calls.get() - 1).copied();
            let listener = &listener;
            async move {
                match errno {
                    Some(errno) => Err(Error::from_raw_os_error(errno)),
                    None => listener.accept().await,
                }
            }
        };
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(1));
        let _client = TcpStream::connect(address).await.unwrap();
        tokio::select! {
            _ = accept(next, &room, |stream, _, _| drop(sender.send(stream))) => {}
            came = receiver.recv() => assert!(came.is_some()),
        }
        assert!(calls.get() >= 4);
    }
}
