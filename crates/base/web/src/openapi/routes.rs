//! A router that reads as a table of contents and keeps its own document.

use almoner_kernel::Code;
use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, on};
use serde_json::{Value, json};
use utoipa::openapi::{RefOr, Schema};

use super::describe::{Operation, Verb};

/// How an operation touches data. It travels with the request as an extension,
/// so that the request's transaction is opened to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reads, in a READ ONLY transaction.
    Read,
    /// Reads what must not be read unseen: who looked is written in the same transaction.
    Witnessed,
    /// Changes something.
    Change,
}

impl Access {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Witnessed => "witnessed",
            Self::Change => "change",
        }
    }
}

/// What a route's types can't say.
#[derive(Clone, Debug)]
pub struct Doc {
    id: &'static str,
    summary: &'static str,
    access: Access,
    description: Option<&'static str>,
    refusals: &'static [Code],
    answers: Option<(u16, &'static str, &'static str)>,
}

impl Doc {
    /// A read. `id` names the operation in generated clients and never changes: `list_clients`.
    pub const fn read(id: &'static str, summary: &'static str) -> Self {
        Self::new(id, summary, Access::Read)
    }

    /// A read that leaves a trace.
    pub const fn witnessed(id: &'static str, summary: &'static str) -> Self {
        Self::new(id, summary, Access::Witnessed)
    }

    /// A change.
    pub const fn change(id: &'static str, summary: &'static str) -> Self {
        Self::new(id, summary, Access::Change)
    }

    const fn new(id: &'static str, summary: &'static str, access: Access) -> Self {
        Self { id, summary, access, description: None, refusals: &[], answers: None }
    }

    /// More than the summary: the rule, its source, its units.
    #[must_use]
    pub const fn says(mut self, description: &'static str) -> Self {
        self.description = Some(description);
        self
    }

    /// Codes beyond those that follow from the handler's types.
    #[must_use]
    pub const fn refuses(mut self, codes: &'static [Code]) -> Self {
        self.refusals = codes;
        self
    }

    /// The success of a handler that builds its `Response` by hand.
    #[must_use]
    pub const fn answers(mut self, status: u16, description: &'static str, media_type: &'static str) -> Self {
        self.answers = Some((status, description, media_type));
        self
    }
}

/// One route as the access tests need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// `get`, `post`, ...
    pub method: &'static str,
    /// `/api/v1/clients/{id}`
    pub path: String,
    pub operation: &'static str,
    pub access: Access,
    pub signed_in: bool,
    pub if_match: bool,
    pub idempotency_key: bool,
}

/// Routes of one module with their part of the document.
pub struct Routes<S = ()> {
    tag: &'static str,
    router: Router<S>,
    pub(super) operations: Vec<(RouteInfo, Value)>,
    pub(super) schemas: Vec<(String, RefOr<Schema>)>,
}

macro_rules! methods {
    ($($name:ident $filter:ident;)+) => {$(
        /// Adds a route; the document follows from the handler's types and `doc`.
        #[must_use]
        pub fn $name<H, T, I, O>(self, path: &str, doc: &Doc, handler: H) -> Self
        where
            H: Handler<T, S> + Verb<I, O>,
            T: 'static,
        {
            self.add(stringify!($name), MethodFilter::$filter, path, doc, handler)
        }
    )+};
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// `tag` groups the operations in the document: the module's name.
    pub fn new(tag: &'static str) -> Self {
        Self { tag, router: Router::new(), operations: Vec::new(), schemas: Vec::new() }
    }

    methods! {
        get GET;
        post POST;
        put PUT;
        patch PATCH;
        delete DELETE;
    }

    /// Takes another module's routes in.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.operations.extend(other.operations);
        self.schemas.extend(other.schemas);
        self
    }

    /// Every route, in the order in which it was added.
    pub fn listing(&self) -> Vec<RouteInfo> {
        self.operations.iter().map(|(info, _)| info.clone()).collect()
    }

    /// The router itself; take [`document`](super::document) first.
    pub fn into_router(self) -> Router<S> {
        self.router
    }

    fn add<H, T, I, O>(
        mut self,
        method: &'static str,
        filter: MethodFilter,
        path: &str,
        doc: &Doc,
        handler: H,
    ) -> Self
    where
        H: Handler<T, S> + Verb<I, O>,
        T: 'static,
    {
        let mut operation = Operation::default();
        <H as Verb<I, O>>::describe(&mut operation);
        operation.may_refuse(doc.refusals);
        if doc.access == Access::Change {
            // Two changes of one record may meet, and one gives way.
            operation.may_refuse(&[Code::InProgress]);
        }
        if operation.if_match && operation.idempotency_key {
            // A verb is refused where the record's state knows no such step.
            operation.may_refuse(&[Code::IllegalTransition]);
        }
        if let Some((status, description, media_type)) = doc.answers {
            operation.answers(status, description, media_type);
        }
        let info = RouteInfo {
            method,
            path: path.to_owned(),
            operation: doc.id,
            access: doc.access,
            signed_in: operation.signed_in,
            if_match: operation.if_match,
            idempotency_key: operation.idempotency_key,
        };
        let value = written(self.tag, path, doc, &operation);
        self.operations.push((info, value));
        self.schemas.extend(operation.schemas);
        let route = on(filter, handler).layer(axum::Extension(doc.access));
        self.router = self.router.route(path, route);
        self
    }
}

fn written(tag: &str, path: &str, doc: &Doc, operation: &Operation) -> Value {
    let in_path = path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
    let schema = if operation.ids_in_path {
        json!({ "type": "string", "format": "uuid" })
    } else {
        json!({ "type": "string" })
    };
    let mut parameters: Vec<Value> = in_path
        .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": schema }))
        .collect();
    parameters.extend(operation.parameters.iter().cloned());
    let mut responses = operation.responses.clone();
    responses.extend(operation.refusals());
    let mut value = json!({
        "tags": [tag],
        "operationId": doc.id,
        "summary": doc.summary,
        "parameters": parameters,
        "responses": responses,
        "x-almoner-access": doc.access.as_str(),
    });
    if let Some(description) = doc.description {
        value["description"] = description.into();
    }
    if let Some(body) = &operation.request_body {
        value["requestBody"] = body.clone();
    }
    value["security"] =
        if operation.signed_in { json!([{ "session": [] }, { "bearer": [] }]) } else { json!([]) };
    value
}

impl<S> std::fmt::Debug for Routes<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.operations.iter().map(|(info, _)| info)).finish()
    }
}
