//! The routes of assessments: answered once, read, added to and never changed.

use almoner_kernel::{Caller, Code, Error};
use almoner_pg::{Json, One};
use almoner_web::{
    Answer, App, Command, Created, Doc, Filters, Handled, Instant, ListQuery, Page, PathId, Routes, SignedIn,
};
use axum::extract::State;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::assessments::given::{refused, version};
use crate::assessments::model::code_asked_for;
use crate::assessments::model::{
    AssessmentAddendumOut, AssessmentDetails, AssessmentIn, AssessmentOut, AssessmentReceiptOut,
    AssessmentWithAddendaOut,
};
use crate::assessments::store::{
    ADD, ADD_ADDENDUM, ADDENDA_OF, ADDENDUM_STORED, ASSESSMENT, ASSESSMENTS_OF, EARLIEST, LAST, OWN_OF,
    RECEIPT, Receipt, THERE,
};
use crate::assessments::{due, offered, trend};
use crate::instruments::Instrument;
use crate::notes::AddendumIn;
use crate::there::{CARE_OF_CLIENT, care};

const OF: Doc = Doc::read("list_client_assessments", "The assessments of a resident, the newest first")
    .says("In the order in which they arrived; one that came late says when it was done. A struck one shows, struck.")
    .refuses(&[Code::Forbidden]);
const ADD_ONE: Doc = Doc::change("create_assessment", "Answer an instrument about a resident")
    .says("The score, the band and the change are computed here, from the answers alone, and come back with what to do; they can't be sent. \
           A band of more concern than the last makes a review of the care plan due. As with notes, what was done is never refused for when \
           it arrives: 72 hours back, and up to 72 hours after the right to it has ended. The Idempotency-Key is kept with it for good: at least 8 characters.")
    .refuses(&[Code::Forbidden]);
const ONE: Doc = Doc::read("get_assessment", "One assessment with what was added to it");
const MORE: Doc = Doc::change("add_to_assessment", "Add to an assessment, or strike it out")
    .says("It is never changed or deleted. Whoever gives care in the home where it happened adds to it; its author or a manager strikes it out, \
           once, with the reason. The review that only it made due is called off; one that was held stays.")
    .refuses(&[Code::Forbidden, Code::Duplicate]);

/// Instruments and assessments.
pub fn routes() -> Routes<App> {
    Routes::new("assessments")
        .get("/api/v1/instruments", &offered::INSTRUMENTS, offered::list)
        .get("/api/v1/assessments/due", &due::DUE, due::list)
        .get("/api/v1/clients/{id}/assessments", &OF, of)
        .post("/api/v1/clients/{id}/assessments", &ADD_ONE, add)
        .get("/api/v1/clients/{id}/assessments/trend", &trend::TREND, trend::trend)
        .get("/api/v1/assessments/{id}", &ONE, one)
        .post("/api/v1/assessments/{id}/addenda", &MORE, more)
}

/// Filters of the assessments of one resident.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AssessmentFilters {
    /// The code of an instrument.
    instrument: Option<String>,
    /// What was done at this instant or later.
    from: Option<Instant>,
    /// What was done before this instant.
    to: Option<Instant>,
}

impl Filters for AssessmentFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    query: ListQuery<AssessmentFilters>,
) -> Handled<Page<AssessmentOut>> {
    let filters = &query.filters;
    code_asked_for(filters.instrument.as_deref())?;
    let list = ASSESSMENTS_OF
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("client", Some(client))
        .filter("instrument", filters.instrument.clone())
        .filter("from", filters.from.map(|at| at.0))
        .filter("to", filters.to.map(|at| at.0));
    let last = |one: &AssessmentOut| vec![one.id.to_string()];
    let (there, page) = query.answer_beside(&app, &me, CARE_OF_CLIENT.with((client,)), list, last).await?;
    care(there)?;
    Ok(page)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<AssessmentIn>,
) -> Handled<Created<AssessmentReceiptOut>> {
    let given = command.value.check()?;
    let (key, hash) = command.attempt.evidence(None)?;
    let (mut tx, own) = app.db.write(&me, OWN_OF.with((given.sent.instrument.clone(),))).await?;
    let own = offered::definitions(own);
    let instrument = given.instrument(&own)?;
    let mut before = None;
    if let Some(change) = &instrument.change {
        let now = Timestamp::now();
        let at = given.at.map_or(now, |at| at.min(now));
        let code = given.sent.instrument.clone();
        // As its author reads it: who reads nothing any more has nothing to compare with.
        let rows = match change.over_days {
            Some(days) => {
                let from = at - SignedDuration::from_hours(24 * i64::from(days));
                tx.run(EARLIEST.with((client, code, change.item.clone(), from, at))).await?
            }
            None => tx.run(LAST.with((client, code, change.item.clone(), Timestamp::UNIX_EPOCH, at))).await?,
        };
        before = rows.into_iter().next();
    }
    let found = instrument.find(&given.sent.answers, before.map(|b| b.value)).map_err(refused)?;
    let insert = ADD.with((
        client,
        given.sent.care_home_id,
        instrument.code.clone(),
        instrument.version,
        Json(given.sent.answers.clone()),
        found.total,
        found.band.map(|band| band.code.clone()),
        found.rank,
        Json(AssessmentDetails::of(&found, before.as_ref())),
        given.note,
        given.next_due_on,
        instrument.repeat_days,
        given.at,
        key.clone(),
        hash,
    ));
    let receipt = match tx.run((insert, RECEIPT.with((key,)))).await {
        Ok((_, receipt)) => receipt.one()?,
        Err(error) => {
            drop(tx);
            return Err(as_seen(&app, &me, client, error).await.into());
        }
    };
    tx.finish(()).await?;
    let replayed = receipt.replayed;
    Ok(Created::of(told(receipt, &own)).replayed(replayed))
}

/// A receipt with what its band means.
fn told(receipt: Receipt, own: &[Instrument]) -> AssessmentReceiptOut {
    let instrument = version(own, &receipt.instrument, receipt.instrument_version);
    let bands = instrument.map_or(&[][..], |one| &one.bands);
    let band = bands.iter().find(|band| Some(&band.code) == receipt.band.as_ref());
    AssessmentReceiptOut {
        id: receipt.id,
        client_id: receipt.client_id,
        stored: true,
        band_label: band.map(|band| band.label.clone()),
        action: band.and_then(|band| band.action.clone()),
        instrument: receipt.instrument,
        instrument_version: receipt.instrument_version,
        score: receipt.score,
        band: receipt.band,
        details: receipt.details.0,
        next_due_on: receipt.next_due_on,
        late: receipt.late,
        occurred_at: receipt.occurred_at,
        recorded_at: receipt.recorded_at,
    }
}

/// Who may not record this of a resident whom they don't see learns nothing of them. Who sees them may not.
async fn as_seen(app: &App, me: &Caller, client: Uuid, error: Error) -> Error {
    if error.code != Code::Forbidden {
        return error;
    }
    match app.db.read(me, CARE_OF_CLIENT.with((client,))).await {
        Ok(there) if there.is_empty() => Code::NotFound.into(),
        Ok(_) => error,
        Err(other) => other,
    }
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<AssessmentWithAddendaOut>> {
    let (assessment, addenda) = app.db.read(&me, (ASSESSMENT.with((id,)), ADDENDA_OF.with((id,)))).await?;
    Ok(Answer::of(AssessmentWithAddendaOut { assessment: assessment.one()?, addenda }))
}

async fn more(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<AddendumIn>,
) -> Handled<Created<AssessmentAddendumOut>> {
    let new = command.value.check()?;
    let (key, hash) = command.attempt.evidence(None)?;
    let (mut tx, there) = app.db.write(&me, THERE.with((id, key.clone()))).await?;
    let replayed = there.one()?.replayed;
    tx.run(ADD_ADDENDUM.with((id, new.kind.as_str(), new.text, key.clone(), hash))).await?;
    let stored = tx.finish(ADDENDUM_STORED.with((key,))).await?.one()?;
    Ok(Created::of(stored).replayed(replayed))
}
