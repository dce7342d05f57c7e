//! Public keys (and shared secrets) that verify signatures, and the documents
//! that issuers publish them in (RFC 7517).

use std::sync::Arc;

use hmac::{Hmac, KeyInit, Mac};
use ring::signature::{ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Map, Value};
use sha2::Sha256;

use super::config::{Algorithm, HmacSecret};
use super::strict_json;
use crate::encoding::from_base64url;

/// More keys than this are no key set of one issuer.
const MAX_KEYS: usize = 64;

/// A key that verifies one algorithm and no other: what a token's header says
/// has no influence on how its signature is checked.
#[derive(Clone)]
pub(super) enum VerifyingKey {
    Rs256 {
        modulus: Vec<u8>,
        exponent: Vec<u8>,
    },
    /// An uncompressed point.
    Es256([u8; 65]),
    Ed25519([u8; 32]),
    Hs256(HmacSecret),
}

impl VerifyingKey {
    /// Whether `signature` is this key's over `message`.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rs256 { modulus, exponent } => {
                let key = ring::signature::RsaPublicKeyComponents { n: modulus, e: exponent };
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            Self::Es256(point) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            Self::Ed25519(key) => UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok(),
            Self::Hs256(secret) => {
                let mut mac =
                    Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes keys of any length");
                mac.update(message);
                // The whole tag in constant time; shorter ones don't match.
                mac.verify_slice(signature).is_ok()
            }
        }
    }

    /// The key of a JWK, if it is one for this algorithm's signatures.
    fn of_jwk(jwk: &Map<String, Value>, algorithm: Algorithm) -> Option<Self> {
        let text = |name: &str| jwk.get(name).and_then(Value::as_str);
        let bytes = |name: &str| text(name).and_then(from_base64url);
        let for_signatures = text("use").is_none_or(|usage| usage == "sig")
            && jwk
                .get("key_ops")
                .is_none_or(|ops| ops.as_array().is_some_and(|ops| ops.iter().any(|op| op == "verify")));
        let for_algorithm = match text("alg") {
            // RFC 9864 names the curve; issuers still write the older name.
            Some("Ed25519") => algorithm == Algorithm::EdDSA,
            Some(name) => name == algorithm.name(),
            None => !jwk.contains_key("alg"),
        };
        if !for_signatures || !for_algorithm {
            return None;
        }
        match (algorithm, text("kty")?, text("crv")) {
            (Algorithm::RS256, "RSA", _) => {
                let modulus = trimmed(bytes("n")?);
                let exponent = trimmed(bytes("e")?);
                // 2048 to 8192 bits; at least 65537, as everybody has used for decades.
                let fits = (256..=1024).contains(&modulus.len()) && (3..=5).contains(&exponent.len());
                fits.then_some(Self::Rs256 { modulus, exponent })
            }
            (Algorithm::ES256, "EC", Some("P-256")) => {
                let mut point = [4; 65];
                point[1..33].copy_from_slice(&<[u8; 32]>::try_from(bytes("x")?).ok()?);
                point[33..].copy_from_slice(&<[u8; 32]>::try_from(bytes("y")?).ok()?);
                p256::PublicKey::from_sec1_bytes(&point).ok()?;
                Some(Self::Es256(point))
            }
            (Algorithm::EdDSA, "OKP", Some("Ed25519")) => Some(Self::Ed25519(bytes("x")?.try_into().ok()?)),
            // A shared secret is never taken from a document.
            _ => None,
        }
    }
}

fn trimmed(number: Vec<u8>) -> Vec<u8> {
    number.into_iter().skip_while(|byte| *byte == 0).collect()
}

/// The usable keys of one issuer.
#[derive(Clone, Default)]
pub(super) struct KeySet(Arc<Vec<(Option<String>, VerifyingKey)>>);

/// What a key set has for a token.
pub(super) enum Found {
    /// The keys of that id; more than one only if the issuer gave two the same.
    Keys(Vec<VerifyingKey>),
    Unknown,
    /// The token names no key and there are several.
    Ambiguous,
}

impl KeySet {
    pub fn single(key: VerifyingKey) -> Self {
        Self(Arc::new(vec![(None, key)]))
    }

    pub fn named(keys: impl IntoIterator<Item = (String, VerifyingKey)>) -> Self {
        Self(Arc::new(keys.into_iter().map(|(id, key)| (Some(id), key)).collect()))
    }

    /// Reads a JWKS document; keys for other uses are passed over. `None` when
    /// it is no such document or has no usable key.
    pub fn read(json: &[u8], algorithm: Algorithm) -> Option<Self> {
        let document = strict_json::object(json)?;
        let jwks = document.get("keys")?.as_array().filter(|keys| keys.len() <= MAX_KEYS)?;
        let keys: Vec<_> = jwks
            .iter()
            .filter_map(|jwk| {
                let jwk = jwk.as_object()?;
                let id = match jwk.get("kid") {
                    None => None,
                    Some(id) => Some(id.as_str()?.to_owned()),
                };
                Some((id, VerifyingKey::of_jwk(jwk, algorithm)?))
            })
            .collect();
        (!keys.is_empty()).then(|| Self(Arc::new(keys)))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The keys for a token with this `kid`.
    pub fn find(&self, id: Option<&str>) -> Found {
        let Some(id) = id else {
            return match &**self.0 {
                [] => Found::Unknown,
                [(_, key)] => Found::Keys(vec![key.clone()]),
                _ => Found::Ambiguous,
            };
        };
        let keys: Vec<_> = self
            .0
            .iter()
            .filter(|(there, _)| there.as_deref() == Some(id))
            .map(|(_, key)| key.clone())
            .collect();
        if keys.is_empty() { Found::Unknown } else { Found::Keys(keys) }
    }
}
