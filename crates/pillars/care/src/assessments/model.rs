//! What goes in and out of assessments.

use std::collections::BTreeMap;

use almoner_kernel::Result;
use almoner_pg::{Json, row};
use almoner_web::{Checks, Day, Instant};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::instruments::{Answers, Found, Said};
use crate::notes::words::AddendumKind;

/// What the answers came to, part by part.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct AssessmentDetails {
    /// The score of each item that scores.
    pub parts: BTreeMap<String, i32>,
    /// Numbers that follow from others.
    pub derived: BTreeMap<String, f64>,
    /// How far the number is from the earlier one, in its unit. Null without an earlier one.
    pub change: Option<f64>,
    /// The same in per cent of the earlier one, to one digit.
    pub change_per_cent: Option<f64>,
    /// When the earlier one was found.
    pub since: Option<Timestamp>,
    /// The assessment that it is compared with.
    pub against_id: Option<Uuid>,
}

impl AssessmentDetails {
    pub fn of(found: &Found<'_>, before: Option<&Before>) -> Self {
        let before = before.filter(|_| found.change.is_some());
        Self {
            parts: found.parts.clone(),
            derived: found.derived.clone(),
            change: found.change,
            change_per_cent: found.change_per_cent,
            since: before.map(|b| b.occurred_at),
            against_id: before.map(|b| b.id),
        }
    }
}

row! {
    /// The earlier number that a change is found against.
    #[derive(Clone, Copy, Debug)]
    pub struct Before { pub id: Uuid, pub value: f64, pub occurred_at: Timestamp }
}

row! {
    /// An instrument answered about a resident. A struck one still shows, and says why it does not hold.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AssessmentOut {
        pub id: Uuid,
        pub client_id: Uuid,
        /// What people call the resident; empty where only the assessment may be seen.
        pub client_name: Option<String>,
        /// Where it happened.
        pub care_home_id: Uuid,
        /// The code of the instrument; `GET /api/v1/instruments?all=true` says what its codes mean.
        pub instrument: String,
        pub instrument_version: i32,
        /// By item: a number in the item's unit, or the code of an option.
        #[schema(value_type = BTreeMap<String, Said>)]
        pub answers: Json<Answers>,
        /// Null where the instrument has no score.
        pub score: Option<f64>,
        /// The code of the band. Null where there is none.
        pub band: Option<String>,
        /// From 0 for the least concern.
        pub band_rank: Option<i32>,
        #[schema(value_type = AssessmentDetails)]
        pub details: Json<AssessmentDetails>,
        pub note: Option<String>,
        pub next_due_on: Option<Date>,
        /// When it was assessed, as its author says.
        pub occurred_at: Timestamp,
        /// What the device said, where its clock was ahead.
        pub device_at: Option<Timestamp>,
        pub recorded_at: Timestamp,
        /// Arrived more than 12 hours after it was done.
        pub late: bool,
        pub author_id: Uuid,
        pub author_name: Option<String>,
        /// How many addenda it has.
        pub addenda: i64,
        pub struck_at: Option<Timestamp>,
        pub struck_by_name: Option<String>,
        pub struck_because: Option<String>,
        /// The review of the plan that it made due.
        pub review_id: Option<Uuid>,
        /// `add`, `strike_out`.
        pub can: Vec<String>,
    }
}

row! {
    /// What was added to an assessment.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AssessmentAddendumOut {
        pub id: Uuid,
        pub assessment_id: Uuid,
        pub kind: AddendumKind,
        pub text: String,
        pub recorded_at: Timestamp,
        pub author_id: Uuid,
        pub author_name: Option<String>,
    }
}

/// An assessment with all that was added to it, the oldest first.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssessmentWithAddendaOut {
    pub assessment: AssessmentOut,
    pub addenda: Vec<AssessmentAddendumOut>,
}

/// The receipt of an assessment, with what its answers came to: its author may have no right to read it any more.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AssessmentReceiptOut {
    pub id: Uuid,
    pub client_id: Uuid,
    /// Always: one that is not stored is refused.
    pub stored: bool,
    pub instrument: String,
    pub instrument_version: i32,
    /// Null where the instrument has no score.
    pub score: Option<f64>,
    /// The code of the band. Null where there is none.
    pub band: Option<String>,
    /// For people.
    pub band_label: Option<String>,
    /// What to do now.
    pub action: Option<String>,
    pub details: AssessmentDetails,
    pub next_due_on: Option<Date>,
    /// Arrived more than 12 hours after it was done.
    pub late: bool,
    pub occurred_at: Timestamp,
    pub recorded_at: Timestamp,
}

/// Answers. What they come to is computed here and can't be sent.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AssessmentIn {
    /// The code of an instrument.
    pub instrument: String,
    /// The version that was shown. Default: the one to answer now.
    pub instrument_version: Option<i32>,
    /// By item: a number in the item's unit, or the code of an option.
    pub answers: BTreeMap<String, Said>,
    /// 1 to 4000 characters.
    pub note: Option<String>,
    /// Default as the instrument says, if it does.
    pub next_due_on: Option<Day>,
    /// When it was done: default now, at most 72 hours ago but for a manager. Up to 10 minutes ahead is taken
    /// as now; further ahead is refused, since the device's clock is wrong.
    pub occurred_at: Option<Instant>,
    /// Where it happened, if not where the resident lived then.
    pub care_home_id: Option<Uuid>,
}

/// The code of an instrument in a query, or what is wrong with it.
pub fn code_asked_for(code: Option<&str>) -> Result<()> {
    let fits = |code: &str| {
        code.len() <= 63
            && code.starts_with(|first: char| first.is_ascii_lowercase())
            && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    let mut c = Checks::new();
    c.that(code.is_none_or(fits), "instrument", "format", "Give the code of an instrument, such as news2.");
    c.finish()
}
