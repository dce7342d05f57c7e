//! What goes in and out of residents.

use almoner_kernel::Result;
use almoner_pg::{Json, Update, row};
use almoner_web::{Checks, Patch, records};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::absences::AbsenceOut;
use crate::alerts::AlertOut;
use crate::clients::store;
use crate::contacts::ContactOut;
use crate::identity::{ClientIdentityIn, ClientIdentityOut};
use crate::stays::StayOut;
use crate::words::{
    AbsenceKind, AlertKind, AlertSeverity, AlertStatus, ClientAllergyState, ClientStatus, StayKind,
    StayStatus,
};

row! {
    /// A resident, as a list and a heading show them.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct ClientOut {
        pub id: Uuid,
        pub version: i32,
        /// The home that holds the living record.
        pub holding_home_id: Uuid,
        /// Null where the reader may not see that home.
        pub home_name: Option<String>,
        pub status: ClientStatus,
        pub title: Option<String>,
        pub given_name: String,
        pub family_name: String,
        /// What people call them.
        pub preferred_name: Option<String>,
        pub key_worker_id: Option<Uuid>,
        /// The bed of the live stay.
        pub bed_id: Option<Uuid>,
        pub bed_name: Option<String>,
        pub room_name: Option<String>,
        /// Their current photograph: `GET /api/v1/photos/{photo_id}/picture?size=small` is its picture.
        pub photo_id: Option<Uuid>,
        pub allergy_state: ClientAllergyState,
        /// What must never be overlooked: allergy, choking, diet texture, falls, DNACPR, DoLS, and
        /// whatever is severe. In a fixed order.
        #[schema(value_type = Vec<ClientAlertBrief>)]
        pub critical: Json<Vec<ClientAlertBrief>>,
        pub created_at: Timestamp,
        pub updated_at: Timestamp,
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// What the reader may do: `update`, `archive`, `restore`, `read_care` (contacts, stays,
        /// absences, identity), `read_views` (everybody's looks into the record), `edit_identity`, `add_contact`,
        /// `add_photo`, `propose_alert`, `verify_alert`, `exclude`, `admit`, `note_absence`.
        pub can: Vec<String>,
        /// With `include=home`.
        #[schema(value_type = Option<ClientHomeRef>)]
        pub home: Option<Json<ClientHomeRef>>,
        /// With `include=bed`.
        #[schema(value_type = Option<ClientBedRef>)]
        pub bed: Option<Json<ClientBedRef>>,
        /// With `include=key_worker`.
        #[schema(value_type = Option<ClientKeyWorkerRef>)]
        pub key_worker: Option<Json<ClientKeyWorkerRef>>,
        /// With `include=alerts`: every alert that has not ended.
        #[schema(value_type = Option<Vec<ClientAlertBrief>>)]
        pub alerts: Option<Json<Vec<ClientAlertBrief>>>,
        /// With `include=stay`: the live stay, or the one that is planned next.
        #[schema(value_type = Option<ClientStayBrief>)]
        pub stay: Option<Json<ClientStayBrief>>,
    }
}

/// An alert in short.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
pub struct ClientAlertBrief {
    pub id: Uuid,
    pub kind: AlertKind,
    /// Somebody asked about allergies, and there is none.
    pub none_known: bool,
    pub detail: Option<String>,
    pub reaction: Option<String>,
    pub severity: Option<AlertSeverity>,
    /// `proposed` shows as "not yet checked".
    pub status: AlertStatus,
    pub review_due: Option<Date>,
}

/// The home of a resident.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ClientHomeRef {
    pub id: Uuid,
    pub name: String,
    pub code: String,
    pub phone: Option<String>,
    /// IANA zone of the home's clock.
    pub time_zone: String,
}

/// Where a resident's bed stands.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ClientBedRef {
    pub id: Uuid,
    pub name: String,
    pub room_id: Uuid,
    pub room_name: String,
    pub unit_id: Uuid,
    pub unit_name: String,
}

/// Who knows the resident best.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ClientKeyWorkerRef {
    pub id: Uuid,
    pub name: String,
    pub job_title: String,
}

/// A stay in short.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ClientStayBrief {
    pub id: Uuid,
    pub version: i32,
    pub kind: StayKind,
    pub status: StayStatus,
    pub from: Timestamp,
    /// When it is expected to end.
    pub until: Option<Timestamp>,
    /// Where the resident is, when away.
    pub absence: Option<ClientAbsenceBrief>,
}

/// An absence in short.
#[derive(Clone, Debug, Deserialize, Serialize, ToSchema)]
pub struct ClientAbsenceBrief {
    pub id: Uuid,
    pub version: i32,
    pub kind: AbsenceKind,
    pub from: Timestamp,
    pub expected_return: Option<Timestamp>,
}

/// One resident with everything that their page shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClientPageOut {
    pub client: ClientOut,
    /// Null where there is none, or not for this reader (no `read_care`).
    pub identity: Option<ClientIdentityOut>,
    /// Alerts that have not ended, in a fixed order of kinds.
    pub alerts: Vec<AlertOut>,
    /// In the order in which they are called; null without `read_care`.
    pub contacts: Option<Vec<ContactOut>>,
    /// The live stay.
    pub stay: Option<StayOut>,
    /// Stays that are planned, the next first; null without `read_care`.
    pub planned: Option<Vec<StayOut>>,
    /// The absence that goes on now.
    pub absence: Option<AbsenceOut>,
}

records! {
    ClientOut, "clients", store::CLIENT;
}

/// A new resident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ClientIn {
    /// The home that registers the resident.
    pub holding_home_id: Uuid,
    pub title: Option<String>,
    pub given_name: String,
    pub family_name: String,
    pub preferred_name: Option<String>,
    /// Somebody who works in the home.
    pub key_worker_id: Option<Uuid>,
    /// What is known already; may follow later.
    pub identity: Option<ClientIdentityIn>,
}

/// What may change of a resident. Status and bed follow from stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ClientPatch {
    pub title: Patch<String>,
    pub given_name: Patch<String>,
    pub family_name: Patch<String>,
    pub preferred_name: Patch<String>,
    pub key_worker_id: Patch<Uuid>,
}

impl ClientIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.title = c.maybe_text("title", self.title.as_deref(), 30);
        self.given_name = c.text("given_name", &self.given_name, 1..=100);
        self.family_name = c.text("family_name", &self.family_name, 1..=100);
        self.preferred_name = c.maybe_text("preferred_name", self.preferred_name.as_deref(), 100);
        self.identity = self.identity.map(|identity| c.within("identity", |c| identity.checked(c)));
        c.finish()?;
        Ok(self)
    }
}

impl ClientPatch {
    /// The change of one resident, checked.
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let given_name = c.patch_text("given_name", self.given_name, 100);
        let family_name = c.patch_text("family_name", self.family_name, 100);
        let update = Update::of("clients", id, version)
            .set("title", c.patch_text("title", self.title, 30).into_option())
            .set("given_name", c.patch_needed("given_name", given_name))
            .set("family_name", c.patch_needed("family_name", family_name))
            .set("preferred_name", c.patch_text("preferred_name", self.preferred_name, 100).into_option())
            .set("key_worker_id", self.key_worker_id.into_option());
        c.finish()?;
        Ok(update)
    }
}
