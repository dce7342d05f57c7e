//! How often a request waits for the database.

use std::time::Duration;

use almoner_kernel::{Caller, Code};
use almoner_pg::{Db, One, Prepare};

use crate::proxy::Proxy;
use crate::support::{ACCOUNTS, COUNT_HOMES, HOMES, RENAME, WHO, World, caller, id};

async fn behind_proxy(prepare: Prepare) -> (World, Proxy, Db) {
    let world = World::new().await;
    let proxy = Proxy::start(&world, Duration::from_millis(20)).await;
    let db = world.db_at("127.0.0.1", proxy.port, 1, |c| c.prepare = prepare);
    (world, proxy, db)
}

/// A statement is prepared once on a connection; from then on it costs nothing.
async fn warm(db: &Db) {
    let me = caller("a");
    db.read(&me, (HOMES.with(()), COUNT_HOMES.with(()), WHO.with(()))).await.unwrap();
    let (mut tx, _) = db.write(&me, HOMES.with(())).await.unwrap();
    tx.run(RENAME.with((id("home a1"), "Home a1".into()))).await.unwrap();
    drop(tx);
    let (tx, _) = db.signin(&me, ACCOUNTS.with(())).await.unwrap();
    tx.commit().await.unwrap();
    // What was dropped is rolled back by a task of its own; the next borrower waits for it.
    db.ping().await.unwrap();
}

#[tokio::test]
async fn a_read_is_one_round_trip_whatever_it_asks() {
    for prepare in [Prepare::Named, Prepare::Unnamed] {
        let (_world, proxy, db) = behind_proxy(prepare).await;
        warm(&db).await;
        proxy.round_trips();

        let (homes, count, who) =
            db.read(&caller("a"), (HOMES.with(()), COUNT_HOMES.with(()), WHO.with(()))).await.unwrap();
        assert_eq!(
            proxy.round_trips(),
            1,
            "{prepare:?}: BEGIN, settings, session check, three queries, COMMIT"
        );
        assert_eq!(homes.len(), 3);
        assert_eq!(count.one().unwrap().count, 3);
        let who = who.one().unwrap();
        assert_eq!(who.role.as_deref(), Some("authenticated"));
        assert_eq!(who.read_only.as_deref(), Some("on"));
        assert_eq!(who.profile, Some(id("profile a")));
    }
}

#[tokio::test]
async fn a_read_that_fails_is_one_round_trip_too() {
    let (_world, proxy, db) = behind_proxy(Prepare::Named).await;
    warm(&db).await;
    proxy.round_trips();
    let nobody = Caller::new(almoner_kernel::Actor::Person(almoner_kernel::Person {
        account: id("account a"),
        session: Some(id("session b")),
        assurance: almoner_kernel::Assurance::Aal2,
    }));
    let error = db.read(&nobody, HOMES.with(())).await.unwrap_err();
    assert_eq!(error.code, Code::Unauthenticated, "another's session: {error:?}");
    assert_eq!(proxy.round_trips(), 1);
    assert_eq!(db.read(&Caller::anonymous(), HOMES.with(())).await.unwrap_err().code, Code::Unauthenticated);
    assert_eq!(proxy.round_trips(), 0, "nobody is turned away without a word to the database");
}

#[tokio::test]
async fn a_write_opens_runs_and_ends_in_one_round_trip_each() {
    for prepare in [Prepare::Named, Prepare::Unnamed] {
        let (_world, proxy, db) = behind_proxy(prepare).await;
        warm(&db).await;
        proxy.round_trips();

        let (mut tx, homes) = db.write(&caller("a"), HOMES.with(())).await.unwrap();
        assert_eq!((proxy.round_trips(), homes.len()), (1, 3), "{prepare:?}: opening with the first query");
        tx.run(RENAME.with((id("home a1"), "Elm House".into()))).await.unwrap();
        assert_eq!(proxy.round_trips(), 1, "{prepare:?}: a statement");
        let (who, count) = tx.finish((WHO.with(()), COUNT_HOMES.with(()))).await.unwrap();
        assert_eq!(proxy.round_trips(), 1, "{prepare:?}: the last statements and COMMIT");
        assert_eq!(who.one().unwrap().role.as_deref(), Some("almoner_request"));
        assert_eq!(count.one().unwrap().count, 3);

        let (tx, _) = db.signin(&caller("a"), ACCOUNTS.with(())).await.unwrap();
        assert_eq!(proxy.round_trips(), 1);
        tx.commit().await.unwrap();
        assert_eq!(proxy.round_trips(), 1);

        let name = db.read(&caller("a"), HOMES.with(())).await.unwrap();
        assert_eq!(proxy.round_trips(), 1);
        assert!(name.iter().any(|h| h.name == "Elm House"), "{prepare:?}: it was committed");
    }
}

#[tokio::test]
async fn the_first_use_of_a_statement_prepares_it_and_the_count_says_so() {
    let (_world, proxy, db) = behind_proxy(Prepare::Named).await;
    db.ping().await.unwrap();
    proxy.round_trips();
    db.read(&caller("a"), HOMES.with(())).await.unwrap();
    // Settings, session check and query are prepared one after the other, then all is sent.
    assert_eq!(proxy.round_trips(), 4);
    db.read(&caller("b"), HOMES.with(())).await.unwrap();
    assert_eq!(proxy.round_trips(), 1);
}

#[tokio::test]
async fn a_connection_that_is_cut_is_replaced() {
    let (_world, proxy, db) = behind_proxy(Prepare::Named).await;
    warm(&db).await;
    proxy.cut();
    let error = db.read(&caller("a"), HOMES.with(())).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "{error:?}");
    assert!(error.retryable());
    proxy.mend();
    assert_eq!(db.read(&caller("a"), HOMES.with(())).await.unwrap().len(), 3);
}
