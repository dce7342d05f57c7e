//! A resident's time with us: admission, arrival, moves, hospital and leave, transfer, discharge, death.

use almoner_testkit::names::id;
use serde_json::{Value, json};

use crate::kit::{Kit, Reply, bed, can, client, etag, minutes, nothing, row, stay};

const DAY: i64 = 24 * 60;

async fn status(kit: &Kit, name: &str) -> String {
    kit.fact(&format!("select status from clients where id = '{}'", id(name))).await
}

fn path(reply: &Reply) -> String {
    format!("/stays/{}", reply.ok()["id"].as_str().unwrap())
}

fn version(reply: &Reply) -> i64 {
    reply.ok()["version"].as_i64().unwrap()
}

#[tokio::test]
async fn from_a_planned_admission_to_the_end() {
    let kit = Kit::new().await;
    let admit = format!("{}/admissions", client("asked"));
    let plan = json!({"bed_id": bed("H1.bed.free"), "planned": true, "from": minutes(3 * DAY), "until": minutes(17 * DAY), "kind": "respite"});
    let (trips, planned) = kit.trips(kit.post("mgr1", &admit, &plan)).await;
    assert_eq!((planned.created()["status"].as_str(), trips), (Some("planned"), 3));
    assert_eq!(planned.ok()["admission_id"], planned.ok()["id"]);
    assert_eq!(can(planned.ok()), ["update", "arrive", "cancel", "archive"]);
    assert_eq!(status(&kit, "asked").await, "pending_admission");
    let one = path(&planned);

    // The plan changes: another day, another bed, no end.
    let change = json!({"from": minutes(2 * DAY), "until": null, "kind": "trial"});
    let (trips, changed) = kit.trips(kit.patch("mgr1", &one, 1, &change)).await;
    assert_eq!((&changed.ok()["until"], &changed.ok()["kind"], trips), (&Value::Null, &json!("trial"), 3));

    // The resident comes earlier; who runs the shift notes it.
    kit.act("carer1", &format!("{one}/arrive"), 2, &nothing()).await.refused(403, "forbidden");
    let (trips, arrived) =
        kit.trips(kit.act("mgr1", &format!("{one}/arrive"), 2, &json!({"at": minutes(-30)}))).await;
    assert_eq!((arrived.ok()["status"].as_str(), trips), (Some("live"), 3));
    assert_eq!(arrived.headers["etag"], etag(3));
    assert_eq!(can(arrived.ok()), ["update", "move", "transfer", "discharge", "death", "archive"]);
    assert_eq!(status(&kit, "asked").await, "current");
    kit.act("mgr1", &format!("{one}/arrive"), 3, &nothing()).await.refused(409, "illegal_transition");
    kit.act("mgr1", &format!("{one}/cancel"), 3, &nothing()).await.refused(409, "illegal_transition");
    kit.get("carer1", &client("asked")).await.ok();

    // Another bed of the home: one stay ends, the next begins at that instant; nobody was without a bed.
    let (trips, moved) = kit
        .trips(kit.act(
            "mgr1",
            &format!("{one}/move"),
            3,
            &json!({"bed_id": bed("H1.bed.e"), "at": minutes(-10)}),
        ))
        .await;
    assert_eq!((moved.created()["bed_id"].as_str(), trips), (Some(bed("H1.bed.e").to_string().as_str()), 4));
    assert_eq!(moved.ok()["admission_id"], planned.ok()["id"]);
    assert_eq!(moved.ok()["kind"], "trial");
    let before = kit.get("mgr1", &one).await;
    assert_eq!(
        (&before.ok()["leaving_reason"], &before.ok()["until"]),
        (&json!("moved_bed"), &moved.ok()["from"])
    );
    let went: i64 = kit
        .fact(&format!(
            "select count(*) from audit_events e join audit_details d on d.event_id = e.id where e.row_id = '{}' and d.changes -> 'status' ->> 1 = 'discharged'",
            id("asked")
        ))
        .await;
    assert_eq!(went, 0, "a move of bed is no discharge, not for a moment");

    // Discharge.
    let two = path(&moved);
    kit.act("mgr1", &format!("{two}/discharge"), 1, &json!({"reason": "deceased"}))
        .await
        .refused(422, "invalid")
        .field("reason", "choice");
    kit.act("mgr1", &format!("{two}/discharge"), 1, &json!({"reason": "moved_bed"}))
        .await
        .refused(422, "invalid")
        .field("reason", "choice");
    let early = json!({"reason": "returned_home", "at": minutes(-11)});
    kit.act("mgr1", &format!("{two}/discharge"), 1, &early)
        .await
        .refused(422, "invalid")
        .field("at", "range");
    kit.act("senior1", &format!("{two}/discharge"), 1, &json!({"reason": "other"}))
        .await
        .refused(403, "forbidden");
    let (trips, gone) = kit
        .trips(kit.act(
            "mgr1",
            &format!("{two}/discharge"),
            1,
            &json!({"reason": "returned_home", "note": "With her son"}),
        ))
        .await;
    assert_eq!(
        (gone.ok()["status"].as_str(), gone.ok()["leaving_reason"].as_str(), trips),
        (Some("ended"), Some("returned_home"), 3)
    );
    assert!(gone.ok()["until"].is_string());
    assert_eq!(status(&kit, "asked").await, "discharged");
    let none: bool =
        kit.fact(&format!("select bed_id is null from clients where id = '{}'", id("asked"))).await;
    assert!(none);
    kit.act("mgr1", &format!("{two}/death"), version(&gone), &nothing())
        .await
        .refused(409, "illegal_transition");
    kit.patch("mgr1", &two, version(&gone), &json!({"kind": "respite"}))
        .await
        .refused(409, "illegal_transition");

    // And may come again.
    kit.post("mgr1", &admit, &json!({"bed_id": bed("H1.bed.e")})).await.created();
    let history = kit.get("mgr1", &format!("{}/stays", client("asked"))).await;
    assert_eq!(history.ok().as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_admission_that_comes_to_nothing() {
    let kit = Kit::new().await;
    let one = stay("planned.stay0");
    kit.act("senior1", &format!("{one}/cancel"), 1, &nothing()).await.refused(403, "forbidden");
    let reply = kit.act("mgr1", &format!("{one}/cancel"), 1, &json!({"note": "Chose another home"})).await;
    assert_eq!(
        (reply.ok()["status"].as_str(), reply.ok()["leaving_note"].as_str()),
        (Some("cancelled"), Some("Chose another home"))
    );
    assert_eq!(status(&kit, "planned").await, "prospective");
    // The bed is free again.
    kit.post("mgr1", &format!("{}/admissions", client("asked")), &json!({"bed_id": bed("H1.bed.d")}))
        .await
        .created();
    // Who runs the shift notes an arrival.
    kit.run(&format!("update bed_stays set status = 'planned', during = tstzrange(now() + interval '1 hour', null) where id = '{}'", row("bed_stays", "planned_later.stay0"))).await;
    let version = kit.version(&stay("planned_later.stay0")).await;
    let reply =
        kit.act("senior1", &format!("{}/arrive", stay("planned_later.stay0")), version, &nothing()).await;
    assert_eq!(reply.ok()["status"], "live");
}

#[tokio::test]
async fn beds_that_are_taken_or_not_theirs() {
    let kit = Kit::new().await;
    let admit = |name: &str| format!("{}/admissions", client(name));
    let to = |name: &str| json!({"bed_id": bed(name)});
    kit.post("mgr1", &admit("asked"), &to("H1.bed.a")).await.refused(409, "bed_taken");
    // Planned for somebody from tomorrow on, without an end.
    kit.post("mgr1", &admit("asked"), &to("H1.bed.d")).await.refused(409, "bed_taken");
    let short = json!({"bed_id": bed("H1.bed.d"), "from": minutes(-5), "until": minutes(60)});
    kit.post("mgr1", &admit("asked"), &short).await.created();
    kit.post("mgr1", &admit("R1"), &to("H1.bed.free")).await.refused(409, "stay_overlaps");
    kit.post("mgr1", &admit("R1"), &to("H1.bed.a")).await.refused(409, "stay_overlaps");
    // A bed of another home, of another operator and of nowhere: one answer (A06).
    let nowhere = kit.post("mgr1", &admit("called_off"), &json!({"bed_id": uuid::Uuid::now_v7()})).await;
    nowhere.refused(422, "invalid").field("bed_id", "reference");
    for hidden in ["H2.bed.free", "H3.bed.free", "H3.bed.a", "H2.bed.out", "H2.bed.gone"] {
        let reply = kit.post("mgr1", &admit("called_off"), &to(hidden)).await;
        assert_eq!(reply.anonymous(), nowhere.anonymous(), "{hidden}");
        let reply = kit.act("mgr1", &format!("{}/move", stay("R1.stay0")), 1, &to(hidden)).await;
        assert_eq!(reply.anonymous(), nowhere.anonymous(), "{hidden}");
    }
    for unfit in ["H1.bed.out", "H1.bed.gone"] {
        kit.post("mgr1", &admit("called_off"), &to(unfit))
            .await
            .refused(422, "invalid")
            .field("bed_id", "not_possible");
    }
    kit.act("mgr1", &format!("{}/move", stay("R1.stay0")), 1, &to("H1.bed.b"))
        .await
        .refused(409, "bed_taken");
    kit.act("mgr1", &format!("{}/move", stay("R1.stay0")), 1, &to("H1.bed.a"))
        .await
        .refused(422, "invalid")
        .field("bed_id", "same");
    for (who, status, code) in [
        ("carer1", 404, "not_found"),
        ("senior1", 404, "not_found"),
        ("owner1", 403, "forbidden"),
        ("comp1", 403, "forbidden"),
        ("mgr3", 404, "not_found"),
    ] {
        kit.post(who, &admit("called_off"), &to("H1.bed.free")).await.refused(status, code);
    }
    kit.post("senior1", &admit("left"), &to("H1.bed.free")).await.refused(403, "forbidden");
    // Nobody is admitted after their death.
    kit.post("mgr1", &admit("left_long_ago"), &to("H1.bed.free")).await.refused(409, "illegal_transition");
}

#[tokio::test]
async fn times_of_admissions() {
    let kit = Kit::new().await;
    let admit = format!("{}/admissions", client("asked"));
    let free = bed("H1.bed.free");
    for (body, field, code) in [
        (json!({"bed_id": free, "from": minutes(11)}), "from", "range"),
        (json!({"bed_id": free, "from": "1950-01-01T00:00:00Z"}), "from", "range"),
        (json!({"bed_id": free, "from": "yesterday"}), "from", "format"),
        (json!({"bed_id": free, "until": minutes(-1)}), "until", "range"),
        (json!({"bed_id": free, "planned": true}), "from", "required"),
        (json!({"bed_id": free, "planned": true, "from": minutes(-2 * DAY)}), "from", "range"),
        (json!({"bed_id": free, "planned": true, "from": minutes(800 * DAY)}), "from", "range"),
        (
            json!({"bed_id": free, "planned": true, "from": minutes(DAY), "until": minutes(DAY - 1)}),
            "until",
            "range",
        ),
        (json!({"bed_id": free, "kind": "holiday"}), "kind", "choice"),
        (json!({"planned": true}), "bed_id", "required"),
    ] {
        kit.post("mgr1", &admit, &body).await.refused(422, "invalid").field(field, code);
    }
    // Somebody who has lived here for decades is entered late; a clock that is a little ahead is now.
    let reply = kit.post("mgr1", &admit, &json!({"bed_id": free, "from": "1986-05-04T10:00:00+01:00"})).await;
    assert_eq!(reply.created()["from"], "1986-05-04T09:00:00Z");
    let one = path(&reply);
    let reply = kit.patch("mgr1", &one, 1, &json!({"from": minutes(5)})).await;
    let from: jiff::Timestamp = reply.ok()["from"].as_str().unwrap().parse().unwrap();
    assert!(from <= jiff::Timestamp::now());
    kit.patch("mgr1", &one, 2, &json!({"from": null}))
        .await
        .refused(422, "invalid")
        .field("from", "required");
    kit.patch("mgr1", &one, 2, &json!({"bed_id": bed("H1.bed.e")})).await.refused(409, "illegal_transition");
    kit.patch("mgr1", &one, 2, &json!({"until": minutes(2 * DAY)})).await.ok();
}

/// Respite is planned back to back. Who outstays keeps the bed until it is ended.
#[tokio::test]
async fn a_stay_past_its_expected_end_keeps_its_bed() {
    let kit = Kit::new().await;
    let free = bed("H1.bed.free");
    let first = json!({"bed_id": free, "kind": "respite", "from": minutes(-10 * DAY), "until": minutes(5)});
    let staying = kit.post("mgr1", &format!("{}/admissions", client("asked")), &first).await;
    staying.created();
    let next = json!({"bed_id": free, "kind": "respite", "planned": true, "from": minutes(60), "until": minutes(7 * DAY)});
    let coming = kit.post("mgr1", &format!("{}/admissions", client("called_off")), &next).await;
    coming.created();
    // The end passes and nobody has gone.
    kit.run(&format!("update bed_stays set during = tstzrange(lower(during), now() - interval '1 hour') where client_id = '{}' and status = 'live'", id("asked"))).await;
    let version = kit.version(&path(&coming)).await;
    kit.act("mgr1", &format!("{}/arrive", path(&coming)), version, &nothing())
        .await
        .refused(409, "bed_taken");
    let occupancy = kit.get("mgr1", &format!("/care-homes/{}/occupancy", id("H1"))).await;
    let reserved = occupancy.ok()["reserved"].as_i64().unwrap();
    let beds = kit
        .get("mgr1", &format!("/care-homes/{}/free-beds?kind=respite&until={}", id("H1"), minutes(30)))
        .await;
    assert!(!crate::kit::names(beds.ok(), "id").contains(&free.to_string()));
    let version = kit.version(&path(&staying)).await;
    kit.act("mgr1", &format!("{}/discharge", path(&staying)), version, &json!({"reason": "returned_home"}))
        .await
        .ok();
    let after = kit.get("mgr1", &format!("/care-homes/{}/occupancy", id("H1"))).await;
    assert_eq!(after.ok()["reserved"].as_i64().unwrap(), reserved + 1);
    let version = kit.version(&path(&coming)).await;
    kit.act("mgr1", &format!("{}/arrive", path(&coming)), version, &nothing()).await.ok();
}

#[tokio::test]
async fn verbs_need_the_version_and_happen_once() {
    let kit = Kit::new().await;
    let one = stay("R1.stay0");
    let version = kit.version(&one).await;
    let body = json!({"bed_id": bed("H1.bed.free")});
    kit.post("mgr1", &format!("{one}/move"), &body).await.refused(428, "precondition_required");
    kit.act("mgr1", &format!("{one}/move"), version + 7, &body).await.refused(412, "stale");
    let send = |body: Value| {
        let (kit, path) = (&kit, format!("{one}/move"));
        async move {
            let headers = [("idempotency-key", "m1".to_owned()), ("if-match", etag(version))];
            kit.send("mgr1", "POST", &path, &headers, Some(&body)).await
        }
    };
    let first = send(body.clone()).await;
    let again = send(body.clone()).await;
    assert_eq!(first.created()["id"], again.created()["id"]);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    send(json!({"bed_id": bed("H1.bed.e")})).await.refused(422, "idempotency_key_reused");
    let stays: i64 =
        kit.fact(&format!("select count(*) from bed_stays where client_id = '{}'", id("R1"))).await;
    assert_eq!(stays, 2);
    let two = path(&first);
    let headers = [("idempotency-key", "d1".to_owned()), ("if-match", etag(1))];
    let end = json!({"reason": "notice_given"});
    let first = kit.send("mgr1", "POST", &format!("{two}/discharge"), &headers, Some(&end)).await;
    let again = kit.send("mgr1", "POST", &format!("{two}/discharge"), &headers, Some(&end)).await;
    assert_eq!(first.ok(), again.ok());
    assert_eq!(again.headers["idempotency-replayed"], "true");
    // The same key for another record is another attempt.
    kit.send("mgr1", "POST", &format!("{}/discharge", stay("R1b.stay0")), &headers, Some(&end)).await.ok();
}

#[tokio::test]
async fn stays_of_others_are_stays_of_nobody() {
    let kit = Kit::new().await;
    let unknown = format!("/stays/{}", uuid::Uuid::now_v7());
    let verbs = [
        ("arrive", nothing()),
        ("cancel", nothing()),
        ("move", json!({"bed_id": bed("H1.bed.free")})),
        ("transfer", json!({"to_home_id": id("H2")})),
        ("discharge", json!({"reason": "other"})),
        ("death", nothing()),
        ("archive", json!({"reason": "x"})),
        ("restore", nothing()),
    ];
    for (who, hidden) in [
        ("carer1", "R2.stay0"),
        ("mgr1", "R2.stay0"),
        ("mgr1", "R3.stay0"),
        ("owner2", "R1.stay0"),
        ("ancillary1", "R1.stay0"),
        ("excluded", "R1.stay0"),
        ("nobody", "R1.stay0"),
    ] {
        for (verb, body) in &verbs {
            let reply = kit.act(who, &format!("{}/{verb}", stay(hidden)), 1, body).await;
            let nobody = kit.act(who, &format!("{unknown}/{verb}"), 1, body).await;
            assert_eq!(
                reply.refused(404, "not_found").anonymous(),
                nobody.anonymous(),
                "{who} {hidden} {verb}"
            );
        }
        kit.get(who, &stay(hidden)).await.refused(404, "not_found");
        kit.patch(who, &stay(hidden), 1, &json!({"kind": "trial"})).await.refused(404, "not_found");
    }
}
