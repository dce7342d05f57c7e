//! A22: what somebody at a keyboard would try.

use almoner_server::events::Mode;
use almoner_testkit::http::found;
use almoner_testkit::names::id;
use uuid::Uuid;

use super::{changed, note, quick, rename};

#[tokio::test]
async fn nothing_can_be_asked_for_but_where_one_left_off() {
    let app = quick(|_| {}).await;
    let home = format!("home={}", id("H2"));
    let topics: String = (0..60).map(|n| format!("topic{n}=x&")).collect::<Vec<_>>().concat();
    for query in [home.as_str(), "topics=clients", "topics=*", "client=*", "organisation_id=x", &topics] {
        let got = app.get(format!("/api/v1/events?{query}")).by("carer1").send().await;
        assert_eq!(got.status, 422, "{query}: {}", got.body);
        assert!(got.fields()[0].ends_with(":unknown"), "{:?}", got.fields());
    }
    let many: String = (0..10_000).map(|n| format!("t{n}=x&")).collect::<Vec<_>>().concat();
    let got = app.get(format!("/api/v1/events?{}", &many[..8000])).by("carer1").send().await;
    got.refused(400, "bad_request");
    app.get("/api/v1/events").by("anonymous").send().await.refused(401, "unauthenticated");
    for ended in ["mgr1@expired", "mgr1@idle", "mgr1@revoked", "carer1@borrowed", "gone"] {
        app.get("/api/v1/events").by(ended).send().await.refused(401, "unauthenticated");
    }
}

/// A forged place is no error page: the reader is told to read everything, and what follows is theirs.
#[tokio::test]
async fn a_forged_place_is_answered_with_resync() {
    let app = quick(|_| {}).await;
    let all = app.database.superuser().await;
    let mut theirs = app.listen("owner2", None).await;
    let row = Uuid::new_v4();
    changed(&all, "daily_notes", row, None, "H3").await;
    theirs.until(row).await;
    let foreign = theirs.last.clone().unwrap();
    let mine = {
        let mut mine = app.listen("carer1", None).await;
        rename(&app, "mgr1", "R1", "Bee").await;
        mine.until(id("R1")).await;
        mine.last.clone().unwrap()
    };
    let half = mine[..mine.len() / 2].to_owned();
    let turned: String = mine.chars().rev().collect();
    let long = "A".repeat(9000);
    let cases =
        ["'; --", "0", "1:2", "-1", "18446744073709551615", &foreign, &half, &turned, &long, "\u{e9}"];
    for forged in cases {
        let mut stream = app.listen("carer1", Some(forged)).await;
        assert_eq!(stream.event().await.unwrap().event, "resync", "{forged}");
        let row = Uuid::new_v4();
        note(&all, row, "R1", "H1").await;
        assert_eq!(stream.until(row).await.len(), 1, "{forged}");
    }
    // In the query as well, and the header wins.
    let query = "?last_event_id=%27%3B%20--";
    let response = app.listen_to(query, "carer1", None).await;
    let mut stream = almoner_testkit::http::Listener::of(response.into_body());
    assert_eq!(stream.event().await.unwrap().event, "open");
    assert_eq!(stream.event().await.unwrap().event, "resync");
    let response = app.listen_to(query, "carer1", Some(&mine)).await;
    let mut stream = almoner_testkit::http::Listener::of(response.into_body());
    assert_eq!(stream.event().await.unwrap().event, "open");
    assert_eq!(stream.event().await.unwrap().event, "change", "of what came after the place");
}

/// An id of somebody else's event of the same organisation is a place in time and opens nothing.
#[tokio::test]
async fn another_persons_place_opens_only_what_is_ones_own() {
    let app = quick(|_| {}).await;
    let all = app.database.superuser().await;
    let mut theirs = app.listen("carer2", None).await;
    let first = Uuid::new_v4();
    note(&all, first, "R2", "H2").await;
    theirs.until(first).await;
    let place = theirs.last.clone().unwrap();
    let (hidden, own) = (Uuid::new_v4(), Uuid::new_v4());
    note(&all, hidden, "R2", "H2").await;
    note(&all, own, "R1", "H1").await;
    let mut mine = app.listen("carer1", Some(&place)).await;
    let told = mine.until(own).await;
    assert_eq!(told.len(), 1, "{told:?}");
}

/// Everybody at once: each is told of what they read, in words that hold no name of anything.
#[tokio::test]
async fn everybody_is_told_of_their_own_and_of_no_marker() {
    let app = quick(|_| {}).await;
    let all = app.database.superuser().await;
    let told = [("R1", "H1"), ("R2", "H2"), ("R3", "H3")];
    let expected: &[(&str, &[usize])] = &[
        ("carer1", &[0]),
        ("senior1", &[0]),
        ("mgr1", &[0]),
        ("mgr12", &[0, 1]),
        ("carer2", &[1]),
        ("owner1", &[0, 1]),
        ("comp1", &[0, 1]),
        ("carer1@external", &[0]),
        ("owner2", &[2]),
        ("mgr3", &[2]),
    ];
    let mut open = Vec::new();
    for (actor, _) in expected {
        open.push(app.listen(actor, None).await);
    }
    let rows: Vec<Uuid> = told.iter().map(|_| Uuid::new_v4()).collect();
    for ((resident, home), row) in told.iter().zip(&rows) {
        note(&all, *row, resident, home).await;
    }
    // Everybody sees their organisation change, so that this ends each reading.
    for (organisation, last) in [("O1", Uuid::new_v4()), ("O2", Uuid::new_v4())] {
        let sql = "insert into private.change_events (organisation_id, table_name, row_id, kind) values ($1, 'organisation_labels', $2, 'update')";
        all.execute(sql, &[&id(organisation), &last]).await.unwrap();
        for ((actor, wanted), stream) in expected.iter().zip(&mut open) {
            if (wanted == &[2]) != (organisation == "O2") {
                continue;
            }
            let heard = stream.until(last).await;
            let text = format!("{heard:?}");
            assert_eq!(found(&text), Vec::<String>::new(), "{actor}");
            let heard: Vec<usize> = (0..3).filter(|n| text.contains(&rows[*n].to_string())).collect();
            assert_eq!(heard, *wanted, "{actor}");
        }
    }
}

/// Whoever may LISTEN hears that something happened and nothing of what.
#[tokio::test]
async fn what_wakes_processes_says_nothing() {
    let app = quick(|_| {}).await;
    let mut mine = app.listen("carer1", None).await;
    app.live.mode().wait_for(|mode| *mode == Mode::Notifier).await.unwrap();
    let mut spy = app.db.listen("almoner_changes").await.unwrap().unwrap();
    rename(&app, "mgr1", "R1", "Bee").await;
    mine.until(id("R1")).await;
    assert_eq!(spy.arrived().await.as_deref(), Some(""));
}
