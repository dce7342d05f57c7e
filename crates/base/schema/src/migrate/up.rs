//! `migrate up`: applies what is pending.

use std::time::{Duration, Instant};

use super::session::Session;
use super::{Foreign, InvalidIndex, Options, apply, indexes, ledger, plan};
use crate::source::{Migration, Source};
use crate::sql::Statement;
use crate::target::Target;
use crate::{Error, Result};

/// A file that `up` applied.
#[derive(Debug, Clone)]
pub struct AppliedFile {
    /// Its name.
    pub file: String,
    /// How many statements it has.
    pub statements: usize,
    /// How long it took.
    pub took: Duration,
}

/// What `up` did.
#[derive(Debug, Clone, Default)]
pub struct UpReport {
    /// Files applied, in order.
    pub applied: Vec<AppliedFile>,
    /// Versions that the Supabase CLI had pushed and that are now ours too.
    pub adopted: Vec<String>,
    /// Invalid indexes that were built again.
    pub rebuilt: Vec<InvalidIndex>,
}

/// Applies every pending file, each in a transaction of its own.
pub async fn up(target: &Target, source: &Source, options: &Options) -> Result<UpReport> {
    let session = Session::open(target, options, "migrate up").await?;
    if let Some(foreign) = options.never_onto {
        refuse_foreign(&session, source, foreign).await?;
    }
    ledger::ensure(&session.client).await?;
    let entries = plan::compare(source, ledger::read(&session.client).await?);
    plan::refuse(&entries, options.trust_unverified)?;

    let mut report = UpReport::default();
    for entry in &entries {
        let Some(migration) = source.get(&entry.version) else { continue };
        match entry.state {
            plan::State::Pushed | plan::State::Unverified => {
                ledger::record_checksum(&session.client, migration, 0, true)
                    .await
                    .map_err(Error::database(format!("adopting {}", migration.up.file)))?;
                report.adopted.push(migration.version.clone());
            }
            plan::State::Pending if options.to.as_ref().is_none_or(|to| migration.version <= *to) => {
                report.applied.push(file(&session, migration, options).await?);
            }
            _ => {}
        }
    }
    // Builds that wait for every old transaction take as long as they take, and
    // meanwhile hinder nobody's reads or writes.
    session
        .client
        .batch_execute("set lock_timeout = 0; set statement_timeout = 0")
        .await
        .map_err(Error::database("lifting the timeouts to rebuild indexes"))?;
    report.rebuilt = indexes::rebuild(&session.client).await?;
    Ok(report)
}

/// Refuses a database that somebody else filled, before anything is made in it.
async fn refuse_foreign(session: &Session, source: &Source, foreign: Foreign) -> Result<()> {
    let rows = ledger::read(&session.client).await?;
    if rows.iter().any(|row| source.get(&row.version).is_some()) {
        return Ok(());
    }
    let there = session
        .client
        .query_one("select to_regclass($1) is not null", &[&foreign.table])
        .await
        .map_err(Error::database("looking for what is there already"))?;
    if there.get(0) {
        let Foreign { table, advice } = foreign;
        return Err(Error::refused(format!(
            "this database is in use by something else: it holds {table}, and none of these migrations made it. {advice}"
        )));
    }
    Ok(())
}

async fn file(session: &Session, migration: &Migration, options: &Options) -> Result<AppliedFile> {
    let all = migration.up.statements();
    apply::check(&migration.up, &all)?;
    let began = Instant::now();
    let mut attempt = 1;
    loop {
        session.settle().await?;
        let result = if migration.up.outside_transaction() {
            outside(session, migration, &all, began).await
        } else {
            inside(session, migration, &all, began).await
        };
        match result {
            Ok(()) => break,
            Err(error) if attempt < options.lock_attempts && apply::worth_retrying(&error) => {
                tracing::warn!(file = migration.up.file, attempt, %error, "trying the file again");
                tokio::time::sleep(apply::pause(attempt)).await;
                attempt += 1;
            }
            Err(error) => return Err(apply::after_attempts(error, attempt)),
        }
    }
    session.settle().await?;
    tracing::info!(file = migration.up.file, "applied");
    Ok(AppliedFile { file: migration.up.file.clone(), statements: all.len(), took: began.elapsed() })
}

/// The ordinary way: one transaction around ledger and statements.
async fn inside(session: &Session, migration: &Migration, all: &[Statement], began: Instant) -> Result<()> {
    let client = &session.client;
    client.batch_execute("begin").await.map_err(Error::database("beginning a transaction"))?;
    let result = async {
        ledger::record_version(client, migration).await.map_err(recording(migration))?;
        apply::statements(client, &migration.up, all, apply::ROLLED_BACK).await?;
        // A file may have changed who we are.
        client.batch_execute("reset role").await.map_err(recording(migration))?;
        ledger::record_checksum(client, migration, millis(began), false)
            .await
            .map_err(recording(migration))?;
        let doing =
            format!("committing {} (it was rolled back: the database is as it was)", migration.up.file);
        client.batch_execute("commit").await.map_err(Error::database(doing))
    }
    .await;
    if result.is_err() {
        // Nothing to add when this fails too: the connection is gone, and the
        // server has rolled back by itself.
        let _ = client.batch_execute("rollback").await;
    }
    result
}

/// For `concurrently`: every statement by itself, the ledger last. Such a file
/// may be cut anywhere and is run again from its start.
async fn outside(session: &Session, migration: &Migration, all: &[Statement], began: Instant) -> Result<()> {
    let client = &session.client;
    for index in named_invalid(session, migration).await? {
        indexes::drop_index(client, &index).await?;
    }
    for (number, statement) in all.iter().enumerate() {
        // These wait for old transactions without standing in anybody's way.
        let patient = statement.tokens().iter().take(6).any(|token| token.is_word("concurrently"));
        if patient {
            client
                .batch_execute("set lock_timeout = 0; set statement_timeout = 0")
                .await
                .map_err(Error::database("lifting the timeouts"))?;
        } else {
            session.settle().await?;
        }
        client
            .batch_execute(&statement.text)
            .await
            .map_err(|cause| apply::failed(&migration.up, all, number, &cause, apply::RESUMABLE))?;
    }
    session.settle().await?;
    if let Some(index) = named_invalid(session, migration).await?.first() {
        return Err(Error::refused(format!(
            "{}: the index {index} came out invalid; run the file again, it will be dropped and built anew",
            migration.up.file
        )));
    }
    client.batch_execute("begin").await.map_err(recording(migration))?;
    let result = async {
        ledger::record_version(client, migration).await.map_err(recording(migration))?;
        ledger::record_checksum(client, migration, millis(began), false)
            .await
            .map_err(recording(migration))?;
        client.batch_execute("commit").await.map_err(recording(migration))
    }
    .await;
    if result.is_err() {
        let _ = client.batch_execute("rollback").await;
    }
    result
}

async fn named_invalid(session: &Session, migration: &Migration) -> Result<Vec<InvalidIndex>> {
    let mut broken = indexes::invalid(&session.client).await?;
    broken.retain(|index| apply::mentions(&migration.up, &index.name));
    Ok(broken)
}

fn recording(migration: &Migration) -> impl FnOnce(tokio_postgres::Error) -> Error {
    let file = migration.up.file.clone();
    move |cause| {
        if cause.code() == Some(&tokio_postgres::error::SqlState::UNIQUE_VIOLATION) {
            return Error::refused(format!(
                "{file} was applied by another tool meanwhile (the Supabase CLI takes no lock). Look with `almoner \
                 migrate status`"
            ));
        }
        Error::database(format!("recording {file}"))(cause)
    }
}

fn millis(began: Instant) -> i64 {
    i64::try_from(began.elapsed().as_millis()).unwrap_or(i64::MAX)
}
