//! Tasks on the floor: listed, begun, claimed, given to somebody, archived.

use futures_util::future::join_all;
use http::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{kit, minutes, of, task, words};

fn ids(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(|row| row["id"].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn the_list_is_filtered_and_pages_on() {
    let kit = kit().await;
    let list = async |query: &str| kit.get("mgr1", &format!("/tasks?limit=200{query}")).await;
    let all = list("").await;
    let all = ids(all.ok());
    assert!(all.contains(&of("care_plan_tasks", "R1.missed").to_string()));
    let r1 = of("clients", "R1");
    let due = list(&format!("&client={r1}&status=due,missed&sort=due_from")).await;
    let due = due.ok().as_array().unwrap();
    assert!(due.len() > 3);
    assert!(
        due.iter().all(|t| t["client_id"] == r1.to_string()
            && ["due", "missed"].contains(&t["status"].as_str().unwrap()))
    );
    let begins: Vec<&str> = due.iter().filter_map(|t| t["due_from"].as_str()).collect();
    assert!(begins.is_sorted(), "{begins:?}");
    let window = list(&format!("&client={r1}&from={}&to={}", minutes(60), minutes(60 * 24))).await;
    let window = ids(window.ok());
    assert!(window.contains(&of("care_plan_tasks", "R1.due").to_string()));
    assert!(!window.contains(&of("care_plan_tasks", "R1.overdue").to_string()));
    list(&format!("&from={}&to={}", minutes(60), minutes(0)))
        .await
        .refused(422, "invalid")
        .field("to", "range");
    list("&status=asleep").await.refused(422, "invalid");
    let mine = kit.get("carer1", "/tasks?mine=true").await;
    assert_eq!(ids(mine.ok()), [of("care_plan_tasks", "R1.carers").to_string()]);
    // Cut in pieces it is the same.
    let (mut pieces, mut next) = (Vec::new(), String::new());
    loop {
        let page = kit.get("mgr1", &format!("/tasks?limit=7{next}")).await;
        pieces.extend(ids(page.ok()));
        match page.body["meta"]["next_cursor"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert_eq!(pieces, all);
}

#[tokio::test]
async fn a_task_of_others_is_nothing_at_all() {
    let kit = kit().await;
    let nothing = kit.get("carer2", &format!("/tasks/{}", Uuid::new_v4())).await;
    nothing.refused(404, "not_found");
    for who in ["carer2", "owner2", "ancillary1", "excluded", "just_ended", "not_yet", "cover_ended"] {
        let got = kit.get(who, &task("R1.due")).await;
        assert_eq!(got.anonymous(), nothing.anonymous(), "{who}");
        let claim = kit.act(who, &format!("{}/claim", task("R1.due")), 1, &json!({})).await;
        assert_eq!(claim.anonymous(), nothing.anonymous(), "{who}");
        let patch = kit.patch(who, &task("R1.due"), 1, &json!({ "note": "x" })).await;
        assert_eq!(patch.anonymous(), nothing.anonymous(), "{who}");
    }
    let one = kit.get("carer1", &task("R1.done")).await;
    assert_eq!(one.ok()["records"].as_array().unwrap().len(), 1);
    assert_eq!(one.ok()["records"][0]["outcome"], "done");
}

#[tokio::test]
async fn a_claim_is_ones_own() {
    let kit = kit().await;
    let due = task("R1.due");
    let claim = format!("{due}/claim");
    let claimed = kit.act("carer1", &claim, 1, &json!({})).await;
    assert_eq!(claimed.ok()["claimed_by"], of("profiles", "carer1").to_string());
    assert!(words(&claimed.ok()["can"]).contains(&"release"));
    let version = claimed.ok()["version"].as_i64().unwrap();
    // Who had not seen it is told who has it.
    let late = kit.act("both", &claim, 1, &json!({})).await;
    late.refused(412, "stale");
    assert_eq!(late.body["data"]["current"]["claimed_by"], of("profiles", "carer1").to_string());
    kit.act("both", &claim, version, &json!({}))
        .await
        .refused(409, "illegal_transition")
        .field("claimed_by", "illegal_transition");
    kit.act("both", &format!("{due}/release"), version, &json!({})).await.refused(409, "illegal_transition");
    // Who runs the shift takes over.
    let over = kit.act("senior1", &claim, version, &json!({})).await;
    assert_eq!(over.ok()["claimed_by"], of("profiles", "senior1").to_string());
    let free = kit.act("senior1", &format!("{due}/release"), version + 1, &json!({})).await;
    assert_eq!(free.ok()["claimed_by"], Value::Null);
    // A colleague's is a colleague's, and what is past is past.
    kit.act("carer1", &format!("{}/claim", task("R1.theirs")), 1, &json!({})).await.refused(403, "forbidden");
    kit.act("mgr1", &format!("{}/claim", task("R1.missed")), 1, &json!({}))
        .await
        .refused(409, "illegal_transition");
    kit.send("carer1", "POST", &claim, &[("idempotency-key", "a-key-of-mine".to_owned())], Some(&json!({})))
        .await
        .refused(428, "precondition_required");
}

#[tokio::test]
async fn twenty_claims_at_once_are_one() {
    let kit = kit().await;
    let claim = format!("{}/claim", task("R1.due"));
    let who = ["carer1", "both", "agency", "two_orgs"];
    let empty = json!({});
    let answers = join_all((0..20).map(|n| kit.act(who[n % 4], &claim, 1, &empty))).await;
    let won = answers.iter().filter(|a| a.status == StatusCode::OK).count();
    assert_eq!(won, 1, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
    assert!(answers.iter().all(|a| [200, 412].contains(&a.status.as_u16())));
}

/// What `can` says is what then happens.
#[tokio::test]
async fn can_says_what_may_be_done() {
    let kit = kit().await;
    let names = ["due", "theirs", "named", "shifts", "overdue", "carers", "missed", "planned", "absent"];
    for who in ["carer1", "senior1", "nurse1", "both", "agency", "mgr1", "mgr12", "owner1", "comp1"] {
        for name in names {
            let path = task(&format!("R1.{name}"));
            let now = async || kit.get(who, &path).await.ok()["task"].clone();
            let before = now().await;
            let (can, version) = (words(&before["can"]), before["version"].as_i64().unwrap());
            let claimed = kit.act(who, &format!("{path}/claim"), version, &json!({})).await;
            assert_eq!(
                claimed.status == StatusCode::OK,
                can.contains(&"claim"),
                "{who} {name} claims: {}",
                claimed.body
            );
            kit.run(&format!("update public.care_plan_tasks set claimed_by = null where id = '{}' and claimed_by is not null", of("care_plan_tasks", &format!("R1.{name}")))).await;
            let version = now().await["version"].as_i64().unwrap();
            let note =
                kit.patch(who, &path, version, &json!({ "note": format!("In the garden, {who}") })).await;
            assert_eq!(
                note.status == StatusCode::OK,
                can.contains(&"note"),
                "{who} {name} notes: {}",
                note.body
            );
            let before = now().await;
            let whom = before["assignee_id"]
                .as_str()
                .map_or_else(|| of("profiles", "nurse1").to_string(), str::to_owned);
            if before["shift_template_id"].is_null() {
                let give = json!({ "assignee_id": whom });
                let given = kit.patch(who, &path, before["version"].as_i64().unwrap(), &give).await;
                // The same as before changes nothing that anybody could forbid.
                if before["assignee_id"].is_null() {
                    assert_eq!(
                        given.status == StatusCode::OK,
                        can.contains(&"assign"),
                        "{who} {name} gives: {}",
                        given.body
                    );
                    let back = format!(
                        "update public.care_plan_tasks set assignee_id = null where id = '{}' and status = 'due'",
                        of("care_plan_tasks", &format!("R1.{name}"))
                    );
                    kit.run(&back).await;
                }
            }
            let seen = now().await["last_ordinal"].clone();
            if name == "missed" || name == "absent" {
                let record = json!({ "outcome": "done", "last_seen_ordinal": seen });
                let stored = kit.post(who, &format!("{path}/records"), &record).await;
                assert_eq!(
                    stored.status == StatusCode::CREATED,
                    can.contains(&"record"),
                    "{who} {name} records: {}",
                    stored.body
                );
            }
        }
    }
}

#[tokio::test]
async fn anybody_who_gives_care_begins_a_task() {
    let kit = kit().await;
    let of_r1 = format!("/clients/{}/tasks", of("clients", "R1"));
    let begun =
        kit.post("carer1", &of_r1, &json!({ "title": " Find her glasses ", "note": "By the window" })).await;
    let begun = begun.created();
    assert_eq!(
        (&begun["kind"], &begun["title"], &begun["status"]),
        (&"ad_hoc".into(), &"Find her glasses".into(), &"due".into())
    );
    assert_eq!(begun["care_home_id"], of("care_homes", "H1").to_string());
    let key = [("idempotency-key", "begun-once-only".to_owned())];
    let body = json!({ "title": "Walk to the garden", "people": 2 });
    let first = kit.send("carer1", "POST", &of_r1, &key, Some(&body)).await;
    let again = kit.send("carer1", "POST", &of_r1, &key, Some(&body)).await;
    assert_eq!(first.created()["id"], again.created()["id"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    for (wrong, path, code) in [
        (json!({}), "title", "required"),
        (json!({ "title": "  " }), "title", "required"),
        (json!({ "title": "x", "people": 3 }), "people", "range"),
        (json!({ "title": "x", "due_from": minutes(-60 * 24 * 4) }), "due_from", "range"),
        (json!({ "title": "x", "due_by": minutes(-1) }), "due_by", "range"),
        (json!({ "title": "x", "status": "done" }), "status", "unknown"),
        (
            json!({ "title": "x", "definition_id": of("care_task_definitions", "R1.d2.needed") }),
            "title",
            "not_possible",
        ),
    ] {
        kit.post("carer1", &of_r1, &wrong).await.refused(422, "invalid").field(path, code);
    }
    let title = json!({ "title": "x" });
    let nothing = kit.post("carer2", &format!("/clients/{}/tasks", Uuid::new_v4()), &title).await;
    nothing.refused(404, "not_found");
    for who in ["carer2", "owner2", "excluded", "just_ended"] {
        assert_eq!(kit.post(who, &of_r1, &title).await.anonymous(), nothing.anonymous(), "{who}");
    }
    for who in ["owner1", "comp1", "ancillary1"] {
        kit.post(who, &of_r1, &title).await.refused(403, "forbidden");
    }
    // A29: nothing is begun for a resident who is archived.
    let archived = format!("/clients/{}/tasks", of("clients", "archived"));
    for who in ["mgr1", "senior1", "carer1"] {
        assert!([403, 404, 409].contains(&kit.post(who, &archived, &title).await.status.as_u16()), "{who}");
    }
    let begun = format!(
        "select count(*) from public.care_plan_tasks where title = 'x' and client_id = '{}'",
        of("clients", "archived")
    );
    assert_eq!(kit.fact::<i64>(&begun).await, 0);
}

/// A66: inside its least interval, twenty at once are one.
#[tokio::test]
async fn an_as_needed_task_keeps_its_interval() {
    let kit = kit().await;
    let of_r1 = format!("/clients/{}/tasks", of("clients", "R1"));
    let needed = json!({ "definition_id": of("care_task_definitions", "R1.d2.needed") });
    let who = ["carer1", "both", "agency", "senior1", "nurse1"];
    let answers = join_all((0..20).map(|n| kit.post(who[n % 5], &of_r1, &needed))).await;
    let (made, lost): (Vec<_>, Vec<_>) = answers.iter().partition(|a| a.status == StatusCode::CREATED);
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].ok()["kind"], "as_needed");
    for one in lost {
        one.refused(409, "illegal_transition").field("due_from", "illegal_transition");
    }
    // Of a plan that is not this resident's, or of none: one answer.
    let unknown = kit.post("carer1", &of_r1, &json!({ "definition_id": Uuid::new_v4() })).await;
    unknown.refused(422, "invalid").field("definition_id", "reference");
    for other in ["R1b.d2.wash", "R2.d2.wash"] {
        let other = json!({ "definition_id": of("care_task_definitions", other) });
        assert_eq!(kit.post("carer1", &of_r1, &other).await.anonymous(), unknown.anonymous());
    }
    // Neither is one of a draft, which a carer does not see; who sees it is told.
    let draft = json!({ "definition_id": of("care_task_definitions", "R1.d3.wash") });
    assert_eq!(kit.post("carer1", &of_r1, &draft).await.anonymous(), unknown.anonymous());
    kit.post("senior1", &of_r1, &draft).await.refused(422, "invalid").field("definition_id", "not_possible");
}

#[tokio::test]
async fn a_task_is_given_to_somebody_and_moved() {
    let kit = kit().await;
    let due = task("R1.due");
    let nurse = of("profiles", "nurse1");
    kit.patch("carer1", &due, 1, &json!({ "assignee_id": nurse })).await.refused(403, "forbidden");
    let given = kit.patch("senior1", &due, 1, &json!({ "assignee_id": nurse })).await;
    assert_eq!(given.ok()["assignee_id"], nurse.to_string());
    let nobody = kit.patch("senior1", &due, 2, &json!({ "assignee_id": Uuid::new_v4() })).await;
    nobody.refused(422, "invalid").field("assignee_id", "not_possible");
    let elsewhere = json!({ "assignee_id": of("profiles", "carer3") });
    assert_eq!(kit.patch("senior1", &due, 2, &elsewhere).await.anonymous(), nobody.anonymous());
    kit.patch("senior1", &due, 2, &json!({ "due_from": minutes(60) })).await.refused(403, "forbidden");
    let moved = json!({ "due_from": minutes(60), "due_by": minutes(90), "missed_after": minutes(120) });
    kit.patch("mgr1", &due, 2, &moved).await.ok();
    let wrong = json!({ "due_by": minutes(30) });
    kit.patch("mgr1", &due, 3, &wrong).await.refused(422, "invalid").field("due_by", "range");
    let shift = of("shift_templates", "H1.early");
    kit.patch("mgr1", &due, 3, &json!({ "shift_template_id": shift }))
        .await
        .refused(422, "invalid")
        .field("shift_template_id", "not_possible");
    kit.patch("mgr1", &due, 3, &json!({ "shift_template_id": shift, "assignee_id": null })).await.ok();
    kit.patch("mgr1", &due, 4, &json!({ "status": "done" }))
        .await
        .refused(422, "invalid")
        .field("status", "unknown");
    // Made in error.
    kit.act("carer1", &format!("{due}/archive"), 4, &json!({ "reason": "Twice" }))
        .await
        .refused(403, "forbidden");
    let gone = kit.act("mgr1", &format!("{due}/archive"), 4, &json!({ "reason": "Twice" })).await;
    assert!(gone.ok()["archived_at"].is_string() && words(&gone.ok()["can"]) == ["restore"], "{}", gone.body);
    let record = json!({ "outcome": "done", "last_seen_ordinal": 0 });
    kit.post("carer1", &format!("{due}/records"), &record).await.refused(409, "parent_archived");
}
