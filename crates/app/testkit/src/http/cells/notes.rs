//! Whether each refusal of a route with an id was noted: once, alike, with the asker's own place.

use std::collections::BTreeMap;

use tokio_postgres::Client;
use uuid::Uuid;

use super::Cell;
use crate::http::Got;
use crate::names::id;
use crate::runner::Report;
use crate::world::World;

/// Notes are made older as they are written, so that the cap of an account's hour does not end the
/// run; a test of its own is about that cap.
pub async fn uncapped(all: &Client) {
    all.batch_execute(
        "create function private.aged() returns trigger language plpgsql as $$ begin \
             new.at := new.at - interval '2 hours'; return new; end $$; \
         create trigger aged before insert on private.denials for each row execute function private.aged();",
    )
    .await
    .expect("triggers can be made");
}

/// Account, route, id asked for, status.
type Note = (Option<Uuid>, String, Option<Uuid>, i32);

/// Compares the notes with the answers, request by request.
pub async fn noted(report: &mut Report, all: &Client, cells: &[Cell], answers: &[Got]) {
    let rows = all
        .query("select request_id, account_id, route, asked_id, status from private.denials", &[])
        .await
        .expect("notes can be read");
    let mut notes: BTreeMap<Uuid, Vec<Note>> = BTreeMap::new();
    for row in &rows {
        let note = (row.get(1), row.get(2), row.get(3), row.get(4));
        notes.entry(row.get(0)).or_default().push(note);
    }
    for (cell, got) in cells.iter().zip(answers) {
        let request: Uuid = got.header("x-request-id").parse().expect("every answer has its request's id");
        let person = cell.seat.person.map(|name| World::get().person(name));
        let account = person.and_then(|p| p.account).map(|account| id(&format!("account:{account}")));
        let method = cell.operation.method.to_uppercase();
        let asked = cell.path.split(['/', '?']).find_map(|part| part.parse().ok());
        let of_id = !cell.operation.parameters().is_empty();
        let expected = match got.status {
            403 | 404 if of_id => {
                vec![(account, format!("{method} {}", cell.operation.path), asked, i32::from(got.status))]
            }
            _ => Vec::new(),
        };
        let found = notes.remove(&request).unwrap_or_default();
        if found != expected {
            report.finding(cell.operation.id, format!("{} {}: noted {found:?}", cell.seat.name, cell.called));
        }
    }
    for left in notes.into_values() {
        report.finding("private.denials", format!("{left:?} is no answer's"));
    }
}
