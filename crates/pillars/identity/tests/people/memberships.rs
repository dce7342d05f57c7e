//! Memberships of a home's floor.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::world::{World, id, sorted};

fn new(person: &str, home: &str, grade: &str) -> Value {
    json!({ "profile_id": id(person), "care_home_id": id(home), "grade": grade })
}

fn hours(n: i64) -> String {
    (Timestamp::now() + SignedDuration::from_hours(n)).to_string()
}

#[tokio::test]
async fn who_reads_which() {
    let world = World::new().await;
    let h1 = ["agency", "anc1", "both", "carer1", "gone", "left", "senior1", "soon"];
    let grades = async |who: &str, query: &str| {
        let page = world.get(who, &format!("/memberships{query}")).await.is(200, "");
        sorted(
            page.all("person").iter().map(|n| n.split(' ').next().unwrap_or_default().to_owned()).collect(),
        )
    };
    assert_eq!(grades("mgr1", "").await, h1);
    assert_eq!(grades("mgr12", &format!("?home={}", id("H1"))).await, h1);
    assert_eq!(grades("mgr12", &format!("?home={}", id("H2"))).await, ["carer2"]);
    // Of colleagues nothing, of oneself everything.
    assert_eq!(grades("carer1", "").await, ["carer1"]);
    assert_eq!(grades("senior1", &format!("?person={}", id("carer1"))).await, Vec::<String>::new());
    assert_eq!(grades("both", "").await, ["both", "carer2"]);
    assert_eq!(grades("left", "").await, ["left"]);
    let all = sorted(h1.iter().map(|n| (*n).to_owned()).chain(["carer2".to_owned()]).collect());
    for who in ["owner1", "comp1"] {
        assert_eq!(grades(who, "").await, all, "{who}");
    }
    assert_eq!(grades("owner1", "?state=ended").await, ["left"]);
    assert_eq!(grades("owner1", "?state=coming").await, ["soon"]);
    assert_eq!(grades("owner1", &format!("?home={}", id("H3"))).await, Vec::<String>::new());
    assert_eq!(grades("owner2", "").await, ["carer3"]);
    // Hidden is answered like absent.
    let absent =
        world.get("mgr1", &format!("/memberships/{}", uuid::Uuid::nil())).await.is(404, "not_found").shape();
    for other in ["floor:carer2", "floor:carer3"] {
        assert_eq!(
            world.get("mgr1", &format!("/memberships/{}", id(other))).await.shape(),
            absent,
            "{other}"
        );
        for verb in ["end", "restore"] {
            let answer = world.act("mgr1", &format!("/memberships/{}/{verb}", id(other)), 1, json!({})).await;
            assert_eq!(answer.shape(), absent, "{other} {verb}");
        }
        let answer =
            world.patch("mgr1", &format!("/memberships/{}", id(other)), 1, json!({ "grade": "nurse" })).await;
        assert_eq!(answer.shape(), absent, "{other}");
    }
}

#[tokio::test]
async fn pages_in_order() {
    let world = World::new().await;
    let whole = world.get("owner1", "/memberships?limit=200").await.ok().all("id");
    let mut seen = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = world.get("owner1", &format!("/memberships?limit=2{cursor}")).await.is(200, "");
        seen.extend(page.all("id"));
        match page.body["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, whole);
    assert_eq!(seen.len(), 9);
    let mut oldest_first = world.get("owner1", "/memberships?limit=200&sort=created").await.ok().all("id");
    oldest_first.reverse();
    assert_eq!(oldest_first, whole);
}

#[tokio::test]
async fn who_gives_which() {
    let world = World::new().await;
    let table = [
        ("carer1", new("carer1", "H1", "senior"), 403, "forbidden"),
        ("carer1", new("senior1", "H1", "nurse"), 403, "forbidden"),
        ("senior1", new("carer1", "H1", "nurse"), 403, "forbidden"),
        ("comp1", new("carer1", "H1", "nurse"), 403, "forbidden"),
        // Nobody gives themself a right.
        ("mgr1", new("mgr1", "H1", "carer"), 403, "forbidden"),
        ("owner1+", new("owner1", "H1", "carer"), 403, "forbidden"),
        ("mgr12", new("mgr12", "H2", "nurse"), 403, "forbidden"),
        // A home or a person that one does not see is answered like one that does not exist.
        ("mgr1", new("carer1", "H2", "carer"), 422, "invalid"),
        ("mgr1", new("mgr1", "H2", "carer"), 422, "invalid"),
        ("mgr1", new("carer1", "H3", "carer"), 422, "invalid"),
        ("mgr1", new("carer1", "nowhere", "carer"), 422, "invalid"),
        ("mgr1", new("carer2", "H1", "carer"), 422, "invalid"),
        ("mgr1", new("carer3", "H1", "carer"), 422, "invalid"),
        ("mgr1", new("nobody", "H1", "carer"), 422, "invalid"),
        ("carer1", new("carer1", "H2", "carer"), 422, "invalid"),
        ("owner1", new("carer3", "H1", "carer"), 422, "invalid"),
        ("owner1", new("carer1", "H3", "carer"), 422, "invalid"),
        // Seen, but not managed.
        ("both", new("carer1", "H1", "senior"), 403, "forbidden"),
        ("both", new("carer1", "H2", "carer"), 403, "forbidden"),
        ("mgr1", new("carer1", "H1", "senior"), 201, ""),
        ("mgr12", new("carer2", "H1", "carer"), 201, ""),
        ("owner1", new("carer1", "H2", "carer"), 201, ""),
        ("owner1", new("mgr1", "H1", "nurse"), 201, ""),
        // Once.
        ("mgr1", new("carer1", "H1", "carer"), 409, "duplicate"),
    ];
    for (who, body, status, code) in table {
        let before = world.state().await;
        let answer = world.post(who, "/memberships", body.clone()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{who} {body}: {}", answer.body);
        if status != 201 {
            assert_eq!(world.state().await, before, "{who} {body}");
        }
    }
    // Which of the two is missing is named, and both answers are alike.
    let hidden = world.post("mgr1", "/memberships", new("carer3", "H3", "carer")).await.is(422, "invalid");
    assert_eq!(hidden.fields(), ["profile_id:reference", "care_home_id:reference"]);
    assert_eq!(
        hidden.shape(),
        world.post("mgr1", "/memberships", new("nobody", "nowhere", "carer")).await.shape()
    );
    assert_eq!(
        world.post("mgr1", "/memberships", new("carer1", "H1", "carer")).await.fields(),
        ["grade:taken"]
    );
    // The right counts from the next request on.
    assert_eq!(world.get("carer1", "/session").await.ok().data()["homes"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn what_a_membership_takes() {
    let world = World::new().await;
    let before = world.state().await;
    let with = |extra: Value| {
        let mut body = new("carer1", "H1", "nurse");
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        body
    };
    for (extra, field) in [
        (json!({ "grade": "manager" }), "grade:choice"),
        (json!({ "from": hours(-73) }), "from:range"),
        (json!({ "until": hours(-1) }), "until:range"),
        (json!({ "from": hours(5), "until": hours(4) }), "until:range"),
        (json!({ "agency": "x".repeat(201) }), "agency:too_long"),
        (json!({ "from": "tomorrow" }), "from:format"),
        (json!({ "organisation_id": id("O2") }), "organisation_id:unknown"),
        (json!({ "created_by": id("owner1") }), "created_by:unknown"),
        (json!({ "status": "live" }), "status:unknown"),
        (json!({ "version": 2 }), "version:unknown"),
        (json!({ "valid": "[,)" }), "valid:unknown"),
        (json!({ "profile_id": "carer1" }), "profile_id:format"),
    ] {
        assert_eq!(
            world.post("mgr1", "/memberships", with(extra)).await.is(422, "invalid").fields(),
            [field]
        );
    }
    assert_eq!(world.state().await, before);
    let pass = with(json!({ "from": hours(-2), "until": hours(10), "agency": " Helping Hands " }));
    let send = |body: Value| world.ask("mgr1", "POST", "/memberships").key("pass").json(body).send();
    let made = send(pass.clone()).await.is(201, "");
    assert_eq!((&made.data()["agency"], &made.data()["state"]), (&json!("Helping Hands"), &json!("live")));
    let again = send(pass).await.is(201, "");
    assert_eq!(
        (again.id(), &again.headers["idempotency-replayed"]),
        (made.id(), &"true".parse().expect("a header"))
    );
    send(new("carer1", "H1", "senior")).await.is(422, "idempotency_key_reused");
    world
        .ask("mgr1", "POST", "/memberships")
        .json(new("carer1", "H1", "senior"))
        .send()
        .await
        .is(400, "idempotency_key_required");
}

#[tokio::test]
async fn grade_and_end() {
    let world = World::new().await;
    let row = format!("/memberships/{}", id("floor:carer1"));
    for (who, status) in [("carer1", 403), ("comp1", 403), ("both", 404), ("senior1", 404), ("mgr3", 404)] {
        let before = world.state().await;
        assert_eq!(world.patch(who, &row, 1, json!({ "grade": "nurse" })).await.status, status, "{who}");
        assert_eq!(world.act(who, &format!("{row}/end"), 1, json!({})).await.status, status, "{who}");
        assert_eq!(
            world.act(who, &format!("{row}/archive"), 1, json!({ "reason": "x" })).await.status,
            status,
            "{who}"
        );
        assert_eq!(world.state().await, before, "{who}");
    }
    world
        .ask("mgr1", "PATCH", &row)
        .json(json!({ "grade": "nurse" }))
        .send()
        .await
        .is(428, "precondition_required");
    world.patch("mgr1", &row, 3, json!({ "grade": "nurse" })).await.is(412, "stale");
    world.patch("mgr1", &row, 1, json!({})).await.is(422, "invalid");
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "profile_id": id("mgr1") })).await.is(422, "invalid").fields(),
        ["profile_id:unknown"]
    );
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "grade": null })).await.is(422, "invalid").fields(),
        ["grade:required"]
    );
    assert_eq!(
        world.patch("mgr1", &row, 1, json!({ "until": hours(-1) })).await.is(422, "invalid").fields(),
        ["until:range"]
    );
    let changed =
        world.patch("mgr1", &row, 1, json!({ "grade": "senior", "until": hours(100) })).await.is(200, "");
    assert_eq!((&changed.data()["grade"], changed.version()), (&json!("senior"), 2));
    assert!(changed.data()["until"].is_string());
    let open = world.patch("mgr1", &row, 2, json!({ "until": null })).await.is(200, "");
    assert_eq!((&open.data()["until"], &open.data()["grade"]), (&Value::Null, &json!("senior")));
    // The same grade cannot hold twice at a time.
    let other = world.post("mgr1", "/memberships", new("carer1", "H1", "carer")).await.ok().id();
    world
        .patch("mgr1", &format!("/memberships/{other}"), 1, json!({ "grade": "senior" }))
        .await
        .is(409, "duplicate");
    // Ended a little while ago, and that once.
    let end = |key: &'static str, at: Value| {
        world
            .ask("mgr1", "POST", &format!("/memberships/{}/end", id("floor:carer1")))
            .version(3)
            .key(key)
            .json(json!({ "at": at }))
            .send()
    };
    for (key, at) in [("a", hours(-73)), ("b", hours(-24 * 400))] {
        assert_eq!(end(key, json!(at)).await.is(422, "invalid").fields()[0], "at:range");
    }
    let ended = end("end", json!(hours(-1))).await.is(200, "");
    assert_eq!((&ended.data()["state"], ended.can()), (&json!("ended"), vec!["archive".to_owned()]));
    assert_eq!(end("end", json!(null)).await.code(), "idempotency_key_reused");
    world.act("mgr1", &format!("{row}/end"), 4, json!({})).await.is(409, "illegal_transition");
    // What is over is not prolonged: that would say it was held in between.
    world.patch("mgr1", &row, 4, json!({ "until": hours(5) })).await.is(409, "illegal_transition");
    // What has not begun is archived.
    let soon = format!("/memberships/{}", id("floor:soon"));
    world.act("mgr1", &format!("{soon}/end"), 1, json!({})).await.is(409, "illegal_transition");
    world.act("mgr1", &format!("{soon}/archive"), 1, json!({ "reason": "wrong person" })).await.is(200, "");
    world.patch("mgr1", &soon, 2, json!({ "grade": "nurse" })).await.is(409, "illegal_transition");
    assert_eq!(
        world.get("mgr1", "/memberships?archived=only").await.ok().all("id"),
        [id("floor:soon").to_string()]
    );
    world.act("mgr1", &format!("{soon}/restore"), 2, json!({})).await.is(200, "");
    // A right that ended is gone with the next request.
    world.act("mgr1", &format!("/memberships/{other}/end"), 1, json!({})).await.is(200, "");
    assert_eq!(world.get("carer1", "/session").await.ok().data()["homes"], json!([]));
}

#[tokio::test]
async fn restoring_looks_again() {
    let world = World::new().await;
    let row = format!("/memberships/{}", id("floor:carer1"));
    world.act("mgr1", &format!("{row}/archive"), 1, json!({ "reason": "x" })).await.is(200, "");
    world.post("owner1", "/memberships", new("carer1", "H1", "carer")).await.is(201, "");
    world.act("mgr1", &format!("{row}/restore"), 2, json!({})).await.is(409, "duplicate");
    // Nor under an archived person.
    world
        .act("owner1", &format!("/people/{}/archive", id("carer1")), 1, json!({ "reason": "x" }))
        .await
        .is(200, "");
    world.act("owner1", &format!("{row}/restore"), 2, json!({})).await.is(409, "parent_archived");
    world.post("owner1", "/memberships", new("carer1", "H2", "carer")).await.is(409, "parent_archived");
}
