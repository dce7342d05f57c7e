//! Receipts, and what was known when.

use std::fmt::Write as _;

use almoner_testkit::names::id;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::kit::kit;
use crate::plans_kit::{each, minutes, nothing, past, plan, version};

#[tokio::test]
async fn one_says_for_oneself_what_one_was_shown_and_has_read() {
    let kit = kit().await;
    let path = format!("{}/reads", version("R1.v2"));
    let shown = json!({"shown_at": minutes(-30), "copy_age_seconds": 3600});
    let (trips, reply) = kit.trips(kit.post("senior1", &path, &shown)).await;
    assert_eq!(trips, 3);
    let made = reply.created();
    assert_eq!((&made["profile_id"], &made["confirmed_at"]), (&json!(id("senior1")), &Value::Null));
    assert_eq!((&made["copy_age_seconds"], &made["number"]), (&json!(3600), &json!(2)));
    // Shown again, then confirmed, once.
    kit.post("senior1", &path, &nothing()).await.created();
    let read = json!({"shown_at": minutes(-3), "confirmed_at": minutes(-2)});
    let key = [("idempotency-key", "read".to_owned())];
    let first = kit.send("senior1", "POST", &path, &key, Some(&read)).await;
    let again = kit.send("senior1", "POST", &path, &key, Some(&read)).await;
    assert_eq!(first.created(), again.created());
    kit.post("senior1", &path, &read).await.refused(409, "duplicate");
    // Managers see everybody's, one line each; others their own.
    let (trips, reply) = kit.trips(kit.get("mgr1", &path)).await;
    assert_eq!(trips, 1);
    let people = each(reply.ok(), "profile_id");
    let mut known: Vec<String> =
        ["carer1", "mgr12", "owner1", "senior1"].iter().map(|p| id(p).to_string()).collect();
    known.sort();
    let mut found = people.clone();
    found.sort_unstable();
    assert_eq!(found, known);
    assert!(reply.ok().as_array().unwrap().iter().all(|line| line["confirmed_at"].is_string()));
    assert_eq!(each(kit.get("senior1", &path).await.ok(), "profile_id"), [id("senior1").to_string()]);
    assert_eq!(kit.get("nurse1", &path).await.ok(), &json!([]));
    assert_eq!(kit.get("mgr1", &format!("{}/reads", version("R1.v1"))).await.ok(), &json!([]));
    // A new version has none, and what is no plan yet is read by nobody; one that was superseded may be.
    for name in ["R1.v3", "R1.v4"] {
        kit.post("senior1", &format!("{}/reads", version(name)), &read)
            .await
            .refused(409, "illegal_transition");
    }
    kit.post("carer1", &format!("{}/reads", version("R1.v1")), &read).await.created();
    for (body, field, code) in [
        (json!({"shown_at": minutes(11)}), "shown_at", "range"),
        (json!({"shown_at": minutes(-73 * 60)}), "shown_at", "range"),
        (json!({"confirmed_at": minutes(11)}), "confirmed_at", "range"),
        (json!({"shown_at": minutes(-1), "confirmed_at": minutes(-2)}), "confirmed_at", "range"),
        (json!({"copy_age_seconds": -1}), "copy_age_seconds", "range"),
        (json!({"copy_age_seconds": 2_592_001}), "copy_age_seconds", "range"),
        (json!({"profile_id": id("carer1")}), "profile_id", "unknown"),
    ] {
        kit.post("nurse1", &path, &body).await.refused(422, "invalid").field(field, code);
    }
    // A clock that is a little ahead is taken as ours.
    let ahead = kit.post("nurse1", &path, &json!({"shown_at": minutes(9), "confirmed_at": minutes(9)})).await;
    let at: Timestamp = ahead.created()["confirmed_at"].as_str().unwrap().parse().unwrap();
    assert!(at <= Timestamp::now());
    let left: i64 = kit
        .fact(&format!("select count(*) from care_plan_version_reads where profile_id = '{}'", id("nurse1")))
        .await;
    assert_eq!(left, 1, "what was refused left nothing");
}

/// One thing that happened on a day of the month.
enum Happened {
    Published(usize),
    Shown(usize),
    Confirmed(usize),
    Ceased,
}

#[tokio::test]
async fn a_month_is_replayed_three_things_apart() {
    use Happened::{Ceased, Confirmed, Published, Shown};
    let kit = kit().await;
    let resident = id("R1b");
    // One now for the whole month, to the microsecond that the database keeps.
    let now = Timestamp::from_microsecond(Timestamp::now().as_microsecond()).unwrap();
    let day = |n: i64| now - SignedDuration::from_hours(24 * (31 - n)) - SignedDuration::from_mins(7);
    // A month of one resident and one carer: (day, what happened).
    let month = [
        (1, Published(0)),
        (2, Shown(0)),
        (4, Confirmed(0)),
        (8, Published(1)),
        // An old copy on a tablet that was offline.
        (9, Shown(0)),
        (12, Shown(1)),
        (15, Published(2)),
        (16, Confirmed(1)),
        (20, Confirmed(2)),
        (25, Ceased),
        (27, Shown(2)),
    ];
    let versions = [uuid::Uuid::now_v7(), uuid::Uuid::now_v7(), uuid::Uuid::now_v7()];
    let until = |n: usize| {
        month
            .iter()
            .find(|(_, what)| match what {
                Published(m) => *m == n + 1,
                Ceased => n == 2,
                _ => false,
            })
            .map(|(on, _)| day(*on))
    };
    let mut sql = format!("delete from care_plan_versions where client_id = '{resident}';");
    for (on, what) in &month {
        let at = day(*on);
        match what {
            Published(n) => {
                let (id, to) = (versions[*n], until(*n).unwrap());
                let status = if *n == 2 { "withdrawn" } else { "superseded" };
                let _ = write!(
                    sql,
                    "insert into care_plan_versions (organisation_id, id, client_id, care_home_id, care_plan_id, number, status, sections, published_at, effective) \
                     select organisation_id, '{id}', client_id, care_home_id, id, {}, '{status}', '{{\"sleep\": {{\"need\": \"Version {n}\"}}}}', '{at}', \
                     tstzrange('{at}', '{to}') from care_plans where client_id = '{resident}';",
                    n + 1
                );
            }
            Shown(n) | Confirmed(n) => {
                let confirmed =
                    if matches!(what, Confirmed(_)) { format!("'{at}'") } else { "null".to_owned() };
                let _ = write!(
                    sql,
                    "insert into care_plan_version_reads (organisation_id, id, client_id, care_home_id, care_plan_version_id, profile_id, shown_at, confirmed_at) \
                     select organisation_id, app.new_id(), client_id, care_home_id, '{}', '{}', '{at}', {confirmed} from care_plans where client_id = '{resident}';",
                    versions[*n],
                    id("carer1")
                );
            }
            Ceased => {}
        }
    }
    past(&kit, &sql).await;
    let path = plan("R1b", "/as-of");
    for noon in 1..=30 {
        let at = day(noon) + SignedDuration::from_hours(12);
        // What the month says of that moment.
        let past = || month.iter().filter(|(on, _)| *on <= noon).map(|(_, what)| what);
        let mut expected = [None, None, None];
        for what in past() {
            match what {
                Published(n) => expected[0] = Some(versions[*n]),
                Ceased => expected[0] = None,
                Shown(n) => expected[1] = Some(versions[*n]),
                Confirmed(n) => (expected[1], expected[2]) = (Some(versions[*n]), Some(versions[*n])),
            }
        }
        let reply = kit.get("mgr1", &format!("{path}?at={at}&person={}", id("carer1"))).await;
        let found = reply.ok();
        let said = [
            &found["published"]["id"],
            &found["shown"]["care_plan_version_id"],
            &found["confirmed"]["care_plan_version_id"],
        ];
        let expected: Vec<Value> = expected.iter().map(|id| json!(id)).collect();
        assert_eq!(said.map(Clone::clone).to_vec(), expected, "day {noon}");
        // The person sees the same of themselves.
        let mine = kit.get("carer1", &format!("{path}?at={at}")).await;
        assert_eq!(mine.ok(), found, "day {noon}");
    }
    // To the instant: the moment of publishing is the new version's, the one before the old one's.
    let change = day(8);
    let number = |reply: &almoner_testkit::desk::Reply| reply.ok()["published"]["number"].clone();
    let (trips, after) = kit.trips(kit.get("carer1", &format!("{path}?at={change}"))).await;
    assert_eq!(trips, 1);
    let before = kit.get("carer1", &format!("{path}?at={}", change - SignedDuration::from_millis(1))).await;
    assert_eq!((number(&before), number(&after)), (json!(1), json!(2)));
    // Of a colleague one is told what was published, and nothing of what they were shown.
    let others = kit.get("senior1", &format!("{path}?at={}&person={}", day(21), id("carer1"))).await;
    assert_eq!(others.ok()["published"]["number"], 3);
    assert_eq!((&others.ok()["shown"], &others.ok()["confirmed"]), (&Value::Null, &Value::Null));
    kit.get("mgr1", &format!("{path}?at={}", minutes(20))).await.refused(422, "invalid").field("at", "range");
    kit.get("mgr1", &format!("{path}?at=yesterday")).await.refused(422, "invalid").field("at", "format");
}
