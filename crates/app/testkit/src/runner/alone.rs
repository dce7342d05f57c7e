//! The policies alone: what they let pass and what they refuse when every column is granted and no trigger
//! asks anything. A trigger that refuses the same would hide a policy that lets too much pass.
//!
//! New rows are copies of the world's rows, and rows are changed into copies of others, so each policy
//! meets every relation that the world has. PostgreSQL asks policies before constraints: what violates
//! a key has passed. What a change finds is asked twice: of rows that are looked at, and without a look,
//! since policies for reading would hide one for changing that lets too much pass.

use super::Bench;
use super::cell::Cell;
use super::reads::Reading;
use super::report::Expected;
use crate::world::{Row, Seat};

/// What is tried of one table and actor.
pub struct Alone {
    /// Rows that a change finds: locking asks the policies for reading and for changing, and no trigger.
    pub found: Option<Reading>,
    pub changes: Vec<Cell>,
    pub inserts: Vec<Cell>,
}

/// What makes the policies of a table stand alone. A change can be kept to one row without a look at it, by
/// a setting that a further policy asks.
pub fn prepare(table: &str) -> String {
    // Nobody changes what has no key of its own.
    let key = if matches!(table, "audit_details" | "people_names" | "shift_template_versions") {
        "organisation_id"
    } else {
        "id"
    };
    format!(
        "set local session_replication_role = replica;
         grant select, insert, update on public.{table} to almoner_request;
         create policy alone on public.{table} as restrictive for update to almoner_request
             using (coalesce(current_setting('alone.row_id', true), '') in ('', {key}::text)) with check (true)"
    )
}

/// Rows of a table to copy from, under no policy.
pub fn twin(table: &str) -> String {
    format!(
        "create temporary table twin on commit drop as select * from public.{table};
         grant select on twin to almoner_request"
    )
}

/// What one actor tries.
pub fn alone(bench: &Bench, seat: &Seat, table: &'static str) -> Alone {
    let model = bench.model(seat);
    let has = |granted: &std::collections::BTreeMap<String, _>| granted.contains_key(table);
    let columns: Vec<&str> =
        bench.catalogue.columns[table].iter().map(|(column, _)| column.as_str()).collect();
    let columns = columns.join(", ");
    let rows = || bench.world.table(table);
    let mut alone = Alone { found: None, changes: Vec::new(), inserts: Vec::new() };
    let verdict = |passes: bool| if passes { Expected::Passes } else { Expected::Turned };
    if has(&bench.catalogue.grants.update) {
        let sql = format!("select id from public.{table} for update");
        let expected = |row: &Row| if model.finds(row) { Expected::Yes } else { Expected::No };
        let rows_found = rows().map(|row| (row.id, format!("F {}", row.name), expected(row))).collect();
        alone.found = Some(Reading::of(table, sql, rows_found));
        // Without a condition, an answer or a look at the row no policy for reading is asked.
        let stamp = [("version", "1"), ("created_at", "now()")]
            .into_iter()
            .find(|(column, _)| columns.split(", ").any(|known| known == *column));
        let (stamp, value) = stamp.unwrap_or_else(|| panic!("{table}: nothing that may be written to"));
        let reached = || rows().filter(|row| model.reaches_blindly(row));
        alone.changes.push(Cell {
            table,
            what: "every row".to_owned(),
            sql: format!("update public.{table} set {stamp} = {value}"),
            before: String::new(),
            // One that may not be left as it is stops them all.
            expected: if reached().all(|row| model.keeps(row)) {
                Expected::Rows(reached().count() as u64)
            } else {
                Expected::Turned
            },
        });
        if let Some(from) = rows().find(|row| model.reaches_blindly(row)) {
            for row in rows().filter(|row| row.id != from.id) {
                alone.changes.push(Cell {
                    table,
                    what: format!("{} becomes {}", from.name, row.name),
                    sql: format!(
                        "update public.{table} set ({columns}) = (select {columns} from twin where id = '{}')",
                        row.id
                    ),
                    before: format!("set local alone.row_id = '{}'", from.id),
                    expected: verdict(model.keeps(row)),
                });
            }
        }
    }
    if has(&bench.catalogue.grants.insert) {
        for row in rows() {
            alone.inserts.push(Cell {
                table,
                what: format!("I like {}", row.name),
                sql: format!(
                    "insert into public.{table} ({columns}) select {columns} from twin where id = '{}'",
                    row.id
                ),
                before: String::new(),
                expected: verdict(model.admits(row)),
            });
        }
    }
    alone
}
