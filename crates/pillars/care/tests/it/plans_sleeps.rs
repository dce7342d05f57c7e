//! Between two stays a plan sleeps; when the resident is back somebody says first that it is still right.

use almoner_testkit::desk::Kit;
use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{kit, minutes};
use crate::plans_kit::{arrives, can, in_review, leaves, nothing, past, plan, row};

/// Tasks of R1's plan that are to be done.
async fn to_do(kit: &Kit) -> i64 {
    kit.fact(&format!(
        "select count(*) from public.care_plan_tasks where client_id = '{}' and status = 'due' and definition_id is not null and due_from > now()",
        id("R1")
    ))
    .await
}

async fn round(kit: &Kit, who: &str) -> Value {
    kit.get(who, &format!("/round?home={}", id("H1"))).await.ok().clone()
}

fn of_r1(list: &Value, key: &str) -> Vec<Value> {
    let r1 = id("R1").to_string();
    list.as_array().unwrap().iter().filter(|row| row[key] == r1.as_str()).cloned().collect()
}

async fn sleep(kit: &Kit, who: &str) -> Value {
    kit.get(who, &plan("R1", "")).await.ok()["sleep"].clone()
}

#[tokio::test]
async fn who_comes_back_is_cared_for_by_the_plan_once_somebody_says_that_it_is_right() {
    let kit = kit().await;
    assert_eq!(sleep(&kit, "senior1").await, Value::Null);
    leaves(&kit, "R1", "returned_home").await;
    assert_eq!(to_do(&kit).await, 0);
    let asleep = sleep(&kit, "mgr1").await;
    assert_eq!((&asleep["status"], &asleep["is_back"]), (&json!("asleep"), &json!(false)));
    assert_eq!(can(&asleep), Vec::<&str>::new());
    let confirm = format!("/care-plan-sleeps/{}/confirm", asleep["id"].as_str().unwrap());
    let right = json!({ "verdict": "still_right" });
    kit.act("mgr1", &confirm, 1, &right).await.refused(409, "illegal_transition");
    kit.run(&format!(
        "select app.extend_tasks(now(), organisation_id) from public.clients where id = '{}'",
        id("R1")
    ))
    .await;
    assert_eq!(to_do(&kit).await, 0, "nothing is made of it, on no floor");

    arrives(&kit, "R1", "a").await;
    assert_eq!(to_do(&kit).await, 0, "they are back, and nobody has looked");
    let seen = round(&kit, "carer1").await;
    assert_eq!(of_r1(&seen["residents"], "id")[0]["plan"], "asleep");
    assert!(!of_r1(&seen["alerts"], "client_id").is_empty(), "the alerts stand");
    // Nothing is begun from it either.
    let needed = json!({ "definition_id": row("care_task_definitions", "R1.d2.needed") });
    let begin = format!("/clients/{}/tasks", id("R1"));
    kit.post("carer1", &begin, &needed)
        .await
        .refused(409, "illegal_transition")
        .field("definition_id", "illegal_transition");
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.act(who, &confirm, 1, &right).await.refused(status, code);
    }
    let waits = sleep(&kit, "senior1").await;
    assert_eq!((&waits["is_back"], can(&waits)), (&json!(true), vec!["confirm", "question"]));
    assert_eq!(can(&sleep(&kit, "carer1").await), Vec::<&str>::new());

    // It is not right: the manager's list has it today, and still no task is made.
    kit.act("senior1", &confirm, 1, &json!({ "verdict": "needs_change" }))
        .await
        .refused(422, "invalid")
        .field("note", "required");
    let change = json!({ "verdict": "needs_change", "note": "Walks with a frame now" });
    let questioned = kit.act("senior1", &confirm, 1, &change).await;
    assert_eq!(
        (&questioned.ok()["verdict"], &questioned.ok()["said_by"], can(questioned.ok())),
        (&json!("needs_change"), &json!(id("senior1")), vec!["confirm"])
    );
    assert_eq!(to_do(&kit).await, 0);
    assert_eq!(of_r1(&round(&kit, "carer1").await["residents"], "id")[0]["plan"], "needs_change");
    let due: i64 = kit
        .fact(&format!(
            "select count(*) from public.care_plan_reviews where client_id = '{}' and status = 'due' and reason = 'change' \
               and detail = 'Walks with a frame now' and due_on between current_date - 1 and current_date + 1",
            id("R1")
        ))
        .await;
    assert_eq!(due, 1);
    kit.act("senior1", &confirm, 1, &right).await.refused(412, "stale");
    kit.act("senior1", &confirm, 2, &change).await.refused(409, "illegal_transition");

    // After all it is: its tasks are made, in the same breath.
    let awake = kit.act("nurse1", &confirm, 2, &right).await;
    assert_eq!(
        (&awake.ok()["status"], &awake.ok()["verdict"], can(awake.ok())),
        (&json!("awake"), &json!("still_right"), vec![])
    );
    assert!(to_do(&kit).await > 0);
    assert_eq!(of_r1(&round(&kit, "carer1").await["residents"], "id")[0]["plan"], "full");
    assert_eq!(sleep(&kit, "senior1").await, Value::Null);
    kit.post("carer1", &begin, &needed).await.created();
    kit.act("senior1", &confirm, 3, &right).await.refused(409, "illegal_transition");
}

#[tokio::test]
async fn another_version_wakes_it_and_a_move_never_puts_it_to_sleep() {
    let kit = kit().await;
    leaves(&kit, "R1", "moved_bed").await;
    assert_eq!(sleep(&kit, "mgr1").await, Value::Null);
    arrives(&kit, "R1", "a").await;
    assert!(to_do(&kit).await > 0, "another bed, the same plan");
    leaves(&kit, "R1", "returned_home").await;
    arrives(&kit, "R1", "a").await;
    let asleep = sleep(&kit, "mgr1").await;
    assert_eq!(asleep["status"], "asleep");
    let path = in_review(&kit, "R1", &json!({ "skin": { "need": "Dry" } })).await;
    let version = kit.get("mgr12", &path).await.ok()["version"].as_i64().unwrap();
    kit.act("mgr12", &format!("{path}/publish"), version, &nothing()).await.ok();
    assert_eq!(sleep(&kit, "mgr1").await, Value::Null);
    let woke: bool = kit
        .fact(&format!(
            "select s.status = 'awake' and v.published_by = '{}' and s.verdict is null and s.woke_at = v.published_at from public.care_plan_sleeps s \
               join public.care_plan_versions v on v.client_id = s.client_id and v.status = 'active' where s.id = '{}'",
            id("mgr12"),
            asleep["id"].as_str().unwrap()
        ))
        .await;
    assert!(woke && to_do(&kit).await > 0);
}

#[tokio::test]
async fn what_was_published_then_says_that_it_slept() {
    let kit = kit().await;
    leaves(&kit, "R1", "returned_home").await;
    arrives(&kit, "R1", "a").await;
    let asleep = sleep(&kit, "mgr1").await["id"].as_str().unwrap().to_owned();
    past(
        &kit,
        &format!(
            "update public.care_plan_sleeps set status = 'awake', verdict = 'still_right', slept_at = now() - interval '10 days', \
                woke_at = now() - interval '5 days', said_at = now() - interval '5 days' where id = '{asleep}'"
        ),
    )
    .await;
    let as_of = async |days: i64| -> Value {
        let at = minutes(-days * 24 * 60);
        kit.get("carer1", &plan("R1", &format!("/as-of?at={at}"))).await.ok().clone()
    };
    let active = json!(row("care_plan_versions", "R1.v2"));
    for (days, slept) in [(12, false), (7, true), (3, false)] {
        let then = as_of(days).await;
        assert_eq!(then["published"]["id"], active, "{days} days ago");
        assert_eq!(then["asleep"]["id"] == asleep.as_str(), slept, "{days} days ago");
    }
}
