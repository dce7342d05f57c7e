//! What extractors and answers say about themselves.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;

use almoner_kernel::Code;
use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::answer::{Page, Reply};
use crate::body::{Body, RawBody};
use crate::etag::{IfMatch, IfNoneMatch};
use crate::fail::{Fail, status_of};
use crate::list::{Filters, ListQuery};
use crate::path::{PathId, PathIds};
use crate::query::QueryOf;

/// One operation while its handler's types describe it.
#[derive(Default)]
#[allow(clippy::struct_excessive_bools)] // four facts that do not depend on one another
pub struct Operation {
    pub(crate) parameters: Vec<Value>,
    pub(crate) request_body: Option<Value>,
    pub(crate) responses: BTreeMap<String, Value>,
    pub(crate) codes: BTreeSet<&'static str>,
    pub(crate) schemas: Vec<(String, RefOr<Schema>)>,
    pub(crate) signed_in: bool,
    pub(crate) if_match: bool,
    pub(crate) idempotency_key: bool,
    pub(crate) ids_in_path: bool,
}

impl Operation {
    /// Some code may be answered.
    pub fn may_refuse(&mut self, codes: &[Code]) {
        self.codes.extend(codes.iter().map(|code| code.as_str()));
    }

    /// A sign-in is needed; implied by the actor's extractor.
    pub fn needs_sign_in(&mut self) {
        self.signed_in = true;
        self.may_refuse(&[Code::Unauthenticated, Code::Forbidden]);
    }

    /// `Idempotency-Key` is needed; implied by its extractor.
    pub fn needs_idempotency_key(&mut self) {
        self.idempotency_key = true;
        self.header("Idempotency-Key", true, "Names this attempt: 1 to 200 visible ASCII characters.");
        self.may_refuse(&[Code::IdempotencyKeyRequired, Code::IdempotencyKeyReused, Code::InProgress]);
    }

    pub fn header(&mut self, name: &str, required: bool, description: &str) {
        self.parameters.push(json!({
            "name": name, "in": "header", "required": required, "description": description,
            "schema": { "type": "string" },
        }));
    }

    /// Query parameters from `#[derive(IntoParams)]`.
    pub fn query<T: IntoParams>(&mut self) {
        let parameters: Vec<Parameter> = T::into_params(|| Some(ParameterIn::Query));
        self.parameters.extend(parameters.iter().filter_map(|p| serde_json::to_value(p).ok()));
    }

    pub fn query_parameter(&mut self, name: &str, description: &str, schema: &Value) {
        self.parameters.push(json!({
            "name": name, "in": "query", "required": false, "description": description, "schema": schema,
        }));
    }

    /// A success answer of another media type than our envelope: a file, a stream of events.
    pub fn answers(&mut self, status: u16, description: &str, media_type: &str) {
        self.responses
            .insert(status.to_string(), json!({ "description": description, "content": { media_type: {} } }));
    }

    /// A reference to a named schema, or the schema itself when it has no name of its own.
    pub fn schema<T: ToSchema>(&mut self) -> Value {
        T::schemas(&mut self.schemas);
        match schema_name::<T>() {
            None => serde_json::to_value(T::schema()).unwrap_or_default(),
            Some(name) => {
                self.schemas.push((name.to_string(), T::schema()));
                json!({ "$ref": format!("#/components/schemas/{name}") })
            }
        }
    }

    fn envelope(&mut self, status: u16, data: &Value, meta: &str) {
        let schema = json!({
            "type": "object",
            "required": ["data", "error", "meta"],
            "properties": {
                "data": data,
                "error": { "type": "null" },
                "meta": { "$ref": format!("#/components/schemas/{meta}") },
            },
        });
        let description = match status {
            201 => "Created",
            202 => "Accepted",
            _ => "Done",
        };
        self.responses.insert(
            status.to_string(),
            json!({ "description": description, "content": { "application/json": { "schema": schema } } }),
        );
    }

    /// Groups the codes by status; each such answer is a `Problem`.
    pub(crate) fn refusals(&self) -> BTreeMap<String, Value> {
        let mut by_status: BTreeMap<String, Vec<Code>> = BTreeMap::new();
        for code in self.codes.iter().filter_map(|text| Code::parse(text)) {
            by_status.entry(status_of(code).as_str().to_owned()).or_default().push(code);
        }
        let answers = by_status.into_iter().map(|(status, codes)| {
            let words: Vec<String> =
                codes.iter().map(|code| format!("`{code}`: {}", code.meaning().trim())).collect();
            let answer = json!({
                "description": words.join("\n"),
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Problem" } } },
            });
            (status, answer)
        });
        answers.collect()
    }
}

/// The name under which a type of ours stands in the document. Generic and
/// foreign types have none: utoipa names them only where its derive sees them.
pub(crate) fn schema_name<T: ToSchema>() -> Option<Cow<'static, str>> {
    let full = std::any::type_name::<T>();
    let name = T::name();
    (full.contains("::") && !full.contains('<') && !FOREIGN.contains(&&*name)).then_some(name)
}

/// Schemas that are written out where they stand.
const FOREIGN: &[&str] = &["TupleUnit", "Vec", "Value", "String", "Uuid", "Day", "Instant"];

/// What an extractor adds to the document. One that adds nothing has an empty body.
pub trait Input {
    fn describe(operation: &mut Operation);
}

/// What an answer adds to the document.
pub trait Output {
    fn describe(operation: &mut Operation);
}

/// A handler whose arguments and answer describe themselves.
pub trait Verb<I, O> {
    fn describe(operation: &mut Operation);
}

macro_rules! verbs {
    ($(($($input:ident)*))+) => {$(
        impl<Work, Answered, $($input,)*> Verb<($($input,)*), Answered::Output> for Work
        where
            Work: FnOnce($($input),*) -> Answered,
            Answered: Future,
            Answered::Output: Output,
            $($input: Input,)*
        {
            fn describe(operation: &mut Operation) {
                $($input::describe(operation);)*
                <Answered::Output as Output>::describe(operation);
            }
        }
    )+};
}

verbs! {
    ()
    (A1)
    (A1 A2)
    (A1 A2 A3)
    (A1 A2 A3 A4)
    (A1 A2 A3 A4 A5)
    (A1 A2 A3 A4 A5 A6)
    (A1 A2 A3 A4 A5 A6 A7)
    (A1 A2 A3 A4 A5 A6 A7 A8)
}

macro_rules! silent {
    ($($(#[$why:meta])* [$($generics:tt)*] $type:ty;)+) => {$(
        impl<$($generics)*> Input for $type {
            fn describe(_: &mut Operation) {}
        }
    )+};
}

silent! {
    [T] axum::extract::State<T>;
    [T] axum::Extension<T>;
    [T] axum::extract::ConnectInfo<T>;
    [] http::HeaderMap;
    [] http::Method;
    [] http::Uri;
    [] axum::extract::MatchedPath;
    [] axum::extract::Request;
}

impl<T: Input> Input for Option<T> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
    }
}

impl<T: ToSchema, const MAX: usize> Input for Body<T, MAX> {
    fn describe(operation: &mut Operation) {
        let schema = operation.schema::<T>();
        operation.request_body =
            Some(json!({ "required": true, "content": { "application/json": { "schema": schema } } }));
        operation.may_refuse(&[Code::Invalid, Code::TooLarge, Code::UnsupportedMediaType]);
    }
}

impl<T: ToSchema, const MAX: usize> Input for RawBody<T, MAX> {
    fn describe(operation: &mut Operation) {
        Body::<T, MAX>::describe(operation);
    }
}

impl<T: IntoParams> Input for QueryOf<T> {
    fn describe(operation: &mut Operation) {
        operation.query::<T>();
        operation.may_refuse(&[Code::Invalid]);
    }
}

impl Input for PathId {
    fn describe(operation: &mut Operation) {
        operation.ids_in_path = true;
        operation.may_refuse(&[Code::NotFound]);
    }
}

impl<const N: usize> Input for PathIds<N> {
    fn describe(operation: &mut Operation) {
        PathId::describe(operation);
    }
}

impl Input for IfMatch {
    fn describe(operation: &mut Operation) {
        operation.if_match = true;
        operation.header("If-Match", true, "The ETag of the version that was read, such as `\"v3\"`.");
        operation.may_refuse(&[Code::PreconditionRequired, Code::Stale]);
    }
}

impl Input for IfNoneMatch {
    fn describe(operation: &mut Operation) {
        operation.header(
            "If-None-Match",
            false,
            "The ETag that is held already; answers 304 when it still holds.",
        );
        operation.responses.insert("304".to_owned(), json!({ "description": "Not changed" }));
    }
}

impl<F: Filters> Input for ListQuery<F> {
    fn describe(operation: &mut Operation) {
        operation.query::<F>();
        let number = json!({
            "type": "integer", "minimum": 1, "maximum": crate::list::MAX_LIMIT, "default": crate::list::LIMIT,
        });
        operation.query_parameter("limit", "Rows on the page.", &number);
        operation.query_parameter(
            "cursor",
            "`meta.next_cursor` of the page before.",
            &json!({ "type": "string" }),
        );
        let sorts = json!({ "type": "string", "enum": F::SORTS, "default": F::SORTS.first() });
        operation.query_parameter("sort", "The order; `-` is descending.", &sorts);
        let exact = json!({ "type": "string", "enum": ["exact"] });
        operation.query_parameter("count", "Counts the rows of the whole list too, up to 10,000; see `meta.count` and `meta.count_at_least`.", &exact);
        if F::SEARCH {
            let text = json!({ "type": "string", "maxLength": 100 });
            operation.query_parameter("q", "Words to search for.", &text);
        }
        if F::ARCHIVED {
            let only = json!({ "type": "string", "enum": ["only"] });
            operation.query_parameter("archived", "Archived rows instead of present ones.", &only);
        }
        if !F::INCLUDES.is_empty() {
            operation.parameters.push(json!({
                "name": "include", "in": "query", "required": false, "style": "form", "explode": false,
                "description": "What to join, separated by commas.",
                "schema": { "type": "array", "items": { "type": "string", "enum": F::INCLUDES } },
            }));
        }
        operation.may_refuse(&[Code::Invalid, Code::CursorInvalid, Code::CursorExpired]);
    }
}

impl<T: ToSchema, const STATUS: u16> Output for Reply<T, STATUS> {
    fn describe(operation: &mut Operation) {
        let data = if T::name() == "TupleUnit" { json!({ "type": "null" }) } else { operation.schema::<T>() };
        operation.envelope(STATUS, &data, "Meta");
    }
}

impl<T: ToSchema> Output for Page<T> {
    fn describe(operation: &mut Operation) {
        let items = operation.schema::<T>();
        operation.envelope(200, &json!({ "type": "array", "items": items }), "PageMeta");
    }
}

/// What any route may answer; the rest comes from the inputs and from [`Doc`](super::Doc).
impl Output for Fail {
    fn describe(operation: &mut Operation) {
        operation.may_refuse(&[
            Code::BadRequest,
            Code::TooManyRequests,
            Code::Internal,
            Code::Unavailable,
            Code::Timeout,
        ]);
    }
}

impl<T: Output, E: Output> Output for Result<T, E> {
    fn describe(operation: &mut Operation) {
        T::describe(operation);
        E::describe(operation);
    }
}

/// A response that is built by hand says nothing; the route's `Doc` has to.
impl Output for axum::response::Response {
    fn describe(_: &mut Operation) {}
}
