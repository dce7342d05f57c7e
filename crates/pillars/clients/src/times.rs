//! When something may have happened, by the server's clock.

use almoner_pg::Span;
use almoner_web::{Checks, Instant};
use jiff::{SignedDuration, Timestamp};

/// How far a device's clock may be ahead; what it sends is then taken as now.
const AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// How late a change of somebody's stay may be noted.
pub const LATE: SignedDuration = SignedDuration::from_hours(24 * 90);
/// How late a transfer may be noted: past a week its sender no longer sees the resident.
pub const TRANSFER_LATE: SignedDuration = SignedDuration::from_hours(72);
/// How long ago somebody who lives here may have moved in: homes have residents of forty years.
pub const LIVED_HERE: SignedDuration = SignedDuration::from_hours(24 * 366 * 60);
/// How far ahead a stay may be planned.
const PLANNED: SignedDuration = SignedDuration::from_hours(24 * 366 * 2);

/// Now, to the microsecond that the database keeps.
pub fn now() -> Timestamp {
    let now = Timestamp::now();
    Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
}

/// When something happened; now if nothing was sent.
pub fn happened(checks: &mut Checks, path: &str, sent: Option<Instant>, late: SignedDuration) -> Timestamp {
    let now = now();
    let Some(Instant(at)) = sent else { return now };
    if at > now + AHEAD {
        checks.wrong(
            path,
            "range",
            format!("This lies in the future: our clock says {now:.0}. Check yours."),
        );
    } else if at < now - late {
        let days = late.as_hours() / 24;
        checks.wrong(path, "range", format!("This is more than {days} days ago; check the date."));
    }
    at.min(now)
}

/// When something is to begin. Something planned for an hour ago is late, not impossible.
pub fn planned(checks: &mut Checks, path: &str, Instant(at): Instant) -> Timestamp {
    let now = now();
    if at < now - SignedDuration::from_hours(24) {
        checks.wrong(
            path,
            "range",
            "This has passed. Say that the resident has arrived, or plan another day.",
        );
    } else if at > now + PLANNED {
        checks.wrong(path, "range", "Plan at most two years ahead.");
    }
    at
}

/// When something is expected to end: after it begins, and within what can be planned.
pub fn expected(
    checks: &mut Checks,
    path: &str,
    from: Timestamp,
    sent: Option<Instant>,
) -> Option<Timestamp> {
    let Instant(until) = sent?;
    if until <= from {
        checks.wrong(path, "range", "Give a time after the beginning.");
    } else if until > now() + PLANNED {
        checks.wrong(path, "range", "Give a time within the next two years.");
    }
    Some(until)
}

/// The span from its beginning to the instant at which it ended, which has to be later.
pub fn ended(checks: &mut Checks, path: &str, from: Timestamp, at: Timestamp) -> Span {
    if at <= from {
        checks.wrong(path, "range", format!("Give a time after {from:.0}, when it began."));
    }
    Span::between(from, at)
}

#[cfg(test)]
mod tests {
    use super::{LATE, happened, now};
    use almoner_web::{Checks, Instant};
    use jiff::SignedDuration;

    fn refusal(minutes: i64) -> Option<String> {
        let mut checks = Checks::new();
        let at = happened(&mut checks, "at", Some(Instant(now() + SignedDuration::from_mins(minutes))), LATE);
        assert!(at <= now(), "nothing is noted ahead of our clock");
        checks.finish().err().map(|e| e.fields[0].code.to_string())
    }

    #[test]
    fn ten_minutes_ahead_and_ninety_days_back() {
        assert_eq!(refusal(0), None);
        assert_eq!(refusal(9), None);
        assert_eq!(refusal(11).as_deref(), Some("range"));
        assert_eq!(refusal(-60 * 24 * 89), None);
        assert_eq!(refusal(-60 * 24 * 91).as_deref(), Some("range"));
    }
}
