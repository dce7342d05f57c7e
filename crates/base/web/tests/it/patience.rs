//! Slow and greedy peers are cut off; slow and honest ones are not.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::time::Duration;

use almoner_web::gate::Hops;
use almoner_web::server::Limits;
use tokio::time::interval;

use crate::world::{World, get_seen, until};

const SOON: Duration = Duration::from_millis(150);

#[tokio::test]
async fn a_head_has_to_arrive_in_time() {
    let world = World::start(Limits { head_timeout: SOON, ..Limits::default() }).await;
    for part in ["", "G", "PRI * HTTP/2.0\r\n", "GET /seen HTTP/1.1\r\nHost: almoner.test\r\n"] {
        assert_eq!(world.say(part).await, "", "{part:?}");
    }
    let mut client = world.connect().await;
    client.send(get_seen()).await;
    assert!(client.answer().await.contains("200 OK"));
    client.send("GET /seen").await;
    assert_eq!(client.rest().await, "", "the second head of a connection");
    until("no connection is left", || world.gauges.connections() == 0).await;
}

/// A byte now and then does not buy time.
#[tokio::test]
async fn a_head_that_drips_is_too_late() {
    let world = World::start(Limits { head_timeout: SOON, ..Limits::default() }).await;
    let mut client = world.connect().await;
    let mut drip = interval(SOON / 10);
    let opened = tokio::time::Instant::now();
    while world.gauges.connections() > 0 || opened.elapsed() < SOON / 2 {
        drip.tick().await;
        client.send("G").await;
        assert!(opened.elapsed() < SOON * 20, "the connection is still open");
    }
}

#[tokio::test]
async fn an_upload_has_to_move() {
    let limits = Limits { body_window: SOON, body_rate: 10_000, ..Limits::default() };
    let world = World::start(limits).await;
    let head = "POST /echo HTTP/1.1\r\nHost: almoner.test\r\nContent-Type: application/json\r\nContent-Length: 90000\r\n\r\n";
    let answer = world.say(format!("{head}{{\"a\":")).await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert!(answer.contains("bad_request"), "{answer}");
    let mut client = world.connect().await;
    client.send(head).await;
    let mut drip = interval(SOON / 10);
    until("the request has begun", || world.gauges.requests() == 1).await;
    while world.gauges.requests() == 1 {
        drip.tick().await;
        client.send("{").await;
    }
    let answer = client.rest().await;
    assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
    assert_eq!(world.told.seen.load(Ordering::SeqCst), 0);
}

/// Longer than the window, but at the rate.
#[tokio::test]
async fn an_upload_that_moves_may_take_its_time() {
    let window = Duration::from_millis(500);
    let world = World::start(Limits { body_window: window, body_rate: 1000, ..Limits::default() }).await;
    let body = format!("{{\"a\":\"{}\"}}", "x".repeat(20_000));
    let head =
        "POST /echo HTTP/1.1\r\nHost: almoner.test\r\nContent-Type: application/json\r\nConnection: close";
    let mut client = world.connect().await;
    let begun = tokio::time::Instant::now();
    client.send(format!("{head}\r\nContent-Length: {}\r\n\r\n", body.len())).await;
    let mut steps = interval(window / 12);
    for part in body.as_bytes().chunks(1000) {
        steps.tick().await;
        client.send(part).await;
    }
    assert!(client.rest().await.starts_with("HTTP/1.1 200"));
    assert!(begun.elapsed() > window, "otherwise nothing was shown");
}

#[tokio::test]
async fn a_reader_that_takes_nothing_is_cut_off() {
    let world = World::start(Limits { write_stall: SOON, ..Limits::default() }).await;
    let mut client = world.connect().await;
    client.send("GET /plenty HTTP/1.1\r\nHost: almoner.test\r\n\r\n").await;
    until("the connection is there", || world.gauges.connections() == 1).await;
    until("the connection is cut", || world.gauges.connections() == 0).await;
    let taken = client.rest().await;
    assert!(taken.starts_with("HTTP/1.1 200") && taken.len() < 64 << 20, "{}", taken.len());
}

/// The handler is long done and the last byte not yet taken: that is not idle.
#[tokio::test]
async fn a_reader_that_takes_its_time_is_not_idle() {
    let limits = Limits { keep_alive: SOON, farewell: SOON, ..Limits::default() };
    let world = World::start(limits).await;
    let mut client = world.connect().await;
    client.send("GET /plenty HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n").await;
    let mut steps = interval(SOON / 10);
    let mut taken = 0;
    while taken < 8 << 20 {
        steps.tick().await;
        taken += client.some(128 << 10).await;
    }
    taken += client.rest().await.len();
    assert!(taken > 64 << 20, "{taken}");
}

#[tokio::test]
async fn idle_connections_are_closed_and_busy_ones_are_not() {
    let world = World::start(Limits { keep_alive: SOON, ..Limits::default() }).await;
    let mut busy = world.connect().await;
    busy.send("GET /wait HTTP/1.1\r\nHost: almoner.test\r\nConnection: close\r\n\r\n").await;
    world.told.started.notified().await;
    for _ in 0..3 {
        let mut idle = world.connect().await;
        idle.send(get_seen()).await;
        assert!(idle.answer().await.contains("200 OK"));
        assert_eq!(idle.rest().await, "");
    }
    world.told.go.notify_one();
    assert!(busy.rest().await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_address_holds_so_many_connections() {
    let world = World::start(Limits { connections_per_address: 2, ..Limits::default() }).await;
    let (mut first, mut second) = (world.connect().await, world.connect().await);
    for client in [&mut first, &mut second] {
        client.send(get_seen()).await;
        assert!(client.answer().await.contains("200 OK"));
    }
    assert_eq!(world.say(get_seen()).await, "");
    assert_eq!(world.gauges.refused(), 1);
    drop(first);
    until("one is gone", || world.gauges.connections() == 1).await;
    let mut third = world.connect().await;
    third.send(get_seen()).await;
    assert!(third.answer().await.contains("200 OK"));
}

#[tokio::test]
async fn a_proxy_of_ours_carries_many() {
    let proxies = Hops::parse(["127.0.0.0/8"]).unwrap();
    let world = World::start(Limits { connections_per_address: 1, proxies, ..Limits::default() }).await;
    let mut clients = [world.connect().await, world.connect().await, world.connect().await];
    for client in &mut clients {
        client.send(get_seen()).await;
        assert!(client.answer().await.contains("200 OK"));
    }
}

#[tokio::test]
async fn further_connections_wait_for_room() {
    let world = World::start(Limits { connections: 1, ..Limits::default() }).await;
    let mut first = world.connect().await;
    first.send(get_seen()).await;
    assert!(first.answer().await.contains("200 OK"));
    let mut second = world.connect().await;
    second.send(get_seen()).await;
    first.send(get_seen()).await;
    assert!(first.answer().await.contains("200 OK"));
    assert_eq!(world.told.seen.load(Ordering::SeqCst), 2, "the second waits");
    drop(first);
    assert!(second.answer().await.contains("200 OK"));
}

#[tokio::test]
async fn port_0_takes_a_free_port() {
    let world = World::start(Limits::default()).await;
    assert_ne!(world.address, SocketAddr::from(([127, 0, 0, 1], 0)));
}
