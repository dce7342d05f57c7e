//! Several processes, a database that goes away, and no way to be woken.

use almoner_pg::Prepare;
use almoner_server::events::Mode;
use almoner_testkit::http::Setup;
use uuid::Uuid;

use super::{note, quick, setup};

#[tokio::test]
async fn one_process_wakes_the_others_and_another_takes_over() {
    let app = quick(|_| {}).await;
    let other = app.beside(setup(|_| {})).await;
    let all = app.database.superuser().await;
    let mut here = app.listen("carer1", None).await;
    let (mut mode, mut others) = (app.live.mode(), other.live.mode());
    mode.wait_for(|mode| *mode == Mode::Notifier).await.unwrap();
    let mut there = other.listen("carer1", None).await;
    others.wait_for(|mode| *mode == Mode::Woken).await.unwrap();
    let row = Uuid::new_v4();
    note(&all, row, "R1", "H1").await;
    here.until(row).await;
    there.until(row).await;
    // The session that holds the lock dies, and whichever takes it is another.
    let holder = "select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.granted
                   where a.datname = current_database() and a.application_name = 'almoner listening'";
    let dead: i32 = all.query_one(holder, &[]).await.unwrap().get(0);
    all.execute("select pg_terminate_backend($1)", &[&dead]).await.unwrap();
    while !all.query(holder, &[]).await.unwrap().iter().any(|row| row.get::<_, i32>(0) != dead) {
        tokio::task::yield_now().await;
    }
    let row = Uuid::new_v4();
    note(&all, row, "R1", "H1").await;
    here.until(row).await;
    there.until(row).await;
}

#[tokio::test]
async fn nothing_is_lost_when_every_connection_dies() {
    let app = quick(|_| {}).await;
    app.expects_faults();
    let mut mine = app.listen("carer1", None).await;
    let (mut rows, mut killed) = (Vec::new(), 0);
    for _ in 0..5 {
        let all = app.database.superuser().await;
        for _ in 0..5 {
            let row = Uuid::new_v4();
            note(&all, row, "R1", "H1").await;
            rows.push(row);
        }
        let kill = "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and usename = 'almoner_api'";
        killed += all.query_one(kill, &[]).await.unwrap().get::<_, i64>(0);
    }
    assert!(killed >= 2, "{killed}");
    let heard = mine.until(*rows.last().unwrap()).await;
    let told: Vec<String> = heard.iter().filter_map(|h| Some(h.data["id"].as_str()?.to_owned())).collect();
    let rows: Vec<String> = rows.iter().map(Uuid::to_string).collect();
    assert_eq!(told, rows);
    app.live.mode().wait_for(|mode| *mode == Mode::Notifier).await.unwrap();
}

#[tokio::test]
async fn behind_a_pooler_in_transaction_mode_changes_are_polled_for() {
    let pooled = Setup { database: Box::new(|config| config.prepare = Prepare::Unnamed), ..setup(|_| {}) };
    let app = almoner_testkit::http::TestApp::with(pooled).await;
    let mut mine = app.listen("carer1", None).await;
    app.live.mode().wait_for(|mode| *mode == Mode::Polling).await.unwrap();
    let all = app.database.superuser().await;
    let row = Uuid::new_v4();
    note(&all, row, "R1", "H1").await;
    mine.until(row).await;
    assert!(app.log.text().contains("polls for changes"), "it says so");
    let listening = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'almoner listening'";
    assert_eq!(all.query_one(listening, &[]).await.unwrap().get::<_, i64>(0), 0);
}
