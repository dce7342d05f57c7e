//! "What can Asha see?" agrees with what Asha sees.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::world::{World, id, sorted, strings, text};

/// Residents: three in H1, one of them planned for tomorrow, one left two days ago; one in H2.
async fn residents(world: &World) {
    let o = id("O1");
    let mut sql = String::new();
    for (name, home, stay) in [
        ("r1", "H1", "'live', tstzrange(now() - interval '1 year', null)"),
        ("r2", "H1", "'planned', tstzrange(now() + interval '1 day', null)"),
        ("r3", "H1", "'planned', tstzrange(now() + interval '30 days', null)"),
        ("r4", "H2", "'live', tstzrange(now() - interval '1 year', null)"),
    ] {
        let (client, home) = (id(name), id(home));
        let _ = write!(
            sql,
            "insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name) values ('{o}', '{client}', '{home}', '{name}', 'Resident'); \
             insert into public.bed_stays (organisation_id, client_id, care_home_id, kind, status, during) values ('{o}', '{client}', '{home}', 'permanent', {stay}); "
        );
    }
    // senior1's mother lives in H1.
    let _ = write!(
        sql,
        "insert into public.client_exclusions (organisation_id, client_id, care_home_id, profile_id, reason) values ('{o}', '{}', '{}', '{}', 'family');",
        id("r1"),
        id("H1"),
        id("senior1")
    );
    world.run(&sql).await;
}

/// What somebody finds by themself: the number of residents that row security lets through.
async fn own_count(world: &World, who: &str, table: &str) -> i64 {
    let claims = json!({ "role": "authenticated", "sub": id(&format!("account:{who}")), "almoner_session": id(&format!("session:{who}")) });
    world
        .run(&format!(
            "begin; set local role authenticated; select set_config('request.jwt.claims', '{claims}', true)"
        ))
        .await;
    let count = world.value(&format!("select count(*) from public.{table} where archived_at is null")).await;
    world.run("rollback").await;
    count.parse().expect("a number")
}

#[tokio::test]
async fn it_agrees_with_what_they_see() {
    let world = World::new().await;
    residents(&world).await;
    for who in [
        "carer1", "carer2", "senior1", "anc1", "agency", "soon", "left", "both", "mgr1", "mgr12", "comp1",
        "owner1",
    ] {
        let preview = world.get("owner1", &format!("/people/{}/preview", id(who))).await.is(200, "");
        let session = world.get(who, "/session").await.ok();
        assert_eq!(preview.data()["whole"], true);
        let homes = |value: &Value| {
            let list = value["homes"].as_array().cloned().unwrap_or_default();
            sorted(
                list.iter().map(|h| format!("{} {} {}", text(&h["id"]), h["grades"], h["manager"])).collect(),
            )
        };
        assert_eq!(homes(preview.data()), homes(session.data()), "{who}");
        let modules = preview.data()["modules"].as_array().cloned().unwrap_or_default();
        let mut found = 0;
        for module in &modules {
            let name = text(&module["module"]);
            let can = strings(&module["can"]);
            assert_eq!(can, strings(&session.data()["rights"][&name]), "{who} {name}");
            let own = match name.as_str() {
                "clients" => own_count(&world, who, "clients").await,
                "people" => own_count(&world, who, "profiles").await,
                "care-homes" => own_count(&world, who, "care_homes").await,
                _ => {
                    assert_eq!(module["count"], Value::Null, "{who} {name}");
                    continue;
                }
            };
            found += 1;
            assert_eq!(module["count"], json!(own), "{who} {name}");
        }
        let holds = !session.data()["held"].as_array().is_none_or(Vec::is_empty);
        assert_eq!(found, if holds { 3 } else { 0 }, "{who}");
        assert!(!preview.body.to_string().contains("Resident"), "{who}: never a row");
    }
    // The rows differ, or the comparison proves little.
    assert_eq!(own_count(&world, "carer1", "clients").await, 2);
    assert_eq!(own_count(&world, "senior1", "clients").await, 1);
    assert_eq!(own_count(&world, "mgr1", "clients").await, 3);
    assert_eq!(own_count(&world, "owner1", "clients").await, 4);
}

#[tokio::test]
async fn who_may_ask_about_whom() {
    let world = World::new().await;
    residents(&world).await;
    let ask = async |who: &str, about: &str| world.get(who, &format!("/people/{}/preview", id(about))).await;
    for (who, about, status) in [
        ("carer1", "senior1", 403),
        ("senior1", "carer1", 403),
        ("carer1", "carer1", 403),
        ("carer1", "carer2", 404),
        ("mgr1", "carer1", 200),
        ("mgr1", "carer2", 404),
        ("mgr1", "owner1", 404),
        ("both", "carer1", 403),
        ("comp1", "owner1", 200),
        ("owner1", "carer3", 404),
        ("owner1", "nobody", 404),
        ("mgr3", "carer1", 404),
    ] {
        let before = world.state().await;
        let answer = ask(who, about).await;
        assert_eq!(answer.status, status, "{who} {about}: {}", answer.body);
        if status != 200 {
            assert_eq!(world.state().await, before, "{who} {about}");
        }
    }
    // A manager of H1 hears of H1 alone, although both manages H2.
    let part = ask("mgr1", "both").await.ok();
    assert_eq!(part.data()["whole"], false);
    let homes = part.data()["homes"].as_array().cloned().unwrap_or_default();
    assert_eq!(homes.len(), 1);
    assert_eq!(
        (&homes[0]["id"], &homes[0]["manager"], &homes[0]["residents"]),
        (&json!(id("H1")), &Value::Null, &json!(2))
    );
    assert!(!part.body.to_string().contains("H2"));
    // Whose access ended sees nothing.
    let gone = ask("owner1", "gone").await.ok();
    assert_eq!((&gone.data()["homes"], &gone.data()["modules"]), (&json!([]), &json!([])));
}

#[tokio::test]
async fn asking_leaves_a_trace() {
    let world = World::new().await;
    let before: i64 =
        world.value("select count(*) from public.audit_events").await.parse().expect("a number");
    world.get("owner1", &format!("/people/{}/preview", id("carer1"))).await.is(200, "");
    world.get("carer1", &format!("/people/{}/preview", id("senior1"))).await.is(403, "forbidden");
    let after: i64 = world.value("select count(*) from public.audit_events").await.parse().expect("a number");
    assert_eq!(after, before + 1);
    let trace = world
        .value(
            "select profile_id || ' ' || subject_profile_id || ' ' || action || ' ' || verb || ' ' || array_to_string(rights, ',') || ' ' || (request_id is not null) \
             from public.audit_events where action = 'view'",
        )
        .await;
    assert_eq!(trace, format!("{} {} view preview business_owner true", id("owner1"), id("carer1")));
}
