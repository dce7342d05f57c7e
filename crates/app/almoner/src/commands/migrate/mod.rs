//! `almoner migrate`: the schema.

mod new;

use almoner_schema::migrate::{self, State};
use almoner_schema::{Source, bootstrap, catalogue, drift, lint};
use anyhow::{Result, anyhow};

use crate::cli::{Migrate, MigrateWhat, Wrong};
use crate::commands::schedules;
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{ready, term};

pub async fn run(flags: Migrate) -> Result<()> {
    let mut checkout = None;
    let purpose = match &flags.what {
        MigrateWhat::New { name, folder, rights: false, .. } => return new::empty(folder, &name.join(" ")),
        MigrateWhat::New { name, folder, matrix, .. } => {
            checkout = Some(new::Checkout::read(folder, matrix, name.join(" "))?);
            Use::Work
        }
        MigrateWhat::Up { .. } | MigrateWhat::Bootstrap => Use::Work,
        MigrateWhat::Down { .. } | MigrateWhat::Status | MigrateWhat::Lint | MigrateWhat::Drift => Use::Look,
    };
    let folder = Folder::at(&flags.data)?;
    Place::with(&folder, &flags.database, purpose, async |place| {
        let source = Source::embedded()?;
        match flags.what {
            MigrateWhat::Up { to } => up(place, &source, to).await,
            MigrateWhat::Down { count, discard } => down(place, &source, usize::from(count), discard).await,
            MigrateWhat::Status => status(place, &source).await,
            MigrateWhat::Lint => lint(place, &source).await,
            MigrateWhat::Drift => compare(place, &source).await,
            MigrateWhat::Bootstrap => bootstrap(place).await,
            MigrateWhat::New { .. } => match &checkout {
                Some(checkout) => new::rights(place, checkout).await,
                None => Ok(()),
            },
        }
    })
    .await
}

async fn up(place: &Place, source: &Source, to: Option<String>) -> Result<()> {
    if let Some(to) = to.as_deref().filter(|to| source.get(to).is_none()) {
        return Err(Wrong::with_remedy(
            format!("there is no migration {to}"),
            "The versions are the first column of `almoner migrate status`.",
        ));
    }
    let options = migrate::Options { to, ..place.migrate_options() };
    term::doing("bringing the schema up to date");
    let report = migrate::up(place.owner()?, source, &options).await?;
    for file in &report.applied {
        term::done(&format!("{} ({} statements, {} ms)", file.file, file.statements, file.took.as_millis()));
    }
    for version in &report.adopted {
        term::done(&format!("{version} was pushed by the Supabase CLI and is now known here too"));
    }
    for index in &report.rebuilt {
        term::done(&format!("built the invalid index {index} again"));
    }
    if report.applied.is_empty() && report.adopted.is_empty() {
        term::done("nothing to apply");
    }
    schedules::keep(place).await
}

async fn down(place: &Place, source: &Source, count: usize, discard: bool) -> Result<()> {
    let report = migrate::down(place.owner()?, source, count, discard, &place.migrate_options()).await?;
    for file in &report.rolled_back {
        term::done(&format!("undone: {file}"));
    }
    for lost in &report.discarded {
        term::note(&format!("lost: {lost}"));
    }
    if report.rolled_back.is_empty() {
        term::done("nothing to undo");
    }
    Ok(())
}

async fn status(place: &Place, source: &Source) -> Result<()> {
    let client = place.owner_client("migrate status").await?;
    let status = migrate::status(&client, source).await?;
    let row = |entry: &migrate::Entry| {
        vec![entry.version.clone(), entry.name.clone(), in_words(entry.state).to_owned()]
    };
    term::table(&["version", "name", "state"], &status.entries.iter().map(row).collect::<Vec<_>>());
    for index in &status.invalid_indexes {
        term::note(&format!("the index {index} is invalid and not used; almoner migrate up builds it again"));
    }
    match ready::refusal(&status) {
        None => Ok(()),
        Some(why) => Err(anyhow!(why)),
    }
}

fn in_words(state: State) -> &'static str {
    match state {
        State::Applied => "applied",
        State::Pushed => "pushed by the Supabase CLI",
        State::Edited => "EDITED after it was applied",
        State::Unverified => "recorded without statements",
        State::Pending => "pending",
        State::OutOfOrder => "OUT OF ORDER",
        State::Newer => "from a newer almoner",
        State::Missing => "FILE MISSING",
    }
}

async fn lint(place: &Place, source: &Source) -> Result<()> {
    let config = lint::Config::embedded()?;
    let client = place.owner_client("migrate lint").await?;
    let mut findings = lint::files(source, &config)?;
    findings.extend(lint::database(&client, &config).await?);
    for finding in &findings {
        term::say(&finding.to_string());
    }
    let failing = findings.iter().filter(|f| f.fails()).count();
    match (failing, findings.len()) {
        (0, 0) => term::done("no findings"),
        (0, notes) => term::done(&format!("nothing fails ({notes} notes)")),
        (1, _) => return Err(anyhow!("1 finding; mend it with a migration")),
        _ => return Err(anyhow!("{failing} findings; mend them with a migration")),
    }
    Ok(())
}

async fn compare(place: &Place, source: &Source) -> Result<()> {
    term::doing("comparing with what the files make");
    let differences = drift::check(place.owner()?, source).await?.differences;
    if differences.is_empty() {
        term::done("the catalogue is what the files make");
        return Ok(());
    }
    term::say(catalogue::render(&differences).trim_end());
    Err(anyhow!(
        "{} differences between the database (+) and the files (-); somebody changed it by hand: \
         undo that, or write it down as a migration",
        differences.len()
    ))
}

async fn bootstrap(place: &Place) -> Result<()> {
    let mut client = place.superuser("migrate bootstrap").await?;
    bootstrap::run(&mut client, bootstrap::OWNER).await?;
    term::done("roles and schemas are there; the owner is almoner_owner");
    Ok(())
}
