//! One-time codes of authenticator apps: RFC 6238 with SHA-1, 30 seconds and six
//! digits, the only parameters that every app understands.

use std::fmt::{self, Write};

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::encoding::{BASE32, base32};
use crate::random;

/// Seconds per time step.
pub const STEP: i64 = 30;
/// Steps before and after the present one that are accepted, for clocks that differ.
pub const WINDOW: i64 = 1;

/// A seed of 160 bits, as RFC 4226 recommends. Sealed at rest with
/// `Purpose::TotpSecret` and the account as context.
#[derive(Clone)]
pub struct TotpSecret(Zeroizing<[u8; 20]>);

impl TotpSecret {
    pub fn generate() -> Self {
        Self(random::bytes())
    }

    /// Takes up a seed that was opened; `None` when it is not 20 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(|seed| Self(Zeroizing::new(seed)))
    }

    /// The seed, to be sealed.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..]
    }

    /// The seed as it is typed into an app that can't scan.
    pub fn base32(&self) -> Zeroizing<String> {
        Zeroizing::new(base32(BASE32, self.as_bytes()))
    }

    /// The `otpauth://` address that a QR code holds. A colon would end the
    /// issuer's name, so it becomes a blank.
    pub fn uri(&self, issuer: &str, account: &str) -> Zeroizing<String> {
        let [issuer, account] = [issuer, account].map(|text| percent_encode(&text.replace(':', " ")));
        Zeroizing::new(format!(
            "otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period={STEP}",
            *self.base32()
        ))
    }

    /// The time step whose code this is, if the code is right at `now` (Unix
    /// seconds), one step earlier or one later, and the step is later than
    /// `last_used`. The caller stores the step in the same transaction, so that
    /// a code is good once. Blanks in the code are ignored: apps show `123 456`.
    pub fn verify(&self, code: &str, now: i64, last_used: Option<i64>) -> Option<i64> {
        let mut given = [0_u8; 6];
        let mut length = 0;
        for byte in code.bytes().filter(|byte| *byte != b' ').take(7) {
            if !byte.is_ascii_digit() || length == given.len() {
                return None;
            }
            given[length] = byte;
            length += 1;
        }
        if length != given.len() {
            return None;
        }
        let present = now.div_euclid(STEP);
        // All steps are computed and compared, whichever matches.
        let mut matched = None;
        for step in present - WINDOW..=present + WINDOW {
            let right: bool = self.code(step).ct_eq(&given).into();
            if right && last_used.is_none_or(|last| step > last) {
                matched = Some(step);
            }
        }
        matched
    }

    /// The code of one step, as six ASCII digits.
    pub fn code(&self, step: i64) -> [u8; 6] {
        let mut mac = Hmac::<Sha1>::new_from_slice(self.as_bytes()).expect("HMAC takes keys of any length");
        mac.update(&step.to_be_bytes());
        let mut value = truncate(&mac.finalize().into_bytes().into()) % 1_000_000;
        let mut digits = [b'0'; 6];
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(value % 10).expect("a digit");
            value /= 10;
        }
        digits
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(..)")
    }
}

/// RFC 4226, section 5.3: 31 bits at the place that the last byte names.
fn truncate(mac: &[u8; 20]) -> u32 {
    let at = usize::from(mac[19] & 15);
    u32::from_be_bytes([mac[at], mac[at + 1], mac[at + 2], mac[at + 3]]) & 0x7fff_ffff
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~@".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            write!(encoded, "%{byte:02X}").expect("a string takes any text");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::TotpSecret;

    fn rfc() -> TotpSecret {
        TotpSecret::from_bytes(b"12345678901234567890").unwrap()
    }

    #[test]
    fn vectors_of_rfc_6238() {
        // Appendix B, SHA-1: eight digits there, the last six of them here.
        for (now, eight) in [
            (59, "94287082"),
            (1_111_111_109, "07081804"),
            (1_111_111_111, "14050471"),
            (1_234_567_890, "89005924"),
            (2_000_000_000, "69279037"),
            (20_000_000_000, "65353130"),
        ] {
            let code = rfc().code(now / 30);
            assert_eq!(std::str::from_utf8(&code).unwrap(), &eight[2..]);
            assert_eq!(rfc().verify(&eight[2..], now, None), Some(now / 30));
        }
    }

    #[test]
    fn the_window_is_one_step_each_way() {
        let now = 1_234_567_890; // the first second of step 41_152_263
        let at = |step: i64| String::from_utf8(rfc().code(41_152_263 + step).to_vec()).unwrap();
        for (step, accepted) in
            [(-3, false), (-2, false), (-1, true), (0, true), (1, true), (2, false), (3, false)]
        {
            assert_eq!(rfc().verify(&at(step), now, None).is_some(), accepted, "{step}");
        }
        // A clock that is 90 s off is refused at every second of a step.
        for off in [-90, 90] {
            for second in 0..30 {
                assert_eq!(rfc().verify(&at(0), now + off + second, None), None, "{off} {second}");
            }
        }
    }

    #[test]
    fn a_step_is_good_once() {
        let now = 1_234_567_890;
        let step = now / 30;
        let code = String::from_utf8(rfc().code(step).to_vec()).unwrap();
        assert_eq!(rfc().verify(&code, now, Some(step - 1)), Some(step));
        assert_eq!(rfc().verify(&code, now, Some(step)), None);
        assert_eq!(rfc().verify(&code, now, Some(step + 1)), None);
        let before = String::from_utf8(rfc().code(step - 1).to_vec()).unwrap();
        assert_eq!(rfc().verify(&before, now, Some(step)), None, "an earlier code after a later one");
    }

    #[test]
    fn what_is_no_code() {
        let now = 59;
        assert_eq!(rfc().verify("287 082", now, None), Some(1));
        for bad in [
            "",
            "28708",
            "2870822",
            "94287082",
            "28708a",
            "２８７０８２",
            "-28708",
            "287082\0",
            "287\t082",
            "000000",
        ] {
            assert_eq!(rfc().verify(bad, now, None), None, "{bad:?}");
        }
        assert_eq!(TotpSecret::generate().verify("287082", -5, None), None);
        assert_eq!(rfc().verify(&"1".repeat(1 << 20), now, None), None);
    }

    #[test]
    fn seeds_are_random_and_not_printed() {
        let (a, b) = (TotpSecret::generate(), TotpSecret::generate());
        assert_ne!(a.as_bytes(), b.as_bytes());
        assert_eq!(format!("{a:?}"), "TotpSecret(..)");
        assert!(TotpSecret::from_bytes(&[0; 19]).is_none());
    }

    #[test]
    fn the_address_for_the_app() {
        assert_eq!(rfc().base32().as_str(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(
            rfc().uri("Elm & Oak: Care", "ásha+1@example.org").as_str(),
            "otpauth://totp/Elm%20%26%20Oak%20%20Care:%C3%A1sha%2B1@example.org\
             ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Elm%20%26%20Oak%20%20Care&algorithm=SHA1&digits=6&period=30"
        );
    }
}
