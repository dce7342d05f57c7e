//! Reading, looking up, storing: one transaction.

use std::collections::HashMap;

use almoner_kernel::{Caller, Code, Result};
use almoner_pg::{Db, Tx};
use almoner_sheet::{ImportFileIn, ImportOutcome, MOST_ROWS, Problems, Sheet, read};
use almoner_web::{Attempt, Checks};
use uuid::Uuid;

use super::adding::{Added, Extent, add};
use super::columns::COLUMNS;
use super::line::{Candidate, candidate, column_of, names, twice};
use super::model::{ClientImportOut, ClientImportRow, number};
use super::refer::{Addition, Places};
use super::store::{ALONE, BEDS, HELD, HOMES, HeldRow, KNOWN, WORKERS};

/// A file of residents.
pub struct File {
    pub bytes: Vec<u8>,
    /// Where an alert is known from.
    pub source: String,
}

impl File {
    /// A file with the name that people know it by.
    pub fn new(bytes: Vec<u8>, name: Option<&str>) -> Result<Self> {
        let mut c = Checks::new();
        let name = c.maybe_text("file_name", name, 200);
        c.finish()?;
        let source =
            name.map_or_else(|| "Imported from a file".to_owned(), |name| format!("Imported from {name}"));
        Ok(Self { bytes, source })
    }

    pub fn sent(sent: &ImportFileIn) -> Result<Self> {
        Self::new(sent.content.clone().into_bytes(), sent.file_name.as_deref())
    }
}

/// A file that was read; the database has not been asked yet.
pub struct Understood {
    sheet: Sheet,
    problems: Problems,
    candidates: Vec<Candidate>,
    source: String,
}

impl Understood {
    pub fn of(file: &File) -> Self {
        let mut sheet = read(&file.bytes, COLUMNS);
        let mut problems = std::mem::take(&mut sheet.problems);
        let lines = std::mem::take(&mut sheet.lines);
        let candidates: Vec<Candidate> =
            lines.iter().map(|line| candidate(line, &file.source, &mut problems)).collect();
        twice(&candidates, &mut problems);
        Self { sheet, problems, candidates, source: file.source.clone() }
    }

    /// Whether storing it may tell that an NHS number is known somewhere.
    pub fn asks_for_numbers(&self) -> bool {
        self.problems.is_empty() && self.candidates.iter().any(|one| one.nhs_number().is_some())
    }
}

/// What a file would do. What has to be tried is tried and undone, so that a refusal shows that only the
/// database knows of.
pub async fn preview(db: &Db, me: &Caller, file: Understood) -> Result<ClientImportOut> {
    let (mut tx, ()) = db.write(me, ()).await?;
    let mut plan = Plan::make(&mut tx, file).await?;
    plan.store(&mut tx, Extent::WhatOnlyTheDatabaseKnows, &|_, _| {}).await?;
    // Dropped without a commit: nothing stays.
    drop(tx);
    Ok(plan.out(true))
}

/// Imports a file, or says what is wrong with it; then nothing is stored. `tell` hears of the lines
/// that are done.
pub async fn import(
    db: &Db,
    me: &Caller,
    (bytes, name): (Vec<u8>, &str),
    dry_run: bool,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<ClientImportOut> {
    let file = Understood::of(&File::new(bytes, Some(name))?);
    if dry_run {
        return preview(db, me, file).await;
    }
    let (mut tx, ()) = db.write(me, ()).await?;
    let mut plan = Plan::make(&mut tx, file).await?;
    plan.store(&mut tx, Extent::Everything, tell).await?;
    if plan.problems.is_empty() {
        tx.commit().await?;
    }
    Ok(plan.out(false))
}

/// The same under an Idempotency-Key; whether it was done before.
pub async fn import_under(
    db: &Db,
    me: &Caller,
    file: Understood,
    attempt: &Attempt,
) -> Result<(ClientImportOut, bool)> {
    let (mut tx, done) = attempt.begin(db, me).await?;
    let mut plan = Plan::make(&mut tx, file).await?;
    if done.is_some() {
        return Ok((plan.out(true), true));
    }
    plan.store(&mut tx, Extent::Everything, &|_, _| {}).await?;
    if plan.problems.is_empty() {
        tx.finish(attempt.finish(200, "clients", None)).await?;
    }
    Ok((plan.out(false), false))
}

/// A file with what it refers to.
struct Plan {
    sheet: Sheet,
    problems: Problems,
    rows: Vec<ClientImportRow>,
    additions: Vec<Addition>,
    source: String,
}

impl Plan {
    async fn make(tx: &mut Tx, file: Understood) -> Result<Self> {
        let Understood { sheet, mut problems, candidates, source } = file;
        let mut places = look_up(tx, &candidates).await?;
        if !places.manages() {
            let message = "You manage no home. A manager of a home registers its residents; an owner can take a home on \
                           under its managers, right after a second factor.";
            problems.file(Code::Forbidden.as_str(), message);
        }
        let (mut rows, mut additions) = (Vec::new(), Vec::new());
        for one in candidates {
            let (row, addition) = places.resolve(one, &mut problems);
            rows.push(row);
            additions.extend(addition);
        }
        Ok(Self { sheet, problems, rows, additions, source })
    }

    /// Stores what is to be added, unless something is wrong. What the database refuses becomes a
    /// problem of its line.
    async fn store(
        &mut self,
        tx: &mut Tx,
        extent: Extent,
        tell: &(dyn Fn(usize, usize) + Sync),
    ) -> Result<()> {
        if !self.problems.is_empty() {
            return Ok(());
        }
        let made = match add(tx, &self.additions, extent, &self.source, tell).await? {
            Added::All(made) => made,
            Added::Refused { line, error } => {
                self.problems.fields(line, &error, |field| (Some(column_of(&field.path)), None));
                return Ok(());
            }
        };
        for row in &mut self.rows {
            let line = usize::try_from(row.line).unwrap_or_default();
            row.client_id = row.client_id.or_else(|| made.get(&line).copied());
        }
        Ok(())
    }

    fn out(mut self, preview: bool) -> ClientImportOut {
        let stored = !preview && self.problems.is_empty();
        for row in &mut self.rows {
            if self.problems.of_line(usize::try_from(row.line).unwrap_or_default()) {
                row.outcome = ImportOutcome::Refused;
            }
            if !stored && row.outcome != ImportOutcome::AlreadyHere {
                row.client_id = None;
            }
        }
        let count = |outcome| number(self.rows.iter().filter(|row| row.outcome == outcome).count());
        ClientImportOut {
            to_add: count(ImportOutcome::Add),
            already_here: count(ImportOutcome::AlreadyHere),
            refused: count(ImportOutcome::Refused),
            problem_count: number(self.problems.total()),
            rows_left_out: number(self.rows.len().saturating_sub(MOST_ROWS)),
            problems: self.problems.list(),
            columns: self.sheet.columns,
            rows: self.rows.into_iter().take(MOST_ROWS).collect(),
        }
    }
}

async fn look_up(tx: &mut Tx, candidates: &[Candidate]) -> Result<Places> {
    let numbers: Vec<String> = candidates.iter().filter_map(|one| one.nhs_number().cloned()).collect();
    let called: Vec<String> =
        candidates.iter().map(|one| names(&one.client.given_name, &one.client.family_name)).collect();
    let calls = (
        ALONE.with(()),
        HOMES.with(()),
        BEDS.with(()),
        HELD.with(()),
        KNOWN.with((numbers, called)),
        WORKERS.with(()),
    );
    let (_, homes, beds, all, known, workers) = tx.run(calls).await?;
    let mut held: HashMap<Uuid, Vec<HeldRow>> = HashMap::new();
    for one in all {
        held.entry(one.bed_id).or_default().push(one);
    }
    Ok(Places::new(homes, beds, held, known, workers))
}
