//! An orderly stop, an immediate one, and callers who leave early.

use std::sync::atomic::Ordering;
use std::time::Duration;

use almoner_web::server::{Limits, Stopped};
use tokio::net::TcpStream;

use crate::world::{World, get_seen, until};

const GET_WAIT: &str = "GET /wait HTTP/1.1\r\nHost: almoner.test\r\n\r\n";
const POST_WAIT: &str = "POST /wait HTTP/1.1\r\nHost: almoner.test\r\nContent-Length: 0\r\n\r\n";
const CLEAN: Stopped = Stopped { cut: 0, abandoned: 0 };

#[tokio::test]
async fn what_is_under_way_is_finished() {
    let world = World::start(Limits::default()).await;
    let (mut idle, mut busy) = (world.connect().await, world.connect().await);
    idle.send(get_seen()).await;
    assert!(idle.answer().await.contains("200 OK"));
    busy.send(GET_WAIT).await;
    world.told.started.notified().await;
    assert!(!world.stop.is_asked());
    world.stop.ask();
    assert!(world.stop.is_asked(), "/ready says no from here");
    assert_eq!(idle.rest().await, "", "idle connections go at once");
    assert!(TcpStream::connect(world.address).await.is_err(), "nobody new comes in");
    assert!(!world.served.is_finished());
    world.told.go.notify_one();
    let answer = busy.rest().await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("connection: close"), "{answer}");
    assert_eq!(world.stopped().await, CLEAN);
}

#[tokio::test]
async fn a_second_request_to_stop_is_immediate() {
    let world = World::start(Limits::default()).await;
    let mut busy = world.connect().await;
    busy.send(GET_WAIT).await;
    world.told.started.notified().await;
    world.stop.ask();
    world.stop.ask();
    assert_eq!(busy.rest().await, "");
    assert_eq!(world.stopped().await, Stopped { cut: 1, abandoned: 0 });
}

#[tokio::test]
async fn the_time_to_finish_is_bounded() {
    let world = World::start(Limits { drain: Duration::from_millis(50), ..Limits::default() }).await;
    let mut busy = world.connect().await;
    busy.send(POST_WAIT).await;
    world.told.started.notified().await;
    world.stop.ask();
    assert_eq!(busy.rest().await, "");
    assert_eq!(world.stopped().await, Stopped { cut: 1, abandoned: 1 });
}

/// A load balancer that still sends requests while it has not looked is served.
#[tokio::test]
async fn it_is_not_ready_before_it_stops_accepting() {
    let world = World::start(Limits { drain_delay: Duration::from_secs(60), ..Limits::default() }).await;
    world.stop.ask();
    let mut late = world.connect().await;
    late.send(get_seen()).await;
    assert!(late.answer().await.contains("200 OK"));
    world.stop.ask();
    world.stopped().await;
}

#[tokio::test]
async fn a_change_runs_to_its_end_without_its_caller_and_a_stop_waits_for_it() {
    let world = World::start(Limits::default()).await;
    let mut caller = world.connect().await;
    caller.send(POST_WAIT).await;
    world.told.started.notified().await;
    drop(caller);
    until("the caller is gone", || world.gauges.connections() == 0).await;
    assert!(!world.told.dropped.load(Ordering::SeqCst));
    world.stop.ask();
    until("nobody new comes in", || std::net::TcpStream::connect(world.address).is_err()).await;
    assert!(!world.served.is_finished());
    world.told.go.notify_one();
    let done = world.told.done.clone();
    assert_eq!(world.stopped().await, CLEAN);
    assert!(done.load(Ordering::SeqCst));
}

#[tokio::test]
async fn a_read_ends_with_its_caller() {
    let world = World::start(Limits::default()).await;
    let mut caller = world.connect().await;
    caller.send(GET_WAIT).await;
    world.told.started.notified().await;
    drop(caller);
    until("the handler is dropped", || world.told.dropped.load(Ordering::SeqCst)).await;
    assert!(!world.told.done.load(Ordering::SeqCst));
}
