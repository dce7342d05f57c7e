//! The hosted layout: what `postgres` can't do there fails here, what it can
//! do works, and pushes by the Supabase CLI are adopted.

mod support;

use almoner_schema::scratch::Layout;
use almoner_schema::{Source, bootstrap, migrate};
use support::{connect, files, one, sample, server, up};

/// Statement and the SQLSTATE with which a hosted project's owner is refused.
const CANNOT: &[(&str, &str)] = &[
    ("alter table storage.objects enable row level security", "42501"),
    ("alter table storage.objects add column mine int", "42501"),
    ("alter table auth.users add column mine int", "42501"),
    ("alter table auth.users disable row level security", "42501"),
    ("create index mine on auth.users (created_at)", "42501"),
    ("create index mine on storage.objects (created_at)", "42501"),
    ("create policy mine on auth.users for select to authenticated using (true)", "42501"),
    ("drop table storage.objects", "42501"),
    (
        "create function public.mine() returns trigger language plpgsql as 'begin return new; end';
         create trigger mine after insert on storage.objects for each row execute function public.mine()",
        "42501",
    ),
    ("drop trigger protect_objects_delete on storage.objects", "42501"),
    ("create table auth.mine ()", "42501"),
    ("create function auth.mine() returns int language sql as 'select 1'", "42501"),
    ("create function storage.mine() returns int language sql as 'select 1'", "42501"),
    (
        "create or replace function auth.uid() returns uuid language sql stable as 'select null::uuid'",
        "42501",
    ),
    ("set role supabase_auth_admin", "42501"),
    ("set role supabase_storage_admin", "42501"),
    ("create function public.mine() returns int language sql leakproof as 'select 1'", "42501"),
    ("create operator class public.mine for type int4 using btree as operator 1 <", "42501"),
    (
        "do $$ begin execute format('alter database %I set \"app.mine\" = %L', current_database(), 'x'); end $$",
        "42501",
    ),
    ("create extension file_fdw", "42501"),
    ("create extension tablefunc", "42501"),
    ("create extension pg_trgm version '1.6'", "42501"),
    ("delete from storage.objects", "42501"),
    ("create event trigger mine on sql_drop execute function hosted_limits.refuse_drop()", "42501"),
    ("drop event trigger hosted_refuse_ddl", "42501"),
    ("alter role postgres superuser", "42501"),
    ("select pg_read_file('/etc/passwd')", "42501"),
    ("grant select on auth.users to anon with grant option", ""),
];

const CAN: &[&str] = &[
    "create policy mine on storage.objects for select to authenticated using (bucket_id = 'x')",
    "create policy mine on storage.objects for select to authenticated using (bucket_id = 'x');
     alter policy mine on storage.objects using (bucket_id = 'y'); drop policy mine on storage.objects",
    "create function public.mine() returns trigger language plpgsql as 'begin return new; end';
     create trigger mine after insert on auth.users for each row execute function public.mine();
     drop trigger mine on auth.users",
    "insert into storage.buckets (id, name) values ('b', 'b')",
    "create table public.mine (id uuid references auth.users (id)); drop table public.mine",
    "create role almoner_of_mine nologin; grant authenticated to almoner_of_mine; drop role almoner_of_mine",
    "create schema mine; drop schema mine",
    "create table public.mine (); alter table public.mine force row level security",
    "create extension pg_trgm with schema extensions; drop extension pg_trgm",
    "select set_config('storage.allow_delete_query', 'true', true); delete from storage.objects",
    "set local role authenticated; select auth.uid(), auth.role(), auth.jwt()",
    "insert into auth.users (id, email) values (gen_random_uuid(), 'a@example.org')",
    "do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$",
];

#[tokio::test]
async fn what_a_hosted_owner_cannot_do_fails() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    let mut wrong = Vec::new();
    for (sql, code) in CANNOT {
        client.batch_execute("begin").await.unwrap();
        let result = client.batch_execute(sql).await;
        client.batch_execute("rollback").await.unwrap();
        let got = result.err().and_then(|e| e.code().map(|c| c.code().to_owned())).unwrap_or_default();
        if got != *code {
            wrong.push(format!("{sql}: {got:?} instead of {code:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn what_a_hosted_owner_can_do_works_on_both_layouts() {
    let server = server().await;
    for layout in [Layout::Hosted, Layout::Plain] {
        let db = server.empty(layout).await.unwrap();
        let client = connect(&db.owner()).await;
        for sql in CAN {
            client.batch_execute("begin").await.unwrap();
            client.batch_execute(sql).await.unwrap_or_else(|e| panic!("{layout:?}: {sql}: {e:?}"));
            client.batch_execute("rollback").await.unwrap();
        }
    }
}

/// So on a hosted project it stays, and `doctor` says so.
#[tokio::test]
async fn a_hosted_owner_cannot_take_large_objects_away() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    client.batch_execute("revoke execute on function pg_catalog.lo_create(oid) from public").await.unwrap();
    assert_eq!(one(&client, "select has_function_privilege('anon', 'lo_create(oid)', 'execute')").await, "t");
}

#[tokio::test]
async fn older_projects_grant_everything_on_new_tables() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    client.batch_execute("create table public.mine (id int)").await.unwrap();
    for role in ["anon", "authenticated", "service_role"] {
        let all =
            format!("select has_table_privilege('{role}', 'public.mine', 'truncate, references, trigger')");
        assert_eq!(one(&client, &all).await, "t", "{role}");
    }
}

#[tokio::test]
async fn the_bootstraps_may_be_run_again() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    bootstrap::run(&mut connect(&db.superuser()).await, bootstrap::OWNER).await.unwrap();
    let hosted = server.database(&sample(), Layout::Hosted).await.unwrap();
    bootstrap::run_hosted(&mut connect(&hosted.superuser()).await).await.unwrap();
}

#[tokio::test]
async fn the_bootstrap_refuses_who_may_not_and_who_must_not() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let weak =
        bootstrap::run(&mut connect(&db.owner()).await, bootstrap::OWNER).await.unwrap_err().to_string();
    assert!(weak.contains("needs a superuser"), "{weak}");
    let mut strong = connect(&db.superuser()).await;
    let superuser = one(&strong, "select current_user").await;
    let owner = bootstrap::run(&mut strong, &superuser).await.unwrap_err().to_string();
    assert!(owner.contains("is a superuser"), "{owner}");
}

#[tokio::test]
async fn the_plain_bootstrap_takes_away_what_has_no_row_security() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    let client = connect(&db.role("almoner_api")).await;
    for sql in ["create temporary table t ()", "select lo_create(0)", "create table public.t ()"] {
        let error = client.batch_execute(sql).await.expect_err(sql);
        assert_eq!(error.code().map(tokio_postgres::error::SqlState::code), Some("42501"), "{sql}");
    }
}

/// As the Supabase CLI leaves it: its ledger, its statements, no row of ours.
const PUSHED: &str = "
  create schema supabase_migrations;
  create table supabase_migrations.schema_migrations (version text not null primary key);
  alter table supabase_migrations.schema_migrations add column statements text[];
  alter table supabase_migrations.schema_migrations add column name text;
  create table public.a (b text default ';');
  insert into supabase_migrations.schema_migrations (version, name, statements) values
    ('202601010001', 'a', array[E'-- almoner: minimum-binary 9.0.0\\ncreate table public.a (b text default '';'')', 'select 1']);";

#[tokio::test]
async fn a_file_that_the_cli_pushed_is_adopted_by_its_statements() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    client.batch_execute(PUSHED).await.unwrap();
    let other = files(&[("202601010001_a.sql", "create table public.a (b text default ':'); select 1;")]);
    let refusal = up(&db, &other).await.unwrap_err().to_string();
    assert!(refusal.contains("edited: 202601010001_a"), "{refusal}");

    let same = files(&[
        (
            "202601010001_a.sql",
            "create table public.a (b text default ';');\n\n-- another comment\nselect 1;\n",
        ),
        ("202601010002_b.sql", "create table public.b ()"),
    ]);
    let status = migrate::status(&client, &same).await.unwrap();
    assert_eq!(status.in_state(migrate::State::Pushed), ["202601010001"]);
    assert!(migrate::check_binary(&status, "8.9.9").is_err());
    let report = up(&db, &same).await.unwrap();
    assert_eq!((report.adopted.len(), report.applied.len()), (1, 1));
    assert!(up(&db, &same).await.unwrap().adopted.is_empty());
}

#[tokio::test]
async fn an_entry_without_statements_is_taken_only_on_trust() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let client = connect(&db.owner()).await;
    client
        .batch_execute(&format!(
            "{PUSHED} update supabase_migrations.schema_migrations set statements = null"
        ))
        .await
        .unwrap();
    let source: Source =
        files(&[("202601010001_a.sql", "create table public.a (b text default ';'); select 1;")]);
    let refusal = up(&db, &source).await.unwrap_err().to_string();
    assert!(refusal.contains("--trust-unverified"), "{refusal}");
    let trusting = migrate::Options { trust_unverified: true, ..support::options() };
    assert_eq!(migrate::up(&db.owner(), &source, &trusting).await.unwrap().adopted, ["202601010001"]);
}
