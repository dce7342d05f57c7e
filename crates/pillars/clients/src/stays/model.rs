//! What goes in and out of stays.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Span, row};
use almoner_web::{Checks, Instant, Patch, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::stays::store;
use crate::times;
use crate::words::{StayDischargeReason, StayKind, StayLeavingReason, StayStatus};

row! {
    /// A resident in a bed of a home for a range of time.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct StayOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub care_home_id: Uuid,
        /// Null where the reader may not see that home; so for room and bed.
        pub home_name: Option<String>,
        /// The first stay of the admission; a move or a transfer goes on with it.
        pub admission_id: Uuid,
        /// Null after a transfer, until the receiving home gives a bed.
        pub bed_id: Option<Uuid>,
        pub bed_name: Option<String>,
        pub room_name: Option<String>,
        /// Arrival, or the planned day.
        pub from: Timestamp,
        /// When it ended; while it lasts, when it is expected to end.
        pub until: Option<Timestamp>,
        pub kind: StayKind,
        pub status: StayStatus,
        pub leaving_reason: Option<StayLeavingReason>,
        pub leaving_note: Option<String>,
        pub created_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// `update`, `arrive`, `cancel`, `move`, `transfer`, `discharge`, `death`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    StayOut, "bed_stays", store::STAY;
}

impl StayOut {
    /// Refuses a verb that does not exist in the stay's present state.
    pub fn must_be(&self, status: StayStatus) -> Result<()> {
        if self.status == status && self.archived_at.is_none() {
            return Ok(());
        }
        Err(Error::new(Code::IllegalTransition).message(match status {
            StayStatus::Planned => "This stay is not planned any more.",
            _ => "The resident does not live here now.",
        }))
    }
}

/// An admission to a bed of the home that holds the resident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayAdmissionIn {
    pub bed_id: Uuid,
    /// Default `permanent`.
    pub kind: Option<StayKind>,
    /// Keeps the bed for a resident who is to come; otherwise the resident has arrived.
    #[serde(default)]
    pub planned: bool,
    /// Arrival, at most ten minutes ahead of our clock, default now; or the planned time, which is needed.
    pub from: Option<Instant>,
    /// When the stay is expected to end, as for respite.
    pub until: Option<Instant>,
}

impl StayAdmissionIn {
    /// When the stay goes from and until.
    pub fn check(&self) -> Result<Span> {
        let mut c = Checks::new();
        let from = match (self.planned, self.from) {
            (false, sent) => times::happened(&mut c, "from", sent, times::LIVED_HERE),
            (true, Some(sent)) => times::planned(&mut c, "from", sent),
            (true, None) => {
                c.wrong("from", "required", "Say when the resident is expected.");
                times::now()
            }
        };
        let until = times::expected(&mut c, "until", from.max(times::now()), self.until);
        c.finish()?;
        Ok(Span { from: Some(from), until })
    }
}

/// What may change of a stay that is planned or lasts.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct StayPatch {
    /// Of a planned stay, or of one that has none yet; a resident moves by `move`.
    pub bed_id: Patch<Uuid>,
    /// Another plan, or the right time of arrival.
    pub from: Patch<Instant>,
    pub until: Patch<Instant>,
    pub kind: Patch<StayKind>,
}

/// A change of a stay, checked.
pub struct StayChange {
    pub bed_id: Option<Uuid>,
    pub during: Option<Span>,
    pub kind: Option<StayKind>,
}

impl StayPatch {
    pub fn check(self, before: &StayOut) -> Result<StayChange> {
        let planned = before.status == StayStatus::Planned;
        if !planned {
            before.must_be(StayStatus::Live)?;
        }
        let mut c = Checks::new();
        let bed_id = c.patch_needed("bed_id", self.bed_id);
        if bed_id.is_some() && !planned && before.bed_id.is_some() {
            return Err(
                Error::new(Code::IllegalTransition).message("The resident lives in a bed; move them.")
            );
        }
        let from = match c.patch_needed("from", self.from) {
            None => before.from,
            Some(sent) if planned => times::planned(&mut c, "from", sent),
            Some(sent) => times::happened(&mut c, "from", Some(sent), times::LIVED_HERE),
        };
        let until = match self.until {
            Patch::Absent => before.until,
            Patch::Null => None,
            Patch::Value(sent) => times::expected(&mut c, "until", from, Some(sent)),
        };
        c.that(until.is_none_or(|until| until > from), "from", "range", "Give a time before the stay ends.");
        let kind = c.patch_needed("kind", self.kind);
        c.finish()?;
        let during =
            (from != before.from || until != before.until).then_some(Span { from: Some(from), until });
        Ok(StayChange { bed_id, during, kind })
    }
}

/// The resident has arrived.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayArriveIn {
    /// Default now.
    pub at: Option<Instant>,
}

/// The resident will not come.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayCancelIn {
    pub note: Option<String>,
}

/// Another bed of the same home.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayMoveIn {
    pub bed_id: Uuid,
    /// Default now.
    pub at: Option<Instant>,
}

/// Another home of the organisation.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayTransferIn {
    pub to_home_id: Uuid,
    /// Only for who manages that home too; otherwise the receiving home gives the bed.
    pub bed_id: Option<Uuid>,
    /// Default now; at most three days ago.
    pub at: Option<Instant>,
}

/// The resident has left for good.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayDischargeIn {
    pub reason: StayDischargeReason,
    /// Default now; at most ninety days ago.
    pub at: Option<Instant>,
    pub note: Option<String>,
}

/// The resident has died.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StayDeathIn {
    /// Default now; at most ninety days ago.
    pub at: Option<Instant>,
    pub note: Option<String>,
}
