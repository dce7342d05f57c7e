use serde_json::{Value, json};

use super::{IssuerConfig, IssuerConfigError, SUPABASE_LOCAL_SECRET, check};

fn jwks() -> Value {
    json!({
        "name": "project", "issuer": "https://ref.supabase.co/auth/v1", "audience": "authenticated",
        "kind": "supabase", "algorithm": "ES256",
        "keys": {"jwks": {"url": "https://ref.supabase.co/auth/v1/.well-known/jwks.json"}},
    })
}

fn hs256(secret: &str) -> Value {
    let mut config = jwks();
    config["algorithm"] = json!("HS256");
    config["keys"] = json!({"hs256": {"secret": secret}});
    config
}

fn outcome(config: Value) -> Result<(), String> {
    let config: IssuerConfig = serde_json::from_value(config).map_err(|e| e.to_string())?;
    check(&config).map(|_| ()).map_err(|e| e.to_string())
}

#[test]
fn right_ones() {
    assert_eq!(outcome(jwks()), Ok(()));
    assert_eq!(outcome(hs256("c29tZSByYW5kb20gc2VjcmV0IG9mIHRoZSBwcm9qZWN0")), Ok(()));
    for url in ["http://127.0.0.1:54321/jwks", "http://localhost/jwks", "http://[::1]:1/jwks"] {
        let mut config = jwks();
        config["keys"]["jwks"]["url"] = json!(url);
        assert_eq!(outcome(config), Ok(()), "{url}");
    }
}

#[test]
fn addresses_that_are_not_safe() {
    for (url, why) in [
        ("http://ref.supabase.co/jwks", "not encrypted"),
        ("http://127.0.0.1.evil.example/jwks", "not encrypted"),
        ("http://localhost.evil.example/jwks", "not encrypted"),
        ("https://user:pass@ref.supabase.co/jwks", "password"),
        ("file:///etc/jwks.json", "neither"),
        ("ref.supabase.co/jwks", "no address"),
        ("", "no address"),
    ] {
        let mut config = jwks();
        config["keys"]["jwks"]["url"] = json!(url);
        let message = outcome(config).unwrap_err();
        assert!(message.contains(why) && message.contains("issuer project"), "{url}: {message}");
    }
}

#[test]
fn secrets_that_are_not_safe() {
    for (secret, why) in [
        ("tiny-secret", "shorter than 32"),
        (&*"changeme".repeat(4), "repeats"),
        (&*"x".repeat(40), "the same"),
        ("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcD\n", "PEM"),
        (r#"{"kty":"RSA","n":"abcdefghijklmnopqrstuvwxyz","e":"AQAB"}"#, "JSON"),
        (SUPABASE_LOCAL_SECRET, "published"),
    ] {
        let message = outcome(hs256(secret)).unwrap_err();
        assert!(message.contains(why), "{secret}: {message}");
        assert!(!message.contains(secret), "the message quotes the secret");
    }
    let mut local = hs256(SUPABASE_LOCAL_SECRET);
    local["issuer"] = json!("http://127.0.0.1:54321/auth/v1");
    assert_eq!(outcome(local), Ok(()), "known, but on this machine only");
}

#[test]
fn keys_and_algorithm_go_together() {
    for (keys, algorithm) in [("jwks", "HS256"), ("hs256", "RS256"), ("hs256", "ES256"), ("hs256", "EdDSA")] {
        let mut config =
            if keys == "jwks" { jwks() } else { hs256("c29tZSByYW5kb20gc2VjcmV0IG9mIHRoZSBwcm9qZWN0") };
        config["algorithm"] = json!(algorithm);
        let config: IssuerConfig = serde_json::from_value(config).unwrap();
        assert!(matches!(check(&config), Err(IssuerConfigError::Mismatch { .. })), "{keys} {algorithm}");
    }
}

#[test]
fn what_can_not_be_written() {
    for (field, value) in [
        ("algorithm", json!("none")),
        ("algorithm", json!("RS512")),
        ("kind", json!("own")),
        ("audience", json!("")),
        ("issuer", json!(" https://ref.supabase.co/auth/v1")),
        ("name", json!("")),
        ("audiences", json!(["authenticated"])),
        ("keys", json!({"jwks": {"url": "https://a.example/"}, "hs256": {"secret": "x"}})),
    ] {
        let mut config = jwks();
        config[field] = value.clone();
        assert!(outcome(config).is_err(), "{field} = {value}");
    }
}

#[test]
fn the_secret_is_not_printed() {
    let config: IssuerConfig =
        serde_json::from_value(hs256("c29tZSByYW5kb20gc2VjcmV0IG9mIHRoZSBwcm9qZWN0")).unwrap();
    let printed = format!("{config:?}");
    assert!(printed.contains("HmacSecret(..)") && !printed.contains("c29tZSBy"), "{printed}");
}
