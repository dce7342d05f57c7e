//! One person: reading, changing, what is private, and the verbs that end access.

use serde_json::{Value, json};

use crate::world::{World, id, sorted, strings};

fn path(name: &str) -> String {
    format!("/people/{}", id(name))
}

#[tokio::test]
async fn hidden_is_answered_like_absent() {
    let world = World::new().await;
    let nowhere = format!("/people/{}", uuid::Uuid::now_v7());
    let table = [
        ("carer1", vec!["carer2", "carer3", "owner1", "left"]),
        ("mgr1", vec!["carer2", "carer3", "owner1", "comp1"]),
        ("owner1", vec!["carer3", "owner2", "mgr3"]),
    ];
    for (who, hidden) in table {
        let absent = world.get(who, &nowhere).await.is(404, "not_found").shape();
        for name in hidden {
            let before = world.state().await;
            for part in ["", "/private", "?include=private,memberships,sign_in"] {
                assert_eq!(
                    world.get(who, &format!("{}{part}", path(name))).await.shape(),
                    absent,
                    "{who} {name}{part}"
                );
            }
            let change = json!({ "preferred_name": "X" });
            assert_eq!(
                world.patch(who, &path(name), 1, change.clone()).await.shape(),
                absent,
                "{who} {name}"
            );
            let private = json!({ "phone": "0117 1" });
            assert_eq!(
                world.patch(who, &format!("{}/private", path(name)), 1, private).await.shape(),
                absent
            );
            let prefer = json!({ "theme": "dark" });
            assert_eq!(
                world.patch(who, &format!("{}/preferences", path(name)), 1, prefer).await.shape(),
                absent
            );
            for verb in ["withdraw", "disable", "enable", "restore", "reinvite"] {
                let answer = world.act(who, &format!("{}/{verb}", path(name)), 1, json!({})).await;
                assert_eq!(answer.shape(), absent, "{who} {name} {verb}");
            }
            let answer =
                world.act(who, &format!("{}/archive", path(name)), 1, json!({ "reason": "x" })).await;
            assert_eq!(answer.shape(), absent, "{who} {name} archive");
            assert_eq!(
                world.get(who, &format!("{}/preview", path(name))).await.shape(),
                absent,
                "{who} {name} preview"
            );
            assert_eq!(world.state().await, before, "{who} {name}: something changed");
        }
    }
}

#[tokio::test]
async fn who_changes_whom() {
    let world = World::new().await;
    // A person of H1, changed by everybody.
    let table = [
        ("carer1", 403),
        ("senior1", 403),
        ("anc1", 403),
        ("agency", 403),
        ("comp1", 403),
        ("mgr1", 200),
        ("mgr12", 200),
        ("owner1", 200),
        ("carer2", 404),
        ("left", 404),
        ("soon", 404),
        ("mgr3", 404),
        ("owner2", 404),
    ];
    for (who, status) in table {
        let version: i64 = world
            .value(&format!("select version from public.profiles where id = '{}'", id("carer1")))
            .await
            .parse()
            .expect("a number");
        let before = world.state().await;
        let answer = world.patch(who, &path("carer1"), version, json!({ "preferred_name": who })).await;
        assert_eq!(answer.status, status, "{who}: {}", answer.body);
        if status == 200 {
            assert_eq!(answer.data()["preferred_name"], who);
            assert_eq!(answer.version(), version + 1);
        } else {
            assert_eq!(world.state().await, before, "{who}");
        }
        // `can` says the same as what happened.
        if status != 404 {
            let can = world.get(who, &path("carer1")).await.ok().can().contains(&"update".to_owned());
            assert_eq!(can, status == 200, "{who}");
        }
    }
    assert_eq!(
        world
            .value(&format!("select name from public.people_names where profile_id = '{}'", id("carer1")))
            .await,
        "owner1 CANARY-carer1-family"
    );
}

#[tokio::test]
async fn what_a_change_takes() {
    let world = World::new().await;
    let me = path("carer1");
    world
        .ask("mgr1", "PATCH", &me)
        .json(json!({ "preferred_name": "C" }))
        .send()
        .await
        .is(428, "precondition_required");
    let stale = world.patch("mgr1", &me, 7, json!({ "preferred_name": "C" })).await.is(412, "stale");
    assert_eq!(stale.data()["current"]["id"], json!(id("carer1")));
    world.patch("mgr1", &me, 1, json!({})).await.is(422, "invalid");
    let table = [
        (json!({ "given_name": " " }), "given_name:required"),
        (json!({ "given_name": null }), "given_name:required"),
        (json!({ "family_name": "x".repeat(101) }), "family_name:too_long"),
        (json!({ "preferred_name": "a\nb" }), "preferred_name:format"),
        (json!({ "preferred_name": "a\u{0}" }), "preferred_name:format"),
        (json!({ "job_title": "boss" }), "job_title:choice"),
        (json!({ "persona": "owner" }), "persona:choice"),
        (json!({ "status": "active" }), "status:unknown"),
        (json!({ "account_id": id("account:mgr1") }), "account_id:unknown"),
        (json!({ "organisation_id": id("O2") }), "organisation_id:unknown"),
        (json!({ "care_home_id": id("H2") }), "care_home_id:unknown"),
        (json!({ "created_by": id("mgr1") }), "created_by:unknown"),
        (json!({ "archived_at": "2027-01-01T00:00:00Z" }), "archived_at:unknown"),
        (json!({ "version": 9 }), "version:unknown"),
        (json!({ "id": id("carer3") }), "id:unknown"),
        (json!({ "is_admin": true }), "is_admin:unknown"),
        (json!({ "preferences": { "theme": "dark" } }), "preferences:unknown"),
        (json!({ "__proto__": { "status": "active" } }), "__proto__:unknown"),
    ];
    let before = world.state().await;
    for (sent, field) in table {
        let answer = world.patch("mgr1", &me, 1, sent.clone()).await.is(422, "invalid");
        assert_eq!(answer.fields(), [field], "{sent}");
    }
    assert_eq!(world.state().await, before);
    // A title is a label: a manager may write it, and it gives nothing.
    world
        .patch("mgr1", &me, 1, json!({ "job_title": "org_owner", "persona": "business_owner" }))
        .await
        .is(200, "");
    let session = world.get("carer1", "/session").await.ok();
    assert_eq!(strings(&session.data()["held"]), ["carer"]);
    // Nothing held is sent again.
    let held = world.ask("carer1", "GET", &me).header("if-none-match", "\"v2\"").send().await;
    assert_eq!((held.status, held.body), (304, Value::Null));
    let beside = world
        .ask("carer1", "GET", &format!("{me}?include=memberships"))
        .header("if-none-match", "\"v2\"")
        .send()
        .await;
    assert_eq!(beside.status, 200, "what stands beside has no version");
}

#[tokio::test]
async fn preferences_are_ones_own() {
    let world = World::new().await;
    let mine = format!("{}/preferences", path("carer1"));
    let set = json!({ "theme": "dark", "text_size": 150, "care_home_id": id("H1") });
    let one = world.patch("carer1", &mine, 1, set).await.is(200, "");
    assert_eq!(one.data()["preferences"]["theme"], "dark");
    let two =
        world.patch("carer1", &mine, 2, json!({ "text_size": null, "density": "dense" })).await.is(200, "");
    assert_eq!(
        two.data()["preferences"],
        json!({ "theme": "dark", "text_size": null, "density": "dense", "care_home_id": id("H1") })
    );
    let session = world.get("carer1", "/session").await.ok();
    assert_eq!(session.data()["preferences"]["density"], "dense");
    for (sent, field) in [
        (json!({ "theme": "pink" }), "theme:choice"),
        (json!({ "text_size": 300 }), "text_size:range"),
        (json!({ "rights": ["owner"] }), "rights:unknown"),
    ] {
        assert_eq!(world.patch("carer1", &mine, 3, sent).await.is(422, "invalid").fields(), [field]);
    }
    world.patch("carer1", &mine, 3, json!({})).await.is(422, "invalid");
    world.patch("carer1", &mine, 1, json!({ "theme": "light" })).await.is(412, "stale");
    for who in ["senior1", "mgr1", "comp1"] {
        world.patch(who, &mine, 3, json!({ "theme": "light" })).await.is(403, "forbidden");
    }
}

#[tokio::test]
async fn who_reads_and_writes_what_is_private() {
    let world = World::new().await;
    let private = format!("{}/private", path("carer1"));
    for (who, status) in [
        ("carer1", 200),
        ("mgr1", 200),
        ("mgr12", 200),
        ("owner1", 200),
        ("comp1", 200),
        ("senior1", 404),
        ("anc1", 404),
        ("agency", 404),
        ("carer2", 404),
        ("both", 404),
        ("mgr3", 404),
        ("owner2", 404),
    ] {
        let answer = world.get(who, &private).await;
        assert_eq!(answer.status, status, "{who}");
        assert_eq!(answer.body.to_string().contains("CANARY-carer1-phone"), status == 200, "{who}");
        let beside = world.get(who, &format!("{}?include=private", path("carer1"))).await;
        assert_eq!(beside.body.to_string().contains("CANARY-carer1-phone"), status == 200, "{who}");
        let can = beside.can().contains(&"get_private".to_owned());
        assert_eq!(can, status == 200, "{who}");
    }
    assert_eq!(
        strings(&world.get("carer1", &private).await.data()["can_change"]),
        ["email", "emergency_contact", "phone"]
    );
    assert_eq!(world.get("mgr1", &private).await.data()["can_change"].as_array().map(Vec::len), Some(15));
    assert_eq!(world.get("comp1", &private).await.data()["can_change"], json!([]));
    // A manager is one of the people of the home, and does not check their own papers.
    let own = format!("{}/private", path("mgr1"));
    assert_eq!(
        strings(&world.get("mgr1", &own).await.data()["can_change"]),
        ["email", "emergency_contact", "phone"]
    );
    let refused = world
        .patch("mgr1", &own, 1, json!({ "dbs_certificate_date": "2026-01-01" }))
        .await
        .is(403, "forbidden");
    assert_eq!(refused.fields(), ["dbs_certificate_date:forbidden"]);
    // Contact is the person's own to change; a certificate is not.
    world.patch("carer1", &private, 1, json!({ "phone": "0117 496 0000" })).await.is(200, "");
    let refused = world
        .patch("carer1", &private, 2, json!({ "dbs_certificate_date": "2026-01-01" }))
        .await
        .is(403, "forbidden");
    assert_eq!(refused.fields(), ["dbs_certificate_date:forbidden"]);
    world.patch("comp1", &private, 2, json!({ "phone": "0117 1" })).await.is(403, "forbidden");
    let whole = json!({
        "email": "New@Care.test", "staff_number": "H1-77", "birth_date": "1990-02-28", "contract_hours": 37.5,
        "weekly_hours_cap": 20, "weekly_hours_cap_reason": "Student visa", "right_to_work_until": "2028-01-31",
        "dbs_certificate_date": "2026-01-01", "dbs_update_service": true, "registration_body": "NMC",
        "registration_number": "12A3456E", "registration_expires": "2028-03-31", "emergency_contact": "Mother\n0117",
    });
    let set = world.patch("mgr1", &private, 2, whole).await.is(200, "");
    assert_eq!(set.data()["contract_hours"], 37.5);
    assert_eq!(set.data()["email"], "new@care.test");
    assert_eq!(set.data()["registration_body"], "NMC");
    let cleared = world
        .patch("mgr1", &private, 3, json!({ "registration_body": null, "weekly_hours_cap": null }))
        .await
        .is(200, "");
    assert_eq!(
        (&cleared.data()["registration_body"], &cleared.data()["weekly_hours_cap"]),
        (&Value::Null, &Value::Null)
    );
    for (sent, field) in [
        (json!({ "email": "a@b" }), "email:format"),
        (json!({ "phone": "1" }), "phone:too_short"),
        (json!({ "contract_hours": 169 }), "contract_hours:range"),
        (json!({ "contract_hours": -1 }), "contract_hours:range"),
        (json!({ "birth_date": "2190-01-01" }), "birth_date:range"),
        (json!({ "birth_date": "2001-02-29" }), "birth_date:format"),
        (json!({ "registration_body": "GMC" }), "registration_body:choice"),
        (json!({ "profile_id": id("carer2") }), "profile_id:unknown"),
        (json!({ "organisation_id": id("O2") }), "organisation_id:unknown"),
    ] {
        assert_eq!(world.patch("mgr1", &private, 4, sent).await.is(422, "invalid").fields(), [field]);
    }
    world.patch("mgr1", &private, 1, json!({ "phone": "0117 1" })).await.is(412, "stale");
    world
        .ask("mgr1", "PATCH", &private)
        .json(json!({ "phone": "0117 1" }))
        .send()
        .await
        .is(428, "precondition_required");
}

#[tokio::test]
async fn ending_and_giving_back_access() {
    let world = World::new().await;
    let carer = path("carer1");
    for (who, status) in [("carer1", 403), ("senior1", 403), ("mgr1", 403), ("comp1", 403)] {
        let before = world.state().await;
        for verb in ["disable", "withdraw", "enable", "restore"] {
            let answer = world.act(who, &format!("{carer}/{verb}"), 1, json!({})).await;
            assert_eq!(answer.status, status, "{who} {verb}: {}", answer.body);
        }
        world.act(who, &format!("{carer}/archive"), 1, json!({ "reason": "x" })).await.is(403, "forbidden");
        assert_eq!(world.state().await, before, "{who}");
    }
    world
        .ask("owner1", "POST", &format!("{carer}/disable"))
        .keyed()
        .json(json!({}))
        .send()
        .await
        .is(428, "precondition_required");
    world
        .ask("owner1", "POST", &format!("{carer}/disable"))
        .version(1)
        .json(json!({}))
        .send()
        .await
        .is(400, "idempotency_key_required");
    world.act("owner1", &format!("{carer}/disable"), 9, json!({})).await.is(412, "stale");
    world.act("owner1", &format!("{carer}/enable"), 1, json!({})).await.is(409, "illegal_transition");
    world.act("owner1", &format!("{carer}/withdraw"), 1, json!({})).await.is(409, "illegal_transition");
    world.act("owner1", &format!("{carer}/disable"), 1, json!({ "status": "x" })).await.is(422, "invalid");
    // Once, however often it is sent.
    let disable = |key: &'static str| {
        world
            .ask("owner1", "POST", &format!("/people/{}/disable", id("carer1")))
            .version(1)
            .key(key)
            .json(json!({}))
            .send()
    };
    let done = disable("k1").await.is(200, "");
    assert_eq!(done.data()["status"], "disabled");
    let again = disable("k1").await.is(200, "");
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!(again.version(), done.version());
    // Their sign-in ended with it.
    world.get("carer1", "/session").await.is(401, "unauthenticated");
    world.act("owner1", &format!("{carer}/enable"), 2, json!({})).await.is(200, "");
    let archived = world
        .act("owner1", &format!("{carer}/archive"), 3, json!({ "reason": "made twice" }))
        .await
        .is(200, "");
    assert!(archived.data()["archived_at"].is_string());
    assert_eq!(
        sorted(archived.can()),
        ["get_private", "preview", "preferences", "restore", "update", "update_private"]
            .map(str::to_owned)
            .to_vec()
            .into_iter()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<Vec<_>>()
    );
    let memberships = format!(
        "select count(*) from public.user_care_homes where profile_id = '{}' and archived_at is null",
        id("carer1")
    );
    assert_eq!(world.value(&memberships).await, "0");
    world.act("owner1", &format!("{carer}/restore"), 4, json!({})).await.is(200, "");
    assert_eq!(world.value(&memberships).await, "1");
}

#[tokio::test]
async fn owners_and_the_second_factor() {
    let world = World::new().await;
    let before = world.state().await;
    // Oneself, and the last owner.
    world.act("owner1+", &format!("{}/disable", path("owner1")), 1, json!({})).await.is(403, "forbidden");
    world
        .act("owner1+", &format!("{}/archive", path("owner1")), 1, json!({ "reason": "x" }))
        .await
        .is(403, "forbidden");
    // Somebody with an office: only right after a second factor.
    world
        .act("owner1", &format!("{}/disable", path("comp1")), 1, json!({}))
        .await
        .is(403, "second_factor_required");
    world
        .act("owner1", &format!("{}/archive", path("comp1")), 1, json!({ "reason": "x" }))
        .await
        .is(403, "second_factor_required");
    assert_eq!(world.state().await, before);
    world
        .act("owner1+", &format!("{}/archive", path("comp1")), 1, json!({ "reason": "x" }))
        .await
        .is(200, "");
    // What comes back brings its office along.
    world
        .act("owner1", &format!("{}/restore", path("comp1")), 2, json!({}))
        .await
        .is(403, "second_factor_required");
    world.act("owner1+", &format!("{}/restore", path("comp1")), 2, json!({})).await.is(200, "");
    // Two owners who end each other's access at once: one stays.
    world
        .run(&format!("insert into public.organisation_roles (organisation_id, profile_id, role) values ('{}', '{}', 'business_owner')", id("O1"), id("mgr1")))
        .await;
    let (mgr1, owner1) = (format!("{}/disable", path("mgr1")), format!("{}/disable", path("owner1")));
    let (a, b) =
        tokio::join!(world.act("owner1+", &mgr1, 1, json!({})), world.act("mgr1+", &owner1, 1, json!({})),);
    let mut statuses = [a.status, b.status];
    statuses.sort_unstable();
    assert!(statuses[0] == 200 && statuses[1] >= 401, "{} {}", a.body, b.body);
    let owners = format!(
        "select count(*) from public.organisation_roles r join public.profiles p on p.id = r.profile_id \
         where r.organisation_id = '{}' and r.role = 'business_owner' and r.archived_at is null and p.status = 'active'",
        id("O1")
    );
    assert_eq!(world.value(&owners).await, "1");
}
