//! Stores one entry, or says why not. Each is a transaction of its own.

use almoner_kernel::{Caller, Code, Error, Result};
use almoner_pg::{Json, One};
use almoner_web::{App, Attempt, Record, read};
use jiff::Timestamp;

use super::model::HandInEntryIn;
use super::store::{HAND_IN_NOTE, HAND_IN_RECORD, HANDED_IN, Receipt};
use super::words::HandInKind;
use crate::notes::NoteIn;
use crate::tasks::{Refused, TaskOut, TaskOutcome, TaskRecordIn, refused};
use crate::there::{CARE_OF_CLIENT, as_seen};
use uuid::Uuid;

/// What became of an entry.
pub type Kept = std::result::Result<Receipt, Refused>;

/// Stores an entry as claimed of somebody. The outer error ends the whole hand-in: nothing more would be stored.
pub async fn keep(app: &App, me: &Caller, author: Uuid, entry: HandInEntryIn) -> Result<Kept> {
    let kept = match entry.kind {
        HandInKind::Note => note(app, me, author, entry).await,
        HandInKind::TaskRecord => task_record(app, me, author, entry).await,
        other => {
            let why = other.only_by_its_author().unwrap_or("Only they can send this.");
            Err(Error::field("kind_of_entry", "not_possible", why).into())
        }
    };
    match kept {
        Err(Refused { error, .. }) if error.code == Code::Unauthenticated => Err(error),
        kept => Ok(kept),
    }
}

async fn note(app: &App, me: &Caller, author: Uuid, entry: HandInEntryIn) -> Kept {
    let client = entry.about_id;
    let bytes = entry.body.bytes();
    let (note, at) = read::<NoteIn>(&bytes)?.check()?;
    let at = needed(at)?;
    let own_route = format!("POST /api/v1/clients/{client}/notes");
    let (key, hash) = Attempt::of(own_route, entry.key, &bytes).evidence(None)?;
    let insert = HAND_IN_NOTE.with((
        author,
        client,
        note.care_home_id,
        note.kind.as_str(),
        note.text,
        Json(note.measures),
        note.flagged,
        at,
        key.clone(),
        hash,
    ));
    match app.db.write(me, (insert, HANDED_IN.with((author, key, "daily_notes")))).await {
        Ok((tx, (_, receipts))) => {
            tx.finish(()).await?;
            Ok(receipts.one()?)
        }
        Err(error) => Err(as_seen(app, me, CARE_OF_CLIENT.with((client,)), error).await.into()),
    }
}

async fn task_record(app: &App, me: &Caller, author: Uuid, entry: HandInEntryIn) -> Kept {
    let task = entry.about_id;
    let bytes = entry.body.bytes();
    let sent = read::<TaskRecordIn>(&bytes)?;
    // Never kept on a device either; said here so that it is refused whoever asks, and of whatever task.
    if sent.outcome == TaskOutcome::MarChecked {
        let why = "That the MAR chart was checked only they can say. Look at the chart.";
        return Err(Error::field("outcome", "not_possible", why).into());
    }
    let given = sent.check()?;
    let at = needed(given.occurred_at)?;
    let own_route = format!("POST /api/v1/tasks/{task}/records");
    let (key, hash) = Attempt::of(own_route, entry.key, &bytes).evidence(None)?;
    let outcome = given.outcome.map_or("", TaskOutcome::as_str);
    let insert = HAND_IN_RECORD.with((
        author,
        task,
        given.seen_ordinal,
        outcome,
        given.reason,
        given.note,
        Json(given.measures),
        at,
        key.clone(),
        hash,
    ));
    match app.db.write(me, (insert, HANDED_IN.with((author, key, "care_task_records")))).await {
        Ok((tx, (_, receipts))) => {
            tx.finish(()).await?;
            Ok(receipts.one()?)
        }
        Err(error) => Err(refused(app, me, task, as_seen(app, me, TaskOut::read(task), error).await).await?),
    }
}

/// When it happened: what was noted on a device has a time, and the time of arrival says nothing of it.
fn needed(at: Option<Timestamp>) -> Result<Timestamp> {
    let missing = || Error::field("occurred_at", "required", "Say when it happened, as the device does.");
    at.ok_or_else(missing)
}
