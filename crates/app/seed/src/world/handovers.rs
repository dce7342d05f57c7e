//! Handovers of the last weeks: noted as things came up, composed at the end of each shift, closed
//! when they were dealt with.

use jiff::Timestamp;
use uuid::Uuid;

use super::life::Life;
use super::stays::during;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Record;
use crate::rng::Deck;
use crate::tables::{HANDOVER_ACKNOWLEDGEMENTS, HANDOVER_ITEMS, HANDOVERS};
use crate::value::Value;
use crate::words::handovers::{OF_HOME, OF_RESIDENT, SUMMARIES};

const PRIORITIES: &[(&str, usize)] = &[("low", 3), ("medium", 12), ("high", 3), ("critical", 1)];
const BECAUSE: &[(&str, usize)] = &[("dealt_with", 6), ("recorded", 2), ("no_longer_due", 1)];

impl Life<'_> {
    /// What was handed over in the last `days`.
    pub fn hand_over(&mut self, days: Day) {
        let (mut priorities, mut because) = (Deck::new(PRIORITIES), Deck::new(BECAUSE));
        let kinds = |of: &[(&'static str, &'static [&'static str])]| {
            Deck::new(&of.iter().map(|kind| (*kind, 1)).collect::<Vec<_>>())
        };
        let (mut of_resident, mut of_home) = (kinds(OF_RESIDENT), kinds(OF_HOME));
        for home in 0..self.homes.len() {
            let mut mistaken = false;
            for day in YESTERDAY - days + 1..=YESTERDAY {
                let late = if day % 7 < 2 { "long_day" } else { "late" };
                for (shift, from, to) in [("early", 8, 14), (late, 15, 20), ("night", 21, 24)] {
                    let mut items = Vec::new();
                    for _ in 0..self.rng().between(1, 3) {
                        let at = self.maker.some_time(day, from, to);
                        let priority = priorities.draw(&mut self.maker.rng);
                        let kind = if self.rng().chance(75) { &mut of_resident } else { &mut of_home };
                        let kind = kind.draw(&mut self.maker.rng);
                        items.extend(self.note_item(home, day, at, kind, priority));
                    }
                    // A night hands over in the morning; that of yesterday has not come yet.
                    let at = match shift {
                        "early" => self.maker.calendar.at(day, 14, 15, 0),
                        "night" => self.maker.calendar.at(day + 1, 7, 20, 0),
                        _ => self.maker.calendar.at(day, 20, 30, 0),
                    };
                    if shift != "night" || day < YESTERDAY {
                        self.compose(home, day, shift, at, &mut items);
                        self.close_some(home, day, &mut because, &mut items);
                    }
                    if !mistaken && let Some(item) = items.iter_mut().find(|i| i.word("status") == "open") {
                        mistaken = true;
                        let at = self.maker.calendar.at(day + 1, 9, 40, 0);
                        let act = self.as_manager(home, at, None);
                        self.maker.ledger.archive(&act, item, "Noted twice.", None);
                    }
                    for item in &items {
                        self.maker.ledger.keep(item);
                    }
                }
            }
        }
    }

    fn note_item(
        &mut self,
        home: usize,
        day: Day,
        at: Timestamp,
        (kind, texts): (&'static str, &'static [&'static str]),
        priority: &'static str,
    ) -> Option<Record> {
        let text = *self.maker.rng.pick(texts);
        let mut values = vec![
            ("care_home_id", self.homes[home].id.into()),
            ("care_day", self.maker.calendar.date(day).into()),
            ("kind", kind.into()),
            ("priority", priority.into()),
            ("status", "open".into()),
        ];
        if OF_HOME.iter().any(|(of_home, _)| *of_home == kind) {
            values.push(("what", text.into()));
        } else {
            let there = self.there(home, at);
            let who = *there.get(self.maker.rng.below(there.len().max(1)))?;
            values.push(("client_id", self.residents[who].client.id.into()));
            values.push(("unit_id", self.unit_of(home, who, at).into()));
            values.push(("what", self.tell(who, text).into()));
        }
        let act = self.as_carer(home, at);
        Some(self.maker.ledger.insert(&act, &HANDOVER_ITEMS, self.organisation, values))
    }

    fn compose(&mut self, home: usize, day: Day, shift: &'static str, at: Timestamp, items: &mut [Record]) {
        let by = if self.rng().chance(70) { self.as_senior(home, at, None) } else { self.as_carer(home, at) };
        let summary = *self.maker.rng.pick(SUMMARIES);
        let values = vec![
            ("care_home_id", self.homes[home].id.into()),
            ("care_day", self.maker.calendar.date(day).into()),
            ("shift", shift.into()),
            ("summary", summary.into()),
        ];
        let handover = self.maker.ledger.insert(&by, &HANDOVERS, self.organisation, values);
        for item in items {
            self.maker.ledger.change(&by, item, vec![("handover_id", handover.id.into())]);
        }
        self.maker.ledger.keep(&handover);
        self.take_in(home, &handover, at);
    }

    /// Those who come on say that they have taken it in.
    fn take_in(&mut self, home: usize, handover: &Record, at: Timestamp) {
        let mut said = Vec::new();
        for _ in 0..self.rng().between(2, 4) {
            let minutes = i64::from(self.rng().between(3, 35));
            let at = at + jiff::SignedDuration::from_mins(minutes);
            let act = self.as_carer(home, at);
            if said.contains(&act.author()) {
                continue;
            }
            said.push(act.author());
            let values = vec![
                ("care_home_id", self.homes[home].id.into()),
                ("handover_id", handover.id.into()),
                ("handover_version", Value::Int(1)),
                ("profile_id", act.author().into()),
                ("occurred_at", at.into()),
                ("recorded_at", at.into()),
            ];
            self.maker.ledger.evidence(&act, &HANDOVER_ACKNOWLEDGEMENTS, self.organisation, values);
        }
    }

    fn close_some(&mut self, home: usize, day: Day, because: &mut Deck<&'static str>, items: &mut [Record]) {
        for item in items {
            if day + 1 > YESTERDAY || !self.rng().chance(40) {
                continue;
            }
            let at = self.maker.some_time(day + 1, 9, 17);
            let act = self.as_manager(home, at, Some("close"));
            let why = because.draw(&mut self.maker.rng);
            let values = vec![("status", "closed".into()), ("closed_because", why.into())];
            self.maker.ledger.change(&act, item, values);
        }
    }

    /// Residents who were in a home at an instant, not away, and entered by then.
    pub fn there(&self, home: usize, at: Timestamp) -> Vec<usize> {
        (0..self.residents.len()).filter(|who| self.is_there(home, *who, at)).collect()
    }

    /// Whether somebody lives in a home at a moment and is not away.
    pub fn is_there(&self, home: usize, who: usize, at: Timestamp) -> bool {
        let (id, resident) = (self.homes[home].id, &self.residents[who]);
        let holds = |record: &Record| {
            let (from, to) = during(record);
            from <= at && to.is_none_or(|to| at < to)
        };
        !resident.client.is_archived()
            && resident.client.created_at() <= at
            && resident.stays.iter().any(|stay| {
                let status = stay.word("status");
                stay.get("care_home_id").id() == Some(id)
                    && (status == "ended" && holds(stay) || status == "live" && during(stay).0 <= at)
            })
            && !resident.absences.iter().any(holds)
    }

    /// The unit of the bed that a resident had.
    pub fn unit_of(&self, home: usize, who: usize, at: Timestamp) -> Option<Uuid> {
        let stay = self.residents[who].stays.iter().rev().find(|stay| {
            stay.get("care_home_id").id() == Some(self.homes[home].id) && during(stay).0 <= at
        })?;
        let bed = stay.get("bed_id").id()?;
        self.homes[home].beds.iter().find(|b| b.record.id == bed).map(|b| b.unit)
    }
}
