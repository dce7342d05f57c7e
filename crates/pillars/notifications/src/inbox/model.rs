//! What a notification is in the console.

use almoner_pg::row;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// A notification with the names that its reader may see.
    #[derive(Clone, Debug)]
    pub struct Shown {
        pub id: Uuid,
        pub kind: String,
        pub entity: String,
        pub entity_id: Uuid,
        pub care_home_id: Option<Uuid>,
        pub care_home_name: Option<String>,
        pub time_zone: Option<String>,
        pub organisation_name: Option<String>,
        pub client_id: Option<Uuid>,
        pub client_name: Option<String>,
        pub payload: serde_json::Value,
        pub priority: String,
        pub trigger_at: Timestamp,
        pub read_at: Option<Timestamp>,
        pub acknowledged_at: Option<Timestamp>,
        pub subject: Option<String>,
        pub body: Option<String>,
    }
}

/// A notification of the reader's own.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NotificationOut {
    pub id: Uuid,
    /// Which of the closed list of kinds: `incident_opened`, `training_expiring`.
    pub kind: String,
    /// One line that says what it is.
    pub title: String,
    /// A sentence more.
    pub line: String,
    /// What it is about, in the words of the tables: `incidents`.
    pub entity: String,
    pub entity_id: Uuid,
    pub care_home_id: Option<Uuid>,
    pub care_home_name: Option<String>,
    /// The resident whom it is about, if the reader may see them.
    pub client_id: Option<Uuid>,
    pub client_name: Option<String>,
    /// `low`, `medium`, `high`, `critical`.
    pub priority: String,
    /// When it was told.
    pub told_at: Timestamp,
    pub read_at: Option<Timestamp>,
    /// When the reader said that they see to it. Nobody further up the ladder is told then.
    pub acknowledged_at: Option<Timestamp>,
    /// `read`, `acknowledge`.
    pub can: Vec<String>,
}

row! {
    /// How much there is to read.
    #[derive(Clone, Copy, Debug, Serialize, ToSchema)]
    pub struct UnreadOut {
        /// Not read yet; 100 stands for 100 and more.
        pub unread: i64,
        /// Of high or critical priority, and acknowledged by the reader neither; up to 100.
        pub urgent: i64,
    }
}

/// Everything that was told up to a moment.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadAllIn {
    /// Up to and with this one: what came while somebody was looking stays unread.
    pub until: almoner_web::Instant,
}

row! {
    /// How many a change touched.
    #[derive(Clone, Copy, Debug, Serialize, ToSchema)]
    pub struct ReadOut {
        /// How many were marked.
        pub marked: i64,
    }
}
