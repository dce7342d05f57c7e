//! Connections, and the proof that one is clean before it is used again.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use deadpool::managed::{self, Metrics, Object, PoolError, RecycleError, Timeouts};
use tokio::sync::Mutex;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, NoTls, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use almoner_kernel::{Code, Error, Result};

use crate::fault::fault;
use crate::tls;

/// How statements are prepared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prepare {
    /// Named statements, kept for the life of the connection. The fastest, for a direct connection
    /// or a pooler in session mode.
    Named,
    /// Unnamed statements inside each transaction, for a pooler in transaction mode.
    Unnamed,
}

/// The connection to the database.
#[derive(Clone, Debug)]
pub struct DbConfig {
    /// Connection string of the login role `almoner_api`.
    pub url: String,
    /// Connection string of the same role without a pooler in between, for [`Db::listen`], where `url`
    /// leads through one in transaction mode.
    pub direct: Option<String>,
    /// Connections for requests.
    pub size: usize,
    /// Connections for sign-in, apart, so that a busy API can't lock people out.
    pub signin_size: usize,
    pub prepare: Prepare,
    /// How long a request waits for a connection.
    pub acquire: Duration,
    /// `statement_timeout` of a request.
    pub statement: Duration,
    /// `statement_timeout` of a worker, whose job may be about a whole organisation.
    pub work: Duration,
    /// `lock_timeout` of a request.
    pub lock: Duration,
    /// `idle_in_transaction_session_timeout` of a request.
    pub idle: Duration,
}

impl DbConfig {
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            direct: None,
            size: 16,
            signin_size: 4,
            prepare: Prepare::Named,
            acquire: Duration::from_secs(2),
            statement: Duration::from_secs(5),
            work: Duration::from_secs(60),
            lock: Duration::from_secs(2),
            idle: Duration::from_secs(10),
        }
    }
}

/// How busy a pool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolLoad {
    /// `requests` or `signin`.
    pub pool: &'static str,
    /// Connections that it may open.
    pub max: usize,
    /// Connections that are open.
    pub open: usize,
    /// Open connections that nobody uses.
    pub idle: usize,
    /// Requests that wait for a connection.
    pub waiting: usize,
}

/// The only door to the data. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pub(crate) requests: managed::Pool<Manager>,
    pub(crate) signin: managed::Pool<Manager>,
    pub(crate) config: Arc<DbConfig>,
    pub(crate) flushes: Arc<AtomicU64>,
}

impl Db {
    /// Makes the pools; connects when first needed.
    pub fn new(config: DbConfig) -> Result<Self> {
        let parsed: tokio_postgres::Config = config
            .url
            .parse()
            .map_err(|e| Error::internal(format!("the database address is not right: {e}")))?;
        let tls = if tls::is_local(&parsed) { None } else { Some(tls::connector()?) };
        let pool = |size: usize| {
            managed::Pool::builder(Manager { config: parsed.clone(), tls: tls.clone() })
                .max_size(size.max(1))
                .runtime(deadpool::Runtime::Tokio1)
                .timeouts(Timeouts {
                    wait: Some(config.acquire),
                    create: Some(config.acquire),
                    recycle: Some(config.acquire),
                })
                .build()
                .map_err(Error::internal)
        };
        Ok(Self {
            requests: pool(config.size)?,
            signin: pool(config.signin_size)?,
            config: Arc::new(config),
            flushes: Arc::new(AtomicU64::new(0)),
        })
    }

    /// How many times this process has written to the database and waited: the round trips.
    pub fn round_trips(&self) -> u64 {
        self.flushes.load(Ordering::Relaxed)
    }

    /// The same door with a count of its own, for work that no request waits for.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { flushes: Arc::new(AtomicU64::new(0)), ..self.clone() }
    }

    /// How busy the pools are now.
    pub fn loads(&self) -> [PoolLoad; 2] {
        let load = |name, pool: &managed::Pool<Manager>| {
            let status = pool.status();
            PoolLoad {
                pool: name,
                max: status.max_size,
                open: status.size,
                idle: status.available,
                waiting: status.waiting,
            }
        };
        [load("requests", &self.requests), load("signin", &self.signin)]
    }

    /// Whether a connection can be had and answers.
    pub async fn ping(&self) -> Result<()> {
        let conn = checkout(&self.requests).await?;
        conn.client.batch_execute("select").await.map_err(fault)
    }

    /// Whether the next connection for a request carries nothing of an earlier one: no role, claims,
    /// settings, listening, advisory lock, temporary table or open transaction.
    pub async fn is_clean(&self) -> Result<bool> {
        checkout(&self.requests).await?.is_clean().await.map_err(fault)
    }

    /// Closes the pools: what runs ends, nothing new begins.
    pub fn close(&self) {
        self.requests.close();
        self.signin.close();
    }
}

pub(crate) async fn checkout(pool: &managed::Pool<Manager>) -> Result<Object<Manager>> {
    pool.get().await.map_err(|error| match error {
        PoolError::Backend(e) => {
            let e = fault(e);
            // Whatever keeps us from connecting (wrong password included) is not the caller's doing.
            Error::new(Code::Unavailable).retry_after(1).caused_by(e)
        }
        other => Error::new(Code::Unavailable).retry_after(1).caused_by(other),
    })
}

pub(crate) struct Manager {
    config: tokio_postgres::Config,
    /// `None` on a socket of this machine.
    tls: Option<MakeRustlsConnect>,
}

/// One connection with its prepared statements.
pub struct Conn {
    pub(crate) client: Client,
    statements: Mutex<HashMap<String, Statement>>,
    /// Set when a transaction begins, cleared when the server has answered its end.
    pub(crate) open: AtomicBool,
}

/// Lists with filters make many texts; past this many the oldest cache is dropped whole.
const MOST_STATEMENTS: usize = 512;

/// True when nothing of an earlier user is left. Runs on a connection that was given back in the
/// middle of something; one that ended its transaction in order has proven the same by ending it,
/// because every setting of ours is local to a transaction.
const PROOF: &str = "select current_user = session_user
    and coalesce(current_setting('request.jwt.claims', true), '') = ''
    and coalesce(current_setting('app.request_id', true), '') = ''
    and not exists (select from pg_catalog.pg_listening_channels())
    and not exists (select from pg_catalog.pg_locks l where l.pid = pg_catalog.pg_backend_pid() and l.locktype = 'advisory')
    and pg_catalog.current_setting('search_path') = (select s.reset_val from pg_catalog.pg_settings s where s.name = 'search_path')
    and pg_catalog.pg_my_temp_schema() = 0
    and pg_catalog.pg_current_xact_id_if_assigned() is null";

/// Runs a connection until its client is dropped.
fn driven<S, T>((client, connection): (Client, tokio_postgres::Connection<S, T>)) -> Client
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio_postgres::tls::TlsStream + Unpin + Send + 'static,
{
    tokio::spawn(async move {
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a database connection ended");
        }
    });
    client
}

impl managed::Manager for Manager {
    type Type = Conn;
    type Error = tokio_postgres::Error;

    async fn create(&self) -> Result<Conn, tokio_postgres::Error> {
        let client = match &self.tls {
            None => driven(self.config.connect(NoTls).await?),
            Some(tls) => driven(self.config.connect(tls.clone()).await?),
        };
        Ok(Conn { client, statements: Mutex::new(HashMap::new()), open: AtomicBool::new(false) })
    }

    async fn recycle(&self, conn: &mut Conn, _: &Metrics) -> managed::RecycleResult<tokio_postgres::Error> {
        if conn.client.is_closed() {
            return Err(RecycleError::message("closed"));
        }
        if conn.open.load(Ordering::Acquire) {
            conn.client.batch_execute("rollback").await.map_err(RecycleError::Backend)?;
            if !conn.is_clean().await.map_err(RecycleError::Backend)? {
                return Err(RecycleError::message("not clean"));
            }
            conn.open.store(false, Ordering::Release);
        }
        Ok(())
    }
}

impl Conn {
    pub(crate) async fn is_clean(&self) -> Result<bool, tokio_postgres::Error> {
        self.client.query_typed_one(PROOF, &[]).await?.try_get(0)
    }

    /// The statement of a text, prepared once on this connection.
    pub(crate) async fn prepared(
        &self,
        sql: &str,
        types: &[Type],
    ) -> Result<Statement, tokio_postgres::Error> {
        let mut known = self.statements.lock().await;
        if let Some(statement) = known.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare_typed(sql, types).await?;
        if known.len() >= MOST_STATEMENTS {
            known.clear();
        }
        known.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    /// Forgets every prepared statement, after a migration changed what one returns.
    pub(crate) async fn forget(&self) {
        self.statements.lock().await.clear();
    }
}
