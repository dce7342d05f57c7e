//! Submitting, publishing, withdrawing: who, from where, and what twenty at once come to.

use std::collections::BTreeMap;

use almoner_testkit::desk::Reply;
use almoner_testkit::names::id;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::kit::kit;
use crate::plans_kit::{at, can, each, in_review, nothing, past, plan, row, version, with};

#[tokio::test]
async fn a_version_goes_its_way_and_no_other() {
    let kit = kit().await;
    let path = version("R1.v3");
    let start = at(&kit, &path).await;
    for (who, status) in [("owner1", 403), ("comp1", 403), ("carer1", 404)] {
        let code = if status == 403 { "forbidden" } else { "not_found" };
        kit.act(who, &format!("{path}/submit"), start, &nothing()).await.refused(status, code);
    }
    for verb in ["publish", "send-back", "cease"] {
        kit.act("mgr1", &format!("{path}/{verb}"), start, &nothing())
            .await
            .refused(409, "illegal_transition");
    }
    kit.act("senior1", &format!("{path}/withdraw"), start, &nothing()).await.refused(403, "forbidden");
    let (trips, reply) = kit.trips(kit.act("senior1", &format!("{path}/submit"), start, &nothing())).await;
    assert_eq!(trips, 3);
    assert_eq!(
        (&reply.ok()["status"], &reply.ok()["submitted_by"]),
        (&json!("in_review"), &json!(id("senior1")))
    );
    let now = start + 1;
    for verb in ["publish", "send-back", "withdraw"] {
        for who in ["senior1", "carer1", "owner1"] {
            kit.act(who, &format!("{path}/{verb}"), now, &nothing()).await.refused(403, "forbidden");
        }
    }
    kit.act("mgr1", &format!("{path}/submit"), now, &nothing()).await.refused(409, "illegal_transition");
    let back = kit.act("mgr1", &format!("{path}/send-back"), now, &nothing()).await;
    assert_eq!((&back.ok()["status"], &back.ok()["submitted_at"]), (&json!("draft"), &Value::Null));
    let gone = kit.act("mgr1", &format!("{path}/withdraw"), now + 1, &nothing()).await;
    assert_eq!((&gone.ok()["status"], can(gone.ok())), (&json!("withdrawn"), vec![]));
    for verb in ["submit", "publish", "send-back", "withdraw", "cease"] {
        kit.act("mgr1", &format!("{path}/{verb}"), now + 2, &nothing())
            .await
            .refused(409, "illegal_transition");
    }
    // A draft that says nothing is not handed in.
    let begin = format!("/care-plans/{}/versions", row("care_plans", "R1.plan"));
    let made = kit.post("mgr1", &begin, &nothing()).await;
    let empty = format!("/care-plan-versions/{}", made.created()["id"].as_str().unwrap());
    let reply = kit.patch("mgr1", &empty, 1, &json!({"sections": {}})).await;
    assert_eq!(can(reply.ok()), ["update", "withdraw"]);
    kit.act("mgr1", &format!("{empty}/submit"), 2, &nothing())
        .await
        .refused(422, "invalid")
        .field("sections", "not_possible");
    let verbs: Vec<String> = kit
        .fact(&format!(
            "select array_agg(verb order by id) from audit_events where row_id = '{}' and verb is not null",
            row("care_plan_versions", "R1.v3")
        ))
        .await;
    assert_eq!(verbs, ["submit", "send_back", "withdraw"]);
}

#[tokio::test]
async fn publishing_says_what_it_changed_and_does_it_once() {
    let kit = kit().await;
    // One task is for two people now, one ends, and one is new.
    let path = in_review(&kit, "R1", &json!({"skin": {"need": "Dry"}})).await;
    let version_id = &path["/care-plan-versions/".len()..];
    let sql = "update care_task_definitions set people = 2 where care_plan_version_id = $1 and kind = 'scheduled' and assignee_id is not null; \
         update care_task_definitions set archived_at = now() where care_plan_version_id = $1 and kind = 'as_needed'; \
         insert into care_task_definitions (organisation_id, client_id, care_home_id, care_plan_version_id, domain, title, times) \
         select organisation_id, client_id, care_home_id, id, 'skin', 'Cream', '{09:00,20:00}' from care_plan_versions where id = $1";
    past(&kit, &sql.replace("$1", &format!("'{version_id}'"))).await;
    let summary = kit.get("mgr12", &format!("{path}/publish-summary")).await;
    let told = summary.ok().clone();
    assert_eq!((&told["plan_changed"], &told["against"]["number"]), (&json!(false), &json!(2)));
    assert_eq!(each(&told["domains"], "domain"), ["skin"]);
    let now = at(&kit, &path).await;
    let key = [("idempotency-key", "p".to_owned()), ("if-match", format!("\"v{now}\""))];
    let publish = format!("{path}/publish");
    let (trips, reply) = kit.trips(kit.send("mgr12", "POST", &publish, &key, Some(&nothing()))).await;
    assert_eq!(trips, 3);
    let done = reply.ok().clone();
    assert_eq!(done["version"]["status"], "active");
    assert_eq!(done["superseded_version_id"], json!(row("care_plan_versions", "R1.v2")));
    let count = |field: &str| done[field].as_array().unwrap().len();
    assert_eq!((count("tasks_added"), count("tasks_ended"), count("tasks_changed")), (1, 1, 1));
    // What was foretold is what happened.
    assert_eq!((&done["due_cancelled"], &done["due_made"]), (&told["due_cancelled"], &told["due_made"]));
    assert!(done["due_cancelled"].as_i64().unwrap() >= 1, "{done}");
    assert!(done["due_made"].as_i64().unwrap() >= 4, "{done}");
    // Sent again under the same key it is told again and not done again.
    let again = kit.send("mgr12", "POST", &publish, &key, Some(&nothing())).await;
    assert_eq!(again.headers["idempotency-replayed"], "true");
    for field in ["version", "superseded_version_id", "tasks_added", "tasks_ended", "tasks_changed"] {
        assert_eq!(again.ok()[field], done[field], "{field}");
    }
    assert_eq!(again.ok()["due_made"], Value::Null);
    let old = kit.get("carer1", &version("R1.v2")).await;
    assert_eq!(
        (&old.ok()["status"], &old.ok()["effective_until"]),
        (&json!("superseded"), &done["version"]["effective_from"])
    );
    let carers = kit.get("carer1", &plan("R1", "")).await;
    assert_eq!(carers.ok()["active"]["id"], done["version"]["id"]);
    // The one that was begun before is told that the plan has changed, and is brought up to it.
    let late = version("R1.v4");
    let held = at(&kit, &late).await;
    assert_eq!(can(kit.get("mgr12", &late).await.ok()), ["send_back", "withdraw"]);
    assert_eq!(kit.get("mgr12", &format!("{late}/publish-summary")).await.ok()["plan_changed"], true);
    kit.act("mgr12", &format!("{late}/publish"), held, &nothing())
        .await
        .refused(409, "plan_changed")
        .field("based_on_id", "plan_changed");
    kit.act("mgr12", &format!("{late}/send-back"), held, &nothing()).await.ok();
    kit.patch("mgr12", &late, held + 1, &json!({"based_on_id": done["version"]["id"]})).await.ok();
    kit.act("mgr12", &format!("{late}/submit"), held + 2, &nothing()).await.ok();
    kit.act("mgr12", &format!("{late}/publish"), held + 3, &nothing()).await.ok();
}

#[tokio::test]
async fn the_two_person_rule_keeps_authors_from_publishing() {
    let kit = kit().await;
    kit.run(&format!(
        "update company_settings set two_person_publish = true where organisation_id = '{}'",
        id("O1")
    ))
    .await;
    let path = in_review(&kit, "R1", &json!({"skin": {"need": "Dry"}})).await;
    let now = at(&kit, &path).await;
    assert_eq!(can(kit.get("mgr12", &path).await.ok()), ["send_back", "withdraw"]);
    kit.act("mgr12", &format!("{path}/publish"), now, &nothing()).await.refused(403, "forbidden");
    assert_eq!(can(kit.get("mgr1", &path).await.ok()), ["send_back", "publish", "withdraw"]);
    kit.act("mgr1", &format!("{path}/publish"), now, &nothing()).await.ok();
}

#[tokio::test]
async fn who_takes_a_task_out_of_a_draft_has_written_in_it() {
    let kit = kit().await;
    kit.run(&format!(
        "update company_settings set two_person_publish = true where organisation_id = '{}'",
        id("O1")
    ))
    .await;
    let begin = format!("/care-plans/{}/versions", row("care_plans", "R1.plan"));
    let made = kit.post("mgr12", &begin, &nothing()).await.created().clone();
    let path = format!("/care-plan-versions/{}", made["id"].as_str().unwrap());
    let tasks = kit.get("mgr1", &format!("{path}/task-definitions")).await;
    let first = &tasks.ok()[0];
    let task = format!("/task-definitions/{}", first["id"].as_str().unwrap());
    kit.act("mgr1", &format!("{task}/archive"), 1, &json!({"reason": "Never again"})).await.ok();
    kit.patch("mgr12", &path, at(&kit, &path).await, &json!({"domains": {"skin": {"need": "Dry"}}}))
        .await
        .ok();
    kit.act("mgr12", &format!("{path}/submit"), at(&kit, &path).await, &nothing()).await.ok();
    // Of the two neither publishes it; somebody who only archived a draft whole, and restored it, would.
    for who in ["mgr1", "mgr12"] {
        assert!(!can(kit.get(who, &path).await.ok()).contains(&"publish"), "{who}");
        let now = at(&kit, &path).await;
        kit.act(who, &format!("{path}/publish"), now, &nothing()).await.refused(403, "forbidden");
    }
}

#[tokio::test]
async fn ceasing_ends_the_plan_in_force() {
    let kit = kit().await;
    let path = version("R1.v2");
    let now = at(&kit, &path).await;
    kit.act("senior1", &format!("{path}/cease"), now, &nothing()).await.refused(403, "forbidden");
    let reply = kit.act("mgr1", &format!("{path}/cease"), now, &nothing()).await;
    assert_eq!(reply.ok()["status"], "withdrawn");
    assert!(reply.ok()["effective_until"].is_string());
    assert_eq!(kit.get("carer1", &plan("R1", "")).await.ok()["active"], Value::Null);
    let open: i64 = kit
        .fact(&format!(
            "select count(*) from care_plan_tasks where client_id = '{}' and care_plan_id is not null and status = 'due' and due_from > now()",
            id("R1")
        ))
        .await;
    assert_eq!(open, 0);
}

fn counted(replies: &[Reply]) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for reply in replies {
        let code = reply.body["error"]["code"].as_str().unwrap_or("");
        *seen.entry(format!("{} {code}", reply.status.as_u16())).or_insert(0) += 1;
    }
    seen
}

/// Of every version the time in which it was active: none overlaps another, and none leaves a gap.
pub async fn one_at_every_instant(kit: &almoner_testkit::desk::Kit) {
    let resident = id("R1");
    let overlaps: i64 = kit
        .fact(&format!(
            "select count(*) from care_plan_versions a join care_plan_versions b on a.client_id = b.client_id and a.id < b.id \
              and a.effective && b.effective where a.client_id = '{resident}'"
        ))
        .await;
    let active: i64 = kit
        .fact(&format!(
            "select count(*) from care_plan_versions where client_id = '{resident}' and status = 'active'"
        ))
        .await;
    let pieces: i32 = kit
        .fact(&format!(
            "select (select count(*) from unnest(range_agg(effective)))::int from care_plan_versions where client_id = '{resident}' and effective is not null"
        ))
        .await;
    assert_eq!((overlaps, active, pieces), (0, 1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_publishes_at_once_leave_one_and_the_others_are_told() {
    let kit = with(|c| c.size = 24).await;
    let mut drafts = Vec::new();
    for n in 0..20 {
        let path = in_review(&kit, "R1", &json!({"skin": {"need": format!("Draft {n}")}})).await;
        let now = at(&kit, &path).await;
        drafts.push((format!("{path}/publish"), now));
    }
    let tries = drafts.iter().enumerate().map(|(n, (path, now))| {
        let (kit, who) = (&kit, ["mgr1", "mgr12", "cover1"][n % 3]);
        async move { kit.act(who, path, *now, &nothing()).await }
    });
    let replies = join_all(tries).await;
    let expected: BTreeMap<String, usize> =
        [("200 ".to_owned(), 1), ("409 plan_changed".to_owned(), 19)].into();
    assert_eq!(counted(&replies), expected);
    one_at_every_instant(&kit).await;
    let resident = id("R1");
    let twice: i64 = kit
        .fact(&format!(
            "select count(*) from (select lineage_id, due_from from care_plan_tasks where client_id = '{resident}' and kind in ('scheduled', 'prompt') \
             and status <> 'cancelled' group by 1, 2 having count(*) > 1) x"
        ))
        .await;
    assert_eq!(twice, 0, "nothing is to be done twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_version_published_twenty_times_at_once_is_published_once() {
    let kit = with(|c| c.size = 24).await;
    let path = version("R1.v4");
    let now = at(&kit, &path).await;
    let publish = format!("{path}/publish");
    let replies = join_all((0..20).map(|_| kit.act("mgr12", &publish, now, &NOTHING))).await;
    let expected: BTreeMap<String, usize> =
        [("200 ".to_owned(), 1), ("409 illegal_transition".to_owned(), 19)].into();
    assert_eq!(counted(&replies), expected);
    one_at_every_instant(&kit).await;
    // And under one key it is one publish, told to whoever asks again.
    let verbs: i64 = kit
        .fact(&format!(
            "select count(*) from audit_events where row_id = '{}' and verb = 'publish'",
            row("care_plan_versions", "R1.v4")
        ))
        .await;
    assert_eq!(verbs, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn publishing_and_sending_back_at_once_do_one_of_the_two() {
    let kit = with(|c| c.size = 24).await;
    let path = version("R1.v4");
    let now = at(&kit, &path).await;
    let (publish, back) = (format!("{path}/publish"), format!("{path}/send-back"));
    let tries = (0..12).map(|n| kit.act("mgr12", [publish.as_str(), back.as_str()][n % 2], now, &NOTHING));
    let seen = counted(&join_all(tries).await);
    let won: usize = seen.iter().filter(|(what, _)| what.starts_with("200")).map(|(_, n)| n).sum();
    let lost: usize = seen
        .iter()
        .filter(|(what, _)| what.starts_with("409 illegal_transition") || what.starts_with("412 stale"))
        .map(|(_, n)| n)
        .sum();
    assert_eq!((won, lost), (1, 11), "{seen:?}");
    one_at_every_instant(&kit).await;
}

static NOTHING: std::sync::LazyLock<Value> = std::sync::LazyLock::new(nothing);
