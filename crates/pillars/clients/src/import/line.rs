//! From a line to what the API would be sent, by the API's own rules.

use std::collections::HashMap;

use almoner_kernel::FieldError;
use almoner_sheet::{Line, Problems, Wrong, choice, day, day_or_time};
use almoner_web::Day;
use jiff::civil::{Date, Time};
use uuid::Uuid;

use crate::alerts::AlertIn;
use crate::clients::ClientIn;
use crate::contacts::ContactIn;
use crate::identity::ClientIdentityIn;
use crate::words::{AlertKind, ClientGender, StayKind};

/// A line that could be read, before what it refers to is looked up.
pub struct Candidate {
    pub number: usize,
    pub home: Option<String>,
    pub client: ClientIn,
    pub contact: Option<ContactIn>,
    pub allergies: Allergies,
    pub room: Option<String>,
    pub bed: Option<String>,
    /// Day and time on the home's wall clock.
    pub admitted: Option<(Date, Option<Time>)>,
    pub stay_kind: Option<StayKind>,
    pub key_worker: Option<String>,
}

impl Candidate {
    /// The NHS number that the line gives.
    pub fn nhs_number(&self) -> Option<&String> {
        self.client.identity.as_ref()?.nhs_number.as_ref()
    }
}

/// What a line says of allergies.
pub enum Allergies {
    /// Nothing: nobody has asked.
    NotAsked,
    NoneKnown,
    These(Vec<AlertIn>),
}

/// How people write that somebody asked and there is none.
const NONE_KNOWN: [&str; 6] =
    ["none known", "no known", "no known allergies", "no known drug allergies", "nkda", "nka"];
/// What could mean that or that nobody asked.
const UNCLEAR: [&str; 9] = ["none", "no", "nil", "n/a", "na", "-", "unknown", "not known", "?"];

const GENDERS: &[(&str, ClientGender)] = &[
    ("female", ClientGender::Female),
    ("male", ClientGender::Male),
    ("non_binary", ClientGender::NonBinary),
    ("other", ClientGender::Other),
    ("not_said", ClientGender::NotSaid),
    ("f", ClientGender::Female),
    ("m", ClientGender::Male),
];

/// Reads the cells of a line; what is wrong is noted. `source` says where an alert is known from.
pub fn candidate(line: &Line, source: &str, problems: &mut Problems) -> Candidate {
    let mut reader = Reader { line, problems };
    let gender = reader.read("gender", |text| choice(text, GENDERS));
    let birth_date = reader.read("birth_date", day);
    let admitted = reader.read("admitted", day_or_time);
    let kinds: Vec<(&str, StayKind)> = StayKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let stay_kind = reader.read("stay_kind", |text| choice(text, &kinds));
    let client = client(&mut reader, gender, birth_date);
    let contact = contact(&mut reader);
    let allergies = allergies(&mut reader, source);
    let (room, bed) = (line.owned("room"), line.owned("bed"));
    if line.cell("home").is_none() {
        reader.wrong("home", "required", "Name one of your homes, by its code or its name.");
    }
    // A file that says neither could not be sent twice: nobody could tell whether a resident is here.
    if line.cell("birth_date").is_none() && line.cell("nhs_number").is_none() {
        reader.wrong("birth_date", "required", "Give the birth date, or the NHS number.");
    }
    match (room.is_some() || bed.is_some(), line.cell("admitted").is_some()) {
        (true, false) => {
            reader.wrong(
                "admitted",
                "required",
                "Say since when the resident lives in this room, or leave the room out.",
            );
        }
        (false, true) => {
            reader.wrong("room", "required", "Name the room, or leave the date of admission out.");
        }
        _ => {}
    }
    Candidate {
        number: line.number,
        home: line.owned("home"),
        client,
        contact,
        allergies,
        room,
        bed,
        admitted,
        stay_kind,
        key_worker: line.owned("key_worker"),
    }
}

struct Reader<'a> {
    line: &'a Line,
    problems: &'a mut Problems,
}

impl Reader<'_> {
    fn read<T>(&mut self, column: &str, read: impl FnOnce(&str) -> Result<T, Wrong>) -> Option<T> {
        let text = self.line.cell(column)?;
        read(text).map_err(|wrong| self.problems.cell(self.line.number, column, Some(text), wrong)).ok()
    }

    fn wrong(&mut self, column: &str, code: &'static str, message: &str) {
        let wrong = Wrong::new(code, message);
        self.problems.cell(self.line.number, column, self.line.cell(column), wrong);
    }

    /// Notes what the API's own check of a record says.
    fn refused(&mut self, error: &almoner_kernel::Error, column: impl Fn(&str) -> &'static str) {
        self.problems.fields(self.line.number, error, |field: &FieldError| {
            let column = column(&field.path);
            (Some(column), self.line.cell(column))
        });
    }
}

fn client(reader: &mut Reader<'_>, gender: Option<ClientGender>, birth_date: Option<Date>) -> ClientIn {
    let line = reader.line;
    let new = ClientIn {
        holding_home_id: Uuid::nil(),
        title: line.owned("title"),
        given_name: line.owned("given_name").unwrap_or_default(),
        family_name: line.owned("family_name").unwrap_or_default(),
        preferred_name: line.owned("preferred_name"),
        key_worker_id: None,
        identity: Some(ClientIdentityIn {
            nhs_number: line.owned("nhs_number"),
            birth_date: birth_date.map(Day),
            gender,
            ..ClientIdentityIn::default()
        }),
    };
    new.clone().check().unwrap_or_else(|error| {
        reader.refused(&error, column_of);
        new
    })
}

/// The column that a field of a record came from.
pub fn column_of(path: &str) -> &'static str {
    match path.trim_start_matches("identity.") {
        "title" => "title",
        "given_name" => "given_name",
        "preferred_name" => "preferred_name",
        "nhs_number" => "nhs_number",
        "birth_date" => "birth_date",
        "gender" => "gender",
        "key_worker_id" => "key_worker",
        "holding_home_id" => "home",
        "bed_id" => "room",
        "from" | "until" => "admitted",
        "kind" => "stay_kind",
        "detail" | "source" => "allergies",
        "name" => "next_of_kin_name",
        "relationship" => "next_of_kin_relationship",
        "phone" => "next_of_kin_phone",
        _ => "family_name",
    }
}

fn contact(reader: &mut Reader<'_>) -> Option<ContactIn> {
    let line = reader.line;
    let [name, relationship, phone] =
        ["next_of_kin_name", "next_of_kin_relationship", "next_of_kin_phone"].map(|c| line.owned(c));
    if name.is_none() && relationship.is_none() && phone.is_none() {
        return None;
    }
    let new = ContactIn {
        name: name.unwrap_or_default(),
        relationship: relationship.unwrap_or_default(),
        phone,
        next_of_kin: true,
        // The only contact that is known is the one to be called.
        emergency_order: Some(1),
        ..ContactIn::default()
    };
    new.check().map_err(|error| reader.refused(&error, column_of)).ok()
}

fn allergies(reader: &mut Reader<'_>, source: &str) -> Allergies {
    let Some(text) = reader.line.cell("allergies") else { return Allergies::NotAsked };
    let said = text.to_lowercase();
    if NONE_KNOWN.contains(&said.as_str()) {
        return Allergies::NoneKnown;
    }
    let mut alerts = Vec::new();
    for detail in text.split(';').map(str::trim).filter(|detail| !detail.is_empty()) {
        if UNCLEAR.contains(&detail.to_lowercase().as_str())
            || NONE_KNOWN.contains(&detail.to_lowercase().as_str())
        {
            reader.wrong(
                "allergies",
                "format",
                "Write \"none known\" if somebody asked, the allergies with semicolons between them, or leave it blank.",
            );
            return Allergies::NotAsked;
        }
        let new = AlertIn {
            kind: AlertKind::Allergy,
            detail: detail.to_owned(),
            reaction: None,
            severity: None,
            source: Some(source.to_owned()),
            decided_by: None,
            valid_from: None,
            review_due: None,
            verify: false,
        };
        match new.check() {
            Ok(alert) => alerts.push(alert),
            Err(error) => reader.refused(&error, column_of),
        }
    }
    Allergies::These(alerts)
}

/// Notes residents who stand in the file twice, by the rule that tells who is here already.
pub fn twice(candidates: &[Candidate], problems: &mut Problems) {
    let mut numbers: HashMap<String, usize> = HashMap::new();
    let mut people: HashMap<(String, Date), usize> = HashMap::new();
    for one in candidates {
        let identity = one.client.identity.clone().unwrap_or_default();
        let number = identity.nhs_number.clone();
        let mut first = number.map(|number| ("nhs_number", *numbers.entry(number).or_insert(one.number)));
        if first.is_none_or(|(_, line)| line == one.number)
            && let Some(Day(born)) = identity.birth_date
        {
            let key = (names(&one.client.given_name, &one.client.family_name), born);
            first = Some(("family_name", *people.entry(key).or_insert(one.number)));
        }
        if let Some((column, line)) = first.filter(|(_, line)| *line != one.number) {
            let wrong = Wrong::new("duplicate", format!("This resident stands in line {line} already."));
            problems.cell(one.number, column, None, wrong);
        }
    }
}

/// Names as they are compared.
pub fn names(given: &str, family: &str) -> String {
    format!("{given} {family}").to_lowercase()
}
