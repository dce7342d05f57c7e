//! What an account keeps, and who may see it.

use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn what_it_has() {
    let world = World::start().await;
    world.account("asha@example.org").await;
    let tokens = world.signed_in("asha@example.org").await;
    let data = world.whoami(&tokens).await.ok().data().clone();
    assert_eq!(
        data,
        json!({
            "email": "asha@example.org", "has_password": true, "authenticator_since": null,
            "recovery_codes_left": 0, "linked": [], "second_factor_fresh": false,
        })
    );
    let (_, tokens, _) = world.authenticator(&tokens).await;
    let data = world.whoami(&tokens).await.ok().data().clone();
    assert_eq!((&data["recovery_codes_left"], &data["second_factor_fresh"]), (&json!(10), &json!(true)));
    assert!(data["authenticator_since"].is_string());
}

#[tokio::test]
async fn nobody_without_a_sign_in() {
    let world = World::start().await;
    for path in ["/account", "/sign-ins"] {
        world.get(path).send().await.refused(401, "unauthenticated");
    }
    for path in ["/password", "/authenticator", "/second-factor", "/organisation", "/sign-ins/end-others"] {
        world.post(path, json!({})).send().await.refused(401, "unauthenticated");
    }
}
