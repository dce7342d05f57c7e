//! After an as-needed task somebody looks again, once, and says whether it helped.

use almoner_testkit::desk::Kit;
use serde_json::{Value, json};

use crate::kit::{kit, minutes, of, words};
use crate::plans_kit::past;

/// A database in which R1's as-needed task asks for a look an hour later.
async fn looks() -> Kit {
    let kit = kit().await;
    let needed = of("care_task_definitions", "R1.d2.needed");
    past(&kit, &format!("update public.care_task_definitions set effect_minutes = 60 where id = '{needed}'"))
        .await;
    kit
}

/// Begins it so many minutes ago, by carer1.
async fn begun(kit: &Kit, ago: i64) -> String {
    let body =
        json!({ "definition_id": of("care_task_definitions", "R1.d2.needed"), "due_from": minutes(-ago) });
    let made = kit.post("carer1", &format!("/clients/{}/tasks", of("clients", "R1")), &body).await;
    made.created()["id"].as_str().unwrap().to_owned()
}

async fn records(kit: &Kit, who: &str, task: &str, seen: i64, said: Value) -> Value {
    let mut body = json!({ "outcome": "done", "last_seen_ordinal": seen });
    body.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
    kit.post(who, &format!("/tasks/{task}/records"), &body).await.created().clone()
}

/// The looks at a task: id, status and why.
async fn looks_at(kit: &Kit, task: &str) -> Vec<(String, String)> {
    let rows = kit
        .database
        .owner()
        .await
        .query(
            "select t.id::text, concat_ws(':', t.status, t.status_reason) from public.care_plan_tasks t where t.follows_task_id = $1::text::uuid",
            &[&task],
        )
        .await
        .unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

#[tokio::test]
async fn done_asks_for_one_look_that_says_the_effect() {
    let kit = looks().await;
    let task = begun(&kit, 5).await;
    assert!(looks_at(&kit, &task).await.is_empty(), "nothing is done yet");
    records(&kit, "carer1", &task, 0, json!({ "occurred_at": minutes(-5) })).await;
    let made = looks_at(&kit, &task).await;
    let [(look, status)] = made.as_slice() else { panic!("one look: {made:?}") };
    assert_eq!(status, "due");
    let page = kit.get("carer1", &format!("/tasks/{look}")).await;
    let asked = &page.ok()["task"];
    assert_eq!(
        (
            &asked["follows_task_id"],
            &asked["follows_ordinal"],
            &asked["kind"],
            &asked["client_id"],
            &asked["assignee_id"]
        ),
        (&json!(task), &json!(1), &json!("ad_hoc"), &json!(of("clients", "R1")), &Value::Null)
    );
    assert!(asked["title"].as_str().unwrap().starts_with("Look again: "));
    let due: f64 = kit
        .fact(&format!(
            "select extract(epoch from l.due_from - r.occurred_at)::float8 from public.care_plan_tasks l \
               join public.care_task_records r on r.task_id = l.follows_task_id and r.ordinal = l.follows_ordinal where l.id = '{look}'"
        ))
        .await;
    assert!((due - 3600.0).abs() < 0.001, "an hour after it was done: {due}");
    // It is on the round when its time comes, as what it is.
    past(&kit, &format!("update public.care_plan_tasks set due_from = now() where id = '{look}'")).await;
    let round = kit.get("senior1", &format!("/round?home={}", of("care_homes", "H1"))).await;
    let on_it =
        round.ok()["tasks"].as_array().unwrap().iter().find(|t| t["id"] == look.as_str()).unwrap().clone();
    assert_eq!(on_it["follows_task_id"], json!(task));
    // Its own record says the effect, and another look is not asked for.
    let path = format!("/tasks/{look}/records");
    let mute = json!({ "outcome": "done", "last_seen_ordinal": 0 });
    kit.post("senior1", &path, &mute).await.refused(422, "invalid").field("note", "not_possible");
    let said = records(&kit, "senior1", look, 0, json!({ "note": "Asleep after half an hour" })).await;
    assert_eq!(said["record"]["note"], "Asleep after half an hour");
    assert!(looks_at(&kit, look).await.is_empty());
}

#[tokio::test]
async fn a_correction_makes_no_second_one() {
    let kit = looks().await;
    let task = begun(&kit, 5).await;
    records(&kit, "carer1", &task, 0, json!({})).await;
    records(&kit, "senior1", &task, 1, json!({ "outcome": "partly", "note": "Half of it" })).await;
    assert_eq!(looks_at(&kit, &task).await.len(), 1);
    // It was not given after all: there is nothing to look at. And it was: there is.
    records(&kit, "carer1", &task, 2, json!({ "outcome": "declined", "reason": "Asleep" })).await;
    let off = looks_at(&kit, &task).await;
    assert_eq!(off.iter().map(|l| l.1.as_str()).collect::<Vec<_>>(), ["not_required:not_given"]);
    records(&kit, "carer1", &task, 3, json!({})).await;
    let on = looks_at(&kit, &task).await;
    assert_eq!(on.iter().map(|l| l.1.as_str()).collect::<Vec<_>>(), ["due"]);
    assert_eq!(on[0].0, off[0].0);
    // What was looked at stays as it was said, whatever becomes of the first.
    records(&kit, "carer1", &on[0].0, 0, json!({ "note": "No change" })).await;
    records(&kit, "carer1", &task, 4, json!({ "outcome": "not_required", "reason": "Wrong person" })).await;
    assert_eq!(looks_at(&kit, &task).await[0].1, "done");
}

#[tokio::test]
async fn what_is_told_late_is_looked_at_now_or_not_at_all() {
    let kit = looks().await;
    // The home's care day begins now, so that what is told of today's and yesterday's is of two days at whatever hour this runs.
    kit.run(
        "update public.care_homes set time_zone = 'UTC', care_day_starts = (now() at time zone 'UTC')::time",
    )
    .await;
    let late = begun(&kit, 180).await;
    records(&kit, "carer1", &late, 0, json!({ "occurred_at": minutes(-180) })).await;
    let made = looks_at(&kit, &late).await;
    assert_eq!(made.len(), 1);
    let now: bool = kit
        .fact(&format!(
            "select abs(extract(epoch from due_from - created_at)) < 5 and missed_after > now() from public.care_plan_tasks where id = '{}'",
            made[0].0
        ))
        .await;
    assert!(now, "its hour is over: one looks now, and has the time for it");
    // Neither the interval of the task nor its number a day counts a look.
    past(
        &kit,
        &format!(
            "update public.care_task_definitions set max_per_day = 2, min_interval_minutes = null where id = '{}'",
            of("care_task_definitions", "R1.d2.needed")
        ),
    )
    .await;
    begun(&kit, 180).await;
    // A day later there is nothing to see any more.
    let long_ago = begun(&kit, 60 * 26).await;
    records(&kit, "carer1", &long_ago, 0, json!({ "occurred_at": minutes(-60 * 26) })).await;
    assert!(looks_at(&kit, &long_ago).await.is_empty());
}

#[tokio::test]
async fn nobody_makes_or_moves_one_by_hand() {
    let kit = looks().await;
    let task = begun(&kit, 5).await;
    let forged = json!({ "title": "Look again", "follows_task_id": task });
    kit.post("mgr1", &format!("/clients/{}/tasks", of("clients", "R1")), &forged)
        .await
        .refused(422, "invalid")
        .field("follows_task_id", "unknown");
    records(&kit, "carer1", &task, 0, json!({})).await;
    let look = looks_at(&kit, &task).await.remove(0).0;
    // Never one of several: each effect is somebody's own.
    let both =
        json!({ "outcome": "done", "note": "Fine", "tasks": [{ "task_id": look, "last_seen_ordinal": 0 }] });
    kit.post("carer1", "/tasks/records", &both)
        .await
        .refused(422, "invalid")
        .field("tasks.0.task_id", "not_possible");
    let page = kit.get("mgr1", &format!("/tasks/{look}")).await;
    assert!(words(&page.ok()["task"]["can"]).contains(&"record"));
    // Whose other resident it is learns nothing of it.
    kit.get("carer2", &format!("/tasks/{look}")).await.refused(404, "not_found");
}
