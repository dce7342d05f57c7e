//! The public halves of our signing keys, as JSON Web Keys (RFC 7517).

use p256::ecdsa::VerifyingKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::encoding::base64url;
use crate::keyring::Keyring;

/// The `kid` of a P-256 key: its RFC 7638 thumbprint, so that the name can't be
/// given to another key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thumbprint(String);

impl Thumbprint {
    pub fn of(key: &VerifyingKey) -> Self {
        let (x, y) = coordinates(key);
        // The members in this order and without blanks, as the RFC wants it.
        let members = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
        Self(base64url(&Sha256::digest(members)))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Keyring {
    /// The JWKS document of our public keys, current first: the tokens of the
    /// previous key stay verifiable until it is retired.
    pub fn jwks(&self) -> Value {
        let keys: Vec<_> = self
            .keys()
            .map(|key| {
                let (x, y) = coordinates(key.signing.verifying_key());
                json!({
                    "kty": "EC", "crv": "P-256", "x": x, "y": y,
                    "kid": key.thumbprint.as_str(), "alg": "ES256", "use": "sig", "key_ops": ["verify"],
                })
            })
            .collect();
        json!({ "keys": keys })
    }
}

fn coordinates(key: &VerifyingKey) -> (String, String) {
    let point = key.to_sec1_point(false);
    let bytes = point.as_bytes();
    (base64url(&bytes[1..33]), base64url(&bytes[33..65]))
}

#[cfg(test)]
mod tests {
    use super::Thumbprint;
    use crate::encoding::from_base64url;
    use crate::keyring::Keyring;

    #[test]
    fn the_thumbprint_is_that_of_rfc_7638() {
        // The public key of RFC 7517, appendix A.1; the thumbprint was computed
        // apart from this crate: sha256 of the canonical members, base64url.
        let mut point = vec![4];
        point.extend(from_base64url("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4").unwrap());
        point.extend(from_base64url("4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM").unwrap());
        let key = p256::ecdsa::VerifyingKey::from_sec1_bytes(&point).unwrap();
        assert_eq!(Thumbprint::of(&key).as_str(), "cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s");
    }

    #[test]
    fn the_document_tells_public_members_only() {
        let ring = Keyring::ephemeral();
        let document = ring.jwks();
        let keys = document["keys"].as_array().unwrap();
        assert_eq!(keys.len(), 1);
        let mut members: Vec<_> = keys[0].as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["alg", "crv", "key_ops", "kid", "kty", "use", "x", "y"]);
        assert_eq!(keys[0]["kid"], ring.current().thumbprint.as_str());
    }
}
