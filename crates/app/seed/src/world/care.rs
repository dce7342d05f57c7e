//! Care plans over the year and what came of them: versions, what was due, what was done.
//!
//! Of every eight weeks one day's tasks are kept, and yesterday's and the next two days': enough to look
//! at, and no more than a demonstration can be loaded with.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::life::Life;
use super::stays::during;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::{Act, Ledger, Record};
use crate::rng::Deck;
use crate::tables::{CARE_DEFINITIONS, CARE_PLANS, CARE_READS, CARE_VERSIONS};
use crate::value::Value;
use crate::words::care::{CARE, CHANGED, Care};

/// A version that was published, with what it asks for.
pub struct InForce {
    pub version: Record,
    pub from: Timestamp,
    pub to: Option<Timestamp>,
    pub asks: Vec<Ask>,
}

/// A task of a version.
pub struct Ask {
    pub definition: Uuid,
    pub lineage: Uuid,
    pub shift: Option<Uuid>,
    pub care: &'static Care,
}

/// A resident's plan while it is made.
pub struct Plan {
    pub who: usize,
    /// The home, by place.
    pub home: usize,
    pub record: Record,
    /// Until when the resident lived there, if they left, and how.
    pub left: Option<(Timestamp, &'static str)>,
    /// From when to when it slept between two stays.
    pub sleeps: Vec<(Timestamp, Timestamp)>,
}

impl Plan {
    /// Whether nothing was made of it at a moment.
    pub fn slept(&self, at: Timestamp) -> bool {
        self.sleeps.iter().any(|(from, to)| *from <= at && at < *to)
    }

    /// Since when its tasks were made, of those that begin at a moment; empty: since it was published.
    pub fn awake_since(&self, at: Timestamp) -> Option<Timestamp> {
        self.sleeps.iter().map(|(_, to)| *to).filter(|to| *to <= at).max()
    }
}

/// What is drawn from decks, so that rare things are sure to be seen.
pub struct CareDecks {
    pub reason: Deck<&'static str>,
    pub outcome: Deck<&'static str>,
    pub given: Deck<&'static str>,
    /// How a draft stands at the end of the year; empty: there is none.
    pub draft: Deck<&'static str>,
    pub involved: Deck<&'static [&'static str]>,
    pub ceases: Deck<bool>,
    /// Whether somebody moved in without a plan, and a senior wrote the first.
    initial: Deck<bool>,
    /// What is said of a plan when its resident is back.
    pub verdict: Deck<&'static str>,
    /// Whether what was given as needed is taken back after all.
    pub taken_back: Deck<bool>,
}

impl CareDecks {
    fn new() -> Self {
        Self {
            reason: Deck::new(&[("incident", 2), ("request", 1), ("change", 1)]),
            outcome: Deck::new(&[("no_change", 12), ("amended", 6), ("new_plan", 2)]),
            given: Deck::new(&[
                ("done", 42),
                ("partly", 2),
                ("declined", 2),
                ("not_required", 1),
                ("missed", 1),
            ]),
            draft: Deck::new(&[("", 7), ("draft", 2), ("in_review", 1), ("withdrawn", 1)]),
            involved: Deck::new(&[
                (&["resident", "family"] as &[_], 4),
                (&["resident"], 3),
                (&["resident", "professional"], 1),
                (&["lpa", "advocate"], 1),
                (&[], 1),
            ]),
            ceases: Deck::new(&[(false, 19), (true, 1)]),
            initial: Deck::new(&[(false, 5), (true, 1)]),
            verdict: Deck::new(&[("still_right", 1), ("needs_change", 1)]),
            taken_back: Deck::new(&[(false, 11), (true, 1)]),
        }
    }
}

impl Life<'_> {
    /// The plans of everybody who lived here in the year, and the care that was given by them.
    pub fn give_care(&mut self) {
        let mut decks = CareDecks::new();
        for who in 0..self.residents.len() {
            if let Some((start, left)) = self.lived(who) {
                self.plan_care(&mut decks, who, start, left);
            }
        }
    }

    /// From when to when a resident lived in the home that holds them, and how they left it.
    fn lived(&self, who: usize) -> Option<(Timestamp, Option<(Timestamp, &'static str)>)> {
        let resident = &self.residents[who];
        let home = self.homes[resident.home].id;
        if resident.client.is_archived() {
            return None;
        }
        let here = || {
            resident.stays.iter().filter(move |s| {
                s.get("care_home_id").id() == Some(home)
                    && !s.is_archived()
                    && matches!(s.word("status"), "live" | "ended")
            })
        };
        let last = here().max_by_key(|s| during(s).0)?;
        let admission = last.get("admission_id").id();
        // Of who comes again and again the plan is one; of the others it is that of this admission.
        let again = here().any(|s| s.word("kind") == "rolling_respite");
        let start =
            here().filter(|s| again || s.get("admission_id").id() == admission).map(|s| during(s).0).min()?;
        let left = (last.word("status") == "ended").then(|| {
            let how = if last.word("leaving_reason") == "deceased" { "died" } else { "left" };
            (during(last).1.expect("an ended stay has an end"), how)
        });
        Some((start.max(resident.client.created_at()), left))
    }

    /// The day on which an instant lies.
    pub fn day_of(&self, at: Timestamp) -> Day {
        let hours = at.duration_since(self.maker.calendar.at(0, 0, 0, 0)).as_hours() + 1;
        Day::try_from(hours.div_euclid(24)).expect("within the year")
    }

    fn plan_care(
        &mut self,
        decks: &mut CareDecks,
        who: usize,
        start: Timestamp,
        left: Option<(Timestamp, &'static str)>,
    ) {
        let home = self.residents[who].home;
        let begins = self.day_of(start) + 1;
        let ends = left.map_or(YESTERDAY, |(at, _)| self.day_of(at) - 1);
        if begins < 0 || begins + 3 > ends {
            return;
        }
        let at = self.maker.some_time(begins, 9, 10);
        let act = self.as_manager(home, at, None);
        let values = vec![("client_id", self.client(who)), ("care_home_id", self.homes[home].id.into())];
        let record = self.maker.ledger.insert(&act, &CARE_PLANS, self.organisation, values);
        self.plans.insert(who, (at, record.id));
        let mut plan = Plan { who, home, record, left, sleeps: Vec::new() };
        let lineages: Vec<Uuid> = CARE.iter().map(|_| self.maker.ledger.id(at)).collect();
        let mut in_force: Vec<InForce> = Vec::new();
        let turns = self.turns(decks, &plan, ends);
        let mut day = begins;
        if start > self.residents[who].client.created_at() && decks.initial.draw(&mut self.maker.rng) {
            self.begin_small(&plan, &lineages, &mut in_force, at);
        }
        while day + 2 <= ends {
            self.publish(decks, &plan, &lineages, &mut in_force, day);
            let next = day + self.maker.rng.between(70, 150);
            // What was not right any more when they came back is written anew.
            let change = turns.iter().find(|turn| turn.verdict == "needs_change" && turn.day > day + 2);
            day = change.map_or(next, |turn| turn.day.min(next));
        }
        self.put_to_sleep(&mut plan, &in_force, &turns);
        if left.is_none() {
            self.draft_at_the_end(decks, &plan, &lineages, &mut in_force);
        }
        self.hold_reviews(decks, &plan, &in_force, ends);
        self.do_tasks(decks, &plan, &in_force, ends);
        for version in &in_force {
            self.maker.ledger.keep(&version.version);
        }
        self.maker.ledger.keep(&plan.record);
    }

    pub fn client(&self, who: usize) -> Value {
        self.residents[who].client.id.into()
    }

    /// Writes a draft with its tasks.
    pub(super) fn draft(
        &mut self,
        kind: &'static str,
        plan: &Plan,
        (lineages, in_force): (&[Uuid], &[InForce]),
        act: &Act,
    ) -> (Record, Vec<Ask>) {
        let who = plan.who;
        let cares: Vec<usize> = some_cares(plan, in_force);
        let sections = self.sections(who, &cares);
        let changed = *self.maker.rng.pick(CHANGED);
        let author = act.by.as_ref().map(|by| by.profile).expect("somebody writes");
        let place = || {
            vec![
                ("client_id", plan.record.get("client_id").clone()),
                ("care_home_id", plan.record.get("care_home_id").clone()),
            ]
        };
        let mut values = place();
        values.extend([
            ("care_plan_id", plan.record.id.into()),
            ("number", Value::Int(i64::try_from(in_force.len()).expect("few") + 1)),
            ("status", "draft".into()),
            ("kind", kind.into()),
            ("sections", sections),
            ("author_ids", Value::Ids(vec![author])),
        ]);
        if let Some(before) = in_force.last() {
            values.push(("based_on_id", before.version.id.into()));
            values.push(("change_reason", self.tell(who, changed).into()));
        } else {
            values.push(("consent_note", "Talked through with the resident, who agrees.".into()));
        }
        let version = self.maker.ledger.insert(act, &CARE_VERSIONS, self.organisation, values);
        let mut asks = Vec::new();
        for (position, &n) in cares.iter().enumerate() {
            let care = &CARE[n];
            let shift = care.shift.and_then(|code| self.homes[plan.home].shift(code, act.at));
            let mut values = place();
            values.extend([
                ("care_plan_version_id", version.id.into()),
                ("lineage_id", lineages[n].into()),
                ("domain", care.domain.into()),
                ("title", care.title.into()),
                ("instructions", self.tell(who, care.instructions).into()),
                ("kind", care.kind.into()),
                ("every_days", Value::Int(1)),
                ("times", Value::Words(care.times.to_vec())),
                ("due_minutes", Value::Int(care.due_minutes)),
                ("missed_minutes", Value::Int(60)),
                ("people", Value::Int(care.people)),
                ("shift_template_id", shift.into()),
                ("named_only", false.into()),
                ("position", Value::Int(i64::try_from(position).expect("few"))),
            ]);
            if care.kind == "as_needed" {
                values.push(("min_interval_minutes", Value::Int(240)));
                values.push(("max_per_day", Value::Int(4)));
                values.push(("effect_minutes", Value::Int(super::care_looks::AFTER)));
            }
            let definition = self.maker.ledger.insert(act, &CARE_DEFINITIONS, self.organisation, values);
            asks.push(Ask { definition: definition.id, lineage: lineages[n], shift, care });
            self.maker.ledger.keep(&definition);
        }
        (version, asks)
    }

    /// As PostgreSQL prints it: keys by length, then by byte.
    fn sections(&mut self, who: usize, cares: &[usize]) -> Value {
        let mut of: Vec<&Care> = cares.iter().map(|n| &CARE[*n]).collect();
        of.sort_unstable_by_key(|c| (c.domain.len(), c.domain));
        let mut out = String::from("{");
        for (place, care) in of.iter().enumerate() {
            out.push_str(if place > 0 { ", \"" } else { "\"" });
            out.push_str(care.domain);
            out.push_str("\": {");
            for (part, text) in [("need", care.need), ("outcome", care.outcome), ("support", care.support)] {
                out.push_str(if part == "need" { "\"" } else { ", \"" });
                out.push_str(part);
                out.push_str("\": ");
                Value::from(self.tell(who, text)).json(&mut out);
            }
            out.push('}');
        }
        out.push('}');
        Value::Json(out.into())
    }

    fn publish(
        &mut self,
        decks: &mut CareDecks,
        plan: &Plan,
        lineages: &[Uuid],
        in_force: &mut Vec<InForce>,
        day: Day,
    ) {
        let _ = decks;
        let at = self.maker.some_time(day, 10, 12);
        let act = self.as_manager(plan.home, at, None);
        let (mut version, asks) = self.draft("full", plan, (lineages, in_force), &act);
        let at = self.maker.some_time(day + 1, 9, 17);
        self.submit(plan, &mut version, at);
        let at = self.maker.some_time(day + 2, 9, 12);
        let act = self.as_manager(plan.home, at, Some("publish"));
        let by = act.by.as_ref().map(|by| by.profile);
        if let Some(before) = in_force.last_mut() {
            let person = act.by.clone().expect("a manager publishes");
            let supersede = self.maker.ledger.verb(at, &person, "supersede");
            let values =
                vec![("status", "superseded".into()), ("effective", Value::Span(before.from, Some(at)))];
            self.maker.ledger.change(&supersede, &mut before.version, values);
            before.to = Some(at);
        }
        let values = vec![
            ("status", "active".into()),
            ("published_at", at.into()),
            ("published_by", by.into()),
            ("effective", Value::Span(at, None)),
        ];
        self.maker.ledger.change(&act, &mut version, values);
        for n in 0..3 {
            let seen = at + SignedDuration::from_mins(70 * (n + 1));
            let reader = self.as_carer(plan.home, seen);
            let values = vec![
                ("client_id", plan.record.get("client_id").clone()),
                ("care_home_id", plan.record.get("care_home_id").clone()),
                ("care_plan_version_id", version.id.into()),
                ("profile_id", reader.by.as_ref().map(|by| by.profile).into()),
                ("shown_at", seen.into()),
                // Confirmed once by each: the first of them reads it twice before saying so.
                ("confirmed_at", if n == 2 { seen.into() } else { Value::Null }),
                ("copy_age_seconds", Value::Int(n * 40)),
                ("recorded_at", seen.into()),
            ];
            self.maker.ledger.evidence(&reader, &CARE_READS, self.organisation, values);
        }
        in_force.push(InForce { version, from: at, to: None, asks });
    }
}

/// The wall time of a task on a care day, as an instant.
pub fn due_from(life: &Life<'_>, day: Day, time: &str) -> Timestamp {
    let part = |from: usize| time[from..from + 2].parse::<i8>().expect("a wall time");
    let hour = part(0);
    // Before the care day begins: of its night.
    let day = if hour < 7 { day + 1 } else { day };
    life.maker.calendar.at(day, hour, part(3), 0)
}

/// Nothing has happened from here on.
pub fn now(life: &Life<'_>) -> Timestamp {
    life.maker.calendar.now()
}

/// What a job did.
pub fn job(at: Timestamp, verb: &'static str) -> Act {
    Ledger::job(at, Some(verb))
}

/// What the plan of a resident asks for: most of it from the beginning, one thing more each time.
fn some_cares(plan: &Plan, in_force: &[InForce]) -> Vec<usize> {
    let skipped = plan.who % CARE.len();
    (0..CARE.len()).filter(|n| *n != skipped || in_force.len() > 1).take(5 + in_force.len().min(3)).collect()
}
