//! What an answer says one may do is what then happens, for everybody and every verb; and who that
//! is, is what the access matrix says. A refusal changes nothing.

use almoner_testkit::names::id;
use almoner_testkit::store::PNG;
use serde_json::{Value, json};

use crate::kit::{Kit, alert, bed, can, client, nothing, row, stay};

/// Everybody in every relation to H1 that a rule tells apart.
const EVERYBODY: &[&str] = &[
    "carer1",
    "nurse1",
    "senior1",
    "ancillary1",
    "excluded",
    "carer2",
    "both",
    "agency",
    "just_ended",
    "mgr1",
    "mgr12",
    "cover1",
    "mgr_kin",
    "cover_ended",
    "owner1",
    "comp1",
    "owner_manager",
    "mgr3",
    "owner2",
    "nobody",
];
const MANAGERS: &[&str] = &["mgr1", "mgr12", "cover1", "mgr_kin"];
const SHIFT: &[&str] = &["nurse1", "senior1", "mgr1", "mgr12", "cover1", "mgr_kin"];

struct Case {
    /// Where `can` is read, and where in the answer.
    record: String,
    at: &'static str,
    verb: &'static str,
    method: &'static str,
    path: String,
    body: Value,
    who: Vec<&'static str>,
}

fn case(record: &str, verb: &'static str, path: &str, body: Value, who: &[&'static str]) -> Case {
    let at = if record.starts_with("/clients/") { "/client" } else { "" };
    Case {
        record: record.to_owned(),
        at,
        verb,
        method: "POST",
        path: format!("{record}{path}"),
        body,
        who: who.to_vec(),
    }
}

fn change(record: &str, verb: &'static str, path: &str, body: Value, who: &[&'static str]) -> Case {
    Case { method: "PATCH", ..case(record, verb, path, body, who) }
}

/// Everything that a change could touch.
const STATE: &str = "select md5(string_agg(t::text, '' order by t.id)) from ( \
    select id, version from clients union all select id, version from client_identity union all \
    select id, version from client_alerts union all select id, version from client_contacts union all \
    select id, version from client_exclusions union all select id, version from bed_stays union all \
    select id, version from resident_absences) t";

async fn check(cases: Vec<Case>) {
    let kit = Kit::new().await;
    let before: String = kit.fact(STATE).await;
    for case in &cases {
        let version = version_for(&kit, case).await;
        let mut may = Vec::new();
        for who in EVERYBODY {
            let seen = kit.get(who, &case.record).await;
            let rights = match seen.status.as_u16() {
                200 => Some(can(seen.ok().pointer(case.at).unwrap())),
                _ => None,
            };
            if rights.as_ref().is_some_and(|r| r.iter().any(|v| v == case.verb)) {
                may.push(*who);
                continue;
            }
            let headers = [
                ("idempotency-key", format!("{}{}{}", case.verb, case.path, who)),
                ("if-match", crate::kit::etag(version)),
            ];
            let reply = kit.send(who, case.method, &case.path, &headers, Some(&case.body)).await;
            let expected = if rights.is_some() { (403, "forbidden") } else { (404, "not_found") };
            let got = (reply.status.as_u16(), reply.body["error"]["code"].as_str().unwrap_or("none"));
            assert_eq!(got, expected, "{who} {} {}: {}", case.verb, case.path, reply.body);
        }
        assert_eq!(may, case.who, "who may {} {}", case.verb, case.record);
    }
    assert_eq!(before, kit.fact::<String>(STATE).await, "a refusal changed something");
    // Each verb by the first and by the last of those who may, on a world of its own.
    for case in &cases {
        for who in [case.who.first(), case.who.last()].into_iter().flatten() {
            let kit = Kit::new().await;
            let version = version_for(&kit, case).await;
            let headers = [("idempotency-key", "k".to_owned()), ("if-match", crate::kit::etag(version))];
            let reply = kit.send(who, case.method, &case.path, &headers, Some(&case.body)).await;
            assert!(reply.status.is_success(), "{who} {} {}: {}", case.verb, case.path, reply.body);
        }
    }
}

/// The version of what the path changes, read by one who sees everything of O1.
async fn version_for(kit: &Kit, case: &Case) -> i64 {
    let path = if case.path.ends_with("/identity") { &case.path } else { &case.record };
    kit.version(path).await
}

#[tokio::test]
async fn residents() {
    let r1 = client("R1");
    let new_alert = json!({"kind": "falls", "detail": "x"});
    let verified = json!({"kind": "falls", "detail": "x", "verify": true});
    let cares: Vec<&'static str> = EVERYBODY
        .iter()
        .copied()
        .filter(|w| ["carer1", "nurse1", "senior1", "both", "agency"].contains(w) || MANAGERS.contains(w))
        .collect();
    let excludes: Vec<&'static str> = EVERYBODY
        .iter()
        .copied()
        .filter(|w| MANAGERS.contains(w) || ["owner1", "owner_manager"].contains(w))
        .collect();
    check(vec![
        change(&r1, "update", "", json!({"preferred_name": "X"}), MANAGERS),
        case(&r1, "archive", "/archive", json!({"reason": "x"}), MANAGERS),
        case(&client("archived"), "restore", "/restore", nothing(), MANAGERS),
        change(&r1, "edit_identity", "/identity", json!({"gender": "other"}), MANAGERS),
        case(&r1, "add_contact", "/contacts", json!({"name": "A", "relationship": "b"}), MANAGERS),
        case(&r1, "add_photo", "/photos", json!({"content": PNG, "consent": "given"}), MANAGERS),
        case(&r1, "propose_alert", "/alerts", new_alert, &cares),
        case(&r1, "verify_alert", "/alerts", verified, SHIFT),
        case(&r1, "exclude", "/exclusions", json!({"profile_id": id("carer1"), "reason": "x"}), &excludes),
        case(&client("asked"), "admit", "/admissions", json!({"bed_id": bed("H1.bed.free")}), MANAGERS),
        case(&r1, "note_absence", "/absences", json!({"kind": "leave"}), SHIFT),
    ])
    .await;
}

#[tokio::test]
async fn who_reads_the_care_record() {
    let kit = Kit::new().await;
    for name in ["R1", "R1b", "moved", "left", "left_long_ago", "asked", "archived", "moved_left"] {
        for who in EVERYBODY {
            let page = kit.get(who, &client(name)).await;
            let expected = match page.status.as_u16() {
                200 if can(&page.ok()["client"]).iter().any(|v| v == "read_care") => 200,
                200 => 403,
                _ => 404,
            };
            for part in ["contacts", "stays", "absences"] {
                let reply = kit.get(who, &format!("{}/{part}", client(name))).await;
                assert_eq!(reply.status.as_u16(), expected, "{who} {name} {part}");
                // The page holds the list that the part answers.
                if expected == 200 && part == "contacts" {
                    assert_eq!(reply.ok(), &page.ok()["contacts"], "{who} {name}");
                }
            }
        }
    }
}

#[tokio::test]
async fn alerts() {
    // R1.proposed is carer1's.
    let (proposed, verified) = (alert("R1.proposed"), alert("R1.falls"));
    let why = json!({"reason": "x"});
    let edits: Vec<&'static str> = ["carer1"].iter().chain(MANAGERS).copied().collect();
    check(vec![
        change(&proposed, "update", "", json!({"detail": "x"}), &edits),
        case(&proposed, "verify", "/verify", nothing(), SHIFT),
        case(&proposed, "reject", "/reject", why.clone(), SHIFT),
        case(&verified, "end", "/end", why.clone(), SHIFT),
        change(&verified, "update", "", json!({"detail": "x"}), MANAGERS),
        case(&verified, "archive", "/archive", why, MANAGERS),
        case(&alert("R1.other.mistake"), "restore", "/restore", nothing(), MANAGERS),
    ])
    .await;
}

#[tokio::test]
async fn stays() {
    let (live, planned) = (stay("R1.stay0"), stay("planned.stay0"));
    check(vec![
        change(&live, "update", "", json!({"kind": "trial"}), MANAGERS),
        case(&live, "move", "/move", json!({"bed_id": bed("H1.bed.free")}), MANAGERS),
        case(&live, "transfer", "/transfer", json!({"to_home_id": id("H2")}), MANAGERS),
        case(&live, "discharge", "/discharge", json!({"reason": "other"}), MANAGERS),
        case(&live, "death", "/death", nothing(), SHIFT),
        case(&live, "archive", "/archive", json!({"reason": "x"}), MANAGERS),
        case(&planned, "arrive", "/arrive", nothing(), SHIFT),
        case(&planned, "cancel", "/cancel", nothing(), MANAGERS),
    ])
    .await;
}

#[tokio::test]
async fn absences_contacts_and_exclusions() {
    let away = format!("/absences/{}", row("resident_absences", "R1b.away"));
    let contact = format!("/contacts/{}", row("client_contacts", "R1b.daughter"));
    let exclusion = format!("/client-exclusions/{}", row("client_exclusions", "excluded.R1"));
    let reason = json!({"reason": "x"});
    let lifts: Vec<&'static str> = EVERYBODY
        .iter()
        .copied()
        .filter(|w| MANAGERS.contains(w) || ["owner1", "owner_manager"].contains(w))
        .collect();
    check(vec![
        change(&away, "update", "", json!({"place": "x"}), SHIFT),
        case(&away, "return", "/return", nothing(), SHIFT),
        case(&away, "archive", "/archive", reason.clone(), MANAGERS),
        change(&contact, "update", "", json!({"name": "x"}), MANAGERS),
        case(&contact, "archive", "/archive", reason.clone(), MANAGERS),
        case(&exclusion, "archive", "/archive", reason, &lifts),
    ])
    .await;
}
