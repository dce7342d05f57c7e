//! The same of several tasks: each with a result of its own.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{kit, of};
use crate::plans_kit::past;

/// Gives tasks of the world one title.
async fn called(kit: &almoner_testkit::desk::Kit, names: &[&str], title: &str) {
    for name in names {
        let id = of("care_plan_tasks", name);
        past(kit, &format!("update public.care_plan_tasks set title = '{title}' where id = '{id}'")).await;
    }
}

#[tokio::test]
async fn each_of_several_has_its_own_result() {
    let kit = kit().await;
    let id = |name: &str| of("care_plan_tasks", name).to_string();
    let names = ["R1.due", "R1.shifts", "R1.named", "R2.due", "R1b.due"];
    called(&kit, &names, "Offer a drink").await;
    let seen = json!({ "outcome": "done", "last_seen_ordinal": 0 });
    kit.post("both", &format!("/tasks/{}/records", id("R1.shifts")), &seen).await.created();
    let nobody = Uuid::new_v4().to_string();
    let tasks = [id("R1.due"), id("R1.shifts"), id("R1.named"), id("R2.due"), nobody, id("R1b.due")];
    let body = json!({
        "outcome": "done", "measures": { "ml": 150 },
        "tasks": tasks.iter().map(|id| json!({ "task_id": id, "last_seen_ordinal": 0 })).collect::<Vec<_>>(),
    });
    let key = [("idempotency-key", "the-fluids-of-three".to_owned())];
    let answer = kit.send("carer1", "POST", "/tasks/records", &key, Some(&body)).await;
    let results = answer.ok()["results"].as_array().unwrap();
    let codes: Vec<&str> =
        results.iter().map(|r| r["problem"]["code"].as_str().unwrap_or("stored")).collect();
    assert_eq!(codes, ["stored", "recorded_meanwhile", "forbidden", "not_found", "not_found", "stored"]);
    assert_eq!(results[0]["receipt"]["record"]["measures"], json!({ "ml": 150.0 }));
    assert_eq!(results[1]["problem"]["current"]["task"]["last_ordinal"], 1);
    // Hidden is as nothing.
    assert_eq!(results[3]["problem"], results[4]["problem"]);
    // The same again goes on where it stopped.
    let again = kit.send("carer1", "POST", "/tasks/records", &key, Some(&body)).await;
    let again = again.ok()["results"].as_array().unwrap();
    assert_eq!(
        (&again[0]["replayed"], &again[0]["receipt"]["id"]),
        (&true.into(), &results[0]["receipt"]["id"])
    );
    assert_eq!(
        (&again[5]["replayed"], &again[5]["receipt"]["id"]),
        (&true.into(), &results[5]["receipt"]["id"])
    );
    let stored = format!(
        "select count(*) from public.care_task_records where task_id in ('{}', '{}')",
        id("R1.due"),
        id("R1b.due")
    );
    assert_eq!(kit.fact::<i64>(&stored).await, 2);
    assert_eq!(again[2]["problem"]["code"], "forbidden");
}

#[tokio::test]
async fn several_are_checked_as_a_whole_first() {
    let kit = kit().await;
    let due = of("care_plan_tasks", "R1.due").to_string();
    let send = async |change: Value| {
        let mut body = json!({ "outcome": "done", "tasks": [{ "task_id": due, "last_seen_ordinal": 0 }] });
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        kit.post("carer1", "/tasks/records", &body).await
    };
    send(json!({ "outcome": "mar_checked" })).await.refused(422, "invalid").field("outcome", "not_possible");
    send(json!({ "outcome": "declined" })).await.refused(422, "invalid").field("reason", "required");
    send(json!({ "tasks": [] })).await.refused(422, "invalid").field("tasks", "too_short");
    let many: Vec<Value> =
        (0..51).map(|_| json!({ "task_id": Uuid::new_v4(), "last_seen_ordinal": 0 })).collect();
    send(json!({ "tasks": many })).await.refused(422, "invalid").field("tasks", "too_long");
    let stored = format!("select count(*) from public.care_task_records where task_id = '{due}'");
    assert_eq!(kit.fact::<i64>(&stored).await, 0, "nothing of what was refused");
}

#[tokio::test]
async fn a_mixed_request_is_refused_and_nothing_of_it_is_stored() {
    let kit = kit().await;
    let id = |name: &str| of("care_plan_tasks", name).to_string();
    called(&kit, &["R1.due", "R1b.due", "R1.planned", "R2.due"], "Offer a drink").await;
    let send = async |names: &[&str]| {
        let tasks: Vec<Value> =
            names.iter().map(|name| json!({ "task_id": id(name), "last_seen_ordinal": 0 })).collect();
        kit.post("carer1", "/tasks/records", &json!({ "outcome": "done", "tasks": tasks })).await
    };
    // Another title; and what the sender doesn't see says nothing of its own: it is no part of the comparison.
    let refused = send(&["R2.due", "R1.due", "R1b.due", "R1.shifts"]).await;
    refused.refused(422, "invalid").field("tasks.3.task_id", "not_possible");
    // Another domain.
    past(&kit, &format!("update public.care_plan_tasks set domain = 'skin' where id = '{}'", id("R1b.due")))
        .await;
    send(&["R1.due", "R1b.due"]).await.refused(422, "invalid").field("tasks.1.task_id", "not_possible");
    // A prompt is never one of several, whatever it is called.
    past(
        &kit,
        &format!("update public.care_plan_tasks set kind = 'prompt' where id = '{}'", id("R1.planned")),
    )
    .await;
    send(&["R1.due", "R1.planned"]).await.refused(422, "invalid").field("tasks.1.task_id", "not_possible");
    let stored: i64 = kit
        .fact(&format!(
            "select count(*) from public.care_task_records where task_id in ('{}', '{}', '{}', '{}')",
            id("R1.due"),
            id("R1b.due"),
            id("R1.shifts"),
            id("R1.planned")
        ))
        .await;
    assert_eq!(stored, 0, "nothing of what was refused");
    let alone = send(&["R1.due"]).await;
    assert_eq!(alone.ok()["results"][0]["stored"], true);
}
