//! A domain of a plan rests on assessments of the resident, and of nobody else.

use serde_json::{Value, json};

use crate::assessments_kit::{assess, id, news2};
use crate::kit::{client, kit};
use crate::plans_kit::{at, row};

/// A draft of R1's plan.
async fn draft(kit: &almoner_testkit::desk::Kit) -> String {
    let begin = format!("/care-plans/{}/versions", row("care_plans", "R1.plan"));
    let made = kit.post("mgr1", &begin, &json!({ "change_reason": "She was unwell" })).await;
    format!("/care-plan-versions/{}", made.created()["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_domain_names_its_sources() {
    let kit = kit().await;
    let (one, two) = (
        id(&assess(&kit, "carer1", "R1", &news2(16)).await),
        id(&assess(&kit, "carer1", "R1", &news2(17)).await),
    );
    let path = draft(&kit).await;
    let patch = |sources: Value| json!({ "domains": { "breathing": { "need": "Short of breath", "sources": sources } } });
    let now = at(&kit, &path).await;
    let seen = kit.patch("mgr1", &path, now, &patch(json!([one, two, one]))).await.ok().clone();
    assert_eq!(seen["sections"]["breathing"]["sources"], json!([one, two]), "each once");
    let now = at(&kit, &path).await;
    let others = id(&assess(&kit, "carer1", "R1b", &news2(16)).await);
    for (sources, code) in [
        (json!([others]), "not_possible"),
        (json!([uuid::Uuid::now_v7()]), "not_possible"),
        (json!([client("R1")]), "not_possible"),
        (json!(["x"]), "type"),
        (json!(vec![one.clone(); 21]), "too_many"),
    ] {
        let got = kit.patch("mgr1", &path, now, &patch(sources.clone())).await;
        got.refused(422, "invalid");
        let fields = got.body["error"]["fields"].to_string();
        assert!(fields.contains("breathing.sources"), "{sources} {code}: {fields}");
    }
    // Without them it rests on nothing, and says so to nobody.
    let without = json!({ "domains": { "breathing": { "need": "Short of breath" } } });
    let seen = kit.patch("mgr1", &path, now, &without).await.ok().clone();
    assert!(seen["sections"]["breathing"].get("sources").is_none(), "{seen}");
}
