//! The source: its tables and columns as they are, its rows as JSON.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use tokio_postgres::{Client, IsolationLevel, Transaction};
use uuid::Uuid;

use crate::NOT_YET;
use crate::columns::{BOOKKEEPING, TABLES, Table, candidates};
use crate::error::Error;
use crate::report::TableReport;

/// The source in one READ ONLY transaction.
pub struct Source<'a> {
    tx: Transaction<'a>,
    columns: BTreeMap<String, Vec<String>>,
    auth: bool,
}

/// A row, with the names that its table's fields have there.
pub struct Row {
    pub table: &'static Table,
    values: Map<String, Value>,
}

impl<'a> Source<'a> {
    pub async fn open(client: &'a mut Client) -> Result<Self, Error> {
        let tx = client
            .build_transaction()
            .isolation_level(IsolationLevel::RepeatableRead)
            .read_only(true)
            .start()
            .await?;
        let facts = tx
            .query_one(
                "select to_regclass('supabase_migrations.almoner_checksums') is not null, to_regclass('auth.users') is not null",
                &[],
            )
            .await?;
        if facts.try_get(0)? {
            return Err(Error::Ours);
        }
        let names: Vec<&str> = TABLES.iter().map(|table| table.name).chain(NOT_YET).collect();
        let rows = tx
            .query(
                "select c.relname::text, a.attname::text from pg_catalog.pg_class c \
                 join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped \
                 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and c.relname = any ($1) \
                 order by c.relname, a.attnum",
                &[&names],
            )
            .await?;
        let mut columns: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in &rows {
            columns.entry(row.try_get(0)?).or_default().push(row.try_get(1)?);
        }
        if !["profiles", "care_homes", "clients"].iter().any(|name| columns.contains_key(*name)) {
            return Err(Error::NotPhase1);
        }
        Ok(Self { auth: facts.try_get(1)?, tx, columns })
    }

    /// The columns of a table, if it is there.
    pub fn columns(&self, table: &str) -> Option<&[String]> {
        self.columns.get(table).map(Vec::as_slice)
    }

    /// How many rows a table has, if it is there.
    pub async fn count(&self, table: &str) -> Result<Option<usize>, Error> {
        if !self.columns.contains_key(table) {
            return Ok(None);
        }
        // One of the names above, so it needs no quoting.
        let count: i64 =
            self.tx.query_one(&format!("select count(*) from public.{table}"), &[]).await?.try_get(0)?;
        Ok(Some(usize::try_from(count).unwrap_or_default()))
    }

    /// Every row of a table, and the beginning of what is told of it.
    pub async fn rows(&self, table: &'static Table) -> Result<(Vec<Row>, TableReport), Error> {
        let mut report = TableReport::named(table.name);
        let Some(columns) = self.columns.get(table.name) else {
            "not there".clone_into(&mut report.remark);
            return Ok((Vec::new(), report));
        };
        let order = if columns.iter().any(|column| column == "id") { " order by t.id" } else { "" };
        let all =
            self.tx.query(&format!("select to_jsonb(t) from public.{} t{order}", table.name), &[]).await?;
        let mut rows = Vec::with_capacity(all.len());
        for row in &all {
            let Value::Object(values) = row.try_get::<_, Value>(0)? else { continue };
            rows.push(Row { table, values });
        }
        report.found = rows.len();
        report.unmapped_columns = unmapped(table, columns, &rows);
        Ok((rows, report))
    }

    /// The e-mails of the project's accounts: `profiles` of a Supabase project often has none of its own.
    pub async fn account_emails(&self) -> Result<BTreeMap<String, String>, Error> {
        if !self.auth {
            return Ok(BTreeMap::new());
        }
        let rows = self
            .tx
            .query("select id::text, email::text from auth.users where email is not null", &[])
            .await?;
        rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
    }
}

fn unmapped(table: &Table, columns: &[String], rows: &[Row]) -> Vec<String> {
    let known: BTreeSet<&str> = table
        .fields
        .iter()
        .filter_map(|field| field.candidates.iter().find(|name| columns.iter().any(|c| c == *name)))
        .copied()
        .chain(BOOKKEEPING.iter().copied())
        .collect();
    let filled =
        |column: &&String| rows.iter().any(|row| row.values.get(*column).is_some_and(|v| !v.is_null()));
    columns.iter().filter(|column| !known.contains(column.as_str())).filter(filled).cloned().collect()
}

impl Row {
    /// What stands in a field, as trimmed text; nothing where it is blank or absent.
    pub fn text(&self, field: &str) -> Option<String> {
        let value = candidates(self.table, field).iter().find_map(|name| self.values.get(*name))?;
        let text = match value {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            // A list of allergies, as such projects keep them.
            Value::Array(items) => {
                let items: Vec<String> =
                    items.iter().map(|i| i.as_str().map_or_else(|| i.to_string(), str::to_owned)).collect();
                items.join("; ")
            }
            other => other.to_string(),
        };
        Some(text).filter(|text| !text.is_empty())
    }

    /// Its id there.
    pub fn id(&self) -> String {
        match self.values.get("id") {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Null) | None => {
                // A table that only links has no id of its own.
                [self.text("person"), self.text("home")].map(Option::unwrap_or_default).join("/")
            }
            Some(other) => other.to_string(),
        }
    }

    /// Given and family name, from their own columns or from the whole name.
    pub fn names(&self) -> (Option<String>, Option<String>) {
        let (given, family) = (self.text("given_name"), self.text("family_name"));
        if given.is_some() && family.is_some() {
            return (given, family);
        }
        let Some(whole) = self.text("name") else { return (given, family) };
        match whole.rsplit_once(char::is_whitespace) {
            Some((first, last)) => {
                (given.or_else(|| Some(first.trim().to_owned())), family.or_else(|| Some(last.to_owned())))
            }
            None => (given, family.or(Some(whole))),
        }
    }
}

/// The id here of a row there: the same where it is a UUID, else one that follows from it.
pub fn id_of(organisation: Uuid, table: &str, id: &str) -> Uuid {
    id.parse().unwrap_or_else(|_| derived(organisation, table, id))
}

/// An id that follows from what it is for.
pub fn derived(organisation: Uuid, what: &str, id: &str) -> Uuid {
    let hash = Sha256::digest(format!("{organisation}\n{what}\n{id}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
