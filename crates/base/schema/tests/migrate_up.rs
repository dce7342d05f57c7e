//! `up` and `status` against a real server.

mod support;

use almoner_schema::migrate::{self, State};
use almoner_schema::scratch::Layout;
use almoner_schema::{Error, Source};
use support::{connect, files, one, options, sample, server, up};

#[tokio::test]
async fn an_empty_database_gets_every_file_once() {
    let server = server().await;
    for layout in [Layout::Plain, Layout::Hosted] {
        let db = server.empty(layout).await.unwrap();
        let first = up(&db, &sample()).await.unwrap();
        let names: Vec<&str> = first.applied.iter().map(|f| f.file.as_str()).collect();
        assert_eq!(
            names,
            [
                "202601010900_roles.sql",
                "202601010910_homes.sql",
                "202601010920_shifts.sql",
                "202601010930_lookup.sql"
            ]
        );
        let again = up(&db, &sample()).await.unwrap();
        assert!(again.applied.is_empty() && again.adopted.is_empty() && again.rebuilt.is_empty());

        let client = connect(&db.owner()).await;
        let status = migrate::status(&client, &sample()).await.unwrap();
        assert!(status.is_current(), "{status:?}");
        assert_eq!(status.refusal(), None);
        assert_eq!(status.minimum_binary.as_deref(), Some("0.1.0"));
        assert_eq!(
            one(
                &client,
                "select array_length(statements, 1) from supabase_migrations.schema_migrations limit 1"
            )
            .await,
            "9"
        );
    }
}

#[tokio::test]
async fn an_edited_file_is_refused_and_named() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    up(
        &db,
        &files(&[("202601010001_a.sql", "create table public.a ()"), ("202601010002_b.sql", "select 1")]),
    )
    .await
    .unwrap();
    // Another comment is no edit.
    let reworded = files(&[
        ("202601010001_a.sql", "-- now with a comment\ncreate table public.a ();"),
        ("202601010002_b.sql", "select 1"),
    ]);
    up(&db, &reworded).await.unwrap();
    let edited = files(&[
        ("202601010001_a.sql", "create table public.a (b int)"),
        ("202601010002_b.sql", "select 1"),
        ("202601010003_c.sql", "create table public.c ()"),
    ]);
    let refusal = up(&db, &edited).await.unwrap_err().to_string();
    assert!(refusal.contains("edited: 202601010001_a."), "{refusal}");
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, "select to_regclass('public.c') is null").await, "t");
    let status = migrate::status(&client, &edited).await.unwrap();
    assert_eq!(status.in_state(State::Edited), ["202601010001"]);
    assert!(status.refusal().unwrap().contains("edited"));
}

#[tokio::test]
async fn a_newer_database_a_missing_and_a_late_file_are_refused() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let a = ("202601010001_a.sql", "select 1");
    let c = ("202601010003_c.sql", "select 3");
    let d = ("202601010004_d.sql", "select 4");
    up(&db, &files(&[a, c, d])).await.unwrap();
    let refusal = async |source: Source| up(&db, &source).await.unwrap_err().to_string();
    let newer = refusal(files(&[a, c])).await;
    assert!(newer.contains("newer than this program: it has had 202601010004_d"), "{newer}");
    let missing = refusal(files(&[a, d])).await;
    assert!(missing.contains("gone: 202601010003_c"), "{missing}");
    let late = refusal(files(&[a, ("202601010002_b.sql", "select 2"), c, d])).await;
    assert!(late.contains("out of order: 202601010002_b"), "{late}");
}

#[tokio::test]
async fn a_failing_statement_is_named_and_leaves_nothing() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = files(&[
        ("202601010001_first.sql", "create table public.kept ()"),
        (
            "202601010002_five.sql",
            "create table public.one ();\n\n-- the second\ncreate table public.two ();\n/* third */ alter table \
             public.one\n  add column n int default 1/0;\ncreate table public.four ();\nselect 5;",
        ),
    ]);
    let error = up(&db, &source).await.unwrap_err();
    let Error::Statement(failed) = &error else { panic!("{error}") };
    assert_eq!((failed.number, failed.of, failed.line), (3, 5, 5));
    assert_eq!(failed.code.as_deref(), Some("22012"));
    assert_eq!(failed.excerpt, "alter table public.one add column n int default 1/0");
    let text = error.to_string();
    assert!(
        text.contains("202601010002_five.sql: statement 3 of 5 (line 5) failed: division by zero"),
        "{text}"
    );
    assert!(text.contains("as it was"), "{text}");

    let client = connect(&db.owner()).await;
    let there = "select string_agg(relname, ',') from pg_class where relnamespace = 'public'::regnamespace";
    assert_eq!(one(&client, there).await, "kept");
    let ledger = "select string_agg(version, ',') from supabase_migrations.schema_migrations";
    assert_eq!(one(&client, ledger).await, "202601010001");
    assert_eq!(one(&client, "select count(*) from supabase_migrations.almoner_checksums").await, "1");
}

#[tokio::test]
async fn the_line_of_a_syntax_error_is_the_line_of_the_file() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let sql = "select 1;\n-- a comment\nselect\n  2,\n  3 frmo x;";
    let error = up(&db, &files(&[("202601010001_a.sql", sql)])).await.unwrap_err();
    let Error::Statement(failed) = error else { panic!("{error}") };
    assert_eq!((failed.number, failed.line), (2, 5));
}

#[tokio::test]
async fn a_deferred_constraint_that_fails_at_commit_leaves_nothing() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let sql = "create table public.a (id int primary key);
               create table public.b (a int references public.a initially deferred);
               insert into public.b values (1);";
    let error = up(&db, &files(&[("202601010001_a.sql", sql)])).await.unwrap_err();
    assert!(error.to_string().contains("committing 202601010001_a.sql"), "{error}");
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, "select to_regclass('public.a') is null").await, "t");
    assert_eq!(one(&client, "select count(*) from supabase_migrations.schema_migrations").await, "0");
}

#[tokio::test]
async fn two_migrators_at_once_apply_each_file_once() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = sample();
    let (a, b) = tokio::join!(up(&db, &source), up(&db, &source));
    let (a, b) = (a.unwrap().applied.len(), b.unwrap().applied.len());
    assert_eq!((a.min(b), a.max(b)), (0, 4), "one did it, the other waited");
}

#[tokio::test]
async fn a_migrator_that_may_not_wait_says_who_is_at_work() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    up(&db, &files(&[])).await.unwrap();
    let other = db.owner().connect("migrate up").await.unwrap();
    other.execute("select pg_advisory_lock($1)", &[&migrate::LOCK]).await.unwrap();
    let mut impatient = options();
    impatient.wait_for_other = std::time::Duration::ZERO;
    let refusal = migrate::up(&db.owner(), &files(&[]), &impatient).await.unwrap_err().to_string();
    assert!(refusal.contains("another migrator is at work"), "{refusal}");
    assert!(refusal.contains("almoner migrate up"), "{refusal}");
}

#[tokio::test]
async fn a_killed_migrator_leaves_the_database_as_it_was() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let sql =
        "create table public.a (); select pg_terminate_backend(pg_backend_pid()); create table public.b ();";
    let error = up(&db, &files(&[("202601010001_a.sql", sql)])).await.unwrap_err();
    let Error::Statement(failed) = error else { panic!("{error}") };
    assert_eq!(failed.number, 2);
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, "select to_regclass('public.a') is null").await, "t");
    // And the next one finds neither lock nor ledger row in its way.
    up(&db, &files(&[("202601010001_a.sql", "create table public.a ()")])).await.unwrap();
    assert_eq!(one(&client, "select to_regclass('public.a') is not null").await, "t");
}

#[tokio::test]
async fn a_migrator_that_goes_away_leaves_the_database_as_it_was() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let first = ("202601010001_a.sql", "create table public.a ()");
    up(&db, &files(&[first])).await.unwrap();
    let holder = connect(&db.owner()).await;
    holder.batch_execute("begin; lock table public.a").await.unwrap();
    let watcher = connect(&db.superuser()).await;
    let migrators = |wanted: &str| {
        format!(
            "select count(*) from pg_stat_activity where application_name = 'almoner migrate up'
               and datname = current_database() and {wanted}"
        )
    };
    let second = ("202601010002_b.sql", "create table public.b (); alter table public.a add column c int");
    let (target, source) = (db.owner(), files(&[first, second]));
    let patient = migrate::Options { lock_timeout: std::time::Duration::from_secs(60), ..options() };
    let task = tokio::spawn(async move { migrate::up(&target, &source, &patient).await });
    while one(&watcher, &migrators("wait_event_type = 'Lock'")).await == "0" {
        tokio::task::yield_now().await;
    }
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    holder.batch_execute("commit").await.unwrap();
    while one(&watcher, &migrators("true")).await != "0" {
        tokio::task::yield_now().await;
    }
    assert_eq!(one(&watcher, "select to_regclass('public.b') is null").await, "t");
    assert_eq!(one(&watcher, "select count(*) from supabase_migrations.schema_migrations").await, "1");
    assert_eq!(up(&db, &files(&[first, second])).await.unwrap().applied.len(), 1);
}

#[tokio::test]
async fn a_lock_that_is_not_to_be_had_is_given_up_and_tried_again() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    up(&db, &files(&[("202601010001_a.sql", "create table public.a ()")])).await.unwrap();
    let source = files(&[
        ("202601010001_a.sql", "create table public.a ()"),
        ("202601010002_b.sql", "alter table public.a add column b int"),
    ]);
    let reader = connect(&db.owner()).await;
    reader.batch_execute("begin; select * from public.a").await.unwrap();
    let error = up(&db, &source).await.unwrap_err();
    assert_eq!(error.code(), Some("55P03"));
    assert!(error.to_string().contains("tried 2 times"), "{error}");

    // The reader ends while the migrator waits for its second attempt.
    let mut patient = options();
    patient.lock_attempts = 5;
    let target = db.owner();
    let (result, ()) = tokio::join!(migrate::up(&target, &source, &patient), async {
        let watcher = connect(&db.superuser()).await;
        let waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'
                        and application_name = 'almoner migrate up' and datname = current_database()";
        while one(&watcher, waiting).await == "0" {
            tokio::task::yield_now().await;
        }
        reader.batch_execute("commit").await.unwrap();
    });
    assert_eq!(result.unwrap().applied.len(), 1);
}

#[tokio::test]
async fn a_file_may_not_leave_its_settings_to_the_next() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = files(&[
        ("202601010001_a.sql", "set search_path = pg_catalog; set role anon;"),
        (
            "202601010002_b.sql",
            "create table b (); do $$ begin assert current_user = 'almoner_owner'; end $$",
        ),
    ]);
    up(&db, &source).await.unwrap();
    let client = connect(&db.owner()).await;
    assert_eq!(one(&client, "select to_regclass('public.b') is not null").await, "t");
}

#[tokio::test]
async fn a_wrong_owner_is_refused() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let source = files(&[]);
    let superuser = migrate::up(&db.superuser(), &source, &options()).await.unwrap_err().to_string();
    assert!(superuser.contains("is a superuser"), "{superuser}");
    let mut plain = options();
    plain.run_as = Some("authenticated".to_owned());
    let refusal = migrate::up(&db.superuser(), &source, &plain).await.unwrap_err().to_string();
    assert!(refusal.contains("has no BYPASSRLS"), "{refusal}");
}

#[tokio::test]
async fn a_database_that_somebody_else_filled_is_refused_and_left_as_it_is() {
    let server = server().await;
    let foreign = migrate::Foreign { table: "public.profiles", advice: "Bring it over instead." };
    let options = migrate::Options { never_onto: Some(foreign), ..options() };
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    client.batch_execute("create table public.profiles (id uuid)").await.unwrap();
    let refusal = migrate::up(&db.owner(), &sample(), &options).await.unwrap_err().to_string();
    assert!(
        refusal.contains("it holds public.profiles") && refusal.ends_with("Bring it over instead."),
        "{refusal}"
    );
    assert_eq!(one(&client, "select to_regnamespace('supabase_migrations') is null").await, "t");

    // Ours may have such a table: its files made it.
    let ours = server.empty(Layout::Plain).await.unwrap();
    let first = ("202601010001_a.sql", "create table public.profiles ()");
    migrate::up(&ours.owner(), &files(&[first]), &options).await.unwrap();
    migrate::up(&ours.owner(), &files(&[first, ("202601010002_b.sql", "select 1")]), &options).await.unwrap();
}
