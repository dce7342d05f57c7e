//! One small module written the way every pillar is, and what it answers.

mod bodies;
mod documented;
mod lists;
mod records;

use almoner_kernel::{Actor, Assurance, Code, Error, Person};
use almoner_web::gate::{Gate, GateConfig};
use almoner_web::openapi::{Input, Operation};
use almoner_web::server::Stop;
use almoner_web::{
    Answer, Body, Checks, Created, Day, Doc, Fail, Filters, Handled, IfMatch, IfNoneMatch, Instant,
    ListQuery, Opened, Page, Patch, PathId, Routes, Sealer,
};
use axum::Router;
use axum::body::Body as HttpBody;
use axum::extract::{FromRequestParts, State};
use http::request::Parts;
use http::{Request, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower::ServiceExt;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

// --- what a pillar writes -------------------------------------------------

/// A resident as a list shows them.
#[derive(Debug, Serialize, ToSchema)]
struct ClientOut {
    id: Uuid,
    given_name: String,
    born_on: jiff::civil::Date,
    admitted_at: Option<jiff::Timestamp>,
    contact: Option<ContactOut>,
    /// What the reader may do with it.
    can: Vec<Right>,
    version: i32,
}

#[derive(Debug, Serialize, ToSchema)]
struct ContactOut {
    phone: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Right {
    Update,
    Archive,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ClientIn {
    given_name: String,
    born_on: Day,
    admitted_at: Option<Instant>,
    #[serde(default)]
    contacts: Vec<ContactIn>,
}

#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ContactIn {
    phone: String,
    priority: i32,
}

#[derive(Debug, Default, Deserialize, Serialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct ClientPatch {
    given_name: Patch<String>,
    born_on: Patch<Day>,
    contact: Patch<ContactIn>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ClientFilters {
    /// Residents of this home.
    home: Option<Uuid>,
}

impl Filters for ClientFilters {
    const SORTS: &'static [&'static str] = &["name", "-admitted_at"];
    const INCLUDES: &'static [&'static str] = &["home", "bed"];
    const SEARCH: bool = true;
    const ARCHIVED: bool = true;
}

fn routes() -> Routes<App> {
    Routes::new("clients")
        .get("/api/v1/clients", &Doc::read("list_clients", "Residents that you may see"), list)
        .post("/api/v1/clients", &ADD, create)
        .get("/api/v1/clients/{id}", &Doc::witnessed("get_client", "One resident's record"), get)
        .patch("/api/v1/clients/{id}", &Doc::change("update_client", "Change a resident's record"), update)
        .post("/api/v1/clients/{id}/archive", &Doc::change("archive_client", "Archive a resident"), archive)
}

const ADD: Doc = Doc::change("create_client", "Add a resident")
    .says("The NHS number is unique in an organisation.")
    .refuses(&[Code::PersonKnownHere]);

async fn list(
    State(app): State<App>,
    SignedIn(actor): SignedIn,
    list: ListQuery<ClientFilters>,
) -> Handled<Page<ClientOut>> {
    let after: Option<(String, Uuid)> = list.after(&actor, &app.sealer)?;
    let from = after.map_or(0, |(name, _)| name.parse::<usize>().unwrap_or(0));
    let rows = (from + 1..=5).take(list.limit + 1).map(|n| client(n, list.filters.home)).collect();
    Ok(list.page(&actor, &app.sealer, rows, |row| (row.given_name.clone(), row.id))?)
}

async fn create(_: SignedIn, Body(new): Body<ClientIn>) -> Handled<Created<ClientOut>> {
    let mut checks = Checks::new();
    let given_name = checks.text("given_name", &new.given_name, 1..=100);
    for (n, contact) in new.contacts.iter().enumerate() {
        checks.within(&format!("contacts.{n}"), |c| {
            c.text("phone", &contact.phone, 3..=30);
            c.number("priority", contact.priority, 1..=9);
        });
    }
    checks.finish()?;
    let mut made = client(1, None);
    made.given_name = given_name;
    made.born_on = new.born_on.0;
    made.admitted_at = new.admitted_at.map(|at| at.0);
    Ok(Created::of(made).version(1).location("/api/v1/clients/1"))
}

async fn get(_: SignedIn, _: PathId, held: IfNoneMatch) -> Handled<Answer<ClientOut>> {
    Ok(Answer::of(client(1, None)).version(3).unless_held(&held))
}

async fn update(
    _: SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    Body(patch): Body<ClientPatch>,
) -> Handled<Answer<Value>> {
    if version != 3 {
        return Err(Error::new(Code::Stale).current(json!({"version": 3})).into());
    }
    let born_on = format!("{:?}", patch.born_on);
    let contact = patch.contact.map(|c| c.phone);
    Ok(Answer::of(json!({"id": id, "given_name": format!("{:?}", patch.given_name), "born_on": born_on,
        "contact": format!("{contact:?}")})))
}

async fn archive(_: SignedIn, PathId(_): PathId, _: IfMatch) -> Handled<Answer<()>> {
    Err(Error::internal("CANARY: connection refused").into())
}

// --- what the server gives it ---------------------------------------------

#[derive(Clone)]
struct App {
    sealer: Plain,
}

/// Seals by repeating the binding: enough to see that it is compared. A search for `unsealable`
/// is one that it can't seal.
#[derive(Clone)]
struct Plain;

impl Sealer for Plain {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> Result<String, Error> {
        if aad.windows(10).any(|part| part == b"unsealable") {
            return Err(Error::internal("CANARY: no key"));
        }
        Ok(hex(&[&(aad.len() as u64).to_be_bytes()[..], aad, plain].concat()))
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        if text == "old" {
            return Err(Opened::Expired);
        }
        let sealed = hex(&[&(aad.len() as u64).to_be_bytes()[..], aad].concat());
        let rest = text.strip_prefix(&sealed).ok_or(Opened::Invalid)?;
        let bytes =
            rest.as_bytes().chunks(2).map(|c| u8::from_str_radix(std::str::from_utf8(c).ok()?, 16).ok());
        bytes.collect::<Option<_>>().ok_or(Opened::Invalid)
    }
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}

struct SignedIn(Actor);

impl Input for SignedIn {
    fn describe(operation: &mut Operation) {
        operation.needs_sign_in();
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Fail;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fail> {
        let account = parts.headers.get("x-account").and_then(|v| v.to_str().ok()?.parse().ok());
        let account = account.ok_or(Code::Unauthenticated)?;
        Ok(Self(Actor::Person(Person { account, session: None, assurance: Assurance::Aal1 })))
    }
}

fn client(n: usize, home: Option<Uuid>) -> ClientOut {
    ClientOut {
        id: home.unwrap_or_default(),
        given_name: n.to_string(),
        born_on: jiff::civil::date(1940, 2, 29),
        admitted_at: None,
        contact: Some(ContactOut { phone: "0117".to_owned() }),
        can: vec![Right::Update, Right::Archive],
        version: 3,
    }
}

fn app() -> Router {
    let config = GateConfig { hosts: vec!["care.test".to_owned()], ..GateConfig::default() };
    let router = routes().into_router().with_state(App { sealer: Plain });
    Gate::new(&config, &Stop::new()).unwrap().around(router)
}

const ME: &str = "018f6f65-0000-7000-8000-000000000001";
const OTHER: &str = "018f6f65-0000-7000-8000-000000000002";
const CLIENT: &str = "/api/v1/clients/018f6f65-0000-7000-8000-00000000000a";

fn request(method: &str, path: &str) -> http::request::Builder {
    Request::builder().method(method).uri(path).header("x-account", ME).header("host", "care.test")
}

async fn send(request: Request<HttpBody>) -> (StatusCode, http::HeaderMap, Value) {
    let response = app().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    (parts.status, parts.headers, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}

async fn get_json(path: &str) -> (StatusCode, Value) {
    let (status, _, body) = send(request("GET", path).body(HttpBody::empty()).unwrap()).await;
    (status, body)
}

async fn post_json(body: &str) -> (StatusCode, http::HeaderMap, Value) {
    let json = request("POST", "/api/v1/clients").header("content-type", "application/json");
    send(json.body(HttpBody::from(body.to_owned())).unwrap()).await
}
