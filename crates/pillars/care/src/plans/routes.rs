//! The routes of plans and of drafts: reading, beginning, writing.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Call, One, Tx};
use almoner_web::records::get_one;
use almoner_web::{
    Answer, App, Body, Command, Created, Doc, Handled, IfMatch, Made, Only, Page, Patch, PathId, QueryOf,
    Record, Routes, SignedIn, refusal, settle,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::plans::model::{
    CarePlanIn, CarePlanInitialIn, CarePlanOut, CarePlanVersionBrief, CarePlanVersionIn, CarePlanVersionOut,
    CarePlanVersionPatch, PlanRow,
};
use crate::plans::reviews::{CarePlanReviewOut, NEXT_REVIEW};
use crate::plans::sleeps::{CarePlanSleepOut, SLEEP_OF};
use crate::plans::store::{
    ADD_DRAFT, ADD_FIRST, ADD_PLAN, BEGIN_INITIAL, COPY_TASKS, PLAN_OF, VERSIONS_NOW, VERSIONS_OF,
};
use crate::plans::there::{CLIENT_THERE, PLAN_THERE};
use crate::plans::words::CarePlanVersionStatus;
use crate::there::{CARE_OF_CLIENT, care};

/// Twenty domains of five texts of 4000 characters, of up to four bytes each.
const PLAN_LIMIT: usize = 2 * 1024 * 1024;

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived];
const PLAN: Doc = Doc::read("get_care_plan", "The care plan of a resident")
    .says("With the active version whole, drafts and versions in review that you may see, and the review that is due first. Of an archived resident the last plan.")
    .refuses(&[Code::Forbidden]);
const START: Doc = Doc::change("start_care_plan", "Begin the care plan of a resident, with a first draft")
    .says("By the manager. A resident has one living plan.")
    .refuses(&[Code::Forbidden, Code::ParentArchived, Code::Duplicate]);
const INITIAL: Doc = Doc::change("start_initial_care_plan", "Begin the initial plan of somebody who has moved in without one")
    .says("By who runs the shift, or the manager; once for an admission, and never beside an active version. It begins with the alerts \
           as they are known; up to ten tasks are added to it. Who runs the shift publishes it with \
           `publish_care_plan_version`, straight from draft; the manager's full plan supersedes it.")
    .refuses(MAY);
const VERSIONS: Doc =
    Doc::read("list_care_plan_versions", "The versions of a resident's plans, the newest first")
        .says(
            "Without their sections. Whole: a plan that changes every week has fifty in a year; at most 500.",
        )
        .refuses(&[Code::Forbidden]);
const VERSION: Doc = Doc::read("get_care_plan_version", "One version of a care plan, with its sections");
const DRAFT: Doc = Doc::change("start_care_plan_version", "Begin a new draft of a plan")
    .says("By the manager or who runs the shift. It begins with the sections and tasks of the active version, or of `from_version_id`, and is based on the active one either way.")
    .refuses(MAY);
const WRITE: Doc = Doc::change("update_care_plan_version", "Write in a draft")
    .says("For autosave: `sections` whole, or some `domains` at a time. A version that has left draft never changes.")
    .refuses(MAY);

/// Plans and drafts.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans")
        .get("/api/v1/clients/{id}/care-plan", &PLAN, plan)
        .post("/api/v1/clients/{id}/care-plan", &START, start)
        .post("/api/v1/clients/{id}/care-plan/initial", &INITIAL, begin_initial)
        .get("/api/v1/clients/{id}/care-plan-versions", &VERSIONS, versions)
        .get("/api/v1/care-plan-versions/{id}", &VERSION, get_one::<CarePlanVersionOut>)
        .post("/api/v1/care-plans/{id}/versions", &DRAFT, draft)
        .patch("/api/v1/care-plan-versions/{id}", &WRITE, write)
}

async fn plan(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
) -> Handled<Answer<CarePlanOut>> {
    let (plans, versions, reviews, sleeps) = whole(client);
    let calls = (CARE_OF_CLIENT.with((client,)), plans, versions, reviews, sleeps);
    let (there, plans, versions, reviews, sleeps) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Answer::of(put((plans, versions, reviews, sleeps))?))
}

async fn start(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<CarePlanIn>,
) -> Handled<Created<CarePlanOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, CLIENT_THERE.with((client,))).await?;
    there.one()?;
    if done.is_some() {
        return Ok(Created::of(put(tx.finish(whole(client)).await?)?).replayed(true));
    }
    let add = ADD_PLAN.with((client, new.review_cycle_days, new.note));
    let first = ADD_FIRST.with((client, new.change_reason, new.consent_note));
    let (plan, first) = tx.run((add, first)).await?;
    first.one()?;
    let finish = attempt.finish(201, "care_plans", Some(plan.one()?.id));
    let (plans, versions, reviews, sleeps) = whole(client);
    let (plans, versions, reviews, sleeps, _) = tx.finish((plans, versions, reviews, sleeps, finish)).await?;
    Ok(Created::of(put((plans, versions, reviews, sleeps))?))
}

/// The plan of a resident, in the statements that read it: itself, its versions, its next review, its sleep.
type Whole = (Call<PlanRow>, Call<CarePlanVersionOut>, Call<CarePlanReviewOut>, Call<CarePlanSleepOut>);
/// What they answer.
type Parts = (Vec<PlanRow>, Vec<CarePlanVersionOut>, Vec<CarePlanReviewOut>, Vec<CarePlanSleepOut>);

fn whole(client: Uuid) -> Whole {
    (
        PLAN_OF.with((client,)),
        VERSIONS_NOW.with((client,)),
        NEXT_REVIEW.with((client,)),
        SLEEP_OF.with((client,)),
    )
}

/// Put together; no plan is not found.
fn put((plans, versions, reviews, sleeps): Parts) -> Result<CarePlanOut> {
    Ok(CarePlanOut::of(plans.one()?, versions, reviews.into_iter().next(), sleeps.into_iter().next()))
}

/// What the list of versions takes.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct VersionsOf {
    /// Archived drafts instead of present versions.
    #[param(value_type = Option<String>, pattern = "^only$")]
    archived: Option<Only>,
}

async fn versions(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<VersionsOf>,
) -> Handled<Page<CarePlanVersionBrief>> {
    let archived = matches!(query.archived, Some(Only::Only));
    let calls = (CARE_OF_CLIENT.with((client,)), VERSIONS_OF.with((client, archived)));
    let (there, rows) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn draft(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(plan): PathId,
    command: Command<CarePlanVersionIn>,
) -> Handled<Created<CarePlanVersionOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let there = PLAN_THERE.with((plan, new.from_version_id));
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, there).await?;
    let there = there.one()?;
    if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        let row = tx.finish(CarePlanVersionOut::read(id)).await?.one()?;
        let version = row.version;
        return Ok(Created::of(row).version(version).replayed(true));
    }
    if new.from_version_id.is_some() && there.from_id.is_none() {
        return Err(Error::field("from_version_id", "reference", "Choose a version of this resident.").into());
    }
    let add = ADD_DRAFT.with((plan, there.from_id, new.change_reason, new.consent_note));
    let (made, _) = tx.run((add, COPY_TASKS.with((plan, there.from_id)))).await?;
    let Made { id } = made.one()?;
    let read = CarePlanVersionOut::read(id);
    let (rows, _) = tx.finish((read, attempt.finish(201, CarePlanVersionOut::TABLE, Some(id)))).await?;
    let row = rows.one()?;
    let version = row.version;
    Ok(Created::of(row).version(version))
}

async fn begin_initial(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<CarePlanInitialIn>,
) -> Handled<Created<CarePlanVersionOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, CARE_OF_CLIENT.with((client,))).await?;
    care(there)?;
    if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        let row = tx.finish(CarePlanVersionOut::read(id)).await?.one()?;
        let version = row.version;
        return Ok(Created::of(row).version(version).replayed(true));
    }
    let Made { id } = tx.run(BEGIN_INITIAL.with((client, new.change_reason))).await?.one()?;
    let read = CarePlanVersionOut::read(id);
    let (rows, _) = tx.finish((read, attempt.finish(201, CarePlanVersionOut::TABLE, Some(id)))).await?;
    let row = rows.one()?;
    let version = row.version;
    Ok(Created::of(row).version(version))
}

async fn write(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<CarePlanVersionPatch, PLAN_LIMIT>,
) -> Handled<Answer<CarePlanVersionOut>> {
    let (mut tx, rows) = app.db.write(&me, CarePlanVersionOut::read(id)).await?;
    let before = rows.one()?;
    let based_on = sent.based_on_id;
    let update = sent.update(&before)?;
    if before.version != version {
        return Err(refusal(&before, version).into());
    }
    if before.status != CarePlanVersionStatus::Draft {
        return Err(Error::new(Code::IllegalTransition)
            .message("A version that has left draft never changes. Begin a new draft.")
            .into());
    }
    if let Patch::Value(other) = based_on {
        same_resident(&mut tx, &before, other).await?;
    }
    let changed = tx.run(update.call()).await?;
    let row = settle(tx, &changed, version, CarePlanVersionOut::read(id)).await?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}

/// What a draft is based on is a version of the same resident that the writer sees.
async fn same_resident(tx: &mut Tx, draft: &CarePlanVersionOut, other: Uuid) -> Result<()> {
    let found = tx.run(CarePlanVersionOut::read(other)).await?;
    if found.first().is_some_and(|v| v.client_id == draft.client_id) {
        return Ok(());
    }
    Err(Error::field("based_on_id", "reference", "Choose the active version of this plan."))
}
