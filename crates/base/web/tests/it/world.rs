//! A real server on loopback, and a client that says exactly what it is told to say.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use almoner_web::gate::{Gate, GateConfig};
use almoner_web::server::{Gauges, Limits, Server, Stop, Stopped};
use almoner_web::{Answer, Body, Handled};
use axum::Router;
use axum::extract::State;
use axum::routing::{get, post};
use serde_json::{Value, json};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Longer than anything here takes; a test that reaches it has failed.
pub const LONG: Duration = Duration::from_secs(20);

/// What handlers tell the test and the test tells handlers.
#[derive(Clone, Default)]
pub struct Told {
    pub started: Arc<Notify>,
    pub go: Arc<Notify>,
    pub done: Arc<AtomicBool>,
    pub dropped: Arc<AtomicBool>,
    pub seen: Arc<AtomicUsize>,
}

pub struct World {
    pub address: SocketAddr,
    pub stop: Stop,
    pub told: Told,
    pub gauges: Arc<Gauges>,
    pub served: JoinHandle<Stopped>,
}

struct OnDrop(Arc<AtomicBool>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

async fn wait(State(told): State<Told>) -> Handled<Answer<()>> {
    let _dropped = OnDrop(told.dropped.clone());
    told.started.notify_one();
    told.go.notified().await;
    told.done.store(true, Ordering::SeqCst);
    Ok(Answer::of(()))
}

async fn seen(State(told): State<Told>) -> Handled<Answer<()>> {
    told.seen.fetch_add(1, Ordering::SeqCst);
    Ok(Answer::of(()))
}

async fn echo(State(told): State<Told>, Body(sent): Body<Value>) -> Handled<Answer<Value>> {
    told.seen.fetch_add(1, Ordering::SeqCst);
    Ok(Answer::of(sent))
}

/// More than any socket buffers hold.
async fn plenty() -> Vec<u8> {
    vec![b'a'; 64 << 20]
}

impl World {
    pub async fn start(limits: Limits) -> Self {
        let (stop, told) = (Stop::new(), Told::default());
        let config = GateConfig { hosts: vec!["almoner.test".to_owned()], ..GateConfig::default() };
        let router = Router::new()
            .route("/seen", get(seen))
            .route("/echo", post(echo))
            .route("/wait", get(wait).post(wait))
            .route("/plenty", get(plenty))
            .with_state(told.clone());
        let app = Gate::new(&config, &stop).unwrap().around(router);
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), limits).await.unwrap();
        let (address, gauges) = (server.local_addr().unwrap(), server.gauges());
        let its_stop = stop.clone();
        let served = tokio::spawn(async move { server.serve(app, &its_stop).await });
        Self { address, stop, told, gauges, served }
    }

    pub async fn connect(&self) -> Client {
        Client(TcpStream::connect(self.address).await.unwrap())
    }

    /// One request on a connection of its own: all bytes until the server closes.
    pub async fn say(&self, text: impl AsRef<[u8]>) -> String {
        let mut client = self.connect().await;
        client.send(text).await;
        client.rest().await
    }

    pub async fn stopped(self) -> Stopped {
        tokio::time::timeout(LONG, self.served).await.expect("the server stops").unwrap()
    }
}

pub struct Client(TcpStream);

impl Client {
    /// The server may have closed already; what it said shows in the answer.
    pub async fn send(&mut self, text: impl AsRef<[u8]>) {
        let _may_be_closed = self.0.write_all(text.as_ref()).await;
    }

    /// Everything until the server closes; fails the test when it does not.
    pub async fn rest(&mut self) -> String {
        let mut bytes = Vec::new();
        let read = async {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = self.0.read(&mut buffer).await {
                bytes.extend_from_slice(&buffer[..n]);
            }
        };
        tokio::time::timeout(LONG, read).await.expect("the server closes the connection");
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Some of what the server says.
    pub async fn some(&mut self, most: usize) -> usize {
        let mut buffer = vec![0; most];
        let taken = tokio::time::timeout(LONG, self.0.read(&mut buffer)).await.expect("something").unwrap();
        assert!(taken > 0, "the server closed the connection");
        taken
    }

    /// One answer on a connection that stays open.
    pub async fn answer(&mut self) -> String {
        let mut bytes = Vec::new();
        let read = async {
            loop {
                let text = String::from_utf8_lossy(&bytes);
                if let Some((head, body)) = text.split_once("\r\n\r\n") {
                    let length = head
                        .to_lowercase()
                        .lines()
                        .find_map(|l| Some(l.strip_prefix("content-length: ")?.parse()));
                    if body.len() >= length.map_or(0, |n: Result<usize, _>| n.unwrap()) {
                        return;
                    }
                }
                let byte = self.0.read_u8().await.expect("a whole answer");
                bytes.push(byte);
            }
        };
        tokio::time::timeout(LONG, read).await.expect("an answer");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Waits for a state, not for a time.
pub async fn until(what: &str, holds: impl Fn() -> bool) {
    let wait = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(LONG, wait).await.unwrap_or_else(|_| panic!("never: {what}"));
}

pub fn get_seen() -> &'static str {
    "GET /seen HTTP/1.1\r\nHost: almoner.test\r\n\r\n"
}

pub fn post_echo(body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST /echo HTTP/1.1\r\nHost: almoner.test\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[tokio::test]
async fn the_world_works() {
    let world = World::start(Limits::default()).await;
    let mut client = world.connect().await;
    client.send(get_seen()).await;
    assert!(client.answer().await.starts_with("HTTP/1.1 200 OK"));
    client.send(post_echo(&json!({"a": [1]}))).await;
    let answer = client.answer().await;
    assert!(answer.contains(r#""data":{"a":[1]}"#), "{answer}");
}
