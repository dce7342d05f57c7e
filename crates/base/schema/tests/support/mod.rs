//! What the tests share: the server, the sample files, and shorthands.

#![allow(dead_code)] // Each test binary uses its own part.

use std::path::PathBuf;

use almoner_schema::migrate::{self, Options};
use almoner_schema::testdb::{Server, TestDb};
use almoner_schema::{Source, Target};
use tokio_postgres::Client;

pub fn sample() -> Source {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sample");
    Source::folder(&folder).expect("the sample files are well formed")
}

/// Version 0001 of a made-up source.
pub fn files(files: &[(&'static str, &'static str)]) -> Source {
    Source::from_files(files, &[]).expect("well formed")
}

pub async fn server() -> Server {
    Server::shared().await.expect("a PostgreSQL for tests")
}

/// Fast to give up, so that a test of refusal takes no minute.
pub fn options() -> Options {
    Options {
        lock_timeout: std::time::Duration::from_millis(200),
        lock_attempts: 2,
        wait_for_other: std::time::Duration::from_secs(20),
        ..Options::default()
    }
}

pub async fn up(db: &TestDb, source: &Source) -> almoner_schema::Result<migrate::UpReport> {
    migrate::up(&db.owner(), source, &options()).await
}

pub async fn connect(target: &Target) -> Client {
    target.connect("test").await.expect("the database takes connections")
}

/// The first column of the first row, as text.
pub async fn one(client: &Client, sql: &str) -> String {
    let messages = client.simple_query(sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
    messages
        .iter()
        .find_map(|message| match message {
            tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("NULL").to_owned()),
            _ => None,
        })
        .unwrap_or_else(|| panic!("{sql}: no row"))
}
