//! The few text encodings that keys, tokens and codes use.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// RFC 4648 base32, as authenticator apps read it.
pub(crate) const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Crockford's base32: no I, L, O, U, so a code can be read aloud and typed.
pub(crate) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// URL-safe base64 without padding.
pub(crate) fn base64url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Reads [`base64url`]. One text per value: padding, other alphabets and stray
/// trailing bits are refused, so no two texts mean the same bytes.
pub(crate) fn from_base64url(text: impl AsRef<[u8]>) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).ok()
}

/// Base32 without padding. The last character carries the leftover bits, high first.
pub(crate) fn base32(alphabet: &[u8; 32], bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0_u32, 0_u32);
    let mut push = |value: u32| text.push(char::from(alphabet[(value & 31) as usize]));
    for &byte in bytes {
        buffer = (buffer << 8) | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(buffer >> bits);
        }
    }
    if bits > 0 {
        push(buffer << (5 - bits));
    }
    text
}

/// One byte string out of several, so that no two lists of parts give the same
/// bytes: each part is preceded by its length.
pub(crate) fn join<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let mut joined = Vec::new();
    for part in parts {
        joined.extend_from_slice(&(part.len() as u64).to_be_bytes());
        joined.extend_from_slice(part);
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::{BASE32, base32, base64url, from_base64url, join};

    #[test]
    fn base32_of_rfc_4648() {
        for (bytes, text) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(base32(BASE32, bytes.as_bytes()), text);
        }
    }

    #[test]
    fn base64url_has_one_text_per_value() {
        assert_eq!(base64url(&[0xfb, 0xff]), "-_8");
        assert_eq!(from_base64url("-_8").unwrap(), [0xfb, 0xff]);
        for other in ["-_9", "-_8=", "+/8", "-_8 ", "-_8\n", "-_"] {
            assert_ne!(from_base64url(other).as_deref(), Some(&[0xfb, 0xff][..]), "{other:?}");
        }
    }

    #[test]
    fn joined_parts_do_not_run_together() {
        assert_ne!(join([&b"ab"[..], b"c"]), join([&b"a"[..], b"bc"]));
        assert_ne!(join([&b"a"[..]]), join([&b"a"[..], b""]));
    }
}
