//! One column's value, as COPY takes it and as PostgreSQL prints it in jsonb.
//!
//! The audit commits to a hash of the printed jsonb, so the second form has to
//! be PostgreSQL's to the byte; a test lets the server check every hash.

use std::borrow::Cow;
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use uuid::Uuid;

#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Int(i64),
    /// `numeric` with two decimals, in hundredths.
    Hundredths(i32),
    Text(Cow<'static, str>),
    Id(Uuid),
    At(Timestamp),
    Day(Date),
    Clock(Time),
    /// `tstzrange`, lower bound included, upper excluded or open.
    Span(Timestamp, Option<Timestamp>),
    /// `jsonb`, written as PostgreSQL prints it.
    Json(Cow<'static, str>),
    Bytes(Vec<u8>),
    /// `text[]` of plain words.
    Words(Vec<&'static str>),
    /// `uuid[]`.
    Ids(Vec<Uuid>),
}

impl From<&'static str> for Value {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<Uuid> for Value {
    fn from(id: Uuid) -> Self {
        Self::Id(id)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::At(at)
    }
}

impl From<Date> for Value {
    fn from(day: Date) -> Self {
        Self::Day(day)
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl Value {
    /// The word that a [`Value::Text`] holds.
    pub fn word(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The id that a [`Value::Id`] holds.
    pub fn id(&self) -> Option<Uuid> {
        if let Self::Id(id) = self { Some(*id) } else { None }
    }

    /// Appends it in COPY's text format.
    pub fn copy(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("\\N"),
            Self::Bool(yes) => out.push(if *yes { 't' } else { 'f' }),
            Self::Text(text) | Self::Json(text) => escape_copy(text, out),
            Self::Bytes(bytes) => {
                out.push_str("\\\\x");
                hex(bytes, out);
            }
            Self::Words(words) => {
                out.push('{');
                out.push_str(&words.join(","));
                out.push('}');
            }
            Self::Ids(ids) => {
                out.push('{');
                list(ids, "", ",", out);
                out.push('}');
            }
            Self::At(at) => instant(*at, ' ', "+00", out),
            Self::Span(from, to) => span(*from, *to, "\"", out),
            Self::Int(_) | Self::Hundredths(_) | Self::Id(_) | Self::Day(_) | Self::Clock(_) => {
                self.plain(out);
            }
        }
    }

    /// Appends it as PostgreSQL prints `to_jsonb` of it, in time zone UTC.
    pub fn json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(yes) => out.push_str(if *yes { "true" } else { "false" }),
            Self::Int(_) | Self::Hundredths(_) => self.plain(out),
            Self::Json(text) => out.push_str(text),
            Self::Text(text) => escape_json(text, out),
            Self::Id(_) | Self::Day(_) | Self::Clock(_) => {
                out.push('"');
                self.plain(out);
                out.push('"');
            }
            Self::At(at) => {
                out.push('"');
                instant(*at, 'T', "+00:00", out);
                out.push('"');
            }
            Self::Span(from, to) => {
                out.push('"');
                span(*from, *to, "\\\"", out);
                out.push('"');
            }
            Self::Ids(ids) => {
                out.push('[');
                list(ids, "\"", ", ", out);
                out.push(']');
            }
            Self::Bytes(bytes) => {
                out.push_str("\"\\\\x");
                hex(bytes, out);
                out.push('"');
            }
            Self::Words(words) => {
                out.push('[');
                for (place, word) in words.iter().enumerate() {
                    out.push_str(if place == 0 { "\"" } else { ", \"" });
                    out.push_str(word);
                    out.push('"');
                }
                out.push(']');
            }
        }
    }

    /// What reads the same in both forms.
    fn plain(&self, out: &mut String) {
        let written = match self {
            Self::Int(number) => write!(out, "{number}"),
            Self::Hundredths(number) => write!(out, "{}.{:02}", number / 100, number % 100),
            Self::Id(id) => {
                out.push_str(id.hyphenated().encode_lower(&mut [0; 36]));
                Ok(())
            }
            Self::Day(day) => write!(out, "{:04}-{:02}-{:02}", day.year(), day.month(), day.day()),
            Self::Clock(time) => write!(out, "{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()),
            _ => Ok(()),
        };
        written.expect("a String takes everything");
    }
}

fn list(ids: &[Uuid], quote: &str, between: &str, out: &mut String) {
    for (place, id) in ids.iter().enumerate() {
        if place > 0 {
            out.push_str(between);
        }
        out.push_str(quote);
        out.push_str(id.hyphenated().encode_lower(&mut [0; 36]));
        out.push_str(quote);
    }
}

/// Whole seconds only: the world has no finer clock.
fn instant(at: Timestamp, between: char, zone: &str, out: &mut String) {
    let utc = Offset::UTC.to_datetime(at);
    let (date, time) = (utc.date(), utc.time());
    write!(
        out,
        "{:04}-{:02}-{:02}{between}{:02}:{:02}:{:02}{zone}",
        date.year(),
        date.month(),
        date.day(),
        time.hour(),
        time.minute(),
        time.second()
    )
    .expect("a String takes everything");
}

fn span(from: Timestamp, to: Option<Timestamp>, quote: &str, out: &mut String) {
    out.push('[');
    out.push_str(quote);
    instant(from, ' ', "+00", out);
    out.push_str(quote);
    out.push(',');
    if let Some(to) = to {
        out.push_str(quote);
        instant(to, ' ', "+00", out);
        out.push_str(quote);
    }
    out.push(')');
}

fn escape_copy(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push(c),
        }
    }
}

fn escape_json(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => unreachable!("no seeded text has control characters"),
            c => out.push(c),
        }
    }
    out.push('"');
}

fn hex(bytes: &[u8], out: &mut String) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(char::from(DIGITS[usize::from(byte >> 4)]));
        out.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

#[cfg(test)]
mod tests {
    use super::Value;

    fn both(value: &Value) -> (String, String) {
        let (mut copy, mut json) = (String::new(), String::new());
        value.copy(&mut copy);
        value.json(&mut json);
        (copy, json)
    }

    #[test]
    fn the_two_forms() {
        let at: jiff::Timestamp = "2026-03-29T01:02:03Z".parse().unwrap();
        for (value, copy, json) in [
            (Value::Null, "\\N", "null"),
            (Value::Hundredths(3705), "37.05", "37.05"),
            (at.into(), "2026-03-29 01:02:03+00", "\"2026-03-29T01:02:03+00:00\""),
            (Value::Span(at, None), "[\"2026-03-29 01:02:03+00\",)", "\"[\\\"2026-03-29 01:02:03+00\\\",)\""),
            ("a\\b\n\"c\"".into(), "a\\\\b\\n\"c\"", "\"a\\\\b\\n\\\"c\\\"\""),
        ] {
            assert_eq!(both(&value), (copy.to_owned(), json.to_owned()));
        }
        let mut copy = String::new();
        Value::Bytes(vec![0, 255]).copy(&mut copy);
        assert_eq!(copy, "\\\\x00ff");
    }
}
