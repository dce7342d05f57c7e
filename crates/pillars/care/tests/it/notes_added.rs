//! A note is added to and struck out, never changed; what is flagged waits for the next handover.

use serde_json::{Value, json};

use crate::kit::{client, kit};

async fn note(kit: &almoner_testkit::desk::Kit, who: &str, body: &Value) -> String {
    let of = format!("/clients/{}/notes", client("R1"));
    kit.post(who, &of, body).await.created()["id"].as_str().unwrap().to_owned()
}

fn washed() -> Value {
    json!({ "kind": "personal_care", "text": "Washed", "measures": { "care": "wash" } })
}

fn more(kind: &str, text: &str) -> Value {
    json!({ "kind": kind, "text": text })
}

#[tokio::test]
async fn what_was_written_stays_and_is_added_to() {
    let kit = kit().await;
    let id = note(&kit, "carer1", &washed()).await;
    let to = format!("/notes/{id}/addenda");
    for who in ["carer1", "senior1", "mgr1"] {
        let added = kit.post(who, &to, &more("addendum", "And her hair")).await;
        assert_eq!(added.created()["note_id"], id.as_str());
    }
    let read = kit.get("carer1", &format!("/notes/{id}")).await.ok().clone();
    assert_eq!((&read["note"]["text"], &read["note"]["addenda"]), (&json!("Washed"), &json!(3)));
    assert_eq!(read["addenda"].as_array().unwrap().len(), 3);
    // A route that changes or deletes a note does not exist.
    for method in ["PATCH", "PUT", "DELETE"] {
        let got = kit.send("mgr1", method, &format!("/notes/{id}"), &[], Some(&json!({}))).await;
        assert_eq!(got.status.as_u16(), 405, "{method}");
    }
    for (body, field, code) in [
        (more("addendum", " "), "text", "required"),
        (more("correction", "No"), "kind", "choice"),
        (json!({ "kind": "addendum", "text": "No", "author_id": id }), "author_id", "unknown"),
    ] {
        kit.post("carer1", &to, &body).await.refused(422, "invalid").field(field, code);
    }
    for (who, code) in
        [("carer2", 404), ("carer3", 404), ("excluded", 404), ("ancillary1", 404), ("owner1", 403)]
    {
        let got = kit.post(who, &to, &more("addendum", "Mine")).await;
        assert_eq!(got.status.as_u16(), code, "{who}");
    }
    let unknown = format!("/notes/{}/addenda", uuid::Uuid::now_v7());
    let hidden = kit.post("carer2", &to, &more("addendum", "Mine")).await.anonymous();
    assert_eq!(kit.post("carer2", &unknown, &more("addendum", "Mine")).await.anonymous(), hidden);
}

#[tokio::test]
async fn a_note_is_struck_out_once_by_its_author_or_a_manager() {
    let kit = kit().await;
    let mine = note(&kit, "carer1", &washed()).await;
    let to = format!("/notes/{mine}/addenda");
    kit.post("senior1", &to, &more("strike_out", "Not her")).await.refused(403, "forbidden");
    let strikes = ["carer1", "mgr1", "carer1", "mgr1"];
    let at_once = futures_util::future::join_all(strikes.map(|who| {
        let (kit, to) = (&kit, &to);
        async move { kit.post(who, to, &more("strike_out", "It was R1b")).await }
    }))
    .await;
    let won = at_once.iter().filter(|r| r.status == 201).count();
    assert_eq!(won, 1);
    for lost in at_once.iter().filter(|r| r.status != 201) {
        lost.refused(409, "duplicate").field("kind", "taken");
    }
    let read = kit.get("senior1", &format!("/notes/{mine}")).await.ok().clone();
    assert_eq!(read["note"]["text"], "Washed", "it still shows");
    assert_eq!(read["note"]["struck_because"], "It was R1b");
    assert!(read["note"]["struck_at"].is_string());
    let listed = kit.get("senior1", &format!("/clients/{}/notes", client("R1"))).await;
    assert!(
        listed
            .ok()
            .as_array()
            .unwrap()
            .iter()
            .any(|n| n["id"] == mine.as_str() && n["struck_at"].is_string())
    );
    // Sent again under its key it is the same strike.
    let other = note(&kit, "carer1", &washed()).await;
    let to = format!("/notes/{other}/addenda");
    let send = async || {
        let key = [("idempotency-key", "strike-0001".to_owned())];
        kit.send("carer1", "POST", &to, &key, Some(&more("strike_out", "Twice"))).await
    };
    let first = send().await.created()["id"].clone();
    let again = send().await;
    assert_eq!((&again.created()["id"], again.headers.contains_key("idempotency-replayed")), (&first, true));
}

#[tokio::test]
async fn what_is_flagged_waits_for_the_handover_and_leaves_it_when_struck() {
    let kit = kit().await;
    let flagged = json!({ "kind": "observation", "measures": { "temperature_c": 38.4 }, "flagged": true });
    let id = note(&kit, "carer1", &flagged).await;
    let item = format!(
        "select string_agg(status || ' ' || kind || ' ' || coalesce(closed_because, '-') || ' ' || (unit_id is not null)::text, ';') \
           from public.handover_items where entity = 'daily_notes' and entity_id = '{id}'"
    );
    assert_eq!(kit.fact::<String>(&item).await, "open health - true");
    let plain = note(&kit, "carer1", &washed()).await;
    let none = format!("select count(*) from public.handover_items where entity_id = '{plain}'");
    assert_eq!(kit.fact::<i64>(&none).await, 0);
    kit.post("carer1", &format!("/notes/{id}/addenda"), &more("strike_out", "Wrong resident"))
        .await
        .created();
    assert_eq!(kit.fact::<String>(&item).await, "closed health no_longer_due true");
}
