//! Requests as an attacker or a broken client sends them: repeated, with fields that are not
//! theirs to set, with text that is odd.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, client, minutes, nothing, row};

#[tokio::test]
async fn the_same_key_registers_once() {
    let kit = Kit::new().await;
    let body = json!({"holding_home_id": id("H1"), "given_name": "Once", "family_name": "Only"});
    let send = |who: &'static str, key: &'static str, body: Value| {
        let kit = &kit;
        async move { kit.send(who, "POST", "/clients", &[("idempotency-key", key.to_owned())], Some(&body)).await }
    };
    let first = send("mgr1", "k1", body.clone()).await;
    let again = send("mgr1", "k1", body.clone()).await;
    assert_eq!(first.created()["id"], again.created()["id"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert!(!first.headers.contains_key("idempotency-replayed"));
    send("mgr1", "k1", json!({"holding_home_id": id("H1"), "given_name": "Other", "family_name": "Only"}))
        .await
        .refused(422, "idempotency_key_reused");
    assert_ne!(
        send("mgr12", "k1", body.clone()).await.created()["id"],
        first.created()["id"],
        "another person's key"
    );
    kit.send("mgr1", "POST", "/clients", &[], Some(&body)).await.refused(400, "idempotency_key_required");
    // What was refused is not remembered.
    send("mgr1", "k2", json!({"holding_home_id": id("H3"), "given_name": "Once", "family_name": "Only"}))
        .await
        .refused(422, "invalid");
    // The refused attempt may still be rolling back when its answer is here; that says "try again".
    let mut reply = send("mgr1", "k2", body.clone()).await;
    for _ in 0..1000 {
        if reply.body["error"]["code"] != "in_progress" {
            break;
        }
        reply = send("mgr1", "k2", body.clone()).await;
    }
    reply.created();
    // A replay reads the record as the person who asks now.
    kit.run(&format!(
        "update manager_care_homes set archived_at = now(), archive_reason = 'x' where profile_id = '{}'",
        id("mgr1")
    ))
    .await;
    send("mgr1", "k1", body).await.refused(404, "not_found");
}

/// A05: whatever is not a field of the request is refused, and changes nothing.
#[tokio::test]
async fn unknown_fields_are_refused_everywhere() {
    let kit = Kit::new().await;
    let c = client("R1");
    let stay = crate::kit::stay("R1.stay0");
    let absence = format!("/absences/{}", row("resident_absences", "R1b.away"));
    let contact = format!("/contacts/{}", row("client_contacts", "R1.daughter"));
    let alert = crate::kit::alert("R1.proposed");
    let exclusion = format!("/client-exclusions/{}", row("client_exclusions", "excluded.R1"));
    let posts = [
        ("/clients".to_owned(), json!({"holding_home_id": id("H1"), "given_name": "A", "family_name": "B"})),
        (format!("{c}/archive"), json!({"reason": "x"})),
        (format!("{c}/restore"), nothing()),
        (format!("{}/identity", client("asked")), nothing()),
        (format!("{c}/contacts"), json!({"name": "A", "relationship": "b"})),
        (format!("{contact}/archive"), json!({"reason": "x"})),
        (format!("{c}/exclusions"), json!({"profile_id": id("carer1"), "reason": "x"})),
        (format!("{exclusion}/archive"), json!({"reason": "x"})),
        (format!("{c}/alerts"), json!({"kind": "falls", "detail": "x"})),
        (format!("{c}/alerts/none-known"), json!({"source": "x"})),
        (format!("{alert}/verify"), nothing()),
        (format!("{alert}/reject"), json!({"reason": "x"})),
        (format!("{alert}/end"), json!({"reason": "x"})),
        (format!("{c}/admissions"), json!({"bed_id": crate::kit::bed("H1.bed.free")})),
        (format!("{stay}/arrive"), nothing()),
        (format!("{stay}/cancel"), nothing()),
        (format!("{stay}/move"), json!({"bed_id": crate::kit::bed("H1.bed.free")})),
        (format!("{stay}/transfer"), json!({"to_home_id": id("H2")})),
        (format!("{stay}/discharge"), json!({"reason": "other"})),
        (format!("{stay}/death"), nothing()),
        (format!("{c}/absences"), json!({"kind": "leave"})),
        (format!("{absence}/return"), nothing()),
    ];
    let patches = [c.clone(), format!("{c}/identity"), contact, alert, stay, absence];
    let state = "select md5(string_agg(t::text, '' order by t.id)) from (select id, version, updated_at from clients union all \
                 select id, version, updated_at from bed_stays union all select id, version, updated_at from client_alerts union all \
                 select id, version, updated_at from client_contacts union all select id, version, updated_at from resident_absences) t";
    let before: String = kit.fact(state).await;
    for extra in [
        "organisation_id",
        "care_home_id",
        "created_by",
        "status",
        "approved_by",
        "archived_at",
        "version",
        "is_admin",
        "id",
        "client_id",
        "__proto__",
    ] {
        for (path, body) in &posts {
            let mut body = body.clone();
            body[extra] = json!(id("O2"));
            let reply = kit.act("mgr1", path, 1, &body).await;
            reply.refused(422, "invalid").field(extra, "unknown");
        }
        for path in &patches {
            let mut body = nothing();
            body[extra] = json!("x");
            kit.patch("mgr1", path, 1, &body).await.refused(422, "invalid").field(extra, "unknown");
        }
    }
    let nested = json!({"holding_home_id": id("H1"), "given_name": "A", "family_name": "B", "identity": {"organisation_id": id("O2")}});
    kit.post("mgr1", "/clients", &nested)
        .await
        .refused(422, "invalid")
        .field("identity.organisation_id", "unknown");
    assert_eq!(before, kit.fact::<String>(state).await);
}

/// A61: what text may hold, and what it may not.
#[tokio::test]
async fn odd_text_is_stored_exactly_or_refused() {
    let kit = Kit::new().await;
    let version = kit.version(&client("R1")).await;
    let mut next = version;
    for name in [
        "👩‍👩‍👧‍👦",
        "İpek",
        "O’Brien",
        "नमस्ते",
        "a\u{202e}b",
        "<b>&amp;",
        "=1+1",
        "'; drop table clients; --",
        "\\N",
    ] {
        let reply = kit.patch("mgr1", &client("R1"), next, &json!({"preferred_name": name})).await;
        assert_eq!(reply.ok()["preferred_name"], name);
        next += 1;
    }
    for (body, field, code) in [
        (json!({"preferred_name": "a\u{0}b"}), "preferred_name", "format"),
        (json!({"preferred_name": "a\nb"}), "preferred_name", "format"),
        (json!({"preferred_name": "x".repeat(101)}), "preferred_name", "too_long"),
        (json!({"given_name": 1}), "given_name", "type"),
        (json!({"key_worker_id": "H1"}), "key_worker_id", "format"),
    ] {
        kit.patch("mgr1", &client("R1"), next, &body).await.refused(422, "invalid").field(field, code);
    }
    let far = json!({"at": "294277-01-01T00:00:00Z"});
    kit.act("mgr1", &format!("{}/death", crate::kit::stay("R1.stay0")), 1, &far)
        .await
        .refused(422, "invalid")
        .field("at", "format");
    let ahead = json!({"at": minutes(11)});
    kit.act("mgr1", &format!("{}/death", crate::kit::stay("R1.stay0")), 1, &ahead)
        .await
        .refused(422, "invalid")
        .field("at", "range");
}
