//! The list of residents: who sees whom, filters, order, paging, counting, and what it costs.

use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::Value;

use crate::kit::{Kit, bed, client, ids, names, sorted};

async fn seen(kit: &Kit, who: &str, query: &str) -> Vec<String> {
    let reply = kit.get(who, &format!("/clients?limit=200{query}")).await;
    let all = names(reply.ok(), "id");
    let mut once = all.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), all.len(), "{who}: somebody comes twice");
    once
}

/// Who sees whom, from the world's description (residents.rs of the testkit), not from the helpers.
#[tokio::test]
async fn everybody_sees_their_residents_and_nobody_else() {
    let kit = Kit::new().await;
    // On the floor of H1: those who live there, come within two days or left within seven.
    let floor1 = ["R1", "R1b", "moved", "left", "planned"];
    // A manager of H1: those and whoever H1 holds. Those who moved on belong to H2.
    let held1 =
        ["R1", "R1b", "moved", "left", "planned", "left_long_ago", "planned_later", "asked", "called_off"];
    let floor2 = ["R2", "moved", "moved_long_ago"];
    let held2 = ["R2", "moved", "moved_long_ago", "moved_left"];
    let both = [&held1[..], &["R2", "moved_long_ago", "moved_left"]].concat();
    let floor1_held2 = [&floor1[..], &["R2", "moved_long_ago", "moved_left"]].concat();
    let table: &[(&str, &[&str])] = &[
        ("carer1", &floor1),
        ("senior1", &floor1),
        ("nurse1", &floor1),
        ("ancillary1", &floor1),
        ("agency", &floor1),
        ("two_orgs", &floor1),
        ("carer1@external", &floor1),
        // Excluded from R1; carer2 from `moved`.
        ("excluded", &["R1b", "moved", "left", "planned"]),
        ("carer2", &["R2", "moved_long_ago"]),
        ("mgr1", &held1),
        ("cover1", &held1),
        ("mgr12", &both),
        ("both", &floor1_held2),
        ("owner_manager", &both),
        ("owner1", &both),
        ("comp1", &both),
        ("carer3", &["R3"]),
        ("owner2", &["R3", "R3b"]),
        ("two_orgs@external", &["R3", "R3b"]),
        ("not_yet", &[]),
        ("just_ended", &[]),
        ("cover_ended", &[]),
        ("unmade", &[]),
        ("nobody", &[]),
    ];
    for (who, expected) in table {
        assert_eq!(seen(&kit, who, "").await, ids(expected), "{who}");
    }
    assert_eq!(floor2.len() + 1, held2.len(), "the tables above fit each other");
    for who in ["mgr1@revoked", "mgr1@expired", "mgr1@idle", "carer1@borrowed"] {
        kit.get(who, "/clients").await.refused(401, "unauthenticated");
    }
}

#[tokio::test]
async fn a_screen_is_one_round_trip_and_one_answer() {
    let kit = Kit::new().await;
    for who in ["carer1", "mgr12", "owner1"] {
        for query in
            ["", "?count=exact", "?include=alerts,home,bed,key_worker,stay&count=exact&q=R1&sort=-updated_at"]
        {
            kit.get(who, &format!("/clients{query}")).await.ok();
            let (trips, reply) = kit.trips(kit.get(who, &format!("/clients{query}"))).await;
            reply.ok();
            assert_eq!(trips, 1, "{who} {query}");
        }
    }
    let reply = kit.get("mgr1", "/clients?include=alerts,home,bed,key_worker,stay").await;
    let row = find(reply.ok(), "R1b");
    assert_eq!(row["home"]["id"], id("H1").to_string());
    assert_eq!(row["home"]["name"], row["home_name"]);
    assert_eq!(row["bed"]["id"], bed("H1.bed.b").to_string());
    assert_eq!(row["bed"]["room_name"], row["room_name"]);
    assert_eq!(row["stay"]["status"], "live");
    assert_eq!(row["stay"]["absence"]["kind"], "hospital");
    assert_eq!(row["status"], "hospital");
    assert_eq!(row["allergy_state"], "none_known");
    assert_eq!(row["alerts"].as_array().unwrap().len(), 4, "{row}");
    let critical: Vec<&Value> = row["critical"].as_array().unwrap().iter().collect();
    assert_eq!(critical.len(), 2, "two falls that somebody proposed: {row}");
    // What was not asked for is not there.
    let plain = kit.get("mgr1", "/clients").await;
    for field in ["home", "bed", "key_worker", "alerts", "stay"] {
        assert_eq!(find(plain.ok(), "R1b")[field], Value::Null, "{field}");
    }
    let some = kit.get("mgr1", "/clients?include=stay").await;
    let row = find(some.ok(), "R1b");
    assert_eq!((row["stay"].is_null(), row["home"].is_null()), (false, true));
}

fn find<'a>(data: &'a Value, name: &str) -> &'a Value {
    let wanted = id(name).to_string();
    data.as_array().unwrap().iter().find(|row| row["id"] == wanted).unwrap_or_else(|| panic!("no {name}"))
}

#[tokio::test]
async fn critical_alerts_stand_in_their_order_and_an_empty_list_is_not_none_known() {
    let kit = Kit::new().await;
    let reply = kit.get("carer1", "/clients").await;
    let critical = |name| -> Vec<String> { names(&find(reply.ok(), name)["critical"], "kind") };
    assert_eq!(
        critical("R1"),
        [
            "allergy",
            "choking",
            "choking",
            "diet_texture",
            "falls",
            "falls",
            "falls",
            "dnacpr_respect",
            "dols"
        ]
    );
    assert_eq!(find(reply.ok(), "R1")["allergy_state"], "recorded");
    assert_eq!(find(reply.ok(), "R1b")["allergy_state"], "none_known");
    kit.run(&format!(
        "update client_alerts set archived_at = now(), archive_reason = 'x' where client_id = '{}'",
        id("R1b")
    ))
    .await;
    let reply = kit.get("carer1", "/clients").await;
    assert_eq!(find(reply.ok(), "R1b")["allergy_state"], "not_asked");
}

#[tokio::test]
async fn ancillary_staff_see_name_room_and_the_floor_kinds() {
    let kit = Kit::new().await;
    let reply = kit.get("ancillary1", "/clients?include=alerts,stay,bed").await;
    let row = find(reply.ok(), "R1");
    assert_eq!(
        row["room_name"],
        World::get()
            .row("rooms", "H1.room.a")
            .columns
            .iter()
            .find(|c| c.0 == "name")
            .unwrap()
            .1
            .trim_matches('\'')
    );
    let mut kinds = names(&row["alerts"], "kind");
    kinds.dedup();
    assert_eq!(kinds, ["allergy", "choking", "diet_texture", "infection", "communication"]);
    assert_eq!(names(&row["critical"], "kind"), ["allergy", "choking", "choking", "diet_texture"]);
    assert_eq!(row["stay"], Value::Null);
    assert_eq!(row["can"], serde_json::json!([]));
    // A filter says nothing of what is hidden from them.
    assert_eq!(seen(&kit, "ancillary1", "&alert=falls").await, ids(&[]));
    assert_eq!(seen(&kit, "carer1", "&alert=falls").await, ids(&["R1", "R1b", "moved", "left", "planned"]));
}

#[tokio::test]
async fn filters() {
    let kit = Kit::new().await;
    let unit = id("H1.unit");
    let table = [
        (format!("&home={}", id("H2")), vec!["R2", "moved", "moved_long_ago", "moved_left"]),
        (format!("&home={}", id("H3")), vec![]),
        (format!("&unit={unit}"), vec!["R1", "R1b"]),
        ("&status=current".to_owned(), vec!["R1", "R2", "moved", "moved_long_ago"]),
        ("&status=hospital,deceased".to_owned(), vec!["R1b", "left_long_ago"]),
        ("&alert=communication".to_owned(), vec!["R1"]),
        // "None known" is not an allergy.
        ("&alert=allergy&status=hospital".to_owned(), vec![]),
        (format!("&key_worker={}", id("carer1")), vec![]),
    ];
    for who in ["owner1", "mgr12"] {
        for (query, expected) in &table {
            assert_eq!(seen(&kit, who, query).await, ids(expected), "{who} {query}");
        }
    }
    kit.run(&format!("update clients set key_worker_id = '{}' where id = '{}'", id("carer1"), id("R1")))
        .await;
    assert_eq!(seen(&kit, "carer1", &format!("&key_worker={}", id("carer1"))).await, ids(&["R1"]));
    // A filter on a home that is not theirs finds what they see there, which is nothing.
    assert_eq!(seen(&kit, "carer2", &format!("&home={}", id("H1"))).await, ids(&[]));
    assert_eq!(seen(&kit, "carer1", &format!("&home={}", id("H3"))).await, ids(&[]));
}

#[tokio::test]
async fn search_finds_names_and_rooms() {
    let kit = Kit::new().await;
    let rename = |name: &str, given: &str, preferred: &str, family: &str| {
        format!(
            "update clients set given_name = '{given}', preferred_name = '{preferred}', family_name = '{family}' where id = '{}';",
            id(name)
        )
    };
    kit.run(&rename("R1", "Mary Ann", "Molly", "O''Brien")).await;
    kit.run(&rename("R1b", "Zoë", "Zo", "Fletcher")).await;
    kit.run(&format!("update rooms set name = 'Bluebell 12' where id = '{}'", id("H1.room.b"))).await;
    kit.run(&format!("update rooms set name = '12' where id = '{}'", id("H1.room.a"))).await;
    for who in ["carer1", "mgr1", "owner1"] {
        for (q, expected) in [
            ("molly", vec!["R1"]),
            ("O%27BRIEN", vec!["R1"]),
            ("brien+mary", vec!["R1"]),
            ("mary+fletcher", vec![]),
            ("ZO%C3%8B", vec!["R1b"]),
            ("12", vec!["R1"]),
            ("12+molly", vec!["R1"]),
            ("mol%25", vec![]),
            ("m_lly", vec![]),
            ("%5C", vec![]),
        ] {
            assert_eq!(seen(&kit, who, &format!("&q={q}")).await, ids(&expected), "{who} {q}");
        }
    }
    // Names that a person can't see are not found either (A10).
    assert_eq!(seen(&kit, "carer2", "&q=molly").await, ids(&[]));
    let (status, _) = kit.get("carer2", "/clients?q=molly&count=exact").await.anonymous();
    assert_eq!(status, 200);
    assert_eq!(kit.get("carer2", "/clients?q=molly&count=exact").await.body["meta"]["count"], 0);
}

#[tokio::test]
async fn what_a_list_does_not_take_is_refused() {
    let kit = Kit::new().await;
    for (query, field, code) in [
        ("sort=salary", "sort", "choice"),
        ("sort=id;drop", "sort", "choice"),
        ("include=staff.phone", "include", "choice"),
        ("include=alerts,alerts", "include", "duplicate"),
        ("notes~x=1", "notes~x", "unknown"),
        ("organisation_id=1", "organisation_id", "unknown"),
        ("status=alive", "status", "choice"),
        ("status=", "status", "choice"),
        ("home=H1", "home", "format"),
        ("alert=salary", "alert", "choice"),
        ("limit=0", "limit", "range"),
        ("limit=-1", "limit", "range"),
        ("limit=201", "limit", "range"),
        ("limit=9223372036854775808", "limit", "range"),
        ("limit=", "limit", "type"),
        ("limit=NaN", "limit", "type"),
        ("count=all", "count", "choice"),
        ("archived=yes", "archived", "choice"),
    ] {
        kit.get("carer1", &format!("/clients?{query}")).await.refused(422, "invalid").field(field, code);
    }
    let long = "x".repeat(101);
    kit.get("carer1", &format!("/clients?q={long}")).await.refused(422, "invalid").field("q", "too_long");
    kit.get("carer1", "/clients?cursor=00").await.refused(400, "cursor_invalid");
}

#[tokio::test]
async fn pages_follow_each_other_whatever_changes_meanwhile() {
    let kit = Kit::new().await;
    // Twelve more, several of one name, so that only the id tells them apart.
    kit.run(&format!(
        "insert into clients (organisation_id, holding_home_id, given_name, family_name) \
         select '{}', '{}', 'Ann', 'Same' from generate_series(1, 12)",
        id("O1"),
        id("H1")
    ))
    .await;
    for who in ["mgr1", "mgr12", "owner1"] {
        for sort in ["name", "-updated_at"] {
            let whole = names(kit.get(who, &format!("/clients?limit=200&sort={sort}")).await.ok(), "id");
            assert!(whole.len() >= 21);
            let mut walked = Vec::new();
            let mut path = format!("/clients?limit=4&sort={sort}");
            loop {
                let page = kit.get(who, &path).await;
                walked.extend(names(page.ok(), "id"));
                let Some(next) = page.body["meta"]["next_cursor"].as_str() else { break };
                path = format!("/clients?limit=4&sort={sort}&cursor={next}");
            }
            assert_eq!(walked, whole, "{who} {sort}");
        }
    }
    // Somebody registered before the place we have come to is not shown; nobody comes twice.
    let first = kit.get("mgr1", "/clients?limit=10").await;
    let cursor = first.body["meta"]["next_cursor"].as_str().unwrap().to_owned();
    kit.run(&format!(
        "insert into clients (organisation_id, holding_home_id, given_name, family_name) values ('{}', '{}', 'Aaron', 'Aaa')",
        id("O1"),
        id("H1")
    ))
    .await;
    let second = kit.get("mgr1", &format!("/clients?limit=200&cursor={cursor}")).await;
    let (before, after) = (names(first.ok(), "id"), names(second.ok(), "id"));
    assert!(before.iter().all(|one| !after.contains(one)));
    assert!(!names(second.ok(), "family_name").contains(&"Aaa".to_owned()));
    // A cursor opens nothing but its own list, for its own person.
    for (who, query) in
        [("mgr12", ""), ("mgr1", "&status=current"), ("mgr1", "&sort=-updated_at"), ("mgr1", "&q=a")]
    {
        kit.get(who, &format!("/clients?cursor={cursor}{query}")).await.refused(400, "cursor_invalid");
    }
}

#[tokio::test]
async fn counting_stops_at_ten_thousand_and_sees_what_the_reader_sees() {
    let kit = Kit::new().await;
    for (who, expected) in
        [("carer1", 5), ("mgr1", 9), ("mgr12", 12), ("owner1", 12), ("nobody", 0), ("owner2", 2)]
    {
        let reply = kit.get(who, "/clients?count=exact&limit=1").await;
        reply.ok();
        assert_eq!(
            (&reply.body["meta"]["count"], &reply.body["meta"]["count_at_least"]),
            (&expected.into(), &false.into()),
            "{who}"
        );
    }
    let reply = kit.get("owner1", "/clients?limit=1").await;
    assert_eq!(reply.body["meta"]["count"], Value::Null, "nobody asked");
    let reply = kit.get("owner1", "/clients?limit=1&count=exact&status=current").await;
    assert_eq!(reply.body["meta"]["count"], 4);
    let superuser = kit.database.superuser().await;
    superuser
        .batch_execute(&format!(
            "set session_replication_role = replica; \
             insert into public.clients (organisation_id, holding_home_id, given_name, family_name) \
             select '{}', '{}', 'N', 'N' from generate_series(1, 10000)",
            id("O1"),
            id("H2")
        ))
        .await
        .unwrap();
    for who in ["owner1", "mgr12"] {
        let reply = kit.get(who, "/clients?count=exact&limit=1").await;
        reply.ok();
        assert_eq!(
            (&reply.body["meta"]["count"], &reply.body["meta"]["count_at_least"]),
            (&10_000.into(), &true.into()),
            "{who}"
        );
    }
}

#[tokio::test]
async fn archived_residents_are_for_who_may_restore_them() {
    let kit = Kit::new().await;
    for (who, expected) in [
        ("mgr1", vec!["archived"]),
        ("mgr12", vec!["archived"]),
        ("cover1", vec!["archived"]),
        ("owner1", vec![]),
        ("comp1", vec![]),
        ("carer1", vec![]),
        ("both", vec![]),
    ] {
        assert_eq!(seen(&kit, who, "&archived=only").await, ids(&expected), "{who}");
    }
    let reply = kit.get("mgr1", "/clients?archived=only&count=exact&include=home").await;
    assert_eq!(reply.body["meta"]["count"], 1);
    assert!(reply.ok()[0]["archived_at"].is_string() && reply.ok()[0]["home"].is_object());
    // Who reads in full may open it by its id, as may the manager.
    for who in ["owner1", "mgr1"] {
        assert!(kit.get(who, &client("archived")).await.ok()["client"]["archived_at"].is_string());
    }
    kit.get("carer1", &client("archived")).await.refused(404, "not_found");
    assert_eq!(sorted(vec![]), seen(&kit, "carer1", &format!("&q={}", id("archived"))).await);
}
