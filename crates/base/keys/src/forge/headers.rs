//! Tokens whose header wants something.

use serde_json::{Value, json};

use super::{Forged, Good, Signer, base64url, ec_key};
use crate::issuers::Refusal;

/// Keys of the forger's own, other uses, and names that no key has.
pub fn headers() -> Vec<Forged> {
    let mine = ec_key("mine");
    let point = mine.verifying_key().to_sec1_point(false);
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "kid": "mine",
        "x": base64url(&point.as_bytes()[1..33]), "y": base64url(&point.as_bytes()[33..]),
    });
    let mut cases = Vec::new();
    for (name, value) in [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/jwks.json")),
        ("x5u", json!("https://evil.example/cert.pem")),
        ("x5c", json!(["MIIB"])),
        ("crit", json!(["exp"])),
        ("crit", json!(["b64"])),
        ("crit", json!([])),
        ("b64", json!(false)),
        ("b64", json!(true)),
        ("cty", json!("JWT")),
        ("enc", json!("A256GCM")),
        ("zip", json!("DEF")),
        ("epk", json!({})),
        ("p2c", json!(i64::MAX)),
        ("jwk", Value::Null),
    ] {
        cases.push((
            name,
            Good::es().header(name, value.clone()).signed_by(Signer::Ec(&mine)),
            Refusal::HeaderParameter,
        ));
        cases.push((name, Good::es().header(name, value).token(), Refusal::HeaderParameter));
    }
    for typ in [
        json!("refresh"),
        json!("JWE"),
        json!("JOSE"),
        json!("id_token"),
        json!("logout+jwt"),
        json!("dpop+jwt"),
        json!("at+jwt2"),
        json!("text/jwt"),
        json!(""),
        json!(1),
        json!(null),
        json!(["JWT"]),
    ] {
        cases.push(("typ", Good::es().header("typ", typ).token(), Refusal::Type));
    }
    for kid in
        [json!(""), json!("k".repeat(201)), json!("k".repeat(10_000)), json!(1), json!(null), json!(["es"])]
    {
        cases.push(("kid", Good::es().header("kid", kid).token(), Refusal::KeyId));
    }
    for kid in [
        "../../dev/null",
        "/dev/null",
        "' or 1=1",
        "' or 1=1 --",
        "es\0",
        "ES",
        "es ",
        "es/../es",
        "%65s",
        "ünbekannt",
    ] {
        cases.push((kid, Good::es().header("kid", kid).token(), Refusal::UnknownKey));
    }
    cases.push(("no kid, several keys", Good::es().without_header("kid").token(), Refusal::KeyId));
    cases.push(("the key of another kind", Good::es().header("kid", "rs").token(), Refusal::UnknownKey));
    cases
}
