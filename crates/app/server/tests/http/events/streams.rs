//! A stream from its first word to its last.

use std::collections::BTreeSet;
use std::time::Duration;

use almoner_testkit::http::{Heard, Listener};
use almoner_testkit::names::id;
use uuid::Uuid;

use super::{note, quick, rename};

fn rows(heard: &[Heard]) -> Vec<Uuid> {
    let changes = heard.iter().filter(|heard| heard.event == "change");
    changes.map(|heard| heard.data["id"].as_str().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn a_change_is_told_with_ids_and_nothing_else() {
    let mut app = quick(|_| {}).await;
    let mut mine = app.listen("carer1", None).await;
    rename(&app, "mgr1", "R1", "Bee").await;
    let heard = mine.until(id("R1")).await.pop().unwrap();
    assert_eq!(heard.event, "change");
    let told = serde_json::json!({
        "resource": "clients", "id": id("R1"), "kind": "update", "home": id("H1"), "client": id("R1"),
    });
    assert_eq!(heard.data, told);
    // The name that it was changed to is nowhere.
    assert!(!app.log.text().contains("Bee"));
    drop(mine);
    app.stopped().await;
}

#[tokio::test]
async fn heartbeats_come_with_the_place_and_the_way_back_is_told_at_the_end() {
    let mut app = quick(|_| {}).await;
    let response = app.listen_to("", "carer1", None).await;
    assert_eq!(response.headers()["x-accel-buffering"], "no");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let mut mine = Listener::of(response.into_body());
    let retry = mine.next().await.unwrap();
    assert!((1500..=4500).contains(&retry.retry.unwrap()), "{retry:?}");
    assert_eq!(mine.next().await.unwrap().event, "open");
    let beat = mine.next().await.unwrap();
    assert!(beat.comment && beat.event.is_empty(), "{beat:?}");
    assert!(mine.next().await.unwrap().id.is_some(), "a place to go on from");
    app.stopped().await;
    let last = mine.end().await.pop().unwrap();
    assert!(last.retry.is_some(), "{last:?}");
}

/// B04: as many screens as a group has are open when the service is told to stop.
#[tokio::test]
async fn a_stop_takes_leave_of_every_stream() {
    let mut app = quick(|live| live.per_session = 50).await;
    let mut open = Vec::new();
    for at in 0..200 {
        let actor = ["carer1", "senior1", "mgr1", "mgr12", "owner1", "comp1"][at % 6];
        open.push(app.listen(actor, None).await);
    }
    // Nothing is cut off, and nothing is waited for.
    app.stopped().await;
    for mut stream in open {
        let last = stream.end().await.pop().unwrap();
        assert!(last.retry.is_some(), "when to come again: {last:?}");
    }
}

#[tokio::test]
async fn a_stream_ends_by_itself_after_its_life() {
    let app = quick(|live| live.life = Duration::from_millis(400)).await;
    let mut mine = app.listen("carer1", None).await;
    assert!(mine.end().await.pop().unwrap().retry.is_some());
    assert_eq!(app.live.streams(), 0);
}

/// Writers whose transactions end in another order than they began: each change is told once.
#[tokio::test]
async fn nothing_is_missed_or_told_twice_whatever_order_transactions_end_in() {
    let app = quick(|_| {}).await;
    let mut mine = app.listen("owner1", None).await;
    let (writers, rounds) = (8, 25);
    let mut clients = Vec::new();
    for _ in 0..writers {
        clients.push(app.database.superuser().await);
    }
    let sql = "insert into private.change_events (organisation_id, care_home_id, client_id, table_name, row_id, kind)
         values ($1, $2, $3, 'daily_notes', $4, 'insert')";
    let mut written = BTreeSet::new();
    for round in 0..rounds {
        let mut open = Vec::new();
        for client in &mut clients {
            let tx = client.transaction().await.unwrap();
            let mut mine = Vec::new();
            for _ in 0..=round % 3 {
                let row = Uuid::new_v4();
                tx.execute(sql, &[&id("O1"), &id("H1"), &id("R1"), &row]).await.unwrap();
                mine.push(row);
            }
            open.push((tx, mine));
        }
        // They end in another order each time, the first one last of all now and then, and one is undone.
        for turn in (0..writers).rev() {
            let (tx, mine) = open.swap_remove((turn * 5 + round) % open.len());
            if turn == round % writers {
                tx.rollback().await.unwrap();
            } else {
                tx.commit().await.unwrap();
                written.extend(mine);
            }
        }
    }
    let all = app.database.superuser().await;
    let last = Uuid::new_v4();
    note(&all, last, "R1", "H1").await;
    let told = rows(&mine.until(last).await);
    let once: BTreeSet<Uuid> = told.iter().copied().collect();
    assert_eq!(once.len(), told.len(), "told twice");
    assert!(written.len() > 300, "{} rows", written.len());
    assert_eq!(written.difference(&once).count(), 0, "missed");
}

#[tokio::test]
async fn a_reader_goes_on_where_they_left_off_in_another_process_too() {
    let app = quick(|_| {}).await;
    let other = app.beside(super::setup(|_| {})).await;
    let all = app.database.superuser().await;
    let ids: Vec<Uuid> = (0..60).map(|_| Uuid::new_v4()).collect();
    let mut heard = Vec::new();
    let mut last = None;
    for (turn, part) in ids.chunks(10).enumerate() {
        let process = if turn % 2 == 0 { &app } else { &other };
        let mut mine = process.listen("carer1", last.as_deref()).await;
        for row in part {
            note(&all, *row, "R1", "H1").await;
        }
        // Reads half, goes away, and the rest is told next time.
        heard.extend(rows(&mine.until(part[4]).await));
        last.clone_from(&mine.last);
    }
    let mut mine = app.listen("carer1", last.as_deref()).await;
    heard.extend(rows(&mine.until(ids[59]).await));
    assert_eq!(heard, ids);
}

#[tokio::test]
async fn what_happened_while_nobody_listened_is_read_from_the_table() {
    let app = quick(|live| live.linger = Duration::ZERO).await;
    let all = app.database.superuser().await;
    let mut mine = app.listen("carer1", None).await;
    let before = Uuid::new_v4();
    note(&all, before, "R1", "H1").await;
    mine.until(before).await;
    let last = mine.last.clone();
    drop(mine);
    let mut mode = app.live.mode();
    mode.wait_for(|mode| *mode == almoner_server::events::Mode::Asleep).await.unwrap();
    let meanwhile: Vec<Uuid> = (0..1500).map(|_| Uuid::new_v4()).collect();
    for row in &meanwhile {
        note(&all, *row, "R1", "H1").await;
    }
    let mut mine = app.listen("carer1", last.as_deref()).await;
    let after = Uuid::new_v4();
    note(&all, after, "R1", "H1").await;
    let told = rows(&mine.until(after).await);
    assert_eq!(told[..1500], meanwhile);
    assert_eq!(told.len(), 1501);
}

#[tokio::test]
async fn a_reader_who_takes_nothing_reads_everything_anew() {
    let app = quick(|live| live.kept = 100).await;
    let all = app.database.superuser().await;
    let mut slow = app.listen("carer1", None).await;
    let mut quick = app.listen("senior1", None).await;
    // Far more than what lies between the two ends of a connection.
    let many = "insert into private.change_events (organisation_id, care_home_id, client_id, table_name, row_id, kind)
         select $1, $2, $3, 'daily_notes', gen_random_uuid(), 'insert' from generate_series(1, 50)";
    let mut heard = 0;
    for _ in 0..150 {
        all.execute(many, &[&id("O1"), &id("H1"), &id("R1")]).await.unwrap();
        let step = Uuid::new_v4();
        note(&all, step, "R1", "H1").await;
        heard += quick.until(step).await.len();
    }
    assert_eq!(heard, 150 * 51, "whoever reads is told of all");
    let last = Uuid::new_v4();
    note(&all, last, "R1", "H1").await;
    let told = slow.until(last).await;
    let resyncs = told.iter().filter(|heard| heard.event == "resync").count();
    assert!(resyncs >= 1 && told.len() < 150 * 51, "{resyncs} resyncs, {} events", told.len());
    assert_eq!(told.last().unwrap().event, "change");
}

#[tokio::test]
async fn so_many_streams_and_no_more() {
    let app = quick(|live| (live.per_session, live.per_process) = (2, 3)).await;
    app.expects_faults();
    let open = [app.listen("carer1", None).await, app.listen("carer1", None).await];
    app.get("/api/v1/events").by("carer1").send().await.refused(429, "too_many_requests");
    let another = app.listen("mgr1", None).await;
    let full = app.get("/api/v1/events").by("owner1").send().await;
    full.refused(503, "unavailable");
    assert!(full.header("retry-after").parse::<u32>().unwrap() > 0);
    drop((open, another));
    // Their places are free as soon as the service has seen them go.
    while app.live.streams() > 0 {
        tokio::task::yield_now().await;
    }
    app.listen("carer1", None).await;
}

#[tokio::test]
async fn an_idle_stream_holds_no_connection_and_one_listens() {
    let app = quick(|_| {}).await;
    let all = app.database.superuser().await;
    let mut open = Vec::new();
    for actor in ["carer1", "senior1", "mgr1", "mgr12", "owner1", "comp1", "carer2", "owner2"] {
        for _ in 0..3 {
            open.push(app.listen(actor, None).await);
        }
    }
    let mut mode = app.live.mode();
    mode.wait_for(|mode| *mode == almoner_server::events::Mode::Notifier).await.unwrap();
    let count = "select count(*) filter (where application_name = 'almoner listening'), count(*) filter (where usename = 'almoner_api')
                   from pg_stat_activity where datname = current_database()";
    let row = all.query_one(count, &[]).await.unwrap();
    let (listening, every): (i64, i64) = (row.get(0), row.get(1));
    assert_eq!(listening, 1);
    assert!(every <= 1 + 5, "{every}: no more than the pools may open");
    let in_transaction =
        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in%'";
    assert_eq!(all.query_one(in_transaction, &[]).await.unwrap().get::<_, i64>(0), 0);
    // They are all alive.
    rename(&app, "mgr1", "R1", "Bee").await;
    for mine in &mut open[..9] {
        mine.until(id("R1")).await;
    }
}
