//! Slots against a walk over every minute, and both clock changes by hand.

use almoner_jobs::{Due, Schedule};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn slots(pattern: &str, from: &str, until: &str) -> Vec<String> {
    let schedule = Schedule::parse(pattern, "Europe/London").unwrap();
    schedule.slots(at(from), at(until)).iter().map(ToString::to_string).collect()
}

/// B23: jobs at 00:30, 01:00, 01:30, 02:00 and every 15 minutes on 2027-03-28.
#[test]
fn when_clocks_go_forward() {
    let night = |pattern| slots(pattern, "2027-03-27T23:59:00Z", "2027-03-28T06:00:00Z");
    assert_eq!(night("30 0 * * *"), ["2027-03-28T00:30:00Z"]);
    for skipped in ["0 1 * * *", "30 1 * * *", "0 2 * * *", "*/15 1 * * *", "0,30 1,2 28 3 *"] {
        assert_eq!(night(skipped)[0], "2027-03-28T01:00:00Z", "{skipped}");
    }
    assert_eq!(night("*/15 1 * * *").len(), 1, "what is skipped comes once");
    assert_eq!(night("0,30 1,2 * * *"), ["2027-03-28T01:00:00Z", "2027-03-28T01:30:00Z"]);
    // 00:00 UTC to 06:00 UTC: evenly, the wall clock jumps from 00:45 to 02:00.
    let even = night("*/15 * * * *");
    assert_eq!(even.len(), 25);
    assert_eq!(even[3..5], ["2027-03-28T00:45:00Z", "2027-03-28T01:00:00Z"]);
}

#[test]
fn when_clocks_go_back() {
    let night = |pattern| slots(pattern, "2027-10-30T22:59:00Z", "2027-10-31T06:00:00Z");
    assert_eq!(night("30 0 * * *"), ["2027-10-30T23:30:00Z"]);
    assert_eq!(night("0 1 * * *"), ["2027-10-31T00:00:00Z"], "the first of the two");
    assert_eq!(night("30 1 * * *"), ["2027-10-31T00:30:00Z"]);
    assert_eq!(night("0 2 * * *"), ["2027-10-31T02:00:00Z"]);
    assert_eq!(night("*/20 1 * * *").len(), 3);
    assert_eq!(night("*/15 * * * *").len(), 29, "nothing waits an hour longer");
}

#[test]
fn a_daily_job_has_one_slot_a_day_for_twelve_years() {
    for pattern in ["0 0 * * *", "30 1 * * *", "59 1 * * *", "0 2 * * *", "15 7 * * *"] {
        let all = slots(pattern, "2023-12-31T23:59:59Z", "2035-12-31T23:59:59Z");
        assert_eq!(all.len(), 4383, "{pattern}");
    }
}

/// The rules once more, by looking at every minute that there is.
fn walk(minutes: &[i8], hours: &[i8], zone: &TimeZone, from: Timestamp, until: Timestamp) -> Vec<Timestamp> {
    let even = hours.len() == 24;
    let step = SignedDuration::from_mins(1);
    let fits = |hour: i8, minute: i8| minutes.contains(&minute) && hours.contains(&hour);
    let mut found = Vec::new();
    // The minute after `from`, whichever second that is.
    let mut minute = Timestamp::from_second(from.as_second().div_euclid(60) * 60 + 60).unwrap();
    while minute <= until {
        let wall = zone.to_datetime(minute);
        if even {
            if minutes.contains(&wall.minute()) {
                found.push(minute);
            }
        } else {
            let before = zone.to_datetime(minute - step);
            // A wall time was there before when the clock showed it within the last three hours.
            let again = || (1..=180).any(|back| zone.to_datetime(minute - step * back) == wall);
            let mut due = fits(wall.hour(), wall.minute()) && !again();
            // What the clock jumped over since the minute before.
            let mut passed = before + jiff::Span::new().minutes(1);
            while passed < wall {
                due |= fits(passed.hour(), passed.minute());
                passed += jiff::Span::new().minutes(1);
            }
            if due {
                found.push(minute);
            }
        }
        minute += step;
    }
    found
}

fn field(values: &[i8]) -> String {
    values.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// Around every change of the clock in four zones, and anywhere else, 2024 to 2035.
    #[test]
    fn slots_are_what_a_walk_finds(
        minutes in prop::collection::btree_set(0_i8..60, 1..5),
        hours in prop_oneof![
            prop::collection::btree_set(0_i8..24, 1..5),
            prop::collection::btree_set(0_i8..4, 1..4),
            Just((0..24).collect()),
        ],
        zone in prop::sample::select(vec!["Europe/London", "Europe/Dublin", "Australia/Lord_Howe", "America/Sao_Paulo", "UTC"]),
        anywhere in 0_i64..12 * 366 * 86_400,
        change in 0_usize..30,
        near in any::<bool>(),
    ) {
        let (minutes, hours): (Vec<i8>, Vec<i8>) = (minutes.into_iter().collect(), hours.into_iter().collect());
        let zoned = TimeZone::get(zone).unwrap();
        let begin = at("2024-01-01T00:00:00Z");
        let mut from = begin + SignedDuration::from_secs(anywhere);
        if near && let Some(transition) = zoned.following(begin).nth(change) {
            from = transition.timestamp() - SignedDuration::from_secs(anywhere % 86_400);
        }
        let until = from + SignedDuration::from_hours(30);
        let hours_field = if hours.len() == 24 { "*".to_owned() } else { field(&hours) };
        let pattern = format!("{} {hours_field} * * *", field(&minutes));
        let schedule = Schedule::parse(&pattern, zone).unwrap();
        let found = schedule.slots(from, until);
        prop_assert_eq!(&found, &walk(&minutes, &hours, &zoned, from, until), "{} in {}", pattern, zone);
        // One by one they are the same.
        let mut next = schedule.next(from);
        for slot in &found {
            prop_assert_eq!(next, Some(*slot));
            next = schedule.next(*slot);
        }
        // In pieces too: nobody runs a slot twice or not at all at the seams.
        let middle = from + SignedDuration::from_secs(anywhere % (30 * 3600));
        let pieces = [schedule.slots(from, middle), schedule.slots(middle, until)].concat();
        prop_assert_eq!(pieces, found);
    }
}

#[test]
fn what_was_missed_is_caught_up_with_or_named_stale() {
    let schedule = Schedule::parse("0 6 * * *", "Europe/London").unwrap();
    let day = SignedDuration::from_hours(24);
    let (last, now) = (at("2026-11-20T06:00:00Z"), at("2026-11-24T12:00:00Z"));
    let due = schedule.due(last, now, day * 2);
    assert_eq!(due.slots, [at("2026-11-23T06:00:00Z"), at("2026-11-24T06:00:00Z")]);
    assert_eq!(due.stale, Some(at("2026-11-22T06:00:00Z")));
    assert_eq!(schedule.due(now, now, day), Due { slots: vec![], stale: None });
    // Years of it are no list of years.
    let often = Schedule::parse("* * * * *", "UTC").unwrap();
    let due = often.due(at("1990-01-01T00:00:00Z"), now, SignedDuration::from_mins(3));
    assert_eq!(due.slots.len(), 3);
    assert_eq!(due.stale, Some(at("2026-11-24T11:57:00Z")));
}

#[test]
fn the_day_of_the_month_and_of_the_week() {
    assert_eq!(
        slots("0 9 29 2 *", "2026-01-01T00:00:00Z", "2033-01-01T00:00:00Z"),
        ["2028-02-29T09:00:00Z", "2032-02-29T09:00:00Z"]
    );
    assert_eq!(slots("0 9 * * MON", "2026-11-29T00:00:00Z", "2026-12-08T00:00:00Z").len(), 2);
    assert_eq!(slots("0 9 L * *", "2026-11-29T00:00:00Z", "2026-12-08T00:00:00Z"), ["2026-11-30T09:00:00Z"]);
    let far = Schedule::parse("0 9 29 2 *", "Europe/London").unwrap();
    assert_eq!(
        far.next(at("2096-03-01T00:00:00Z")),
        Some(at("2104-02-29T09:00:00Z")),
        "2100 is no leap year"
    );
}

#[test]
fn what_is_no_schedule_says_why() {
    for (pattern, zone, why) in [
        ("", "UTC", "five fields"),
        ("* * * *", "UTC", "five fields"),
        ("0 0 * * * *", "UTC", "five fields"),
        ("@daily", "UTC", "five fields"),
        ("60 * * * *", "UTC", "60 * * * *"),
        ("x * * * *", "UTC", "x * * * *"),
        ("0 0 31 2 *", "UTC", "never comes"),
        ("0 0 * * *", "Europe/Londn", "Europe/Londn"),
    ] {
        let error = Schedule::parse(pattern, zone).unwrap_err().to_string();
        assert!(error.contains(why), "{pattern} {zone}: {error}");
    }
}
