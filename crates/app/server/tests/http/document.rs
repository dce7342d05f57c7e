//! The OpenAPI document: committed, and true of every route.

use std::collections::BTreeSet;

use almoner_testkit::http::{document, operations};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../openapi/almoner.json");
const REMEDY: &str = "run: cargo run -p almoner -- openapi > openapi/almoner.json";

#[test]
fn the_committed_document_is_what_the_program_makes() {
    let committed =
        std::fs::read_to_string(COMMITTED).unwrap_or_else(|e| panic!("{COMMITTED}: {e}; {REMEDY}"));
    let committed: serde_json::Value = serde_json::from_str(&committed).expect("the document is JSON");
    let made = document();
    let paths = |whole: &serde_json::Value| -> BTreeSet<String> {
        whole["paths"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(path, item)| format!("{path} {item}"))
            .collect()
    };
    let (before, after) = (paths(&committed), paths(made));
    let differing: Vec<&String> = before.symmetric_difference(&after).collect();
    let short: Vec<&str> = differing.iter().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert!(committed == *made, "openapi/almoner.json is old (paths that differ: {short:?}); {REMEDY}");
}

#[test]
fn every_operation_says_what_it_is() {
    let mut ids = BTreeSet::new();
    for operation in operations() {
        let written = operation.written;
        let id = operation.id;
        assert!(ids.insert(id), "{id} stands twice");
        assert!(
            id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') && id.len() > 4,
            "{id} is no good name for a function"
        );
        assert_eq!(written["operationId"], id);
        let summary = written["summary"].as_str().unwrap_or_default();
        assert!((5..=90).contains(&summary.len()) && !summary.ends_with('.'), "{id}: {summary:?}");
        assert_eq!(written["tags"].as_array().map(Vec::len), Some(1), "{id} has no tag");
        let answers = written["responses"].as_object().expect("responses");
        assert!(answers.keys().any(|status| status.starts_with('2')), "{id} documents no success");
        assert!(answers.contains_key("500") && answers.contains_key("429"), "{id}");
        let signed_in = written["security"].as_array().is_some_and(|s| !s.is_empty());
        assert_eq!(signed_in, operation.route.signed_in, "{id}");
        assert!(!signed_in || answers.contains_key("401"), "{id} documents no 401");
        for parameter in operation.parameters() {
            let known = written["parameters"].as_array().into_iter().flatten();
            let fits = known.filter(|p| p["name"] == parameter && p["in"] == "path").count();
            assert_eq!(fits, 1, "{id}: {parameter}");
        }
    }
    assert!(ids.len() > 70, "{} operations", ids.len());
}
