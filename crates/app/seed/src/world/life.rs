//! A year in a cluster of homes: an agenda of what happens on which day, worked
//! through in order, so that nothing happens before what it depends on.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::Maker;
use super::groups::Year;
use super::homes::Home;
use super::incidents;
use super::residents::Resident;
use crate::batch::Batch;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Act;
use crate::nhs::NhsNumbers;
use crate::person::{Grade, Person};
use crate::rng::{Deck, Rng};
use crate::words;
use crate::words::residents::Consent;

/// Something on the agenda. Homes and residents are places in [`Life`]'s lists.
#[derive(Clone, Copy, Debug)]
pub enum Event {
    /// A resident who lived there when the home began to use Almoner is entered.
    Settle(usize),
    /// Somebody asks for a place; the days of planning and arrival where they matter.
    Enquire(usize, Option<(Day, Day)>),
    PlanAdmission(usize, Option<Day>),
    Arrive(usize),
    Cancel(usize),
    BecomePermanent(usize),
    Depart(usize),
    DepartOf(usize, &'static str),
    Hospital(usize, Option<Day>),
    Leave(usize, Option<Day>),
    Return(usize),
    MoveBed(usize),
    /// From a home to another, or to one of the writer's choice.
    Transfer(usize, Option<usize>),
    /// To somebody who was transferred on that day.
    GiveBed(usize, Day),
    Propose(usize),
    Verify(usize, usize),
    Reject(usize, usize),
    /// Looked at again; whether it is of the kind that then ends.
    Review(usize, usize, bool),
    EndAlert(usize),
    AskAllergies(usize),
    Upkeep(usize),
    Duplicate(usize),
    ArchiveDuplicate(usize),
    Slip(usize),
    Restore(usize, usize),
    Exclude(usize),
    SpareRooms(usize),
    /// Whether it is one of those that are open when the year ends.
    GoWrong(usize, bool),
    /// A step of a case, by place.
    Work(usize, usize),
    Check(usize),
    ReportDeath(usize),
}

/// The decks from which variety is drawn, so that rare things are sure to happen.
pub struct Decks {
    pub settled_kind: Deck<&'static str>,
    pub kind: Deck<&'static str>,
    pub leaving: Deck<&'static str>,
    pub gender: Deck<Option<&'static str>>,
    pub consent: Deck<Consent>,
    pub allergies: Deck<Allergies>,
    pub alert: Deck<&'static str>,
    pub proposal: Deck<&'static str>,
    pub contact: Deck<&'static str>,
    pub may_be_told: Deck<&'static str>,
    pub upkeep: Deck<super::upkeep::Task>,
    pub ended: Deck<usize>,
}

/// What is known of a resident's allergies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allergies {
    NotAsked,
    NoneKnown,
    Recorded,
}

/// The homes of a cluster, their residents, and what is to come.
pub struct Life<'m> {
    pub maker: &'m mut Maker,
    pub organisation: Uuid,
    pub homes: Vec<Home>,
    pub residents: Vec<Resident>,
    pub nhs: NhsNumbers,
    pub decks: Decks,
    pub incident_decks: incidents::Decks,
    pub cases: Vec<incidents::Case>,
    /// The living plan of each resident, and since when.
    pub plans: BTreeMap<usize, (Timestamp, Uuid)>,
    /// The band of the last assessment of each resident and instrument.
    pub ranks: BTreeMap<(usize, &'static str), i64>,
    /// Until which day a review waits that such an assessment made due.
    pub risen: BTreeMap<(usize, &'static str), Day>,
    agenda: BTreeMap<(Day, u32), Event>,
    sequence: u32,
}

impl<'m> Life<'m> {
    pub fn new(maker: &'m mut Maker, organisation: Uuid, homes: Vec<Home>, nhs: NhsNumbers) -> Self {
        Self {
            maker,
            organisation,
            homes,
            residents: Vec::new(),
            nhs,
            decks: decks(),
            incident_decks: incidents::Decks::new(),
            cases: Vec::new(),
            plans: BTreeMap::new(),
            ranks: BTreeMap::new(),
            risen: BTreeMap::new(),
            agenda: BTreeMap::new(),
            sequence: 0,
        }
    }

    /// Puts something on the agenda; what lies after yesterday has not happened.
    pub fn schedule(&mut self, day: Day, event: Event) {
        if day <= YESTERDAY {
            self.sequence += 1;
            self.agenda.insert((day, self.sequence), event);
        }
    }

    /// Lives the year and writes down how it ended.
    pub fn live(mut self, years: &[Year], flush: &mut dyn FnMut(Batch)) {
        for (home, year) in years.iter().enumerate() {
            self.fill_agenda(home, *year);
        }
        while let Some(((day, _), event)) = self.agenda.pop_first() {
            self.happen(day, event, years);
        }
        let days = years.iter().map(|year| year.handover_days).max().unwrap_or_default();
        self.hand_over(days);
        self.maker.turn_the_page();
        self.make_rotas(days);
        self.allocate();
        self.train();
        self.read_policies();
        self.file_documents();
        self.look_up();
        self.maker.turn_the_page();
        self.take_censuses();
        self.prefer();
        self.tell_people();
        self.give_care();
        self.write_down();
        self.write_notes(years, flush);
        self.raise_concerns();
        self.hear_residents();
        self.take_photos();
    }

    fn fill_agenda(&mut self, home: usize, year: Year) {
        let mut on_some_days = |times: usize, from: Day, to: Day, event: Event| {
            for _ in 0..times {
                let day = self.maker.rng.between(from, to);
                self.schedule(day, event);
            }
        };
        on_some_days(year.settled, 4, 12, Event::Settle(home));
        on_some_days(year.enquiries, 15, 350, Event::Enquire(home, None));
        on_some_days(year.departures, 20, 358, Event::Depart(home));
        on_some_days(year.hospital, 20, 355, Event::Hospital(home, None));
        on_some_days(year.leave, 20, 355, Event::Leave(home, None));
        on_some_days(year.bed_moves, 30, 360, Event::MoveBed(home));
        on_some_days(year.transfers, 30, 355, Event::Transfer(home, None));
        on_some_days(year.proposals, 14, 361, Event::Propose(home));
        on_some_days(year.endings, 30, 363, Event::EndAlert(home));
        on_some_days(year.upkeep, 20, 363, Event::Upkeep(home));
        on_some_days(year.upkeep / 8, 20, 363, Event::AskAllergies(home));
        on_some_days(year.mistakes, 40, 340, Event::Duplicate(home));
        on_some_days(year.mistakes, 40, 340, Event::Slip(home));
        on_some_days(year.exclusions, 20, 60, Event::Exclude(home));
        on_some_days(1, 100, 101, Event::SpareRooms(home));
        on_some_days(year.proposals, 20, 340, Event::GoWrong(home, false));
        // What is still open when the year ends.
        on_some_days(year.open, 359, 361, Event::Depart(home));
        on_some_days(year.open, 358, 364, Event::Hospital(home, Some(YESTERDAY + 1)));
        on_some_days(1, 363, 364, Event::Leave(home, Some(YESTERDAY + 1)));
        on_some_days(year.open, 364, 364, Event::Propose(home));
        on_some_days(6, 357, 358, Event::GoWrong(home, true));
        on_some_days(year.open, 363, 364, Event::Enquire(home, None));
        for _ in 0..year.open {
            let (asks, plans) = (self.maker.rng.between(355, 359), self.maker.rng.between(361, 364));
            let arrives = YESTERDAY + self.maker.rng.between(1, 9);
            self.schedule(asks, Event::Enquire(home, Some((plans, arrives))));
        }
        if year.arrives_without_bed {
            let from = (home + 1) % self.homes.len();
            self.schedule(YESTERDAY, Event::Transfer(from, Some(home)));
        }
    }

    fn happen(&mut self, day: Day, event: Event, years: &[Year]) {
        match event {
            Event::Settle(home) => self.settle(home, day, years[home]),
            Event::Enquire(home, days) => self.enquire(home, day, days, years[home]),
            Event::PlanAdmission(who, arrives) => self.plan_admission(who, day, arrives),
            Event::Arrive(who) => self.arrive(who, day),
            Event::Cancel(who) => self.cancel(who, day),
            Event::BecomePermanent(who) => self.become_permanent(who, day),
            Event::Depart(home) => self.depart(home, day),
            Event::DepartOf(who, reason) => self.depart_of(who, day, reason),
            Event::Hospital(home, until) => self.go_away(home, day, "hospital", until),
            Event::Leave(home, until) => self.go_away(home, day, "leave", until),
            Event::Return(who) => self.come_back(who, day),
            Event::MoveBed(home) => self.move_bed(home, day),
            Event::Transfer(from, to) => self.transfer(from, to, day),
            Event::GiveBed(who, transferred) => self.give_bed(who, day, transferred),
            Event::Propose(home) => self.propose(home, day),
            Event::Verify(who, alert) => self.verify(who, alert, day),
            Event::Reject(who, alert) => self.reject(who, alert, day),
            Event::Review(who, alert, ends) => self.review(who, alert, ends, day),
            Event::EndAlert(home) => self.end_alert(home, day),
            Event::AskAllergies(home) => self.ask_allergies(home, day),
            Event::Upkeep(home) => self.upkeep(home, day),
            Event::Duplicate(home) => self.duplicate(home, day),
            Event::ArchiveDuplicate(who) => self.archive_duplicate(who, day),
            Event::Slip(home) => self.slip(home, day),
            Event::Restore(who, contact) => self.restore(who, contact, day),
            Event::Exclude(home) => self.exclude(home, day),
            Event::SpareRooms(home) => self.spare_rooms(home),
            Event::GoWrong(home, latest) => self.go_wrong(home, day, latest),
            Event::Work(case, step) => self.work_on(case, step, day),
            Event::Check(case) => self.check_after(case, day),
            Event::ReportDeath(who) => self.report_death(who, day),
        }
    }

    pub fn rng(&mut self) -> &mut Rng {
        &mut self.maker.rng
    }

    /// A request of the home's manager: the registered one mostly, a deputy sometimes.
    pub fn as_manager(&mut self, home: usize, at: Timestamp, verb: Option<&'static str>) -> Act {
        let (rng, home) = (&mut self.maker.rng, &self.homes[home]);
        let manages = |person: &Person| person.manages(home.id, at);
        let first = home.people.iter().find(|person| person.writes && manages(person));
        let by = if rng.chance(70) { first } else { home.someone(rng, manages) };
        let by = Arc::clone(by.expect("every home has a manager all the year"));
        self.act(at, &by, verb)
    }

    /// A request of whoever runs the shift, or of the manager where nobody does.
    pub fn as_senior(&mut self, home: usize, at: Timestamp, verb: Option<&'static str>) -> Act {
        let (rng, here) = (&mut self.maker.rng, &self.homes[home]);
        let by = here.someone(rng, |person| {
            person.works(here.id, Grade::Senior, at) || person.works(here.id, Grade::Nurse, at)
        });
        match by.cloned() {
            Some(by) => self.act(at, &by, verb),
            None => self.as_manager(home, at, verb),
        }
    }

    /// A request of a carer, or of the manager where there is none.
    pub fn as_carer(&mut self, home: usize, at: Timestamp) -> Act {
        let (rng, here) = (&mut self.maker.rng, &self.homes[home]);
        match here.someone(rng, |person| person.works(here.id, Grade::Carer, at)).cloned() {
            Some(by) => self.act(at, &by, None),
            None => self.as_manager(home, at, None),
        }
    }

    fn act(&mut self, at: Timestamp, by: &Arc<Person>, verb: Option<&'static str>) -> Act {
        match verb {
            Some(verb) => self.maker.ledger.verb(at, by, verb),
            None => self.maker.ledger.act(at, by),
        }
    }

    /// Some time of a day, after whatever happened to this resident before.
    pub fn moment(&mut self, who: usize, day: Day, from: i8, to: i8) -> Timestamp {
        let at = self.maker.some_time(day, from, to);
        let after = self.residents[who].last_at + jiff::SignedDuration::from_mins(3);
        let at = at.max(after);
        self.residents[who].last_at = at;
        at
    }

    /// A resident of a home for whom a condition holds and nothing happened today.
    pub fn find(&mut self, home: usize, day: Day, fits: impl Fn(&Resident) -> bool) -> Option<usize> {
        let here = &self.homes[home].residents;
        if here.is_empty() {
            return None;
        }
        let from = self.maker.rng.below(here.len());
        (0..here.len())
            .map(|n| here[(from + n) % here.len()])
            .find(|who| self.residents[*who].last_day < day && fits(&self.residents[*who]))
    }

    fn write_down(&mut self) {
        let ledger = &mut self.maker.ledger;
        for home in &self.homes {
            for bed in &home.beds {
                ledger.keep(&bed.record);
            }
            for spare in &home.spare {
                ledger.keep(&spare.room);
                ledger.keep(&spare.bed);
            }
        }
        for resident in &self.residents {
            for record in resident.records() {
                ledger.keep(record);
            }
        }
        for case in &self.cases {
            for record in case.records() {
                ledger.keep(record);
            }
        }
    }
}

fn decks() -> Decks {
    Decks {
        settled_kind: Deck::new(&[
            ("permanent", 40),
            ("rolling_respite", 1),
            ("day_care", 1),
            ("end_of_life", 1),
        ]),
        kind: Deck::new(&[
            ("permanent", 9),
            ("respite", 3),
            ("trial", 2),
            ("discharge_to_assess", 2),
            ("rolling_respite", 1),
            ("day_care", 1),
            ("end_of_life", 1),
        ]),
        leaving: Deck::new(&[
            ("deceased", 8),
            ("other_care_home", 1),
            ("nursing_need", 1),
            ("notice_given", 1),
            ("hospital_permanent", 1),
            ("safeguarding", 1),
            ("returned_home", 1),
            ("other", 1),
        ]),
        gender: Deck::new(&[(None, 57), (Some("non_binary"), 1), (Some("other"), 1), (Some("not_said"), 1)]),
        consent: Deck::new(words::residents::CONSENT),
        allergies: Deck::new(&[
            (Allergies::NotAsked, 3),
            (Allergies::NoneKnown, 10),
            (Allergies::Recorded, 7),
        ]),
        alert: Deck::new(words::alerts::KINDS),
        proposal: Deck::new(&[
            ("falls", 4),
            ("infection", 3),
            ("allergy", 2),
            ("choking", 2),
            ("diet_texture", 2),
            ("moving_handling", 2),
            ("communication", 1),
            ("dols", 1),
            ("dnacpr_respect", 1),
            ("other", 3),
        ]),
        contact: Deck::new(&[
            ("family", 9),
            ("friend", 3),
            ("social_worker", 2),
            ("advocate", 1),
            ("deputy", 1),
            ("other", 1),
        ]),
        may_be_told: Deck::new(&[("everything", 6), ("general", 4), ("nothing", 1)]),
        upkeep: Deck::new(super::upkeep::TASKS),
        ended: Deck::new(&(0..words::alerts::ENDED.len()).map(|n| (n, 1)).collect::<Vec<_>>()),
    }
}
