//! Assessments of the year, scored by the engine that scores those of people: NEWS2, what makes a fall
//! likelier, the weight and how it changed. And an instrument of each operator's own.

use std::collections::BTreeMap;

use almoner_care::instruments::{Answers, Instrument, Said, read_own, shipped};
use jiff::Timestamp;
use jiff::civil::date;
use serde_json::{Value as Json, json};
use uuid::Uuid;

use super::Maker;
use super::life::Life;
use super::notes::index;
use super::organisation::Organisation;
use crate::calendar::Day;
use crate::ledger::Ledger;
use crate::tables::{ASSESSMENTS, INSTRUMENTS};
use crate::value::Value;
use crate::words::notes::MOUTH;

/// The last weight of each resident that holds.
pub type Weighed = BTreeMap<usize, (Uuid, Timestamp, f64)>;

/// The operator's own list for mouths, loaded when they began.
pub fn own(maker: &mut Maker, organisation: &Organisation) {
    let mouth = read_own("mouth.toml", MOUTH).expect("the words of the seed are whole");
    let at = maker.some_time(2, 9, 17);
    let definition = serde_json::to_value(&mouth).expect("it is written");
    let values = vec![
        ("code", mouth.code.into()),
        ("instrument_version", Value::Int(mouth.version.into())),
        ("name", mouth.name.into()),
        ("effective_from", date(2025, 1, 1).into()),
        ("withdrawn", false.into()),
        ("definition", Value::Json(printed(&definition).into())),
        ("recorded_at", at.into()),
    ];
    maker.ledger.evidence(&Ledger::command(at), &INSTRUMENTS, organisation.id, values);
}

impl Life<'_> {
    /// Whatever is due of somebody on this day; `n` is their place among those who are there.
    pub(super) fn assess(&mut self, home: usize, who: usize, (day, n): (Day, usize), weighed: &mut Weighed) {
        // Each about once a month, on a day of their own.
        if (index(day) + n * 7 + who).is_multiple_of(30) {
            let answers = self.asked_about_falls();
            self.store(home, who, day, ("falls_checklist", 30), &answers, None);
        }
        if (index(day) * 13 + n * 5 + who).is_multiple_of(90) {
            let answers = self.observed();
            self.store(home, who, day, ("news2", 90), &answers, None);
        }
        if (index(day) + who * 11).is_multiple_of(30) {
            let kilograms = weight(who, index(day));
            let answers = Answers::from([("weight_kg".to_owned(), Said::Number(kilograms))]);
            let before = weighed.get(&who).copied();
            let (id, at, struck) = self.store(home, who, day, ("weight_change", 30), &answers, before);
            if !struck {
                weighed.insert(who, (id, at, kilograms));
            }
        }
    }

    fn asked_about_falls(&mut self) -> Answers {
        let falls = instrument("falls_checklist");
        let yes = falls.items.iter().map(|item| (item.code.clone(), self.maker.rng.chance(30)));
        yes.map(|(item, yes)| (item, Said::Option(if yes { "yes" } else { "no" }.to_owned()))).collect()
    }

    fn observed(&mut self) -> Answers {
        let unwell = self.maker.rng.chance(25);
        let rng = &mut self.maker.rng;
        let respiration = if unwell { rng.between(18, 26) } else { rng.between(13, 20) };
        let saturation = if unwell { rng.between(90, 96) } else { rng.between(95, 99) };
        let systolic = if unwell { rng.between(94, 150) } else { rng.between(112, 165) };
        let pulse = if unwell { rng.between(80, 125) } else { rng.between(58, 92) };
        let tenths = if unwell { rng.between(366, 391) } else { rng.between(362, 374) };
        let confused = unwell && rng.chance(20);
        let number = |n: i32| Said::Number(f64::from(n));
        let word = |word: &str| Said::Option(word.to_owned());
        Answers::from([
            ("respiration_rate".to_owned(), number(respiration)),
            ("spo2_scale".to_owned(), word("scale_1")),
            ("oxygen_saturation".to_owned(), number(saturation)),
            ("oxygen".to_owned(), word("air")),
            ("systolic".to_owned(), number(systolic)),
            ("pulse".to_owned(), number(pulse)),
            ("consciousness".to_owned(), word(if confused { "new_confusion" } else { "alert" })),
            ("temperature_c".to_owned(), Said::Number(f64::from(tenths) / 10.0)),
        ])
    }

    /// Its id, when it was, and whether it is struck out.
    fn store(
        &mut self,
        home: usize,
        who: usize,
        day: Day,
        (code, again): (&'static str, Day),
        answers: &Answers,
        before: Option<(Uuid, Timestamp, f64)>,
    ) -> (Uuid, Timestamp, bool) {
        let instrument = instrument(code);
        let found =
            instrument.find(answers, before.map(|(.., value)| value)).expect("answers of the seed fit");
        let since = before.filter(|_| found.change.is_some());
        let details = json!({
            "parts": found.parts, "derived": found.derived, "change": found.change, "change_per_cent": found.change_per_cent,
            "since": since.map(|(_, at, _)| at.to_string()), "against_id": since.map(|(id, ..)| id.to_string()),
        });
        let at = self.maker.some_time(day, 9, 17);
        let act = self.as_senior(home, at, None);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("instrument", code.into()),
            ("instrument_version", Value::Int(instrument.version.into())),
            (
                "answers",
                Value::Json(printed(&serde_json::to_value(answers).expect("they are written")).into()),
            ),
            ("score", found.total.map_or(Value::Null, |total| Value::Int(total.into()))),
            ("band", found.band.map_or(Value::Null, |band| band.code.clone().into())),
            ("band_rank", found.rank.map_or(Value::Null, |rank| Value::Int(rank.into()))),
            ("details", Value::Json(printed(&details).into())),
            ("next_due_on", self.maker.calendar.date(day + again).into()),
            ("occurred_at", at.into()),
            ("recorded_at", at.into()),
            ("author_id", act.author().into()),
            ("late", false.into()),
        ];
        let made = self.maker.ledger.evidence(&act, &ASSESSMENTS, self.organisation, values);
        let struck = self.maker.rng.chance(2);
        if struck {
            self.add_to("assessments", made, home, who, (&act, at), true);
        } else if let Some(rank) = found.rank {
            self.rose(home, who, (day, &act), (code, rank.into()), made);
        }
        (made, at, struck)
    }
}

fn instrument(code: &str) -> &'static Instrument {
    shipped().iter().find(|one| one.code == code).expect("it ships")
}

/// A weight of their own; most keep it within a kilogram, one in nine loses through the year.
fn weight(who: usize, day: usize) -> f64 {
    let month = day / 30;
    let own = 480 + who * 113 % 420;
    let tenths = if who.is_multiple_of(9) { own + 40 - month * 4 } else { own + (who + month * 7) % 11 };
    f64::from(u32::try_from(tenths).expect("some hundreds")) / 10.0
}

/// As PostgreSQL prints jsonb: shorter keys first, a space after each colon and comma.
fn printed(value: &Json) -> String {
    match value {
        Json::Object(map) => {
            let mut pairs: Vec<(&String, &Json)> = map.iter().collect();
            pairs.sort_unstable_by_key(|(key, _)| (key.len(), key.as_bytes()));
            let pairs: Vec<String> = pairs
                .into_iter()
                .map(|(key, value)| format!("{}: {}", Json::from(key.as_str()), printed(value)))
                .collect();
            format!("{{{}}}", pairs.join(", "))
        }
        Json::Array(list) => format!("[{}]", list.iter().map(printed).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
