//! What notes add up to, by the home's own care day; who has no note in it.

use serde_json::{Value, json};

use crate::kit::{client, kit, row};

/// A note of R1 in H1 as the owner of the tables enters it, at an instant of any year.
async fn noted(kit: &almoner_testkit::desk::Kit, kind: &str, measures: &Value, at: &str) {
    let (client, home) = (client("R1"), row("care_homes", "H1"));
    kit.run(&format!(
        "insert into public.daily_notes (organisation_id, client_id, care_home_id, kind, measures, occurred_at, author_id) \
         select organisation_id, id, '{home}', '{kind}', '{measures}', '{at}', (select id from public.profiles limit 1) \
           from public.clients where id = '{client}'"
    ))
    .await;
}

/// It is six hours into the care day of H1, so that none begins while a test runs.
async fn at_midday(kit: &almoner_testkit::desk::Kit) {
    kit.run(&format!(
        "update public.care_homes set time_zone = 'UTC', care_day_starts = (now() at time zone 'UTC' - interval '6 hours')::time where id = '{}'",
        row("care_homes", "H1")
    ))
    .await;
}

#[tokio::test]
async fn a_care_day_is_the_homes_across_clock_changes() {
    let kit = kit().await;
    // London, 07:00: the day of 28 March 2026 has 23 hours, that of 24 October 25.
    for (at, ml) in [
        ("2026-03-28T06:59:59Z", 1),
        ("2026-03-28T07:00:00Z", 2),
        ("2026-03-29T05:59:59Z", 4),
        ("2026-03-29T06:00:00Z", 8),
        ("2026-10-24T05:59:59Z", 16),
        ("2026-10-24T06:00:00Z", 32),
        ("2026-10-25T06:59:59Z", 64),
        ("2026-10-25T07:00:00Z", 128),
    ] {
        noted(&kit, "fluid", &json!({ "in_ml": ml }), at).await;
    }
    let days = async |from: &str, to: &str| -> Value {
        let path = format!("/clients/{}/measures?kind=fluid&from={from}&to={to}", client("R1"));
        let days = kit.get("carer1", &path).await.ok()["days"].clone();
        days.as_array().unwrap().iter().map(|d| json!([d["care_day"], d["in_ml"]])).collect()
    };
    let spring = json!([["2026-03-27", 1], ["2026-03-28", 6], ["2026-03-29", 8]]);
    assert_eq!(days("2026-03-27", "2026-03-29").await, spring);
    assert_eq!(days("2026-03-28", "2026-03-28").await, json!([["2026-03-28", 6]]));
    let autumn = json!([["2026-10-23", 16], ["2026-10-24", 96], ["2026-10-25", 128]]);
    assert_eq!(days("2026-10-20", "2026-10-26").await, autumn);
    // A home whose day begins at midnight elsewhere has other days.
    kit.run(&format!("update public.care_homes set time_zone = 'Pacific/Auckland', care_day_starts = '00:00' where id = '{}'", row("care_homes", "H1"))).await;
    assert_eq!(days("2026-03-28", "2026-03-29").await, json!([["2026-03-28", 3], ["2026-03-29", 12]]));
}

#[tokio::test]
async fn totals_count_what_holds_and_nothing_noted_is_null() {
    let kit = kit().await;
    at_midday(&kit).await;
    let notes = format!("/clients/{}/notes", client("R1"));
    let post = async |body: Value| {
        kit.post("carer1", &notes, &body).await.created()["id"].as_str().unwrap().to_owned()
    };
    post(json!({ "kind": "fluid", "measures": { "in_ml": 200 } })).await;
    post(json!({ "kind": "fluid", "measures": { "in_ml": 150, "out_ml": 300 } })).await;
    post(json!({ "kind": "continence", "measures": { "out_ml": 100, "stool_type": 4 } })).await;
    let wrong = post(json!({ "kind": "fluid", "measures": { "in_ml": 1999 } })).await;
    post(json!({ "kind": "food", "measures": { "meal": "lunch", "eaten": "half" } })).await;
    post(json!({ "kind": "weight", "measures": { "weight_kg": 61.4 } })).await;
    post(json!({ "kind": "observation", "measures": { "pulse": 72, "temperature_c": 36.6 } })).await;
    let strike = json!({ "kind": "strike_out", "text": "A slip" });
    kit.post("carer1", &format!("/notes/{wrong}/addenda"), &strike).await.created();

    let of = format!("/clients/{}/measures", client("R1"));
    let (trips, answer) = kit.trips(kit.get("carer1", &of)).await;
    assert_eq!(trips, 1);
    let all = answer.ok();
    let day = all["days"].as_array().unwrap().last().unwrap();
    assert_eq!((&day["in_ml"], &day["out_ml"]), (&json!(350), &json!(400)));
    assert_eq!((&day["meals"][0]["meal"], &day["meals"][0]["eaten"]), (&json!("lunch"), &json!("half")));
    let series: Vec<String> = all["series"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            format!(
                "{} {} {}",
                s["measure"].as_str().unwrap(),
                s["unit"].as_str().unwrap(),
                s["points"].as_array().unwrap().len()
            )
        })
        .collect();
    assert_eq!(
        series,
        [
            "in_ml ml 2",
            "out_ml ml 2",
            "pulse /min 1",
            "stool_type  1",
            "temperature_c °C 1",
            "weight_kg kg 1"
        ]
    );
    assert_eq!(all["series"][5]["points"][0]["value"], 61.4);
    assert_eq!(all["cut"], false);
    let weights = kit.get("carer1", &format!("{of}?kind=weight")).await;
    assert_eq!(
        (&weights.ok()["days"][0]["in_ml"], &weights.ok()["days"][0]["meals"]),
        (&Value::Null, &json!([]))
    );

    for wrong in
        ["from=2026-03-02&to=2026-03-01", "from=2025-03-01&to=2026-03-02", "kind=tea", "day=2026-03-01"]
    {
        kit.get("carer1", &format!("{of}?{wrong}")).await.refused(422, "invalid");
    }
    let hidden = kit.get("carer2", &of).await.refused(404, "not_found").anonymous();
    let nobody = format!("/clients/{}/measures", uuid::Uuid::now_v7());
    assert_eq!(kit.get("carer2", &nobody).await.anonymous(), hidden);
    kit.get("ancillary1", &of).await.refused(403, "forbidden");
}

#[tokio::test]
async fn a_chart_is_cut_and_says_so() {
    let kit = kit().await;
    let client = client("R1");
    kit.run(&format!(
        "insert into public.daily_notes (organisation_id, client_id, care_home_id, kind, measures, occurred_at, author_id) \
         select c.organisation_id, c.id, c.holding_home_id, 'observation', jsonb_build_object('pulse', 60 + n % 30), now() - n * interval '1 minute', \
                (select id from public.profiles limit 1) \
           from public.clients c, generate_series(1, 2100) n where c.id = '{client}'"
    ))
    .await;
    let all = kit.get("mgr1", &format!("/clients/{client}/measures?kind=observation")).await.ok().clone();
    assert_eq!((all["series"][0]["points"].as_array().unwrap().len(), &all["cut"]), (2000, &json!(true)));
}

#[tokio::test]
async fn who_has_no_note_in_a_care_day() {
    let kit = kit().await;
    at_midday(&kit).await;
    let home = row("care_homes", "H1");
    let missing =
        async |who: &str, more: &str| kit.get(who, &format!("/notes/missing?home={home}{more}")).await;
    let named = |answer: &almoner_testkit::desk::Reply, name: &str| {
        answer.ok().as_array().unwrap().iter().any(|r| r["id"] == client(name).as_str())
    };
    kit.run(&format!(
        "alter table public.resident_absences disable trigger user; \
         update public.resident_absences set during = tstzrange(now() - interval '3 days', null) where client_id = '{}' and status = 'away'",
        client("R1b")
    ))
    .await;
    // The world's notes are a day old.
    let (trips, now) = kit.trips(missing("carer1", "")).await;
    assert_eq!(trips, 1);
    assert!(named(&now, "R1"));
    // Who is in hospital all day is not missed; who lives elsewhere is not.
    assert!(!named(&now, "R1b") && !named(&now, "R2") && !named(&now, "left_long_ago"));
    let notes = format!("/clients/{}/notes", client("R1"));
    let id = kit.post("carer1", &notes, &json!({ "kind": "care", "text": "Washed" })).await.created()["id"]
        .clone();
    assert!(!named(&missing("carer1", "").await, "R1"));
    // Struck out, it is none.
    let strike = json!({ "kind": "strike_out", "text": "It was R1b" });
    kit.post("carer1", &format!("/notes/{}/addenda", id.as_str().unwrap()), &strike).await.created();
    assert!(named(&missing("carer1", "").await, "R1"));
    // A day in which there was one, and a day that has not begun.
    kit.run(&format!(
        "insert into public.daily_notes (organisation_id, client_id, care_home_id, kind, body, occurred_at, author_id) \
         select organisation_id, id, holding_home_id, 'care', 'x', now() - interval '9 days', (select id from public.profiles limit 1) \
           from public.clients where id = '{}'",
        client("R1")
    ))
    .await;
    let today: jiff::civil::Date = now.ok()[0]["care_day"].as_str().unwrap().parse().unwrap();
    let ago = |days: i64| format!("&care_day={}", today.saturating_sub(jiff::Span::new().days(days)));
    assert!(!named(&missing("mgr1", &ago(9)).await, "R1"));
    assert!(named(&missing("mgr1", &ago(10)).await, "R1"));
    missing("mgr1", &ago(-3)).await.refused(422, "invalid").field("care_day", "range");
    kit.get("mgr1", "/notes/missing").await.refused(422, "invalid").field("home", "required");
    let hidden = missing("carer3", "").await.refused(404, "not_found").anonymous();
    let nobody = kit.get("carer3", &format!("/notes/missing?home={}", uuid::Uuid::now_v7())).await;
    assert_eq!(nobody.anonymous(), hidden);
    missing("ancillary1", "").await.refused(403, "forbidden");
    // Whom somebody must not see is not told of them here either.
    assert!(!named(&missing("excluded", "").await, "R1"));
}
