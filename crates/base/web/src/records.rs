//! The ways in which a record is read and changes: made, changed under If-Match, acted on by a verb,
//! archived and restored.
//!
//! Each is one transaction. A pillar says what to insert or update, and [`Record`] how to read it
//! back as the person who asks; keys, preconditions, replays and refusals are the same everywhere.
//! [`get_one`], [`archive_one`] and [`restore_one`] are handlers as they stand.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Call, Changed, One, Update, row};
use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::answer::{Answer, Created};
use crate::app::{App, SignedIn};
use crate::checks::Checks;
use crate::etag::{IfMatch, IfNoneMatch};
use crate::fail::Handled;
use crate::idempotency::{Attempt, Command};
use crate::path::PathId;
use crate::precondition::{Versioned, refusal, settle};

/// A record with a table of its own and a way to be read by its id.
pub trait Record: Versioned {
    /// Its table in `public`; also the kind under which an Idempotency-Key remembers it.
    const TABLE: &'static str;

    /// One, as the caller may see it.
    fn read(id: Uuid) -> Call<Self>;
}

/// Says how records are read by their id: `ClientOut, "clients", store::CLIENT;`, each with a field
/// `version`. The crate that calls it has uuid and almoner-pg.
#[macro_export]
macro_rules! records {
    ($($row:ty, $table:literal, $read:path;)+) => {$(
        impl $crate::Versioned for $row {
            fn version(&self) -> i32 {
                self.version
            }
        }

        impl $crate::Record for $row {
            const TABLE: &'static str = $table;

            fn read(id: uuid::Uuid) -> almoner_pg::Call<Self> {
                $read.with((id,))
            }
        }
    )+};
}

row! {
    /// What an insert returns.
    #[derive(Clone, Copy, Debug)]
    pub struct Made { pub id: Uuid }
}

row! {
    /// That a parent is there for the person who asks.
    #[derive(Clone, Copy, Debug)]
    pub struct There { pub id: Uuid }
}

/// Why a record is archived.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ArchiveIn {
    /// For the audit trail, 1 to 500 characters.
    pub reason: String,
}

/// A verb that needs nothing but its record: `{}`.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NothingIn {}

fn answered<R: Versioned>(row: R) -> Answer<R> {
    let version = row.version();
    Answer::of(row).version(version)
}

/// Makes a record. `parent` must be visible to the caller, or the answer is 404, as for one that
/// does not exist; what the caller may not make under a visible parent is 403.
pub async fn create<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    parent: Option<Call<There>>,
    insert: Call<Made>,
) -> Handled<Created<R>> {
    let (mut tx, done) = match parent {
        None => attempt.begin(&app.db, me).await?,
        Some(parent) => {
            let (tx, done, parents) = attempt.begin_with(&app.db, me, parent).await?;
            if parents.is_empty() {
                return Err(Code::NotFound.into());
            }
            (tx, done)
        }
    };
    let (row, replayed) = if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        (tx.finish(R::read(id)).await?.one()?, true)
    } else {
        let Made { id } = tx.run(insert).await?.one()?;
        let (rows, _) = tx.finish((R::read(id), attempt.finish(201, R::TABLE, Some(id)))).await?;
        (rows.one()?, false)
    };
    let version = row.version();
    Ok(Created::of(row).version(version).replayed(replayed))
}

/// Changes a record under If-Match.
pub async fn patch<R: Record>(
    app: &App,
    me: &Caller,
    (id, version): (Uuid, i32),
    update: Update,
) -> Handled<Answer<R>> {
    if update.is_empty() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    let (tx, changed) = app.db.write(me, update.call()).await?;
    Ok(answered(settle(tx, &changed, version, R::read(id)).await?))
}

/// Acts on a record under If-Match and an Idempotency-Key.
pub async fn act<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    (id, version): (Uuid, i32),
    change: Call<Changed>,
) -> Handled<Answer<R>> {
    act_or(app, me, attempt, id, change, |present| refusal(present, version)).await
}

/// The same, saying why nothing was changed.
async fn act_or<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    id: Uuid,
    change: Call<Changed>,
    why: impl FnOnce(&R) -> Error,
) -> Handled<Answer<R>> {
    let (mut tx, done) = attempt.begin(&app.db, me).await?;
    if done.is_some() {
        return Ok(answered(tx.finish(R::read(id)).await?.one()?).replayed(true));
    }
    if tx.run(change).await?.is_empty() {
        return Err(why(&tx.run(R::read(id)).await?.one()?).into());
    }
    let (rows, _) = tx.finish((R::read(id), attempt.finish(200, R::TABLE, Some(id)))).await?;
    Ok(answered(rows.one()?))
}

/// A verb on one record: which record and version it was asked for. What it is called the database
/// finds from the change (`app.verb_of`).
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub id: Uuid,
    pub version: i32,
}

/// Acts on a record by what it is: read, decided, changed in place. `change` makes the update from the
/// record and refuses what is not possible in its state.
///
/// Three round trips: the beginning with the record, the change with the record after it, the end.
pub async fn decide<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    ask: Ask,
    change: impl FnOnce(&R) -> Result<Call<Changed>>,
) -> Handled<Answer<R>> {
    let (mut tx, done, rows) = attempt.begin_with(&app.db, me, R::read(ask.id)).await?;
    let before = rows.one()?;
    if done.is_some() {
        tx.commit().await?;
        return Ok(answered(before).replayed(true));
    }
    if before.version() != ask.version {
        return Err(refusal(&before, ask.version).into());
    }
    let change = change(&before)?;
    let (changed, rows) = tx.run((change, R::read(ask.id))).await?;
    // Read before the end: what somebody could not see afterwards, they leave to somebody else.
    let after = rows.into_iter().next().ok_or_else(unseen)?;
    if changed.is_empty() {
        return Err(refusal(&after, ask.version).into());
    }
    tx.finish(attempt.finish(200, R::TABLE, Some(ask.id))).await?;
    Ok(answered(after))
}

/// The change would take the record out of the caller's sight.
pub fn unseen() -> Error {
    Error::new(Code::Forbidden)
        .message("You could not see this any more afterwards. Ask the manager to note it.")
}

/// Why a record was not archived or restored: what is done already can't be done again.
fn not_turned<R: Record>(present: &R, version: i32, to_archived: bool) -> Error {
    let row = serde_json::to_value(present).unwrap_or_default();
    let archived = row.get("archived_at").is_some_and(|at| !at.is_null());
    if present.version() == version && archived == to_archived {
        let said = if archived { "This is archived already." } else { "This is not archived." };
        return Error::new(Code::IllegalTransition).message(said);
    }
    refusal(present, version)
}

/// Handler: one record with its ETag.
pub async fn get_one<R: Record>(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    held: IfNoneMatch,
) -> Handled<Answer<R>> {
    Ok(answered(app.db.read(&me, R::read(id)).await?.one()?).unless_held(&held))
}

/// Handler: archives a record; what goes along with it is archived in the same transaction.
pub async fn archive_one<R: Record>(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<ArchiveIn>,
) -> Handled<Answer<R>> {
    let mut checks = Checks::new();
    let reason = checks.text("reason", &command.value.reason, 1..=500);
    checks.finish()?;
    let change = almoner_pg::archive(R::TABLE, id, version, reason);
    let why = |present: &R| not_turned(present, version, true);
    act_or(&app, &me, &command.attempt, id, change, why).await
}

/// Handler: restores an archived record and what was archived with it.
pub async fn restore_one<R: Record>(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<R>> {
    let change = almoner_pg::restore(R::TABLE, id, version);
    let why = |present: &R| not_turned(present, version, false);
    act_or(&app, &me, &command.attempt, id, change, why).await
}
