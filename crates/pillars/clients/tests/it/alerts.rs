//! What must be known of a resident at once: proposing, verifying, ending, and who may.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, alert, can, client, names, nothing};

fn falls() -> Value {
    json!({"kind": "falls", "detail": "Uses a frame"})
}

#[tokio::test]
async fn whoever_gives_care_proposes_and_who_runs_the_shift_verifies() {
    let kit = Kit::new().await;
    let path = format!("{}/alerts", client("R1b"));
    let (trips, reply) = kit.trips(kit.post("carer1", &path, &falls())).await;
    let made = reply.created();
    assert_eq!(trips, 3);
    assert_eq!(
        (&made["status"], &made["created_by"]),
        (&json!("proposed"), &json!(id("carer1").to_string()))
    );
    assert_eq!(can(made), ["update"]);
    let one = format!("/alerts/{}", made["id"].as_str().unwrap());
    // Its author corrects it as long as nobody has verified it; another carer does not.
    let reply = kit.patch("carer1", &one, 1, &json!({"detail": "Uses two sticks"})).await;
    assert_eq!(reply.ok()["detail"], "Uses two sticks");
    kit.patch("nurse1", &one, 2, &falls()).await.refused(403, "forbidden");
    kit.patch("both", &one, 2, &falls()).await.refused(403, "forbidden");
    kit.patch("mgr1", &one, 2, &json!({"severity": "severe"})).await.ok();
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("ancillary1", 404, "not_found"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.act(who, &format!("{one}/verify"), 3, &nothing()).await.refused(status, code);
    }
    kit.act("senior1", &format!("{one}/verify"), 2, &nothing()).await.refused(412, "stale");
    kit.send(
        "senior1",
        "POST",
        &format!("{one}/verify"),
        &[("idempotency-key", "v".into())],
        Some(&nothing()),
    )
    .await
    .refused(428, "precondition_required");
    let (trips, reply) = kit.trips(kit.act("senior1", &format!("{one}/verify"), 3, &nothing())).await;
    assert_eq!(
        (reply.ok()["status"].as_str(), reply.ok()["verified_by"].as_str(), trips),
        (Some("verified"), Some(id("senior1").to_string().as_str()), 3)
    );
    assert_eq!(can(reply.ok()), ["end"]);
    kit.patch("carer1", &one, 4, &json!({"detail": "x"})).await.refused(403, "forbidden");
    kit.act("senior1", &format!("{one}/verify"), 4, &nothing()).await.refused(409, "illegal_transition");
    kit.act("senior1", &format!("{one}/reject"), 4, &json!({"reason": "no"}))
        .await
        .refused(409, "illegal_transition");
    kit.act("senior1", &format!("{one}/end"), 4, &json!({"reason": " "}))
        .await
        .refused(422, "invalid")
        .field("reason", "required");
    let reply = kit.act("senior1", &format!("{one}/end"), 4, &json!({"reason": "Walks well again"})).await;
    assert_eq!(
        (reply.ok()["status"].as_str(), reply.ok()["end_reason"].as_str()),
        (Some("ended"), Some("Walks well again"))
    );
    assert!(reply.ok()["ended_at"].is_string());
    // The audit trail names what was done.
    let verbs: Vec<String> = kit
        .fact(&format!(
            "select array_agg(verb order by id) from audit_events where row_id = '{}' and verb is not null",
            &one[8..]
        ))
        .await;
    assert_eq!(verbs, ["verify", "end"]);
}

#[tokio::test]
async fn verifying_at_once_is_for_who_may_verify() {
    let kit = Kit::new().await;
    let path = format!("{}/alerts", client("R1"));
    let body =
        json!({"kind": "dols", "detail": "Standard authorisation", "verify": true, "decided_by": "Council"});
    kit.post("carer1", &path, &body).await.refused(403, "forbidden");
    let left: i64 = kit.fact("select count(*) from client_alerts where decided_by = 'Council'").await;
    assert_eq!(left, 0);
    for who in ["senior1", "nurse1", "mgr1", "cover1"] {
        let reply = kit.post(who, &path, &body).await;
        assert_eq!(
            (reply.created()["status"].as_str(), reply.ok()["verified_by"].as_str()),
            (Some("verified"), Some(id(who).to_string().as_str()))
        );
    }
    for (who, status, code) in [
        ("ancillary1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("excluded", 404, "not_found"),
        ("carer2", 404, "not_found"),
    ] {
        kit.post(who, &path, &falls()).await.refused(status, code);
    }
    // A resident who moved is the receiving home's to write for.
    kit.post("carer1", &format!("{}/alerts", client("moved")), &falls()).await.refused(403, "forbidden");
    kit.post("mgr1", &format!("{}/alerts", client("moved")), &falls()).await.refused(403, "forbidden");
    kit.post("mgr12", &format!("{}/alerts", client("moved")), &falls()).await.created();
}

#[tokio::test]
async fn none_known_and_an_allergy_exclude_each_other() {
    let kit = Kit::new().await;
    let none = |name: &str| format!("{}/alerts/none-known", client(name));
    let said = json!({"source": "The daughter"});
    // R1b has it said already; R1 has an allergy.
    kit.post("carer1", &none("R1b"), &said).await.refused(409, "duplicate");
    kit.post("carer1", &none("R1"), &said).await.refused(409, "illegal_transition");
    kit.post("carer2", &none("R1"), &said).await.refused(404, "not_found");
    kit.post("ancillary1", &none("R1"), &said).await.refused(403, "forbidden");
    kit.post("carer1", &none("R1"), &json!({"source": ""}))
        .await
        .refused(422, "invalid")
        .field("source", "required");
    // An allergy ends it, in the same transaction.
    let reply = kit
        .post(
            "carer1",
            &format!("{}/alerts", client("R1b")),
            &json!({"kind": "allergy", "detail": "Penicillin", "reaction": "Rash"}),
        )
        .await;
    let allergy = format!("/alerts/{}", reply.created()["id"].as_str().unwrap());
    let reply = kit.get("carer1", &client("R1b")).await;
    assert_eq!(reply.ok()["client"]["allergy_state"], "recorded");
    let reply = kit.get("carer1", &alert("R1b.none_known")).await;
    assert_eq!(
        (reply.ok()["status"].as_str(), reply.ok()["end_reason"].as_str()),
        (Some("ended"), Some("An allergy was recorded."))
    );
    // The allergy was a mistake: rejected, it can be said again, and verified at once.
    kit.act("senior1", &format!("{allergy}/reject"), 1, &json!({"reason": "Another resident"})).await.ok();
    assert_eq!(kit.get("carer1", &client("R1b")).await.ok()["client"]["allergy_state"], "not_asked");
    let reply = kit.post("senior1", &none("R1b"), &json!({"source": "GP summary", "verify": true})).await;
    assert_eq!(
        (reply.created()["status"].as_str(), reply.ok()["none_known"].as_bool()),
        (Some("verified"), Some(true))
    );
    // It does not become something else.
    let one = format!("/alerts/{}", reply.ok()["id"].as_str().unwrap());
    kit.patch("mgr1", &one, 2, &json!({"kind": "falls"}))
        .await
        .refused(422, "invalid")
        .field("kind", "not_possible");
    kit.patch("mgr1", &one, 2, &json!({"detail": "Nuts"}))
        .await
        .refused(422, "invalid")
        .field("detail", "not_possible");
}

#[tokio::test]
async fn an_allergy_and_none_known_at_once_leave_one_of_them() {
    let kit = Kit::with(|c| c.size = 8).await;
    for round in 0..5 {
        kit.run(&format!("update client_alerts set archived_at = now(), archive_reason = 'x' where client_id = '{}' and archived_at is null", id("R1b"))).await;
        let none = format!("{}/alerts/none-known", client("R1b"));
        let some = format!("{}/alerts", client("R1b"));
        let (said, allergy) = (json!({"source": "a"}), json!({"kind": "allergy", "detail": "Nuts"}));
        let (a, b) = tokio::join!(kit.post("carer1", &none, &said), kit.post("senior1", &some, &allergy));
        assert_eq!(b.status, 201, "an allergy is never refused: {}", b.body);
        assert!(a.status == 201 || a.status == 409, "{}", a.body);
        let state = kit.get("carer1", &client("R1b")).await.ok()["client"]["allergy_state"].clone();
        assert_eq!(state, "recorded", "round {round}");
    }
}

#[tokio::test]
async fn alerts_across_homes() {
    let kit = Kit::new().await;
    kit.get("mgr12", "/alerts").await.ok();
    let (trips, reply) =
        kit.trips(kit.get("mgr12", &format!("/alerts?home={}&status=proposed", id("H1")))).await;
    assert_eq!(trips, 1);
    let all = reply.ok();
    assert!(names(all, "status").iter().all(|s| s == "proposed"));
    // Held by H1: R1 (three), R1b (two), left, left_long_ago, planned, planned_later, asked, called_off.
    assert_eq!(all.as_array().unwrap().len(), 11, "{all}");
    let mut newest = names(all, "id");
    newest.sort();
    newest.reverse();
    assert_eq!(names(all, "id"), newest);
    assert!(all[0]["client_name"].is_string());
    let mut sent = names(kit.get("mgr12", &format!("/alerts?limit=200&home={}", id("H1"))).await.ok(), "id");
    let mut walked = Vec::new();
    let mut path = format!("/alerts?limit=3&home={}", id("H1"));
    loop {
        let page = kit.get("mgr12", &path).await;
        walked.extend(names(page.ok(), "id"));
        let Some(next) = page.body["meta"]["next_cursor"].as_str() else { break };
        path = format!("/alerts?limit=3&home={}&cursor={next}", id("H1"));
    }
    assert_eq!(walked, sent);
    sent.sort();
    // The owner sees the same of H1; a carer what is on the floor; ancillary staff the floor kinds.
    let mut owners =
        names(kit.get("owner1", &format!("/alerts?limit=200&home={}", id("H1"))).await.ok(), "id");
    owners.sort();
    assert_eq!(owners, sent);
    let carers = kit.get("carer1", "/alerts?limit=200&kind=falls,other").await;
    let residents = names(carers.ok(), "client_id");
    assert!(residents.contains(&id("R1").to_string()) && !residents.contains(&id("asked").to_string()));
    assert_eq!(kit.get("ancillary1", "/alerts?kind=falls,other,dols").await.ok(), &json!([]));
    assert!(!names(kit.get("ancillary1", "/alerts").await.ok(), "id").is_empty());
    assert!(
        !names(kit.get("excluded", "/alerts?limit=200").await.ok(), "client_id")
            .contains(&id("R1").to_string())
    );
    // Ended ones on request; of another home or operator none.
    assert_eq!(names(kit.get("mgr1", "/alerts?status=ended").await.ok(), "kind"), ["infection"]);
    assert_eq!(kit.get("mgr1", &format!("/alerts?home={}", id("H3"))).await.ok(), &json!([]));
    kit.get("mgr1", "/alerts?q=x").await.refused(422, "invalid").field("q", "unknown");
}

#[tokio::test]
async fn the_alerts_of_one_resident() {
    let kit = Kit::new().await;
    let path = format!("{}/alerts", client("R1"));
    let now = kit.get("carer1", &path).await;
    assert_eq!(now.ok().as_array().unwrap().len(), 13);
    let all = kit.get("carer1", &format!("{path}?show=all")).await;
    assert_eq!(all.ok().as_array().unwrap().len(), 14, "one has ended");
    let archived = kit.get("mgr1", &format!("{path}?show=archived")).await;
    assert_eq!(archived.ok().as_array().unwrap().len(), 1);
    let floor = kit.get("ancillary1", &path).await;
    assert_eq!(floor.ok().as_array().unwrap().len(), 6);
    kit.get("carer1", &format!("{path}?show=some")).await.refused(422, "invalid").field("show", "choice");
    let unknown = format!("/alerts/{}", uuid::Uuid::now_v7());
    for (who, hidden) in [
        ("carer1", "R2.allergy"),
        ("carer1", "R3.allergy"),
        ("ancillary1", "R1.falls"),
        ("excluded", "R1.allergy"),
    ] {
        let reply = kit.get(who, &alert(hidden)).await;
        assert_eq!(reply.refused(404, "not_found").anonymous(), kit.get(who, &unknown).await.anonymous());
        let verify = kit.act(who, &format!("{}/verify", alert(hidden)), 1, &nothing()).await;
        let nobody = kit.act(who, &format!("{unknown}/verify"), 1, &nothing()).await;
        assert_eq!(verify.refused(404, "not_found").anonymous(), nobody.anonymous());
    }
}

#[tokio::test]
async fn every_field_is_checked() {
    let kit = Kit::new().await;
    let path = format!("{}/alerts", client("R1"));
    let long = "x".repeat(1001);
    for (body, field, code) in [
        (json!({"kind": "falls"}), "detail", "required"),
        (json!({"kind": "falls", "detail": ""}), "detail", "required"),
        (json!({"kind": "falls", "detail": long}), "detail", "too_long"),
        (json!({"kind": "dementia", "detail": "x"}), "kind", "choice"),
        (json!({"kind": "falls", "detail": "x", "severity": "bad"}), "severity", "choice"),
        (json!({"kind": "falls", "detail": "x", "reaction": "x".repeat(501)}), "reaction", "too_long"),
        (json!({"kind": "falls", "detail": "x", "source": "a\nb"}), "source", "format"),
        (json!({"kind": "falls", "detail": "x", "decided_by": "x".repeat(201)}), "decided_by", "too_long"),
        (json!({"kind": "falls", "detail": "x", "valid_from": "1899-12-31"}), "valid_from", "range"),
        (json!({"kind": "falls", "detail": "x", "review_due": "2026-02-30"}), "review_due", "format"),
        (
            json!({"kind": "falls", "detail": "x", "valid_from": "2026-03-02", "review_due": "2026-03-01"}),
            "review_due",
            "range",
        ),
        (json!({"kind": "falls", "detail": "x", "verify": "yes"}), "verify", "type"),
    ] {
        kit.post("mgr1", &path, &body).await.refused(422, "invalid").field(field, code);
    }
    let full = json!({"kind": "falls", "detail": "a\nb", "reaction": "c", "severity": "severe", "source": "GP", "decided_by": "d",
        "valid_from": "2026-01-02", "review_due": "2027-01-02"});
    let reply = kit.post("mgr1", &path, &full).await;
    for (field, value) in full.as_object().unwrap() {
        assert_eq!(&reply.created()[field], value, "{field}");
    }
    let one = format!("/alerts/{}", reply.ok()["id"].as_str().unwrap());
    let reply = kit
        .patch(
            "mgr1",
            &one,
            1,
            &json!({"reaction": null, "severity": null, "review_due": null, "source": ""}),
        )
        .await;
    for field in ["reaction", "severity", "review_due", "source"] {
        assert_eq!(reply.ok()[field], Value::Null, "{field}");
    }
    kit.patch("mgr1", &one, 2, &json!({"kind": null}))
        .await
        .refused(422, "invalid")
        .field("kind", "required");
    kit.patch("mgr1", &one, 2, &json!({"detail": null}))
        .await
        .refused(422, "invalid")
        .field("detail", "required");
}
