//! One row changed in the columns that were sent.

use std::sync::Arc;

use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::call::Call;
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
    only_if: &'static str,
}

/// What archives is there, and what restores is archived: done twice, it changes nothing.
const PRESENT: &str = " and archived_at is null";
const ARCHIVED: &str = " and archived_at is not null";

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
            values: vec![Arc::new(id), Arc::new(version)],
            only_if: "",
        }
    }

    fn only_if(mut self, condition: &'static str) -> Self {
        self.only_if = condition;
        self
    }

    /// Sets a column when a value was sent.
    #[must_use]
    pub fn set<T: Arg>(mut self, column: &'static str, value: Option<T>) -> Self {
        if let Some(value) = value {
            self.types.push(T::pg_type());
            self.values.push(Arc::new(value));
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
            "update public.{} set {} where organisation_id = (select app.organisation_id()) and id = $1 and version = $2{} returning id, version",
            self.table,
            self.sets.join(", "),
            self.only_if
        );
        Call::new(sql, self.types, self.values)
    }
}

/// Archives a row with its reason; what goes along is archived by the database in the same transaction.
pub fn archive(table: &'static str, id: Uuid, version: i32, reason: String) -> Call<Changed> {
    let update =
        Update::of(table, id, version).set_to("archived_at", "now()").set("archive_reason", Some(reason));
    update.only_if(PRESENT).call()
}

/// Restores an archived row and what went along with it.
pub fn restore(table: &'static str, id: Uuid, version: i32) -> Call<Changed> {
    Update::of(table, id, version).set_to("archived_at", "null").only_if(ARCHIVED).call()
}

/// The forms of a table's updates, for the check of every statement.
#[doc(hidden)]
pub fn forms(table: &str, columns: &[(&str, Type)], archives: bool) -> Vec<(String, Vec<Type>)> {
    let text = |sets: &str, only_if: &str| {
        format!(
            "update public.{table} set {sets} where organisation_id = (select app.organisation_id()) and id = $1 and version = $2{only_if} returning id, version"
        )
    };
    let sets: Vec<String> =
        columns.iter().enumerate().map(|(i, (c, _))| format!("{c} = ${}", i + 3)).collect();
    let mut types = vec![Type::UUID, Type::INT4];
    types.extend(columns.iter().map(|(_, t)| t.clone()));
    let mut forms = Vec::new();
    if !columns.is_empty() {
        forms.push((text(&sets.join(", "), ""), types));
    }
    if archives {
        forms.push((
            text("archived_at = now(), archive_reason = $3", PRESENT),
            vec![Type::UUID, Type::INT4, Type::TEXT],
        ));
        forms.push((text("archived_at = null", ARCHIVED), vec![Type::UUID, Type::INT4]));
    }
    forms
}

/// Says which columns of a table are updated, and with which types, so that the check of every
/// statement sees them: `updates! { "care_homes" { name: String, phone: Option<String> } archives; }`.
#[macro_export]
macro_rules! updates {
    ($($table:literal { $($column:ident : $ty:ty),* $(,)? } $($archives:ident)?;)+) => {
        $($crate::reexport::inventory::submit! {
            $crate::Registered {
                name: concat!(module_path!(), "::", $table),
                forms: || $crate::update_forms(
                    $table,
                    &[$((stringify!($column), <$ty as $crate::Arg>::pg_type())),*],
                    !concat!($(stringify!($archives))?).is_empty(),
                ),
                columns: <$crate::Changed as $crate::FromRow>::columns,
            }
        })+
    };
}
