//! The routes of the inbox.

use almoner_kernel::{Caller, Code};
use almoner_pg::{Call, One};
use almoner_web::{
    Answer, App, Attempt, Command, Doc, Filters, Handled, ListQuery, Made, NothingIn, Page, PathId, Routes,
    SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use super::model::{NotificationOut, ReadAllIn, ReadOut, Shown, UnreadOut};
use super::store::{ACKNOWLEDGE, NOTIFICATION, NOTIFICATIONS, READ, READ_ALL, UNREAD};
use crate::templates::{Facts, in_app};

const LIST: Doc = Doc::read("list_notifications", "What you were told, the newest first");
const COUNT: Doc = Doc::read("count_unread_notifications", "How much of it you have not read");
const ONE: Doc = Doc::read("get_notification", "One notification of yours");
const MARK: Doc =
    Doc::change("read_notification", "Note that you read it").says("Once; the first time counts.");
const TAKE: Doc = Doc::change("acknowledge_notification", "Say that you see to it")
    .says("It counts as read, and nobody further up the ladder is told of the same.");
const MARK_ALL: Doc = Doc::change("read_notifications", "Note that you read all up to a moment");

/// What a person was told.
pub fn routes() -> Routes<App> {
    Routes::new("notifications")
        .get("/api/v1/notifications", &LIST, list)
        .get("/api/v1/notifications/unread", &COUNT, unread)
        .post("/api/v1/notifications/read", &MARK_ALL, read_all)
        .get("/api/v1/notifications/{id}", &ONE, one)
        .post("/api/v1/notifications/{id}/read", &MARK, read)
        .post("/api/v1/notifications/{id}/acknowledge", &TAKE, acknowledge)
}

/// Filters of the inbox.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct InboxFilters {
    /// Only what is not read yet, or only what is.
    unread: Option<bool>,
    /// Only what is of high or critical priority, or only what is not.
    urgent: Option<bool>,
    /// Of one home.
    home: Option<Uuid>,
}

impl Filters for InboxFilters {
    const SORTS: &'static [&'static str] = &["-told_at"];
}

impl From<Shown> for NotificationOut {
    fn from(row: Shown) -> Self {
        let facts = Facts {
            kind: &row.kind,
            priority: &row.priority,
            care_home_name: row.care_home_name.as_deref(),
            organisation_name: row.organisation_name.as_deref(),
            time_zone: row.time_zone.as_deref(),
            payload: &row.payload,
            link: None,
        };
        let own = row.subject.as_deref().zip(row.body.as_deref());
        let said = in_app(&facts, own);
        let can = [("read", row.read_at.is_none()), ("acknowledge", row.acknowledged_at.is_none())];
        Self {
            id: row.id,
            title: said.subject,
            line: said.text,
            kind: row.kind,
            entity: row.entity,
            entity_id: row.entity_id,
            care_home_id: row.care_home_id,
            care_home_name: row.care_home_name,
            client_id: row.client_id,
            client_name: row.client_name,
            priority: row.priority,
            told_at: row.trigger_at,
            read_at: row.read_at,
            acknowledged_at: row.acknowledged_at,
            can: can.into_iter().filter(|(_, may)| *may).map(|(verb, _)| verb.to_owned()).collect(),
        }
    }
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<InboxFilters>,
) -> Handled<Page<NotificationOut>> {
    let rows = NOTIFICATIONS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("unread", query.filters.unread)
        .filter("urgent", query.filters.urgent)
        .filter("home", query.filters.home);
    let key = |row: &Shown| vec![row.trigger_at.to_string(), row.id.to_string()];
    let page = query.answer(&app, &me, rows, key).await?;
    Ok(page.map(NotificationOut::from))
}

async fn unread(State(app): State<App>, SignedIn(me): SignedIn) -> Handled<Answer<UnreadOut>> {
    Ok(Answer::of(app.db.read(&me, UNREAD.with(())).await?.one()?))
}

async fn one(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<NotificationOut>> {
    Ok(Answer::of(app.db.read(&me, NOTIFICATION.with((id,))).await?.one()?.into()))
}

async fn read(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<NothingIn>,
) -> Handled<Answer<NotificationOut>> {
    mark(&app, &me, &command.attempt, id, READ.with((id,))).await
}

async fn acknowledge(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    command: Command<NothingIn>,
) -> Handled<Answer<NotificationOut>> {
    mark(&app, &me, &command.attempt, id, ACKNOWLEDGE.with((id,))).await
}

/// Marks one. Done twice it is as done once: the moment of the first time stays.
async fn mark(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    id: Uuid,
    change: Call<Made>,
) -> Handled<Answer<NotificationOut>> {
    let (mut tx, done) = attempt.begin(&app.db, me).await?;
    if done.is_some() {
        let row = tx.finish(NOTIFICATION.with((id,))).await?.one()?;
        return Ok(Answer::of(row.into()).replayed(true));
    }
    tx.run(change).await?.one()?;
    let end = attempt.finish(200, "notification_queue", Some(id));
    let (rows, _) = tx.finish((NOTIFICATION.with((id,)), end)).await?;
    Ok(Answer::of(rows.one()?.into()))
}

async fn read_all(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<ReadAllIn>,
) -> Handled<Answer<ReadOut>> {
    let (mut tx, done) = command.attempt.begin(&app.db, &me).await?;
    if done.is_some() {
        tx.commit().await?;
        return Ok(Answer::of(ReadOut { marked: 0 }).replayed(true));
    }
    let marked = tx.run(READ_ALL.with((command.value.until.0,))).await?.one()?;
    tx.finish(command.attempt.finish(200, "notification_queue", None)).await?;
    Ok(Answer::of(marked))
}
