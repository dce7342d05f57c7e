//! A network between a program and its database that can stop carrying anything, without a word.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Listens on loopback and carries bytes to a PostgreSQL socket and back.
pub struct Wire {
    pub port: u16,
    swallows: Arc<AtomicBool>,
}

impl Wire {
    /// In front of the server whose socket lies in `folder`.
    pub fn to(folder: &str, number: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let swallows = Arc::new(AtomicBool::new(false));
        let (socket, shared) = (format!("{folder}/.s.PGSQL.{number}"), Arc::clone(&swallows));
        // They end with the process; a test's own ends soon.
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let Ok(server) = UnixStream::connect(&socket) else { continue };
                let (from, to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
                carry(from, to, &shared);
                carry_back(server, client, &shared);
            }
        });
        Self { port, swallows }
    }

    /// From now on nothing arrives, in either direction, and no end is told of it.
    pub fn swallow(&self) {
        self.swallows.store(true, Ordering::SeqCst);
    }

    /// What was underway arrives late.
    pub fn mend(&self) {
        self.swallows.store(false, Ordering::SeqCst);
    }
}

fn carry(from: TcpStream, to: UnixStream, swallows: &Arc<AtomicBool>) {
    let swallows = Arc::clone(swallows);
    std::thread::spawn(move || pass(from, to, &swallows));
}

fn carry_back(from: UnixStream, to: TcpStream, swallows: &Arc<AtomicBool>) {
    let swallows = Arc::clone(swallows);
    std::thread::spawn(move || pass(from, to, &swallows));
}

fn pass(mut from: impl Read, mut to: impl Write, swallows: &AtomicBool) {
    let mut some = [0; 16 * 1024];
    while let Ok(n) = from.read(&mut some) {
        while swallows.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_millis(10));
        }
        if n == 0 || to.write_all(&some[..n]).is_err() {
            return;
        }
    }
}
