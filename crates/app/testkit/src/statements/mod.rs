//! Every statement that a linked pillar registered, compared with the database that it will meet.
//!
//! Each form is prepared as the login role, as the server does it, so what is compared is what
//! PostgreSQL itself says: the types of the parameters, and name, type and order of the columns.
//!
//! Whether a column may be NULL, PostgreSQL does not say. So:
//! - a column of a table takes NULL unless the table says NOT NULL and the statement does not put
//!   the table on the nullable side of an outer join;
//! - a computed column takes NULL unless it is one of the few shapes that can't be NULL
//!   (`count(*)`, `exists`, `coalesce` with a constant, an array constructor, ...: [`prove`]);
//! - where neither sees that a column is never NULL, the statement says so itself, with the
//!   reason, beside the expression: `/* not null: total (one row per home) */`.
//!
//! The Rust field must be an `Option` exactly where the column may be NULL by these rules; a note
//! that nothing needs is reported like a missing one, so notes can't rot.

mod prove;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use almoner_pg::{ColumnSpec, Registered};
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Column};

use crate::database::Database;
use text::Sql;

/// Checks every registered statement; one line for each thing that does not fit.
pub async fn check_statements(database: &Database) -> Vec<String> {
    let mut registered: Vec<&Registered> = almoner_pg::reexport::inventory::iter::<Registered>().collect();
    registered.sort_by_key(|r| r.name);
    let mut findings = Vec::new();
    let mut checker = Checker::new(database).await;
    for statement in registered {
        let columns = (statement.columns)();
        for (sql, types) in (statement.forms)() {
            findings.extend(checker.check(statement.name, &sql, &types, &columns).await);
        }
    }
    findings.sort();
    findings.dedup();
    findings
}

/// One connection as the login role, and what the tables say of their columns.
pub struct Checker {
    api: Client,
    /// NOT NULL, by table and column number.
    not_null: BTreeMap<(u32, i16), bool>,
    /// Object ids of the tables, by schema and name.
    tables: BTreeMap<String, u32>,
}

impl Checker {
    /// # Panics
    /// When the catalogue can't be read.
    pub async fn new(database: &Database) -> Self {
        let owner = database.owner().await;
        let mut not_null = BTreeMap::new();
        let mut tables = BTreeMap::new();
        for row in owner
            .query(
                "select c.oid, n.nspname || '.' || c.relname, a.attnum, a.attnotnull
                   from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
                  where n.nspname in ('public', 'app', 'private', 'reference', 'auth', 'storage') and c.relkind in ('r', 'p', 'v')",
                &[],
            )
            .await
            .expect("the catalogue can be read")
        {
            tables.insert(row.get(1), row.get(0));
            not_null.insert((row.get(0), row.get(2)), row.get(3));
        }
        Self { api: database.api().await, not_null, tables }
    }

    /// Checks one form of one statement.
    pub async fn check(
        &mut self,
        name: &str,
        sql: &str,
        types: &[Type],
        columns: &[ColumnSpec],
    ) -> Vec<String> {
        let statement = match self.api.prepare_typed(sql, types).await {
            Ok(statement) => statement,
            Err(error) => {
                let why = error.as_db_error().map_or_else(|| error.to_string(), |e| e.message().to_owned());
                return vec![format!("{name}: can't be prepared: {why}\n    {sql}")];
            }
        };
        let mut findings = Vec::new();
        if statement.params() != types {
            findings.push(format!("{name}: parameters are {:?}, declared {types:?}", statement.params()));
        }
        // `()` reads no column, whatever the statement answers.
        if columns.is_empty() {
            return findings;
        }
        let answered: Vec<(&str, &Type)> =
            statement.columns().iter().map(|c| (c.name(), c.type_())).collect();
        let declared: Vec<(&str, &Type)> = columns.iter().map(|c| (c.name, &c.ty)).collect();
        if answered != declared {
            findings.push(format!("{name}: {}", difference(&answered, &declared)));
            return findings;
        }
        let text = Sql::read(sql);
        let mut notes: BTreeSet<&str> = text.notes.iter().map(String::as_str).collect();
        for (at, (column, spec)) in statement.columns().iter().zip(columns).enumerate() {
            let noted = notes.remove(spec.name);
            findings.extend(self.nullability(name, &text, at, column, spec, noted));
        }
        for stray in notes {
            findings.push(format!("{name}: notes that {stray} is not null, and answers no such column"));
        }
        findings
    }

    fn nullability(
        &self,
        name: &str,
        sql: &Sql,
        at: usize,
        column: &Column,
        spec: &ColumnSpec,
        noted: bool,
    ) -> Option<String> {
        let origin = column.table_oid().filter(|oid| *oid != 0).zip(column.column_id());
        let (why, never_null) = match origin.and_then(|key| Some((key.0, *self.not_null.get(&key)?))) {
            Some((_, false)) => ("a column that takes NULL", false),
            Some((table, true)) if self.may_be_missing(sql, table) => {
                ("on the nullable side of an outer join", false)
            }
            Some((_, true)) => ("a NOT NULL column", true),
            None => match sql.expression(at, spec.name) {
                Some(expression) if prove::never_null(expression) => {
                    ("an expression that is never NULL", true)
                }
                _ => ("computed", false),
            },
        };
        match (never_null, noted, spec.nullable) {
            // Of a column of a table; where an expression proves itself, a note does no harm.
            (true, true, _) if origin.is_some() => {
                Some(format!("{name}.{}: is {why}; the note says nothing new", spec.name))
            }
            (false, true, true) => {
                Some(format!("{name}.{}: is noted as never NULL and declared as an Option", spec.name))
            }
            (false, false, false) => {
                Some(format!("{name}.{}: is {why}, and declared as never NULL", spec.name))
            }
            // An Option that is always there is a lie to the client, but a harmless one where a
            // row type serves several statements.
            _ => None,
        }
    }

    /// Whether a table stands where an outer join may leave it out. A table that stands in both
    /// places counts as one that may.
    fn may_be_missing(&self, sql: &Sql, table: u32) -> bool {
        sql.outer_tables().iter().any(|name| self.tables.get(name.as_str()) == Some(&table))
    }
}

fn difference(answered: &[(&str, &Type)], declared: &[(&str, &Type)]) -> String {
    let at =
        answered.iter().zip(declared).position(|(a, d)| a != d).unwrap_or(answered.len().min(declared.len()));
    let show = |columns: &[(&str, &Type)]| {
        columns.get(at).map_or_else(|| "nothing".to_owned(), |(name, ty)| format!("{name} {ty}"))
    };
    format!("column {} answers {}, declared is {}", at + 1, show(answered), show(declared))
}
