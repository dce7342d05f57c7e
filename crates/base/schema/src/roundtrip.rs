//! For each migration: the catalogue after its rollback is the one before it,
//! and applying it again gives the same as the first time.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::catalogue::{self, Difference};
use crate::migrate::{self, Options};
use crate::source::Source;
use crate::target::Target;
use crate::{Error, Result};

/// How one migration took the round trip.
#[derive(Debug, Clone)]
pub struct RoundTrip {
    /// The migration's file.
    pub file: String,
    /// What the rollback left otherwise than it was before.
    pub after_down: Vec<Difference>,
    /// What the second `up` made otherwise than the first.
    pub after_up: Vec<Difference>,
    /// Tables whose rows the round trip changed, of those that outlived it.
    pub rows_changed: Vec<String>,
}

impl RoundTrip {
    /// Whether nothing changed.
    pub fn is_clean(&self) -> bool {
        self.after_down.is_empty() && self.after_up.is_empty() && self.rows_changed.is_empty()
    }
}

impl std::fmt::Display for RoundTrip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.file)?;
        if !self.after_down.is_empty() {
            writeln!(f, " after down:\n{}", catalogue::render(&self.after_down))?;
        }
        if !self.after_up.is_empty() {
            writeln!(f, " after up again:\n{}", catalogue::render(&self.after_up))?;
        }
        if !self.rows_changed.is_empty() {
            writeln!(f, " rows changed in {}", self.rows_changed.join(", "))?;
        }
        Ok(())
    }
}

/// Takes every pending migration of an otherwise unused database up, down and
/// up again. The database is at the newest version afterwards.
pub async fn check(target: &Target, source: &Source, options: &Options) -> Result<Vec<RoundTrip>> {
    let mut trips = Vec::new();
    for migration in source.migrations() {
        let through = source.through(&migration.version);
        let client = target.connect("round trip").await?;
        let before = catalogue::snapshot(&client).await?;
        let rows_before = rows(&client).await?;
        if migrate::up(target, &through, options).await?.applied.is_empty() {
            continue;
        }
        let up = catalogue::snapshot(&client).await?;
        let rows_up = rows(&client).await?;
        migrate::down(target, &through, 1, false, options).await?;
        let down = catalogue::snapshot(&client).await?;
        let rows_down = rows(&client).await?;
        migrate::up(target, &through, options).await?;
        let again = catalogue::snapshot(&client).await?;
        let rows_again = rows(&client).await?;
        let mut rows_changed = changed(&rows_before, &rows_down);
        rows_changed.extend(changed(&rows_up, &rows_again));
        rows_changed.sort();
        rows_changed.dedup();
        trips.push(RoundTrip {
            file: migration.up.file.clone(),
            after_down: before.differences(&down),
            after_up: up.differences(&again),
            rows_changed,
        });
    }
    Ok(trips)
}

/// How many rows each of our tables has. Counted and not hashed: rows that a
/// migration inserts carry new ids and times each time.
async fn rows(client: &Client) -> Result<BTreeMap<String, i64>> {
    let failed = || Error::database("counting rows");
    let tables = client
        .query(
            "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
              where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not like 'pg\\_%'
                and n.nspname not in ('information_schema', 'supabase_migrations')",
            &[],
        )
        .await
        .map_err(failed())?;
    let mut counts = BTreeMap::new();
    for table in tables {
        let name: String = table.get(0);
        let row = client.query_one(&format!("select count(*) from {name}"), &[]).await.map_err(failed())?;
        counts.insert(name, row.get(0));
    }
    Ok(counts)
}

fn changed(before: &BTreeMap<String, i64>, after: &BTreeMap<String, i64>) -> Vec<String> {
    let both = before.iter().filter(|(table, _)| after.contains_key(*table));
    both.filter(|(table, rows)| after[*table] != **rows).map(|(table, _)| table.clone()).collect()
}
