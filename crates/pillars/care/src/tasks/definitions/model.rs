//! What goes in and out of task definitions.

use almoner_pg::{Arg, Json, row};
use almoner_web::{Day, Patch, records};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use tokio_postgres::types::{IsNull, ToSql, Type, private::BytesMut};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use crate::tasks::words::{TaskDefinitionKind, TaskDomain};

row! {
    /// What is to be done for a resident, and when, on the wall clock of the home.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct TaskDefinitionOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub care_home_id: Uuid,
        pub care_plan_version_id: Uuid,
        /// Follows the same piece of care through the versions of the plan.
        pub lineage_id: Uuid,
        pub domain: TaskDomain,
        pub title: String,
        pub instructions: Option<String>,
        pub kind: TaskDefinitionKind,
        /// Every so many care days, counted from `starts_on`.
        pub every_days: i32,
        /// ISO days of the week (1 is Monday) of the care day; empty for all.
        #[schema(value_type = Option<Vec<i32>>)]
        pub weekdays: Option<Json<Vec<i32>>>,
        pub starts_on: Option<Date>,
        pub ends_on: Option<Date>,
        /// Wall times of the home. One before the start of the care day belongs to the night of that care day.
        #[schema(value_type = Vec<String>)]
        pub times: Json<Vec<Time>>,
        /// Real minutes from when it may begin until it is due.
        pub due_minutes: i32,
        /// Real minutes from being due until it counts as missed.
        pub missed_minutes: i32,
        /// Of an as-needed task: the least real minutes between two.
        pub min_interval_minutes: Option<i32>,
        /// Of an as-needed task: the most in a care day.
        pub max_per_day: Option<i32>,
        /// Of an as-needed task: so many minutes after it was done somebody looks again, and says the effect.
        pub effect_minutes: Option<i32>,
        pub people: i32,
        pub assignee_id: Option<Uuid>,
        pub assignee_name: Option<String>,
        pub shift_template_id: Option<Uuid>,
        pub shift_name: Option<String>,
        pub named_only: bool,
        pub position: i32,
        pub created_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        /// `update` (all of it, in a draft), `amend` (time and whose it is, of the active version), `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    TaskDefinitionOut, "care_task_definitions", store::DEFINITION;
}

row! {
    /// One time at which a task will be due.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct NextTimeOut {
        pub care_day: Date,
        /// On the wall of the home: `2027-03-28T02:00`. Where the clock skips a time, the first that there is after it.
        pub local: String,
        pub due_from: Timestamp,
        pub due_by: Timestamp,
        pub missed_after: Timestamp,
    }
}

/// A new task of a draft.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskDefinitionIn {
    /// Of the same piece of care in an earlier version; left out for a new one.
    pub lineage_id: Option<Uuid>,
    pub domain: TaskDomain,
    /// 1 to 200 characters. Of a prompt without medicine and dose: "Give and sign on the MAR chart".
    pub title: String,
    /// 1 to 4000 characters.
    pub instructions: Option<String>,
    /// Default `scheduled`.
    pub kind: Option<TaskDefinitionKind>,
    /// Default 1, at most 366; more than 1 needs `starts_on`.
    pub every_days: Option<i32>,
    /// ISO days of the week, 1 is Monday; left out for all.
    pub weekdays: Option<Vec<i32>>,
    pub starts_on: Option<Day>,
    pub ends_on: Option<Day>,
    /// 1 to 48 wall times such as `08:00`; none of an as-needed task.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    pub times: Vec<Time>,
    /// Default 60, at most 1440.
    pub due_minutes: Option<i32>,
    /// Default 60, at most 2880.
    pub missed_minutes: Option<i32>,
    /// Only of an as-needed task: 1 to 10080.
    pub min_interval_minutes: Option<i32>,
    /// Only of an as-needed task: 1 to 48.
    pub max_per_day: Option<i32>,
    /// Only of an as-needed task: 5 to 1440. So long after it was done one more task is due, whose record says the effect.
    pub effect_minutes: Option<i32>,
    /// 1 or 2; default 1.
    pub people: Option<i32>,
    pub assignee_id: Option<Uuid>,
    /// Not together with an assignee.
    pub shift_template_id: Option<Uuid>,
    /// Default false; needs an assignee.
    pub named_only: Option<bool>,
    /// Default 0.
    pub position: Option<i32>,
}

/// What may change: all of it in a draft; of the active version its times and whose it is, by the manager.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaskDefinitionPatch {
    pub domain: Patch<TaskDomain>,
    pub title: Patch<String>,
    pub instructions: Patch<String>,
    pub kind: Patch<TaskDefinitionKind>,
    pub every_days: Patch<i32>,
    pub weekdays: Patch<Vec<i32>>,
    pub starts_on: Patch<Day>,
    pub ends_on: Patch<Day>,
    #[schema(value_type = Option<Vec<String>>)]
    pub times: Patch<Vec<Time>>,
    pub due_minutes: Patch<i32>,
    pub missed_minutes: Patch<i32>,
    pub min_interval_minutes: Patch<i32>,
    pub max_per_day: Patch<i32>,
    pub effect_minutes: Patch<i32>,
    pub people: Patch<i32>,
    pub assignee_id: Patch<Uuid>,
    pub shift_template_id: Patch<Uuid>,
    pub named_only: Patch<bool>,
    pub position: Patch<i32>,
}

/// Wall times as a parameter.
#[derive(Clone, Debug)]
pub struct Times(pub Vec<Time>);

impl ToSql for Times {
    fn to_sql(
        &self,
        ty: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        self.0.to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::TIME_ARRAY
    }

    tokio_postgres::types::to_sql_checked!();
}

impl Arg for Times {
    fn pg_type() -> Type {
        Type::TIME_ARRAY
    }
}
