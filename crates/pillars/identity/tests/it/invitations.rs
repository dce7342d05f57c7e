//! Invitations and their links (A24, A45).

use futures_util::future::join_all;
use serde_json::json;

use crate::world::{PASSWORD, World};

fn register(token: &str) -> serde_json::Value {
    json!({ "token": token, "password": PASSWORD, "transport": "bearer" })
}

#[tokio::test]
async fn somebody_new_sets_a_password_and_is_in() {
    let world = World::start().await;
    let elm = world.organisation("Elm Care").await;
    let (profile, token) = world.invited(elm, "ben@example.org").await;
    let look = || world.post("/invitation", json!({ "token": token })).send();
    let seen = look().await.ok();
    let says = seen.data();
    assert_eq!(
        (&says["organisation"], &says["email"], &says["given_name"]),
        (&json!("Elm Care"), &json!("ben@example.org"), &json!("Ben"))
    );
    assert_eq!((&says["kind"], &says["sign_in_first"]), (&json!("invitation"), &json!(false)));
    let got = world.post("/invitation/register", register(&token)).send().await.ok();
    let sign_in = &got.data()["sign_in"];
    assert_eq!((&sign_in["organisation_id"], &sign_in["profile_id"]), (&json!(elm), &json!(profile)));
    world.whoami(&got.tokens()).await.ok();
    world.signed_in("ben@example.org").await;
    // Used up, for looking too.
    look().await.refused(410, "link_expired");
    world.post("/invitation/register", register(&token)).send().await.refused(410, "link_expired");
    let accept =
        world.post("/invitation/accept", json!({ "token": token })).bearer(&got.tokens()).send().await;
    accept.refused(410, "link_expired");
    // Becoming active is in the audit, as the verb that it is.
    assert_eq!(
        world.count(&format!("public.audit_events where row_id = '{profile}' and action = 'update'")).await,
        1
    );
    assert_eq!(
        world.count("auth.users u join private.accounts a using (id) where u.email = a.email").await,
        1
    );
}

#[tokio::test]
async fn somebody_with_an_account_accepts_with_that_account_alone() {
    let world = World::start().await;
    let (elm, oak) = (world.organisation("Elm").await, world.organisation("Oak").await);
    let ben = world.account("ben@example.org").await;
    world.account("eve@example.org").await;
    world.profile(elm, ben).await;
    let (profile, token) = world.invited(oak, "ben@example.org").await;
    assert_eq!(
        world.post("/invitation", json!({ "token": token })).send().await.ok().data()["sign_in_first"],
        true
    );
    world.post("/invitation/register", register(&token)).send().await.refused(409, "duplicate");
    let accept = |tokens| world.post("/invitation/accept", json!({ "token": token })).bearer(tokens).send();
    let eve = world.signed_in("eve@example.org").await;
    accept(&eve).await.refused(403, "forbidden");
    assert_eq!(
        world.value::<String>(&format!("select status from public.profiles where id = '{profile}'")).await,
        "invited"
    );
    assert_eq!(world.count("private.links where used_at is not null").await, 0);
    let tokens = world.signed_in("ben@example.org").await;
    let got = accept(&tokens).await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(oak));
    world.whoami(&tokens).await.refused(401, "unauthenticated");
    accept(&got.tokens()).await.refused(410, "link_expired");
    // Invited again to where they are already.
    let (_, again) = world.invited(oak, "ben@example.org").await;
    let got = world.post("/invitation/accept", json!({ "token": again })).bearer(&got.tokens()).send().await;
    got.refused(409, "duplicate");
}

#[tokio::test]
async fn of_many_who_accept_at_once_one_does() {
    let world = World::start().await;
    let (_, token) = world.invited(world.organisation("Elm").await, "ben@example.org").await;
    let answers = join_all((0..5).map(|_| world.post("/invitation/register", register(&token)).send())).await;
    assert_eq!(answers.iter().filter(|a| a.status == 200).count(), 1);
    assert!(answers.iter().all(|a| matches!(a.status.as_u16(), 200 | 409 | 410)), "{answers:?}");
    assert_eq!((world.count("private.accounts").await, world.count("private.sessions").await), (1, 1));
}

#[tokio::test]
async fn links_that_open_nothing() {
    let world = World::start().await;
    let elm = world.organisation("Elm").await;
    for (at, sql) in [
        "update private.links set ends_at = now()",
        "update private.links set used_at = now()",
        "update private.links set kind = 'password_reset'",
        "update public.profiles set status = 'disabled'",
        "update public.profiles set archived_at = now(), archive_reason = 'made in error'",
        "update public.organisations set archived_at = now()",
    ]
    .into_iter()
    .enumerate()
    {
        let (profile, token) = world.invited(elm, &format!("ben{at}@example.org")).await;
        let sql = if sql.contains("public.profiles") {
            format!("{sql} where id = '{profile}'")
        } else {
            sql.to_owned()
        };
        world.run(&sql).await;
        let look =
            world.post("/invitation", json!({ "token": token })).send().await.refused(410, "link_expired");
        let got =
            world.post("/invitation/register", register(&token)).send().await.refused(410, "link_expired");
        assert_eq!(look.alike(), got.alike(), "{sql}");
    }
    let made_up = format!("ali_{}", "A".repeat(43));
    for token in ["", "ali_", &made_up, &made_up.replace("ali_", "alp_")] {
        world.post("/invitation", json!({ "token": token })).send().await.refused(410, "link_expired");
        world.post("/invitation/register", register(token)).send().await.refused(410, "link_expired");
    }
    assert_eq!(world.count("private.accounts").await, 0);
    assert_eq!(world.identity.hashing().peak, 0, "whoever has no link costs no hash");
}

#[tokio::test]
async fn a_bad_password_uses_no_link_up() {
    let world = World::start().await;
    let (_, token) = world.invited(world.organisation("Elm").await, "ben@example.org").await;
    for password in ["short", "password123", "ben@example.org"] {
        let body = json!({ "token": token, "password": password, "transport": "bearer" });
        let got = world.post("/invitation/register", body).send().await.refused(422, "invalid");
        assert_eq!(got.body["error"]["fields"][0]["path"], "password", "{password}");
    }
    world.post("/invitation/register", register(&token)).send().await.ok();
}

#[tokio::test]
async fn an_account_of_supabase_counts_as_one() {
    let world = World::start().await;
    let (_, token) = world.invited(world.organisation("Elm").await, "ben@example.org").await;
    world.run("insert into auth.users (id, email) values (gen_random_uuid(), 'ben@example.org')").await;
    assert_eq!(
        world.post("/invitation", json!({ "token": token })).send().await.ok().data()["sign_in_first"],
        true
    );
    world.post("/invitation/register", register(&token)).send().await.refused(409, "duplicate");
}
