//! Forged and malformed tokens against the running service (A32, A33, A35): one answer for all of
//! them, and a key server that is asked once.

use almoner_keys::Clock;
use almoner_keys::forge::{Forged, Good, NOW, Server, all, configs, jwks};
use almoner_testkit::http::{Got, Setup, TestApp, example};
use almoner_testkit::names::id;
use serde_json::json;

async fn app() -> (TestApp, Server) {
    let keys = Server::start(jwks().to_string()).await;
    let setup = Setup {
        issuers: configs(&keys.base),
        identity: Box::new(|config| config.clock = Clock::manual(NOW)),
        ..Setup::default()
    };
    (TestApp::with(setup).await, keys)
}

/// A token of the Supabase project for somebody of the world.
fn of(account: &str) -> Good {
    Good::es().claim("sub", id(&format!("account:{account}")).to_string())
}

/// What no header can carry does not arrive.
fn arrives((_, token, _): &Forged) -> bool {
    token.len() < 16 * 1024 && token.bytes().all(|b| b.is_ascii_graphic())
}

async fn session(app: &TestApp, token: &str) -> Got {
    app.get("/api/v1/session").bearer(token).send().await
}

#[tokio::test]
async fn every_forgery_has_the_same_answer() {
    let (mut app, keys) = app().await;
    let nobody = app.get("/api/v1/session").send().await;
    let answer = nobody.refused(401, "unauthenticated").alike(&[]);
    let forged: Vec<Forged> = all().into_iter().filter(arrives).collect();
    for (what, token, _) in &forged {
        let got = session(&app, token).await;
        assert_eq!(got.alike(&[]), answer, "{what}");
    }
    // A cookie of ours holds tokens of ours, and a wrong token never falls back to it.
    let mine = app.token("mgr1").expect("somebody");
    app.get("/api/v1/session").header("cookie", format!("__Host-almoner={mine}")).send().await.ok();
    for (what, token, _) in forged.iter().step_by(7) {
        let cookie = format!("__Host-almoner={token}");
        let got = app.get("/api/v1/session").header("cookie", cookie).send().await;
        assert_eq!(got.status, 401, "{what}");
        let cookie = format!("__Host-almoner={mine}");
        let got = app.get("/api/v1/session").bearer(token).header("cookie", cookie).send().await;
        assert_eq!(got.alike(&[]), answer, "{what}");
    }
    let mut asked = keys.paths();
    let count = asked.len();
    asked.sort_unstable();
    asked.dedup();
    assert!(count == asked.len() && count <= 3, "{:?}", keys.paths());
    // The answer comes from what is wrong: without it, they pass.
    session(&app, &of("carer1").token()).await.ok();
    assert_eq!(keys.paths().len(), asked.len().max(1));
    println!("{} tokens", forged.len());
    assert!(forged.len() > 280, "{}", forged.len());
    app.stopped().await;
    for (what, token, _) in forged.iter().filter(|(_, token, _)| token.len() > 40) {
        assert!(!app.log.text().contains(token.as_str()), "{what} stands in the log");
    }
}

#[tokio::test]
async fn a_token_that_no_header_carries_gets_nowhere() {
    let (app, keys) = app().await;
    // A blank behind a header's value is none of the value, for every HTTP there is.
    let rest = all().into_iter().filter(|forged| !arrives(forged) && !forged.1.ends_with(' '));
    let rest: Vec<Forged> = rest.collect();
    for (what, token, _) in &rest {
        let head = format!(
            "GET /api/v1/session HTTP/1.1\r\nhost: care.example.org\r\nconnection: close\r\nauthorization: Bearer {token}\r\n\r\n"
        );
        let answer = app.raw(head.as_bytes()).await;
        let status: u16 = answer.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or_default();
        assert!(matches!(status, 400 | 401 | 431), "{what}: {answer}");
    }
    assert!(rest.len() >= 5 && keys.paths().len() <= 1, "{}", rest.len());
}

#[tokio::test]
async fn a_token_stands_in_one_place() {
    let (app, _keys) = app().await;
    let good = of("mgr1").token();
    session(&app, &good).await.ok();
    for name in ["access_token", "token", "jwt", "authorization"] {
        let got = app.get(format!("/api/v1/care-homes?{name}={good}")).send().await;
        assert!(matches!(got.status, 401 | 422), "{}", got.body);
        app.get(format!("/api/v1/session?{name}={good}")).send().await.refused(401, "unauthenticated");
    }
    for value in [
        good.clone(),
        format!("Token {good}"),
        format!("Basic {good}"),
        format!("Bearer {good} x"),
        "Bearer".into(),
    ] {
        let got = app.get("/api/v1/session").header("authorization", value).send().await;
        got.refused(401, "unauthenticated");
    }
    let twice = app.get("/api/v1/session").bearer(&good).bearer(&good);
    twice.send().await.refused(401, "unauthenticated");
    for header in ["x-access-token", "x-authorization", "proxy-authorization", "x-forwarded-user"] {
        let got = app.get("/api/v1/session").header(header, format!("Bearer {good}")).send().await;
        got.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_token_is_believed_its_identity_and_nothing_else() {
    let (app, _keys) = app().await;
    // Rights, organisations and profiles in a token are words.
    let boast = of("carer1")
        .claim(
            "app_metadata",
            json!({ "role": "business_owner", "organisation_id": id("O2"), "is_admin": true }),
        )
        .claim("organisation_id", id("O2").to_string())
        .claim("profile_id", id("owner2").to_string());
    let plain = session(&app, &of("carer1").token()).await;
    assert_eq!(session(&app, &boast.token()).await.ok()["person"], plain.ok()["person"]);
    let got = app.get("/api/v1/settings").bearer(&boast.token()).send().await;
    got.refused(404, "not_found");
    // Another issuer's subject names no account of ours, nor does an address in its token.
    let account = id("account:owner1").to_string();
    for other in [Good::rs(), Good::ed(), Good::hs()] {
        let other = other
            .claim("sub", account.clone())
            .claim("email", "canary-owner1-account@example.org")
            .claim("email_verified", true);
        session(&app, &other.token()).await.refused(401, "unauthenticated");
    }
    // Somebody of that project who is nobody here may accept an invitation, and no more; the same
    // for somebody whose access ended.
    assert!(session(&app, &of("nowhere").token()).await.ok()["person"].is_null());
    for account in ["nowhere", "gone", "mistake"] {
        let homes = app.get("/api/v1/care-homes").bearer(&of(account).token()).send().await;
        homes.refused(401, "unauthenticated");
    }
    // A second factor somewhere else, or none, is not one that was given here just now.
    for level in ["aal1", "aal2"] {
        let owner = of("owner1").claim("aal", level).token();
        let account = session(&app, &owner).await.ok()["account"].clone();
        assert!(
            account["second_factor_at"].is_null() && account["second_factor_fresh"] == false,
            "{account}"
        );
        let body = example("create_office", None).unwrap();
        let got = app.post("/api/v1/offices", &body).bearer(&owner).send().await;
        got.refused(403, "second_factor_required");
    }
}
