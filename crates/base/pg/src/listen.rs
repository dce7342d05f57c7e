//! One connection of its own that is told when something happens: LISTEN, NOTIFY and a lock of the
//! session. No query of anybody runs on it, and the login role has no right on it.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio_postgres::types::Type;
use tokio_postgres::{AsyncMessage, Client, NoTls};

use almoner_kernel::{Code, Error, Result};

use crate::fault::fault;
use crate::pool::{Db, Prepare};
use crate::statement;
use crate::tls;

/// Whoever takes this long is gone.
const PATIENCE: Duration = Duration::from_secs(5);
/// Words that wait to be taken; what comes on top says nothing new.
const WAITING: usize = 64;

/// The channel by which a server tells the other processes that something has changed.
pub const CHANGES: &str = "almoner_changes";

/// A session lasts as long as we do, and a peer that vanished without a word is missed within half a
/// minute on both sides, so that its lock is free again. On a socket of this machine they do nothing.
const KEPT: &str = "set idle_session_timeout = 0; set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; \
    set tcp_keepalives_count = 3";

statement! {
    /// Wakes whoever listens, from any connection.
    TELL: (String, String) -> () = "select from pg_catalog.pg_notify($1, $2)";
}

/// A connection that listens to one channel.
pub struct Listening {
    client: Client,
    channel: &'static str,
    arrived: mpsc::Receiver<String>,
}

impl Db {
    /// Listens on a connection of its own. `None` where the database is reached through a pooler in
    /// transaction mode and no direct way is set ([`crate::DbConfig::direct`]): a session of such a
    /// pooler is somebody else's a moment later.
    ///
    /// `channel` is a plain word of ours.
    pub async fn listen(&self, channel: &'static str) -> Result<Option<Listening>> {
        let url = match (&self.config.direct, self.config.prepare) {
            (Some(direct), _) => direct,
            (None, Prepare::Named) => &self.config.url,
            (None, Prepare::Unnamed) => return Ok(None),
        };
        let mut config: tokio_postgres::Config =
            url.parse().map_err(|e| Error::internal(format!("the database address is not right: {e}")))?;
        config.application_name("almoner listening").keepalives_idle(Duration::from_secs(10));
        let (words, arrived) = mpsc::channel(WAITING);
        let connecting = async {
            let client = if tls::is_local(&config) {
                let (client, connection) = config.connect(NoTls).await.map_err(fault)?;
                tokio::spawn(hear(connection, words));
                client
            } else {
                let (client, connection) = config.connect(tls::connector()?).await.map_err(fault)?;
                tokio::spawn(hear(connection, words));
                client
            };
            client.batch_execute(&format!("{KEPT}; listen {channel}")).await.map_err(fault)?;
            Ok(client)
        };
        let client = patient(connecting).await?;
        Ok(Some(Listening { client, channel, arrived }))
    }

    /// Wakes whoever listens to a channel, from a connection of the pool.
    pub async fn tell(&self, channel: &str, word: &str) -> Result<()> {
        self.work(TELL.with((channel.to_owned(), word.to_owned()))).await.map(drop)
    }
}

impl Listening {
    /// The next word; `None` once the connection has ended.
    pub async fn arrived(&mut self) -> Option<String> {
        self.arrived.recv().await
    }

    /// Wakes everybody who listens to this channel, oneself included.
    pub async fn wake(&self) -> Result<()> {
        let waking = format!("notify {}", self.channel);
        patient(async { self.client.batch_execute(&waking).await.map_err(fault) }).await
    }

    /// Takes a lock of this session if it is free: held until the connection ends. Proves on the way
    /// that the connection lives.
    pub async fn try_lock(&self, key: i64) -> Result<bool> {
        let sql = "select pg_catalog.pg_try_advisory_lock($1)";
        let asking = async {
            let row = self.client.query_typed_one(sql, &[(&key, Type::INT8)]).await.map_err(fault)?;
            row.try_get(0).map_err(Error::internal)
        };
        patient(asking).await
    }
}

async fn patient<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::time::timeout(PATIENCE, work).await.unwrap_or_else(|_| {
        Err(Error::new(Code::Unavailable).caused_by("the listening connection does not answer"))
    })
}

/// Runs the connection until its client is dropped, and passes words on.
async fn hear<S, T>(mut connection: tokio_postgres::Connection<S, T>, words: mpsc::Sender<String>)
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + Send + 'static,
    T: tokio_postgres::tls::TlsStream + Unpin + Send + 'static,
{
    while let Some(message) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
        match message {
            Ok(AsyncMessage::Notification(word)) => {
                // Full: who takes them has not looked yet, and will.
                let _ = words.try_send(word.payload().to_owned());
            }
            Ok(_) => {}
            Err(error) => {
                tracing::debug!(%error, "the listening connection ended");
                return;
            }
        }
    }
}
