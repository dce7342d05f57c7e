//! What was seeded, for the terminal.

use std::fmt;
use std::time::Duration;

/// Told while it runs.
#[derive(Clone, Debug)]
pub struct Progress {
    /// What is being done, as a person would say it.
    pub doing: String,
    /// Parts loaded, of how many.
    pub part: usize,
    pub parts: usize,
    /// Rows loaded so far.
    pub rows: u64,
}

/// An address to sign in with, and whose it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub email: String,
    pub name: String,
    /// In words: `carer`, `deputy manager`, `carer in two homes`.
    pub persona: &'static str,
    pub organisation: String,
    /// The homes in which they have a right now; empty for all of the organisation's.
    pub homes: Vec<String>,
}

/// Bytes that a row points at, for the object folder.
#[derive(Clone, Debug)]
pub struct Object {
    pub path: String,
    pub bytes: Vec<u8>,
}

/// Rows of one table, and the time that their COPY took.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// `schema.name`
    pub table: String,
    pub rows: u64,
    pub took: Duration,
}

impl Loaded {
    /// Rows a second.
    pub fn rate(&self) -> u64 {
        rate(self.rows, self.took)
    }
}

/// What was seeded.
#[derive(Clone, Debug)]
pub struct Report {
    pub organisations: Vec<String>,
    /// Addresses worth printing; all have the plan's password.
    pub sign_ins: Vec<SignIn>,
    /// What belongs into the object folder once the rows are there.
    pub objects: Vec<Object>,
    /// In the order of loading.
    pub tables: Vec<Loaded>,
    /// From the first check to the commit.
    pub took: Duration,
    /// Freezing and counting the tables for the planner, after the commit.
    pub tidied: Duration,
}

impl Report {
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).sum()
    }

    /// Rows a second over all, making them included.
    pub fn rate(&self) -> u64 {
        rate(self.rows(), self.took)
    }
}

fn rate(rows: u64, took: Duration) -> u64 {
    let milliseconds = u64::try_from(took.as_millis()).unwrap_or(u64::MAX).max(1);
    rows.saturating_mul(1000) / milliseconds
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for organisation in &self.organisations {
            writeln!(f, "{organisation}")?;
            for sign_in in self.sign_ins.iter().filter(|s| s.organisation == *organisation) {
                let homes =
                    if sign_in.homes.is_empty() { "all homes".to_owned() } else { sign_in.homes.join(", ") };
                let SignIn { email, name, persona, .. } = sign_in;
                writeln!(f, "  {email:<42} {name:<24} {persona}; {homes}")?;
            }
        }
        writeln!(f, "{:<32}{:>10}{:>12}", "table", "rows", "rows/s")?;
        for table in &self.tables {
            writeln!(f, "{:<32}{:>10}{:>12}", table.table, table.rows, table.rate())?;
        }
        write!(
            f,
            "{} rows in {:.1} s ({} rows/s), tidied in {:.1} s",
            self.rows(),
            self.took.as_secs_f64(),
            self.rate(),
            self.tidied.as_secs_f64()
        )
    }
}
