//! Conditions taken apart.

use super::Token;

/// The parts between a word that stands outside every parenthesis and `case`.
pub fn parts<'t, 's>(tokens: &'t [Token<'s>], word: &str) -> Vec<&'t [Token<'s>]> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_i32);
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ if token.is_word("case") => depth += 1,
            _ if token.is_word("end") => depth -= 1,
            _ if depth == 0 && token.is_word(word) => {
                parts.push(&tokens[from..index]);
                from = index + 1;
            }
            _ => {}
        }
    }
    parts.push(&tokens[from..]);
    parts
}
