//! Offices: given and taken right after a second factor, and never the last owner's.

use serde_json::{Value, json};

use crate::world::{World, id, sorted};

fn new(person: &str, role: &str) -> Value {
    json!({ "profile_id": id(person), "role": role })
}

#[tokio::test]
async fn who_reads_offices() {
    let world = World::new().await;
    for who in ["owner1", "comp1"] {
        let page = world.get(who, "/offices").await.is(200, "");
        assert_eq!(sorted(page.all("role")), ["business_owner", "compliance_lead"], "{who}");
    }
    for who in ["carer1", "mgr1", "mgr12"] {
        assert_eq!(world.get(who, "/offices").await.is(200, "").data(), &json!([]), "{who}");
        world.get(who, &format!("/offices/{}", id("office:owner1"))).await.is(404, "not_found");
    }
    assert_eq!(world.get("owner2", "/offices").await.ok().all("id"), [id("office:owner2").to_string()]);
    world.get("owner1", &format!("/offices/{}", id("office:owner2"))).await.is(404, "not_found");
    assert_eq!(
        world.get("owner1", &format!("/offices?person={}", id("comp1"))).await.ok().all("role"),
        ["compliance_lead"]
    );
    assert_eq!(world.get("owner1", "/offices?state=ended").await.ok().data(), &json!([]));
}

#[tokio::test]
async fn who_gives_them() {
    let world = World::new().await;
    let table = [
        ("carer1+", new("carer1", "business_owner"), 403, "forbidden"),
        ("mgr1+", new("mgr1", "business_owner"), 403, "forbidden"),
        ("mgr1+", new("carer1", "compliance_lead"), 403, "forbidden"),
        ("comp1+", new("comp1", "business_owner"), 403, "forbidden"),
        ("owner1+", new("owner1", "compliance_lead"), 403, "forbidden"),
        ("owner1", new("mgr1", "business_owner"), 403, "second_factor_required"),
        ("owner1+", new("carer3", "business_owner"), 422, "invalid"),
        ("owner1+", new("nobody", "business_owner"), 422, "invalid"),
        ("owner1+", new("mgr1", "admin"), 422, "invalid"),
        (
            "owner1+",
            json!({ "profile_id": id("mgr1"), "role": "business_owner", "until": "2030-01-01T00:00:00Z" }),
            422,
            "invalid",
        ),
        (
            "owner1+",
            json!({ "profile_id": id("mgr1"), "role": "business_owner", "organisation_id": id("O2") }),
            422,
            "invalid",
        ),
        ("owner1+", new("comp1", "compliance_lead"), 409, "duplicate"),
        ("owner1+", new("mgr1", "business_owner"), 201, ""),
        (
            "owner1+",
            json!({ "profile_id": id("mgr12"), "role": "compliance_lead", "until": "2030-01-01T00:00:00Z" }),
            201,
            "",
        ),
    ];
    for (who, body, status, code) in table {
        let before = world.state().await;
        let answer = world.post(who, "/offices", body.clone()).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{who} {body}: {}", answer.body);
        if status != 201 {
            assert_eq!(world.state().await, before, "{who} {body}");
        }
    }
    // Every owner is told, the new one too, and nobody is named.
    for owner in ["owner1@care.test", "mgr1@care.test"] {
        let mail = world.mails(owner, 1).await.remove(0);
        assert!(!mail.contains("CANARY") && !mail.contains("mgr1"), "{mail}");
    }
    world.mails("comp1@care.test", 0).await;
    world.mails("owner2@care.test", 0).await;
    // A factor of eleven minutes ago is none.
    world
        .run(&format!(
            "update private.sessions set second_factor_at = now() - interval '11 minutes' where id = '{}'",
            id("session:owner1+")
        ))
        .await;
    world
        .post("owner1+", "/offices", new("carer1", "compliance_lead"))
        .await
        .is(403, "second_factor_required");
}

#[tokio::test]
async fn given_once() {
    let world = World::new().await;
    let send =
        || world.ask("owner1+", "POST", "/offices").key("one").json(new("mgr1", "business_owner")).send();
    let first = send().await.is(201, "");
    let again = send().await.is(201, "");
    assert_eq!(
        (first.id(), &again.headers["idempotency-replayed"]),
        (again.id(), &"true".parse().expect("a header"))
    );
    world.mails("mgr1@care.test", 1).await;
}

#[tokio::test]
async fn who_takes_them_away() {
    let world = World::new().await;
    let reason = json!({ "reason": "left the board" });
    let lead = format!("/offices/{}/archive", id("office:comp1"));
    let last = format!("/offices/{}/archive", id("office:owner1"));
    let before = world.state().await;
    world.act("comp1+", &lead, 1, reason.clone()).await.is(403, "forbidden");
    for who in ["mgr1+", "carer1+", "owner2+"] {
        world.act(who, &lead, 1, reason.clone()).await.is(404, "not_found");
    }
    world.act("owner1", &lead, 1, reason.clone()).await.is(403, "second_factor_required");
    world.act("owner1+", &last, 1, reason.clone()).await.is(409, "last_owner");
    world.act("owner1+", &lead, 4, reason.clone()).await.is(412, "stale");
    world.act("owner1+", &lead, 1, json!({ "reason": "" })).await.is(422, "invalid");
    world
        .ask("owner1+", "POST", &lead)
        .keyed()
        .json(reason.clone())
        .send()
        .await
        .is(428, "precondition_required");
    assert_eq!(world.state().await, before);
    let send = || world.ask("owner1+", "POST", &lead).version(1).key("once").json(reason.clone()).send();
    assert!(send().await.is(200, "").data()["archived_at"].is_string());
    assert_eq!(send().await.is(200, "").headers["idempotency-replayed"], "true");
    world.act("owner1+", &lead, 2, reason.clone()).await.is(409, "illegal_transition");
    assert_eq!(world.get("comp1", "/offices").await.ok().data(), &json!([]));
    // With a second owner one may step down oneself, and is answered although one reads it no more.
    world.post("owner1+", "/offices", new("mgr1", "business_owner")).await.is(201, "");
    let down = world.act("owner1+", &last, 1, reason).await.is(200, "");
    assert!(down.data()["archived_at"].is_string());
    assert_eq!(world.get("owner1", "/offices").await.ok().data(), &json!([]));
    world.mails("owner1@care.test", 2).await;
}

#[tokio::test]
async fn two_owners_remove_each_other() {
    let world = World::new().await;
    let other = world.post("owner1+", "/offices", new("mgr1", "business_owner")).await.ok().id();
    let (one, two) =
        (format!("/offices/{other}/archive"), format!("/offices/{}/archive", id("office:owner1")));
    let (a, b) = tokio::join!(
        world.act("owner1+", &one, 1, json!({ "reason": "x" })),
        world.act("mgr1+", &two, 1, json!({ "reason": "x" })),
    );
    // Whoever comes second is refused: as the last owner's remover, or as an owner no more.
    let won = [&a, &b].iter().filter(|answer| answer.status == 200).count();
    assert_eq!(won, 1, "{} {}", a.body, b.body);
    let owners = format!(
        "select count(*) from public.organisation_roles where organisation_id = '{}' and role = 'business_owner' and archived_at is null",
        id("O1")
    );
    assert_eq!(world.value(&owners).await, "1");
}
