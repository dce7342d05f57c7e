//! How many cells the runner tries, by table: `access/cells.csv`.
//!
//! Each check of the runner counts what it tried and compares it with the file, so that a cell that
//! is no longer tried is noticed, and so that the pages can say the number. `make docs` writes it.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Cells by check and table.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Cells(BTreeMap<(String, String), usize>);

/// Set, the runner's tests write the file instead of comparing with it.
const WRITE: &str = "ALMONER_WRITE_CELLS";

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../access/cells.csv"))
}

impl Cells {
    /// The file as it is now.
    ///
    /// # Panics
    /// When a line of it has another shape.
    pub fn load() -> Self {
        let text = std::fs::read_to_string(path()).unwrap_or_default();
        Self(
            text.lines()
                .skip(1)
                .map(|line| {
                    let parts: Vec<&str> = line.split(',').collect();
                    let [check, table, cells] = parts[..] else { panic!("access/cells.csv: {line}") };
                    let cells = cells.parse().unwrap_or_else(|_| panic!("access/cells.csv: {line}"));
                    ((check.to_owned(), table.to_owned()), cells)
                })
                .collect(),
        )
    }

    /// What each check tried of a table.
    pub fn of<'a>(&'a self, table: &'a str) -> impl Iterator<Item = (&'a str, usize)> {
        self.0
            .iter()
            .filter(move |((_, of), _)| of == table)
            .map(|((check, _), cells)| (check.as_str(), *cells))
    }

    /// All of a table.
    pub fn sum(&self, table: &str) -> usize {
        self.of(table).map(|(_, cells)| cells).sum()
    }

    /// All there are.
    pub fn total(&self) -> usize {
        self.0.values().sum()
    }

    fn text(&self) -> String {
        let mut text = "check,table,cells\n".to_owned();
        for ((check, table), cells) in &self.0 {
            text.extend([check, ",", table, ",", &cells.to_string(), "\n"]);
        }
        text
    }
}

/// Compares what a check tried with the file, or writes it there.
///
/// # Panics
/// When the file says something else.
pub fn settle(check: &str, tried: &BTreeMap<String, usize>) {
    let write = std::env::var_os(WRITE).is_some();
    // Other checks write at the same time, from processes of their own.
    let lock = write.then(|| {
        let lock = std::fs::File::create(std::env::temp_dir().join("almoner-cells.lock")).expect("a lock");
        lock.lock().expect("the lock");
        lock
    });
    let mut file = Cells::load();
    let held: BTreeMap<String, usize> =
        file.0.iter().filter(|((c, _), _)| c == check).map(|((_, t), n)| (t.clone(), *n)).collect();
    if write {
        file.0.retain(|(c, _), _| c != check);
        file.0.extend(tried.iter().map(|(t, n)| ((check.to_owned(), t.clone()), *n)));
        std::fs::write(path(), file.text()).expect("access/cells.csv can be written");
    } else {
        let differ: Vec<String> = tried
            .keys()
            .chain(held.keys())
            .filter(|t| tried.get(*t) != held.get(*t))
            .map(|t| format!("{t}: {:?} in access/cells.csv, {:?} tried", held.get(t), tried.get(t)))
            .collect();
        assert!(
            differ.is_empty(),
            "{check}: cells came or went; run make docs when that is meant\n{differ:#?}"
        );
    }
    drop(lock);
}
