//! Cursors open the list that they were made for and nothing else (A59); filters, searches and
//! counts tell nothing of what their reader may not see (A10).

use std::collections::BTreeSet;

use almoner_keys::{Keyring, Retire};
use almoner_testkit::http::cells::Access;
use almoner_testkit::http::{Got, Operation, Setup, TestApp, operations};
use almoner_testkit::names::canary;
use almoner_testkit::world::World;
use serde_json::Value;
use uuid::Uuid;

fn takes(operation: &Operation, parameter: &str) -> bool {
    operation.written["parameters"].as_array().into_iter().flatten().any(|p| p["name"] == parameter)
}

/// Those of one resident are cut in pieces by their pillar's tests: the world has one row of each.
fn paged() -> impl Iterator<Item = &'static Operation> {
    operations().iter().filter(|o| takes(o, "cursor") && o.parameters().is_empty())
}

fn cursor(got: &Got) -> Option<String> {
    got.body["meta"]["next_cursor"].as_str().map(str::to_owned)
}

fn ids(got: &Got) -> Vec<String> {
    let rows = got.ok().as_array().expect("a list");
    rows.iter().map(|row| row["id"].as_str().expect("an id").to_owned()).collect()
}

async fn list(app: &TestApp, actor: &str, path: &str, query: &str) -> Got {
    app.get(format!("{path}?{query}")).by(actor).send().await
}

/// The same refusal for every way to be wrong.
fn is_refused(got: &Got, first: &mut Option<(u16, Vec<String>, String)>) {
    got.refused(400, "cursor_invalid");
    let alike = got.alike(&[]);
    assert_eq!(first.get_or_insert_with(|| alike.clone()), &alike, "{}", got.what);
}

#[tokio::test]
async fn pages_are_the_list_cut_in_pieces() {
    let app = TestApp::start().await;
    let mut lists = 0;
    for operation in paged() {
        let whole = ids(&list(&app, "owner1", &operation.path, "limit=200").await);
        let (mut pieces, mut query) = (Vec::new(), "limit=3".to_owned());
        loop {
            let got = list(&app, "owner1", &operation.path, &query).await;
            pieces.extend(ids(&got));
            let Some(next) = cursor(&got) else { break };
            query = format!("limit=3&cursor={next}");
        }
        assert_eq!(pieces, whole, "{}", operation.id);
        let distinct: BTreeSet<&String> = whole.iter().collect();
        assert_eq!(distinct.len(), whole.len(), "{}", operation.id);
        lists += 1;
    }
    assert!(lists >= 7, "{lists}");
}

#[tokio::test]
async fn a_cursor_is_good_for_one_person_and_one_list() {
    let app = TestApp::start().await;
    let mut first = None;
    let mut tried = 0;
    let home = almoner_testkit::names::id("H1");
    for of in paged() {
        let mine = cursor(&list(&app, "owner1", &of.path, "limit=1").await);
        let mine = mine.unwrap_or_else(|| panic!("{} has a second page", of.id));
        // It goes on with another size of page, and with nothing else.
        list(&app, "owner1", &of.path, &format!("limit=2&cursor={mine}")).await.ok();
        for to in paged().filter(|to| to.id != of.id) {
            is_refused(&list(&app, "owner1", &to.path, &format!("cursor={mine}")).await, &mut first);
            tried += 1;
        }
        for actor in ["owner_manager", "comp1", "mgr1", "carer1", "owner2", "two_orgs_2"] {
            is_refused(&list(&app, actor, &of.path, &format!("cursor={mine}")).await, &mut first);
            tried += 1;
        }
        let mut others = Vec::new();
        for (parameter, value) in [
            ("q", "canary".to_owned()),
            ("archived", "only".to_owned()),
            ("home", home.to_string()),
            ("person", home.to_string()),
        ] {
            if takes(of, parameter) {
                others.push(format!("{parameter}={value}"));
            }
        }
        let sorts = of.written["parameters"].as_array().into_iter().flatten().find(|p| p["name"] == "sort");
        let sorts = sorts.and_then(|p| p["schema"]["enum"].as_array()).into_iter().flatten().skip(1);
        others.extend(sorts.filter_map(Value::as_str).map(|sort| format!("sort={sort}")));
        for other in others {
            is_refused(&list(&app, "owner1", &of.path, &format!("{other}&cursor={mine}")).await, &mut first);
            tried += 1;
        }
    }
    assert!(tried >= 100, "{tried}");
}

#[tokio::test]
async fn a_cursor_with_anything_changed_is_none() {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let app = TestApp::start().await;
    let (path, mut first) = ("/api/v1/clients", None);
    let mine = cursor(&list(&app, "mgr1", path, "limit=1").await).expect("a second page");
    let mut changed: Vec<String> = Vec::new();
    for (at, byte) in mine.bytes().enumerate() {
        let mut other = mine.clone().into_bytes();
        other[at] = if byte == b'A' { b'B' } else { b'A' };
        changed.push(String::from_utf8(other).unwrap());
    }
    let short = &mine[..mine.len() - 1];
    // Not even the bits of the last letter that mean nothing.
    changed.extend(LETTERS.iter().map(|l| format!("{short}{}", char::from(*l))).filter(|c| *c != mine));
    changed.extend([
        short.to_owned(),
        format!("{mine}="),
        format!("{mine}A"),
        format!("%20{mine}"),
        format!("{mine}{mine}"),
    ]);
    changed.extend(["", "A", "null", ".", "{}", "e30", "..%2f"].map(str::to_owned));
    changed.push("A".repeat(3000));
    for sent in &changed {
        is_refused(&list(&app, "mgr1", path, &format!("cursor={sent}")).await, &mut first);
    }
    list(&app, "mgr1", path, &format!("cursor={}", "A".repeat(10_000))).await.refused(400, "bad_request");
    list(&app, "mgr1", path, &format!("cursor={mine}&cursor={mine}")).await.refused(422, "invalid");
    // It can be used again, as long as its person has a sign-in.
    for _ in 0..2 {
        list(&app, "mgr1", path, &format!("cursor={mine}")).await.ok();
    }
    list(&app, "mgr1@revoked", path, &format!("cursor={mine}")).await.refused(401, "unauthenticated");
    println!("{} cursors", changed.len());
}

#[tokio::test]
async fn a_cursor_outlives_one_rotation_and_no_other_ring_opens_it() {
    let ring = Keyring::generate_document();
    let next = Keyring::rotate_document(&ring, Retire::Refuse).unwrap();
    let last = Keyring::rotate_document(&next, Retire::Discard).unwrap();
    let with = async |document: &str| {
        let keyring = Some(Keyring::parse(document).unwrap());
        TestApp::with(Setup { keyring, ..Setup::default() }).await
    };
    let path = "/api/v1/clients";
    let mine = cursor(&list(&with(&ring).await, "mgr1", path, "limit=1").await).expect("a second page");
    let again = format!("cursor={mine}");
    list(&with(&next).await, "mgr1", path, &again).await.ok();
    list(&with(&last).await, "mgr1", path, &again).await.refused(400, "cursor_expired");
    list(&TestApp::start().await, "mgr1", path, &again).await.refused(400, "cursor_invalid");
}

/// What a filter names and its reader can't see answers as what does not exist.
#[tokio::test]
async fn a_filter_or_a_search_finds_nothing_that_is_hidden() {
    let mut app = TestApp::start().await;
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let world = World::get();
    let seats = [
        "carer1",
        "ancillary1",
        "senior1",
        "mgr1",
        "mgr3",
        "both",
        "owner1",
        "comp1",
        "two_orgs_2",
        "nobody",
        "excluded",
        "mgr_kin",
    ];
    let mut tried = 0;
    for actor in seats {
        let viewer = access.viewer(world.seat(actor));
        for operation in paged() {
            let seen: BTreeSet<String> =
                ids(&list(&app, actor, &operation.path, "limit=200").await).into_iter().collect();
            for (parameter, table) in [
                ("home", "care_homes"),
                ("unit", "units"),
                ("key_worker", "profiles"),
                ("person", "profiles"),
            ] {
                if !takes(operation, parameter) {
                    continue;
                }
                let ask = async |id: Uuid| {
                    list(&app, actor, &operation.path, &format!("limit=200&{parameter}={id}")).await
                };
                let nobody = Uuid::new_v4();
                let nothing = ask(nobody).await.alike(&[nobody]);
                for row in world.table(table) {
                    let got = ask(row.id).await;
                    // Rows that are seen anyway may name somebody who is not; else it is as nothing.
                    let found: BTreeSet<String> = match got.status {
                        200 => ids(&got).into_iter().collect(),
                        _ => BTreeSet::new(),
                    };
                    assert!(found.is_subset(&seen), "{actor} {} {parameter}={}", operation.id, row.name);
                    if !viewer.model.reads(row) && found.is_empty() {
                        assert_eq!(got.alike(&[row.id]), nothing, "{actor} {parameter}={}", row.name);
                    }
                    tried += 1;
                }
            }
            if takes(operation, "q") {
                let table = match operation.id {
                    "list_clients" => "clients",
                    "list_people" => "profiles",
                    _ => "care_homes",
                };
                let column = if table == "care_homes" { "name" } else { "family_name" };
                for row in world.table(table) {
                    let q = canary(&row.name, column);
                    let got = list(&app, actor, &operation.path, &format!("limit=200&q={q}")).await;
                    let found = ids(&got);
                    let here = found.contains(&row.id.to_string());
                    assert_eq!(here, viewer.model.reads(row) && !row.archived, "{actor} {q}");
                    assert!(found.iter().all(|id| seen.contains(id)), "{actor} {q}");
                    tried += 1;
                }
            }
            {
                assert!(takes(operation, "count"), "{}", operation.id);
                let got = list(&app, actor, &operation.path, "limit=1&count=exact").await;
                let count = &got.body["meta"]["count"];
                assert!(*count == seen.len(), "{actor} {}: {count}, sees {}", operation.id, seen.len());
                assert_eq!(got.body["meta"]["count_at_least"], false, "{actor} {}", operation.id);
            }
        }
    }
    app.stopped().await;
    assert!(tried > 1_500, "{tried}");
    println!("{tried} questions");
}
