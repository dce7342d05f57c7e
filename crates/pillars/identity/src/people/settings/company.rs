//! The organisation's settings: publishing, reviews, quiet hours, second factor, retention, flags.

use std::collections::BTreeMap;

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{One, Update, row, statement, updates};
use almoner_web::{
    Answer, App, Body, Checks, Doc, Handled, IfMatch, IfNoneMatch, Patch, Routes, SignedIn, Versioned,
    refusal, settle,
};
use axum::extract::State;
use jiff::civil::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::flags::{self, Feature, features, known, switched};
use crate::people::standing::STANDING;

row! {
    /// The settings as they are stored.
    #[derive(Clone, Debug)]
    struct Stored {
        id: Uuid,
        version: i32,
        two_person_publish: bool,
        review_cycle_days: i32,
        initial_plan_days: i32,
        quiet_from: Time,
        quiet_to: Time,
        second_factor_required: bool,
        retention_years: i32,
        feature_flags: flags::Stored,
        can: Vec<String>,
    }
}

/// The settings of the organisation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettingsOut {
    pub version: i32,
    /// A plan is published by somebody other than its author.
    pub two_person_publish: bool,
    /// Days between care plan reviews.
    pub review_cycle_days: i32,
    /// Days in which the plan that a senior published when somebody moved in is reviewed, and the full one is due.
    pub initial_plan_days: i32,
    /// Quiet hours on each home's wall clock: nothing but urgent news is sent.
    #[schema(value_type = String, format = "time-local")]
    pub quiet_from: Time,
    #[schema(value_type = String, format = "time-local")]
    pub quiet_to: Time,
    /// Everybody signs in with a second factor.
    pub second_factor_required: bool,
    /// Years for which a care record is kept after care ended.
    pub retention_years: i32,
    pub features: Vec<Feature>,
    /// `update`: what the reader may do.
    pub can: Vec<String>,
}

impl From<Stored> for SettingsOut {
    fn from(row: Stored) -> Self {
        Self {
            version: row.version,
            two_person_publish: row.two_person_publish,
            review_cycle_days: row.review_cycle_days,
            initial_plan_days: row.initial_plan_days,
            quiet_from: row.quiet_from,
            quiet_to: row.quiet_to,
            second_factor_required: row.second_factor_required,
            retention_years: row.retention_years,
            features: features(&row.feature_flags),
            can: row.can,
        }
    }
}

impl Serialize for Stored {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // In an answer, a stale one too, the settings look the same.
        SettingsOut::from(self.clone()).serialize(serializer)
    }
}

impl Versioned for Stored {
    fn version(&self) -> i32 {
        self.version
    }
}

statement! {
    SETTINGS: () -> Stored =
        "select t.id, t.version, t.two_person_publish, t.review_cycle_days, t.initial_plan_days, t.quiet_from, t.quiet_to, t.second_factor_required, \
                t.retention_years, t.feature_flags, \
                case when t.organisation_id is not distinct from (select app.owned_organisation_id()) then array['update'] else '{}' end as can \
         from public.company_settings t where t.organisation_id = (select app.organisation_id())";
}

updates! {
    "company_settings" { two_person_publish: bool, review_cycle_days: i32, initial_plan_days: i32, quiet_from: Time, quiet_to: Time,
        second_factor_required: bool, retention_years: i32, feature_flags: flags::Stored };
}

/// What may change of the settings.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsPatch {
    pub two_person_publish: Patch<bool>,
    /// 1 to 366.
    pub review_cycle_days: Patch<i32>,
    /// 1 to 28.
    pub initial_plan_days: Patch<i32>,
    #[schema(value_type = Option<String>, format = "time-local")]
    pub quiet_from: Patch<Time>,
    #[schema(value_type = Option<String>, format = "time-local")]
    pub quiet_to: Patch<Time>,
    /// Taking it away needs a second factor given just now.
    pub second_factor_required: Patch<bool>,
    /// 1 to 100.
    pub retention_years: Patch<i32>,
    /// Flags to switch, by name; the others stay as they are.
    pub features: Patch<BTreeMap<String, bool>>,
}

impl SettingsPatch {
    fn update(self, row: &Stored) -> Result<Update> {
        let mut c = Checks::new();
        let days = c.patch_needed("review_cycle_days", self.review_cycle_days);
        if let Some(days) = days {
            c.number("review_cycle_days", days, 1..=366);
        }
        let initial = c.patch_needed("initial_plan_days", self.initial_plan_days);
        if let Some(days) = initial {
            c.number("initial_plan_days", days, 1..=28);
        }
        let years = c.patch_needed("retention_years", self.retention_years);
        if let Some(years) = years {
            c.number("retention_years", years, 1..=100);
        }
        let flags = c.patch_needed("features", self.features);
        for name in flags.iter().flat_map(BTreeMap::keys) {
            let short: String = name.chars().filter(|c| !c.is_control()).take(60).collect();
            c.that(known(name).is_some(), &format!("features.{short}"), "unknown", "There is no such flag.");
        }
        let flags = flags.map(|sent| switched(&row.feature_flags, sent));
        let update = Update::of("company_settings", row.id, row.version)
            .set("two_person_publish", c.patch_needed("two_person_publish", self.two_person_publish))
            .set("review_cycle_days", days)
            .set("initial_plan_days", initial)
            .set("quiet_from", c.patch_needed("quiet_from", self.quiet_from))
            .set("quiet_to", c.patch_needed("quiet_to", self.quiet_to))
            .set(
                "second_factor_required",
                c.patch_needed("second_factor_required", self.second_factor_required),
            )
            .set("retention_years", years)
            .set("feature_flags", flags);
        c.finish()?;
        Ok(update)
    }
}

const GET: Doc = Doc::read("get_settings", "The organisation's settings");
const UPDATE: Doc =
    Doc::change("update_settings", "Change settings").refuses(&[Code::Forbidden, Code::SecondFactorRequired]);

pub fn routes() -> Routes<App> {
    Routes::new("settings").get("/api/v1/settings", &GET, get).patch("/api/v1/settings", &UPDATE, change)
}

fn answered(row: Stored) -> Answer<SettingsOut> {
    let version = row.version;
    Answer::of(row.into()).version(version)
}

async fn get(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    held: IfNoneMatch,
) -> Handled<Answer<SettingsOut>> {
    Ok(answered(app.db.read(&me, SETTINGS.with(())).await?.one()?).unless_held(&held))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    IfMatch(version): IfMatch,
    Body(new): Body<SettingsPatch>,
) -> Handled<Answer<SettingsOut>> {
    let (mut tx, (rows, standing)) = app.db.write(&me, (SETTINGS.with(()), STANDING.with(()))).await?;
    let row = rows.one()?;
    let standing = standing.one()?;
    if row.version != version {
        return Err(refusal(&row, version).into());
    }
    let loosens = row.second_factor_required && new.second_factor_required == Patch::Value(false);
    let update = new.update(&row)?;
    if update.is_empty() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    if standing.owner && loosens && !standing.fresh {
        return Err(Code::SecondFactorRequired.into());
    }
    let changed = tx.run(update.call()).await?;
    Ok(answered(settle(tx, &changed, version, SETTINGS.with(())).await?))
}
