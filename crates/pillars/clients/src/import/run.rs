//! Reading, looking up, storing: one transaction.

use std::collections::HashMap;

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Call, Db, Tx};
use almoner_sheet::{ImportFileIn, ImportOutcome, MOST_ROWS, Problems, Sheet, read};
use almoner_web::{Attempt, Checks, Made};
use uuid::Uuid;

use super::columns::COLUMNS;
use super::line::{Allergies, Candidate, candidate, column_of, names, twice};
use super::model::{ClientImportOut, ClientImportRow, number};
use super::refer::{Addition, Places};
use super::store::{ALONE, BEDS, HELD, HOMES, HeldRow, KNOWN, WORKERS};
use crate::alerts::{add_alert, add_none_known};
use crate::clients::add_client;
use crate::contacts::add_contact;
use crate::identity;
use crate::stays::admit;
use crate::words::StayStatus;

/// Lines whose statements leave together.
const AT_ONCE: usize = 100;

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

/// What a file would do. What would be stored is stored and undone, so that a refusal shows that
/// only the database knows of.
pub async fn preview(db: &Db, me: &Caller, file: &File) -> Result<ClientImportOut> {
    let (mut tx, ()) = db.write(me, ()).await?;
    let mut plan = Plan::make(&mut tx, file).await?;
    plan.store(&mut tx, &|_, _| {}).await?;
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
    let file = File::new(bytes, Some(name))?;
    let (mut tx, ()) = db.write(me, ()).await?;
    let mut plan = Plan::make(&mut tx, &file).await?;
    plan.store(&mut tx, tell).await?;
    if plan.problems.is_empty() && !dry_run {
        tx.commit().await?;
    }
    Ok(plan.out(dry_run))
}

/// The same under an Idempotency-Key; whether it was done before.
pub async fn import_under(
    db: &Db,
    me: &Caller,
    file: &File,
    attempt: &Attempt,
) -> Result<(ClientImportOut, bool)> {
    let (mut tx, done) = attempt.begin(db, me).await?;
    let mut plan = Plan::make(&mut tx, file).await?;
    if done.is_some() {
        return Ok((plan.out(true), true));
    }
    plan.store(&mut tx, &|_, _| {}).await?;
    if plan.problems.is_empty() {
        tx.finish(attempt.finish(200, "clients", None)).await?;
    }
    Ok((plan.out(false), false))
}

/// A file as it was understood.
struct Plan {
    sheet: Sheet,
    problems: Problems,
    rows: Vec<ClientImportRow>,
    additions: Vec<Addition>,
    source: String,
}

impl Plan {
    async fn make(tx: &mut Tx, file: &File) -> Result<Self> {
        let mut sheet = read(&file.bytes, COLUMNS);
        let mut problems = std::mem::take(&mut sheet.problems);
        let lines = std::mem::take(&mut sheet.lines);
        let candidates: Vec<Candidate> =
            lines.iter().map(|line| candidate(line, &file.source, &mut problems)).collect();
        twice(&candidates, &mut problems);
        let mut places = look_up(tx, &candidates).await?;
        if !places.homes.iter().any(|home| home.manages) {
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
        Ok(Self { sheet, problems, rows, additions, source: file.source.clone() })
    }

    /// Stores what is to be added, unless something is wrong. What the database refuses becomes a
    /// problem of its line.
    async fn store(&mut self, tx: &mut Tx, tell: &(dyn Fn(usize, usize) + Sync)) -> Result<()> {
        if !self.problems.is_empty() {
            return Ok(());
        }
        let of = self.additions.len();
        let mut made = HashMap::with_capacity(of);
        for (at, chunk) in self.additions.chunks(AT_ONCE).enumerate() {
            match store_chunk(tx, chunk, &self.source).await {
                Ok(ids) => made.extend(chunk.iter().map(|one| one.line).zip(ids)),
                Err((Some(line), error)) if is_about_the_line(&error) => {
                    self.problems.fields(line, &error, |field| (Some(column_of(&field.path)), None));
                    break;
                }
                Err((_, error)) => return Err(error),
            }
            tell((at * AT_ONCE + chunk.len()).min(of), of);
        }
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

/// Whether a refusal is one of what the line says, and not of the service.
fn is_about_the_line(error: &Error) -> bool {
    matches!(
        error.code,
        Code::Invalid
            | Code::Duplicate
            | Code::BedTaken
            | Code::StayOverlaps
            | Code::PersonKnownHere
            | Code::ParentArchived
            | Code::IllegalTransition
            | Code::Forbidden
    )
}

async fn look_up(tx: &mut Tx, candidates: &[Candidate]) -> Result<Places> {
    let identity = |one: &Candidate| one.client.identity.clone().unwrap_or_default().nhs_number;
    let numbers: Vec<String> = candidates.iter().filter_map(identity).collect();
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
    Ok(Places { homes, beds, held, known, workers })
}

/// Stores some lines in three round trips; of a refusal it says which line it was.
async fn store_chunk(
    tx: &mut Tx,
    chunk: &[Addition],
    source: &str,
) -> Result<Vec<Uuid>, (Option<usize>, Error)> {
    let at_line = |lines: Vec<usize>| {
        move |(at, error): (Option<usize>, Error)| (at.and_then(|at| lines.get(at).copied()), error)
    };
    let lines: Vec<usize> = chunk.iter().map(|one| one.line).collect();
    let clients: Vec<Call<Made>> = chunk.iter().map(|one| add_client(one.client.clone())).collect();
    let made = tx.run_each(clients).await.map_err(at_line(lines))?;
    let ids: Vec<Uuid> = made.into_iter().flatten().map(|made| made.id).collect();
    if ids.len() != chunk.len() {
        return Err((None, Error::internal("an insert answered no id")));
    }
    let mut lines = Vec::new();
    let mut calls: Vec<Call<Made>> = Vec::new();
    for (one, id) in chunk.iter().zip(&ids) {
        calls.push(identity::insert(*id, one.client.identity.clone().unwrap_or_default()));
        calls.extend(one.contact.clone().map(|contact| add_contact(*id, contact)));
        match &one.allergies {
            Allergies::NotAsked => {}
            Allergies::NoneKnown => calls.push(add_none_known(*id, source.to_owned())),
            Allergies::These(alerts) => {
                calls.extend(alerts.iter().map(|alert| add_alert(*id, alert.clone())));
            }
        }
        lines.resize(calls.len(), one.line);
    }
    tx.run_each(calls).await.map_err(at_line(lines))?;
    let (mut lines, mut calls) = (Vec::new(), Vec::new());
    for (one, id) in chunk.iter().zip(&ids) {
        if let Some(stay) = one.admission {
            let status = if stay.planned { StayStatus::Planned } else { StayStatus::Live };
            calls.push(admit(*id, stay.bed, stay.during, stay.kind, status));
            lines.push(one.line);
        }
    }
    tx.run_each(calls).await.map_err(at_line(lines))?;
    Ok(ids)
}
