//! What goes in and out of plans and their versions.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Json, Update, row};
use almoner_web::{Checks, Patch, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::plans::reviews::CarePlanReviewOut;
use crate::plans::sections::{CarePlanDomainsPatch, CarePlanSections};
use crate::plans::sleeps::CarePlanSleepOut;
use crate::plans::store;
use crate::plans::words::{CarePlanVersionKind, CarePlanVersionStatus};

/// Characters of a reason and of a note on consent.
const LONGEST: usize = 2000;

/// Rows of versions: the columns that both answers have, and those of each.
macro_rules! versions {
    ($($(#[$meta:meta])* $name:ident { $($more:tt)* })+) => {$(
        row! {
            $(#[$meta])*
            #[derive(Clone, Debug, Serialize, ToSchema)]
            pub struct $name {
                pub id: Uuid,
                pub version: i32,
                pub client_id: Uuid,
                pub care_plan_id: Uuid,
                /// Counted up within the plan.
                pub number: i32,
                /// `initial`: published by who ran the shift when somebody moved in, until the full plan is there.
                pub kind: CarePlanVersionKind,
                pub status: CarePlanVersionStatus,
                /// Of which domains it says something.
                pub domains: Vec<String>,
                pub change_reason: Option<String>,
                pub consent_note: Option<String>,
                /// The active version on which it was written.
                pub based_on_id: Option<Uuid>,
                pub submitted_at: Option<Timestamp>,
                pub submitted_by: Option<Uuid>,
                pub submitted_by_name: Option<String>,
                pub published_at: Option<Timestamp>,
                pub published_by: Option<Uuid>,
                pub published_by_name: Option<String>,
                /// While it was the active one.
                pub effective_from: Option<Timestamp>,
                pub effective_until: Option<Timestamp>,
                pub created_at: Timestamp,
                pub created_by: Option<Uuid>,
                pub created_by_name: Option<String>,
                pub updated_at: Timestamp,
                pub archived_at: Option<Timestamp>,
                /// `update`, `submit`, `send_back`, `publish`, `withdraw`, `cease`.
                pub can: Vec<String>,
                $($more)*
            }
        }
    )+};
}

versions! {
    /// A version of a care plan, with what it says.
    CarePlanVersionOut {
        #[schema(value_type = CarePlanSections)]
        pub sections: Json<CarePlanSections>,
    }
    /// A version of a care plan without what it says.
    CarePlanVersionBrief {}
}

records! {
    CarePlanVersionOut, "care_plan_versions", store::VERSION;
}

row! {
    /// The plan itself, as it is stored.
    #[derive(Clone, Debug)]
    pub struct PlanRow {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub review_cycle_days: Option<i32>,
        pub note: Option<String>,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub created_by_name: Option<String>,
        pub archived_at: Option<Timestamp>,
        pub can: Vec<String>,
    }
}

/// The living care plan of a resident.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanOut {
    pub id: Uuid,
    pub version: i32,
    pub client_id: Uuid,
    /// Days between reviews, where it isn't the organisation's choice.
    pub review_cycle_days: Option<i32>,
    pub note: Option<String>,
    pub created_at: Timestamp,
    pub created_by: Option<Uuid>,
    pub created_by_name: Option<String>,
    pub archived_at: Option<Timestamp>,
    /// What care is given by; null while nothing is published.
    pub active: Option<CarePlanVersionOut>,
    /// Drafts and versions in review that the caller may see, the newest first.
    pub drafts: Vec<CarePlanVersionOut>,
    /// Where it is set, the plan sleeps: none of its tasks is made, and `active` waits for somebody's word that it is right.
    pub sleep: Option<CarePlanSleepOut>,
    /// The review that is due first.
    pub next_review: Option<CarePlanReviewOut>,
    /// `start_version`; `start_initial`: beside this plan none is in force, and an initial one can be begun.
    pub can: Vec<String>,
}

impl CarePlanOut {
    /// From the plan, its versions that live, its next review, and its sleep.
    pub fn of(
        plan: PlanRow,
        versions: Vec<CarePlanVersionOut>,
        next_review: Option<CarePlanReviewOut>,
        sleep: Option<CarePlanSleepOut>,
    ) -> Self {
        let is_active = |v: &CarePlanVersionOut| v.status == CarePlanVersionStatus::Active;
        let (active, drafts): (Vec<_>, Vec<_>) = versions.into_iter().partition(is_active);
        Self {
            id: plan.id,
            version: plan.version,
            client_id: plan.client_id,
            review_cycle_days: plan.review_cycle_days,
            note: plan.note,
            created_at: plan.created_at,
            created_by: plan.created_by,
            created_by_name: plan.created_by_name,
            archived_at: plan.archived_at,
            active: active.into_iter().next(),
            drafts,
            sleep,
            next_review,
            can: plan.can,
        }
    }
}

/// A new plan with its first draft.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarePlanIn {
    /// Days between reviews, 1 to 366; default the organisation's.
    pub review_cycle_days: Option<i32>,
    pub note: Option<String>,
    /// Of the first draft, which begins empty.
    pub change_reason: Option<String>,
    pub consent_note: Option<String>,
}

impl CarePlanIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        if let Some(days) = self.review_cycle_days {
            c.number("review_cycle_days", days, 1..=366);
        }
        self.note = c.maybe_lines("note", self.note.as_deref(), LONGEST);
        self.change_reason = c.maybe_lines("change_reason", self.change_reason.as_deref(), LONGEST);
        self.consent_note = c.maybe_lines("consent_note", self.consent_note.as_deref(), LONGEST);
        c.finish()?;
        Ok(self)
    }
}

/// The initial plan of somebody who has moved in without one.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CarePlanInitialIn {
    /// Why it is needed, for whoever writes the full one.
    pub change_reason: Option<String>,
}

impl CarePlanInitialIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.change_reason = c.maybe_lines("change_reason", self.change_reason.as_deref(), LONGEST);
        c.finish()?;
        Ok(self)
    }
}

/// A new draft.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarePlanVersionIn {
    /// The version of the same resident whose sections and tasks it begins with; default the active
    /// one, and with neither it begins empty.
    pub from_version_id: Option<Uuid>,
    /// Why the plan changes, for whoever reviews it.
    pub change_reason: Option<String>,
    /// What the person said to it, or who decided in their best interests.
    pub consent_note: Option<String>,
}

impl CarePlanVersionIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.change_reason = c.maybe_lines("change_reason", self.change_reason.as_deref(), LONGEST);
        self.consent_note = c.maybe_lines("consent_note", self.consent_note.as_deref(), LONGEST);
        c.finish()?;
        Ok(self)
    }
}

/// What may change of a draft. `sections` takes the place of all that was said, then each of the
/// `domains` that is sent of what is said there.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CarePlanVersionPatch {
    pub sections: Patch<CarePlanSections>,
    pub domains: Patch<CarePlanDomainsPatch>,
    pub change_reason: Patch<String>,
    pub consent_note: Patch<String>,
    /// The active version, once it was looked at and this draft brought up to it.
    pub based_on_id: Patch<Uuid>,
}

impl CarePlanVersionPatch {
    pub fn update(self, before: &CarePlanVersionOut) -> Result<Update> {
        let mut c = Checks::new();
        let whole = c.patch_needed("sections", self.sections);
        let some = c.patch_needed("domains", self.domains);
        let whole = whole.map(|whole| c.within("sections", |c| whole.check(c)));
        let sections = match some {
            Some(some) => {
                let said = whole.unwrap_or_else(|| before.sections.0.clone());
                Some(c.within("domains", |c| some.over(said, c)))
            }
            None => whole,
        };
        let update = Update::of("care_plan_versions", before.id, before.version)
            .set("sections", sections.map(Json))
            .set("change_reason", c.patch_lines("change_reason", self.change_reason, LONGEST).into_option())
            .set("consent_note", c.patch_lines("consent_note", self.consent_note, LONGEST).into_option())
            .set("based_on_id", self.based_on_id.into_option());
        c.finish()?;
        if update.is_empty() {
            return Err(Error::new(Code::Invalid).message("Send at least one field to change."));
        }
        Ok(update)
    }
}

/// What publishing changed.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanPublishedOut {
    pub version: CarePlanVersionOut,
    /// What care was given by until then.
    pub superseded_version_id: Option<Uuid>,
    /// Tasks of the plan by lineage that were not in the superseded version.
    pub tasks_added: Vec<Uuid>,
    /// Those that are in it no more.
    pub tasks_ended: Vec<Uuid>,
    /// Those that are done otherwise now.
    pub tasks_changed: Vec<Uuid>,
    /// Things that were to be done and are called off; null when a replay answers.
    pub due_cancelled: Option<i64>,
    /// Things to be done in the next 48 hours that were added; null when a replay answers.
    pub due_made: Option<i64>,
}

row! {
    /// What a transaction made of the tasks of a resident.
    #[derive(Clone, Copy, Debug)]
    pub struct TasksTouched { pub cancelled: i64, pub made: i64 }
}
