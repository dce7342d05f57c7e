//! Lists of people: who sees whom, filters that tell nothing hidden, pages that stay in order.

use std::collections::BTreeSet;

use serde_json::json;

use crate::world::{World, id, sorted};

async fn names(world: &World, who: &str, query: &str) -> Vec<String> {
    sorted(world.get(who, &format!("/people{query}")).await.is(200, "").all("given_name"))
}

const H1_STAFF: [&str; 9] = ["agency", "anc1", "both", "carer1", "gone", "mgr1", "mgr12", "senior1", "soon"];

#[tokio::test]
async fn who_sees_whom() {
    let world = World::new().await;
    for who in ["carer1", "anc1", "mgr1"] {
        assert_eq!(names(&world, who, "").await, H1_STAFF, "{who}");
    }
    assert_eq!(names(&world, "carer2", "").await, ["both", "carer2", "mgr12"]);
    // A membership that is to come or over shows nobody else.
    assert_eq!(names(&world, "soon", "").await, ["soon"]);
    assert_eq!(names(&world, "left", "").await, ["left"]);
    let all = [
        "agency", "anc1", "both", "carer1", "carer2", "comp1", "gone", "left", "mgr1", "mgr12", "multi",
        "owner1", "senior1", "soon",
    ];
    assert_eq!(names(&world, "owner1", "").await, all);
    assert_eq!(names(&world, "comp1", "").await, all);
    assert_eq!(names(&world, "owner2", "").await, ["carer3", "mgr3", "multi", "owner2"]);
    for who in ["carer1", "owner1", "comp1", "mgr12"] {
        let page = world.get(who, "/people?limit=200&include=memberships,sign_in").await.ok();
        let text = page.body.to_string();
        assert!(
            !text.contains("CANARY-carer3") && !text.contains("CANARY-O2") && !text.contains("H3"),
            "{who}"
        );
        assert!(!text.contains("phone"), "{who}: what is private has a place of its own");
    }
}

#[tokio::test]
async fn filters_go_by_what_the_reader_may_know() {
    let world = World::new().await;
    let (h1, h2, h3) = (id("H1"), id("H2"), id("H3"));
    assert_eq!(names(&world, "owner1", "?q=AGENC").await, ["agency"]);
    assert_eq!(names(&world, "owner1", "?status=disabled").await, ["gone"]);
    assert_eq!(names(&world, "owner1", "?grade=senior").await, ["senior1"]);
    assert_eq!(names(&world, "owner1", &format!("?home={h2}")).await, ["both", "carer2", "mgr12"]);
    assert_eq!(names(&world, "mgr1", &format!("?home={h1}&grade=ancillary")).await, ["anc1"]);
    // A carer here and a manager there is no carer there.
    assert_eq!(names(&world, "owner1", &format!("?home={h2}&grade=carer")).await, ["carer2"]);
    // Whom a manager sees through H1 does not tell that they work in H2 as well, nor H3.
    for home in [h3, uuid::Uuid::nil()] {
        assert_eq!(names(&world, "mgr1", &format!("?home={home}")).await, Vec::<String>::new(), "{home}");
        assert_eq!(names(&world, "owner1", &format!("?home={home}")).await, Vec::<String>::new(), "{home}");
    }
    assert_eq!(names(&world, "mgr1", &format!("?home={h2}")).await, Vec::<String>::new());
    // A carer learns of colleagues' memberships through no filter either.
    assert_eq!(names(&world, "carer1", "?grade=senior").await, Vec::<String>::new());
    assert_eq!(names(&world, "carer1", "?grade=carer").await, ["carer1"]);
    assert_eq!(names(&world, "carer1", "?q=CANARY-carer2").await, Vec::<String>::new());
    for query in [
        "email=a@b.org",
        "phone=1",
        "sort=birth_date",
        "sort=email",
        "include=private",
        "include=accounts",
        "q=a&q=b",
        "status=x",
        "grade=manager",
        "home=H1",
        "archived=true",
        "birth_date=1980-01-01",
        "limit=0",
        "limit=201",
        "cursor=x",
    ] {
        let answer = world.get("owner1", &format!("/people?{query}")).await;
        assert!([400, 422].contains(&answer.status), "{query}: {}", answer.body);
    }
}

#[tokio::test]
async fn beside_each_stands_what_the_reader_may_know() {
    let world = World::new().await;
    world
        .run(&format!(
            "update private.accounts set totp_confirmed_at = now() where id = '{}'",
            id("account:both")
        ))
        .await;
    let find = |answer: &crate::world::Answer, name: &str| {
        let rows = answer.data().as_array().cloned().unwrap_or_default();
        rows.into_iter().find(|p| p["given_name"] == name).unwrap_or_else(|| panic!("no {name}"))
    };
    let rights = |person: &serde_json::Value| {
        let list = person["memberships"].as_array().cloned().unwrap_or_default();
        let line = |r: &serde_json::Value| {
            format!("{} {} {}", r["kind"], r["right"], r["care_home"]).replace('"', "")
        };
        sorted(list.iter().map(line).collect())
    };
    let query = "/people?include=memberships,sign_in&limit=200";
    let owner = world.get("owner1", query).await.ok();
    let both = find(&owner, "both");
    assert_eq!(rights(&both), ["home_manager deputy CANARY-H2-name", "membership carer CANARY-H1-name"]);
    assert_eq!(both["sign_in"]["second_factor"], true);
    assert!(both["sign_in"]["last_seen_at"].is_string());
    assert_eq!(rights(&find(&owner, "comp1")), ["office compliance_lead null"]);
    assert_eq!(rights(&find(&owner, "left")), Vec::<String>::new());
    // mgr1 manages H1: what somebody is in H2 stays unknown.
    let manager = world.get("mgr1", query).await.ok();
    assert_eq!(rights(&find(&manager, "both")), ["membership carer CANARY-H1-name"]);
    assert_eq!(rights(&find(&manager, "mgr12")), ["home_manager deputy CANARY-H1-name"]);
    assert_eq!(find(&manager, "both")["sign_in"]["second_factor"], true);
    // A carer: managers of the home are known to all of it, grades and sign-ins to nobody.
    let carer = world.get("carer1", query).await.ok();
    assert_eq!(rights(&find(&carer, "senior1")), Vec::<String>::new());
    assert_eq!(rights(&find(&carer, "mgr1")), ["home_manager registered CANARY-H1-name"]);
    assert_eq!(find(&carer, "both")["sign_in"], json!(null));
    assert_eq!(find(&carer, "carer1")["sign_in"]["second_factor"], false);
    // Nobody asked: nothing stands beside.
    let plain = world.get("owner1", "/people").await.ok();
    assert_eq!(
        (&find(&plain, "both")["memberships"], &find(&plain, "both")["sign_in"]),
        (&json!(null), &json!(null))
    );
}

#[tokio::test]
async fn pages_stay_in_order_where_names_are_alike() {
    let world = World::new().await;
    world
        .run(&format!(
            "insert into public.profiles (organisation_id, given_name, family_name) \
             select '{}', case n % 3 when 0 then 'Alex' else 'Kim' end, 'Same' from generate_series(1, 23) n",
            id("O1")
        ))
        .await;
    let whole = world.get("owner1", "/people?limit=200&sort=name").await.ok().all("id");
    assert_eq!(whole.len(), 37);
    for (sort, limit) in [("name", 1), ("name", 5), ("-name", 7)] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page =
                world.get("owner1", &format!("/people?sort={sort}&limit={limit}{cursor}")).await.is(200, "");
            seen.extend(page.all("id"));
            match page.body["meta"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), whole.len(), "{sort} {limit}");
        if sort == "-name" {
            seen.reverse();
        }
        assert_eq!(seen, whole, "{sort} {limit}");
    }
    // A cursor is of one person, one order, one set of filters.
    let first = world.get("owner1", "/people?limit=2").await.ok();
    let cursor = first.body["meta"]["next_cursor"].as_str().expect("a second page").to_owned();
    for (who, query) in [
        ("comp1", "limit=2"),
        ("owner1", "limit=2&sort=-name"),
        ("owner1", "limit=2&status=active"),
        ("owner1", "limit=2&q=a"),
    ] {
        world.get(who, &format!("/people?{query}&cursor={cursor}")).await.is(400, "cursor_invalid");
    }
    // Somebody new before the cursor's place moves nobody.
    world
        .run(&format!(
            "insert into public.profiles (organisation_id, given_name, family_name) values ('{}', 'A', 'A')",
            id("O1")
        ))
        .await;
    let second = world.get("owner1", &format!("/people?limit=2&cursor={cursor}")).await.ok();
    assert_eq!(second.all("id"), whole[2..4]);
}

#[tokio::test]
async fn the_archived_are_apart() {
    let world = World::new().await;
    let version = world.get("owner1", &format!("/people/{}", id("carer1"))).await.ok().version();
    world
        .act("owner1", &format!("/people/{}/archive", id("carer1")), version, json!({ "reason": "twice" }))
        .await
        .is(200, "");
    assert!(!names(&world, "owner1", "").await.contains(&"carer1".to_owned()));
    assert_eq!(names(&world, "owner1", "?archived=only").await, ["carer1"]);
    // Their memberships went along, so that those who saw them through a home do so no more.
    assert_eq!(names(&world, "mgr1", "?archived=only").await, Vec::<String>::new());
    assert!(!names(&world, "mgr1", "").await.contains(&"carer1".to_owned()));
}
