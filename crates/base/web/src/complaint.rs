//! What serde says, in the words of our field errors.
//!
//! serde's own sentences name Rust types and repeat the value; a value may be
//! a name or a note, and must not travel into answers and logs.

use almoner_kernel::Error;

use crate::strict_json::shown_key;

/// Turns a typed reader's error at `path` into a field error.
///
/// A `Deserialize` of ours may say `almoner:<code>:<message>` (see [`said`]).
pub(crate) fn field_error(path: &str, words: &str) -> Error {
    let words = words.split(" at line ").next().unwrap_or(words);
    if let Some((code, message)) = words.strip_prefix(OURS).and_then(|rest| rest.split_once(':')) {
        return Error::field(path, code.to_owned(), message);
    }
    if let Some(name) = quoted(words, "unknown field ") {
        return Error::field(ending_in(path, name), "unknown", "There is no such field here.");
    }
    if let Some(name) = quoted(words, "missing field ") {
        return Error::field(ending_in(path, name), "required", "This field is needed.");
    }
    if quoted(words, "duplicate field ").is_some() {
        return Error::field(path, "duplicate", "This field is given twice.");
    }
    if words.starts_with("unknown variant ") {
        let choices = words.split_once("expected ").map_or("", |(_, rest)| rest);
        let choices = choices.trim_start_matches("one of ").replace('`', "");
        return Error::field(path, "choice", format!("Use one of: {choices}."));
    }
    let expected = words.rsplit_once("expected ").map_or("", |(_, rest)| rest);
    if words.starts_with("invalid value: integer") {
        return Error::field(path, "range", "This number is out of range.");
    }
    if words.starts_with("invalid type") || words.starts_with("invalid length") {
        return Error::field(path, "type", format!("Give {}.", kind(expected)));
    }
    if words.starts_with("UUID parsing failed") {
        return Error::field(path, "format", "Give an id.");
    }
    Error::field(path, "format", "This is not in the form that is needed.")
}

const OURS: &str = "almoner:";

/// The words with which a `Deserialize` of ours carries its field code through serde.
pub(crate) fn said(code: &str, message: &str) -> String {
    format!("{OURS}{code}:{message}")
}

fn quoted<'a>(words: &'a str, start: &str) -> Option<&'a str> {
    let rest = words.strip_prefix(start)?.strip_prefix('`')?;
    // The name is the caller's and may hold a back-tick; what follows it is serde's.
    let end = rest.rfind("`, expected ").or_else(|| rest.rfind("`, there are no fields"));
    Some(&rest[..end.unwrap_or(rest.trim_end_matches('`').len())])
}

fn ending_in(path: &str, name: &str) -> String {
    let name = shown_key(name);
    if path.is_empty() || path == "." {
        name
    } else if path == name || path.ends_with(&format!(".{name}")) {
        path.to_owned()
    } else {
        format!("{path}.{name}")
    }
}

fn kind(expected: &str) -> &'static str {
    match expected {
        "a string" | "str" | "string" | "a borrowed string" => "text",
        "a boolean" | "bool" => "true or false",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number that is not negative",
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        e if e.contains("UUID") => "an id",
        e if e.contains("timestamp") => "an instant such as 2027-03-28T01:30:00Z",
        e if e.contains("date") => "a date such as 2027-03-28",
        e if e.starts_with("struct") || e.starts_with("a map") => "an object",
        _ => "a value of the kind that is documented",
    }
}
