//! The query string, read strictly: each parameter once, none unknown, bounded.

use std::cell::RefCell;
use std::fmt;

use almoner_kernel::{Code, Error};
use axum::extract::FromRequestParts;
use http::request::Parts;
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use crate::complaint::field_error;
use crate::fail::Fail;
use crate::strict_json::shown_key;

const MAX_LENGTH: usize = 8 * 1024;
const MAX_PARAMETERS: usize = 64;

/// The whole query string as `T`, which carries `#[serde(deny_unknown_fields)]`
/// and has flat fields: text, numbers, booleans, ids, dates, unit enums, and
/// `Option`s of them.
#[derive(Clone, Debug)]
pub struct QueryOf<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequestParts<S> for QueryOf<T> {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Fail> {
        Ok(Self(into(&pairs(parts.uri.query())?)?))
    }
}

pub(crate) type Pairs = Vec<(String, String)>;

/// Splits and decodes. Two of one name are refused: two readers could each take another.
pub(crate) fn pairs(query: Option<&str>) -> Result<Pairs, Error> {
    let query = query.unwrap_or_default();
    if query.len() > MAX_LENGTH {
        return Err(Error::new(Code::BadRequest).message("The query string is too long."));
    }
    let mut pairs = Pairs::new();
    for part in query.split('&').filter(|part| !part.is_empty()) {
        if pairs.len() == MAX_PARAMETERS {
            return Err(Error::new(Code::BadRequest).message("There are too many query parameters."));
        }
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        let name = decoded(name).ok_or_else(|| Error::field("", "format", "Send parameters in UTF-8."))?;
        let value = decoded(value)
            .ok_or_else(|| Error::field(shown_key(&name), "format", "Send this in UTF-8, without NUL."))?;
        if pairs.iter().any(|(known, _)| *known == name) {
            return Err(Error::field(shown_key(&name), "duplicate", "This parameter is given twice."));
        }
        pairs.push((name, value));
    }
    Ok(pairs)
}

/// `+` is a space, `%xx` a byte; anything that is not UTF-8 then, or holds NUL, is refused.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let high = char::from(rest.next()?).to_digit(16)?;
                let low = char::from(rest.next()?).to_digit(16)?;
                u8::try_from(high * 16 + low).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok().filter(|text| !text.contains('\0'))
}

/// Reads decoded parameters into a type.
pub(crate) fn into<T: DeserializeOwned>(pairs: &[(String, String)]) -> Result<T, Error> {
    let at = RefCell::new(String::new());
    T::deserialize(Parameters { pairs: pairs.iter(), value: None, at: &at })
        .map_err(|error| field_error(&at.borrow(), &error.to_string()))
}

struct Parameters<'a> {
    pairs: std::slice::Iter<'a, (String, String)>,
    value: Option<&'a str>,
    at: &'a RefCell<String>,
}

impl<'de> Deserializer<'de> for Parameters<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_map(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> MapAccess<'de> for Parameters<'_> {
    type Error = de::value::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Self::Error> {
        let Some((name, value)) = self.pairs.next() else {
            self.at.borrow_mut().clear();
            return Ok(None);
        };
        self.value = Some(value);
        *self.at.borrow_mut() = shown_key(name);
        seed.deserialize(name.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Self::Error> {
        seed.deserialize(Scalar(self.value.take().unwrap_or_default()))
    }
}

/// One text that may be read as a number, a boolean, an enum.
struct Scalar<'a>(&'a str);

macro_rules! numbers {
    ($($read:ident, $visit:ident, $type:ty;)+) => {$(
        fn $read<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
            // Rust's own parser would take "+5".
            let number = self.0.parse::<$type>().ok().filter(|_| !self.0.starts_with('+'));
            match number {
                Some(number) => visitor.$visit(number),
                None => Err(self.refused(&stringify!($type))),
            }
        }
    )+};
}

impl Scalar<'_> {
    fn refused(&self, expected: &dyn de::Expected) -> de::value::Error {
        let digits = self.0.strip_prefix('-').unwrap_or(self.0);
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        if whole {
            de::Error::invalid_value(Unexpected::Other("integer"), expected)
        } else {
            de::Error::invalid_type(Unexpected::Other("text"), expected)
        }
    }
}

impl<'de> Deserializer<'de> for Scalar<'_> {
    type Error = de::value::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_str(self.0)
    }

    numbers! {
        deserialize_i8, visit_i8, i8;
        deserialize_i16, visit_i16, i16;
        deserialize_i32, visit_i32, i32;
        deserialize_i64, visit_i64, i64;
        deserialize_u8, visit_u8, u8;
        deserialize_u16, visit_u16, u16;
        deserialize_u32, visit_u32, u32;
        deserialize_u64, visit_u64, u64;
        deserialize_bool, visit_bool, bool;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    forward_to_deserialize_any! {
        i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple tuple_struct map struct
        identifier ignored_any
    }
}

/// Several values of one parameter, separated by commas: `status=open,closed`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commas<T>(pub Vec<T>);

/// Values in one comma-separated parameter.
const MAX_VALUES: usize = 100;

impl<'de, T: DeserializeOwned> de::Deserialize<'de> for Commas<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Split<T>(std::marker::PhantomData<T>);
        impl<T: DeserializeOwned> Visitor<'_> for Split<T> {
            type Value = Commas<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("values separated by commas")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                if text.split(',').count() > MAX_VALUES {
                    return Err(E::custom(crate::complaint::said("too_long", "Give at most 100 values.")));
                }
                let values = text.split(',').map(|one| T::deserialize(Scalar(one)).map_err(E::custom));
                values.collect::<Result<_, E>>().map(Commas)
            }
        }
        deserializer.deserialize_str(Split(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use uuid::Uuid;

    use super::{Commas, into, pairs};

    #[derive(Debug, Deserialize, PartialEq)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Fall,
        NearMiss,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Filters {
        home: Option<Uuid>,
        kind: Option<Commas<Kind>>,
        n: Option<i32>,
        open: Option<bool>,
        text: Option<String>,
        on: Option<jiff::civil::Date>,
    }

    fn read(query: &str) -> Result<Filters, String> {
        let read = pairs(Some(query)).and_then(|pairs| into::<Filters>(&pairs));
        read.map_err(|error| match error.fields.first() {
            Some(field) => format!("{}:{}", field.path, field.code),
            None => error.code.to_string(),
        })
    }

    #[test]
    fn what_is_read() {
        let read = read("kind=fall,near_miss&n=-3&open=true&text=a+b%20%C3%A9&on=2027-03-28").unwrap();
        assert_eq!(read.kind, Some(Commas(vec![Kind::Fall, Kind::NearMiss])));
        assert_eq!((read.n, read.open), (Some(-3), Some(true)));
        assert_eq!(read.text.as_deref(), Some("a b é"));
        assert_eq!(read.on, Some(jiff::civil::date(2027, 3, 28)));
    }

    #[test]
    fn what_is_refused() {
        let table = [
            ("n=1&n=2", "n:duplicate"),
            ("n=1&%6e=2", "n:duplicate"),
            ("x=1", "x:unknown"),
            ("n[]=1", "n[]:unknown"),
            ("n=", "n:type"),
            ("n=NaN", "n:type"),
            ("n=+5", "n:type"),
            ("n=%2B5", "n:type"),
            ("n=1e3", "n:type"),
            ("n=0x10", "n:type"),
            ("n=9223372036854775808", "n:range"),
            ("open=yes", "open:type"),
            ("kind=fall,other", "kind:choice"),
            ("home=R2", "home:format"),
            ("text=%00", "text:format"),
            ("text=%ff", "text:format"),
            ("text=%f", "text:format"),
            ("on=2027-02-30", "on:format"),
        ];
        for (query, expected) in table {
            assert_eq!(read(query).unwrap_err(), expected, "{query}");
        }
        assert_eq!(read(&format!("text={}", "a".repeat(9000))).unwrap_err(), "bad_request");
        let many: Vec<String> = (0..100_000).map(|i| format!("{i}")).collect();
        assert_eq!(read(&many.join("&")[..8000]).unwrap_err(), "bad_request");
    }
}
