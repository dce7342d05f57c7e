//! Whoever opens a resident's record leaves their name, and whoever answers for the resident reads it.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, can, client};

/// How often people opened R1's record in the last minutes, and in how many quarters of an hour.
async fn looks(kit: &Kit, who: &str) -> (i64, i64) {
    let of = |what: &str| {
        format!(
            "select count({what}) from public.record_views where client_id = '{}' and profile_id = '{}' \
               and recorded_at > now() - interval '5 minutes'",
            id("R1"),
            id(who)
        )
    };
    (kit.fact(&of("*")).await, kit.fact(&of("distinct quarter")).await)
}

async fn seen(kit: &Kit, who: &str, query: &str) -> Vec<Value> {
    let views = kit.get(who, &format!("{}/record-views?limit=200{query}", client("R1"))).await;
    views.ok().as_array().unwrap().clone()
}

#[tokio::test]
async fn opening_a_record_is_noted_and_read_by_those_who_answer_for_it() {
    let kit = Kit::new().await;
    assert_eq!(looks(&kit, "senior1").await.0, 0);
    let (trips, page) = kit.trips(kit.get("senior1", &client("R1"))).await;
    page.ok();
    assert_eq!(trips, 2, "one that reads and notes, one that ends it");
    for _ in 0..2 {
        kit.get("senior1", &client("R1")).await.ok();
    }
    // The clock may have passed into the next quarter meanwhile, and no more than that.
    let (rows, quarters) = looks(&kit, "senior1").await;
    assert!(rows == quarters && (1..=2).contains(&rows), "{rows} rows, {quarters} quarters");
    for who in ["mgr1", "owner1", "comp1"] {
        let all = seen(&kit, who, "").await;
        let look = all.iter().find(|v| v["profile_id"] == id("senior1").to_string()).expect(who);
        assert_eq!(
            (&look["kind"], &look["client_id"], &look["care_home_id"]),
            (&json!("record"), &json!(id("R1")), &json!(id("H1")))
        );
        assert!(look["person_name"].is_string());
        assert!(all.iter().any(|v| v["profile_id"] == id("carer1").to_string()), "of everybody");
        // That they opened it, and nothing of what stands there.
        let keys: Vec<&str> = look.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = [
            "id",
            "client_id",
            "care_home_id",
            "profile_id",
            "person_name",
            "kind",
            "entity_id",
            "quarter",
            "recorded_at",
        ];
        known.sort_unstable();
        let mut keys = keys;
        keys.sort_unstable();
        assert_eq!(keys, known);
    }
    let one = seen(&kit, "mgr1", &format!("&person={}", id("senior1"))).await;
    assert!(!one.is_empty() && one.iter().all(|v| v["profile_id"] == id("senior1").to_string()));
    // Whoever gives care sees that they did themselves, and of nobody else.
    let own = seen(&kit, "senior1", "").await;
    assert!(!own.is_empty() && own.iter().all(|v| v["profile_id"] == id("senior1").to_string()));
}

#[tokio::test]
async fn everybodys_looks_are_offered_to_whom_they_are_shown() {
    let kit = Kit::new().await;
    kit.get("senior1", &client("R1")).await.ok();
    for who in ["carer1", "nurse1", "mgr1", "mgr12", "owner1", "comp1", "both", "owner_manager"] {
        let page = kit.get(who, &client("R1")).await;
        let offered = can(&page.ok()["client"]).iter().any(|verb| verb == "read_views");
        let shown =
            seen(&kit, who, "").await.iter().any(|view| view["profile_id"] == id("senior1").to_string());
        assert_eq!(offered, shown, "{who}");
    }
    let page = kit.get("mgr1", &client("R1")).await;
    assert!(can(&page.ok()["client"]).iter().any(|verb| verb == "read_views"));
}

#[tokio::test]
async fn who_sees_nothing_leaves_nothing_and_learns_nothing() {
    let kit = Kit::new().await;
    let nobody = format!("/clients/{}", uuid::Uuid::now_v7());
    let unknown =
        kit.get("carer2", &format!("{nobody}/record-views")).await.refused(404, "not_found").anonymous();
    for who in ["carer2", "mgr3", "excluded", "not_yet"] {
        assert_eq!(
            kit.get(who, &format!("{}/record-views", client("R1"))).await.anonymous(),
            unknown,
            "{who}"
        );
        kit.get(who, &client("R1")).await.refused(404, "not_found");
        assert_eq!(looks(&kit, who).await.0, 0, "{who}");
    }
    // Of whom one knows the name and no more: the look is noted, the list is not theirs.
    kit.get("ancillary1", &client("R1")).await.ok();
    assert_eq!(looks(&kit, "ancillary1").await.0, 1);
    kit.get("ancillary1", &format!("{}/record-views", client("R1"))).await.refused(403, "forbidden");
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_shown() {
    let kit = Kit::new().await;
    kit.run("revoke insert on public.record_views from almoner_request").await;
    let page = kit.get("senior1", &client("R1")).await;
    assert!(!page.status.is_success(), "{}", page.status);
    assert!(page.body["data"].is_null(), "{}", page.body);
}
