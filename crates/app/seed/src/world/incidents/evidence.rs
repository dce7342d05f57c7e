//! What shows how it was: photographs, statements and footage that people add to a case.

use jiff::SignedDuration;
use sha2::{Digest, Sha256};

use super::super::life::Life;
use super::Case;
use crate::ledger::Act;
use crate::rng::Deck;
use crate::tables::INCIDENT_EVIDENCE;
use crate::value::Value;

/// What a file shows, and of which form it is.
#[derive(Debug)]
pub struct File {
    kind: &'static str,
    title: &'static str,
    media: &'static str,
    end: &'static str,
    /// What such files weigh, in kilobytes.
    size: (i32, i32),
}

const fn file(
    kind: &'static str,
    title: &'static str,
    media: &'static str,
    end: &'static str,
    size: (i32, i32),
) -> File {
    File { kind, title, media, end, size }
}

const PHOTO: (i32, i32) = (600, 4_800);

const FILES: &[(File, usize)] = &[
    (file("photograph", "Where it happened", "image/jpeg", "jpg", PHOTO), 6),
    (file("photograph", "The mark, with a ruler beside it", "image/jpeg", "jpg", PHOTO), 4),
    (file("photograph", "The chair as it was found", "image/webp", "webp", PHOTO), 2),
    (file("body_map", "Body map, front and back", "image/png", "png", (90, 400)), 4),
    (file("statement", "Statement of who was there", "application/pdf", "pdf", (40, 300)), 4),
    (file("recording", "The call to 111", "audio/mp4", "m4a", (900, 6_000)), 1),
    (file("footage", "Corridor camera, ten minutes", "video/mp4", "mp4", (9_000, 40_000)), 1),
    (file("document", "Discharge letter of A&E", "application/pdf", "pdf", (60, 700)), 2),
    (file("other", "Service sheet of the hoist", "application/pdf", "pdf", (60, 700)), 1),
];

pub const SCANS: &[(&str, usize)] = &[("clean", 17), ("pending", 1), ("failed", 1), ("infected", 1)];

pub fn files() -> Deck<&'static File> {
    let cards: Vec<(&'static File, usize)> = FILES.iter().map(|(file, n)| (file, *n)).collect();
    Deck::new(&cards)
}

impl Life<'_> {
    /// Whoever reported it adds a file, minutes later.
    pub(super) fn add_file(&mut self, case: &mut Case, report: &Act) {
        let at = case.last_at + SignedDuration::from_mins(4);
        case.last_at = at;
        let act = self.maker.ledger.again(report, at);
        let file = self.incident_decks.file.draw(&mut self.maker.rng);
        let scan = self.incident_decks.scan.draw(&mut self.maker.rng);
        let id = self.maker.ledger.id(at);
        let name = format!("{}.{}", file.title.to_lowercase().replace([' ', ','], "_"), file.end);
        let size = self.maker.rng.between(file.size.0 * 1000, file.size.1 * 1000);
        // Sound and pictures of people are kept for three months.
        let of_people = matches!(file.kind, "recording" | "footage");
        let expires = of_people.then(|| self.maker.calendar.date(self.day_of(at) + 90));
        let mut values = self.of_case(case);
        values.extend([
            ("kind", file.kind.into()),
            ("title", file.title.into()),
            ("taken_at", (at - SignedDuration::from_mins(3)).into()),
            ("sha256", Value::Bytes(Sha256::digest(id.as_bytes()).to_vec())),
            ("file_name", name.into()),
            ("media_type", file.media.into()),
            ("size_bytes", Value::Int(i64::from(size))),
            ("path", format!("{}/{}/{id}", self.organisation, case.record.id).into()),
            ("scan_status", scan.into()),
            ("expires_on", expires.into()),
        ]);
        let key = (self.organisation, id);
        case.files.push(self.maker.ledger.insert_as(&act, &INCIDENT_EVIDENCE, key, values));
    }
}
