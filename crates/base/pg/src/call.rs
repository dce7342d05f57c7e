//! A statement with its parameters, and several of them that leave together.

use std::borrow::Cow;
use std::marker::PhantomData;

use tokio_postgres::Row;
use tokio_postgres::types::{ToSql, Type};

use crate::row::FromRow;
use crate::statement::Value;
use almoner_kernel::{Code, Error, Result};

/// One statement to send, and the rows it answers.
pub struct Call<R> {
    pub(crate) raw: RawCall,
    rows: PhantomData<fn() -> R>,
}

/// The same without the row type, so that several can stand in one list.
pub(crate) struct RawCall {
    pub sql: Cow<'static, str>,
    pub types: Vec<Type>,
    pub values: Vec<Value>,
}

impl RawCall {
    pub fn params(&self) -> Vec<&(dyn ToSql + Sync)> {
        self.values.iter().map(|v| v.as_ref() as &(dyn ToSql + Sync)).collect()
    }
}

impl<R: FromRow> Call<R> {
    pub(crate) fn new(sql: impl Into<Cow<'static, str>>, types: Vec<Type>, values: Vec<Value>) -> Self {
        Self { raw: RawCall { sql: sql.into(), types, values }, rows: PhantomData }
    }
}

/// Calls that are sent in one flush; a tuple of them answers a tuple of row lists.
pub trait Calls {
    type Out: Send;
    #[doc(hidden)]
    fn raw(self) -> Vec<RawCallBox>;
    #[doc(hidden)]
    fn read(rows: Vec<Vec<Row>>) -> Result<Self::Out>;
}

#[doc(hidden)]
pub struct RawCallBox(pub(crate) RawCall);

fn decode<R: FromRow>(rows: &[Row]) -> Result<Vec<R>> {
    rows.iter().map(R::from_row).collect()
}

impl Calls for () {
    type Out = ();

    fn raw(self) -> Vec<RawCallBox> {
        Vec::new()
    }

    fn read(_: Vec<Vec<Row>>) -> Result<()> {
        Ok(())
    }
}

impl<R: FromRow> Calls for Call<R> {
    type Out = Vec<R>;

    fn raw(self) -> Vec<RawCallBox> {
        vec![RawCallBox(self.raw)]
    }

    fn read(rows: Vec<Vec<Row>>) -> Result<Vec<R>> {
        decode(&rows[0])
    }
}

/// As many calls of one kind as there are.
impl<R: FromRow> Calls for Vec<Call<R>> {
    type Out = Vec<Vec<R>>;

    fn raw(self) -> Vec<RawCallBox> {
        self.into_iter().map(|call| RawCallBox(call.raw)).collect()
    }

    fn read(rows: Vec<Vec<Row>>) -> Result<Self::Out> {
        rows.iter().map(|rows| decode(rows)).collect()
    }
}

macro_rules! tuples {
    ($($name:ident $at:tt),+) => {
        impl<$($name: FromRow),+> Calls for ($(Call<$name>,)+) {
            type Out = ($(Vec<$name>,)+);

            fn raw(self) -> Vec<RawCallBox> {
                vec![$(RawCallBox(self.$at.raw)),+]
            }

            fn read(rows: Vec<Vec<Row>>) -> Result<Self::Out> {
                Ok(($(decode::<$name>(&rows[$at])?,)+))
            }
        }
    };
}

tuples!(A 0);
tuples!(A 0, B 1);
tuples!(A 0, B 1, C 2);
tuples!(A 0, B 1, C 2, D 3);
tuples!(A 0, B 1, C 2, D 3, E 4);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5);
tuples!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);

/// What most callers want of a list of rows.
pub trait One<R> {
    /// The only row, or "there is nothing here".
    fn one(self) -> Result<R>;
}

impl<R> One<R> for Vec<R> {
    fn one(self) -> Result<R> {
        self.into_iter().next().ok_or_else(|| Error::new(Code::NotFound))
    }
}
