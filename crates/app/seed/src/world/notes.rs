//! Notes of each day and what was added to them, beside the assessments of the year. There are many: they
//! leave in pieces.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::assessments::Weighed;
use super::groups::Year;
use super::life::Life;
use super::measured::{json, measured};
use crate::batch::Batch;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Act;
use crate::rng::Deck;
use crate::tables::{ADDENDA, NOTES};
use crate::value::Value;
use crate::words::notes::{ADDENDA as MORE, KINDS, Kind, STRUCK_OUT};
use crate::words::{About, told};

/// Notes that are sent to the database at a time.
const PIECE: usize = 20_000;
/// The first day of notes: everybody is entered by then.
const FIRST: Day = 14;

impl Life<'_> {
    /// Writes the notes of every home, handing over the batch whenever it has grown.
    pub fn write_notes(&mut self, years: &[Year], flush: &mut dyn FnMut(Batch)) {
        let mut kinds = Deck::new(&KINDS.iter().map(|kind| (kind, kind.often)).collect::<Vec<_>>());
        let mut written = 0;
        let mut weighed = Weighed::new();
        for (home, year) in years.iter().enumerate() {
            let recent = year.notes * year.notes_of_last_days / 100;
            for day in FIRST..=YESTERDAY {
                let share = |of: usize, from: Day| {
                    let (days, n) = (index(YESTERDAY - from + 1), index(day - from));
                    of * (n + 1) / days - of * n / days
                };
                let mut wanted = share(year.notes - recent, FIRST);
                if day > YESTERDAY - 14 {
                    wanted += share(recent, YESTERDAY - 13);
                }
                // Who was there in the morning and at night.
                let at_night = self.there(home, self.maker.calendar.at(day, 22, 59, 0));
                let there: Vec<usize> = self
                    .there(home, self.maker.calendar.at(day, 6, 59, 0))
                    .into_iter()
                    .filter(|who| at_night.contains(who))
                    .collect();
                if there.is_empty() {
                    continue;
                }
                for _ in 0..wanted {
                    let who = *self.maker.rng.pick(&there);
                    let kind = kinds.draw(&mut self.maker.rng);
                    self.write_note(home, who, day, kind, written);
                    written += 1;
                    if written % PIECE == 0 {
                        flush(std::mem::replace(&mut self.maker.ledger.batch, Batch::new()));
                    }
                }
                for (n, who) in there.iter().enumerate() {
                    self.assess(home, *who, (day, n), &mut weighed);
                }
            }
        }
    }

    fn write_note(&mut self, home: usize, who: usize, day: Day, kind: &Kind, n: usize) {
        let at = self.maker.some_time(day, 7, 23);
        let text = *self.maker.rng.pick(kind.texts);
        let resident = &self.residents[who];
        let about = About { name: &resident.name, her: resident.her, gp: self.homes[home].gp };
        let mut body = told(text, &about);
        if body.contains("{n}") {
            let (from, to) = kind.amount;
            let amount = self.maker.rng.between(from, to);
            let amount = if to > 60 { amount / 10 * 10 } else { amount };
            body = body.replace("{n}", &amount.to_string());
        }
        // Some are written after the shift, from memory.
        let late = self.rng().chance(3);
        let minutes = if late { self.rng().between(750, 1400) } else { self.rng().between(0, 90) };
        let occurred = at - SignedDuration::from_mins(i64::from(minutes));
        let by_carer = self.as_carer(home, at);
        // A day old nearly: it lay on the device of somebody who has gone, and the manager found it there.
        let handed_in = if minutes > 1300 { self.hand_in(home, at, &by_carer) } else { None };
        let claimed = handed_in.as_ref().map(|_| by_carer.author());
        let act = handed_in.unwrap_or(by_carer);
        let (kind, body, measures) = match measured(n, who, day) {
            Some((kind, measures)) => (kind, Value::Null, Some(measures)),
            None => (kind.name, body.into(), None),
        };
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("kind", kind.into()),
            ("body", body),
            ("measures", json(measures)),
            ("flagged", false.into()),
            ("occurred_at", occurred.into()),
            ("recorded_at", at.into()),
            ("author_id", act.author().into()),
            ("late", late.into()),
            ("claimed_author_id", claimed.into()),
        ];
        let note = self.maker.ledger.evidence(&act, &NOTES, self.organisation, values);
        match self.rng().below(200) {
            0..=4 => self.add_to("daily_notes", note, home, who, (&act, at), false),
            5 => self.add_to("daily_notes", note, home, who, (&act, at), true),
            _ => {}
        }
    }

    /// The request of a manager of the home who hands in what somebody else noted; none where they noted it themselves.
    pub(super) fn hand_in(&mut self, home: usize, at: Timestamp, noted: &Act) -> Option<Act> {
        let here = &self.homes[home];
        let by =
            here.people.iter().find(|p| p.manages(here.id, at) && p.profile != noted.author()).cloned()?;
        Some(self.maker.ledger.act(at, &by))
    }

    /// By the author or, for some of what is struck out, by the manager.
    pub(super) fn add_to(
        &mut self,
        entity: &'static str,
        of: Uuid,
        home: usize,
        who: usize,
        (act, at): (&Act, Timestamp),
        strike: bool,
    ) {
        let minutes = i64::from(self.rng().between(5, 50));
        let later = at + SignedDuration::from_mins(minutes);
        let by = if strike && self.rng().chance(30) {
            self.as_manager(home, later, None)
        } else {
            self.maker.ledger.again(act, later)
        };
        let text = *self.maker.rng.pick(if strike { STRUCK_OUT } else { MORE });
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("entity", entity.into()),
            ("entity_id", of.into()),
            ("kind", if strike { "strike_out" } else { "addendum" }.into()),
            ("body", text.into()),
            ("recorded_at", later.into()),
            ("author_id", by.author().into()),
        ];
        self.maker.ledger.evidence(&by, &ADDENDA, self.organisation, values);
    }
}

pub(super) fn index(day: Day) -> usize {
    usize::try_from(day).expect("after the first")
}
