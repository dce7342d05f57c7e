use almoner_kernel::Code;
use chacha20poly1305::XNonce;
use chacha20poly1305::aead::{Aead, Payload};
use proptest::prelude::*;

use super::{MAX_PLAINTEXT, MAX_SEALED, OpenError, context, prefix};
use crate::encoding::{base64url, from_base64url};
use crate::keyring::{Keyring, Purpose, Retire};

fn ring() -> &'static Keyring {
    static RING: std::sync::LazyLock<Keyring> = std::sync::LazyLock::new(Keyring::ephemeral);
    &RING
}

fn open(text: &str) -> Result<Vec<u8>, OpenError> {
    ring().open(Purpose::Cursor, b"asha|clients", text).map(|plain| plain.to_vec())
}

fn seal(plaintext: &[u8]) -> String {
    ring().seal(Purpose::Cursor, b"asha|clients", plaintext).unwrap()
}

proptest! {
    #[test]
    fn what_was_sealed_opens(plaintext in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert_eq!(open(&seal(&plaintext)), Ok(plaintext));
    }

    #[test]
    fn any_other_context_or_purpose_is_refused(aad in proptest::collection::vec(any::<u8>(), 0..40)) {
        let text = ring().seal(Purpose::TotpSecret, b"account 1", b"seed").unwrap();
        prop_assume!(aad != b"account 1");
        prop_assert!(ring().open(Purpose::TotpSecret, &aad, &text).is_err());
        for purpose in Purpose::ALL.into_iter().filter(|purpose| *purpose != Purpose::TotpSecret) {
            prop_assert!(ring().open(purpose, b"account 1", &text).is_err());
        }
    }

    #[test]
    fn any_text_is_refused_and_nothing_panics(text in "\\PC{0,200}") {
        prop_assert_eq!(open(&text), Err(OpenError::Invalid));
    }
}

#[test]
fn every_altered_byte_is_refused() {
    let text = seal(b"2026-11-23|Patel");
    for at in 0..text.len() {
        for flip in [0x01, 0x02, 0x04, 0x20, 0x40] {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= flip;
            let Ok(altered) = String::from_utf8(bytes) else { continue };
            assert_eq!(open(&altered), Err(OpenError::Invalid), "byte {at} ^ {flip}");
        }
    }
    // And below the encoding: every bit of nonce, ciphertext and tag.
    let (head, body) = text.rsplit_once('.').unwrap();
    let body = from_base64url(body).unwrap();
    for bit in 0..body.len() * 8 {
        let mut altered = body.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let altered = format!("{head}.{}", base64url(&altered));
        assert_eq!(open(&altered), Err(OpenError::Invalid), "bit {bit}");
    }
    assert_eq!(open(&text).unwrap(), b"2026-11-23|Patel");
}

#[test]
fn every_cut_and_every_addition_is_refused() {
    let text = seal(b"x");
    for end in 0..text.len() {
        assert_eq!(open(&text[..end]), Err(OpenError::Invalid), "cut to {end}");
    }
    for more in ["A", "=", ".", " ", "\n", "\0", ".AAAA"] {
        assert_eq!(open(&format!("{text}{more}")), Err(OpenError::Invalid), "{more:?}");
        assert_eq!(open(&format!("{more}{text}")), Err(OpenError::Invalid), "{more:?}");
    }
}

#[test]
fn the_limits() {
    assert_eq!(open(&seal(&vec![7; MAX_PLAINTEXT])).unwrap().len(), MAX_PLAINTEXT);
    assert!(seal(&vec![7; MAX_PLAINTEXT]).len() <= MAX_SEALED);
    let error = ring().seal(Purpose::Cursor, b"", &vec![7; MAX_PLAINTEXT + 1]).unwrap_err();
    assert_eq!(error.code, Code::Internal);
    // Well sealed, but by somebody who keeps no limit.
    let (key, nonce) = (ring().current(), [7; 24]);
    let aad = super::bound(&key.id, Purpose::Cursor, b"asha|clients");
    let payload = Payload { msg: &vec![7; MAX_PLAINTEXT + 4096], aad: &aad };
    let sealed = super::cipher(key, Purpose::Cursor).encrypt(&XNonce::from(nonce), payload).unwrap();
    let long = format!("{}{}", prefix(&key.id), base64url(&[&nonce[..], &sealed].concat()));
    assert!(long.len() > MAX_SEALED);
    assert_eq!(open(&long), Err(OpenError::Invalid));
    let huge = format!("v1.{}.{}", ring().current_id(), "A".repeat(1 << 20));
    assert_eq!(open(&huge), Err(OpenError::Invalid));
}

#[test]
fn two_seals_of_the_same_differ_and_are_url_safe() {
    let (a, b) = (seal(b"same"), seal(b"same"));
    assert_ne!(a, b);
    assert!(a.starts_with(&prefix(ring().current_id())));
    assert!(a.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)), "{a}");
}

#[test]
fn a_guessed_key_does_not_seal_for_us() {
    // A ring with our key id but another root key: what an attacker can make.
    let theirs = Keyring::ephemeral();
    let text = theirs.seal(Purpose::Cursor, b"asha|clients", b"x").unwrap();
    assert_eq!(open(&text), Err(OpenError::Invalid), "an id that was never ours");
    let renamed = text.replace(theirs.current_id().as_str(), ring().current_id().as_str());
    assert_eq!(open(&renamed), Err(OpenError::Invalid), "our id on their text");
}

#[test]
fn through_rotations() {
    let first = Keyring::generate_document();
    let second = Keyring::rotate_document(&first, Retire::Refuse).unwrap();
    let third = Keyring::rotate_document(&second, Retire::Discard).unwrap();
    let [first, second, third] = [first, second, third].map(|text| Keyring::parse(&text).unwrap());
    let text = first.seal(Purpose::TotpSecret, b"a", b"seed").unwrap();
    assert!(!first.needs_reseal(&text));
    assert_eq!(second.open(Purpose::TotpSecret, b"a", &text).unwrap().as_slice(), b"seed");
    assert!(second.needs_reseal(&text));
    assert_eq!(third.open(Purpose::TotpSecret, b"a", &text).unwrap_err(), OpenError::RetiredKey);
    let anew = second.seal(Purpose::TotpSecret, b"a", b"seed").unwrap();
    assert_eq!(third.open(Purpose::TotpSecret, b"a", &anew).unwrap().as_slice(), b"seed");
    // What the newer ring made is not the older ring's, and was never retired there.
    assert_eq!(first.open(Purpose::TotpSecret, b"a", &anew).unwrap_err(), OpenError::Invalid);
}

#[test]
fn the_answers_for_cursors() {
    assert_eq!(OpenError::Invalid.for_cursor().code, Code::CursorInvalid);
    assert_eq!(OpenError::RetiredKey.for_cursor().code, Code::CursorExpired);
    assert_ne!(context(&[b"ab", b"c"]), context(&[b"a", b"bc"]));
    assert!(!ring().needs_reseal("no sealed text"));
}
