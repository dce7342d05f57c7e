//! What every answer must keep to: the envelope, the headers, and the OpenAPI document.
//!
//! A body is held against the schema of its operation and status (draft 2020-12, formats checked),
//! made strict: a field that the document does not name is refused, so that nothing leaves
//! unannounced. A refusal's code must be one that the operation documents for that status.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use http::Method;
use jsonschema::{Registry, Validator};
use serde_json::{Value, json};
use uuid::Uuid;

use super::ask::Got;
use super::operations::{Operation, document};

/// Refusals of the gate, before any route: they may answer every request.
const OF_THE_GATE: &[(u16, &str)] = &[
    (400, "bad_request"),
    (403, "origin_refused"),
    (404, "not_found"),
    (405, "method_not_allowed"),
    (421, "unknown_host"),
    (429, "too_many_requests"),
];

/// Headers of every answer, with what each must say.
const HEADERS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=63072000; includeSubDomains"),
    ("vary", "Origin, Cookie, Authorization"),
];

/// Checks one answer.
///
/// # Panics
/// With what does not fit.
pub fn check(method: &Method, path: &str, got: &Got) {
    let problems = problems(method, path, got);
    assert!(problems.is_empty(), "{} answered {}: {problems:#?}\n{}", got.what, got.status, got.body);
}

/// What is wrong with an answer.
pub fn problems(method: &Method, path: &str, got: &Got) -> Vec<String> {
    let mut problems = Vec::new();
    let api = path == "/api" || path.starts_with("/api/");
    headers(api, got, &mut problems);
    let refused = got.status >= 400;
    let bodyless = *method == Method::HEAD || matches!(got.status, 204 | 304);
    // A stream and a picture are what their operation says, and no envelope.
    let other = got.status == 200 && matches!(got.header("content-type"), "text/event-stream" | "image/jpeg");
    if !bodyless && !other && (refused || path.starts_with("/api/v1/")) && path != "/ready" {
        envelope(refused, got, &mut problems);
    }
    let asked = if *method == Method::HEAD { Method::GET } else { method.clone() };
    if let Some(operation) = Operation::at(asked.as_str(), path) {
        documented(operation, bodyless, got, &mut problems);
    } else if path.starts_with("/api/v1/") && !OF_THE_GATE.contains(&(got.status, got.code())) {
        problems.push("no operation of the document has this path".to_owned());
    }
    problems
}

fn headers(api: bool, got: &Got, problems: &mut Vec<String>) {
    for (name, wanted) in HEADERS {
        if got.header(name) != *wanted {
            problems.push(format!("{name}: {:?}, not {wanted:?}", got.header(name)));
        }
    }
    if api && got.header("cache-control") != "no-store" {
        problems.push(format!("cache-control: {:?}", got.header("cache-control")));
    }
    if !got.header("content-security-policy").starts_with("default-src 'none'") {
        problems.push(format!("content-security-policy: {:?}", got.header("content-security-policy")));
    }
    for telling in ["server", "x-powered-by"] {
        if got.headers.contains_key(telling) {
            problems.push(format!("{telling} is sent"));
        }
    }
    if Uuid::parse_str(got.header("x-request-id")).is_err() {
        problems.push("no x-request-id".to_owned());
    }
}

fn envelope(refused: bool, got: &Got, problems: &mut Vec<String>) {
    let body = &got.body;
    let names: Vec<&str> = body.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    if names.len() != 3 || !["data", "error", "meta"].iter().all(|name| names.contains(name)) {
        problems.push(format!("no envelope: {names:?}"));
        return;
    }
    if body["meta"]["request_id"] != got.header("x-request-id") {
        problems.push("meta.request_id is not x-request-id".to_owned());
    }
    let has_error = body["error"].is_object();
    if refused != has_error || (!refused && !body["error"].is_null()) {
        problems.push("status and error contradict each other".to_owned());
    }
    let only_current = || body["data"].as_object().is_some_and(|d| d.len() == 1 && d.contains_key("current"));
    if refused
        && !body["data"].is_null()
        && !(matches!(got.code(), "stale" | "recorded_meanwhile") && only_current())
    {
        problems.push("a refusal with data".to_owned());
    }
}

fn documented(operation: &Operation, bodyless: bool, got: &Got, problems: &mut Vec<String>) {
    let gate = OF_THE_GATE.contains(&(got.status, got.code()));
    let answer = &operation.written["responses"][got.status.to_string()];
    if !answer.is_object() {
        if !gate {
            problems.push(format!("{} does not document {} ({})", operation.id, got.status, got.code()));
        }
        return;
    }
    let said = answer["description"].as_str().unwrap_or_default();
    if got.status >= 400 && !gate && !said.contains(&format!("`{}`:", got.code())) {
        problems.push(format!(
            "{} does not document the code {} of {}",
            operation.id,
            got.code(),
            got.status
        ));
    }
    if bodyless {
        return;
    }
    let kind = got.header("content-type").replace('/', "~1");
    if got.status == 200 && answer.pointer(&format!("/content/{kind}")).is_none() {
        problems.push(format!("{} does not document {kind}", operation.id));
    }
    if answer.pointer("/content/application~1json/schema").is_some() {
        with_validator(operation, got.status, |validator| {
            problems
                .extend(validator.iter_errors(&got.body).map(|e| format!("{e} at {}", e.instance_path())));
        });
    }
}

const ROOT: &str = "https://almoner.invalid/openapi";

static STRICT: LazyLock<Registry<'static>> = LazyLock::new(|| {
    let registry = Registry::new().add(ROOT, strict(document())).expect("the document is JSON");
    registry.prepare().expect("its references lead somewhere")
});

fn with_validator(operation: &Operation, status: u16, work: impl FnOnce(&Validator)) {
    static KNOWN: LazyLock<Mutex<HashMap<(&'static str, u16), &'static Validator>>> =
        LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().expect("not poisoned");
    let validator = *known.entry((operation.id, status)).or_insert_with(|| {
        let path =
            operation.path.replace('~', "~0").replace('/', "~1").replace('{', "%7B").replace('}', "%7D");
        let pointer =
            format!("/paths/{path}/{}/responses/{status}/content/application~1json/schema", operation.method);
        let schema = json!({ "$ref": format!("{ROOT}#{pointer}") });
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft202012)
            .with_registry(&STRICT)
            .should_validate_formats(true)
            // Of the OpenAPI format registry: a wall clock's time, without an offset.
            .with_format("time-local", wall_time)
            .build(&schema)
            .unwrap_or_else(|e| panic!("{} {status}: {e}", operation.id));
        Box::leak(Box::new(validator))
    });
    drop(known);
    work(validator);
}

fn wall_time(text: &str) -> bool {
    text.parse::<jiff::civil::Time>().is_ok()
}

/// The document with every object closed to fields that it does not name.
fn strict(document: &Value) -> Value {
    let mut whole = document.clone();
    close(&mut whole, document, false);
    whole
}

/// `part`: the object is one of several that are put together, so it can't be closed by itself.
fn close(value: &mut Value, document: &Value, part: bool) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| close(item, document, false)),
        Value::Object(entries) => {
            if let Some(parts) = entries.get_mut("allOf").and_then(Value::as_array_mut) {
                for one in parts {
                    if let Some(pointer) = one["$ref"].as_str().and_then(|r| r.strip_prefix('#')) {
                        *one = document.pointer(pointer).cloned().unwrap_or_default();
                    }
                    close(one, document, true);
                }
                entries.insert("unevaluatedProperties".to_owned(), false.into());
                return;
            }
            let open = entries.get("type").is_some_and(is_object) && entries.contains_key("properties");
            entries.iter_mut().for_each(|(_, entry)| close(entry, document, false));
            // "current" of a refusal is whatever record was asked for: a schema of its own says more.
            let any = entries.get("properties").is_some_and(|p| p.get("current").is_some());
            if open && !part && !any && !entries.contains_key("additionalProperties") {
                entries.insert("additionalProperties".to_owned(), false.into());
            }
        }
        _ => {}
    }
}

fn is_object(kind: &Value) -> bool {
    kind == "object" || kind.as_array().is_some_and(|kinds| kinds.contains(&json!("object")))
}
