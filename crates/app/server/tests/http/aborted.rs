//! B12: clients that go away in the middle of a request. Whatever was begun is done whole or not at all, nothing stays
//! open, and whoever asks again with the same key finds it done once.

use std::time::Duration;

use almoner_testkit::http::TestApp;
use almoner_testkit::names::id;
use almoner_testkit::world::World;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

/// How many go away; each at another point of the request.
const MANY: u64 = 240;

/// Sends a request and hangs up without reading the answer.
async fn hang_up(
    app: &TestApp,
    path: &str,
    token: &str,
    key: &str,
    version: Option<i64>,
    body: &Value,
    after: Duration,
) {
    let body = body.to_string();
    let matched = version.map(|v| format!("if-match: \"v{v}\"\r\n")).unwrap_or_default();
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nidempotency-key: {key}\r\n{matched}\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        app.address,
        body.len()
    );
    let mut stream = TcpStream::connect(app.address).await.expect("the service listens");
    stream.write_all(head.as_bytes()).await.expect("the service reads");
    // Not a wait for anything: it only spreads the points at which they hang up.
    tokio::time::sleep(after).await;
}

fn spread(n: u64) -> Duration {
    Duration::from_micros((n * 193) % 24_000)
}

/// Until nobody's transaction is open any more.
async fn settled(app: &TestApp) {
    let owner = app.database.superuser().await;
    let open = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() \
                and usename like 'almoner_%' and state <> 'idle'";
    for _ in 0..600 {
        let open: i64 = owner.query_one(open, &[]).await.unwrap().get(0);
        if open == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("a transaction stayed open");
}

async fn count(app: &TestApp, sql: &str) -> i64 {
    app.database.owner().await.query_one(sql, &[]).await.unwrap_or_else(|e| panic!("{sql}: {e:?}")).get(0)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_note_whose_writer_hung_up_is_there_once_or_not_at_all() {
    let app = TestApp::start().await;
    let token = app.token("carer1").expect("a token");
    let path = format!("/api/v1/clients/{}/notes", id("R1"));
    let note =
        |n: u64| json!({ "kind": "general", "text": format!("Hung up {n}"), "care_home_id": id("H1") });
    let key = |n: u64| format!("hung-up-{n:08}");
    for n in 0..MANY {
        hang_up(&app, &path, &token, &key(n), None, &note(n), spread(n)).await;
    }
    settled(&app).await;
    let twice = "select count(*) from (select body from public.daily_notes where body like 'Hung up %' group by 1 having count(*) > 1) x";
    assert_eq!(count(&app, twice).await, 0);
    let unaudited = "select count(*) from public.daily_notes n where n.body like 'Hung up %' and not exists \
                     (select from public.audit_events e where e.table_name = 'daily_notes' and e.row_id = n.id)";
    assert_eq!(count(&app, unaudited).await, 0, "a half of it");
    let there = count(&app, "select count(*) from public.daily_notes where body like 'Hung up %'").await;
    // Asked again, each is told that it is kept, and is there once.
    for n in 0..MANY {
        let got = app.post(&path, &note(n)).by("carer1").key(&key(n)).send().await;
        assert_eq!(got.status, 201, "{n}: {}", got.body);
    }
    let all = count(&app, "select count(*) from public.daily_notes where body like 'Hung up %'").await;
    assert_eq!(all, i64::try_from(MANY).unwrap(), "{there} had arrived at first");
    assert_eq!(count(&app, twice).await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_plan_whose_publisher_hung_up_is_published_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let token = app.token("mgr12").expect("a token");
    let version = World::get().row("care_plan_versions", "R1.v4").id;
    let path = format!("/api/v1/care-plan-versions/{version}");
    let at = app.get(&path).by("mgr12").send().await.version();
    let publish = format!("{path}/publish");
    for n in 0..40 {
        hang_up(&app, &publish, &token, "one-press-of-publish", Some(at), &json!({}), spread(n * 7)).await;
    }
    settled(&app).await;
    let active = format!(
        "select count(*) from public.care_plan_versions v where v.status = 'active' and v.care_plan_id = \
         (select care_plan_id from public.care_plan_versions where id = '{version}')"
    );
    assert_eq!(count(&app, &active).await, 1, "one plan in force, the old or the new");
    let again = app.act(&publish, at, &json!({})).by("mgr12").key("one-press-of-publish").send().await;
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(count(&app, &active).await, 1);
    let told =
        format!("select count(*) from public.audit_events where row_id = '{version}' and verb = 'publish'");
    assert_eq!(count(&app, &told).await, 1);
    let now = format!(
        "select count(*) from public.care_plan_versions where id = '{version}' and status = 'active'"
    );
    assert_eq!(count(&app, &now).await, 1);
    let doubled = format!(
        "select count(*) from (select lineage_id, due_from from public.care_plan_tasks where client_id = '{}' \
         and kind in ('scheduled', 'prompt') and status <> 'cancelled' group by 1, 2 having count(*) > 1) x",
        id("R1")
    );
    assert_eq!(count(&app, &doubled).await, 0);
}
