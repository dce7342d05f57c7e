//! One answer for everything that can be wrong with an account, after the same work (A38, A39).

use almoner_keys::passwords::PasswordConfig;
use futures_util::future::join_all;
use serde_json::json;

use crate::world::{PASSWORD, World};

/// An account for each thing that can be wrong with one; nobody is `absent`.
const WRONG: [&str; 5] = ["absent", "disabled", "unverified", "no-password", "other-password"];

async fn accounts(world: &World) {
    for name in &WRONG[1..] {
        world.account(&format!("{name}@example.org")).await;
    }
    world.run("update private.accounts set disabled_at = now() where email = 'disabled@example.org'").await;
    world.run("update private.accounts set verified_at = null where email = 'unverified@example.org'").await;
    world
        .run("update private.accounts set password_hash = null where email = 'no-password@example.org'")
        .await;
}

#[tokio::test]
async fn whatever_is_wrong_gives_the_same_answer_after_one_hash() {
    // A service of its own for each, so that the count of hashes is that of one attempt.
    let mut answers = Vec::new();
    for name in WRONG {
        let world = World::start().await;
        accounts(&world).await;
        let password = if name == "other-password" { "Eight grey herons 8" } else { PASSWORD };
        assert_eq!(world.identity.hashing().peak, 0);
        let got = world.sign_in(&format!("{name}@example.org"), password).send().await;
        assert_eq!(world.identity.hashing().peak, 1, "{name}: no password was hashed");
        assert!(got.headers.get("set-cookie").is_none(), "{name}");
        assert_eq!(world.count("private.sessions").await, 0, "{name}");
        answers.push((name, got.refused(401, "sign_in_refused").alike()));
    }
    for (name, answer) in &answers[1..] {
        assert_eq!(*answer, answers[0].1, "{name}");
    }
}

#[tokio::test]
async fn the_same_number_of_attempts_and_the_same_refusal_after_them() {
    let world = World::start().await;
    accounts(&world).await;
    let mut last = Vec::new();
    for (at, name) in WRONG.into_iter().enumerate() {
        let email = format!("{name}@example.org");
        let network = format!("192.0.2.{at}");
        for _ in 0..10 {
            let got = world.sign_in(&email, "Eight grey herons 8").from(&network).send().await;
            got.refused(401, "sign_in_refused");
        }
        let hashes = world.identity.hashing().peak;
        let got =
            world.sign_in(&email, PASSWORD).from(&network).send().await.refused(429, "too_many_requests");
        let wait: u64 = got.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=900).contains(&wait), "{name}: {wait}");
        assert_eq!(world.identity.hashing().peak, hashes);
        last.push((name, got.status, got.body["error"].clone()));
    }
    for (name, status, error) in &last[1..] {
        assert_eq!((status, error), (&last[0].1, &last[0].2), "{name}");
    }
}

#[tokio::test]
async fn asking_for_a_new_password_tells_nothing() {
    let world = World::start().await;
    accounts(&world).await;
    world.account("asha@example.org").await;
    let mut answers = Vec::new();
    for name in ["absent", "disabled", "unverified", "asha"] {
        let got =
            world.post("/password-reset", json!({ "email": format!("{name}@example.org") })).send().await;
        assert_eq!(got.status, 202, "{name}");
        answers.push((name, got.alike()));
    }
    for (name, answer) in &answers[1..] {
        assert_eq!(*answer, answers[0].1, "{name}");
    }
    // The first mail that there is: nobody else was sent one.
    assert_eq!(world.letter().await.to, "asha@example.org");
    assert_eq!((world.letters_waiting().await, world.count("private.links").await), (0, 1));
    for name in ["absent", "asha"] {
        let ask = async || {
            world.post("/password-reset", json!({ "email": format!("{name}@example.org") })).send().await
        };
        for _ in 0..2 {
            assert_eq!(ask().await.status, 202);
        }
        ask().await.refused(429, "too_many_requests");
    }
}

#[tokio::test]
async fn many_at_once_are_bounded_and_the_rest_hear_so_at_once() {
    let world =
        World::with(|config| config.passwords = PasswordConfig { concurrency: 1, queue: 2 }, &[]).await;
    let attempts = (0..40).map(|n| {
        let (email, network) = (format!("person{n}@example.org"), format!("192.0.2.{n}"));
        let world = &world;
        async move { world.sign_in(&email, PASSWORD).from(&network).send().await }
    });
    let answers = join_all(attempts).await;
    let judged = answers.iter().filter(|a| a.status == 401).count();
    let busy: Vec<_> = answers.iter().filter(|a| a.status == 503).collect();
    assert_eq!(judged + busy.len(), 40, "{answers:?}");
    assert!(judged >= 3 && !busy.is_empty(), "{judged} judged");
    assert!(busy.iter().all(|a| a.code() == "unavailable" && a.headers.contains_key("retry-after")));
    assert_eq!(world.identity.hashing().peak, 1);
}

#[tokio::test]
async fn passwords_are_exact() {
    let world = World::start().await;
    // Alike in the first 72 bytes, which is where some hashes stop reading.
    let long = "A".repeat(72);
    for (at, password) in [format!("{long}x"), "trailing  space ".to_owned(), "Pâss wörd 🦀🦀".to_owned()]
        .into_iter()
        .enumerate()
    {
        let email = format!("exact{at}@example.org");
        let (_, token) = world.invited(world.organisation("Elm").await, &email).await;
        let body = json!({ "token": token, "password": password, "transport": "bearer" });
        world.post("/invitation/register", body).send().await.ok();
        world.sign_in(&email, &password).send().await.ok();
        let others = [
            password.trim().to_owned(),
            format!("{long}y"),
            password.to_lowercase(),
            // The same letters, composed of letter and accent.
            password.replace('â', "a\u{302}"),
        ];
        for other in others.iter().filter(|other| **other != password) {
            world.sign_in(&email, other).send().await.refused(401, "sign_in_refused");
        }
    }
}

#[tokio::test]
async fn what_is_no_password_is_refused_before_any_work() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    for password in ["A".repeat(1025), String::new(), "nul\0inside".to_owned()] {
        let got = world.sign_in("asha@example.org", &password).send().await.refused(422, "invalid");
        assert_eq!(got.body["error"]["fields"][0]["path"], "password");
        assert!(!got.body.to_string().contains("AAAA"), "the value comes back");
    }
    let got = world.sign_in("not an address", PASSWORD).send().await.refused(422, "invalid");
    assert_eq!(got.body["error"]["fields"][0]["path"], "email");
    assert_eq!(world.identity.hashing().peak, 0);
    // The Kelvin sign would fold to a k that belongs to somebody else; capitals of ASCII are the same address.
    world.account("kit@example.org").await;
    world.sign_in("\u{212a}it@example.org", PASSWORD).send().await.refused(422, "invalid");
    world.sign_in(" KIT@Example.ORG ", PASSWORD).send().await.ok();
    let extra = json!({ "email": "kit@example.org", "password": PASSWORD, "transport": "bearer", "organisation_id": "x" });
    world.post("", extra).send().await.refused(422, "invalid");
}
