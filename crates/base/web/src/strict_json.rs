//! A first pass over a JSON body that builds nothing and refuses what two
//! readers could understand differently, or what the database could not hold:
//! repeated keys, deep nesting, NUL characters, lone surrogates, numbers out
//! of range, `__proto__`.

use std::collections::HashSet;
use std::fmt;

use almoner_kernel::{Code, Error};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

/// Objects and arrays inside one another; our deepest body has six.
const MAX_DEPTH: usize = 32;

/// Where the reader is: joined with dots in a field error.
#[derive(Clone, Debug)]
enum Step {
    Key(String),
    Index(usize),
}

#[derive(Default)]
struct Place {
    path: Vec<Step>,
    /// Field code and message, when the refusal is ours and not the parser's.
    refused: Option<(&'static str, &'static str)>,
}

impl Place {
    fn refuse<E: serde::de::Error>(&mut self, code: &'static str, message: &'static str) -> E {
        self.refused = Some((code, message));
        E::custom(message)
    }

    fn text(&self) -> String {
        let steps = self.path.iter().map(|step| match step {
            Step::Key(key) => shown_key(key),
            Step::Index(index) => index.to_string(),
        });
        steps.collect::<Vec<_>>().join(".")
    }
}

/// A key of the caller's as it may stand in an answer: short, without control characters.
pub(crate) fn shown_key(key: &str) -> String {
    key.chars().take(64).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

/// Checks a whole body; the top must be an object.
pub(crate) fn check(body: &[u8]) -> Result<(), Error> {
    if body.starts_with(b"\xef\xbb\xbf") || body.starts_with(b"\xfe\xff") || body.starts_with(b"\xff\xfe") {
        return Err(unreadable("Send UTF-8 without a byte order mark."));
    }
    let first = body.iter().find(|b| !b.is_ascii_whitespace());
    if first.is_none() {
        return Err(unreadable("Send a JSON object."));
    }
    let mut place = Place::default();
    let mut reader = serde_json::Deserializer::from_slice(body);
    let read = Scan { place: &mut place, depth: 0 }.deserialize(&mut reader).and_then(|()| reader.end());
    match read {
        Ok(()) if first == Some(&b'{') => Ok(()),
        Ok(()) => Err(Error::field("", "type", "Send a JSON object.")),
        Err(error) => Err(refusal(&place, &error)),
    }
}

fn unreadable(message: &'static str) -> Error {
    Error::new(Code::BadRequest).message(message)
}

fn refusal(place: &Place, error: &serde_json::Error) -> Error {
    if let Some((code, message)) = place.refused {
        return Error::field(place.text(), code, message);
    }
    // The parser's own words are the only sign of these two; a test holds them.
    let words = error.to_string();
    if words.contains("surrogate") || words.contains("hex escape") {
        return Error::field(place.text(), "format", "Remove the broken \\u escape.");
    }
    if words.contains("number out of range") {
        return Error::field(place.text(), "range", "This number is too large.");
    }
    Error::new(Code::BadRequest).message(format!(
        "The body is not valid JSON (line {}, column {}).",
        error.line(),
        error.column()
    ))
}

struct Scan<'a> {
    place: &'a mut Place,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Scan<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Scan<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        if text.contains('\0') {
            return Err(self.place.refuse("format", "Remove the NUL character."));
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let Self { place, depth } = self;
        let depth = deeper(place, depth)?;
        for index in 0.. {
            place.path.push(Step::Index(index));
            if items.next_element_seed(Scan { place, depth })?.is_none() {
                break;
            }
            place.path.pop();
        }
        place.path.pop();
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let Self { place, depth } = self;
        let depth = deeper(place, depth)?;
        let mut seen = HashSet::new();
        while let Some(key) = entries.next_key::<String>()? {
            place.path.push(Step::Key(key.clone()));
            if key.contains('\0') {
                return Err(place.refuse("format", "Remove the NUL character."));
            }
            // Harmless to us, not to a reader of our answers that is written in JavaScript.
            if key == "__proto__" {
                return Err(place.refuse("unknown", "There is no such field here."));
            }
            if !seen.insert(key) {
                return Err(place.refuse("duplicate", "This field is given twice."));
            }
            entries.next_value_seed(Scan { place, depth })?;
            place.path.pop();
        }
        Ok(())
    }
}

fn deeper<E: serde::de::Error>(place: &mut Place, depth: usize) -> Result<usize, E> {
    if depth < MAX_DEPTH { Ok(depth + 1) } else { Err(place.refuse("depth", "This is nested too deeply.")) }
}

#[cfg(test)]
mod tests {
    use super::check;

    fn complaint(body: &str) -> String {
        match check(body.as_bytes()) {
            Ok(()) => "fine".to_owned(),
            Err(error) => match error.fields.first() {
                Some(field) => format!("{}:{}", field.path, field.code),
                None => error.code.to_string(),
            },
        }
    }

    #[test]
    fn what_is_refused_and_where() {
        let deep = |n: usize| format!("{{\"a\":{}{}}}", "[".repeat(n), "]".repeat(n));
        let table = [
            (r#"{"a":1,"b":[{"c":"x"},null,true,-0,1.5]}"#.to_owned(), "fine"),
            (r#"{"a":"\ud83d\ude00"}"#.to_owned(), "fine"),
            (r#"{"a":1,"a":2}"#.to_owned(), "a:duplicate"),
            (r#"{"a":1,"\u0061":2}"#.to_owned(), "a:duplicate"),
            (r#"{"a":[0,{"b":{"c":1,"c":1}}]}"#.to_owned(), "a.1.b.c:duplicate"),
            (r#"{"a":[0],"b":"x\u0000y"}"#.to_owned(), "b:format"),
            (r#"{"k\u0000":1}"#.to_owned(), "k\u{fffd}:format"),
            (r#"{"a":["\ud800"]}"#.to_owned(), "a.0:format"),
            (r#"{"a":"\ud800\u0041"}"#.to_owned(), "a:format"),
            (r#"{"a":"\udc00"}"#.to_owned(), "a:format"),
            (r#"{"a":{"b":1e400}}"#.to_owned(), "a.b:range"),
            (r#"{"a":{"__proto__":{"is_admin":true}}}"#.to_owned(), "a.__proto__:unknown"),
            (deep(31), "fine"),
            (r#"{"a":[1,2,3],"b":"\u0000"}"#.to_owned(), "b:format"),
            (r#"{"a":NaN}"#.to_owned(), "bad_request"),
            (r#"{"a":Infinity}"#.to_owned(), "bad_request"),
            (r#"{"a":0x10}"#.to_owned(), "bad_request"),
            (r#"{"a":01}"#.to_owned(), "bad_request"),
            (r#"{"a":1,}"#.to_owned(), "bad_request"),
            (r#"{"a":1} {"a":2}"#.to_owned(), "bad_request"),
            ("{\"a\":\"x\ny\"}".to_owned(), "bad_request"),
            (String::new(), "bad_request"),
            ("  ".to_owned(), "bad_request"),
            ("\u{feff}{}".to_owned(), "bad_request"),
            ("[1]".to_owned(), ":type"),
            ("null".to_owned(), ":type"),
        ];
        for (body, expected) in &table {
            assert_eq!(complaint(body), *expected, "{body}");
        }
        for n in [32, 33, 100, 100_000] {
            assert!(complaint(&deep(n)).ends_with(":depth"), "{n}");
        }
        let utf16: Vec<u8> = "{\"a\":1}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(check(&utf16).is_err());
        assert!(check(b"{\"a\":\"\xff\"}").is_err());
        assert!(check(b"{\"a\":\"\xc0\x80\"}").is_err(), "overlong NUL");
    }
}
