//! Recording care: one task, a second person's confirmation, and several at once.
//!
//! A record is evidence of care already given: it is not refused for when it arrives, needs no
//! If-Match, and its Idempotency-Key is kept with it for ever. It is inserted without RETURNING, since
//! its author may no longer read where it lies; `app.receipt` says what became of it.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Json, One, constraints, row, statement};
use almoner_web::{Answer, App, Attempt, Command, Created, Doc, Handled, PathId, Record, Routes, SignedIn};
use axum::extract::State;
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

use super::alike::{ASKED_FOR, one_kind};
use super::given::{Given, TaskConfirmationIn, TaskRecordIn, TaskRecordsIn};
use super::model::{TaskOut, TaskPageOut, TaskRecordOut};
use super::read::RECORDS;
use super::words::{TaskKind, TaskOutcome};

const MAY: &[Code] = &[
    Code::Forbidden,
    Code::RecordedMeanwhile,
    Code::ParentArchived,
    Code::IllegalTransition,
    Code::IdempotencyKeyReused,
];
const RECORD_ONE: Doc = Doc::change("record_task", "Record what came of a task")
    .says("`recorded_meanwhile` when there are records that its author had not seen; `data.current` holds the task with them, and \
           sending again with its `last_ordinal` keeps both. What comes after a task was missed or cancelled is kept and marked `late`. \
           The right counts that its author had at `occurred_at`, for 72 hours after it ended.")
    .refuses(MAY);
const CONFIRM: Doc = Doc::change("confirm_task", "Confirm as the second person what somebody recorded")
    .says("Of a task for two people. Never by who recorded it.")
    .refuses(MAY);
const SEVERAL: Doc = Doc::change("record_tasks", "Record the same of several tasks")
    .says("At most 50, all for the same care: one domain and one title, never a prompt. A mixed request is refused with the place of \
           what doesn't belong (`tasks.3.task_id`), and nothing of it is stored. Otherwise each has a result of its own and is stored \
           by itself. Send the same again under the same key to go on where it stopped: what is stored is not stored twice.");

pub fn routes() -> Routes<App> {
    Routes::new("tasks")
        .post("/api/v1/tasks/records", &SEVERAL, several)
        .post("/api/v1/tasks/{id}/records", &RECORD_ONE, record)
        .post("/api/v1/tasks/{id}/confirmations", &CONFIRM, confirm)
}

row! {
    /// What was stored under a key.
    #[derive(Clone, Copy, Debug)]
    struct Receipt { id: Uuid }
}

statement! {
    /// What the caller stored under a key before.
    RECEIPT: (String) -> Receipt =
        "select k.row_id as id from app.receipt($1) k where k.table_name = 'care_task_records' /* never null: id */";
    STORE: (Uuid, i32, Option<i32>, Option<&'static str>, Option<String>, Option<String>, Json<BTreeMap<String, f64>>, Option<Timestamp>, String, Vec<u8>) -> () =
        "insert into public.care_task_records (organisation_id, task_id, seen_ordinal, confirms_ordinal, outcome, reason, note, measures, occurred_at, idempotency_key, body_hash) \
         values ((select app.organisation_id()), $1, $2, $3, $4, $5, $6, $7, coalesce($8, now()), $9, $10)";
    /// The record that the caller stored under a key, where they still read it.
    STORED: (String) -> TaskRecordOut = concat!(super::read::record_columns!(),
        "r.id = (select k.row_id from app.receipt($1) k where k.table_name = 'care_task_records')");
}

/// What became of a record.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskReceiptOut {
    /// Of the record.
    pub id: Uuid,
    /// It lies in the database now, or did before.
    pub stored: bool,
    /// Came after the task was missed or cancelled, or could have been. Empty as `record` is.
    pub late: Option<bool>,
    /// Empty where its author reads the resident's record no more.
    pub record: Option<TaskRecordOut>,
    /// The task after it; empty likewise.
    pub task: Option<TaskOut>,
}

/// What became of one task of several.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskResultOut {
    pub task_id: Uuid,
    pub stored: bool,
    /// It was stored by an earlier request with this key.
    pub replayed: bool,
    pub receipt: Option<TaskReceiptOut>,
    /// As the `error` of the request for one task.
    pub problem: Option<TaskProblemOut>,
}

/// Why one task of several was not recorded.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskProblemOut {
    /// Of the documented list of codes.
    pub code: String,
    pub message: String,
    /// The field that is wrong, where it is one.
    pub field: Option<String>,
    /// The task with the records that were not seen, where that is why.
    pub current: Option<TaskPageOut>,
    pub retryable: bool,
}

/// What becomes of all of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskResultsOut {
    pub results: Vec<TaskResultOut>,
}

async fn record(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<TaskRecordIn>,
) -> Handled<Created<TaskReceiptOut>> {
    let given = command.value.check()?;
    one(&app, &me, &command.attempt, id, given).await
}

async fn confirm(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<TaskConfirmationIn>,
) -> Handled<Created<TaskReceiptOut>> {
    let given = command.value.check()?;
    one(&app, &me, &command.attempt, id, given).await
}

async fn one(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    id: Uuid,
    given: Given,
) -> Handled<Created<TaskReceiptOut>> {
    let key = attempt.evidence(None)?;
    match Box::pin(store(app, me, key, id, given, false)).await? {
        Ok((receipt, replayed)) => Ok(Created::of(receipt).replayed(replayed)),
        Err(Refused { error, current }) => Err(match current {
            Some(task) => error.current(serde_json::to_value(&task).map_err(Error::internal)?),
            None => error,
        }
        .into()),
    }
}

async fn several(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<TaskRecordsIn>,
) -> Handled<Answer<TaskResultsOut>> {
    let all = command.value.check()?;
    let ids: Vec<Uuid> = all.iter().map(|(id, _)| *id).collect();
    one_kind(&ids, &app.db.read(&me, ASKED_FOR.with((ids.clone(),))).await?)?;
    let mut results = Vec::with_capacity(all.len());
    for (task_id, given) in all {
        let key = command.attempt.evidence(Some(task_id))?;
        // Each is a transaction of its own: what is stored stays stored, whatever becomes of the next.
        let outcome = match Box::pin(store(&app, &me, key, task_id, given, true)).await {
            Ok(outcome) => outcome,
            // The session ended, the database is away: nothing more will be stored.
            Err(error) if matches!(error.code, Code::Unauthenticated) => return Err(error.into()),
            Err(error) => Err(Refused { error, current: None }),
        };
        results.push(match outcome {
            Ok((receipt, replayed)) => {
                TaskResultOut { task_id, stored: true, replayed, receipt: Some(receipt), problem: None }
            }
            Err(refused) => TaskResultOut {
                task_id,
                stored: false,
                replayed: false,
                receipt: None,
                problem: Some(refused.into()),
            },
        });
    }
    Ok(Answer::of(TaskResultsOut { results }))
}

/// Why a record was not stored.
pub struct Refused {
    pub error: Error,
    /// The task with the records that were not seen, where that is why.
    pub current: Option<TaskPageOut>,
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self { error, current: None }
    }
}

impl From<Refused> for TaskProblemOut {
    fn from(Refused { error, current }: Refused) -> Self {
        Self {
            code: error.code.as_str().to_owned(),
            message: error.message.to_string(),
            field: error.fields.first().map(|field| field.path.clone()),
            retryable: error.retryable(),
            current,
        }
    }
}

type Stored = Result<(TaskReceiptOut, bool), Refused>;

/// Stores one record, or says what it was when it was stored before. Two waits: what is known of the
/// task and the key, then the record and the end.
async fn store(
    app: &App,
    me: &Caller,
    (key, hash): (String, Vec<u8>),
    task: Uuid,
    given: Given,
    of_several: bool,
) -> Result<Stored> {
    let (tx, (tasks, before)) = app.db.write(me, (TaskOut::read(task), RECEIPT.with((key.clone(),)))).await?;
    let seen = tasks.into_iter().next();
    // Sent again, it is not judged anew; the database compares what it was used for.
    if before.is_empty() {
        match &seen {
            Some(seen) => fits(seen, &given)?,
            None if of_several => return Ok(Err(Refused { error: Code::NotFound.into(), current: None })),
            None => {}
        }
    }
    // A prompt is done by the chart being checked; see `record_columns` for the way back.
    let outcome = given
        .outcome
        .map(|outcome| if outcome == TaskOutcome::MarChecked { TaskOutcome::Done } else { outcome });
    let insert = STORE.with((
        task,
        given.seen_ordinal,
        given.confirms_ordinal,
        outcome.map(TaskOutcome::as_str),
        given.reason,
        given.note,
        Json(given.measures),
        given.occurred_at,
        key.clone(),
        hash,
    ));
    let ended =
        tx.finish((insert, RECEIPT.with((key.clone(),)), STORED.with((key,)), TaskOut::read(task))).await;
    match ended {
        Ok((_, receipts, records, tasks)) => {
            let id = receipts.one()?.id;
            let record = records.into_iter().next();
            let late = record.as_ref().map(|record| record.late);
            Ok(Ok((
                TaskReceiptOut { id, stored: true, late, record, task: tasks.into_iter().next() },
                !before.is_empty(),
            )))
        }
        // One answer for a task that is not there and one that its caller can't see.
        Err(error) if error.code == Code::Forbidden && seen.is_none() => {
            Ok(Err(Refused { error: Code::NotFound.into(), current: None }))
        }
        Err(error) => Ok(Err(refused(app, me, task, error).await?)),
    }
}

/// What is said of a record that the database refused: where somebody recorded meanwhile, with what they recorded.
pub async fn refused(app: &App, me: &Caller, task: Uuid, error: Error) -> Result<Refused> {
    if error.code != Code::RecordedMeanwhile {
        return Ok(renamed(error).into());
    }
    let (tasks, records) = app.db.read(me, (TaskOut::read(task), RECORDS.with((task,)))).await?;
    let current = tasks.into_iter().next().map(|task| TaskPageOut { task, records });
    Ok(Refused { error: renamed(error), current })
}

/// The column is called otherwise than what was sent.
fn renamed(mut error: Error) -> Error {
    for field in &mut error.fields {
        if field.path == "seen_ordinal" {
            "last_seen_ordinal".clone_into(&mut field.path);
        }
    }
    error
}

/// A prompt takes its one outcome and no words beside it, and nothing else takes that outcome.
fn fits(task: &TaskOut, given: &Given) -> Result<()> {
    let Some(outcome) = given.outcome else { return Ok(()) };
    let prompt = task.kind == TaskKind::Prompt;
    if prompt != (outcome == TaskOutcome::MarChecked) {
        let said = if prompt {
            "Of a prompt only `mar_checked` is recorded; the rest stands on the MAR chart."
        } else {
            "`mar_checked` is the outcome of a prompt."
        };
        return Err(Error::field("outcome", "not_possible", said));
    }
    let says_more = [
        ("reason", given.reason.is_some()),
        ("note", given.note.is_some()),
        ("measures", !given.measures.is_empty()),
    ];
    match says_more.into_iter().find(|(_, says)| prompt && *says) {
        Some((field, _)) => Err(Error::field(
            field,
            "not_possible",
            "No medicine and no dose is recorded here; sign the MAR chart.",
        )),
        None => Ok(()),
    }
}

constraints! {
    "care_task_records_says_why" => Invalid, "reason", "required", "Say why it was not done.";
}
