//! Running one file: its statements, its transaction, its failures.

use std::time::Duration;

use tokio_postgres::Client;
use tokio_postgres::error::{DbError, ErrorPosition};

use crate::error::{FailedStatement, described};
use crate::source::Script;
use crate::sql::{Statement, normalised};
use crate::{Error, Result};

/// What a failure inside a transaction leaves behind.
pub(super) const ROLLED_BACK: &str = "The file was rolled back: the database is as it was before it.";
/// What a failure outside one leaves behind.
pub(super) const RESUMABLE: &str = "This file runs outside a transaction: the statements before this one stay. Run it again when the cause is gone.";

/// Runs the statements in order; the error names the one that failed.
pub(super) async fn statements(
    client: &Client,
    script: &Script,
    all: &[Statement],
    aftermath: &str,
) -> Result<()> {
    for (index, statement) in all.iter().enumerate() {
        client
            .batch_execute(&statement.text)
            .await
            .map_err(|cause| failed(script, all, index, &cause, aftermath))?;
    }
    Ok(())
}

pub(super) fn failed(
    script: &Script,
    all: &[Statement],
    index: usize,
    cause: &tokio_postgres::Error,
    aftermath: &str,
) -> Error {
    let statement = &all[index];
    let db = cause.as_db_error();
    Error::Statement(Box::new(FailedStatement {
        file: script.file.clone(),
        number: index + 1,
        of: all.len(),
        line: db.and_then(|db| line_of(statement, db)).unwrap_or(statement.line),
        excerpt: statement.excerpt(80),
        code: db.map(|db| db.code().code().to_owned()),
        message: described(cause),
        aftermath: aftermath.to_owned(),
    }))
}

/// PostgreSQL's position is in characters of the statement that was sent.
fn line_of(statement: &Statement, error: &DbError) -> Option<usize> {
    let Some(ErrorPosition::Original(position)) = error.position() else { return None };
    let before = statement.text.chars().take((*position).saturating_sub(1) as usize);
    let newlines = before.filter(|c| *c == '\n').count();
    Some(statement.line - statement.lead + newlines)
}

/// Refuses what would break "one file, one transaction" or can't be sent.
pub(super) fn check(script: &Script, all: &[Statement]) -> Result<()> {
    let outside = script.outside_transaction();
    for statement in all {
        let opening = statement.opening(2);
        let first = opening.split(' ').next().unwrap_or_default();
        let control = ["begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release"]
            .contains(&first)
            || opening == "prepare transaction";
        let problem = if control {
            "controls the transaction; a file is one transaction, begun and committed for it"
        } else if first == "copy" && statement.tokens().iter().any(|token| token.is_word("stdin")) {
            "reads from the client; insert the rows, or load them with a command of their own"
        } else if !outside && first != "do" && needs_no_transaction(statement) {
            "can't run in a transaction; put it in a file of its own whose first line is -- almoner: no-transaction"
        } else {
            continue;
        };
        let excerpt = statement.excerpt(80);
        return Err(Error::source(&script.file, format!("line {}: `{excerpt}` {problem}", statement.line)));
    }
    Ok(())
}

fn needs_no_transaction(statement: &Statement) -> bool {
    let tokens = statement.tokens();
    let index = tokens.iter().take(4).any(|token| token.is_word("index"))
        || tokens.first().is_some_and(|token| token.is_word("reindex"));
    index && tokens.iter().take(6).any(|token| token.is_word("concurrently"))
}

/// Whether trying again may help: the locks were not to be had, or another
/// session changed the same catalogue row (roles belong to the whole cluster).
pub(super) fn worth_retrying(error: &Error) -> bool {
    match error.code() {
        Some("55P03" | "40P01" | "40001") => true,
        Some("XX000") => error.to_string().contains("tuple concurrently updated"),
        Some("23505") => error.to_string().contains("\"pg_auth"),
        _ => false,
    }
}

/// How long to leave the tables alone before the next attempt (counted from 1).
pub(super) fn pause(attempt: u32) -> Duration {
    Duration::from_millis(500 * u64::from(2_u32.saturating_pow(attempt.min(4) - 1)))
}

/// Adds how often it was tried to a failure for want of locks.
pub(super) fn after_attempts(error: Error, attempts: u32) -> Error {
    match error {
        Error::Statement(mut failed) if failed.code.as_deref() == Some("55P03") => {
            failed.message = format!(
                "{} (tried {attempts} times; another transaction holds the lock: see xact_start in pg_stat_activity)",
                failed.message
            );
            Error::Statement(failed)
        }
        other => other,
    }
}

/// Whether a file mentions a name as a word, outside comments.
pub(super) fn mentions(script: &Script, name: &str) -> bool {
    normalised(&script.sql)
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .any(|word| word == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(sql: &'static str) -> Option<String> {
        let script = Script { file: "f.sql".into(), sql: sql.into() };
        check(&script, &script.statements()).err().map(|e| e.to_string())
    }

    #[test]
    fn a_file_keeps_out_of_its_transaction() {
        for bad in ["select 1;\ncommit", "begin", "rollback to s", "-- x\nSAVEPOINT s", "copy t from stdin"] {
            assert!(refused(bad).is_some(), "{bad}");
        }
        assert!(refused("select 1;\ncommit").unwrap().contains("line 2"));
        assert!(refused("create unique index concurrently i on t (a)").unwrap().contains("no-transaction"));
        assert!(refused("drop index concurrently if exists i").is_some());
        for good in [
            "-- almoner: no-transaction\ncreate index concurrently if not exists i on t (a)",
            "create table index_of_concurrently (concurrently int)",
            "do $$ begin commit; end $$",
            "copy t from '/dev/null'",
        ] {
            assert_eq!(refused(good), None, "{good}");
        }
    }

    #[test]
    fn pauses_grow() {
        assert_eq!([1, 2, 3, 9].map(|n| pause(n).as_millis()), [500, 1000, 2000, 4000]);
    }
}
