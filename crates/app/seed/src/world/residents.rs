//! Residents: registered with who they are, whom to call and what to know.

use jiff::Timestamp;

use super::groups::Year;
use super::life::{Allergies, Event, Life};
use crate::calendar::{Day, TODAY};
use crate::ledger::{Act, Record};
use crate::person::Grade;
use crate::tables::{CLIENTS, CONTACTS, IDENTITY};
use crate::value::Value;
use crate::words::{About, contacts, landline, mobile, names, residents as texts, slug, told};

/// A resident and everything that hangs on them.
pub struct Resident {
    pub client: Record,
    pub identity: Record,
    pub contacts: Vec<Record>,
    pub alerts: Vec<Record>,
    pub exclusions: Vec<Record>,
    pub stays: Vec<Record>,
    pub absences: Vec<Record>,
    /// The home that holds them, by place.
    pub home: usize,
    /// What they are called.
    pub name: String,
    pub her: &'static str,
    /// The last day on which something happened to them.
    pub last_day: Day,
    /// The last time at which anything about them was written.
    pub last_at: Timestamp,
}

impl Resident {
    /// Every row, parents first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        [&self.client, &self.identity]
            .into_iter()
            .chain(&self.contacts)
            .chain(&self.alerts)
            .chain(&self.exclusions)
            .chain(&self.stays)
            .chain(&self.absences)
    }

    pub fn status(&self) -> &str {
        self.client.word("status")
    }

    /// Lives in the home and is there.
    pub fn is_present(&self) -> bool {
        self.status() == "current" && !self.client.is_archived()
    }

    /// The stay that is live, by place.
    pub fn live_stay(&self) -> Option<usize> {
        self.stays.iter().position(|stay| stay.word("status") == "live")
    }

    fn about<'a>(&'a self, gp: &'a str) -> About<'a> {
        About { name: &self.name, her: self.her, gp }
    }
}

impl Life<'_> {
    /// Enters a resident in a home, with identity and contacts. A `twin` is who
    /// gets registered a second time: the same names, and no NHS number, which
    /// would be refused.
    pub fn register(&mut self, home: usize, day: Day, act: &Act, year: Year, twin: Option<usize>) -> usize {
        let rng = &mut self.maker.rng;
        let woman = rng.chance(68);
        let drawn = self.decks.gender.draw(rng);
        let (given, family, heritage) = names::draw(rng, names::RESIDENTS, woman);
        let (mut given, mut family) = (given.to_owned(), family.to_owned());
        let mut title = match (drawn, rng.below(20)) {
            (Some(_), _) => "Mx",
            (_, 0) => "Dr",
            (_, 1..=3) if woman => "Miss",
            (_, 4..=6) if woman => "Ms",
            _ if woman => "Mrs",
            (_, 1) => "Rev",
            _ => "Mr",
        };
        let mut short = names::short(&given);
        if let Some(twin) = twin {
            let twin = &self.residents[twin].client;
            (given, family) = (twin.word("given_name").to_owned(), twin.word("family_name").to_owned());
            (title, short) = ("Mrs", None);
        }
        let short = short.filter(|_| rng.chance(60));
        let organisation = self.organisation;
        let home_id = self.homes[home].id;
        let key_worker = if twin.is_some() { None } else { self.key_worker(home, act.at) };
        let client = self.maker.ledger.insert(
            act,
            &CLIENTS,
            organisation,
            vec![
                ("holding_home_id", home_id.into()),
                ("status", "prospective".into()),
                ("title", title.into()),
                ("given_name", given.clone().into()),
                ("family_name", family.clone().into()),
                ("preferred_name", short.into()),
                ("key_worker_id", key_worker.into()),
            ],
        );
        let rng = &mut self.maker.rng;
        let (consent, capacity, note) = self.decks.consent.draw(rng);
        let gender = drawn.unwrap_or(if woman { "female" } else { "male" });
        let her = match gender {
            "female" => "her",
            "male" => "his",
            _ => "their",
        };
        let name = short.map_or_else(|| format!("{title} {family}"), str::to_owned);
        let nhs = if twin.is_none() && rng.chance(93) { self.nhs.next() } else { None };
        let birth = self.maker.calendar.date(TODAY - rng.between(66 * 365, 101 * 365));
        let language = heritage.language.filter(|_| rng.chance(80)).unwrap_or("English");
        let about = About { name: &name, her, gp: self.homes[home].gp };
        let note = note.map(|note| told(note, &about));
        let identity = self.maker.ledger.insert(
            act,
            &IDENTITY,
            organisation,
            vec![
                ("client_id", client.id.into()),
                ("holding_home_id", home_id.into()),
                ("nhs_number", nhs.into()),
                ("birth_date", birth.into()),
                ("gender", gender.into()),
                ("first_language", language.into()),
                ("consent", consent.into()),
                ("capacity", capacity.into()),
                ("consent_note", note.into()),
            ],
        );
        self.residents.push(Resident {
            client,
            identity,
            contacts: Vec::new(),
            alerts: Vec::new(),
            exclusions: Vec::new(),
            stays: Vec::new(),
            absences: Vec::new(),
            home,
            name,
            her,
            last_day: day,
            last_at: act.at,
        });
        let who = self.residents.len() - 1;
        self.homes[home].residents.push(who);
        self.add_contacts(who, act, &family, consent, year.contacts);
        who
    }

    /// Somebody who gives care in the home, for most.
    pub fn key_worker(&mut self, home: usize, at: Timestamp) -> Option<uuid::Uuid> {
        let (rng, here) = (&mut self.maker.rng, &self.homes[home]);
        if rng.chance(12) {
            return None;
        }
        here.someone(rng, |person| person.works(here.id, Grade::Carer, at)).map(|person| person.profile)
    }

    /// The doctor, the attorney where there is one, and who else is near.
    fn add_contacts(&mut self, who: usize, act: &Act, family: &str, consent: &str, wanted: usize) {
        let mut kinds = vec!["gp"];
        if consent == "lpa" {
            kinds.push("lpa");
        }
        let spread = usize::from(self.rng().chance(50));
        while kinds.len() < (wanted + spread).max(1) {
            let kind = if kinds.contains(&"family") || self.rng().chance(15) {
                self.decks.contact.draw(&mut self.maker.rng)
            } else {
                "family"
            };
            kinds.push(kind);
        }
        let mut order = 0;
        for kind in kinds {
            let contact = self.contact(who, act, kind, family, &mut order);
            self.residents[who].contacts.push(contact);
        }
    }

    fn contact(
        &mut self,
        who: usize,
        act: &Act,
        kind: &'static str,
        family: &str,
        order: &mut i64,
    ) -> Record {
        let resident = &self.residents[who];
        let home = &self.homes[resident.home];
        let (client, home_id, practice, gp) = (resident.client.id, home.id, home.practice, home.gp);
        let gp_phone = home.gp_phone.clone();
        let (rng, ledger) = (&mut self.maker.rng, &mut self.maker.ledger);
        let (relationship, woman) = match kind {
            "family" => *rng.pick(contacts::FAMILY),
            "gp" => ("GP", true),
            _ => (*rng.pick(relationships(kind)), rng.chance(60)),
        };
        let near = matches!(kind, "family" | "friend" | "lpa");
        let (given, other_family, _) = names::draw(rng, names::STAFF, woman);
        let same = near && kind != "friend" && rng.chance(60);
        let last = if same { family.to_owned() } else { other_family.to_owned() };
        let name = match kind {
            "gp" => format!("{gp}, {practice}"),
            _ => format!("{given} {last}"),
        };
        let first = kind == "family" && *order == 0;
        let emergency = near.then(|| {
            *order += 1;
            Value::Int(*order)
        });
        let told = if matches!(kind, "lpa" | "gp") { "everything" } else { self.decks.may_be_told.draw(rng) };
        let seen = matches!(kind, "lpa" | "deputy").then(|| self.maker.calendar.date(-rng.between(3, 600)));
        let street = rng.pick(contacts::STREETS);
        let address = (near && rng.chance(60)).then(|| format!("{} {street}", rng.between(1, 180)));
        let email = (near && rng.chance(45)).then(|| format!("{}.{}@post.example", slug(given), slug(&last)));
        let note = (near && rng.chance(35)).then(|| *rng.pick(contacts::FAMILY_NOTES));
        let phone = match kind {
            "gp" => gp_phone,
            _ if near => mobile(rng),
            _ => landline(rng),
        };
        ledger.insert(
            act,
            &CONTACTS,
            self.organisation,
            vec![
                ("client_id", client.into()),
                ("care_home_id", home_id.into()),
                ("name", name.into()),
                ("relationship", relationship.into()),
                ("kind", kind.into()),
                ("phone", phone.into()),
                ("email", email.into()),
                ("address", address.into()),
                ("next_of_kin", first.into()),
                ("emergency_order", emergency.unwrap_or(Value::Null)),
                ("may_be_told", told.into()),
                ("authority_seen_on", seen.into()),
                ("note", note.into()),
            ],
        )
    }

    /// What must be known of somebody who comes to live here.
    pub fn first_alerts(&mut self, who: usize, day: Day, act: &Act, wanted: usize) {
        match self.decks.allergies.draw(&mut self.maker.rng) {
            Allergies::NotAsked => {}
            Allergies::NoneKnown => self.none_known(who, day, act),
            Allergies::Recorded => {
                self.alert(who, day, act, "allergy");
            }
        }
        // One of each kind first; who needs more has several of a kind.
        let wanted = (wanted + self.rng().below(3)).saturating_sub(1);
        let mut had: Vec<&str> = Vec::new();
        let mut left = wanted * 4;
        while had.len() < wanted && left > 0 {
            left -= 1;
            let kind = self.decks.alert.draw(&mut self.maker.rng);
            if (!had.contains(&kind) || had.len() > 5) && self.alert(who, day, act, kind) {
                had.push(kind);
            }
        }
    }

    /// A text about a resident.
    pub fn tell(&self, who: usize, text: &'static str) -> String {
        let resident = &self.residents[who];
        told(text, &resident.about(self.homes[resident.home].gp))
    }

    /// Somebody asks for a place.
    pub fn enquire(&mut self, home: usize, day: Day, days: Option<(Day, Day)>, year: Year) {
        let at = self.maker.some_time(day, 9, 17);
        let act = self.as_manager(home, at, None);
        let who = self.register(home, day, &act, year, None);
        let alerts = year.alerts;
        self.first_alerts(who, day, &act, alerts);
        let (plans, arrives) = match days {
            Some((plans, arrives)) => (plans, Some(arrives)),
            None => (day + self.rng().between(2, 6), None),
        };
        self.schedule(plans, Event::PlanAdmission(who, arrives));
    }

    /// A contact is needed that somebody archived by mistake.
    pub fn slip(&mut self, home: usize, day: Day) {
        let fits = |r: &Resident| r.is_present() && r.contacts.iter().any(|c| !c.is_archived());
        let Some(who) = self.find(home, day, fits) else { return };
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(home, at, None);
        let Some(place) = self.residents[who].contacts.iter().position(|c| !c.is_archived()) else { return };
        let contact = &mut self.residents[who].contacts[place];
        self.maker.ledger.archive(&act, contact, texts::SLIP, None);
        self.residents[who].last_day = day;
        self.schedule(day + 1, Event::Restore(who, place));
    }

    pub fn restore(&mut self, who: usize, place: usize, day: Day) {
        let at = self.moment(who, day, 9, 17);
        let act = self.as_manager(self.residents[who].home, at, None);
        let resident = &mut self.residents[who];
        if !resident.client.is_archived() && resident.contacts[place].is_archived() {
            self.maker.ledger.restore(&act, &mut resident.contacts[place]);
        }
    }

    /// Somebody is registered a second time.
    pub fn duplicate(&mut self, home: usize, day: Day) {
        let Some(twin) = self.find(home, day, Resident::is_present) else { return };
        let at = self.maker.some_time(day, 9, 12);
        let act = self.as_manager(home, at, None);
        let year = Year { contacts: 2, ..Year::of(0) };
        let who = self.register(home, day, &act, year, Some(twin));
        self.none_known(who, day, &act);
        self.schedule(day + 1, Event::ArchiveDuplicate(who));
    }

    /// The second registration is archived, and with it all that hangs on it.
    pub fn archive_duplicate(&mut self, who: usize, day: Day) {
        let at = self.moment(who, day, 13, 17);
        let act = self.as_manager(self.residents[who].home, at, None);
        let resident = &mut self.residents[who];
        let ledger = &mut self.maker.ledger;
        let batch = ledger.archive(&act, &mut resident.client, texts::DUPLICATE, None);
        let children = std::iter::once(&mut resident.identity)
            .chain(&mut resident.contacts)
            .chain(&mut resident.alerts)
            .chain(&mut resident.exclusions)
            .chain(&mut resident.stays)
            .chain(&mut resident.absences);
        for child in children.filter(|child| !child.is_archived()) {
            ledger.archive(&act, child, texts::DUPLICATE, Some(batch));
        }
        resident.last_day = Day::MAX;
    }
}

fn relationships(kind: &str) -> &'static [&'static str] {
    match kind {
        "friend" => contacts::FRIEND,
        "social_worker" => contacts::SOCIAL_WORKER,
        "advocate" => contacts::ADVOCATE,
        "lpa" => contacts::LPA,
        "deputy" => contacts::DEPUTY,
        _ => contacts::OTHER,
    }
}
