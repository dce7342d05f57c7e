//! The second factor: single use, throttled, sealed, and not to be put in another's place (A40).

use futures_util::future::join_all;
use serde_json::json;

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn in_the_same_step_or_in_a_second_one() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (seed, ..) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    world.next_step();
    let with = |code: String| json!({ "email": "asha@example.org", "password": PASSWORD, "transport": "bearer", "code": code });
    let got = world.post("", with(world.code(&seed, 0))).send().await.ok();
    assert_eq!(got.data()["sign_in"]["second_factor"], true);

    let first = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert_eq!((&first.data()["state"], &first.data()["tokens"]), (&json!("second_factor"), &json!(null)));
    let step = first.data()["step"].as_str().unwrap().to_owned();
    let second = |code: String| world.post("/second-step", json!({ "step": step, "code": code })).send();
    // The code that was used to sign in a moment ago.
    second(world.code(&seed, 0)).await.refused(401, "sign_in_refused");
    world.next_step();
    let got = second(world.code(&seed, 0)).await.ok();
    assert_eq!(got.data()["sign_in"]["second_factor"], true);
    world.whoami(&got.tokens()).await.ok();
    second(world.code(&seed, 0)).await.refused(401, "sign_in_refused");
}

#[tokio::test]
async fn a_step_ends_with_time_and_with_its_password() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (seed, tokens, _) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    let step = async || world.sign_in("asha@example.org", PASSWORD).send().await.ok().data()["step"].clone();
    let old = step().await;
    world.clock.advance(301);
    let body = |step: &serde_json::Value| json!({ "step": step, "code": world.code(&seed, 0) });
    world.post("/second-step", body(&old)).send().await.refused(401, "sign_in_refused");
    let before = step().await;
    let change = json!({ "current_password": PASSWORD, "new_password": "Nine grey herons 9" });
    world.post("/password", change).bearer(&tokens).send().await.ok();
    world.post("/second-step", body(&before)).send().await.refused(401, "sign_in_refused");
    world
        .post("/second-step", json!({ "step": "v1.made.up", "code": "123456" }))
        .send()
        .await
        .refused(401, "sign_in_refused");
}

#[tokio::test]
async fn of_many_with_one_code_one_comes_in() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (seed, ..) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    world.next_step();
    let code = world.code(&seed, 0);
    let before = world.count("private.sessions where revoked_at is null").await;
    let attempts = (0..5).map(|_| {
        let body =
            json!({ "email": "asha@example.org", "password": PASSWORD, "transport": "bearer", "code": code });
        world.post("", body).send()
    });
    let answers = join_all(attempts).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|a| a.code() == "sign_in_refused").count(), 4);
    assert_eq!(world.count("private.sessions where revoked_at is null").await, before + 1);
}

#[tokio::test]
async fn codes_of_other_times_and_other_people() {
    let world = World::start().await;
    for email in ["asha@example.org", "ben@example.org"] {
        world.account(email).await;
    }
    let (seed, ..) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    let (bens, ..) = world.authenticator(&world.signed_in("ben@example.org").await).await;
    // Far enough that the step of the enrolment is out of the window.
    world.clock.advance(300);
    let step = world.sign_in("asha@example.org", PASSWORD).send().await.ok().data()["step"].clone();
    let second = |code: String| world.post("/second-step", json!({ "step": step, "code": code })).send();
    for code in [world.code(&seed, -3), world.code(&seed, 3), world.code(&bens, 0)] {
        second(code).await.refused(401, "sign_in_refused");
    }
    // The step before, as of a clock that is half a minute late; then the present one, and not back.
    second(world.code(&seed, -1)).await.ok();
    let got = second(world.code(&seed, 0)).await.ok();
    assert_eq!(got.data()["state"], "signed_in");
    second(world.code(&seed, -1)).await.refused(401, "sign_in_refused");
}

#[tokio::test]
async fn codes_are_guessed_five_times() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let device = world.signed_in("asha@example.org").await;
    let (seed, ..) = world.authenticator(&device).await;
    let wrong = |n: usize| format!("{n:06}");
    let mut statuses = Vec::new();
    for n in 0..8 {
        world.next_step();
        let body = json!({ "email": "asha@example.org", "password": PASSWORD, "transport": "bearer", "code": wrong(n) });
        statuses.push(world.post("", body).send().await.status.as_u16());
    }
    assert_eq!(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
    // The same count for the second step, whatever the code is.
    let step = world.sign_in("asha@example.org", PASSWORD).send().await.ok().data()["step"].clone();
    let body = json!({ "step": step, "code": world.code(&seed, 0) });
    world.post("/second-step", body).send().await.refused(429, "too_many_requests");
    // From the device that is known there is another allowance.
    let body = json!({ "step": step, "code": world.code(&seed, 0), "device_token": device.device });
    world.post("/second-step", body).send().await.ok();
}

#[tokio::test]
async fn a_code_for_an_account_that_is_not_there_is_counted_alike() {
    let world = World::start().await;
    for n in 0..6 {
        let body = json!({ "email": "absent@example.org", "password": PASSWORD, "transport": "bearer", "code": "123456" });
        let got = world.post("", body).send().await;
        assert_eq!(got.status.as_u16(), if n < 5 { 401 } else { 429 }, "{n}");
    }
}

#[tokio::test]
async fn recovery_codes_are_good_once() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (_, tokens, codes) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    assert_eq!(codes.len(), 10);
    let with = |code: &str| json!({ "email": "asha@example.org", "password": PASSWORD, "transport": "bearer", "recovery_code": code });
    world.post("", with(&codes[0].to_lowercase())).send().await.ok();
    assert_eq!(world.letter().await.subject, "About your sign-in");
    world.post("", with(&codes[0])).send().await.refused(401, "sign_in_refused");
    let parallel = join_all((0..4).map(|_| world.post("", with(&codes[1])).send())).await;
    assert_eq!(parallel.iter().filter(|a| a.status == 200).count(), 1);
    assert_eq!(world.whoami(&tokens).await.data()["recovery_codes_left"], 8);
    // New ones make the old ones worthless.
    let renewed = world.post("/recovery-codes", json!({})).bearer(&tokens).send().await.ok();
    assert_eq!(renewed.data()["recovery_codes"].as_array().unwrap().len(), 10);
    world.run("delete from private.throttles").await;
    world.post("", with(&codes[2])).send().await.refused(401, "sign_in_refused");
    let stored: i64 = world.count("private.recovery_codes where length(code_hash) = 32").await;
    assert_eq!(stored, 10);
}

#[tokio::test]
async fn nobody_with_a_password_alone_puts_an_authenticator_in_the_place_of_another() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let tokens = world.signed_in("asha@example.org").await;
    let enrol = |tokens, password: &str| {
        world.post("/authenticator", json!({ "password": password })).bearer(tokens).send()
    };
    let got = enrol(&tokens, "Eight grey herons 8").await.refused(422, "invalid");
    assert_eq!(got.body["error"]["fields"][0]["path"], "password");
    let (seed, with_factor, _) = world.authenticator(&tokens).await;
    // A session whose second factor is some time ago.
    world.run("update private.sessions set second_factor_at = now() - interval '11 minutes'").await;
    enrol(&with_factor, PASSWORD).await.refused(403, "second_factor_required");
    world
        .post("/authenticator/remove", json!({}))
        .bearer(&with_factor)
        .send()
        .await
        .refused(403, "second_factor_required");
    world
        .post("/recovery-codes", json!({}))
        .bearer(&with_factor)
        .send()
        .await
        .refused(403, "second_factor_required");
    world.next_step();
    let code = world.code(&seed, 0);
    let fresh =
        world.post("/second-factor", json!({ "code": code })).bearer(&with_factor).send().await.ok().tokens();
    enrol(&fresh, PASSWORD).await.ok();
    // The present one goes on until the new one has proven itself.
    world.next_step();
    let code = world.code(&seed, 0);
    let fresh =
        world.post("/second-factor", json!({ "code": code })).bearer(&fresh).send().await.ok().tokens();
    world
        .post("/authenticator/confirm", json!({ "code": world.code(&seed, 0) }))
        .bearer(&fresh)
        .send()
        .await
        .refused(422, "invalid");
    let gone = world.post("/authenticator/remove", json!({})).bearer(&fresh).send().await.ok();
    assert_eq!(gone.data()["sign_in"]["second_factor"], false);
    world
        .post("/authenticator/remove", json!({}))
        .bearer(&gone.tokens())
        .send()
        .await
        .refused(409, "illegal_transition");
    assert_eq!(world.sign_in("asha@example.org", PASSWORD).send().await.ok().data()["state"], "signed_in");
}

#[tokio::test]
async fn the_seed_is_sealed_for_its_account() {
    let world = World::start().await;
    let asha = world.account("asha@example.org").await;
    let ben = world.account("ben@example.org").await;
    let (seed, tokens, _) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    let stored: String =
        world.value(&format!("select totp_secret from private.accounts where id = '{asha}'")).await;
    assert!(stored.starts_with("v1.") && !stored.contains(seed.base32().as_str()));
    // Copied to another account it opens nothing.
    world
        .run(&format!(
            "update private.accounts set totp_secret = (select totp_secret from private.accounts where id = '{asha}'), \
             totp_confirmed_at = now() where id = '{ben}'"
        ))
        .await;
    world.next_step();
    let body = json!({ "email": "ben@example.org", "password": PASSWORD, "transport": "bearer", "code": world.code(&seed, 0) });
    world.post("", body).send().await.refused(500, "internal");
    // A pending one that was begun too long ago is none.
    world.post("/authenticator", json!({ "password": PASSWORD })).bearer(&tokens).send().await.ok();
    world.run("update private.accounts set totp_pending_at = now() - interval '16 minutes'").await;
    world
        .post("/authenticator/confirm", json!({ "code": "123456" }))
        .bearer(&tokens)
        .send()
        .await
        .refused(409, "illegal_transition");
}

#[tokio::test]
async fn wrong_codes_count_at_the_second_step_and_inside_too() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (seed, tokens, _) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    world.next_step();
    let step = world.sign_in("asha@example.org", PASSWORD).send().await.ok().data()["step"].clone();
    for (path, right) in [
        ("/second-step", json!({ "step": step, "code": world.code(&seed, 0) })),
        ("/second-factor", json!({ "code": world.code(&seed, 0) })),
    ] {
        let mut wrong = right.clone();
        // Not of this step, nor of those beside it.
        wrong["code"] = json!(world.code(&seed, 40));
        for n in 0..6 {
            let got = world.post(path, wrong.clone()).bearer(&tokens).send().await;
            assert_eq!(got.status.as_u16(), if n < 5 { 401 } else { 429 }, "{path} {n}");
        }
        world.post(path, right).bearer(&tokens).send().await.refused(429, "too_many_requests");
    }
    world.whoami(&tokens).await.ok();
}
