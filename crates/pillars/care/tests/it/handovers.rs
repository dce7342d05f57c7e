//! A shift hands over what was flagged, missed and noted, once; each who comes on takes it in for
//! themselves; nobody is told of a resident whom they may not see.

use almoner_care::handover_words::{
    HandoverItemClosedBecause, HandoverItemKind, HandoverItemStatus, HandoverPriority, HandoverShift,
};
use almoner_care::note_words::AddendumKind;
use almoner_testkit::desk::{Kit, Reply};
use serde_json::{Value, json};

use crate::kit::{client, kit, minutes, row};

fn early(home: &str) -> Value {
    json!({ "care_home_id": row("care_homes", home), "shift": "early", "summary": "A quiet morning" })
}

fn id_of(reply: &Reply) -> String {
    reply.created()["id"].as_str().unwrap().to_owned()
}

async fn open(kit: &Kit, who: &str, id: &str) -> Value {
    kit.get(who, &format!("/handovers/{id}")).await.ok().clone()
}

/// Names of the items' residents; the home's own are empty.
fn about(handover: &Value) -> Vec<String> {
    let items = handover["items"].as_array().unwrap();
    items.iter().map(|i| i["client_id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_handover_takes_along_what_was_flagged_and_missed() {
    let kit = kit().await;
    let note = json!({ "kind": "observation", "text": "Hot", "measures": { "temperature_c": 38.4 }, "flagged": true });
    let of = format!("/clients/{}/notes", client("R1"));
    let flagged = id_of(&kit.post("carer1", &of, &note).await);
    // A task of R1 that nobody recorded in time, as the job notes it.
    kit.run(&format!(
        "insert into public.handover_items (organisation_id, care_home_id, care_day, client_id, kind, entity, entity_id) \
         select t.organisation_id, t.care_home_id, current_date - 1, t.client_id, 'overdue_task', 'care_plan_tasks', t.id \
           from public.care_plan_tasks t where t.client_id = '{}' order by t.id limit 1",
        client("R1")
    ))
    .await;
    let (trips, made) = kit.trips(kit.post("carer1", "/handovers", &early("H1"))).await;
    assert_eq!(trips, 3);
    let id = id_of(&made);
    let (trips, read) = kit.trips(kit.get("senior1", &format!("/handovers/{id}"))).await;
    assert_eq!(trips, 1);
    let all = read.ok();
    let items = all["items"].as_array().unwrap();
    let hot = items.iter().find(|i| i["note_id"] == flagged.as_str()).expect("the note");
    assert_eq!(
        (&hot["note_text"], &hot["note_measures"], &hot["kind"], &hot["status"]),
        (&json!("Hot"), &json!({ "temperature_c": 38.4 }), &json!("health"), &json!("open"))
    );
    let missed = items.iter().find(|i| i["kind"] == "overdue_task").expect("the task");
    assert!(missed["task_title"].is_string() && missed["text"].is_null(), "{missed}");
    assert!(items.iter().any(|i| i["kind"] == "equipment"), "what waited of the home");
    assert_eq!(all["handover"]["items"], items.len());
    // A second one of the same shift is refused, at once or later; the next takes nothing twice.
    let again = [early("H1"), early("H1"), early("H1")];
    let at_once =
        futures_util::future::join_all(again.iter().map(|body| kit.post("senior1", "/handovers", body)))
            .await;
    for lost in &at_once {
        lost.refused(409, "duplicate");
    }
    let late = json!({ "care_home_id": row("care_homes", "H1"), "shift": "late" });
    let next = id_of(&kit.post("senior1", "/handovers", &late).await);
    assert_eq!(open(&kit, "senior1", &next).await["items"], json!([]));
    // Recorded after all, it closes; a manager closes the rest.
    let item = hot["id"].as_str().unwrap();
    let path = format!("/handover-items/{item}/close");
    let close = json!({ "because": "dealt_with" });
    let version = hot["version"].as_i64().unwrap();
    kit.act("carer1", &path, version, &close).await.refused(403, "forbidden");
    assert_eq!(kit.act("mgr1", &path, version, &close).await.ok()["closed_because"], "dealt_with");
    kit.act("mgr1", &path, version, &close).await.refused(412, "stale");
    kit.act("mgr1", &path, version + 1, &close).await.refused(409, "illegal_transition");
    kit.act("mgr3", &path, version, &close).await.refused(404, "not_found");
}

#[tokio::test]
async fn what_has_changed_is_told_to_those_who_see_it() {
    let kit = kit().await;
    let r1 = client("R1");
    kit.run(&format!(
        "insert into public.client_alerts (organisation_id, client_id, care_home_id, kind, detail, status) \
         select organisation_id, id, holding_home_id, 'falls', 'Fell this morning', 'proposed' from public.clients where id = '{r1}'"
    ))
    .await;
    let id = id_of(&kit.post("carer1", "/handovers", &early("H1")).await);
    let told = open(&kit, "carer1", &id).await;
    let change = told["changes"].as_array().unwrap().iter().find(|c| c["text"] == "Fell this morning");
    let change = change.expect("the alert");
    assert_eq!((&change["kind"], &change["client_id"]), (&json!("alert_proposed"), &json!(r1)));
    // A carer whose mother lives there reads the handover, and nothing of her.
    let kept = open(&kit, "excluded", &id).await;
    assert!(!kept["changes"].to_string().contains(&r1) && !about(&kept).contains(&r1));
    assert!(!kept["items"].as_array().unwrap().is_empty() || !about(&told).is_empty());
    // What changed before it was told before: the next one doesn't tell it again.
    let late = json!({ "care_home_id": row("care_homes", "H1"), "shift": "late" });
    let next = id_of(&kit.post("carer1", "/handovers", &late).await);
    assert_eq!(open(&kit, "carer1", &next).await["changes"], json!([]));
}

#[tokio::test]
async fn a_concern_is_told_until_somebody_sees_to_it() {
    let kit = kit().await;
    let raise = async |text: &str| {
        let body = json!({ "category": "skin", "text": text });
        let made = kit.post("carer1", &format!("/clients/{}/concerns", client("R1")), &body).await;
        made.created()["id"].as_str().unwrap().to_owned()
    };
    let compose = async |shift: &str| {
        let body = json!({ "care_home_id": row("care_homes", "H1"), "shift": shift });
        id_of(&kit.post("senior1", "/handovers", &body).await)
    };
    let told = async |who: &str, handover: &str, concern: &str| {
        let all = open(&kit, who, handover).await;
        all["concerns"].as_array().unwrap().iter().find(|c| c["id"] == concern).cloned()
    };
    let heel = raise("Her heel is red").await;
    let early = compose("early").await;
    let seen = told("carer1", &early, &heel).await.expect("raised since the one before");
    assert_eq!(
        (&seen["text"], &seen["status"], &seen["acknowledged_by"], &seen["author_id"]),
        (&json!("Her heel is red"), &json!("raised"), &Value::Null, &json!(row("profiles", "carer1")))
    );
    // Whose mother she is reads the handover and none of it; another home's people don't see the handover.
    assert_eq!(told("excluded", &early, &heel).await, None);
    assert!(open(&kit, "owner1", &early).await["concerns"].to_string().contains(&heel));
    // What waits for the first is on top of what is seen to.
    let order: Vec<bool> = open(&kit, "mgr1", &early).await["concerns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["status"] == "raised")
        .collect();
    assert!(order.is_sorted_by(|a, b| a >= b) && order.contains(&true), "{order:?}");
    // Nobody has seen to it: it is told again. What comes after a handover is of the next.
    let late = compose("late").await;
    assert!(told("carer1", &late, &heel).await.is_some());
    let appetite = raise("Ate nothing").await;
    assert_eq!(told("carer1", &late, &appetite).await, None);
    kit.act("senior1", &format!("/concerns/{heel}/acknowledge"), 1, &json!({})).await.ok();
    let night = compose("night").await;
    assert!(told("carer1", &night, &appetite).await.is_some());
    assert_eq!(told("carer1", &night, &heel).await, None, "somebody sees to it");
    // Who reads the earlier one now learns that somebody does.
    let now = told("carer1", &late, &heel).await.expect("of that handover");
    assert_eq!(
        (&now["status"], &now["acknowledged_by"]),
        (&json!("acknowledged"), &json!(row("profiles", "senior1")))
    );
}

#[tokio::test]
async fn each_takes_it_in_for_themselves() {
    let kit = kit().await;
    let id = id_of(&kit.post("carer1", "/handovers", &early("H1")).await);
    let path = format!("/handovers/{id}/acknowledge");
    let mine = json!({});
    let at_once = futures_util::future::join_all((0..6).map(|_| kit.post("senior1", &path, &mine))).await;
    let signed: Vec<&Value> = at_once.iter().map(|r| &r.ok()["signature"]["recorded_at"]).collect();
    assert!(signed.iter().all(|at| *at == signed[0] && at.is_string()));
    let all = open(&kit, "mgr1", &id).await;
    assert_eq!(all["acknowledged"].as_array().unwrap().len(), 1);
    assert_eq!(
        (&all["acknowledged"][0]["profile_id"], &all["acknowledged"][0]["handover_version"]),
        (&json!(row("profiles", "senior1")), &json!(1))
    );
    let seen = kit.get("senior1", &format!("/handovers?home={}", row("care_homes", "H1"))).await;
    let listed = seen.ok().as_array().unwrap().iter().find(|h| h["id"] == id.as_str()).unwrap().clone();
    assert_eq!(
        (&listed["acknowledged"], &listed["acknowledged_by_me"], &listed["can"]),
        (&json!(1), &json!(true), &json!(["add_item"]))
    );
    // For somebody else, or with a wrong clock: no.
    let other = json!({ "profile_id": row("profiles", "carer1") });
    kit.post("senior1", &path, &other).await.refused(422, "invalid").field("profile_id", "unknown");
    let ahead = json!({ "occurred_at": minutes(20) });
    kit.post("carer1", &path, &ahead).await.refused(422, "invalid").field("occurred_at", "clock_ahead");
    // Who was there and has just left; who never was.
    let then = json!({ "occurred_at": minutes(-60 * 5) });
    let gone = kit.post("just_ended", &path, &then).await;
    assert_eq!((&gone.ok()["stored"], &gone.ok()["signature"]), (&json!(true), &Value::Null));
    kit.post("owner1", &path, &mine).await.refused(403, "forbidden");
    let hidden = kit.post("carer2", &path, &mine).await.refused(404, "not_found").anonymous();
    let nobody = format!("/handovers/{}/acknowledge", uuid::Uuid::now_v7());
    assert_eq!(kit.post("carer2", &nobody, &mine).await.anonymous(), hidden);
    assert_eq!(kit.post("ancillary1", &path, &mine).await.anonymous(), hidden);
}

#[tokio::test]
async fn who_comes_on_and_has_not_read_it() {
    let kit = kit().await;
    let assign = async |who: &str, starts: &str, status: &str| {
        kit.run(&format!(
            "update public.shift_assignments set archived_at = now(), archive_reason = 'x' where profile_id = '{0}' and archived_at is null; \
             insert into public.shift_assignments (organisation_id, care_home_id, profile_id, during, starts_at, status) \
             select organisation_id, '{1}', id, tstzrange(now() + interval '{starts}', now() + interval '{starts}' + interval '7 hours'), \
                    now() + interval '{starts}', '{status}' from public.profiles where id = '{0}'",
            row("profiles", who),
            row("care_homes", "H1")
        ))
        .await;
    };
    assign("senior1", "30 minutes", "published").await;
    assign("carer1", "-30 minutes", "confirmed").await;
    assign("nurse1", "30 minutes", "planned").await;
    assign("both", "9 hours", "published").await;
    let id = id_of(&kit.post("mgr1", "/handovers", &early("H1")).await);
    kit.post("senior1", &format!("/handovers/{id}/acknowledge"), &json!({})).await.ok();
    let incoming = open(&kit, "mgr1", &id).await["incoming"].clone();
    let of = |who: &str| {
        let all = incoming.as_array().unwrap();
        all.iter()
            .find(|p| p["profile_id"] == row("profiles", who).as_str())
            .map(|p| p["acknowledged_at"].is_string())
    };
    // Not told of a shift, or one that is tomorrow's: not among them.
    assert_eq!(
        (of("senior1"), of("carer1"), of("nurse1"), of("both")),
        (Some(true), Some(false), None, None)
    );
}

#[tokio::test]
async fn one_thing_more() {
    let kit = kit().await;
    let id = id_of(&kit.post("carer1", "/handovers", &early("H1")).await);
    let path = format!("/handovers/{id}/items");
    let hoist = json!({ "kind": "equipment", "priority": "high", "text": "The hoist is away" });
    let item = kit.post("carer1", &path, &hoist).await;
    assert_eq!((&item.created()["handover_id"], &item.created()["priority"]), (&json!(id), &json!("high")));
    let of_r1 = json!({ "kind": "visitor", "text": "Her daughter comes", "client_id": client("R1") });
    let item = kit.post("carer1", &path, &of_r1).await;
    assert!(item.created()["unit_id"].is_string() && item.created()["room_name"].is_string());
    let with = |what: Value| {
        let mut body = json!({ "kind": "general", "text": "x" });
        body.as_object_mut().unwrap().extend(what.as_object().unwrap().clone());
        body
    };
    for (body, field, code) in [
        (with(json!({ "text": " " })), "text", "required"),
        (with(json!({ "kind": "overdue_task" })), "kind", "not_possible"),
        (with(json!({ "priority": "urgent" })), "priority", "choice"),
        (with(json!({ "client_id": client("R2") })), "client_id", "reference"),
        (with(json!({ "client_id": uuid::Uuid::now_v7() })), "client_id", "reference"),
        (with(json!({ "status": "closed" })), "status", "unknown"),
    ] {
        kit.post("carer1", &path, &body).await.refused(422, "invalid").field(field, code);
    }
    for (who, code) in [("carer2", 404), ("carer3", 404), ("ancillary1", 404), ("owner1", 403)] {
        assert_eq!(kit.post(who, &path, &hoist).await.status.as_u16(), code, "{who}");
    }
    // One of last month is closed to more.
    let old = format!("/handovers/{}/items", row("handovers", "H1.early"));
    kit.post("carer1", &old, &hoist).await.refused(422, "invalid").field("care_day", "not_possible");
}

#[tokio::test]
async fn a_handover_is_of_ones_own_home() {
    let kit = kit().await;
    for (who, home) in [("carer1", "H2"), ("carer1", "H3"), ("mgr3", "H1"), ("not_yet", "H1")] {
        kit.post(who, "/handovers", &early(home))
            .await
            .refused(422, "invalid")
            .field("care_home_id", "reference");
    }
    let nowhere = json!({ "care_home_id": uuid::Uuid::now_v7(), "shift": "early" });
    kit.post("carer1", "/handovers", &nowhere)
        .await
        .refused(422, "invalid")
        .field("care_home_id", "reference");
    for who in ["owner1", "comp1", "ancillary1"] {
        kit.post(who, "/handovers", &early("H1")).await.refused(403, "forbidden");
    }
    let mut other_unit = early("H1");
    other_unit["unit_id"] = json!(row("units", "H2.unit"));
    kit.post("carer1", "/handovers", &other_unit).await.refused(422, "invalid").field("unit_id", "reference");
    let mut old = early("H1");
    old["care_day"] = json!("2026-01-01");
    kit.post("carer1", "/handovers", &old).await.refused(422, "invalid").field("care_day", "not_possible");
    let hidden = format!("/handovers/{}", row("handovers", "H2.early"));
    kit.get("carer1", &hidden).await.refused(404, "not_found");
    assert_eq!(kit.get("ancillary1", "/handovers").await.ok(), &json!([]));
    for wrong in ["shift=tea", "from=x", "home=H1", "q=x"] {
        kit.get("carer1", &format!("/handovers?{wrong}")).await.refused(422, "invalid");
    }
    let one =
        kit.get("carer1", &format!("/handovers?home={}&shift=early&limit=1", row("care_homes", "H1"))).await;
    assert_eq!(one.ok().as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_night_hands_over_in_the_morning_after() {
    let kit = kit().await;
    // The home's clock is set so that it is now one hour into its care day.
    let home = row("care_homes", "H1");
    kit.run(&format!(
        "update public.care_homes set time_zone = 'UTC', care_day_starts = (now() at time zone 'UTC' - interval '1 hour')::time where id = '{home}'"
    ))
    .await;
    // Flagged by the night as it is about to go home: the new care day has begun, and it is the morning that has to hear of it.
    let note = json!({ "kind": "health", "text": "Coughing since six", "flagged": true });
    let flagged = id_of(&kit.post("carer1", &format!("/clients/{}/notes", client("R1")), &note).await);
    let compose = async |shift: &str| {
        let body = json!({ "care_home_id": home, "shift": shift });
        let id = id_of(&kit.post("carer1", "/handovers", &body).await);
        let all = open(&kit, "carer1", &id).await;
        let tells = all["items"].as_array().unwrap().iter().any(|i| i["note_id"] == flagged.as_str());
        (all["handover"]["care_day"].as_str().unwrap().to_owned(), tells)
    };
    let ((night, night_tells), (morning, morning_tells)) = (compose("night").await, compose("early").await);
    let one_later: bool = kit.fact(&format!("select '{morning}'::date - '{night}'::date = 1")).await;
    assert!(one_later, "{night} {morning}");
    assert!(night_tells && !morning_tells, "told once, to those who come on after the night");
}

#[tokio::test]
async fn the_words_are_the_databases() {
    let kit = kit().await;
    for (constraint, words) in [
        ("handovers_shift", HandoverShift::WORDS),
        ("handover_items_kind", HandoverItemKind::WORDS),
        ("handover_items_priority", HandoverPriority::WORDS),
        ("handover_items_status", HandoverItemStatus::WORDS),
        ("handover_items_closed_because", HandoverItemClosedBecause::WORDS),
        ("addenda_kind", AddendumKind::WORDS),
    ] {
        let sql = format!(
            "select pg_get_constraintdef(oid) from pg_constraint where conname = '{constraint}' limit 1"
        );
        let def: String = kit.fact(&sql).await;
        assert_eq!(def.matches("'::text").count(), words.len(), "{def}");
        assert!(words.iter().all(|word| def.contains(&format!("'{word}'::text"))), "{def}");
    }
}
