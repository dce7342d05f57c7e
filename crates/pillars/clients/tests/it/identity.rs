//! What tells residents apart: numbers that are known once, and who changes an identity.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, client};

#[tokio::test]
async fn an_nhs_number_is_known_once_in_an_organisation() {
    let kit = Kit::new().await;
    let known: String =
        kit.fact(&format!("select nhs_number from client_identity where client_id = '{}'", id("R1"))).await;
    let body = |home: &str, number: &str| json!({"holding_home_id": id(home), "given_name": "A", "family_name": "B", "identity": {"nhs_number": number}});
    let reply = kit.post("mgr1", "/clients", &body("H1", &known)).await;
    reply.refused(409, "person_known_here");
    assert_eq!(reply.body["error"]["fields"], json!([]));
    // Nothing of the resident stays behind; the same in the other home, which does not see R1.
    let left: i64 = kit.fact("select count(*) from clients where given_name = 'A'").await;
    assert_eq!(left, 0);
    kit.post("mgr12", "/clients", &body("H2", &known)).await.refused(409, "person_known_here");
    // Another operator learns nothing (A11).
    kit.post("mgr3", "/clients", &body("H3", &known)).await.created();
    for wrong in ["9434765918", "1234567890", "943476591", "94347659190", "abcdefghij", "٩٤٣٤٧٦٥٩١٩"]
    {
        kit.post("mgr1", "/clients", &body("H1", wrong))
            .await
            .refused(422, "invalid")
            .field("identity.nhs_number", "format");
    }
    let path = format!("{}/identity", client("R1b"));
    let version = kit.version(&path).await;
    kit.patch("mgr1", &path, version, &json!({"nhs_number": known})).await.refused(409, "person_known_here");
    // Taken away, and given again.
    kit.patch("mgr1", &path, version, &json!({"nhs_number": null})).await.ok();
    let reply = kit.patch("mgr1", &path, version, &json!({"consent": "given"})).await;
    assert_eq!(reply.refused(412, "stale").body["data"]["current"]["nhs_number"], Value::Null);
    kit.patch("mgr1", &path, version + 1, &json!({"nhs_number": "9434765919"})).await.ok();
}

#[tokio::test]
async fn who_asks_after_many_numbers_waits() {
    let kit = Kit::new().await;
    let known: String =
        kit.fact(&format!("select nhs_number from client_identity where client_id = '{}'", id("R1"))).await;
    let with = |home: &str, number: &str| json!({"holding_home_id": id(home), "given_name": "A", "family_name": "B", "identity": {"nhs_number": number}});
    // A number that nobody has is given back, and what has none is not counted.
    for number in ["9434765919", "4010232137"] {
        kit.post("mgr12", "/clients", &with("H2", number)).await.created();
    }
    kit.post(
        "mgr12",
        "/clients",
        &json!({"holding_home_id": id("H2"), "given_name": "A", "family_name": "B"}),
    )
    .await
    .created();
    // Told five times, by whichever way; then not even a number that nobody has passes.
    let path = format!("{}/identity", client("R1b"));
    let version = kit.version(&path).await;
    let sent = json!({"nhs_number": known});
    for _ in 0..3 {
        kit.post("mgr12", "/clients", &with("H2", &known)).await.refused(409, "person_known_here");
    }
    for _ in 0..2 {
        kit.patch("mgr12", &path, version, &sent).await.refused(409, "person_known_here");
    }
    let reply = kit.post("mgr12", "/clients", &with("H2", &known)).await;
    reply.refused(429, "too_many_requests");
    let wait: u64 = reply.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=3600).contains(&wait), "{wait}");
    kit.patch("mgr12", &path, version, &json!({"nhs_number": "5990128088"}))
        .await
        .refused(429, "too_many_requests");
    kit.patch("mgr12", &path, version, &json!({"consent": "given"})).await.ok();
    // Each telling is on record; another account is not kept waiting; an hour later it begins anew.
    let noted: i64 = kit
        .fact("select count(*) from private.denials where status = 409 and organisation_id is not null and asked_id is null")
        .await;
    assert_eq!(noted, 5);
    kit.post("mgr1", "/clients", &with("H1", &known)).await.refused(409, "person_known_here");
    kit.run("update private.throttles set window_start = window_start - interval '1 hour'").await;
    kit.post("mgr12", "/clients", &with("H2", &known)).await.refused(409, "person_known_here");
}

#[tokio::test]
async fn identity_is_added_where_it_is_missing_and_changed_by_managers() {
    let kit = Kit::new().await;
    let path = format!("{}/identity", client("asked"));
    kit.get("mgr1", &path).await.refused(404, "not_found");
    kit.patch("mgr1", &path, 1, &json!({"gender": "male"})).await.refused(404, "not_found");
    kit.post("mgr1", &path, &json!({"gender": "male", "birth_date": "2999-01-01"}))
        .await
        .refused(422, "invalid")
        .field("birth_date", "range");
    let reply = kit.post("mgr1", &path, &json!({"gender": "male"})).await;
    assert_eq!(reply.created()["consent"], "not_asked");
    kit.post("mgr1", &path, &json!({})).await.refused(409, "duplicate");
    let path = format!("{}/identity", client("R1"));
    let version = kit.version(&path).await;
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("ancillary1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("excluded", 404, "not_found"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.patch(who, &path, version, &json!({"gender": "other"})).await.refused(status, code);
        kit.post(who, &path, &json!({})).await.refused(status, code);
    }
    kit.patch("mgr1", &path, version, &json!({})).await.refused(422, "invalid");
    kit.patch("mgr1", &path, version, &json!({"consent": null}))
        .await
        .refused(422, "invalid")
        .field("consent", "required");
    let (trips, reply) = kit
        .trips(kit.patch("mgr1", &path, version, &json!({"gender": "other", "birth_date": "1931-05-06"})))
        .await;
    assert_eq!((reply.ok()["birth_date"].as_str(), trips), (Some("1931-05-06"), 3));
}
