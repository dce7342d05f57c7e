//! The steps in the life of a version: submit, send back, publish, withdraw, cease.
//!
//! Which may follow which, and who may, the database's table of transitions decides; the checks here
//! say it in words before.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{One, Update};
use almoner_web::{
    Answer, App, Command, Doc, Handled, IfMatch, NothingIn, PathId, Record, Routes, SignedIn, refusal,
};
use axum::extract::State;
use uuid::Uuid;

use crate::plans::compare::{DEFINITIONS, Definition, tasks_of};
use crate::plans::diff::{Plan, diff};
use crate::plans::model::{CarePlanPublishedOut, CarePlanVersionOut};
use crate::plans::store::{PUBLISH_INITIAL, TASKS_TOUCHED};
use crate::plans::words::{CarePlanChangeKind, CarePlanVersionKind, CarePlanVersionStatus};
use almoner_web::records::{Ask, decide, unseen};

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived];
const SUBMIT: Doc = Doc::change("submit_care_plan_version", "Hand a draft in for review")
    .says("By the manager or who runs the shift. From then on nobody changes it.")
    .refuses(MAY);
const SEND_BACK: Doc =
    Doc::change("send_back_care_plan_version", "Send a version in review back to draft").refuses(MAY);
const PUBLISH: Doc = Doc::change("publish_care_plan_version", "Publish a version that is in review")
    .says("By the manager, in one transaction; an `initial` one by who runs the shift too, from draft as well: it supersedes the version that it was based on, calls off what is done otherwise from now on, and adds the tasks of the next 48 hours. Over another version than that it is refused (`plan_changed`); who comes second is told so.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::PlanChanged]);
const WITHDRAW: Doc =
    Doc::change("withdraw_care_plan_version", "Give up a draft or a version in review").refuses(MAY);
const CEASE: Doc = Doc::change("cease_care_plan_version", "End the active version without another")
    .says("What is still to be done by it is called off.")
    .refuses(MAY);

/// The verbs of versions.
pub fn routes() -> Routes<App> {
    Routes::new("care-plans")
        .post("/api/v1/care-plan-versions/{id}/submit", &SUBMIT, submit)
        .post("/api/v1/care-plan-versions/{id}/send-back", &SEND_BACK, send_back)
        .post("/api/v1/care-plan-versions/{id}/publish", &PUBLISH, publish)
        .post("/api/v1/care-plan-versions/{id}/withdraw", &WITHDRAW, withdraw)
        .post("/api/v1/care-plan-versions/{id}/cease", &CEASE, cease)
}

use CarePlanVersionStatus::{Active, Draft, InReview};

/// Refuses a step that does not exist from where the version is.
fn must_be(version: &CarePlanVersionOut, from: &[CarePlanVersionStatus]) -> Result<()> {
    if from.contains(&version.status) {
        return Ok(());
    }
    let status = version.status.as_str().replace('_', " ");
    Err(Error::new(Code::IllegalTransition)
        .message(format!("That is not possible: this version is {status}.")))
}

fn moved(ask: Ask, status: &'static str) -> Update {
    Update::of("care_plan_versions", ask.id, ask.version).set("status", Some(status))
}

async fn step(
    app: App,
    me: almoner_kernel::Caller,
    ask: Ask,
    command: Command<NothingIn>,
    from: &[CarePlanVersionStatus],
    to: &'static str,
) -> Handled<Answer<CarePlanVersionOut>> {
    // Boxed: the versions that it holds make a future that is too large for the caller's stack.
    Box::pin(decide(&app, &me, &command.attempt, ask, |before: &CarePlanVersionOut| {
        must_be(before, from)?;
        Ok(moved(ask, to).call())
    }))
    .await
}

async fn submit(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanVersionOut>> {
    step(app, me, Ask { id, version }, command, &[Draft], "in_review").await
}

async fn send_back(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanVersionOut>> {
    step(app, me, Ask { id, version }, command, &[InReview], "draft").await
}

async fn withdraw(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanVersionOut>> {
    step(app, me, Ask { id, version }, command, &[Draft, InReview], "withdrawn").await
}

async fn cease(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanVersionOut>> {
    step(app, me, Ask { id, version }, command, &[Active], "withdrawn").await
}

async fn publish(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<CarePlanPublishedOut>> {
    let attempt = &command.attempt;
    let (mut tx, done, rows) = attempt.begin_with(&app.db, &me, CarePlanVersionOut::read(id)).await?;
    let before = rows.one()?;
    let both = vec![id, before.based_on_id.unwrap_or(id)];
    if done.is_some() {
        // What it changed in the plan stays as it was; the tasks have moved on.
        let definitions = tx.finish(DEFINITIONS.with((both,))).await?;
        let version = before.version;
        let changed = published(before, &definitions, None);
        return Ok(Answer::of(changed).version(version).replayed(true));
    }
    let initial = before.kind == CarePlanVersionKind::Initial;
    // Whoever runs the shift publishes an initial plan in one step: at night nobody is there to hand it to.
    let from: &[CarePlanVersionStatus] = if initial { &[Draft, InReview] } else { &[InReview] };
    must_be(&before, from)?;
    if before.version != version {
        return Err(refusal(&before, version).into());
    }
    let change = if initial {
        PUBLISH_INITIAL.with((id, version))
    } else {
        moved(Ask { id, version }, "active").call()
    };
    let calls = (
        change,
        CarePlanVersionOut::read(id),
        DEFINITIONS.with((both,)),
        TASKS_TOUCHED.with((before.client_id,)),
    );
    let (changed, rows, definitions, touched) = tx.run(calls).await?;
    let after = rows.into_iter().next().ok_or_else(unseen)?;
    if changed.is_empty() {
        // Somebody published it, or sent it back, between the look and the change.
        must_be(&after, from)?;
        return Err(refusal(&after, version).into());
    }
    tx.finish(attempt.finish(200, CarePlanVersionOut::TABLE, Some(id))).await?;
    let touched = touched.one()?;
    let version = after.version;
    Ok(Answer::of(published(after, &definitions, Some((touched.cancelled, touched.made)))).version(version))
}

/// What publishing changed, from the tasks of both versions and what was counted of those due.
fn published(
    version: CarePlanVersionOut,
    definitions: &[Definition],
    touched: Option<(i64, i64)>,
) -> CarePlanPublishedOut {
    let tasks = |of: Uuid| Plan { sections: version.sections.0.clone(), tasks: tasks_of(definitions, of) };
    let from = version.based_on_id.map_or_else(Plan::default, tasks);
    let changes = diff(&from, &tasks(version.id)).tasks;
    let of = |kind: CarePlanChangeKind| {
        changes.iter().filter(|task| task.change == kind).map(|task| task.lineage_id).collect()
    };
    CarePlanPublishedOut {
        superseded_version_id: version.based_on_id,
        tasks_added: of(CarePlanChangeKind::Added),
        tasks_ended: of(CarePlanChangeKind::Removed),
        tasks_changed: of(CarePlanChangeKind::Changed),
        due_cancelled: touched.map(|(cancelled, _)| cancelled),
        due_made: touched.map(|(_, made)| made),
        version,
    }
}
