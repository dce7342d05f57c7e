//! The lexer: every byte of the text belongs to exactly one token.

/// What a token is, as far as splitting and comparing need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// White space.
    Space,
    /// `-- ...` or `/* ... */` (which nest).
    Comment,
    /// `'...'`, `E'...'` or `$tag$...$tag$`.
    Text,
    /// `"..."`.
    Quoted,
    /// A bare name, keyword or number.
    Word,
    /// Any other single character.
    Symbol,
}

/// A slice of the source with its kind and byte offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its text, exactly as written.
    pub text: &'a str,
    /// Where it begins, in bytes.
    pub start: usize,
}

impl Token<'_> {
    /// Whether it is this bare word, in any case.
    pub fn is_word(&self, word: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Whether it is neither white space nor a comment.
    pub fn matters(&self) -> bool {
        !matches!(self.kind, Kind::Space | Kind::Comment)
    }
}

/// Cuts a text into tokens. A string or comment that is never closed reaches to
/// the end of the text: PostgreSQL will name that mistake better than we could.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let (kind, end) = next(bytes, at);
        found.push(Token { kind, text: &source[at..end], start: at });
        at = end;
    }
    found
}

fn next(bytes: &[u8], at: usize) -> (Kind, usize) {
    let byte = bytes[at];
    let following = bytes.get(at + 1).copied();
    match byte {
        b if b.is_ascii_whitespace() => (Kind::Space, run(bytes, at, |b| b.is_ascii_whitespace())),
        b'-' if following == Some(b'-') => (Kind::Comment, run(bytes, at, |b| b != b'\n')),
        b'/' if following == Some(b'*') => (Kind::Comment, block_comment(bytes, at)),
        b'\'' => (Kind::Text, quoted(bytes, at, b'\'', false)),
        b'"' => (Kind::Quoted, quoted(bytes, at, b'"', false)),
        b'$' => dollar_quote(bytes, at).map_or((Kind::Symbol, at + 1), |end| (Kind::Text, end)),
        // Only E'...' knows backslashes; that is standard_conforming_strings.
        b'e' | b'E' if following == Some(b'\'') => (Kind::Text, quoted(bytes, at + 1, b'\'', true)),
        b if starts_word(b) || b.is_ascii_digit() => (Kind::Word, run(bytes, at, continues_word)),
        _ => (Kind::Symbol, at + 1),
    }
}

fn run(bytes: &[u8], at: usize, wanted: impl Fn(u8) -> bool) -> usize {
    bytes[at..].iter().position(|b| !wanted(*b)).map_or(bytes.len(), |length| at + length)
}

fn starts_word(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

/// A dollar sign inside a name is part of it, so `a$b$c` opens no quote.
fn continues_word(byte: u8) -> bool {
    starts_word(byte) || byte.is_ascii_digit() || byte == b'$'
}

fn block_comment(bytes: &[u8], at: usize) -> usize {
    let mut depth = 0_u32;
    let mut i = at;
    while i < bytes.len() {
        match (bytes[i], bytes.get(i + 1)) {
            (b'/', Some(b'*')) => {
                depth += 1;
                i += 2;
            }
            (b'*', Some(b'/')) => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    bytes.len()
}

/// `at` is the opening quote. A doubled quote stands for itself.
fn quoted(bytes: &[u8], at: usize, quote: u8, backslashes: bool) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        if backslashes && bytes[i] == b'\\' {
            i += 2;
        } else if bytes[i] == quote {
            if bytes.get(i + 1) == Some(&quote) {
                i += 2;
            } else {
                return i + 1;
            }
        } else {
            i += 1;
        }
    }
    bytes.len()
}

/// The end of `$tag$...$tag$`, or nothing if this dollar opens no quote.
fn dollar_quote(bytes: &[u8], at: usize) -> Option<usize> {
    let tag_end = run(bytes, at + 1, |b| starts_word(b) || b.is_ascii_digit());
    if bytes.get(tag_end) != Some(&b'$') || bytes.get(at + 1).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let tag = &bytes[at..=tag_end];
    let body = tag_end + 1;
    let end = bytes[body..].windows(tag.len()).position(|window| window == tag);
    Some(end.map_or(bytes.len(), |offset| body + offset + tag.len()))
}
