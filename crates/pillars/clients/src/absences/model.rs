//! What goes in and out of absences.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Span, Update, row};
use almoner_web::{Checks, Instant, Patch, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::absences::store;
use crate::times;
use crate::words::{AbsenceKind, AbsenceStatus};

row! {
    /// A resident away from the home.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AbsenceOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub care_home_id: Uuid,
        pub kind: AbsenceKind,
        pub from: Timestamp,
        /// When the resident came back, or the stay ended.
        pub until: Option<Timestamp>,
        pub expected_return: Option<Timestamp>,
        /// The hospital and ward, or where the resident went.
        pub place: Option<String>,
        pub reason: Option<String>,
        pub status: AbsenceStatus,
        pub return_note: Option<String>,
        pub created_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// `update`, `return`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    AbsenceOut, "resident_absences", store::ABSENCE;
}

/// A resident has gone to hospital or on leave.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceIn {
    pub kind: AbsenceKind,
    /// Default now; at most ninety days ago.
    pub from: Option<Instant>,
    pub expected_return: Option<Instant>,
    pub place: Option<String>,
    pub reason: Option<String>,
}

impl AbsenceIn {
    /// Cleaned, with the instant from which the resident is away.
    pub fn check(mut self) -> Result<(Self, Timestamp)> {
        let mut c = Checks::new();
        let from = times::happened(&mut c, "from", self.from, times::LATE);
        times::expected(&mut c, "expected_return", from, self.expected_return);
        self.place = c.maybe_text("place", self.place.as_deref(), 200);
        self.reason = c.maybe_lines("reason", self.reason.as_deref(), 1000);
        c.finish()?;
        Ok((self, from))
    }
}

/// What may change of an absence.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AbsencePatch {
    /// The right time of leaving.
    pub from: Patch<Instant>,
    /// The right time of the return, once the resident is back.
    pub until: Patch<Instant>,
    pub expected_return: Patch<Instant>,
    pub place: Patch<String>,
    pub reason: Patch<String>,
}

impl AbsencePatch {
    pub fn update(self, before: &AbsenceOut) -> Result<Update> {
        let mut c = Checks::new();
        let from = match c.patch_needed("from", self.from) {
            None => before.from,
            Some(sent) => times::happened(&mut c, "from", Some(sent), times::LATE),
        };
        let until = match c.patch_needed("until", self.until) {
            None => before.until,
            Some(_) if before.status != AbsenceStatus::Returned => {
                return Err(Error::new(Code::IllegalTransition).message("The resident has not come back."));
            }
            Some(sent) => Some(times::happened(&mut c, "until", Some(sent), times::LATE)),
        };
        c.that(until.is_none_or(|until| until > from), "from", "range", "Give a time before the return.");
        let during =
            (from != before.from || until != before.until).then_some(Span { from: Some(from), until });
        let expected = match self.expected_return {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(sent) => Some(times::expected(&mut c, "expected_return", from, Some(sent))),
        };
        let update = Update::of("resident_absences", before.id, before.version)
            .set("during", during)
            .set("expected_return", expected)
            .set("place", c.patch_text("place", self.place, 200).into_option())
            .set("reason", c.patch_lines("reason", self.reason, 1000).into_option());
        c.finish()?;
        Ok(update)
    }
}

/// The resident is back.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AbsenceReturnIn {
    /// Default now; at most ninety days ago.
    pub at: Option<Instant>,
    /// How they came back, what has changed.
    pub note: Option<String>,
}
