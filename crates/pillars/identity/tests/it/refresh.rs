//! Refresh tokens: one child however many ask, and an end to the sign-in when one is used twice (A42).

use std::collections::HashSet;

use almoner_keys::issuers::IssuerConfig;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::world::{Asking, PASSWORD, Tokens, World, stored};

fn refresh<'a>(world: &'a World, token: &str) -> Asking<'a> {
    world.post("/refresh", json!({ "transport": "bearer", "refresh_token": token }))
}

async fn later(world: &World) {
    world.run("update private.refresh_tokens set used_at = used_at - interval '31 seconds' where used_at is not null").await;
}

async fn start() -> (World, Tokens) {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let tokens = world.signed_in("asha@example.org").await;
    (world, tokens)
}

#[tokio::test]
async fn twenty_at_once_are_given_one_child() {
    let (world, first) = start().await;
    let answers = join_all((0..20).map(|_| refresh(&world, &first.refresh).send())).await;
    let children: HashSet<_> = answers.into_iter().map(|a| a.ok().tokens().refresh).collect();
    assert_eq!(children.len(), 1);
    let child = children.into_iter().next().unwrap();
    assert_ne!(child, first.refresh);
    assert_eq!(world.count("private.refresh_tokens").await, 2);
    let next = refresh(&world, &child).send().await.ok().tokens();
    world.whoami(&next).await.ok();
    // Within the grace the first still gives the same, though the child was exchanged meanwhile.
    assert_eq!(refresh(&world, &first.refresh).send().await.ok().tokens().refresh, child);
}

#[tokio::test]
async fn a_token_used_after_the_grace_ends_the_sign_in() {
    let (world, first) = start().await;
    let second = refresh(&world, &first.refresh).send().await.ok().tokens();
    later(&world).await;
    refresh(&world, &first.refresh).send().await.refused(401, "unauthenticated");
    for tokens in [&first, &second] {
        world.whoami(tokens).await.refused(401, "unauthenticated");
    }
    refresh(&world, &second.refresh).send().await.refused(401, "unauthenticated");
    let letter = world.letter().await;
    assert_eq!((letter.to.as_str(), letter.subject.as_ref()), ("asha@example.org", "About your sign-in"));
    // One notice, however often it is tried.
    refresh(&world, &first.refresh).send().await.refused(401, "unauthenticated");
    assert_eq!(world.letters_waiting().await, 0);
    let why: String = world.value("select revoked_because from private.sessions").await;
    assert_eq!(why, "refresh_reuse");
    // Other sign-ins of the person go on.
    let other = world.signed_in("asha@example.org").await;
    refresh(&world, &other.refresh).send().await.ok();
}

/// Waits until a statement of the service waits for a lock.
async fn somebody_waits(world: &World) {
    let waiting = "pg_stat_activity where usename = 'almoner_api' and wait_event_type = 'Lock' and datname = current_database()";
    while world
        .superuser
        .query_one(&format!("select count(*) from {waiting}"), &[])
        .await
        .unwrap()
        .get::<_, i64>(0)
        == 0
    {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

/// What a crash leaves: the exchange has begun and can't go on, and then its connection (`killed`) or
/// whoever waited for it is gone.
async fn stopped_half_way(world: &World, attempt: Asking<'_>, killed: bool) {
    // The exchange reads and locks its rows, and then waits here before it changes any.
    world.run("begin; lock table private.refresh_tokens in share mode").await;
    let mut attempt = Box::pin(attempt.send());
    tokio::select! {
        got = &mut attempt => panic!("it was not stopped: {got:?}"),
        () = somebody_waits(world) => {}
    }
    if killed {
        let kill = "select pg_terminate_backend(pid) from pg_stat_activity \
                    where usename = 'almoner_api' and wait_event_type = 'Lock' and datname = current_database()";
        world.superuser.query(kill, &[]).await.unwrap();
        attempt.await.refused(503, "unavailable");
    } else {
        drop(attempt);
    }
    world.run("commit").await;
}

#[tokio::test]
async fn a_crash_in_the_middle_leaves_the_old_token_good() {
    for killed in [true, false] {
        let (world, first) = start().await;
        stopped_half_way(&world, refresh(&world, &first.refresh), killed).await;
        let next = refresh(&world, &first.refresh).send().await.ok().tokens();
        refresh(&world, &next.refresh).send().await.ok();
        assert_eq!(
            world.count("private.refresh_tokens where parent is not null").await,
            2,
            "killed: {killed}"
        );
        assert_eq!(world.count("private.sessions where revoked_at is not null").await, 0);
    }
}

#[tokio::test]
async fn a_lost_answer_is_given_again() {
    let (world, first) = start().await;
    // Committed, and nobody heard it.
    let lost = refresh(&world, &first.refresh).send().await.ok().tokens();
    let again = refresh(&world, &first.refresh).send().await.ok().tokens();
    assert_eq!(again.refresh, lost.refresh);
    world.whoami(&again).await.ok();
}

#[tokio::test]
async fn what_ends_a_sign_in_ends_its_refreshing() {
    for (why, sql) in [
        ("disabled", "update private.accounts set disabled_at = now()"),
        ("idle", "update private.sessions set idle_ends_at = now()"),
        ("absolute limit", "update private.sessions set ends_at = now()"),
        ("revoked", "update private.sessions set revoked_at = now()"),
    ] {
        let (world, first) = start().await;
        world.run(sql).await;
        refresh(&world, &first.refresh).send().await.refused(401, "unauthenticated");
        world.whoami(&first).await.refused(401, "unauthenticated");
        assert_eq!(world.count("private.refresh_tokens").await, 1, "{why}");
    }
}

#[tokio::test]
async fn idle_time_is_counted_anew_and_never_past_the_absolute_limit() {
    let (world, first) = start().await;
    world.run("update private.sessions set idle_ends_at = now() + interval '1 minute'").await;
    let second = refresh(&world, &first.refresh).send().await.ok().tokens();
    let idle: f64 = world
        .value("select extract(epoch from idle_ends_at - now())::float8 / 3600 from private.sessions")
        .await;
    assert!((13.9..=14.0).contains(&idle), "{idle} h");
    world.run("update private.sessions set ends_at = now() + interval '5 minutes'").await;
    let got = refresh(&world, &second.refresh).send().await.ok();
    let kept: bool = world
        .value(
            "select idle_ends_at = ends_at and ends_at <= now() + interval '5 minutes' from private.sessions",
        )
        .await;
    assert!(kept);
    let ends: jiff::Timestamp = got.data()["tokens"]["access_ends_at"].as_str().unwrap().parse().unwrap();
    assert!(ends.as_second() <= world.clock.unix() + 300, "the token ends with its session");
    // Reading does not refresh.
    let before: String = world.value("select idle_ends_at::text from private.sessions").await;
    world.whoami(&got.tokens()).await.ok();
    assert_eq!(world.value::<String>("select idle_ends_at::text from private.sessions").await, before);
}

#[tokio::test]
async fn what_is_no_refresh_token() {
    let (world, first) = start().await;
    let made_up = format!("alr_{}", "A".repeat(43));
    let device = first.device.clone().unwrap();
    for text in ["", "alr_", &made_up, &device, &first.access, &format!("{} ", first.refresh)] {
        refresh(&world, text).send().await.refused(401, "unauthenticated");
    }
    world.post("/refresh", json!({ "transport": "bearer" })).send().await.refused(401, "unauthenticated");
    // Nor is it an access token, in the header or in the address.
    let as_access = Tokens { access: first.refresh.clone(), ..first.clone() };
    world.whoami(&as_access).await.refused(401, "unauthenticated");
    world
        .get(&format!("/account?access_token={}", first.access))
        .send()
        .await
        .refused(401, "unauthenticated");
    refresh(&world, &first.refresh).send().await.ok();
}

#[tokio::test]
async fn only_hashes_are_stored() {
    let (world, first) = start().await;
    let hash = stored(&first.refresh);
    assert_eq!(world.count(&format!("private.refresh_tokens where hash = decode('{hash}', 'hex')")).await, 1);
    let all: Value = world
        .value("select jsonb_agg(to_jsonb(x)) from (select to_jsonb(s) from private.sessions s union all select to_jsonb(t) from private.refresh_tokens t) x")
        .await;
    let body = &first.refresh[4..];
    assert!(!all.to_string().contains(body) && !all.to_string().contains(&hex_of(body)));
}

fn hex_of(text: &str) -> String {
    crate::world::hex(text.as_bytes())
}

#[tokio::test]
async fn a_rotated_keyring_gives_the_same_child_within_the_grace() {
    use almoner_identity::{Identity, IdentityConfig};
    use almoner_keys::{Keyring, Retire};
    // Two services on one database: before and after the rotation.
    let (world, _) = start().await;
    let old = Keyring::generate_document();
    let new = Keyring::rotate_document(&old, Retire::Refuse).unwrap();
    let mut children = HashSet::new();
    let mut token = None;
    for document in [&old, &new] {
        let keyring = Keyring::parse(document).unwrap();
        let none: &[IssuerConfig] = &[];
        let mail = almoner_mail::FolderMail::new("/nowhere");
        let mut config = IdentityConfig::new(crate::world::BASE);
        config.clock = world.clock.clone();
        let identity = Identity::new(config, keyring, none, mail, world.db.clone()).unwrap();
        let service = world.beside(identity);
        let token = match &token {
            Some(token) => token,
            None => {
                token.insert(service.sign_in("asha@example.org", PASSWORD).send().await.ok().tokens().refresh)
            }
        };
        children.insert(refresh(&service, token).send().await.ok().tokens().refresh);
    }
    assert_eq!(children.len(), 1);
}
