//! The organisation's name, its words and its settings.

use serde_json::{Value, json};

use crate::world::{World, id};

const EVERYBODY: [&str; 9] =
    ["carer1", "senior1", "anc1", "left", "mgr1", "mgr12", "both", "comp1", "owner1"];

#[tokio::test]
async fn the_name() {
    let world = World::new().await;
    for who in EVERYBODY {
        let answer = world.get(who, "/organisation").await.is(200, "");
        assert_eq!(answer.data()["name"], "CANARY-O1-name", "{who}");
        assert_eq!(answer.can().is_empty(), who != "owner1", "{who}");
        if who != "owner1" {
            world.patch(who, "/organisation", 1, json!({ "name": "X" })).await.is(403, "forbidden");
        }
    }
    world
        .ask("owner1", "PATCH", "/organisation")
        .json(json!({ "name": "X" }))
        .send()
        .await
        .is(428, "precondition_required");
    world.patch("owner1", "/organisation", 2, json!({ "name": "X" })).await.is(412, "stale");
    for (sent, field) in [
        (json!({ "name": "" }), "name:required"),
        (json!({ "name": null }), "name:required"),
        (json!({ "name": "x".repeat(201) }), "name:too_long"),
        (json!({ "id": id("O2") }), "id:unknown"),
        (json!({ "archived_at": null }), "archived_at:unknown"),
    ] {
        assert_eq!(
            world.patch("owner1", "/organisation", 1, sent).await.is(422, "invalid").fields(),
            [field]
        );
    }
    world.patch("owner1", "/organisation", 1, json!({})).await.is(422, "invalid");
    let renamed =
        world.patch("owner1", "/organisation", 1, json!({ "name": " Harbour Care " })).await.is(200, "");
    assert_eq!((&renamed.data()["name"], renamed.version()), (&json!("Harbour Care"), 2));
    assert_eq!(world.get("owner2", "/organisation").await.ok().data()["name"], "CANARY-O2-name");
}

#[tokio::test]
async fn the_words() {
    let world = World::new().await;
    let label = format!("/organisation/labels/{}", id("label:O1"));
    for who in EVERYBODY {
        assert_eq!(
            world.get(who, "/organisation/labels").await.is(200, "").all("word"),
            ["resident"],
            "{who}"
        );
        if who != "owner1" {
            world.patch(who, &label, 1, json!({ "plural": "X" })).await.is(403, "forbidden");
        }
    }
    world.get("owner1", &format!("/organisation/labels/{}", id("label:O2"))).await.is(404, "not_found");
    world
        .patch("owner1", &format!("/organisation/labels/{}", id("label:O2")), 1, json!({ "plural": "X" }))
        .await
        .is(404, "not_found");
    assert_eq!(
        world.patch("owner1", &label, 1, json!({ "word": "home" })).await.is(422, "invalid").fields(),
        ["word:unknown"]
    );
    assert_eq!(
        world
            .patch("owner1", &label, 1, json!({ "plural": "x".repeat(41) }))
            .await
            .is(422, "invalid")
            .fields(),
        ["plural:too_long"]
    );
    let said = world.patch("owner1", &label, 1, json!({ "plural": "family members" })).await.is(200, "");
    assert_eq!(
        (&said.data()["singular"], &said.data()["plural"]),
        (&json!("resident"), &json!("family members"))
    );
    world.patch("owner1", &label, 1, json!({ "plural": "others" })).await.is(412, "stale");
}

#[tokio::test]
async fn who_reads_and_changes_settings() {
    let world = World::new().await;
    for who in EVERYBODY {
        let reads = ["mgr1", "mgr12", "both", "comp1", "owner1"].contains(&who);
        let status = world.get(who, "/settings").await.status;
        assert_eq!(status, if reads { 200 } else { 404 }, "{who}");
        if who != "owner1" {
            let before = world.state().await;
            let refused = world.patch(who, "/settings", 1, json!({ "two_person_publish": true })).await;
            assert_eq!(refused.status, if reads { 403 } else { 404 }, "{who}");
            assert_eq!(world.state().await, before, "{who}");
        }
    }
    let set = world
        .patch(
            "owner1",
            "/settings",
            1,
            json!({ "two_person_publish": true, "review_cycle_days": 14, "quiet_from": "21:30:00", "retention_years": 20, "second_factor_required": true }),
        )
        .await
        .is(200, "");
    assert_eq!(
        (&set.data()["quiet_from"], &set.data()["review_cycle_days"]),
        (&json!("21:30:00"), &json!(14))
    );
    // Loosening it is no matter of a session left open.
    world
        .patch("owner1", "/settings", 2, json!({ "second_factor_required": false }))
        .await
        .is(403, "second_factor_required");
    world
        .patch("mgr1", "/settings", 2, json!({ "second_factor_required": false }))
        .await
        .is(403, "forbidden");
    world.patch("owner1+", "/settings", 2, json!({ "second_factor_required": false })).await.is(200, "");
    world.patch("owner1", "/settings", 2, json!({ "retention_years": 9 })).await.is(412, "stale");
    world
        .ask("owner1", "PATCH", "/settings")
        .json(json!({ "retention_years": 9 }))
        .send()
        .await
        .is(428, "precondition_required");
    for (sent, field) in [
        (json!({ "review_cycle_days": 0 }), "review_cycle_days:range"),
        (json!({ "initial_plan_days": 29 }), "initial_plan_days:range"),
        (json!({ "review_cycle_days": 367 }), "review_cycle_days:range"),
        (json!({ "retention_years": 101 }), "retention_years:range"),
        (json!({ "two_person_publish": null }), "two_person_publish:required"),
        (json!({ "two_person_publish": "yes" }), "two_person_publish:type"),
        (json!({ "feature_flags": { "agency_passes": true } }), "feature_flags:unknown"),
        (json!({ "organisation_id": id("O2") }), "organisation_id:unknown"),
    ] {
        assert_eq!(world.patch("owner1", "/settings", 3, sent).await.is(422, "invalid").fields(), [field]);
    }
    world.patch("owner1", "/settings", 3, json!({})).await.is(422, "invalid");
}

#[tokio::test]
async fn flags_are_a_closed_list() {
    let world = World::new().await;
    let flags = |answer: &crate::world::Answer| {
        let list = answer.data()["features"].as_array().cloned().unwrap_or_default();
        list.iter().map(|f| (f["name"].clone(), f["on"].clone())).collect::<Vec<_>>()
    };
    let present = world.get("mgr1", "/settings").await.ok();
    assert_eq!(
        flags(&present),
        [(json!("offline_round"), json!(false)), (json!("agency_passes"), json!(false))]
    );
    assert!(present.data()["features"][0]["gone_by"].is_string());
    let refused = world
        .patch("owner1", "/settings", 1, json!({ "features": { "agency_passes": true, "god_mode": true } }))
        .await
        .is(422, "invalid");
    assert_eq!(refused.fields(), ["features.god_mode:unknown"]);
    world
        .patch("owner1", "/settings", 1, json!({ "features": { "agency_passes": 1 } }))
        .await
        .is(422, "invalid");
    let on = world
        .patch("owner1", "/settings", 1, json!({ "features": { "agency_passes": true } }))
        .await
        .is(200, "");
    assert_eq!(flags(&on)[1], (json!("agency_passes"), json!(true)));
    // The others stay as they are, and what is no flag any more goes.
    world.run(&format!("update public.company_settings set feature_flags = feature_flags || '{{\"gone\": true}}' where organisation_id = '{}'", id("O1"))).await;
    let both = world
        .patch("owner1", "/settings", 3, json!({ "features": { "offline_round": true } }))
        .await
        .is(200, "");
    assert_eq!(flags(&both), [(json!("offline_round"), json!(true)), (json!("agency_passes"), json!(true))]);
    let stored: Value = serde_json::from_str(
        &world
            .value(&format!(
                "select feature_flags from public.company_settings where organisation_id = '{}'",
                id("O1")
            ))
            .await,
    )
    .expect("JSON");
    assert_eq!(stored, json!({ "agency_passes": true, "offline_round": true }));
}

#[tokio::test]
async fn names_of_people() {
    let world = World::new().await;
    let ids = format!("/people-names?ids={},{},{},{}", id("left"), id("carer2"), id("carer3"), id("owner1"));
    let names = async |who: &str| -> Vec<String> {
        let all = world.get(who, &ids).await.is(200, "").all("name");
        all.iter().map(|n| n.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    // Leavers of one's home and the officers; nobody of another home or organisation.
    assert_eq!(names("carer1").await, ["left", "owner1"]);
    assert_eq!(names("owner1").await, ["carer2", "left", "owner1"]);
    assert_eq!(names("owner2").await, ["carer3"]);
    for query in ["", "?ids=", "?ids=x", "?ids=a,b&name=c"] {
        world.get("carer1", &format!("/people-names{query}")).await.is(422, "invalid");
    }
    let many = vec![id("left").to_string(); 101].join(",");
    world.get("carer1", &format!("/people-names?ids={many}")).await.is(422, "invalid");
}
