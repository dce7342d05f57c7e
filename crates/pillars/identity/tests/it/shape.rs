//! The routes as a document, and what must never be printed.

use std::io::Write;
use std::sync::{Arc, Mutex};

use almoner_web::openapi::{Info, document};
use serde_json::json;

use crate::world::{PASSWORD, World};

/// Everything that is logged on this thread.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

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
            "enter_with_pass",
            "request_password_reset",
            "reset_password",
            "refresh_session",
            "sign_out",
            "look_at_device",
            "sign_in_with_pin",
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

#[tokio::test]
async fn the_log_holds_no_secret_and_nobodys_address() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let _logged = tracing::subscriber::set_default(subscriber);
    let world = World::start().await;
    world.account("canary@example.org").await;
    let tokens = world.signed_in("canary@example.org").await;
    world.sign_in("canary@example.org", "Canary grey herons").send().await.refused(401, "sign_in_refused");
    world
        .post("/refresh", json!({ "transport": "bearer", "refresh_token": tokens.refresh }))
        .send()
        .await
        .ok();
    world.run("update private.refresh_tokens set used_at = used_at - interval '1 minute'").await;
    let reused = json!({ "transport": "bearer", "refresh_token": tokens.refresh });
    world.post("/refresh", reused).send().await.refused(401, "unauthenticated");
    world.post("/password-reset", json!({ "email": "canary@example.org" })).send().await.ok();
    let letters = [world.letter().await, world.letter().await];
    // A stored hash that is none, and a mail that can't be handed on, are told without their content.
    world.run("update private.accounts set password_hash = 'canary-hash'").await;
    world.sign_in("canary@example.org", PASSWORD).send().await.refused(401, "sign_in_refused");
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("a refresh token was used twice"), "nothing was logged: {text}");
    let link = letters
        .iter()
        .find_map(|l| l.text.split_once('#'))
        .expect("a link")
        .1
        .split_whitespace()
        .next()
        .unwrap();
    let lower = text.to_lowercase();
    for secret in [PASSWORD, "canary", &tokens.access, &tokens.refresh, link, &tokens.device.unwrap()] {
        assert!(!lower.contains(&secret.to_lowercase()), "{secret} is in the log");
    }
}
