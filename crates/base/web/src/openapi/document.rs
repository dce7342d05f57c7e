//! The whole document, assembled from the routes.

use std::collections::BTreeMap;

use almoner_kernel::Code;
use serde_json::{Map, Value, json};

use super::routes::Routes;

/// The head of the document.
#[derive(Clone, Copy, Debug)]
pub struct Info<'a> {
    pub title: &'a str,
    pub version: &'a str,
    pub description: &'a str,
}

/// OpenAPI 3.1 as JSON with its keys in a stable order, or what is wrong with
/// the routes: two operations of one id, two schemas of one name that differ,
/// a reference to nothing.
pub fn document<S>(info: Info<'_>, routes: &Routes<S>) -> Result<Value, Vec<String>> {
    let mut wrong = Vec::new();
    let mut schemas: BTreeMap<String, Value> = BTreeMap::new();
    for (name, schema) in house_schemas().into_iter().chain(
        routes.schemas.iter().map(|(name, s)| (name.clone(), serde_json::to_value(s).unwrap_or_default())),
    ) {
        match schemas.get(&name) {
            Some(known) if *known != schema => {
                wrong.push(format!(
                    "two different schemas are named {name}: give one of the types another name"
                ));
            }
            Some(_) => {}
            None => drop(schemas.insert(name, schema)),
        }
    }
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let mut ids = std::collections::BTreeSet::new();
    for (route, operation) in &routes.operations {
        if !ids.insert(route.operation) {
            wrong.push(format!("two operations are named {}", route.operation));
        }
        paths.entry(&route.path).or_default().insert(route.method.to_owned(), operation.clone());
    }
    let mut whole = json!({
        "openapi": "3.1.0",
        "info": { "title": info.title, "version": info.version, "description": info.description },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-almoner" },
                "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
        },
    });
    write_in_place(&mut whole);
    missing(&whole, &mut wrong);
    if wrong.is_empty() { Ok(sorted(whole)) } else { Err(wrong) }
}

/// Small wrappers of ours that read better where they stand than as a name:
/// `Patch_String`, `Day`, `Instant`.
fn write_in_place(whole: &mut Value) {
    let Some(schemas) = whole.pointer_mut("/components/schemas").and_then(Value::as_object_mut) else {
        return;
    };
    let small = |name: &str| name.starts_with("Patch_") || name == "Day" || name == "Instant";
    let names: Vec<String> = schemas.keys().filter(|name| small(name)).cloned().collect();
    let mut found = BTreeMap::new();
    for name in names {
        let Some(mut schema) = schemas.remove(&name) else { continue };
        // utoipa writes the patched type out; refer to it where it has a name.
        let patched = name.strip_prefix("Patch_").filter(|patched| schemas.contains_key(*patched));
        if let Some(patched) = patched {
            schema["oneOf"][1] = json!({ "$ref": format!("#/components/schemas/{patched}") });
        }
        found.insert(name, schema);
    }
    // A patch of a day holds another small one, so twice.
    for _ in 0..2 {
        replace(whole, &found);
    }
}

fn replace(value: &mut Value, found: &BTreeMap<String, Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| replace(item, found)),
        Value::Object(entries) => {
            let name = entries.get("$ref").and_then(Value::as_str);
            let name = name.and_then(|text| text.strip_prefix("#/components/schemas/"));
            if let Some(schema) = name.and_then(|name| found.get(name)) {
                let description = entries.get("description").cloned();
                *value = schema.clone();
                if let (Some(description), Some(entries)) = (description, value.as_object_mut()) {
                    entries.insert("description".to_owned(), description);
                }
            } else {
                entries.values_mut().for_each(|entry| replace(entry, found));
            }
        }
        _ => {}
    }
}

fn missing(whole: &Value, wrong: &mut Vec<String>) {
    fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(entries) => {
                found.extend(entries.get("$ref").and_then(Value::as_str));
                entries.values().for_each(|entry| walk(entry, found));
            }
            _ => {}
        }
    }
    let mut references = Vec::new();
    walk(whole, &mut references);
    references.sort_unstable();
    references.dedup();
    for reference in references {
        if reference.strip_prefix('#').is_none_or(|pointer| whole.pointer(pointer).is_none()) {
            wrong.push(format!("{reference} is referred to and not described"));
        }
    }
}

/// serde_json keeps insertion order when any crate of the build asks it to;
/// the committed document must not depend on that.
fn sorted(value: Value) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        Value::Object(entries) => {
            let ordered: BTreeMap<String, Value> = entries.into_iter().map(|(k, v)| (k, sorted(v))).collect();
            Value::Object(ordered.into_iter().collect())
        }
        other => other,
    }
}

fn house_schemas() -> Vec<(String, Value)> {
    let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
    let request_id =
        json!({ "type": "string", "format": "uuid", "description": "Names the request in our log." });
    let schemas = [
        ("ErrorCode", json!({ "type": "string", "enum": codes })),
        (
            "FieldError",
            json!({
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": { "type": "string", "description": "Dotted path in the body, or a parameter's or header's name." },
                    "code": { "type": "string", "description": "Stable: `required`, `unknown`, `type`, `format`, `range`, ..." },
                    "message": { "type": "string", "description": "For people." },
                },
            }),
        ),
        (
            "Problem",
            json!({
                "type": "object",
                "required": ["data", "error", "meta"],
                "properties": {
                    "data": {
                        "type": ["object", "null"],
                        "description": "For `stale`: `current` is the present record.",
                        "properties": { "current": {} },
                    },
                    "error": {
                        "type": "object",
                        "required": ["code", "message", "fields", "retryable"],
                        "properties": {
                            "code": { "$ref": "#/components/schemas/ErrorCode" },
                            "message": { "type": "string", "description": "For people; may change." },
                            "fields": { "type": "array", "items": { "$ref": "#/components/schemas/FieldError" } },
                            "retryable": { "type": "boolean", "description": "The same request may succeed later." },
                        },
                    },
                    "meta": { "$ref": "#/components/schemas/Meta" },
                },
            }),
        ),
        (
            "Meta",
            json!({ "type": "object", "required": ["request_id"], "properties": { "request_id": request_id } }),
        ),
        (
            "PageMeta",
            json!({
                "type": "object",
                "required": ["request_id", "next_cursor"],
                "properties": {
                    "request_id": request_id,
                    "next_cursor": { "type": ["string", "null"], "description": "Leads to the next page." },
                    "count": { "type": "integer", "description": "With `count=exact`." },
                    "count_at_least": { "type": "boolean", "description": "Counting stopped at `count`." },
                },
            }),
        ),
    ];
    schemas.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect()
}
