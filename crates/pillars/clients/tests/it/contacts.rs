//! Contacts of residents, and who must not see a resident.

use almoner_testkit::names::{canary, id};
use serde_json::{Value, json};

use crate::kit::{Kit, can, client, names, nothing, row};

#[tokio::test]
async fn contacts_come_in_the_order_in_which_they_are_called() {
    let kit = Kit::new().await;
    let path = format!("{}/contacts", client("R1"));
    for (name, order, kin) in
        [("Third", Some(3), false), ("Never", None, false), ("Kin", None, true), ("Second", Some(2), false)]
    {
        let body = json!({"name": name, "relationship": "son", "emergency_order": order, "next_of_kin": kin});
        kit.post("mgr1", &path, &body).await.created();
    }
    kit.get("carer1", &path).await.ok();
    let (trips, reply) = kit.trips(kit.get("carer1", &path)).await;
    assert_eq!(trips, 1);
    assert_eq!(
        names(reply.ok(), "name"),
        [canary("R1.daughter", "name").as_str(), "Second", "Third", "Kin", "Never"]
    );
    assert_eq!(can(&reply.ok()[0]), Vec::<String>::new());
    assert_eq!(can(&kit.get("mgr1", &path).await.ok()[0]), ["update", "archive"]);
}

#[tokio::test]
async fn every_field_of_a_contact_is_kept_and_checked() {
    let kit = Kit::new().await;
    let path = format!("{}/contacts", client("R1"));
    let full = json!({"name": "Ruth Adeyemi", "relationship": "Daughter", "kind": "lpa", "phone": "+44 117 496 0000", "email": "Ruth@Example.org",
        "address": "1 High Street\nBristol", "next_of_kin": true, "emergency_order": 2, "may_be_told": "everything",
        "authority_seen_on": "2025-06-01", "note": "Works nights"});
    let (trips, reply) = kit.trips(kit.post("mgr1", &path, &full)).await;
    assert_eq!(trips, 3);
    for (field, value) in full.as_object().unwrap() {
        let expected = if field == "email" { json!("ruth@example.org") } else { value.clone() };
        assert_eq!(reply.created()[field], expected, "{field}");
    }
    let one = format!("/contacts/{}", reply.ok()["id"].as_str().unwrap());
    let cleared = json!({"phone": null, "email": "", "address": null, "emergency_order": null, "authority_seen_on": null, "note": null, "next_of_kin": false});
    let reply = kit.patch("mgr1", &one, 1, &cleared).await;
    for field in ["phone", "email", "address", "emergency_order", "authority_seen_on", "note"] {
        assert_eq!(reply.ok()[field], Value::Null, "{field}");
    }
    for (body, field, code) in [
        (json!({"name": ""}), "name", "required"),
        (json!({"name": null}), "name", "required"),
        (json!({"relationship": "x".repeat(101)}), "relationship", "too_long"),
        (json!({"kind": "lawyer"}), "kind", "choice"),
        (json!({"phone": "1"}), "phone", "too_short"),
        (json!({"phone": "x".repeat(41)}), "phone", "too_long"),
        (json!({"email": "ruth"}), "email", "format"),
        (json!({"email": "\u{212a}@example.org"}), "email", "format"),
        (json!({"address": "x".repeat(401)}), "address", "too_long"),
        (json!({"emergency_order": 0}), "emergency_order", "range"),
        (json!({"emergency_order": 21}), "emergency_order", "range"),
        (json!({"emergency_order": 1.5}), "emergency_order", "type"),
        (json!({"may_be_told": null}), "may_be_told", "required"),
        (json!({"next_of_kin": null}), "next_of_kin", "required"),
        (json!({"authority_seen_on": "2199-01-01"}), "authority_seen_on", "range"),
        (json!({"note": "x".repeat(1001)}), "note", "too_long"),
    ] {
        kit.patch("mgr1", &one, 2, &body).await.refused(422, "invalid").field(field, code);
    }
    kit.post("mgr1", &path, &json!({"name": "A"}))
        .await
        .refused(422, "invalid")
        .field("relationship", "required");
    kit.act("mgr1", &format!("{one}/archive"), 2, &json!({"reason": "moved away"})).await.ok();
    assert!(!names(kit.get("mgr1", &path).await.ok(), "name").contains(&"Ruth Adeyemi".to_owned()));
    let archived = kit.get("mgr1", &format!("{path}?archived=only")).await;
    assert_eq!(names(archived.ok(), "name"), ["Ruth Adeyemi"]);
    kit.act("mgr1", &format!("{one}/restore"), 3, &nothing()).await.ok();
    kit.get("mgr1", &format!("{path}?archived=all"))
        .await
        .refused(422, "invalid")
        .field("archived", "choice");
}

#[tokio::test]
async fn a_contact_belongs_to_its_resident() {
    let kit = Kit::new().await;
    let one = format!("/contacts/{}", row("client_contacts", "R1.daughter"));
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("ancillary1", 404, "not_found"),
        ("excluded", 404, "not_found"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.patch(who, &one, 1, &json!({"name": "X"})).await.refused(status, code);
        kit.act(who, &format!("{one}/archive"), 1, &json!({"reason": "x"})).await.refused(status, code);
    }
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("ancillary1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.post(who, &format!("{}/contacts", client("R1")), &json!({"name": "X", "relationship": "y"}))
            .await
            .refused(status, code);
    }
    // After a transfer the receiving home writes; the sending one still reads for a week.
    let moved = format!("/contacts/{}", row("client_contacts", "moved.daughter"));
    kit.get("mgr1", &moved).await.ok();
    kit.patch("mgr1", &moved, 1, &json!({"name": "X"})).await.refused(403, "forbidden");
    kit.patch("mgr12", &moved, 1, &json!({"name": "X"})).await.ok();
    let left: i64 = kit.fact("select count(*) from client_contacts where name = 'X'").await;
    assert_eq!(left, 1);
}

#[tokio::test]
async fn an_exclusion_takes_effect_at_once_and_is_lifted_by_others() {
    let kit = Kit::new().await;
    let path = format!("{}/exclusions", client("R1"));
    kit.get("senior1", &client("R1")).await.ok();
    let there = kit.get("mgr1", &path).await.ok().as_array().unwrap().len();
    let lifted = kit.get("mgr1", &format!("{path}?archived=only")).await.ok().as_array().unwrap().len();
    let body = json!({"profile_id": id("senior1"), "reason": "Her mother"});
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.post(who, &path, &body).await.refused(status, code);
    }
    kit.post("mgr1", &path, &json!({"profile_id": id("senior1"), "reason": ""}))
        .await
        .refused(422, "invalid")
        .field("reason", "required");
    let (trips, reply) = kit.trips(kit.post("mgr1", &path, &body)).await;
    assert_eq!(trips, 3);
    assert_eq!(
        (reply.created()["profile_id"].as_str(), can(reply.ok())),
        (Some(id("senior1").to_string().as_str()), vec!["archive".to_owned()])
    );
    let one = format!("/client-exclusions/{}", reply.ok()["id"].as_str().unwrap());
    kit.post("mgr12", &path, &body).await.refused(409, "duplicate").field("profile_id", "taken");
    kit.get("senior1", &client("R1")).await.refused(404, "not_found");
    assert!(!names(kit.get("senior1", "/clients").await.ok(), "id").contains(&id("R1").to_string()));
    // The person sees that it exists, and does not lift it.
    let mine = kit.get("senior1", &one).await;
    assert_eq!(can(mine.ok()), Vec::<String>::new());
    kit.act("senior1", &format!("{one}/archive"), 1, &json!({"reason": "x"})).await.refused(403, "forbidden");
    kit.act("carer1", &format!("{one}/archive"), 1, &json!({"reason": "x"})).await.refused(404, "not_found");
    assert_eq!(kit.get("mgr1", &path).await.ok().as_array().unwrap().len(), there + 1);
    // The owner excludes anybody of the organisation, and lifts it again.
    let other = json!({"profile_id": id("carer2"), "reason": "A neighbour"});
    let reply = kit.post("owner1", &path, &other).await;
    let owners = format!("/client-exclusions/{}", reply.created()["id"].as_str().unwrap());
    kit.post("owner1", &path, &json!({"profile_id": id("carer3"), "reason": "x"}))
        .await
        .refused(422, "invalid")
        .field("profile_id", "not_possible");
    kit.act("owner1", &format!("{owners}/archive"), 1, &json!({"reason": "moved"})).await.ok();
    kit.act("mgr1", &format!("{one}/archive"), 1, &json!({"reason": "has left"})).await.ok();
    kit.get("senior1", &client("R1")).await.ok();
    let archived = kit.get("mgr1", &format!("{path}?archived=only")).await;
    assert_eq!(archived.ok().as_array().unwrap().len(), lifted + 2);
    kit.act("mgr1", &format!("{one}/restore"), 2, &nothing()).await.ok();
    kit.get("senior1", &client("R1")).await.refused(404, "not_found");
}
