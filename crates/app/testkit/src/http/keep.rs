//! Connections to the service that are used again, and raw ones for what no client would send.

use std::net::SocketAddr;
use std::sync::Mutex;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

type Sender = SendRequest<Full<Bytes>>;

/// Idle connections to one address.
pub struct Keep {
    address: SocketAddr,
    idle: Mutex<Vec<Sender>>,
}

impl Keep {
    pub fn new(address: SocketAddr) -> Self {
        Self { address, idle: Mutex::default() }
    }

    /// Sends one request and reads the whole answer.
    pub(super) async fn send(&self, request: Request<Full<Bytes>>) -> Result<Response<Bytes>, hyper::Error> {
        let mut sender = self.sender().await;
        let response = sender.send_request(request).await?;
        let (parts, mut body) = response.into_parts();
        if parts.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream") {
            // It has no end: its beginning stands for the whole, and the connection goes with it.
            let first = body.frame().await.transpose()?.and_then(|frame| frame.into_data().ok());
            return Ok(Response::from_parts(parts, first.unwrap_or_default()));
        }
        let body = body.collect().await?.to_bytes();
        if !sender.is_closed() {
            self.idle.lock().expect("not poisoned").push(sender);
        }
        Ok(Response::from_parts(parts, body))
    }

    /// Sends one request on a connection of its own, whose answer is read as it comes.
    pub(super) async fn open(
        &self,
        request: Request<Full<Bytes>>,
    ) -> Result<Response<Incoming>, hyper::Error> {
        let stream = TcpStream::connect(self.address).await.expect("the service listens");
        let (mut sender, connection) = handshake(TokioIo::new(stream)).await.expect("the service answers");
        tokio::spawn(connection);
        sender.send_request(request).await
    }

    async fn sender(&self) -> Sender {
        loop {
            let Some(mut sender) = self.idle.lock().expect("not poisoned").pop() else { break };
            if sender.ready().await.is_ok() {
                return sender;
            }
        }
        let stream = TcpStream::connect(self.address).await.expect("the service listens");
        let (sender, connection) = handshake(TokioIo::new(stream)).await.expect("the service answers");
        tokio::spawn(connection);
        sender
    }

    /// Closes what is idle.
    ///
    /// # Panics
    /// When a thread panicked while it held a connection.
    pub fn close(&self) {
        self.idle.lock().expect("not poisoned").clear();
    }

    /// Sends bytes as they are and reads until the service closes the connection.
    ///
    /// # Panics
    /// When the service can't be reached or says nothing for 20 seconds.
    pub async fn raw(&self, bytes: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).await.expect("the service listens");
        let talk = async {
            // The service may answer and close before it has read everything.
            let _ = stream.write_all(bytes).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer
        };
        let answer = tokio::time::timeout(std::time::Duration::from_secs(20), talk)
            .await
            .expect("an answer and an end");
        String::from_utf8_lossy(&answer).into_owned()
    }
}
