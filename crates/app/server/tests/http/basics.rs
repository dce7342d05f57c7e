//! The service runs, people of the world are signed in, and every answer keeps to the document.

use almoner_testkit::http::TestApp;
use almoner_testkit::names::id;

#[tokio::test]
async fn somebody_of_the_world_asks() {
    let mut app = TestApp::start().await;
    let got = app.get("/api/v1/session").by("mgr1").send().await;
    assert_eq!(got.ok()["person"]["id"], id("mgr1").to_string());
    app.get("/api/v1/session").by("carer1@external").send().await.ok();
    app.get("/api/v1/session").send().await.refused(401, "unauthenticated");
    for ended in ["mgr1@expired", "mgr1@idle", "mgr1@revoked", "carer1@borrowed"] {
        app.get("/api/v1/session").by(ended).send().await.refused(401, "unauthenticated");
    }
    // Their accounts live; in the organisation they are nobody.
    for ended in ["gone", "mistake"] {
        app.get("/api/v1/care-homes").by(ended).send().await.refused(401, "unauthenticated");
    }
    let home = format!("/api/v1/care-homes/{}", id("H1"));
    let got = app.get(&home).by("owner1").send().await;
    let renamed = app.patch(&home, got.version(), &serde_json::json!({ "name": "Rose Court" }));
    assert_eq!(renamed.by("owner1").send().await.ok()["name"], "Rose Court");
    app.get("/health").send().await;
    app.get("/nowhere").send().await.refused(404, "not_found");
    app.stopped().await;
    assert!(app.log.text().contains("/api/v1/care-homes/{id}"), "the log is captured");
}
