//! One statement of one actor, and what the matrix says of it.

use super::report::Expected;
use super::session::Session;
use super::{Bench, Report};
use crate::world::Seat;

/// A cell of the matrix, as it is tried.
#[derive(Debug)]
pub struct Cell {
    pub table: &'static str,
    pub what: String,
    pub sql: String,
    /// What is done first, by somebody whom nothing stops; nothing in most cells.
    pub before: String,
    pub expected: Expected,
}

/// Which tables' cells are wanted.
pub type Tables<'a> = &'a dyn Fn(&str) -> bool;

/// Tries the cells of every actor, each from where their session began.
pub async fn every(bench: &Bench, of: impl Fn(&Bench, &Seat) -> Vec<Cell>) -> Report {
    let of = &of;
    bench
        .every_seat(|seat| async move {
            let mut report = Report::default();
            let session = Session::begin(bench, seat).await;
            for cell in of(bench, seat) {
                let observed = session.attempt(&cell.sql).await;
                report.cell(cell.table, seat.name, cell.what, cell.expected, &observed);
            }
            report
        })
        .await
}
