//! What a line refers to: a home, a bed, a key worker, a resident who is here already.

use std::collections::{BTreeSet, HashMap};

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

/// What is there for the person who imports, by what a cell may call it: a file has thousands of lines.
pub struct Places {
    homes: Vec<HomeRow>,
    /// Homes by id, by code and by name.
    homes_called: [HashMap<String, Vec<usize>>; 3],
    /// Beds of a home by the name of their room.
    rooms: HashMap<(Uuid, String), Vec<BedRow>>,
    /// Beds of a home by their own name.
    beds: HashMap<(Uuid, String), Vec<BedRow>>,
    held: HashMap<Uuid, Vec<HeldRow>>,
    known: Vec<KnownRow>,
    numbers_known: HashMap<String, Vec<usize>>,
    names_known: HashMap<String, Vec<usize>>,
    workers: Vec<WorkerRow>,
    workers_called: HashMap<String, BTreeSet<usize>>,
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

impl Addition {
    pub fn has_nhs_number(&self) -> bool {
        self.client.identity.as_ref().is_some_and(|identity| identity.nhs_number.is_some())
    }
}

impl Places {
    pub fn new(
        homes: Vec<HomeRow>,
        all_beds: Vec<BedRow>,
        held: HashMap<Uuid, Vec<HeldRow>>,
        known: Vec<KnownRow>,
        workers: Vec<WorkerRow>,
    ) -> Self {
        let called =
            |field: fn(&HomeRow) -> String| by(homes.iter().map(|home| Some(field(home).to_lowercase())));
        let homes_called =
            [called(|h| h.id.to_string()), called(|h| h.code.clone()), called(|h| h.name.clone())];
        let (mut rooms, mut beds): (HashMap<_, Vec<BedRow>>, HashMap<_, Vec<BedRow>>) = Default::default();
        for bed in all_beds {
            rooms.entry((bed.care_home_id, bed.room_name.to_lowercase())).or_default().push(bed.clone());
            beds.entry((bed.care_home_id, bed.name.to_lowercase())).or_default().push(bed);
        }
        let numbers_known = by(known.iter().map(|known| known.nhs_number.clone()));
        let names_known = by(known.iter().map(|known| Some(names(&known.given_name, &known.family_name))));
        let mut workers_called: HashMap<String, BTreeSet<usize>> = HashMap::new();
        for (at, worker) in workers.iter().enumerate() {
            for called in [&worker.email, &worker.staff_number].into_iter().flatten() {
                workers_called.entry(called.clone()).or_default().insert(at);
            }
        }
        Self {
            homes,
            homes_called,
            rooms,
            beds,
            held,
            known,
            numbers_known,
            names_known,
            workers,
            workers_called,
        }
    }

    /// Whether the person manages any home.
    pub fn manages(&self) -> bool {
        self.homes.iter().any(|home| home.manages)
    }

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
        // Whoever has the number or the names, in the order in which they were found.
        let by_number = identity.nhs_number.as_ref().and_then(|number| self.numbers_known.get(number));
        let maybe = [by_number, self.names_known.get(&called)];
        let maybe: BTreeSet<usize> = maybe.into_iter().flatten().flatten().copied().collect();
        for known in maybe.into_iter().map(|at| &self.known[at]) {
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
        let found = self.homes_called.iter().find_map(|called| called.get(&wanted)).map(Vec::as_slice);
        let wrong = match found {
            Some([home]) if self.homes[*home].manages => return Some(self.homes[*home].clone()),
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
        let fits = |at: &&usize| {
            let worker = &self.workers[**at];
            worker.email.as_ref() == Some(&email) || worker.staff_number.as_deref() == Some(text)
        };
        let called = [self.workers_called.get(&email), self.workers_called.get(text)];
        let found: BTreeSet<usize> = called.into_iter().flatten().flatten().filter(fits).copied().collect();
        let message = match found.into_iter().collect::<Vec<_>>()[..] {
            [one] => return Some(self.workers[one].profile_id),
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
        let named = |name: &String| (home.id, name.to_lowercase());
        let beds = match (&one.room, &one.bed) {
            (Some(room), _) => self.rooms.get(&named(room)),
            (None, Some(bed)) => self.beds.get(&named(bed)),
            (None, None) => None,
        };
        let of_that_name = |bed: &&BedRow| {
            one.bed.as_ref().is_none_or(|name| bed.name.to_lowercase() == name.to_lowercase())
        };
        let fitting: Vec<BedRow> = beds.into_iter().flatten().filter(of_that_name).cloned().collect();
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

/// Where in a list each name stands.
fn by(names: impl Iterator<Item = Option<String>>) -> HashMap<String, Vec<usize>> {
    let mut places: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, name) in names.enumerate() {
        if let Some(name) = name {
            places.entry(name).or_default().push(at);
        }
    }
    places
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
