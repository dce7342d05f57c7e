//! Rows on their way to the database, in COPY's text format, by table.

use crate::tables::{ALL, Table};
use crate::value::Value;

/// The rows of one table.
#[derive(Debug, Default)]
pub struct Rows {
    pub text: String,
    pub count: u64,
}

/// Rows that are loaded together, table after table.
#[derive(Debug)]
pub struct Batch {
    tables: Vec<Rows>,
}

impl Batch {
    pub fn new() -> Self {
        Self { tables: ALL.iter().map(|_| Rows::default()).collect() }
    }

    /// Adds a row; the values stand in the order of [`Table::columns`].
    pub fn row<'v>(&mut self, table: &Table, values: impl IntoIterator<Item = &'v Value>) {
        let rows = &mut self.tables[table.place];
        let mut first = true;
        for value in values {
            if !first {
                rows.text.push('\t');
            }
            first = false;
            value.copy(&mut rows.text);
        }
        rows.text.push('\n');
        rows.count += 1;
    }

    /// The tables that have rows, in the order of loading.
    pub fn into_tables(self) -> impl Iterator<Item = (&'static Table, Rows)> {
        ALL.iter().copied().zip(self.tables).filter(|(_, rows)| rows.count > 0)
    }
}
