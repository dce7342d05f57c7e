//! `almoner migrate`: the schema.

use almoner_schema::migrate::{self, State};
use almoner_schema::{Source, bootstrap, catalogue, drift, lint};
use anyhow::{Result, anyhow};

use crate::cli::{Migrate, MigrateWhat};
use crate::data::Folder;
use crate::database::Place;
use crate::term;

pub async fn run(flags: Migrate) -> Result<()> {
    if let MigrateWhat::New { name, folder } = &flags.what {
        let files = migrate::new(folder, name, jiff::Timestamp::now())?;
        term::done(&format!("{}", files.migration.display()));
        term::done(&format!("{}", files.rollback.display()));
        return Ok(());
    }
    let folder = Folder::open(&flags.data)?;
    let place = Place::open(&folder, &flags.database, None).await?;
    let worked = work(&place, flags.what).await;
    place.close().await?;
    worked
}

async fn work(place: &Place, what: MigrateWhat) -> Result<()> {
    let source = Source::embedded()?;
    match what {
        MigrateWhat::Up { to } => {
            let options = migrate::Options { to, ..place.migrate_options() };
            let report = migrate::up(&place.owner, &source, &options).await?;
            for file in &report.applied {
                term::done(&format!("{} ({} statements, {} ms)", file.file, file.statements, file.took.as_millis()));
            }
            for version in &report.adopted {
                term::done(&format!("{version} was pushed by the Supabase CLI and is now known here too"));
            }
            if report.applied.is_empty() && report.adopted.is_empty() {
                term::done("nothing to apply");
            }
            Ok(())
        }
        MigrateWhat::Down { count, discard } => {
            let report = migrate::down(&place.owner, &source, count, discard, &place.migrate_options()).await?;
            for file in &report.rolled_back {
                term::done(&format!("undone: {file}"));
            }
            for lost in &report.discarded {
                println!("{} {lost}", term::yellow("lost"));
            }
            Ok(())
        }
        MigrateWhat::Status => status(place, &source).await,
        MigrateWhat::Lint => lint(place, &source).await,
        MigrateWhat::Drift => compare(place, &source).await,
        MigrateWhat::Bootstrap => {
            let mut client = place.owner.connect("almoner migrate bootstrap").await?;
            bootstrap::run(&mut client, bootstrap::OWNER).await?;
            term::done("roles and schemas are there; the owner is almoner_owner");
            Ok(())
        }
        MigrateWhat::New { .. } => Ok(()),
    }
}

async fn status(place: &Place, source: &Source) -> Result<()> {
    let client = place.owner_client("almoner migrate status").await?;
    let status = migrate::status(&client, source).await?;
    let rows: Vec<Vec<String>> = status
        .entries
        .iter()
        .map(|entry| {
            let state = match entry.state {
                State::Applied => "applied",
                State::Pushed => "pushed by the Supabase CLI",
                State::Edited => "EDITED after it was applied",
                State::Unverified => "recorded without statements",
                State::Pending => "pending",
                State::OutOfOrder => "OUT OF ORDER",
                State::Newer => "from a newer almoner",
                State::Missing => "FILE MISSING",
            };
            vec![entry.version.clone(), entry.name.clone(), state.to_owned()]
        })
        .collect();
    term::table(&["version", "name", "state"], &rows);
    match status.refusal() {
        None => Ok(()),
        Some(why) => Err(anyhow!(why)),
    }
}

async fn lint(place: &Place, source: &Source) -> Result<()> {
    let config = lint::Config::embedded()?;
    let client = place.owner_client("almoner migrate lint").await?;
    let mut findings = lint::files(source, &config)?;
    findings.extend(lint::database(&client, &config).await?);
    for finding in &findings {
        println!("{finding}");
    }
    let failing = findings.iter().filter(|f| f.fails()).count();
    if failing == 0 {
        term::done(&format!("no findings ({} notes)", findings.len()));
        return Ok(());
    }
    Err(anyhow!("{failing} findings"))
}

async fn compare(place: &Place, source: &Source) -> Result<()> {
    let differences = drift::check(&place.owner, source).await?.differences;
    if differences.is_empty() {
        term::done("the catalogue is what the files make");
        return Ok(());
    }
    print!("{}", catalogue::render(&differences));
    Err(anyhow!("{} differences between the database (+) and the files (-)", differences.len()))
}
