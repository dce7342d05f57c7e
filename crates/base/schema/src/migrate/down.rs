//! `migrate down`: undoes the newest files, and refuses to lose anybody's rows.

use super::session::Session;
use super::{Options, apply, indexes, ledger, loss, plan};
use crate::source::{Migration, Source};
use crate::sql::Statement;
use crate::target::Target;
use crate::{Error, Result};

/// What `down` did.
#[derive(Debug, Clone, Default)]
pub struct DownReport {
    /// Files rolled back, in the order in which that was done.
    pub rolled_back: Vec<String>,
    /// What was lost, because the operator said so.
    pub discarded: Vec<String>,
}

/// Rolls back the `count` newest migrations, each in a transaction of its own.
/// Where rows would be lost it refuses, unless `discard` says that they may be.
pub async fn down(
    target: &Target,
    source: &Source,
    count: usize,
    discard: bool,
    options: &Options,
) -> Result<DownReport> {
    let session = Session::open(target, options, "migrate down").await?;
    ledger::ensure(&session.client).await?;
    let entries = plan::compare(source, ledger::read(&session.client).await?);
    let newest: Vec<&plan::Entry> = entries.iter().rev().filter(|e| e.row.is_some()).take(count).collect();
    // All of them are looked at before the first is touched.
    let mut migrations = Vec::new();
    for entry in newest {
        migrations.push(may_go(source, entry)?);
    }
    let mut report = DownReport::default();
    for migration in migrations {
        let lost = file(&session, migration, discard, options).await?;
        report.rolled_back.push(migration.up.file.clone());
        report.discarded.extend(lost);
    }
    Ok(report)
}

fn may_go<'a>(source: &'a Source, entry: &plan::Entry) -> Result<&'a Migration> {
    let name = format!("{}_{}", entry.version, entry.name);
    let Some(migration) = source.get(&entry.version) else {
        return Err(Error::refused(format!(
            "{name} is not among the files; use the program that applied it"
        )));
    };
    if entry.state == plan::State::Edited {
        return Err(Error::refused(format!(
            "{name} was edited after it was applied, so its rollback may not fit. Put the file back as it was"
        )));
    }
    if migration.down.is_none() {
        return Err(Error::refused(format!("{name} has no rollback: rollbacks/{name}.sql is missing")));
    }
    Ok(migration)
}

async fn file(
    session: &Session,
    migration: &Migration,
    discard: bool,
    options: &Options,
) -> Result<Vec<String>> {
    let Some(script) = &migration.down else { return Ok(Vec::new()) };
    let all = script.statements();
    apply::check(script, &all)?;
    let mut attempt = 1;
    loop {
        session.settle().await?;
        let result = if script.outside_transaction() {
            outside(session, migration, &all).await.map(|()| Vec::new())
        } else {
            let result = inside(session, migration, &all, discard).await;
            if result.is_err() {
                let _ = session.client.batch_execute("rollback").await;
            }
            result
        };
        match result {
            Ok(lost) => {
                session.settle().await?;
                tracing::info!(file = migration.up.file, "rolled back");
                return Ok(lost);
            }
            Err(error) if attempt < options.lock_attempts && apply::worth_retrying(&error) => {
                tracing::warn!(file = migration.up.file, attempt, %error, "trying the rollback again");
                tokio::time::sleep(apply::pause(attempt)).await;
                attempt += 1;
            }
            Err(error) => return Err(apply::after_attempts(error, attempt)),
        }
    }
}

/// Tried once inside a savepoint to see what goes; then what goes is locked and
/// counted; then done. One transaction, so nothing changes in between.
async fn inside(
    session: &Session,
    migration: &Migration,
    all: &[Statement],
    discard: bool,
) -> Result<Vec<String>> {
    let client = &session.client;
    let Some(script) = &migration.down else { return Ok(Vec::new()) };
    let doing = || Error::database(format!("rolling back {}", migration.up.file));
    client.batch_execute("begin; savepoint trial").await.map_err(doing())?;
    let before = loss::survey(client).await?;
    apply::statements(client, script, all, apply::ROLLED_BACK).await?;
    client.batch_execute("reset role").await.map_err(doing())?;
    let candidates = loss::candidates(client, &before, script).await?;
    let lost = if candidates.is_empty() {
        Vec::new()
    } else {
        client.batch_execute("rollback to savepoint trial").await.map_err(doing())?;
        let lost = loss::weigh(client, candidates).await?;
        if !lost.is_empty() && !discard {
            return Err(Error::refused(format!(
                "rolling back {} would lose what people entered: {}. Nothing was changed. Keep it elsewhere first, or \
                 say --discard to lose it",
                migration.up.file,
                lost.join("; ")
            )));
        }
        apply::statements(client, script, all, apply::ROLLED_BACK).await?;
        client.batch_execute("reset role").await.map_err(doing())?;
        lost
    };
    ledger::forget(client, &migration.version).await.map_err(doing())?;
    client.batch_execute("commit").await.map_err(doing())?;
    Ok(lost)
}

/// Without a transaction nothing can be tried first, so such a rollback may
/// only touch indexes, which hold no rows of their own.
async fn outside(session: &Session, migration: &Migration, all: &[Statement]) -> Result<()> {
    let client = &session.client;
    let Some(script) = &migration.down else { return Ok(()) };
    if let Some(other) = all.iter().find(|s| !s.opening(4).contains("index") && s.opening(1) != "set") {
        return Err(Error::source(
            format!("rollbacks/{}", script.file),
            format!(
                "line {}: `{}` in a rollback without a transaction, which may only drop or build indexes",
                other.line,
                other.excerpt(80)
            ),
        ));
    }
    for index in indexes::invalid(client).await? {
        if apply::mentions(script, &index.name) {
            indexes::drop_index(client, &index).await?;
        }
    }
    let doing = || Error::database(format!("rolling back {}", migration.up.file));
    client.batch_execute("set lock_timeout = 0; set statement_timeout = 0").await.map_err(doing())?;
    apply::statements(client, script, all, apply::RESUMABLE).await?;
    session.settle().await?;
    client.batch_execute("begin").await.map_err(doing())?;
    ledger::forget(client, &migration.version).await.map_err(doing())?;
    client.batch_execute("commit").await.map_err(doing())
}
