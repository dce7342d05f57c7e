//! Databases of a test's own.

use almoner_kernel::{Actor, Caller};
use almoner_pg::{Db, DbConfig};
use almoner_schema::scratch::Layout;
use almoner_schema::testdb::{Server, TestDb};
use almoner_schema::{Source, Target};
use tokio_postgres::Client;
use tokio_postgres::config::Host;

use crate::world::World;

/// The login role of the server.
pub const API_ROLE: &str = "almoner_api";

/// A migrated database, dropped with this value.
pub struct Database {
    db: TestDb,
    // Keeps the throwaway cluster running.
    _server: Server,
}

impl Database {
    /// With the migrations and nothing in it.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or a migration fails.
    pub async fn bare() -> Self {
        Self::from(&migrations()).await
    }

    /// With the [`World`] in it.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or a migration or the world's own statements fail.
    pub async fn world() -> Self {
        Self::with_world(World::get()).await
    }

    /// With another world in it.
    ///
    /// # Panics
    /// When there is no PostgreSQL, or a migration or the world's own statements fail.
    pub async fn with_world(world: &World) -> Self {
        // The world rides along as one more file, so it too is copied and not replayed.
        let world: &'static str = Box::leak(world.sql().into_boxed_str());
        let mut files: Vec<(&'static str, &'static str)> =
            migrations().migrations().iter().map(|m| (leak(&m.up.file), leak(&m.up.sql))).collect();
        files.push(("999912312359_fixture_world.sql", world));
        Self::from(&Source::from_files(&files, &[]).expect("the files are well formed")).await
    }

    async fn from(source: &Source) -> Self {
        let server = Server::shared().await.expect("a PostgreSQL for tests");
        let db = server.database(source, Layout::Plain).await.unwrap_or_else(|error| panic!("{error}"));
        Self { db, _server: server }
    }

    /// The server's own way in: pools of `almoner_api`.
    pub fn db(&self) -> Db {
        self.db_with(|_| {})
    }

    /// The same with other settings.
    ///
    /// # Panics
    /// When the settings are impossible.
    pub fn db_with(&self, change: impl FnOnce(&mut DbConfig)) -> Db {
        let mut config = DbConfig::new(url(&self.db.role(API_ROLE)));
        config.size = 4;
        config.signin_size = 1;
        // Tests run beside builds on few cores.
        config.acquire = std::time::Duration::from_secs(20);
        config.statement = std::time::Duration::from_secs(60);
        change(&mut config);
        Db::new(config).expect("the address is one of ours")
    }

    /// A bare connection as the login role, outside any request.
    pub async fn api(&self) -> Client {
        connect(&self.db.role(API_ROLE)).await
    }

    /// A connection as the role that owns the tables: row security does not bind it.
    pub async fn owner(&self) -> Client {
        connect(&self.db.owner()).await
    }

    /// A connection as the cluster's superuser.
    pub async fn superuser(&self) -> Client {
        connect(&self.db.superuser()).await
    }

    /// How the database is reached as a role.
    pub fn role(&self, role: &str) -> Target {
        self.db.role(role)
    }
}

/// The project's migrations.
///
/// # Panics
/// When a file's name is not right.
pub fn migrations() -> Source {
    Source::embedded().expect("the migrations are well formed")
}

/// The caller for an actor of the world.
pub fn caller(name: &str) -> Caller {
    Caller::new(World::get().actor(name))
}

/// Opens a transaction on a bare connection of the login role as an actor, as the server does.
///
/// # Panics
/// When the settings are refused.
pub async fn begin_as(client: &Client, role: &str, actor: &Actor) {
    let claims = almoner_schema::quote_literal(&actor.claims().to_string());
    client
        .batch_execute(&format!(
            "begin; select set_config('role', '{role}', true), set_config('request.jwt.claims', {claims}, true), \
             set_config('app.request_id', '{}', true)",
            uuid::Uuid::now_v7()
        ))
        .await
        .unwrap_or_else(|error| panic!("beginning as {role}: {error:?}"));
}

async fn connect(target: &Target) -> Client {
    target.connect("testkit").await.unwrap_or_else(|error| panic!("connecting: {error}"))
}

fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

/// A target as a connection string.
///
/// # Panics
/// When it has no host.
pub fn url(target: &Target) -> String {
    let config = target.config();
    let host = match config.get_hosts().first().expect("a target has a host") {
        Host::Tcp(name) => name.clone(),
        Host::Unix(path) => path.display().to_string(),
    };
    let mut parts = vec![format!("host={host}")];
    if let Some(port) = config.get_ports().first() {
        parts.push(format!("port={port}"));
    }
    if let Some(user) = config.get_user() {
        parts.push(format!("user={user}"));
    }
    if let Some(name) = config.get_dbname() {
        parts.push(format!("dbname={name}"));
    }
    if let Some(password) = config.get_password() {
        parts.push(format!("password={}", String::from_utf8_lossy(password)));
    }
    parts.join(" ")
}
