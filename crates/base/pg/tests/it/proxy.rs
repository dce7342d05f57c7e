//! A proxy in front of the database that delays what the server says and counts the round trips.
//!
//! A round trip is counted where the client speaks after the server has: everything that the
//! client sends before it has heard an answer is one burst. Time is not measured; the delay only
//! makes sure that an answer can't arrive while the client is still writing.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::sync::{Notify, watch};

use crate::support::World;

/// Listens on the loopback and passes on to the world's server.
pub struct Proxy {
    pub port: u16,
    desk: Desk,
}

/// What the proxy counts and what it is told to do; every connection shares it.
#[derive(Clone, Default)]
struct Desk {
    bursts: Arc<AtomicUsize>,
    cut: Arc<AtomicBool>,
    /// Whether the client's words are kept back, and that one is.
    hold: Arc<watch::Sender<bool>>,
    held: Arc<Notify>,
}

impl Proxy {
    pub async fn start(world: &World, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (host, upstream) = (world.host(), world.port());
        let desk = Desk::default();
        let shared = desk.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                client.set_nodelay(true).expect("a TCP socket");
                let (desk, host) = (shared.clone(), host.clone());
                tokio::spawn(async move {
                    let (reader, writer) = client.into_split();
                    if host.starts_with('/') {
                        let server = UnixStream::connect(format!("{host}/.s.PGSQL.{upstream}"))
                            .await
                            .expect("the server");
                        let (from, to) = server.into_split();
                        join(reader, writer, from, to, desk, delay).await;
                    } else {
                        let server = TcpStream::connect((host.as_str(), upstream)).await.expect("the server");
                        let (from, to) = server.into_split();
                        join(reader, writer, from, to, desk, delay).await;
                    }
                });
            }
        });
        Self { port, desk }
    }

    /// Round trips since this was last asked.
    pub fn round_trips(&self) -> usize {
        self.desk.bursts.swap(0, Ordering::SeqCst)
    }

    /// From now on, closes a connection at its next word.
    pub fn cut(&self) {
        self.desk.cut.store(true, Ordering::SeqCst);
    }

    /// Keeps back whatever the client says from now on.
    pub fn hold(&self) {
        self.desk.hold.send_replace(true);
    }

    /// Resolves when something is kept back.
    pub async fn held(&self) {
        self.desk.held.notified().await;
    }

    /// Lets it through.
    pub fn release(&self) {
        self.desk.hold.send_replace(false);
    }

    /// Lets new connections through again.
    pub fn mend(&self) {
        self.desk.cut.store(false, Ordering::SeqCst);
    }
}

async fn join(
    mut client: impl AsyncRead + Unpin,
    mut to_client: impl AsyncWrite + Unpin,
    mut server: impl AsyncRead + Unpin,
    mut to_server: impl AsyncWrite + Unpin,
    desk: Desk,
    delay: Duration,
) {
    let server_spoke = AtomicBool::new(true);
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(n) = client.read(&mut buffer).await {
            if n == 0 || desk.cut.load(Ordering::SeqCst) {
                break;
            }
            if server_spoke.swap(false, Ordering::SeqCst) {
                desk.bursts.fetch_add(1, Ordering::SeqCst);
            }
            if *desk.hold.borrow() {
                desk.held.notify_one();
                let mut on = desk.hold.subscribe();
                on.wait_for(|on| !on).await.expect("the sender is ours");
            }
            if to_server.write_all(&buffer[..n]).await.is_err() {
                break;
            }
        }
    };
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(n) = server.read(&mut buffer).await {
            if n == 0 {
                break;
            }
            tokio::time::sleep(delay).await;
            server_spoke.store(true, Ordering::SeqCst);
            if to_client.write_all(&buffer[..n]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! { () = up => {}, () = down => {} }
}
