//! A migration changes what a statement answers while connections are warm.

use almoner_kernel::Code;
use almoner_pg::{One, row, statement};

use crate::support::{World, caller};

row! {
    #[derive(Debug)]
    struct Probe { word: Option<String> }
}

statement! {
    PROBE: () -> Probe = "select word from public.probe";
}

async fn prepared() -> (World, tokio_postgres::Client, almoner_pg::Db) {
    let world = World::new().await;
    let owner = world.owner().await;
    owner
        .batch_execute(
            "create table public.probe (word varchar(20)); insert into public.probe values ('one');
             grant select on public.probe to authenticated",
        )
        .await
        .unwrap();
    let db = world.db(1);
    assert_eq!(
        db.read(&caller("a"), PROBE.with(())).await.unwrap().one().unwrap().word.as_deref(),
        Some("one")
    );
    (world, owner, db)
}

const CHANGE: &str = "alter table public.probe alter word type text";

#[tokio::test]
async fn a_read_goes_on() {
    let (_world, owner, db) = prepared().await;
    owner.batch_execute(CHANGE).await.unwrap();
    let before = db.round_trips();
    assert_eq!(
        db.read(&caller("a"), PROBE.with(())).await.unwrap().one().unwrap().word.as_deref(),
        Some("one")
    );
    assert_eq!(db.round_trips() - before, 2, "it was tried a second time, once");
    assert!(db.is_clean().await.unwrap());
}

#[tokio::test]
async fn a_write_that_has_done_nothing_yet_goes_on() {
    let (_world, owner, db) = prepared().await;
    owner.batch_execute(CHANGE).await.unwrap();
    let (mut tx, rows) = db.write(&caller("a"), PROBE.with(())).await.unwrap();
    assert_eq!(rows.one().unwrap().word.as_deref(), Some("one"));
    tx.run(PROBE.with(())).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn in_the_middle_of_a_write_it_is_said_that_trying_again_helps() {
    let (_world, owner, db) = prepared().await;
    let (mut tx, ()) = db.write(&caller("a"), ()).await.unwrap();
    owner.batch_execute(CHANGE).await.unwrap();
    let error = tx.run(PROBE.with(())).await.unwrap_err();
    assert_eq!(error.code, Code::Unavailable, "{error:?}");
    assert!(error.retryable());
    drop(tx);
    let (tx, _) = db.write(&caller("a"), PROBE.with(())).await.unwrap();
    tx.commit().await.unwrap();
}
