//! What was carried and what was not.

use serde::Serialize;

/// Problems that are listed; more are counted.
const MOST: usize = 500;

/// Everything that happened.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Report {
    /// False after a dry run.
    pub stored: bool,
    pub tables: Vec<TableReport>,
    pub problem_count: usize,
    /// At most 500.
    pub problems: Vec<Problem>,
}

/// One table of the source.
#[derive(Clone, Debug, Default, Serialize)]
pub struct TableReport {
    pub table: String,
    pub found: usize,
    pub carried: usize,
    pub already_here: usize,
    pub left_out: usize,
    /// Columns with something in them that have no place here.
    pub unmapped_columns: Vec<String>,
    pub remark: String,
}

/// One row that was left out, or one value of it.
#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    pub table: String,
    /// Its id in the source.
    pub row: String,
    /// What was wrong, and what became of it.
    pub message: String,
}

impl TableReport {
    pub fn named(table: &str) -> Self {
        Self { table: table.to_owned(), ..Self::default() }
    }
}

impl Report {
    pub fn problem(&mut self, table: &str, row: &str, message: impl Into<String>) {
        self.problem_count += 1;
        if self.problems.len() < MOST {
            self.problems.push(Problem {
                table: table.to_owned(),
                row: row.to_owned(),
                message: message.into(),
            });
        }
    }

    /// What was said of a table.
    pub fn table(&self, name: &str) -> Option<&TableReport> {
        self.tables.iter().find(|table| table.table == name)
    }
}
