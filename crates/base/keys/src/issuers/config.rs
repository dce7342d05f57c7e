//! Which issuers are trusted, and for what. A mistake here is told at the start.

use std::fmt;

use reqwest::Url;
use serde::Deserialize;
use zeroize::Zeroizing;

use crate::keyring::why_weak;

/// The secret of every local Supabase stack; public, so good for nothing else.
const SUPABASE_LOCAL_SECRET: &str = "super-secret-jwt-token-with-at-least-32-characters-long";

/// One external issuer of bearer tokens.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuerConfig {
    /// What people call it; stands in logs. Unique.
    pub name: String,
    /// The exact `iss` of its tokens, with or without a final slash as it writes it.
    pub issuer: String,
    /// The exact audience that its tokens must name: `authenticated` for Supabase
    /// Auth; for OpenID Connect the identifier of this API, not a client's id
    /// (that is the audience of ID tokens).
    pub audience: String,
    pub kind: IssuerKind,
    /// The one algorithm that is accepted.
    pub algorithm: Algorithm,
    pub keys: KeySource,
    /// Accept only tokens that call themselves access tokens (`typ` of RFC 9068,
    /// `at+jwt`). Set it wherever the issuer can write it.
    #[serde(default)]
    pub require_at_jwt: bool,
}

/// What an issuer's subjects are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IssuerKind {
    /// Our own sign-in: the subject is the account's id.
    #[serde(skip)]
    Own,
    /// The Supabase Auth whose `auth.users` lies in our database: the subject is
    /// the account's id. At most one.
    Supabase,
    /// Any other: the subject means nothing but together with the issuer, and
    /// has to be linked to an account.
    Oidc,
}

/// A signature algorithm, by its JOSE name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub enum Algorithm {
    RS256,
    ES256,
    EdDSA,
    HS256,
}

impl Algorithm {
    pub fn name(self) -> &'static str {
        match self {
            Self::RS256 => "RS256",
            Self::ES256 => "ES256",
            Self::EdDSA => "EdDSA",
            Self::HS256 => "HS256",
        }
    }
}

/// Where an issuer's keys come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum KeySource {
    /// The address of a JWKS document; https, or http on loopback.
    Jwks { url: String },
    /// A secret that the issuer shares with us (Supabase's legacy JWT secret).
    Hs256 { secret: HmacSecret },
}

/// A shared signing secret.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct HmacSecret(#[serde(deserialize_with = "wiped")] Zeroizing<String>);

fn wiped<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Zeroizing<String>, D::Error> {
    String::deserialize(deserializer).map(Zeroizing::new)
}

impl HmacSecret {
    pub fn new(secret: &str) -> Self {
        Self(Zeroizing::new(secret.to_owned()))
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for HmacSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HmacSecret(..)")
    }
}

/// A mistake in the configuration of issuers. The messages name the issuer, the
/// mistake and the remedy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerConfigError {
    #[error(
        "issuer {name}: {field} is empty or has blanks around it; write it exactly as the tokens have it"
    )]
    Field { name: String, field: &'static str },
    #[error("issuer {name}: its name or its `issuer` stands twice; tokens could not be told apart")]
    Duplicate { name: String },
    #[error(
        "issuer {name}: a second issuer of kind supabase would name the accounts of the first; make it `oidc`"
    )]
    SecondSupabase { name: String },
    #[error("issuer {name}: algorithm {algorithm} does not go with its keys; HS256 takes a secret, the others a JWKS address", algorithm = .algorithm.name())]
    Mismatch { name: String, algorithm: Algorithm },
    #[error("issuer {name}: the JWKS address {why}; give an https address (http on loopback only)")]
    Url { name: String, why: &'static str },
    #[error(
        "issuer {name}: the HS256 secret is not safe: {why}; copy the secret from the issuer, at least 32 bytes"
    )]
    Secret { name: String, why: &'static str },
}

/// Checks one issuer by itself and reads its JWKS address, if it has one.
pub(super) fn check(config: &IssuerConfig) -> Result<Option<Url>, IssuerConfigError> {
    let name = || config.name.clone();
    for (field, text) in [("name", &config.name), ("issuer", &config.issuer), ("audience", &config.audience)]
    {
        if text.is_empty() || text.trim() != text {
            return Err(IssuerConfigError::Field { name: name(), field });
        }
    }
    let symmetric = matches!(config.keys, KeySource::Hs256 { .. });
    if symmetric != (config.algorithm == Algorithm::HS256) {
        return Err(IssuerConfigError::Mismatch { name: name(), algorithm: config.algorithm });
    }
    match &config.keys {
        KeySource::Jwks { url } => match jwks_url(url) {
            Ok(url) => Ok(Some(url)),
            Err(why) => Err(IssuerConfigError::Url { name: name(), why }),
        },
        KeySource::Hs256 { secret } => match why_bad_secret(secret, &config.issuer) {
            Some(why) => Err(IssuerConfigError::Secret { name: name(), why }),
            None => Ok(None),
        },
    }
}

fn jwks_url(text: &str) -> Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|_| "is no address")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds a user name or password");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) => Ok(url),
        "http" => Err("is not encrypted"),
        _ => Err("is neither https nor http"),
    }
}

/// Whether an address names this machine literally.
pub(super) fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

fn why_bad_secret(secret: &HmacSecret, issuer: &str) -> Option<&'static str> {
    let text = &*secret.0;
    if text.starts_with("-----BEGIN") || text.trim_start().starts_with('{') {
        // A public key as an HMAC secret lets everybody sign.
        return Some("it is a key in PEM or JSON form, not a shared secret");
    }
    if text == SUPABASE_LOCAL_SECRET {
        let local = Url::parse(issuer).is_ok_and(|url| is_loopback(&url));
        return (!local).then_some("it is the published secret of local Supabase stacks");
    }
    // Real ones are random text, so the rule on typed text is not for them.
    why_weak(text.as_bytes()).filter(|why| !why.contains("typed"))
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
