//! What goes in and out of photographs.

use almoner_kernel::Result;
use almoner_pg::{Update, row};
use almoner_web::{Checks, Day, Patch, records};
use jiff::Timestamp;
use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::store;
use crate::times;
use crate::words::PhotoConsent;

row! {
    /// A photograph of a resident; its bytes are another answer.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PhotoOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub consent: PhotoConsent,
        pub taken_on: Option<Date>,
        /// In pixels.
        pub width: i32,
        pub height: i32,
        pub created_at: Timestamp,
        pub created_by: Option<Uuid>,
        pub created_by_name: Option<String>,
        pub archived_at: Option<Timestamp>,
        pub archive_reason: Option<String>,
        /// `update`, `archive`, `restore`.
        pub can: Vec<String>,
    }
}

records! {
    PhotoOut, "client_photos", store::PHOTO;
}

/// A new photograph.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PhotoIn {
    /// A JPEG, PNG or WebP of at most 8 MB and 25 megapixels, as base64. It is made small and made anew: the place where it was
    /// taken, and whatever else stands in the file, is not kept.
    pub content: String,
    pub consent: PhotoConsent,
    pub taken_on: Option<Day>,
}

/// What may change of a photograph: never what it shows.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PhotoPatch {
    pub consent: Patch<PhotoConsent>,
    pub taken_on: Patch<Day>,
}

/// How big a picture is wanted.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PictureOf {
    /// `small`: a square of 160 pixels, for lists. Default: up to 640 pixels a side.
    #[param(value_type = Option<String>, pattern = "^small$")]
    pub size: Option<PictureSize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureSize {
    Small,
}

/// Not before anybody alive, and not tomorrow.
fn taken(c: &mut Checks, day: Date) {
    let today = times::now().to_zoned(jiff::tz::TimeZone::UTC).date();
    c.date_between("taken_on", day, date(1900, 1, 1)..=today.tomorrow().unwrap_or(today));
}

impl PhotoIn {
    /// Checked but for the picture itself.
    pub fn check(&self) -> Result<()> {
        let mut c = Checks::new();
        if let Some(Day(day)) = self.taken_on {
            taken(&mut c, day);
        }
        c.finish()
    }
}

impl PhotoPatch {
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        if let Patch::Value(Day(day)) = self.taken_on {
            taken(&mut c, day);
        }
        let update = Update::of("client_photos", id, version)
            .set("consent", c.patch_needed("consent", self.consent).map(PhotoConsent::as_str))
            .set("taken_on", self.taken_on.map(|day| day.0).into_option());
        c.finish()?;
        Ok(update)
    }
}
