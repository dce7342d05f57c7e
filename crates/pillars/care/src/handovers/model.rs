//! What goes in and out of handovers.

use almoner_kernel::Result;
use almoner_pg::{Json, row};
use almoner_web::{Checks, Day, Instant, records};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::concerns::ConcernOut;
use crate::handovers::changes::HandoverChangeOut;
use crate::handovers::store;
use crate::handovers::words::{
    HandoverItemClosedBecause, HandoverItemKind, HandoverItemStatus, HandoverPriority, HandoverShift,
};
use crate::notes::{NoteKind, NoteMeasures};

row! {
    /// A handover of a home, or of one unit of it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HandoverOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        /// Empty: of the whole home.
        pub unit_id: Option<Uuid>,
        pub unit_name: Option<String>,
        /// The care day in which the shift that hands over began.
        pub care_day: Date,
        pub shift: HandoverShift,
        pub summary: Option<String>,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub created_by_name: Option<String>,
        pub archived_at: Option<Timestamp>,
        /// Items that the reader may see, and how many of them are open.
        pub items: i64,
        pub open_items: i64,
        /// How many people have taken it in.
        pub acknowledged: i64,
        pub acknowledged_by_me: bool,
        /// `add_item`, `acknowledge`.
        pub can: Vec<String>,
    }
}

row! {
    /// One thing that the next shift has to know.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HandoverItemOut {
        pub id: Uuid,
        pub version: i32,
        /// Empty while no handover has taken it along.
        pub handover_id: Option<Uuid>,
        pub care_home_id: Uuid,
        pub unit_id: Option<Uuid>,
        pub care_day: Date,
        /// Whom it is about; empty: the home.
        pub client_id: Option<Uuid>,
        pub client_name: Option<String>,
        pub room_name: Option<String>,
        pub kind: HandoverItemKind,
        pub priority: HandoverPriority,
        /// In somebody's words; empty where the note or the task says it.
        pub text: Option<String>,
        /// The note that was flagged.
        pub note_id: Option<Uuid>,
        pub note_kind: Option<NoteKind>,
        pub note_text: Option<String>,
        #[schema(value_type = Option<NoteMeasures>)]
        pub note_measures: Option<Json<NoteMeasures>>,
        /// The task that was missed.
        pub task_id: Option<Uuid>,
        pub task_title: Option<String>,
        pub status: HandoverItemStatus,
        pub closed_because: Option<HandoverItemClosedBecause>,
        pub created_at: Timestamp,
        pub created_by_name: Option<String>,
        /// `close`.
        pub can: Vec<String>,
    }
}

row! {
    /// That somebody has taken a handover in.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct HandoverSignatureOut {
        pub profile_id: Uuid,
        pub name: Option<String>,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        /// The version of the handover that was there; words that were changed later were not taken in.
        pub handover_version: i32,
    }
}

row! {
    /// Somebody whose shift begins when this one hands over.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct IncomingOut {
        pub profile_id: Uuid,
        pub name: Option<String>,
        pub shift_starts_at: Timestamp,
        /// Empty: has not read it yet.
        pub acknowledged_at: Option<Timestamp>,
    }
}

/// A handover with everything that the next shift has to know.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverWithItemsOut {
    pub handover: HandoverOut,
    /// By room and resident, the home's own last; within them by priority.
    pub items: Vec<HandoverItemOut>,
    /// What has changed since the handover before it, of residents whom the reader may see.
    pub changes: Vec<HandoverChangeOut>,
    /// Concerns that were raised since the handover before it, and those that nobody had seen to when it was composed, of
    /// residents whom the reader may see: with who raised them, and whether somebody sees to them now.
    pub concerns: Vec<ConcernOut>,
    pub acknowledged: Vec<HandoverSignatureOut>,
    /// Who comes on: who started a shift, or is to by the published rota, from 2 hours before to 4 hours after it was composed.
    pub incoming: Vec<IncomingOut>,
}

/// What is stored of an acknowledgement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HandoverReceiptOut {
    pub handover_id: Uuid,
    /// Always: one that is not stored is refused.
    pub stored: bool,
    /// Empty where the reader may no longer see it.
    pub signature: Option<HandoverSignatureOut>,
}

records! {
    HandoverOut, "handovers", store::HANDOVER;
}

records! {
    HandoverItemOut, "handover_items", store::ITEM;
}

/// A shift hands over.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverIn {
    pub care_home_id: Uuid,
    /// Of one unit; empty for the whole home.
    pub unit_id: Option<Uuid>,
    /// The care day in which the shift began. Default the care day now; for a night that of four hours ago,
    /// since a night hands over when the next care day has begun.
    pub care_day: Option<Day>,
    pub shift: HandoverShift,
    /// 1 to 8000 characters.
    pub summary: Option<String>,
}

/// One more thing for the next shift.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverItemIn {
    /// Whom it is about; empty: the home.
    pub client_id: Option<Uuid>,
    pub kind: HandoverItemKind,
    /// Default `medium`.
    pub priority: Option<HandoverPriority>,
    /// 1 to 2000 characters.
    pub text: String,
}

/// Taken in, by whoever is signed in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverAcknowledgeIn {
    /// When; default now, at most 72 hours ago. Up to 10 minutes ahead is taken as now.
    pub occurred_at: Option<Instant>,
}

/// Why an item is closed.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandoverItemCloseIn {
    pub because: HandoverItemClosedBecause,
}

impl HandoverIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.summary = c.maybe_lines("summary", self.summary.as_deref(), 8000);
        c.finish()?;
        Ok(self)
    }
}

impl HandoverItemIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.text = c.lines("text", &self.text, 1..=2000);
        let noted = matches!(self.kind, HandoverItemKind::OverdueTask | HandoverItemKind::Incident);
        c.that(!noted, "kind", "not_possible", "That is noted by itself. Choose what this is about.");
        c.finish()?;
        Ok(self)
    }
}
