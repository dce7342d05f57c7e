//! Home managers, and the cover that a manager may name.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{World, id, sorted};

fn days(n: i64) -> String {
    (Timestamp::now() + SignedDuration::from_hours(24 * n)).to_string()
}

fn new(person: &str, home: &str, kind: &str) -> Value {
    json!({ "profile_id": id(person), "care_home_id": id(home), "kind": kind })
}

fn cover(person: &str, home: &str, for_days: i64) -> Value {
    let mut body = new(person, home, "cover");
    body["until"] = json!(days(for_days));
    body
}

#[tokio::test]
async fn everybody_of_a_home_knows_its_managers() {
    let world = World::new().await;
    let seen = async |who: &str, query: &str| {
        let page = world.get(who, &format!("/home-managers{query}")).await.is(200, "");
        let rows = page.data().as_array().cloned().unwrap_or_default();
        let line = |r: &Value| {
            let person = r["person"].as_str().and_then(|n| n.split(' ').next()).unwrap_or("?").to_owned();
            format!("{person} {}", r["kind"].as_str().unwrap_or_default())
        };
        sorted(rows.iter().map(line).collect())
    };
    for who in ["carer1", "anc1", "mgr1"] {
        assert_eq!(seen(who, "").await, ["mgr1 registered", "mgr12 deputy"], "{who}");
    }
    assert_eq!(
        seen("both", "").await,
        ["both deputy", "mgr1 registered", "mgr12 deputy", "mgr12 registered"]
    );
    assert_eq!(seen("both", &format!("?home={}", id("H2"))).await, ["both deputy", "mgr12 registered"]);
    assert_eq!(seen("carer1", &format!("?home={}", id("H2"))).await, Vec::<String>::new());
    assert_eq!(seen("left", "").await, Vec::<String>::new());
    assert_eq!(seen("owner1", "").await.len(), 4);
    assert_eq!(seen("owner2", "").await, ["mgr3 registered"]);
    let hidden = world.get("mgr1", &format!("/home-managers/{}", id("manager:mgr12:H2"))).await;
    assert_eq!(
        hidden.shape(),
        world
            .get("mgr1", &format!("/home-managers/{}", uuid::Uuid::nil()))
            .await
            .is(404, "not_found")
            .shape()
    );
}

#[tokio::test]
async fn who_names_whom() {
    let world = World::new().await;
    let mut backwards = cover("senior1", "H1", 5);
    backwards["from"] = json!(days(-5));
    let mut later = cover("senior1", "H1", 38);
    later["from"] = json!(days(11));
    let table = [
        ("carer1", cover("senior1", "H1", 5), 403, "forbidden"),
        ("comp1+", cover("senior1", "H1", 5), 403, "forbidden"),
        ("mgr1", new("senior1", "H1", "registered"), 403, "forbidden"),
        ("mgr1", new("senior1", "H1", "deputy"), 403, "forbidden"),
        ("mgr1+", cover("mgr1", "H1", 5), 403, "forbidden"),
        ("mgr1", cover("senior1", "H2", 5), 422, "invalid"),
        ("mgr1", cover("carer2", "H1", 5), 422, "invalid"),
        ("mgr1", new("senior1", "H1", "cover"), 422, "invalid"),
        ("mgr1", cover("senior1", "H1", 29), 422, "invalid"),
        ("owner1+", cover("senior1", "H1", 29), 422, "invalid"),
        ("mgr1", backwards, 422, "invalid"),
        // Seen in H1 as a colleague, managed by nobody there.
        ("both", cover("carer1", "H2", 5), 403, "forbidden"),
        ("both", cover("carer2", "H1", 5), 403, "forbidden"),
        ("mgr1", cover("senior1", "H1", 27), 201, ""),
        ("mgr1", later, 409, "duplicate"),
        ("owner1", new("carer1", "H1", "deputy"), 201, ""),
        ("owner1", new("carer3", "H1", "deputy"), 422, "invalid"),
        // An owner takes a home on only right after a second factor.
        ("owner1", new("owner1", "H1", "registered"), 403, "second_factor_required"),
        ("owner1+", new("owner1", "H1", "registered"), 201, ""),
    ];
    for (who, body, status, code) in table {
        let before = world.state().await;
        let answer = world.post(who, "/home-managers", body.clone()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{who} {body}: {}", answer.body);
        if status != 201 {
            assert_eq!(world.state().await, before, "{who} {body}");
        }
    }
    assert_eq!(world.post("mgr1", "/home-managers", cover("anc1", "H1", 29)).await.fields(), ["until:range"]);
    assert_eq!(world.post("mgr1", "/home-managers", json!({ "profile_id": id("anc1"), "care_home_id": id("H1"), "kind": "cover", "until": days(3), "organisation_id": id("O2") })).await.fields(), ["organisation_id:unknown"]);
    // The cover works from the next request on.
    let session = world.get("senior1", "/session").await.ok();
    assert_eq!(session.data()["homes"][0]["manager"], "cover");
}

#[tokio::test]
async fn a_manager_changes_covers_and_nothing_else() {
    let world = World::new().await;
    let made = world.post("mgr1", "/home-managers", cover("senior1", "H1", 5)).await.ok();
    let row = format!("/home-managers/{}", made.id());
    assert_eq!(made.can(), ["update", "end", "archive"]);
    // Their own row, the other manager's, one of another home.
    for (who, name, status) in [
        ("mgr1", "manager:mgr1:H1", 403),
        ("mgr1", "manager:mgr12:H1", 403),
        ("mgr12", "manager:mgr12:H2", 403),
        ("mgr1", "manager:mgr12:H2", 404),
        ("carer1", "manager:mgr1:H1", 403),
        ("comp1+", "manager:mgr1:H1", 403),
    ] {
        let path = format!("/home-managers/{}", id(name));
        let before = world.state().await;
        assert_eq!(
            world.patch(who, &path, 1, json!({ "until": days(300) })).await.status,
            status,
            "{who} {name}"
        );
        assert_eq!(world.act(who, &format!("{path}/end"), 1, json!({})).await.status, status, "{who} {name}");
        assert_eq!(
            world.act(who, &format!("{path}/archive"), 1, json!({ "reason": "x" })).await.status,
            status,
            "{who} {name}"
        );
        assert_eq!(world.state().await, before, "{who} {name}");
    }
    // The cover themself prolongs nothing, and names no next cover, who could then name them again.
    world.patch("senior1", &row, 1, json!({ "until": days(20) })).await.is(403, "forbidden");
    let before = world.state().await;
    world.post("senior1", "/home-managers", cover("anc1", "H1", 5)).await.is(403, "forbidden");
    assert_eq!(world.state().await, before);
    let next = world.post("mgr1", "/home-managers", cover("anc1", "H1", 5)).await.ok();
    let next_row = format!("/home-managers/{}", next.id());
    assert_eq!(world.get("senior1", &next_row).await.ok().can(), Vec::<String>::new());
    world.patch("senior1", &next_row, 1, json!({ "until": days(20) })).await.is(403, "forbidden");
    world
        .act("senior1", &format!("{next_row}/archive"), 1, json!({ "reason": "x" }))
        .await
        .is(403, "forbidden");
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "until": days(29) })).await.is(422, "invalid").fields(),
        ["until:range"]
    );
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "until": null })).await.is(422, "invalid").fields(),
        ["until:required"]
    );
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "kind": "deputy" })).await.is(403, "forbidden").fields(),
        ["kind:forbidden"]
    );
    world.patch("mgr1", &row, 1, json!({ "until": days(20) })).await.is(200, "");
    world.patch("mgr1", &row, 1, json!({ "until": days(20) })).await.is(412, "stale");
    world
        .ask("mgr1", "PATCH", &row)
        .json(json!({ "until": days(20) }))
        .send()
        .await
        .is(428, "precondition_required");
    // An owner makes it more, or ends it.
    assert_eq!(
        world.patch("owner1", &row, 2, json!({ "kind": "deputy", "until": null })).await.is(200, "").data()["kind"],
        "deputy"
    );
    assert_eq!(
        world.patch("owner1", &row, 3, json!({ "kind": "cover" })).await.is(422, "invalid").fields(),
        ["until:required"]
    );
    let end = |key: &'static str| {
        world.ask("owner1", "POST", &format!("{row}/end")).version(3).key(key).json(json!({})).send()
    };
    assert_eq!(end("e").await.is(200, "").data()["state"], "ended");
    assert_eq!(end("e").await.is(200, "").headers["idempotency-replayed"], "true");
    end("f").await.is(412, "stale");
    assert_eq!(world.get("senior1", "/session").await.ok().data()["homes"][0]["manager"], Value::Null);
}

#[tokio::test]
async fn archived_and_restored() {
    let world = World::new().await;
    let made = world.post("mgr1", "/home-managers", cover("senior1", "H1", 5)).await.ok().id();
    let row = format!("/home-managers/{made}");
    world.act("mgr1", &format!("{row}/archive"), 1, json!({ "reason": "not needed" })).await.is(200, "");
    assert_eq!(world.get("mgr1", "/home-managers?archived=only").await.ok().all("id"), [made.to_string()]);
    world.post("mgr1", "/home-managers", cover("senior1", "H1", 3)).await.is(201, "");
    world.act("mgr1", &format!("{row}/restore"), 2, json!({})).await.is(409, "duplicate");
}
