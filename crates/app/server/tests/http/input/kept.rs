//! What is taken is kept exactly (A61): odd but honest values come back as they were sent.

use std::collections::{BTreeMap, BTreeSet};

use almoner_testkit::http::cells::{Access, Cell, Expected, prepared, versions};
use almoner_testkit::http::{TestApp, hours};
use serde_json::{Value, json};

use super::fields::{self, Field, kind};

/// Values that the field may hold, with what must come back.
fn honest(field: &Field) -> Vec<(Value, Value)> {
    let same = |value: Value| (value.clone(), value);
    if field.schema["enum"].is_array() {
        return field.schema["enum"].as_array().into_iter().flatten().cloned().map(same).collect();
    }
    match (kind(field.schema), field.schema["format"].as_str()) {
        ("integer", _) => vec![(json!(-0.0), json!(0)), same(json!(2)), same(json!(7))],
        ("number", _) => vec![same(json!(12.25)), same(json!(0.0))],
        ("boolean", _) => vec![same(json!(true)), same(json!(false))],
        ("string", Some("date")) => vec![same(json!("2024-02-29")), same(json!("1999-12-31"))],
        ("string", Some("date-time")) => {
            let at = hours(30).replace('Z', "+14:00");
            vec![(json!(at), json!(hours(16)))]
        }
        ("string", Some("time-local")) => vec![same(json!("00:00:00")), same(json!("23:59:59"))],
        ("string", None) if field.path.ends_with("email") => {
            vec![(json!("O'Neill+Care@Example.ORG"), json!("o'neill+care@example.org"))]
        }
        ("string", None) => [
            "👩‍👩‍👧 Zoë O’Brien-Ærø",
            "Zoe\u{308} ﬁnn",
            "'; drop table clients; --",
            "<b>&amp;</b> %0a ${x} {{y}}",
            "\u{ffff}\u{200f}ש",
            "K\u{212a}",
        ]
        .iter()
        .map(|text| same(json!(text)))
        .collect(),
        _ => Vec::new(),
    }
}

/// Instants are the same however they are written.
fn alike(sent: &Value, got: &Value) -> bool {
    let instant = |value: &Value| value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    match (instant(sent), instant(got)) {
        (Some(sent), Some(got)) => sent == got,
        _ => match (sent.as_f64(), got.as_f64()) {
            (Some(sent), Some(got)) => sent.to_bits() == got.to_bits(),
            _ => sent == got,
        },
    }
}

#[tokio::test]
async fn what_is_taken_comes_back_as_it_was_sent() {
    let app = TestApp::start().await;
    let all = app.database.superuser().await;
    let access = Access::read(&all).await;
    let versions = versions(&all).await;
    let (mut kept, mut seen, mut wrong) = (0, BTreeSet::new(), Vec::new());
    let chosen = access.chosen();
    let patches = chosen.iter().filter(|c| c.operation.method == "patch" && c.expected == Expected::Done);
    let (cells, mut now): (Vec<&Cell>, BTreeMap<&str, i64>) = (patches.collect(), BTreeMap::new());
    for cell in &cells {
        for field in fields::fields(cell.operation.body().expect("a patch has a body")).0 {
            for (sent, wanted) in honest(&field) {
                let body = fields::with(&json!({}), &field.path, &sent.to_string());
                let ask = |version: Option<i64>| {
                    let ask =
                        prepared(&app, &access, cell, &versions).bytes("application/json", body.clone());
                    match version {
                        Some(version) => ask.without("if-match").if_match(version),
                        None => ask,
                    }
                };
                let mut got = ask(now.get(cell.operation.id).copied()).send().await;
                // Another operation may have changed the same record.
                if let Some(present) = got.body.pointer("/data/current/version").and_then(Value::as_i64) {
                    got = ask(Some(present)).send().await;
                }
                if got.status != 200 {
                    // What it can't hold, or not from this person, it names; nothing else stands in the way.
                    let named = got.fields().iter().any(|f| f.starts_with(&field.path));
                    assert!(
                        named && matches!(got.status, 403 | 422),
                        "{} {}: {}",
                        got.what,
                        field.path,
                        got.body
                    );
                    continue;
                }
                now.insert(cell.operation.id, got.version());
                let pointer = format!("/data/{}", field.path.replace('.', "/"));
                let Some(back) = got.body.pointer(&pointer) else { continue };
                kept += 1;
                seen.insert((cell.operation.id, field.path.clone()));
                if !alike(&wanted, back) {
                    wrong.push(format!("{} {}: sent {sent}, kept {back}", cell.operation.id, field.path));
                }
            }
        }
    }
    println!("{kept} values of {} fields", seen.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(kept >= 200 && seen.len() >= 50, "only {kept} values of {} fields", seen.len());
}
