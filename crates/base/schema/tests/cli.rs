//! The Supabase CLI as a referee: what it pushes is adopted, what it pushes is what the migrator makes, and
//! what its checks find is nothing or excused.
//!
//! `ALMONER_SUPABASE_CLI=.../supabase cargo nextest run -p almoner-schema --run-ignored all -E 'binary(cli)'`

mod support;

use std::fs;
use std::path::Path;
use std::process::Output;

use almoner_schema::scratch::Layout;
use almoner_schema::testdb::TestDb;
use almoner_schema::{Source, migrate};
use support::{connect, one, options, sample, server, up};
use tokio_postgres::config::Host;

/// It speaks TCP only: passes its connections on to the socket. Returns the port.
async fn relay(db: &TestDb) -> u16 {
    let target = db.superuser();
    let behind = match target.config().get_hosts() {
        [Host::Unix(folder), ..] => folder.join(".s.PGSQL.5432"),
        other => panic!("these tests need a Unix socket, not {other:?}"),
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let behind = behind.clone();
            tokio::spawn(async move {
                let mut far = tokio::net::UnixStream::connect(behind).await?;
                tokio::io::copy_bidirectional(&mut near, &mut far).await
            });
        }
    });
    port
}

fn url(db: &TestDb, port: u16) -> String {
    format!("postgresql://postgres@127.0.0.1:{port}/{}?sslmode=disable", db.name())
}

/// Runs it in a project's folder, which is its home too.
async fn cli(project: &Path, arguments: &[&str]) -> Output {
    let program = std::env::var_os("ALMONER_SUPABASE_CLI").expect("ALMONER_SUPABASE_CLI names the program");
    tokio::process::Command::new(program)
        .args(arguments)
        .current_dir(project)
        .env("HOME", project)
        .env("DO_NOT_TRACK", "1")
        .output()
        .await
        .unwrap()
}

fn said(output: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Pushes the files of a source.
async fn push(project: &Path, source: &Source, url: &str) {
    let folder = project.join("supabase/migrations");
    fs::create_dir_all(&folder).unwrap();
    for migration in source.migrations() {
        fs::write(folder.join(&migration.up.file), &*migration.up.sql).unwrap();
    }
    let output = cli(project, &["db", "push", "--yes", "--remote", url]).await;
    assert!(output.status.success(), "{}", said(&output));
}

#[tokio::test]
#[ignore = "needs the Supabase CLI (npm package supabase), named by ALMONER_SUPABASE_CLI"]
async fn what_the_real_cli_pushes_is_adopted() {
    let server = server().await;
    let db = server.empty(Layout::Hosted).await.unwrap();
    let url = url(&db, relay(&db).await);
    let project = tempfile::tempdir().unwrap();
    // It pushes every file in one transaction, so not the one for outside.
    push(project.path(), &sample().through("202601010920"), &url).await;

    let report = up(&db, &sample()).await.unwrap();
    assert_eq!(report.adopted, ["202601010900", "202601010910", "202601010920"]);
    assert_eq!(report.applied.len(), 1);
    let client = connect(&db.owner()).await;
    // And what we recorded is what it would have recorded.
    let ours = server.empty(Layout::Hosted).await.unwrap();
    up(&ours, &sample()).await.unwrap();
    let statements = "select md5(string_agg(version || name || statements::text, '' order by version))
                        from supabase_migrations.schema_migrations where version < '202601010930'";
    assert_eq!(one(&client, statements).await, one(&connect(&ours.owner()).await, statements).await);
}

#[tokio::test]
#[ignore = "needs the Supabase CLI (npm package supabase), named by ALMONER_SUPABASE_CLI"]
async fn the_cli_pushes_the_project_and_sees_no_difference_to_what_the_migrator_makes() {
    let server = server().await;
    let source = Source::embedded().unwrap();
    let project = tempfile::tempdir().unwrap();
    let pushed = server.empty(Layout::Hosted).await.unwrap();
    let port = relay(&pushed).await;
    push(project.path(), &source, &url(&pushed, port)).await;
    let ours = server.database(&source, Layout::Hosted).await.unwrap();
    let (from, to) = (url(&pushed, port), url(&ours, port));
    let diff = ["db", "diff", "--strict-coverage", "--from", &from, "--to", &to];
    let output = cli(project.path(), &diff).await;
    println!("{}", said(&output));
    assert!(output.status.success(), "{}", said(&output));
    assert!(output.stdout.trim_ascii().is_empty(), "{}", said(&output));

    // It would see one: a policy that is gone, a grant that is new.
    connect(&ours.superuser())
        .await
        .batch_execute(
            "drop policy units_update on public.units; grant delete on public.beds to authenticated",
        )
        .await
        .unwrap();
    let output = cli(project.path(), &diff).await;
    let text = said(&output);
    assert!(text.contains("units_update") && text.contains("beds"), "{text}");

    // The migrator takes over without doing anything.
    let report = migrate::up(&pushed.owner(), &source, &options()).await.unwrap();
    assert_eq!((report.adopted.len(), report.applied.len()), (source.migrations().len(), 0));
}

#[tokio::test]
#[ignore = "needs the Supabase CLI (npm package supabase), named by ALMONER_SUPABASE_CLI"]
async fn the_clis_lint_and_advisors_find_nothing_that_is_not_excused() {
    let server = server().await;
    let db = server.database(&Source::embedded().unwrap(), Layout::Hosted).await.unwrap();
    // On a hosted project it is there.
    connect(&db.superuser())
        .await
        .batch_execute("create extension plpgsql_check with schema extensions")
        .await
        .unwrap();
    let project = tempfile::tempdir().unwrap();
    fs::create_dir_all(project.path().join("supabase")).unwrap();
    let url = url(&db, relay(&db).await);
    let schemas = "public,app,private,reference";
    let lint = cli(
        project.path(),
        &[
            "db",
            "lint",
            "--remote",
            &url,
            "--schema",
            schemas,
            "--level",
            "warning",
            "--output-format",
            "json",
        ],
    )
    .await;
    let advisors = cli(
        project.path(),
        &["db", "advisors", "--remote", &url, "--type", "all", "--level", "info", "--output-format", "json"],
    )
    .await;
    let mut found = lint_findings(&json(&lint));
    let functions = found.len();
    found.extend(advisor_findings(&json(&advisors)));
    // A run that asked nothing finds nothing: these are there in any database that was just made.
    assert!(found.iter().any(|finding| finding.starts_with("unused_index ")), "{}", said(&advisors));

    let file: Excuses = toml::from_str(include_str!("../../../../supabase/advisors.toml")).unwrap();
    let mut wrong = Vec::new();
    for excuse in &file.excused {
        if excuse.reason.len() < 30 || !found.iter().any(|finding| excuse.covers(finding)) {
            wrong.push(format!("excused without a reason, or not found: {}", excuse.finding));
        }
    }
    wrong.extend(found.iter().filter(|finding| !file.excused.iter().any(|e| e.covers(finding))).cloned());
    println!(
        "lint {functions}, advisors {}, all excused but {} findings",
        found.len() - functions,
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(serde::Deserialize)]
struct Excuses {
    excused: Vec<Excuse>,
}

/// A finding's name and object, where `*` at the end stands for anything.
#[derive(serde::Deserialize)]
struct Excuse {
    finding: String,
    reason: String,
}

impl Excuse {
    fn covers(&self, finding: &str) -> bool {
        match self.finding.strip_suffix('*') {
            Some(beginning) => finding.starts_with(beginning),
            None => finding == self.finding,
        }
    }
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", said(output)))
}

fn lint_findings(answer: &serde_json::Value) -> Vec<String> {
    let functions = answer.as_array().or_else(|| answer["results"].as_array());
    let functions = functions.unwrap_or_else(|| panic!("a list of functions, not {answer}"));
    let mut found = Vec::new();
    for function in functions {
        for issue in function["issues"].as_array().expect("a function's issues") {
            let text = |name: &str| issue[name].as_str().unwrap_or_default().to_owned();
            let name = function["function"].as_str().unwrap_or_default();
            found.push(format!("lint: {} {name} {}", text("message"), text("detail")));
        }
    }
    found
}

fn advisor_findings(answer: &serde_json::Value) -> Vec<String> {
    let results = answer["results"].as_array().unwrap_or_else(|| panic!("results, not {answer}"));
    results
        .iter()
        .map(|result| {
            let text = |name: &str| result[name].as_str().expect("a finding has a name and a key").to_owned();
            let (name, key) = (text("name"), text("cacheKey"));
            format!("{name} {}", key.strip_prefix(&format!("{name}_")).unwrap_or(&key))
        })
        .collect()
}
