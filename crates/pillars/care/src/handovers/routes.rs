//! The routes of handovers.

use almoner_kernel::{Code, Error};
use almoner_pg::{One, Update};
use almoner_web::{
    Answer, App, Command, Created, Day, Doc, Filters, Handled, IfMatch, ListQuery, Made, Page, PathId,
    Record, Routes, SignedIn, Versioned, refusal,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::handovers::changes::CHANGES_OF;
use crate::handovers::concerns::CONCERNS_IN;
use crate::handovers::model::{
    HandoverAcknowledgeIn, HandoverIn, HandoverItemCloseIn, HandoverItemIn, HandoverItemOut, HandoverOut,
    HandoverReceiptOut, HandoverWithItemsOut,
};
use crate::handovers::store::{
    ACKNOWLEDGE, ADD_HANDOVER, ADD_ITEM, HANDOVER, HANDOVERS, INCOMING_OF, ITEMS_OF, MY_SIGNATURE,
    SIGNATURES_OF,
};
use crate::handovers::words::{HandoverItemStatus, HandoverPriority, HandoverShift};
use crate::notes::given;
use crate::there::{CARE_IN_HOME, CARE_OF_CLIENT, as_seen};

const MAY: &[Code] = &[Code::Forbidden, Code::ParentArchived, Code::Duplicate];
const LIST: Doc =
    Doc::read("list_handovers", "Handovers of homes that you work in, the latest care day first");
const ADD: Doc = Doc::change("create_handover", "A shift hands over")
    .says("Once for each home, unit, care day and shift. It takes along what was flagged, missed or noted since the one before; \
           what arrives later waits for the next.")
    .refuses(MAY);
const ONE: Doc =
    Doc::read("get_handover", "A handover with its items, what has changed, concerns, and who has read it")
        .says("Items, changes and concerns of residents whom you may see.");
const ITEM: Doc = Doc::change("add_handover_item", "Tell the next shift one thing more").refuses(MAY);
const READ: Doc = Doc::change("acknowledge_handover", "Say that you have taken a handover in")
    .says("For oneself and once; again changes nothing. Whoever was there says so up to 72 hours later, also when their right has \
           ended meanwhile.")
    .refuses(MAY);
const CLOSE: Doc = Doc::change("close_handover_item", "Close an item of a handover")
    .says("By a manager of the home; what is recorded late closes its own item.")
    .refuses(&[Code::Forbidden, Code::IllegalTransition]);

/// Handovers and their items.
pub fn routes() -> Routes<almoner_web::App> {
    Routes::new("handovers")
        .get("/api/v1/handovers", &LIST, list)
        .post("/api/v1/handovers", &ADD, add)
        .get("/api/v1/handovers/{id}", &ONE, one)
        .post("/api/v1/handovers/{id}/items", &ITEM, add_item)
        .post("/api/v1/handovers/{id}/acknowledge", &READ, acknowledge)
        .post("/api/v1/handover-items/{id}/close", &CLOSE, close)
}

/// Filters of the list of handovers.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct HandoverFilters {
    home: Option<Uuid>,
    unit: Option<Uuid>,
    shift: Option<HandoverShift>,
    /// The first care day.
    from: Option<Day>,
    /// The last care day.
    to: Option<Day>,
}

impl Filters for HandoverFilters {
    const SORTS: &'static [&'static str] = &["-care_day"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<HandoverFilters>,
) -> Handled<Page<HandoverOut>> {
    let filters = &query.filters;
    let handovers = HANDOVERS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter("unit", filters.unit)
        .filter("shift", filters.shift.map(HandoverShift::as_str))
        .filter("from", filters.from.map(|day| day.0))
        .filter("to", filters.to.map(|day| day.0));
    let key = |h: &HandoverOut| vec![h.care_day.to_string(), h.id.to_string()];
    Ok(query.answer(&app, &me, handovers, key).await?)
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<HandoverIn>,
) -> Handled<Created<HandoverOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, homes) =
        attempt.begin_with(&app.db, &me, CARE_IN_HOME.with((new.care_home_id,))).await?;
    if let Some(done) = done {
        let row = tx.finish(HandoverOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    if homes.is_empty() {
        return Err(Error::field("care_home_id", "reference", "Choose one of your homes.").into());
    }
    let insert = ADD_HANDOVER.with((
        new.care_home_id,
        new.unit_id,
        new.care_day.map(|day| day.0),
        new.shift.as_str(),
        new.summary,
    ));
    let Made { id } = tx.run(insert).await?.one()?;
    let (rows, _) =
        tx.finish((HandoverOut::read(id), attempt.finish(201, HandoverOut::TABLE, Some(id)))).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<HandoverWithItemsOut>> {
    let calls = (
        HANDOVER.with((id,)),
        ITEMS_OF.with((id,)),
        CHANGES_OF.with((id,)),
        SIGNATURES_OF.with((id,)),
        INCOMING_OF.with((id,)),
        CONCERNS_IN.with((id,)),
    );
    let (handover, items, changes, acknowledged, incoming, concerns) = app.db.read(&me, calls).await?;
    let handover = handover.one()?;
    Ok(Answer::of(HandoverWithItemsOut { handover, items, changes, concerns, acknowledged, incoming }))
}

async fn add_item(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(handover): PathId,
    command: Command<HandoverItemIn>,
) -> Handled<Created<HandoverItemOut>> {
    let new = command.value.check()?;
    let attempt = &command.attempt;
    let (mut tx, done, there) = attempt.begin_with(&app.db, &me, HANDOVER.with((handover,))).await?;
    let there = there.one()?;
    if let Some(done) = done {
        let row = tx.finish(HandoverItemOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    // Before what is sent is judged: who only reads is told so, whatever they send.
    if !there.can.iter().any(|verb| verb == "add_item") {
        let why = if there.archived_at.is_some() { Code::ParentArchived } else { Code::Forbidden };
        return Err(why.into());
    }
    if let Some(client) = new.client_id
        && tx.run(CARE_OF_CLIENT.with((client,))).await?.is_empty()
    {
        return Err(Error::field("client_id", "reference", "Choose somebody who lives in this home.").into());
    }
    let priority = new.priority.unwrap_or(HandoverPriority::Medium);
    let insert = ADD_ITEM.with((handover, new.client_id, new.kind.as_str(), priority.as_str(), new.text));
    let Made { id } = tx.run(insert).await?.one()?;
    let noted = attempt.finish(201, HandoverItemOut::TABLE, Some(id));
    let (rows, _) = tx.finish((HandoverItemOut::read(id), noted)).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

async fn acknowledge(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(handover): PathId,
    command: Command<HandoverAcknowledgeIn>,
) -> Handled<Answer<HandoverReceiptOut>> {
    let mut checks = almoner_web::Checks::new();
    let at = given(&mut checks, "occurred_at", command.value.occurred_at);
    checks.finish()?;
    let attempt = &command.attempt;
    let (mut tx, done) = attempt.begin(&app.db, &me).await?;
    if done.is_none()
        && let Err(error) = tx.run(ACKNOWLEDGE.with((handover, at))).await
    {
        drop(tx);
        return Err(as_seen(&app, &me, HANDOVER.with((handover,)), error).await.into());
    }
    let signature = if done.is_some() {
        tx.finish(MY_SIGNATURE.with((handover,))).await?
    } else {
        let noted = attempt.finish(200, "handover_acknowledgements", Some(handover));
        tx.finish((MY_SIGNATURE.with((handover,)), noted)).await?.0
    };
    let signature = signature.into_iter().next();
    let receipt = HandoverReceiptOut { handover_id: handover, stored: true, signature };
    Ok(Answer::of(receipt).replayed(done.is_some()))
}

async fn close(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<HandoverItemCloseIn>,
) -> Handled<Answer<HandoverItemOut>> {
    let attempt = &command.attempt;
    let (mut tx, done, rows) = attempt.begin_with(&app.db, &me, HandoverItemOut::read(id)).await?;
    let before = rows.one()?;
    if done.is_some() {
        tx.commit().await?;
        let version = before.version;
        return Ok(Answer::of(before).version(version).replayed(true));
    }
    if before.version != version {
        return Err(refusal(&before, version).into());
    }
    if before.status == HandoverItemStatus::Closed {
        return Err(Error::new(Code::IllegalTransition).message("This is closed already.").into());
    }
    let change = Update::of("handover_items", id, version)
        .set("status", Some("closed"))
        .set("closed_because", Some(command.value.because.as_str()));
    let (changed, rows) = tx.run((change.call(), HandoverItemOut::read(id))).await?;
    let after = rows.one()?;
    if changed.is_empty() {
        return Err(refusal(&after, version).into());
    }
    tx.finish(attempt.finish(200, HandoverItemOut::TABLE, Some(id))).await?;
    let version = after.version;
    Ok(Answer::of(after).version(version))
}
