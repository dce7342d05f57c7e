//! Who looks after whom: the whole list at once, by who runs the shift; it orders the round and closes
//! nothing to anybody.

use almoner_testkit::desk::Kit;
use serde_json::{Value, json};

use crate::kit::{client, kit, row};

fn list(version: i64, allocations: &[(&str, &str)]) -> Value {
    let allocations: Vec<Value> = allocations
        .iter()
        .map(|(who, by)| json!({ "client_id": client(who), "profile_id": row("profiles", by) }))
        .collect();
    json!({ "care_home_id": row("care_homes", "H1"), "shift": "early", "version": version, "allocations": allocations })
}

/// The residents of a person's round, in its order, and whether each is theirs.
async fn round(kit: &Kit, who: &str) -> Vec<(String, bool)> {
    let round = kit.get(who, &format!("/round?home={}", row("care_homes", "H1"))).await;
    let residents = round.ok()["residents"].as_array().unwrap().clone();
    residents
        .iter()
        .map(|r| (r["id"].as_str().unwrap().to_owned(), r["allocated_to_me"].as_bool().unwrap()))
        .collect()
}

/// What stands in the home's list of today's early shift: resident and person.
async fn listed(kit: &Kit, who: &str) -> Vec<(Value, Value)> {
    let lists = kit.get(who, &format!("/allocations?home={}", row("care_homes", "H1"))).await;
    let lists = lists.ok().as_array().unwrap().clone();
    assert!(lists.len() <= 1, "{lists:?}");
    lists
        .iter()
        .flat_map(|l| l["allocations"].as_array().unwrap().clone())
        .map(|a| (a["client_id"].clone(), a["profile_id"].clone()))
        .collect()
}

#[tokio::test]
async fn a_list_is_replaced_as_a_whole_and_orders_the_round() {
    let kit = kit().await;
    let before = round(&kit, "carer1").await;
    assert!(before.len() > 1 && before.iter().all(|(_, mine)| !mine), "{before:?}");
    // The one who comes last on everybody's round.
    let last = before.last().unwrap().0.clone();
    let mut body = list(0, &[]);
    body["allocations"] = json!([{ "client_id": last, "profile_id": row("profiles", "carer1") }]);
    let (trips, made) = kit.trips(kit.post("senior1", "/allocations", &body)).await;
    assert_eq!(trips, 3);
    assert_eq!((&made.ok()["version"], &made.ok()["can"]), (&json!(1), &json!(["allocate"])));
    let mine = round(&kit, "carer1").await;
    assert_eq!(mine[0], (last.clone(), true), "mine first");
    assert_eq!(mine[1..].iter().filter(|(_, mine)| *mine).count(), 0);
    // For a colleague nothing has changed: the same residents in the same order.
    assert_eq!(round(&kit, "two_orgs").await, before);
    // Replaced: what is not in it holds no more, what stays is not written again.
    let other = before[0].0.clone();
    body["version"] = json!(1);
    body["allocations"] = json!([
        { "client_id": last, "profile_id": row("profiles", "carer1") },
        { "client_id": other, "profile_id": row("profiles", "nurse1") },
    ]);
    kit.post("mgr1", "/allocations", &body).await.ok();
    body["version"] = json!(2);
    body["allocations"] = json!([{ "client_id": last, "profile_id": row("profiles", "nurse1") }]);
    let (_, replaced) = kit.trips(kit.post("senior1", "/allocations", &body)).await;
    assert_eq!(replaced.ok()["version"], 3);
    assert_eq!(listed(&kit, "carer1").await, [(json!(last), json!(row("profiles", "nurse1")))]);
    assert!(round(&kit, "carer1").await.iter().all(|(_, mine)| !mine));
    let (rows, live): (i64, i64) = (
        kit.fact("select count(*) from public.resident_allocations where allocated_by is not null").await,
        kit.fact("select count(*) from public.resident_allocations where allocated_by is not null and replaced_at is null")
            .await,
    );
    assert_eq!((rows, live), (3, 1), "what held before is kept");
    let trail: i64 =
        kit.fact("select count(*) from public.audit_events where table_name = 'resident_allocations' and profile_id is not null").await;
    assert_eq!(trail, 5, "three that were made, two that were replaced");
}

#[tokio::test]
async fn two_lists_at_once_are_not_mixed() {
    let kit = kit().await;
    let bodies: Vec<Value> =
        ["carer1", "nurse1", "both", "two_orgs"].iter().map(|by| list(0, &[("R1", by)])).collect();
    let at_once =
        futures_util::future::join_all(bodies.iter().map(|body| kit.post("senior1", "/allocations", body)))
            .await;
    let won: Vec<_> = at_once.iter().filter(|r| r.status.is_success()).collect();
    assert_eq!(won.len(), 1);
    for lost in at_once.iter().filter(|r| !r.status.is_success()) {
        lost.refused(412, "stale");
        assert_eq!(lost.body["data"]["current"]["version"], 1, "{}", lost.body);
    }
    let held = won[0].ok()["allocations"].as_array().unwrap().clone();
    assert_eq!(
        listed(&kit, "senior1").await,
        [(held[0]["client_id"].clone(), held[0]["profile_id"].clone())]
    );
    // A version that never was.
    let mut night = list(4, &[("R1", "carer1")]);
    night["shift"] = json!("night");
    kit.post("senior1", "/allocations", &night).await.refused(412, "stale");
}

#[tokio::test]
async fn it_is_never_a_wall() {
    let kit = kit().await;
    // Everybody of the home is somebody else's.
    let all: Vec<(String, bool)> = round(&kit, "carer1").await;
    let mut body = list(0, &[]);
    body["allocations"] =
        all.iter().map(|(c, _)| json!({ "client_id": c, "profile_id": row("profiles", "nurse1") })).collect();
    kit.post("senior1", "/allocations", &body).await.ok();
    // The carer sees every resident and task as before, and records.
    let seen = kit.get("carer1", &format!("/round?home={}", row("care_homes", "H1"))).await;
    let ids = |list: &Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap().to_owned()).collect()
    };
    let mut now = ids(&seen.ok()["residents"]);
    let mut then: Vec<String> = all.into_iter().map(|(id, _)| id).collect();
    now.sort();
    then.sort();
    assert_eq!(now, then);
    let note = json!({ "kind": "general", "text": "She slept well" });
    kit.post("carer1", &format!("/clients/{}/notes", client("R1")), &note).await.created();
    let task = kit
        .post("carer1", &format!("/clients/{}/tasks", client("R1")), &json!({ "title": "Open the window" }))
        .await;
    let id = task.created()["id"].as_str().unwrap();
    let done = json!({ "outcome": "done", "last_seen_ordinal": 0 });
    assert_eq!(kit.post("carer1", &format!("/tasks/{id}/records"), &done).await.ok()["stored"], true);
}

#[tokio::test]
async fn it_names_those_of_the_home_and_tells_of_nobody_else() {
    let kit = kit().await;
    let one = list(0, &[("R1", "carer1")]);
    for (who, status) in [("carer1", 403), ("ancillary1", 403), ("owner1", 403), ("comp1", 403)] {
        assert_eq!(kit.post(who, "/allocations", &one).await.status.as_u16(), status, "{who}");
    }
    for who in ["carer2", "carer3", "mgr3", "just_ended"] {
        kit.post(who, "/allocations", &one).await.refused(422, "invalid").field("care_home_id", "reference");
    }
    // Of another home, of another operator, of nobody: one answer. Likewise who works elsewhere, who does
    // not give care, and who is kept from the resident.
    let unknown = uuid::Uuid::now_v7();
    let with = |client_id: Value, profile_id: Value| {
        let mut body = list(0, &[("R1b", "carer1")]);
        body["allocations"]
            .as_array_mut()
            .unwrap()
            .push(json!({ "client_id": client_id, "profile_id": profile_id }));
        body
    };
    let carer = json!(row("profiles", "carer1"));
    let nobody = kit.post("senior1", "/allocations", &with(json!(unknown), carer.clone())).await;
    nobody.refused(422, "invalid").field("allocations.1.client_id", "not_possible");
    for resident in ["R2", "R3"] {
        let got = kit.post("senior1", "/allocations", &with(json!(client(resident)), carer.clone())).await;
        assert_eq!(got.anonymous(), nobody.anonymous(), "{resident}");
    }
    let nobody = kit.post("senior1", "/allocations", &with(json!(client("R1")), json!(unknown))).await;
    nobody.refused(422, "invalid").field("allocations.1.profile_id", "not_possible");
    for person in ["carer2", "ancillary1", "carer3", "just_ended", "gone", "excluded"] {
        let got = kit
            .post("senior1", "/allocations", &with(json!(client("R1")), json!(row("profiles", person))))
            .await;
        assert_eq!(got.anonymous(), nobody.anonymous(), "{person}");
    }
    let mut twice = list(0, &[("R1", "carer1"), ("R1", "nurse1")]);
    kit.post("senior1", "/allocations", &twice)
        .await
        .refused(422, "invalid")
        .field("allocations.1.client_id", "duplicate");
    twice["allocations"] = json!([]);
    for (field, value, code) in [
        ("care_day", json!("2026-01-01"), "not_possible"),
        ("unit_id", json!(row("units", "H2.unit")), "not_possible"),
        ("version", json!(-1), "range"),
        ("shift", json!("twilight"), "choice"),
    ] {
        let mut body = twice.clone();
        body[field] = value;
        kit.post("senior1", "/allocations", &body).await.refused(422, "invalid").field(field, code);
    }
    // Nothing of all that was stored.
    assert_eq!(listed(&kit, "mgr1").await, []);
    // A carer whose mother lives there reads the list, and not that she is on it.
    kit.post("senior1", "/allocations", &one).await.ok();
    assert_eq!(listed(&kit, "excluded").await, []);
    assert_eq!(listed(&kit, "carer1").await.len(), 1);
    for (who, status) in [("carer2", 404), ("ancillary1", 403), ("owner1", 200)] {
        let got = kit.get(who, &format!("/allocations?home={}", row("care_homes", "H1"))).await;
        assert_eq!(got.status.as_u16(), status, "{who}");
    }
}
