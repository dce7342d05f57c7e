//! Days and instants as they may arrive: RFC 3339, in years that can be meant.

use std::ops::RangeInclusive;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, Schema, SchemaFormat, Type};

use crate::complaint::said;

/// A resident may be born in 1900; nothing is planned beyond 2200.
pub const YEARS: RangeInclusive<i16> = 1900..=2200;

/// A day in a request: `2027-03-28`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

/// An instant in a request: `2027-03-28T01:30:00Z` or with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(pub jiff::Timestamp);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // jiff would also take a date-time, a bracketed zone, a six-digit year.
        let plain = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        let date: Option<Date> = plain.then(|| text.parse().ok()).flatten();
        let date =
            date.ok_or_else(|| de::Error::custom(said("format", "Give a date such as 2027-03-28.")))?;
        in_range(date).map(Self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let plain =
            text.len() <= 40 && !text.starts_with(['+', '-']) && !text.contains('[') && !is_far(&text);
        let instant: Option<jiff::Timestamp> = plain.then(|| text.parse().ok()).flatten();
        let words = "Give an instant such as 2027-03-28T01:30:00Z.";
        let instant = instant.ok_or_else(|| de::Error::custom(said("format", words)))?;
        in_range::<D::Error>(TimeZone::UTC.to_datetime(instant).date())?;
        Ok(Self(instant))
    }
}

/// Whether an offset is one that no place on earth has; jiff takes up to 25:59.
fn is_far(text: &str) -> bool {
    let after_time = text.split_once(['T', 't', ' ']).map_or("", |(_, time)| time);
    let offset = after_time.split_once(['+', '-']).map_or("", |(_, offset)| offset);
    offset.get(..2).and_then(|hours| hours.parse::<u8>().ok()).is_some_and(|hours| hours > 14)
}

fn in_range<E: de::Error>(date: Date) -> Result<Date, E> {
    if YEARS.contains(&date.year()) {
        Ok(date)
    } else {
        Err(E::custom(said("range", "Give a year from 1900 to 2200.")))
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

fn text_of(format: KnownFormat) -> RefOr<Schema> {
    ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(format))).into()
}

macro_rules! described {
    ($($type:ident, $format:ident;)+) => {$(
        impl utoipa::__dev::ComposeSchema for $type {
            fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
                text_of(KnownFormat::$format)
            }
        }

        impl utoipa::ToSchema for $type {
            fn name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
        }
    )+};
}

described! {
    Day, Date;
    Instant, DateTime;
}

#[cfg(test)]
mod tests {
    use super::{Day, Instant};

    fn refusal<T: serde::de::DeserializeOwned>(text: &str) -> String {
        #[derive(serde::Deserialize)]
        struct At<T> {
            #[serde(rename = "at")]
            _at: T,
        }
        let body = serde_json::json!({ "at": text }).to_string();
        match crate::body::read::<At<T>>(body.as_bytes()) {
            Ok(_) => "fine".to_owned(),
            Err(error) => format!("{}:{}", error.fields[0].path, error.fields[0].code),
        }
    }

    #[test]
    fn days() {
        let table = [
            ("2027-03-28", "fine"),
            ("2028-02-29", "fine"),
            ("1900-01-01", "fine"),
            ("2200-12-31", "fine"),
            ("1899-12-31", "at:range"),
            ("2201-01-01", "at:range"),
            ("0000-01-01", "at:range"),
            ("9999-12-31", "at:range"),
            ("2027-02-29", "at:format"),
            ("99999-01-01", "at:format"),
            ("+002027-03-28", "at:format"),
            ("-000001-01-01", "at:format"),
            ("20270328", "at:format"),
            ("2027-03-28T00:00:00Z", "at:format"),
            ("infinity", "at:format"),
            ("", "at:format"),
        ];
        for (text, expected) in table {
            assert_eq!(refusal::<Day>(text), expected, "{text}");
        }
    }

    #[test]
    fn instants() {
        let table = [
            ("2027-03-28T01:30:00Z", "fine"),
            ("2027-03-28T01:30:00.123456+01:00", "fine"),
            ("2027-03-28T01:30:00+14:00", "fine"),
            ("2027-03-28T01:30:00-12:00", "fine"),
            ("2027-03-28T01:30:00+15:00", "at:format"),
            ("2027-03-28 01:30:00-25:00", "at:format"),
            ("1850-01-01T00:00:00Z", "at:range"),
            ("9999-01-01T00:00:00Z", "at:range"),
            ("294277-01-01T00:00:00Z", "at:format"),
            ("2027-03-28T24:00:00Z", "at:format"),
            ("2027-03-28T01:30:00", "at:format"),
            ("2027-03-28", "at:format"),
            ("2027-03-28T01:30:00[Europe/London]", "at:format"),
            ("2027-03-28T01:30:00Z[Europe/London]", "at:format"),
            ("infinity", "at:format"),
            ("-infinity", "at:format"),
            ("now", "at:format"),
        ];
        for (text, expected) in table {
            assert_eq!(refusal::<Instant>(text), expected, "{text}");
        }
    }
}
