//! The routes of task definitions.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Json, One, Update};
use almoner_web::records::{archive_one, get_one, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Day, Doc, Handled, IfMatch, Instant, Made, Only, Page,
    Patch, PathId, QueryOf, Record, Routes, SignedIn, Versioned, refusal,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{NextTimeOut, TaskDefinitionIn, TaskDefinitionOut, TaskDefinitionPatch, Times};
use super::store::{ADD, DEFINITION_THERE, NEXT, NewDefinition, OF_VERSION, VERSION_THERE};
use crate::tasks::words::{TaskDefinitionKind, TaskDomain};

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::Duplicate];
const LIST: Doc = Doc::read("list_task_definitions", "What a version of a care plan asks for");
const ADD_ONE: Doc = Doc::change("create_task_definition", "Add a task to a draft")
    .says("By who runs the shift, or the manager. `illegal_transition` once the version has left draft: begin a new one.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_task_definition", "One task of a plan");
const CHANGE: Doc = Doc::change("update_task_definition", "Change a task of a plan")
    .says("All of it in a draft. Of the active version the manager amends times and whose it is; what is done is frozen, and \
           `illegal_transition` says so with the field.")
    .refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_task_definition", "Take a task out of a draft").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_task_definition", "Put it back into the draft").refuses(MAY);
const NEXT_TIMES: Doc = Doc::read("preview_task_definition", "The next ten times at which it will be due")
    .says("On the wall clock of the home that holds the resident, over changes of the clock. None of an as-needed task.");

pub fn routes() -> Routes<App> {
    Routes::new("tasks")
        .get("/api/v1/care-plan-versions/{id}/task-definitions", &LIST, list)
        .post("/api/v1/care-plan-versions/{id}/task-definitions", &ADD_ONE, add)
        .get("/api/v1/task-definitions/{id}", &ONE, get_one::<TaskDefinitionOut>)
        .patch("/api/v1/task-definitions/{id}", &CHANGE, change)
        .get("/api/v1/task-definitions/{id}/next", &NEXT_TIMES, next)
        .post("/api/v1/task-definitions/{id}/archive", &ARCHIVE, archive_one::<TaskDefinitionOut>)
        .post("/api/v1/task-definitions/{id}/restore", &RESTORE, restore_one::<TaskDefinitionOut>)
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct OfVersion {
    /// Archived rows instead of present ones.
    #[param(value_type = Option<String>, pattern = "^only$")]
    archived: Option<Only>,
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(version): PathId,
    QueryOf(query): QueryOf<OfVersion>,
) -> Handled<Page<TaskDefinitionOut>> {
    let archived = matches!(query.archived, Some(Only::Only));
    let calls = (VERSION_THERE.with((version,)), OF_VERSION.with((version, archived)));
    let (there, rows) = app.db.read(&me, calls).await?;
    there.one()?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(version): PathId,
    command: Command<TaskDefinitionIn>,
) -> Handled<Created<TaskDefinitionOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, VERSION_THERE.with((version,))).await?;
    let of = there.one()?;
    let (row, replayed) = if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        (tx.finish(TaskDefinitionOut::read(id)).await?.one()?, true)
    } else {
        let insert = ADD.with((of.client_id, of.id, Json(NewDefinition::from(new))));
        let Made { id } = tx.run(insert).await?.one()?;
        let noted = attempt.finish(201, TaskDefinitionOut::TABLE, Some(id));
        let (rows, _) = tx.finish((TaskDefinitionOut::read(id), noted)).await?;
        (rows.one()?, false)
    };
    let version = row.version();
    Ok(Created::of(row).version(version).replayed(replayed))
}

/// Reads it first: whether times and kind fit one another only the whole says.
async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<TaskDefinitionPatch>,
) -> Handled<Answer<TaskDefinitionOut>> {
    let (mut tx, rows) = app.db.write(&me, TaskDefinitionOut::read(id)).await?;
    let before = rows.one()?;
    if before.version() != version {
        return Err(refusal(&before, version).into());
    }
    let update = update_of(&before, sent)?;
    if update.is_empty() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    let (changed, rows) = tx.run((update.call(), TaskDefinitionOut::read(id))).await?;
    let after = rows.one()?;
    if changed.is_empty() {
        return Err(refusal(&after, version).into());
    }
    tx.commit().await?;
    let version = after.version();
    Ok(Answer::of(after).version(version))
}

/// The row as it would be, checked whole; what was sent of it is written.
fn update_of(before: &TaskDefinitionOut, sent: TaskDefinitionPatch) -> Result<Update> {
    let mut c = Checks::new();
    let domain = c.patch_needed("domain", sent.domain);
    let title = c.patch_needed("title", sent.title);
    let kind = c.patch_needed("kind", sent.kind);
    let every_days = c.patch_needed("every_days", sent.every_days);
    let times = c.patch_needed("times", sent.times);
    let due_minutes = c.patch_needed("due_minutes", sent.due_minutes);
    let missed_minutes = c.patch_needed("missed_minutes", sent.missed_minutes);
    let people = c.patch_needed("people", sent.people);
    let named_only = c.patch_needed("named_only", sent.named_only);
    let position = c.patch_needed("position", sent.position);
    if let (Some(kind), None) = (kind, &times) {
        let fits = (kind == TaskDefinitionKind::AsNeeded) == before.times.0.is_empty();
        c.that(
            fits,
            "kind",
            "not_possible",
            "Send its times along: none of an as-needed task, at least one of the others.",
        );
    }
    c.finish()?;
    let or = |patch: &Patch<Uuid>, before: Option<Uuid>| patch.into_option().unwrap_or(before);
    let instructions = sent.instructions.clone().into_option();
    let weekdays = sent.weekdays.clone().into_option();
    let (starts_on, ends_on) = (sent.starts_on.into_option(), sent.ends_on.into_option());
    let (interval, most) = (sent.min_interval_minutes.into_option(), sent.max_per_day.into_option());
    let effect = sent.effect_minutes.into_option();
    let whole = TaskDefinitionIn {
        lineage_id: Some(before.lineage_id),
        domain: domain.unwrap_or(before.domain),
        title: title.clone().unwrap_or_else(|| before.title.clone()),
        instructions: instructions.clone().unwrap_or_else(|| before.instructions.clone()),
        kind: Some(kind.unwrap_or(before.kind)),
        every_days: Some(every_days.unwrap_or(before.every_days)),
        weekdays: weekdays.clone().unwrap_or_else(|| before.weekdays.clone().map(|days| days.0)),
        starts_on: starts_on.unwrap_or(before.starts_on.map(Day)),
        ends_on: ends_on.unwrap_or(before.ends_on.map(Day)),
        times: times.clone().unwrap_or_else(|| before.times.0.clone()),
        due_minutes: Some(due_minutes.unwrap_or(before.due_minutes)),
        missed_minutes: Some(missed_minutes.unwrap_or(before.missed_minutes)),
        min_interval_minutes: interval.unwrap_or(before.min_interval_minutes),
        max_per_day: most.unwrap_or(before.max_per_day),
        effect_minutes: effect.unwrap_or(before.effect_minutes),
        people: Some(people.unwrap_or(before.people)),
        assignee_id: or(&sent.assignee_id, before.assignee_id),
        shift_template_id: or(&sent.shift_template_id, before.shift_template_id),
        named_only: Some(named_only.unwrap_or(before.named_only)),
        position: Some(position.unwrap_or(before.position)),
    }
    .check()?;
    Ok(Update::of("care_task_definitions", before.id, before.version)
        .set("domain", domain.map(TaskDomain::as_str))
        .set("title", title.map(|_| whole.title))
        .set("instructions", instructions.map(|_| whole.instructions))
        .set("kind", kind.map(TaskDefinitionKind::as_str))
        .set("every_days", every_days)
        .set("weekdays", weekdays)
        .set("starts_on", starts_on.map(|day| day.map(|day| day.0)))
        .set("ends_on", ends_on.map(|day| day.map(|day| day.0)))
        .set("times", times.map(|_| Times(whole.times)))
        .set("due_minutes", due_minutes)
        .set("missed_minutes", missed_minutes)
        .set("min_interval_minutes", interval)
        .set("max_per_day", most)
        .set("effect_minutes", effect)
        .set("people", people)
        .set("assignee_id", sent.assignee_id.into_option())
        .set("shift_template_id", sent.shift_template_id.into_option())
        .set("named_only", named_only)
        .set("position", position))
}

#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct After {
    /// Default now.
    from: Option<Instant>,
}

async fn next(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    QueryOf(query): QueryOf<After>,
) -> Handled<Page<NextTimeOut>> {
    let calls = (DEFINITION_THERE.with((id,)), NEXT.with((id, query.from.map(|at| at.0))));
    let (there, rows) = app.db.read(&me, calls).await?;
    there.one()?;
    Ok(Page::whole(rows))
}
