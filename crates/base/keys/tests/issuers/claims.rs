//! Tokens that are signed well and say the wrong thing.

use almoner_kernel::Assurance;
use almoner_keys::Issuers;
use almoner_keys::issuers::{IssuerConfigError, IssuerKind, Refusal};
use serde_json::{Value, json};

use crate::world::{ACCOUNT, EC, Good, NOW, OWN, Signer, World, configs, raw_token, refusal};

const WEEK: i64 = 7 * 24 * 3600;

async fn all_refused(cases: Vec<(&str, Good, Refusal)>) {
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
    let mut cases = Vec::new();
    for (name, exp) in [
        ("text", json!("1800003600")),
        ("float", json!(1_800_003_600.5)),
        ("whole float", json!(1_800_003_600.0)),
        ("huge", json!(1e308)),
        ("negative", json!(-1)),
        ("zero", json!(0)),
        ("null", json!(null)),
        ("true", json!(true)),
        ("list", json!([NOW + 60])),
        ("beyond i64", json!(u64::MAX)),
        ("the largest", json!(i64::MAX)),
        ("the smallest", json!(i64::MIN)),
        ("milliseconds", json!((NOW + 60) * 1000)),
        ("ten years", json!(NOW + 315_360_000)),
        ("a week and the leeway and a second", json!(NOW + WEEK + 61)),
    ] {
        for good in [Good::es(), Good::rs()] {
            cases.push((name, good.claim("exp", exp.clone()), Refusal::Expiry));
        }
    }
    cases.push(("no exp", Good::es().without("exp"), Refusal::Expiry));
    for exp in [NOW - 60, NOW - 61, NOW - 3600, 1] {
        cases.push(("expired", Good::es().claim("exp", exp), Refusal::Expired));
    }
    for name in ["nbf", "iat"] {
        for (what, at) in [
            ("text", json!("1800000000")),
            ("float", json!(1_800_000_000.5)),
            ("null", json!(null)),
            ("negative", json!(-1)),
            ("beyond i64", json!(u64::MAX)),
            ("future", json!(NOW + 61)),
            ("far future", json!(i64::MAX)),
        ] {
            cases.push((what, Good::es().claim(name, at.clone()), Refusal::NotYet));
            cases.push((what, Good::rs().claim(name, at), Refusal::NotYet));
        }
    }
    all_refused(cases).await;
    // serde_json writes no number that it can't read; another writer may.
    let world = World::new().await;
    let claims = Good::es().claims.to_string();
    for number in
        ["1e999", "18e8", "1800003600.0", "+1800003600", "01800003600", "0x6b49d200", "NaN", "Infinity"]
    {
        let spoiled = claims.replace(&format!("\"exp\":{}", NOW + 3600), &format!("\"exp\":{number}"));
        assert_ne!(spoiled, claims);
        let token = raw_token(&Good::es().header.to_string(), &spoiled, Signer::Ec(&EC));
        let refusal = world.refusal(&token).await;
        assert!(matches!(refusal, Some(Refusal::Expiry | Refusal::Malformed)), "{number}: {refusal:?}");
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
async fn audience_and_issuer() {
    let mut cases = Vec::new();
    for (name, aud) in [
        ("another", json!("anon")),
        ("case", json!("Authenticated")),
        ("blank", json!("authenticated ")),
        ("empty", json!("")),
        ("empty list", json!([])),
        ("list without", json!(["other", "authenticate"])),
        ("list of lists", json!([["authenticated"]])),
        ("mixed list", json!(["authenticated", 1])),
        ("object", json!({"authenticated": true})),
        ("number", json!(1)),
        ("true", json!(true)),
        ("null", json!(null)),
    ] {
        cases.push((name, Good::es().claim("aud", aud), Refusal::Audience));
    }
    cases.push(("no aud", Good::es().without("aud"), Refusal::Audience));
    cases.push(("another issuer's", Good::rs().claim("aud", "authenticated"), Refusal::Audience));
    for (name, iss) in [
        ("slash", json!("https://project.example/auth/v1/")),
        ("without path", json!("https://project.example")),
        ("case", json!("https://Project.example/auth/v1")),
        ("http", json!("http://project.example/auth/v1")),
        ("blank", json!(" https://project.example/auth/v1")),
        ("other project, same key", json!("https://other.example/auth/v1")),
        ("list", json!(["https://project.example/auth/v1"])),
        ("empty", json!("")),
        ("null", json!(null)),
    ] {
        cases.push((name, Good::es().claim("iss", iss), Refusal::Issuer));
    }
    cases.push(("no iss", Good::es().without("iss"), Refusal::Issuer));
    cases.push(("slash on one without", Good::rs().claim("iss", "https://rs.example/"), Refusal::Issuer));
    all_refused(cases).await;
    let world = World::new().await;
    world.accepts(&Good::es().claim("aud", json!(["authenticated"]))).await;
    world.accepts(&Good::rs().claim("aud", "almoner")).await;
}

#[tokio::test]
async fn subjects() {
    let mut cases = Vec::new();
    for (name, sub) in [
        ("empty", json!("")),
        ("number", json!(1)),
        ("null", json!(null)),
        ("list", json!([ACCOUNT])),
        ("NUL", json!(format!("{ACCOUNT}\0"))),
        ("NUL alone", json!("\0")),
        ("blank", json!(" ")),
        ("blank behind", json!(format!("{ACCOUNT} "))),
        ("line feed", json!(format!("{ACCOUNT}\n"))),
        ("not ASCII", json!("\u{ff11}23")),
        ("too long", json!("a".repeat(256))),
    ] {
        for good in [Good::es(), Good::rs()] {
            cases.push((name, good.claim("sub", sub.clone()), Refusal::Subject));
        }
    }
    for (name, sub) in [
        ("no id", json!("asha")),
        ("upper case", json!(ACCOUNT.to_uppercase())),
        ("without hyphens", json!(ACCOUNT.replace('-', ""))),
        ("in braces", json!(format!("{{{ACCOUNT}}}"))),
        ("as a URN", json!(format!("urn:uuid:{ACCOUNT}"))),
        ("the nil id", json!("00000000-0000-0000-0000-000000000000")),
    ] {
        cases.push((name, Good::es().claim("sub", sub), Refusal::Subject));
    }
    cases.push(("no sub", Good::es().without("sub"), Refusal::Subject));
    cases.push(("no sub", Good::rs().without("sub"), Refusal::Subject));
    all_refused(cases).await;
}

#[tokio::test]
async fn roles_and_levels_of_supabase() {
    let mut cases = Vec::new();
    for role in [
        json!("anon"),
        json!("service_role"),
        json!("postgres"),
        json!("supabase_admin"),
        json!("Authenticated"),
        json!("authenticated "),
        json!(""),
        json!(null),
        json!(["authenticated"]),
        json!({}),
    ] {
        cases.push(("role", Good::es().claim("role", role), Refusal::Role));
    }
    cases.push(("no role", Good::es().without("role"), Refusal::Role));
    for anonymous in [json!(true), json!("true"), json!("false"), json!(1), json!(0), json!(null)] {
        cases.push(("anonymous", Good::es().claim("is_anonymous", anonymous), Refusal::Anonymous));
    }
    for aal in [json!("aal3"), json!("AAL2"), json!(2), json!(null), json!(["aal2"]), json!("")] {
        cases.push(("aal", Good::es().claim("aal", aal), Refusal::Assurance));
    }
    all_refused(cases).await;
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
    let mut cases = Vec::new();
    for (name, value) in [
        ("nonce", json!("n-0S6_WzA2Mj")),
        ("at_hash", json!("77QmUPtjPfzWtF2AnpK9RQ")),
        ("c_hash", json!("LDktKdoQak3Pk0cnXxCltA")),
        ("s_hash", json!("x")),
        ("nonce", Value::Null),
        ("token_use", json!("id")),
        ("token_use", json!(1)),
        ("typ", json!("ID")),
        ("typ", json!("Refresh")),
        ("typ", json!("Offline")),
        ("typ", json!(null)),
    ] {
        cases.push((name, Good::rs().claim(name, value), Refusal::NotAccess));
    }
    all_refused(cases).await;
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
