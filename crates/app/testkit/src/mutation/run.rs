//! All mutants, or a sample of them: which died, which did not, and which of those have an excuse.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use futures_util::StreamExt as _;

use super::lab::{Lab, Outcome};
use super::make::{Kind, Mutant};

/// How many databases are tried side by side.
const LABS: usize = 2;

/// Which mutants are tried.
pub enum Wanted {
    All,
    /// About one in so many, of every kind, the same in every run.
    OneIn(usize),
    /// Those whose name or table holds a text.
    Named(String),
}

impl Wanted {
    fn pick(&self, mutants: Vec<Mutant>) -> Vec<Mutant> {
        match self {
            Self::All => mutants,
            Self::OneIn(many) => mutants.into_iter().step_by(*many).collect(),
            Self::Named(text) => {
                mutants.into_iter().filter(|m| m.table == *text || m.name.contains(text)).collect()
            }
        }
    }
}

/// What a run found.
#[derive(Default)]
pub struct Tally {
    /// Tried, died and excused, by kind.
    kinds: BTreeMap<Kind, [usize; 3]>,
    cells: usize,
    wrong: Vec<String>,
}

/// Tries them.
///
/// # Panics
/// When `access/mutants.toml` is not well formed, or a mutant can't be made.
pub async fn run(wanted: Wanted) -> Tally {
    let excused = almoner_access::excused().unwrap_or_else(|why| panic!("{why}"));
    let mut labs = Vec::new();
    for _ in 0..LABS {
        labs.push(Lab::new().await);
    }
    let all = labs[0].mutants().await;
    let names: BTreeSet<String> = all.iter().map(|m| m.name.clone()).collect();
    let mut tally = Tally::default();
    for gone in excused.keys().filter(|name| !names.contains(*name)) {
        tally.wrong.push(format!("excused, and there is no such mutant: {gone}"));
    }
    let mutants = wanted.pick(all);
    let mut tables: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in &mutants {
        tables.entry(&mutant.table).or_default().push(mutant);
    }
    // The biggest first, each to the lab that is free.
    let mut tables: Vec<_> = tables.into_iter().collect();
    tables.sort_by_key(|(table, mutants)| (std::cmp::Reverse(mutants.len()), *table));
    let free = tokio::sync::Mutex::new(labs);
    let mut outcomes = futures_util::stream::iter(&tables)
        .map(|(table, mutants)| {
            let free = &free;
            async move {
                let lab = free.lock().await.pop().expect("as many tables at a time as labs");
                let outcomes = lab.table(table, mutants).await;
                free.lock().await.push(lab);
                outcomes
            }
        })
        .buffer_unordered(LABS);
    while let Some(of_table) = outcomes.next().await {
        for outcome in of_table {
            tally.count(&outcome, &excused);
        }
        let [tried, died, excused] = tally.sum();
        println!("so far {tried} tried, {died} died, {excused} excused, wrong: {:?}", tally.wrong);
    }
    tally
}

impl Tally {
    fn count(&mut self, outcome: &Outcome<'_>, excused: &BTreeMap<String, String>) {
        let Outcome { mutant, seen, cells } = outcome;
        self.cells += cells;
        let [tried, died, survived] = self.kinds.entry(mutant.kind).or_default();
        *tried += 1;
        let is_excused = excused.contains_key(&mutant.name);
        match seen {
            Some(cell) if is_excused => {
                *died += 1;
                self.wrong.push(format!("excused, and shows: {}: {cell}", mutant.name));
            }
            Some(_) => *died += 1,
            None if is_excused => *survived += 1,
            None => self.wrong.push(format!(
                "shows nowhere: {} {} ({cells} cells of {})",
                mutant.kind.name(),
                mutant.name,
                mutant.table
            )),
        }
    }

    fn sum(&self) -> [usize; 3] {
        self.kinds.values().fold([0; 3], |sum, one| [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]])
    }

    /// Prints how many of each kind, and fails with what is wrong.
    ///
    /// # Panics
    /// When a mutant shows nowhere without an excuse or has an excuse that it does not need, or when
    /// fewer than so many were tried.
    pub fn settle(mut self, at_least: usize) {
        for (kind, [tried, died, excused]) in &self.kinds {
            println!("{:13} {tried:5} tried, {died:5} died, {excused:4} excused", kind.name());
        }
        let [tried, died, excused] = self.sum();
        println!("{tried} mutants: {died} died, {excused} excused; {} cells tried", self.cells);
        self.wrong.sort();
        let mut text = String::new();
        for wrong in &self.wrong {
            let _ = writeln!(text, "{wrong}");
        }
        assert!(self.wrong.is_empty(), "{} of them\n{text}", self.wrong.len());
        assert!(tried >= at_least, "only {tried} were tried");
    }
}
