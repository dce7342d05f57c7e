//! What lies on a device of somebody who can't send it any more reaches the record: once, as handed in by a manager, and
//! never as signed by whose device it was.

use serde_json::{Value, json};

use crate::kit::{client, hand_in, kit, lies, minutes, of, row, task};

/// A drink of an hour ago.
fn drink() -> Value {
    json!({ "kind": "fluid", "measures": { "in_ml": 200 }, "occurred_at": minutes(-60) })
}

fn done() -> Value {
    json!({ "outcome": "partly", "note": "Half of it", "measures": { "ml": 150 }, "occurred_at": minutes(-60), "last_seen_ordinal": 0 })
}

/// That somebody's account is disabled: from then on all they send is 401.
async fn disabled(kit: &almoner_testkit::desk::Kit, who: &str) {
    kit.run(&format!(
        "update private.accounts set disabled_at = now() where id = '{}'",
        almoner_testkit::names::id(&format!("account:{who}"))
    ))
    .await;
}

#[tokio::test]
async fn of_a_disabled_account_the_manager_hands_it_in_and_both_are_named() {
    let kit = kit().await;
    disabled(&kit, "carer1").await;
    let notes = format!("/clients/{}/notes", client("R1"));
    kit.post("carer1", &notes, &drink()).await.refused(401, "unauthenticated");
    let entries = vec![
        lies("tap-drink-1", "note", &client("R1"), &drink()),
        lies("tap-task-01", "task_record", &of("care_plan_tasks", "R1.due"), &done()),
    ];
    let results = hand_in(&kit, "mgr1", "carer1", entries).await;
    for result in &results {
        assert_eq!((&result["stored"], &result["replayed"]), (&json!(true), &json!(false)), "{result}");
        assert_eq!(result["problem"], Value::Null);
    }
    assert_eq!(results[0]["key"], "tap-drink-1");

    let made = format!("/notes/{}", results[0]["id"].as_str().unwrap());
    let page = kit.get("senior1", &made).await;
    let note = &page.ok()["note"];
    assert_eq!(note["author_id"], json!(row("profiles", "mgr1")));
    assert_eq!(note["claimed_author"]["id"], json!(row("profiles", "carer1")));
    assert!(note["claimed_author"]["name"].as_str().is_some_and(|name| !name.is_empty()), "{note}");
    assert_eq!(note["measures"], json!({ "in_ml": 200 }));
    let list = kit.get("senior1", &format!("{notes}?limit=200")).await;
    let listed = list.ok().as_array().unwrap().iter().find(|listed| listed["id"] == results[0]["id"]);
    assert_eq!(listed.unwrap()["claimed_author"], note["claimed_author"]);

    let page = kit.get("senior1", &task("R1.due")).await;
    let record = &page.ok()["records"][0];
    assert_eq!(record["author_id"], json!(row("profiles", "mgr1")));
    assert_eq!(record["claimed_author"]["id"], json!(row("profiles", "carer1")));
    assert_eq!(page.ok()["task"]["status"], "partly");
    // The audit names the manager as who did it, and whose it was claimed to be.
    let told = format!(
        "select count(*) from public.audit_events e join public.audit_details d on d.organisation_id = e.organisation_id and d.event_id = e.id \
          where e.row_id = '{}' and e.profile_id = '{}' and d.changes #>> '{{claimed_author_id,1}}' = '{}'",
        results[0]["id"].as_str().unwrap(),
        row("profiles", "mgr1"),
        row("profiles", "carer1")
    );
    assert_eq!(kit.fact::<i64>(&told).await, 1);
    // What people note themselves names nobody else.
    let own = kit.post("senior1", &notes, &drink()).await.created()["id"].as_str().unwrap().to_owned();
    let own = kit.get("senior1", &format!("/notes/{own}")).await.ok()["note"].clone();
    assert_eq!(own["claimed_author"], Value::Null);
}

#[tokio::test]
async fn whose_words_they_are_said_to_be_hears_of_it_once() {
    let kit = kit().await;
    let told = async |who: &str| -> i64 {
        kit.fact(&format!(
            "select count(*) from public.notification_queue where kind = 'handed_in' and profile_id = '{}' and care_home_id = '{}'",
            row("profiles", who),
            row("care_homes", "H1")
        ))
        .await
    };
    let entries = |n: i32| {
        (0..2).map(|k| lies(&format!("tap-told-{n}{k}"), "note", &client("R1"), &drink())).collect::<Vec<_>>()
    };
    for n in 1..=2 {
        let results = hand_in(&kit, "mgr1", "carer1", entries(n)).await;
        assert!(results.iter().all(|result| result["stored"] == true), "{results:?}");
    }
    // The hour may have passed between the two.
    assert!((1..=2).contains(&told("carer1").await));
    assert_eq!((told("mgr1").await, told("senior1").await), (0, 0));
    // Of what isn't stored nobody hears.
    let wrong = lies(
        "tap-told-99",
        "note",
        &client("R1"),
        &json!({ "kind": "fluid", "measures": { "in_ml": 9e9 }, "occurred_at": minutes(-60) }),
    );
    let results = hand_in(&kit, "mgr1", "senior1", vec![wrong]).await;
    assert_eq!((&results[0]["stored"], told("senior1").await), (&json!(false), 0));
}

#[tokio::test]
async fn handed_in_twice_it_is_stored_once() {
    let kit = kit().await;
    // The same bodies each time, as they lie on the device: the clock of the test must not move between the two.
    let lying = vec![
        lies("tap-twice-2", "note", &client("R1"), &drink()),
        lies("tap-twice-3", "task_record", &of("care_plan_tasks", "R1.due"), &done()),
    ];
    let entries = || lying.clone();
    let first = hand_in(&kit, "mgr1", "gone", entries()).await;
    // By a colleague who manages the home too, from the same device.
    let again = hand_in(&kit, "mgr12", "gone", entries()).await;
    for (one, two) in first.iter().zip(&again) {
        assert_eq!((&one["replayed"], &two["replayed"]), (&json!(false), &json!(true)), "{two}");
        assert_eq!((&one["id"], &two["stored"]), (&two["id"], &json!(true)));
    }
    let stored = "select count(*) from public.daily_notes where idempotency_key = 'tap-twice-2'";
    assert_eq!(kit.fact::<i64>(stored).await, 1);
    let stored = "select count(*) from public.care_task_records where idempotency_key = 'tap-twice-3'";
    assert_eq!(kit.fact::<i64>(stored).await, 1);
    // The same key for other words is refused, and says which it is.
    let other = lies(
        "tap-twice-2",
        "note",
        &client("R1"),
        &json!({ "kind": "care", "text": "Hair", "occurred_at": minutes(-60) }),
    );
    let got = hand_in(&kit, "mgr1", "gone", vec![other]).await;
    assert_eq!(got[0]["problem"]["code"], "idempotency_key_reused");
    // A key is that of whose device it is: another's is another entry.
    let theirs =
        hand_in(&kit, "mgr1", "senior1", vec![lies("tap-twice-2", "note", &client("R1"), &drink())]).await;
    assert_eq!((&theirs[0]["stored"], &theirs[0]["replayed"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn what_its_author_has_sent_is_not_stored_again_and_the_other_way_round() {
    let kit = kit().await;
    let notes = format!("/clients/{}/notes", client("R1"));
    let records = format!("{}/records", task("R1.due"));
    let key = |key: &str| [("idempotency-key", key.to_owned())];
    let (a_drink, a_record) = (drink(), done());
    let sent = kit.send("carer1", "POST", &notes, &key("tap-sent-01"), Some(&a_drink)).await;
    let id = sent.created()["id"].clone();
    let sent = kit.send("carer1", "POST", &records, &key("tap-sent-02"), Some(&a_record)).await;
    let of_task = sent.created()["id"].clone();
    let entries = vec![
        lies("tap-sent-01", "note", &client("R1"), &a_drink),
        lies("tap-sent-02", "task_record", &of("care_plan_tasks", "R1.due"), &a_record),
    ];
    let got = hand_in(&kit, "mgr1", "carer1", entries).await;
    assert_eq!((&got[0]["stored"], &got[0]["replayed"], &got[0]["id"]), (&json!(true), &json!(true), &id));
    assert_eq!(
        (&got[1]["stored"], &got[1]["replayed"], &got[1]["id"]),
        (&json!(true), &json!(true), &of_task)
    );
    // It stays what it was: her own.
    let note = kit.get("mgr1", &format!("/notes/{}", id.as_str().unwrap())).await.ok()["note"].clone();
    assert_eq!(
        (&note["author_id"], &note["claimed_author"]),
        (&json!(row("profiles", "carer1")), &Value::Null)
    );

    // Handed in first, and then her account works again: she gets the receipt, and there is one.
    let handed =
        hand_in(&kit, "mgr1", "carer1", vec![lies("tap-sent-03", "note", &client("R1"), &a_drink)]).await;
    let hers = kit.send("carer1", "POST", &notes, &key("tap-sent-03"), Some(&a_drink)).await;
    assert_eq!(hers.created()["id"], handed[0]["id"]);
    assert_eq!(hers.headers["idempotency-replayed"], "true");
    // What she had noted otherwise is not taken for the same in silence.
    let otherwise = json!({ "kind": "fluid", "measures": { "in_ml": 100 }, "occurred_at": minutes(-60) });
    kit.send("carer1", "POST", &notes, &key("tap-sent-03"), Some(&otherwise))
        .await
        .refused(422, "idempotency_key_reused");
}

#[tokio::test]
async fn what_is_old_arrives_and_says_that_it_is_late() {
    let kit = kit().await;
    let at = |hours: i64| {
        let body = json!({ "kind": "care", "text": "Washed", "occurred_at": minutes(-60 * hours) });
        lies(&format!("tap-of-{hours:05}"), "note", &client("R1"), &body)
    };
    // Of three days ago and of ten months ago; a membership of then is enough, one that has ended too.
    let got = hand_in(&kit, "mgr1", "gone", vec![at(1), at(73), at(24 * 300)]).await;
    let late: Vec<&Value> = got.iter().map(|result| &result["late"]).collect();
    assert_eq!(late, [&json!(false), &json!(true), &json!(true)], "{got:?}");
    assert_eq!(hand_in(&kit, "mgr1", "just_ended", vec![at(74)]).await[0]["stored"], true);
    // The clock of the device was a little ahead: it is taken as now.
    let ahead = json!({ "kind": "care", "text": "Washed", "occurred_at": minutes(9) });
    let got = hand_in(&kit, "mgr1", "gone", vec![lies("tap-ahead-1", "note", &client("R1"), &ahead)]).await;
    assert_eq!(got[0]["occurred_at"], got[0]["recorded_at"]);
    // Ancillary staff note what they did together.
    let bingo = json!({ "kind": "activity", "text": "Bingo", "occurred_at": minutes(-60) });
    let got =
        hand_in(&kit, "mgr1", "ancillary1", vec![lies("tap-bingo-1", "note", &client("R1"), &bingo)]).await;
    assert_eq!(got[0]["stored"], true);
}

#[tokio::test]
async fn nothing_of_one_stops_another() {
    let kit = kit().await;
    let wrong = json!({ "kind": "tea", "text": "Tea", "occurred_at": minutes(-60) });
    let entries = vec![
        lies("tap-mixed-1", "note", &client("R1"), &wrong),
        lies("tap-mixed-2", "note", &client("R1"), &drink()),
        lies("tap-mixed-3", "plan_read", &of("care_plan_versions", "R1.v2"), &json!({})),
        lies("tap-mixed-4", "task_record", &of("care_plan_tasks", "R1.due"), &done()),
        lies("tap-mixed-5", "task_record", &of("care_plan_tasks", "R1.due"), &done()),
        lies("tap-mixed-6", "note", &client("R3"), &drink()),
    ];
    let (trips, got) = kit.trips(hand_in(&kit, "mgr1", "carer1", entries)).await;
    assert!(trips <= 12, "at most two for each: {trips}");
    let said: Vec<&str> =
        got.iter().map(|result| result["problem"]["code"].as_str().unwrap_or("stored")).collect();
    assert_eq!(said, ["invalid", "stored", "invalid", "stored", "recorded_meanwhile", "not_found"]);
    let field =
        |at: usize| (&got[at]["problem"]["fields"][0]["path"], &got[at]["problem"]["fields"][0]["code"]);
    assert_eq!(field(0), (&json!("body.kind"), &json!("choice")));
    assert_eq!(field(2), (&json!("kind"), &json!("not_possible")));
    assert_eq!(field(4), (&json!("body.last_seen_ordinal"), &json!("recorded_meanwhile")));
    // With the task and what is recorded of it, to decide by.
    assert_eq!(got[4]["problem"]["current"]["task"]["last_ordinal"], 1);
    assert!(got.iter().all(|result| result["key"].as_str().is_some()));
}
