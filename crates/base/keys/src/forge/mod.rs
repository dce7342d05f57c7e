//! Tokens as somebody who forges them would make them: four issuers whose keys are at hand, good
//! tokens to be spoiled, and tables of everything that must be refused. For tests of this crate and
//! of the service; a build of the program has none of it (feature `forge`).

#![allow(clippy::unwrap_used, clippy::missing_panics_doc, clippy::must_use_candidate)]

mod claims;
mod forms;
mod headers;
mod server;

use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use p256::ecdsa::signature::Signer as _;
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use serde_json::{Value, json};

use crate::issuers::{IssuerConfig, Refusal};

pub use claims::{audience_and_issuer, id_tokens, numbers, roles_and_levels, subjects, times};
pub use forms::{algorithms, forms, p256_signature, signatures};
pub use headers::headers;
pub use server::Server;

/// A token that must be refused: what is wrong with it, the token, and the cause for the log.
pub type Forged = (&'static str, String, Refusal);
/// The same, with the claims to show.
pub type Spoiled = (&'static str, Good, Refusal);

/// Every table.
pub fn all() -> Vec<Forged> {
    let mut all = [algorithms(), signatures(), headers(), forms(), numbers()].concat();
    for spoiled in [times(), audience_and_issuer(), subjects(), roles_and_levels(), id_tokens()] {
        all.extend(spoiled.into_iter().map(|(what, good, refusal)| (what, good.token(), refusal)));
    }
    all
}

pub const NOW: i64 = 1_800_000_000;
pub const ACCOUNT: &str = "6f0b1c2d-3e4f-4a5b-8c6d-7e8f90a1b2c3";
pub const HS_SECRET: &str = "4f1c9d27b0a86e35c2d791f8e60b43a5";

pub static RSA: LazyLock<RsaKeyPair> =
    LazyLock::new(|| RsaKeyPair::from_der(include_bytes!("keys/rsa.der")).unwrap());
pub static EC: LazyLock<p256::ecdsa::SigningKey> = LazyLock::new(|| ec_key("project"));
pub static ED: LazyLock<Ed25519KeyPair> =
    LazyLock::new(|| Ed25519KeyPair::from_seed_unchecked(&hash("ed")).unwrap());

/// A P-256 key that is the same in every run.
pub fn ec_key(name: &str) -> p256::ecdsa::SigningKey {
    p256::ecdsa::SigningKey::from_slice(&hash(name)).unwrap()
}

fn hash(text: &str) -> [u8; 32] {
    use sha2::Digest;
    sha2::Sha256::digest(text).into()
}

pub fn base64url(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// What signs a token.
#[derive(Clone, Copy)]
pub enum Signer<'a> {
    Rsa,
    Ec(&'a p256::ecdsa::SigningKey),
    Ed,
    Hs(&'a [u8]),
    /// Not a signature but these bytes.
    Bytes(&'a [u8]),
}

impl Signer<'_> {
    fn sign(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Rsa => {
                let mut signature = vec![0; RSA.public().modulus_len()];
                RSA.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature).unwrap();
                signature
            }
            Self::Ec(key) => {
                let signature: p256::ecdsa::Signature = key.sign(message);
                signature.to_bytes().to_vec()
            }
            Self::Ed => ED.sign(message).as_ref().to_vec(),
            Self::Hs(secret) => {
                let mut mac = Hmac::<sha2::Sha256>::new_from_slice(secret).unwrap();
                mac.update(message);
                mac.finalize().into_bytes().to_vec()
            }
            Self::Bytes(bytes) => bytes.to_vec(),
        }
    }
}

/// A compact token of exactly these texts.
pub fn raw_token(header: &str, claims: &str, signer: Signer<'_>) -> String {
    let signed = format!("{}.{}", base64url(header), base64url(claims));
    let signature = signer.sign(signed.as_bytes());
    format!("{signed}.{}", base64url(signature))
}

pub fn token(header: &Value, claims: &Value, signer: Signer<'_>) -> String {
    raw_token(&header.to_string(), &claims.to_string(), signer)
}

/// One issuer's good token, to be spoiled.
#[derive(Clone)]
pub struct Good {
    pub header: Value,
    pub claims: Value,
    signer: Signer<'static>,
}

impl Good {
    pub fn rs() -> Self {
        Self::oidc("rs", "RS256", Signer::Rsa)
    }

    pub fn ed() -> Self {
        Self::oidc("ed", "EdDSA", Signer::Ed)
    }

    pub fn hs() -> Self {
        Self::oidc("hs", "HS256", Signer::Hs(HS_SECRET.as_bytes()))
    }

    /// Of Supabase Auth.
    pub fn es() -> Self {
        Self {
            header: json!({"alg": "ES256", "kid": "es", "typ": "JWT"}),
            claims: json!({
                "aud": "authenticated", "exp": NOW + 3600, "iat": NOW, "iss": "https://project.example/auth/v1",
                "sub": ACCOUNT, "email": "asha@example.org", "phone": "", "role": "authenticated", "aal": "aal2",
                "session_id": "0b7f2a10-9c3d-4e5f-a1b2-c3d4e5f60718", "is_anonymous": false,
                "app_metadata": {"provider": "email"}, "user_metadata": {},
                "amr": [{"method": "password", "timestamp": NOW}],
            }),
            signer: Signer::Ec(&EC),
        }
    }

    fn oidc(name: &str, algorithm: &str, signer: Signer<'static>) -> Self {
        Self {
            header: json!({"alg": algorithm, "kid": name, "typ": "JWT"}),
            claims: json!({
                "aud": ["other-api", "almoner"], "exp": NOW + 3600, "nbf": NOW, "iat": NOW,
                "iss": format!("https://{name}.example"), "sub": "auth0|5f7c8ec7c33c6c004bbafe82",
            }),
            signer,
        }
    }

    pub fn token(&self) -> String {
        token(&self.header, &self.claims, self.signer)
    }

    pub fn signed_by(&self, signer: Signer<'_>) -> String {
        token(&self.header, &self.claims, signer)
    }

    /// With one claim set; see [`Good::without`] for one left out.
    #[must_use]
    pub fn claim(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.claims[name] = value.into();
        self
    }

    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.claims.as_object_mut().unwrap().remove(name);
        self
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.header[name] = value.into();
        self
    }

    #[must_use]
    pub fn without_header(mut self, name: &str) -> Self {
        self.header.as_object_mut().unwrap().remove(name);
        self
    }
}

/// The public keys of all issuers in one document, and two that no token uses.
pub fn jwks() -> Value {
    let modulus = |key: &RsaKeyPair| base64url(public_parts(key).0);
    let mut other = public_parts(&RSA).0;
    other[7] ^= 1;
    json!({"keys": [
        {"kty": "RSA", "kid": "rs", "alg": "RS256", "use": "sig", "n": modulus(&RSA), "e": "AQAB"},
        {"kty": "RSA", "kid": "rs-2", "n": base64url(other), "e": "AQAB"},
        ec_jwk("es", &EC),
        ec_jwk("es-2", &ec_key("another")),
        {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "use": "sig", "x": base64url(ED.public_key())},
        {"kty": "oct", "kid": "oct", "alg": "HS256", "k": base64url(HS_SECRET)},
        {"kty": "future", "kid": "unknown kinds are passed over"},
    ]})
}

pub fn ec_jwk(id: &str, key: &p256::ecdsa::SigningKey) -> Value {
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = (base64url(&point.as_bytes()[1..33]), base64url(&point.as_bytes()[33..]));
    json!({"kty": "EC", "crv": "P-256", "kid": id, "alg": "ES256", "use": "sig", "x": x, "y": y})
}

/// Modulus and exponent.
pub fn public_parts(key: &RsaKeyPair) -> (Vec<u8>, Vec<u8>) {
    let parts: ring::rsa::PublicKeyComponents<Vec<u8>> = key.public().into();
    (parts.n, parts.e)
}

pub fn configs(base: &str) -> Vec<IssuerConfig> {
    let oidc = |name: &str, algorithm: &str| {
        json!({
            "name": name, "issuer": format!("https://{name}.example"), "audience": "almoner", "kind": "oidc",
            "algorithm": algorithm, "keys": {"jwks": {"url": format!("{base}/{name}")}},
        })
    };
    let mut hs = oidc("hs", "HS256");
    hs["keys"] = json!({"hs256": {"secret": HS_SECRET}});
    let mut es = oidc("es", "ES256");
    es["issuer"] = json!("https://project.example/auth/v1");
    es["audience"] = json!("authenticated");
    es["kind"] = json!("supabase");
    serde_json::from_value(json!([oidc("rs", "RS256"), es, oidc("ed", "EdDSA"), hs])).unwrap()
}
