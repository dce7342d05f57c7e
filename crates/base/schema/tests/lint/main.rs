//! Each rule of the catalogue lint has a probe that breaks it and nothing else.

mod probes;
#[path = "../support/mod.rs"]
mod support;

use std::collections::BTreeSet;
use std::path::PathBuf;

use almoner_schema::lint::{self, Config, rules};
use almoner_schema::scratch::Layout;
use probes::probes;
use support::{connect, sample, server};

fn config() -> Config {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/sample/lint.toml");
    Config::parse(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[tokio::test]
async fn every_probe_is_found_and_nothing_else() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    let client = connect(&db.superuser()).await;
    let config = config();
    // A server without plpgsql_check says so, and its probe finds nothing.
    let at_hand = "select exists (select from pg_available_extensions where name = 'plpgsql_check')";
    let checked = support::one(&client, at_hand).await == "t";
    let mut clean = lint::database(&client, &config).await.unwrap();
    clean.retain(|f| checked || f.rule.id != "plpgsql-unchecked");
    assert!(clean.is_empty(), "the sample itself: {clean:#?}");
    let mut wrong = Vec::new();
    for (sql, rules, objects) in probes() {
        if rules == "plpgsql" && !checked {
            eprintln!("not probed: this server has no plpgsql_check");
            continue;
        }
        let sql = sql.replace("{db}", &format!("\"{}\"", db.name()));
        client.batch_execute("begin").await.unwrap();
        client.batch_execute(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e:?}"));
        let mut found = lint::database(&client, &config).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
        found.retain(|f| checked || f.rule.id != "plpgsql-unchecked");
        client.batch_execute("rollback").await.unwrap();
        let expected: BTreeSet<(String, String)> = rules
            .split('+')
            .zip(objects.split('+'))
            .map(|(rule, object)| (rule.to_owned(), object.replace("{db}", db.name())))
            .collect();
        let actual: BTreeSet<(String, String)> =
            found.iter().map(|f| (f.rule.id.to_owned(), f.object.clone())).collect();
        if actual != expected {
            wrong.push(format!("{sql}\n  expected {expected:?}\n  found    {actual:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_probe() {
    // Found without touching a database: by configuration or by its absence.
    let elsewhere = ["kind-unknown", "allow-stale", "plpgsql-unchecked"];
    let probed: BTreeSet<&str> = probes().iter().flat_map(|(_, rules, _)| rules.split('+')).collect();
    let missing: Vec<&str> = rules::CATALOGUE
        .iter()
        .map(|rule| rule.id)
        .filter(|id| !probed.contains(id) && !elsewhere.contains(id))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn the_configuration_is_checked_too() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Plain).await.unwrap();
    let mut config = config();
    config.kinds.get_mut("operational").unwrap().tables.push("public.gone".to_owned());
    config.allow.push(lint::Allow {
        rule: "rls-forced".to_owned(),
        object: "public.shifts".to_owned(),
        reason: "nothing is wrong with it any more".to_owned(),
    });
    // The owner is no superuser, so it can't bring plpgsql_check in.
    let found = lint::database(&connect(&db.owner()).await, &config).await.unwrap();
    let found: Vec<(&str, &str, bool)> =
        found.iter().map(|f| (f.rule.id, f.object.as_str(), f.fails())).collect();
    assert_eq!(
        found,
        [
            ("kind-unknown", "public.gone", true),
            ("plpgsql-unchecked", "plpgsql", false),
            ("allow-stale", "rls-forced public.shifts", true)
        ]
    );
}

#[tokio::test]
async fn a_bare_table_is_seen_by_the_login_of_the_server() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Hosted).await.unwrap();
    let login = connect(&db.role("almoner_api")).await;
    assert_eq!(lint::walls(&login, &config()).await.unwrap(), vec![]);
    connect(&db.owner()).await.batch_execute("create table public.bare (id int)").await.unwrap();
    let found = lint::walls(&login, &config()).await.unwrap();
    let found: Vec<(&str, &str)> = found.iter().map(|f| (f.rule.id, f.object.as_str())).collect();
    // An older hosted project has granted it to the platform's roles as well.
    assert_eq!(
        found,
        [
            ("grant-platform", "public.bare to anon"),
            ("grant-platform", "public.bare to service_role"),
            ("rls-enabled", "public.bare")
        ]
    );
}

#[tokio::test]
async fn the_sample_is_clean_on_a_hosted_project_but_for_what_nobody_there_can_change() {
    let server = server().await;
    let db = server.database(&sample(), Layout::Hosted).await.unwrap();
    let found = lint::database(&connect(&db.owner()).await, &config()).await.unwrap();
    let found: Vec<(&str, bool)> = found.iter().map(|f| (f.rule.id, f.fails())).collect();
    assert_eq!(found, [("database-public", true), ("large-objects", false), ("plpgsql-unchecked", false)]);
}
