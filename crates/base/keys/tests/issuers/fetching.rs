//! How often the key server is asked, and what happens when it doesn't answer.

use std::sync::Arc;
use std::time::Duration;

use almoner_keys::Issuers;
use almoner_keys::issuers::Refusal;
use serde_json::json;
use tokio::net::TcpListener;

use crate::world::{Good, OWN, Signer, World, configs, ec_jwk, ec_key, jwks, refusal};

const MINUTE: i64 = 60;
/// Just past the ten minutes for which keys are fresh.
const NOT_FRESH: i64 = 601;
const DAY: i64 = 24 * 3600;

fn hostile(number: usize) -> Good {
    Good::es().header("kid", format!("no-such-key-{number}"))
}

/// Claims that live as long as the test needs, in a token of another key.
fn good_for(seconds: i64) -> Good {
    Good::es().claim("exp", crate::world::NOW + seconds)
}

#[tokio::test]
async fn a_burst_of_hostile_tokens_asks_once() {
    let world = Arc::new(World::new().await);
    let held = world.server.hold().await;
    let tasks: Vec<_> = (0..300)
        .map(|number| {
            let world = Arc::clone(&world);
            tokio::spawn(async move { world.refusal(&hostile(number).token()).await })
        })
        .collect();
    world.server.hits_reach(1).await;
    drop(held);
    for task in tasks {
        assert_eq!(task.await.unwrap(), Some(Refusal::UnknownKey));
    }
    for number in 300..400 {
        assert_eq!(world.refusal(&hostile(number).token()).await, Some(Refusal::UnknownKey));
    }
    world.accepts(&Good::es()).await;
    assert_eq!(world.server.paths(), ["/es"]);
}

#[tokio::test]
async fn unknown_keys_are_looked_for_once_a_minute() {
    let world = World::new().await;
    world.accepts(&Good::es()).await;
    for minute in 1..5 {
        assert_eq!(world.server.hits(), minute);
        world.clock.advance(MINUTE - 1);
        world.refusal(&hostile(0).token()).await;
        assert_eq!(world.server.hits(), minute, "within the minute");
        world.clock.advance(1);
        world.refusal(&hostile(1).token()).await;
        world.refusal(&hostile(2).token()).await;
        assert_eq!(world.server.hits(), minute + 1);
    }
    assert_eq!(world.server.hits(), 5);
}

#[tokio::test]
async fn known_keys_are_not_asked_for_again_while_fresh() {
    let world = World::new().await;
    for _ in 0..10 {
        world.accepts(&Good::es()).await;
        world.clock.advance(60);
    }
    assert_eq!(world.server.hits(), 1);
    world.clock.advance(1);
    world.accepts(&Good::es()).await;
    assert_eq!(world.server.hits(), 2);
}

#[tokio::test]
async fn a_new_key_is_found_and_a_withdrawn_one_forgotten() {
    let world = World::new().await;
    world.accepts(&Good::es()).await;
    let new = ec_key("new");
    world.server.answers("200 OK", json!({"keys": [ec_jwk("new", &new)]}).to_string());
    let signed = Good::es().header("kid", "new").signed_by(Signer::Ec(&new));
    assert_eq!(world.refusal(&signed).await, Some(Refusal::UnknownKey), "asked less than a minute ago");
    world.clock.advance(MINUTE);
    assert_eq!(world.refusal(&signed).await, None);
    assert_eq!(world.server.hits(), 2);
    assert_eq!(world.refusal(&Good::es().token()).await, Some(Refusal::UnknownKey), "the old key is gone");
}

#[tokio::test]
async fn a_withdrawn_key_is_forgotten_without_anybody_naming_a_new_one() {
    let world = World::new().await;
    world.accepts(&Good::es()).await;
    world.server.answers("200 OK", json!({"keys": [ec_jwk("new", &ec_key("new"))]}).to_string());
    world.clock.advance(NOT_FRESH - 1);
    world.accepts(&Good::es()).await;
    world.clock.advance(1);
    assert_eq!(world.refusal(&Good::es().token()).await, Some(Refusal::UnknownKey));
    assert_eq!(world.server.hits(), 2);
}

#[tokio::test]
async fn the_last_good_keys_serve_on_when_the_server_fails() {
    // A document that would replace the key, were it read.
    let long = json!({"keys": [ec_jwk("other", &ec_key("other"))], "pad": "x".repeat(20_000)}).to_string();
    let small_rsa =
        json!({"keys": [{"kty": "RSA", "kid": "es", "n": "x".repeat(171), "e": "AQAB"}]}).to_string();
    let off_curve = json!({"keys": [{"kty": "EC", "crv": "P-256", "kid": "es", "x": "A".repeat(43), "y": "A".repeat(43)}]});
    let mut encrypting = ec_jwk("es", &ec_key("project"));
    encrypting["use"] = json!("enc");
    let many: Vec<_> = (0..65).map(|n| ec_jwk(&n.to_string(), &ec_key("project"))).collect();
    for (status, body) in [
        ("500 Internal Server Error", jwks().to_string()),
        ("404 Not Found", jwks().to_string()),
        ("204 No Content", String::new()),
        ("200 OK", String::new()),
        ("200 OK", "<html>".to_owned()),
        ("200 OK", json!({"keys": []}).to_string()),
        ("200 OK", json!({"keys": {}}).to_string()),
        ("200 OK", r#"{"keys":[],"keys":[]}"#.to_owned()),
        ("200 OK", small_rsa),
        ("200 OK", off_curve.to_string()),
        ("200 OK", json!({"keys": [encrypting]}).to_string()),
        ("200 OK", json!({"keys": many}).to_string()),
        ("200 OK", long),
        ("302 Found\r\nLocation: /elsewhere", String::new()),
        ("200 OK\r\nTransfer-Encoding: chunked", "zz".to_owned()),
    ] {
        let world = World::new().await;
        world.accepts(&Good::es()).await;
        world.server.answers(status, body.clone());
        world.clock.advance(NOT_FRESH);
        world.accepts(&Good::es()).await;
        assert_eq!(world.server.hits(), 2, "{status}");
        world.accepts(&Good::es()).await;
        assert_eq!(world.server.hits(), 2, "{status}: asked again within the minute");
        assert_eq!(world.server.paths(), ["/es", "/es"], "{status}: followed");
        // It recovers.
        world.server.answers("200 OK", jwks().to_string());
        world.clock.advance(MINUTE);
        world.accepts(&Good::es()).await;
        assert_eq!(world.server.hits(), 3, "{status}");
    }
}

#[tokio::test]
async fn keys_that_could_not_be_fetched_for_a_day_are_not_used() {
    let world = World::new().await;
    let token = good_for(2 * DAY).token();
    assert_eq!(world.refusal(&token).await, None);
    world.server.answers("500 Internal Server Error", "");
    world.clock.advance(DAY);
    assert_eq!(world.refusal(&token).await, None);
    world.clock.advance(1);
    assert_eq!(world.refusal(&token).await, Some(Refusal::KeysUnavailable));
}

#[tokio::test]
async fn without_any_keys_it_is_tried_again_soon_but_not_at_once() {
    let world = World::new().await;
    world.server.answers("503 Service Unavailable", "");
    for _ in 0..20 {
        assert_eq!(world.refusal(&Good::es().token()).await, Some(Refusal::KeysUnavailable));
    }
    assert_eq!(world.server.hits(), 1);
    world.server.answers("200 OK", jwks().to_string());
    world.clock.advance(9);
    assert_eq!(world.refusal(&Good::es().token()).await, Some(Refusal::KeysUnavailable));
    world.clock.advance(1);
    world.accepts(&Good::es()).await;
    assert_eq!(world.server.hits(), 2);
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let world = World::with_timeout(Duration::from_secs(1)).await;
    let held = world.server.hold().await;
    assert_eq!(world.refusal(&Good::es().token()).await, Some(Refusal::KeysUnavailable));
    drop(held);
    world.clock.advance(10);
    world.accepts(&Good::es()).await;
    // And with keys at hand, too.
    let _held = world.server.hold().await;
    world.clock.advance(NOT_FRESH);
    world.accepts(&Good::es()).await;
    assert_eq!(world.server.hits(), 3);
}

#[tokio::test]
async fn a_slow_server_does_not_keep_known_keys_waiting() {
    // The fetch would hang for a minute; the test has no way to end but not to wait for it.
    let world = Arc::new(World::new().await);
    world.accepts(&Good::es()).await;
    world.clock.advance(NOT_FRESH);
    let held = world.server.hold().await;
    let waiting = {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.refusal(&hostile(0).token()).await })
    };
    world.server.hits_reach(2).await;
    for _ in 0..20 {
        world.accepts(&Good::es()).await;
    }
    assert!(!waiting.is_finished());
    drop(held);
    assert_eq!(waiting.await.unwrap(), Some(Refusal::UnknownKey));
    assert_eq!(world.server.hits(), 2);
}

#[tokio::test]
async fn who_hangs_up_does_not_cancel_the_fetch() {
    let world = Arc::new(World::new().await);
    let held = world.server.hold().await;
    let gone = {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.refusal(&hostile(0).token()).await })
    };
    world.server.hits_reach(1).await;
    gone.abort();
    assert!(gone.await.unwrap_err().is_cancelled());
    drop(held);
    world.accepts(&Good::es()).await;
    assert_eq!(world.server.hits(), 1);
}

#[tokio::test]
async fn each_issuer_has_its_own_keys_and_its_own_minute() {
    let world = World::new().await;
    for good in [Good::rs(), Good::es(), Good::ed(), Good::hs()] {
        world.accepts(&good).await;
    }
    let mut paths = world.server.paths();
    paths.sort_unstable();
    assert_eq!(paths, ["/ed", "/es", "/rs"]);
}

#[tokio::test]
async fn https_is_spoken_with_the_one_provider() {
    // Nobody there speaks TLS: what is shown is that a client can be built and
    // that a failed handshake is a failure to fetch, not a panic.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let first_byte = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        tokio::io::AsyncReadExt::read_u8(&mut stream).await.unwrap()
    });
    let world = World::new().await;
    let configs = configs(&format!("https://{address}"));
    let issuers = Issuers::new(&world.ring, OWN, &configs, world.clock.clone()).unwrap();
    assert_eq!(refusal(issuers.verify(&Good::es().token()).await), Some(Refusal::KeysUnavailable));
    assert_eq!(first_byte.await.unwrap(), 0x16, "a TLS handshake record");
}
