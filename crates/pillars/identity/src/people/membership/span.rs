//! From when to when a right holds.

use almoner_kernel::{Code, Error, Result};
use almoner_web::{Checks, Instant};
use jiff::{SignedDuration, Timestamp};

/// A right may be written down so long after it began, and its end so long after it came: agency
/// staff arrive before anybody types. The same 72 hours within which care already given is accepted.
pub const LATE: SignedDuration = SignedDuration::from_hours(72);
/// Nothing is planned further ahead.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366 * 3);
/// A cover's longest time; the database has the same rule.
pub const COVER: SignedDuration = SignedDuration::from_hours(24 * 28);

/// A range as it was asked for; without `from` it begins with the transaction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// Checks `from` and `until` of a new right.
pub fn range(c: &mut Checks, from: Option<Instant>, until: Option<Instant>) -> Range {
    let now = Timestamp::now();
    let (from, until) = (from.map(|i| i.0), until.map(|i| i.0));
    if let Some(from) = from {
        c.that(
            from >= now - LATE,
            "from",
            "range",
            "A right begins at most 72 hours before it is written down.",
        );
        c.that(from <= now + AHEAD, "from", "range", "Give an instant within three years.");
    }
    if let Some(until) = until {
        c.that(until > now, "until", "range", "Give an instant to come.");
        c.that(from.is_none_or(|from| from < until), "until", "range", "A right ends after it begins.");
    }
    Range { from, until }
}

/// Checks that a cover ends, after at most 28 days.
pub fn cover(c: &mut Checks, range: Range) {
    let from = range.from.unwrap_or_else(Timestamp::now);
    match range.until {
        None => c.wrong("until", "required", "Say when the cover ends."),
        Some(until) if until.duration_since(from) > COVER => {
            c.wrong("until", "range", "A cover lasts at most 28 days.");
        }
        Some(_) => {}
    }
}

/// A right that can still be changed: neither archived nor over.
pub fn still_changes(state: &str, archived: bool) -> Result<()> {
    if archived {
        return Err(Error::new(Code::IllegalTransition).message("This is archived: restore it first."));
    }
    if state == "ended" {
        // Prolonging it would say that it was held in between.
        return Err(Error::new(Code::IllegalTransition).message("This has ended: add a new one."));
    }
    Ok(())
}

/// Checks a new end of a right that began at `from`.
pub fn new_end(from: Option<Timestamp>, until: Timestamp) -> Result<()> {
    let mut c = Checks::new();
    c.that(until > Timestamp::now(), "until", "range", "Give an instant to come.");
    c.that(from.is_none_or(|from| from < until), "until", "range", "A right ends after it begins.");
    c.finish()
}

/// Checks when a right is ended: within itself, and not long ago.
pub fn ending(
    state: &str,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
    at: Option<Instant>,
) -> Result<()> {
    if state == "coming" {
        let message = "This has not begun: archive it instead.";
        return Err(Error::new(Code::IllegalTransition).message(message));
    }
    let Some(Instant(at)) = at else { return Ok(()) };
    let mut c = Checks::new();
    c.that(at >= Timestamp::now() - LATE, "at", "range", "An end is written down within 72 hours.");
    c.that(from.is_none_or(|from| from < at), "at", "range", "A right ends after it begins.");
    c.that(until.is_none_or(|until| at <= until), "at", "range", "It ends before that already.");
    c.finish()
}

#[cfg(test)]
mod tests {
    use almoner_web::{Checks, Instant};
    use jiff::{SignedDuration, Timestamp};

    use super::{Range, cover, ending, new_end, range};

    fn wrong(work: impl FnOnce(&mut Checks)) -> Vec<String> {
        let mut checks = Checks::new();
        work(&mut checks);
        match checks.finish() {
            Ok(()) => Vec::new(),
            Err(error) => error.fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect(),
        }
    }

    fn hours(n: i64) -> Timestamp {
        Timestamp::now() + SignedDuration::from_hours(n)
    }

    #[allow(clippy::unnecessary_wraps)] // what a body gives
    fn at(n: i64) -> Option<Instant> {
        Some(Instant(hours(n)))
    }

    #[test]
    fn ranges() {
        let same = at(5);
        let table: [(Option<Instant>, Option<Instant>, &[&str]); 8] = [
            (None, None, &[]),
            (at(-71), at(12), &[]),
            (at(-73), None, &["from:range"]),
            (at(24 * 366 * 4), None, &["from:range"]),
            (None, at(-1), &["until:range"]),
            (same, same, &["until:range"]),
            (at(5), at(4), &["until:range"]),
            (at(-2), at(-1), &["until:range"]),
        ];
        for (from, until, expected) in table {
            let seen = wrong(|c| {
                range(c, from, until);
            });
            assert_eq!(seen, expected, "{from:?} {until:?}");
        }
    }

    #[test]
    fn covers() {
        let lasting = |until| Range { from: Some(hours(0)), until };
        assert_eq!(wrong(|c| cover(c, lasting(Some(hours(24 * 28))))), Vec::<String>::new());
        assert_eq!(wrong(|c| cover(c, lasting(Some(hours(24 * 28 + 1))))), ["until:range"]);
        assert_eq!(wrong(|c| cover(c, lasting(None))), ["until:required"]);
    }

    #[test]
    fn ends() {
        assert!(new_end(Some(hours(-10)), hours(1)).is_ok());
        assert!(new_end(Some(hours(2)), hours(1)).is_err());
        assert!(new_end(None, hours(-1)).is_err());
        assert!(ending("live", Some(hours(-10)), None, None).is_ok());
        assert!(ending("live", Some(hours(-10)), None, at(-9)).is_ok());
        assert!(ending("live", Some(hours(-10)), None, at(-11)).is_err());
        assert!(ending("live", Some(hours(-100)), None, at(-73)).is_err());
        assert!(ending("live", Some(hours(-10)), Some(hours(5)), at(6)).is_err());
        assert!(ending("coming", Some(hours(10)), None, None).is_err());
    }
}
