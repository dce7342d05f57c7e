//! What goes in and out of passes.

use almoner_kernel::Result;
use almoner_pg::row;
use almoner_web::{Checks, Instant, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::store;
use super::words::IdentityDocument;

row! {
    /// A pass for one shift.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AgencyPassOut {
        pub id: Uuid,
        pub version: i32,
        pub care_home_id: Uuid,
        pub profile_id: Uuid,
        pub name: Option<String>,
        pub agency: String,
        pub identity_document: IdentityDocument,
        pub identity_seen_at: Timestamp,
        pub starts_at: Timestamp,
        /// When every right of it ends. What was recorded until then is taken for 72 hours more.
        pub ends_at: Timestamp,
        /// The handover with which the shift begins; empty where there was none within a day.
        pub handover_id: Option<Uuid>,
        /// Whether the person has taken that handover in.
        pub handover_read: bool,
        /// Who let them in.
        pub admitted_by: Option<Uuid>,
        pub admitted_by_name: Option<String>,
        /// `renew_code`.
        pub can: Vec<String>,
    }
}

records! {
    AgencyPassOut, "agency_passes", store::PASS;
}

/// A pass with its code, which is shown once.
#[derive(Serialize, ToSchema)]
pub struct AgencyPassCodeOut {
    pub pass: AgencyPassOut,
    /// To be handed over and typed once, in the form `7K3Q-M9T2-B4XW-0HZC`. Empty when the same request is
    /// sent again: ask for another one then.
    pub code: Option<String>,
    /// Until when it can be typed.
    pub code_ends_at: Option<Timestamp>,
}

/// An agency worker is let in.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyPassIn {
    pub care_home_id: Uuid,
    /// 1 to 100 characters, as on the document that was seen.
    pub given_name: String,
    /// 1 to 100 characters.
    pub family_name: String,
    /// 1 to 200 characters.
    pub agency: String,
    pub identity_document: IdentityDocument,
    /// Default now; at most 12 hours ago.
    pub identity_seen_at: Option<Instant>,
    /// When the shift ends: in 15 minutes to 14 hours.
    pub ends_at: Instant,
}

impl AgencyPassIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.given_name = c.text("given_name", &self.given_name, 1..=100);
        self.family_name = c.text("family_name", &self.family_name, 1..=100);
        self.agency = c.text("agency", &self.agency, 1..=200);
        c.finish()?;
        Ok(self)
    }
}
