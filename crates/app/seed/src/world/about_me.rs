//! What residents say about themselves: most of it checked, some said anew since, some still to be checked.

use jiff::SignedDuration;

use super::life::Life;
use crate::calendar::{Day, YESTERDAY};
use crate::tables::ABOUT_ME;
use crate::words::about_me::WORDS;
use crate::words::{About, told};

/// The first day: everybody is entered by then.
const FIRST: Day = 14;
/// Why a word was ended.
const ENDED: &str = "Says so no more";
/// How many topics somebody has said something on.
const TOPICS: usize = 4;

impl Life<'_> {
    pub fn hear_residents(&mut self) {
        for home in 0..self.homes.len() {
            for who in self.there(home, self.maker.calendar.at(YESTERDAY, 12, 0, 0)) {
                let mut topics: Vec<&str> = Vec::new();
                for _ in 0..TOPICS {
                    let word = *self.maker.rng.pick(WORDS);
                    if !topics.contains(&word.0) {
                        topics.push(word.0);
                        self.hear(home, who, word);
                    }
                }
            }
        }
    }

    fn hear(
        &mut self,
        home: usize,
        who: usize,
        (topic, said_by, words): (&'static str, &'static str, &'static str),
    ) {
        let day = self.rng().between(FIRST, YESTERDAY - 1);
        let at = self.maker.some_time(day, 9, 19);
        // Before they came, another home may have written it.
        if !self.is_there(home, who, at) {
            return;
        }
        let resident = &self.residents[who];
        let about = About { name: &resident.name, her: resident.her, gp: self.homes[home].gp };
        let body = told(words, &about);
        let act = self.as_carer(home, at);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("topic", topic.into()),
            ("body", body.into()),
            ("said_by", said_by.into()),
            ("status", "proposed".into()),
        ];
        let mut word = self.maker.ledger.insert(&act, &ABOUT_ME, self.organisation, values);
        if !self.rng().chance(12) {
            let checked = at + SignedDuration::from_mins(i64::from(self.rng().between(10, 200)));
            let act = self.as_senior(home, checked, Some("verify"));
            let values = vec![
                ("status", "verified".into()),
                ("verified_at", checked.into()),
                ("verified_by", act.author().into()),
            ];
            self.maker.ledger.change(&act, &mut word, values);
            // What no longer holds is ended, and stays to be read.
            if self.rng().chance(8) {
                let over = checked + SignedDuration::from_mins(i64::from(self.rng().between(30, 400)));
                let act = self.as_senior(home, over, Some("end"));
                let values =
                    vec![("status", "ended".into()), ("ended_at", over.into()), ("end_reason", ENDED.into())];
                self.maker.ledger.change(&act, &mut word, values);
            }
        }
        self.maker.ledger.keep(&word);
    }
}
