//! What was tried, and where it came out otherwise.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

/// What the matrix says of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// It happens.
    Yes,
    /// It does not happen: nothing is found, or it is refused as forbidden.
    No,
    /// A column that this person may not write in a row that they may change: refused by name.
    Forbidden,
    /// The right is there, and a rule that binds everybody stops it with this code.
    Stopped(&'static str),
    /// The policies alone let it pass, whatever a constraint says afterwards.
    Passes,
    /// The policies alone refuse it.
    Turned,
    /// The policies alone let this many rows pass.
    Rows(u64),
}

/// What the database did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observed {
    /// This many rows.
    Done(u64),
    /// Our code (`forbidden`, ...) or an SQLSTATE.
    Refused(String),
}

impl Expected {
    /// Whether the two agree.
    pub fn agrees(self, observed: &Observed) -> bool {
        match (self, observed) {
            (Self::Yes, Observed::Done(rows)) => *rows == 1,
            (Self::No, Observed::Done(rows)) => *rows == 0,
            // 42501: a grant or a policy.
            (Self::No, Observed::Refused(code)) => code == "42501" || code == "forbidden",
            (Self::Forbidden, Observed::Refused(code)) => code == "forbidden",
            (Self::Stopped(wanted), Observed::Refused(code)) => code == wanted,
            (Self::Turned, Observed::Refused(code)) => code == "42501",
            (Self::Rows(wanted), Observed::Done(rows)) => *rows == wanted,
            (Self::Passes, observed) => !Self::Turned.agrees(observed),
            _ => false,
        }
    }
}

impl fmt::Display for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(rows) => write!(f, "{rows} rows"),
            Self::Refused(code) => f.write_str(code),
        }
    }
}

/// What a part of the runner found.
#[derive(Debug, Default)]
pub struct Report {
    /// Cells tried.
    pub cells: usize,
    /// The same by table.
    pub by_table: BTreeMap<String, usize>,
    /// Each as table, actor, what was tried, expected, observed.
    pub disagreements: Vec<[String; 5]>,
}

impl Report {
    /// Compares one cell.
    pub fn cell(
        &mut self,
        table: &str,
        actor: &str,
        what: impl Into<String>,
        expected: Expected,
        observed: &Observed,
    ) {
        self.cells += 1;
        *self.by_table.entry(table.to_owned()).or_default() += 1;
        if !expected.agrees(observed) {
            self.disagreements.push([
                table.to_owned(),
                actor.to_owned(),
                what.into(),
                format!("{expected:?}"),
                observed.to_string(),
            ]);
        }
    }

    /// Something of the file itself or of the catalogue that does not fit.
    pub fn finding(&mut self, table: &str, what: impl Into<String>) {
        self.disagreements.push([table.to_owned(), String::new(), what.into(), String::new(), String::new()]);
    }

    /// Takes over what another found.
    pub fn add(&mut self, other: Self) {
        self.cells += other.cells;
        for (table, cells) in other.by_table {
            *self.by_table.entry(table).or_default() += cells;
        }
        self.disagreements.extend(other.disagreements);
    }

    /// [`Report::settle`], and every table's number of cells is the one in `access/cells.csv`.
    ///
    /// # Panics
    /// As `settle`, or when cells came or went.
    pub fn settle_counted(self, name: &str, at_least: usize) {
        let tried = self.by_table.clone();
        self.settle(name, at_least);
        crate::pages::cells::settle(name, &tried);
    }

    /// Fails with a table of every disagreement, the same tried by several actors in one line.
    ///
    /// # Panics
    /// When there is a disagreement, or too few cells were tried for the run to mean anything.
    pub fn settle(mut self, name: &str, at_least: usize) {
        println!("{name}: {} cells, {} disagreements", self.cells, self.disagreements.len());
        self.disagreements
            .sort_by(|a, b| (&a[0], &a[2], &a[3], &a[4], &a[1]).cmp(&(&b[0], &b[2], &b[3], &b[4], &b[1])));
        let mut lines: Vec<[String; 5]> = Vec::new();
        for next in self.disagreements {
            match lines.last_mut() {
                Some(last)
                    if [&last[0], &last[2], &last[3], &last[4]]
                        == [&next[0], &next[2], &next[3], &next[4]] =>
                {
                    let _ = write!(last[1], " {}", next[1]);
                }
                _ => lines.push(next),
            }
        }
        let mut text = String::new();
        for [table, actor, what, expected, observed] in &lines {
            let _ =
                writeln!(text, "{table:22} {what:44} matrix: {expected:28} database: {observed:20} {actor}");
        }
        assert!(lines.is_empty(), "{name}: the matrix and the database disagree\n{text}");
        assert!(self.cells >= at_least, "{name}: only {} cells were tried", self.cells);
    }
}
