//! Shared tablets over HTTP: registered by who manages the home, entered with a PIN that is worth nothing anywhere
//! else, and worth nothing at all once the tablet, the person or their patience with wrong PINs is gone.

mod guessed;

use almoner_testkit::http::{PASSWORD, TestApp, email};
use almoner_testkit::names::id;
use http::Method;
use serde_json::{Value, json};

const PIN: &str = "739104";

/// A tablet as its manager has registered it.
struct Tablet {
    id: String,
    version: i64,
    secret: String,
}

async fn registered(app: &TestApp, who: &str, home: &str) -> Tablet {
    let body = json!({ "care_home_id": id(home), "name": "Tablet of the lounge", "transport": "bearer" });
    let made = app.post("/api/v1/devices", &body).by(who).send().await;
    assert_eq!(made.status, 201, "{}", made.body);
    let out = &made.body["data"];
    Tablet {
        id: out["device"]["id"].as_str().unwrap().to_owned(),
        version: out["device"]["version"].as_i64().unwrap(),
        secret: out["device_secret"].as_str().unwrap().to_owned(),
    }
}

/// A full sign-in, by password.
async fn full(app: &TestApp, who: &str) -> String {
    app.set_password(who, PASSWORD).await;
    let body = json!({ "email": email(who), "password": PASSWORD, "transport": "bearer" });
    let got = app.ask(Method::POST, "/api/v1/session").json(&body).send().await;
    got.ok()["tokens"]["access_token"].as_str().unwrap().to_owned()
}

async fn choose(app: &TestApp, token: &str, tablet: &Tablet, pin: &str) -> (u16, Value) {
    let body = json!({ "pin": pin, "transport": "bearer", "device_secret": tablet.secret });
    let got = app.ask(Method::POST, "/api/v1/session/pin/choose").bearer(token).json(&body).send().await;
    (got.status, got.body)
}

async fn enter(app: &TestApp, secret: &str, who: &str, pin: &str) -> (u16, Value) {
    let body = json!({ "profile_id": id(who), "pin": pin, "transport": "bearer", "device_secret": secret });
    let got = app.ask(Method::POST, "/api/v1/session/pin").json(&body).send().await;
    (got.status, got.body)
}

fn access(body: &Value) -> String {
    body["data"]["tokens"]["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
}

/// Somebody with a PIN on a tablet, and their sign-in with it.
async fn with_pin(app: &TestApp, tablet: &Tablet, who: &str) -> String {
    let token = full(app, who).await;
    let (status, body) = choose(app, &token, tablet, PIN).await;
    assert_eq!(status, 200, "{body}");
    // The full sign-in doesn't stay on the tablet.
    assert_eq!(app.get("/api/v1/session").bearer(&token).send().await.status, 401);
    access(&body)
}

async fn shown(app: &TestApp, secret: &str) -> (u16, Value) {
    let body = json!({ "transport": "bearer", "device_secret": secret });
    let got = app.ask(Method::POST, "/api/v1/session/device").json(&body).send().await;
    (got.status, got.body)
}

#[tokio::test]
async fn a_manager_registers_one_for_their_home_and_nobody_else_does() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    let (status, body) = shown(&app, &tablet.secret).await;
    assert_eq!((status, &body["data"]["care_home_id"]), (200, &json!(id("H1"))));
    assert_eq!(body["data"]["people"], json!([]));
    let kept: i64 = app
        .database
        .owner()
        .await
        .query_one(
            "select count(*) from private.device_secrets s where s::text like '%' || $1 || '%'",
            &[&tablet.secret],
        )
        .await
        .unwrap()
        .get(0);
    assert_eq!(kept, 0, "what it shows is nowhere kept");
    let body = |home: &str| json!({ "care_home_id": id(home), "name": "Tablet", "transport": "bearer" });
    for (who, home, status) in [
        ("carer1", "H1", 403),
        ("senior1", "H1", 403),
        ("ancillary1", "H1", 403),
        ("both", "H1", 403),
        ("owner1", "H1", 422),
        ("comp1", "H1", 422),
        ("mgr1", "H2", 422),
        ("mgr3", "H1", 422),
        ("carer2", "H1", 422),
        ("cover_ended", "H1", 422),
        ("anonymous", "H1", 401),
    ] {
        let got = app.post("/api/v1/devices", &body(home)).by(who).send().await;
        assert_eq!(got.status, status, "{who} {home} {}", got.body);
    }
    // A lost answer: the secret is not given again.
    let key = "one key for one tablet";
    let first = app.post("/api/v1/devices", &body("H1")).by("mgr1").key(key).send().await;
    let again = app.post("/api/v1/devices", &body("H1")).by("mgr1").key(key).send().await;
    assert_eq!(first.body["data"]["device"]["id"], again.body["data"]["device"]["id"]);
    assert_eq!(again.body["data"]["device_secret"], Value::Null);
    let cookie = json!({ "care_home_id": id("H1"), "name": "Tablet", "transport": "cookie" });
    let got = app.post("/api/v1/devices", &cookie).by("mgr1").send().await;
    if got.status == 201 {
        assert_eq!(got.body["data"]["device_secret"], Value::Null);
        assert!(
            got.cookies()
                .iter()
                .any(|c| c.contains("tablet=alt_") && c.contains("HttpOnly; SameSite=Strict"))
        );
    }
}

#[tokio::test]
async fn a_pin_gives_what_care_in_that_home_gives_and_nothing_else() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    // Gives care in H1, and is deputy manager of H2.
    let pin = with_pin(&app, &tablet, "both").await;
    let whole = full(&app, "both").await;
    let get = async |token: &str, path: String| app.get(path).bearer(token).send().await;
    let round = |home: &str| format!("/api/v1/round?home={}", id(home));
    assert_eq!(get(&pin, round("H1")).await.status, 200);
    assert_eq!((get(&whole, round("H2")).await.status, get(&pin, round("H2")).await.status), (200, 404));
    let me = get(&pin, "/api/v1/session".to_owned()).await;
    let said = me.ok();
    let homes: Vec<&Value> = said["homes"].as_array().unwrap().iter().map(|h| &h["id"]).collect();
    assert_eq!(homes, [&json!(id("H1"))]);
    assert_eq!((&said["held"], &said["homes"][0]["manager"]), (&json!(["carer"]), &Value::Null));
    assert_eq!(said["device"]["id"], json!(tablet.id));
    assert_eq!(get(&whole, "/api/v1/session".to_owned()).await.ok()["device"], Value::Null);
    // Residents of the other home are not there, and what a manager does is refused.
    for (path, there) in [("R1", 200), ("R4", 404)] {
        let got = get(&pin, format!("/api/v1/clients/{}", id(path))).await;
        let by_password = get(&whole, format!("/api/v1/clients/{}", id(path))).await;
        if by_password.status == 200 {
            assert_eq!(got.status, there, "{path}");
        }
    }
    let listed = get(&pin, "/api/v1/clients?limit=100".to_owned()).await;
    let by_password = get(&whole, "/api/v1/clients?limit=100".to_owned()).await;
    // Exactly those whom a colleague sees who works in this home and nowhere else.
    let ids = |got: &Value| -> Vec<String> {
        let mut ids: Vec<String> =
            got.as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect();
        ids.sort();
        ids
    };
    let colleague = app.get("/api/v1/clients?limit=100").by("carer1").send().await;
    assert_eq!(ids(listed.ok()), ids(colleague.ok()));
    assert!(ids(by_password.ok()).len() > ids(listed.ok()).len());
    let tablet_of_two = json!({ "care_home_id": id("H2"), "name": "Tablet", "transport": "bearer" });
    assert_eq!(app.post("/api/v1/devices", &tablet_of_two).bearer(&pin).send().await.status, 422);
    assert_eq!(app.post("/api/v1/devices", &tablet_of_two).bearer(&whole).send().await.status, 201);
    // Care is recorded as ever, and under their own name.
    let note = json!({ "kind": "general", "text": "She slept well", "care_home_id": id("H1") });
    let made = app.post(format!("/api/v1/clients/{}/notes", id("R1")), &note).bearer(&pin).send().await;
    assert_eq!(made.status, 201, "{}", made.body);
}

#[tokio::test]
async fn offices_are_left_outside() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    // A compliance lead who also gives care in the home, from today.
    let owner = app.database.owner().await;
    owner
        .execute(
            "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade, valid) \
             values ($1, $2, $3, 'carer', tstzrange(now() - interval '1 hour', null))",
            &[&id("O1"), &id("H1"), &id("comp1")],
        )
        .await
        .unwrap();
    let pin = with_pin(&app, &tablet, "comp1").await;
    let whole = full(&app, "comp1").await;
    for (path, by_password, by_pin) in [
        (format!("/api/v1/round?home={}", id("H1")), 200, 200),
        (format!("/api/v1/care-homes/{}", id("H2")), 200, 404),
    ] {
        assert_eq!(app.get(&path).bearer(&whole).send().await.status, by_password, "{path}");
        assert_eq!(app.get(&path).bearer(&pin).send().await.status, by_pin, "{path}");
    }
    assert_eq!(app.get("/api/v1/session").bearer(&pin).send().await.ok()["held"], json!(["carer"]));
}

#[tokio::test]
async fn it_proves_nothing_and_changes_nothing_of_the_account() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    let pin = with_pin(&app, &tablet, "carer1").await;
    for (path, body) in [
        ("/api/v1/session/second-factor", json!({ "code": "123456" })),
        ("/api/v1/session/organisation", json!({ "organisation_id": id("O1") })),
        ("/api/v1/session/sign-ins/end-others", json!({})),
        (
            "/api/v1/session/password",
            json!({ "current_password": PASSWORD, "new_password": "Nine black swans 9" }),
        ),
        ("/api/v1/session/authenticator", json!({ "password": PASSWORD })),
    ] {
        let got = app.post(path, &body).bearer(&pin).send().await;
        assert_eq!((got.status, got.code()), (403, "forbidden"), "{path}");
    }
    // Nor does it choose another PIN: whoever saw one typed would keep its owner out.
    let (status, body) = choose(&app, &pin, &tablet, "904713").await;
    assert_eq!((status, &body["error"]["code"]), (403, &json!("forbidden")));
    assert_eq!(enter(&app, &tablet.secret, "carer1", PIN).await.0, 200);
}

#[tokio::test]
async fn a_pin_is_of_one_tablet_and_one_person() {
    let app = TestApp::start().await;
    let (here, there) = (registered(&app, "mgr1", "H1").await, registered(&app, "mgr1", "H1").await);
    with_pin(&app, &here, "carer1").await;
    let refused = (401, json!("sign_in_refused"));
    let made_up = format!("alt_{}", "A".repeat(43));
    for (secret, who, pin) in [
        (&there.secret, "carer1", PIN),
        (&made_up, "carer1", PIN),
        (&here.secret, "senior1", PIN),
        (&here.secret, "nobody", PIN),
        (&here.secret, "carer1", "739105"),
        (&here.secret, "carer1", ""),
        (&here.secret, "carer1", "739104 "),
    ] {
        let (status, body) = enter(&app, secret, who, pin).await;
        assert_eq!((status, body["error"]["code"].clone()), refused, "{who} {pin}");
    }
    let (status, body) = enter(&app, &here.secret, "carer1", PIN).await;
    assert_eq!(status, 200);
    assert_eq!(body["data"]["tokens"]["device_token"], Value::Null);
    // The picture of people is the tablet's.
    let (_, body) = shown(&app, &here.secret).await;
    assert_eq!(body["data"]["people"][0]["profile_id"], json!(id("carer1")));
    assert_eq!(shown(&app, &there.secret).await.1["data"]["people"], json!([]));
    assert_eq!(shown(&app, &made_up).await.0, 404);
}

#[tokio::test]
async fn one_person_at_a_time() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    let carer = with_pin(&app, &tablet, "carer1").await;
    let alive = async |token: &str| app.get("/api/v1/session").bearer(token).send().await.status;
    assert_eq!(alive(&carer).await, 200);
    let senior = with_pin(&app, &tablet, "senior1").await;
    assert_eq!((alive(&carer).await, alive(&senior).await), (401, 200));
    let again = access(&enter(&app, &tablet.secret, "carer1", PIN).await.1);
    assert_eq!((alive(&senior).await, alive(&again).await), (401, 200));
}

#[tokio::test]
async fn who_may_choose_one() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    // Manages the home and gives no care in it; cleans; works elsewhere; an owner.
    for who in ["mgr1", "ancillary1", "carer2", "owner1", "carer3"] {
        let token = full(&app, who).await;
        assert_eq!(choose(&app, &token, &tablet, PIN).await.0, 403, "{who}");
        assert_eq!(
            app.get("/api/v1/session").bearer(&token).send().await.status,
            200,
            "{who} stays signed in"
        );
    }
    let token = full(&app, "carer1").await;
    for weak in ["000000", "123456", "12345", "12345a"] {
        let (status, body) = choose(&app, &token, &tablet, weak).await;
        assert_eq!((status, &body["error"]["fields"][0]["path"]), (422, &json!("pin")), "{weak} {body}");
    }
    // A sign-in that somebody left open is not one that was just made.
    let owner = app.database.owner().await;
    let old = "update private.sessions set created_at = created_at - interval '11 minutes' where account_id in \
               (select account_id from public.profiles where id = $1)";
    owner.execute(old, &[&id("carer1")]).await.unwrap();
    assert_eq!(choose(&app, &token, &tablet, PIN).await.0, 403);
    // Another service's token has no sign-in of ours.
    let external = app.token("carer1@external").unwrap();
    assert_eq!(choose(&app, &external, &tablet, PIN).await.0, 403);
}

#[tokio::test]
async fn it_ends_with_the_tablet_the_membership_and_the_person() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    let alive = async |token: &str| app.get("/api/v1/session").bearer(token).send().await.status;
    let carer = with_pin(&app, &tablet, "both").await;
    let owner = app.database.owner().await;
    owner
        .execute(
            "update public.user_care_homes set valid = tstzrange(lower(valid), now()) where profile_id = $1 and care_home_id = $2",
            &[&id("both"), &id("H1")],
        )
        .await
        .unwrap();
    // Out of the home with the next statement, though they manage another.
    for home in ["H1", "H2"] {
        let path = format!("/api/v1/round?home={}", id(home));
        assert_eq!(app.get(path).bearer(&carer).send().await.status, 404, "{home}");
    }
    assert_eq!(enter(&app, &tablet.secret, "both", PIN).await.0, 401);
    assert_eq!(shown(&app, &tablet.secret).await.1["data"]["people"], json!([]));
    // Revoked: by a manager of its home, by an owner, by nobody else.
    let senior = with_pin(&app, &tablet, "senior1").await;
    let path = format!("/api/v1/devices/{}/revoke", tablet.id);
    let reason = json!({ "reason": "It was lost" });
    for (who, status) in
        [("carer1", 404), ("senior1", 404), ("mgr3", 404), ("comp1", 403), ("anonymous", 401)]
    {
        let got = app.act(&path, tablet.version, &reason).by(who).send().await;
        assert_eq!(got.status, status, "{who}");
    }
    assert_eq!(app.act(&path, tablet.version + 7, &reason).by("mgr1").send().await.status, 412);
    assert_eq!(alive(&senior).await, 200);
    let got = app.act(&path, tablet.version, &reason).by("owner1").send().await;
    assert_eq!((got.status, &got.body["data"]["people"]), (200, &json!(0)));
    assert_eq!(alive(&senior).await, 401);
    assert_eq!(enter(&app, &tablet.secret, "senior1", PIN).await.0, 401);
    assert_eq!(shown(&app, &tablet.secret).await.0, 404);
    let version = got.version();
    let again = app.act(&path, version, &reason).by("mgr1").send().await;
    assert_eq!((again.status, again.code()), (409, "illegal_transition"));
}

#[tokio::test]
async fn it_ends_by_itself() {
    let app = TestApp::start().await;
    let tablet = registered(&app, "mgr1", "H1").await;
    with_pin(&app, &tablet, "carer1").await;
    let (_, body) = enter(&app, &tablet.secret, "carer1", PIN).await;
    let refresh = json!({ "transport": "bearer", "refresh_token": body["data"]["tokens"]["refresh_token"] });
    let renewed = app.ask(Method::POST, "/api/v1/session/refresh").json(&refresh).send().await;
    let owner = app.database.owner().await;
    // A refresh doesn't make an hour into a night.
    let idle: f64 = owner
        .query_one(
            "select extract(epoch from idle_ends_at - now())::float8 from private.sessions where device_id is not null and revoked_at is null",
            &[],
        )
        .await
        .unwrap()
        .get(0);
    assert!(idle <= 3600.0, "{idle}");
    let token = renewed.ok()["tokens"]["access_token"].as_str().unwrap().to_owned();
    owner.execute("update private.sessions set idle_ends_at = now() - interval '1 second' where device_id is not null", &[]).await.unwrap();
    assert_eq!(app.get("/api/v1/session").bearer(&token).send().await.status, 401);
}
