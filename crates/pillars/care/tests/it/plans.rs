//! Plans and drafts: who reads what, beginning, and writing.

use almoner_testkit::names::id;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::kit;
use crate::plans_kit::{at, can, each, nothing, plan, row, version};

#[tokio::test]
async fn whoever_gives_care_reads_the_active_version_and_who_runs_the_shift_the_drafts_too() {
    let kit = kit().await;
    kit.get("carer1", &plan("R1", "")).await.ok();
    let (trips, reply) = kit.trips(kit.get("carer1", &plan("R1", ""))).await;
    assert_eq!(trips, 1);
    let found = reply.ok();
    assert_eq!(found["active"]["id"], json!(row("care_plan_versions", "R1.v2")));
    assert_eq!(found["active"]["sections"]["sleep"]["need"], "CANARY-R1.v2-sections");
    assert_eq!(found["active"]["domains"], json!(["sleep"]));
    // What is in review is there for everybody to see, a draft is not.
    assert_eq!(each(&found["drafts"], "status"), ["in_review"]);
    assert_eq!(found["next_review"]["status"], "due");
    assert_eq!((can(found), can(&found["active"])), (vec![], vec![]));
    for (who, drafts, may) in [
        ("senior1", vec!["in_review", "draft"], vec!["start_version"]),
        ("nurse1", vec!["in_review", "draft"], vec!["start_version"]),
        ("mgr1", vec!["in_review", "draft"], vec!["start_version"]),
        ("cover1", vec!["in_review", "draft"], vec!["start_version"]),
        ("owner1", vec!["in_review", "draft"], vec![]),
        ("comp1", vec!["in_review", "draft"], vec![]),
        ("both", vec!["in_review"], vec![]),
    ] {
        let reply = kit.get(who, &plan("R1", "")).await;
        assert_eq!(each(&reply.ok()["drafts"], "status"), drafts, "{who}");
        assert_eq!(can(reply.ok()), may, "{who}");
    }
    let mine = kit.get("mgr1", &plan("R1", "")).await;
    assert_eq!(can(&mine.ok()["active"]), ["cease"]);
    assert_eq!(can(&mine.ok()["drafts"][0]), ["send_back", "publish", "withdraw"]);
    assert_eq!(can(&mine.ok()["drafts"][1]), ["update", "submit", "withdraw"]);
    let seniors = kit.get("senior1", &plan("R1", "")).await;
    assert_eq!(can(&seniors.ok()["drafts"][0]), Vec::<&str>::new());
    assert_eq!(can(&seniors.ok()["drafts"][1]), ["update", "submit"]);
}

#[tokio::test]
async fn what_is_not_yours_is_as_what_does_not_exist() {
    let kit = kit().await;
    let nobody = format!("/clients/{}/care-plan", Uuid::now_v7());
    for (who, resident) in [
        ("carer1", "R2"),
        ("carer1", "R3"),
        ("excluded", "R1"),
        ("mgr3", "R1"),
        ("cover_ended", "R1"),
        ("just_ended", "R1"),
    ] {
        for rest in ["", "-versions", "/as-of", "-reviews"] {
            let hidden = kit.get(who, &plan(resident, rest)).await;
            let unknown = kit.get(who, &format!("{nobody}{rest}")).await;
            assert_eq!(hidden.refused(404, "not_found").anonymous(), unknown.anonymous(), "{who} {rest}");
        }
    }
    // The name of a resident is no way into the record.
    for rest in ["", "-versions", "/as-of", "-reviews"] {
        kit.get("ancillary1", &plan("R1", rest)).await.refused(403, "forbidden");
    }
    let unknown = format!("/care-plan-versions/{}", Uuid::now_v7());
    let hidden = [
        ("carer1", "R1.v3"),
        ("carer1", "R2.v2"),
        ("carer1", "R3.v2"),
        ("both", "R1.v3"),
        ("ancillary1", "R1.v2"),
        ("excluded", "R1.v2"),
        ("mgr3", "R1.v2"),
        ("senior1", "R2.v2"),
    ];
    for (who, name) in hidden {
        for rest in ["", "/diff", "/publish-summary", "/reads"] {
            let reply = kit.get(who, &format!("{}{rest}", version(name))).await;
            let nothing = kit.get(who, &format!("{unknown}{rest}")).await;
            assert_eq!(
                reply.refused(404, "not_found").anonymous(),
                nothing.anonymous(),
                "{who} {name} {rest}"
            );
        }
        for verb in ["submit", "send-back", "publish", "withdraw", "cease", "reads"] {
            let reply = kit.act(who, &format!("{}/{verb}", version(name)), 1, &nothing()).await;
            let none = kit.act(who, &format!("{unknown}/{verb}"), 1, &nothing()).await;
            assert_eq!(reply.refused(404, "not_found").anonymous(), none.anonymous(), "{who} {name} {verb}");
        }
        let body = json!({"change_reason": "x"});
        let reply = kit.patch(who, &version(name), 1, &body).await;
        assert_eq!(
            reply.refused(404, "not_found").anonymous(),
            kit.patch(who, &unknown, 1, &body).await.anonymous()
        );
    }
    kit.get("mgr1", &plan("asked", "")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_plan_is_begun_once_by_the_manager() {
    let kit = kit().await;
    let path = plan("asked", "");
    let body = json!({
        "review_cycle_days": 7, "note": "From her GP", "change_reason": "Moving in",
        "sections": {"sleep": {"need": " Wakes at four ", "risks": "  "}, "pain": {"need": " "}},
    });
    for (who, status, code) in [
        ("carer1", 404, "not_found"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.post(who, &path, &body).await.refused(status, code);
    }
    for who in ["carer1", "senior1", "ancillary1"] {
        kit.post(who, &plan("planned", ""), &body).await.refused(403, "forbidden");
    }
    let key = [("idempotency-key", "once".to_owned())];
    let (trips, reply) = kit.trips(kit.send("mgr1", "POST", &path, &key, Some(&body))).await;
    assert_eq!(trips, 3);
    let made = reply.created().clone();
    assert_eq!((&made["review_cycle_days"], &made["active"]), (&json!(7), &Value::Null));
    let draft = &made["drafts"][0];
    assert_eq!((&draft["status"], &draft["number"]), (&json!("draft"), &json!(1)));
    assert_eq!(draft["sections"], json!({"sleep": {"need": "Wakes at four"}}), "blank is left out");
    let again = kit.send("mgr1", "POST", &path, &key, Some(&body)).await;
    assert_eq!((again.created(), again.headers["idempotency-replayed"].to_str().unwrap()), (&made, "true"));
    kit.post("mgr1", &path, &body).await.refused(409, "duplicate");
    kit.post("mgr1", &plan("R1", ""), &nothing()).await.refused(409, "duplicate");
    let plans: i64 =
        kit.fact(&format!("select count(*) from care_plans where client_id = '{}'", id("asked"))).await;
    assert_eq!(plans, 1);
    for (body, field, code) in [
        (json!({"review_cycle_days": 0}), "review_cycle_days", "range"),
        (json!({"review_cycle_days": 367}), "review_cycle_days", "range"),
        (json!({"note": "x".repeat(2001)}), "note", "too_long"),
        (json!({"sections": {"teeth": {}}}), "sections.teeth", "unknown"),
        (json!({"sections": {"sleep": {"medicine": "x"}}}), "sections.sleep.medicine", "unknown"),
        (json!({"sections": {"sleep": "x"}}), "sections.sleep", "type"),
        (json!({"sections": {"sleep": {"need": "x".repeat(4001)}}}), "sections.sleep.need", "too_long"),
        (json!({"sections": {"sleep": {"need": "a\u{7}"}}}), "sections.sleep.need", "format"),
    ] {
        kit.post("mgr1", &plan("called_off", ""), &body).await.refused(422, "invalid").field(field, code);
    }
}

#[tokio::test]
async fn a_draft_begins_with_what_another_version_says_and_does() {
    let kit = kit().await;
    let begin = format!("/care-plans/{}/versions", row("care_plans", "R1.plan"));
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("ancillary1", 404, "not_found"),
        ("excluded", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.post(who, &begin, &nothing()).await.refused(status, code);
    }
    let (trips, reply) = kit.trips(kit.post("senior1", &begin, &json!({"change_reason": "She fell"}))).await;
    assert_eq!(trips, 3);
    let made = reply.created();
    assert_eq!((&made["number"], &made["status"]), (&json!(6), &json!("draft")));
    assert_eq!(made["based_on_id"], json!(row("care_plan_versions", "R1.v2")));
    assert_eq!(made["sections"]["sleep"]["need"], "CANARY-R1.v2-sections");
    let diff =
        kit.get("senior1", &format!("/care-plan-versions/{}/diff", made["id"].as_str().unwrap())).await;
    assert_eq!((&diff.ok()["domains"], &diff.ok()["tasks"]), (&json!([]), &json!([])), "nothing differs yet");
    assert_eq!(diff.ok()["against"]["number"], 2);
    // From an old version: its words and its tasks, written upon the active one.
    let old = row("care_plan_versions", "R1.v1");
    let reply = kit.post("mgr1", &begin, &json!({"from_version_id": old})).await;
    let made = reply.created();
    assert_eq!(made["sections"]["sleep"]["need"], "CANARY-R1.v1-sections");
    assert_eq!(made["based_on_id"], json!(row("care_plan_versions", "R1.v2")));
    let tasks: Vec<String> = kit
        .fact(&format!(
            "select array_agg(lineage_id::text) from care_task_definitions where care_plan_version_id = '{}'",
            made["id"].as_str().unwrap()
        ))
        .await;
    let lineage: String = kit
        .fact(&format!(
            "select lineage_id::text from care_task_definitions where care_plan_version_id = '{old}'"
        ))
        .await;
    assert_eq!(tasks, [lineage]);
    // Of nobody else: a version of another resident, of another operator, and none at all are one.
    let mut told = Vec::new();
    for other in [row("care_plan_versions", "R1b.v2"), row("care_plan_versions", "R3.v2"), Uuid::now_v7()] {
        let reply = kit.post("mgr1", &begin, &json!({"from_version_id": other})).await;
        told.push(reply.refused(422, "invalid").field("from_version_id", "reference").anonymous());
    }
    assert!(told.iter().all(|t| *t == told[0]));
}

#[tokio::test]
async fn somebody_who_left_is_not_given_tasks_by_a_new_draft() {
    let kit = kit().await;
    // Both of H2 are nobody that a manager of H1 sees.
    kit.run(&format!(
        "update care_task_definitions set assignee_id = '{}', named_only = true where id = '{}'",
        id("carer2"),
        row("care_task_definitions", "R1.d2.wash")
    ))
    .await;
    let begin = format!("/care-plans/{}/versions", row("care_plans", "R1.plan"));
    let reply = kit.post("mgr1", &begin, &nothing()).await;
    let draft = reply.created()["id"].as_str().unwrap().to_owned();
    let diff = kit.get("mgr1", &format!("/care-plan-versions/{draft}/diff")).await;
    let fields: Vec<&str> = each(&diff.ok()["tasks"][0]["fields"], "field");
    assert_eq!(fields, ["assignee_id", "named_only"]);
    assert_eq!(diff.ok()["tasks"][0]["fields"][0]["to"], Value::Null);
}

#[tokio::test]
async fn autosave_whole_or_a_domain_at_a_time() {
    let kit = kit().await;
    let path = version("R1.v3");
    let start = at(&kit, &path).await;
    let one = json!({"domains": {"skin": {"need": "Dry", "preferences": "I hate lotion"}}});
    let (trips, reply) = kit.trips(kit.patch("senior1", &path, start, &one)).await;
    assert_eq!(trips, 3);
    let written = reply.ok();
    assert_eq!(
        written["sections"],
        json!({"skin": {"need": "Dry", "preferences": "I hate lotion"}, "sleep": {"need": "CANARY-R1.v3-sections"}})
    );
    let next = written["version"].as_i64().unwrap();
    assert_eq!(next, start + 1);
    // Somebody else wrote meanwhile: nothing is lost, the present row comes along.
    let stale = kit.patch("mgr1", &path, start, &json!({"domains": {"skin": null}})).await;
    stale.refused(412, "stale");
    assert_eq!(stale.body["data"]["current"]["sections"], written["sections"], "{}", stale.body);
    let reply = kit
        .patch("mgr1", &path, next, &json!({"domains": {"sleep": null}, "consent_note": "She agreed"}))
        .await;
    assert_eq!(reply.ok()["domains"], json!(["skin"]));
    let reply = kit
        .patch("mgr1", &path, next + 1, &json!({"sections": {"pain": {"need": "Hip"}}, "consent_note": null}))
        .await;
    assert_eq!(
        (&reply.ok()["sections"], &reply.ok()["consent_note"]),
        (&json!({"pain": {"need": "Hip"}}), &Value::Null)
    );
    let now = next + 2;
    for (body, field, code) in [
        (json!({"sections": {}, "domains": {}}), "domains", "not_possible"),
        (json!({"sections": null}), "sections", "required"),
        (json!({"domains": {"skin": {"risks": "x".repeat(4001)}}}), "domains.skin.risks", "too_long"),
        (json!({"domains": {"hair": null}}), "domains.hair", "unknown"),
        (json!({"status": "active"}), "status", "unknown"),
        (json!({"based_on_id": row("care_plan_versions", "R1b.v2")}), "based_on_id", "reference"),
        (json!({"based_on_id": row("care_plan_versions", "R3.v2")}), "based_on_id", "reference"),
    ] {
        kit.patch("mgr1", &path, now, &body).await.refused(422, "invalid").field(field, code);
    }
    kit.patch("mgr1", &path, now, &nothing()).await.refused(422, "invalid");
    kit.send("mgr1", "PATCH", &path, &[], Some(&one)).await.refused(428, "precondition_required");
    assert_eq!(at(&kit, &path).await, now, "what was refused left nothing");
    // A version that has left draft is nobody's to change.
    for who in ["carer1", "senior1", "mgr1", "owner1"] {
        for name in ["R1.v1", "R1.v2", "R1.v4"] {
            let held = at(&kit, &version(name)).await;
            kit.patch(who, &version(name), held, &one).await.refused(409, "illegal_transition");
        }
    }
    kit.patch("owner1", &path, now, &one).await.refused(403, "forbidden");
}

#[tokio::test]
async fn the_versions_of_a_resident_without_their_sections() {
    let kit = kit().await;
    let (trips, reply) = kit.trips(kit.get("mgr1", &plan("R1", "-versions"))).await;
    assert_eq!(trips, 1);
    assert_eq!(each(reply.ok(), "status"), ["in_review", "draft", "active", "superseded"]);
    assert_eq!(reply.ok()[0]["domains"], json!(["sleep"]));
    assert_eq!(reply.ok()[0].get("sections"), None);
    let carers = kit.get("carer1", &plan("R1", "-versions")).await;
    assert_eq!(each(carers.ok(), "status"), ["in_review", "active", "superseded"]);
    let archived = kit.get("mgr1", &plan("R1", "-versions?archived=only")).await;
    assert_eq!(archived.ok()[0]["id"], json!(row("care_plan_versions", "R1.v5")));
    kit.get("carer1", &plan("R1", "-versions?archived=only")).await.ok().as_array().unwrap().is_empty();
}
