//! Access tokens of our own sign-in: ES256, with exactly the claims that
//! Supabase Auth gives, so that policies and clients need not tell them apart.

use almoner_kernel::{Assurance, Error};
use p256::ecdsa::Signature;
use p256::ecdsa::signature::Signer;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::encoding::base64url;
use crate::keyring::Keyring;

/// The audience of every token of ours, as of Supabase Auth.
pub const AUDIENCE: &str = "authenticated";

/// The longest life of an access token, in seconds. A right that ends is read
/// from live rows; a token that leaked is not, so it must end soon.
pub const MAX_LIFETIME: u32 = 3600;

/// One way in which the session was proven, and when (Unix seconds).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Amr {
    /// Supabase's words: `password`, `totp`, `recovery`, `otp`, `oauth`, `invite`, ...
    pub method: &'static str,
    pub timestamp: i64,
}

/// What a token says.
#[derive(Clone, Debug)]
pub struct NewToken<'a> {
    pub account: Uuid,
    pub session: Uuid,
    pub email: &'a str,
    /// Empty when the account has none, as Supabase writes it.
    pub phone: &'a str,
    pub assurance: Assurance,
    pub amr: &'a [Amr],
    pub app_metadata: &'a Map<String, Value>,
    /// Shown to the client only; nothing is authorised on it.
    pub user_metadata: &'a Map<String, Value>,
    /// Unix seconds.
    pub issued_at: i64,
    /// Seconds, 1 to [`MAX_LIFETIME`].
    pub lifetime: u32,
}

/// A finished token.
pub struct SignedToken {
    /// The compact form that a client sends as `Bearer`.
    pub token: Zeroizing<String>,
    /// Unix seconds, the token's `exp`.
    pub expires: i64,
}

impl std::fmt::Debug for SignedToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedToken").field("expires", &self.expires).finish_non_exhaustive()
    }
}

/// Signs our access tokens with the ring's current key.
#[derive(Clone, Debug)]
pub struct TokenSigner {
    keyring: Keyring,
    issuer: String,
}

/// The claims in full. A field more or less here is a change of the interface.
#[derive(Serialize)]
struct Claims<'a> {
    aud: &'static str,
    exp: i64,
    iat: i64,
    iss: &'a str,
    sub: Uuid,
    email: &'a str,
    phone: &'a str,
    role: &'static str,
    aal: &'static str,
    amr: &'a [Amr],
    session_id: Uuid,
    is_anonymous: bool,
    app_metadata: &'a Map<String, Value>,
    user_metadata: &'a Map<String, Value>,
}

impl TokenSigner {
    /// `issuer` is the `iss` of every token; the same text goes to `Issuers`.
    pub fn new(keyring: &Keyring, issuer: impl Into<String>) -> Self {
        Self { keyring: keyring.clone(), issuer: issuer.into() }
    }

    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Signs one token.
    pub fn mint(&self, new: &NewToken<'_>) -> almoner_kernel::Result<SignedToken> {
        if !(1..=MAX_LIFETIME).contains(&new.lifetime) {
            return Err(Error::internal(format!(
                "an access token of {} s; the limit is {MAX_LIFETIME} s",
                new.lifetime
            )));
        }
        let key = self.keyring.current();
        let expires = new.issued_at + i64::from(new.lifetime);
        let claims = Claims {
            aud: AUDIENCE,
            exp: expires,
            iat: new.issued_at,
            iss: &self.issuer,
            sub: new.account,
            email: new.email,
            phone: new.phone,
            role: "authenticated",
            aal: new.assurance.as_str(),
            amr: new.amr,
            session_id: new.session,
            is_anonymous: false,
            app_metadata: new.app_metadata,
            user_metadata: new.user_metadata,
        };
        let header = format!(r#"{{"alg":"ES256","kid":"{}","typ":"JWT"}}"#, key.thumbprint.as_str());
        let claims = serde_json::to_vec(&claims).map_err(Error::internal)?;
        let mut token = Zeroizing::new(String::with_capacity(claims.len() * 4 / 3 + 256));
        token.push_str(&base64url(header.as_bytes()));
        token.push('.');
        token.push_str(&base64url(&claims));
        let signature: Signature = key.signing.try_sign(token.as_bytes()).map_err(Error::internal)?;
        token.push('.');
        token.push_str(&base64url(&signature.to_bytes()));
        Ok(SignedToken { token, expires })
    }
}

#[cfg(test)]
mod tests {
    use almoner_kernel::{Assurance, Code};
    use serde_json::{Map, Value, json};
    use uuid::Uuid;

    use super::{Amr, NewToken, TokenSigner};
    use crate::encoding::from_base64url;
    use crate::keyring::Keyring;

    fn new_token(none: &Map<String, Value>) -> NewToken<'_> {
        NewToken {
            account: Uuid::from_u128(1),
            session: Uuid::from_u128(2),
            email: "asha@example.org",
            phone: "",
            assurance: Assurance::Aal2,
            amr: &[Amr { method: "password", timestamp: 900 }, Amr { method: "totp", timestamp: 950 }],
            app_metadata: none,
            user_metadata: none,
            issued_at: 1000,
            lifetime: 600,
        }
    }

    #[test]
    fn the_claims_are_those_of_supabase() {
        let none = Map::new();
        let ring = Keyring::ephemeral();
        let signed = TokenSigner::new(&ring, "https://care.example/auth/v1").mint(&new_token(&none)).unwrap();
        assert_eq!(signed.expires, 1600);
        let parts: Vec<Value> = signed
            .token
            .split('.')
            .take(2)
            .map(|part| serde_json::from_slice(&from_base64url(part).unwrap()).unwrap())
            .collect();
        assert_eq!(
            parts[0],
            json!({"alg": "ES256", "typ": "JWT", "kid": ring.current().thumbprint.as_str()})
        );
        assert_eq!(
            parts[1],
            json!({
                "aud": "authenticated", "exp": 1600, "iat": 1000, "iss": "https://care.example/auth/v1",
                "sub": "00000000-0000-0000-0000-000000000001", "email": "asha@example.org", "phone": "",
                "role": "authenticated", "aal": "aal2", "session_id": "00000000-0000-0000-0000-000000000002",
                "amr": [{"method": "password", "timestamp": 900}, {"method": "totp", "timestamp": 950}],
                "is_anonymous": false, "app_metadata": {}, "user_metadata": {},
            })
        );
        assert!(!format!("{signed:?}").contains(&signed.token[..20]));
    }

    #[test]
    fn a_token_ends_within_the_hour() {
        let none = Map::new();
        let signer = TokenSigner::new(&Keyring::ephemeral(), "https://care.example/auth/v1");
        for lifetime in [0, super::MAX_LIFETIME + 1] {
            let error = signer.mint(&NewToken { lifetime, ..new_token(&none) }).unwrap_err();
            assert_eq!(error.code, Code::Internal);
        }
    }
}
