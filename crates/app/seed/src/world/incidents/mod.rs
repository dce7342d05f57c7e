//! What goes wrong in a home, who says so, and how it is worked until it is closed.

mod evidence;
mod work;

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::Maker;
use super::life::Life;
use super::organisation::Organisation;
use super::residents::Resident;
use crate::calendar::Day;
use crate::ledger::{Act, Record};
use crate::person::Grade;
use crate::rng::Deck;
use crate::tables::{INCIDENT_REPORTS, INCIDENTS, SLA_POLICIES};
use crate::value::Value;
use crate::words::incidents::{self as texts, Text};

/// Minutes for each clock, by priority.
const TARGETS: &[(&str, [(&str, i64); 3])] = &[
    ("critical", [("triage", 60), ("investigation", 2 * 1440), ("closure", 14 * 1440)]),
    ("high", [("triage", 240), ("investigation", 3 * 1440), ("closure", 21 * 1440)]),
    ("medium", [("triage", 1440), ("investigation", 7 * 1440), ("closure", 28 * 1440)]),
    ("low", [("triage", 3 * 1440), ("investigation", 14 * 1440), ("closure", 42 * 1440)]),
];

/// The owner sets the organisation's targets.
pub fn targets(maker: &mut Maker, organisation: &Organisation) {
    let at = maker.some_time(3, 9, 17);
    let act = maker.ledger.act(at, &organisation.owner);
    for (priority, clocks) in TARGETS {
        for (clock, minutes) in clocks {
            let values = vec![
                ("priority", (*priority).into()),
                ("clock", (*clock).into()),
                ("target_minutes", Value::Int(*minutes)),
            ];
            let target = maker.ledger.insert(&act, &SLA_POLICIES, organisation.id, values);
            maker.ledger.keep(&target);
        }
    }
}

/// One step of the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Triage,
    Investigate,
    Plan,
    Finish,
    AskSignoff,
    Close,
    CloseMinor,
    Reopen,
    Void,
}

use Step::{AskSignoff, Close, CloseMinor, Finish, Investigate, Plan, Reopen, Triage, Void};

const CLOSED: &[Step] = &[Triage, Investigate, Plan, Finish, AskSignoff, Close];
const AGAIN: &[Step] = &[Triage, Investigate, AskSignoff, Close, Reopen, Investigate, AskSignoff, Close];

/// How far incidents come that are long past.
pub const PAST: &[(&[Step], usize)] =
    &[(CLOSED, 14), (&[Triage, CloseMinor], 5), (AGAIN, 1), (&[Void], 1), (&[Triage, Void], 1)];
/// And those of the last days.
pub const LATEST: &[(&[Step], usize)] = &[
    (&[], 1),
    (&[Triage], 1),
    (&[Triage, Investigate], 1),
    (&[Triage, Investigate, Plan], 1),
    (&[Triage, Investigate, Plan, Finish, AskSignoff], 1),
    (&[Triage, Investigate, AskSignoff, Close, Reopen], 1),
];

/// What variety is drawn from.
pub struct Decks {
    past: Deck<&'static [Step]>,
    latest: Deck<&'static [Step]>,
    text: Deck<&'static Text>,
    action: Deck<usize>,
    check: Deck<usize>,
    outcome: Deck<usize>,
    addendum: Deck<usize>,
    file: Deck<&'static evidence::File>,
    scan: Deck<&'static str>,
    /// How urgent the reporter says it is, if they do.
    said: Deck<Option<&'static str>>,
}

impl Decks {
    pub fn new() -> Self {
        let each = |n: usize| Deck::new(&(0..n).map(|place| (place, 1)).collect::<Vec<_>>());
        let texts: Vec<(&'static Text, usize)> =
            texts::TEXTS.iter().filter(|(text, _)| !is_death(text)).map(|(text, n)| (text, *n)).collect();
        Self {
            past: Deck::new(PAST),
            latest: Deck::new(LATEST),
            text: Deck::new(&texts),
            action: each(texts::ACTIONS.len()),
            check: each(texts::CHECKS.len()),
            outcome: each(texts::OUTCOMES.len()),
            addendum: each(texts::ADDENDA.len()),
            file: evidence::files(),
            scan: Deck::new(evidence::SCANS),
            said: Deck::new(&[
                (None, 16),
                (Some("low"), 2),
                (Some("medium"), 2),
                (Some("high"), 2),
                (Some("critical"), 1),
            ]),
        }
    }
}

fn is_death(text: &Text) -> bool {
    text.kind.starts_with("death")
}

/// The rule of `app.incident_priority`.
fn priority(kind: &str, harm: &str) -> &'static str {
    if matches!(harm, "severe" | "fatal")
        || matches!(kind, "death_unexpected" | "missing_person" | "absconded" | "fire")
    {
        "critical"
    } else if harm == "moderate"
        || matches!(kind, "safeguarding_allegation" | "choking" | "self_harm" | "injury_unknown_cause")
    {
        "high"
    } else if harm == "low"
        || matches!(
            kind,
            "medication"
                | "infection_outbreak"
                | "utilities_failure"
                | "staffing_shortfall"
                | "data_breach"
                | "behaviour_resident_to_resident"
                | "skin_damage_pressure"
                | "death_expected"
        )
    {
        "medium"
    } else {
        "low"
    }
}

/// An incident and what hangs on it.
pub struct Case {
    home: usize,
    client: Option<Uuid>,
    record: Record,
    actions: Vec<Record>,
    checks: Vec<Record>,
    files: Vec<Record>,
    timers: Vec<Record>,
    steps: &'static [Step],
    /// Of the last days: a step each day, so that it comes as far as it should.
    hurried: bool,
    last_at: Timestamp,
}

impl Case {
    /// Every row, parents first.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        std::iter::once(&self.record)
            .chain(&self.actions)
            .chain(&self.checks)
            .chain(&self.files)
            .chain(&self.timers)
    }

    fn is_restricted(&self) -> bool {
        *self.record.get("restricted") == Value::Bool(true)
    }
}

impl Life<'_> {
    /// Something goes wrong in a home, and whoever is there reports it.
    pub fn go_wrong(&mut self, home: usize, day: Day, latest: bool) {
        let text = self.incident_decks.text.draw(&mut self.maker.rng);
        let who = if text.of_resident {
            let Some(who) = self.find(home, day, Resident::is_present) else { return };
            Some(who)
        } else {
            None
        };
        let decks = &mut self.incident_decks;
        let steps = (if latest { &mut decks.latest } else { &mut decks.past }).draw(&mut self.maker.rng);
        self.report(home, who, day, text, steps, latest);
    }

    /// A death is reported like everything that has to be looked at.
    pub fn report_death(&mut self, who: usize, day: Day) {
        let home = self.residents[who].home;
        let expected = self.rng().chance(75);
        let kind = if expected { "death_expected" } else { "death_unexpected" };
        let text = texts::TEXTS.iter().map(|(text, _)| text).find(|text| text.kind == kind);
        if let Some(text) = text {
            self.report(home, Some(who), day, text, CLOSED, false);
        }
    }

    fn report(
        &mut self,
        home: usize,
        who: Option<usize>,
        day: Day,
        text: &'static Text,
        steps: &'static [Step],
        hurried: bool,
    ) {
        let at = match who {
            Some(who) => self.moment(who, day, 7, 21),
            None => self.maker.some_time(day, 7, 21),
        };
        let act =
            if self.rng().chance(70) { self.as_carer(home, at) } else { self.as_senior(home, at, None) };
        let client = who.map(|who| self.residents[who].client.id);
        let telling = |life: &Self, said: &'static str| {
            who.map_or_else(|| said.to_string(), |who| life.tell(who, said))
        };
        let (what, done) = (telling(self, text.what), telling(self, text.done));
        // Now and then it is about somebody who works here.
        let subjects =
            if text.kind == "safeguarding_allegation" || (text.kind == "medication" && text.harm == "low") {
                self.a_colleague(home, &act)
            } else {
                Vec::new()
            };
        let restricted = !subjects.is_empty() || text.kind == "safeguarding_allegation";
        let said = self.incident_decks.said.draw(&mut self.maker.rng);
        let occurred = at - SignedDuration::from_mins(i64::from(self.rng().between(10, 90)));
        let here = self.homes[home].id;
        let steps = minor_or(steps, text, said);
        let common = vec![
            ("care_home_id", here.into()),
            ("client_id", client.into()),
            ("kind", text.kind.into()),
            ("occurred_at", occurred.into()),
            ("harm", text.harm.into()),
            ("psychological_harm", text.psychological.into()),
            ("subject_ids", Value::Ids(subjects)),
        ];
        let urgent = said.unwrap_or_else(|| priority(text.kind, text.harm));
        let mut case = common.clone();
        case.extend([
            ("priority", urgent.into()),
            ("restricted", restricted.into()),
            ("status", "reported".into()),
        ]);
        let record = self.maker.ledger.insert(&act, &INCIDENTS, self.organisation, case);
        let mut report = common;
        report.extend([
            ("incident_id", record.id.into()),
            ("recorded_at", at.into()),
            ("late", false.into()),
            ("created_by", act.by.as_ref().map(|person| person.profile).into()),
            ("place", text.place.into()),
            ("what_happened", what.into()),
            ("what_was_done", done.into()),
            ("priority", said.into()),
            ("restricted", restricted.into()),
        ]);
        self.maker.ledger.evidence(&act, &INCIDENT_REPORTS, self.organisation, report);
        let mut case = Case {
            home,
            client,
            record,
            actions: Vec::new(),
            checks: Vec::new(),
            files: Vec::new(),
            timers: Vec::new(),
            steps,
            hurried,
            last_at: at,
        };
        self.start_clocks(&mut case, &act, &["triage", "investigation", "closure"]);
        if self.rng().chance(35) {
            self.add_words(&mut case, day);
        }
        if self.rng().chance(40) {
            self.add_file(&mut case, &act);
        }
        if !matches!(text.harm, "no_harm" | "fatal") && client.is_some() {
            self.plan_check(&mut case, day);
        }
        self.cases.push(case);
        if let Some(who) = who {
            self.residents[who].last_day = day;
        }
        self.next_step(self.cases.len() - 1, 0, day);
    }

    /// Somebody of the floor who did not write this.
    fn a_colleague(&mut self, home: usize, act: &Act) -> Vec<Uuid> {
        let author = act.by.as_ref().map(|person| person.profile);
        let here = &self.homes[home];
        let found = here.someone(&mut self.maker.rng, |person| {
            Some(person.profile) != author
                && person.works(here.id, Grade::Carer, act.at)
                && !person.manages(here.id, act.at)
        });
        found.map(|person| vec![person.profile]).unwrap_or_default()
    }
}

/// What did no harm and is not urgent may be closed at once; anything else can't.
fn minor_or(steps: &'static [Step], text: &Text, said: Option<&'static str>) -> &'static [Step] {
    let urgent = said.unwrap_or_else(|| priority(text.kind, text.harm));
    if steps.contains(&CloseMinor) && (text.harm != "no_harm" || urgent != "low") { CLOSED } else { steps }
}
