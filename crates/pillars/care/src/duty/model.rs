//! What goes in and out of duty.

use almoner_kernel::Result;
use almoner_pg::{Update, row};
use almoner_web::{Checks, Instant, Patch, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use super::words::DutyClosedBy;

row! {
    /// A person's time on in a home.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct DutyOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        /// Empty: the whole home.
        pub unit_id: Option<Uuid>,
        pub unit_name: Option<String>,
        pub profile_id: Uuid,
        pub name: Option<String>,
        /// What the person was there when it began: `nurse`, `senior`, `carer` or `manager`. Empty to who does not
        /// give care in the home, manage it or read it in full.
        pub grade: Option<String>,
        /// The shift of the rota that it fulfils; empty where none was planned.
        pub assignment_id: Option<Uuid>,
        pub shift_name: Option<String>,
        /// When that shift ends by the rota.
        pub shift_until: Option<Timestamp>,
        pub started_at: Timestamp,
        /// Empty: is on.
        pub ended_at: Option<Timestamp>,
        pub closed_by: Option<DutyClosedBy>,
        pub archived_at: Option<Timestamp>,
        /// `end`, `update`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    DutyOut, "duty_periods", store::DUTY;
}

row! {
    /// Somebody on a published shift who has not started it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct DutyExpectedOut {
        pub assignment_id: Uuid,
        pub care_home_id: Uuid,
        pub profile_id: Uuid,
        pub name: Option<String>,
        pub grade: Option<String>,
        pub unit_id: Option<Uuid>,
        pub unit_name: Option<String>,
        pub shift_name: Option<String>,
        pub from: Timestamp,
        pub until: Timestamp,
    }
}

/// Who is on in a home at a moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DutyBoardOut {
    pub care_home_id: Uuid,
    pub at: Timestamp,
    /// By unit and start. One whose start lies 16 hours back and that nobody ended is not among them.
    pub on: Vec<DutyOut>,
    /// By the published rota, and not on.
    pub expected: Vec<DutyExpectedOut>,
}

/// What the caller is on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MyDutyOut {
    /// Empty: has not started, or has ended.
    pub duty: Option<DutyOut>,
    /// The published shift of now, or the next within 12 hours.
    pub shift: Option<DutyExpectedOut>,
}

/// Somebody starts a shift.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyIn {
    pub care_home_id: Uuid,
    /// Empty for the whole home.
    pub unit_id: Option<Uuid>,
    /// For whom; default oneself. For somebody else by a senior, nurse or manager of the home.
    pub profile_id: Option<Uuid>,
    /// Default now; at most 16 hours ago. Up to 10 minutes ahead is taken as now.
    pub started_at: Option<Instant>,
}

/// Somebody ends a shift.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DutyEndIn {
    /// Default now; not before it started. Up to 10 minutes ahead is taken as now.
    pub ended_at: Option<Instant>,
}

/// What a manager corrects.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DutyPatch {
    pub unit_id: Patch<Uuid>,
    pub started_at: Patch<Instant>,
    /// `null`: is on still.
    pub ended_at: Patch<Instant>,
}

impl DutyPatch {
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let update = Update::of("duty_periods", id, version)
            .set("unit_id", self.unit_id.into_option())
            .set("started_at", c.patch_needed("started_at", self.started_at).map(|at| at.0))
            .set("ended_at", self.ended_at.into_option().map(|at| at.map(|at| at.0)));
        c.finish()?;
        Ok(update)
    }
}
