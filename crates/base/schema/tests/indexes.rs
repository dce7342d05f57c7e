//! Files outside a transaction, and indexes that come out invalid.

mod support;

use almoner_schema::scratch::Layout;
use almoner_schema::{Error, migrate};
use support::{connect, files, one, options, server, up};

const TABLE: (&str, &str) =
    ("202601010001_a.sql", "create table public.a (b int); insert into public.a values (1), (1)");
const UNIQUE: (&str, &str) = (
    "202601010002_b.sql",
    "-- almoner: no-transaction\ncreate unique index concurrently if not exists a_b on public.a (b);\n\
     create index concurrently if not exists a_b2 on public.a (b, b)",
);
const VALID: &str =
    "select string_agg(indisvalid::text, ',') from pg_index where indrelid = 'public.a'::regclass";

#[tokio::test]
async fn an_invalid_index_is_dropped_and_built_anew() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let error = up(&db, &files(&[TABLE, UNIQUE])).await.unwrap_err();
    let Error::Statement(failed) = &error else { panic!("{error}") };
    assert_eq!((failed.number, failed.code.as_deref()), (1, Some("23505")));
    assert!(error.to_string().contains("Run it again"), "{error}");
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, VALID).await, "false");
    let status = migrate::status(&client, &files(&[TABLE, UNIQUE])).await.unwrap();
    assert_eq!(status.invalid_indexes.iter().map(ToString::to_string).collect::<Vec<_>>(), ["public.a_b"]);
    assert_eq!(status.in_state(migrate::State::Pending), ["202601010002"]);

    // `if not exists` alone would now take the broken one for made.
    client.batch_execute("delete from public.a").await.unwrap();
    up(&db, &files(&[TABLE, UNIQUE])).await.unwrap();
    assert_eq!(one(&client, VALID).await, "true,true");
}

#[tokio::test]
async fn a_build_that_is_killed_is_resumed() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = files(&[
        TABLE,
        (
            "202601010002_b.sql",
            UNIQUE.1.split_once("unique ").map_or(
                "",
                |_| "-- almoner: no-transaction\ncreate index concurrently if not exists a_b on public.a (b)",
            ),
        ),
    ]);
    up(&db, &source.through("202601010001")).await.unwrap();
    // The build waits for this transaction, which is older than it.
    let old = connect(&db.owner()).await;
    old.batch_execute("begin isolation level repeatable read; select * from public.a").await.unwrap();
    let watcher = connect(&db.superuser()).await;
    let target = db.owner();
    let patient = options();
    let (result, ()) = tokio::join!(migrate::up(&target, &source, &patient), async {
        // Other tests build in other databases of the same cluster.
        let building = "select count(*) from pg_stat_progress_create_index where datname = current_database() and phase like 'waiting%'";
        while one(&watcher, building).await == "0" {
            tokio::task::yield_now().await;
        }
        let kill = "select pg_terminate_backend(pid) from pg_stat_progress_create_index where datname = current_database()";
        assert_eq!(one(&watcher, kill).await, "t");
    });
    assert!(result.is_err());
    old.batch_execute("commit").await.unwrap();
    assert_eq!(one(&watcher, VALID).await, "false");
    assert_eq!(up(&db, &source).await.unwrap().applied.len(), 1);
    assert_eq!(one(&watcher, VALID).await, "true");
}

#[tokio::test]
async fn up_rebuilds_what_others_left_invalid() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = files(&[TABLE]);
    up(&db, &source).await.unwrap();
    let superuser = connect(&db.superuser()).await;
    superuser
        .batch_execute(
            "create index a_b on public.a (b); create index a_b_ccnew on public.a (b);
             update pg_index set indisvalid = false where indrelid = 'public.a'::regclass",
        )
        .await
        .unwrap();
    let rebuilt = up(&db, &source).await.unwrap().rebuilt;
    assert_eq!(
        rebuilt.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["public.a_b", "public.a_b_ccnew"]
    );
    assert_eq!(one(&superuser, VALID).await, "true");
    assert_eq!(one(&superuser, "select to_regclass('public.a_b_ccnew') is null").await, "t");
}
