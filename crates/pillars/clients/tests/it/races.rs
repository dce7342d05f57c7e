//! A66: what many do at once, one of them wins, and the others are told why.

use std::collections::BTreeMap;

use almoner_testkit::names::id;
use futures_util::future::join_all;
use serde_json::json;

use crate::kit::{Kit, Reply, bed, client, minutes, nothing, stay};

fn counted(replies: &[Reply]) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for reply in replies {
        let code = reply.body["error"]["code"].as_str().unwrap_or("");
        *seen.entry(format!("{} {code}", reply.status.as_u16())).or_insert(0) += 1;
    }
    seen
}

fn expected(pairs: &[(&str, usize)]) -> BTreeMap<String, usize> {
    pairs.iter().map(|(what, n)| ((*what).to_owned(), *n)).collect()
}

/// Residents who are registered in H1 and live nowhere.
async fn waiting(kit: &Kit, many: usize) -> Vec<String> {
    let mut paths = Vec::new();
    for n in 0..many {
        let body =
            json!({"holding_home_id": id("H1"), "given_name": format!("W{n}"), "family_name": "Waiting"});
        let reply = kit.post("mgr1", "/clients", &body).await;
        paths.push(format!("/clients/{}/admissions", reply.created()["id"].as_str().unwrap()));
    }
    paths
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_admissions_to_one_bed() {
    let kit = Kit::with(|c| c.size = 16).await;
    let paths = waiting(&kit, 50).await;
    let body = json!({"bed_id": bed("H1.bed.free")});
    let replies = join_all(paths.iter().map(|path| kit.post("mgr1", path, &body))).await;
    assert_eq!(counted(&replies), expected(&[("201 ", 1), ("409 bed_taken", 49)]));
    let live: i64 = kit
        .fact(&format!(
            "select count(*) from bed_stays where bed_id = '{}' and status = 'live'",
            bed("H1.bed.free")
        ))
        .await;
    assert_eq!(live, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_stays_for_one_resident() {
    let kit = Kit::with(|c| c.size = 16).await;
    let path = waiting(&kit, 1).await.remove(0);
    let beds = ["H1.bed.free", "H1.bed.e"];
    let bodies: Vec<_> = (0..20).map(|n| json!({"bed_id": bed(beds[n % 2]), "planned": n % 3 == 0, "from": minutes(if n % 3 == 0 { 60 } else { -1 })})).collect();
    let replies = join_all(bodies.iter().map(|body| kit.post("mgr1", &path, body))).await;
    assert_eq!(counted(&replies), expected(&[("201 ", 1), ("409 stay_overlaps", 19)]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moves_into_one_bed_and_ends_of_one_stay() {
    let kit = Kit::with(|c| c.size = 16).await;
    // Five residents in beds a, b, c, e, f of H1, all moved to the free one at once.
    for (name, to) in [("asked", "c"), ("called_off", "e")] {
        kit.post(
            "mgr1",
            &format!("{}/admissions", client(name)),
            &json!({"bed_id": bed(&format!("H1.bed.{to}")), "from": minutes(-60)}),
        )
        .await
        .created();
    }
    let mut stays = vec![stay("R1.stay0"), stay("R1b.stay0")];
    for name in ["asked", "called_off"] {
        let list = kit.get("mgr1", &format!("{}/stays", client(name))).await;
        let live =
            list.ok().as_array().unwrap().iter().find(|s| s["status"] == "live").unwrap()["id"].clone();
        stays.push(format!("/stays/{}", live.as_str().unwrap()));
    }
    let mut moves = Vec::new();
    for path in &stays {
        moves.push((format!("{path}/move"), kit.version(path).await));
    }
    let body = json!({"bed_id": bed("H1.bed.free")});
    let replies = join_all(moves.iter().map(|(path, version)| kit.act("mgr1", path, *version, &body))).await;
    assert_eq!(counted(&replies), expected(&[("201 ", 1), ("409 bed_taken", 3)]));
    // Whoever was refused still lives where they lived.
    let live: i64 = kit.fact("select count(*) from bed_stays where status = 'live' and archived_at is null and care_home_id = (select care_home_id from beds b where b.id = bed_id)").await;
    assert!(live >= 6, "{live}");
    let homeless: i64 = kit.fact("select count(*) from clients where status in ('current', 'hospital') and archived_at is null and not exists (select from bed_stays s where s.client_id = clients.id and s.status = 'live' and s.archived_at is null)").await;
    assert_eq!(homeless, 0);

    // One stay ended by ten people at once, in different ways.
    let path = stay("R2.stay0");
    let version = kit.version(&path).await;
    let ways = [
        ("discharge", json!({"reason": "other"})),
        ("death", nothing()),
        ("transfer", json!({"to_home_id": id("H1")})),
        ("move", json!({"bed_id": bed("H2.bed.free")})),
    ];
    let tries: Vec<_> = (0..12).map(|n| &ways[n % ways.len()]).collect();
    let replies = join_all(tries.iter().map(|(verb, body)| {
        let path = format!("{path}/{verb}");
        let kit = &kit;
        async move { kit.act("mgr12", &path, version, body).await }
    }))
    .await;
    let seen = counted(&replies);
    let won: usize = seen.iter().filter(|(what, _)| what.starts_with('2')).map(|(_, n)| n).sum();
    let lost: usize = seen
        .iter()
        .filter(|(what, _)| {
            what.starts_with("412 stale")
                || what.starts_with("409 illegal_transition")
                || what.starts_with("403")
        })
        .map(|(_, n)| n)
        .sum();
    assert_eq!((won, lost), (1, 11), "{seen:?}");
    let live: i64 = kit
        .fact(&format!("select count(*) from bed_stays where client_id = '{}' and status = 'live'", id("R2")))
        .await;
    assert!(live <= 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hospital_discharge_and_return_at_once_leave_nobody_away_from_nowhere() {
    let kit = Kit::with(|c| c.size = 16).await;
    let away = format!("{}/absences", client("R1"));
    let (leave, end) = (json!({"kind": "hospital"}), json!({"reason": "other"}));
    let ends = format!("{}/discharge", stay("R1.stay0"));
    let version = kit.version(&stay("R1.stay0")).await;
    let mut both = Vec::new();
    for n in 0..10 {
        let (kit, away, ends, leave, end) = (&kit, &away, &ends, &leave, &end);
        both.push(async move {
            if n % 2 == 0 {
                kit.post("mgr1", away, leave).await
            } else {
                kit.act("mgr1", ends, version, end).await
            }
        });
    }
    let replies = join_all(both).await;
    // A deadlock between the two is broken by the database; that answer says "try again".
    for reply in &replies {
        let known = [200, 201, 403, 409, 412, 422, 503];
        assert!(known.contains(&reply.status.as_u16()), "{}", reply.body);
    }
    let left: i64 = kit
        .fact("select count(*) from resident_absences a where a.status = 'away' and a.archived_at is null and not exists (select from bed_stays s where s.client_id = a.client_id and s.status = 'live' and s.archived_at is null)")
        .await;
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_key_sent_many_times_at_once_registers_once() {
    let kit = Kit::with(|c| c.size = 16).await;
    let body = json!({"holding_home_id": id("H1"), "given_name": "Many", "family_name": "Times"});
    let key = [("idempotency-key", "same".to_owned())];
    let replies = join_all((0..50).map(|_| kit.send("mgr1", "POST", "/clients", &key, Some(&body)))).await;
    let seen = counted(&replies);
    assert!(seen.keys().all(|what| what == "201 " || what == "409 in_progress"), "{seen:?}");
    let made: i64 = kit.fact("select count(*) from clients where given_name = 'Many'").await;
    assert_eq!(made, 1);
}
