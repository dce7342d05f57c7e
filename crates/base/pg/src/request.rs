//! One request against the database: who asks is set first, then the statements, then the end.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use deadpool::managed::Object;
use futures_util::future::{BoxFuture, FutureExt, join_all};
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Row, Statement};

use almoner_kernel::{Actor, Caller, Code, Error, Result};

use crate::call::{Calls, RawCall};
use crate::fault::fault;
use crate::pool::{Conn, Db, Manager, Prepare, checkout};
use crate::settled::roll_back;

/// Nothing but `set_config`: the login role may call nothing else before it becomes another role.
const SETTINGS: &str = "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true), \
    set_config('app.request_id', $3, true), set_config('statement_timeout', $4, true), \
    set_config('lock_timeout', $5, true), set_config('idle_in_transaction_session_timeout', $6, true)";

const SESSION_CHECK: &str = "select from app.session_check($1)";

/// What a transaction may do, and what its caller must be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Read,
    Write,
    /// As `Read` and `Write`, for a signed-in account that may have no organisation yet.
    ReadUnplaced,
    WriteUnplaced,
    /// The identity tables, before there is an identity.
    SignIn,
    /// Claims and ends work, of whichever organisation has some.
    Work,
}

impl Kind {
    fn role(self) -> &'static str {
        match self {
            Self::Read | Self::ReadUnplaced => "authenticated",
            Self::Write | Self::WriteUnplaced => "almoner_request",
            Self::SignIn => "almoner_signin",
            Self::Work => "almoner_worker",
        }
    }

    fn begin(self) -> &'static str {
        match self {
            Self::Read | Self::ReadUnplaced => "begin read only",
            Self::Write | Self::WriteUnplaced | Self::SignIn | Self::Work => "begin",
        }
    }

    /// Whether the session check asks for a profile; `None` where there is no session to check.
    fn needs_profile(self) -> Option<bool> {
        match self {
            Self::Read | Self::Write => Some(true),
            Self::ReadUnplaced | Self::WriteUnplaced => Some(false),
            Self::SignIn | Self::Work => None,
        }
    }
}

impl Db {
    /// Runs queries as the caller, READ ONLY, in one round trip: BEGIN, settings, session check,
    /// queries and COMMIT leave together. Unauthenticated when the session has ended.
    pub async fn read<Q: Calls>(&self, caller: &Caller, calls: Q) -> Result<Q::Out> {
        self.once(Kind::Read, caller, calls).await
    }

    /// [`Db::read`] for an account that may not have chosen an organisation.
    pub async fn read_unplaced<Q: Calls>(&self, caller: &Caller, calls: Q) -> Result<Q::Out> {
        self.once(Kind::ReadUnplaced, caller, calls).await
    }

    /// Opens a writing transaction as the caller and runs the first statements in the same round trip.
    pub async fn write<Q: Calls>(&self, caller: &Caller, first: Q) -> Result<(Tx, Q::Out)> {
        self.open(Kind::Write, caller, first).await
    }

    /// [`Db::write`] for an account that may not have chosen an organisation.
    pub async fn write_unplaced<Q: Calls>(&self, caller: &Caller, first: Q) -> Result<(Tx, Q::Out)> {
        self.open(Kind::WriteUnplaced, caller, first).await
    }

    /// Opens a transaction on the identity tables, on the pool that is kept for sign-in.
    pub async fn signin<Q: Calls>(&self, caller: &Caller, first: Q) -> Result<(Tx, Q::Out)> {
        self.open(Kind::SignIn, caller, first).await
    }

    /// Runs queries as the worker, in one transaction and one round trip. The role may claim and finish
    /// jobs (`app.claim_*`, `app.finish_*`) and nothing else; it reads no table. Statements have longer
    /// ([`crate::DbConfig::work`]) than those of a request.
    pub async fn work<Q: Calls>(&self, calls: Q) -> Result<Q::Out> {
        self.once(Kind::Work, &Caller::anonymous(), calls).await
    }

    async fn once<Q: Calls>(&self, kind: Kind, caller: &Caller, calls: Q) -> Result<Q::Out> {
        require_person(kind, caller)?;
        let conn = checkout(&self.requests).await?;
        let calls: Vec<RawCall> = calls.raw().into_iter().map(|c| c.0).collect();
        let rows = match self.flush(&conn, Some((kind, caller)), &calls, true).await {
            Err(Failed { error, stale_plan: true, .. }) => {
                tracing::debug!(%error, "a prepared statement is out of date; preparing it again");
                conn.forget().await;
                self.flush(&conn, Some((kind, caller)), &calls, true).await
            }
            other => other,
        };
        Q::read(rows.map_err(|f| f.error)?)
    }

    async fn open<Q: Calls>(&self, kind: Kind, caller: &Caller, first: Q) -> Result<(Tx, Q::Out)> {
        require_person(kind, caller)?;
        let pool = if kind == Kind::SignIn { &self.signin } else { &self.requests };
        let conn = checkout(pool).await?;
        let calls: Vec<RawCall> = first.raw().into_iter().map(|c| c.0).collect();
        let mut tx = Tx { db: self.clone(), conn: Some(conn), poisoned: false, marked: false };
        let rows = match tx.send(Some((kind, caller)), &calls, false).await {
            // Nothing has been done yet: once more from the beginning, with fresh statements.
            Err(Failed { error, stale_plan: true, .. }) => {
                tracing::debug!(%error, "a prepared statement is out of date; preparing it again");
                tx.rollback().await?;
                tx.send(Some((kind, caller)), &calls, false).await
            }
            other => other,
        };
        Ok((tx, Q::read(rows.map_err(|f| f.error)?)?))
    }

    /// Sends everything in order without waiting in between, then waits for all of it. The first
    /// error in order is the cause; those after it only say that the transaction had failed.
    async fn flush(
        &self,
        conn: &Conn,
        opening: Option<(Kind, &Caller)>,
        calls: &[RawCall],
        end: bool,
    ) -> Result<Vec<Vec<Row>>, Failed> {
        // Prepare first: a statement still being prepared when COMMIT is sent would run after it.
        let settings = opening.map(|(kind, caller)| self.settings(kind, caller));
        let check = opening.and_then(|(kind, _)| kind.needs_profile()).map(check_call);
        let mut all: Vec<&RawCall> = Vec::with_capacity(calls.len() + 2);
        all.extend(settings.as_ref());
        all.extend(check.as_ref());
        let before = all.len();
        all.extend(calls);
        let statements = self.prepare(conn, &all).await?;

        self.flushes.fetch_add(1, Ordering::Relaxed);
        let mut sent: Vec<BoxFuture<'_, Result<Vec<Row>, tokio_postgres::Error>>> =
            Vec::with_capacity(all.len() + 2);
        if let Some((kind, _)) = opening {
            conn.open.store(true, Ordering::Release);
            sent.push(conn.client.batch_execute(kind.begin()).map(|r| r.map(|()| Vec::new())).boxed());
        }
        for (at, call) in all.iter().enumerate() {
            sent.push(if let Some(statements) = &statements {
                let (statement, params) = (statements[at].clone(), call.params());
                async move { conn.client.query(&statement, &params).await }.boxed()
            } else {
                let params: Vec<(&(dyn ToSql + Sync), Type)> =
                    call.params().into_iter().zip(call.types.iter().cloned()).collect();
                async move { conn.client.query_typed(&call.sql, &params).await }.boxed()
            });
        }
        if end {
            sent.push(conn.client.batch_execute("commit").map(|r| r.map(|()| Vec::new())).boxed());
        }
        // join_all polls in order, and the first poll of each puts its message into the queue.
        let mut rows = Vec::with_capacity(calls.len());
        let skip = usize::from(opening.is_some()) + before;
        let mut failed: Option<tokio_postgres::Error> = None;
        for (at, result) in join_all(sent).await.into_iter().enumerate() {
            match result {
                Ok(answer) if at >= skip && rows.len() < calls.len() => rows.push(answer),
                Ok(_) => {}
                Err(error) => {
                    failed.get_or_insert(error);
                }
            }
        }
        if end && !conn.client.is_closed() {
            // COMMIT (or the ROLLBACK that it became) was answered.
            conn.open.store(false, Ordering::Release);
        }
        match failed {
            Some(error) => Err(Failed::from(error)),
            None => Ok(rows),
        }
    }

    async fn prepare(&self, conn: &Conn, calls: &[&RawCall]) -> Result<Option<Vec<Statement>>, Failed> {
        if self.config.prepare == Prepare::Unnamed {
            return Ok(None);
        }
        let mut statements = Vec::with_capacity(calls.len());
        for call in calls {
            statements.push(conn.prepared(&call.sql, &call.types).await.map_err(Failed::from)?);
        }
        Ok(Some(statements))
    }

    fn settings(&self, kind: Kind, caller: &Caller) -> RawCall {
        let millis = |d: std::time::Duration| d.as_millis().to_string();
        let statement = if kind == Kind::Work { self.config.work } else { self.config.statement };
        RawCall {
            sql: SETTINGS.into(),
            types: vec![Type::TEXT; 6],
            values: vec![
                Arc::new(kind.role()),
                Arc::new(caller.actor.claims().to_string()),
                Arc::new(caller.request.to_string()),
                Arc::new(millis(statement)),
                Arc::new(millis(self.config.lock)),
                Arc::new(millis(self.config.idle)),
            ],
        }
    }
}

fn check_call(profile_needed: bool) -> RawCall {
    RawCall { sql: SESSION_CHECK.into(), types: vec![Type::BOOL], values: vec![Arc::new(profile_needed)] }
}

fn require_person(kind: Kind, caller: &Caller) -> Result<()> {
    match (kind, &caller.actor) {
        (Kind::SignIn | Kind::Work, _) | (_, Actor::Person(_)) => Ok(()),
        (_, Actor::Anonymous | Actor::Worker { .. }) => Err(Code::Unauthenticated.into()),
    }
}

struct Failed {
    error: Error,
    /// "cached plan must not change result type": the statement was prepared before a migration.
    stale_plan: bool,
}

impl From<tokio_postgres::Error> for Failed {
    fn from(error: tokio_postgres::Error) -> Self {
        let stale_plan = error.as_db_error().is_some_and(|db| {
            *db.code() == SqlState::FEATURE_NOT_SUPPORTED && db.routine() == Some("RevalidateCachedQuery")
        });
        // In the middle of a transaction nothing can be done again but by the caller, and safely.
        let error = if stale_plan {
            Error::new(Code::Unavailable).retry_after(1).caused_by(error)
        } else {
            fault(error)
        };
        Self { error, stale_plan }
    }
}

/// An open writing transaction of one caller. Any error poisons it: it refuses everything from
/// then on, unless [`Tx::undo`] goes back to a mark, and what it did is rolled back. Dropped without
/// [`Tx::commit`], it is rolled back too.
pub struct Tx {
    db: Db,
    conn: Option<Object<Manager>>,
    poisoned: bool,
    marked: bool,
}

impl Tx {
    /// Runs statements; those of one call leave together.
    pub async fn run<Q: Calls>(&mut self, calls: Q) -> Result<Q::Out> {
        let calls: Vec<RawCall> = calls.raw().into_iter().map(|c| c.0).collect();
        Q::read(self.send(None, &calls, false).await.map_err(|f| f.error)?)
    }

    /// Marks this point in place of the one before, for [`Tx::undo`].
    pub async fn mark(&mut self) -> Result<()> {
        let sql = if self.marked { "release savepoint mark; savepoint mark" } else { "savepoint mark" };
        self.simple(sql).await?;
        self.marked = true;
        Ok(())
    }

    /// Undoes what was done since the mark, a refusal included: the transaction goes on from there.
    pub async fn undo(&mut self) -> Result<()> {
        if !self.marked {
            return Err(Error::internal("there is no mark to go back to"));
        }
        // Whoever stopped waiting for an answer left it in the connection; it comes before this one.
        self.poisoned = false;
        self.simple("rollback to savepoint mark").await
    }

    async fn simple(&mut self, sql: &str) -> Result<()> {
        let Some(conn) = self.conn.as_deref().filter(|_| !self.poisoned) else {
            return Err(Error::internal("the transaction has failed before"));
        };
        self.poisoned = true;
        self.db.flushes.fetch_add(1, Ordering::Relaxed);
        conn.client.batch_execute(sql).await.map_err(fault)?;
        self.poisoned = false;
        Ok(())
    }

    /// Runs the last statements and commits, in one round trip.
    pub async fn finish<Q: Calls>(mut self, calls: Q) -> Result<Q::Out> {
        let calls: Vec<RawCall> = calls.raw().into_iter().map(|c| c.0).collect();
        let rows = self.send(None, &calls, true).await.map_err(|f| f.error)?;
        self.conn = None;
        Q::read(rows)
    }

    /// Commits. Refuses when any statement failed: the driver would answer Ok to what the server
    /// turned into a ROLLBACK.
    pub async fn commit(self) -> Result<()> {
        self.finish(()).await
    }

    /// Ends what failed, so that the same connection can begin again.
    async fn rollback(&mut self) -> Result<()> {
        if let Some(conn) = self.conn.as_deref() {
            conn.client.batch_execute("rollback").await.map_err(fault)?;
            conn.open.store(false, Ordering::Release);
            self.poisoned = false;
        }
        Ok(())
    }

    async fn send(
        &mut self,
        opening: Option<(Kind, &Caller)>,
        calls: &[RawCall],
        end: bool,
    ) -> Result<Vec<Vec<Row>>, Failed> {
        let Some(conn) = self.conn.as_deref().filter(|_| !self.poisoned) else {
            let error = Error::internal("the transaction has failed before");
            return Err(Failed { error, stale_plan: false });
        };
        // A cancelled wait must not leave a transaction that could still commit.
        self.poisoned = true;
        let rows = self.db.flush(conn, opening, calls, end).await;
        match &rows {
            Ok(_) => self.poisoned = false,
            Err(failed) if failed.stale_plan => conn.forget().await,
            Err(_) => {}
        }
        rows
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        // Locks are given back now, not when somebody next borrows this connection.
        if conn.open.load(Ordering::Acquire) {
            roll_back(async move {
                if conn.client.batch_execute("rollback").await.is_ok() {
                    conn.open.store(false, Ordering::Release);
                }
            });
        }
    }
}
