//! When a schedule falls due: cron patterns on a home's wall clock, through both clock changes.
//!
//! Two rules. A pattern that names hours ("at 02:00") is about the wall clock: a time that the clock
//! skips means the first instant after the gap, once, however many of them fall into it; a time that
//! comes twice means the first. A pattern for every hour ("every 15 minutes") is about elapsed time:
//! it goes on evenly, so that nothing waits an hour longer in October.

use croner::parser::{CronParser, Seconds, Year};
use croner::{Cron, Weekday};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use almoner_kernel::time::home_instant;

/// How far ahead a next slot is looked for: 29 February comes every eight years at the least.
const MOST_DAYS: i32 = 9 * 366;

/// A cron pattern of five fields in a zone.
#[derive(Clone, Debug)]
pub struct Schedule {
    cron: Cron,
    zone: TimeZone,
    /// Hours and minutes that the pattern names, in order.
    hours: Vec<i8>,
    minutes: Vec<i8>,
}

/// Why a text is no schedule.
#[derive(Debug, thiserror::Error)]
pub enum NotASchedule {
    #[error(
        "the cron pattern {pattern:?} is not right: {why}. Five fields: minute, hour, day of month, month, day of week"
    )]
    Pattern { pattern: String, why: String },
    #[error("the time zone {0:?} is not known. Use a name like Europe/London")]
    Zone(String),
    #[error("the cron pattern {0:?} never comes")]
    Never(String),
}

/// What a schedule owes since it was last seen to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Slots that are to be run, oldest first.
    pub slots: Vec<Timestamp>,
    /// The newest of the slots that are too old to be caught up with, when there are any.
    pub stale: Option<Timestamp>,
}

impl Schedule {
    /// # Errors
    /// When the pattern or the zone is not right, or the pattern never comes (31 February).
    pub fn parse(pattern: &str, zone: &str) -> Result<Self, NotASchedule> {
        let wrong = |why: String| NotASchedule::Pattern { pattern: pattern.to_owned(), why };
        if pattern.contains('@') || pattern.split_ascii_whitespace().count() != 5 {
            return Err(wrong("it has to have five fields".to_owned()));
        }
        let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let cron = parser.parse(pattern).map_err(|error| wrong(error.to_string()))?;
        let zone = TimeZone::get(zone).map_err(|_| NotASchedule::Zone(zone.to_owned()))?;
        let hours = (0..24).filter(|h| cron.pattern.hour_match(*h).unwrap_or(false));
        let minutes = (0..60).filter(|m| cron.pattern.minute_match(*m).unwrap_or(false));
        let small = |n: u32| i8::try_from(n).expect("below 60");
        let (hours, minutes) = (hours.map(small).collect(), minutes.map(small).collect());
        let schedule = Self { cron, zone, hours, minutes };
        // From anywhere: `next` looks far enough for every day that there is.
        let first: Timestamp = "2027-01-01T00:00:00Z".parse().expect("an instant");
        match schedule.next(first) {
            Some(_) => Ok(schedule),
            None => Err(NotASchedule::Never(pattern.to_owned())),
        }
    }

    /// The slots after one instant and up to another, that one included, oldest first.
    pub fn slots(&self, after: Timestamp, until: Timestamp) -> Vec<Timestamp> {
        let mut slots = Vec::new();
        if until <= after {
            return slots;
        }
        let mut day = self.day_of(after).saturating_sub(jiff::Span::new().days(1));
        let last = self.day_of(until).saturating_add(jiff::Span::new().days(1));
        while day <= last {
            slots.extend(self.of_day(day).into_iter().filter(|slot| *slot > after && *slot <= until));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        // The last of a day and the first of the next may be one instant, where midnight is skipped.
        slots.dedup();
        slots
    }

    /// The first slot after an instant.
    pub fn next(&self, after: Timestamp) -> Option<Timestamp> {
        let mut day = self.day_of(after);
        for _ in 0..MOST_DAYS {
            if let Some(slot) = self.of_day(day).into_iter().find(|slot| *slot > after) {
                return Some(slot);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// What is to be done now by whoever saw to everything up to `last`. Slots older than `catch_up`
    /// are not run any more.
    pub fn due(&self, last: Timestamp, now: Timestamp, catch_up: SignedDuration) -> Due {
        let from = now.checked_sub(catch_up).unwrap_or(Timestamp::MIN);
        let slots = self.slots(last.max(from), now);
        let stale = if last < from { self.newest(last, from) } else { None };
        Due { slots, stale }
    }

    /// The newest slot after one instant and up to another.
    fn newest(&self, after: Timestamp, until: Timestamp) -> Option<Timestamp> {
        let mut day = self.day_of(until);
        let first = self.day_of(after).saturating_sub(jiff::Span::new().days(1));
        while day >= first {
            if let Some(slot) = self.of_day(day).into_iter().rev().find(|s| *s > after && *s <= until) {
                return Some(slot);
            }
            day = day.yesterday().ok()?;
        }
        None
    }

    fn day_of(&self, at: Timestamp) -> Date {
        self.zone.to_datetime(at).date()
    }

    /// Whether the pattern is for every hour, and so about elapsed time.
    fn is_even(&self) -> bool {
        self.hours.len() == 24
    }

    /// The slots of one day of the wall clock.
    fn of_day(&self, day: Date) -> Vec<Timestamp> {
        if !self.falls_on(day) {
            return Vec::new();
        }
        if self.is_even() { self.evenly(day) } else { self.by_the_wall(day) }
    }

    fn falls_on(&self, day: Date) -> bool {
        let weekday = match day.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
        };
        let part = |n: i8| u32::try_from(n).expect("days and months are positive");
        let pattern = &self.cron.pattern;
        pattern.month_match(part(day.month())).unwrap_or(false)
            && pattern
                .day_match(i32::from(day.year()), part(day.month()), part(day.day()), weekday)
                .unwrap_or(false)
    }

    fn by_the_wall(&self, day: Date) -> Vec<Timestamp> {
        let times =
            self.hours.iter().flat_map(|hour| self.minutes.iter().map(move |minute| (*hour, *minute)));
        let mut slots: Vec<Timestamp> =
            times.filter_map(|(hour, minute)| self.instant(day.at(hour, minute, 0, 0))).collect();
        slots.dedup();
        slots
    }

    /// Every instant of the day whose wall clock shows one of the minutes.
    fn evenly(&self, day: Date) -> Vec<Timestamp> {
        let (Some(mut at), Some(end)) = (
            self.instant(day.at(0, 0, 0, 0)),
            day.tomorrow().ok().and_then(|next| self.instant(next.at(0, 0, 0, 0))),
        ) else {
            return Vec::new();
        };
        let mut slots = Vec::new();
        while at < end {
            if self.minutes.binary_search(&self.zone.to_datetime(at).minute()).is_ok() {
                slots.push(at);
            }
            at += SignedDuration::from_mins(1);
        }
        slots
    }

    fn instant(&self, local: DateTime) -> Option<Timestamp> {
        home_instant(local, &self.zone).ok()
    }
}
