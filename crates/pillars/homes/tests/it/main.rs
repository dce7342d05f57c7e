//! The homes' pillar through its router, on a real database with the fixture world in it.

use almoner_testkit::desk::Kit;
use almoner_testkit::names::id;
use http::StatusCode;
use serde_json::Value;

async fn homes() -> Kit {
    Kit::of(almoner_homes::routes()).await
}

async fn get(kit: &Kit, who: &str, path: &str) -> (StatusCode, Value) {
    let reply = kit.get(who, path).await;
    (reply.status, reply.body)
}

#[tokio::test]
async fn the_directory_names_every_home_to_who_manages_one() {
    let kit = homes().await;
    let owner = kit.database.owner().await;
    for (who, organisation) in
        [("mgr1", "O1"), ("mgr12", "O1"), ("owner1", "O1"), ("comp1", "O1"), ("mgr3", "O2")]
    {
        let expected: Vec<String> = owner
            .query(
                "select name from public.care_homes where organisation_id = $1 and archived_at is null order by name, id",
                &[&id(organisation)],
            )
            .await
            .unwrap()
            .iter()
            .map(|row| row.get(0))
            .collect();
        assert!(!expected.is_empty());
        let (status, body) = get(&kit, who, "/care-homes/directory").await;
        assert_eq!(status, StatusCode::OK, "{who}: {body}");
        let homes = body["data"].as_array().unwrap();
        let names: Vec<&str> = homes.iter().map(|home| home["name"].as_str().unwrap()).collect();
        assert_eq!(names, expected, "{who}");
        for home in homes {
            let keys: Vec<&String> = home.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["code", "id", "name", "town"], "{who} is told no more");
        }
    }
    // More than the manager of one home sees otherwise.
    let (_, seen) = get(&kit, "mgr1", "/care-homes").await;
    let (_, named) = get(&kit, "mgr1", "/care-homes/directory").await;
    assert!(seen["data"].as_array().unwrap().len() < named["data"].as_array().unwrap().len());
}

#[tokio::test]
async fn the_directory_is_not_there_for_the_floor() {
    let kit = homes().await;
    for who in ["carer1", "senior1", "ancillary1", "just_ended"] {
        let (status, body) = get(&kit, who, "/care-homes/directory").await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{who}: {body}");
    }
}

/// Units, rooms and beds of an answer, by name.
fn named(body: &Value, what: &str) -> Vec<String> {
    let rows = body["data"][what].as_array().unwrap_or_else(|| panic!("{body}"));
    rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn what_is_archived_of_a_home_shows_to_who_may_restore_it() {
    let kit = homes().await;
    let owner = kit.database.owner().await;
    let home = id("H1");
    // A unit with its room and bed that go along, besides the bed that the world has archived.
    owner
        .batch_execute(&format!(
            "with u as (insert into public.units (organisation_id, care_home_id, name) values ('{o}', '{home}', 'Old wing') returning *), \
                  r as (insert into public.rooms (organisation_id, care_home_id, unit_id, name) \
                        select organisation_id, care_home_id, id, 'Old 1' from u returning *) \
             insert into public.beds (organisation_id, care_home_id, room_id, name) select organisation_id, care_home_id, id, 'A' from r; \
             update public.units set archived_at = now(), archive_reason = 'Closed' where name = 'Old wing'",
            o = id("O1"),
        ))
        .await
        .unwrap();
    let path = format!("/care-homes/{home}/layout");
    for who in ["owner1", "mgr1", "mgr12", "owner_manager", "comp1", "carer1", "senior1", "ancillary1"] {
        let (status, present) = get(&kit, who, &path).await;
        let (also, archived) = get(&kit, who, &format!("{path}?archived=only")).await;
        assert_eq!((status, also), (StatusCode::OK, StatusCode::OK), "{who}");
        assert_eq!(archived["data"]["home"], present["data"]["home"]);
        let restores = matches!(who, "owner1" | "owner_manager" | "mgr1" | "mgr12");
        for (what, table, expected) in [("units", "units", 1), ("rooms", "rooms", 1), ("beds", "beds", 2)] {
            let gone: Vec<String> = owner
                .query(&format!("select id::text from public.{table} where care_home_id = $1 and archived_at is not null"), &[&home])
                .await
                .unwrap()
                .iter()
                .map(|row| row.get(0))
                .collect();
            assert_eq!(gone.len(), expected, "{what}");
            let (mut seen, here) = (named(&archived, what), named(&present, what));
            seen.sort();
            let mut wanted = if restores { gone.clone() } else { Vec::new() };
            wanted.sort();
            assert_eq!(seen, wanted, "{who} {what}");
            assert!(!here.is_empty() && gone.iter().all(|id| !here.contains(id)), "{who} {what}");
            let can = |row: &Value| row["can"].as_array().unwrap().contains(&"restore".into());
            // A unit is the owner's to restore.
            let may = restores && (what != "units" || who.starts_with("owner"));
            assert!(
                archived["data"][what].as_array().unwrap().iter().all(|row| can(row) == may),
                "{who} {what}"
            );
        }
    }
    // A home that is not there for them is no more there with its archive.
    for (who, status) in [("mgr3", StatusCode::NOT_FOUND), ("just_ended", StatusCode::NOT_FOUND)] {
        assert_eq!(get(&kit, who, &format!("{path}?archived=only")).await.0, status, "{who}");
    }
    for query in ["archived=true", "archived=", "archived=only&archived=only", "gone=only"] {
        let (status, body) = get(&kit, "owner1", &format!("{path}?{query}")).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &"invalid".into()),
            "{query}"
        );
    }
}
