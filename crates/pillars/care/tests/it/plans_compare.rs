//! Two versions side by side over HTTP; the comparison itself has its tests beside it.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::kit;
use crate::plans_kit::{at, each, in_review, row, version};

#[tokio::test]
async fn what_differs_between_two_versions() {
    let kit = kit().await;
    let path = version("R1.v3");
    let said = json!({"domains": {"sleep": {"need": "Wakes"}, "skin": {"support": "- cream"}}});
    kit.patch("mgr1", &path, at(&kit, &path).await, &said).await.ok();
    // From the one that it was based on; its tasks are the wash alone.
    let (trips, reply) = kit.trips(kit.get("senior1", &format!("{path}/diff"))).await;
    assert_eq!(trips, 1);
    let found = reply.ok();
    assert_eq!((&found["against"]["number"], &found["version"]["number"]), (&json!(2), &json!(3)));
    assert_eq!(
        found["domains"],
        json!([
            {"domain": "skin", "change": "added", "fields": [
                {"field": "support", "from": null, "to": "- cream", "items_added": ["cream"], "items_removed": []}],
                "sources_added": [], "sources_removed": []},
            {"domain": "sleep", "change": "changed", "fields": [
                {"field": "need", "from": "CANARY-R1.v2-sections", "to": "Wakes", "items_added": [], "items_removed": []}],
                "sources_added": [], "sources_removed": []},
        ])
    );
    let gone: Vec<&str> = each(&found["tasks"], "change");
    assert_eq!(gone.iter().filter(|change| **change == "removed").count(), 2);
    // Against another one, and against itself.
    let old = row("care_plan_versions", "R1.v1");
    let reply = kit.get("senior1", &format!("{path}/diff?against={old}")).await;
    assert_eq!(reply.ok()["against"]["status"], "superseded");
    let mine = row("care_plan_versions", "R1.v3");
    let same = kit.get("senior1", &format!("{path}/diff?against={mine}")).await;
    assert_eq!((&same.ok()["domains"], &same.ok()["tasks"]), (&json!([]), &json!([])));
    // The first version of a plan is all new.
    let first = kit.get("carer1", &format!("{}/diff", version("R1.v1"))).await;
    assert_eq!(
        (&first.ok()["against"], &first.ok()["domains"][0]["change"]),
        (&Value::Null, &json!("added"))
    );
    // What is not of this resident, is hidden, or isn't there at all is one answer.
    let mut told = Vec::new();
    for (who, against) in [
        ("mgr1", row("care_plan_versions", "R1b.v2")),
        ("mgr1", row("care_plan_versions", "R3.v2")),
        ("mgr1", Uuid::now_v7()),
        ("carer1", row("care_plan_versions", "R1.v3")),
    ] {
        let reply = kit.get(who, &format!("{}/diff?against={against}", version("R1.v2"))).await;
        told.push(reply.refused(422, "invalid").field("against", "reference").anonymous());
    }
    assert!(told.iter().all(|t| *t == told[0]));
    kit.get("mgr1", &format!("{path}/diff?against=x"))
        .await
        .refused(422, "invalid")
        .field("against", "format");
}

#[tokio::test]
async fn what_publishing_would_change_is_nothing_where_nothing_differs() {
    let kit = kit().await;
    let (trips, reply) = kit.trips(kit.get("carer1", &format!("{}/publish-summary", version("R1.v2")))).await;
    assert_eq!(trips, 1);
    let active = reply.ok();
    assert_eq!(
        (&active["domains"], &active["tasks"], &active["due_cancelled"]),
        (&json!([]), &json!([]), &json!(0))
    );
    assert_eq!(active["plan_changed"], false);
    // A draft of the active version changes a text: no task is called off, those due stay.
    let path = in_review(&kit, "R1", &json!({"pain": {"need": "Hip"}})).await;
    let reply = kit.get("mgr1", &format!("{path}/publish-summary")).await;
    let told = reply.ok();
    assert_eq!(each(&told["domains"], "domain"), ["pain"]);
    assert_eq!((&told["tasks"], &told["due_cancelled"]), (&json!([]), &json!(0)));
    assert!(told["due_kept"].as_i64().unwrap() >= 1, "{told}");
    assert_eq!(told["version"]["can"], json!(["send_back", "publish", "withdraw"]).clone());
}
