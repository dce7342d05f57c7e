//! The cells of one table, worked out once and tried on every mutant of it.

use uuid::Uuid;

use super::make::{Kind, Mutant, Verb};
use crate::runner::{self, Bench, Cell, Reading};
use crate::world::{Row, Seat};

/// What is tried of a table.
pub struct Plan<'a> {
    pub readings: Vec<(&'a Seat, Reading)>,
    inserts: Vec<(&'a Seat, Cell)>,
    updates: Vec<(&'a Seat, Cell)>,
}

impl<'a> Plan<'a> {
    pub fn of(bench: &'a Bench, table: &str, events: &[(Uuid, Row)]) -> Self {
        let only = |t: &str| t == table;
        let mut plan = Self { readings: Vec::new(), inserts: Vec::new(), updates: Vec::new() };
        for seat in bench.world.seats() {
            plan.readings.push((seat, runner::reading(bench, seat, table, events)));
            plan.inserts.extend(runner::insert_cells(bench, seat, &only).into_iter().map(|c| (seat, c)));
            for cells in [
                runner::archive_cells(bench, seat, &only),
                runner::verb_cells(bench, seat, &only),
                runner::update_cells(bench, seat, &only),
            ] {
                plan.updates.extend(cells.into_iter().map(|c| (seat, c)));
            }
        }
        plan.inserts = scattered(plan.inserts);
        plan.updates = scattered(plan.updates);
        plan
    }

    /// The cells, those first in which the mutant is likeliest to show.
    pub fn cells(&self, mutant: &Mutant) -> Vec<&(&'a Seat, Cell)> {
        let (first, then) = match mutant.verb {
            Verb::Insert => (&self.inserts, &self.updates),
            Verb::Read | Verb::Update => (&self.updates, &self.inserts),
        };
        let of_column = |cell: &Cell| match (mutant.kind, mutant.column.as_deref()) {
            (_, None) => true,
            (Kind::VerbRight, _) | (_, Some("status")) => cell.sql.contains("set status"),
            (_, Some(column)) => cell.what.starts_with(&format!("U({column})")) || cell.sql.contains(column),
        };
        first.iter().filter(|(_, c)| of_column(c)).chain(then.iter().filter(|(_, c)| of_column(c))).collect()
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
