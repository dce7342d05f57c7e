//! Who am I, where may I work, and what may I do: the answer with which every screen starts.
//!
//! One round trip. It works for an account that has not chosen an organisation too: then there is no
//! person, and `profiles` says where it may go.

use std::collections::BTreeMap;

use almoner_pg::{Json, One, row, statement};
use almoner_web::{Answer, App, Doc, Handled, Routes, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use jiff::civil::Time;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::person::{ME, PersonOut, Preferences};
use super::settings::{LABELS, LabelWord, StoredFlags, effective, words_of};

row! {
    #[derive(Clone, Debug)]
    struct Facts {
        account_id: Uuid,
        email: Option<String>,
        second_factor: bool,
        second_factor_at: Option<Timestamp>,
        second_factor_fresh: bool,
        organisation_id: Option<Uuid>,
        organisation: Option<String>,
        feature_flags: StoredFlags,
        second_factor_required: bool,
        held: Vec<String>,
        preferences: Json<Preferences>,
    }
}

row! {
    /// A home that I see, with my rights in it.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct SessionHome {
        pub id: Uuid,
        pub name: String,
        pub code: String,
        pub time_zone: String,
        /// When the care day begins on the home's clock.
        #[schema(value_type = String, format = "time-local")]
        pub care_day_starts: Time,
        /// My grades on its floor: `carer`, `senior`, `nurse`, `ancillary`.
        pub grades: Vec<String>,
        /// How I manage it: `registered`, `deputy`, `cover`.
        pub manager: Option<String>,
        /// `hand_in`: what lies on a device as somebody else's.
        pub can: Vec<String>,
    }
}

row! {
    #[derive(Clone, Debug)]
    struct Module { module: String, can: Vec<String> }
}

row! {
    /// An organisation in which I may work.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct SessionProfile {
        pub profile_id: Uuid,
        pub organisation_id: Uuid,
        pub organisation: String,
        /// My name there.
        pub name: String,
        /// I work there in this session.
        pub active: bool,
    }
}

row! {
    /// The shared tablet on which I signed in with a PIN.
    #[derive(Clone, Debug, Serialize, ToSchema)]
    pub struct SessionDevice {
        pub id: Uuid,
        pub name: String,
        /// The only home in which this sign-in has rights.
        pub care_home_id: Uuid,
    }
}

statement! {
    DEVICE: () -> SessionDevice = "select d.id, d.name, d.care_home_id from app.my_device() d /* never null: id, name, care_home_id */";
    FACTS: () -> Facts =
        "select f.account_id, f.email, f.second_factor, f.second_factor_at, f.second_factor_fresh, f.organisation_id, f.organisation, \
                f.feature_flags, f.second_factor_required, f.held, \
                coalesce((select p.preferences from public.profiles p where p.organisation_id = f.organisation_id and p.id = f.profile_id), '{}') as preferences \
         from app.session_facts() f \
         /* never null: account_id, second_factor, second_factor_fresh, feature_flags, second_factor_required, held */";
    HOMES: () -> SessionHome =
        "select h.id, h.name, h.code, h.time_zone, h.care_day_starts, \
                array(select distinct u.grade from public.user_care_homes u \
                       where u.organisation_id = h.organisation_id and u.care_home_id = h.id and u.profile_id = (select app.profile_id()) \
                         and u.archived_at is null and u.valid @> now() order by 1) as grades, \
                (select m.kind from public.manager_care_homes m \
                  where m.organisation_id = h.organisation_id and m.care_home_id = h.id and m.profile_id = (select app.profile_id()) \
                    and m.archived_at is null and m.valid @> now() and h.id = any ((select app.managed_home_ids())::uuid[])) as manager, \
                array_remove(array[case when h.id = any ((select app.managed_home_ids())::uuid[]) then 'hand_in' end], null) as can \
         from public.care_homes h \
         where h.organisation_id = (select app.organisation_id()) and h.archived_at is null order by h.name, h.id";
    MODULES: () -> Module =
        "select m.module, m.can from app.session_facts() f cross join lateral app.module_rights(f.held) m \
         /* never null: module, can */";
    PROFILES: () -> SessionProfile =
        "select profile_id, organisation_id, organisation, name, active from app.my_profiles() \
         /* never null: profile_id, organisation_id, organisation, name, active */";
}

/// How I am signed in.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionAccount {
    pub id: Uuid,
    /// The e-mail with which I sign in; null with an external issuer.
    pub email: Option<String>,
    /// A second factor is set up.
    pub second_factor: bool,
    /// When it was given in this session; null without one, and where another service does not say when.
    pub second_factor_at: Option<Timestamp>,
    /// It was given within the last 10 minutes: what needs it may be done now.
    pub second_factor_fresh: bool,
    /// The organisation wants one from everybody.
    pub second_factor_required: bool,
}

/// The organisation in which I work.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionOrganisation {
    pub id: Uuid,
    pub name: String,
    /// The words to show, by ours: `resident`, `home`, `rota`, `key_worker`, `handover`.
    pub labels: BTreeMap<String, LabelWord>,
}

/// Who I am and what I may do.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SessionOut {
    pub account: SessionAccount,
    /// Null until an organisation is chosen.
    pub person: Option<PersonOut>,
    pub preferences: Preferences,
    pub organisation: Option<SessionOrganisation>,
    /// Homes that I see, with my rights in each.
    pub homes: Vec<SessionHome>,
    /// Kinds of right that I hold anywhere: `business_owner`, `compliance_lead`, `manager`, `senior`,
    /// `carer`, `ancillary`.
    pub held: Vec<String>,
    /// What I may do in each module; a module that is missing is none of mine.
    pub rights: BTreeMap<String, Vec<String>>,
    /// Feature flags of the organisation.
    pub features: BTreeMap<String, bool>,
    /// Where I may work.
    pub profiles: Vec<SessionProfile>,
    /// Set while I am signed in with a PIN on a shared tablet: then I give care in its home, and nothing else.
    pub device: Option<SessionDevice>,
}

const GET: Doc = Doc::read("get_session", "Who am I, where may I work, and what may I do").says(
    "Answered without a chosen organisation too: then `person` is null and `profiles` says where to go.",
);

pub fn routes() -> Routes<App> {
    Routes::new("session").get("/api/v1/session", &GET, get)
}

async fn get(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Answer<SessionOut>> {
    let calls = (
        FACTS.with(()),
        ME.with(()),
        LABELS.with(()),
        HOMES.with(()),
        MODULES.with(()),
        PROFILES.with(()),
        DEVICE.with(()),
    );
    let (facts, people, labels, homes, modules, profiles, devices) = app.db.read_unplaced(&me, calls).await?;
    let facts = facts.one()?;
    let organisation = facts.organisation_id.zip(facts.organisation).map(|(id, name)| SessionOrganisation {
        id,
        name,
        labels: words_of(&labels),
    });
    Ok(Answer::of(SessionOut {
        account: SessionAccount {
            id: facts.account_id,
            email: facts.email,
            second_factor: facts.second_factor,
            second_factor_at: facts.second_factor_at,
            second_factor_fresh: facts.second_factor_fresh,
            second_factor_required: facts.second_factor_required,
        },
        person: people.into_iter().next(),
        preferences: facts.preferences.0,
        organisation,
        homes,
        held: facts.held,
        rights: modules.into_iter().filter(|m| !m.can.is_empty()).map(|m| (m.module, m.can)).collect(),
        features: effective(&facts.feature_flags),
        profiles,
        device: devices.into_iter().next(),
    }))
}
