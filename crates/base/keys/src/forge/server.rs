//! A key server on loopback that counts what it is asked and can be held.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

const PERMITS: u32 = 1000;

#[derive(Clone)]
pub struct Server {
    pub base: String,
    shared: Arc<Shared>,
}

struct Shared {
    hits: AtomicUsize,
    paths: Mutex<Vec<String>>,
    /// Status line's rest and further header lines; the body.
    answer: Mutex<(String, String)>,
    /// An answer takes one; who holds all holds the answers back.
    gate: Arc<Semaphore>,
}

impl Server {
    pub async fn start(body: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::new(Shared {
            hits: AtomicUsize::new(0),
            paths: Mutex::default(),
            answer: Mutex::new(("200 OK".to_owned(), body)),
            gate: Arc::new(Semaphore::new(PERMITS as usize)),
        });
        let server = Self { base, shared: Arc::clone(&shared) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move { shared.serve(stream).await });
            }
        });
        server
    }

    /// Requests so far.
    pub fn hits(&self) -> usize {
        self.shared.hits.load(Ordering::SeqCst)
    }

    pub fn paths(&self) -> Vec<String> {
        self.shared.paths.lock().unwrap().clone()
    }

    pub fn answers(&self, status: &str, body: impl Into<String>) {
        *self.shared.answer.lock().unwrap() = (status.to_owned(), body.into());
    }

    /// Requests are counted but not answered until this is dropped.
    pub async fn hold(&self) -> OwnedSemaphorePermit {
        Arc::clone(&self.shared.gate).acquire_many_owned(PERMITS).await.unwrap()
    }

    pub async fn hits_reach(&self, hits: usize) {
        while self.hits() < hits {
            tokio::task::yield_now().await;
        }
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            match stream.read_u8().await {
                Ok(byte) => request.push(byte),
                Err(_) => return,
            }
        }
        let request = String::from_utf8(request).unwrap();
        self.paths.lock().unwrap().push(request.split(' ').nth(1).unwrap().to_owned());
        self.hits.fetch_add(1, Ordering::SeqCst);
        let _pass = self.gate.acquire().await.unwrap();
        let (head, body) = self.answer.lock().unwrap().clone();
        let length = body.len();
        let answer =
            format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
        // The client hangs up on an answer that is too long.
        let _ = stream.write_all(answer.as_bytes()).await;
    }
}
