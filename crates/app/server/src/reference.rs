//! The API reference: a page made from the document, served without any outside host and without
//! a script.

use std::fmt::Write;

use axum::Router;
use axum::response::IntoResponse;
use axum::routing::get;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use serde_json::Value;

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// `/api/openapi.json`, `/api/reference` and its style sheet.
pub fn routes(document: &Value) -> Router {
    let json = document.to_string();
    let html = page(document);
    let with = |kind: &'static str, text: String| {
        let text = bytes::Bytes::from(text);
        get(async move || {
            let headers = [
                (CONTENT_TYPE, kind),
                (CACHE_CONTROL, "no-cache"),
                // Everything on the page comes from here, and nothing on it runs.
                (
                    CONTENT_SECURITY_POLICY,
                    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
                ),
            ];
            (headers, text).into_response()
        })
    };
    Router::new()
        .route("/api/openapi.json", with("application/json", json))
        .route("/api/reference", with("text/html; charset=utf-8", html))
        .route(
            "/api/reference.css",
            with("text/css; charset=utf-8", include_str!("../assets/reference.css").to_owned()),
        )
}

/// The whole page. Everything from the document is escaped.
pub fn page(document: &Value) -> String {
    let mut operations: Vec<(&str, &str, &str, &Value)> = Vec::new();
    for (path, item) in entries(&document["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let tag = operation["tags"][0].as_str().unwrap_or("other");
                operations.push((tag, path, method, operation));
            }
        }
    }
    operations.sort_by_key(|(tag, path, method, _)| {
        (*tag, *path, METHODS.iter().position(|m| m == method).unwrap_or(0))
    });
    let mut html = String::with_capacity(200_000);
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Almoner API {version}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><link rel=\"stylesheet\" href=\"/api/reference.css\"></head>\
         <body><a class=\"skip\" href=\"#main\">Skip to the operations</a><nav aria-label=\"Modules\"><h2>Almoner API</h2>",
        version = escape(text(&document["info"]["version"])),
    );
    let mut last = "";
    for (tag, path, method, operation) in &operations {
        if *tag != last {
            if !last.is_empty() {
                html.push_str("</ul>");
            }
            let _ = write!(html, "<h3>{}</h3><ul>", escape(tag));
            last = tag;
        }
        let _ = write!(
            html,
            "<li><a href=\"#{id}\"><b class=\"{method}\">{method}</b> {path}</a></li>",
            id = escape(text(&operation["operationId"])),
            path = escape(path.trim_start_matches("/api/v1")),
        );
    }
    let _ = write!(
        html,
        "</ul><h3>Schemas</h3><ul>{}</ul></nav><main id=\"main\"><h1>Almoner API</h1><p>{}</p>\
         <p><a href=\"/api/openapi.json\">The OpenAPI 3.1 document</a></p>",
        entries(&document["components"]["schemas"]).fold(String::new(), |mut list, (name, _)| {
            let _ = write!(list, "<li><a href=\"#schema-{0}\">{0}</a></li>", escape(name));
            list
        }),
        escape(text(&document["info"]["description"])),
    );
    for (_, path, method, operation) in &operations {
        operation_card(&mut html, path, method, operation);
    }
    html.push_str("<h2>Schemas</h2>");
    for (name, schema) in entries(&document["components"]["schemas"]) {
        let _ = write!(html, "<section id=\"schema-{0}\"><h3>{0}</h3>", escape(name));
        schema_body(&mut html, schema);
        html.push_str("</section>");
    }
    html.push_str("</main></body></html>");
    html
}

fn operation_card(html: &mut String, path: &str, method: &str, operation: &Value) {
    let _ = write!(
        html,
        "<section id=\"{id}\"><h3><b class=\"{method}\">{method}</b> <code>{path}</code></h3><p>{summary}</p>",
        id = escape(text(&operation["operationId"])),
        path = escape(path),
        summary = escape(text(&operation["summary"])),
    );
    if let Some(description) = operation["description"].as_str() {
        let _ = write!(html, "<p>{}</p>", escape(description));
    }
    if let Some(parameters) = operation["parameters"].as_array().filter(|p| !p.is_empty()) {
        html.push_str(
            "<table><caption>Parameters</caption><tr><th>name</th><th>in</th><th>type</th><th></th></tr>",
        );
        for p in parameters {
            let _ = write!(
                html,
                "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                escape(text(&p["name"])),
                if p["required"] == true { " <em>needed</em>" } else { "" },
                escape(text(&p["in"])),
                kind(&p["schema"]),
                escape(text(&p["description"])),
            );
        }
        html.push_str("</table>");
    }
    if let Some(schema) = operation.pointer("/requestBody/content/application~1json/schema") {
        let _ = write!(html, "<p>Body: {}</p>", kind(schema));
    }
    html.push_str("<table><caption>Answers</caption>");
    for (status, answer) in entries(&operation["responses"]) {
        let schema = answer
            .pointer("/content/application~1json/schema/properties/data")
            .map_or_else(String::new, |schema| format!(" with {}", kind(schema)));
        let _ = write!(
            html,
            "<tr><td>{}</td><td>{}{schema}</td></tr>",
            escape(status),
            escape(text(&answer["description"])),
        );
    }
    html.push_str("</table></section>");
}

fn schema_body(html: &mut String, schema: &Value) {
    if let Some(description) = schema["description"].as_str() {
        let _ = write!(html, "<p>{}</p>", escape(description));
    }
    let needed: Vec<&str> =
        schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if schema["properties"].is_object() {
        html.push_str("<table><tr><th>field</th><th>type</th><th></th></tr>");
        for (name, property) in entries(&schema["properties"]) {
            let _ = write!(
                html,
                "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>",
                escape(name),
                if needed.contains(&name) { " <em>needed</em>" } else { "" },
                kind(property),
                escape(text(&property["description"])),
            );
        }
        html.push_str("</table>");
    } else {
        let _ = write!(html, "<p>{}</p>", kind(schema));
    }
}

/// A type in words, with links to named ones.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    for join in ["oneOf", "anyOf"] {
        if let Some(parts) = schema[join].as_array() {
            return parts.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema["enum"].as_array() {
        return values
            .iter()
            .map(|v| format!("<code>{}</code>", escape(v.as_str().unwrap_or("null"))))
            .collect::<Vec<_>>()
            .join(" ");
    }
    let names = match &schema["type"] {
        Value::String(name) => name.clone(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" or "),
        _ => "any".to_owned(),
    };
    let mut words = escape(&names);
    if let Some(format) = schema["format"].as_str() {
        let _ = write!(words, " ({})", escape(format));
    }
    if schema["items"].is_object() {
        let _ = write!(words, " of {}", kind(&schema["items"]));
    }
    words
}

fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().into_iter().flatten().map(|(name, value)| (name.as_str(), value))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::page;

    #[test]
    fn everything_from_the_document_is_escaped() {
        let document = json!({
            "info": {"version": "1", "description": "<script>1</script>"},
            "paths": {"/x/{id}": {"get": {"operationId": "get_x", "summary": "a & b", "tags": ["x"],
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}],
                "responses": {"200": {"description": "\"yes\""}}}}},
            "components": {"schemas": {"A": {"type": "object", "properties": {"b": {"type": ["string", "null"]}}, "required": ["b"]}}},
        });
        let html = page(&document);
        assert!(!html.contains("<script>"));
        assert!(html.contains("a &amp; b") && html.contains("&quot;yes&quot;"));
        assert!(html.contains("id=\"get_x\"") && html.contains("string or null"));
    }
}
