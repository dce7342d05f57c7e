//! The fields of a body, read out of the document, and bodies with one of them changed.

use almoner_testkit::http::resolved;
use serde_json::{Value, json};

/// One field that holds no others.
#[derive(Debug)]
pub struct Field {
    /// As a field error names it: `memberships.0.grade`.
    pub path: String,
    pub schema: &'static Value,
    /// Whether null is documented.
    pub nullable: bool,
}

/// Every leaf of a body's schema, and the path of every object in it.
pub fn fields(schema: &'static Value) -> (Vec<Field>, Vec<String>) {
    let (mut leaves, mut objects) = (Vec::new(), Vec::new());
    walk(schema, String::new(), false, &mut leaves, &mut objects);
    (leaves, objects)
}

fn walk(
    schema: &'static Value,
    path: String,
    nullable: bool,
    leaves: &mut Vec<Field>,
    objects: &mut Vec<String>,
) {
    let schema = resolved(schema);
    if let Some(choices) = schema["oneOf"].as_array() {
        let mut real = choices.iter().filter(|choice| choice["type"] != "null");
        let (one, none) = (real.next().expect("a choice"), real.next());
        assert!(none.is_none(), "{path} is one of several");
        return walk(one, path, choices.len() > 1, leaves, objects);
    }
    let nullable = nullable || schema["type"].as_array().is_some_and(|kinds| kinds.contains(&json!("null")));
    match kind(schema) {
        "object" => {
            for (name, part) in schema["properties"].as_object().into_iter().flatten() {
                walk(part, under(&path, name), false, leaves, objects);
            }
            if schema["additionalProperties"].is_object() {
                leaves.push(Field { path, schema, nullable });
            } else {
                objects.push(path);
            }
        }
        "array" => walk(&schema["items"], under(&path, "0"), false, leaves, objects),
        _ => leaves.push(Field { path, schema, nullable }),
    }
}

/// A path and one step more.
pub fn under(path: &str, step: &str) -> String {
    if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") }
}

/// The type of a schema, without null.
pub fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::String(kind) => kind,
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|k| *k != "null").unwrap_or("?"),
        other => panic!("{other} is no type"),
    }
}

/// The text of a body in which the field holds `raw`, which need not be JSON.
pub fn with(body: &Value, path: &str, raw: &str) -> String {
    const HERE: &str = "@@here@@";
    let mut changed = body.clone();
    let mut place = &mut changed;
    for step in path.split('.') {
        place = if let Ok(at) = step.parse::<usize>() {
            if !place.is_array() {
                *place = json!([]);
            }
            let items = place.as_array_mut().expect("a list");
            while items.len() <= at {
                items.push(Value::Null);
            }
            &mut items[at]
        } else {
            if !place.is_object() {
                *place = json!({});
            }
            &mut place[step]
        };
    }
    *place = HERE.into();
    changed.to_string().replace(&format!("\"{HERE}\""), raw)
}

/// The text of a body in which the field stands twice, the second time with another value.
pub fn doubled(body: &Value, path: &str) -> String {
    let name = path.rsplit('.').next().unwrap_or(path);
    with(body, path, &format!("null,\"{name}\":null"))
}
