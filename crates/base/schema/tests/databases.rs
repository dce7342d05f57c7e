//! The test databases themselves.

mod support;

use almoner_schema::scratch::Layout;
use support::{connect, one, sample, server};

#[tokio::test]
async fn each_test_has_a_database_of_its_own_and_leaves_none() {
    let server = server().await;
    let admin = connect(server.admin()).await;
    let (a, b) = (
        server.database(&sample(), Layout::Plain).await.unwrap(),
        server.database(&sample(), Layout::Plain).await.unwrap(),
    );
    let organisations = "select count(*) from public.organisations";
    let insert = "insert into public.organisations (name) values ('O1')";
    connect(&a.owner()).await.batch_execute(insert).await.unwrap();
    assert_eq!(one(&connect(&a.owner()).await, organisations).await, "1");
    assert_eq!(one(&connect(&b.owner()).await, organisations).await, "0");
    // What a copy by template leaves behind is there: owner, rights, settings.
    assert_eq!(one(&connect(&a.owner()).await, "show search_path").await, "\"$user\", public, extensions");
    assert_eq!(one(&connect(&a.owner()).await, "show timezone").await, "UTC");
    let temporary = format!("select has_database_privilege('anon', '{}', 'temporary')", a.name());
    assert_eq!(one(&admin, &temporary).await, "f");

    let names = format!("('{}', '{}')", a.name(), b.name());
    drop((a, b));
    assert_eq!(one(&admin, &format!("select count(*) from pg_database where datname in {names}")).await, "0");
}

#[tokio::test]
async fn what_a_killed_test_left_is_swept() {
    let first = server().await;
    let admin = connect(first.admin()).await;
    // A process number that no Linux gives out.
    let left = "almt_4194305_7_0";
    admin.batch_execute(&format!("create database {left}")).await.unwrap();
    let there = format!("select count(*) from pg_database where datname = '{left}'");
    // Another test process may be sweeping at this moment; then the next does.
    while one(&admin, &there).await != "0" {
        first.sweep().await.unwrap();
    }
}
