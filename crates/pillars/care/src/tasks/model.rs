//! Tasks and records as they are answered.

use std::collections::BTreeMap;

use almoner_pg::row;
use almoner_web::records;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::read;
use super::words::{TaskDomain, TaskKind, TaskOutcome, TaskStatus, TaskStatusReason};

row! {
    /// One thing due once for a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct TaskOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// What people call the resident.
        pub client_name: Option<String>,
        /// Where it is due.
        pub care_home_id: Uuid,
        pub unit_id: Option<Uuid>,
        /// The room that the resident has now.
        pub room_name: Option<String>,
        pub care_plan_id: Option<Uuid>,
        /// Empty for one that nobody planned.
        pub definition_id: Option<Uuid>,
        /// The as-needed task whose effect this looks at; its record says the effect in `note`.
        pub follows_task_id: Option<Uuid>,
        /// The record of it that made this one, by its `ordinal`.
        pub follows_ordinal: Option<i32>,
        pub kind: TaskKind,
        pub domain: Option<TaskDomain>,
        pub title: String,
        pub instructions: Option<String>,
        /// 2: somebody else confirms the record.
        pub people: i32,
        /// The date on which its shift began: 02:00 belongs to the night that started before it.
        pub care_day: Date,
        /// From when it may be done.
        pub due_from: Timestamp,
        pub due_by: Timestamp,
        /// From when it counts as missed if nothing was recorded.
        pub missed_after: Timestamp,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        /// The shift whose it is until it is due; from then on it is the team's.
        pub shift_template_id: Option<Uuid>,
        pub shift_name: Option<String>,
        /// Closed to everybody but the assignee and the manager.
        pub named_only: bool,
        /// Who said that they are doing it.
        pub claimed_by: Option<Uuid>,
        pub claimed_by_name: Option<String>,
        pub note: Option<String>,
        pub status: TaskStatus,
        pub status_reason: Option<TaskStatusReason>,
        /// How many records it has; a new one says as `last_seen_ordinal` which its author has seen.
        pub last_ordinal: i32,
        /// Done for two people, and the second has not confirmed it yet.
        pub awaits_confirmation: bool,
        pub missed_at: Option<Timestamp>,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub created_by_name: Option<String>,
        pub archived_at: Option<Timestamp>,
        /// `record`, `confirm`, `claim`, `release`, `assign`, `note`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    TaskOut, "care_plan_tasks", read::TASK;
}

row! {
    /// What was done, by whom, when. Never changed: the last word counts, and all are kept.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct TaskRecordOut {
        pub id: Uuid,
        pub task_id: Uuid,
        /// Its place among the records of the task, from 1.
        pub ordinal: i32,
        /// Empty for the confirmation of a second person.
        pub outcome: Option<TaskOutcome>,
        /// The record that this second person confirms.
        pub confirms_ordinal: Option<i32>,
        pub reason: Option<String>,
        pub note: Option<String>,
        /// By name: `{"ml": 200}`.
        #[schema(value_type = BTreeMap<String, f64>)]
        pub measures: almoner_pg::Json<BTreeMap<String, f64>>,
        pub occurred_at: Timestamp,
        /// What the device's clock said, where it was up to 10 minutes ahead.
        pub device_at: Option<Timestamp>,
        pub recorded_at: Timestamp,
        pub author_id: Uuid,
        pub author_name: Option<String>,
        /// Whose it is as their device says, where its author handed it in for them; it is not signed by them.
        #[schema(value_type = Option<ClaimedAuthorOut>)]
        pub claimed_author: Option<almoner_pg::Json<ClaimedAuthorOut>>,
        /// Came after the task was missed or cancelled, or could have been.
        pub late: bool,
    }
}

/// Whose something is, as the device says on which it lay.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ClaimedAuthorOut {
    pub id: Uuid,
    pub name: Option<String>,
}

/// A task with its records.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskPageOut {
    pub task: TaskOut,
    /// In the order in which they arrived; the latest 200.
    pub records: Vec<TaskRecordOut>,
}
