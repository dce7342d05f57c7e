//! The outer form of a token: three parts, and a header that says nothing
//! which we would have to obey.

use serde_json::{Map, Value};

use super::config::Algorithm;
use super::refusal::Refusal;
use super::strict_json;
use crate::encoding::from_base64url;

/// Longest token, in bytes; Supabase's grow with `app_metadata`, headers end at some 16 KiB anyway.
pub(super) const MAX_TOKEN: usize = 16 * 1024;
/// Longest key id, in bytes. Issuers write up to 64.
const MAX_KEY_ID: usize = 200;

/// Header parameters that change what the signature means, where its key comes
/// from, or what the payload is. None is needed, so a token with one is refused
/// rather than read without it.
const REFUSED: &[&str] = &[
    // RFC 7515 and 7797: extensions, keys that the token brings along, unencoded payload.
    "crit", "b64", "jwk", "jku", "x5u", "x5c", //
    // A token in a token, or encrypted: RFC 7519 `cty`, RFC 7516, RFC 7518.
    "cty", "enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c",
];

/// A token taken apart; nothing of it is verified yet.
pub(super) struct Parts<'a> {
    pub header: Header,
    pub claims: Map<String, Value>,
    /// What was signed.
    pub signed: &'a [u8],
    pub signature: Vec<u8>,
}

pub(super) struct Header {
    algorithm: String,
    pub key_id: Option<String>,
    typ: Option<Typ>,
}

/// The types that an access token may have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Typ {
    Jwt,
    /// RFC 9068.
    AtJwt,
}

impl<'a> Parts<'a> {
    pub fn read(token: &'a str) -> Result<Self, Refusal> {
        if token.len() > MAX_TOKEN {
            return Err(Refusal::TooLong);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(Refusal::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(Refusal::Malformed)?;
        // Five parts are encrypted, more are a riddle; an empty one is no JSON.
        if payload.contains('.') {
            return Err(Refusal::Malformed);
        }
        let object =
            |part| from_base64url(part).and_then(|json| strict_json::object(&json)).ok_or(Refusal::Malformed);
        let header = Header::read(&object(header)?)?;
        let claims = object(payload)?;
        let signature = from_base64url(signature).ok_or(Refusal::Malformed)?;
        if signature.is_empty() {
            return Err(Refusal::Signature);
        }
        Ok(Self { header, claims, signed: signed.as_bytes(), signature })
    }
}

impl Header {
    fn read(header: &Map<String, Value>) -> Result<Self, Refusal> {
        if REFUSED.iter().any(|name| header.contains_key(*name)) {
            return Err(Refusal::HeaderParameter);
        }
        let algorithm = header.get("alg").and_then(Value::as_str).ok_or(Refusal::Algorithm)?;
        let typ = match header.get("typ") {
            None => None,
            Some(Value::String(typ)) => Some(Typ::read(typ).ok_or(Refusal::Type)?),
            Some(_) => return Err(Refusal::Type),
        };
        let key_id = match header.get("kid") {
            None => None,
            Some(Value::String(id)) if (1..=MAX_KEY_ID).contains(&id.len()) => Some(id.clone()),
            Some(_) => return Err(Refusal::KeyId),
        };
        Ok(Self { algorithm: algorithm.to_owned(), key_id, typ })
    }

    /// Whether the header names exactly this algorithm, in exactly its letters.
    pub fn is_signed_with(&self, algorithm: Algorithm) -> Result<(), Refusal> {
        if self.algorithm == algorithm.name() { Ok(()) } else { Err(Refusal::Algorithm) }
    }

    /// Whether the header has a type at all where there must be one.
    pub fn is_typed(&self) -> Result<(), Refusal> {
        self.typ.map(|_| ()).ok_or(Refusal::Type)
    }

    /// Whether the token calls itself an access token.
    pub fn is_at_jwt(&self) -> Result<(), Refusal> {
        if self.typ == Some(Typ::AtJwt) { Ok(()) } else { Err(Refusal::Type) }
    }
}

impl Typ {
    /// Media types know no case (RFC 7515, section 4.1.9).
    fn read(text: &str) -> Option<Self> {
        if text.eq_ignore_ascii_case("JWT") {
            Some(Self::Jwt)
        } else if text.eq_ignore_ascii_case("at+jwt") || text.eq_ignore_ascii_case("application/at+jwt") {
            Some(Self::AtJwt)
        } else {
            None
        }
    }
}
