//! What is not handed in: by whom, of whom, of what.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{client, hand_in, kit, lies, minutes, of};

fn drink() -> Value {
    json!({ "kind": "fluid", "measures": { "in_ml": 200 }, "occurred_at": minutes(-60) })
}

fn a_note(of: &str) -> Value {
    lies(&format!("tap-{}", Uuid::now_v7()), "note", &client(of), &drink())
}

/// Code, field and the field's code of a result that was refused.
fn why(result: &Value) -> (String, String, String) {
    assert_eq!(result["stored"], false, "{result}");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let problem = &result["problem"];
    let field = &problem["fields"][0];
    (text(&problem["code"]), text(&field["path"]), text(&field["code"]))
}

fn is(code: &str, path: &str, of_field: &str) -> (String, String, String) {
    (code.to_owned(), path.to_owned(), of_field.to_owned())
}

const CLAIMED: &str = "select count(*) from public.daily_notes where claimed_author_id is not null and idempotency_key is not null";

#[tokio::test]
async fn only_a_manager_of_the_home_hands_in() {
    let kit = kit().await;
    // Whoever sees the resident is told that they may not; everybody else, that nobody is there.
    for (who, expected) in [
        ("carer2", "not_found"),
        ("mgr3", "not_found"),
        ("owner2", "not_found"),
        ("nobody", "not_found"),
        ("carer1", "forbidden"),
        ("senior1", "forbidden"),
        ("ancillary1", "forbidden"),
        ("owner1", "forbidden"),
        ("comp1", "forbidden"),
        // Her cover has ended; he manages the other home.
        ("cover_ended", "not_found"),
        ("owner_manager", "forbidden"),
    ] {
        let entries = vec![
            a_note("R1"),
            lies(
                "tap-by-whom",
                "task_record",
                &of("care_plan_tasks", "R1.due"),
                &json!({ "outcome": "done", "last_seen_ordinal": 0, "occurred_at": minutes(-60) }),
            ),
        ];
        let got = hand_in(&kit, who, "gone", entries).await;
        // Ancillary staff see the resident by name and no task.
        let of_task = if who == "ancillary1" { "not_found" } else { expected };
        for (result, code) in got.iter().zip([expected, of_task]) {
            assert_eq!(result["problem"]["code"], code, "{who}: {result}");
        }
    }
    assert_eq!(kit.fact::<i64>(CLAIMED).await, 0, "nothing is stored");
    for who in ["mgr1", "mgr12", "cover1"] {
        assert_eq!(hand_in(&kit, who, "gone", vec![a_note("R1")]).await[0]["stored"], true, "{who}");
    }
}

#[tokio::test]
async fn as_somebody_who_gave_no_care_there_nothing_is_claimed() {
    let kit = kit().await;
    let nobody = is("invalid", "author_id", "not_possible");
    // Of another home, of another organisation, not yet, taken back, who only does the cleaning, an owner.
    for author in ["carer2", "carer3", "not_yet", "unmade", "ancillary1", "owner1", "nobody"] {
        let got = hand_in(&kit, "mgr1", author, vec![a_note("R1")]).await;
        assert_eq!(why(&got[0]), nobody, "{author}");
    }
    // Nobody at all: the same words.
    let body = json!({ "author_id": Uuid::now_v7(), "entries": [a_note("R1")] });
    let got = kit.post("mgr1", "/hand-ins", &body).await.ok()["results"][0].clone();
    assert_eq!(why(&got), nobody);
    let known = hand_in(&kit, "mgr1", "carer3", vec![a_note("R1")]).await[0]["problem"].clone();
    assert_eq!(got["problem"], known, "who is of another organisation is nobody");
    // One's own.
    assert_eq!(why(&hand_in(&kit, "mgr1", "mgr1", vec![a_note("R1")]).await[0]), nobody);
    // Before they came: an agency worker since two hours ago.
    let early = json!({ "kind": "care", "text": "Washed", "occurred_at": minutes(-60 * 3) });
    let got = hand_in(&kit, "mgr1", "agency", vec![lies("tap-early-1", "note", &client("R1"), &early)]).await;
    assert_eq!(why(&got[0]), nobody);
    assert_eq!(hand_in(&kit, "mgr1", "agency", vec![a_note("R1")]).await[0]["stored"], true);
}

#[tokio::test]
async fn when_it_happened_is_needed_and_within_a_year() {
    let kit = kit().await;
    let at = |when: Value| {
        let mut body = json!({ "kind": "care", "text": "Washed" });
        if !when.is_null() {
            body["occurred_at"] = when;
        }
        lies(&format!("tap-{}", Uuid::now_v7()), "note", &client("R1"), &body)
    };
    let entries = vec![at(Value::Null), at(json!(minutes(11))), at(json!(minutes(-60 * 24 * 367)))];
    let got = hand_in(&kit, "mgr1", "gone", entries).await;
    assert_eq!(why(&got[0]), is("invalid", "body.occurred_at", "required"));
    assert_eq!(why(&got[1]), is("invalid", "body.occurred_at", "clock_ahead"));
    assert_eq!(why(&got[2]), is("invalid", "body.occurred_at", "range"));
    let task = |minute: i64| {
        let body = json!({ "outcome": "done", "last_seen_ordinal": 0, "occurred_at": minutes(minute) });
        lies(&format!("tap-{}", Uuid::now_v7()), "task_record", &of("care_plan_tasks", "R1.due"), &body)
    };
    let got = hand_in(&kit, "mgr1", "gone", vec![task(11), task(-60 * 24 * 91)]).await;
    assert_eq!(why(&got[0]), is("invalid", "body.occurred_at", "not_possible"));
    assert_eq!(why(&got[1]), is("invalid", "body.occurred_at", "range"));
}

#[tokio::test]
async fn what_only_its_author_can_say_is_refused() {
    let kit = kit().await;
    let due = of("care_plan_tasks", "R1.planned");
    let record = |key: &str, outcome: &str| {
        let body = json!({ "outcome": outcome, "last_seen_ordinal": 0, "occurred_at": minutes(-60) });
        lies(key, "task_record", &due, &body)
    };
    let refused = is("invalid", "body.outcome", "not_possible");
    // A prompt: neither by its word nor by another.
    kit.run(&format!("update public.care_plan_tasks set kind = 'prompt' where id = '{due}'")).await;
    let got = hand_in(
        &kit,
        "mgr1",
        "gone",
        vec![record("tap-prompt-1", "mar_checked"), record("tap-prompt-2", "done")],
    )
    .await;
    assert_eq!((why(&got[0]), why(&got[1])), (refused.clone(), refused.clone()));
    assert!(got[1]["problem"]["fields"][0]["message"].as_str().unwrap().contains("MAR chart"), "{got:?}");
    // What two people do: not done, and not confirmed; that it was declined needs no second.
    kit.run(&format!("update public.care_plan_tasks set kind = 'scheduled', people = 2 where id = '{due}'"))
        .await;
    let got =
        hand_in(&kit, "mgr1", "gone", vec![record("tap-both-01", "done"), record("tap-both-02", "partly")])
            .await;
    assert_eq!((why(&got[0]), why(&got[1])), (refused.clone(), refused));
    let of_kind = |kind: &str| lies(&format!("tap-{kind}"), kind, &due, &json!({}));
    let kinds = ["confirmation", "concern", "handover_ack", "plan_read"];
    for result in hand_in(&kit, "mgr1", "gone", kinds.map(of_kind).to_vec()).await {
        assert_eq!(why(&result), is("invalid", "kind", "not_possible"));
    }
    let stored = format!("select count(*) from public.care_task_records where task_id = '{due}'");
    assert_eq!(kit.fact::<i64>(&stored).await, 0);
    let mut declined = record("tap-both-03", "declined");
    declined["body"]["reason"] = "Asked to be left alone".into();
    assert_eq!(hand_in(&kit, "mgr1", "gone", vec![declined]).await[0]["stored"], true);
}

#[tokio::test]
async fn one_to_fifty_each_in_its_form() {
    let kit = kit().await;
    let post = async |entries: Vec<Value>| {
        kit.post("mgr1", "/hand-ins", &json!({ "author_id": of("profiles", "gone"), "entries": entries }))
            .await
    };
    post(vec![]).await.refused(422, "invalid").field("entries", "too_short");
    post((0..51).map(|_| a_note("R1")).collect()).await.refused(422, "invalid").field("entries", "too_long");
    assert_eq!(kit.fact::<i64>(CLAIMED).await, 0);
    let fifty = post((0..50).map(|_| a_note("R1")).collect()).await;
    assert!(fifty.ok()["results"].as_array().unwrap().iter().all(|result| result["stored"] == true));
    let mut other = a_note("R1");
    other["kind"] = "photo".into();
    post(vec![other]).await.refused(422, "invalid").field("entries.0.kind", "choice");
    for key in ["short", "a key with spaces", "klucz-żółwia", &"k".repeat(161)] {
        let mut wrong = a_note("R1");
        wrong["key"] = key.into();
        post(vec![a_note("R1"), wrong]).await.refused(422, "invalid").field("entries.1.key", "format");
    }
    let mut text = a_note("R1");
    text["body"] = "Tea".into();
    let mut foreign = a_note("R1");
    foreign["body"]["author_id"] = json!(of("profiles", "carer1"));
    // A field that does not exist is refused with all of it.
    post(vec![a_note("R1"), foreign])
        .await
        .refused(422, "invalid")
        .field("entries.1.body.author_id", "unknown");
    let got = post(vec![text]).await.ok()["results"].clone();
    assert_eq!(why(&got[0]), is("invalid", "body", "type"));
}

/// The ordinary routes don't know it, and the database asks whoever comes past them.
#[tokio::test]
async fn nobody_else_names_another_as_who_noted_it() {
    let kit = kit().await;
    let notes = format!("/clients/{}/notes", client("R1"));
    for who in ["carer1", "mgr1"] {
        let mut body = drink();
        body["claimed_author_id"] = json!(of("profiles", "senior1"));
        kit.post(who, &notes, &body).await.refused(422, "invalid").field("claimed_author_id", "unknown");
    }
    // Evidence: whose it is claimed to be never changes.
    let made = hand_in(&kit, "mgr1", "gone", vec![a_note("R1")]).await[0]["id"].as_str().unwrap().to_owned();
    let refused = kit
        .database
        .owner()
        .await
        .batch_execute(&format!("update public.daily_notes set claimed_author_id = null where id = '{made}'"))
        .await;
    assert!(refused.is_err());
}
