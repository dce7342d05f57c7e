//! What a draft asks for: written while it is one, frozen with it, and when it will be due.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::kit::{kit, of, words};

fn of_version(name: &str) -> String {
    format!("/care-plan-versions/{}/task-definitions", of("care_plan_versions", name))
}

fn definition(name: &str) -> String {
    format!("/task-definitions/{}", of("care_task_definitions", name))
}

fn turn() -> Value {
    json!({ "domain": "skin", "title": "Turn to the other side", "times": ["02:00", "22:00"], "due_minutes": 30 })
}

#[tokio::test]
async fn a_draft_is_written_and_what_left_draft_is_not() {
    let kit = kit().await;
    let draft = of_version("R1.v3");
    let made = kit.post("senior1", &draft, &turn()).await;
    let made = made.created();
    assert_eq!(made["times"], json!(["02:00:00", "22:00:00"]));
    assert_eq!(
        (&made["kind"], &made["due_minutes"], &made["missed_minutes"]),
        (&"scheduled".into(), &30.into(), &60.into())
    );
    assert_eq!(words(&made["can"]), ["update", "archive"]);
    let path = format!("/task-definitions/{}", made["id"].as_str().unwrap());
    let changed =
        kit.patch("senior1", &path, 1, &json!({ "times": ["21:30"], "weekdays": [6, 7], "people": 2 })).await;
    assert_eq!((&changed.ok()["times"], &changed.ok()["weekdays"]), (&json!(["21:30:00"]), &json!([6, 7])));
    // The whole is checked, with what stood there before.
    kit.patch("senior1", &path, 2, &json!({ "kind": "as_needed" }))
        .await
        .refused(422, "invalid")
        .field("kind", "not_possible");
    kit.patch("senior1", &path, 2, &json!({ "every_days": 3 }))
        .await
        .refused(422, "invalid")
        .field("starts_on", "required");
    kit.patch("senior1", &path, 2, &json!({ "times": [] }))
        .await
        .refused(422, "invalid")
        .field("times", "required");
    kit.patch("senior1", &path, 2, &json!({ "title": null }))
        .await
        .refused(422, "invalid")
        .field("title", "required");
    kit.patch("senior1", &path, 2, &json!({})).await.refused(422, "invalid");
    let needed = json!({ "kind": "as_needed", "times": [], "min_interval_minutes": 240, "max_per_day": 4 });
    let needed = kit.patch("senior1", &path, 2, &needed).await;
    assert_eq!((&needed.ok()["min_interval_minutes"], &needed.ok()["times"]), (&240.into(), &json!([])));
    let stale = kit.patch("mgr1", &path, 2, &json!({ "people": 1 })).await;
    stale.refused(412, "stale");
    assert_eq!(stale.body["data"]["current"]["version"], 3);
    // Another of the same piece of care has no place in this version.
    let mut again = turn();
    again["lineage_id"] = made["lineage_id"].clone();
    kit.post("mgr1", &draft, &again).await.refused(409, "duplicate");
    let gone = kit.act("mgr1", &format!("{path}/archive"), 3, &json!({ "reason": "Not needed" })).await;
    assert_eq!(words(&gone.ok()["can"]), ["restore"]);
    let ids = async |query: &str| {
        let list = kit.get("senior1", &format!("{draft}{query}")).await;
        list.ok().as_array().unwrap().iter().map(|d| d["id"].clone()).collect::<Vec<_>>()
    };
    assert!(!ids("").await.contains(&made["id"]) && ids("?archived=only").await.contains(&made["id"]));
    kit.act("mgr1", &format!("{path}/restore"), 4, &json!({})).await.ok();
    // In review, active, superseded: the version is what it is.
    for version in ["R1.v4", "R1.v2", "R1.v1"] {
        for who in ["mgr1", "senior1"] {
            kit.post(who, &of_version(version), &turn()).await.refused(409, "illegal_transition");
        }
    }
    kit.patch("mgr1", &definition("R1.d4.wash"), 1, &json!({ "title": "Shave" }))
        .await
        .refused(409, "illegal_transition")
        .field("title", "illegal_transition");
    kit.act("mgr1", &format!("{}/archive", definition("R1.d1.wash")), 1, &json!({ "reason": "x" }))
        .await
        .refused(409, "illegal_transition");
}

#[tokio::test]
async fn of_the_active_version_the_manager_amends_when_and_whose() {
    let kit = kit().await;
    let wash = definition("R1.d2.wash");
    kit.patch("mgr1", &wash, 1, &json!({ "title": "Shave" }))
        .await
        .refused(409, "illegal_transition")
        .field("title", "illegal_transition");
    kit.patch("senior1", &wash, 1, &json!({ "times": ["09:00"] })).await.refused(403, "forbidden");
    let amended = kit
        .patch("mgr1", &wash, 1, &json!({ "times": ["09:00"], "assignee_id": of("profiles", "nurse1") }))
        .await;
    assert_eq!(amended.ok()["times"], json!(["09:00:00"]));
    assert_eq!(words(&amended.ok()["can"]), ["amend"]);
    // Tasks that are to come follow.
    let moved = format!(
        "select count(*) from public.care_plan_tasks where definition_id = '{}' and status = 'due' and assignee_id = '{}' \
            and (due_from at time zone 'Europe/London')::time = '09:00'",
        of("care_task_definitions", "R1.d2.wash"),
        of("profiles", "nurse1")
    );
    assert!(kit.fact::<i64>(&moved).await >= 1);
}

#[tokio::test]
async fn a_draft_is_not_everybodys() {
    let kit = kit().await;
    let nothing = kit.get("carer1", &format!("/task-definitions/{}", Uuid::new_v4())).await;
    nothing.refused(404, "not_found");
    for (who, path) in [
        ("carer1", definition("R1.d3.wash")),
        ("carer1", of_version("R1.v3")),
        ("carer1", format!("{}/next", definition("R1.d3.wash"))),
        ("carer2", definition("R1.d2.wash")),
        ("excluded", definition("R1.d2.wash")),
        ("ancillary1", definition("R1.d2.wash")),
        ("owner2", format!("{}/next", definition("R1.d2.wash"))),
    ] {
        assert_eq!(kit.get(who, &path).await.anonymous(), nothing.anonymous(), "{who} {path}");
    }
    kit.get("carer1", &definition("R1.d2.wash")).await.ok();
    kit.get("senior1", &definition("R1.d3.wash")).await.ok();
    for (who, status) in [("carer1", 404), ("owner1", 403), ("carer2", 404), ("comp1", 403)] {
        let got = kit.post(who, &of_version("R1.v3"), &turn()).await;
        assert_eq!(got.status.as_u16(), status, "{who} {}", got.body);
    }
    // Whom the writer does not see can't be told from nobody.
    let give = |person: Uuid| {
        let mut body = turn();
        body["assignee_id"] = json!(person);
        body
    };
    let nobody = kit.post("senior1", &of_version("R1.v3"), &give(Uuid::new_v4())).await;
    nobody.refused(422, "invalid").field("assignee_id", "not_possible");
    let hidden = kit.post("senior1", &of_version("R1.v3"), &give(of("profiles", "carer3"))).await;
    assert_eq!(hidden.anonymous(), nobody.anonymous());
}

#[tokio::test]
async fn the_next_ten_times_are_those_that_will_be_made() {
    let kit = kit().await;
    kit.run("update public.care_homes set time_zone = 'Europe/London', care_day_starts = '07:00'").await;
    let made = kit.post("senior1", &of_version("R1.v3"), &json!({
        "domain": "sleep", "title": "Look in", "times": ["00:30", "01:30", "02:00"], "starts_on": "2027-03-26", "every_days": 1,
    })).await;
    let path = format!("/task-definitions/{}/next", made.created()["id"].as_str().unwrap());
    let next = kit.get("senior1", &format!("{path}?from=2027-03-27T12:00:00Z")).await;
    let next = next.ok().as_array().unwrap();
    assert_eq!(next.len(), 10);
    let first: Vec<(&str, &str)> = next
        .iter()
        .take(3)
        .map(|t| (t["local"].as_str().unwrap(), t["due_from"].as_str().unwrap()))
        .collect();
    // 01:30 and 02:00 are one instant in the night in which the clock goes forward.
    let expected = [
        ("2027-03-28T00:30", "2027-03-28T00:30:00Z"),
        ("2027-03-28T02:00", "2027-03-28T01:00:00Z"),
        ("2027-03-29T00:30", "2027-03-28T23:30:00Z"),
    ];
    assert_eq!(first, expected);
    assert_eq!(next[0]["care_day"], "2027-03-27", "the night belongs to the day before");
    // It starts later than it is asked about: from its start.
    let all = kit.get("senior1", &path).await;
    assert_eq!(all.ok()[0]["local"], "2027-03-27T00:30");
    // Every other Monday finds its ten over months; as needed has none.
    let rare = kit.post("senior1", &of_version("R1.v3"), &json!({
        "domain": "oral_health", "title": "Weigh", "times": ["09:00"], "starts_on": "2027-01-04", "every_days": 14, "weekdays": [1],
    })).await;
    let rare = kit
        .get("senior1", &format!("/task-definitions/{}/next", rare.created()["id"].as_str().unwrap()))
        .await;
    let rare: Vec<&str> =
        rare.ok().as_array().unwrap().iter().filter_map(|t| t["care_day"].as_str()).collect();
    assert_eq!((rare.len(), rare[0], rare[9]), (10, "2027-01-04", "2027-05-10"));
    let needed = kit.get("carer1", &format!("{}/next", definition("R1.d2.needed"))).await;
    assert_eq!(*needed.ok(), json!([]));
}
