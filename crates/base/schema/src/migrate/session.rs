//! The migrator's own session: who it is, that nothing stands between, and
//! that it is the only one.

use std::time::{Duration, Instant};

use tokio_postgres::{Client, SimpleQueryMessage};

use super::Options;
use crate::target::{Target, quote_ident};
use crate::{Error, Result};

/// Key of the session-level advisory lock that a migrator holds: "almoner" in
/// bytes, but for the last letters.
pub const LOCK: i64 = 0x0061_6c6d_6f6e_6572;
/// How often a waiting migrator looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(100);

/// A connection that may migrate.
pub(super) struct Session {
    pub(super) client: Client,
    settings: String,
}

impl Session {
    /// Connects, checks, waits for its turn.
    pub(super) async fn open(target: &Target, options: &Options, purpose: &str) -> Result<Self> {
        let client = target.connect(purpose).await?;
        // First of all: through a transaction pooler not even this connection's
        // settings would be its own.
        refuse_pooler(&client, target).await?;
        if let Some(role) = &options.run_as {
            client
                .batch_execute(&format!("set session authorization {}", quote_ident(role)))
                .await
                .map_err(Error::database(format!("becoming {role}")))?;
        }
        check_owner(&client).await?;
        let settings = format!(
            "reset all; reset role;
             set lock_timeout = {lock}; set statement_timeout = {statement};
             set idle_in_transaction_session_timeout = '5min'; set standard_conforming_strings = on;
             set client_min_messages = warning; set timezone = 'UTC';
             set search_path = \"$user\", public, extensions",
            lock = options.lock_timeout.as_millis(),
            statement = options.statement_timeout.as_millis(),
        );
        let session = Self { client, settings };
        session.settle().await?;
        session.wait_for_turn(options.wait_for_other).await?;
        Ok(session)
    }

    /// Puts back what a file may have set for the session.
    pub(super) async fn settle(&self) -> Result<()> {
        self.client.batch_execute(&self.settings).await.map_err(Error::database("setting up the session"))
    }

    async fn wait_for_turn(&self, patience: Duration) -> Result<()> {
        let failed = || Error::database("taking the migration lock");
        let since = Instant::now();
        let mut said = false;
        loop {
            let row =
                self.client.query_one("select pg_try_advisory_lock($1)", &[&LOCK]).await.map_err(failed())?;
            if row.get(0) {
                return Ok(());
            }
            if since.elapsed() >= patience {
                return Err(Error::refused(format!(
                    "another migrator is at work on this database ({}); waited {} s. Let it finish, or end it if it \
                     is stuck",
                    self.holder().await.unwrap_or_else(|| "it has just finished".into()),
                    patience.as_secs()
                )));
            }
            if !said {
                said = true;
                tracing::info!("another migrator is at work; waiting for it");
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    async fn holder(&self) -> Option<String> {
        let row = self
            .client
            .query_opt(
                "select format('process %s, %s', l.pid, coalesce(nullif(a.application_name, ''), 'unnamed'))
                   from pg_locks l left join pg_stat_activity a using (pid)
                  where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                    and l.database = (select oid from pg_database where datname = current_database())
                    and (l.classid::bigint << 32 | l.objid::bigint) = $1",
                &[&LOCK],
            )
            .await
            .ok()??;
        Some(row.get(0))
    }
}

/// The owner must be able to read past policies, or security definer helpers
/// would find nothing; and it must be no superuser, or they could do anything.
async fn check_owner(client: &Client) -> Result<()> {
    let row = client
        .query_one(
            "select rolname::text, rolsuper, rolbypassrls from pg_roles where rolname = current_user",
            &[],
        )
        .await
        .map_err(Error::database("asking who the owner is"))?;
    let (name, superuser, bypass): (String, bool, bool) = (row.get(0), row.get(1), row.get(2));
    if superuser {
        return Err(Error::refused(format!(
            "{name} is a superuser: every security definer function that it makes could do anything. Run the \
             bootstrap as {name}, and migrate as the owner that it made (almoner_owner)"
        )));
    }
    if !bypass {
        return Err(Error::refused(format!(
            "{name} has no BYPASSRLS: the security definer helpers that policies call would find no rows. Migrate as \
             the database's owner (almoner_owner, on a hosted project postgres), or have a superuser run: alter role \
             {name} bypassrls"
        )));
    }
    Ok(())
}

/// Two connections that take turns tell a transaction pooler: behind one, the
/// second gets the server process of the first, or the first gets another while
/// the second holds it.
async fn refuse_pooler(client: &Client, target: &Target) -> Result<()> {
    let before = backend(client, "select pg_backend_pid()").await?;
    let other = target.connect("pooler probe").await?;
    // The transaction stays open, so that a pooler can't give its process away.
    let second = match backend(&other, "begin; select pg_backend_pid()").await {
        // Statement mode: it knows no transactions at all.
        Err(error) if error.code() == Some("08P01") => before.clone(),
        second => second?,
    };
    let after = backend(client, "select pg_backend_pid()").await?;
    drop(other);
    if before == second || before != after {
        return Err(Error::refused(
            "this address is a pooler in transaction or statement mode, where a migrator has no session of its own: its lock and \
             timeouts would land on other people's connections. Use the direct connection or a session-mode one (on \
             a hosted project port 5432)",
        ));
    }
    Ok(())
}

/// By the simple protocol: a pooler may refuse prepared statements.
async fn backend(client: &Client, sql: &str) -> Result<String> {
    let messages =
        client.simple_query(sql).await.map_err(Error::database("asking for the server process"))?;
    let pid = messages.iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    pid.ok_or_else(|| Error::refused("the server did not say which process serves this connection"))
}
