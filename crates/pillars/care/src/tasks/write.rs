//! What people do to tasks: begin one, say that they are doing it, give it to somebody, archive it.
//!
//! Whose task it is, who may claim it and what may change while it is due is the database's to say
//! (`app.task_changed`, `app.column_rights`, the policies); nobody sets a status.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{One, Update, constraints, row, statement, updates};
use almoner_web::records::{act, archive_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Handled, IfMatch, Instant, Made, NothingIn, Patch,
    PathId, Record, Routes, SignedIn, Versioned,
};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::model::TaskOut;
use super::words::TaskDomain;

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::Duplicate];
const BEGIN: Doc = Doc::change("begin_task", "Begin a task for a resident")
    .says("Something that nobody planned (`title`), or an as-needed task of the active plan (`definition_id`), which keeps its \
           least interval and its most in a care day however many begin it at once: `illegal_transition` otherwise. \
           By anybody who gives care to the resident.")
    .refuses(MAY);
const CHANGE: Doc = Doc::change("update_task", "Give a task to somebody, note something on it, or move it")
    .says("While it is due. Whoever may claim it notes; who runs the shift gives it to a person or a shift; the manager moves it.")
    .refuses(MAY);
const CLAIM: Doc = Doc::change("claim_task", "Say that you are doing it")
    .says("A claim is one's own, and keeps nobody from recording. Of two at once the second is told; who runs the shift may take over.")
    .refuses(MAY);
const RELEASE: Doc = Doc::change("release_task", "Say that nobody is doing it after all").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_task", "Archive a task that was made in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_task", "Restore a task").refuses(MAY);

pub fn routes() -> Routes<App> {
    Routes::new("tasks")
        .post("/api/v1/clients/{id}/tasks", &BEGIN, begin)
        .patch("/api/v1/tasks/{id}", &CHANGE, change)
        .post("/api/v1/tasks/{id}/claim", &CLAIM, claim)
        .post("/api/v1/tasks/{id}/release", &RELEASE, release)
        .post("/api/v1/tasks/{id}/archive", &ARCHIVE, archive_one::<TaskOut>)
        .post("/api/v1/tasks/{id}/restore", &RESTORE, restore_one::<TaskOut>)
}

/// A task that a person begins: with a title of its own, or an as-needed one of the plan.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaskIn {
    /// What is to be done, 1 to 200 characters; not with `definition_id`.
    pub title: Option<String>,
    /// The as-needed task of the active plan that is begun.
    pub definition_id: Option<Uuid>,
    /// Not with `definition_id`.
    pub domain: Option<TaskDomain>,
    /// 1 or 2; default 1. Of two, the second confirms the record of the first. Not with `definition_id`.
    pub people: Option<i32>,
    /// From when it may be done; default now, at most 72 hours back and a year ahead.
    pub due_from: Option<Instant>,
    /// Default an hour later, or as the plan says.
    pub due_by: Option<Instant>,
    /// 1 to 1000 characters.
    pub note: Option<String>,
}

/// What may change of a task.
#[derive(Clone, Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct TaskPatch {
    pub assignee_id: Patch<Uuid>,
    /// Of the resident's home; not together with an assignee.
    pub shift_template_id: Patch<Uuid>,
    pub named_only: Patch<bool>,
    pub note: Patch<String>,
    pub due_from: Patch<Instant>,
    pub due_by: Patch<Instant>,
    pub missed_after: Patch<Instant>,
}

const FROM_PLAN: &str = "The plan says this of an as-needed task; leave it out.";

impl TaskIn {
    fn check(mut self) -> Result<Self> {
        let mut c = Checks::new();
        self.title = c.maybe_text("title", self.title.as_deref(), 200);
        self.note = c.maybe_lines("note", self.note.as_deref(), 1000);
        if self.definition_id.is_some() {
            c.that(self.title.is_none(), "title", "not_possible", FROM_PLAN);
            c.that(self.domain.is_none(), "domain", "not_possible", FROM_PLAN);
            c.that(self.people.is_none(), "people", "not_possible", FROM_PLAN);
        } else {
            c.that(
                self.title.is_some(),
                "title",
                "required",
                "Say what is to be done, or choose an as-needed task of the plan.",
            );
        }
        if let Some(people) = self.people {
            c.number("people", people, 1..=2);
        }
        let now = Timestamp::now();
        let (back, ahead) = (SignedDuration::from_hours(72), SignedDuration::from_hours(24 * 366));
        let from = self.due_from.map_or(now, |at| at.0);
        let soon = from >= now - back && from <= now + ahead;
        c.that(soon, "due_from", "range", "Give an instant at most 72 hours back and a year ahead.");
        if let Some(Instant(by)) = self.due_by {
            let fits = by >= from && by <= now + ahead;
            c.that(fits, "due_by", "range", "Give an instant after it begins, at most a year ahead.");
        }
        c.finish()?;
        Ok(self)
    }
}

impl TaskPatch {
    fn update(self, id: Uuid, version: i32) -> Result<Update> {
        let mut c = Checks::new();
        let update = Update::of("care_plan_tasks", id, version)
            .set("assignee_id", self.assignee_id.into_option())
            .set("shift_template_id", self.shift_template_id.into_option())
            .set("named_only", c.patch_needed("named_only", self.named_only))
            .set("note", c.patch_lines("note", self.note, 1000).into_option())
            .set("due_from", c.patch_needed("due_from", self.due_from).map(|at| at.0))
            .set("due_by", c.patch_needed("due_by", self.due_by).map(|at| at.0))
            .set("missed_after", c.patch_needed("missed_after", self.missed_after).map(|at| at.0));
        c.finish()?;
        Ok(update)
    }
}

row! {
    /// That the resident is there, and what is to be begun.
    #[derive(Clone, Copy, Debug)]
    struct Begins { id: Uuid, definition: bool }
}

statement! {
    /// What is said of a definition that the caller does not see is the same as of one that does not exist.
    BEGINS: (Uuid, Option<Uuid>) -> Begins = "select c.id, $2 is null or exists (select from public.care_task_definitions d \
            where d.organisation_id = c.organisation_id and d.client_id = c.id and d.id = $2) as definition \
        from public.clients c where c.organisation_id = (select app.organisation_id()) and c.id = $1 /* never null: definition */";
    ADD: (Uuid, Option<Uuid>, Option<&'static str>, Option<String>, i32, Option<Timestamp>, Option<Timestamp>, Option<String>) -> Made =
        "insert into public.care_plan_tasks (organisation_id, client_id, definition_id, domain, title, people, due_from, due_by, note) \
         values ((select app.organisation_id()), $1, $2, $3, $4, $5, coalesce($6, now()), $7, $8) returning id";
}

async fn begin(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<TaskIn>,
) -> Handled<Created<TaskOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) =
        attempt.begin_with(&app.db, &me, BEGINS.with((client, new.definition_id))).await?;
    let there = there.one()?;
    let (row, replayed) = if let Some(done) = done {
        (tx.finish(TaskOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?, true)
    } else {
        if !there.definition {
            return Err(Error::field(
                "definition_id",
                "reference",
                "Choose an as-needed task of this resident's plan.",
            )
            .into());
        }
        let insert = ADD.with((
            client,
            new.definition_id,
            new.domain.map(TaskDomain::as_str),
            new.title,
            new.people.unwrap_or(1),
            new.due_from.map(|at| at.0),
            new.due_by.map(|at| at.0),
            new.note,
        ));
        let Made { id } = tx.run(insert).await?.one()?;
        let (rows, _) = tx.finish((TaskOut::read(id), attempt.finish(201, TaskOut::TABLE, Some(id)))).await?;
        (rows.one()?, false)
    };
    let version = row.version();
    Ok(Created::of(row).version(version).replayed(replayed))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<TaskPatch>,
) -> Handled<Answer<TaskOut>> {
    // The order of the three is one constraint; what is wrong is what was sent of it.
    let windows = [("due_by", sent.due_by.is_absent()), ("due_from", sent.due_from.is_absent())];
    let wrong = windows.into_iter().find(|(_, absent)| !absent).map_or("missed_after", |(field, _)| field);
    let changed = patch(&app, &me, (id, version), sent.update(id, version)?).await;
    changed.map_err(|mut fail| {
        for field in fail.0.fields.iter_mut().filter(|field| field.path == "due_by") {
            wrong.clone_into(&mut field.path);
        }
        fail
    })
}

async fn claim(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<TaskOut>> {
    let claim = Update::of("care_plan_tasks", id, version).set_to("claimed_by", "(select app.profile_id())");
    act(&app, &me, &command.attempt, (id, version), claim.call()).await
}

async fn release(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<TaskOut>> {
    let release = Update::of("care_plan_tasks", id, version).set_to("claimed_by", "null");
    act(&app, &me, &command.attempt, (id, version), release.call()).await
}

updates! {
    "care_plan_tasks" { assignee_id: Option<Uuid>, shift_template_id: Option<Uuid>, named_only: bool, note: Option<String>,
        due_from: Timestamp, due_by: Timestamp, missed_after: Timestamp } archives;
}

constraints! {
    "care_plan_tasks_window" => Invalid, "due_by", "range", "A task begins, is due, and counts as missed, in this order.";
    "care_plan_tasks_named" => Invalid, "named_only", "not_possible", "Name the one person first.";
    "care_plan_tasks_whose" => Invalid, "shift_template_id", "not_possible", "Give it to a person or to a shift, not to both.";
    "care_plan_tasks_once" => Duplicate, "", "", "This task of the plan is there at that time already.";
}
