//! A snapshot is what bed stays and absences say, on any past day, however often and by however many
//! it is made. Counted again here, from the same made-up history, without the database.

use almoner_testkit::names::id as named;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::support::{Stage, id};

/// Numbers that look random and are the same in every run (xorshift).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: i64) -> i64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        i64::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }

    fn chance(&mut self, percent: i64) -> bool {
        self.roll(100) < percent
    }
}

struct Stay {
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

struct Absence {
    client: usize,
    kind: &'static str,
    from: Timestamp,
    to: Option<Timestamp>,
    status: &'static str,
    archived: bool,
}

#[derive(Default)]
struct History {
    stays: Vec<Stay>,
    absences: Vec<Absence>,
}

/// What a snapshot counts, in the order of [`FIGURES`].
#[derive(Debug, Default, PartialEq, Eq, Clone)]
struct Counts([i64; 9]);

const FIGURES: &str =
    "occupied, beds_taken, reserved, hospital, on_leave, respite, admissions, discharges, deaths";

const HOMES: [&str; 2] = ["H1", "H2"];
const BEDS: usize = 5;
/// Both clock changes of the year lie in it.
const FIRST: Date = jiff::civil::date(2025, 10, 1);
const DAYS: i64 = 200;

fn midnight(day: Date) -> Timestamp {
    day.to_zoned(TimeZone::get("Europe/London").unwrap()).unwrap().timestamp()
}

fn day(n: i64) -> Date {
    FIRST.checked_add(Span::new().days(n)).unwrap()
}

/// A year in two homes, bed by bed: somebody comes, perhaps goes away, changes bed or home, leaves.
fn history(seed: u64) -> History {
    let mut dice = Dice(seed);
    let mut all = History::default();
    let start = midnight(FIRST).as_second();
    let end = midnight(day(DAYS)).as_second();
    let moment = |second: i64| Timestamp::from_second(second).unwrap();
    let mut client = 0;
    for home in 0..HOMES.len() {
        for bed in 0..BEDS {
            let mut at = start + dice.roll(20 * 86_400);
            while at < end - 40 * 86_400 {
                client += 1;
                let length = 86_400 / 4 + dice.roll(60 * 86_400);
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
                let kind = ["permanent", "respite", "rolling_respite", "day_care", "trial"]
                    [usize::try_from(dice.roll(5)).unwrap()];
                let entered = from - dice.roll(15 * 86_400);
                let first = uuid::Uuid::from_u128(u128::from(seed) << 64 | all.stays.len() as u128 + 1);
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
                    let second = uuid::Uuid::from_u128(u128::from(seed) << 64 | all.stays.len() as u128 + 2);
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
                } else if dice.chance(8) {
                    all.stays.push(stay(first, from, Some(to), "cancelled", None, home, None));
                } else {
                    let why = if dice.chance(40) { "deceased" } else { "returned_home" };
                    all.stays.push(stay(first, from, Some(to), "ended", Some(why), home, Some(bed)));
                }
                if to - from > 4 * 86_400 && dice.chance(50) {
                    let away = from + 86_400 + dice.roll(86_400);
                    let back = away + 3_600 + dice.roll(2 * 86_400);
                    all.absences.push(Absence {
                        client,
                        kind: if dice.chance(60) { "hospital" } else { "leave" },
                        from: moment(away),
                        to: Some(moment(back)),
                        status: if dice.chance(20) { "ended" } else { "returned" },
                        archived: dice.chance(10),
                    });
                }
                at = to + dice.roll(10 * 86_400);
            }
            // Lives there still; for some the expected end lies behind them.
            client += 1;
            let from = at.max(start);
            all.stays.push(Stay {
                id: uuid::Uuid::from_u128(u128::from(seed) << 64 | all.stays.len() as u128 + 1),
                admission: uuid::Uuid::from_u128(u128::from(seed) << 64 | all.stays.len() as u128 + 1),
                client,
                home,
                bed: Some(bed),
                from: moment(from),
                to: dice.chance(30).then(|| moment(from + 5 * 86_400)),
                kind: "permanent",
                status: "live",
                leaving: None,
                entered: moment(from - dice.roll(9 * 86_400)),
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
fn recount(all: &History, home: usize, on: i64) -> Counts {
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
async fn live(stage: &Stage, all: &History) {
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
        sql += &format!(
            "insert into public.clients (organisation_id, id, holding_home_id, given_name, family_name) values ({}, '{}', {}, 'G', 'F');\n",
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
        sql += &format!(
            "insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, bed_id, during, kind, status, leaving_reason, created_at, archived_at, archive_reason)
             values ({}, '{}', '{}', {}, '{}', {bed}, {}, '{}', '{}', {leaving}, {}, {archived});\n",
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
        sql += &format!(
            "insert into public.resident_absences (organisation_id, client_id, care_home_id, kind, during, status, archived_at, archive_reason)
             values ({}, '{}', {}, '{}', {}, '{}', {archived});\n",
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

fn calculate(home: &str, on: i64) -> String {
    format!("select app.calculate_occupancy_snapshot({}, '{}')", id(home), day(on))
}

async fn stored(stage: &Stage, home: &str, on: i64) -> Counts {
    let sql = format!(
        "select {FIGURES} from public.occupancy_snapshots where care_home_id = {} and census_date = '{}'",
        id(home),
        day(on)
    );
    let rows = stage.all(&sql).await;
    assert_eq!(rows.len(), 1, "{sql}");
    let mut counts = Counts::default();
    for (at, text) in rows[0].iter().enumerate() {
        counts.0[at] = text.as_ref().unwrap().parse().unwrap();
    }
    counts
}

#[tokio::test]
async fn a_snapshot_is_what_a_count_by_hand_gives() {
    let mut seen = Counts::default();
    for seed in [7, 1912, 88_172_645] {
        let stage = Stage::new().await;
        let all = history(seed);
        live(&stage, &all).await;
        for (place, home) in HOMES.iter().enumerate() {
            let mut before: Option<Counts> = None;
            for on in 1..DAYS {
                stage.one(&calculate(home, on)).await;
                let (counted, said) = (recount(&all, place, on), stored(&stage, home, on).await);
                assert_eq!(said, counted, "seed {seed}, {home} on {}: {FIGURES}", day(on));
                if let Some(before) = before {
                    assert_eq!(said.0[0], before.0[0] + said.0[6] - said.0[7], "{home} on {}", day(on));
                }
                for (sum, one) in seen.0.iter_mut().zip(said.0) {
                    *sum += one;
                }
                before = Some(said);
            }
        }
    }
    assert!(seen.0.iter().all(|sum| *sum > 0), "nothing of a kind was ever counted: {FIGURES}: {seen:?}");
}

#[tokio::test]
async fn again_gives_the_same_and_a_correction_is_followed() {
    let stage = Stage::new().await;
    live(&stage, &history(5)).await;
    let on = 120;
    let figures = format!(
        "select id, registered_beds, open_beds, vacant_accepting, {FIGURES} from public.occupancy_snapshots where census_date = '{}'",
        day(on)
    );
    stage.one(&calculate("H1", on)).await;
    let first = stage.all(&figures).await;
    // Ten jobs at once.
    let mut at_once = Vec::new();
    for _ in 0..10 {
        at_once.push(stage.database.owner().await);
    }
    let sql = calculate("H1", on);
    let answers = futures_util::future::join_all(at_once.iter().map(|c| c.simple_query(&sql))).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(stage.all(&figures).await, first);

    // What the home could take then is not what it can take now.
    let smaller = format!(
        "update public.care_homes set registered_beds = 1 where id = {0};
         update public.beds set state = 'out_of_service' where care_home_id = {0}",
        id("H1")
    );
    stage.owner.batch_execute(&smaller).await.unwrap();
    stage.one(&sql).await;
    assert_eq!(stage.all(&figures).await, first);

    let mistake = format!(
        "update public.bed_stays set archived_at = now(), archive_reason = 'mistake'
          where id = (select id from public.bed_stays where care_home_id = {} and status in ('live', 'ended') and archived_at is null
                        and kind <> 'day_care' and bed_id is not null
                        and lower(during) < '{}' and (status = 'live' or upper(during) > '{}') limit 1)",
        id("H1"),
        midnight(day(on)),
        midnight(day(on + 2))
    );
    stage.owner.batch_execute(&mistake).await.unwrap();
    let before = stored(&stage, "H1", on).await;
    stage.one(&sql).await;
    let after = stored(&stage, "H1", on).await;
    assert_eq!((after.0[0], after.0[1]), (before.0[0] - 1, before.0[1] - 1));
}

#[tokio::test]
async fn only_days_that_are_over_and_only_by_jobs() {
    let stage = Stage::new().await;
    for refused in [
        format!("select app.calculate_occupancy_snapshot({}, current_date + 1)", id("H1")),
        format!(
            "select app.calculate_occupancy_snapshot({}, (now() at time zone 'Europe/London')::date)",
            id("H1")
        ),
        format!("select app.calculate_occupancy_snapshot({}, '2026-01-01')", id("nowhere")),
    ] {
        let error = stage.owner.simple_query(&refused).await.expect_err(&refused);
        assert_eq!(error.code().unwrap().code(), "22023", "{refused}");
    }
    for actor in ["carer1", "mgr1", "owner1", "comp1"] {
        for sql in [
            calculate("H1", 3),
            "select app.refresh_occupancy_trend()".to_owned(),
            "select * from private.occupancy_trend".to_owned(),
        ] {
            assert_eq!(stage.act(actor, &sql).await.unwrap_err().code, "42501", "{actor}: {sql}");
        }
    }
}

#[tokio::test]
async fn the_trend_shows_each_their_own_homes() {
    let stage = Stage::new().await;
    for home in ["H1", "H2", "H3"] {
        for on in 1..60 {
            stage.one(&calculate(home, on)).await;
        }
    }
    stage.all("select app.refresh_occupancy_trend()").await;
    let homes = async |actor: &str| {
        let answer =
            stage.act(actor, "select distinct care_home_id from app.occupancy_trend()").await.unwrap();
        let mut homes: Vec<String> = answer.first.into_iter().flatten().collect();
        homes.sort();
        homes
    };
    let named = |homes: &[&str]| {
        let mut ids: Vec<String> = homes.iter().map(|h| named(h).to_string()).collect();
        ids.sort();
        ids
    };
    assert_eq!(homes("mgr1").await, named(&["H1"]));
    assert_eq!(homes("mgr12").await, named(&["H1", "H2"]));
    assert_eq!(homes("owner2").await, named(&["H3"]));
    assert_eq!(homes("mgr3").await, named(&["H3"]));
    for nobody in ["carer1", "senior1", "just_ended", "cover_ended", "mgr1@revoked", "worker"] {
        assert_eq!(homes(nobody).await, named(&[]), "{nobody}");
    }
    // An owner sees the organisation: H0 has no snapshot but the world's own.
    let all = homes("owner1").await;
    assert!(
        named(&["H1", "H2"]).iter().all(|h| all.contains(h)) && !all.contains(&named(&["H3"])[0]),
        "{all:?}"
    );
    let sums = stage
        .one("select bool_and(t.occupied_days = s.occupied and t.days = s.days) from private.occupancy_trend t
               join (select care_home_id, date_trunc('month', census_date)::date as month, sum(occupied) as occupied, count(*) as days
                       from public.occupancy_snapshots group by 1, 2) s using (care_home_id, month)")
        .await;
    assert_eq!(sums, "t");
}
