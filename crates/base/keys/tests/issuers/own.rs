//! Our own tokens, from the signer to the verified person.

use almoner_kernel::Assurance;
use almoner_keys::issuers::{IssuerKind, Refusal};
use almoner_keys::tokens::{Amr, NewToken};
use almoner_keys::{Clock, Issuers, Keyring, Retire, TokenSigner};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::world::{ACCOUNT, Good, NOW, OWN, Signer, World, ec_jwk, ec_key, refusal, token};

fn mint(ring: &Keyring, issuer: &str, lifetime: u32) -> String {
    let none = Map::new();
    let new = NewToken {
        account: ACCOUNT.parse().unwrap(),
        session: Uuid::from_u128(7),
        email: "asha@example.org",
        phone: "",
        assurance: Assurance::Aal2,
        amr: &[Amr { method: "password", timestamp: NOW }, Amr { method: "totp", timestamp: NOW }],
        app_metadata: &none,
        user_metadata: &none,
        issued_at: NOW,
        lifetime,
    };
    TokenSigner::new(ring, issuer).mint(&new).unwrap().token.to_string()
}

fn issuers(ring: &Keyring, clock: &Clock) -> Issuers {
    Issuers::new(ring, OWN, &[], clock.clone()).unwrap()
}

#[tokio::test]
async fn a_minted_token_is_its_person() {
    let (ring, clock) = (Keyring::ephemeral(), Clock::manual(NOW));
    let issuers = issuers(&ring, &clock);
    let minted = mint(&ring, OWN, 600);
    let verified = issuers.verify(&minted).await.unwrap();
    assert_eq!((&*verified.issuer, verified.issuer_index, verified.kind), ("almoner", 0, IssuerKind::Own));
    let person = verified.person().unwrap();
    assert_eq!(person.account.to_string(), ACCOUNT);
    assert_eq!((person.session, person.assurance), (Some(Uuid::from_u128(7)), Assurance::Aal2));
    assert_eq!((verified.expires.as_second(), verified.verified_email), (NOW + 600, None));
    clock.advance(659);
    assert!(issuers.verify(&minted).await.is_ok());
    clock.advance(1);
    assert_eq!(refusal(issuers.verify(&minted).await), Some(Refusal::Expired));
}

#[tokio::test]
async fn tokens_outlive_one_rotation_and_not_two() {
    let first = Keyring::generate_document();
    let second = Keyring::rotate_document(&first, Retire::Refuse).unwrap();
    let third = Keyring::rotate_document(&second, Retire::Discard).unwrap();
    let [first, second, third] = [first, second, third].map(|text| Keyring::parse(&text).unwrap());
    let clock = Clock::manual(NOW);
    let minted = mint(&first, OWN, 600);
    assert!(issuers(&first, &clock).verify(&minted).await.is_ok());
    assert!(issuers(&second, &clock).verify(&minted).await.is_ok());
    assert_eq!(refusal(issuers(&third, &clock).verify(&minted).await), Some(Refusal::UnknownKey));
    let kids = |ring: &Keyring| -> Vec<String> {
        let document = ring.jwks();
        document["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["kid"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(kids(&second)[1], kids(&first)[0], "others can still verify them too");
    assert!(!kids(&third).contains(&kids(&first)[0]));
}

#[tokio::test]
async fn tokens_of_another_installation_are_refused() {
    let (ours, theirs) = (Keyring::ephemeral(), Keyring::ephemeral());
    let issuers = issuers(&ours, &Clock::manual(NOW));
    assert_eq!(refusal(issuers.verify(&mint(&theirs, OWN, 600)).await), Some(Refusal::UnknownKey));
    let elsewhere = mint(&ours, "https://other.example/auth/v1", 600);
    assert_eq!(
        refusal(issuers.verify(&elsewhere).await),
        Some(Refusal::Issuer),
        "the same key, another address"
    );
}

/// The claims of our tokens signed with a key that the test knows, published by
/// nobody: the ring's own key can't be had from outside.
#[tokio::test]
async fn what_is_refused_of_our_own() {
    let ring = Keyring::ephemeral();
    let issuers = issuers(&ring, &Clock::manual(NOW));
    let kid = ring.jwks()["keys"][0]["kid"].clone();
    let mine = ec_key("mine");
    let header = json!({"alg": "ES256", "kid": kid, "typ": "JWT"});
    let claims = Good::es().claim("iss", OWN).claims;
    let changed = |name: &str, value: Value| {
        let mut claims = claims.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = claims.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    for (header, claims, expected) in [
        // All is right but the key: the control for those below, which fail before the key is looked at.
        (&header, claims.clone(), Refusal::Signature),
        (&header, without("session_id"), Refusal::Session),
        (&header, changed("session_id", json!("")), Refusal::Session),
        (&header, changed("session_id", json!(7)), Refusal::Session),
        (&header, without("aal"), Refusal::Assurance),
        (&header, without("iat"), Refusal::NotYet),
        (&header, without("role"), Refusal::Role),
        (&header, changed("role", json!("service_role")), Refusal::Role),
        (&header, changed("is_anonymous", json!(true)), Refusal::Anonymous),
        (&header, changed("aud", json!("almoner")), Refusal::Audience),
        (&json!({"alg": "ES256", "kid": kid}), claims.clone(), Refusal::Type),
        (&json!({"alg": "ES256", "typ": "JWT"}), claims.clone(), Refusal::KeyId),
        (
            &json!({"alg": "ES256", "typ": "JWT", "kid": kid, "jwk": ec_jwk("mine", &mine)}),
            claims.clone(),
            Refusal::HeaderParameter,
        ),
        (
            &json!({"alg": "ES256", "typ": "JWT", "kid": ring.current_id().as_str()}),
            claims.clone(),
            Refusal::UnknownKey,
        ),
    ] {
        let forged = token(header, &claims, Signer::Ec(&mine));
        assert_eq!(refusal(issuers.verify(&forged).await), Some(expected), "{header} {claims}");
    }
}

#[tokio::test]
async fn an_external_issuer_can_not_sign_for_us() {
    let world = World::new().await;
    // The project's key and its id, our name.
    let posing = Good::es().claim("iss", OWN);
    assert_eq!(world.refusal(&posing.token()).await, Some(Refusal::UnknownKey));
    let kid = world.ring.jwks()["keys"][0]["kid"].clone();
    assert_eq!(world.refusal(&posing.header("kid", kid).token()).await, Some(Refusal::Signature));
    assert_eq!(world.server.hits(), 0);
}
