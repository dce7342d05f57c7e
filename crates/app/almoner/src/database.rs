//! Which database a command works on, and as whom.

use std::fmt::Write;

use almoner_cluster::{Cluster, Options, Running, SUPERUSER, Step};
use almoner_pg::{DbConfig, Prepare, tls};
use almoner_schema::{Target, bootstrap};
use anyhow::{Context, Result};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};

use crate::cli::{self, Pooler, Wrong};
use crate::data::Folder;
use crate::term;

/// The database in the private cluster.
const DATABASE: &str = "almoner";
/// The server's login role; made by the first migration.
const LOGIN: &str = "almoner_api";

/// A database that is ready to be worked on.
pub struct Place {
    /// The role that owns the schema.
    pub owner: Target,
    /// Become this role after connecting, when `owner` signs in as a superuser.
    pub run_as: Option<String>,
    /// Connections of the server's login role.
    pub login: Config,
    /// The private cluster, when this process started it.
    pub running: Option<Running>,
    prepare: Prepare,
    pool_size: u16,
    password: Option<String>,
}

impl Place {
    /// Opens the database of the flags: the operator's own, or the private one, which is started
    /// for the length of the command when no `up` runs it.
    pub async fn open(folder: &Folder, flags: &cli::Database, programs: Option<std::path::PathBuf>) -> Result<Self> {
        let prepare = if flags.pooler == Pooler::Transaction { Prepare::Unnamed } else { Prepare::Named };
        match &flags.database_url {
            Some(url) => Self::own(folder, flags, url, prepare).await,
            None => Self::private(folder, flags, programs, prepare).await,
        }
    }

    async fn private(
        folder: &Folder,
        flags: &cli::Database,
        programs: Option<std::path::PathBuf>,
        prepare: Prepare,
    ) -> Result<Self> {
        let (address, running) = match Cluster::find(&folder.0) {
            Some(address) if programs.is_none() && flags_ask_nothing_of_it(flags) => (address, None),
            _ => {
                let mut options = Options::new(&folder.0);
                options.programs = programs;
                let running = Cluster::start(options, &|step: Step| term::doing(&step.to_string())).await?;
                (running.address().clone(), Some(running))
            }
        };
        let target = |db: &str, user: &str| -> Result<Target> {
            Ok(Target::plain(address.connection_string(db, user).parse()?))
        };
        let place = Self {
            owner: target(DATABASE, bootstrap::OWNER)?,
            run_as: None,
            login: address.connection_string(DATABASE, LOGIN).parse()?,
            running,
            prepare,
            pool_size: flags.pool_size,
            password: None,
        };
        prepare_private(&target("postgres", SUPERUSER)?, &target(DATABASE, SUPERUSER)?).await?;
        Ok(place)
    }

    async fn own(folder: &Folder, flags: &cli::Database, url: &str, prepare: Prepare) -> Result<Self> {
        let config: Config = url.parse().map_err(|e| {
            Wrong::new(
                format!("DATABASE_URL can't be read: {e}"),
                "Write it as postgres://user:password@host:5432/database.",
            )
        })?;
        let owner = target_of(config.clone())?;
        let mut client = owner
            .connect("almoner")
            .await
            .with_context(|| "connecting to the database of DATABASE_URL".to_owned())?;
        let superuser: bool =
            client.query_one("select rolsuper from pg_roles where rolname = current_user", &[]).await?.get(0);
        let run_as = if superuser {
            bootstrap::run(&mut client, bootstrap::OWNER).await?;
            Some(bootstrap::OWNER.to_owned())
        } else {
            None
        };
        let (login, password) = match &flags.api_database_url {
            Some(url) => {
                let login: Config = url.parse().map_err(|e| {
                    Wrong::new(
                        format!("ALMONER_API_DATABASE_URL can't be read: {e}"),
                        "Write it as postgres://almoner_api:password@host:5432/database.",
                    )
                })?;
                (login, None)
            }
            None => {
                let password = folder.secret("almoner_api.password")?;
                let mut login = config;
                login.user(LOGIN).password(&password);
                (login, Some(password))
            }
        };
        Ok(Self { owner, run_as, login, running: None, prepare, pool_size: flags.pool_size, password })
    }

    /// A connection as the owner, for seeds and operator commands.
    pub async fn owner_client(&self, what: &str) -> Result<tokio_postgres::Client> {
        let client = self.owner.connect(what).await?;
        if let Some(role) = &self.run_as {
            client.batch_execute(&format!("set role {}", almoner_schema::quote_ident(role))).await?;
        }
        Ok(client)
    }

    /// Gives the login role the password that the server will sign in with. After the migrations,
    /// which make the role.
    pub async fn set_login_password(&self) -> Result<()> {
        let Some(password) = &self.password else { return Ok(()) };
        let client = self.owner.connect("almoner").await?;
        client
            .batch_execute(&format!("alter role {LOGIN} password {}", almoner_schema::quote_literal(password)))
            .await
            .context("setting the password of almoner_api; give ALMONER_API_DATABASE_URL instead if this role may not")
    }

    /// The server's pool.
    pub fn db_config(&self) -> DbConfig {
        let mut config = DbConfig::new(conninfo(&self.login));
        config.size = usize::from(self.pool_size);
        config.prepare = self.prepare;
        config
    }

    /// How the migrator works here.
    pub fn migrate_options(&self) -> almoner_schema::migrate::Options {
        almoner_schema::migrate::Options { run_as: self.run_as.clone(), ..Default::default() }
    }

    /// Stops the private cluster if this process started it.
    pub async fn close(mut self) -> Result<()> {
        if let Some(running) = self.running.take() {
            running.stop().await?;
        }
        Ok(())
    }
}

fn flags_ask_nothing_of_it(flags: &cli::Database) -> bool {
    flags.database_url.is_none()
}

fn target_of(config: Config) -> Result<Target> {
    Ok(if tls::is_local(&config) { Target::plain(config) } else { Target::with(config, tls::connector()?) })
}

/// Makes the database in a fresh cluster and prepares it; nothing where it is prepared already.
async fn prepare_private(admin: &Target, superuser: &Target) -> Result<()> {
    let client = admin.connect("almoner up").await?;
    let there = client.query_opt("select from pg_database where datname = $1", &[&DATABASE]).await?.is_some();
    if !there {
        term::doing("making the database");
        client.batch_execute(&format!("create database {DATABASE} encoding 'UTF8'")).await?;
    }
    let mut client = superuser.connect("almoner up").await?;
    bootstrap::run(&mut client, bootstrap::OWNER).await?;
    Ok(())
}

/// A configuration as the text that the pool reads. Values are quoted as libpq quotes them.
fn conninfo(config: &Config) -> String {
    let mut text = String::new();
    let mut put = |key: &str, value: &str| {
        let value = value.replace('\\', "\\\\").replace('\'', "\\'");
        let _ = write!(text, "{key}='{value}' ");
    };
    let hosts: Vec<String> = config
        .get_hosts()
        .iter()
        .map(|host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(path) => path.display().to_string(),
        })
        .collect();
    put("host", &hosts.join(","));
    let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
    if !ports.is_empty() {
        put("port", &ports.join(","));
    }
    if let Some(user) = config.get_user() {
        put("user", user);
    }
    if let Some(password) = config.get_password() {
        put("password", &String::from_utf8_lossy(password));
    }
    if let Some(name) = config.get_dbname() {
        put("dbname", name);
    }
    put("application_name", "almoner");
    put(
        "sslmode",
        match config.get_ssl_mode() {
            SslMode::Disable => "disable",
            SslMode::Require => "require",
            _ => "prefer",
        },
    );
    text
}

#[cfg(test)]
mod tests {
    use super::conninfo;

    #[test]
    fn a_configuration_survives_being_written_and_read() {
        let url = "postgres://al%27ice:p%20w%5C%27d@db.example.org:6543/care?sslmode=require";
        let first: tokio_postgres::Config = url.parse().unwrap();
        let again: tokio_postgres::Config = conninfo(&first).parse().unwrap();
        assert_eq!(again.get_user(), Some("al'ice"));
        assert_eq!(again.get_password(), Some(b"p w\\'d".as_slice()));
        assert_eq!(again.get_dbname(), Some("care"));
        assert_eq!(again.get_ports(), [6543]);
        assert_eq!(again.get_ssl_mode(), tokio_postgres::config::SslMode::Require);
        assert_eq!(again.get_hosts(), first.get_hosts());
    }
}
