//! Ids, markers and numbers that are the same in every run, made from the names of things.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The id of a named thing: the same name is the same id, everywhere.
pub fn id(name: &str) -> Uuid {
    let digest = Sha256::digest(name.as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// What a text field of a named thing holds, so that a leak says where it came from.
pub fn canary(object: &str, field: &str) -> String {
    format!("CANARY-{object}-{field}")
}

/// A valid NHS number: nine digits and their check digit. Numbers whose check digit would be ten
/// do not exist, so the next nine digits are taken.
pub fn nhs_number(seed: u32) -> String {
    // 999 is the range that the NHS keeps for tests.
    (seed..)
        .find_map(|n| {
            let nine = format!("999{:06}", n % 1_000_000);
            let sum: u32 = nine.bytes().zip((2..=10).rev()).map(|(d, w)| u32::from(d - b'0') * w).sum();
            match 11 - sum % 11 {
                11 => Some(format!("{nine}0")),
                10 => None,
                check => Some(format!("{nine}{check}")),
            }
        })
        .expect("most numbers have a check digit")
}

#[cfg(test)]
mod tests {
    use super::{id, nhs_number};

    #[test]
    fn ids_depend_on_names_only() {
        assert_eq!(id("R1"), id("R1"));
        assert_ne!(id("R1"), id("R1b"));
    }

    #[test]
    fn nhs_numbers_have_their_check_digit() {
        for seed in 0..500 {
            let number = nhs_number(seed);
            let digits: Vec<u32> = number.bytes().map(|b| u32::from(b - b'0')).collect();
            let sum: u32 = digits[..9].iter().zip((2..=10).rev()).map(|(d, w)| d * w).sum();
            assert_eq!((sum + digits[9]) % 11, 0, "{number}");
        }
    }
}
