//! What goes in and out about a person, and what makes it valid.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::words;
use almoner_pg::{Update, row};
use almoner_web::{Checks, Commas, Filters, Patch, Versioned, records};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::private::PrivateOut;
use super::store;
use crate::people::membership::Grade;

row! {
    /// A person of the organisation.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PersonOut {
        pub id: Uuid,
        pub version: i32,
        /// `invited`, `active`, `disabled`.
        pub status: String,
        pub given_name: String,
        pub family_name: String,
        pub preferred_name: Option<String>,
        /// As shown: the preferred or given name, then the family name.
        pub name: String,
        /// A label; it gives no right.
        pub job_title: String,
        /// Chooses the first screen; it gives no right.
        pub persona: String,
        pub archived_at: Option<jiff::Timestamp>,
        pub archive_reason: Option<String>,
        /// `update`, `preferences`, `get_private`, `update_private`, `add_membership`, `add_home_manager`,
        /// `give_office`, `reinvite`, `withdraw`, `disable`, `enable`, `archive`, `restore`, `preview`:
        /// what the reader may do.
        pub can: Vec<String>,
    }
}

records! {
    PersonOut, "profiles", store::PERSON;
}

row! {
    /// A right that a person has now or will have, as far as the reader may know it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct RightOut {
        #[serde(skip)]
        pub profile_id: Uuid,
        pub id: Uuid,
        /// `membership`, `home_manager` or `office`: where it is changed.
        pub kind: String,
        /// The grade, the kind of manager, or the office.
        pub right: String,
        pub care_home_id: Option<Uuid>,
        pub care_home: Option<String>,
        pub from: Option<jiff::Timestamp>,
        pub until: Option<jiff::Timestamp>,
        /// `live` or `coming`.
        pub state: String,
    }
}

row! {
    /// How a person signs in.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct SignInFacts {
        #[serde(skip)]
        pub profile_id: Uuid,
        /// A second factor is set up.
        pub second_factor: bool,
        pub last_seen_at: Option<jiff::Timestamp>,
        pub invited_at: Option<jiff::Timestamp>,
        /// Until when the invitation can be accepted; past: send it again.
        pub invitation_ends_at: Option<jiff::Timestamp>,
    }
}

/// A person with what was asked for beside; a part is null when it was not asked for or may not be read.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PersonWith {
    #[serde(flatten)]
    pub person: PersonOut,
    pub memberships: Option<Vec<RightOut>>,
    pub sign_in: Option<SignInFacts>,
    pub private: Option<PrivateOut>,
}

impl PersonWith {
    pub fn alone(person: PersonOut) -> Self {
        Self { person, memberships: None, sign_in: None, private: None }
    }
}

row! {
    /// What a person has set for themself.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct PreferencesOut {
        pub id: Uuid,
        pub version: i32,
        #[schema(value_type = Preferences)]
        pub preferences: almoner_pg::Json<Preferences>,
    }
}

impl Versioned for PreferencesOut {
    fn version(&self) -> i32 {
        self.version
    }
}

/// How the console looks to one person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(default)]
pub struct Preferences {
    #[serde(deserialize_with = "if_known")]
    pub theme: Option<Theme>,
    /// Text size in percent.
    #[serde(deserialize_with = "if_known")]
    pub text_size: Option<i32>,
    #[serde(deserialize_with = "if_known")]
    pub density: Option<Density>,
    /// The home to start in.
    #[serde(deserialize_with = "if_known")]
    pub care_home_id: Option<Uuid>,
}

/// What an older or a newer build stored and this one does not know counts as not set: nobody is
/// kept from their screen by the colour of it.
fn if_known<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> std::result::Result<Option<T>, D::Error> {
    let stored = Value::deserialize(deserializer)?;
    Ok(serde_json::from_value(stored).ok())
}

/// Light or dark, or as the device says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    System,
    Light,
    Dark,
}

/// How much stands on a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    Calm,
    Dense,
}

/// What may change of the preferences; null goes back to the default.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PreferencesPatch {
    pub theme: Patch<Theme>,
    pub text_size: Patch<i32>,
    pub density: Patch<Density>,
    pub care_home_id: Patch<Uuid>,
}

impl PreferencesPatch {
    /// The fields that were sent, null for those to clear.
    pub fn check(&self) -> Result<Value> {
        let mut c = Checks::new();
        if let Patch::Value(percent) = self.text_size {
            // WCAG 2.2, 1.4.4: text can be enlarged up to 200 percent.
            c.number("text_size", percent, 100..=200);
        }
        c.finish()?;
        let mut sent = serde_json::to_value(self).map_err(Error::internal)?;
        let absent = [
            ("theme", self.theme.is_absent()),
            ("text_size", self.text_size.is_absent()),
            ("density", self.density.is_absent()),
            ("care_home_id", self.care_home_id.is_absent()),
        ];
        if absent.iter().all(|(_, absent)| *absent) {
            return Err(Error::new(Code::Invalid).message("Send at least one field to change."));
        }
        if let Some(sent) = sent.as_object_mut() {
            sent.retain(|name, _| !absent.iter().any(|(field, absent)| field == name && *absent));
        }
        Ok(sent)
    }
}

words! {
    /// What somebody is called in the sector. A label: rights come from memberships.
    JobTitle {
        OrgOwner = "org_owner",
        NominatedIndividual = "nominated_individual",
        RegionalManager = "regional_manager",
        RegisteredManager = "registered_manager",
        DeputyManager = "deputy_manager",
        ComplianceLead = "compliance_lead",
        Nurse = "nurse",
        SeniorCarer = "senior_carer",
        Carer = "carer",
        Activities = "activities",
        Ancillary = "ancillary",
        RotaCoordinator = "rota_coordinator",
        FinanceOfficer = "finance_officer",
        HrOfficer = "hr_officer",
        AgencyWorker = "agency_worker",
        ExternalProfessional = "external_professional",
    }
    /// Which first screen somebody gets.
    Persona {
        Carer = "carer",
        Manager = "manager",
        BusinessOwner = "business_owner",
        ComplianceLead = "compliance_lead",
    }
    /// Whether somebody may sign in.
    PersonStatus {
        Invited = "invited",
        Active = "active",
        Disabled = "disabled",
    }
}

/// What may change of a person.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PersonPatch {
    pub given_name: Patch<String>,
    pub family_name: Patch<String>,
    pub preferred_name: Patch<String>,
    pub job_title: Patch<JobTitle>,
    pub persona: Patch<Persona>,
}

impl PersonPatch {
    pub fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let given = c.patch_text("given_name", self.given_name, 100);
        let family = c.patch_text("family_name", self.family_name, 100);
        let preferred = c.patch_text("preferred_name", self.preferred_name, 100);
        let update = Update::of("profiles", id, version)
            .set("given_name", c.patch_needed("given_name", given))
            .set("family_name", c.patch_needed("family_name", family))
            .set("preferred_name", preferred.into_option())
            .set("job_title", c.patch_needed("job_title", self.job_title).map(JobTitle::as_str))
            .set("persona", c.patch_needed("persona", self.persona).map(Persona::as_str));
        c.finish()?;
        Ok(update)
    }
}

/// Which people a list shows.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PersonFilters {
    /// People with a present or coming membership of this home, as far as you may know it.
    pub home: Option<Uuid>,
    #[param(inline)]
    pub status: Option<PersonStatus>,
    /// People with a present or coming membership in this grade (in `home`, if that is given).
    pub grade: Option<Grade>,
}

impl Filters for PersonFilters {
    const SORTS: &'static [&'static str] = &["name", "-name"];
    const INCLUDES: &'static [&'static str] = &["memberships", "sign_in"];
    const SEARCH: bool = true;
    const ARCHIVED: bool = true;
}

/// What else to answer with one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Beside {
    Memberships,
    SignIn,
    Private,
}

/// The query of one person.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub struct PersonQuery {
    /// `memberships`, `sign_in`, `private`, separated by commas.
    #[param(value_type = Vec<Beside>, inline, required = false, style = Form, explode = false)]
    pub include: Option<Commas<Beside>>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Preferences, Theme};

    #[test]
    fn preferences_of_another_build_stand_in_nobodys_way() {
        let stored = json!({ "theme": "sepia", "text_size": "big", "density": null, "sound": true });
        assert_eq!(serde_json::from_value::<Preferences>(stored).unwrap(), Preferences::default());
        let known: Preferences = serde_json::from_value(json!({ "theme": "dark" })).unwrap();
        assert_eq!(known.theme, Some(Theme::Dark));
    }
}
