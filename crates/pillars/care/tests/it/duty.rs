//! Who is on: said by the person or by who runs the shift, once across homes, and never a wall.

use almoner_care::duty_words::DutyClosedBy;
use almoner_testkit::desk::{Kit, Reply};
use serde_json::{Value, json};

use crate::kit::{kit, minutes, row};

fn home(name: &str) -> String {
    row("care_homes", name)
}

fn here(name: &str) -> Value {
    json!({ "care_home_id": home(name) })
}

fn path(reply: &Reply) -> (String, i64) {
    let duty = reply.created();
    (format!("/duty/{}", duty["id"].as_str().unwrap()), duty["version"].as_i64().unwrap())
}

/// Who is on in a home, by the names of the world.
async fn on(kit: &Kit, who: &str, of: &str) -> Vec<String> {
    let board = kit.get(who, &format!("/duty?home={}", home(of))).await;
    let on = board.ok()["on"].as_array().unwrap().clone();
    let names =
        ["carer1", "senior1", "nurse1", "agency", "mgr12", "just_ended", "excluded", "both", "carer2"];
    let name = |d: &Value| names.into_iter().find(|n| d["profile_id"] == row("profiles", n).as_str());
    on.iter().filter_map(name).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_shift_is_started_seen_and_ended() {
    let kit = kit().await;
    assert_eq!(kit.get("carer1", "/duty/mine").await.ok()["duty"], Value::Null);
    let body = json!({ "care_home_id": home("H1"), "unit_id": row("units", "H1.unit") });
    let (trips, started) = kit.trips(kit.post("carer1", "/duty", &body)).await;
    assert_eq!(trips, 3);
    let (path, version) = path(&started);
    let duty = started.created();
    assert_eq!(
        (&duty["profile_id"], &duty["grade"], &duty["ended_at"], &duty["can"]),
        (&json!(row("profiles", "carer1")), &json!("carer"), &Value::Null, &json!(["end"]))
    );
    assert!(duty["name"].is_string() && duty["unit_name"].is_string(), "{duty}");
    let (trips, mine) = kit.trips(kit.get("carer1", "/duty/mine")).await;
    assert_eq!((trips, &mine.ok()["duty"]["id"]), (1, &duty["id"]));
    let round = kit.get("carer1", &format!("/round?home={}", home("H1"))).await;
    assert_eq!(round.ok()["home"]["duty"]["id"], duty["id"]);
    assert!(on(&kit, "senior1", "H1").await.contains(&"carer1".to_owned()));
    let ended = kit.act("carer1", &format!("{path}/end"), version, &json!({})).await;
    assert_eq!((&ended.ok()["closed_by"], &ended.ok()["can"]), (&json!("person"), &json!([])));
    assert!(!on(&kit, "senior1", "H1").await.contains(&"carer1".to_owned()));
    // What has ended is not the person's any more, nor the senior's; the manager corrects it, and the trail says so.
    let version = ended.ok()["version"].as_i64().unwrap();
    for who in ["carer1", "senior1"] {
        kit.act(who, &format!("{path}/end"), version, &json!({})).await.refused(403, "forbidden");
        kit.patch(who, &path, version, &json!({ "ended_at": null })).await.refused(403, "forbidden");
    }
    kit.act("mgr1", &format!("{path}/end"), version, &json!({})).await.refused(409, "illegal_transition");
    let corrected = kit.patch("mgr1", &path, version, &json!({ "started_at": minutes(-30) })).await;
    assert_eq!(corrected.ok()["version"], json!(version + 1));
    let trail: i64 = kit
        .fact(&format!(
            "select count(*) from public.audit_events where table_name = 'duty_periods' and row_id = '{}'",
            duty["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(trail, 3);
    kit.patch("mgr1", &path, version, &json!({ "started_at": minutes(-40) })).await.refused(412, "stale");
}

#[tokio::test]
async fn who_runs_the_shift_starts_and_ends_it_for_others() {
    let kit = kit().await;
    let mut body = here("H1");
    body["profile_id"] = json!(row("profiles", "carer1"));
    for (who, status) in [("nurse1", 201), ("two_orgs", 403), ("ancillary1", 403), ("owner1", 403)] {
        assert_eq!(kit.post(who, "/duty", &body).await.status.as_u16(), status, "{who}");
        kit.run("delete from public.duty_periods where created_by is not null").await;
    }
    let started = kit.post("senior1", "/duty", &body).await;
    let (path, version) = path(&started);
    // A colleague does not end it.
    kit.act("two_orgs", &format!("{path}/end"), version, &json!({})).await.refused(403, "forbidden");
    let ended = kit.act("senior1", &format!("{path}/end"), version, &json!({})).await;
    assert_eq!(ended.ok()["closed_by"], "shift");
    // Whom one may not choose, and who does not exist, are one and the same.
    for person in [
        row("profiles", "carer2"),
        row("profiles", "ancillary1"),
        row("profiles", "not_yet"),
        row("profiles", "carer3"),
    ] {
        body["profile_id"] = json!(person);
        let known = kit.post("senior1", "/duty", &body).await.refused(422, "invalid").anonymous();
        body["profile_id"] = json!(uuid::Uuid::now_v7());
        assert_eq!(kit.post("senior1", "/duty", &body).await.anonymous(), known);
    }
    let hidden = kit.act("carer2", &format!("{path}/end"), version, &json!({})).await;
    let nothing = format!("/duty/{}/end", uuid::Uuid::now_v7());
    let nobody = kit.act("carer2", &nothing, version, &json!({})).await;
    assert_eq!(hidden.refused(404, "not_found").anonymous(), nobody.anonymous());
}

#[tokio::test]
async fn it_takes_a_live_right_in_the_home() {
    let kit = kit().await;
    for (who, at) in
        [("carer1", "H2"), ("carer1", "H3"), ("not_yet", "H1"), ("cover_ended", "H1"), ("unmade", "H1")]
    {
        kit.post(who, "/duty", &here(at)).await.refused(422, "invalid").field("care_home_id", "reference");
    }
    for who in ["ancillary1", "owner1", "comp1"] {
        kit.post(who, "/duty", &here("H1")).await.refused(403, "forbidden");
    }
    // Who has left ends what they had begun, and begins nothing.
    let left = kit.get("just_ended", "/duty/mine").await;
    let duty = &left.ok()["duty"];
    assert_eq!(duty["grade"], Value::Null, "colleagues' grades are not told to who has left");
    let path = format!("/duty/{}/end", duty["id"].as_str().unwrap());
    kit.act("just_ended", &path, 1, &json!({})).await.ok();
    kit.post("just_ended", "/duty", &here("H1")).await.refused(422, "invalid");
    let board = format!("/duty?home={}", home("H1"));
    for (who, status) in [
        ("just_ended", 404),
        ("carer2", 404),
        ("carer3", 404),
        ("ancillary1", 403),
        ("owner1", 200),
        ("comp1", 200),
    ] {
        assert_eq!(kit.get(who, &board).await.status.as_u16(), status, "{who}");
    }
}

#[tokio::test]
async fn nobody_is_on_twice() {
    let kit = kit().await;
    let body = here("H1");
    let at_once = futures_util::future::join_all((0..8).map(|_| kit.post("carer1", "/duty", &body))).await;
    assert_eq!(at_once.iter().filter(|r| r.status.as_u16() == 201).count(), 1);
    for lost in at_once.iter().filter(|r| r.status.as_u16() != 201) {
        lost.refused(409, "duplicate");
    }
    // In another home either, and where is not said.
    kit.post("both", "/duty", &here("H2")).await.created();
    let elsewhere = json!({ "care_home_id": home("H1"), "profile_id": row("profiles", "both") });
    let told = kit.post("senior1", "/duty", &elsewhere).await;
    told.refused(409, "duplicate");
    assert!(!told.body.to_string().contains(&home("H2")));
}

#[tokio::test]
async fn what_was_forgotten_is_closed() {
    let kit = kit().await;
    let begun = async |who: &str, hours: i64| {
        let sql = format!(
            "insert into public.duty_periods (organisation_id, care_home_id, profile_id, started_at) \
             select organisation_id, '{}', id, now() - interval '{hours} hours' from public.profiles where id = '{}' returning id",
            home("H1"),
            row("profiles", who)
        );
        kit.fact::<uuid::Uuid>(&sql).await
    };
    let how = async |id: uuid::Uuid| {
        let sql = format!(
            "select coalesce(closed_by, 'on') || ' ' || coalesce(extract(epoch from ended_at - started_at)::int / 3600, 0) \
               from public.duty_periods where id = '{id}'"
        );
        kit.fact::<String>(&sql).await
    };
    // By the next start.
    let (old, lately) = (begun("carer1", 20).await, begun("nurse1", 15).await);
    assert_eq!(kit.get("carer1", "/duty/mine").await.ok()["duty"], Value::Null, "nobody is on for 20 hours");
    kit.post("carer1", "/duty", &here("H1")).await.created();
    kit.post("nurse1", "/duty", &here("H1")).await.refused(409, "duplicate");
    assert_eq!((how(old).await, how(lately).await), ("system 16".to_owned(), "on 0".to_owned()));
    // By the job, and of who has left.
    let senior = begun("senior1", 17).await;
    let run =
        "select app.handle_job('forgotten_duty', organisation_id, now()) from public.care_homes where id = '";
    let closed: i64 = kit.fact(&format!("{run}{}'", home("H1"))).await;
    assert_eq!(closed, 2);
    assert_eq!((how(senior).await, how(lately).await), ("system 16".to_owned(), "on 0".to_owned()));
    assert_eq!(kit.get("just_ended", "/duty/mine").await.ok()["duty"], Value::Null);
    let again: i64 = kit.fact(&format!("{run}{}'", home("H1"))).await;
    assert_eq!(again, 0);
}

#[tokio::test]
async fn times_are_believable() {
    let kit = kit().await;
    let with = |field: &str, value: Value| {
        let mut body = here("H1");
        body[field] = value;
        body
    };
    for (body, field, code) in [
        (with("started_at", json!(minutes(20))), "started_at", "clock_ahead"),
        (with("started_at", json!(minutes(-17 * 60))), "started_at", "not_possible"),
        (with("unit_id", json!(row("units", "H2.unit"))), "unit_id", "reference"),
        (with("unit_id", json!(uuid::Uuid::now_v7())), "unit_id", "reference"),
        (with("closed_by", json!("system")), "closed_by", "unknown"),
        (with("ended_at", json!(minutes(0))), "ended_at", "unknown"),
    ] {
        kit.post("carer1", "/duty", &body).await.refused(422, "invalid").field(field, code);
    }
    let (path, version) = path(&kit.post("carer1", "/duty", &with("started_at", json!(minutes(-60)))).await);
    let end = format!("{path}/end");
    let before = json!({ "ended_at": minutes(-90) });
    kit.act("carer1", &end, version, &before).await.refused(422, "invalid").field("ended_at", "range");
    let ahead = json!({ "ended_at": minutes(30) });
    kit.act("carer1", &end, version, &ahead).await.refused(422, "invalid").field("ended_at", "clock_ahead");
    kit.act("carer1", &end, version, &json!({ "ended_at": minutes(5) })).await.ok();
    let later: bool = kit.fact("select bool_or(ended_at > now()) from public.duty_periods").await;
    assert!(!later, "a clock that is a little ahead is taken as now");
    for wrong in ["", "?home=x", "?home=H1", "?at=2026-01-01T00:00:00Z"] {
        kit.get("carer1", &format!("/duty{wrong}")).await.refused(422, "invalid");
    }
    let far = format!("/duty?home={}&at=2031-01-01T00:00:00Z", home("H1"));
    kit.get("carer1", &far).await.refused(422, "invalid").field("at", "range");
}

#[tokio::test]
async fn who_is_expected_and_who_comes_on() {
    let kit = kit().await;
    for (who, starts) in [("senior1", "-30 minutes"), ("nurse1", "-30 minutes")] {
        kit.run(&format!(
            "update public.shift_assignments set archived_at = now(), archive_reason = 'x' where profile_id = '{0}' and archived_at is null; \
             insert into public.shift_assignments (organisation_id, care_home_id, profile_id, during, starts_at, status) \
             select organisation_id, '{1}', id, tstzrange(now() + interval '{starts}', now() + interval '{starts}' + interval '7 hours'), \
                    now() + interval '{starts}', 'published' from public.profiles where id = '{0}'",
            row("profiles", who),
            home("H1")
        ))
        .await;
    }
    let expected = async || {
        let board = kit.get("carer1", &format!("/duty?home={}", home("H1"))).await;
        let all = board.ok()["expected"].as_array().unwrap().clone();
        ["senior1", "nurse1"].map(|who| all.iter().any(|e| e["profile_id"] == row("profiles", who).as_str()))
    };
    assert_eq!(expected().await, [true, true]);
    let mine = kit.get("senior1", "/duty/mine").await;
    let assignment = mine.ok()["shift"]["assignment_id"].clone();
    assert!(assignment.is_string());
    let started = kit.post("senior1", "/duty", &here("H1")).await;
    assert_eq!(started.created()["assignment_id"], assignment, "the shift of the rota that it is");
    assert_eq!(expected().await, [false, true]);
    // Nobody planned that the carer comes; having started, they take in the handover like the others.
    kit.post("carer1", "/duty", &here("H1")).await.created();
    let handover = json!({ "care_home_id": home("H1"), "shift": "early" });
    let made = kit.post("mgr1", "/handovers", &handover).await;
    let read = kit.get("mgr1", &format!("/handovers/{}", made.created()["id"].as_str().unwrap())).await;
    let incoming = read.ok()["incoming"].as_array().unwrap().clone();
    let comes =
        |who: &str| incoming.iter().filter(|p| p["profile_id"] == row("profiles", who).as_str()).count();
    assert_eq!((comes("senior1"), comes("nurse1"), comes("carer1"), comes("both")), (1, 1, 1, 0));
}

#[tokio::test]
async fn one_that_was_started_in_error_is_archived() {
    let kit = kit().await;
    let (path, version) = path(&kit.post("carer1", "/duty", &here("H1")).await);
    let reason = json!({ "reason": "The wrong button" });
    kit.act("carer1", &format!("{path}/archive"), version, &reason).await.refused(403, "forbidden");
    kit.act("mgr1", &format!("{path}/archive"), version, &reason).await.ok();
    let (_, _) = self::path(&kit.post("carer1", "/duty", &here("H1")).await);
    kit.act("mgr1", &format!("{path}/restore"), version + 1, &json!({})).await.refused(409, "duplicate");
}

#[tokio::test]
async fn the_words_are_the_databases() {
    let kit = kit().await;
    let sql = "select pg_get_constraintdef(oid) from pg_constraint where conname = 'duty_periods_closed_by' limit 1";
    let def: String = kit.fact(sql).await;
    assert_eq!(def.matches("'::text").count(), DutyClosedBy::WORDS.len(), "{def}");
    assert!(DutyClosedBy::WORDS.iter().all(|word| def.contains(&format!("'{word}'::text"))), "{def}");
}
