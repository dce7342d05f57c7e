//! An instrument is answered once, the server says what it comes to, and it is read by those who read the
//! record and by nobody else.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::assessments_kit::{answer, assess, id, news2, of, strike, with};
use crate::kit::{client, kit, minutes, row};

#[tokio::test]
async fn the_server_says_what_answers_come_to() {
    let kit = kit().await;
    let body = answer(answer(news2(24), "oxygen_saturation", 93), "temperature_c", 38.8);
    let (trips, made) = kit.trips(kit.post("carer1", &of("R1"), &body)).await;
    assert_eq!(
        trips, 3,
        "what the organisation has, one that stores and looks at the receipt, one that ends it"
    );
    let receipt = made.created().clone();
    assert_eq!((&receipt["score"], &receipt["band"]), (&json!(5.0), &json!("medium")));
    assert_eq!((&receipt["band_label"], &receipt["stored"]), (&json!("Medium"), &json!(true)));
    assert!(receipt["action"].as_str().unwrap().contains("Urgent"), "{receipt}");
    assert_eq!(receipt["details"]["parts"]["respiration_rate"], 2);
    assert_eq!(receipt["details"]["parts"].as_object().unwrap().len(), 7, "the scale itself scores nothing");
    let (trips, read) = kit.trips(kit.get("carer1", &format!("/assessments/{}", id(&receipt)))).await;
    assert_eq!(trips, 1);
    let one = &read.ok()["assessment"];
    assert_eq!((&one["score"], &one["band"], &one["band_rank"]), (&json!(5.0), &json!("medium"), &json!(2)));
    assert_eq!(one["answers"], body["answers"]);
    assert_eq!((&one["instrument"], &one["instrument_version"]), (&json!("news2"), &json!(1)));
    assert_eq!(one["can"], json!(["add", "strike_out"]));
    assert_eq!(
        kit.get("senior1", &format!("/assessments/{}", id(&receipt))).await.ok()["assessment"]["can"],
        json!(["add"])
    );
    // One observation that scores 3, and a total of 3.
    let red = assess(&kit, "carer1", "R1", &news2(26)).await;
    assert_eq!((&red["score"], &red["band"]), (&json!(3.0), &json!("single_three")));
    // A list without a score.
    let asked = kit.get("carer1", "/instruments").await.ok().clone();
    let falls = asked
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["instrument"]["code"] == "falls_checklist")
        .unwrap()
        .clone();
    let answers: serde_json::Map<String, Value> = falls["instrument"]["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| (item["code"].as_str().unwrap().to_owned(), json!("yes")))
        .collect();
    let list =
        assess(&kit, "carer1", "R1", &json!({ "instrument": "falls_checklist", "answers": answers })).await;
    assert_eq!((&list["score"], &list["band"], &list["action"]), (&Value::Null, &Value::Null, &Value::Null));
}

#[tokio::test]
async fn what_is_wrong_is_named_and_nothing_is_stored() {
    let kit = kit().await;
    for (body, field, code) in [
        // Nobody sends what is computed.
        (with(news2(16), "score", 0), "score", "unknown"),
        (with(news2(16), "band", "low"), "band", "unknown"),
        (with(news2(16), "band_rank", 0), "band_rank", "unknown"),
        (with(news2(16), "details", json!({})), "details", "unknown"),
        (with(news2(16), "late", false), "late", "unknown"),
        (with(news2(16), "author_id", client("R1")), "author_id", "unknown"),
        (with(news2(16), "instrument", "waterlow"), "instrument", "choice"),
        (with(news2(16), "instrument", " "), "instrument", "required"),
        (with(news2(16), "instrument_version", 2), "instrument_version", "choice"),
        (with(news2(16), "answers", json!({})), "answers.pulse", "required"),
        (with(news2(16), "note", "x".repeat(4001)), "note", "too_long"),
        (with(news2(16), "next_due_on", "1999-01-01"), "next_due_on", "range"),
        (answer(news2(16), "pulse", 19), "answers.pulse", "range"),
        (answer(news2(16), "pulse", 70.5), "answers.pulse", "format"),
        (answer(news2(16), "pulse", "70"), "answers.pulse", "type"),
        (answer(news2(16), "consciousness", "asleep"), "answers.consciousness", "choice"),
        (answer(news2(16), "consciousness", 0), "answers.consciousness", "choice"),
        (answer(news2(16), "score", 0), "answers", "unknown"),
        (answer(news2(16), "temperature_c", 36.85), "answers.temperature_c", "format"),
        (with(news2(16), "occurred_at", minutes(11)), "occurred_at", "clock_ahead"),
        (with(news2(16), "occurred_at", minutes(-60 * 73)), "occurred_at", "not_possible"),
    ] {
        kit.post("carer1", &of("R1"), &body).await.refused(422, "invalid").field(field, code);
    }
    for body in [
        answer(news2(16), "pulse", json!(null)),
        answer(news2(16), "pulse", json!([70])),
        json!({ "instrument": "news2" }),
    ] {
        kit.post("carer1", &of("R1"), &body).await.refused(422, "invalid");
    }
    let stored: i64 =
        kit.fact("select count(*) from public.assessments where idempotency_key is not null").await;
    assert_eq!(stored, 0);
    // The manager enters what is older.
    let old = with(news2(16), "occurred_at", minutes(-60 * 73));
    assert_eq!(kit.post("mgr1", &of("R1"), &old).await.created()["late"], true);
}

#[tokio::test]
async fn the_same_key_stores_once_and_a_right_that_ended_still_records() {
    let kit = kit().await;
    let send = async |who: &str, body: &Value| {
        kit.send(who, "POST", &of("R1"), &[("idempotency-key", "round-0001".to_owned())], Some(body)).await
    };
    let body = news2(22);
    let at_once = futures_util::future::join_all((0..6).map(|_| send("carer1", &body))).await;
    let ids: BTreeSet<String> = at_once.iter().map(|got| id(got.created())).collect();
    assert_eq!(ids.len(), 1);
    assert_eq!(at_once.iter().filter(|got| got.headers.contains_key("idempotency-replayed")).count(), 5);
    assert!(at_once.iter().all(|got| got.created()["score"] == 2.0));
    send("carer1", &news2(23)).await.refused(422, "idempotency_key_reused");

    let hers = kit.post("just_ended", &of("R1"), &with(news2(26), "occurred_at", minutes(-60 * 5))).await;
    assert_eq!(hers.created()["band"], "single_three", "she is told what her own answers came to");
    let path = format!("/assessments/{}", id(hers.created()));
    kit.get("just_ended", &path).await.refused(404, "not_found");
    assert_eq!(kit.get("mgr1", &path).await.ok()["assessment"]["band"], "single_three");
    kit.post("just_ended", &of("R1"), &news2(16)).await.refused(404, "not_found");
}

#[tokio::test]
async fn an_assessment_is_of_those_whom_one_cares_for() {
    let kit = kit().await;
    let nobody = format!("/clients/{}/assessments", uuid::Uuid::now_v7());
    let unknown = kit.post("carer1", &nobody, &news2(16)).await.refused(404, "not_found").anonymous();
    for (who, whose) in [
        ("carer1", "R2"),
        ("carer1", "R3"),
        ("carer3", "R1"),
        ("excluded", "R1"),
        ("not_yet", "R1"),
        ("carer1", "left_long_ago"),
    ] {
        assert_eq!(kit.post(who, &of(whose), &news2(16)).await.anonymous(), unknown, "{who} of {whose}");
        assert_eq!(kit.get(who, &of(whose)).await.anonymous(), unknown, "{who} of {whose}");
        let trend = format!("{}/trend?instrument=news2", of(whose));
        assert_eq!(kit.get(who, &trend).await.anonymous(), unknown, "{who} of {whose}");
    }
    for who in ["owner1", "comp1"] {
        kit.post(who, &of("R1"), &news2(16)).await.refused(403, "forbidden");
        assert!(!kit.get(who, &of("R1")).await.ok().as_array().unwrap().is_empty());
    }
    kit.post("ancillary1", &of("R1"), &news2(16)).await.refused(403, "forbidden");
    kit.get("ancillary1", &of("R1")).await.refused(403, "forbidden");
    assert_eq!(kit.get("ancillary1", "/assessments/due").await.ok(), &json!([]));
    let elsewhere = with(news2(16), "care_home_id", row("care_homes", "H3"));
    kit.post("carer1", &of("R1"), &elsewhere).await.refused(403, "forbidden");
    // By its id.
    let made = id(&assess(&kit, "carer1", "R1", &news2(16)).await);
    let path = format!("/assessments/{made}");
    let hidden = kit
        .get("carer1", &format!("/assessments/{}", uuid::Uuid::now_v7()))
        .await
        .refused(404, "not_found")
        .anonymous();
    let more = json!({ "kind": "addendum", "text": "Mine" });
    for who in ["carer2", "carer3", "mgr3", "excluded", "ancillary1"] {
        assert_eq!(kit.get(who, &path).await.anonymous(), hidden, "{who}");
        assert_eq!(kit.post(who, &format!("{path}/addenda"), &more).await.anonymous(), hidden, "{who}");
    }
    for method in ["PATCH", "PUT", "DELETE"] {
        assert_eq!(
            kit.send("mgr1", method, &path, &[], Some(&json!({}))).await.status.as_u16(),
            405,
            "{method}"
        );
    }
}

#[tokio::test]
async fn it_is_added_to_and_struck_out_once() {
    let kit = kit().await;
    let made = id(&assess(&kit, "carer1", "R1", &news2(22)).await);
    let to = format!("/assessments/{made}/addenda");
    let added = kit.post("senior1", &to, &json!({ "kind": "addendum", "text": "Counted again: 20" })).await;
    assert_eq!(added.created()["assessment_id"], made.as_str());
    let strike = json!({ "kind": "strike_out", "text": "It was R1b" });
    kit.post("senior1", &to, &strike).await.refused(403, "forbidden");
    kit.post("carer1", &to, &strike).await.created();
    kit.post("mgr1", &to, &strike).await.refused(409, "duplicate").field("kind", "taken");
    let read = kit.get("mgr1", &format!("/assessments/{made}")).await.ok().clone();
    assert_eq!(
        (&read["assessment"]["score"], &read["assessment"]["struck_because"]),
        (&json!(2.0), &json!("It was R1b"))
    );
    assert_eq!(read["assessment"]["can"], json!(["add"]));
    assert_eq!(read["addenda"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn lists_and_trends_show_what_holds() {
    let kit = kit().await;
    for (breaths, ago) in [(16, -600), (22, -500), (26, -400), (17, -300)] {
        assess(&kit, "carer1", "R1", &with(news2(breaths), "occurred_at", minutes(ago))).await;
    }
    let wrong = id(&assess(&kit, "carer1", "R1", &with(news2(30), "occurred_at", minutes(-350))).await);
    strike(&kit, "carer1", &wrong).await;
    let (trips, got) = kit.trips(kit.get("carer1", &format!("{}/trend?instrument=news2", of("R1")))).await;
    assert_eq!(trips, 1);
    let trend = got.ok();
    let values: Vec<f64> =
        trend["points"].as_array().unwrap().iter().map(|p| p["value"].as_f64().unwrap()).collect();
    assert_eq!(values, [0.0, 2.0, 3.0, 0.0], "the oldest first, without the struck one");
    assert_eq!((&trend["cut"], &trend["unit"]), (&json!(false), &Value::Null));
    let part = kit
        .get(
            "carer1",
            &format!("{}/trend?instrument=news2&from={}&to={}", of("R1"), minutes(-510), minutes(-390)),
        )
        .await;
    assert_eq!(part.ok()["points"].as_array().unwrap().len(), 2);
    kit.get("carer1", &format!("{}/trend", of("R1")))
        .await
        .refused(422, "invalid")
        .field("instrument", "required");

    let listed = async |query: &str| {
        kit.get("carer1", &format!("{}?{query}", of("R1"))).await.ok().as_array().unwrap().len()
    };
    assert_eq!(listed("instrument=news2&limit=200").await, 5, "struck ones show");
    assert_eq!(listed(&format!("instrument=news2&from={}", minutes(-410))).await, 3);
    assert_eq!(listed("instrument=nothing").await, 0);
    let ids = |page: &Value| -> Vec<String> { page["data"].as_array().unwrap().iter().map(id).collect() };
    let whole = ids(&kit.get("carer1", &format!("{}?limit=200", of("R1"))).await.body);
    let (mut pieces, mut query) = (Vec::new(), "limit=2".to_owned());
    loop {
        let page = kit.get("carer1", &format!("{}?{query}", of("R1"))).await.body;
        pieces.extend(ids(&page));
        let Some(next) = page["meta"]["next_cursor"].as_str() else { break };
        query = format!("limit=2&cursor={next}");
    }
    assert_eq!(pieces, whole);
}

#[tokio::test]
async fn what_is_due_is_the_last_that_holds() {
    let kit = kit().await;
    let home = row("care_homes", "H1");
    let due = async |who: &str, query: &str| -> Vec<(String, String)> {
        let got = kit.get(who, &format!("/assessments/due?limit=200&home={home}&{query}")).await;
        let rows = got.ok().as_array().unwrap().clone();
        let mut pairs: Vec<(String, String)> = rows
            .iter()
            .filter(|one| one["client_id"] == client("R1").as_str())
            .map(|one| {
                (
                    one["instrument"].as_str().unwrap().to_owned(),
                    one["next_due_on"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        pairs.sort();
        pairs
    };
    assert_eq!(due("carer1", "instrument=news2").await, []);
    assess(
        &kit,
        "carer1",
        "R1",
        &with(with(news2(16), "next_due_on", "2030-01-01"), "occurred_at", minutes(-300)),
    )
    .await;
    assert_eq!(due("carer1", "instrument=news2").await, [("news2".to_owned(), "2030-01-01".to_owned())]);
    let later = id(&assess(
        &kit,
        "carer1",
        "R1",
        &with(with(news2(16), "next_due_on", "2031-02-02"), "occurred_at", minutes(-200)),
    )
    .await);
    for who in ["carer1", "mgr1", "owner1"] {
        assert_eq!(
            due(who, "instrument=news2").await,
            [("news2".to_owned(), "2031-02-02".to_owned())],
            "{who}"
        );
    }
    assert_eq!(due("carer1", "instrument=news2&due_before=2031-02-02").await, []);
    assert_eq!(due("carer1", "instrument=news2&due_before=2031-02-03").await.len(), 1);
    // What arrives late was before it.
    assess(
        &kit,
        "carer1",
        "R1",
        &with(with(news2(16), "next_due_on", "2032-01-01"), "occurred_at", minutes(-250)),
    )
    .await;
    assert_eq!(due("carer1", "instrument=news2").await[0].1, "2031-02-02");
    strike(&kit, "carer1", &later).await;
    assert_eq!(due("carer1", "instrument=news2").await[0].1, "2032-01-01");
    assert_eq!(due("carer2", "").await, []);
    assert_eq!(due("carer3", "").await, []);
}
