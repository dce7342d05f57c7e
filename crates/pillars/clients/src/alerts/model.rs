//! What goes in and out of alerts.

use almoner_kernel::Result;
use almoner_pg::{Update, row};
use almoner_web::{Checks, Day, Patch, records};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::alerts::store;
use crate::proposals::{Proposal, Stage};
use crate::words::{AlertKind, AlertSeverity, AlertStatus};

row! {
    /// An alert of a resident.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AlertOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        /// What people call the resident, for lists across a home.
        pub client_name: Option<String>,
        /// The home that holds the resident.
        pub holding_home_id: Option<Uuid>,
        pub kind: AlertKind,
        /// Somebody asked about allergies, and there is none.
        pub none_known: bool,
        pub detail: Option<String>,
        pub reaction: Option<String>,
        pub severity: Option<AlertSeverity>,
        /// Who or what it is known from.
        pub source: Option<String>,
        /// Who decided it: the GP, the resident, a court.
        pub decided_by: Option<String>,
        pub valid_from: Date,
        pub review_due: Option<Date>,
        pub status: AlertStatus,
        pub verified_at: Option<Timestamp>,
        pub verified_by: Option<Uuid>,
        pub verified_by_name: Option<String>,
        pub ended_at: Option<Timestamp>,
        pub end_reason: Option<String>,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub created_by_name: Option<String>,
        pub archived_at: Option<Timestamp>,
        /// `update`, `verify`, `reject`, `end`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    AlertOut, "client_alerts", store::ALERT;
}

impl Proposal for AlertOut {
    fn stage(&self) -> Option<Stage> {
        self.archived_at.is_none().then_some(match self.status {
            AlertStatus::Proposed => Stage::Proposed,
            AlertStatus::Verified => Stage::Verified,
            AlertStatus::Ended => Stage::Ended,
        })
    }
}

/// A new alert.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertIn {
    pub kind: AlertKind,
    /// What has to be known, 1 to 1000 characters.
    pub detail: String,
    pub reaction: Option<String>,
    pub severity: Option<AlertSeverity>,
    pub source: Option<String>,
    pub decided_by: Option<String>,
    /// Default today.
    pub valid_from: Option<Day>,
    pub review_due: Option<Day>,
    /// Verifies it at once; for whoever may verify.
    #[serde(default)]
    pub verify: bool,
}

/// Somebody asked about allergies, and there is none.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertNoneKnownIn {
    /// Who said so: the resident, the daughter, the GP's summary.
    pub source: String,
    /// Verifies it at once; for whoever may verify.
    #[serde(default)]
    pub verify: bool,
}

/// What may change of an alert.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AlertPatch {
    pub kind: Patch<AlertKind>,
    pub detail: Patch<String>,
    pub reaction: Patch<String>,
    pub severity: Patch<AlertSeverity>,
    pub source: Patch<String>,
    pub decided_by: Patch<String>,
    pub valid_from: Patch<Day>,
    pub review_due: Patch<Day>,
}

/// Why an alert is rejected or ended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AlertEndIn {
    /// 1 to 500 characters.
    pub reason: String,
}

fn day(c: &mut Checks, path: &str, sent: Option<Day>) {
    if let Some(Day(day)) = sent {
        c.date_between(path, day, date(1900, 1, 1)..=date(2199, 12, 31));
    }
}

impl AlertIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.detail = c.lines("detail", &self.detail, 1..=1000);
        self.reaction = c.maybe_lines("reaction", self.reaction.as_deref(), 500);
        self.source = c.maybe_text("source", self.source.as_deref(), 300);
        self.decided_by = c.maybe_text("decided_by", self.decided_by.as_deref(), 200);
        day(&mut c, "valid_from", self.valid_from);
        day(&mut c, "review_due", self.review_due);
        if let (Some(from), Some(due)) = (self.valid_from, self.review_due) {
            c.that(due >= from, "review_due", "range", "Give a day after the alert begins.");
        }
        c.finish()?;
        Ok(self)
    }
}

impl AlertPatch {
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let detail = c.patch_lines("detail", self.detail, 1000);
        let from = c.patch_needed("valid_from", self.valid_from);
        day(&mut c, "valid_from", from);
        if let Patch::Value(due) = self.review_due {
            day(&mut c, "review_due", Some(due));
        }
        let update = Update::of("client_alerts", id, version)
            .set("kind", c.patch_needed("kind", self.kind).map(AlertKind::as_str))
            .set("detail", c.patch_needed("detail", detail))
            .set("reaction", c.patch_lines("reaction", self.reaction, 500).into_option())
            .set("severity", self.severity.map(AlertSeverity::as_str).into_option())
            .set("source", c.patch_text("source", self.source, 300).into_option())
            .set("decided_by", c.patch_text("decided_by", self.decided_by, 200).into_option())
            .set("valid_from", from.map(|day| day.0))
            .set("review_due", self.review_due.map(|day| day.0).into_option());
        c.finish()?;
        Ok(update)
    }
}
