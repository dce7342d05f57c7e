//! Reading, looking up, inviting: one transaction.

use std::collections::{BTreeMap, HashMap};

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_keys::Secret;
use almoner_pg::{Db, Json, One, Parts, Tx};
use almoner_sheet::{ImportOutcome, MOST_ROWS, Problems, Sheet, Wrong, read};
use almoner_web::Attempt;
use uuid::Uuid;

use super::columns::COLUMNS;
use super::line::{Candidate, candidate};
use super::model::{Invitations, PersonImportOut, PersonImportRow, number};
use super::refer::{Guest, Places, shown};
use super::store::{ALONE, HOMES, KNOWN, SET_STAFF_NUMBERS, StaffNumber};
use crate::people::person::{Checked, ORGANISATION, invitation_secret, invite_each};
use crate::people::standing::STANDING;

/// People to a statement. A statement has seconds, and a part that is refused is tried again in halves.
const AT_ONCE: usize = 50;

/// Imports a file, or says what is wrong with it; then nothing is stored. A dry run stores and undoes,
/// so that a refusal shows that only the database knows of. `tell` hears of the people that are done.
/// The invitations are the caller's to send, and empty when nothing was stored.
pub async fn import(
    db: &Db,
    me: &Caller,
    bytes: &[u8],
    dry_run: bool,
    tell: &(dyn Fn(usize, usize) + Sync),
) -> Result<(PersonImportOut, Invitations)> {
    let (mut tx, ()) = db.write(me, ()).await?;
    let mut plan = Plan::make(&mut tx, bytes).await?;
    plan.store(&mut tx, tell).await?;
    if plan.problems.is_empty() && !dry_run {
        tx.commit().await?;
    }
    Ok(plan.out(dry_run))
}

/// The same under an Idempotency-Key; no invitations when it was done before.
pub async fn import_under(
    db: &Db,
    me: &Caller,
    bytes: &[u8],
    attempt: &Attempt,
) -> Result<(PersonImportOut, Option<Invitations>)> {
    let (mut tx, done) = attempt.begin(db, me).await?;
    let mut plan = Plan::make(&mut tx, bytes).await?;
    if done.is_some() {
        return Ok((plan.out(true).0, None));
    }
    plan.store(&mut tx, &|_, _| {}).await?;
    if plan.problems.is_empty() {
        tx.finish(attempt.finish(200, "profiles", None)).await?;
    }
    let (out, invitations) = plan.out(false);
    Ok((out, Some(invitations)))
}

/// A file as it was understood.
struct Plan {
    sheet: Sheet,
    problems: Problems,
    rows: Vec<PersonImportRow>,
    guests: Vec<(Guest, Checked)>,
    invitations: Invitations,
}

impl Plan {
    async fn make(tx: &mut Tx, bytes: &[u8]) -> Result<Self> {
        let mut sheet = read(bytes, COLUMNS);
        let mut problems = std::mem::take(&mut sheet.problems);
        let lines = std::mem::take(&mut sheet.lines);
        let candidates: Vec<Candidate> = lines.iter().map(|line| candidate(line, &mut problems)).collect();
        let emails = candidates.iter().map(|one| one.email.clone()).collect();
        let numbers = candidates.iter().filter_map(|one| one.staff_number.clone()).collect();
        let calls = (
            ALONE.with(()),
            HOMES.with(()),
            KNOWN.with((emails, numbers)),
            STANDING.with(()),
            ORGANISATION.with(()),
        );
        let (_, homes, known, standing, organisation) = tx.run(calls).await?;
        let places = Places::new(homes, standing.one()?.owner, known);
        if !places.invites() {
            let message = "You may not invite people: a manager invites to the homes that they manage, an owner to all.";
            problems.file(Code::Forbidden.as_str(), message);
        }
        same_staff_number(&candidates, &mut problems);
        let (rows, guests) = gather(candidates, &places, &mut problems);
        let guests = checked(guests, &mut problems);
        let invitations = Invitations { organisation: organisation.one()?.name, to: Vec::new() };
        Ok(Self { sheet, problems, rows, guests, invitations })
    }

    /// Invites, unless something is wrong. What the database refuses becomes a problem of its line.
    async fn store(&mut self, tx: &mut Tx, tell: &(dyn Fn(usize, usize) + Sync)) -> Result<()> {
        if !self.problems.is_empty() {
            return Ok(());
        }
        let guests: Vec<(Guest, Checked, Secret)> = std::mem::take(&mut self.guests)
            .into_iter()
            .map(|(guest, invitation)| (guest, invitation, invitation_secret()))
            .collect();
        let mut made: HashMap<String, Uuid> = HashMap::with_capacity(guests.len());
        let mut parts = Parts::new(&guests, AT_ONCE);
        while let Some(part) = parts.next(tx).await? {
            match invite(tx, part).await {
                Ok(invited) => made.extend(invited),
                Err(error)
                    if is_about_the_line(&error) || (error.code == Code::Timeout && part.len() > 1) =>
                {
                    if let Some((guest, ..)) = parts.refused(tx, part).await? {
                        refused(guest, &error, &mut self.problems);
                        return Ok(());
                    }
                }
                Err(error) => return Err(error),
            }
            tell(made.len(), guests.len());
        }
        let sent = guests.into_iter().map(|(_, invitation, secret)| (invitation.email, secret));
        self.invitations.to.extend(sent);
        for row in &mut self.rows {
            let email = row.email.as_deref().unwrap_or_default();
            row.person_id = row.person_id.or_else(|| made.get(email).copied());
        }
        Ok(())
    }

    fn out(mut self, preview: bool) -> (PersonImportOut, Invitations) {
        let stored = !preview && self.problems.is_empty();
        for row in &mut self.rows {
            if self.problems.of_line(usize::try_from(row.line).unwrap_or_default()) {
                row.outcome = ImportOutcome::Refused;
            }
            if !stored && row.outcome != ImportOutcome::AlreadyHere {
                row.person_id = None;
            }
        }
        let added = |row: &&PersonImportRow| row.outcome == ImportOutcome::Add;
        let people: std::collections::BTreeSet<_> =
            self.rows.iter().filter(added).map(|row| row.email.clone()).collect();
        let count = |outcome| number(self.rows.iter().filter(|row| row.outcome == outcome).count());
        let out = PersonImportOut {
            to_add: count(ImportOutcome::Add),
            already_here: count(ImportOutcome::AlreadyHere),
            refused: count(ImportOutcome::Refused),
            people: number(people.len()),
            problem_count: number(self.problems.total()),
            rows_left_out: number(self.rows.len().saturating_sub(MOST_ROWS)),
            problems: self.problems.list(),
            columns: self.sheet.columns,
            rows: self.rows.into_iter().take(MOST_ROWS).collect(),
        };
        (out, if stored { self.invitations } else { Invitations::default() })
    }
}

/// Two round trips: people with their rights, then their staff numbers. Answers who has which e-mail.
async fn invite(tx: &mut Tx, part: &[(Guest, Checked, Secret)]) -> Result<Vec<(String, Uuid)>> {
    let invitations = part.iter().map(|(_, invitation, secret)| (invitation, secret));
    let invited = tx.run(invite_each(invitations)).await?;
    let made: HashMap<String, Uuid> = invited.into_iter().map(|one| (one.email, one.id)).collect();
    let number = |(guest, invitation, _): &(Guest, Checked, Secret)| {
        Some(StaffNumber {
            profile_id: *made.get(&invitation.email)?,
            staff_number: guest.staff_number.clone()?,
        })
    };
    let numbers: Vec<StaffNumber> = part.iter().filter_map(number).collect();
    if !numbers.is_empty() {
        tx.run(SET_STAFF_NUMBERS.with((Json(numbers),))).await?;
    }
    Ok(made.into_iter().collect())
}

/// Puts the lines of one person together.
fn gather(
    candidates: Vec<Candidate>,
    places: &Places,
    problems: &mut Problems,
) -> (Vec<PersonImportRow>, Vec<Guest>) {
    let mut rows = Vec::with_capacity(candidates.len());
    let mut guests: Vec<Guest> = Vec::new();
    let mut by_email: BTreeMap<String, usize> = BTreeMap::new();
    for one in candidates {
        let mut row = shown(&one);
        places.staff_number(&one, problems);
        let home = places.home(&one, problems);
        if let Some(home) = &home {
            row.home_id = Some(home.id);
            row.home_name = Some(home.name.clone());
        }
        row.person_id = places.known_as(&one.email);
        if row.person_id.is_some() {
            row.outcome = ImportOutcome::AlreadyHere;
        } else {
            // Lines without an e-mail are told so; they are not one person.
            let key = if one.email.is_empty() { one.number.to_string() } else { one.email.clone() };
            let at = *by_email.entry(key).or_insert_with(|| {
                guests.push(Guest::new(one.clone()));
                guests.len() - 1
            });
            if let Some(home) = &home {
                guests[at].add(&one, home, &mut row, problems);
            }
        }
        rows.push(row);
    }
    (rows, guests)
}

/// Checks each invitation by the rules of inviting one person.
fn checked(guests: Vec<Guest>, problems: &mut Problems) -> Vec<(Guest, Checked)> {
    let mut fine = Vec::with_capacity(guests.len());
    for guest in guests {
        match guest.invitation.clone().check() {
            Ok(invitation) => fine.push((guest, invitation)),
            Err(error) => refused(&guest, &error, problems),
        }
    }
    fine
}

/// Notes what is wrong with somebody's invitation, at the line and column that it came from.
fn refused(guest: &Guest, error: &Error, problems: &mut Problems) {
    if error.fields.is_empty() {
        problems.line(guest.first.number, error.code.as_str(), error.message.clone());
    }
    for field in &error.fields {
        let (line, column) = guest.place(&field.path);
        // A line without a home, a right or an e-mail is told so already.
        let told = (field.path == "memberships" && problems.of_line(line))
            || (field.path == "email" && guest.first.email.is_empty());
        if told {
            continue;
        }
        let mut message = field.message.clone();
        if column == "from" {
            message.push_str(" Leave the cell blank for somebody who works here already.");
        }
        problems.field(line, column, &field.code, message);
    }
}

/// Notes a staff number that two people of the file have.
fn same_staff_number(candidates: &[Candidate], problems: &mut Problems) {
    let mut first: HashMap<&str, &Candidate> = HashMap::new();
    for one in candidates {
        let Some(staff_number) = &one.staff_number else { continue };
        let known = first.entry(staff_number).or_insert(one);
        if known.email != one.email {
            let message = format!("Line {} has this staff number for somebody else.", known.number);
            problems.cell(one.number, "staff_number", Some(staff_number), Wrong::new("duplicate", message));
        }
    }
}

/// Whether a refusal is one of what the line says, and not of the service.
fn is_about_the_line(error: &Error) -> bool {
    matches!(
        error.code,
        Code::Invalid | Code::Duplicate | Code::Forbidden | Code::ParentArchived | Code::IllegalTransition
    )
}
