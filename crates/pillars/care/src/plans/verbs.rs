//! Verbs whose change follows from the record as it is: read it, decide, change it, note the key.
//!
//! Three round trips: the beginning with the record, the change with the record after it, the end.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Call, Changed, One};
use almoner_web::{Answer, App, Attempt, Handled, Record, refusal};
use uuid::Uuid;

/// A verb on one record: which record and version it was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Ask {
    pub id: Uuid,
    pub version: i32,
}

/// Changes the record in place. `change` makes the update from the record as it is, and refuses what
/// is not possible in its state.
pub async fn act<R: Record>(
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

pub fn answered<R: Record>(row: R) -> Answer<R> {
    let version = row.version();
    Answer::of(row).version(version)
}

/// Says how records of a table are read by their id.
macro_rules! records {
    ($($row:ty, $table:literal, $read:path;)+) => {$(
        impl almoner_web::Versioned for $row {
            fn version(&self) -> i32 {
                self.version
            }
        }

        impl almoner_web::Record for $row {
            const TABLE: &'static str = $table;

            fn read(id: uuid::Uuid) -> almoner_pg::Call<Self> {
                $read.with((id,))
            }
        }
    )+};
}
pub(crate) use records;
