//! Two versions side by side, and what publishing a draft would change for those who give care.

use std::collections::BTreeMap;

use almoner_kernel::{Code, Error};
use almoner_pg::{Json, One, row, statement};
use almoner_web::{Answer, App, Doc, Handled, PathId, QueryOf, Record, Routes, SignedIn};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::plans::diff::{CarePlanDomainChange, CarePlanTaskChange, Plan, Task, diff};
use crate::plans::model::CarePlanVersionOut;
use crate::plans::sections::CarePlanSections;
use crate::plans::words::CarePlanVersionStatus;

row! {
    /// A version that is compared.
    #[derive(Clone, Debug)]
    struct Compared {
        id: Uuid,
        number: i32,
        status: CarePlanVersionStatus,
        sections: Json<CarePlanSections>,
    }
}

row! {
    /// What a task of a version asks for.
    #[derive(Clone, Debug)]
    pub struct Definition { pub care_plan_version_id: Uuid, pub lineage_id: Uuid, pub content: Json<Task> }
}

row! {
    /// What is to be done of one lineage in the next 48 hours.
    #[derive(Clone, Copy, Debug)]
    struct Expected {
        lineage_id: Uuid,
        /// Times at which this version asks for it and nothing is recorded yet.
        asked: i64,
        /// Those of them at which nothing is to be done so far.
        missing: i64,
        /// Things to be done of it so far.
        waiting: i64,
    }
}

/// The tasks `t` of some versions: of each everything but where it stands and who wrote it, which is
/// what `app.same_care` compares.
macro_rules! definitions {
    ($which:literal) => {
        concat!(
            "select t.care_plan_version_id, t.lineage_id, jsonb_strip_nulls(to_jsonb(t) - array['organisation_id', 'id', 'client_id', 'care_home_id', \
                 'care_plan_version_id', 'lineage_id', 'position', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'archived_at', \
                 'archived_by', 'archive_reason', 'archive_batch']) as content /* never null: content (an object) */ \
             from public.care_task_definitions t where t.organisation_id = (select app.organisation_id()) and t.archived_at is null \
             and t.care_plan_version_id",
            $which
        )
    };
}

/// A version and another one of its resident.
macro_rules! compared {
    ($other:literal) => {
        concat!(
            "select t.id, t.number, t.status, t.sections from public.care_plan_versions v \
               join public.care_plan_versions t on t.organisation_id = v.organisation_id and t.client_id = v.client_id and t.id in (v.id, ",
            $other,
            ") where v.organisation_id = (select app.organisation_id()) and v.id = $1"
        )
    };
}

statement! {
    /// The tasks of some versions.
    pub DEFINITIONS: (Vec<Uuid>) -> Definition = definitions!(" = any ($1)");
    /// A version and the one that was named, or else the one that it was based on.
    COMPARED: (Uuid, Option<Uuid>) -> Compared = compared!("coalesce($2, v.based_on_id)");
    /// The tasks of both.
    COMPARED_TASKS: (Uuid, Option<Uuid>) -> Definition = definitions!(
        " in ($1, coalesce($2, (select v.based_on_id from public.care_plan_versions v where v.organisation_id = t.organisation_id and v.id = $1)))");
    /// A version and the active one of its resident.
    BESIDE_ACTIVE: (Uuid) -> Compared = compared!(
        "(select a.id from public.care_plan_versions a where a.organisation_id = v.organisation_id and a.client_id = v.client_id and a.status = 'active')");
    /// The tasks of both.
    TASKS_BESIDE_ACTIVE: (Uuid) -> Definition = definitions!(
        " in (select a.id from public.care_plan_versions v join public.care_plan_versions a on a.organisation_id = v.organisation_id \
             and a.client_id = v.client_id and (a.id = v.id or a.status = 'active') where v.organisation_id = t.organisation_id and v.id = $1)");
    /// By lineage, what the resident's tasks of the next 48 hours are and what this version asks for,
    /// as `app.generate_tasks` would make them.
    EXPECTED: (Uuid) -> Expected =
        "with v as materialized (select x.organisation_id, x.client_id from public.care_plan_versions x \
             where x.organisation_id = (select app.organisation_id()) and x.id = $1), \
         asked as materialized (select d.lineage_id, o.due_from from v \
             join public.bed_stays s on s.organisation_id = v.organisation_id and s.client_id = v.client_id and s.status = 'live' and s.archived_at is null \
             join public.care_homes h on h.organisation_id = s.organisation_id and h.id = s.care_home_id \
             join public.care_task_definitions d on d.organisation_id = v.organisation_id and d.client_id = v.client_id \
              and d.care_plan_version_id = $1 and d.archived_at is null and d.kind in ('scheduled', 'prompt') \
            cross join lateral app.occurrences(d, h.time_zone, h.care_day_starts, greatest(now(), lower(s.during)), now() + interval '48 hours') o), \
         there as materialized (select t.lineage_id, t.due_from, \
                 t.status = 'due' or (t.status = 'not_required' and t.status_reason = 'absent') as waits \
               from v join public.care_plan_tasks t on t.organisation_id = v.organisation_id and t.client_id = v.client_id \
              and t.kind in ('scheduled', 'prompt') and t.status <> 'cancelled' and t.archived_at is null and t.due_from > now()) \
         select l.lineage_id, \
                (select count(*) from asked a where a.lineage_id = l.lineage_id \
                    and not exists (select from there t where t.lineage_id = a.lineage_id and t.due_from = a.due_from and not t.waits)) as asked, \
                (select count(*) from asked a where a.lineage_id = l.lineage_id \
                    and not exists (select from there t where t.lineage_id = a.lineage_id and t.due_from = a.due_from)) as missing, \
                (select count(*) from there t where t.lineage_id = l.lineage_id and t.waits) as waiting /* never null: lineage_id */ \
           from (select a.lineage_id from asked a union select t.lineage_id from there t) l";
}

/// The tasks of one version by lineage.
pub fn tasks_of(definitions: &[Definition], version: Uuid) -> BTreeMap<Uuid, Task> {
    let of = definitions.iter().filter(|d| d.care_plan_version_id == version);
    of.map(|d| (d.lineage_id, d.content.0.clone())).collect()
}

const DIFF: Doc = Doc::read("compare_care_plan_versions", "What differs between two versions")
    .says("From `against` to this one; without `against` from the version that this one was based on. Of two versions of one resident. Texts are told whole, before and after; comparing them word by word is the client's.");
const SUMMARY: Doc =
    Doc::read("get_publish_summary", "What publishing a version would change for those who give care")
        .says("Against what is active now, with the tasks of the next 48 hours as they would be made now.");

/// Comparing.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans").get("/api/v1/care-plan-versions/{id}/diff", &DIFF, compare).get(
        "/api/v1/care-plan-versions/{id}/publish-summary",
        &SUMMARY,
        summary,
    )
}

/// A version that was compared.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanComparedOut {
    pub id: Uuid,
    pub number: i32,
    pub status: CarePlanVersionStatus,
}

/// What differs between two versions.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanDiffOut {
    pub version: CarePlanComparedOut,
    /// Null: there is none, and everything is new.
    pub against: Option<CarePlanComparedOut>,
    pub domains: Vec<CarePlanDomainChange>,
    pub tasks: Vec<CarePlanTaskChange>,
}

/// What publishing would change.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarePlanPublishSummaryOut {
    pub version: CarePlanVersionOut,
    /// What care is given by now; null: nothing yet, and everything is new.
    pub against: Option<CarePlanComparedOut>,
    /// Another version was published since this one was begun: look at it, bring this one up to it and
    /// set `based_on_id`.
    pub plan_changed: bool,
    pub domains: Vec<CarePlanDomainChange>,
    pub tasks: Vec<CarePlanTaskChange>,
    /// Things to be done that would be called off.
    pub due_cancelled: i64,
    /// Things to be done that would stay as they are.
    pub due_kept: i64,
    /// Things to be done in the next 48 hours that would be added.
    pub due_made: i64,
}

/// What to compare with.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Against {
    /// Another version of the same resident.
    against: Option<Uuid>,
}

impl Compared {
    fn out(&self) -> CarePlanComparedOut {
        CarePlanComparedOut { id: self.id, number: self.number, status: self.status }
    }

    fn plan(&self, definitions: &[Definition]) -> Plan {
        Plan { sections: self.sections.0.clone(), tasks: tasks_of(definitions, self.id) }
    }
}

async fn compare(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    QueryOf(query): QueryOf<Against>,
) -> Handled<Answer<CarePlanDiffOut>> {
    let named = query.against;
    let calls = (COMPARED.with((id, named)), COMPARED_TASKS.with((id, named)));
    let (versions, tasks) = app.db.read(&me, calls).await?;
    let to = versions.iter().find(|v| v.id == id).ok_or(Code::NotFound)?;
    let from = if named == Some(id) { Some(to) } else { versions.iter().find(|v| v.id != id) };
    if named.is_some() && from.is_none() {
        return Err(Error::field("against", "reference", "Choose a version of the same resident.").into());
    }
    let changes = diff(&from.map(|from| from.plan(&tasks)).unwrap_or_default(), &to.plan(&tasks));
    Ok(Answer::of(CarePlanDiffOut {
        version: to.out(),
        against: from.map(Compared::out),
        domains: changes.domains,
        tasks: changes.tasks,
    }))
}

async fn summary(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<CarePlanPublishSummaryOut>> {
    let calls = (
        CarePlanVersionOut::read(id),
        BESIDE_ACTIVE.with((id,)),
        TASKS_BESIDE_ACTIVE.with((id,)),
        EXPECTED.with((id,)),
    );
    let (version, versions, tasks, expected) = app.db.read(&me, calls).await?;
    let version = version.one()?;
    let to = versions.iter().find(|v| v.id == id).ok_or(Code::NotFound)?;
    let active = versions.iter().find(|v| v.status == CarePlanVersionStatus::Active);
    let changes = diff(&active.map(|from| from.plan(&tasks)).unwrap_or_default(), &to.plan(&tasks));
    let stays = tasks_of(&tasks, id);
    let (mut cancelled, mut kept, mut made) = (0, 0, 0);
    for of in &expected {
        let same = stays.contains_key(&of.lineage_id)
            && !changes.tasks.iter().any(|change| change.lineage_id == of.lineage_id);
        if same {
            kept += of.waiting;
            made += of.missing;
        } else {
            cancelled += of.waiting;
            made += of.asked;
        }
    }
    let current = active.is_some_and(|active| active.id == id);
    Ok(Answer::of(CarePlanPublishSummaryOut {
        plan_changed: !current && active.map(|active| active.id) != version.based_on_id,
        against: active.map(Compared::out),
        domains: changes.domains,
        tasks: changes.tasks,
        due_cancelled: cancelled,
        due_kept: kept,
        due_made: made,
        version,
    }))
}
