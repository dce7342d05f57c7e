//! What a rollback would lose.
//!
//! Rows count when people entered them. What the migrations themselves insert
//! comes back with `up`: everything in `app` and `reference`, and any table
//! that the rollback names in `-- almoner: remade table, table`.

use std::collections::BTreeMap;

use tokio_postgres::Client;

use crate::source::Script;
use crate::{Error, Result};

/// Schemas whose rows the program makes, not people.
const MADE_BY_THE_PROGRAM: &str = "('app', 'reference', 'supabase_migrations', 'information_schema')";
/// Rows counted at most, for the message.
const ENOUGH: i64 = 1000;

/// Tables and columns as they were before the rollback.
#[derive(Debug, Default)]
pub(super) struct Survey {
    tables: BTreeMap<u32, Table>,
}

#[derive(Debug)]
struct Table {
    /// As SQL writes it.
    name: String,
    parent: Option<u32>,
    file_node: u32,
    /// By number; the name as SQL writes it, and the default's expression.
    columns: BTreeMap<i16, (String, Option<String>)>,
}

/// Something that may be lost; weighed once its rows can be seen again.
#[derive(Debug)]
pub(super) enum Candidate {
    Table(String),
    Column { table: String, column: String, default: Option<String> },
    Rows { table: String, deleted: i64 },
    Truncated(String),
}

pub(super) async fn survey(client: &Client) -> Result<Survey> {
    let failed = || Error::database("looking at the tables before the rollback");
    let mut survey = Survey::default();
    let sql = format!(
        "select c.oid, format('%I.%I', n.nspname, c.relname), i.inhparent, pg_relation_filenode(c.oid)
           from pg_class c join pg_namespace n on n.oid = c.relnamespace
           left join pg_inherits i on i.inhrelid = c.oid and c.relispartition
          where c.relkind in ('r', 'p') and n.nspname not like 'pg\\_%' and n.nspname not in {MADE_BY_THE_PROGRAM}"
    );
    for row in client.query(&sql, &[]).await.map_err(failed())? {
        let table = Table {
            name: row.get(1),
            parent: row.get(2),
            file_node: row.get::<_, Option<u32>>(3).unwrap_or_default(),
            columns: BTreeMap::new(),
        };
        survey.tables.insert(row.get(0), table);
    }
    let columns = client
        .query(
            "select a.attrelid, a.attnum, quote_ident(a.attname), pg_get_expr(d.adbin, d.adrelid)
               from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
              where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and a.attrelid = any ($1)",
            &[&survey.tables.keys().copied().collect::<Vec<u32>>()],
        )
        .await
        .map_err(failed())?;
    for row in columns {
        if let Some(table) = survey.tables.get_mut(&row.get::<_, u32>(0)) {
            table.columns.insert(row.get(1), (row.get(2), row.get(3)));
        }
    }
    Ok(survey)
}

/// Called right after the rollback's statements, in the same transaction.
pub(super) async fn candidates(client: &Client, before: &Survey, script: &Script) -> Result<Vec<Candidate>> {
    let failed = || Error::database("looking at the tables after the rollback");
    let after = survey(client).await?;
    let remade: Vec<&str> =
        script.directive("remade").map(|all| all.split(',').map(str::trim).collect()).unwrap_or_default();
    let mut found = Vec::new();
    for (oid, table) in &before.tables {
        if remade.contains(&table.name.as_str()) {
            continue;
        }
        let Some(left) = after.tables.get(oid) else {
            // The rows of a partition are counted with its parent.
            if table.parent.is_none_or(|parent| after.tables.contains_key(&parent)) {
                found.push(Candidate::Table(table.name.clone()));
            }
            continue;
        };
        for (number, (column, default)) in &table.columns {
            if !left.columns.contains_key(number) && table.parent.is_none() {
                found.push(Candidate::Column {
                    table: table.name.clone(),
                    column: column.clone(),
                    default: default.clone(),
                });
            }
        }
        if left.file_node != table.file_node {
            let empty = client
                .query_one(&format!("select not exists (select from {})", left.name), &[])
                .await
                .map_err(failed())?;
            if empty.get(0) {
                found.push(Candidate::Truncated(table.name.clone()));
            }
        }
    }
    // The statistics of this very transaction know what it has deleted.
    let deleted = client
        .query(
            "select relid, format('%I.%I', schemaname, relname), n_tup_del from pg_stat_xact_user_tables
              where n_tup_del > 0 and (schemaname, relname) <> ('storage', 'buckets')",
            &[],
        )
        .await
        .map_err(failed())?;
    for row in deleted {
        let name: String = row.get(1);
        if before.tables.contains_key(&row.get::<_, u32>(0)) && !remade.contains(&name.as_str()) {
            found.push(Candidate::Rows { table: name, deleted: row.get(2) });
        }
    }
    Ok(found)
}

/// What of it holds anything, in words. The tables are locked from here on, so
/// that no row comes in between counting and dropping.
pub(super) async fn weigh(client: &Client, candidates: Vec<Candidate>) -> Result<Vec<String>> {
    let mut lost = Vec::new();
    for candidate in candidates {
        match candidate {
            Candidate::Table(table) => {
                let rows = count(client, &table, "true").await?;
                if rows > 0 {
                    lost.push(format!("{} in {table}", amount(rows, "row")));
                }
            }
            Candidate::Column { table, column, default } => {
                // A value that is only the default can be made again. Compared
                // as text, because not every type has an equality.
                let wanted = match default {
                    Some(default) => format!("{column}::text is distinct from ({default})::text"),
                    None => "true".to_owned(),
                };
                let rows = count(client, &table, &format!("{column} is not null and {wanted}")).await?;
                if rows > 0 {
                    lost.push(format!("{} of {table}.{column}", amount(rows, "value")));
                }
            }
            Candidate::Rows { table, deleted } => {
                lost.push(format!("{} deleted from {table}", amount(deleted, "row")));
            }
            Candidate::Truncated(table) => {
                let rows = count(client, &table, "true").await?;
                if rows > 0 {
                    lost.push(format!("{} truncated from {table}", amount(rows, "row")));
                }
            }
        }
    }
    Ok(lost)
}

async fn count(client: &Client, table: &str, wanted: &str) -> Result<i64> {
    let failed = || Error::database(format!("counting what {table} holds"));
    client.batch_execute(&format!("lock table {table} in access exclusive mode")).await.map_err(failed())?;
    let sql = format!("select count(*) from (select from {table} where {wanted} limit {ENOUGH} + 1) lost");
    Ok(client.query_one(&sql, &[]).await.map_err(failed())?.get(0))
}

fn amount(rows: i64, what: &str) -> String {
    match rows {
        1 => format!("1 {what}"),
        n if n > ENOUGH => format!("more than {ENOUGH} {what}s"),
        n => format!("{n} {what}s"),
    }
}
