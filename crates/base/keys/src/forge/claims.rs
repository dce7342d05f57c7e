//! Tokens that are signed well and say the wrong thing.

use serde_json::{Value, json};

use super::{ACCOUNT, EC, Forged, Good, NOW, Signer, Spoiled, raw_token};
use crate::issuers::Refusal;

const WEEK: i64 = 7 * 24 * 3600;

pub fn times() -> Vec<Spoiled> {
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
    cases
}

pub fn audience_and_issuer() -> Vec<Spoiled> {
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
    cases
}

pub fn subjects() -> Vec<Spoiled> {
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
    cases
}

pub fn roles_and_levels() -> Vec<Spoiled> {
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
    cases
}

pub fn id_tokens() -> Vec<Spoiled> {
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
    cases
}

/// Numbers that serde_json writes not, and another writer may.
pub fn numbers() -> Vec<Forged> {
    let claims = Good::es().claims.to_string();
    let numbers =
        ["1e999", "18e8", "1800003600.0", "+1800003600", "01800003600", "0x6b49d200", "NaN", "Infinity"];
    let spoiled = numbers.map(|number| {
        let spoiled = claims.replace(&format!("\"exp\":{}", NOW + 3600), &format!("\"exp\":{number}"));
        assert_ne!(spoiled, claims);
        let is_number = matches!(number, "18e8" | "1800003600.0");
        let refusal = if is_number { Refusal::Expiry } else { Refusal::Malformed };
        (number, raw_token(&Good::es().header.to_string(), &spoiled, Signer::Ec(&EC)), refusal)
    });
    spoiled.into()
}
