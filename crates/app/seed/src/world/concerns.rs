//! Concerns of the year: most were seen to within the hour and closed within days; some of the last days are open.

use jiff::SignedDuration;

use super::life::Life;
use crate::calendar::{Day, YESTERDAY};
use crate::tables::CONCERNS;
use crate::words::concerns::WORRIES;
use crate::words::{About, told};

/// The first day of concerns: everybody is entered by then.
const FIRST: Day = 14;

impl Life<'_> {
    pub fn raise_concerns(&mut self) {
        for home in 0..self.homes.len() {
            for day in FIRST..=YESTERDAY {
                // About one a week in each home, and one on the last day so that there is one to see.
                if day != YESTERDAY && !self.rng().chance(14) {
                    continue;
                }
                let there = self.there(home, self.maker.calendar.at(day, 22, 59, 0));
                if !there.is_empty() {
                    let who = *self.maker.rng.pick(&there);
                    self.raise_concern(home, who, day);
                }
            }
        }
    }

    fn raise_concern(&mut self, home: usize, who: usize, day: Day) {
        let worry = self.maker.rng.pick(WORRIES);
        let at = self.maker.some_time(day, 7, 22);
        let resident = &self.residents[who];
        let about = About { name: &resident.name, her: resident.her, gp: self.homes[home].gp };
        let (said, done) = (told(worry.text, &about), told(worry.outcome, &about));
        let urgent =
            matches!(worry.category, "health" | "fall_or_injury" | "safeguarding") && self.rng().chance(30);
        let act = self.as_carer(home, at);
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("category", worry.category.into()),
            ("urgent", urgent.into()),
            ("body", said.into()),
            ("occurred_at", at.into()),
            ("recorded_at", at.into()),
            ("author_id", act.author().into()),
            ("late", false.into()),
            ("status", "raised".into()),
        ];
        let mut concern = self.maker.ledger.insert(&act, &CONCERNS, self.organisation, values);
        // Of the last evening some wait, and of the last days some are seen to and not over.
        let waits = day == YESTERDAY && self.rng().chance(60);
        if !waits {
            let seen = at + SignedDuration::from_mins(i64::from(self.rng().between(3, 55)));
            let act = self.as_senior(home, seen, Some("acknowledge"));
            let values = vec![
                ("status", "acknowledged".into()),
                ("acknowledged_at", seen.into()),
                ("acknowledged_by", act.author().into()),
            ];
            self.maker.ledger.change(&act, &mut concern, values);
            if day < YESTERDAY - 2 || (day < YESTERDAY && self.rng().chance(50)) {
                let over = seen + SignedDuration::from_mins(i64::from(self.rng().between(20, 1300)));
                let act = self.as_senior(home, over, Some("close"));
                let values = vec![
                    ("status", "closed".into()),
                    ("outcome", done.into()),
                    ("closed_at", over.into()),
                    ("closed_by", act.author().into()),
                ];
                self.maker.ledger.change(&act, &mut concern, values);
            }
        }
        self.maker.ledger.keep(&concern);
    }
}
