//! A year of two homes, made up bed by bed; what a snapshot must say of it, counted without the
//! database; and the same year put into one.

use std::fmt::Write as _;

use almoner_testkit::dice::Dice;
use almoner_testkit::names::id as named;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::support::{Stage, id};

pub struct Stay {
    id: uuid::Uuid,
    admission: uuid::Uuid,
    client: usize,
    home: usize,
    bed: Option<usize>,
    from: Timestamp,
    to: Option<Timestamp>,
    kind: &'static str,
    status: &'static str,
    leaving: Option<&'static str>,
    entered: Timestamp,
    archived: bool,
}

pub struct Absence {
    client: usize,
    kind: &'static str,
    from: Timestamp,
    to: Option<Timestamp>,
    status: &'static str,
    archived: bool,
}

#[derive(Default)]
pub struct History {
    stays: Vec<Stay>,
    absences: Vec<Absence>,
}

/// What a snapshot counts, in the order of [`FIGURES`].
#[derive(Debug, Default, PartialEq, Eq, Clone)]
pub struct Counts(pub [i64; 9]);

pub const FIGURES: &str =
    "occupied, beds_taken, reserved, hospital, on_leave, respite, admissions, discharges, deaths";

pub const HOMES: [&str; 2] = ["H1", "H2"];
pub const BEDS: usize = 5;
/// Both clock changes of the year lie in it.
pub const FIRST: Date = jiff::civil::date(2025, 10, 1);
pub const DAYS: i64 = 200;

pub fn midnight(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::get("Europe/London").unwrap()).unwrap().timestamp()
}

pub fn day(n: i64) -> Date {
    FIRST.checked_add(Span::new().days(n)).unwrap()
}

fn seconds(dice: &mut Dice, below: usize) -> i64 {
    i64::try_from(dice.roll(below)).unwrap()
}

/// A year in two homes, bed by bed: somebody comes, perhaps goes away, changes bed or home, leaves.
pub fn history(seed: u64) -> History {
    let mut dice = Dice::new(seed);
    let mut all = History::default();
    let start = midnight(FIRST).as_second();
    let end = midnight(day(DAYS)).as_second();
    let moment = |second: i64| Timestamp::from_second(second).unwrap();
    let mut client = 0;
    for home in 0..HOMES.len() {
        for bed in 0..BEDS {
            let mut at = start + seconds(&mut dice, 20 * 86_400);
            while at < end - 40 * 86_400 {
                client += 1;
                let length = 86_400 / 4 + seconds(&mut dice, 60 * 86_400);
                // Some come or go on the stroke of midnight.
                let on_the_hour = |second: i64, dice: &mut Dice| {
                    if dice.chance(15) {
                        midnight(moment(second).to_zoned(TimeZone::UTC).date()).as_second()
                    } else {
                        second
                    }
                };
                // Never before whoever had the bed has left.
                let from = if dice.chance(15) { on_the_hour(at + 86_400, &mut dice).max(at) } else { at };
                let to = on_the_hour(from + length, &mut dice).max(from + 3_600);
                let kind = ["permanent", "respite", "rolling_respite", "day_care", "trial"][dice.roll(5)];
                let entered = from - seconds(&mut dice, 15 * 86_400);
                let first = uuid::Uuid::from_u128((u128::from(seed) << 64) | (all.stays.len() as u128 + 1));
                let stay = |id, from, to: Option<i64>, status, leaving, home, bed| Stay {
                    id,
                    admission: first,
                    client,
                    home,
                    bed,
                    from: moment(from),
                    to: to.map(moment),
                    kind,
                    status,
                    leaving,
                    entered: moment(entered),
                    archived: false,
                };
                if dice.chance(12) {
                    // Came by transfer or moved between beds half way.
                    let half = from + (to - from) / 2;
                    let second =
                        uuid::Uuid::from_u128((u128::from(seed) << 64) | (all.stays.len() as u128 + 2));
                    let (leaving, other, other_bed) = if dice.chance(50) {
                        ("moved_bed", home, Some(bed))
                    } else {
                        ("transferred", home, Some(bed))
                    };
                    let before = if leaving == "moved_bed" { home } else { 1 - home };
                    all.stays.push(stay(first, from, Some(half), "ended", Some(leaving), before, None));
                    all.stays.push(stay(
                        second,
                        half,
                        Some(to),
                        "ended",
                        Some("returned_home"),
                        other,
                        other_bed,
                    ));
                } else if dice.chance(8) {
                    all.stays.push(Stay {
                        archived: true,
                        ..stay(first, from, Some(to), "ended", Some("other"), home, None)
                    });
                } else {
                    let (status, why, bed) = if dice.chance(8) {
                        ("cancelled", None, None)
                    } else {
                        ("ended", Some(if dice.chance(40) { "deceased" } else { "returned_home" }), Some(bed))
                    };
                    all.stays.push(stay(first, from, Some(to), status, why, home, bed));
                }
                if to - from > 4 * 86_400 && dice.chance(50) {
                    let away = from + 86_400 + seconds(&mut dice, 86_400);
                    let back = away + 3_600 + seconds(&mut dice, 2 * 86_400);
                    all.absences.push(Absence {
                        client,
                        kind: if dice.chance(60) { "hospital" } else { "leave" },
                        from: moment(away),
                        to: Some(moment(back)),
                        status: if dice.chance(20) { "ended" } else { "returned" },
                        archived: dice.chance(10),
                    });
                }
                at = to + seconds(&mut dice, 10 * 86_400);
            }
            // Lives there still; for some the expected end lies behind them.
            client += 1;
            let from = at.max(start);
            all.stays.push(Stay {
                id: uuid::Uuid::from_u128((u128::from(seed) << 64) | (all.stays.len() as u128 + 1)),
                admission: uuid::Uuid::from_u128((u128::from(seed) << 64) | (all.stays.len() as u128 + 1)),
                client,
                home,
                bed: Some(bed),
                from: moment(from),
                to: dice.chance(30).then(|| moment(from + 5 * 86_400)),
                kind: "permanent",
                status: "live",
                leaving: None,
                entered: moment(from - seconds(&mut dice, 9 * 86_400)),
                archived: false,
            });
            if dice.chance(50) {
                all.absences.push(Absence {
                    client,
                    kind: "hospital",
                    from: moment(from + 86_400),
                    to: None,
                    status: "away",
                    archived: false,
                });
            }
        }
    }
    all
}

/// Counts a home on a day, one stay at a time.
pub fn recount(all: &History, home: usize, on: i64) -> Counts {
    let (starts, ends) = (midnight(day(on)), midnight(day(on + 1)));
    let last_moment = ends.as_microsecond() - 1;
    let counted: Vec<&Stay> = all
        .stays
        .iter()
        .filter(|s| {
            s.home == home && !s.archived && s.kind != "day_care" && matches!(s.status, "live" | "ended")
        })
        .collect();
    let until = |s: &Stay| if s.status == "live" { i64::MAX } else { s.to.unwrap().as_microsecond() };
    let is_there = |s: &&&Stay| s.from.as_microsecond() <= last_moment && until(s) > last_moment;
    let there: Vec<&&Stay> = counted.iter().filter(is_there).collect();
    let beds: std::collections::BTreeSet<usize> = there.iter().filter_map(|s| s.bed).collect();
    let reserved: std::collections::BTreeSet<usize> = counted
        .iter()
        .filter(|s| s.from >= ends && s.entered < ends)
        .filter_map(|s| s.bed)
        .filter(|bed| !beds.contains(bed))
        .collect();
    let away = |kind: &str| {
        let gone = |s: &&&&Stay| {
            all.absences.iter().any(|a| {
                let back = if a.status == "away" { i64::MAX } else { a.to.unwrap().as_microsecond() };
                a.client == s.client
                    && a.kind == kind
                    && !a.archived
                    && a.from.as_microsecond() <= last_moment
                    && back > last_moment
            })
        };
        there.iter().filter(gone).count()
    };
    let in_day = |at: Timestamp| at >= starts && at < ends;
    let moved_in = |s: &Stay| {
        all.stays.iter().any(|m| {
            m.admission == s.admission
                && m.home == home
                && m.leaving == Some("moved_bed")
                && m.to == Some(s.from)
        })
    };
    let came = counted.iter().filter(|s| in_day(s.from) && !moved_in(s)).count();
    let left: Vec<&&Stay> = counted
        .iter()
        .filter(|s| s.status == "ended" && in_day(s.to.unwrap()) && s.leaving != Some("moved_bed"))
        .collect();
    let respite = there.iter().filter(|s| s.kind.contains("respite")).count();
    let deaths = left.iter().filter(|s| s.leaving == Some("deceased")).count();
    Counts(
        [
            there.len(),
            beds.len(),
            reserved.len(),
            away("hospital"),
            away("leave"),
            respite,
            came,
            left.len(),
            deaths,
        ]
        .map(|n| i64::try_from(n).unwrap()),
    )
}

/// Puts a history into the place of the world's own.
pub async fn live(stage: &Stage, all: &History) {
    let mut sql = String::from(
        "alter table public.bed_stays disable trigger user; alter table public.resident_absences disable trigger user;
         alter table public.clients disable trigger user;
         update public.clients set bed_id = null; delete from public.resident_absences; delete from public.bed_stays;
         update public.beds set state = 'in_service' where state <> 'in_service';\n",
    );
    let quoted = |at: Timestamp| format!("'{at}'");
    let range = |from: Timestamp, to: Option<Timestamp>| {
        format!("tstzrange({}, {})", quoted(from), to.map_or("null".to_owned(), quoted))
    };
    let clients: std::collections::BTreeSet<usize> = all.stays.iter().map(|s| s.client).collect();
    for client in clients {
        let _ = writeln!(
            sql,
            "insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name) values ({}, '{}', {}, 'G', 'F');",
            id("O1"),
            named(&format!("lodger {client}")),
            id("H1")
        );
    }
    for s in &all.stays {
        let bed = s.bed.map_or("null".to_owned(), |bed| {
            format!("'{}'", named(&format!("{}.bed.{}", HOMES[s.home], ["a", "b", "c", "d", "e"][bed])))
        });
        let leaving = s.leaving.map_or("null".to_owned(), |why| format!("'{why}'"));
        let archived = if s.archived { "now(), 'mistake'" } else { "null, null" };
        let _ = writeln!(
            sql,
            "insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, bed_id, during, kind, status, leaving_reason, created_at, archived_at, archive_reason)
             values ({}, '{}', '{}', {}, '{}', {bed}, {}, '{}', '{}', {leaving}, {}, {archived});",
            id("O1"),
            s.id,
            named(&format!("lodger {}", s.client)),
            id(HOMES[s.home]),
            s.admission,
            range(s.from, s.to),
            s.kind,
            s.status,
            quoted(s.entered),
        );
    }
    for a in &all.absences {
        let archived = if a.archived { "now(), 'mistake'" } else { "null, null" };
        let _ = writeln!(
            sql,
            "insert into public.resident_absences (organisation_id, client_id, care_home_id, kind, during, status, archived_at, archive_reason)
             values ({}, '{}', {}, '{}', {}, '{}', {archived});",
            id("O1"),
            named(&format!("lodger {}", a.client)),
            id("H1"),
            a.kind,
            range(a.from, a.to),
            a.status,
        );
    }
    stage.owner.batch_execute(&sql).await.unwrap_or_else(|e| panic!("{e:?}"));
}
