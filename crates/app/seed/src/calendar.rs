//! Days of the seeded year and wall times of its homes.

use almoner_kernel::time::home_instant;
use jiff::civil::{Date, Time, date};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::error::{Error, Result};
use crate::rng::Rng;

/// A day counted from the one on which the organisation began to use Almoner.
pub type Day = i32;

/// The last day of history; everything later is a plan.
pub const YESTERDAY: Day = 364;
/// The day that the seed's start date names.
pub const TODAY: Day = 365;

/// Of all homes of the seed.
pub const ZONE: &str = "Europe/London";

/// The year before a start date, in the homes' own time zone.
#[derive(Clone, Debug)]
pub struct Calendar {
    first: Date,
    /// What the clock in the homes shows today when the world begins.
    time: Time,
    zone: TimeZone,
}

impl Calendar {
    pub fn new(start: Date, time: Time) -> Result<Self> {
        // Birth dates and ids have bounds of their own in the database.
        if start < date(2010, 1, 1) || start > date(2150, 1, 1) {
            return Err(Error::Plan(format!("the start date {start} is not between 2010 and 2150")));
        }
        let zone = TimeZone::get(ZONE)
            .map_err(|cause| Error::Plan(format!("this machine has no time zone {ZONE}: {cause}")))?;
        let first = start.checked_sub(Span::new().days(TODAY)).expect("within jiff's range");
        Ok(Self { first, time, zone })
    }

    pub fn date(&self, day: Day) -> Date {
        self.first.checked_add(Span::new().days(day)).expect("within jiff's range")
    }

    /// A wall time of a day, as an instant.
    pub fn at(&self, day: Day, hour: i8, minute: i8, second: i8) -> Timestamp {
        let local = self.date(day).at(hour, minute, second, 0);
        home_instant(local, &self.zone).expect("within jiff's range")
    }

    /// The instant at which the world begins.
    pub fn now(&self) -> Timestamp {
        home_instant(self.date(TODAY).to_datetime(self.time), &self.zone).expect("within jiff's range")
    }

    /// Some time of a day from one hour to before another.
    pub fn some_time(&self, rng: &mut Rng, day: Day, from: i8, to: i8) -> Timestamp {
        let minutes = rng.between(i32::from(from) * 60, i32::from(to) * 60 - 1);
        let part = |n: i32| i8::try_from(n).expect("below 60");
        self.at(day, part(minutes / 60), part(minutes % 60), part(rng.between(0, 59)))
    }
}
