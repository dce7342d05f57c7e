//! Keys that nobody drew at random.

/// Why these bytes can't be a random key, if so. A random key of 32 bytes fails
/// one of these rules with a probability below 10⁻¹³.
pub(crate) fn why_weak(key: &[u8]) -> Option<&'static str> {
    if key.len() < 32 {
        return Some("it is shorter than 32 bytes");
    }
    if key.iter().all(|byte| *byte == key[0]) {
        return Some("all its bytes are the same");
    }
    // Before the rule on text: "changemechangeme..." is better named by its repetition.
    if (2..=key.len() / 2).any(|period| key.iter().zip(&key[period..]).all(|(a, b)| a == b)) {
        return Some("it repeats itself");
    }
    let step = key[1].wrapping_sub(key[0]);
    if key.windows(2).all(|pair| pair[1].wrapping_sub(pair[0]) == step) {
        return Some("its bytes are a sequence");
    }
    if key.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')) {
        return Some("it is text that somebody typed, not random bytes");
    }
    let mut seen = [false; 256];
    for byte in key {
        seen[usize::from(*byte)] = true;
    }
    if seen.iter().filter(|there| **there).count() < 14 {
        return Some("it consists of a few different bytes only");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::why_weak;

    #[test]
    fn keys_that_somebody_made_up() {
        let mut padded = b"changeme".to_vec();
        padded.resize(32, 0);
        let cases: [(Vec<u8>, &str); 9] = [
            (vec![], "shorter"),
            ((1..=31).map(|n: u8| n.wrapping_mul(167)).collect(), "shorter"),
            (vec![0; 32], "the same"),
            (vec![0xff; 64], "the same"),
            (b"changeme".repeat(4), "repeats"),
            (b"0123456789abcdef0123456789abcdef012".to_vec(), "repeats"),
            ((0..32).collect(), "a sequence"),
            (b"please change this secret before production!".to_vec(), "typed"),
            (padded, "few different"),
        ];
        for (key, why) in cases {
            let found = why_weak(&key).unwrap_or_else(|| panic!("{key:?} passed"));
            assert!(found.contains(why), "{key:?}: {found}");
        }
    }

    #[test]
    fn random_keys_pass() {
        for _ in 0..200 {
            assert_eq!(why_weak(&*crate::random::bytes::<32>()), None);
        }
    }
}
