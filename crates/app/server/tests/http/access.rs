//! A01: everybody of the world, every operation, rows of every kind.

use std::collections::BTreeSet;

use almoner_testkit::http::cells::{Access, allowed, denied};
use almoner_testkit::http::{Operation, TestApp, operations};

#[tokio::test]
async fn every_operation_has_its_line_in_the_matrix() {
    let app = TestApp::start().await;
    let access = Access::read(&app.database.superuser().await).await;
    assert_eq!(access.strays(), Vec::<String>::new());
    // Each stands in exactly one of the groups below.
    for operation in operations() {
        let groups = GROUPS.iter().filter(|(_, of)| of(operation)).count();
        assert_eq!(groups, 1, "{}", operation.id);
    }
}

type Group = (&'static str, fn(&Operation) -> bool);

fn tag(o: &Operation) -> &str {
    o.written["tags"][0].as_str().unwrap_or_default()
}

fn of_residents(o: &Operation) -> bool {
    matches!(tag(o), "clients" | "alerts" | "occupancy")
}

/// Operations that are tried together; each group is a process of its own.
const GROUPS: &[Group] = &[
    ("homes", |o| tag(o) == "care-homes"),
    ("people", |o| tag(o) == "people"),
    ("rights", |o| matches!(tag(o), "memberships" | "home-managers" | "offices")),
    ("residents", |o| of_residents(o) && o.path.starts_with("/api/v1/clients")),
    ("records", |o| of_residents(o) && !o.path.starts_with("/api/v1/clients")),
    ("rest", |o| matches!(tag(o), "session" | "settings" | "operations")),
];

/// Operations that nothing in the world is in the right state for; that they go through shows in
/// `trips`, which does each of them once.
const NOWHERE_POSSIBLE: &[&str] = &[
    "archive_care_home",
    "note_no_known_allergies",
    "restore_unit",
    "restore_room",
    "restore_contact",
    "restore_stay",
    "restore_absence",
];

async fn tried(name: &str, at_least: usize) {
    let (_, of) = GROUPS.iter().find(|(known, _)| *known == name).expect("a group");
    let app = TestApp::start().await;
    denied(&app, of).await.settle(name, at_least);
    let (report, through) = allowed(&app, of).await;
    report.settle(name, 1);
    let may: BTreeSet<&str> = operations().iter().filter(|o| of(o) && changes(o)).map(|o| o.id).collect();
    let missing: Vec<&&str> = may.difference(&through).filter(|id| !NOWHERE_POSSIBLE.contains(id)).collect();
    assert!(missing.is_empty(), "never seen to go through: {missing:?}");
}

/// What is tried by [`allowed`]: changes of records, and the preview, which leaves a trace.
fn changes(o: &Operation) -> bool {
    tag(o) != "session" && tag(o) != "operations" && (o.method != "get" || o.id == "preview_person")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn homes() {
    tried("homes", 5000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn people() {
    tried("people", 5000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rights() {
    tried("rights", 5000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn residents() {
    tried("residents", 5000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn records() {
    tried("records", 5000).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rest() {
    tried("rest", 500).await;
}
