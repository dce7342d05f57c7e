//! Residents one at a time: the page, registration, changes, archive and restore, identity.

use almoner_testkit::names::{canary, id, nhs_number};
use serde_json::{Value, json};

use crate::kit::{Kit, can, client, etag, nothing, row};

#[tokio::test]
async fn a_residents_page_is_one_round_trip_with_everything() {
    let kit = Kit::new().await;
    kit.get("carer1", &client("R1b")).await.ok();
    let (trips, reply) = kit.trips(kit.get("carer1", &client("R1b"))).await;
    assert_eq!(trips, 2, "one that reads and notes who looked, one that ends it");
    let page = reply.ok();
    assert_eq!(reply.headers["etag"], etag(page["client"]["version"].as_i64().unwrap()));
    assert_eq!(page["client"]["id"], id("R1b").to_string());
    assert_eq!(page["identity"]["first_language"], canary("R1b", "first_language"));
    assert_eq!(page["contacts"][0]["name"], canary("R1b.daughter", "name"));
    assert_eq!(page["stay"]["status"], "live");
    assert_eq!(page["absence"]["kind"], "hospital");
    assert_eq!(page["planned"], json!([]));
    assert_eq!(page["alerts"].as_array().unwrap().len(), 4);
    let page = kit.get("mgr1", &client("planned")).await;
    assert_eq!(page.ok()["stay"], Value::Null);
    assert_eq!(page.ok()["planned"][0]["status"], "planned");
}

#[tokio::test]
async fn what_a_page_holds_depends_on_who_reads() {
    let kit = Kit::new().await;
    // Ancillary staff: the name, the room and the floor kinds; that there is more is not hidden, what it is, is.
    let reply = kit.get("ancillary1", &client("R1")).await;
    let page = reply.ok();
    assert_eq!(can(&page["client"]), Vec::<String>::new());
    for part in ["identity", "contacts", "stay", "planned", "absence"] {
        assert_eq!(page[part], Value::Null, "{part}");
    }
    for alert in page["alerts"].as_array().unwrap() {
        assert!(
            ["allergy", "diet_texture", "choking", "communication", "infection"]
                .contains(&alert["kind"].as_str().unwrap())
        );
    }
    for path in ["contacts", "stays", "absences", "identity"] {
        kit.get("ancillary1", &format!("{}/{path}", client("R1"))).await.refused(403, "forbidden");
        kit.get("carer1", &format!("{}/{path}", client("R1"))).await.ok();
    }
    // Whoever does not see the resident gets the answer of one that does not exist (A02).
    let unknown = format!("/clients/{}", uuid::Uuid::now_v7());
    for path in ["", "/contacts", "/stays", "/absences", "/identity", "/alerts", "/exclusions"] {
        for (who, hidden) in [
            ("carer1", "R2"),
            ("carer1", "R3"),
            ("excluded", "R1"),
            ("carer2", "moved"),
            ("mgr1", "moved_long_ago"),
            ("mgr3", "R1"),
        ] {
            let reply = kit.get(who, &format!("{}{path}", client(hidden))).await;
            let nobody = kit.get(who, &format!("{unknown}{path}")).await;
            assert_eq!(
                reply.refused(404, "not_found").anonymous(),
                nobody.anonymous(),
                "{who} {hidden} {path}"
            );
        }
    }
    // A resident who moved to H2 three days ago, with the history from H1.
    for who in ["carer1", "mgr1", "owner1", "mgr12"] {
        let page = kit.get(who, &client("moved")).await;
        assert_eq!(page.ok()["client"]["holding_home_id"], id("H2").to_string(), "{who}");
        let stays = kit.get(who, &format!("{}/stays", client("moved"))).await;
        assert_eq!(stays.ok().as_array().unwrap().len(), 2, "{who}");
    }
    let page = kit.get("carer1", &client("moved")).await;
    assert_eq!(page.ok()["client"]["home_name"], Value::Null, "carer1 does not see H2");
    // The owner reads everything and changes nothing.
    let page = kit.get("owner1", &client("R1")).await;
    assert_eq!(can(&page.ok()["client"]), ["read_care", "read_views", "exclude"]);
}

#[tokio::test]
async fn a_manager_registers_a_resident() {
    let kit = Kit::new().await;
    let body = json!({
        "holding_home_id": id("H1"), "title": " Mrs ", "given_name": " Ada ", "family_name": "Byron", "preferred_name": "",
        "key_worker_id": id("carer1"),
        "identity": { "nhs_number": "943 476 5919", "birth_date": "1940-02-29", "gender": "female", "consent": "given", "consent_note": "a\nb" },
    });
    let (trips, reply) = kit.trips(kit.post("mgr1", "/clients", &body)).await;
    let made = reply.created();
    // Three of its own, and two before and two after: the NHS number is counted in transactions that a refusal does not undo.
    assert_eq!(trips, 7);
    assert_eq!(reply.headers["etag"], "\"v1\"");
    assert_eq!(
        (&made["given_name"], &made["title"], &made["preferred_name"]),
        (&json!("Ada"), &json!("Mrs"), &Value::Null)
    );
    assert_eq!(made["status"], "prospective");
    assert_eq!(made["allergy_state"], "not_asked");
    assert_eq!(made["key_worker"]["id"], id("carer1").to_string());
    let page = kit.get("mgr1", &format!("/clients/{}", made["id"].as_str().unwrap())).await;
    assert_eq!(page.ok()["identity"]["nhs_number"], "9434765919");
    assert_eq!(page.ok()["identity"]["capacity"], "assumed");
    // Without anything that identifies: the identity is there, empty, to be filled.
    let reply = kit
        .post(
            "mgr1",
            "/clients",
            &json!({"holding_home_id": id("H1"), "given_name": "No", "family_name": "Body"}),
        )
        .await;
    let path = format!("/clients/{}/identity", reply.created()["id"].as_str().unwrap());
    let identity = kit.get("mgr1", &path).await;
    assert_eq!(identity.ok()["nhs_number"], Value::Null);
    kit.patch("mgr1", &path, 1, &json!({"nhs_number": nhs_number(4_242), "capacity": "fluctuating"}))
        .await
        .ok();
    // Only managers of the home register.
    let body = |home: &str| json!({"holding_home_id": id(home), "given_name": "A", "family_name": "B"});
    for (who, home, status, code) in [
        ("carer1", "H1", 403, "forbidden"),
        ("senior1", "H1", 403, "forbidden"),
        ("ancillary1", "H1", 403, "forbidden"),
        ("owner1", "H1", 403, "forbidden"),
        ("comp1", "H1", 403, "forbidden"),
        ("both", "H1", 403, "forbidden"),
        ("owner_manager", "H1", 403, "forbidden"),
        // Homes that they don't see are homes that don't exist.
        ("mgr1", "H2", 422, "invalid"),
        ("mgr1", "H3", 422, "invalid"),
        ("mgr3", "H1", 422, "invalid"),
        ("mgr12", "H0", 422, "invalid"),
    ] {
        kit.post(who, "/clients", &body(home)).await.refused(status, code);
    }
    for (who, home) in [
        ("mgr12", "H2"),
        ("cover1", "H1"),
        ("both", "H2"),
        ("owner_manager", "H2"),
        ("two_orgs@external", "H3"),
    ] {
        kit.post(who, "/clients", &body(home)).await.created();
    }
}

#[tokio::test]
async fn references_to_people_who_are_not_theirs_say_nothing() {
    let kit = Kit::new().await;
    let body = |worker: uuid::Uuid| json!({"holding_home_id": id("H1"), "given_name": "A", "family_name": "B", "key_worker_id": worker});
    let nobody = kit.post("mgr1", "/clients", &body(uuid::Uuid::now_v7())).await;
    nobody.refused(422, "invalid").field("key_worker_id", "not_possible");
    for hidden in ["carer2", "carer3", "owner1"] {
        let reply = kit.post("mgr1", "/clients", &body(id(hidden))).await;
        assert_eq!(reply.anonymous(), nobody.anonymous(), "{hidden}");
        let version = kit.version(&client("R1")).await;
        let reply = kit.patch("mgr1", &client("R1"), version, &json!({"key_worker_id": id(hidden)})).await;
        assert_eq!(reply.anonymous(), nobody.anonymous(), "{hidden}");
    }
    let nobody = kit
        .post(
            "mgr1",
            &format!("{}/exclusions", client("R1")),
            &json!({"profile_id": uuid::Uuid::now_v7(), "reason": "x"}),
        )
        .await;
    nobody.refused(422, "invalid").field("profile_id", "not_possible");
    for hidden in ["carer2", "carer3"] {
        let reply = kit
            .post(
                "mgr1",
                &format!("{}/exclusions", client("R1")),
                &json!({"profile_id": id(hidden), "reason": "x"}),
            )
            .await;
        assert_eq!(reply.anonymous(), nobody.anonymous(), "{hidden}");
    }
    let clients: i64 = kit.fact("select count(*) from clients where given_name = 'A'").await;
    assert_eq!(clients, 0);
}

#[tokio::test]
async fn changes_need_the_version_that_was_read() {
    let kit = Kit::new().await;
    let path = client("R1");
    let version = kit.version(&path).await;
    let body = json!({"preferred_name": "Dot"});
    kit.send("mgr1", "PATCH", &path, &[], Some(&body)).await.refused(428, "precondition_required");
    kit.send("mgr1", "PATCH", &path, &[("if-match", "*".to_owned())], Some(&body))
        .await
        .refused(400, "bad_request");
    let (trips, reply) = kit.trips(kit.patch("mgr1", &path, version, &body)).await;
    assert_eq!((reply.ok()["preferred_name"].as_str(), trips), (Some("Dot"), 2));
    assert_eq!(reply.headers["etag"], etag(version + 1));
    let stale = kit.patch("mgr12", &path, version, &json!({"preferred_name": "Dolly"})).await;
    assert_eq!(stale.refused(412, "stale").body["data"]["current"]["preferred_name"], "Dot");
    assert_eq!(stale.body["data"]["current"]["version"], version + 1);
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("ancillary1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("excluded", 404, "not_found"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
        ("nobody", 404, "not_found"),
    ] {
        kit.patch(who, &path, version + 1, &body).await.refused(status, code);
    }
    kit.patch("mgr1", &path, version + 1, &json!({})).await.refused(422, "invalid");
    kit.patch("mgr1", &path, version + 1, &json!({"given_name": null}))
        .await
        .refused(422, "invalid")
        .field("given_name", "required");
    kit.patch("mgr1", &path, version + 1, &json!({"given_name": "  "}))
        .await
        .refused(422, "invalid")
        .field("given_name", "required");
    let name: String =
        kit.fact(&format!("select preferred_name from clients where id = '{}'", id("R1"))).await;
    assert_eq!(name, "Dot");
}

#[tokio::test]
async fn archive_and_restore() {
    let kit = Kit::new().await;
    let path = client("R1");
    let version = kit.version(&path).await;
    let reason = json!({"reason": "registered twice"});
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
    ] {
        kit.act(who, &format!("{path}/archive"), version, &reason).await.refused(status, code);
    }
    kit.act("mgr1", &format!("{path}/archive"), version, &json!({"reason": " "}))
        .await
        .refused(422, "invalid")
        .field("reason", "required");
    let reply = kit.act("mgr1", &format!("{path}/archive"), version, &reason).await;
    assert_eq!(reply.ok()["archive_reason"], "registered twice");
    assert_eq!(can(reply.ok()), ["update", "restore", "read_care", "read_views"]);
    // Everything went along; nobody on the floor sees the resident, nothing is added (A29).
    for table in ["client_identity", "client_alerts", "client_contacts", "bed_stays"] {
        let left: i64 = kit
            .fact(&format!(
                "select count(*) from {table} where client_id = '{}' and archived_at is null",
                id("R1")
            ))
            .await;
        assert_eq!(left, 0, "{table}");
    }
    kit.get("carer1", &path).await.refused(404, "not_found");
    assert!(kit.get("mgr1", &path).await.ok()["client"]["archived_at"].is_string());
    kit.post("mgr1", &format!("{path}/contacts"), &json!({"name": "A", "relationship": "b"}))
        .await
        .refused(403, "forbidden");
    kit.post("mgr1", &format!("{path}/alerts"), &json!({"kind": "falls", "detail": "x"}))
        .await
        .refused(403, "forbidden");
    // The bed is free, and the NHS number can be given again; then the restore meets both.
    let known: String =
        kit.fact(&format!("select nhs_number from client_identity where client_id = '{}'", id("R1"))).await;
    let bed = crate::kit::bed("H1.bed.a");
    let stay = kit.post("mgr1", &format!("{}/admissions", client("asked")), &json!({"bed_id": bed})).await;
    stay.created();
    let reply =
        kit.post("mgr1", &format!("{}/identity", client("asked")), &json!({"nhs_number": known})).await;
    reply.created();
    let version = kit.version(&path).await;
    let restore = format!("{path}/restore");
    let refused = kit.act("mgr1", &restore, version, &nothing()).await;
    assert!(
        ["bed_taken", "person_known_here"].contains(&refused.body["error"]["code"].as_str().unwrap()),
        "{}",
        refused.body
    );
    assert_eq!(refused.status, 409);
    kit.patch("mgr1", &format!("{}/identity", client("asked")), 1, &json!({"nhs_number": null})).await.ok();
    kit.act("mgr1", &restore, version, &nothing()).await.refused(409, "bed_taken");
    let stay_path = format!("/stays/{}", stay.created()["id"].as_str().unwrap());
    kit.act("mgr1", &format!("{stay_path}/archive"), 1, &json!({"reason": "wrong"})).await.ok();
    let reply = kit.act("mgr1", &restore, version, &nothing()).await;
    assert_eq!((&reply.ok()["status"], &reply.ok()["bed_id"]), (&json!("current"), &json!(bed.to_string())));
    // The alert that was archived before stays archived.
    let archived: bool = kit
        .fact(&format!(
            "select archived_at is not null from client_alerts where id = '{}'",
            row("client_alerts", "R1.other.mistake")
        ))
        .await;
    assert!(archived);
    kit.get("carer1", &path).await.ok();
}
