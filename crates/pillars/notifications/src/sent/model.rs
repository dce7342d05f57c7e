//! What is known of a delivery.

use almoner_pg::row;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

row! {
    /// What became of a notification.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct DeliveryOut {
        pub id: Uuid,
        /// `email`, `sms`, `slack`, `teams`, `webhook`, `in_app`.
        pub channel: String,
        pub kind: String,
        /// Whom it was for; null for a channel of the home.
        pub profile_id: Option<Uuid>,
        pub person_name: Option<String>,
        pub care_home_id: Option<Uuid>,
        pub care_home_name: Option<String>,
        pub priority: String,
        /// `sent`, `delivered`, `failed`, `dead`, `expired`, `suppressed`, `unknown`, `replayed`.
        pub status: String,
        /// How often it was tried.
        pub attempt: i32,
        /// A code of ours.
        pub last_error: Option<String>,
        pub trigger_at: Timestamp,
        pub finished_at: Timestamp,
        /// When it was acknowledged, by its recipient.
        pub acknowledged_at: Option<Timestamp>,
        /// `replay`.
        pub can: Vec<String>,
    }
}

row! {
    /// What waits to be sent.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct WaitingOut {
        pub id: Uuid,
        pub channel: String,
        pub kind: String,
        pub profile_id: Option<Uuid>,
        pub person_name: Option<String>,
        pub care_home_id: Option<Uuid>,
        pub care_home_name: Option<String>,
        pub priority: String,
        /// `queued` or `leased`: being sent now.
        pub status: String,
        pub attempt: i32,
        pub last_error: Option<String>,
        pub trigger_at: Timestamp,
        /// When it is tried next.
        pub next_at: Timestamp,
        /// From when on nobody is told any more.
        pub expires_at: Option<Timestamp>,
    }
}

row! {
    /// A way out that is or was closed. A channel that is not listed was always open.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ChannelOut {
        pub id: Uuid,
        pub channel: String,
        /// `open`, `paused`.
        pub status: String,
        /// Why it was paused: a code of ours.
        pub code: Option<String>,
        pub paused_at: Option<Timestamp>,
        /// When one notification is tried again.
        pub probe_at: Option<Timestamp>,
        /// Who opened it last; null when it opened by itself.
        pub resumed_by_name: Option<String>,
        /// `resume`.
        pub can: Vec<String>,
    }
}

/// Which deliveries.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryStatus {
    Sent,
    Delivered,
    Failed,
    Dead,
    Expired,
    Suppressed,
    Unknown,
    Replayed,
}

/// Which way out.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, ToSchema, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryChannel {
    InApp,
    Email,
    Sms,
    Slack,
    Teams,
    Webhook,
}

macro_rules! as_text {
    ($name:ident) => {
        impl $name {
            pub fn text(self) -> String {
                serde_json::to_value(self)
                    .ok()
                    .and_then(|v| v.as_str().map(str::to_owned))
                    .unwrap_or_default()
            }
        }
    };
}
as_text!(DeliveryStatus);
as_text!(DeliveryChannel);
