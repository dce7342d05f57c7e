//! The routes of stays.

use almoner_kernel::{Code, Error};
use almoner_pg::{One, Update};
use almoner_web::records::{archive_one, create, get_one, restore_one};
use almoner_web::{
    Answer, App, Body, Command, Created, Doc, Handled, IfMatch, Page, PathId, QueryOf, Record, Routes,
    SignedIn, refusal, settle,
};
use axum::extract::State;

use crate::stays::model::{StayAdmissionIn, StayOut, StayPatch};
use crate::stays::store::{self, STAYS_OF};
use crate::stays::verbs::{arrive, cancel, death, discharge, move_bed, transfer};
use crate::there::{CARE_THERE, CLIENT_THERE, OfClient, care};
use crate::words::{StayKind, StayStatus};

const MAY: &[Code] =
    &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::BedTaken, Code::StayOverlaps];
const OF: Doc =
    Doc::read("list_client_stays", "The stays of a resident, the newest first").refuses(&[Code::Forbidden]);
const ADMIT_DOC: Doc = Doc::change("admit_client", "Admit a resident to a bed, or keep one for them")
    .says("By a manager of the home that holds the resident. Times may lie in the past: somebody may have lived here for years.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_stay", "One stay");
const CHANGE: Doc =
    Doc::change("update_stay", "Change the plan of a stay, or correct its arrival").refuses(MAY);
const ARRIVE: Doc = Doc::change("arrive", "The resident has arrived").refuses(MAY);
const CANCEL: Doc = Doc::change("cancel_admission", "The resident will not come").refuses(MAY);
const MOVE_DOC: Doc = Doc::change("move_bed", "Move a resident to another bed of the home")
    .says("Ends this stay and answers the one that begins.")
    .refuses(MAY);
const TRANSFER_DOC: Doc = Doc::change("transfer_client", "Transfer a resident to another home of the organisation")
    .says(
        "By a manager of the sending home. Ends this stay and answers the one that begins; its bed is given by the \
         receiving home. An absence ends. No row of the record moves.",
    )
    .refuses(MAY);
const DISCHARGE: Doc = Doc::change("discharge", "The resident has left for good").refuses(MAY);
const DEATH: Doc = Doc::change("note_death", "The resident has died")
    .says("By a manager or who runs the shift. Planned stays are cancelled.")
    .refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_stay", "Archive a stay that was noted in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_stay", "Restore a stay").refuses(MAY);

/// Stays.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients/{id}/stays", &OF, of)
        .post("/api/v1/clients/{id}/admissions", &ADMIT_DOC, admit)
        .get("/api/v1/stays/{id}", &ONE, get_one::<StayOut>)
        .patch("/api/v1/stays/{id}", &CHANGE, change)
        .post("/api/v1/stays/{id}/arrive", &ARRIVE, arrive)
        .post("/api/v1/stays/{id}/cancel", &CANCEL, cancel)
        .post("/api/v1/stays/{id}/move", &MOVE_DOC, move_bed)
        .post("/api/v1/stays/{id}/transfer", &TRANSFER_DOC, transfer)
        .post("/api/v1/stays/{id}/discharge", &DISCHARGE, discharge)
        .post("/api/v1/stays/{id}/death", &DEATH, death)
        .post("/api/v1/stays/{id}/archive", &ARCHIVE, archive_one::<StayOut>)
        .post("/api/v1/stays/{id}/restore", &RESTORE, restore_one::<StayOut>)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<OfClient>,
) -> Handled<Page<StayOut>> {
    let calls = (CARE_THERE.with((client,)), STAYS_OF.with((client, query.archived())));
    let (there, rows) = app.db.read(&me, calls).await?;
    care(there)?;
    Ok(Page::whole(rows))
}

async fn admit(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<StayAdmissionIn>,
) -> Handled<Created<StayOut>> {
    let new = command.value;
    let during = new.check()?;
    let kind = new.kind.unwrap_or(StayKind::Permanent);
    let status = if new.planned { StayStatus::Planned } else { StayStatus::Live };
    let insert = store::admit(vec![store::NewStay::of(client, new.bed_id, during, kind, status)]);
    create(&app, &me, &command.attempt, Some(CLIENT_THERE.with((client,))), insert).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<StayPatch>,
) -> Handled<Answer<StayOut>> {
    let (mut tx, rows) = app.db.write(&me, StayOut::read(id)).await?;
    let before = rows.one()?;
    if before.version != version {
        return Err(refusal(&before, version).into());
    }
    let new = sent.check(&before)?;
    let update = Update::of("bed_stays", id, version)
        .set("bed_id", new.bed_id)
        .set("during", new.during)
        .set("kind", new.kind.map(StayKind::as_str));
    if update.is_empty() {
        return Err(Error::new(Code::Invalid).message("Send at least one field to change.").into());
    }
    let changed = tx.run(update.call()).await?;
    let row = settle(tx, &changed, version, StayOut::read(id)).await?;
    let version = row.version;
    Ok(Answer::of(row).version(version))
}
