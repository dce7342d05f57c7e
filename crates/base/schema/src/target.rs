//! A database to work on, and how connections to it are opened.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio_postgres::{Client, Config, NoTls, Socket};

use crate::{Error, Result};

type Connecting = Pin<Box<dyn Future<Output = Result<Client, tokio_postgres::Error>> + Send>>;

/// Where the database is and how to reach it. The crate opens its own
/// connections: a migrator needs a session nobody else disturbs, and proving
/// that there is no transaction pooler between takes two.
#[derive(Clone)]
pub struct Target {
    config: Config,
    connect: Arc<dyn Fn(Config) -> Connecting + Send + Sync>,
}

impl std::fmt::Debug for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Config's own Debug hides the password.
        f.debug_struct("Target").field("config", &self.config).finish_non_exhaustive()
    }
}

impl Target {
    /// A database reached without TLS: a Unix socket or the loopback.
    pub fn plain(config: Config) -> Self {
        Self::with(config, NoTls)
    }

    /// A database reached with the given TLS connector.
    pub fn with<T>(config: Config, tls: T) -> Self
    where
        T: tokio_postgres::tls::MakeTlsConnect<Socket> + Clone + Send + Sync + 'static,
        T::Stream: Send + 'static,
        T::TlsConnect: Send,
        <T::TlsConnect as tokio_postgres::tls::TlsConnect<Socket>>::Future: Send,
    {
        let connect = move |config: Config| -> Connecting {
            let tls = tls.clone();
            Box::pin(async move {
                let (client, connection) = config.connect(tls).await?;
                tokio::spawn(async move {
                    if let Err(error) = connection.await {
                        tracing::debug!(%error, "a schema connection ended");
                    }
                });
                Ok(client)
            })
        };
        Self { config, connect: Arc::new(connect) }
    }

    /// Where it points.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The same server and sign-in, another database.
    #[must_use]
    pub fn database(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.dbname(name);
        other
    }

    /// The same server and database, another role (without a password, for a
    /// socket that trusts).
    #[must_use]
    pub fn user(&self, name: &str) -> Self {
        let mut other = self.clone();
        other.config.user(name);
        other
    }

    /// Opens a connection; its driver runs as a task until the client drops.
    pub async fn connect(&self, purpose: &str) -> Result<Client> {
        let mut config = self.config.clone();
        config.application_name(format!("almoner {purpose}"));
        (self.connect)(config).await.map_err(Error::Connect)
    }
}

/// A name as SQL writes it.
pub fn quote_ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL writes it.
pub fn quote_literal(text: &str) -> String {
    // Without a backslash a plain literal is safe under either setting.
    if text.contains('\\') {
        return format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''"));
    }
    format!("'{}'", text.replace('\'', "''"))
}
