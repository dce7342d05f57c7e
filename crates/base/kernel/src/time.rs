//! Home-local time: one rule for the two hours a year when a wall clock lies.
//!
//! In the gap (clocks go forward) a wall time means the first instant after
//! the gap: 01:30 on 2027-03-28 in London is 02:00 BST. In the overlap (clocks
//! go back) it means the first of the two. `app.home_instant` in the database
//! is the same rule; a test compares them minute by minute.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The instant that a wall time means in a zone.
pub fn home_instant(local: DateTime, zone: &TimeZone) -> Result<Timestamp, jiff::Error> {
    let ambiguous = zone.to_ambiguous_timestamp(local);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
            offset.to_timestamp(local)
        }
        AmbiguousOffset::Gap { before, .. } => {
            // `local` read with the offset before the gap lies after the
            // transition; the transition itself is the first instant after the gap.
            let inside = before.to_timestamp(local)?;
            let after = inside + jiff::SignedDuration::from_nanos(1);
            match zone.preceding(after).next() {
                Some(transition) => Ok(transition.timestamp()),
                None => Ok(inside),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::home_instant;
    use jiff::{civil::date, tz::TimeZone};

    fn london(y: i16, m: i8, d: i8, h: i8, min: i8) -> String {
        let zone = TimeZone::get("Europe/London").unwrap();
        home_instant(date(y, m, d).at(h, min, 0, 0), &zone).unwrap().to_string()
    }

    #[test]
    fn the_gap_means_the_first_instant_after_it() {
        assert_eq!(london(2027, 3, 28, 0, 59), "2027-03-28T00:59:00Z");
        assert_eq!(london(2027, 3, 28, 1, 0), "2027-03-28T01:00:00Z");
        assert_eq!(london(2027, 3, 28, 1, 30), "2027-03-28T01:00:00Z");
        assert_eq!(london(2027, 3, 28, 2, 0), "2027-03-28T01:00:00Z");
    }

    #[test]
    fn the_overlap_means_the_first() {
        assert_eq!(london(2027, 10, 31, 0, 59), "2027-10-30T23:59:00Z");
        assert_eq!(london(2027, 10, 31, 1, 30), "2027-10-31T00:30:00Z");
        assert_eq!(london(2027, 10, 31, 2, 0), "2027-10-31T02:00:00Z");
    }
}
