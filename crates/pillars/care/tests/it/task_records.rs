//! Care already given is evidence: kept in the order in which it arrived, once for each key.

use futures_util::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{kit, minutes, of, task, words};

fn records(name: &str) -> String {
    format!("{}/records", task(name))
}

fn done(seen: i64) -> Value {
    json!({ "outcome": "done", "last_seen_ordinal": seen })
}

#[tokio::test]
async fn a_record_sets_the_task_and_its_key_is_kept_for_ever() {
    let kit = kit().await;
    let path = records("R1.due");
    let key = [("idempotency-key", "a-tap-on-the-tablet".to_owned())];
    let body = json!({ "outcome": "partly", "note": "Half of it", "measures": { "ml": 120 }, "last_seen_ordinal": 0 });
    let (trips, first) = kit.trips(kit.send("carer1", "POST", &path, &key, Some(&body))).await;
    assert_eq!(trips, 2);
    let receipt = first.created();
    assert_eq!((&receipt["stored"], &receipt["late"]), (&true.into(), &false.into()));
    assert_eq!(receipt["record"]["measures"], json!({ "ml": 120.0 }));
    assert_eq!(receipt["record"]["author_id"], of("profiles", "carer1").to_string());
    assert_eq!((&receipt["task"]["status"], &receipt["task"]["last_ordinal"]), (&"partly".into(), &1.into()));
    // Somebody adds another, and the first is sent again: the same record, and it is not stored twice.
    kit.post("senior1", &path, &done(1)).await.created();
    let again = kit.send("carer1", "POST", &path, &key, Some(&body)).await;
    assert_eq!(again.created()["record"], receipt["record"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    let count = format!(
        "select count(*) from public.care_task_records where task_id = '{}'",
        of("care_plan_tasks", "R1.due")
    );
    assert_eq!(kit.fact::<i64>(&count).await, 2);
    // Another body under it, or another task, is another matter.
    let other = kit.send("carer1", "POST", &path, &key, Some(&done(2))).await;
    other.refused(422, "idempotency_key_reused");
    kit.send("carer1", "POST", &records("R1.shifts"), &key, Some(&body))
        .await
        .refused(422, "idempotency_key_reused");
    // A key is its author's.
    kit.send("senior1", "POST", &records("R1.shifts"), &key, Some(&body)).await.created();
    kit.send("carer1", "POST", &path, &[("idempotency-key", "short".to_owned())], Some(&done(2)))
        .await
        .refused(400, "bad_request");
    kit.send("carer1", "POST", &path, &[], Some(&done(2))).await.refused(400, "idempotency_key_required");
}

#[tokio::test]
async fn what_was_not_seen_is_shown_and_sending_again_keeps_both() {
    let kit = kit().await;
    let path = records("R1.due");
    kit.post("carer1", &path, &done(0)).await.created();
    let other = json!({ "outcome": "declined", "reason": "Asked to be left alone", "last_seen_ordinal": 0 });
    let lost = kit.post("both", &path, &other).await;
    lost.refused(409, "recorded_meanwhile").field("last_seen_ordinal", "recorded_meanwhile");
    let current = &lost.body["data"]["current"];
    assert_eq!(current["task"]["last_ordinal"], 1);
    assert_eq!(current["records"][0]["author_id"], of("profiles", "carer1").to_string());
    let mut again = other;
    again["last_seen_ordinal"] = 1.into();
    kit.post("both", &path, &again).await.created();
    let task = kit.get("carer1", &task("R1.due")).await;
    let outcomes: Vec<&Value> =
        task.ok()["records"].as_array().unwrap().iter().map(|r| &r["outcome"]).collect();
    assert_eq!(outcomes, ["done", "declined"]);
    assert_eq!(task.ok()["task"]["status"], "declined", "the last word");
    kit.post("carer1", &path, &done(7))
        .await
        .refused(422, "invalid")
        .field("last_seen_ordinal", "not_possible");
}

/// B12: twenty at once, each sent again until it is kept: each ordinal once, none lost.
#[tokio::test]
async fn twenty_records_at_once_are_twenty_in_order() {
    let kit = kit().await;
    let path = records("R1.due");
    let who = ["carer1", "both", "agency", "senior1", "nurse1"];
    let insist = async |n: usize| {
        let mut seen = 0;
        for tries in 1..=20 {
            let note = format!("Number {n}");
            let body = json!({ "outcome": "done", "note": note, "last_seen_ordinal": seen });
            let got = kit.post(who[n % 5], &path, &body).await;
            if got.status == StatusCode::CREATED {
                return tries;
            }
            if got.body["error"]["code"] == "in_progress" {
                continue;
            }
            got.refused(409, "recorded_meanwhile");
            seen = got.body["data"]["current"]["task"]["last_ordinal"].as_i64().unwrap();
        }
        panic!("number {n} was never kept")
    };
    let tries = join_all((0..20).map(insist)).await;
    assert!(tries.iter().filter(|tries| **tries > 1).count() >= 1, "nobody met anybody");
    let of_task =
        format!("from public.care_task_records where task_id = '{}'", of("care_plan_tasks", "R1.due"));
    let ordinals = kit
        .fact::<String>(&format!("select string_agg(ordinal::text, ',' order by ordinal) {of_task}"))
        .await;
    assert_eq!(ordinals, (1..=20).map(|n| n.to_string()).collect::<Vec<_>>().join(","));
    assert_eq!(kit.fact::<i64>(&format!("select count(distinct note) {of_task}")).await, 20);
}

#[tokio::test]
async fn a_task_of_others_can_not_be_recorded_or_told_apart() {
    let kit = kit().await;
    let nothing = kit.post("carer2", &format!("/tasks/{}/records", Uuid::new_v4()), &done(0)).await;
    nothing.refused(404, "not_found");
    for who in ["carer2", "owner2", "ancillary1", "excluded", "just_ended", "not_yet", "cover_ended"] {
        assert_eq!(
            kit.post(who, &records("R1.due"), &done(0)).await.anonymous(),
            nothing.anonymous(),
            "{who}"
        );
    }
    for who in ["owner1", "comp1"] {
        kit.post(who, &records("R1.due"), &done(0)).await.refused(403, "forbidden");
    }
    // Named for one person: seen by the team, recorded by that person and the manager.
    kit.post("carer1", &records("R1.named"), &done(0)).await.refused(403, "forbidden");
    kit.post("senior1", &records("R1.named"), &done(0)).await.created();
    kit.post("mgr1", &records("R1.named"), &done(1)).await.created();
}

#[tokio::test]
async fn a_clock_far_ahead_is_named_and_late_truth_is_kept() {
    let kit = kit().await;
    let at = |minutes_: i64, seen: i64| json!({ "outcome": "done", "occurred_at": minutes(minutes_), "last_seen_ordinal": seen });
    let ahead = kit.post("carer1", &records("R1.due"), &at(60, 0)).await;
    ahead.refused(422, "invalid").field("occurred_at", "not_possible");
    assert!(
        ahead.body["error"]["message"].as_str().unwrap().contains("clock of this device"),
        "{}",
        ahead.body
    );
    let little = kit.post("carer1", &records("R1.due"), &at(5, 0)).await;
    let record = &little.created()["record"];
    assert!(record["device_at"].is_string() && record["occurred_at"] == record["recorded_at"], "{record}");
    let old = kit.post("carer1", &records("R1.due"), &at(-60 * 73, 1)).await;
    old.refused(422, "invalid").field("occurred_at", "not_possible");
    assert!(old.body["error"]["message"].as_str().unwrap().contains("manager"));
    kit.post("mgr1", &records("R1.due"), &at(-60 * 73, 1)).await.created();
    kit.post("mgr1", &records("R1.due"), &at(-60 * 24 * 100, 2))
        .await
        .refused(422, "invalid")
        .field("occurred_at", "range");
    // It was called missed, or cancelled, and was done all the same.
    for name in ["R1.missed", "R1.changed"] {
        let late = kit.post("carer1", &records(name), &at(-30, 0)).await;
        assert_eq!(
            (&late.created()["late"], &late.ok()["task"]["status"]),
            (&true.into(), &"done".into()),
            "{name}"
        );
    }
}

/// A membership that ended a minute ago: what was done before it is still told, and answered with a receipt.
#[tokio::test]
async fn who_has_just_left_tells_what_they_did() {
    let kit = kit().await;
    let key = [("idempotency-key", "the-last-entry-of-all".to_owned())];
    let body = json!({ "outcome": "done", "occurred_at": minutes(-60), "last_seen_ordinal": 0 });
    let told = kit.send("just_ended", "POST", &records("R1.due"), &key, Some(&body)).await;
    let receipt = told.created();
    assert!(receipt["id"].is_string() && receipt["stored"] == true);
    assert_eq!((&receipt["record"], &receipt["task"]), (&Value::Null, &Value::Null));
    let again = kit.send("just_ended", "POST", &records("R1.due"), &key, Some(&body)).await;
    assert_eq!(again.created()["id"], receipt["id"]);
    // What others recorded meanwhile is not shown to them.
    let lost = kit.post("just_ended", &records("R1.due"), &body).await;
    lost.refused(409, "recorded_meanwhile");
    assert_eq!(lost.body["data"], Value::Null);
}

#[tokio::test]
async fn the_second_person_confirms() {
    let kit = kit().await;
    let of_r1 = format!("/clients/{}/tasks", of("clients", "R1"));
    let begun = kit.post("carer1", &of_r1, &json!({ "title": "Hoist to the chair", "people": 2 })).await;
    let path = format!("/tasks/{}", begun.created()["id"].as_str().unwrap());
    let confirm = format!("{path}/confirmations");
    let first = json!({ "confirms_ordinal": 1, "last_seen_ordinal": 1 });
    let recorded = kit.post("carer1", &format!("{path}/records"), &done(0)).await;
    assert_eq!(recorded.created()["task"]["awaits_confirmation"], true);
    let can = async |who: &str| {
        let task = kit.get(who, &path).await;
        words(&task.ok()["task"]["can"]).contains(&"confirm")
    };
    assert_eq!((can("carer1").await, can("senior1").await, can("owner1").await), (false, true, false));
    let round = kit.get("nurse1", "/round").await;
    let waiting = round.ok()["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .any(|t| t["state"] == "awaits_confirmation" && path.ends_with(t["id"].as_str().unwrap()));
    assert!(waiting);
    kit.post("carer1", &confirm, &first)
        .await
        .refused(422, "invalid")
        .field("confirms_ordinal", "not_possible");
    let confirmed = kit.post("senior1", &confirm, &first).await;
    let confirmed = confirmed.created();
    assert_eq!(
        (&confirmed["record"]["confirms_ordinal"], &confirmed["record"]["outcome"]),
        (&1.into(), &Value::Null)
    );
    assert_eq!(confirmed["task"]["awaits_confirmation"], false);
    let again = json!({ "confirms_ordinal": 1, "last_seen_ordinal": 2 });
    kit.post("nurse1", &confirm, &again).await.refused(409, "illegal_transition");
    assert!(!can("nurse1").await);
}

#[tokio::test]
async fn a_prompt_says_that_the_chart_was_checked_and_no_more() {
    let kit = kit().await;
    let prompt = of("care_plan_tasks", "R1.planned");
    kit.run(&format!("update public.care_plan_tasks set kind = 'prompt' where id = '{prompt}'")).await;
    let path = records("R1.planned");
    let checked = |also: Value| {
        let mut body = json!({ "outcome": "mar_checked", "last_seen_ordinal": 0 });
        body.as_object_mut().unwrap().extend(also.as_object().unwrap().clone());
        body
    };
    kit.post("carer1", &path, &done(0)).await.refused(422, "invalid").field("outcome", "not_possible");
    for (field, also) in [
        ("note", json!({ "note": "500 mg at eight" })),
        ("reason", json!({ "reason": "Refused the tablet" })),
        ("measures", json!({ "measures": { "count": 2 } })),
    ] {
        kit.post("carer1", &path, &checked(also)).await.refused(422, "invalid").field(field, "not_possible");
    }
    // Nor by somebody who does not see the task any more, so that nobody looks before it is stored.
    let past =
        json!({ "outcome": "partly", "note": "500 mg", "occurred_at": minutes(-60), "last_seen_ordinal": 0 });
    kit.post("just_ended", &path, &past).await.refused(422, "invalid").field("outcome", "not_possible");
    let stored = kit.post("carer1", &path, &checked(json!({}))).await;
    assert_eq!(
        (&stored.created()["record"]["outcome"], &stored.ok()["task"]["status"]),
        (&"mar_checked".into(), &"done".into())
    );
    // And it is the outcome of nothing else.
    kit.post("carer1", &records("R1.due"), &checked(json!({})))
        .await
        .refused(422, "invalid")
        .field("outcome", "not_possible");
}
