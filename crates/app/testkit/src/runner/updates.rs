//! U and A: each column on its own, for every actor and row; archiving and restoring.

use super::cell::{Cell, Tables};
use super::factory::changed;
use super::report::Expected;
use super::{Bench, Report, cell, rules};
use crate::world::{Row, Seat};

/// Changes every granted column of every row as every actor. A row that the actor does not see is
/// tried with one column: the policy decides it, not the column.
pub async fn updates(bench: &Bench, tables: impl Fn(&str) -> bool) -> Report {
    cell::every(bench, |bench, seat| update_cells(bench, seat, &tables)).await
}

/// What one actor tries.
pub fn update_cells(bench: &Bench, seat: &Seat, tables: Tables<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    let model = bench.model(seat);
    for row in bench.world.rows.iter().filter(|row| tables(row.table)) {
        let mut columns = bench.catalogue.grants.all_columns(row.table);
        // Changes of status are verbs, which have cells of their own.
        columns.remove("status");
        let seen = model.reads(row);
        for column in columns.iter().take(if seen { usize::MAX } else { 1 }) {
            let sql = update(bench, row, &format!("{column} = {}", changed(bench, row, column)));
            let expected = if model.updates(row, column) {
                rules::stops_update(row, column).map_or(Expected::Yes, Expected::Stopped)
            } else if model.updates_something(row) {
                Expected::Forbidden
            } else {
                Expected::No
            };
            cells.push(Cell {
                table: row.table,
                what: format!("U({column}) {}", row.name),
                sql,
                before: String::new(),
                expected,
            });
        }
    }
    cells
}

/// Archives every live row, restores every archived one, as every actor.
pub async fn archives(bench: &Bench) -> Report {
    cell::every(bench, |bench, seat| archive_cells(bench, seat, &|_| true)).await
}

/// What one actor tries.
pub fn archive_cells(bench: &Bench, seat: &Seat, tables: Tables<'_>) -> Vec<Cell> {
    let mut cells = Vec::new();
    let model = bench.model(seat);
    for row in bench.world.rows.iter().filter(|row| tables(row.table)).filter(|row| {
        bench.catalogue.grants.update.get(row.table).is_some_and(|columns| columns.contains("archived_at"))
    }) {
        let (what, set) = if row.archived {
            ("restore", "archived_at = null")
        } else {
            ("archive", "archived_at = now(), archive_reason = 'made in error'")
        };
        let expected = if model.archives(row) {
            rules::stops_archive(bench.world, row).map_or(Expected::Yes, Expected::Stopped)
        } else {
            Expected::No
        };
        cells.push(Cell {
            table: row.table,
            what: format!("A {what} {}", row.name),
            sql: update(bench, row, set),
            before: String::new(),
            expected,
        });
    }
    cells
}

/// The statement as the server writes it: by organisation and id.
pub fn update(bench: &Bench, row: &Row, set: &str) -> String {
    let tenant = if row.table == "organisations" {
        String::new()
    } else {
        format!("organisation_id = {} and ", rules::literal(row.organisation))
    };
    debug_assert!(bench.catalogue.columns.contains_key(row.table));
    format!("update public.{} set {set} where {tenant}id = '{}'", row.table, row.id)
}
