//! The page on security names tests that exist.

use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_test_of_the_security_page_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..");
    let page = std::fs::read_to_string(root.join("docs/security.md")).expect("the page");
    let named: BTreeSet<(&str, &str)> = page
        .split('`')
        .filter(|text| text.starts_with("crates/"))
        .filter_map(|text| text.split_once("::"))
        .collect();
    let missing: Vec<_> = named
        .iter()
        .filter(|(path, name)| {
            let text = std::fs::read_to_string(root.join(path)).unwrap_or_default();
            let at = text.find(&format!("fn {name}("));
            // A test, not a helper: its attribute stands right above it.
            at.is_none_or(|at| {
                !text[..at]
                    .trim_end_matches("async ")
                    .trim_end()
                    .lines()
                    .rev()
                    .take(2)
                    .any(|l| l.contains("test"))
            })
        })
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert!(named.len() >= 70, "{}", named.len());
    // Each case stands in it.
    for case in [
        "A01", "A02", "A03", "A04", "A05", "A06", "A09", "A10", "A11", "A13", "A14", "A15", "A24", "A32",
        "A33", "A37", "A38", "A39", "A40", "A42", "A43", "A44", "A45", "A59", "A60", "A61", "A62",
    ] {
        assert!(
            page.lines().any(|line| line.starts_with('|') && line.contains(case) && line.contains("::")),
            "{case}"
        );
    }
}
