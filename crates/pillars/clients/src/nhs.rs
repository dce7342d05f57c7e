//! The NHS number: ten digits, the last of which checks the others.

/// The ten digits of a number that is written with or without spaces, if its check digit is right.
///
/// Modulus 11 (NHS Data Dictionary, "NHS NUMBER"): the first nine digits by the weights 10 to 2;
/// eleven less the remainder is the check digit, 11 standing for 0, and 10 making no number at all.
pub fn number(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(|c| *c != ' ').collect();
    if digits.len() != 10 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let values: Vec<u32> = digits.bytes().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 = values.iter().take(9).zip((2..=10).rev()).map(|(digit, weight)| digit * weight).sum();
    let check = match 11 - sum % 11 {
        11 => 0,
        n => n,
    };
    (values[9] == check).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers() {
        // 943 476 5919 is the data dictionary's own example.
        assert_eq!(number("943 476 5919").as_deref(), Some("9434765919"));
        assert_eq!(number("9434765919").as_deref(), Some("9434765919"));
        for wrong in [
            "9434765918",
            "943476591",
            "94347659190",
            "",
            "943476591x",
            "943-476-5919",
            "٩٤٣٤٧٦٥٩١٩",
            "4444444440",
        ] {
            assert_eq!(number(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_remainder_of_one_makes_no_number() {
        // The nine digits 987654321 leave 0 (check digit 0); 100000001 leaves 1, so no digit fits.
        assert_eq!(number("9876543210").as_deref(), Some("9876543210"));
        for last in 0..10 {
            assert_eq!(number(&format!("100000001{last}")), None, "{last}");
        }
    }

    #[test]
    fn any_one_wrong_digit_is_found() {
        let right = "9434765919";
        for at in 0..10 {
            for digit in '0'..='9' {
                let mut other: Vec<char> = right.chars().collect();
                let before = std::mem::replace(&mut other[at], digit);
                let other: String = other.into_iter().collect();
                assert_eq!(number(&other).is_some(), digit == before, "{other}");
            }
        }
    }
}
