//! Ranges of time in a world that is always loaded "now".

pub const MINUTE: i64 = 1;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// From one moment up to another, in minutes from the loading of the world; open where `None`.
///
/// The template that the world is copied from may be some hours old, so nothing that a test relies
/// on may lie nearer than half a day in the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    pub from: Option<i64>,
    pub until: Option<i64>,
}

impl Window {
    pub const fn since(from: i64) -> Self {
        Self { from: Some(from), until: None }
    }

    pub const fn between(from: i64, until: i64) -> Self {
        Self { from: Some(from), until: Some(until) }
    }

    /// Whether now lies in it.
    pub fn is_live(self) -> bool {
        self.from.is_none_or(|f| f <= 0) && !self.has_ended()
    }

    /// Whether its end lies behind us.
    pub fn has_ended(self) -> bool {
        self.until.is_some_and(|u| u <= 0)
    }

    /// Whether all of another lies in it.
    pub fn covers(self, other: Self) -> bool {
        let starts = self.from.is_none_or(|f| other.from.is_some_and(|o| f <= o));
        starts && self.until.is_none_or(|u| other.until.is_some_and(|o| o <= u))
    }

    /// Whether the two have a moment in common.
    pub fn meets(self, other: Self) -> bool {
        let before =
            |until: Option<i64>, from: Option<i64>| until.is_some_and(|u| from.is_some_and(|f| u <= f));
        !before(self.until, other.from) && !before(other.until, self.from)
    }

    /// As a `tstzrange` expression.
    pub fn sql(self) -> String {
        let bound = |b: Option<i64>| b.map_or("null".to_owned(), instant);
        format!("tstzrange({}, {})", bound(self.from), bound(self.until))
    }
}

/// A moment as an SQL expression.
pub fn instant(minutes: i64) -> String {
    format!("now() + interval '{minutes} minutes'")
}
