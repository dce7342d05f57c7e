//! Notes are stored once, say what was measured within bounds, arrive late without being lost, and are
//! read by those who read the record and by nobody else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::kit::{client, kit, minutes, row};

fn drink(ml: i32) -> Value {
    json!({ "kind": "fluid", "measures": { "in_ml": ml } })
}

#[tokio::test]
async fn a_drink_is_one_request_and_no_words() {
    let kit = kit().await;
    let of = format!("/clients/{}/notes", client("R1"));
    let (trips, made) = kit.trips(kit.post("carer1", &of, &drink(200))).await;
    assert_eq!(trips, 2, "one that stores and looks at the receipt, one that ends it");
    let receipt = made.created();
    assert_eq!((&receipt["stored"], &receipt["late"]), (&json!(true), &json!(false)));
    let id = receipt["id"].as_str().unwrap();
    let read = kit.get("carer1", &format!("/notes/{id}")).await;
    let note = &read.ok()["note"];
    assert_eq!(note["measures"], json!({ "in_ml": 200 }));
    assert_eq!(
        (&note["text"], &note["kind"], &note["flagged"]),
        (&Value::Null, &json!("fluid"), &json!(false))
    );
    assert_eq!(note["can"], json!(["add", "strike_out"]));
    assert_eq!(kit.get("senior1", &format!("/notes/{id}")).await.ok()["note"]["can"], json!(["add"]));
    assert_eq!(kit.get("owner1", &format!("/notes/{id}")).await.ok()["note"]["can"], json!([]));
    let (trips, newest) = kit.trips(kit.get("carer1", &of)).await;
    assert_eq!(trips, 1);
    assert!(newest.ok().as_array().unwrap().iter().any(|note| note["id"] == id));
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let kit = kit().await;
    let of = format!("/clients/{}/notes", client("R1"));
    for (body, field, code) in [
        (json!({ "kind": "fluid" }), "text", "required"),
        (json!({ "kind": "general" }), "text", "required"),
        (json!({ "kind": "general", "text": "   " }), "text", "required"),
        (json!({ "kind": "general", "text": "a".repeat(8001) }), "text", "too_long"),
        (json!({ "kind": "tea", "text": "Tea" }), "kind", "choice"),
        (drink(0), "measures.in_ml", "range"),
        (drink(2001), "measures.in_ml", "range"),
        (json!({ "kind": "fluid", "measures": { "in_ml": "200" } }), "measures.in_ml", "type"),
        (json!({ "kind": "fluid", "measures": { "in_ml": 200.5 } }), "measures.in_ml", "type"),
        (json!({ "kind": "fluid", "measures": { "drug": "x" } }), "measures.drug", "unknown"),
        (json!({ "kind": "mood", "measures": { "mood": "fine" } }), "measures.mood", "choice"),
        (json!({ "kind": "mood", "measures": { "in_ml": 200 } }), "measures.in_ml", "not_possible"),
        (
            json!({ "kind": "observation", "measures": { "temperature_c": 366 } }),
            "measures.temperature_c",
            "range",
        ),
        (
            json!({ "kind": "observation", "measures": { "temperature_c": 36.66 } }),
            "measures.temperature_c",
            "format",
        ),
        (json!({ "kind": "care", "text": "Hair", "author_id": client("R1") }), "author_id", "unknown"),
        (json!({ "kind": "care", "text": "Hair", "late": false }), "late", "unknown"),
    ] {
        let got = kit.post("carer1", &of, &body).await;
        got.refused(422, "invalid").field(field, code);
    }
    let before: i64 = kit.fact("select count(*) from public.daily_notes where recorded_at > now() - interval '1 hour' and idempotency_key is not null").await;
    assert_eq!(before, 0, "nothing of it is stored");
}

#[tokio::test]
async fn a_wrong_clock_is_named_and_late_care_is_kept() {
    let kit = kit().await;
    let of = format!("/clients/{}/notes", client("R1"));
    let at = |when: String| json!({ "kind": "care", "text": "Washed", "occurred_at": when });
    let far = kit.post("carer1", &of, &at(minutes(11))).await;
    far.refused(422, "invalid").field("occurred_at", "clock_ahead");
    let said = far.body["error"]["fields"][0]["message"].as_str().unwrap();
    assert!(said.contains("clock of this device") && said.contains("ours says"), "{said}");

    let near = kit.post("carer1", &of, &at(minutes(9))).await.created().clone();
    let note =
        kit.get("carer1", &format!("/notes/{}", near["id"].as_str().unwrap())).await.ok()["note"].clone();
    assert!(note["device_at"].is_string() && note["occurred_at"] == note["recorded_at"], "{note}");

    assert_eq!(kit.post("carer1", &of, &at(minutes(-60 * 13))).await.created()["late"], true);
    assert_eq!(kit.post("carer1", &of, &at(minutes(-60 * 11))).await.created()["late"], false);
    // Three days ago is the manager's to enter; two years ago is nobody's.
    let old = at(minutes(-60 * 73));
    kit.post("carer1", &of, &old).await.refused(422, "invalid").field("occurred_at", "not_possible");
    assert_eq!(kit.post("mgr1", &of, &old).await.created()["late"], true);
    let older = at(minutes(-60 * 24 * 700));
    kit.post("mgr1", &of, &older).await.refused(422, "invalid").field("occurred_at", "range");

    // Whose right has just ended: what she did then is kept, and she is told so; what she did not is not.
    let hers = kit.post("just_ended", &of, &at(minutes(-60 * 5))).await;
    let id = hers.created()["id"].as_str().unwrap().to_owned();
    kit.get("just_ended", &format!("/notes/{id}")).await.refused(404, "not_found");
    assert_eq!(kit.get("mgr1", &format!("/notes/{id}")).await.ok()["note"]["text"], "Washed");
    kit.post("just_ended", &of, &at(minutes(0))).await.refused(404, "not_found");
}

#[tokio::test]
async fn the_same_key_stores_once_for_good() {
    let kit = kit().await;
    let r1 = format!("/clients/{}/notes", client("R1"));
    let a_drink = drink(150);
    let send = async |who: &str, path: &str, key: &str, body: &Value| {
        kit.send(who, "POST", path, &[("idempotency-key", key.to_owned())], Some(body)).await
    };
    let at_once =
        futures_util::future::join_all((0..8).map(|_| send("carer1", &r1, "tap-00001", &a_drink))).await;
    let ids: BTreeSet<String> =
        at_once.iter().map(|r| r.created()["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids.len(), 1);
    let replayed = at_once.iter().filter(|r| r.headers.contains_key("idempotency-replayed")).count();
    assert_eq!(replayed, 7);
    assert_eq!(
        kit.fact::<i64>("select count(*) from public.daily_notes where idempotency_key = 'tap-00001'").await,
        1
    );
    // Another body, or another resident: another request.
    send("carer1", &r1, "tap-00001", &drink(151)).await.refused(422, "idempotency_key_reused");
    let other = format!("/clients/{}/notes", client("R1b"));
    send("carer1", &other, "tap-00001", &drink(150)).await.refused(422, "idempotency_key_reused");
    // A colleague's key is their own.
    let theirs = send("senior1", &r1, "tap-00001", &drink(150)).await;
    assert!(!ids.contains(theirs.created()["id"].as_str().unwrap()));
    let short = send("carer1", &r1, "tap-1", &drink(150)).await;
    short.refused(400, "bad_request").field("Idempotency-Key", "format");
}

#[tokio::test]
async fn a_note_is_of_those_whom_one_cares_for() {
    let kit = kit().await;
    let nobody = format!("/clients/{}/notes", uuid::Uuid::now_v7());
    let unknown = kit.post("carer1", &nobody, &drink(100)).await.refused(404, "not_found").anonymous();
    for (who, whose) in [
        ("carer1", "R2"),
        ("carer1", "R3"),
        ("carer3", "R1"),
        ("excluded", "R1"),
        ("not_yet", "R1"),
        ("carer1", "left_long_ago"),
    ] {
        let got = kit.post(who, &format!("/clients/{}/notes", client(whose)), &drink(100)).await;
        assert_eq!(got.anonymous(), unknown, "{who} of {whose}");
        let read = kit.get(who, &format!("/clients/{}/notes", client(whose))).await;
        assert_eq!(read.anonymous(), unknown, "{who} of {whose}");
    }
    // Who only reads may not write, and is told so.
    let r1 = format!("/clients/{}/notes", client("R1"));
    for who in ["owner1", "comp1"] {
        kit.post(who, &r1, &drink(100)).await.refused(403, "forbidden");
        assert!(!kit.get(who, &r1).await.ok().as_array().unwrap().is_empty());
    }
    // Ancillary staff write what they did together, and read nothing.
    kit.post("ancillary1", &r1, &drink(100)).await.refused(403, "forbidden");
    kit.get("ancillary1", &r1).await.refused(403, "forbidden");
    let bingo = json!({ "kind": "activity", "text": "Bingo", "measures": { "minutes": 45 } });
    let id = kit.post("ancillary1", &r1, &bingo).await.created()["id"].as_str().unwrap().to_owned();
    kit.get("ancillary1", &format!("/notes/{id}")).await.refused(404, "not_found");
    assert_eq!(kit.get("ancillary1", "/notes").await.ok(), &json!([]));
    // Another home, another tenant.
    let elsewhere = json!({ "kind": "care", "text": "Hair", "care_home_id": row("care_homes", "H3") });
    kit.post("carer1", &r1, &elsewhere).await.refused(403, "forbidden");
}

#[tokio::test]
async fn lists_are_filtered_and_cut() {
    let kit = kit().await;
    let r1 = format!("/clients/{}/notes", client("R1"));
    for (body, who) in [
        (json!({ "kind": "mood", "measures": { "mood": "happy" }, "flagged": true }), "carer1"),
        (json!({ "kind": "mood", "measures": { "mood": "low" } }), "senior1"),
        (json!({ "kind": "care", "text": "Washed", "occurred_at": minutes(-60 * 20) }), "carer1"),
    ] {
        kit.post(who, &r1, &body).await.created();
    }
    let count =
        async |query: &str| kit.get("carer1", &format!("{r1}?{query}")).await.ok().as_array().unwrap().len();
    assert_eq!(count("kind=mood").await, 2);
    assert_eq!(count("kind=mood,care&limit=200").await, count("limit=200").await);
    assert_eq!(count("flagged=true").await, 1);
    assert_eq!(count(&format!("kind=mood&author={}", row("profiles", "senior1"))).await, 1);
    assert_eq!(count(&format!("late=true&from={}", minutes(-60 * 21))).await, 1);
    assert_eq!(count(&format!("kind=mood&to={}", minutes(-60))).await, 0);
    // Cut in pieces it is the same list, and across homes the same rows.
    let ids = |page: &Value| -> Vec<String> {
        page["data"].as_array().unwrap().iter().map(|n| n["id"].as_str().unwrap().to_owned()).collect()
    };
    let whole = ids(&kit.get("carer1", &format!("{r1}?limit=200")).await.body);
    let (mut pieces, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = kit.get("carer1", &format!("{r1}?{query}")).await.body;
        pieces.extend(ids(&page));
        let Some(next) = page["meta"]["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={next}");
    }
    assert_eq!(pieces, whole);
    // A cursor of one resident's list opens no other's.
    let mine = kit.get("carer1", &format!("{r1}?limit=1")).await.body["meta"]["next_cursor"]
        .as_str()
        .unwrap()
        .to_owned();
    let other = format!("/clients/{}/notes?limit=1&cursor={mine}", client("R1b"));
    kit.get("carer1", &other).await.refused(400, "cursor_invalid");
    let home = row("care_homes", "H1");
    let of_home = ids(&kit.get("carer1", &format!("/notes?home={home}&kind=mood&limit=200")).await.body);
    assert_eq!(of_home.len(), 2);
    let of_manager = ids(&kit.get("mgr1", &format!("/notes?home={home}&kind=mood")).await.body);
    assert_eq!(of_manager, of_home);
    let counted = kit.get("carer1", &format!("{r1}?kind=mood&count=exact")).await;
    assert_eq!(counted.body["meta"]["count"], 2);
    for wrong in ["kind=tea", "flagged=yes", "from=today", "q=Washed", "sort=text", "text=Washed"] {
        kit.get("carer1", &format!("{r1}?{wrong}")).await.refused(422, "invalid");
    }
    assert_eq!(kit.get("carer2", &format!("/notes?home={home}&kind=mood")).await.ok(), &json!([]));
}

#[tokio::test]
async fn the_table_of_kinds_is_the_databases() {
    let kit = kit().await;
    let kinds = kit.get("carer1", "/note-kinds").await.ok().clone();
    let mut ours = BTreeSet::new();
    for kind in kinds.as_array().unwrap() {
        for m in kind["measures"].as_array().unwrap() {
            let number = |name: &str| m[name].as_f64().map_or("-".to_owned(), |n| n.to_string());
            let words: Vec<&str> =
                m["choices"].as_array().unwrap().iter().map(|w| w.as_str().unwrap()).collect();
            ours.insert(format!(
                "{} {} {} {} {} {}",
                kind["kind"].as_str().unwrap(),
                m["name"].as_str().unwrap(),
                number("least"),
                number("most"),
                number("decimals"),
                words.join(",")
            ));
        }
    }
    let theirs: Vec<String> = kit
        .fact(
            "select array_agg(concat_ws(' ', kind, measure, coalesce(lowest::text, '-'), coalesce(highest::text, '-'), \
                    coalesce(decimals::text, '-'), coalesce(array_to_string(choices, ','), ''))) from app.note_measures()",
        )
        .await;
    assert!(theirs.len() > 20);
    assert_eq!(ours, theirs.into_iter().collect::<BTreeSet<_>>());
    let named: Vec<&str> = kinds.as_array().unwrap().iter().map(|k| k["kind"].as_str().unwrap()).collect();
    let check: String =
        kit.fact("select pg_get_constraintdef(oid) from pg_constraint where conname = 'daily_notes_kind' and conrelid = 'public.daily_notes'::regclass").await;
    assert_eq!(check.matches("::text").count(), named.len(), "{check}");
    assert!(named.iter().all(|kind| check.contains(&format!("'{kind}'::text"))), "{check}");
}

#[tokio::test]
async fn the_database_measures_alike() {
    let kit = kit().await;
    for (kind, measures, fits) in [
        ("fluid", json!({ "in_ml": 200 }), true),
        ("fluid", json!({ "in_ml": 2000, "out_ml": 3000 }), true),
        ("fluid", json!({ "in_ml": 0 }), false),
        ("fluid", json!({ "in_ml": 200.5 }), false),
        ("fluid", json!({ "in_ml": "200" }), false),
        ("fluid", json!({ "in_ml": null }), false),
        ("fluid", json!({ "mood": "low" }), false),
        ("mood", json!({ "mood": "low" }), true),
        ("mood", json!({ "mood": 3 }), false),
        ("mood", json!({ "mood": ["low"] }), false),
        ("observation", json!({ "temperature_c": 36.6 }), true),
        ("observation", json!({ "temperature_c": 36.66 }), false),
        ("general", json!({}), true),
        ("general", json!({ "in_ml": 200 }), false),
        ("fluid", json!([]), false),
        ("fluid", json!(200), false),
    ] {
        let sql = format!("select app.note_measures_fit('{kind}', '{measures}')");
        assert_eq!(kit.fact::<bool>(&sql).await, fits, "{kind} {measures}");
    }
}

/// Who moved three days ago: each home notes what was in it, the one that was left by its manager.
#[tokio::test]
async fn of_somebody_who_moved_each_home_notes_its_own_time() {
    let kit = kit().await;
    let of = format!("/clients/{}/notes", client("moved"));
    let then = json!({ "kind": "fluid", "measures": { "in_ml": 200 }, "care_home_id": almoner_testkit::names::id("H1"),
        "occurred_at": minutes(-74 * 60) });
    kit.post("carer1", &of, &drink(200)).await.refused(403, "forbidden");
    kit.post("carer1", &of, &then).await.refused(422, "invalid").field("occurred_at", "not_possible");
    kit.post("mgr1", &of, &then).await.created();
    kit.post("mgr1", &of, &drink(200)).await.refused(403, "forbidden");
    let now = kit.post("mgr12", &of, &drink(200)).await;
    let made = format!("/notes/{}", now.created()["id"].as_str().unwrap());
    let home = kit.get("mgr12", &made).await.ok()["note"]["care_home_id"].clone();
    assert_eq!(home, json!(almoner_testkit::names::id("H2")));
}
