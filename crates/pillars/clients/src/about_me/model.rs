//! What goes in and out of a resident's words about themselves.

use almoner_kernel::Result;
use almoner_pg::{Update, row};
use almoner_web::{Checks, Patch, records};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::about_me::store;
use crate::proposals::{Proposal, Stage};
use crate::words::{AboutMeSaidBy, AboutMeStatus, AboutMeTopic};

row! {
    /// A resident's word on a topic.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct AboutMeOut {
        pub id: Uuid,
        pub version: i32,
        pub client_id: Uuid,
        pub topic: AboutMeTopic,
        pub text: String,
        pub said_by: AboutMeSaidBy,
        pub status: AboutMeStatus,
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
    AboutMeOut, "client_about_me", store::WORD;
}

impl Proposal for AboutMeOut {
    fn stage(&self) -> Option<Stage> {
        self.archived_at.is_none().then_some(match self.status {
            AboutMeStatus::Proposed => Stage::Proposed,
            AboutMeStatus::Verified => Stage::Verified,
            AboutMeStatus::Ended => Stage::Ended,
        })
    }
}

/// A new word of a resident.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutMeIn {
    pub topic: AboutMeTopic,
    /// In their own words where they can say it, 1 to 4000 characters.
    pub text: String,
    /// Default `resident`.
    pub said_by: Option<AboutMeSaidBy>,
    /// Checks it at once; for whoever may. The word that was in force on the topic ends.
    #[serde(default)]
    pub verify: bool,
}

/// What may change of a word: the topic stays.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct AboutMePatch {
    pub text: Patch<String>,
    pub said_by: Patch<AboutMeSaidBy>,
}

/// Why a word is rejected or ended.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AboutMeEndIn {
    /// 1 to 500 characters.
    pub reason: String,
}

impl AboutMeIn {
    pub fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.text = c.lines("text", &self.text, 1..=4000);
        c.finish()?;
        Ok(self)
    }
}

impl AboutMePatch {
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let text = c.patch_lines("text", self.text, 4000);
        let update = Update::of("client_about_me", id, version)
            .set("body", c.patch_needed("text", text))
            .set("said_by", c.patch_needed("said_by", self.said_by).map(AboutMeSaidBy::as_str));
        c.finish()?;
        Ok(update)
    }
}
