//! NHS numbers that belong to nobody: the range 999 000 0000 to 999 999 9999
//! is kept for tests and never given to a patient.

/// Numbers of the test range in a fixed order, each at most once.
pub struct NhsNumbers {
    next: u32,
    left: u32,
}

impl NhsNumbers {
    /// `count` of the million bodies from `first` on, counted round.
    pub fn new(first: u32, count: u32) -> Self {
        Self { next: first % 1_000_000, left: count.min(1_000_000) }
    }

    /// Gives the first `count` bodies to somebody else.
    pub fn split(&mut self, count: u32) -> Self {
        let count = count.min(self.left);
        let part = Self { next: self.next, left: count };
        self.next = (self.next + count) % 1_000_000;
        self.left -= count;
        part
    }
}

impl Iterator for NhsNumbers {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        while self.left > 0 {
            let body = format!("999{:06}", self.next);
            self.next = (self.next + 1) % 1_000_000;
            self.left -= 1;
            if let Some(check) = check_digit(&body) {
                return Some(format!("{body}{check}"));
            }
        }
        None
    }
}

/// Modulus 11 over the nine digits, weights 10 to 2; a remainder that would
/// give 10 makes no number.
fn check_digit(body: &str) -> Option<u32> {
    let sum: u32 =
        body.bytes().zip((2..=10).rev()).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    match 11 - sum % 11 {
        11 => Some(0),
        10 => None,
        check => Some(check),
    }
}

#[cfg(test)]
mod tests {
    use super::{NhsNumbers, check_digit};

    #[test]
    fn a_published_example() {
        // The NHS Data Dictionary's own: 943 476 5919.
        assert_eq!(check_digit("943476591"), Some(9));
        assert_eq!(check_digit("987654321"), Some(0));
        assert_eq!(check_digit("999000000"), None, "a remainder of 1 makes no number");
    }

    #[test]
    fn numbers_are_given_once() {
        let mut all = NhsNumbers::new(999_990, 40);
        let mut first = all.split(20);
        let given: Vec<String> = first.by_ref().chain(all).collect();
        let distinct: std::collections::HashSet<&String> = given.iter().collect();
        assert!(given.len() > 30 && distinct.len() == given.len());
        assert!(given.iter().all(|n| n.len() == 10 && n.starts_with("999")));
    }
}
