//! New passwords: by link, and by the person who knows the present one.

use serde_json::json;

use crate::world::{BASE, PASSWORD, World};

const NEW: &str = "Nine grey herons 9";

/// The secret in a mail's link, which begins with the configured address whatever the request said.
fn secret(text: &str, page: &str) -> String {
    let link = text.lines().find(|line| line.contains("://")).expect("a link");
    link.strip_prefix(&format!("{BASE}{page}#")).unwrap_or_else(|| panic!("{link}")).to_owned()
}

async fn asked(world: &World) -> String {
    let ask = world.post("/password-reset", json!({ "email": "asha@example.org" }));
    let ask = ask
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example");
    assert_eq!(ask.send().await.status, 202);
    let letter = world.letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_ref()), ("asha@example.org", "Set a new password"));
    secret(&letter.text, "/password-reset")
}

#[tokio::test]
async fn a_link_sets_the_password_once() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let tokens = world.signed_in("asha@example.org").await;
    let (first, second) = (asked(&world).await, asked(&world).await);
    let finish = |token: &str, password: &str| {
        world.post("/password-reset/finish", json!({ "token": token, "password": password })).send()
    };
    finish(&first, "password1").await.refused(422, "invalid");
    let done = finish(&first, NEW).await.ok();
    assert_eq!((done.data(), done.cookies().len()), (&json!(null), 0), "nobody is signed in by it");
    assert_eq!(world.letter().await.subject, "About your sign-in");
    // Used, and every other link of the account with it; and every sign-in.
    finish(&first, NEW).await.refused(410, "link_expired");
    finish(&second, NEW).await.refused(410, "link_expired");
    world.whoami(&tokens).await.refused(401, "unauthenticated");
    let refresh = json!({ "transport": "bearer", "refresh_token": tokens.refresh });
    world.post("/refresh", refresh).send().await.refused(401, "unauthenticated");
    world.sign_in("asha@example.org", PASSWORD).send().await.refused(401, "sign_in_refused");
    world.sign_in("asha@example.org", NEW).send().await.ok();
}

#[tokio::test]
async fn a_link_ends_and_does_not_stand_in_for_a_second_factor() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (seed, ..) = world.authenticator(&world.signed_in("asha@example.org").await).await;
    let token = asked(&world).await;
    world.run("update private.links set ends_at = now()").await;
    let finish =
        |token: &str| world.post("/password-reset/finish", json!({ "token": token, "password": NEW })).send();
    finish(&token).await.refused(410, "link_expired");
    let token = asked(&world).await;
    world.run("update private.accounts set disabled_at = now()").await;
    finish(&token).await.refused(410, "link_expired");
    world.run("update private.accounts set disabled_at = null").await;
    finish(&token).await.ok();
    let got = world.sign_in("asha@example.org", NEW).send().await.ok();
    assert_eq!(got.data()["state"], "second_factor");
    world.next_step();
    let body = json!({ "step": got.data()["step"], "code": world.code(&seed, 0) });
    world.post("/second-step", body).send().await.ok();
}

#[tokio::test]
async fn the_present_password_changes_it_and_ends_the_other_sign_ins() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let (here, there) =
        (world.signed_in("asha@example.org").await, world.signed_in("asha@example.org").await);
    let link = asked(&world).await;
    let change = |current: &str, new: &str| {
        world
            .post("/password", json!({ "current_password": current, "new_password": new }))
            .bearer(&here)
            .send()
    };
    for (current, new, path) in [(NEW, NEW, "current_password"), (PASSWORD, "asha", "new_password")] {
        let got = change(current, new).await.refused(422, "invalid");
        assert_eq!(got.body["error"]["fields"][0]["path"], path);
    }
    change(PASSWORD, NEW).await.ok();
    assert_eq!(world.letter().await.subject, "About your sign-in");
    world.whoami(&here).await.ok();
    world.whoami(&there).await.refused(401, "unauthenticated");
    world.sign_in("asha@example.org", NEW).send().await.ok();
    let body = json!({ "token": link, "password": PASSWORD });
    world.post("/password-reset/finish", body).send().await.refused(410, "link_expired");
    // A stolen session guesses at the password ten times.
    for _ in 0..10 {
        change(PASSWORD, "Ten grey herons 10").await;
    }
    change(NEW, "Ten grey herons 10").await.refused(429, "too_many_requests");
}
