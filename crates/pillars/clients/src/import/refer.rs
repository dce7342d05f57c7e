//! What a line refers to: a home, a bed, a key worker, a resident who is here already.

use std::collections::HashMap;

use almoner_pg::Span;
use almoner_sheet::{ImportOutcome, Problems, Wrong, wall_time};
use almoner_web::{Day, Instant};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::line::{Allergies, Candidate, column_of, names};
use super::model::ClientImportRow;
use super::store::{BedRow, HeldRow, HomeRow, KnownRow, WorkerRow};
use crate::clients::ClientIn;
use crate::contacts::ContactIn;
use crate::stays::StayAdmissionIn;
use crate::times;
use crate::words::StayKind;

/// Homes that a message lists.
const LISTED: usize = 8;

/// What is there for the person who imports.
pub struct Places {
    pub homes: Vec<HomeRow>,
    pub beds: Vec<BedRow>,
    pub held: HashMap<Uuid, Vec<HeldRow>>,
    pub known: Vec<KnownRow>,
    pub workers: Vec<WorkerRow>,
}

/// A resident to be added.
pub struct Addition {
    pub line: usize,
    pub client: ClientIn,
    pub contact: Option<ContactIn>,
    pub allergies: Allergies,
    pub admission: Option<Admission>,
}

/// A stay to begin with.
#[derive(Clone, Copy)]
pub struct Admission {
    pub bed: Uuid,
    pub during: Span,
    pub kind: StayKind,
    pub planned: bool,
}

impl Places {
    /// Looks up what a line refers to. Answers the line as understood, and the addition that it is
    /// when nothing about it is wrong and the resident is not here yet.
    pub fn resolve(
        &mut self,
        one: Candidate,
        problems: &mut Problems,
    ) -> (ClientImportRow, Option<Addition>) {
        let mut row = shown(&one);
        let identity = one.client.identity.clone().unwrap_or_default();
        let known = self.known_as(&one, problems);
        if let Some(id) = known {
            row.client_id = Some(id);
            row.outcome = ImportOutcome::AlreadyHere;
        }
        let home = one.home.as_deref().and_then(|text| self.home(one.number, text, problems));
        if let Some(home) = &home {
            row.home_id = Some(home.id);
            row.home_name = Some(home.name.clone());
        }
        let mut admission = None;
        let mut client = one.client.clone();
        if let (None, Some(home)) = (known, &home) {
            client.holding_home_id = home.id;
            client.key_worker_id =
                one.key_worker.as_deref().and_then(|who| self.worker(one.number, who, problems));
            row.key_worker_id = client.key_worker_id;
            admission = self.admission(&one, home, &mut row, problems);
        }
        if problems.of_line(one.number) {
            row.outcome = ImportOutcome::Refused;
            return (row, None);
        }
        if known.is_some() {
            return (row, None);
        }
        client.identity = Some(identity);
        let addition =
            Addition { line: one.number, client, contact: one.contact, allergies: one.allergies, admission };
        (row, Some(addition))
    }

    fn known_as(&self, one: &Candidate, problems: &mut Problems) -> Option<Uuid> {
        let identity = one.client.identity.clone().unwrap_or_default();
        let born = identity.birth_date.map(|Day(day)| day);
        let called = names(&one.client.given_name, &one.client.family_name);
        let mut taken = |column, message: &str| {
            problems.cell(one.number, column, None, Wrong::new("taken", message));
        };
        for known in &self.known {
            let same_number = known.nhs_number.is_some() && known.nhs_number == identity.nhs_number;
            let same_person = born.is_some()
                && known.birth_date == born
                && names(&known.given_name, &known.family_name) == called;
            if same_number && born.is_some() && known.birth_date.is_some() && known.birth_date != born {
                taken(
                    "nhs_number",
                    "A resident with this NHS number is here with another birth date. Correct one of them.",
                );
                return None;
            }
            if same_person && !same_number && known.nhs_number.is_some() && identity.nhs_number.is_some() {
                taken(
                    "nhs_number",
                    "A resident with these names and this birth date is here with another NHS number. Correct one of them.",
                );
                return None;
            }
            if same_number || same_person {
                return Some(known.id);
            }
        }
        None
    }

    /// A home by its code, its name or its id. One that is not the caller's to see is answered as one
    /// that does not exist.
    fn home(&self, line: usize, text: &str, problems: &mut Problems) -> Option<HomeRow> {
        let wanted = text.to_lowercase();
        let by = |field: fn(&HomeRow) -> String| -> Vec<&HomeRow> {
            self.homes.iter().filter(|home| field(home).to_lowercase() == wanted).collect()
        };
        let found = [by(|h| h.id.to_string()), by(|h| h.code.clone()), by(|h| h.name.clone())];
        let wrong = match found.iter().find(|homes| !homes.is_empty()).map(Vec::as_slice) {
            Some([home]) if home.manages => return Some((*home).clone()),
            Some([_]) => Wrong::new(
                "forbidden",
                "You do not manage this home. A manager of the home registers its residents; an owner can take a home on \
                 under its managers.",
            ),
            Some(_) => {
                Wrong::new("reference", "There are several homes of this name. Write the home's code.")
            }
            None => Wrong::new("reference", format!("Choose one of your homes{}.", self.managed())),
        };
        problems.cell(line, "home", Some(text), wrong);
        None
    }

    fn managed(&self) -> String {
        let managed: Vec<&HomeRow> = self.homes.iter().filter(|home| home.manages).collect();
        let names: Vec<String> =
            managed.iter().take(LISTED).map(|home| format!("{} ({})", home.code, home.name)).collect();
        match (names.is_empty(), managed.len() > LISTED) {
            (true, _) => String::new(),
            (false, more) => format!(": {}{}", names.join(", "), if more { ", ..." } else { "" }),
        }
    }

    /// Somebody of the caller's homes, by e-mail or staff number.
    fn worker(&self, line: usize, text: &str, problems: &mut Problems) -> Option<Uuid> {
        let email = text.to_lowercase();
        let fits =
            |w: &&WorkerRow| w.email.as_ref() == Some(&email) || w.staff_number.as_deref() == Some(text);
        let found: Vec<&WorkerRow> = self.workers.iter().filter(fits).collect();
        let message = match found[..] {
            [one] => return Some(one.profile_id),
            [] => {
                "Nobody of your homes has this e-mail or staff number. Invite them first, or leave the cell blank."
            }
            _ => "Several people have this. Write the e-mail of one.",
        };
        problems.cell(line, "key_worker", Some(text), Wrong::new("reference", message));
        None
    }

    fn admission(
        &mut self,
        one: &Candidate,
        home: &HomeRow,
        row: &mut ClientImportRow,
        problems: &mut Problems,
    ) -> Option<Admission> {
        let admitted = one.admitted?;
        let (column, wanted) = match (&one.room, &one.bed) {
            (Some(room), _) => ("room", room),
            (None, Some(bed)) => ("bed", bed),
            (None, None) => return None,
        };
        let zone = TimeZone::get(&home.time_zone).unwrap_or(TimeZone::UTC);
        let Ok(from) = almoner_kernel::time::home_instant(wall_time(admitted), &zone) else {
            problems.cell(one.number, "admitted", None, Wrong::new("range", "There is no such instant."));
            return None;
        };
        row.admitted_at = Some(from);
        // Of a room with several beds the first that is free then.
        let beds: Vec<BedRow> = self.beds.iter().filter(|bed| bed.care_home_id == home.id).cloned().collect();
        let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
        let fitting: Vec<BedRow> = beds
            .into_iter()
            .filter(|bed| one.room.as_deref().is_none_or(|room| same(&bed.room_name, room)))
            .filter(|bed| one.bed.as_deref().is_none_or(|name| same(&bed.name, name)))
            .collect();
        let mut wrong = |code, message: String| {
            problems.cell(one.number, column, Some(wanted), Wrong::new(code, message));
        };
        if fitting.is_empty() {
            wrong("reference", format!("{} has no such room or bed. Set it up first.", home.name));
            return None;
        }
        if one.room.is_none() && fitting.len() > 1 {
            wrong("reference", "Several rooms have a bed of this name. Name the room too.".to_owned());
            return None;
        }
        let planned = from > times::now();
        let bed = fitting.iter().find(|bed| bed.in_service && self.is_free(bed.id, from));
        let Some(bed) = bed else {
            let message = if fitting.iter().any(|bed| bed.in_service) {
                "This is taken for some of that time, by a resident or by another line of the file."
            } else {
                "This bed is not in service."
            };
            wrong("taken", message.to_owned());
            return None;
        };
        row.room_name = Some(bed.room_name.clone());
        row.bed_name = Some(bed.name.clone());
        let kind = one.stay_kind.unwrap_or(StayKind::Permanent);
        row.stay_kind = Some(kind);
        let new = StayAdmissionIn {
            bed_id: bed.id,
            kind: Some(kind),
            planned,
            from: Some(Instant(from)),
            until: None,
        };
        match new.check() {
            Err(error) => {
                problems.fields(one.number, &error, |field| (Some(column_of(&field.path)), None));
                None
            }
            Ok(during) => {
                let held = HeldRow { bed_id: bed.id, from, until: None, live: !planned };
                self.held.entry(bed.id).or_default().push(held);
                Some(Admission { bed: bed.id, during, kind, planned })
            }
        }
    }

    /// Whether nobody holds a bed from an instant on without an end.
    fn is_free(&self, bed: Uuid, from: Timestamp) -> bool {
        let held = self.held.get(&bed).map(Vec::as_slice).unwrap_or_default();
        held.iter().all(|held| !held.live && held.until.is_some_and(|until| until <= from))
    }
}

fn shown(one: &Candidate) -> ClientImportRow {
    let identity = one.client.identity.clone().unwrap_or_default();
    let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    ClientImportRow {
        title: one.client.title.clone(),
        family_name: said(&one.client.family_name),
        given_name: said(&one.client.given_name),
        preferred_name: one.client.preferred_name.clone(),
        birth_date: identity.birth_date.map(|Day(day)| day),
        nhs_number: identity.nhs_number,
        gender: identity.gender,
        allergies: match &one.allergies {
            Allergies::These(alerts) => alerts.iter().map(|alert| alert.detail.clone()).collect(),
            Allergies::NotAsked | Allergies::NoneKnown => Vec::new(),
        },
        no_known_allergies: matches!(one.allergies, Allergies::NoneKnown),
        next_of_kin: one.contact.as_ref().map(|contact| contact.name.clone()),
        ..ClientImportRow::of(one.number)
    }
}
