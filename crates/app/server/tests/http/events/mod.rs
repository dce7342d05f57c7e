//! `GET /api/v1/events`: who is told of what, that nothing is missed or told twice, and that it ends
//! when a right does.

mod agreement;
mod attacks;
mod feed;
mod many;
mod rights;
mod streams;

use std::time::Duration;

use almoner_server::LiveConfig;
use almoner_testkit::http::{Setup, TestApp};
use almoner_testkit::names::id;
use serde_json::json;
use tokio_postgres::Client;
use uuid::Uuid;

/// A service whose streams do in tenths of a second what they do in seconds.
async fn quick(change: impl FnOnce(&mut LiveConfig) + Send + 'static) -> TestApp {
    TestApp::with(setup(change)).await
}

fn setup(change: impl FnOnce(&mut LiveConfig) + Send + 'static) -> Setup {
    let live = |live: &mut LiveConfig| {
        live.refresh = Duration::from_millis(300);
        live.heartbeat = Duration::from_millis(300);
        live.wake = Duration::from_millis(20);
        live.poll = Duration::from_millis(50);
        change(live);
    };
    Setup { live: Box::new(live), ..Setup::default() }
}

/// Writes that a note of a resident was made, as the audit does, in a transaction of its own.
async fn note(all: &Client, row: Uuid, resident: &str, home: &str) {
    changed(all, "daily_notes", row, Some(resident), home).await;
}

async fn changed(all: &Client, table: &str, row: Uuid, resident: Option<&str>, home: &str) {
    all.execute(
        "insert into private.change_events (organisation_id, care_home_id, client_id, table_name, row_id, kind)
         select h.organisation_id, h.id, $2, $3, $4, 'insert' from public.care_homes h where h.id = $1",
        &[&id(home), &resident.map(id), &table, &row],
    )
    .await
    .unwrap();
}

/// Changes a resident's name by the API.
async fn rename(app: &TestApp, actor: &str, resident: &str, name: &str) {
    let path = format!("/api/v1/clients/{}", id(resident));
    let version = app.get(&path).by(actor).send().await.version();
    app.patch(&path, version, &json!({ "preferred_name": name })).by(actor).send().await.ok();
}
