//! One small module written the way every pillar is, and what it answers.

use almoner_kernel::{Actor, Assurance, Code, Error, Person};
use almoner_web::gate::{Gate, GateConfig};
use almoner_web::openapi::{Info, Input, Operation, document};
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

/// Seals by repeating the binding: enough to see that it is compared.
#[derive(Clone)]
struct Plain;

impl Sealer for Plain {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> String {
        hex(&[&(aad.len() as u64).to_be_bytes()[..], aad, plain].concat())
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

// --- what callers see ------------------------------------------------------

#[tokio::test]
async fn a_success_is_in_the_envelope_and_names_the_request() {
    let (status, headers, body) = post_json(
        r#"{"given_name":" Asha ","born_on":"1940-02-29","admitted_at":"2027-03-28T01:30:00+01:00"}"#,
    )
    .await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(headers["etag"], "\"v1\"");
    assert_eq!(headers["location"], "/api/v1/clients/1");
    assert_eq!(body["data"]["given_name"], "Asha");
    assert_eq!(body["data"]["admitted_at"], "2027-03-28T00:30:00Z");
    assert_eq!(body["error"], Value::Null);
    assert_eq!(headers["x-request-id"], body["meta"]["request_id"].as_str().unwrap());
    assert_eq!(Uuid::parse_str(body["meta"]["request_id"].as_str().unwrap()).unwrap().get_version_num(), 7);
}

#[tokio::test]
async fn every_wrong_field_is_named() {
    let (status, _, body) = post_json(
        r#"{"given_name":"","born_on":"1940-02-29","contacts":[{"phone":"0117 1","priority":1},{"phone":"1","priority":0}]}"#,
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(body["data"], Value::Null);
    assert_eq!(body["error"]["code"], "invalid");
    assert_eq!(body["error"]["retryable"], false);
    let paths: Vec<_> =
        body["error"]["fields"].as_array().unwrap().iter().map(|f| f["path"].clone()).collect();
    assert_eq!(paths, ["given_name", "contacts.1.phone", "contacts.1.priority"]);
}

#[tokio::test]
async fn bodies_are_read_strictly() {
    let good = r#""given_name":"A","born_on":"1940-02-29""#;
    let table = [
        (format!("{{{good},\"organisation_id\":1}}"), "organisation_id", "unknown"),
        (format!("{{{good},\"__proto__\":{{}}}}"), "__proto__", "unknown"),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1,\"is_admin\":true}}]}}"),
            "contacts.0.is_admin",
            "unknown",
        ),
        (format!("{{{good},\"contacts\":[{{\"phone\":\"1\"}}]}}"), "contacts.0.priority", "required"),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":\"1\"}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":9223372036854775808}}]}}"),
            "contacts.0.priority",
            "range",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1.5}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":-0}}]}}"),
            "contacts.0.priority",
            "type",
        ),
        (
            format!("{{{good},\"contacts\":[{{\"phone\":\"1\",\"priority\":1e400}}]}}"),
            "contacts.0.priority",
            "range",
        ),
        (format!("{{{good},\"contacts\":{{}}}}"), "contacts", "type"),
        (format!("{{{good},\"given_name\":\"B\"}}"), "given_name", "duplicate"),
        (r#"{"given_name":"A"}"#.to_owned(), "born_on", "required"),
        (r#"{"given_name":null,"born_on":"1940-02-29"}"#.to_owned(), "given_name", "type"),
        (r#"{"given_name":"A\u0000","born_on":"1940-02-29"}"#.to_owned(), "given_name", "format"),
        (r#"{"given_name":"\ud800","born_on":"1940-02-29"}"#.to_owned(), "given_name", "format"),
        (r#"{"given_name":"A","born_on":"infinity"}"#.to_owned(), "born_on", "format"),
        (r#"{"given_name":"A","born_on":"0001-01-01"}"#.to_owned(), "born_on", "range"),
        (r#"{"given_name":"A","born_on":19400229}"#.to_owned(), "born_on", "type"),
        (r#"["A","1940-02-29"]"#.to_owned(), "", "type"),
    ];
    for (sent, path, code) in &table {
        let (status, _, body) = post_json(sent).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{sent}: {body}");
        let field = &body["error"]["fields"][0];
        assert_eq!((&field["path"], &field["code"]), (&json!(path), &json!(code)), "{sent}: {body}");
    }
}

#[tokio::test]
async fn only_json_in_utf_8_is_read() {
    let table = [
        (Some("application/json"), None, 201),
        (Some("Application/JSON; charset=UTF-8"), None, 201),
        (Some("application/json;charset=utf-7"), None, 415),
        (Some("application/json; charset=utf-8; x=y"), None, 415),
        (Some("application/x-www-form-urlencoded"), None, 415),
        (Some("text/plain"), None, 415),
        (Some("multipart/form-data; boundary=x"), None, 415),
        (Some("application/jsonp"), None, 415),
        (Some("application/json"), Some("gzip"), 415),
        (None, None, 415),
    ];
    for (kind, coding, expected) in table {
        let mut post = request("POST", "/api/v1/clients");
        for (name, value) in [("content-type", kind), ("content-encoding", coding)] {
            if let Some(value) = value {
                post = post.header(name, value);
            }
        }
        let body = HttpBody::from(r#"{"given_name":"A","born_on":"1940-02-29"}"#);
        let (status, _, _) = send(post.body(body).unwrap()).await;
        assert_eq!(status, expected, "{kind:?} {coding:?}");
    }
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_413_with_and_without_a_length() {
    let long = format!(r#"{{"given_name":"{}"}}"#, "x".repeat(300 * 1024));
    let (status, _, body) = post_json(&long).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
    let chunks =
        futures_util::stream::iter(long.into_bytes().chunks(1000).map(<[u8]>::to_vec).collect::<Vec<_>>());
    let chunks = futures_util::StreamExt::map(chunks, Ok::<_, std::convert::Infallible>);
    let post = request("POST", "/api/v1/clients").header("content-type", "application/json");
    let (status, _, _) = send(post.body(HttpBody::from_stream(chunks)).unwrap()).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn lists_are_followed_to_their_end_and_cursors_open_nothing_else() {
    let (status, first) = get_json("/api/v1/clients?limit=2&q=a&sort=-admitted_at").await;
    assert_eq!(status, StatusCode::OK, "{first}");
    assert_eq!(first["data"].as_array().unwrap().len(), 2);
    let cursor = first["meta"]["next_cursor"].as_str().unwrap();
    let (_, second) =
        get_json(&format!("/api/v1/clients?sort=-admitted_at&q=a&limit=3&cursor={cursor}")).await;
    assert_eq!(second["data"][0]["given_name"], "3");
    assert_eq!(second["meta"]["next_cursor"], Value::Null);
    for other in [
        "?limit=2&q=a",
        "?limit=2&q=b&sort=-admitted_at",
        "?limit=2&q=a&sort=-admitted_at&archived=only",
        &format!("?limit=2&q=a&sort=-admitted_at&home={ME}"),
    ] {
        let (status, body) = get_json(&format!("/api/v1/clients{other}&cursor={cursor}")).await;
        assert_eq!(
            (status, &body["error"]["code"]),
            (StatusCode::BAD_REQUEST, &json!("cursor_invalid")),
            "{other}"
        );
    }
    let theirs = Request::get(format!("/api/v1/clients?limit=2&q=a&sort=-admitted_at&cursor={cursor}"));
    let (status, _, _) =
        send(theirs.header("host", "care.test").header("x-account", OTHER).body(HttpBody::empty()).unwrap())
            .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (_, old) = get_json("/api/v1/clients?cursor=old").await;
    assert_eq!(old["error"]["code"], "cursor_expired");
}

#[tokio::test]
async fn list_parameters_are_bounded() {
    let table = [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=201", "limit"),
        ("limit=1e9", "limit"),
        ("limit=9223372036854775808", "limit"),
        ("limit=", "limit"),
        ("limit=NaN", "limit"),
        ("sort=id;drop", "sort"),
        ("sort=salary", "sort"),
        ("include=staff.phone", "include"),
        ("include=home,home", "include"),
        ("offset=1", "offset"),
        ("count=yes", "count"),
        ("archived=true", "archived"),
        ("home=R2", "home"),
        ("limit=1&limit=2", "limit"),
        ("notes~x", "notes~x"),
    ];
    for (query, field) in table {
        let (status, body) = get_json(&format!("/api/v1/clients?{query}")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{query}");
        assert_eq!(body["error"]["fields"][0]["path"], field, "{query}");
    }
    let (status, _) = get_json(&format!("/api/v1/clients?q={}", "a".repeat(101))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, _) = get_json(&format!("/api/v1/clients?q={}", "a".repeat(100))).await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn if_match_is_needed_exact_and_answers_the_present_row_when_stale() {
    let table = [
        (None, 428, "precondition_required"),
        (Some("*"), 400, "bad_request"),
        (Some("W/\"v3\""), 400, "bad_request"),
        (Some("\"v3\", \"v4\""), 400, "bad_request"),
        (Some("\"v2\""), 412, "stale"),
        (Some("\"v3\""), 200, ""),
    ];
    for (sent, status, code) in table {
        let mut patch = request("PATCH", CLIENT).header("content-type", "application/json");
        if let Some(sent) = sent {
            patch = patch.header("if-match", sent);
        }
        let body = HttpBody::from(r#"{"given_name":null,"contact":{"phone":"0","priority":1}}"#);
        let (got, _, body) = send(patch.body(body).unwrap()).await;
        assert_eq!(got, status, "{sent:?}");
        assert_eq!(body["error"]["code"].as_str().unwrap_or_default(), code);
        match status {
            412 => assert_eq!(body["data"]["current"]["version"], 3),
            200 => assert_eq!(
                (&body["data"]["given_name"], &body["data"]["born_on"], &body["data"]["contact"]),
                (&json!("Null"), &json!("Absent"), &json!("Value(\"0\")"))
            ),
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_is_held_already_is_not_sent_again() {
    let held =
        request("GET", CLIENT).header("if-none-match", "\"v1\", W/\"v3\"").body(HttpBody::empty()).unwrap();
    let (status, headers, body) = send(held).await;
    assert_eq!((status, body), (StatusCode::NOT_MODIFIED, Value::Null));
    assert_eq!(headers["etag"], "\"v3\"");
    let other = request("GET", CLIENT).header("if-none-match", "\"v2\"").body(HttpBody::empty()).unwrap();
    assert_eq!(send(other).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_malformed_id_is_answered_like_one_that_does_not_exist() {
    for id in [
        "R2",
        "0",
        "018F6F65-0000-7000-8000-00000000000A",
        "%0a",
        "..%2f",
        "018f6f650000700080000000000000aa",
    ] {
        let (status, body) = get_json(&format!("/api/v1/clients/{id}")).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")), "{id}");
    }
    let (status, body) = get_json("/api/v1/nothing").await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::NOT_FOUND, &json!("not_found")));
    assert!(body["meta"]["request_id"].is_string());
    let (status, headers, body) = send(request("DELETE", CLIENT).body(HttpBody::empty()).unwrap()).await;
    assert_eq!(
        (status, &body["error"]["code"]),
        (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed"))
    );
    assert!(headers["allow"].to_str().unwrap().contains("PATCH"));
}

#[tokio::test]
async fn the_cause_of_our_mistake_stays_with_us() {
    let post = request("POST", &format!("{CLIENT}/archive")).header("if-match", "\"v3\"");
    let (status, _, body) = send(post.body(HttpBody::empty()).unwrap()).await;
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(body["error"]["code"], "internal");
    assert!(!body.to_string().contains("CANARY"));
}

#[test]
fn the_document_follows_from_the_types() {
    let routes = routes();
    let info = Info { title: "Example", version: "1", description: "" };
    let whole = document(info, &routes).unwrap();
    let create = &whole["paths"]["/api/v1/clients"]["post"];
    assert_eq!(create["operationId"], "create_client");
    assert_eq!(create["x-almoner-access"], "change");
    assert_eq!(
        create["requestBody"]["content"]["application/json"]["schema"]["$ref"],
        "#/components/schemas/ClientIn"
    );
    assert_eq!(
        create["responses"]["201"]["content"]["application/json"]["schema"]["properties"]["data"]["$ref"],
        "#/components/schemas/ClientOut"
    );
    let statuses: Vec<_> = create["responses"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        statuses,
        ["201", "400", "401", "403", "409", "413", "415", "422", "429", "500", "503", "504"]
    );
    let schemas = &whole["components"]["schemas"];
    assert_eq!(schemas["ClientOut"]["properties"]["born_on"], json!({"type": "string", "format": "date"}));
    assert_eq!(
        schemas["ClientOut"]["properties"]["admitted_at"],
        json!({"type": ["string", "null"], "format": "date-time"})
    );
    assert_eq!(schemas["ClientIn"]["properties"]["born_on"], json!({"type": "string", "format": "date"}));
    assert_eq!(schemas["ClientIn"]["additionalProperties"], false);
    let patch = &schemas["ClientPatch"];
    assert_eq!(patch["properties"]["given_name"], json!({"oneOf": [{"type": "null"}, {"type": "string"}]}));
    assert_eq!(patch["properties"]["born_on"]["oneOf"][1], json!({"type": "string", "format": "date"}));
    assert_eq!(patch["properties"]["contact"]["oneOf"][1]["$ref"], "#/components/schemas/ContactIn");
    assert_eq!(patch["required"], Value::Null);
    let names: Vec<_> = whole["paths"]["/api/v1/clients"]["get"]["parameters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|p| &p["name"])
        .collect();
    assert_eq!(names, ["home", "limit", "cursor", "sort", "count", "q", "archived", "include"]);
    let update = routes.listing().into_iter().find(|route| route.operation == "update_client").unwrap();
    assert!(update.signed_in && update.if_match && !update.idempotency_key);
}

#[test]
fn two_schemas_of_one_name_are_noticed() {
    mod other {
        #[derive(serde::Serialize, utoipa::ToSchema)]
        pub struct ClientOut {
            pub other: i32,
        }
    }
    async fn clash() -> Handled<Answer<other::ClientOut>> {
        Err(Code::NotFound.into())
    }
    let routes = routes().get("/api/v1/clash", &Doc::read("list_clients", "Again"), clash);
    let wrong = document(Info { title: "", version: "", description: "" }, &routes).unwrap_err();
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(
        wrong.iter().any(|w| w.contains("ClientOut")) && wrong.iter().any(|w| w.contains("list_clients"))
    );
}
