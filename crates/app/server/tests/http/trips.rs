//! How often each operation waits for the database: a reviewed list. A read waits once; a write once
//! for each decision (open and look at the key; change; read back and commit); sign-in for each step.
//!
//! A longer wait than in the list is a regression, a shorter one a reason to write it anew:
//! `ALMONER_WRITE_TRIPS=1 cargo nextest run -p almoner-server -E 'test(every_operation_waits)'`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use almoner_pg::{DbConfig, Prepare};
use almoner_testkit::http::cells::{Access as Rights, Cell, Expected, prepared, versions};
use almoner_testkit::http::{Setup, TestApp};
use almoner_web::openapi::Access;

/// A person's own sign-in is found first, and then looked at.
const OWN_SIGN_IN: [&str; 2] = ["get_account", "list_sessions"];

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/http/trips.txt");

async fn app() -> TestApp {
    // Unnamed, so that no wait is for a statement's first preparation on a connection.
    let unnamed = |config: &mut DbConfig| config.prepare = Prepare::Unnamed;
    let app = TestApp::with(Setup { database: Box::new(unnamed), ..Setup::default() }).await;
    app.expects_faults();
    app
}

/// The round trips of one request, and how it was answered.
async fn count(app: &TestApp, rights: &Rights, cell: &Cell) -> (u64, u16) {
    let all = app.database.superuser().await;
    let ask = prepared(app, rights, cell, &versions(&all).await);
    let before = app.db.round_trips();
    let got = ask.send().await;
    (app.db.round_trips() - before, got.status)
}

#[tokio::test]
async fn every_operation_waits_as_often_as_reviewed() {
    let mut app = app().await;
    let rights = Rights::read(&app.database.superuser().await).await;
    let kept = std::fs::read_to_string(LIST).unwrap_or_default();
    let (mut list, mut slow) = (BTreeMap::new(), Vec::new());
    for cell in rights.chosen() {
        let (mut trips, mut status) = count(&app, &rights, &cell).await;
        let read = cell.operation.route.access == Access::Read;
        let refused = status >= 400 && (read || (cell.expected == Expected::Done && cell.fits));
        if refused || status == 401 {
            // What was changed before may stand in its way, or have ended the sign-in.
            app = self::app().await;
            (trips, status) = count(&app, &rights, &cell).await;
        }
        if read && trips > 1 && !OWN_SIGN_IN.contains(&cell.operation.id) {
            slow.push(format!("{} waits {trips} times", cell.operation.id));
        }
        let said = |(trips, status): (u64, u16)| match status {
            200..400 => trips.to_string(),
            // Refused for its example's sake (a wrong password, a link of nobody's).
            refused => format!("{trips} (answered {refused})"),
        };
        let mut line = said((trips, status));
        if !kept.lines().any(|old| *old == format!("{} {line}", cell.operation.id)) {
            // The service's own work is counted with it: what was another wait is one every time.
            app = self::app().await;
            line = said(count(&app, &rights, &cell).await);
        }
        list.insert(cell.operation.id, line);
    }
    assert_eq!(slow, Vec::<String>::new(), "a read waits once");
    let mut text = String::new();
    for (operation, line) in &list {
        let _ = writeln!(text, "{operation} {line}");
    }
    if std::env::var_os("ALMONER_WRITE_TRIPS").is_some() {
        std::fs::write(LIST, &text).unwrap();
    }
    let changed: Vec<&str> = text.lines().filter(|line| !kept.lines().any(|old| old == *line)).collect();
    assert_eq!(changed, Vec::<&str>::new(), "not as in trips.txt");
    assert_eq!(kept.lines().count(), text.lines().count(), "operations that are gone");
}
