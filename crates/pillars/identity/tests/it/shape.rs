//! The routes as a document, and what must never be printed.

use almoner_web::openapi::{Info, document};

use crate::world::{PASSWORD, World};

#[test]
fn the_routes_do_not_contradict_each_other() {
    let routes = almoner_identity::routes();
    let whole = document(Info { title: "", version: "", description: "" }, &routes).unwrap();
    let sign_in = &whole["paths"]["/api/v1/session"]["post"];
    assert_eq!(sign_in["operationId"], "sign_in");
    assert!(sign_in["responses"]["401"]["description"].as_str().unwrap().contains("sign_in_refused"));
    assert_eq!(whole["components"]["schemas"]["SignInIn"]["properties"]["password"]["type"], "string");
    let open: Vec<_> = routes.listing().into_iter().filter(|r| !r.signed_in).map(|r| r.operation).collect();
    assert_eq!(
        open,
        [
            "sign_in",
            "finish_sign_in",
            "look_up_invitation",
            "register_with_invitation",
            "request_password_reset",
            "reset_password",
            "refresh_session",
            "sign_out",
        ],
        "whatever can be reached without a sign-in is here on purpose"
    );
}

#[tokio::test]
async fn the_service_prints_no_secret() {
    let world = World::start().await;
    let printed = format!("{:?}", world.identity);
    assert!(printed.contains("care.example.org") && !printed.contains("alr_"));
    // Nor does an answer hold the password that was sent, whatever comes of it.
    world.account("asha@example.org").await;
    let got = world.sign_in("asha@example.org", PASSWORD).send().await.ok();
    assert!(!got.body.to_string().contains(PASSWORD));
}

#[tokio::test]
async fn every_statement_fits_the_database() {
    let database = almoner_testkit::database::Database::bare().await;
    let mut findings = almoner_testkit::statements::check_statements(&database).await;
    // The other half of the crate looks after its own.
    findings.retain(|finding| finding.starts_with("almoner_identity") && !finding.contains("::people::"));
    assert!(findings.is_empty(), "{}", findings.join("\n"));
}
