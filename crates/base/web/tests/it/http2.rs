//! HTTP/2 by hand: it is served, and its two known tricks are not.

use std::sync::atomic::Ordering;

use almoner_web::server::Limits;

use crate::world::World;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RESET: u8 = 3;
const SETTINGS: u8 = 4;
const GO_AWAY: u8 = 7;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// HPACK without its table: a name and a value as they are.
fn field(name: &str, value: &str) -> Vec<u8> {
    let length = |text: &str| u8::try_from(text.len()).unwrap();
    [&[0, length(name)], name.as_bytes(), &[length(value)], value.as_bytes()].concat()
}

fn fields(method: &str, path: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let first = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "almoner.test")];
    first.iter().chain(more).flat_map(|(name, value)| field(name, value)).collect()
}

/// (kind, stream, payload) of every frame.
fn frames(bytes: &[u8]) -> Vec<(u8, u32, Vec<u8>)> {
    let mut rest = bytes;
    let mut frames = Vec::new();
    while rest.len() >= 9 {
        let length = u32::from_be_bytes([0, rest[0], rest[1], rest[2]]) as usize;
        let stream = u32::from_be_bytes([rest[5], rest[6], rest[7], rest[8]]);
        let Some(payload) = rest.get(9..9 + length) else { break };
        frames.push((rest[3], stream, payload.to_vec()));
        rest = &rest[9 + length..];
    }
    frames
}

fn start() -> Vec<u8> {
    [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()
}

/// Bytes are kept as they are here, so the client of `world` does not fit.
async fn say(world: &World, bytes: &[u8]) -> Vec<(u8, u32, Vec<u8>)> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(world.address).await.unwrap();
    let _may_be_closed = stream.write_all(bytes).await;
    let mut heard = Vec::new();
    let mut buffer = [0; 4096];
    let read = async {
        while let Ok(n @ 1..) = stream.read(&mut buffer).await {
            heard.extend_from_slice(&buffer[..n]);
        }
    };
    tokio::time::timeout(crate::world::LONG, read).await.expect("the server closes");
    frames(&heard)
}

/// Asks the server to close once everything before was answered.
fn farewell() -> Vec<u8> {
    frame(GO_AWAY, 0, 0, &[0; 8])
}

#[tokio::test]
async fn requests_are_answered() {
    let world = World::start(Limits::default()).await;
    let head = frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields("GET", "/seen", &[]));
    let heard = say(&world, &[start(), head, farewell()].concat()).await;
    assert!(
        heard
            .iter()
            .any(|(kind, stream, payload)| (*kind, *stream, payload.first()) == (HEADERS, 1, Some(&0x88))),
        "{heard:?}"
    );
    let body =
        heard.iter().find(|(kind, ..)| *kind == DATA).map(|(.., payload)| String::from_utf8_lossy(payload));
    assert!(body.unwrap().contains("request_id"));
}

#[tokio::test]
async fn a_host_that_is_not_the_authority_is_refused() {
    let world = World::start(Limits::default()).await;
    let head = frame(HEADERS, END_STREAM | END_HEADERS, 1, &fields("GET", "/seen", &[("host", "evil.test")]));
    let heard = say(&world, &[start(), head, farewell()].concat()).await;
    let body =
        heard.iter().find(|(kind, ..)| *kind == DATA).map(|(.., payload)| String::from_utf8_lossy(payload));
    assert!(body.unwrap().contains("bad_request"), "{heard:?}");
    assert_eq!(world.told.seen.load(Ordering::SeqCst), 0);
}

/// CVE-2023-44487.
#[tokio::test]
async fn rapid_reset_ends_the_connection() {
    let world = World::start(Limits::default()).await;
    let mut bytes = start();
    for n in 0..2000 {
        let stream = n * 2 + 1;
        bytes.extend(frame(HEADERS, END_STREAM | END_HEADERS, stream, &fields("GET", "/wait", &[])));
        bytes.extend(frame(RESET, 0, stream, &8_u32.to_be_bytes()));
    }
    let heard = say(&world, &bytes).await;
    let calm_down = 11_u32.to_be_bytes();
    let went = heard.iter().any(|(kind, _, payload)| *kind == GO_AWAY && payload[4..8] == calm_down);
    assert!(went, "{heard:?}");
}

#[tokio::test]
async fn a_body_of_another_length_than_said_is_refused() {
    let world = World::start(Limits::default()).await;
    let said = [("content-length", "5"), ("content-type", "application/json")];
    let head = frame(HEADERS, END_HEADERS, 1, &fields("POST", "/echo", &said));
    let heard = say(&world, &[start(), head, frame(DATA, END_STREAM, 1, b"{}"), farewell()].concat()).await;
    assert!(heard.iter().any(|(kind, stream, _)| (*kind, *stream) == (RESET, 1)), "{heard:?}");
    assert_eq!(world.told.seen.load(Ordering::SeqCst), 0);
}
