//! Sessions: cookies and their walls, ids that change, ends that are ends (A43), organisations.

use std::collections::HashSet;

use serde_json::json;

use crate::world::{Got, PASSWORD, World};

fn cookie_sign_in() -> serde_json::Value {
    json!({ "email": "asha@example.org", "password": PASSWORD, "transport": "cookie", "device": "Tablet 3" })
}

/// What a browser sends back: the cookies that were set and not taken away.
fn sent_back(got: &Got) -> String {
    let lines = got.cookies();
    let kept = lines.iter().filter(|line| !line.contains("Max-Age=0;"));
    kept.map(|line| line.split(';').next().unwrap()).collect::<Vec<_>>().join("; ")
}

fn id(got: &Got) -> String {
    got.data()["sign_in"]["session_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_browsers_tokens_are_in_cookies_and_nowhere_else() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let got = world.post("", cookie_sign_in()).send().await.ok();
    assert_eq!(got.data()["tokens"], json!(null));
    let cookies = got.cookies();
    let names: Vec<_> = cookies.iter().map(|c| c.split('=').next().unwrap()).collect();
    assert_eq!(names, ["__Host-almoner", "__Host-almoner-refresh", "__Host-almoner-device"]);
    for cookie in &cookies {
        for wall in ["; Path=/;", "; HttpOnly;", "; Secure", "; SameSite="] {
            assert!(cookie.contains(wall), "{wall} {cookie}");
        }
        assert!(!cookie.contains("Domain"));
    }
    let jar = sent_back(&got);
    world.get("/account").header("cookie", &jar).send().await.ok();
    let next =
        world.post("/refresh", json!({ "transport": "cookie" })).header("cookie", &jar).send().await.ok();
    assert_eq!((next.data()["tokens"].clone(), id(&next)), (json!(null), id(&got)));
    world.get("/account").header("cookie", &sent_back(&next)).send().await.ok();
    // A script can't have them handed out by asking for the other transport.
    let asked = json!({ "transport": "bearer" });
    world
        .post("/refresh", asked)
        .header("cookie", &sent_back(&next))
        .send()
        .await
        .refused(401, "unauthenticated");
    let refresh = next.cookies()[1].split(['=', ';']).nth(1).unwrap().to_owned();
    let asked = json!({ "transport": "bearer", "refresh_token": refresh });
    world.post("/refresh", asked).send().await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn a_bearer_client_gets_no_cookie_and_a_planted_one_counts_for_nothing() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    world.account("eve@example.org").await;
    let eve = world.signed_in("eve@example.org").await;
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert!(got.cookies().is_empty());
    let asha = got.tokens();
    // Somebody's token in a cookie of the plain name, or twice, or beside a bearer token.
    let account = |cookie: String| world.get("/account").header("cookie", &cookie);
    account(format!("almoner={}", eve.access)).send().await.refused(401, "unauthenticated");
    let twice = format!("__Host-almoner={}; __Host-almoner={}", eve.access, asha.access);
    account(twice).send().await.refused(401, "unauthenticated");
    let got = account(format!("__Host-almoner={}", eve.access)).bearer(&asha).send().await.ok();
    assert_eq!(got.data()["email"], "asha@example.org");
    // A bearer token that is wrong does not fall back to the cookie: it was spared the check of its origin.
    for wrong in ["Bearer", "Bearer x", "Basic YTpi", "bearer  x", "Bearer alr_x"] {
        let got =
            account(format!("__Host-almoner={}", eve.access)).header("authorization", wrong).send().await;
        got.refused(401, "unauthenticated");
    }
    // A planted cookie does not survive the sign-in: the session is a new one.
    let planted = format!("__Host-almoner={}; __Host-almoner-refresh={}", eve.access, eve.refresh);
    let got = world.post("", cookie_sign_in()).header("cookie", &planted).send().await.ok();
    assert!(!got.cookies().iter().any(|c| c.contains(&eve.access) || c.contains(&eve.refresh)));
    assert_eq!(
        got.data()["sign_in"]["account_id"],
        world.value::<String>("select id::text from private.accounts where email = 'asha@example.org'").await
    );
}

#[tokio::test]
async fn a_signed_out_session_is_dead_wherever_its_cookies_are() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let got = world.post("", cookie_sign_in()).send().await.ok();
    let copied = sent_back(&got);
    let out =
        world.post("/sign-out", json!({ "transport": "cookie" })).header("cookie", &copied).send().await.ok();
    assert_eq!(out.headers["clear-site-data"], "\"cache\"");
    let cleared: Vec<_> = out.cookies();
    assert!(cleared.len() == 2 && cleared.iter().all(|c| c.contains("Max-Age=0")), "{cleared:?}");
    assert!(cleared[0].starts_with("__Host-almoner=;") && cleared[1].starts_with("__Host-almoner-refresh=;"));
    world.get("/account").header("cookie", &copied).send().await.refused(401, "unauthenticated");
    let again =
        world.post("/refresh", json!({ "transport": "cookie" })).header("cookie", &copied).send().await;
    again.refused(401, "unauthenticated");
    // The same answer when there is nothing to end.
    world.post("/sign-out", json!({ "transport": "cookie" })).header("cookie", &copied).send().await.ok();
    world.post("/sign-out", json!({ "transport": "cookie" })).send().await.ok();
    // A bearer client, by either of its tokens.
    for by_refresh in [true, false] {
        let tokens = world.signed_in("asha@example.org").await;
        let body = if by_refresh {
            json!({ "transport": "bearer", "refresh_token": tokens.refresh })
        } else {
            json!({ "transport": "bearer" })
        };
        let asking = world.post("/sign-out", body);
        let asking = if by_refresh { asking } else { asking.bearer(&tokens) };
        assert!(asking.send().await.ok().headers.get("clear-site-data").is_none());
        world.whoami(&tokens).await.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn the_id_changes_at_each_step_and_the_old_one_is_dead() {
    let world = World::start().await;
    let account = world.account("asha@example.org").await;
    let (elm, oak) = (world.organisation("Elm").await, world.organisation("Oak").await);
    world.profile(elm, account).await;
    world.profile(oak, account).await;
    let first = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    let mut ids = HashSet::from([id(&first)]);
    let (seed, mut tokens, _) = world.authenticator(&first.tokens()).await;
    world.whoami(&first.tokens()).await.refused(401, "unauthenticated");
    world.next_step();
    for (path, body) in [
        ("/second-factor", json!({ "code": world.code(&seed, 0) })),
        ("/organisation", json!({ "organisation_id": elm })),
        ("/organisation", json!({ "organisation_id": oak })),
        ("/authenticator/remove", json!({})),
    ] {
        let got = world.post(path, body).bearer(&tokens).send().await.ok();
        assert!(ids.insert(id(&got)), "{path}: the same id");
        world.whoami(&tokens).await.refused(401, "unauthenticated");
        let old = json!({ "transport": "bearer", "refresh_token": tokens.refresh });
        world.post("/refresh", old).send().await.refused(401, "unauthenticated");
        tokens = got.tokens();
        world.whoami(&tokens).await.ok();
    }
    // Through all of it the absolute limit stayed where it was.
    assert_eq!(world.value::<i64>("select count(distinct ends_at) from private.sessions").await, 1);
    assert_eq!(world.count("private.sessions where revoked_at is null").await, 1);
}

#[tokio::test]
async fn an_organisation_is_chosen_among_ones_own() {
    let world = World::start().await;
    let asha = world.account("asha@example.org").await;
    let ben = world.account("ben@example.org").await;
    let (elm, oak, ash) =
        (world.organisation("Elm").await, world.organisation("Oak").await, world.organisation("Ash").await);
    world.profile(elm, asha).await;
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(elm), "the only one");
    world.profile(oak, asha).await;
    world.profile(ash, ben).await;
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    let sign_in = &got.data()["sign_in"];
    assert_eq!(
        (&sign_in["organisation_id"], sign_in["organisations"].as_array().unwrap().len()),
        (&json!(null), 2)
    );
    let tokens = got.tokens();
    let choose = |tokens, organisation| {
        world.post("/organisation", json!({ "organisation_id": organisation })).bearer(tokens).send()
    };
    // Somebody else's is answered like one that does not exist.
    let theirs = choose(&tokens, ash).await.refused(404, "not_found").alike();
    let nowhere = choose(&tokens, uuid::Uuid::new_v4()).await.refused(404, "not_found").alike();
    assert_eq!(theirs, nowhere);
    let got = choose(&tokens, oak).await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(oak));
    let tokens = got.tokens();
    // A profile that has ended is not chosen, and a session in it falls out of it.
    world
        .run(&format!("update public.profiles set status = 'disabled' where organisation_id = '{elm}'"))
        .await;
    choose(&tokens, elm).await.refused(404, "not_found");
    world
        .run(&format!("update public.profiles set status = 'disabled' where organisation_id = '{oak}'"))
        .await;
    world.whoami(&tokens).await.refused(401, "unauthenticated");
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisations"], json!([]));
}

#[tokio::test]
async fn an_organisation_may_want_a_second_factor() {
    let world = World::start().await;
    let account = world.account("asha@example.org").await;
    let elm = world.organisation("Elm").await;
    world.profile(elm, account).await;
    world.run("update public.company_settings set second_factor_required = true").await;
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(null));
    assert_eq!(got.data()["sign_in"]["organisations"][0]["second_factor_required"], true);
    let body = json!({ "organisation_id": elm });
    world
        .post("/organisation", body)
        .bearer(&got.tokens())
        .send()
        .await
        .refused(403, "second_factor_required");
    // Without an organisation the person can still add an authenticator, and is let in with it.
    let (_, tokens, _) = world.authenticator(&got.tokens()).await;
    let organisation: uuid::Uuid =
        world.value("select organisation_id from private.sessions where revoked_at is null").await;
    assert_eq!(organisation, elm);
    // Taken away, it takes the organisation along.
    let got = world.post("/authenticator/remove", json!({})).bearer(&tokens).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(null));
}

#[tokio::test]
async fn ones_own_sign_ins_are_listed_and_ended() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    world.account("ben@example.org").await;
    let bens = world.sign_in("ben@example.org", PASSWORD).send().await.ok();
    let tablet = world.post("", cookie_sign_in()).send().await.ok();
    let phone = world.signed_in("asha@example.org").await;
    let here = world.signed_in("asha@example.org").await;
    let list = async || world.get("/sign-ins").bearer(&here).send().await.ok().data().clone();
    let rows = list().await;
    assert_eq!(rows.as_array().unwrap().len(), 3);
    assert_eq!(rows.as_array().unwrap().iter().filter(|row| row["current"] == true).count(), 1);
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .any(|row| row["device"] == "Tablet 3" && row["transport"] == "cookie")
    );
    let end = |id: String| world.post(&format!("/sign-ins/{id}/end"), json!({})).bearer(&here).send();
    let theirs = end(id(&bens)).await.refused(404, "not_found").alike();
    assert_eq!(end(uuid::Uuid::new_v4().to_string()).await.alike(), theirs);
    end(id(&tablet)).await.ok();
    world.get("/account").header("cookie", &sent_back(&tablet)).send().await.refused(401, "unauthenticated");
    let ended = world.post("/sign-ins/end-others", json!({})).bearer(&here).send().await.ok();
    assert_eq!(ended.data()["ended"], 1);
    world.whoami(&phone).await.refused(401, "unauthenticated");
    world.whoami(&here).await.ok();
    world.whoami(&bens.tokens()).await.ok();
    assert_eq!(list().await.as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn on_loopback_without_https_the_names_are_plain_and_elsewhere_there_are_none() {
    let local = World::with(|config| config.base_url = "http://localhost:8080".to_owned(), &[]).await;
    local.account("asha@example.org").await;
    let got = local.post("", cookie_sign_in()).send().await.ok();
    assert!(got.cookies()[0].starts_with("almoner=") && !got.cookies()[0].contains("Secure"));
    local.get("/account").header("cookie", &sent_back(&got)).send().await.ok();
    let lan = World::with(|config| config.base_url = "http://192.168.1.4:8080".to_owned(), &[]).await;
    lan.account("asha@example.org").await;
    let got = lan.post("", cookie_sign_in()).send().await.refused(422, "invalid");
    assert_eq!(got.body["error"]["fields"][0]["path"], "transport");
    lan.signed_in("asha@example.org").await;
}
