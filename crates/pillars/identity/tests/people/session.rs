//! Who am I.

use serde_json::{Value, json};

use crate::world::{World, id, sorted, strings, text};

/// Names of the homes, with grades and kind of manager.
fn homes(session: &Value) -> Vec<String> {
    let homes = session["homes"].as_array().cloned().unwrap_or_default();
    let line = |h: &Value| format!("{} {} {}", text(&h["code"]), h["grades"], text(&h["manager"]));
    sorted(homes.iter().map(line).collect())
}

#[tokio::test]
async fn everybody_is_told_their_own_rights() {
    let world = World::new().await;
    let table: &[(&str, &[&str], &[&str])] = &[
        ("carer1", &["carer"], &[r#"H1 ["carer"] null"#]),
        ("senior1", &["senior", "carer"], &[r#"H1 ["senior"] null"#]),
        ("anc1", &["ancillary"], &[r#"H1 ["ancillary"] null"#]),
        ("agency", &["carer"], &[r#"H1 ["carer"] null"#]),
        ("soon", &[], &[]),
        ("left", &[], &[]),
        ("mgr1", &["manager"], &["H1 [] registered"]),
        ("mgr12", &["manager"], &["H1 [] deputy", "H2 [] registered"]),
        ("both", &["manager", "carer"], &[r#"H1 ["carer"] null"#, "H2 [] deputy"]),
        ("owner1", &["business_owner"], &["H1 [] null", "H2 [] null"]),
        ("comp1", &["compliance_lead"], &["H1 [] null", "H2 [] null"]),
        ("owner2", &["business_owner"], &["H3 [] null"]),
    ];
    for (who, held, seen) in table {
        let session = world.get(who, "/session").await.is(200, "");
        let data = session.data();
        assert_eq!(strings(&data["held"]), *held, "{who}");
        assert_eq!(homes(data), *seen, "{who}");
        assert_eq!(data["account"]["email"], format!("{who}@care.test"), "{who}");
        assert_eq!(data["person"]["id"], json!(id(who)), "{who}");
        assert_eq!(data["account"]["second_factor_fresh"], false, "{who}");
        assert_eq!(data["profiles"].as_array().map(Vec::len), Some(1), "{who}");
        assert!(!session.body.to_string().contains(if *who == "owner2" { "CANARY-O1" } else { "CANARY-O2" }));
    }
}

#[tokio::test]
async fn rights_by_module() {
    let world = World::new().await;
    let module = |session: &Value, name: &str| strings(&session["rights"][name]);
    let carer = world.get("carer1", "/session").await.ok();
    assert_eq!(module(carer.data(), "people"), ["list"]);
    assert_eq!(module(carer.data(), "care-homes"), ["list"]);
    assert_eq!(module(carer.data(), "clients"), ["list"]);
    assert_eq!(carer.data()["rights"]["settings"], Value::Null);
    assert_eq!(carer.data()["rights"]["audit"], Value::Null);
    let manager = world.get("mgr1", "/session").await.ok();
    assert_eq!(module(manager.data(), "people"), ["list", "invite", "preview"]);
    assert_eq!(module(manager.data(), "settings"), ["get"]);
    assert_eq!(module(manager.data(), "clients"), ["list", "create"]);
    let owner = world.get("owner1", "/session").await.ok();
    assert_eq!(module(owner.data(), "people"), ["list", "invite", "preview", "archive", "give_office"]);
    assert_eq!(module(owner.data(), "settings"), ["get", "update"]);
    assert_eq!(module(owner.data(), "care-homes"), ["list", "create"]);
    assert_eq!(module(owner.data(), "clients"), ["list"]);
    let lead = world.get("comp1", "/session").await.ok();
    assert_eq!(module(lead.data(), "people"), ["list", "preview"]);
    assert_eq!(module(lead.data(), "organisation"), ["get"]);
    // Whose right is not live has no module at all.
    assert_eq!(world.get("left", "/session").await.ok().data()["rights"], json!({}));
}

#[tokio::test]
async fn labels_features_and_a_fresh_factor() {
    let world = World::new().await;
    world
        .run(&format!(
            "update public.company_settings set feature_flags = '{{\"agency_passes\": true, \"gone\": true}}' where organisation_id = '{}'; \
             update public.organisation_labels set plural = 'family members' where organisation_id = '{}'",
            id("O1"),
            id("O1")
        ))
        .await;
    let session = world.get("carer1+", "/session").await.ok();
    let data = session.data();
    assert_eq!(data["features"], json!({ "agency_passes": true, "offline_round": false }));
    assert_eq!(data["organisation"]["labels"]["resident"]["plural"], "family members");
    assert_eq!(data["organisation"]["labels"]["rota"]["singular"], "rota");
    assert_eq!(data["account"]["second_factor_fresh"], true);
}

#[tokio::test]
async fn one_round_trip() {
    let world = World::new().await;
    // The first request prepares its statements; from then on they are known to the connection.
    world.get("mgr12", "/session").await.ok();
    let before = world.db.round_trips();
    world.get("mgr12", "/session").await.ok();
    assert_eq!(world.db.round_trips() - before, 1);
}

#[tokio::test]
async fn an_account_without_a_chosen_organisation_is_told_where_it_may_go() {
    let world = World::new().await;
    let session = world.get("multi", "/session").await.is(200, "");
    let data = session.data();
    assert_eq!(data["person"], Value::Null);
    assert_eq!(data["organisation"], Value::Null);
    assert_eq!((&data["held"], &data["homes"], &data["rights"]), (&json!([]), &json!([]), &json!({})));
    let profiles = data["profiles"].as_array().expect("a list");
    let names: Vec<_> = profiles.iter().map(|p| text(&p["organisation"])).collect();
    assert_eq!(names, ["CANARY-O1-name", "CANARY-O2-name"]);
    assert!(profiles.iter().all(|p| p["active"] == false));
    // Nothing else is there for them.
    for path in [
        "/people",
        "/organisation",
        "/settings",
        "/memberships",
        "/offices",
        "/people-names?ids=00000000-0000-0000-0000-000000000000",
    ] {
        world.get("multi", path).await.is(401, "unauthenticated");
    }
}

#[tokio::test]
async fn nobody_and_people_whose_access_ended() {
    let world = World::new().await;
    let nobody =
        http::Request::builder().uri("/api/v1/session").body(axum::body::Body::empty()).expect("a request");
    let answer = tower::ServiceExt::oneshot(world.router.clone(), nobody).await.expect("infallible");
    assert_eq!(answer.status(), 401);
    // Disabled in the organisation: the sign-in is there, the person is not.
    let gone = world.get("gone", "/session").await.is(200, "");
    assert_eq!(gone.data()["person"], Value::Null);
    world.get("gone", "/people").await.is(401, "unauthenticated");
    // A right that ends, ends with the next request.
    world
        .run(&format!(
            "update public.user_care_homes set valid = tstzrange(lower(valid), now()) where id = '{}'",
            id("floor:carer1")
        ))
        .await;
    assert_eq!(world.get("carer1", "/session").await.ok().data()["homes"], json!([]));
    world
        .run(&format!("update private.sessions set revoked_at = now() where id = '{}'", id("session:carer1")))
        .await;
    world.get("carer1", "/session").await.is(401, "unauthenticated");
}
