//! Authentication codes over public text: request-forgery tokens, signed links,
//! and keys under which a network address is counted without being stored.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::encoding::join;
use crate::keyring::{Keyring, Purpose};

impl Keyring {
    /// The code of `parts` under the current key.
    pub fn mac(&self, purpose: Purpose, parts: &[&[u8]]) -> [u8; 32] {
        code(self.current().subkey(purpose), parts).finalize().into_bytes().into()
    }

    /// Whether `tag` is the code of `parts` under the current or the previous
    /// key. The comparison takes the same time wherever the tags differ.
    #[must_use]
    pub fn mac_matches(&self, purpose: Purpose, parts: &[&[u8]], tag: &[u8]) -> bool {
        self.keys().any(|key| code(key.subkey(purpose), parts).verify_slice(tag).is_ok())
    }

    /// The codes under every valid key, current first: to find a stored row
    /// that was made before the last rotation.
    pub fn macs(&self, purpose: Purpose, parts: &[&[u8]]) -> Vec<[u8; 32]> {
        self.keys().map(|key| code(key.subkey(purpose), parts).finalize().into_bytes().into()).collect()
    }
}

fn code(key: &[u8; 32], parts: &[&[u8]]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(&join(parts.iter().copied()));
    mac
}

#[cfg(test)]
mod tests {
    use crate::keyring::{Keyring, Purpose, Retire};

    #[test]
    fn a_code_belongs_to_its_purpose_parts_and_key() {
        let old = Keyring::ephemeral();
        let tag = old.mac(Purpose::Csrf, &[b"session", b"1"]);
        assert!(old.mac_matches(Purpose::Csrf, &[b"session", b"1"], &tag));
        assert!(!old.mac_matches(Purpose::LinkSignature, &[b"session", b"1"], &tag));
        assert!(!old.mac_matches(Purpose::Csrf, &[b"session1", b""], &tag));
        assert!(!old.mac_matches(Purpose::Csrf, &[b"session", b"1"], &tag[..31]));
        assert!(!old.mac_matches(Purpose::Csrf, &[b"session", b"1"], b""));
        assert!(!Keyring::ephemeral().mac_matches(Purpose::Csrf, &[b"session", b"1"], &tag));
    }

    #[test]
    fn a_code_outlives_one_rotation() {
        let first = Keyring::generate_document();
        let second = Keyring::rotate_document(&first, Retire::Refuse).unwrap();
        let third = Keyring::rotate_document(&second, Retire::Discard).unwrap();
        let [first, second, third] = [first, second, third].map(|text| Keyring::parse(&text).unwrap());
        let tag = first.mac(Purpose::RateLimitKey, &[b"10.0.0.1"]);
        assert!(second.mac_matches(Purpose::RateLimitKey, &[b"10.0.0.1"], &tag));
        assert_ne!(second.mac(Purpose::RateLimitKey, &[b"10.0.0.1"]), tag);
        assert_eq!(second.macs(Purpose::RateLimitKey, &[b"10.0.0.1"])[1], tag);
        assert!(!third.mac_matches(Purpose::RateLimitKey, &[b"10.0.0.1"], &tag));
    }
}
