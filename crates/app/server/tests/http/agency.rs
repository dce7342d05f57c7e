//! An agency worker's shift over HTTP: let in by a senior, signed in by the code once, out when the pass is
//! over, with what she had recorded still taken.

use almoner_testkit::http::TestApp;
use almoner_testkit::names::id;
use serde_json::{Value, json};

async fn admitted(app: &TestApp) -> (String, String) {
    let body = json!({
        "care_home_id": id("H1"), "given_name": "Asha", "family_name": "Rao", "agency": "Hands Ltd",
        "identity_document": "passport", "ends_at": at(12 * 60),
    });
    let made = app.post("/api/v1/agency-passes", &body).by("senior1").send().await;
    assert_eq!(made.status, 201, "{}", made.body);
    let out = made.body["data"].clone();
    (out["pass"]["id"].as_str().unwrap().to_owned(), out["code"].as_str().unwrap().to_owned())
}

fn at(minutes: i64) -> String {
    format!("{:.0}", jiff::Timestamp::now() + jiff::SignedDuration::from_mins(minutes))
}

async fn enter(app: &TestApp, code: &str) -> (u16, Value) {
    let body = json!({ "code": code, "transport": "bearer", "device": "The tablet" });
    let got = app.ask(http::Method::POST, "/api/v1/session/pass").json(&body).send().await;
    (got.status, got.body)
}

#[tokio::test]
async fn a_shift_with_a_pass() {
    let app = TestApp::start().await;
    let (pass, code) = admitted(&app).await;
    for wrong in ["", "7K3Q", "7K3Q-M9T2-B4XW-0HZC"] {
        let (status, body) = enter(&app, wrong).await;
        assert_eq!((status, &body["error"]["code"]), (401, &json!("sign_in_refused")), "{wrong}");
    }
    // As people type it, and once, however many try at once.
    let typed = code.to_lowercase().replace('-', " ");
    let tried = futures_util::future::join_all((0..4).map(|_| enter(&app, &typed))).await;
    let entered: Vec<_> = tried.iter().filter(|(status, _)| *status == 200).collect();
    assert_eq!(entered.len(), 1);
    let token = entered[0].1["data"]["tokens"]["access_token"].as_str().unwrap().to_owned();
    assert_eq!(entered[0].1["data"]["tokens"]["device_token"], Value::Null);
    assert_eq!(enter(&app, &code).await.0, 401);
    let get = async |path: String| app.get(path).bearer(&token).send().await;
    let post = async |path: String, body: Value| app.post(path, &body).bearer(&token).send().await;
    let round = format!("/api/v1/round?home={}", id("H1"));
    let seen = get(round.clone()).await;
    assert_eq!(seen.status, 200);
    assert!(!seen.body["data"]["residents"].as_array().unwrap().is_empty());
    assert_eq!(get(format!("/api/v1/round?home={}", id("H2"))).await.status, 404);
    assert_eq!(post("/api/v1/duty".to_owned(), json!({ "care_home_id": id("H1") })).await.status, 201);
    // She lets nobody in herself, and gives herself nothing more.
    let another = json!({
        "care_home_id": id("H1"), "given_name": "Ben", "family_name": "Rao", "agency": "Hands Ltd",
        "identity_document": "passport", "ends_at": at(60),
    });
    assert_eq!(post("/api/v1/agency-passes".to_owned(), another).await.status, 403);
    assert_eq!(post(format!("/api/v1/agency-passes/{pass}/code"), json!({})).await.status, 404);
    // The pass is over.
    let owner = app.database.owner().await;
    owner
        .execute(
            "update public.user_care_homes u set valid = tstzrange(now() - interval '12 hours', now() - interval '1 minute') \
               from public.agency_passes p where p.membership_id = u.id and p.id = $1::text::uuid",
            &[&pass],
        )
        .await
        .unwrap();
    assert_eq!(get(round).await.status, 404);
    assert_eq!(get(format!("/api/v1/clients/{}", id("R1"))).await.status, 404);
    assert_eq!(post("/api/v1/duty".to_owned(), json!({ "care_home_id": id("H1") })).await.status, 422);
    let note = |minutes: i64| json!({ "kind": "general", "text": "She slept well", "occurred_at": at(minutes), "care_home_id": id("H1") });
    let notes = format!("/api/v1/clients/{}/notes", id("R1"));
    assert_eq!(post(notes.clone(), note(-30)).await.status, 201, "the last entry is kept");
    assert!(post(notes, note(0)).await.status >= 400, "nothing of afterwards is");
}

#[tokio::test]
async fn another_code_ends_the_sign_in_before() {
    let app = TestApp::start().await;
    let (pass, code) = admitted(&app).await;
    let (_, entered) = enter(&app, &code).await;
    let token = entered["data"]["tokens"]["access_token"].as_str().unwrap().to_owned();
    let session = async || app.get("/api/v1/session").bearer(&token).send().await.status;
    assert_eq!(session().await, 200);
    let made = app.post(format!("/api/v1/agency-passes/{pass}/code"), &json!({})).by("senior1").send().await;
    let other = made.body["data"]["code"].as_str().unwrap().to_owned();
    assert_eq!(session().await, 401);
    assert_eq!(enter(&app, &other).await.0, 200);
}

#[tokio::test]
async fn codes_are_not_guessed() {
    let app = TestApp::start().await;
    let mut last = 0;
    for n in 0..101 {
        last = enter(&app, &format!("{n:016}")).await.0;
    }
    assert_eq!(last, 429);
}
