//! The cells of one table, worked out once, and only those that are needed.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use uuid::Uuid;

use super::make::{Kind, Mutant, Verb};
use super::{bytes, published};
use crate::runner::{self, Bench, Cell, Expected, Reading, alone};
use crate::world::{Row, Seat};

/// A cell and who tries it.
pub type Tried<'a> = (&'a Seat, Cell);

/// What is tried of a table.
pub struct Plan<'a> {
    bench: &'a Bench,
    table: &'a str,
    events: &'a [(Uuid, Row)],
    readings: OnceCell<Vec<(&'a Seat, Reading)>>,
    inserts: OnceCell<Vec<Tried<'a>>>,
    updates: OnceCell<Updates<'a>>,
    alone: OnceCell<Alone<'a>>,
}

/// Changes as people make them.
struct Updates<'a> {
    /// Archiving, changes of status, and one column of each row.
    rows: Vec<Tried<'a>>,
    /// The other columns: no policy tells columns apart.
    columns: Vec<Tried<'a>>,
}

/// With nothing but the policies.
pub struct Alone<'a> {
    pub found: Vec<(&'a Seat, Reading)>,
    pub changes: Vec<Tried<'a>>,
    pub inserts: Vec<Tried<'a>>,
}

impl<'a> Plan<'a> {
    pub fn of(bench: &'a Bench, table: &'a str, events: &'a [(Uuid, Row)]) -> Self {
        Self {
            bench,
            table,
            events,
            readings: OnceCell::new(),
            inserts: OnceCell::new(),
            updates: OnceCell::new(),
            alone: OnceCell::new(),
        }
    }

    fn every<T>(&self, of: impl Fn(&'a Seat) -> Vec<T>) -> Vec<(&'a Seat, T)> {
        let seats = self.bench.world.seats();
        scattered(seats.flat_map(|seat| of(seat).into_iter().map(move |cell| (seat, cell))).collect())
    }

    pub fn readings(&self) -> &[(&'a Seat, Reading)] {
        self.readings.get_or_init(|| {
            self.every(|seat| match self.table {
                bytes::TABLE => bytes::readings(self.bench, seat),
                table if published::is(table) => vec![published::reading(table)],
                table => vec![runner::reading(self.bench, seat, table, self.events)],
            })
        })
    }

    pub fn alone(&self) -> &Alone<'a> {
        self.alone.get_or_init(|| {
            let known = self.bench.world.rows.iter().find(|row| row.table == self.table);
            let of = |seat| known.map(|row| alone::alone(self.bench, seat, row.table));
            let (mut found, mut changes, mut inserts) = (Vec::new(), Vec::new(), Vec::new());
            for seat in self.bench.world.seats() {
                let Some(alone) = of(seat) else { continue };
                found.extend(alone.found.map(|reading| (seat, reading)));
                changes.extend(alone.changes.into_iter().map(|cell| (seat, cell)));
                inserts.extend(alone.inserts.into_iter().map(|cell| (seat, cell)));
            }
            Alone { found, changes: scattered(changes), inserts: scattered(inserts) }
        })
    }

    fn inserts(&self) -> &[Tried<'a>] {
        let only = |table: &str| table == self.table;
        self.inserts.get_or_init(|| self.every(|seat| runner::insert_cells(self.bench, seat, &only)))
    }

    fn updates(&self) -> &Updates<'a> {
        self.updates.get_or_init(|| {
            let only = |table: &str| table == self.table;
            let mut rows = self.every(|seat| {
                let mut cells = runner::archive_cells(self.bench, seat, &only);
                cells.extend(runner::verb_cells(self.bench, seat, &only));
                cells
            });
            let mut columns = Vec::new();
            let mut seen = BTreeSet::new();
            for (seat, cell) in self.every(|seat| runner::update_cells(self.bench, seat, &only)) {
                let row = cell.sql.rsplit_once(" where ").map(|(_, row)| row.to_owned());
                let into = if seen.insert((seat.name, row)) { &mut rows } else { &mut columns };
                into.push((seat, cell));
            }
            Updates { rows, columns }
        })
    }

    /// The grant that a mutant lacks.
    pub fn grant(&self, mutant: &Mutant) -> Vec<Cell> {
        let column = mutant.column.as_deref().unwrap_or_default();
        let mut cells = runner::granted_cells(self.bench, &|table| table == self.table);
        cells.retain(|cell| cell.what.contains(&format!("({column})")));
        cells
    }

    /// Cells as people act, those first in which the mutant is likeliest to show.
    pub fn cells(&self, mutant: &Mutant) -> Vec<&Tried<'a>> {
        let none: &[Tried<'a>] = &[];
        let (cells, more) = match (mutant.verb, &mutant.column) {
            (Verb::Insert, _) => (self.inserts(), none),
            (_, Some(_)) => (&self.updates().rows[..], &self.updates().columns[..]),
            (_, None) => (&self.updates().rows[..], none),
        };
        let touches = |cell: &Cell| match (mutant.column.as_deref(), &mutant.step) {
            (None, _) => true,
            (_, Some(step)) => cell.what.starts_with(step),
            (Some("status"), None) => cell.sql.contains("set status"),
            (Some(column), None) => cell.sql.contains(column),
        };
        likeliest(mutant, cells.iter().chain(more).filter(|(_, cell)| touches(cell)))
    }
}

/// A mutant that lets more pass shows where nothing may; one that lets less pass, where something does.
pub fn likeliest<'p, 'a>(mutant: &Mutant, cells: impl Iterator<Item = &'p Tried<'a>>) -> Vec<&'p Tried<'a>> {
    let own = mutant.column.as_ref().map(|column| format!("U({column})"));
    let rank = |cell: &Cell| {
        let passes = matches!(cell.expected, Expected::Yes | Expected::Passes | Expected::Rows(_));
        let likely = passes != (mutant.kind == Kind::Predicate);
        let named = own.as_ref().is_none_or(|own| cell.what.starts_with(own));
        (!likely, !named)
    };
    let mut cells: Vec<_> = cells.collect();
    cells.sort_by_key(|(_, cell)| rank(cell));
    cells
}

/// In an order that lies about evenly over actors and rows, the same in every run.
fn scattered<T>(items: Vec<T>) -> Vec<T> {
    let len = items.len();
    let mut slots: Vec<Option<T>> = items.into_iter().map(Some).collect();
    // A prime, so that it meets every place unless the length is a multiple of it.
    let step = if len.is_multiple_of(7919) { 1 } else { 7919 };
    let mut at = 0;
    let mut out = Vec::with_capacity(len);
    for _ in 0..len {
        out.extend(slots[at].take());
        at = (at + step) % len;
    }
    out
}
