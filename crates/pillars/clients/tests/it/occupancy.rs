//! What of a home is taken at an instant, compared with the world's own description and with a
//! count by the owner of the tables.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, bed, client, minutes, names};

const DAY: i64 = 24 * 60;

fn home(name: &str) -> String {
    format!("/care-homes/{}", id(name))
}

#[tokio::test]
async fn the_beds_of_a_home_now_then_and_soon() {
    let kit = Kit::new().await;
    kit.get("mgr1", &format!("{}/occupancy", home("H1"))).await.ok();
    let (trips, reply) = kit.trips(kit.get("mgr1", &format!("{}/occupancy", home("H1")))).await;
    assert_eq!(trips, 1);
    let expect = |reply: &Value, values: [i64; 8]| {
        let fields = [
            "registered",
            "in_service",
            "occupied",
            "hospital",
            "leave",
            "reserved",
            "vacant",
            "without_bed",
        ];
        for (field, value) in fields.iter().zip(values) {
            assert_eq!(reply[*field], value, "{field} of {reply}");
        }
    };
    // Beds a (R1) and b (R1b, in hospital) are taken; d and f are kept; c, e and the free one are vacant.
    expect(reply.ok(), [40, 7, 2, 1, 0, 2, 3, 0]);
    // H2: R2 in a, moved in b; moved_long_ago has no bed yet.
    let reply = kit.get("mgr12", &format!("{}/occupancy", home("H2"))).await;
    expect(reply.ok(), [40, 7, 2, 0, 0, 0, 5, 1]);
    // Five days ago R1b was not in hospital; `moved` lived in c of H1; `left` in e; 58 days ago all were on leave.
    let at = |days: i64| minutes(-days * DAY);
    let reply = kit.get("mgr1", &format!("{}/occupancy?at={}", home("H1"), at(5))).await;
    expect(reply.ok(), [40, 7, 4, 0, 0, 2, 1, 0]);
    let reply = kit.get("mgr1", &format!("{}/occupancy?at={}", home("H1"), at(58))).await;
    assert_eq!((&reply.ok()["occupied"], &reply.ok()["leave"]), (&json!(5), &json!(5)));
    // When the next has arrived it is still a plan.
    let reply = kit.get("mgr1", &format!("{}/occupancy?at={}", home("H1"), minutes(3 * DAY))).await;
    expect(reply.ok(), [40, 7, 2, 1, 0, 2, 3, 0]);
    // The same as the owner of the tables counts, for both homes and some instants.
    for (name, who) in [("H1", "owner1"), ("H2", "comp1"), ("H3", "owner2")] {
        for days in [0, 1, 4, 25, 59, 364] {
            let at = at(days);
            let reply = kit.get(who, &format!("{}/occupancy?at={at}", home(name))).await;
            let held: i64 = kit
                .fact(&format!(
                    "select count(distinct bed_id) from bed_stays where care_home_id = '{}' and archived_at is null \
                     and status in ('live', 'ended') and during @> timestamptz '{at}'",
                    id(name)
                ))
                .await;
            assert_eq!(reply.ok()["occupied"], held, "{name} {at}");
        }
    }
}

#[tokio::test]
async fn numbers_are_for_who_sees_all_of_the_home() {
    let kit = Kit::new().await;
    for path in ["occupancy", "free-beds"] {
        for (who, name, status, code) in [
            ("carer1", "H1", 403, "forbidden"),
            ("senior1", "H1", 403, "forbidden"),
            ("ancillary1", "H1", 403, "forbidden"),
            ("excluded", "H1", 403, "forbidden"),
            ("carer1", "H2", 404, "not_found"),
            ("mgr1", "H2", 404, "not_found"),
            ("mgr1", "H3", 404, "not_found"),
            ("owner2", "H1", 404, "not_found"),
            ("nobody", "H1", 404, "not_found"),
        ] {
            kit.get(who, &format!("{}/{path}", home(name))).await.refused(status, code);
        }
        for (who, name) in [
            ("mgr1", "H1"),
            ("cover1", "H1"),
            ("mgr12", "H2"),
            ("owner1", "H2"),
            ("comp1", "H1"),
            ("both", "H2"),
        ] {
            kit.get(who, &format!("{}/{path}", home(name))).await.ok();
        }
        kit.get("mgr1", &format!("/care-homes/{}/{path}", uuid::Uuid::now_v7()))
            .await
            .refused(404, "not_found");
        kit.get("mgr1", &format!("{}/{path}?home=x", home("H1")))
            .await
            .refused(422, "invalid")
            .field("home", "unknown");
    }
    for wrong in ["now", "1899-01-01T00:00:00Z", "9999-01-01T00:00:00Z", "infinity", "2026-01-01"] {
        let reply = kit.get("mgr1", &format!("{}/occupancy?at={wrong}", home("H1"))).await;
        reply.refused(422, "invalid");
        assert_eq!(reply.body["error"]["fields"][0]["path"], "at");
    }
}

#[tokio::test]
async fn free_beds_for_a_time() {
    let kit = Kit::new().await;
    let free = |query: String| {
        let kit = &kit;
        async move {
            let reply = kit.get("mgr1", &format!("{}/free-beds?{query}", home("H1"))).await;
            reply.ok();
            reply
        }
    };
    let beds = |list: &[&str]| {
        let mut all: Vec<String> =
            list.iter().map(|label| bed(&format!("H1.bed.{label}")).to_string()).collect();
        all.sort();
        all
    };
    let sorted = |reply: &crate::kit::Reply| {
        let mut all = names(reply.ok(), "id");
        all.sort();
        all
    };
    // Without an end: d is kept from tomorrow, f in ten days.
    let (trips, reply) = kit.trips(free(String::new())).await;
    assert_eq!((sorted(&reply), trips), (beds(&["c", "e", "free"]), 1));
    // For a week f is free too, and it says from when it is kept.
    let week = free(format!("kind=respite&from={}&until={}", minutes(0), minutes(7 * DAY))).await;
    assert_eq!(sorted(&week), beds(&["c", "e", "f", "free"]));
    let f = week.ok().as_array().unwrap().iter().find(|b| b["id"] == bed("H1.bed.f").to_string()).unwrap();
    assert!(f["next_taken_from"].is_string() && f["room_name"].is_string() && f["unit_name"].is_string());
    let hours = free(format!("from={}&until={}", minutes(0), minutes(6 * 60))).await;
    assert_eq!(sorted(&hours), beds(&["c", "d", "e", "f", "free"]));
    // The past counts: c had `moved` in it until three days ago.
    let past = free(format!("from={}&until={}", minutes(-10 * DAY), minutes(0))).await;
    assert_eq!(sorted(&past), beds(&["d", "f", "free"]));
    // What is listed can be had.
    for label in ["c", "e", "free"] {
        let body = json!({"bed_id": bed(&format!("H1.bed.{label}"))});
        let reply = kit.post("mgr1", &format!("{}/admissions", client("asked")), &body).await;
        reply.created();
        let path = format!("/stays/{}/archive", reply.ok()["id"].as_str().unwrap());
        kit.act("mgr1", &path, 1, &json!({"reason": "x"})).await.ok();
    }
    for (query, code) in
        [("kind=respite", "required"), ("kind=day_care", "required"), ("until=2020-01-01T00:00:00Z", "range")]
    {
        kit.get("mgr1", &format!("{}/free-beds?{query}", home("H1")))
            .await
            .refused(422, "invalid")
            .field("until", code);
    }
    kit.get("mgr1", &format!("{}/free-beds?kind=long", home("H1")))
        .await
        .refused(422, "invalid")
        .field("kind", "choice");
}
