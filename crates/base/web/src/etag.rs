//! Strong ETags from a record's version, and the headers that compare them.

use almoner_kernel::{Code, Error};
use axum::extract::FromRequestParts;
use http::HeaderValue;
use http::header::{HeaderName, IF_MATCH, IF_NONE_MATCH};
use http::request::Parts;
use sha2::{Digest, Sha256};

use crate::fail::Fail;

/// `"v3"` for version 3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ETag(pub i32);

impl ETag {
    pub fn header(self) -> HeaderValue {
        HeaderValue::from_str(&self.to_string()).unwrap_or_else(|_| HeaderValue::from_static("\"v0\""))
    }

    /// Exactly what we hand out: quoted, `v`, a number without sign or leading zero.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix("\"v")?.strip_suffix('"')?;
        // 0 stands for a row that is not there yet, such as one's preferences before the first word.
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        plain.then(|| digits.parse().ok().map(Self)).flatten()
    }
}

impl std::fmt::Display for ETag {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"v{}\"", self.0)
    }
}

/// The version that the caller read, from `If-Match`. Missing: 428. `*`, a weak
/// tag or a list says nothing about what was read, so it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IfMatch(pub i32);

impl<S: Sync> FromRequestParts<S> for IfMatch {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        let mut sent = parts.headers.get_all(IF_MATCH).iter();
        let Some(first) = sent.next() else {
            return Err(Fail::from(Code::PreconditionRequired));
        };
        match first.to_str().ok().and_then(ETag::parse) {
            Some(ETag(version)) if sent.next().is_none() => Ok(Self(version)),
            _ => Err(wrong_header(&IF_MATCH, "Send the one ETag that you read, such as \"v3\".").into()),
        }
    }
}

/// An ETag of an answer that has no version of its own: a hash of what it says.
pub fn content_tag(content: &[u8]) -> HeaderValue {
    let hash = Sha256::digest(content);
    let hex = hash.iter().take(16).fold(String::new(), |text, byte| text + &format!("{byte:02x}"));
    HeaderValue::from_str(&format!("\"h{hex}\"")).unwrap_or_else(|_| HeaderValue::from_static("\"h0\""))
}

/// The versions that the caller holds, from `If-None-Match`; empty when not sent.
#[derive(Clone, Debug, Default)]
pub struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    /// Weak comparison, as RFC 9110 asks for here.
    pub fn holds(&self, etag: &HeaderValue) -> bool {
        let Ok(etag) = etag.to_str() else { return false };
        self.0.iter().any(|held| held == "*" || held.strip_prefix("W/").unwrap_or(held) == etag)
    }
}

impl<S: Sync> FromRequestParts<S> for IfNoneMatch {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let held = parts.headers.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
        Ok(Self(held.flat_map(|list| list.split(',')).map(|tag| tag.trim().to_owned()).collect()))
    }
}

/// 400 for a header that can't be read, naming it as the field.
pub(crate) fn wrong_header(name: &HeaderName, message: &str) -> Error {
    Error::new(Code::BadRequest).with_field(name.as_str(), "format", message)
}

#[cfg(test)]
mod tests {
    use super::{ETag, content_tag};

    #[test]
    fn the_same_content_has_the_same_tag_and_is_no_version() {
        let tag = content_tag(b"round");
        assert_eq!(tag, content_tag(b"round"));
        assert_ne!(tag, content_tag(b"another"));
        assert_eq!(ETag::parse(tag.to_str().unwrap()), None);
    }

    #[test]
    fn only_our_own_form_is_read() {
        assert_eq!(ETag::parse("\"v3\""), Some(ETag(3)));
        assert_eq!(ETag::parse("\"v0\""), Some(ETag(0)));
        for bad in [
            "*",
            "W/\"v3\"",
            "\"v3\", \"v4\"",
            "\"v03\"",
            "\"v00\"",
            "\"v+3\"",
            "\"v\"",
            "v3",
            "\"v99999999999\"",
            "",
        ] {
            assert_eq!(ETag::parse(bad), None, "{bad}");
        }
    }
}
