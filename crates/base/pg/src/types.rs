//! Which Rust type stands for which PostgreSQL type. A closed list: what is not here can't be a
//! parameter or a column, so the check of every statement is complete.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, private::BytesMut};
use uuid::Uuid;

type BoxError = Box<dyn std::error::Error + Sync + Send>;

/// A parameter's type as PostgreSQL knows it.
pub trait Arg: ToSql + Send + Sync + 'static {
    fn pg_type() -> Type;
}

macro_rules! args {
    ($($rust:ty => $pg:ident),+ $(,)?) => {
        $(impl Arg for $rust { fn pg_type() -> Type { Type::$pg } })+
    };
}

args! {
    Uuid => UUID, Vec<Uuid> => UUID_ARRAY,
    String => TEXT, Vec<String> => TEXT_ARRAY, &'static str => TEXT,
    Vec<Option<String>> => TEXT_ARRAY, Vec<i32> => INT4_ARRAY, Vec<Option<i32>> => INT4_ARRAY,
    bool => BOOL, i32 => INT4, i64 => INT8, f64 => FLOAT8,
    Timestamp => TIMESTAMPTZ, Vec<Timestamp> => TIMESTAMPTZ_ARRAY, Date => DATE, Time => TIME,
    Vec<u8> => BYTEA, serde_json::Value => JSONB, Span => TSTZ_RANGE,
}

impl<T: Arg> Arg for Option<T> {
    fn pg_type() -> Type {
        T::pg_type()
    }
}

impl<T: Serialize + std::fmt::Debug + Send + Sync + 'static> Arg for Json<T> {
    fn pg_type() -> Type {
        Type::JSONB
    }
}

/// A jsonb value of a known shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<'a, T: DeserializeOwned> FromSql<'a> for Json<T> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        // jsonb's wire format is a version byte, 1, before the text.
        let text =
            if *ty == Type::JSONB { raw.strip_prefix(&[1]).ok_or("unknown jsonb version")? } else { raw };
        Ok(Self(serde_json::from_slice(text)?))
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::JSON | Type::JSONB)
    }
}

impl<T: Serialize + std::fmt::Debug> ToSql for Json<T> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        if *ty == Type::JSONB {
            out.extend_from_slice(&[1]);
        }
        out.extend_from_slice(&serde_json::to_vec(&self.0)?);
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::JSON | Type::JSONB)
    }

    tokio_postgres::types::to_sql_checked!();
}

/// A `tstzrange` as we use it: from an instant, up to but not including another, or open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Span {
    pub fn since(from: Timestamp) -> Self {
        Self { from: Some(from), until: None }
    }

    pub fn between(from: Timestamp, until: Timestamp) -> Self {
        Self { from: Some(from), until: Some(until) }
    }

    pub fn contains(&self, instant: Timestamp) -> bool {
        self.from.is_none_or(|f| f <= instant) && self.until.is_none_or(|u| instant < u)
    }
}

// Range flags of PostgreSQL's wire format (src/include/utils/rangetypes.h).
const EMPTY: u8 = 0x01;
const LOWER_INCLUSIVE: u8 = 0x02;
const LOWER_INFINITE: u8 = 0x08;
const UPPER_INFINITE: u8 = 0x10;

impl ToSql for Span {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        let mut flags = 0;
        flags |= if self.from.is_some() { LOWER_INCLUSIVE } else { LOWER_INFINITE };
        if self.until.is_none() {
            flags |= UPPER_INFINITE;
        }
        out.extend_from_slice(&[flags]);
        for bound in [self.from, self.until].into_iter().flatten() {
            let mut value = BytesMut::new();
            bound.to_sql(&Type::TIMESTAMPTZ, &mut value)?;
            out.extend_from_slice(&i32::try_from(value.len())?.to_be_bytes());
            out.extend_from_slice(&value);
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TSTZ_RANGE
    }

    tokio_postgres::types::to_sql_checked!();
}

impl<'a> FromSql<'a> for Span {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, BoxError> {
        let (&flags, mut rest) = raw.split_first().ok_or("a range without flags")?;
        if flags & EMPTY != 0 {
            return Err("an empty range".into());
        }
        let mut bound = |infinite: bool| -> Result<Option<Timestamp>, BoxError> {
            if infinite {
                return Ok(None);
            }
            let (length, after) = rest.split_first_chunk::<4>().ok_or("a short range")?;
            let length = usize::try_from(i32::from_be_bytes(*length))?;
            let value = after.get(..length).ok_or("a short range")?;
            rest = &after[length..];
            Ok(Some(Timestamp::from_sql(&Type::TIMESTAMPTZ, value)?))
        };
        Ok(Self { from: bound(flags & LOWER_INFINITE != 0)?, until: bound(flags & UPPER_INFINITE != 0)? })
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TSTZ_RANGE
    }
}
