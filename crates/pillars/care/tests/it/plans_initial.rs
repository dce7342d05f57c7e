//! Somebody moves in without a plan: who runs the shift writes a small one and publishes it, and nothing else.

use almoner_testkit::names::id;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::kit::kit;
use crate::plans_kit::{arrives, at, can, leaves, nothing, plan};

fn task(title: &str) -> Value {
    json!({ "domain": "personal_care", "title": title, "times": ["00:00", "06:00", "12:00", "18:00"] })
}

#[tokio::test]
async fn who_runs_the_shift_publishes_what_a_new_resident_needs_at_once() {
    let kit = kit().await;
    let begin = plan("asked", "/initial");
    // Before they have moved in there is nobody to care for.
    kit.post("senior1", &begin, &nothing()).await.refused(404, "not_found");
    kit.post("mgr1", &begin, &nothing()).await.refused(409, "illegal_transition");
    arrives(&kit, "asked", "free").await;
    let round = async |who: &str| -> Value {
        let round = kit.get(who, &format!("/round?home={}", id("H1"))).await;
        let all = round.ok()["residents"].as_array().unwrap().clone();
        all.into_iter().find(|r| r["id"] == id("asked").to_string()).expect("on the round")
    };
    assert_eq!(round("carer1").await["plan"], "none");
    for who in ["carer1", "owner1", "comp1", "ancillary1"] {
        kit.post(who, &begin, &nothing()).await.refused(403, "forbidden");
    }
    for who in ["carer2", "mgr3"] {
        kit.post(who, &begin, &nothing()).await.refused(404, "not_found");
    }
    let (trips, made) =
        kit.trips(kit.post("senior1", &begin, &json!({ "change_reason": "Came at seven" }))).await;
    assert_eq!(trips, 3);
    let draft = made.created();
    assert_eq!(
        (&draft["kind"], &draft["status"], &draft["number"]),
        (&json!("initial"), &json!("draft"), &json!(1))
    );
    assert!(can(draft).contains(&"publish") && can(draft).contains(&"update"), "{draft}");
    // The alerts as they are known stand in it.
    let said = draft["sections"]["safety_environment"]["risks"].as_str().unwrap();
    assert!(said.to_lowercase().contains("allerg"), "{said}");
    let path = format!("/care-plan-versions/{}", draft["id"].as_str().unwrap());
    kit.get("carer1", &path).await.refused(404, "not_found");

    // Ten tasks, and no eleventh, whoever adds it.
    let tasks = format!("{path}/task-definitions");
    for n in 1..=10 {
        kit.post("senior1", &tasks, &task(&format!("Task {n}"))).await.created();
    }
    for who in ["senior1", "mgr1"] {
        kit.post(who, &tasks, &task("One too many"))
            .await
            .refused(422, "invalid")
            .field("care_plan_version_id", "not_possible");
    }
    let count: i64 = kit
        .fact(&format!(
            "select count(*) from public.care_task_definitions where care_plan_version_id = '{}'",
            draft["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(count, 10);

    let version = kit.get("senior1", &path).await.ok()["version"].as_i64().unwrap();
    let publish = format!("{path}/publish");
    kit.act("carer1", &publish, version, &nothing()).await.refused(404, "not_found");
    kit.act("owner1", &publish, version, &nothing()).await.refused(403, "forbidden");
    kit.act("senior1", &publish, version + 7, &nothing()).await.refused(412, "stale");
    let published = kit.act("senior1", &publish, version, &nothing()).await;
    let done = published.ok();
    assert_eq!(
        (&done["version"]["status"], &done["version"]["published_by"]),
        (&json!("active"), &json!(id("senior1")))
    );
    assert!(done["due_made"].as_i64().unwrap() >= 10, "the next 48 hours: {done}");
    assert_eq!(round("carer1").await["plan"], "initial");
    let shown = kit.get("carer1", &plan("asked", "")).await;
    assert_eq!(shown.ok()["active"]["kind"], "initial");
    let due = async || -> i32 {
        kit.fact(&format!(
            "select r.due_on - (v.published_at at time zone 'Europe/London')::date from public.care_plan_reviews r \
               join public.care_plan_versions v on v.client_id = r.client_id and v.status = 'active' \
              where r.client_id = '{}' and r.reason = 'routine' and r.status = 'due'",
            id("asked")
        ))
        .await
    };
    assert_eq!(due().await, 7, "the organisation's days for it");

    // And only that: the next version is the manager's to publish.
    kit.post("senior1", &begin, &nothing()).await.refused(409, "illegal_transition");
    let full = format!("/care-plans/{}/versions", done["version"]["care_plan_id"].as_str().unwrap());
    let full = kit.post("senior1", &full, &nothing()).await.created().clone();
    assert_eq!(full["kind"], "full");
    let path = format!("/care-plan-versions/{}", full["id"].as_str().unwrap());
    let now = full["version"].as_i64().unwrap();
    let now = kit.get("senior1", &path).await.ok()["version"].as_i64().unwrap_or(now);
    kit.act("senior1", &format!("{path}/publish"), now, &nothing()).await.refused(409, "illegal_transition");
    kit.act("senior1", &format!("{path}/submit"), now, &nothing()).await.ok();
    kit.act("senior1", &format!("{path}/publish"), now + 1, &nothing()).await.refused(403, "forbidden");
    let over = kit.act("mgr1", &format!("{path}/publish"), now + 1, &nothing()).await;
    assert_eq!(over.ok()["superseded_version_id"], done["version"]["id"]);
    assert_eq!(round("carer1").await["plan"], "full");
    assert!(due().await >= 28, "from now on the plan's own cycle");
}

#[tokio::test]
async fn it_never_goes_over_the_managers_plan() {
    let kit = kit().await;
    kit.post("senior1", &plan("R1", "/initial"), &nothing()).await.refused(409, "illegal_transition");
    arrives(&kit, "asked", "free").await;
    let initial = kit.post("senior1", &plan("asked", "/initial"), &nothing()).await.created().clone();
    let small = format!("/care-plan-versions/{}", initial["id"].as_str().unwrap());
    // Meanwhile the manager writes the full one and publishes it.
    let begin = format!("/care-plans/{}/versions", initial["care_plan_id"].as_str().unwrap());
    let full = kit.post("mgr1", &begin, &nothing()).await.created().clone();
    let path = format!("/care-plan-versions/{}", full["id"].as_str().unwrap());
    kit.patch("mgr1", &path, 1, &json!({ "domains": { "skin": { "need": "Dry" } } })).await.ok();
    kit.act("mgr1", &format!("{path}/submit"), 2, &nothing()).await.ok();
    kit.act("mgr1", &format!("{path}/publish"), 3, &nothing()).await.ok();
    let read = kit.get("senior1", &small).await;
    assert!(!can(read.ok()).contains(&"publish"));
    let version = read.ok()["version"].as_i64().unwrap();
    let publish = format!("{small}/publish");
    kit.act("senior1", &publish, version, &nothing()).await.refused(409, "illegal_transition");
    // Neither by saying that it is based on it, nor by calling another version initial.
    kit.patch("senior1", &small, version, &json!({ "based_on_id": full["id"] })).await.ok();
    kit.act("senior1", &publish, version + 1, &nothing()).await.refused(409, "illegal_transition");
    kit.patch("senior1", &small, version + 1, &json!({ "kind": "initial" }))
        .await
        .refused(422, "invalid")
        .field("kind", "unknown");
    let active: String = kit
        .fact(&format!(
            "select id::text from public.care_plan_versions where client_id = '{}' and status = 'active'",
            id("asked")
        ))
        .await;
    assert_eq!(active, full["id"].as_str().unwrap());
    assert_eq!(at(&kit, &small).await, version + 1, "nothing of what was refused");
}

#[tokio::test]
async fn of_many_at_once_one_begins_and_one_publishes() {
    let kit = kit().await;
    arrives(&kit, "asked", "free").await;
    let (begin, empty) = (plan("asked", "/initial"), nothing());
    let who = ["senior1", "nurse1", "mgr1"];
    let begun = join_all((0..12).map(|n| kit.post(who[n % 3], &begin, &empty))).await;
    let made: Vec<_> = begun.iter().filter(|r| r.status == 201).collect();
    assert_eq!(made.len(), 1, "{:?}", begun.iter().map(|r| r.status).collect::<Vec<_>>());
    assert!(begun.iter().all(|r| [201, 409].contains(&r.status.as_u16())));
    let path = format!("/care-plan-versions/{}/publish", made[0].created()["id"].as_str().unwrap());
    let done = join_all((0..12).map(|n| kit.act(who[n % 3], &path, 1, &empty))).await;
    assert_eq!(done.iter().filter(|r| r.status == 200).count(), 1);
    assert!(done.iter().all(|r| [200, 409, 412].contains(&r.status.as_u16())));
}

#[tokio::test]
async fn who_could_begin_one_is_offered_it_while_there_is_a_plan_without_a_version_in_force() {
    let kit = kit().await;
    arrives(&kit, "asked", "free").await;
    let (begin, now) = (plan("asked", "/initial"), plan("asked", ""));
    let draft = kit.post("senior1", &begin, &nothing()).await.created().clone();
    let offered = async |who: &str| can(kit.get(who, &now).await.ok()).contains(&"start_initial");
    for who in ["senior1", "mgr1"] {
        assert!(!offered(who).await, "{who}: one is begun");
    }
    let path = format!("/care-plan-versions/{}", draft["id"].as_str().unwrap());
    kit.act("mgr1", &format!("{path}/withdraw"), at(&kit, &path).await, &nothing()).await.ok();
    for (who, begins) in [
        ("senior1", true),
        ("nurse1", true),
        ("mgr1", true),
        ("carer1", false),
        ("owner1", false),
        ("comp1", false),
    ] {
        assert_eq!(offered(who).await, begins, "{who}");
        if !begins {
            kit.post(who, &begin, &nothing()).await.refused(403, "forbidden");
        }
    }
    let again = kit.post("senior1", &begin, &nothing()).await.created().clone();
    let path = format!("/care-plan-versions/{}", again["id"].as_str().unwrap());
    kit.act("senior1", &format!("{path}/publish"), 1, &nothing()).await.ok();
    // What was published in this stay stays its plan, in force or not.
    assert!(!offered("senior1").await);
    kit.act("mgr1", &format!("{path}/cease"), at(&kit, &path).await, &nothing()).await.ok();
    assert!(!offered("senior1").await && !offered("mgr1").await);
    kit.post("senior1", &begin, &nothing()).await.refused(409, "illegal_transition");
    // A move to another bed goes on with the admission; who left and comes again has no plan for this stay yet.
    kit.run(&format!(
        "with was as (update bed_stays set status = 'ended', leaving_reason = 'moved_bed', during = tstzrange(lower(during), now()) \
                       where client_id = '{}' and status = 'live' returning *) \
         insert into bed_stays (organisation_id, id, client_id, care_home_id, admission_id, bed_id, during, status) \
         select organisation_id, app.new_id(), client_id, care_home_id, admission_id, bed_id, tstzrange(now(), null), 'live' from was",
        id("asked")
    ))
    .await;
    assert!(!offered("senior1").await, "moved");
    leaves(&kit, "asked", "returned_home").await;
    arrives(&kit, "asked", "free").await;
    assert!(offered("senior1").await, "back again");
    kit.post("senior1", &begin, &nothing()).await.created();
}

#[tokio::test]
async fn where_plans_are_published_by_two_nobody_is_offered_to_publish_their_own() {
    let kit = kit().await;
    kit.run(&format!(
        "update company_settings set two_person_publish = true where organisation_id = '{}'",
        id("O1")
    ))
    .await;
    arrives(&kit, "asked", "free").await;
    let draft = kit.post("senior1", &plan("asked", "/initial"), &nothing()).await.created().clone();
    let path = format!("/care-plan-versions/{}", draft["id"].as_str().unwrap());
    assert_eq!(can(&draft), ["update", "submit"]);
    kit.act("senior1", &format!("{path}/publish"), 1, &nothing()).await.refused(403, "forbidden");
    let other = kit.get("nurse1", &path).await;
    assert!(can(other.ok()).contains(&"publish"), "{}", other.ok());
    kit.act("nurse1", &format!("{path}/publish"), 1, &nothing()).await.ok();
}

#[tokio::test]
async fn who_drafted_a_task_takes_it_back() {
    let kit = kit().await;
    arrives(&kit, "asked", "free").await;
    let draft = kit.post("senior1", &plan("asked", "/initial"), &nothing()).await.created().clone();
    let tasks = format!("/care-plan-versions/{}/task-definitions", draft["id"].as_str().unwrap());
    let mut made = Vec::new();
    for n in 1..=10 {
        made.push(kit.post("senior1", &tasks, &task(&format!("Task {n}"))).await.created().clone());
    }
    assert_eq!(can(&made[0]), ["update", "archive"]);
    let path = format!("/task-definitions/{}", made[0]["id"].as_str().unwrap());
    kit.act("carer1", &format!("{path}/archive"), 1, &json!({ "reason": "Not needed" }))
        .await
        .refused(404, "not_found");
    kit.act("owner1", &format!("{path}/archive"), 1, &json!({ "reason": "Not needed" }))
        .await
        .refused(403, "forbidden");
    let gone = kit.act("senior1", &format!("{path}/archive"), 1, &json!({ "reason": "Not needed" })).await;
    assert_eq!(can(gone.ok()), ["restore"]);
    // There is room for another one, and then none for the one that was taken back.
    kit.post("senior1", &tasks, &task("Another")).await.created();
    kit.act("senior1", &format!("{path}/restore"), 2, &nothing()).await.refused(422, "invalid");
    // Published, it is nobody's who runs the shift.
    let publish = format!("/care-plan-versions/{}/publish", draft["id"].as_str().unwrap());
    kit.act("senior1", &publish, 1, &nothing()).await.ok();
    let other = format!("/task-definitions/{}", made[1]["id"].as_str().unwrap());
    assert_eq!(can(kit.get("senior1", &other).await.ok()), Vec::<&str>::new());
    kit.act("senior1", &format!("{other}/archive"), 1, &json!({ "reason": "x" }))
        .await
        .refused(403, "forbidden");
}
