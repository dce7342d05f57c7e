//! A transaction that failed can't be taken for one that did not.

use std::time::Duration;

use almoner_kernel::Code;
use almoner_pg::{Db, One, settled};
use tokio_postgres::Client;

use crate::proxy::Proxy;
use crate::support::{COUNT_HOMES, DIVIDE, HOMES, LOCK, RENAME, TWICE, World, caller, id};

async fn name(owner: &Client) -> String {
    owner
        .query_one("select name from public.care_homes where id = $1", &[&id("home a1")])
        .await
        .unwrap()
        .get(0)
}

async fn rename(db: &Db) -> almoner_pg::Tx {
    let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
    let row = tx.run(RENAME.with((id("home a1"), "Changed".into()))).await.unwrap().one().unwrap();
    assert_eq!((row.name.as_str(), row.version), ("Changed", 2));
    tx
}

#[tokio::test]
async fn a_failed_statement_refuses_everything_after_it() {
    let world = World::new().await;
    let (db, owner) = (world.db(1), world.owner().await);

    let mut tx = rename(&db).await;
    let error = tx.run(TWICE.with(("H1".into(),))).await.unwrap_err();
    assert_eq!(error.code, Code::Duplicate, "{error:?}");
    let error = tx.run(HOMES.with(())).await.unwrap_err();
    assert_eq!(error.code, Code::Internal, "the transaction is over: {error:?}");
    // The driver itself would answer Ok: the server turns COMMIT into ROLLBACK without an error.
    assert!(tx.commit().await.is_err());
    assert_eq!(name(&owner).await, "Home a1");

    assert!(db.is_clean().await.unwrap());
    rename(&db).await.commit().await.unwrap();
    assert_eq!(name(&owner).await, "Changed");
}

#[tokio::test]
async fn an_error_among_the_last_statements_commits_nothing() {
    let world = World::new().await;
    let (db, owner) = (world.db(1), world.owner().await);
    let error =
        rename(&db).await.finish((COUNT_HOMES.with(()), TWICE.with(("H1".into(),)))).await.unwrap_err();
    assert_eq!(error.code, Code::Duplicate);
    assert_eq!(name(&owner).await, "Home a1");

    let error = db
        .write(&caller("a"), (RENAME.with((id("home a1"), "x".into())), TWICE.with(("H1".into(),))))
        .await
        .err()
        .unwrap();
    assert_eq!(error.code, Code::Duplicate, "an error while opening");
    assert_eq!(name(&owner).await, "Home a1");
    assert!(db.is_clean().await.unwrap());
}

#[tokio::test]
async fn the_first_error_in_order_is_the_cause() {
    let world = World::new().await;
    let db = world.db(1);
    // What follows a failure fails too (25P02), and must not be what the caller is told.
    for _ in 0..20 {
        let calls = (HOMES.with(()), TWICE.with(("H1".into(),)), DIVIDE.with((0,)), HOMES.with(()));
        let error = db.write(&caller("a"), calls).await.err().unwrap();
        assert_eq!(error.code, Code::Duplicate, "{error:?}");
    }
}

#[tokio::test]
async fn a_dropped_transaction_is_rolled_back_at_once() {
    let world = World::new().await;
    let (db, owner) = (world.db(2), world.owner().await);
    drop(rename(&db).await);
    // Waits for the row's lock, for less than the server takes to end an idle transaction; nothing
    // borrows the connection meanwhile, so only the drop itself can have given the lock back.
    owner.batch_execute("set lock_timeout = '8s'").await.unwrap();
    owner
        .execute("update public.care_homes set name = 'Owner' where id = $1", &[&id("home a1")])
        .await
        .unwrap();
    assert_eq!(name(&owner).await, "Owner");
}

#[tokio::test]
async fn settled_work_ends_when_its_rollback_has() {
    let world = World::new().await;
    let owner = world.owner().await;
    let proxy = Proxy::start(&world, Duration::ZERO).await;
    let db = world.db_at("127.0.0.1", proxy.port, 1, |_| {});
    for fails in [false, true] {
        let work = settled(async {
            let (mut tx, _) = db.write(&caller("a"), LOCK.with((77,))).await.unwrap();
            if fails {
                tx.run(DIVIDE.with((0,))).await.unwrap_err();
            }
            proxy.hold();
        });
        let mut work = std::pin::pin!(work);
        tokio::select! {
            biased;
            () = &mut work => panic!("it ended with its rollback on the way"),
            () = proxy.held() => {}
        }
        // What failed has let go of its locks already.
        assert_eq!(world.busy(&owner).await, i64::from(!fails), "the rollback has not come");
        proxy.release();
        work.await;
        assert_eq!(world.busy(&owner).await, 0);
    }
}

#[tokio::test]
async fn a_panic_in_the_middle_stores_nothing() {
    let world = World::new().await;
    let (db, owner) = (world.db(1), world.owner().await);
    let task = tokio::spawn({
        let db = db.clone();
        async move {
            let _tx = rename(&db).await;
            panic!("on purpose");
        }
    });
    assert!(task.await.unwrap_err().is_panic());
    assert!(db.is_clean().await.unwrap());
    assert_eq!(name(&owner).await, "Home a1");
}

#[tokio::test]
async fn a_read_can_not_write() {
    let world = World::new().await;
    let (db, owner) = (world.db(1), world.owner().await);
    assert!(db.read(&caller("a"), RENAME.with((id("home a1"), "x".into()))).await.is_err());
    assert_eq!(name(&owner).await, "Home a1");
    assert!(db.is_clean().await.unwrap());
}

#[tokio::test]
async fn outside_a_transaction_the_login_role_has_nothing() {
    let world = World::new().await;
    let api = world.api().await;
    for sql in [HOMES.sql(), COUNT_HOMES.sql(), "select app.profile_id()"] {
        // It may prepare, which is all that it does outside.
        let statement = api.prepare(sql).await.unwrap();
        let state = api.query(&statement, &[]).await.unwrap_err();
        assert_eq!(state.code().map(tokio_postgres::error::SqlState::code), Some("42501"), "{sql}");
    }
    // The trap itself: a statement that still has to be prepared is overtaken by COMMIT.
    let claims = caller("a").actor.claims().to_string();
    let settings = format!(
        "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', '{claims}', true)"
    );
    let (begin, set, late, commit) = tokio::join!(
        api.batch_execute("begin"),
        api.batch_execute(&settings),
        api.query(HOMES.sql(), &[]),
        api.batch_execute("commit"),
    );
    begin.unwrap();
    set.unwrap();
    commit.unwrap();
    assert_eq!(
        late.unwrap_err().code().map(tokio_postgres::error::SqlState::code),
        Some("42501"),
        "it ran after the settings were gone"
    );
}
