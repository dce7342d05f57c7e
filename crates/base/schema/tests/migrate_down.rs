//! `down` and the round trip against a real server.

mod support;

use almoner_schema::scratch::Layout;
use almoner_schema::testdb::TestDb;
use almoner_schema::{Source, migrate, roundtrip};
use support::{connect, one, options, sample, server, up};

async fn down(db: &TestDb, source: &Source, count: usize, discard: bool) -> Result<Vec<String>, String> {
    migrate::down(&db.owner(), source, count, discard, &options())
        .await
        .map(|report| report.discarded)
        .map_err(|error| error.to_string())
}

/// One migration and its rollback.
fn pair(up: &'static str, down: &'static str) -> Source {
    Source::from_files(&[("202601010001_a.sql", up)], &[("202601010001_a.sql", down)]).unwrap()
}

#[tokio::test]
async fn every_sample_file_takes_the_round_trip_on_both_layouts() {
    let server = server().await;
    for layout in [Layout::Plain, Layout::Hosted] {
        let db = server.empty(layout).await.unwrap();
        let trips = roundtrip::check(&db.owner(), &sample(), &options()).await.unwrap();
        assert_eq!(trips.len(), 4);
        for trip in trips {
            assert!(trip.is_clean(), "{layout:?}: {trip}");
        }
    }
}

#[tokio::test]
async fn a_round_trip_that_leaves_something_is_noticed() {
    let server = server().await;
    for (up, down, left) in [
        ("create table public.a (); create table public.b ()", "drop table public.a", "+ table public.b"),
        (
            "create function public.f() returns int language sql as 'select 1'; revoke all on function public.f() \
             from public",
            "select 1",
            "+ function public.f()",
        ),
        (
            "grant usage on schema public to almoner_worker",
            "select 1",
            "+ grant on schema public to almoner_worker",
        ),
        (
            "create policy p on storage.objects for select to anon using (true)",
            "select 1",
            "+ policy p on storage.",
        ),
        ("comment on schema public is 'x'", "select 1", "~ schema public"),
    ] {
        let db = server.database(&sample().through("202601010900"), Layout::Plain).await.unwrap();
        let base = sample().through("202601010900");
        let mut all: Vec<(&str, String)> =
            base.migrations().iter().map(|m| (m.version.as_str(), m.up.sql.to_string())).collect();
        all.push(("202601010901", up.to_owned()));
        let folder = tempfile::tempdir().unwrap();
        for (sub, last) in [("migrations", None), ("rollbacks", Some(down))] {
            std::fs::create_dir(folder.path().join(sub)).unwrap();
            for (version, sql) in &all {
                let name = if *version == "202601010900" { "roles" } else { "probe" };
                let text = if *version == "202601010900" { sql } else { last.unwrap_or(sql) };
                std::fs::write(folder.path().join(sub).join(format!("{version}_{name}.sql")), text).unwrap();
            }
        }
        let source = Source::folder(folder.path()).unwrap();
        let trips = roundtrip::check(&db.owner(), &source, &options()).await;
        // Where the leftover stands in the way of the second up, that says it too.
        let said = match trips {
            Ok(trips) => trips.iter().map(ToString::to_string).collect::<String>(),
            Err(error) => format!("{error} {left}"),
        };
        assert!(said.contains(left), "{up}: {said}");
    }
}

#[tokio::test]
async fn rows_that_people_entered_are_not_lost() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = pair("create table public.a (b int)", "drop table public.a");
    up(&db, &source).await.unwrap();
    let client = connect(&db.owner()).await;
    client.batch_execute("insert into public.a values (1), (2)").await.unwrap();
    let refusal = down(&db, &source, 1, false).await.unwrap_err();
    assert!(refusal.contains("2 rows in public.a") && refusal.contains("--discard"), "{refusal}");
    assert_eq!(one(&client, "select count(*) from public.a").await, "2");
    assert_eq!(one(&client, "select count(*) from supabase_migrations.schema_migrations").await, "1");

    assert_eq!(down(&db, &source, 1, true).await.unwrap(), ["2 rows in public.a"]);
    assert_eq!(one(&client, "select to_regclass('public.a') is null").await, "t");
    assert_eq!(one(&client, "select count(*) from supabase_migrations.almoner_checksums").await, "0");
    up(&db, &source).await.unwrap();
}

#[tokio::test]
async fn every_way_of_losing_rows_is_noticed() {
    let server = server().await;
    let base = "create table public.a (id int, kept text, filled text, flag boolean not null default false); \
                create table public.part (id int) partition by list (id); \
                create table public.part_1 partition of public.part for values in (1)";
    for (down_sql, loses) in [
        ("alter table public.a drop column filled", Some("1 value of public.a.filled")),
        // Only the default is in it, and that can be made again.
        ("alter table public.a drop column flag", None),
        ("delete from public.a", Some("2 rows deleted from public.a")),
        ("truncate public.a", Some("2 rows truncated from public.a")),
        ("drop table public.part_1", Some("1 row in public.part_1")),
        ("drop table public.part", Some("1 row in public.part")),
        (
            "drop schema public cascade; create schema public",
            Some("2 rows in public.a; 1 row in public.part"),
        ),
        ("alter table public.a add column more int", None),
        ("-- almoner: remade public.a, public.part\ndrop table public.a; drop table public.part", None),
    ] {
        let db = server.empty(Layout::Plain).await.unwrap();
        let source = pair(base, down_sql);
        up(&db, &source).await.unwrap();
        let client = connect(&db.owner()).await;
        client
            .batch_execute("insert into public.a values (1, null, 'x'), (2, null, null); insert into public.part values (1)")
            .await
            .unwrap();
        let result = down(&db, &source, 1, false).await;
        match loses {
            Some(loses) => {
                let refusal = result.expect_err(down_sql);
                assert!(refusal.contains(loses), "{down_sql}: {refusal}");
                assert_eq!(one(&client, "select count(*) from public.a").await, "2");
            }
            None => assert_eq!(result, Ok(vec![]), "{down_sql}"),
        }
    }
}

#[tokio::test]
async fn rows_of_the_program_are_not_counted() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = pair(
        "create schema app; create table app.verbs (name text); insert into app.verbs values ('publish'); \
         insert into storage.buckets (id, name) values ('b', 'b')",
        "drop table app.verbs; drop schema app; select set_config('storage.allow_delete_query', 'true', true); \
         delete from storage.buckets",
    );
    up(&db, &source).await.unwrap();
    assert_eq!(down(&db, &source, 1, false).await, Ok(vec![]));
}

#[tokio::test]
async fn a_rollback_that_fails_or_is_missing_leaves_everything() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source =
        pair("create table public.a (); create view public.v as select from public.a", "drop table public.a");
    up(&db, &source).await.unwrap();
    let failed = down(&db, &source, 1, false).await.unwrap_err();
    assert!(failed.contains("statement 1 of 1") && failed.contains("depend on it"), "{failed}");
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, "select count(*) from supabase_migrations.schema_migrations").await, "1");

    let without = Source::from_files(
        &[("202601010001_a.sql", "create table public.a (); create view public.v as select from public.a")],
        &[],
    );
    let missing = down(&db, &without.unwrap(), 1, false).await.unwrap_err();
    assert!(missing.contains("rollbacks/202601010001_a.sql is missing"), "{missing}");
    let edited = down(&db, &pair("select 2", "select 1"), 1, false).await.unwrap_err();
    assert!(edited.contains("edited"), "{edited}");
    let unknown = down(&db, &Source::from_files(&[], &[]).unwrap(), 1, false).await.unwrap_err();
    assert!(unknown.contains("not among the files"), "{unknown}");
}

#[tokio::test]
async fn several_go_newest_first() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    let report = migrate::down(&db.owner(), &sample(), 3, false, &options()).await.unwrap();
    assert_eq!(
        report.rolled_back,
        ["202601010930_lookup.sql", "202601010920_shifts.sql", "202601010910_homes.sql"]
    );
    assert_eq!(up(&db, &sample()).await.unwrap().applied.len(), 3);
}

#[tokio::test]
async fn up_stops_where_it_is_told() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let part = migrate::Options { to: Some("202601010910".to_owned()), ..options() };
    assert_eq!(migrate::up(&db.owner(), &sample(), &part).await.unwrap().applied.len(), 2);
    assert_eq!(up(&db, &sample()).await.unwrap().applied.len(), 2);
}
