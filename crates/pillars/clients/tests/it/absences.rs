//! Hospital and leave, while the stay goes on; and a death while away.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, bed, can, client, minutes, nothing, row, stay};

const DAY: i64 = 24 * 60;

async fn status(kit: &Kit, name: &str) -> String {
    kit.fact(&format!("select status from clients where id = '{}'", id(name))).await
}

#[tokio::test]
async fn hospital_and_back() {
    let kit = Kit::new().await;
    let away = format!("{}/absences", client("R1"));
    let body = json!({"kind": "hospital", "place": "Southmead, ward 9b", "reason": "A fall", "from": minutes(-90), "expected_return": minutes(2 * DAY)});
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("ancillary1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("excluded", 404, "not_found"),
        ("carer2", 404, "not_found"),
    ] {
        kit.post(who, &away, &body).await.refused(status, code);
    }
    let (trips, reply) = kit.trips(kit.post("senior1", &away, &body)).await;
    assert_eq!((reply.created()["status"].as_str(), trips), (Some("away"), 3));
    assert_eq!(can(reply.ok()), ["update", "return"]);
    assert_eq!(status(&kit, "R1").await, "hospital");
    kit.post("mgr1", &away, &json!({"kind": "leave"})).await.refused(409, "stay_overlaps");
    let one = format!("/absences/{}", reply.ok()["id"].as_str().unwrap());
    // The right time of leaving, found out later.
    let reply = kit
        .patch("senior1", &one, 1, &json!({"from": minutes(-120), "place": null, "expected_return": null}))
        .await;
    assert_eq!((&reply.ok()["place"], &reply.ok()["expected_return"]), (&Value::Null, &Value::Null));
    kit.patch("senior1", &one, 2, &json!({"until": minutes(-1)})).await.refused(409, "illegal_transition");
    kit.act("senior1", &format!("{one}/return"), 2, &json!({"at": minutes(-121)}))
        .await
        .refused(422, "invalid")
        .field("at", "range");
    kit.act("senior1", &format!("{one}/return"), 2, &json!({"at": minutes(11)}))
        .await
        .refused(422, "invalid")
        .field("at", "range");
    kit.act("carer1", &format!("{one}/return"), 2, &nothing()).await.refused(403, "forbidden");
    let (trips, reply) = kit
        .trips(kit.act(
            "senior1",
            &format!("{one}/return"),
            2,
            &json!({"at": minutes(-30), "note": "In good spirits"}),
        ))
        .await;
    assert_eq!(
        (reply.ok()["status"].as_str(), reply.ok()["return_note"].as_str(), trips),
        (Some("returned"), Some("In good spirits"), 3)
    );
    assert_eq!(status(&kit, "R1").await, "current");
    kit.act("senior1", &format!("{one}/return"), 3, &nothing()).await.refused(409, "illegal_transition");
    kit.patch("senior1", &one, 3, &json!({"until": minutes(-20)})).await.ok();
    // Away again while that time was spent at home: refused; afterwards: fine.
    kit.post("senior1", &away, &json!({"kind": "leave", "from": minutes(-40)}))
        .await
        .refused(409, "stay_overlaps");
    kit.post("senior1", &away, &json!({"kind": "leave", "from": minutes(-10)})).await.created();
    assert_eq!(status(&kit, "R1").await, "on_leave");
    // In error: the resident never left.
    let list = kit.get("mgr1", &away).await;
    let leave = &list.ok()[0];
    let path = format!("/absences/{}", leave["id"].as_str().unwrap());
    kit.act("senior1", &format!("{path}/archive"), 1, &json!({"reason": "x"}))
        .await
        .refused(403, "forbidden");
    kit.act("mgr1", &format!("{path}/archive"), 1, &json!({"reason": "wrong resident"})).await.ok();
    assert_eq!(status(&kit, "R1").await, "current");
    kit.act("mgr1", &format!("{path}/restore"), 2, &nothing()).await.ok();
    assert_eq!(status(&kit, "R1").await, "on_leave");
}

#[tokio::test]
async fn only_who_lives_here_can_be_away() {
    let kit = Kit::new().await;
    let go = |name: &str| format!("{}/absences", client(name));
    for name in ["asked", "planned", "left"] {
        kit.post("mgr1", &go(name), &json!({"kind": "leave"})).await.refused(409, "illegal_transition");
    }
    // R1 came a year ago; more than ninety days late is a question of the date.
    kit.post("mgr1", &go("R1"), &json!({"kind": "leave", "from": minutes(-91 * DAY)}))
        .await
        .refused(422, "invalid")
        .field("from", "range");
    let moved = json!({"kind": "leave", "from": minutes(-2 * DAY)});
    kit.post("mgr12", &go("moved"), &moved).await.created();
    kit.run(&format!(
        "update bed_stays set during = tstzrange(now() - interval '1 day', null) where id = '{}'",
        row("bed_stays", "R1.stay0")
    ))
    .await;
    kit.post("mgr1", &go("R1"), &json!({"kind": "leave", "from": minutes(-2 * DAY)}))
        .await
        .refused(422, "invalid")
        .field("from", "not_possible");
}

#[tokio::test]
async fn a_death_in_hospital_ends_the_absence_and_what_was_planned() {
    let kit = Kit::new().await;
    // R1b is in hospital, and has a later respite planned in another bed.
    kit.run(&format!(
        "update bed_stays set during = tstzrange(lower(during), now() + interval '3 days') where id = '{}'",
        row("bed_stays", "R1b.stay0")
    ))
    .await;
    let later = json!({"bed_id": bed("H1.bed.free"), "planned": true, "from": minutes(9 * DAY)});
    let later = kit.post("mgr1", &format!("{}/admissions", client("R1b")), &later).await;
    later.created();
    let one = stay("R1b.stay0");
    let version = kit.version(&one).await;
    kit.act("carer1", &format!("{one}/death"), version, &nothing()).await.refused(403, "forbidden");
    // Not before the resident went away: then the absence would be wrong.
    let reply = kit.act("senior1", &format!("{one}/death"), version, &json!({"at": minutes(-6 * 60)})).await;
    reply.refused(422, "invalid").field("at", "not_possible");
    let reply = kit
        .act("senior1", &format!("{one}/death"), version, &json!({"at": minutes(-60), "note": "Peacefully"}))
        .await;
    assert_eq!((reply.ok()["leaving_reason"].as_str(), can(reply.ok())), (Some("deceased"), vec![]));
    assert_eq!(status(&kit, "R1b").await, "deceased");
    let absence = kit.get("mgr1", &format!("/absences/{}", row("resident_absences", "R1b.away"))).await;
    assert_eq!((&absence.ok()["status"], &absence.ok()["until"]), (&json!("ended"), &reply.ok()["until"]));
    assert_eq!(
        kit.get("mgr1", &format!("/stays/{}", later.ok()["id"].as_str().unwrap())).await.ok()["status"],
        "cancelled"
    );
    kit.post("mgr1", &format!("{}/admissions", client("R1b")), &json!({"bed_id": bed("H1.bed.b")}))
        .await
        .refused(409, "illegal_transition");
    kit.act("mgr1", &format!("/absences/{}/return", row("resident_absences", "R1b.away")), 2, &nothing())
        .await
        .refused(409, "illegal_transition");
    // Noted too late for somebody on the floor to see it afterwards: the manager notes it.
    let reply = kit
        .act(
            "senior1",
            &format!("{}/death", stay("R1.stay0")),
            kit.version(&stay("R1.stay0")).await,
            &json!({"at": minutes(-20 * DAY)}),
        )
        .await;
    reply.refused(403, "forbidden");
    assert_eq!(status(&kit, "R1").await, "current");
    kit.act(
        "mgr1",
        &format!("{}/death", stay("R1.stay0")),
        kit.version(&stay("R1.stay0")).await,
        &json!({"at": minutes(-20 * DAY)}),
    )
    .await
    .ok();
}
