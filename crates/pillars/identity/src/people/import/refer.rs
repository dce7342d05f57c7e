//! What a line refers to: a home that the caller may give rights in, somebody who is here already.

use std::collections::HashMap;

use almoner_sheet::{ImportOutcome, Problems, Wrong, wall_time};
use almoner_web::Instant;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::line::Candidate;
use super::model::{PersonImportRow, number};
use super::store::{HomeRow, KnownRow};
use crate::people::membership::{Grade, ManagerKind};
use crate::people::person::{InviteIn, InviteManager, InviteMembership, JobTitle};

/// Homes that a message lists.
const LISTED: usize = 8;

/// What is there for the person who imports, by what a cell may call it: a file has thousands of lines.
pub struct Places {
    homes: Vec<HomeRow>,
    /// Homes by id, by code and by name.
    homes_called: [HashMap<String, Vec<usize>>; 3],
    owner: bool,
    /// The first who has an e-mail.
    emails_known: HashMap<String, Uuid>,
    /// The e-mails of those who have a staff number.
    staff_numbers_known: HashMap<String, Vec<Option<String>>>,
}

/// Somebody to invite, with the lines that they came from.
pub struct Guest {
    pub first: Candidate,
    pub invitation: InviteIn,
    /// The line of each membership and each home to manage, in their order.
    pub floor_lines: Vec<usize>,
    pub manager_lines: Vec<usize>,
    pub staff_number: Option<String>,
}

impl Places {
    pub fn new(homes: Vec<HomeRow>, owner: bool, known: Vec<KnownRow>) -> Self {
        let mut homes_called: [HashMap<String, Vec<usize>>; 3] = Default::default();
        for (at, home) in homes.iter().enumerate() {
            let names = [home.id.to_string(), home.code.to_lowercase(), home.name.to_lowercase()];
            for (called, name) in homes_called.iter_mut().zip(names) {
                called.entry(name).or_default().push(at);
            }
        }
        let mut emails_known = HashMap::new();
        let mut staff_numbers_known: HashMap<String, Vec<Option<String>>> = HashMap::new();
        for one in known {
            if let Some(number) = one.staff_number {
                staff_numbers_known.entry(number).or_default().push(one.email.clone());
            }
            if let Some(email) = one.email {
                emails_known.entry(email).or_insert(one.profile_id);
            }
        }
        Self { homes, homes_called, owner, emails_known, staff_numbers_known }
    }

    /// Whether the person may invite to any home.
    pub fn invites(&self) -> bool {
        self.owner || self.homes.iter().any(|home| home.manages)
    }

    /// Who has this e-mail already, as far as the caller may know it.
    pub fn known_as(&self, email: &str) -> Option<Uuid> {
        self.emails_known.get(email).copied()
    }

    /// Notes a staff number that is somebody else's.
    pub fn staff_number(&self, one: &Candidate, problems: &mut Problems) {
        let Some(staff_number) = &one.staff_number else { return };
        let whose = self.staff_numbers_known.get(staff_number);
        if whose.into_iter().flatten().any(|email| email.as_deref() != Some(one.email.as_str())) {
            let wrong = Wrong::new("taken", "Somebody else has this staff number. Correct one of them.");
            problems.cell(one.number, "staff_number", Some(staff_number), wrong);
        }
    }

    /// A home by its code, its name or its id, in which the caller may give this right. One that is not
    /// the caller's to see is answered as one that does not exist.
    pub fn home(&self, one: &Candidate, problems: &mut Problems) -> Option<HomeRow> {
        let text = one.home.as_deref()?;
        let wanted = text.to_lowercase();
        let found = self.homes_called.iter().find_map(|called| called.get(&wanted)).map(Vec::as_slice);
        let wrong = match found {
            Some([home]) if self.owner || self.homes[*home].manages => {
                if one.manager.is_some() && !self.owner {
                    let wrong = Wrong::new("forbidden", "Only an owner names managers.");
                    problems.cell(one.number, "manager", None, wrong);
                }
                return Some(self.homes[*home].clone());
            }
            Some([_]) => Wrong::new("forbidden", "You do not manage this home."),
            Some(_) => {
                Wrong::new("reference", "There are several homes of this name. Write the home's code.")
            }
            None => Wrong::new("reference", format!("Choose one of your homes{}.", self.mine())),
        };
        problems.cell(one.number, "home", Some(text), wrong);
        None
    }

    fn mine(&self) -> String {
        let mine: Vec<&HomeRow> = self.homes.iter().filter(|home| self.owner || home.manages).collect();
        let names: Vec<String> =
            mine.iter().take(LISTED).map(|home| format!("{} ({})", home.code, home.name)).collect();
        match (names.is_empty(), mine.len() > LISTED) {
            (true, _) => String::new(),
            (false, more) => format!(": {}{}", names.join(", "), if more { ", ..." } else { "" }),
        }
    }
}

impl Guest {
    pub fn new(first: Candidate) -> Self {
        let invitation = InviteIn {
            given_name: first.given_name.clone(),
            family_name: first.family_name.clone(),
            preferred_name: first.preferred_name.clone(),
            job_title: Some(first.job_title.unwrap_or_else(|| suggested(first.grade, first.manager))),
            email: first.email.clone(),
            ..InviteIn::default()
        };
        Self { first, invitation, floor_lines: Vec::new(), manager_lines: Vec::new(), staff_number: None }
    }

    /// Adds the rights of a line; what contradicts an earlier line of the same person is noted.
    pub fn add(
        &mut self,
        one: &Candidate,
        home: &HomeRow,
        row: &mut PersonImportRow,
        problems: &mut Problems,
    ) {
        let first = &self.first;
        let mut differs = |column: &'static str, same: bool| {
            if !same {
                let message = format!("Line {} has this e-mail with another {column}.", first.number);
                problems.cell(one.number, column, None, Wrong::new("duplicate", message));
            }
        };
        differs("family_name", first.family_name == one.family_name);
        differs("given_name", first.given_name == one.given_name);
        differs("preferred_name", one.preferred_name.is_none() || first.preferred_name == one.preferred_name);
        differs("job_title", one.job_title.is_none() || first.job_title == one.job_title);
        differs(
            "staff_number",
            one.staff_number.is_none()
                || self.staff_number.is_none()
                || self.staff_number == one.staff_number,
        );
        self.staff_number = self.staff_number.take().or_else(|| one.staff_number.clone());
        let from = instant(one, "from", one.from, false, home, problems);
        let until = instant(one, "until", one.until, true, home, problems);
        (row.from, row.until) = (from, until);
        let (from, until) = (from.map(Instant), until.map(Instant));
        let given = |care_home_id: Uuid| care_home_id == home.id;
        let twice =
            self.invitation.memberships.iter().any(|m| given(m.care_home_id) && Some(m.grade) == one.grade)
                || (one.manager.is_some()
                    && self.invitation.homes_managed.iter().any(|m| given(m.care_home_id)));
        if twice {
            let wrong =
                Wrong::new("duplicate", "This person is given this right in an earlier line already.");
            problems.cell(one.number, "email", Some(&one.email), wrong);
        }
        if let Some(grade) = one.grade {
            let agency = one.agency.clone();
            self.invitation.memberships.push(InviteMembership {
                care_home_id: home.id,
                grade,
                from,
                until,
                agency,
            });
            self.floor_lines.push(one.number);
        }
        if let Some(kind) = one.manager {
            self.invitation.homes_managed.push(InviteManager { care_home_id: home.id, kind, from, until });
            self.manager_lines.push(one.number);
        }
    }

    /// Line and column that a field of the invitation came from.
    pub fn place(&self, path: &str) -> (usize, &'static str) {
        let mut steps = path.split('.');
        let (list, at, field) = (steps.next().unwrap_or_default(), steps.next(), steps.next());
        let lines = if list == "homes_managed" { &self.manager_lines } else { &self.floor_lines };
        let line = at.and_then(|at| lines.get(at.parse::<usize>().ok()?).copied());
        let column = match (list, field) {
            ("memberships" | "homes_managed", Some("from")) => "from",
            ("memberships" | "homes_managed", Some("until")) => "until",
            ("memberships", Some("agency")) => "agency",
            ("memberships" | "homes_managed", Some(_)) => "home",
            ("memberships", None) => "grade",
            ("homes_managed", None) => "manager",
            ("given_name", _) => "given_name",
            ("preferred_name", _) => "preferred_name",
            ("email", _) => "email",
            ("staff_number", _) => "staff_number",
            _ => "family_name",
        };
        (line.unwrap_or(self.first.number), column)
    }
}

/// An instant on the home's wall clock. A day alone is meant whole: until its end.
fn instant(
    one: &Candidate,
    column: &str,
    cell: Option<(Date, Option<Time>)>,
    to_its_end: bool,
    home: &HomeRow,
    problems: &mut Problems,
) -> Option<Timestamp> {
    let (date, time) = cell?;
    let date = if to_its_end && time.is_none() { date.tomorrow().unwrap_or(date) } else { date };
    let zone = TimeZone::get(&home.time_zone).unwrap_or(TimeZone::UTC);
    let instant = almoner_kernel::time::home_instant(wall_time((date, time)), &zone).ok();
    if instant.is_none() {
        problems.cell(one.number, column, None, Wrong::new("range", "There is no such instant."));
    }
    instant
}

/// The job that a right suggests, where the file names none.
fn suggested(grade: Option<Grade>, manager: Option<ManagerKind>) -> JobTitle {
    match (manager, grade) {
        (Some(ManagerKind::Registered), _) => JobTitle::RegisteredManager,
        (Some(_), _) => JobTitle::DeputyManager,
        (None, Some(Grade::Senior)) => JobTitle::SeniorCarer,
        (None, Some(Grade::Nurse)) => JobTitle::Nurse,
        (None, Some(Grade::Ancillary)) => JobTitle::Ancillary,
        (None, _) => JobTitle::Carer,
    }
}

/// A line as it was understood.
pub fn shown(one: &Candidate) -> PersonImportRow {
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    PersonImportRow {
        line: number(one.number),
        outcome: ImportOutcome::Add,
        person_id: None,
        family_name: said(&one.family_name),
        given_name: said(&one.given_name),
        preferred_name: one.preferred_name.clone(),
        email: said(&one.email),
        job_title: Some(one.job_title.unwrap_or_else(|| suggested(one.grade, one.manager))),
        home_id: None,
        home_name: None,
        grade: one.grade,
        manager_kind: one.manager,
        from: None,
        until: None,
        staff_number: one.staff_number.clone(),
    }
}
