//! Photographs of residents: most have one, a few a newer one, and some nobody has asked yet.

use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use super::life::Life;
use crate::calendar::{Day, YESTERDAY};
use crate::faces::{FACES, SIDE};
use crate::report::Object;
use crate::tables::PHOTOS;
use crate::value::Value;

/// The first day: everybody is entered by then.
const FIRST: Day = 14;

impl Life<'_> {
    /// Where there are faces at all: nobody looks at ten thousand of them.
    pub fn take_photos(&mut self) {
        if self.maker.faces.is_empty() {
            return;
        }
        for home in 0..self.homes.len() {
            for who in self.there(home, self.maker.calendar.at(YESTERDAY, 12, 0, 0)) {
                if self.rng().chance(12) {
                    continue;
                }
                let day = self.rng().between(FIRST, YESTERDAY - 30);
                // Every other face has long hair.
                let short = usize::from(self.residents[who].her != "her");
                let face = self.maker.rng.below(FACES / 2) * 2 + short;
                // Taken anew after a while where the hair was cut.
                let days = if self.rng().chance(15) { vec![day, day + 21] } else { vec![day] };
                let last = days.len() - 1;
                for (n, day) in days.into_iter().enumerate() {
                    self.take_photo((home, who), day, (face + 2 * n) % FACES, n == last);
                }
            }
        }
    }

    fn take_photo(&mut self, (home, who): (usize, usize), day: Day, face: usize, current: bool) {
        let at = self.maker.some_time(day, 10, 16);
        // Before they came, another home may have it.
        if !self.is_there(home, who, at) {
            return;
        }
        let consent = match self.rng().between(0, 9) {
            0 | 1 => "best_interests",
            2 => "lpa",
            _ => "given",
        };
        let act = self.as_manager(home, at, None);
        let id = self.maker.ledger.id(at);
        let path = format!("{}/{}/{id}", self.organisation, self.residents[who].client.id);
        let drawn = self.maker.faces[face].clone();
        let hash = |bytes: &[u8]| Value::Bytes(Sha256::digest(bytes).to_vec());
        let values = vec![
            ("client_id", self.residents[who].client.id.into()),
            ("care_home_id", self.homes[home].id.into()),
            ("consent", consent.into()),
            ("taken_on", self.maker.calendar.date(day).into()),
            ("path", path.clone().into()),
            ("width", Value::Int(SIDE.into())),
            ("height", Value::Int(SIDE.into())),
            ("size_bytes", Value::Int(i64::try_from(drawn.picture.len()).unwrap_or(i64::MAX))),
            ("sha256", hash(&drawn.picture)),
            ("small_sha256", hash(&drawn.small)),
        ];
        let mut record = self.maker.ledger.insert_as(&act, &PHOTOS, (self.organisation, id), values);
        if !current {
            let act = self.as_manager(home, at + SignedDuration::from_hours(21 * 24), None);
            self.maker.ledger.archive(&act, &mut record, "A newer photograph took its place.", None);
        }
        self.maker.ledger.keep(&record);
        self.maker.objects.push(Object { path: format!("{path}-small"), bytes: drawn.small });
        self.maker.objects.push(Object { path, bytes: drawn.picture });
    }
}
