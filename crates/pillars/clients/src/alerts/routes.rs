//! The routes of alerts.

use almoner_kernel::Code;
use almoner_pg::One;
use almoner_web::records::{archive_one, get_one, patch, restore_one};
use almoner_web::{
    Answer, App, Body, Checks, Command, Commas, Created, Doc, Filters, Handled, IfMatch, ListQuery, Page,
    PathId, QueryOf, Routes, SignedIn,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::alerts::model::{AlertEndIn, AlertIn, AlertNoneKnownIn, AlertOut, AlertPatch};
use crate::alerts::store::{ALERT_HISTORY, ALERTS, ALERTS_OF, NewAlert, VERIFY_NEW, add_alerts};
use crate::proposals::{Stage, over, propose, verify};
use crate::there::CLIENT_THERE;
use crate::words::{AlertKind, AlertStatus};
use almoner_web::records::Ask;

const MAY: &[Code] = &[Code::Forbidden, Code::IllegalTransition, Code::ParentArchived, Code::Duplicate];
const LIST: Doc = Doc::read("list_alerts", "Alerts of residents that you may see, the newest first")
    .says("Those that have not ended, unless `status` says otherwise.");
const OF: Doc = Doc::read("list_client_alerts", "The alerts of a resident")
    .says("Those that have not ended, in a fixed order of kinds; `show=all` answers every one there ever was, the newest first.");
const ADD: Doc = Doc::change("create_alert", "Propose an alert")
    .says("By anybody who gives care. It shows at once, marked as not yet checked. `verify` is for who runs the shift, and for the manager.")
    .refuses(MAY);
const NONE_KNOWN: Doc = Doc::change("note_no_known_allergies", "Note that no allergy is known")
    .says("Refused while an allergy is recorded; an allergy that is recorded later ends it.")
    .refuses(MAY);
const ONE: Doc = Doc::read("get_alert", "One alert");
const CHANGE: Doc = Doc::change("update_alert", "Change an alert")
    .says("The manager; or its author as long as nobody has verified it.")
    .refuses(MAY);
const VERIFY: Doc = Doc::change("verify_alert", "Say that a proposed alert is right").refuses(MAY);
const REJECT: Doc = Doc::change("reject_alert", "Say that a proposed alert is wrong").refuses(MAY);
const END: Doc = Doc::change("end_alert", "End a verified alert").refuses(MAY);
const ARCHIVE: Doc = Doc::change("archive_alert", "Archive an alert that was made in error").refuses(MAY);
const RESTORE: Doc = Doc::change("restore_alert", "Restore an alert").refuses(MAY);

/// Alerts.
pub fn routes() -> Routes<App> {
    Routes::new("alerts")
        .get("/api/v1/alerts", &LIST, list)
        .get("/api/v1/clients/{id}/alerts", &OF, of)
        .post("/api/v1/clients/{id}/alerts", &ADD, add)
        .post("/api/v1/clients/{id}/alerts/none-known", &NONE_KNOWN, none_known)
        .get("/api/v1/alerts/{id}", &ONE, get_one::<AlertOut>)
        .patch("/api/v1/alerts/{id}", &CHANGE, change)
        .post("/api/v1/alerts/{id}/verify", &VERIFY, verify::<AlertOut>)
        .post("/api/v1/alerts/{id}/reject", &REJECT, reject)
        .post("/api/v1/alerts/{id}/end", &END, end)
        .post("/api/v1/alerts/{id}/archive", &ARCHIVE, archive_one::<AlertOut>)
        .post("/api/v1/alerts/{id}/restore", &RESTORE, restore_one::<AlertOut>)
}

/// Filters of the list of alerts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AlertFilters {
    /// Alerts of residents whom this home holds.
    home: Option<Uuid>,
    /// Several, separated by commas.
    #[param(value_type = Vec<AlertKind>, required = false, style = Form, explode = false)]
    kind: Option<Commas<AlertKind>>,
    status: Option<AlertStatus>,
}

impl Filters for AlertFilters {
    const SORTS: &'static [&'static str] = &["-id"];
}

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<AlertFilters>,
) -> Handled<Page<AlertOut>> {
    let filters = &query.filters;
    let kinds = filters.kind.as_ref().map(|all| all.0.iter().map(|kind| kind.as_str().to_owned()).collect());
    let (open, proposed, status) = match filters.status {
        None => (Some(true), None, None),
        Some(AlertStatus::Proposed) => (None, Some(true), None),
        Some(other) => (None, None, Some(other.as_str())),
    };
    let alerts = ALERTS
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter::<Vec<String>>("kind", kinds)
        .filter("open", open)
        .filter("proposed", proposed)
        .filter("status", status);
    Ok(query.answer(&app, &me, alerts, |alert: &AlertOut| vec![alert.id.to_string()]).await?)
}

/// What the list of one resident takes.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct AlertsOf {
    /// `all` for those that ended too, `archived` for those that were made in error.
    #[param(value_type = Option<String>, pattern = "^(all|archived)$")]
    show: Option<Show>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Show {
    All,
    Archived,
}

async fn of(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    QueryOf(query): QueryOf<AlertsOf>,
) -> Handled<Page<AlertOut>> {
    let alerts = match query.show {
        None => ALERTS_OF.with((client,)),
        Some(show) => ALERT_HISTORY.with((client, matches!(show, Show::Archived))),
    };
    let (there, rows) = app.db.read(&me, (CLIENT_THERE.with((client,)), alerts)).await?;
    there.one()?;
    Ok(Page::whole(rows))
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<AlertIn>,
) -> Handled<Created<AlertOut>> {
    let new = command.value.check()?;
    let verify = new.verify;
    let verify = verify.then_some(|id| VERIFY_NEW.with((id,)));
    propose(&app, &me, &command.attempt, client, add_alerts(vec![NewAlert::of(client, new)]), verify).await
}

async fn none_known(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(client): PathId,
    command: Command<AlertNoneKnownIn>,
) -> Handled<Created<AlertOut>> {
    let mut checks = Checks::new();
    let source = checks.text("source", &command.value.source, 1..=300);
    checks.finish()?;
    let insert = add_alerts(vec![NewAlert::none_known(client, source)]);
    let verify = command.value.verify.then_some(|id| VERIFY_NEW.with((id,)));
    propose(&app, &me, &command.attempt, client, insert, verify).await
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<AlertPatch>,
) -> Handled<Answer<AlertOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}

async fn reject(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<AlertEndIn>,
) -> Handled<Answer<AlertOut>> {
    over(&app, &me, &command.attempt, Ask { id, version }, Stage::Proposed, &command.value.reason).await
}

async fn end(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<AlertEndIn>,
) -> Handled<Answer<AlertOut>> {
    over(&app, &me, &command.attempt, Ask { id, version }, Stage::Verified, &command.value.reason).await
}
