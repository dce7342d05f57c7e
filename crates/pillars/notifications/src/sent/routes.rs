//! The routes of the watch over deliveries.

use almoner_kernel::{Caller, Code};
use almoner_pg::{Call, FromRow, One};
use almoner_web::{
    Answer, App, Attempt, Command, Doc, Filters, Handled, ListQuery, Made, NothingIn, Page, PathId, Routes,
    SignedIn,
};
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{ChannelOut, DeliveryChannel, DeliveryOut, DeliveryStatus, WaitingOut};
use super::store::{CHANNEL, CHANNELS, DELIVERIES, DELIVERY, REPLAY, RESUME, WAITING, WATCHES};

/// More than anybody reads through.
const WAITING_SHOWN: i32 = 200;

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition];
const LIST: Doc = Doc::read("list_deliveries", "What became of notifications, the newest first").says(
    "Of the homes that you manage, or of the organisation that you read in full. What was said is not in it.",
);
const ONE: Doc = Doc::read("get_delivery", "What became of one notification");
const AGAIN: Doc = Doc::change("replay_delivery", "Have a dead notification said again")
    .says("For owners. Whether it may still be said is looked at again before it is.")
    .refuses(MAY);
const WAIT: Doc =
    Doc::read("list_waiting_notifications", "What waits to be sent outside the console, the soonest first")
        .says("At most 200. 404 for people who watch over nothing.");
const WAYS: Doc = Doc::read("list_notification_channels", "Ways out that are or were closed")
    .says("A channel pauses when the other side refuses our credentials. Nothing is lost meanwhile; one notification is tried every five minutes, and the channel opens when it passes.");
const OPEN: Doc =
    Doc::change("resume_notification_channel", "Open a paused channel").says("For owners.").refuses(MAY);

/// Deliveries and channels.
pub fn routes() -> Routes<App> {
    Routes::new("notifications")
        .get("/api/v1/notification-deliveries", &LIST, list)
        .get("/api/v1/notification-deliveries/waiting", &WAIT, waiting)
        .get("/api/v1/notification-deliveries/{id}", &ONE, one)
        .post("/api/v1/notification-deliveries/{id}/replay", &AGAIN, replay)
        .get("/api/v1/notification-channels", &WAYS, channels)
        .post("/api/v1/notification-channels/{id}/resume", &OPEN, resume)
}

/// Filters of the list of deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct DeliveryFilters {
    /// What became of them.
    #[param(inline)]
    status: Option<DeliveryStatus>,
    /// Which way they went.
    #[param(inline)]
    channel: Option<DeliveryChannel>,
    /// Of one home.
    home: Option<Uuid>,
}

impl Filters for DeliveryFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<DeliveryFilters>,
) -> Handled<Page<DeliveryOut>> {
    let rows = DELIVERIES
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("status", query.filters.status.map(DeliveryStatus::text))
        .filter("channel", query.filters.channel.map(DeliveryChannel::text))
        .filter("home", query.filters.home);
    Ok(query.answer(&app, &me, rows, |row: &DeliveryOut| vec![row.id.to_string()]).await?)
}

async fn waiting(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<WaitingOut>> {
    let (watches, rows) = app.db.read(&me, (WATCHES.with(()), WAITING.with((WAITING_SHOWN,)))).await?;
    watches.one()?;
    Ok(Page::whole(rows))
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<DeliveryOut>> {
    Ok(Answer::of(app.db.read(&me, DELIVERY.with((id,))).await?.one()?))
}

async fn channels(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Page<ChannelOut>> {
    Ok(Page::whole(app.db.read(&me, CHANNELS.with(())).await?))
}

async fn replay(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<NothingIn>,
) -> Handled<Answer<DeliveryOut>> {
    let (change, read) = (REPLAY.with((id,)), || DELIVERY.with((id,)));
    turn(&app, &me, &command.attempt, (id, "notification_delivery"), change, read).await
}

async fn resume(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<NothingIn>,
) -> Handled<Answer<ChannelOut>> {
    let (change, read) = (RESUME.with((id,)), || CHANNEL.with((id,)));
    turn(&app, &me, &command.attempt, (id, "notification_channels"), change, read).await
}

/// Changes the status of a row without a version: the table of transitions decides, so nothing that was
/// changed meanwhile is turned twice.
async fn turn<R: FromRow + Serialize>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    (id, table): (Uuid, &'static str),
    change: Call<Made>,
    read: impl Fn() -> Call<R>,
) -> Handled<Answer<R>> {
    let (mut tx, done) = attempt.begin(&app.db, me).await?;
    if done.is_some() {
        return Ok(Answer::of(tx.finish(read()).await?.one()?).replayed(true));
    }
    if tx.run(change).await?.is_empty() {
        // Seen and not theirs to turn, or not there for them.
        tx.run(read()).await?.one()?;
        return Err(Code::Forbidden.into());
    }
    let (rows, _) = tx.finish((read(), attempt.finish(200, table, Some(id)))).await?;
    Ok(Answer::of(rows.one()?))
}
