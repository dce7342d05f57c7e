//! The routes of absences.

use almoner_kernel::{Code, Error};
use almoner_pg::{One, Span, Update};
use almoner_web::records::{archive_one, create, get_one, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Created, Doc, Handled, IfMatch, Page, PathId, QueryOf, Record,
    Routes, SignedIn, refusal, settle,
};
use axum::extract::State;

use crate::absences::model::{AbsenceIn, AbsenceOut, AbsencePatch, AbsenceReturnIn};
use crate::absences::store::{ABSENCES_OF, ADD_ABSENCE};
use crate::there::{CARE_THERE, CLIENT_THERE, OfClient, care};
use crate::times;
use crate::words::AbsenceStatus;
use almoner_web::records::{Ask, decide};

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::StayOverlaps];
const OF: Doc = Doc::read("list_client_absences", "The absences of a resident, the newest first")
    .refuses(&[Code::Forbidden]);
const ADD: Doc = Doc::change("note_absence", "A resident has gone to hospital or on leave")
    .says("By a manager or who runs the shift. The bed stays theirs.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_absence", "One absence");
const CHANGE: Doc = Doc::change("update_absence", "Change an absence, or correct its times").refuses(MAY);
const RETURN: Doc = Doc::change("note_return", "The resident is back").refuses(MAY);
const ARCHIVE: Doc =
    Doc::change("archive_absence", "Archive an absence that was noted in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_absence", "Restore an absence").refuses(MAY);

/// Absences.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients/{id}/absences", &OF, of)
        .post("/api/v1/clients/{id}/absences", &ADD, add)
        .get("/api/v1/absences/{id}", &ONE, get_one::<AbsenceOut>)
        .patch("/api/v1/absences/{id}", &CHANGE, change)
        .post("/api/v1/absences/{id}/return", &RETURN, back)
        .post("/api/v1/absences/{id}/archive", &ARCHIVE, archive_one::<AbsenceOut>)
        .post("/api/v1/absences/{id}/restore", &RESTORE, restore_one::<AbsenceOut>)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<OfClient>,
) -> Handled<Page<AbsenceOut>> {
    let calls = (CARE_THERE.with((client,)), ABSENCES_OF.with((client, query.archived())));
    let (there, rows) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<AbsenceIn>,
) -> Handled<Created<AbsenceOut>> {
    let (new, from) = command.value.check()?;
    let insert = ADD_ABSENCE.with((
        client,
        new.kind.as_str(),
        Span::since(from),
        new.expected_return.map(|at| at.0),
        new.place,
        new.reason,
    ));
    create(&app, &me, &command.attempt, Some(CLIENT_THERE.with((client,))), insert).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<AbsencePatch>,
) -> Handled<Answer<AbsenceOut>> {
    let (mut tx, rows) = app.db.write(&me, AbsenceOut::read(id)).await?;
    let before = rows.one()?;
    if before.version != version {
        return Err(refusal(&before, version).into());
    }
    let update = sent.update(&before)?;
    if update.is_empty() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    let changed = tx.run(update.call()).await?;
    let row = settle(tx, &changed, version, AbsenceOut::read(id)).await?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}

async fn back(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<AbsenceReturnIn>,
) -> Handled<Answer<AbsenceOut>> {
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", command.value.at, times::LATE);
    let note = checks.maybe_lines("note", command.value.note.as_deref(), 1000);
    checks.finish()?;
    let ask = Ask { id, version };
    decide(&app, &me, &command.attempt, ask, |before: &AbsenceOut| {
        if before.status != AbsenceStatus::Away || before.archived_at.is_some() {
            return Err(Error::new(Code::IllegalTransition).message("The resident is not away."));
        }
        let mut checks = Checks::new();
        let during = times::ended(&mut checks, "at", before.from, at);
        checks.finish()?;
        let update = Update::of("resident_absences", id, version)
            .set("status", Some("returned"))
            .set("during", Some(during))
            .set("return_note", note.map(Some));
        Ok(update.call())
    })
    .await
}
