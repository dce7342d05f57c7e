//! What holds for every route of people: nobody gets in without a sign-in, fields that are not there
//! are refused, and what the attack table calls A24 ends with nothing changed.

use almoner_identity::routes;
use almoner_web::Access;
use axum::body::Body;
use http::Request;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::world::{World, id, invitation};

/// Tags of the routes that belong to people.
const OURS: [&str; 8] = [
    "session",
    "people",
    "memberships",
    "home-managers",
    "offices",
    "organisation",
    "settings",
    "people-names",
];

#[tokio::test]
async fn every_route_wants_a_sign_in_and_says_what_it_needs() {
    let world = World::new().await;
    let mut seen = 0;
    for route in routes().listing() {
        let module = route.path.trim_start_matches("/api/v1/").split('/').next().unwrap_or_default();
        // Signing in and out is the other half's.
        let sign_in = route.path.starts_with("/api/v1/session") && route.operation != "get_session";
        if !OURS.contains(&module) || sign_in {
            continue;
        }
        seen += 1;
        let path = route.path.replace("{id}", &id("carer1").to_string());
        let ask = Request::builder()
            .method(route.method.to_uppercase().as_str())
            .uri(&path)
            .header("content-type", "application/json")
            .header("idempotency-key", "k")
            .header("if-match", "\"v1\"")
            .body(Body::from("{}"))
            .expect("a request");
        let answer = world.router.clone().oneshot(ask).await.expect("infallible");
        assert_eq!(answer.status(), 401, "{} {path}", route.method);
        let verb = route.method == "post" && route.path.contains("{id}");
        assert_eq!(route.if_match, route.method == "patch" || verb, "{} {path}", route.method);
        // A preview leaves nothing behind that could be done twice.
        let acts = route.method == "post" && !path.ends_with("/preview");
        assert_eq!(route.idempotency_key, acts, "{} {path}", route.method);
        assert_eq!(route.access == Access::Change, route.method != "get", "{} {path}", route.method);
    }
    assert!(seen >= 40, "only {seen} routes");
}

#[test]
fn the_document_names_each_schema_once() {
    let info = almoner_web::openapi::Info { title: "Identity", version: "1", description: "" };
    if let Err(wrong) = almoner_web::openapi::document(info, &routes()) {
        panic!("{}", wrong.join("\n"));
    }
}

#[tokio::test]
async fn nobody_raises_their_own_rights() {
    let world = World::new().await;
    let floor = |home: &str| json!([{ "care_home_id": id(home), "grade": "carer" }]);
    let mut owner_to_be = invitation("o@elsewhere.test", &floor("H1"));
    owner_to_be["offices"] = json!(["business_owner"]);
    let row = |of: &str| format!("/memberships/{}", id(of));
    let member = |who: &str, home: &str, grade: &str| json!({ "profile_id": id(who), "care_home_id": id(home), "grade": grade });
    let manager =
        |who: &str, home: &str| json!({ "profile_id": id(who), "care_home_id": id(home), "kind": "deputy" });
    let office = |who: &str| json!({ "profile_id": id(who), "role": "business_owner" });
    let person = |who: &str| format!("/people/{}", id(who));
    enum Do {
        Post,
        Patch,
        Act,
    }
    let table: Vec<(&str, Do, String, Value, u16)> = vec![
        // Invite an owner as a manager or a carer.
        ("mgr1+", Do::Post, "/people".into(), owner_to_be.clone(), 403),
        ("carer1+", Do::Post, "/people".into(), owner_to_be, 403),
        // Add oneself: to one's home, to another, as manager, as owner.
        ("mgr1+", Do::Post, "/memberships".into(), member("mgr1", "H1", "nurse"), 403),
        ("mgr1+", Do::Post, "/memberships".into(), member("mgr1", "H2", "nurse"), 422),
        ("carer1+", Do::Post, "/memberships".into(), member("carer1", "H1", "senior"), 403),
        ("carer1+", Do::Post, "/memberships".into(), member("carer1", "H2", "carer"), 422),
        ("mgr12+", Do::Post, "/memberships".into(), member("mgr12", "H2", "carer"), 403),
        ("carer1+", Do::Post, "/home-managers".into(), manager("carer1", "H1"), 403),
        ("mgr1+", Do::Post, "/home-managers".into(), manager("mgr1", "H2"), 422),
        ("both+", Do::Post, "/home-managers".into(), manager("both", "H1"), 403),
        ("mgr1+", Do::Post, "/offices".into(), office("mgr1"), 403),
        ("comp1+", Do::Post, "/offices".into(), office("comp1"), 403),
        // Edit one's own grade, range, kind.
        ("carer1+", Do::Patch, row("floor:carer1"), json!({ "grade": "nurse" }), 403),
        ("both+", Do::Patch, row("floor:both"), json!({ "grade": "nurse" }), 403),
        ("agency+", Do::Patch, row("floor:agency"), json!({ "until": null }), 403),
        ("left+", Do::Patch, row("floor:left"), json!({ "until": null }), 409),
        (
            "mgr12+",
            Do::Patch,
            format!("/home-managers/{}", id("manager:mgr12:H1")),
            json!({ "kind": "registered" }),
            403,
        ),
        // Edit one's own status, account, second factor.
        ("carer1+", Do::Patch, person("carer1"), json!({ "given_name": "Boss" }), 403),
        ("carer1+", Do::Patch, person("carer1"), json!({ "status": "active" }), 422),
        ("mgr1+", Do::Patch, person("mgr1"), json!({ "second_factor": true }), 422),
        ("mgr1+", Do::Patch, "/settings".into(), json!({ "second_factor_required": false }), 403),
        ("carer1+", Do::Patch, "/settings".into(), json!({ "second_factor_required": false }), 404),
        // Remove the last owner, in each way there is.
        (
            "owner1+",
            Do::Act,
            format!("/offices/{}/archive", id("office:owner1")),
            json!({ "reason": "x" }),
            409,
        ),
        ("owner1+", Do::Act, format!("{}/disable", person("owner1")), json!({}), 403),
        ("owner1+", Do::Act, format!("{}/archive", person("owner1")), json!({ "reason": "x" }), 403),
        // End somebody else's access as a manager.
        ("mgr1+", Do::Act, format!("{}/disable", person("carer1")), json!({}), 403),
        ("mgr1+", Do::Act, format!("{}/archive", person("carer1")), json!({ "reason": "x" }), 403),
    ];
    for (who, how, path, body, status) in table {
        let before = world.state().await;
        let answer = match how {
            Do::Post => world.post(who, &path, body.clone()).await,
            Do::Patch => world.patch(who, &path, 1, body.clone()).await,
            Do::Act => world.act(who, &path, 1, body.clone()).await,
        };
        assert_eq!(answer.status, status, "{who} {path} {body}: {}", answer.body);
        assert_eq!(world.state().await, before, "{who} {path} {body}: something changed");
    }
}

#[tokio::test]
async fn the_database_refuses_by_itself_what_the_routes_refuse() {
    let world = World::new().await;
    // As the role that writes for a person, past every check of ours.
    let cases = [
        (
            "mgr1",
            "select app.invite_person('a', 'b', null, 'carer', 'carer', 'x@elsewhere.test', '[]', '[]', '{business_owner}', '\\x01')".to_owned(),
            "AL000",
        ),
        (
            "mgr1",
            format!(
                "select app.invite_person('a', 'b', null, 'carer', 'carer', 'x@elsewhere.test', '[{{\"care_home_id\": \"{}\", \"grade\": \"carer\"}}]', '[]', '{{}}', '\\x01')",
                id("H2")
            ),
            "AL000",
        ),
        (
            "carer1",
            format!("select app.reinvite_person('{}', 'x@elsewhere.test', '\\x01')", id("carer2")),
            "AL000",
        ),
        ("carer1", format!("select app.note_preview('{}')", id("mgr1")), "AL000"),
        ("carer1", format!("select * from app.preview_homes('{}')", id("carer3")), "AL000"),
        ("carer1", format!("select app.preview_scope('{}')", id("carer1")), "42501"),
        ("carer1", "select app.held_kinds()".to_owned(), "42501"),
        ("carer1", "select * from private.links".to_owned(), "42501"),
        (
            "mgr1",
            format!(
                "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) values ('{}', '{}', '{}', 'nurse')",
                id("O1"),
                id("H1"),
                id("mgr1")
            ),
            "42501",
        ),
        (
            "owner1",
            format!(
                "insert into public.organisation_roles (organisation_id, profile_id, role) values ('{}', '{}', 'business_owner')",
                id("O1"),
                id("mgr1")
            ),
            "42501",
        ),
        (
            "owner1",
            format!(
                "insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade) values ('{}', '{}', '{}', 'nurse')",
                id("O1"),
                id("H3"),
                id("carer1")
            ),
            "23503",
        ),
    ];
    for (who, sql, state) in cases {
        let claims = json!({ "role": "authenticated", "sub": id(&format!("account:{who}")), "almoner_session": id(&format!("session:{who}")) });
        world
            .run(&format!("begin; set local role almoner_request; select set_config('request.jwt.claims', '{claims}', true)"))
            .await;
        let refused = world.owner.batch_execute(&sql).await.expect_err(&sql);
        assert_eq!(
            refused.code().map(tokio_postgres::error::SqlState::code),
            Some(state),
            "{who} {sql}: {refused:?}"
        );
        world.run("rollback").await;
    }
    // What somebody may ask about sign-ins is about people they manage, or themself.
    let facts = |who: &str| {
        let claims = json!({ "role": "authenticated", "sub": id(&format!("account:{who}")), "almoner_session": id(&format!("session:{who}")) });
        format!(
            "begin; set local role authenticated; select set_config('request.jwt.claims', '{claims}', true)"
        )
    };
    let everybody = "select count(*) from app.sign_in_facts(array(select id from public.profiles))";
    for (who, count) in [("carer1", "1"), ("mgr1", "9"), ("comp1", "14")] {
        world.run(&facts(who)).await;
        assert_eq!(world.value(everybody).await, count, "{who}");
        world.run("rollback").await;
    }
}
