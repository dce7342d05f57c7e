//! The routes of notes: written once, read newest first, added to and never changed.

use almoner_kernel::Code;
use almoner_pg::{Json, ListCall, One};
use almoner_web::{
    Answer, App, Command, Commas, Created, Doc, Filters, Handled, Instant, ListQuery, Page, PathId, Routes,
    SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::notes::model::{AddendumIn, AddendumOut, NoteIn, NoteOut, NoteReceiptOut, NoteWithAddendaOut};
use crate::notes::store::{
    ADD_ADDENDUM, ADD_NOTE, ADDENDA_OF, ADDENDUM_STORED, NOTE, NOTE_RECEIPT, NOTE_THERE, NOTES, NOTES_OF,
};
use crate::notes::words::NoteKind;
use crate::notes::{days, kinds, missing};
use crate::there::{CARE_OF_CLIENT, as_seen, care};

const KINDS: Doc = Doc::read("list_note_kinds", "What a note of each kind may measure")
    .says("For forms: units, bounds, digits and words. The order is that of a screen.");
const LIST: Doc = Doc::read("list_notes", "Notes of residents whose record you may read, the newest first")
    .says("In the order in which they arrived; one that came late says when it happened. A struck note shows, struck.");
const OF: Doc =
    Doc::read("list_client_notes", "The notes of a resident, the newest first").refuses(&[Code::Forbidden]);
const ADD: Doc = Doc::change("create_note", "Note what was seen, said or measured")
    .says("Care already given is never refused for when it arrives: whoever had the right to it when it happened notes it, \
           up to 72 hours later and up to 72 hours after that right has ended. The answer is a receipt, since its author may have no \
           right to read it any more. The Idempotency-Key is kept with the note for good: at least 8 characters.")
    .refuses(&[Code::Forbidden]);
const ONE: Doc = Doc::read("get_note", "One note with what was added to it");
const MORE: Doc = Doc::change("add_to_note", "Add to a note, or strike it out")
    .says("A note is never changed or deleted. Whoever gives care in the home where it happened adds to it; its author or a manager \
           strikes it out, once, with the reason. What was flagged and is struck out leaves the next handover.")
    .refuses(&[Code::Forbidden, Code::Duplicate]);

/// Notes and what is added to them.
pub fn routes() -> Routes<App> {
    Routes::new("notes")
        .get("/api/v1/note-kinds", &KINDS, kinds::list)
        .get("/api/v1/notes", &LIST, list)
        .get("/api/v1/notes/missing", &missing::MISSING, missing::list)
        .get("/api/v1/clients/{id}/measures", &days::MEASURES, days::measures)
        .get("/api/v1/clients/{id}/notes", &OF, of)
        .post("/api/v1/clients/{id}/notes", &ADD, add)
        .get("/api/v1/notes/{id}", &ONE, one)
        .post("/api/v1/notes/{id}/addenda", &MORE, more)
}

/// Filters of the notes of homes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct NoteFilters {
    /// Notes of what happened in this home.
    home: Option<Uuid>,
    /// Several, separated by commas.
    #[param(value_type = Vec<NoteKind>, required = false, style = Form, explode = false)]
    kind: Option<Commas<NoteKind>>,
    /// Only those for the handover, or only the others.
    flagged: Option<bool>,
    /// Only those that arrived more than 12 hours after it happened, or only the others.
    late: Option<bool>,
    author: Option<Uuid>,
    /// What happened at this instant or later.
    from: Option<Instant>,
    /// What happened before this instant.
    to: Option<Instant>,
}

impl Filters for NoteFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

/// Filters of the notes of one resident.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ClientNoteFilters {
    /// Several, separated by commas.
    #[param(value_type = Vec<NoteKind>, required = false, style = Form, explode = false)]
    kind: Option<Commas<NoteKind>>,
    /// Only those for the handover, or only the others.
    flagged: Option<bool>,
    /// Only those that arrived more than 12 hours after it happened, or only the others.
    late: Option<bool>,
    author: Option<Uuid>,
    /// What happened at this instant or later.
    from: Option<Instant>,
    /// What happened before this instant.
    to: Option<Instant>,
}

impl Filters for ClientNoteFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

impl ClientNoteFilters {
    fn on<'a>(&self, list: ListCall<'a>) -> ListCall<'a> {
        let kinds = self.kind.as_ref().map(|all| all.0.iter().map(|k| k.as_str().to_owned()).collect());
        list.filter::<Vec<String>>("kind", kinds)
            .filter("flagged", self.flagged)
            .filter("late", self.late)
            .filter("author", self.author)
            .filter("from", self.from.map(|at| at.0))
            .filter("to", self.to.map(|at| at.0))
    }
}

fn last(note: &NoteOut) -> Vec<String> {
    vec![note.id.to_string()]
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<NoteFilters>,
) -> Handled<Page<NoteOut>> {
    let NoteFilters { home, kind, flagged, late, author, from, to } = &query.filters;
    let rest = ClientNoteFilters {
        kind: kind.clone(),
        flagged: *flagged,
        late: *late,
        author: *author,
        from: *from,
        to: *to,
    };
    let notes = NOTES.run(Some(query.sort), query.fetch()).ok_or(Code::Invalid)?.filter("home", *home);
    Ok(query.answer(&app, &me, rest.on(notes), last).await?)
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    query: ListQuery<ClientNoteFilters>,
) -> Handled<Page<NoteOut>> {
    let notes = NOTES_OF.run(Some(query.sort), query.fetch()).ok_or(Code::Invalid)?;
    let notes = query.filters.on(notes.filter("client", Some(client)));
    let (there, page) = query.answer_beside(&app, &me, CARE_OF_CLIENT.with((client,)), notes, last).await?;
    care(there)?;
    Ok(page)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<NoteIn>,
) -> Handled<Created<NoteReceiptOut>> {
    let (new, at) = command.value.check()?;
    let (key, hash) = command.attempt.evidence(None)?;
    let insert = ADD_NOTE.with((
        client,
        new.care_home_id,
        new.kind.as_str(),
        new.text,
        Json(new.measures),
        new.flagged,
        at,
        key.clone(),
        hash,
    ));
    match app.db.write(&me, (insert, NOTE_RECEIPT.with((key,)))).await {
        Ok((tx, (_, receipt))) => {
            tx.finish(()).await?;
            let receipt = receipt.one()?;
            let replayed = receipt.replayed;
            Ok(Created::of(receipt.into()).replayed(replayed))
        }
        Err(error) => Err(as_seen(&app, &me, CARE_OF_CLIENT.with((client,)), error).await.into()),
    }
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<NoteWithAddendaOut>> {
    let (note, addenda) = app.db.read(&me, (NOTE.with((id,)), ADDENDA_OF.with((id,)))).await?;
    Ok(Answer::of(NoteWithAddendaOut { note: note.one()?, addenda }))
}

async fn more(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(note): PathId,
    command: Command<AddendumIn>,
) -> Handled<Created<AddendumOut>> {
    let new = command.value.check()?;
    let (key, hash) = command.attempt.evidence(None)?;
    let (mut tx, there) = app.db.write(&me, NOTE_THERE.with((note, key.clone()))).await?;
    let replayed = there.one()?.replayed;
    let insert = ADD_ADDENDUM.with((note, new.kind.as_str(), new.text, key.clone(), hash));
    tx.run(insert).await?;
    let stored = tx.finish(ADDENDUM_STORED.with((key,))).await?.one()?;
    Ok(Created::of(stored).replayed(replayed))
}
