//! What goes in and out of concerns.

use almoner_kernel::Result;
use almoner_pg::row;
use almoner_web::{Checks, Instant};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::concerns::words::{ConcernCategory, ConcernStatus};
use crate::notes::given;

row! {
    /// A worry about a resident, as it was raised, and who sees to it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ConcernOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// What people call the resident, for lists across a home.
        pub client_name: Option<String>,
        /// Where it happened.
        pub care_home_id: Uuid,
        pub category: ConcernCategory,
        /// Somebody may come to harm now.
        pub urgent: bool,
        /// In its author's words.
        pub text: String,
        /// When it was seen, as its author says.
        pub occurred_at: Timestamp,
        /// What the device said, where its clock was ahead.
        pub device_at: Option<Timestamp>,
        pub recorded_at: Timestamp,
        /// Arrived more than 12 hours after it happened.
        pub late: bool,
        pub author_id: Uuid,
        pub author_name: Option<String>,
        pub status: ConcernStatus,
        /// When somebody said that they see to it; nobody else is told from then on.
        pub acknowledged_at: Option<Timestamp>,
        pub acknowledged_by: Option<Uuid>,
        pub acknowledged_by_name: Option<String>,
        /// What was done.
        pub outcome: Option<String>,
        pub closed_at: Option<Timestamp>,
        pub closed_by_name: Option<String>,
        /// `acknowledge`, `close`.
        pub can: Vec<String>,
    }
}

row! {
    /// The receipt of a concern: its author may have no right to read it any more.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ConcernReceiptOut {
        pub id: Uuid,
        pub client_id: Uuid,
        /// Always: a concern that is not stored is refused.
        pub stored: bool,
        /// Arrived more than 12 hours after it happened.
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        /// How many people were told at once. Zero: nobody runs this home. Go and tell somebody.
        pub told: i64,
    }
}

/// A worry about a resident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcernIn {
    pub category: ConcernCategory,
    /// Somebody may come to harm now.
    #[serde(default)]
    pub urgent: bool,
    /// 1 to 4000 characters.
    pub text: String,
    /// When it was seen: default now, at most 72 hours ago but for a manager. Up to 10 minutes ahead is taken as now;
    /// further ahead is refused, since the device's clock is wrong.
    pub occurred_at: Option<Instant>,
    /// Where it happened, if not where the resident lived then.
    pub care_home_id: Option<Uuid>,
}

/// A concern was seen to.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConcernCloseIn {
    /// What was done, 1 to 4000 characters.
    pub outcome: String,
}

impl ConcernIn {
    /// Cleaned, with the instant that its author says.
    pub fn check(mut self) -> Result<(Self, Option<Timestamp>)> {
        let mut c = Checks::new();
        self.text = c.lines("text", &self.text, 1..=4000);
        let at = given(&mut c, "occurred_at", self.occurred_at);
        c.finish()?;
        Ok((self, at))
    }
}
