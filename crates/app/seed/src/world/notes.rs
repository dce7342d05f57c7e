//! Notes of each day, what was added to them, and the assessments of the year. There are many: they
//! leave in pieces.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::groups::Year;
use super::life::Life;
use super::measured::{json, measured};
use crate::batch::Batch;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Act;
use crate::rng::Deck;
use crate::tables::{ADDENDA, ASSESSMENTS, NOTES};
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
                    // Each about once a month, on a day of their own.
                    if (index(day) + n * 7 + who).is_multiple_of(30) {
                        self.assess_falls(home, *who, day);
                    }
                    if (index(day) * 13 + n * 5 + who).is_multiple_of(90) {
                        self.observe(home, *who, day);
                    }
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
        let act = self.as_carer(home, at);
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
        ];
        let note = self.maker.ledger.evidence(&act, &NOTES, self.organisation, values);
        match self.rng().below(200) {
            0..=4 => self.add_to("daily_notes", note, home, who, (&act, at), false),
            5 => self.add_to("daily_notes", note, home, who, (&act, at), true),
            _ => {}
        }
    }

    /// By the author or, for some of what is struck out, by the manager.
    fn add_to(
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

    /// A list of what makes a fall likelier; no score foretells one.
    fn assess_falls(&mut self, home: usize, who: usize, day: Day) {
        const FACTORS: [&str; 6] = [
            "dizzy_on_standing",
            "fell_in_last_month",
            "footwear",
            "hurries_to_toilet",
            "poor_sight",
            "unsteady",
        ];
        let found: Vec<bool> = FACTORS.iter().map(|_| self.maker.rng.chance(35)).collect();
        let mut answers: Vec<(&str, String)> =
            FACTORS.iter().zip(&found).map(|(factor, there)| (*factor, there.to_string())).collect();
        let score = i64::try_from(found.iter().filter(|there| **there).count()).expect("six");
        let band = match score {
            0 => "none_found",
            1..=2 => "some",
            _ => "many",
        };
        self.assess(home, who, day, ("falls_factors", 30), &mut answers, (score, band));
    }

    /// NEWS2 (Royal College of Physicians, 2017), oxygen scale 1.
    fn observe(&mut self, home: usize, who: usize, day: Day) {
        let unwell = self.rng().chance(25);
        let rng = self.rng();
        let respiration = if unwell { rng.between(18, 26) } else { rng.between(13, 20) };
        let saturation = if unwell { rng.between(90, 96) } else { rng.between(95, 99) };
        let systolic = if unwell { rng.between(94, 150) } else { rng.between(112, 165) };
        let pulse = if unwell { rng.between(80, 125) } else { rng.between(58, 92) };
        let tenths = if unwell { rng.between(366, 391) } else { rng.between(362, 374) };
        let confused = unwell && rng.chance(20);
        let parts = [
            match respiration {
                ..=8 | 25.. => 3,
                21..=24 => 2,
                9..=11 => 1,
                _ => 0,
            },
            match saturation {
                ..=91 => 3,
                92..=93 => 2,
                94..=95 => 1,
                _ => 0,
            },
            match systolic {
                ..=90 | 220.. => 3,
                91..=100 => 2,
                101..=110 => 1,
                _ => 0,
            },
            match pulse {
                ..=40 | 131.. => 3,
                111..=130 => 2,
                41..=50 | 91..=110 => 1,
                _ => 0,
            },
            match tenths {
                ..=350 => 3,
                391.. => 2,
                351..=360 | 381..=390 => 1,
                _ => 0,
            },
            if confused { 3 } else { 0 },
        ];
        let score: i64 = parts.iter().sum();
        let band = match score {
            7.. => "emergency",
            5..=6 => "urgent",
            _ if parts.contains(&3) => "urgent_review",
            _ => "low",
        };
        let mut answers = vec![
            ("respiration_rate", respiration.to_string()),
            ("oxygen_saturation", saturation.to_string()),
            ("on_oxygen", "false".to_owned()),
            ("systolic", systolic.to_string()),
            ("pulse", pulse.to_string()),
            ("consciousness", if confused { "\"new_confusion\"" } else { "\"alert\"" }.to_owned()),
            ("temperature", format!("{}.{}", tenths / 10, tenths % 10)),
        ];
        self.assess(home, who, day, ("news2", 90), &mut answers, (score, band));
    }

    fn assess(
        &mut self,
        home: usize,
        who: usize,
        day: Day,
        (instrument, again): (&'static str, Day),
        answers: &mut [(&str, String)],
        (score, band): (i64, &'static str),
    ) {
        // As PostgreSQL prints jsonb: shorter keys first.
        answers.sort_unstable_by_key(|(key, _)| (key.len(), (*key).to_owned()));
        let pairs: Vec<String> = answers.iter().map(|(key, value)| format!("\"{key}\": {value}")).collect();
        let at = self.maker.some_time(day, 9, 17);
        let act = self.as_senior(home, at, None);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("instrument", instrument.into()),
            ("instrument_version", Value::Int(1)),
            ("answers", Value::Json(format!("{{{}}}", pairs.join(", ")).into())),
            ("score", Value::Int(score)),
            ("band", band.into()),
            ("next_due_on", self.maker.calendar.date(day + again).into()),
            ("occurred_at", at.into()),
            ("recorded_at", at.into()),
            ("author_id", act.author().into()),
            ("late", false.into()),
        ];
        let made = self.maker.ledger.evidence(&act, &ASSESSMENTS, self.organisation, values);
        if self.rng().chance(2) {
            self.add_to("assessments", made, home, who, (&act, at), true);
        }
    }
}

fn index(day: Day) -> usize {
    usize::try_from(day).expect("after the first")
}
