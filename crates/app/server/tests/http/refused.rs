//! A refused request is over when it is answered: sent again at once, it is refused in the same way.

use almoner_testkit::http::TestApp;
use serde_json::json;

#[tokio::test]
async fn the_same_key_right_after_a_refusal_is_refused_alike() {
    let mut app = TestApp::start().await;
    // What the database refuses, in the transaction that holds the key: the code is taken.
    let home = json!({"name": "Second", "code": "TWIN", "registered_beds": 10});
    app.post("/api/v1/care-homes", &home).by("owner1").send().await.ok();
    for _ in 0..30 {
        let again = app.post("/api/v1/care-homes", &home).by("owner1").key("refused-once");
        again.send().await.refused(409, "duplicate");
    }
    app.stopped().await;
}
