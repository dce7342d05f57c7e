//! Inviting: who may give what, that it is one act, and that it tells nothing about anybody else.

use serde_json::{Value, json};

use crate::world::{Answer, World, id, invitation, strings};

fn floor(home: &str, grade: &str) -> Value {
    json!([{ "care_home_id": id(home), "grade": grade }])
}

async fn count(world: &World, table: &str) -> i64 {
    world.value(&format!("select count(*) from {table}")).await.parse().expect("a number")
}

#[tokio::test]
async fn a_manager_invites_into_their_home() {
    let world = World::new().await;
    let answer = world
        .post("mgr1", "/people", invitation("New.One@Care.test", &floor("H1", "carer")))
        .await
        .is(201, "");
    let person = answer.id();
    assert_eq!((&answer.data()["status"], &answer.data()["persona"]), (&json!("invited"), &json!("carer")));
    assert!(answer.can().contains(&"reinvite".to_owned()));
    let beside =
        world.get("mgr1", &format!("/people/{person}?include=private,memberships,sign_in")).await.ok();
    assert_eq!(beside.data()["private"]["email"], "new.one@care.test");
    assert_eq!(beside.data()["memberships"][0]["right"], "carer");
    assert!(beside.data()["sign_in"]["invitation_ends_at"].is_string());
    // The mail holds the secret, the database its hash.
    let mail = world.mails("new.one@care.test", 1).await.remove(0);
    let secret =
        mail.split("/invitation#").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
    assert!(mail.contains("https://care.test/invitation#"));
    let link = world
        .value(&format!(
            "select kind || ' ' || email || ' ' || (ends_at - created_at) || ' ' || (account_id is null) from private.links \
             where hash = sha256('{secret}') and profile_id = '{person}'"
        ))
        .await;
    assert_eq!(link, "invitation new.one@care.test 7 days true");
    let stored = world.value("select string_agg(t::text, '') from private.links t").await;
    assert!(!stored.contains(secret));
    // Who did it is in the audit trail, under the inviter's name.
    let who = world.value(&format!("select string_agg(distinct profile_id::text, ',') from public.audit_events where subject_profile_id = '{person}'")).await;
    assert_eq!(who, id("mgr1").to_string());
}

#[tokio::test]
async fn who_may_give_what() {
    let world = World::new().await;
    let with = |extra: Value| {
        let mut body = json!({ "given_name": "New", "family_name": "Person" });
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        body
    };
    let managing =
        |home: &str, kind: &str| json!({ "homes_managed": [{ "care_home_id": id(home), "kind": kind }] });
    let table: Vec<(&str, Value, u16, &str)> = vec![
        ("carer1", json!({ "memberships": floor("H1", "carer") }), 403, "forbidden"),
        ("senior1", json!({ "memberships": floor("H1", "carer") }), 403, "forbidden"),
        ("anc1", json!({ "memberships": floor("H1", "ancillary") }), 403, "forbidden"),
        ("comp1+", json!({ "memberships": floor("H1", "carer") }), 403, "forbidden"),
        ("left", json!({ "memberships": floor("H1", "carer") }), 403, "forbidden"),
        ("mgr1", json!({ "memberships": floor("H1", "nurse") }), 201, ""),
        ("mgr12", json!({ "memberships": [floor("H1", "carer")[0], floor("H2", "senior")[0]] }), 201, ""),
        // A home that a manager does not see is answered like one that does not exist.
        ("mgr1", json!({ "memberships": floor("H2", "carer") }), 422, "invalid"),
        ("mgr1", json!({ "memberships": floor("H3", "carer") }), 422, "invalid"),
        ("mgr1", json!({ "memberships": floor("nowhere", "carer") }), 422, "invalid"),
        // One that they see but do not manage is not theirs to give.
        ("both", json!({ "memberships": floor("H1", "carer") }), 403, "forbidden"),
        ("both", json!({ "memberships": floor("H2", "carer") }), 201, ""),
        ("mgr1", managing("H1", "deputy"), 403, "forbidden"),
        ("mgr1+", json!({ "offices": ["business_owner"] }), 403, "forbidden"),
        (
            "mgr1+",
            json!({ "offices": ["compliance_lead"], "memberships": floor("H1", "carer") }),
            403,
            "forbidden",
        ),
        ("owner1", managing("H2", "registered"), 201, ""),
        ("owner1", managing("H3", "registered"), 422, "invalid"),
        ("owner1", json!({ "offices": ["compliance_lead"] }), 403, "second_factor_required"),
        ("owner1+", json!({ "offices": ["compliance_lead"] }), 201, ""),
        ("owner1+", json!({ "offices": ["business_owner"], "memberships": floor("H1", "carer") }), 201, ""),
        ("owner1", json!({ "memberships": floor("H3", "carer") }), 422, "invalid"),
        ("owner1+", json!({}), 422, "invalid"),
    ];
    for (at, (who, extra, status, code)) in table.into_iter().enumerate() {
        let mut body = with(extra.clone());
        body["email"] = json!(format!("n{at}@elsewhere.test"));
        let before = world.state().await;
        let answer = world.post(who, "/people", body).await;
        assert_eq!((answer.status, answer.code()), (status, code), "{who} {extra}: {}", answer.body);
        if status == 201 {
            world.mails(&format!("n{at}@elsewhere.test"), 1).await;
        } else {
            assert_eq!(world.state().await, before, "{who} {extra}");
            world.mails(&format!("n{at}@elsewhere.test"), 0).await;
        }
    }
}

#[tokio::test]
async fn what_an_invitation_takes() {
    let world = World::new().await;
    let before = world.state().await;
    let base = |extra: Value| {
        let mut body = invitation("x@elsewhere.test", &floor("H1", "carer"));
        body.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        body
    };
    let right = |extra: Value| {
        let mut right = floor("H1", "carer")[0].clone();
        right.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        json!({ "memberships": [right] })
    };
    let table: Vec<(Value, &str)> = vec![
        (json!({ "email": "x@b" }), "email:format"),
        (json!({ "email": "\u{212a}x@elsewhere.test" }), "email:format"),
        (json!({ "given_name": "" }), "given_name:required"),
        (json!({ "job_title": "chief" }), "job_title:choice"),
        (json!({ "offices": ["business_owner", "business_owner"] }), "offices:duplicate"),
        (json!({ "offices": ["admin"] }), "offices.0:choice"),
        (json!({ "memberships": [] }), "memberships:required"),
        (right(json!({ "grade": "manager" })), "memberships.0.grade:choice"),
        (right(json!({ "is_admin": true })), "memberships.0.is_admin:unknown"),
        (right(json!({ "organisation_id": id("O2") })), "memberships.0.organisation_id:unknown"),
        (right(json!({ "until": "2020-01-01T00:00:00Z" })), "memberships.0.until:range"),
        (right(json!({ "from": "2020-01-01T00:00:00Z" })), "memberships.0.from:range"),
        (
            json!({ "homes_managed": [{ "care_home_id": id("H1"), "kind": "cover" }] }),
            "homes_managed.0.until:required",
        ),
        (json!({ "status": "active" }), "status:unknown"),
        (json!({ "account_id": id("account:mgr1") }), "account_id:unknown"),
        (json!({ "organisation_id": id("O2") }), "organisation_id:unknown"),
        (json!({ "id": id("carer3") }), "id:unknown"),
        (json!({ "__proto__": {} }), "__proto__:unknown"),
    ];
    for (extra, field) in table {
        let answer = world.post("owner1+", "/people", base(extra.clone())).await.is(422, "invalid");
        assert_eq!(answer.fields(), [field], "{extra}");
    }
    world
        .ask("mgr1", "POST", "/people")
        .json(base(json!({})))
        .send()
        .await
        .is(400, "idempotency_key_required");
    // The same grade twice in one home: nothing is made, not even the person.
    let twice = json!({ "memberships": [floor("H1", "carer")[0], floor("H1", "carer")[0]] });
    world.post("mgr1", "/people", base(twice)).await.is(409, "duplicate");
    // An archived home is nobody's place of work.
    world.run(&format!("update public.care_homes set archived_at = now() where id = '{}'", id("H2"))).await;
    let changed = world.state().await;
    world
        .post("owner1", "/people", base(json!({ "memberships": floor("H2", "carer") })))
        .await
        .is(409, "parent_archived");
    assert_eq!(world.state().await, changed);
    assert_ne!(before, changed);
    world.mails("x@elsewhere.test", 0).await;
}

#[tokio::test]
async fn the_answer_tells_nothing_about_the_address() {
    let world = World::new().await;
    let invite = async |who: &str, email: &str, home: &str| -> Answer {
        world.post(who, "/people", invitation(email, &floor(home, "carer"))).await
    };
    // Nobody's, an account's of another organisation, one of a home that the manager does not see.
    let shape = |answer: &Answer| {
        let mut body = answer.body.clone();
        body["meta"] = Value::Null;
        body["data"]["id"] = Value::Null;
        (answer.status, body, answer.headers.keys().map(ToString::to_string).collect::<Vec<_>>())
    };
    let nobody = invite("mgr1", "nobody@elsewhere.test", "H1").await.is(201, "");
    for known in ["carer3@care.test", "carer2@care.test", "multi@care.test", "owner1@care.test"] {
        let answer = invite("mgr1", known, "H1").await;
        assert_eq!(shape(&answer), shape(&nobody), "{known}");
        world.mails(known, 1).await;
    }
    // And the other way: a manager of O2 invites a carer of O1.
    assert_eq!(shape(&invite("mgr3", "carer1@care.test", "H3").await), shape(&nobody));
    // Only whom the inviter may read anyway is told to be there: in any spelling.
    let twice = invite("mgr1", "Carer1@care.test", "H1").await.is(409, "duplicate");
    assert_eq!(twice.fields(), ["email:duplicate"]);
    invite("mgr1", "nobody@elsewhere.test", "H1").await.is(409, "duplicate");
    invite("owner1", "carer2@care.test", "H2").await.is(409, "duplicate");
    // Nobody invites themself to more.
    let own = invite("owner1", "owner1@care.test", "H1").await.is(403, "forbidden");
    assert_eq!(own.fields(), ["email:forbidden"]);
}

#[tokio::test]
async fn an_invitation_is_made_once() {
    let world = World::new().await;
    let body = invitation("once@elsewhere.test", &floor("H1", "carer"));
    let send =
        |body: Value, who: &'static str| world.ask(who, "POST", "/people").key("once").json(body).send();
    let first = send(body.clone(), "mgr1").await.is(201, "");
    let again = send(body.clone(), "mgr1").await.is(201, "");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.id(), first.id());
    world.mails("once@elsewhere.test", 1).await;
    send(invitation("other@elsewhere.test", &floor("H1", "carer")), "mgr1")
        .await
        .is(422, "idempotency_key_reused");
    // The key is one person's own.
    send(invitation("other@elsewhere.test", &floor("H1", "carer")), "mgr12").await.is(201, "");
    // What was refused was not done, and may be sent again.
    let refused = |home: &'static str| {
        let body = invitation("later@elsewhere.test", &floor(home, "carer"));
        world.ask("mgr1", "POST", "/people").key("later").json(body).send()
    };
    refused("H2").await.is(422, "invalid");
    // The refused attempt gives its key back in the background.
    let mut made = refused("H1").await;
    for _ in 0..1000 {
        if made.code() != "in_progress" {
            break;
        }
        made = refused("H1").await;
    }
    made.is(201, "");
    // Many at once: one is made, the others hear that it is being worked on, or its result.
    let before = count(&world, "public.profiles").await;
    let body = invitation("many@elsewhere.test", &floor("H1", "carer"));
    let ask = || world.ask("mgr1", "POST", "/people").key("many").json(body.clone()).send();
    let (a, b, c, d) = tokio::join!(ask(), ask(), ask(), ask());
    for answer in [a, b, c, d] {
        assert!(answer.status == 201 || answer.code() == "in_progress", "{}", answer.body);
    }
    assert_eq!(count(&world, "public.profiles").await, before + 1);
    world.mails("many@elsewhere.test", 1).await;
}

#[tokio::test]
async fn inviting_again_and_withdrawing() {
    let world = World::new().await;
    let person = world
        .post("mgr1", "/people", invitation("typo@elsewhere.test", &floor("H1", "carer")))
        .await
        .ok()
        .id();
    let again = format!("/people/{person}/reinvite");
    world.act("mgr1", &again, 1, json!({})).await.is(200, "");
    world.mails("typo@elsewhere.test", 2).await;
    // To the right address: the earlier links are over.
    world.act("mgr12", &again, 1, json!({ "email": "Right@elsewhere.test" })).await.is(200, "");
    world.mails("right@elsewhere.test", 1).await;
    let live = format!(
        "select string_agg(email, ',') from private.links where profile_id = '{person}' and ends_at > now() and used_at is null"
    );
    assert_eq!(world.value(&live).await, "right@elsewhere.test");
    assert_eq!(
        world.value(&format!("select email from public.profile_private where profile_id = '{person}'")).await,
        "right@elsewhere.test"
    );
    world.act("mgr1", &again, 1, json!({ "email": "mgr1@care.test" })).await.is(403, "forbidden");
    for (who, status) in
        [("carer1", 403), ("senior1", 403), ("comp1+", 403), ("both", 403), ("carer2", 404), ("mgr3", 404)]
    {
        let answer = world.act(who, &again, 1, json!({})).await;
        assert_eq!(answer.status, status, "{who}: {}", answer.body);
    }
    world.act("mgr1", &again, 4, json!({})).await.is(412, "stale");
    world
        .act("mgr1", &format!("/people/{}/reinvite", id("carer1")), 1, json!({}))
        .await
        .is(409, "illegal_transition");
    // Somebody's mailbox does not fill up.
    for _ in 0..2 {
        world.act("mgr1", &again, 1, json!({})).await.is(200, "");
    }
    world.act("mgr1", &again, 1, json!({})).await.is(429, "too_many_requests");
    // Only an owner withdraws; the link is over with it.
    world.act("mgr1", &format!("/people/{person}/withdraw"), 1, json!({})).await.is(403, "forbidden");
    let gone = world.act("owner1", &format!("/people/{person}/withdraw"), 1, json!({})).await.is(200, "");
    assert_eq!(gone.data()["status"], "disabled");
    assert_eq!(world.value(&live).await, "");
    world.act("owner1", &again, 2, json!({})).await.is(409, "illegal_transition");
    // They never had an account: there is no access to give back.
    world
        .act("owner1", &format!("/people/{person}/enable"), 2, json!({}))
        .await
        .is(409, "illegal_transition");
}

#[tokio::test]
async fn nobody_takes_a_greater_invitation_over() {
    let world = World::new().await;
    // An owner-to-be who also works in H1: mgr1 sees them, and may write their contact.
    let mut body = invitation("boss@elsewhere.test", &floor("H1", "carer"));
    body["offices"] = json!(["business_owner"]);
    let boss = world.post("owner1+", "/people", body).await.ok().id();
    let mut deputy = invitation("deputy@elsewhere.test", &floor("H1", "carer"));
    deputy["homes_managed"] = json!([{ "care_home_id": id("H2"), "kind": "deputy" }]);
    let deputy = world.post("owner1", "/people", deputy).await.ok().id();
    let elsewhere = json!([floor("H1", "carer")[0], floor("H2", "carer")[0]]);
    let bank = world.post("owner1", "/people", invitation("bank@elsewhere.test", &elsewhere)).await.ok().id();
    for person in [boss, deputy, bank] {
        let seen = world.get("mgr1", &format!("/people/{person}")).await.ok();
        assert!(!seen.can().contains(&"reinvite".to_owned()));
        let private = format!("/people/{person}/private");
        let version = world.get("mgr1", &private).await.ok().version();
        world.patch("mgr1", &private, version, json!({ "email": "mine@elsewhere.test" })).await.is(200, "");
        for email in [json!({}), json!({ "email": "mine@elsewhere.test" })] {
            world.act("mgr1+", &format!("/people/{person}/reinvite"), 1, email).await.is(403, "forbidden");
        }
    }
    world.mails("mine@elsewhere.test", 0).await;
    // An owner sends a coming owner's invitation elsewhere only right after a second factor; again to
    // the same address any time, and never to what the contact says.
    let path = format!("/people/{boss}/reinvite");
    world
        .act("owner1", &path, 1, json!({ "email": "other@elsewhere.test" }))
        .await
        .is(403, "second_factor_required");
    world.act("owner1", &path, 1, json!({})).await.is(200, "");
    world.mails("boss@elsewhere.test", 2).await;
    world.act("owner1+", &path, 1, json!({ "email": "other@elsewhere.test" })).await.is(200, "");
    world.mails("other@elsewhere.test", 1).await;
    // mgr12 manages both homes of the bank carer.
    let seen = world.get("mgr12", &format!("/people/{bank}")).await.ok();
    assert!(strings(&seen.data()["can"]).contains(&"reinvite".to_owned()));
    world.act("mgr12", &format!("/people/{bank}/reinvite"), 1, json!({})).await.is(200, "");
}
