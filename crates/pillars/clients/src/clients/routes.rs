//! The routes of residents.

use almoner_kernel::{Caller, Code, Error};
use almoner_pg::One;
use almoner_web::records::{archive_one, patch, restore_one};
use almoner_web::{
    Answer, App, Attempt, Body, Command, Commas, Created, Doc, Filters, Handled, IfMatch, ListQuery, Made,
    Page, PathId, Record, Routes, SignedIn, Versioned,
};
use axum::extract::State;
use serde::Deserialize;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::clients::list::{ARCHIVED_CLIENTS, CLIENTS, CLIENTS_FULL};
use crate::clients::model::{ClientIn, ClientOut, ClientPageOut, ClientPatch};
use crate::clients::store::add_client;
use crate::there::HOME_THERE;
use crate::views::WITNESS;
use crate::words::{AlertKind, ClientStatus, StayStatus};
use crate::{absences, alerts, contacts, identity, known, stays};

const LIST: Doc = Doc::read("list_clients", "Residents that you may see")
    .says("`q` looks for each word in the names and in the room. `archived=only` shows archived residents to managers of the home.");
const ADD: Doc = Doc::change("create_client", "Register a resident")
    .says(
        "By a manager of the home. The NHS number is unique in the organisation: a known one answers \
         `person_known_here`, and says nothing of where or who; an account that was told so five times within the hour waits.",
    )
    .refuses(&[Code::Forbidden, Code::ParentArchived, Code::PersonKnownHere]);
const ONE: Doc = Doc::witnessed("get_client", "One resident with everything that their page shows")
    .says("That you opened the record is noted, once in a quarter of an hour: `GET /api/v1/clients/{id}/record-views`. Where that \
           can't be written nothing is shown.");
const CHANGE: Doc =
    Doc::change("update_client", "Change a resident's names or key worker").refuses(&[Code::Forbidden]);
const ARCHIVE: Doc = Doc::change("archive_client", "Archive a resident who was registered in error")
    .says("Never for a resident who left. Identity, alerts, contacts, stays and absences go along.")
    .refuses(&[Code::Forbidden]);
const RESTORE: Doc = Doc::change("restore_client", "Restore a resident and what was archived with them")
    .refuses(&[
        Code::Forbidden,
        Code::ParentArchived,
        Code::PersonKnownHere,
        Code::BedTaken,
        Code::StayOverlaps,
    ]);

/// Residents themselves.
pub fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients", &LIST, list)
        .post("/api/v1/clients", &ADD, add)
        .get("/api/v1/clients/{id}", &ONE, page)
        .patch("/api/v1/clients/{id}", &CHANGE, change)
        .post("/api/v1/clients/{id}/archive", &ARCHIVE, archive_one::<ClientOut>)
        .post("/api/v1/clients/{id}/restore", &RESTORE, restore_one::<ClientOut>)
}

/// Filters of the list of residents.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ClientFilters {
    /// Residents whom this home holds.
    home: Option<Uuid>,
    /// Residents with a bed in this unit.
    unit: Option<Uuid>,
    /// Several, separated by commas.
    #[param(value_type = Vec<ClientStatus>, required = false, style = Form, explode = false)]
    status: Option<Commas<ClientStatus>>,
    key_worker: Option<Uuid>,
    /// Residents with an alert of one of these kinds.
    #[param(value_type = Vec<AlertKind>, required = false, style = Form, explode = false)]
    alert: Option<Commas<AlertKind>>,
}

impl Filters for ClientFilters {
    const SORTS: &'static [&'static str] = &["name", "-updated_at"];
    const INCLUDES: &'static [&'static str] = &["alerts", "home", "bed", "key_worker", "stay"];
    const SEARCH: bool = true;
    const ARCHIVED: bool = true;
}

/// Words of a search that are looked at; more say nothing new.
const WORDS: usize = 5;

async fn list(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    query: ListQuery<ClientFilters>,
) -> Handled<Page<ClientOut>> {
    let list = match (query.archived, query.include.is_empty()) {
        (true, _) => &ARCHIVED_CLIENTS,
        (false, true) => &CLIENTS,
        (false, false) => &CLIENTS_FULL,
    };
    let filters = &query.filters;
    let mut clients = list
        .run(Some(query.sort), query.fetch())
        .ok_or(Code::Invalid)?
        .filter("home", filters.home)
        .filter("unit", filters.unit)
        .filter("status", filters.status.as_ref().map(|all| words(&all.0, ClientStatus::as_str)))
        .filter("key_worker", filters.key_worker)
        .filter("alert", filters.alert.as_ref().map(|all| words(&all.0, AlertKind::as_str)));
    for word in query.q.iter().flat_map(|q| q.split_whitespace()).take(WORDS) {
        clients = clients.filter("word", Some(word.to_lowercase()));
    }
    let by_name = query.sort == "name";
    let key = |row: &ClientOut| {
        if by_name {
            vec![row.family_name.clone(), row.given_name.clone(), row.id.to_string()]
        } else {
            vec![row.updated_at.to_string(), row.id.to_string()]
        }
    };
    let mut page = query.answer(&app, &me, clients, key).await?;
    for row in &mut page.items {
        leave_out(row, &query.include);
    }
    Ok(page)
}

fn words<T: Copy>(all: &[T], text: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|one| text(*one).to_owned()).collect()
}

/// The statement answers all includes or none; the answer holds those that were asked for.
fn leave_out(row: &mut ClientOut, include: &[&str]) {
    let asked = |name: &str| include.contains(&name);
    row.home = row.home.take().filter(|_| asked("home"));
    row.bed = row.bed.take().filter(|_| asked("bed"));
    row.key_worker = row.key_worker.take().filter(|_| asked("key_worker"));
    row.alerts = row.alerts.take().filter(|_| asked("alerts"));
    row.stay = row.stay.take().filter(|_| asked("stay"));
}

async fn add(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<ClientIn>,
) -> Handled<Created<ClientOut>> {
    let new = command.value.check()?;
    let asks = new.identity.as_ref().is_some_and(|identity| identity.nhs_number.is_some());
    Box::pin(known::counted(&app, &me, (asks, "create_client"), register(&app, &me, &command.attempt, new)))
        .await
}

async fn register(app: &App, me: &Caller, attempt: &Attempt, new: ClientIn) -> Handled<Created<ClientOut>> {
    let (mut tx, done, homes) =
        attempt.begin_with(&app.db, me, HOME_THERE.with((new.holding_home_id,))).await?;
    if let Some(done) = done {
        let row = tx.finish(ClientOut::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    if homes.is_empty() {
        return Err(Error::field("holding_home_id", "reference", "Choose one of your homes.").into());
    }
    let identity = new.identity.clone().unwrap_or_default();
    let Made { id } = tx.run(add_client(new)).await?.one()?;
    let identity = identity::insert(id, identity);
    let noted = attempt.finish(201, ClientOut::TABLE, Some(id));
    let (_, rows, _) = tx.finish((identity, ClientOut::read(id), noted)).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

async fn page(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
) -> Handled<Answer<ClientPageOut>> {
    let calls = (
        ClientOut::read(id),
        identity::of_client(id),
        alerts::of_client(id),
        contacts::of_client(id),
        stays::of_client_now(id),
        absences::of_client_now(id),
        WITNESS.with((id,)),
    );
    let (tx, (clients, identity, alerts, contacts, stays, absences, _)) = app.db.write(&me, calls).await?;
    let client = clients.one()?;
    tx.commit().await?;
    let version = client.version;
    let reads_care = client.can.iter().any(|verb| verb == "read_care");
    let (live, planned): (Vec<_>, Vec<_>) = stays.into_iter().partition(|s| s.status == StayStatus::Live);
    Ok(Answer::of(ClientPageOut {
        client,
        identity: identity.into_iter().next(),
        alerts,
        contacts: reads_care.then_some(contacts),
        stay: live.into_iter().next(),
        planned: reads_care.then_some(planned),
        absence: absences.into_iter().next(),
    })
    .version(version))
}

async fn change(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(sent): Body<ClientPatch>,
) -> Handled<Answer<ClientOut>> {
    patch(&app, &me, (id, version), sent.update(id, version)?).await
}
