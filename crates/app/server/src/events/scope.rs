//! What one caller sees, as sets that are kept in memory while a stream of theirs is open.

use almoner_kernel::{Caller, Result};
use almoner_pg::{Db, One, row, statement};
use uuid::Uuid;

row! {
    /// As the policies' own functions answer it, for one caller at one moment.
    pub struct ScopeRow {
        organisation: Option<Uuid>,
        profile: Option<Uuid>,
        full: bool,
        owner: bool,
        settings: bool,
        managed_homes: Vec<Uuid>,
        visible_homes: Vec<Uuid>,
        care_homes: Vec<Uuid>,
        visible_clients: Vec<Uuid>,
        care_clients: Vec<Uuid>,
        draft_clients: Vec<Uuid>,
        writable_clients: Vec<Uuid>,
        draft_versions: Vec<Uuid>,
        managed_people: Vec<Uuid>,
        visible_people: Vec<Uuid>,
        policies: Vec<Uuid>,
        hidden_incidents: Vec<Uuid>,
        incidents_about_me: Vec<Uuid>,
        sealed_documents: Vec<Uuid>,
    }
}

statement! {
    /// One statement, so that all of it is of one moment. Only functions that policies use: what they
    /// say is what a read would be given.
    pub SCOPE: () -> ScopeRow =
        "select app.organisation_id() as organisation, app.profile_id() as profile, \
                app.org_read_in_full() is not null as full, app.owned_organisation_id() is not null as owner, \
                app.settings_organisation_id() is not null as settings, \
                coalesce(app.managed_home_ids(), '{}') as managed_homes, \
                coalesce(app.visible_home_ids(), '{}') as visible_homes, \
                coalesce(app.care_home_ids(), '{}') as care_homes, \
                coalesce(app.visible_client_ids(), '{}') as visible_clients, \
                coalesce(app.care_client_ids(), '{}') as care_clients, \
                coalesce(app.draft_client_ids(), '{}') as draft_clients, \
                coalesce(app.writable_client_ids(), '{}') as writable_clients, \
                coalesce(app.draft_version_ids(), '{}') as draft_versions, \
                coalesce(app.managed_profile_ids(), '{}') as managed_people, \
                coalesce(app.visible_profile_ids(), '{}') as visible_people, \
                coalesce(app.policy_ids_for_me(), '{}') as policies, \
                coalesce(app.incidents_hidden_from_me(), '{}') as hidden_incidents, \
                coalesce(app.incidents_about_me(), '{}') as incidents_about_me, \
                coalesce(app.documents_sealed_from_me(), '{}') as sealed_documents";
}

/// A set of ids, in order: a tenth of what a hash set takes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ids(Box<[Uuid]>);

impl Ids {
    fn of(mut ids: Vec<Uuid>) -> Self {
        ids.sort_unstable();
        ids.dedup();
        Self(ids.into_boxed_slice())
    }

    pub fn has(&self, id: Uuid) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// Whether everything of the other is here.
    fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|id| self.has(*id))
    }
}

/// What a caller sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    pub organisation: Uuid,
    pub profile: Uuid,
    pub full: bool,
    pub owner: bool,
    pub settings: bool,
    pub managed_homes: Ids,
    pub visible_homes: Ids,
    pub care_homes: Ids,
    pub visible_clients: Ids,
    pub care_clients: Ids,
    pub draft_clients: Ids,
    pub writable_clients: Ids,
    pub draft_versions: Ids,
    pub managed_people: Ids,
    pub visible_people: Ids,
    pub policies: Ids,
    pub hidden_incidents: Ids,
    pub incidents_about_me: Ids,
    pub sealed_documents: Ids,
}

impl Scope {
    /// Reads it as the caller, the check of the session included.
    pub async fn read(db: &Db, caller: &Caller) -> Result<Self> {
        let row = db.read(caller, SCOPE.with(())).await?.one()?;
        Ok(Self {
            // The session check refuses whoever has none.
            organisation: row.organisation.unwrap_or_default(),
            profile: row.profile.unwrap_or_default(),
            full: row.full,
            owner: row.owner,
            settings: row.settings,
            managed_homes: Ids::of(row.managed_homes),
            visible_homes: Ids::of(row.visible_homes),
            care_homes: Ids::of(row.care_homes),
            visible_clients: Ids::of(row.visible_clients),
            care_clients: Ids::of(row.care_clients),
            draft_clients: Ids::of(row.draft_clients),
            writable_clients: Ids::of(row.writable_clients),
            draft_versions: Ids::of(row.draft_versions),
            managed_people: Ids::of(row.managed_people),
            visible_people: Ids::of(row.visible_people),
            policies: Ids::of(row.policies),
            hidden_incidents: Ids::of(row.hidden_incidents),
            incidents_about_me: Ids::of(row.incidents_about_me),
            sealed_documents: Ids::of(row.sealed_documents),
        })
    }

    /// Whether a home or an office that the earlier scope had is gone: a right was taken back, and not
    /// only a row.
    pub fn is_revoked_from(&self, earlier: &Self) -> bool {
        (earlier.full && !self.full)
            || (earlier.owner && !self.owner)
            || !self.managed_homes.covers(&earlier.managed_homes)
            || !self.visible_homes.covers(&earlier.visible_homes)
            || !self.care_homes.covers(&earlier.care_homes)
    }

    /// Whether a screen that was right by the earlier scope may be wrong by this one although no
    /// change says so: something is gone, or a whole home or office came.
    pub fn unsettles(&self, earlier: &Self) -> bool {
        let same = self.full == earlier.full
            && self.owner == earlier.owner
            && self.settings == earlier.settings
            && self.managed_homes == earlier.managed_homes
            && self.visible_homes == earlier.visible_homes
            && self.care_homes == earlier.care_homes;
        let kept = self.visible_clients.covers(&earlier.visible_clients)
            && self.care_clients.covers(&earlier.care_clients)
            && self.draft_clients.covers(&earlier.draft_clients)
            && self.writable_clients.covers(&earlier.writable_clients)
            && self.managed_people.covers(&earlier.managed_people)
            && self.visible_people.covers(&earlier.visible_people)
            && self.policies.covers(&earlier.policies)
            && earlier.hidden_incidents.covers(&self.hidden_incidents)
            && earlier.sealed_documents.covers(&self.sealed_documents);
        !(same && kept)
    }
}
