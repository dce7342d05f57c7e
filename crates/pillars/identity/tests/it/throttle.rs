//! Guessing is slowed down, and the person themself still gets in (A37).

use futures_util::future::join_all;
use serde_json::json;

use crate::world::{PASSWORD, World};

async fn guess(world: &World, email: &str, network: &str) -> u16 {
    world.sign_in(email, "Eight grey herons 8").from(network).send().await.status.as_u16()
}

#[tokio::test]
async fn guesses_at_one_account_are_counted_wherever_they_come_from() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let mut refused = 0;
    for n in 0..30 {
        // What a caller says of its address counts for nothing.
        let got = world.sign_in("asha@example.org", "Eight grey herons 8").from(&format!("198.51.100.{n}"));
        let got = got.header("x-forwarded-for", &format!("203.0.113.{n}")).send().await;
        refused += usize::from(got.status == 429);
    }
    assert_eq!(refused, 20, "ten are judged");
}

#[tokio::test]
async fn the_person_gets_in_from_a_device_that_is_known() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let device = world.signed_in("asha@example.org").await.device.expect("a mark of the device");
    for _ in 0..12 {
        guess(&world, "asha@example.org", "198.51.100.1").await;
    }
    let with = |email: &str, device: &str| json!({ "email": email, "password": PASSWORD, "transport": "bearer", "device_token": device });
    world.sign_in("asha@example.org", PASSWORD).send().await.refused(429, "too_many_requests");
    let got = world.post("", with("asha@example.org", &device)).send().await.ok();
    assert_eq!(got.tokens().device.as_deref(), Some(&*device), "the device keeps its mark");
    // A mark is worth something for those who signed in with it, and only if it was ours.
    world.account("ben@example.org").await;
    for _ in 0..12 {
        guess(&world, "ben@example.org", "198.51.100.1").await;
    }
    world.post("", with("ben@example.org", &device)).send().await.refused(429, "too_many_requests");
    let made_up = format!("ald_{}", "A".repeat(43));
    world.post("", with("asha@example.org", &made_up)).send().await.refused(429, "too_many_requests");
}

#[tokio::test]
async fn a_device_has_an_allowance_of_its_own_and_no_more() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let device = world.signed_in("asha@example.org").await.device.unwrap();
    let body = json!({ "email": "asha@example.org", "password": "Eight grey herons 8", "transport": "bearer", "device_token": device });
    for _ in 0..10 {
        world.post("", body.clone()).send().await.refused(401, "sign_in_refused");
    }
    world.post("", body).send().await.refused(429, "too_many_requests");
    // The address is untouched by it.
    world.sign_in("asha@example.org", PASSWORD).send().await.ok();
}

#[tokio::test]
async fn one_password_tried_on_many_accounts_is_counted_by_network() {
    let world = World::start().await;
    let mut refused = 0;
    for n in 0..105 {
        refused += usize::from(guess(&world, &format!("person{n}@example.org"), "198.51.100.1").await == 429);
    }
    assert_eq!(refused, 5);
    assert_eq!(guess(&world, "person200@example.org", "198.51.100.2").await, 401, "another network");
}

#[tokio::test]
async fn a_home_at_shift_change_is_not_refused() {
    let world = World::start().await;
    let account = world.account("asha@example.org").await;
    // Right ones are given back, to the network and to the account.
    for _ in 0..15 {
        world.signed_in("asha@example.org").await;
    }
    assert_eq!(world.count("private.sessions").await, 15);
    assert_eq!(world.count("private.throttles where attempts > 0").await, 0, "{account}");
}

#[tokio::test]
async fn a_window_ends() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    for _ in 0..11 {
        guess(&world, "asha@example.org", "198.51.100.1").await;
    }
    world.sign_in("asha@example.org", PASSWORD).send().await.refused(429, "too_many_requests");
    world.run("update private.throttles set window_start = window_start - interval '16 minutes'").await;
    world.sign_in("asha@example.org", PASSWORD).send().await.ok();
}

#[tokio::test]
async fn nothing_of_who_was_tried_stands_in_the_rows() {
    let world = World::start().await;
    guess(&world, "asha@example.org", "198.51.100.1").await;
    let rows: Vec<Vec<u8>> = world
        .owner
        .query("select key from private.throttles", &[])
        .await
        .unwrap()
        .iter()
        .map(|r| r.get(0))
        .collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|key| key.len() == 32 && !key.windows(4).any(|w| w == b"asha")));
}

#[tokio::test]
async fn many_guesses_at_once_do_not_outrun_the_count() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let guesses = (0..30).map(|n| {
        let world = &world;
        async move { guess(world, "asha@example.org", &format!("198.51.100.{n}")).await }
    });
    let statuses = join_all(guesses).await;
    let of = |status: u16| statuses.iter().filter(|s| **s == status).count();
    assert_eq!((of(401) + of(503), of(429)), (10, 20), "{statuses:?}");
}
