//! Into the database: all or nothing.

use std::fmt;

use serde_json::Value;
use tokio_postgres::{Client, types::Json};

use crate::parse::Data;
use crate::tables::{TABLES, Table};
use crate::{Error, Wrong};

/// One table's part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loaded {
    pub table: &'static str,
    /// Rows that the files have.
    pub rows: u64,
    /// Rows of them that were not there before.
    pub new: u64,
}

/// What was loaded.
#[derive(Clone, Debug)]
pub struct Report {
    pub tables: Vec<Loaded>,
}

impl Report {
    /// Rows that were not there before.
    pub fn new_rows(&self) -> u64 {
        self.tables.iter().map(|t| t.new).sum()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for t in &self.tables {
            writeln!(f, "reference.{:18} {:>5} rows, {} new", t.table, t.rows, t.new)?;
        }
        Ok(())
    }
}

/// Inserts what is new, as the owner of the schema. A row that differs from what was loaded under its
/// version is refused, and then nothing is loaded.
pub async fn load(owner: &mut Client, data: &Data) -> Result<Report, Error> {
    let failed = |doing: &str| {
        let doing = format!("loading reference data, {doing}");
        move |cause| Error::Database(doing, cause)
    };
    let transaction = owner.transaction().await.map_err(failed("beginning"))?;
    let mut tables = Vec::new();
    let mut wrong = Vec::new();
    for table in TABLES {
        let entries = data.of(table.name);
        if entries.is_empty() {
            continue;
        }
        let rows = Json(Value::Array(entries.iter().map(|e| Value::Object(e.row.clone())).collect()));
        let (insert, compare) = statements(table);
        let new = transaction.execute(&insert, &[&rows]).await.map_err(failed(table.name))?;
        // Read after the insert, which waits for another load of the same rows.
        for row in transaction.query(&compare, &[&rows]).await.map_err(failed(table.name))? {
            let (code, version): (String, i32) = (row.get(0), row.get(1));
            let at = entries
                .iter()
                .find(|e| e.text("code") == code && e.number("version") == Some(version.into()));
            wrong.extend(at.map(|entry| Wrong {
                file: entry.file.clone(),
                line: entry.line,
                message: format!(
                    "version {version} of {code} was loaded before and says something else; leave it as it was and \
                     write version {} below it",
                    version + 1
                ),
            }));
        }
        tables.push(Loaded { table: table.name, rows: entries.len() as u64, new });
    }
    if !wrong.is_empty() {
        // Dropped, the transaction is rolled back.
        return Err(Error::Wrong(wrong));
    }
    transaction.commit().await.map_err(failed("committing"))?;
    Ok(Report { tables })
}

fn statements(table: &Table) -> (String, String) {
    let columns = table.columns().map(|c| c.name).collect::<Vec<_>>().join(", ");
    let name = table.name;
    let said = format!("jsonb_populate_recordset(null::reference.{name}, $1::jsonb)");
    (
        format!(
            "insert into reference.{name} ({columns}) select {columns} from {said} on conflict (code, version) do nothing"
        ),
        format!(
            "select f.code, f.version from {said} f join reference.{name} r on r.code = f.code and r.version = f.version
              where to_jsonb(r) <> to_jsonb(f)"
        ),
    )
}
