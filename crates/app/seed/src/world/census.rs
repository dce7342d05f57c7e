//! How full each home was at the end of each day: what `app.calculate_occupancy_snapshot` finds in
//! the stays and absences of the seeded year (a test lets it).

use jiff::Timestamp;
use uuid::Uuid;

use super::life::Life;
use super::stays::during;
use crate::calendar::{Day, YESTERDAY};
use crate::ledger::Record;
use crate::tables::SNAPSHOTS;
use crate::value::Value;

/// A stay as a census sees it.
struct Stay<'a> {
    record: &'a Record,
    client: Uuid,
    bed: Option<Uuid>,
    from: Timestamp,
    /// None while it is live: its end is only expected.
    to: Option<Timestamp>,
}

#[derive(Default)]
struct Counts {
    occupied: i64,
    taken: i64,
    reserved: i64,
    hospital: i64,
    on_leave: i64,
    respite: i64,
    admissions: i64,
    discharges: i64,
    deaths: i64,
}

impl Life<'_> {
    pub fn take_censuses(&mut self) {
        for home in 0..self.homes.len() {
            let here = &self.homes[home];
            let spare = here.spare.iter().map(|spare| &spare.bed);
            let in_service = |bed: &&Record| bed.word("state") == "in_service" && !bed.is_archived();
            let open = here.beds.iter().map(|bed| &bed.record).chain(spare).filter(in_service).count();
            let open = i64::try_from(open).expect("few");
            let registered = i64::try_from(here.registered).expect("few");
            for day in 0..=YESTERDAY {
                let counts = self.census(home, day);
                let at = self.maker.calendar.at(day + 1, 0, 10, 0);
                // Yesterday's is made in the first minutes of today, which are not history yet.
                let at = at.min(
                    self.maker
                        .calendar
                        .at(YESTERDAY, 23, 59, 59)
                        .max(at - jiff::SignedDuration::from_mins(11)),
                );
                let id = self.maker.ledger.id(at);
                let values: Vec<(&'static str, Value)> = vec![
                    ("organisation_id", self.organisation.into()),
                    ("id", id.into()),
                    ("care_home_id", self.homes[home].id.into()),
                    ("census_date", self.maker.calendar.date(day).into()),
                    ("registered_beds", Value::Int(registered)),
                    ("open_beds", Value::Int(open)),
                    ("occupied", Value::Int(counts.occupied)),
                    ("beds_taken", Value::Int(counts.taken)),
                    ("reserved", Value::Int(counts.reserved)),
                    ("vacant_accepting", Value::Int((open - counts.taken - counts.reserved).max(0))),
                    ("hospital", Value::Int(counts.hospital)),
                    ("on_leave", Value::Int(counts.on_leave)),
                    ("respite", Value::Int(counts.respite)),
                    ("admissions", Value::Int(counts.admissions)),
                    ("discharges", Value::Int(counts.discharges)),
                    ("deaths", Value::Int(counts.deaths)),
                    ("first_calculated_at", at.into()),
                    ("calculated_at", at.into()),
                ];
                self.maker.ledger.plain(&SNAPSHOTS, values);
            }
        }
    }

    fn census(&self, home: usize, day: Day) -> Counts {
        let (starts, ends) = (self.maker.calendar.at(day, 0, 0, 0), self.maker.calendar.at(day + 1, 0, 0, 0));
        let id = self.homes[home].id;
        let mut counts = Counts::default();
        let (mut taken, mut kept) = (Vec::new(), Vec::new());
        for resident in &self.residents {
            let stays = || {
                resident
                    .stays
                    .iter()
                    .filter(|s| s.get("care_home_id").id() == Some(id) && !s.is_archived())
                    .filter(|s| s.word("status") != "cancelled" && s.word("kind") != "day_care")
                    .map(|record| Stay {
                        record,
                        client: resident.client.id,
                        bed: record.get("bed_id").id(),
                        from: during(record).0,
                        to: if record.word("status") == "ended" { during(record).1 } else { None },
                    })
            };
            let in_day = |at: Timestamp| at >= starts && at < ends;
            let mut there = None;
            for stay in stays() {
                if stay.from >= ends && stay.record.created_at() < ends {
                    kept.extend(stay.bed);
                }
                if stay.record.word("status") == "planned" {
                    continue;
                }
                if stay.from < ends && stay.to.is_none_or(|to| to >= ends) {
                    taken.extend(stay.bed);
                    there = Some(stay.record.word("kind").to_owned());
                }
                let leaving = stay.record.word("leaving_reason");
                if stay.to.is_some_and(in_day) && leaving != "moved_bed" {
                    counts.discharges += 1;
                    counts.deaths += i64::from(leaving == "deceased");
                }
                let moved = stays().any(|before| {
                    before.client == stay.client
                        && before.record.word("leaving_reason") == "moved_bed"
                        && before.to == Some(stay.from)
                        && before.record.id != stay.record.id
                });
                counts.admissions += i64::from(in_day(stay.from) && !moved);
            }
            let Some(kind) = there else { continue };
            counts.occupied += 1;
            counts.respite += i64::from(matches!(kind.as_str(), "respite" | "rolling_respite"));
            let away = |kind: &str| {
                resident.absences.iter().any(|a| {
                    let (from, to) = during(a);
                    let back = if a.word("status") == "away" { None } else { to };
                    a.word("kind") == kind
                        && !a.is_archived()
                        && from < ends
                        && back.is_none_or(|to| to >= ends)
                })
            };
            counts.hospital += i64::from(away("hospital"));
            counts.on_leave += i64::from(away("leave"));
        }
        for beds in [&mut taken, &mut kept] {
            beds.sort_unstable();
            beds.dedup();
        }
        kept.retain(|bed| taken.binary_search(bed).is_err());
        counts.taken = i64::try_from(taken.len()).expect("few");
        counts.reserved = i64::try_from(kept.len()).expect("few");
        counts
    }
}
