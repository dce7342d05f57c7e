//! Whatever one request does, the next one on its connection finds nothing of it (A15): three people
//! of two operators by turns on a single connection, between answers of every kind.
//!
//! 1,500 turns in every run; `ALMONER_TURNS=20000` takes as many (`make prove`). Requests that are
//! given up in the middle and panics are in crates/base/pg/tests/it/cancelled.rs.

use almoner_testkit::http::cells::Access;
use almoner_testkit::http::{Setup, TestApp, example, leaks};
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::json;

#[tokio::test]
async fn nothing_of_a_request_is_left_for_the_next() {
    let turns = std::env::var("ALMONER_TURNS").map_or(1_500, |text| text.parse().expect("a number"));
    let app = TestApp::with(Setup { database: Box::new(|config| config.size = 1), ..Setup::default() }).await;
    let access = Access::read(&app.database.owner().await).await;
    let actors = ["carer1", "mgr3", "owner1"];
    let mut statuses = std::collections::BTreeMap::<u16, usize>::new();
    for turn in 0..turns {
        let actor = actors[turn % 3];
        let ask = match turn % 11 {
            0 => app.get("/api/v1/clients?limit=200&count=exact"),
            1 => app.get(format!("/api/v1/clients/{}", id(["R3", "R1", "R2"][turn % 3]))),
            2 => app.post("/api/v1/care-homes", &json!({ "name": "x" })),
            3 => app.get("/api/v1/clients?q=%00"),
            4 => app.act(format!("/api/v1/care-homes/{}/archive", id("H1")), 99, &json!({ "reason": "x" })),
            5 => app.post(
                format!("/api/v1/clients/{}/contacts", id("R1")),
                &example("create_contact", None).unwrap(),
            ),
            6 => {
                app.patch(format!("/api/v1/clients/{}", id("R3")), 1, &json!({ "preferred_name": "x\u{7f}" }))
            }
            7 => app.get("/api/v1/people?limit=200"),
            8 => app.patch(format!("/api/v1/care-homes/{}", id("H3")), 1, &json!({ "code": "CANARY-H3" })),
            9 => app
                .post("/api/v1/client-errors", &json!({ "code": "a", "route": "/b", "build": "c" }))
                .key("the same"),
            _ => app.get("/api/v1/settings"),
        };
        let got = ask.by(actor).send().await;
        *statuses.entry(got.status).or_default() += 1;
        let viewer = access.viewer(World::get().seat(actor));
        let told = leaks(&String::from_utf8_lossy(&got.bytes), &viewer.model, viewer.seat);
        assert!(told.is_empty(), "{actor}: {}: {told:?}", got.what);
        let next = actors[(turn + 1) % 3];
        let mine = app.get("/api/v1/session").by(next).send().await;
        assert_eq!(mine.ok()["person"]["id"], id(next).to_string(), "after {}", got.what);
        app.get("/api/v1/care-homes").send().await.refused(401, "unauthenticated");
        assert!(app.db.is_clean().await.unwrap(), "after {}", got.what);
    }
    println!("{turns} turns: {statuses:?}");
    for status in [200, 202, 403, 404, 412, 422] {
        assert!(statuses.contains_key(&status), "{statuses:?}");
    }
}
