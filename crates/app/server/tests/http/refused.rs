//! A refused request is over when it is answered: sent again at once, it is refused in the same way.

use almoner_testkit::http::TestApp;
use almoner_testkit::names::id;
use serde_json::json;

#[tokio::test]
async fn the_same_key_right_after_a_refusal_is_refused_alike() {
    let mut app = TestApp::start().await;
    // Refused by the handler, in the transaction that holds the key: another version is current.
    let archive = format!("/api/v1/care-homes/{}/archive", id("H1"));
    for _ in 0..30 {
        let again = app.act(&archive, 99, &json!({"reason": "closed"})).by("owner1").key("refused-once");
        again.send().await.refused(412, "stale");
    }
    app.stopped().await;
}
