//! The cells of one table, worked out once and tried on every mutant of it.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::make::{Mutant, Verb};
use crate::runner::{self, Bench, Cell, Reading};
use crate::world::{Row, Seat};

/// What is tried of a table.
pub struct Plan<'a> {
    pub readings: Vec<(&'a Seat, Reading)>,
    inserts: Vec<(&'a Seat, Cell)>,
    updates: Vec<(&'a Seat, Cell)>,
    /// Further columns of a row that one column was tried of: no policy tells columns apart.
    columns: Vec<(&'a Seat, Cell)>,
    /// With nothing but the policies.
    pub found: Vec<(&'a Seat, Reading)>,
    pub changes: Vec<(&'a Seat, Cell)>,
    pub copies: Vec<(&'a Seat, Cell)>,
    /// One for each granted column.
    pub grants: Vec<Cell>,
}

impl<'a> Plan<'a> {
    pub fn of(bench: &'a Bench, table: &str, events: &[(Uuid, Row)]) -> Self {
        let only = |t: &str| t == table;
        let mut plan = Self {
            readings: Vec::new(),
            inserts: Vec::new(),
            updates: Vec::new(),
            columns: Vec::new(),
            found: Vec::new(),
            changes: Vec::new(),
            copies: Vec::new(),
            grants: Vec::new(),
        };
        let alone = bench.world.rows.iter().find(|row| row.table == table).map(|row| row.table);
        for seat in bench.world.seats() {
            plan.readings.push((seat, runner::reading(bench, seat, table, events)));
            plan.inserts.extend(runner::insert_cells(bench, seat, &only).into_iter().map(|c| (seat, c)));
            for cells in [runner::archive_cells(bench, seat, &only), runner::verb_cells(bench, seat, &only)] {
                plan.updates.extend(cells.into_iter().map(|c| (seat, c)));
            }
            let mut rows = BTreeSet::new();
            for cell in runner::update_cells(bench, seat, &only) {
                let row = cell.sql.rsplit_once(" where ").map(|(_, row)| row.to_owned());
                let into = if rows.insert(row) { &mut plan.updates } else { &mut plan.columns };
                into.push((seat, cell));
            }
            if let Some(table) = alone {
                let alone = runner::alone::alone(bench, seat, table);
                plan.found.extend(alone.found.map(|found| (seat, found)));
                plan.changes.extend(alone.changes.into_iter().map(|c| (seat, c)));
                plan.copies.extend(alone.inserts.into_iter().map(|c| (seat, c)));
            }
        }
        plan.grants = runner::granted_cells(bench, &only);
        plan.inserts = scattered(plan.inserts);
        plan.updates = scattered(plan.updates);
        plan.columns = scattered(plan.columns);
        plan.changes = scattered(plan.changes);
        plan.copies = scattered(plan.copies);
        plan
    }

    /// Cells as people act, those first in which the mutant is likeliest to show.
    pub fn cells(&self, mutant: &Mutant) -> Vec<&(&'a Seat, Cell)> {
        let none: &[(&'a Seat, Cell)] = &[];
        let (cells, more) = match (mutant.verb, &mutant.column) {
            (Verb::Insert, _) => (&self.inserts[..], none),
            (_, Some(_)) => (&self.updates[..], &self.columns[..]),
            (_, None) => (&self.updates[..], none),
        };
        let touches = |cell: &Cell| match mutant.column.as_deref() {
            None => true,
            Some("status") => cell.sql.contains("set status"),
            Some(column) => cell.sql.contains(column),
        };
        let cells = cells.iter().chain(more).filter(|(_, c)| touches(c));
        let own = |cell: &Cell| {
            mutant.column.as_ref().is_none_or(|column| cell.what.starts_with(&format!("U({column})")))
        };
        let (first, then): (Vec<_>, Vec<_>) = cells.partition(|(_, c)| own(c));
        first.into_iter().chain(then).collect()
    }
}

/// In an order that lies about evenly over actors and rows, the same in every run.
fn scattered<T>(items: Vec<T>) -> Vec<T> {
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    let len = slots.len();
    // A prime, so that it meets every place unless the length is a multiple of it.
    let step = if len.is_multiple_of(7919) { 1 } else { 7919 };
    let mut out = Vec::with_capacity(len);
    let mut at = 0;
    for _ in 0..len {
        out.push(slots[at].take().expect("each place once"));
        at = (at + step) % len;
    }
    out
}
