//! Rows with named, typed columns.
//!
//! [`row!`](crate::row) declares a struct once and makes from it the decoding and the list of
//! columns that the statement check compares with what PostgreSQL says it returns.

use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};

use crate::types::{Arg, Json, Span};
use almoner_kernel::{Error, Result};

/// What a column of a result must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnSpec {
    pub name: &'static str,
    pub ty: Type,
    /// Whether the Rust side takes NULL.
    pub nullable: bool,
}

/// A value that a column can become.
pub trait Field: for<'a> FromSql<'a> {
    fn pg_type() -> Type;
    const NULLABLE: bool = false;
}

macro_rules! fields {
    ($($t:ty),+ $(,)?) => { $(impl Field for $t { fn pg_type() -> Type { <$t as Arg>::pg_type() } })+ };
}

fields!(
    uuid::Uuid,
    Vec<uuid::Uuid>,
    String,
    Vec<String>,
    bool,
    i32,
    i64,
    f64,
    jiff::Timestamp,
    jiff::civil::Date,
    jiff::civil::Time,
    Vec<u8>,
    serde_json::Value,
    Span,
);

impl<T: serde::de::DeserializeOwned> Field for Json<T> {
    fn pg_type() -> Type {
        Type::JSONB
    }
}

impl<T: Field> Field for Option<T> {
    fn pg_type() -> Type {
        T::pg_type()
    }
    const NULLABLE: bool = true;
}

/// A struct that one row of a result becomes.
pub trait FromRow: Sized + Send {
    fn columns() -> Vec<ColumnSpec>;
    fn from_row(row: &Row) -> Result<Self>;
}

/// A statement that answers nothing we read.
impl FromRow for () {
    fn columns() -> Vec<ColumnSpec> {
        Vec::new()
    }

    fn from_row(_: &Row) -> Result<Self> {
        Ok(())
    }
}

/// One column by position. Used by the macro.
#[doc(hidden)]
pub fn get<T: Field>(row: &Row, at: usize) -> Result<T> {
    row.try_get(at).map_err(Error::internal)
}

/// Declares a row: `row! { /// doc pub struct ClientRow { pub id: Uuid, ... } }`.
/// Column order in the statement is field order.
#[macro_export]
macro_rules! row {
    ($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$fmeta:meta])* $fvis:vis $field:ident : $ty:ty),+ $(,)?
    }) => {
        $(#[$meta])*
        $vis struct $name { $($(#[$fmeta])* $fvis $field: $ty),+ }

        impl $crate::FromRow for $name {
            fn columns() -> Vec<$crate::ColumnSpec> {
                vec![$($crate::ColumnSpec {
                    name: stringify!($field),
                    ty: <$ty as $crate::Field>::pg_type(),
                    nullable: <$ty as $crate::Field>::NULLABLE,
                }),+]
            }

            fn from_row(row: &$crate::reexport::tokio_postgres::Row) -> $crate::Outcome<Self> {
                let mut at = 0;
                $(let $field: $ty = $crate::column(row, at)?; at += 1;)+
                let _ = at;
                Ok(Self { $($field),+ })
            }
        }
    };
}
