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
    bursts: Arc<AtomicUsize>,
    cut: Arc<AtomicBool>,
    hold: Hold,
}

/// A word of the client's that is kept back.
#[derive(Clone, Default)]
struct Hold {
    on: Arc<watch::Sender<bool>>,
    held: Arc<Notify>,
}

impl Proxy {
    pub async fn start(world: &World, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let (host, upstream) = (world.host(), world.port());
        let (bursts, cut) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let hold = Hold::default();
        let (counted, stopped, kept) = (bursts.clone(), cut.clone(), hold.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                client.set_nodelay(true).expect("a TCP socket");
                let (counted, stopped, kept, host) =
                    (counted.clone(), stopped.clone(), kept.clone(), host.clone());
                tokio::spawn(async move {
                    let (reader, writer) = client.into_split();
                    if host.starts_with('/') {
                        let server = UnixStream::connect(format!("{host}/.s.PGSQL.{upstream}"))
                            .await
                            .expect("the server");
                        let (from, to) = server.into_split();
                        join(reader, writer, from, to, counted, stopped, kept, delay).await;
                    } else {
                        let server = TcpStream::connect((host.as_str(), upstream)).await.expect("the server");
                        let (from, to) = server.into_split();
                        join(reader, writer, from, to, counted, stopped, kept, delay).await;
                    }
                });
            }
        });
        Self { port, bursts, cut, hold }
    }

    /// Round trips since this was last asked.
    pub fn round_trips(&self) -> usize {
        self.bursts.swap(0, Ordering::SeqCst)
    }

    /// From now on, closes a connection at its next word.
    pub fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
    }

    /// Keeps back whatever the client says from now on.
    pub fn hold(&self) {
        self.hold.on.send_replace(true);
    }

    /// Resolves when something is kept back.
    pub async fn held(&self) {
        self.hold.held.notified().await;
    }

    /// Lets it through.
    pub fn release(&self) {
        self.hold.on.send_replace(false);
    }

    /// Lets new connections through again.
    pub fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

async fn join(
    mut client: impl AsyncRead + Unpin,
    mut to_client: impl AsyncWrite + Unpin,
    mut server: impl AsyncRead + Unpin,
    mut to_server: impl AsyncWrite + Unpin,
    bursts: Arc<AtomicUsize>,
    cut: Arc<AtomicBool>,
    hold: Hold,
    delay: Duration,
) {
    let server_spoke = AtomicBool::new(true);
    let up = async {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(n) = client.read(&mut buffer).await {
            if n == 0 || cut.load(Ordering::SeqCst) {
                break;
            }
            if server_spoke.swap(false, Ordering::SeqCst) {
                bursts.fetch_add(1, Ordering::SeqCst);
            }
            if *hold.on.borrow() {
                hold.held.notify_one();
                let mut on = hold.on.subscribe();
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
