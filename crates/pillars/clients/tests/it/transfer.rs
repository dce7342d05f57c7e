//! From one home of the organisation to another.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, bed, can, client, minutes, row, stay};

const DAY: i64 = 24 * 60;

#[tokio::test]
async fn a_transfer_is_made_by_the_sending_home_and_the_bed_given_by_the_receiving_one() {
    let kit = Kit::new().await;
    let one = stay("R1b.stay0");
    let version = kit.version(&one).await;
    let to = |home: &str| json!({"to_home_id": id(home), "at": minutes(-15)});
    for (who, status, code) in [
        ("carer1", 403, "forbidden"),
        ("senior1", 403, "forbidden"),
        ("owner1", 403, "forbidden"),
        ("carer2", 404, "not_found"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.act(who, &format!("{one}/transfer"), version, &to("H2")).await.refused(status, code);
    }
    // Not to the same home, nor to one of another operator, of nowhere, or archived: one answer.
    let nowhere = kit
        .act("mgr1", &format!("{one}/transfer"), version, &json!({"to_home_id": uuid::Uuid::now_v7()}))
        .await;
    nowhere.refused(422, "invalid").field("to_home_id", "not_possible");
    for wrong in ["H1", "H3", "H0"] {
        let reply = kit.act("mgr1", &format!("{one}/transfer"), version, &to(wrong)).await;
        assert_eq!(reply.anonymous(), nowhere.anonymous(), "{wrong}");
    }
    let with_bed = json!({"to_home_id": id("H2"), "bed_id": bed("H2.bed.free")});
    kit.act("mgr1", &format!("{one}/transfer"), version, &with_bed)
        .await
        .refused(422, "invalid")
        .field("bed_id", "not_possible");
    kit.act(
        "mgr1",
        &format!("{one}/transfer"),
        version,
        &json!({"to_home_id": id("H2"), "at": minutes(-4 * DAY)}),
    )
    .await
    .refused(422, "invalid")
    .field("at", "range");
    kit.act("mgr1", &format!("{one}/transfer"), version + 5, &to("H2")).await.refused(412, "stale");
    let (trips, reply) = kit.trips(kit.act("mgr1", &format!("{one}/transfer"), version, &to("H2"))).await;
    assert_eq!(
        (&reply.created()["care_home_id"], &reply.ok()["bed_id"], trips),
        (&json!(id("H2").to_string()), &Value::Null, 4)
    );
    assert_eq!(can(reply.ok()), Vec::<String>::new(), "the resident is H2's now");
    let two = format!("/stays/{}", reply.ok()["id"].as_str().unwrap());
    // Away in hospital no more; the record stays where it was made, the resident is held by H2.
    let absence = kit.get("mgr1", &format!("/absences/{}", row("resident_absences", "R1b.away"))).await;
    assert_eq!(
        (&absence.ok()["status"], &absence.ok()["care_home_id"]),
        (&json!("ended"), &json!(id("H1").to_string()))
    );
    let status: String = kit.fact(&format!("select status from clients where id = '{}'", id("R1b"))).await;
    assert_eq!(status, "current");
    let went: i64 = kit
        .fact(&format!("select count(*) from audit_details where changes -> 'status' ->> 1 = 'discharged' and event_id in (select id from audit_events where row_id = '{}')", id("R1b")))
        .await;
    assert_eq!(went, 0);
    for who in ["mgr1", "carer1"] {
        kit.get(who, &client("R1b")).await.ok();
    }
    let reader = kit.get("carer2", &client("R1b")).await;
    assert_eq!(reader.ok()["identity"]["client_id"], id("R1b").to_string());
    // The bed in H1 is free, the new home gives one.
    kit.post("mgr1", &format!("{}/admissions", client("asked")), &json!({"bed_id": bed("H1.bed.b")}))
        .await
        .created();
    kit.patch("mgr1", &two, 1, &json!({"bed_id": bed("H2.bed.free")})).await.refused(403, "forbidden");
    let reply = kit.act("mgr12", &format!("{two}/move"), 1, &json!({"bed_id": bed("H2.bed.free")})).await;
    assert_eq!(reply.created()["bed_id"], bed("H2.bed.free").to_string());
    // Or from the beginning, for somebody whose bed is noted later.
    let unplaced = row("bed_stays", "moved_long_ago.stay1");
    let version = kit.version(&format!("/stays/{unplaced}")).await;
    kit.patch("mgr12", &format!("/stays/{unplaced}"), version, &json!({"bed_id": bed("H2.bed.e")}))
        .await
        .ok();
    // Who manages both homes may choose the bed.
    let version = kit.version(&stay("R1.stay0")).await;
    let both = json!({"to_home_id": id("H2"), "bed_id": bed("H2.bed.d")});
    let reply = kit.act("mgr12", &format!("{}/transfer", stay("R1.stay0")), version, &both).await;
    assert_eq!(reply.created()["bed_id"], bed("H2.bed.d").to_string());
    let home: String = kit
        .fact(&format!("select holding_home_id::text from client_identity where client_id = '{}'", id("R1")))
        .await;
    assert_eq!(home, id("H2").to_string());
}
