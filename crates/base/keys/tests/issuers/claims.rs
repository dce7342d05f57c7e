//! Tokens that are signed well and say the wrong thing.

use almoner_kernel::Assurance;
use almoner_keys::Issuers;
use almoner_keys::forge::{self, Spoiled};
use almoner_keys::issuers::{IssuerConfigError, IssuerKind, Refusal};
use serde_json::json;

use crate::world::{ACCOUNT, Good, NOW, OWN, World, configs, refusal};

const WEEK: i64 = 7 * 24 * 3600;

async fn all_refused(cases: Vec<Spoiled>) {
    let world = World::new().await;
    for (name, good, expected) in &cases {
        assert_eq!(world.refusal(&good.token()).await, Some(*expected), "{name}: {}", good.claims);
    }
    assert_eq!(world.server.hits(), 0, "a token that is wrong anyway asked for keys");
    world.accepts(&Good::es()).await;
    world.accepts(&Good::rs()).await;
}

#[tokio::test]
async fn times() {
    all_refused(forge::times()).await;
}

#[tokio::test]
async fn audience_and_issuer() {
    all_refused(forge::audience_and_issuer()).await;
    let world = World::new().await;
    world.accepts(&Good::es().claim("aud", json!(["authenticated"]))).await;
    world.accepts(&Good::rs().claim("aud", "almoner")).await;
}

#[tokio::test]
async fn subjects() {
    all_refused(forge::subjects()).await;
}

#[tokio::test]
async fn roles_and_levels_of_supabase() {
    all_refused(forge::roles_and_levels()).await;
    let world = World::new().await;
    world.accepts(&Good::es().without("is_anonymous")).await;
    for (good, assurance) in [
        (Good::es(), Assurance::Aal2),
        (Good::es().claim("aal", "aal1"), Assurance::Aal1),
        (Good::es().without("aal"), Assurance::Aal1),
        // What the user may edit, or what only another kind of issuer says, lifts nothing.
        (Good::es().without("aal").claim("user_metadata", json!({"aal": "aal2"})), Assurance::Aal1),
        (Good::es().without("aal").claim("amr", json!(["mfa"])), Assurance::Aal1),
    ] {
        assert_eq!(world.accepts(&good).await.assurance, assurance, "{}", good.claims);
    }
}

#[tokio::test]
async fn an_id_token_is_no_access_token() {
    all_refused(forge::id_tokens()).await;
    let world = World::new().await;
    world.accepts(&Good::rs().claim("typ", "Bearer")).await;
    world.accepts(&Good::rs().claim("token_use", "access")).await;
    // Where the issuer can write the type, it must.
    let mut configs = configs(&world.server.base);
    configs[0].require_at_jwt = true;
    let strict = Issuers::new(&world.ring, OWN, &configs, world.clock.clone()).unwrap();
    assert_eq!(refusal(strict.verify(&Good::rs().token()).await), Some(Refusal::Type));
    let unnamed = Good::rs().without_header("typ").token();
    assert_eq!(refusal(strict.verify(&unnamed).await), Some(Refusal::Type));
    assert_eq!(refusal(strict.verify(&Good::rs().header("typ", "at+jwt").token()).await), None);
}

#[tokio::test]
async fn numbers() {
    let world = World::new().await;
    for (number, token, expected) in forge::numbers() {
        assert_eq!(world.refusal(&token).await, Some(expected), "{number}");
    }
}

#[tokio::test]
async fn the_leeway_is_sixty_seconds_exactly() {
    let world = World::new().await;
    for good in [
        Good::es().claim("exp", NOW - 59),
        Good::es().claim("iat", NOW + 60),
        Good::es().claim("nbf", NOW + 60),
        Good::es().claim("exp", NOW + WEEK + 60),
        Good::rs().without("iat").without("nbf"),
    ] {
        world.accepts(&good).await;
    }
    // The same token a second later.
    let nearly = Good::es().claim("exp", NOW - 59).token();
    world.clock.advance(1);
    assert_eq!(world.refusal(&nearly).await, Some(Refusal::Expired));
}

#[tokio::test]
async fn what_a_verified_token_says() {
    let world = World::new().await;
    let es = world.accepts(&Good::es()).await;
    assert_eq!((&*es.issuer, es.issuer_index, es.kind), ("es", 2, IssuerKind::Supabase));
    assert_eq!(es.iss, "https://project.example/auth/v1");
    assert_eq!((es.subject.as_str(), es.account), (ACCOUNT, ACCOUNT.parse().ok()));
    assert_eq!(es.session, None, "another's sessions are not ours to look up");
    assert_eq!(
        (es.expires.as_second(), es.issued_at.map(jiff::Timestamp::as_second)),
        (NOW + 3600, Some(NOW))
    );
    assert_eq!(es.verified_email, None);
    let person = es.person().unwrap();
    assert_eq!(
        (person.account.to_string().as_str(), person.session, person.assurance),
        (ACCOUNT, None, Assurance::Aal2)
    );

    let rs =
        world.accepts(&Good::rs().claim("email", "Asha@Example.org").claim("email_verified", true)).await;
    assert_eq!((&*rs.issuer, rs.issuer_index, rs.kind), ("rs", 1, IssuerKind::Oidc));
    assert_eq!(rs.verified_email.as_deref(), Some("asha@example.org"));
    assert!(!format!("{rs:?}{es:?}").contains("asha"), "{rs:?}");
    assert!(!format!("{rs:?}").contains("auth0"), "{rs:?}");
}

#[tokio::test]
async fn another_issuer_never_names_an_account() {
    let world = World::new().await;
    // An account's id, session and rights in the token of a general issuer.
    let impostor = Good::rs()
        .claim("sub", ACCOUNT)
        .claim("role", "authenticated")
        .claim("aal", "aal2")
        .claim("session_id", "0b7f2a10-9c3d-4e5f-a1b2-c3d4e5f60718")
        .claim("email", "owner@example.org");
    let verified = world.accepts(&impostor).await;
    assert_eq!((verified.account, verified.session, verified.person()), (None, None, None));
    assert_eq!((verified.assurance, verified.verified_email), (Assurance::Aal1, None));
    for unverified in [json!("true"), json!(1), json!(false), json!(null)] {
        let verified = world.accepts(&impostor.clone().claim("email_verified", unverified)).await;
        assert_eq!(verified.verified_email, None);
    }
    let mfa = world.accepts(&Good::rs().claim("amr", json!(["pwd", "mfa"]))).await;
    assert_eq!(mfa.assurance, Assurance::Aal2);
    for amr in [json!(["pwd", "otp"]), json!("mfa"), json!([{"method": "mfa"}]), json!(null)] {
        assert_eq!(world.accepts(&Good::rs().claim("amr", amr)).await.assurance, Assurance::Aal1);
    }
}

#[tokio::test]
async fn issuers_that_could_be_confused_are_refused_at_the_start() {
    let world = World::new().await;
    let base = configs(&world.server.base);
    let outcome = |configs: &[_]| Issuers::new(&world.ring, OWN, configs, world.clock.clone()).map(|_| ());
    assert_eq!(outcome(&base), Ok(()));
    let mut same_name = base.clone();
    same_name[1].name = "rs".to_owned();
    let mut own_name = base.clone();
    own_name[0].name = "almoner".to_owned();
    let mut same_iss = base.clone();
    same_iss[0].issuer = same_iss[2].issuer.clone();
    let mut own_iss = base.clone();
    own_iss[0].issuer = OWN.to_owned();
    for configs in [same_name, own_name, same_iss, own_iss] {
        assert!(matches!(outcome(&configs), Err(IssuerConfigError::Duplicate { .. })));
    }
    let mut two = base;
    two[2].kind = IssuerKind::Supabase;
    assert!(matches!(outcome(&two), Err(IssuerConfigError::SecondSupabase { name }) if name == "ed"));
    for own in ["", " https://care.example"] {
        assert!(Issuers::new(&world.ring, own, &[], world.clock.clone()).is_err());
    }
}
