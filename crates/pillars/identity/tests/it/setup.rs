//! The first owner of a new organisation, as the operator's command makes them.

use almoner_identity::{NewOrganisation, SetupError, create_owner};
use serde_json::json;

use crate::world::{PASSWORD, World};

fn new<'a>(email: &'a str, name: &'a str) -> NewOrganisation<'a> {
    NewOrganisation { name, owner_email: email, given_name: "Ada", family_name: "Lowe" }
}

#[tokio::test]
async fn the_owner_sets_a_password_and_owns_it() {
    let world = World::start().await;
    let mut client = world.owner_client().await;
    let made = create_owner(&mut client, &new(" Ada@Example.org ", "Elm Care")).await.unwrap();
    assert!(!format!("{made:?}").contains("ali_"));
    let token = made.path.expose().strip_prefix("/invitation#").unwrap();
    let seen = world.post("/invitation", json!({ "token": token })).send().await.ok();
    assert_eq!(
        (&seen.data()["kind"], &seen.data()["email"]),
        (&json!("owner_setup"), &json!("ada@example.org"))
    );
    let body = json!({ "token": token, "password": PASSWORD, "transport": "bearer" });
    let got = world.post("/invitation/register", body).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(made.organisation));
    assert_eq!(got.data()["sign_in"]["profile_id"], json!(made.profile));
    // The right was waiting, and everything that an organisation has is there.
    let session = got.data()["sign_in"]["session_id"].as_str().unwrap();
    let account = got.data()["sign_in"]["account_id"].as_str().unwrap();
    let claims = json!({ "role": "authenticated", "sub": account, "almoner_session": session });
    world.run(&format!("begin; select set_config('request.jwt.claims', '{claims}', true)")).await;
    let owned: Option<uuid::Uuid> = world.value("select app.owned_organisation_id()").await;
    world.run("rollback").await;
    assert_eq!(owned, Some(made.organisation));
    assert_eq!(world.count("public.organisation_labels").await, 5);
    assert_eq!(world.count("public.company_settings").await, 1);
}

#[tokio::test]
async fn a_mistake_makes_nothing() {
    let world = World::start().await;
    let mut client = world.owner_client().await;
    let wrong = create_owner(&mut client, &new("ada", "Elm")).await.unwrap_err();
    assert!(matches!(wrong, SetupError::Email(_)) && wrong.to_string().contains("such as"));
    let wrong = create_owner(&mut client, &new("ada@example.org", " ")).await.unwrap_err();
    assert!(wrong.to_string().contains("organisation's name"), "{wrong}");
    assert_eq!(world.count("public.organisations").await, 0);
}

#[tokio::test]
async fn an_owner_with_an_account_accepts_with_it() {
    let world = World::start().await;
    world.account("ada@example.org").await;
    let made = create_owner(&mut world.owner_client().await, &new("ada@example.org", "Elm")).await.unwrap();
    let token = made.path.expose().strip_prefix("/invitation#").unwrap();
    let body = json!({ "token": token, "password": PASSWORD, "transport": "bearer" });
    world.post("/invitation/register", body).send().await.refused(409, "duplicate");
    let tokens = world.signed_in("ada@example.org").await;
    let got = world.post("/invitation/accept", json!({ "token": token })).bearer(&tokens).send().await.ok();
    assert_eq!(got.data()["sign_in"]["organisation_id"], json!(made.organisation));
}
