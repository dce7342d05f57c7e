//! The body of an entry, with its fields in the order in which the device wrote them.
//!
//! A key stands for one body. Its author's own request is known by the hash of its bytes, so the hash of what is
//! handed in has to be made of the same bytes: then the two are one entry, whoever sent it first.

use std::fmt;

use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Number;

/// Any JSON. Unlike `serde_json::Value` it keeps the order of fields.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Sent>),
    Fields(Vec<(String, Sent)>),
}

impl Sent {
    /// As `JSON.stringify` writes it: without spaces.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }
}

impl Serialize for Sent {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(value) => value.serialize(to),
            Self::Text(value) => to.serialize_str(value),
            Self::List(parts) => to.collect_seq(parts),
            Self::Fields(fields) => {
                let mut map = to.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Sent {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(AnyJson)
    }
}

struct AnyJson;

impl<'de> Visitor<'de> for AnyJson {
    type Value = Sent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the body of the entry")
    }

    fn visit_unit<E>(self) -> Result<Sent, E> {
        Ok(Sent::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Sent, E> {
        Ok(Sent::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Sent, E> {
        Ok(Sent::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Sent, E> {
        Ok(Sent::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Sent, E> {
        Ok(Number::from_f64(value).map_or(Sent::Null, Sent::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Sent, E> {
        Ok(Sent::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Sent, E> {
        Ok(Sent::Text(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut of: A) -> Result<Sent, A::Error> {
        let mut parts = Vec::new();
        while let Some(part) = of.next_element()? {
            parts.push(part);
        }
        Ok(Sent::List(parts))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut of: A) -> Result<Sent, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = of.next_entry()? {
            fields.push(field);
        }
        Ok(Sent::Fields(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::Sent;

    #[test]
    fn what_a_browser_wrote_comes_out_as_it_was() {
        for written in [
            r#"{"outcome":"done","measures":{"ml":150,"celsius":36.6},"last_seen_ordinal":0,"occurred_at":"2026-11-23T12:00:00Z"}"#,
            r#"{"kind":"general","text":"Żółw \"sat\"\n\\ on 1/2 – ok\u0001","flagged":true,"measures":{}}"#,
            r#"{"z":null,"a":[1,-2,0.5,[],{}],"b":false}"#,
        ] {
            let read: Sent = serde_json::from_str(written).expect("JSON");
            assert_eq!(String::from_utf8(read.bytes()).expect("UTF-8"), written);
        }
    }
}
