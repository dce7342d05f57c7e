//! What is sent into a field of each kind, and how it must be answered.

use serde_json::{Value, json};

use super::fields::{Field, kind};

/// How a value is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Must {
    /// 422 with the field named.
    Refuse,
    /// 400: not JSON at all.
    Unreadable,
    /// 413: more than any body may hold.
    TooLarge,
    /// Taken, or refused with the field named.
    Either,
}

/// Raw text in the place of a field's value, in short and in full.
pub struct Hostile {
    pub called: &'static str,
    pub raw: String,
    pub must: Must,
}

fn h(called: &'static str, raw: impl Into<String>, must: Must) -> Hostile {
    Hostile { called, raw: raw.into(), must }
}

fn text(called: &'static str, value: &str, must: Must) -> Hostile {
    h(called, json!(value).to_string(), must)
}

/// A body that is larger than any route takes.
const TEN_MB: usize = 10 * 1024 * 1024;

/// Fields that are compared with a secret, or looked up, and never kept: whatever is no secret of
/// ours is a wrong one.
const COMPARED: &[&str] = &[
    "token",
    "code",
    "recovery_code",
    "device_token",
    "device_secret",
    "refresh_token",
    "step",
    "issuer",
    "password",
    "new_password",
];

/// Values for a field.
pub fn of_field(field: &Field) -> Vec<Hostile> {
    let mut all = values(field.schema, field.nullable);
    if COMPARED.contains(&field.path.as_str()) {
        let only_wrong = |v: &&mut Hostile| matches!(v.called, "ESC" | "DEL" | "NEL" | "150 kB");
        all.iter_mut().filter(only_wrong).for_each(|value| value.must = Must::Either);
    }
    all
}

fn values(schema: &Value, nullable: bool) -> Vec<Hostile> {
    use Must::{Either, Refuse, Unreadable};
    let mut all = vec![
        h("NaN", "NaN", Unreadable),
        h("Infinity", "Infinity", Unreadable),
        h("-Infinity", "-Infinity", Unreadable),
        h("0x10", "0x10", Unreadable),
        h("1e400", "1e400", Refuse),
        h("a list of itself", "[[[[[[[[[[]]]]]]]]]]", Refuse),
        h(
            "an object",
            r#"{"a":{"b":1}}"#,
            if schema["additionalProperties"].is_object() { Either } else { Refuse },
        ),
        h("null", "null", if nullable { Either } else { Refuse }),
        h("a lone surrogate", r#""a\ud800b""#, Refuse),
        h("surrogates the wrong way round", r#""\udc00\ud800""#, Refuse),
        h("NUL", r#""a\u0000b""#, Refuse),
    ];
    all.extend(match kind(schema) {
        "string" => of_text(schema),
        "integer" => of_number(true),
        "number" => of_number(false),
        "boolean" => {
            let wrong = ["0", "1", r#""true""#, r#""""#, "2.5"];
            wrong.map(|raw| h("not a boolean", raw, Refuse)).into()
        }
        "object" => {
            vec![
                h("no object", "[]", Refuse),
                h("no object", "1", Refuse),
                h("proto", r#"{"__proto__":true}"#, Refuse),
                h("unknown", r#"{"no_such":true}"#, Refuse),
            ]
        }
        other => panic!("no values for {other}"),
    });
    all
}

fn of_number(whole: bool) -> Vec<Hostile> {
    use Must::{Either, Refuse};
    let mut all = vec![
        h("text", r#""5""#, Refuse),
        h("true", "true", Refuse),
        h("2^63", "9223372036854775808", Refuse),
        h("-2^63-1", "-9223372036854775809", Refuse),
        h("2^31", "2147483648", Refuse),
        h("1e300", "1e300", Refuse),
        h("-0", "-0", Either),
        h("-1", "-1", Refuse),
        h("zero", "0", Either),
    ];
    if whole {
        all.extend([h("a fraction", "1.5", Refuse), h("an exponent", "1e1", Refuse)]);
    } else {
        all.push(h("many digits", "1.00000000000000000000001", Either));
    }
    all
}

fn of_text(schema: &Value) -> Vec<Hostile> {
    use Must::{Either, Refuse, TooLarge};
    let mut all = vec![
        h("a number", "7", Refuse),
        h("a boolean", "true", Refuse),
        h("10 MB", format!("\"{}\"", "a".repeat(TEN_MB)), TooLarge),
        text("150 kB", &"a".repeat(150_000), Refuse),
    ];
    let refused: &[&str] = if schema["enum"].is_array() {
        &["", "no_such", "NO SUCH", "0", "null", "ﬁ"]
    } else {
        match schema["format"].as_str() {
            Some("uuid") => {
                &["", "1", "x", "00000000-0000-0000-0000-00000000000g", "../../etc/passwd", "' or 1=1 --"]
            }
            Some("date") => &[
                "",
                "infinity",
                "-infinity",
                "now",
                "today",
                "0000-01-01",
                "99999-01-01",
                "2027-02-29",
                "2027-13-01",
                "20270328",
                "2027-03-28T00:00:00Z",
                "1e10",
                "-0001-01-01",
                "0001-01-01 BC",
            ],
            Some("date-time") => &[
                "",
                "infinity",
                "-infinity",
                "now",
                "294277-01-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "99999-01-01T00:00:00Z",
                "2027-02-29T00:00:00Z",
                "2027-03-28T24:00:00Z",
                "2027-03-28T01:30:00",
                "2027-03-28",
                "2027-03-28T01:30:00+25:00",
                "1790000000",
            ],
            Some("time-local") => {
                &["", "24:00", "24:00:00", "25:00:00", "07:60:00", "7", "noon", "07:00:00Z", "allballs"]
            }
            _ => {
                // A secret is bytes of the person's own choosing; any other text has no control characters.
                if schema["format"] != "password" {
                    all.extend([
                        text("ESC", "a\u{1b}[31mb", Refuse),
                        text("DEL", "a\u{7f}b", Refuse),
                        text("NEL", "a\u{85}b", Refuse),
                    ]);
                }
                all.extend([
                    text("a ZWJ family", "👩‍👩‍👧 Zoë O’Brien-Ærø", Either),
                    text("right to left", "\u{202e}abc", Either),
                    text("NFD", "Zoe\u{308}", Either),
                    text("a Kelvin sign", "\u{212a}arl@example.org", Either),
                    text("a dotted I", "\u{130}lse@example.org", Either),
                    text("quotes", "'; drop table clients; --", Either),
                    text("markup", "<script>alert(1)</script>", Either),
                    text("noncharacter", "\u{ffff}\u{fffe}", Either),
                    text("blank", "  \u{3000} ", Either),
                ]);
                &[]
            }
        }
    };
    all.extend(refused.iter().map(|value| text("out of its kind", value, Refuse)));
    all
}

/// Fields that nobody may say (A05), and what a body might smuggle.
pub const FORBIDDEN: &[&str] = &[
    "id",
    "organisation_id",
    "organisation",
    "care_home_id",
    "client_id",
    "profile_id",
    "account_id",
    "holding_home_id",
    "created_by",
    "created_at",
    "updated_by",
    "updated_at",
    "approved_by",
    "verified_by",
    "published_by",
    "status",
    "state",
    "archived_at",
    "archived_by",
    "archive_reason",
    "archive_batch",
    "version",
    "is_admin",
    "role",
    "persona",
    "can",
    "__proto__",
    "constructor",
    "prototype",
    "$where",
    "",
    "a.b",
    "Id",
    "ID",
];
