//! B37: as many listeners as a group has tablets, and some that never take what they are told.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use almoner_testkit::http::{HOST, Setup, TestApp};
use uuid::Uuid;

use super::note;

const LISTENERS: usize = 5000;
const NEVER_READ: usize = 1000;
/// Of those who see what happens in the home.
const ACTORS: [&str; 6] = ["carer1", "senior1", "mgr1", "mgr12", "owner1", "comp1"];

/// Resident bytes of this process: service and listeners together.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

fn open(app: &TestApp, actor: &str) -> TcpStream {
    let mut stream = TcpStream::connect(app.address).unwrap();
    let token = app.token(actor).unwrap();
    let head =
        format!("GET /api/v1/events HTTP/1.1\r\nhost: {HOST}\r\nauthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream
}

/// Takes whatever is told until this is.
fn reads_until(stream: &mut TcpStream, what: &str) {
    let (mut text, mut piece) = (String::new(), [0; 16 * 1024]);
    while !text.contains(what) {
        let read = stream.read(&mut piece).unwrap();
        assert!(read > 0, "the stream ended: {text}");
        text.push_str(std::str::from_utf8(&piece[..read]).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "5,000 listeners: `scripts/prove live` runs it"]
async fn five_thousand_listeners_share_one_connection_and_little_memory() {
    let app = TestApp::with(Setup {
        live: Box::new(|live| live.per_session = LISTENERS),
        limits: Box::new(|limits| (limits.connections, limits.connections_per_address) = (6000, 6000)),
        ..Setup::default()
    })
    .await;
    let all = app.database.superuser().await;
    // Warm: what the first of each kind costs is no listener's.
    let warm: Vec<TcpStream> = ACTORS.iter().map(|actor| open(&app, actor)).collect();
    while app.live.streams() < warm.len() {
        tokio::task::yield_now().await;
    }
    let before = resident();
    let mut listeners = Vec::with_capacity(LISTENERS);
    for at in 0..LISTENERS {
        listeners.push(open(&app, ACTORS[at % ACTORS.len()]));
        // As many at once as connections wait in the kernel's queue.
        while app.live.streams() + 64 < at {
            tokio::task::yield_now().await;
        }
    }
    while app.live.streams() < warm.len() + LISTENERS {
        tokio::task::yield_now().await;
    }
    // One that is counted may still wait for its place: what happens before it has one is not told to it.
    listeners = tokio::task::spawn_blocking(move || {
        for stream in &mut listeners {
            reads_until(stream, "event: open");
        }
        listeners
    })
    .await
    .unwrap();
    let idle = resident().saturating_sub(before) / LISTENERS;
    for _ in 0..3 {
        for _ in 0..20 {
            note(&all, Uuid::new_v4(), "R1", "H1").await;
        }
        let last = Uuid::new_v4();
        note(&all, last, "R1", "H1").await;
        let last = last.to_string();
        listeners = tokio::task::spawn_blocking(move || {
            for stream in &mut listeners[NEVER_READ..] {
                reads_until(stream, &last);
            }
            listeners
        })
        .await
        .unwrap();
    }
    let busy = resident().saturating_sub(before) / LISTENERS;
    let count = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'almoner listening'";
    let listening: i64 = all.query_one(count, &[]).await.unwrap().get(0);
    println!(
        "{LISTENERS} listeners, {NEVER_READ} of whom never read: {idle} bytes each idle, {busy} bytes each after 63 changes, {listening} connection for LISTEN"
    );
    assert_eq!(listening, 1);
    assert!(idle.max(busy) < 50_000, "{idle} and {busy} bytes a listener");
    assert_eq!(app.live.streams(), warm.len() + LISTENERS);
}
