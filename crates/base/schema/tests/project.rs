//! The project's own migrations, as the binary carries them.

mod support;

use almoner_schema::scratch::Layout;
use almoner_schema::{Source, lint, roundtrip};
use support::{connect, options, server, up};

#[tokio::test]
async fn the_files_run_on_both_layouts() {
    let server = server().await;
    let source = Source::embedded().unwrap();
    for layout in [Layout::Plain, Layout::Hosted] {
        let db = server.empty(layout).await.unwrap();
        let report = up(&db, &source).await.unwrap_or_else(|error| panic!("{layout:?}: {error}"));
        assert_eq!(report.applied.len(), source.migrations().len(), "{layout:?}");
    }
}

#[tokio::test]
async fn every_file_takes_the_round_trip() {
    let server = server().await;
    let db = server.empty(Layout::Plain).await.unwrap();
    let trips = roundtrip::check(&db.owner(), &Source::embedded().unwrap(), &options()).await.unwrap();
    let bad: String = trips.iter().filter(|trip| !trip.is_clean()).map(ToString::to_string).collect();
    assert!(bad.is_empty(), "{bad}");
}

#[tokio::test]
async fn the_schema_and_the_files_pass_the_lint() {
    let server = server().await;
    let source = Source::embedded().unwrap();
    let config = lint::Config::embedded().unwrap();
    let db = server.database(&source, Layout::Plain).await.unwrap();
    let client = connect(&db.superuser()).await;
    let mut findings = lint::database(&client, &config).await.unwrap();
    findings.extend(lint::files(&source, &config).unwrap());
    findings.retain(lint::Finding::fails);
    let said: Vec<String> = findings.iter().map(ToString::to_string).collect();
    assert!(said.is_empty(), "{} findings\n{}", said.len(), said.join("\n"));
}
