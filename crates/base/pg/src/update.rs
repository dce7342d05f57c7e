//! One row changed in the columns that were sent.

use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::call::Call;
use crate::row::FromRow;
use crate::statement::Value;
use crate::types::Arg;

/// Builds `update public.T set ... where organisation, id and version match returning id, version`.
/// Column and table names are constants of the caller, never input. The organisation is the
/// caller's own; the id and the version come from path and If-Match.
pub struct Update {
    table: &'static str,
    sets: Vec<String>,
    types: Vec<Type>,
    values: Vec<Value>,
}

crate::row! {
    /// The row after a change.
    #[derive(Clone, Copy, Debug)]
    pub struct Changed { pub id: Uuid, pub version: i32 }
}

impl Update {
    pub fn of(table: &'static str, id: Uuid, version: i32) -> Self {
        Self {
            table,
            sets: Vec::new(),
            types: vec![Type::UUID, Type::INT4],
            values: vec![Box::new(id), Box::new(version)],
        }
    }

    /// Sets a column when a value was sent.
    #[must_use]
    pub fn set<T: Arg>(mut self, column: &'static str, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.types.push(T::pg_type());
            self.values.push(Box::new(value));
            self.sets.push(format!("{column} = ${}", self.values.len()));
        }
        self
    }

    /// Sets a column to an expression of ours, such as `now()`.
    #[must_use]
    pub fn set_to(mut self, column: &'static str, expression: &'static str) -> Self {
        self.sets.push(format!("{column} = {expression}"));
        self
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    pub fn call(self) -> Call<Changed> {
        let sql = format!(
            "update public.{} set {} where organisation_id = (select app.organisation_id()) and id = $1 and version = $2 returning id, version",
            self.table,
            self.sets.join(", ")
        );
        Call::new(sql, self.types, self.values)
    }
}

impl Changed {
    /// Used where the shape of the answer is checked.
    pub fn spec() -> Vec<crate::ColumnSpec> {
        Self::columns()
    }
}
