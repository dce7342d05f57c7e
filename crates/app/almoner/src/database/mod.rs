//! Which database a command works on, and as whom.

mod conninfo;
mod own;
mod private;
mod trouble;

use std::path::PathBuf;

use almoner_cluster::{Exited, Running};
use almoner_pg::{DbConfig, Prepare};
use almoner_schema::{Target, bootstrap, quote_ident, quote_literal};
use almoner_web::server::Stop;
use anyhow::{Result, anyhow};
use postgres_protocol::password::scram_sha_256;
use tokio_postgres::{Client, Config};

use crate::beside::Users;
use crate::cli::{self, Interrupted, Pooler, Wrong};
use crate::data::Folder;
use crate::term;

/// The server's login role; made by the first migration.
pub const LOGIN: &str = "almoner_api";

/// What an earlier project's database is known by, and what to do with one.
const EARLIER: almoner_schema::migrate::Foreign = almoner_schema::migrate::Foreign {
    table: "public.profiles",
    advice: "Leave it as it is. Make a fresh project (or database) for Almoner, run `almoner migrate up` on that, and bring the data over \
             with `almoner import phase1 --from URL-OF-THIS-ONE --organisation NAME --dry-run`.",
};

/// What a command does with the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Runs it for as long as it serves.
    Up,
    /// Serves from one that is there.
    Serve,
    /// Writes to it, and makes the private one if there is none.
    Work,
    /// Looks at one that is there, or undoes something in it.
    Look,
}

/// The role that owns the schema.
pub struct Owner {
    pub target: Target,
    /// Become this role after connecting, when `target` signs in as a superuser.
    pub run_as: Option<String>,
}

/// A database that is ready to be worked on.
pub struct Place {
    /// The private cluster, when this process runs it.
    pub running: Option<Running>,
    owner: Option<Owner>,
    login: Config,
    /// The login without the pooler in between.
    direct: Option<Config>,
    prepare: Prepare,
    pool_size: u16,
    password: Option<String>,
    /// It is the private database.
    private: bool,
    folder: Folder,
    programs: Option<PathBuf>,
    _user: Option<Users>,
}

impl Place {
    /// Opens the database of the flags: the operator's own, or the private one of the folder.
    pub async fn open(folder: &Folder, flags: &cli::Database, purpose: Use) -> Result<Self> {
        let direct = flags.direct_url.as_deref();
        let empty = Self {
            running: None,
            owner: None,
            login: Config::new(),
            direct: direct
                .map(|url| conninfo::read("ALMONER_DIRECT_DATABASE_URL", url, LOGIN))
                .transpose()?,
            prepare: if flags.pooler == Pooler::Transaction { Prepare::Unnamed } else { Prepare::Named },
            pool_size: flags.pool_size,
            password: None,
            private: !is_own(flags),
            folder: folder.clone(),
            programs: flags.postgres_bin.clone(),
            _user: None,
        };
        if is_own(flags) {
            let own::Own { owner, login, password } = own::open(folder, flags, purpose).await?;
            return Ok(Self { owner, login, password, ..empty });
        }
        let private = private::open(folder, flags.postgres_bin.clone(), purpose).await?;
        let owner = private::target(&private.address, private::DATABASE, bootstrap::OWNER)?;
        let login = private.address.connection_string(private::DATABASE, LOGIN).parse()?;
        let owner = Some(Owner { target: owner, run_as: None });
        Ok(Self { owner, login, running: private.running, _user: private.user, ..empty })
    }

    /// Opens the database, does a command's work and closes it again. Ctrl-C ends the work in order:
    /// its connections are dropped, which rolls back what was open.
    pub async fn with<T>(
        folder: &Folder,
        flags: &cli::Database,
        purpose: Use,
        work: impl AsyncFnOnce(&Self) -> Result<T>,
    ) -> Result<T> {
        let stop = Stop::new();
        stop.on_signals()?;
        let place = tokio::select! {
            place = Self::open(folder, flags, purpose) => place?,
            () = stop.asked() => return Err(Interrupted.into()),
        };
        let worked = tokio::select! {
            worked = work(&place) => worked,
            () = stop.asked() => Err(Interrupted.into()),
        };
        term::clear();
        let closed = place.close(&stop).await;
        let worked = worked?;
        closed?;
        Ok(worked)
    }

    /// The role that owns the schema, for those commands that need it.
    pub fn owner(&self) -> Result<&Target> {
        let owner = self.owner.as_ref().ok_or_else(|| {
            Wrong::with_remedy("this needs the role that owns the schema", "Set DATABASE_URL to it.")
        })?;
        Ok(&owner.target)
    }

    /// Whether the owner is known, or only the server's login.
    pub fn has_owner(&self) -> bool {
        self.owner.is_some()
    }

    /// A connection as the owner, for seeds and operator commands.
    pub async fn owner_client(&self, what: &str) -> Result<Client> {
        let client = self.owner()?.connect(what).await?;
        if let Some(role) = self.owner.as_ref().and_then(|owner| owner.run_as.as_deref()) {
            client.batch_execute(&format!("set role {}", quote_ident(role))).await?;
        }
        Ok(client)
    }

    /// The way in as a superuser: whom `DATABASE_URL` names, or the private cluster's own.
    pub fn superuser_target(&self) -> Result<Target> {
        let owner = self.owner()?;
        Ok(if self.private { owner.user(almoner_cluster::SUPERUSER) } else { owner.clone() })
    }

    /// A connection as a superuser.
    pub async fn superuser(&self, what: &str) -> Result<Client> {
        Ok(self.superuser_target()?.connect(what).await?)
    }

    /// The way to the database as the server's login role.
    pub fn login(&self) -> Result<Target> {
        own::target_of(self.login.clone())
    }

    /// Whether a pooler in transaction mode stands before the login.
    pub fn is_pooled(&self) -> bool {
        self.prepare == Prepare::Unnamed
    }

    /// The port of the login, to tell poolers by.
    pub fn login_ports(&self) -> &[u16] {
        self.login.get_ports()
    }

    /// Whether the server's login role can sign in.
    pub async fn try_login(&self) -> Result<()> {
        match self.login()?.connect("signs in").await {
            Ok(_) => Ok(()),
            Err(error) => Err(trouble::unreachable(self.login_variable(), &self.login, error)),
        }
    }

    /// Makes sure that the server's login role can sign in, and gives it the password of this
    /// installation where it has another. After the migrations, which make the role.
    pub async fn sign_in(&self) -> Result<()> {
        let refused = match (self.login()?.connect("signs in").await, &self.password) {
            (Ok(_), _) => return Ok(()),
            (Err(error), Some(password)) if trouble::sign_in_refused(&error) => password,
            (Err(error), _) => return Err(trouble::unreachable(self.login_variable(), &self.login, error)),
        };
        let client = self.owner()?.connect("sets the login's password").await?;
        let others = "select exists (select from pg_stat_activity where usename = $1)";
        if client.query_one(others, &[&LOGIN]).await?.get(0) {
            return Err(anyhow!(
                "another server is signed in as {LOGIN}, with a password that this data folder does not have\n\
                 Give every server the same ALMONER_API_DATABASE_URL, or the same file {}.",
                self.folder.0.join("keys").join(own::PASSWORD).display()
            ));
        }
        // As a verifier: the statement may be logged.
        let verifier = quote_literal(&scram_sha_256(refused.as_bytes()));
        client.batch_execute(&format!("alter role {LOGIN} password {verifier}")).await.map_err(|error| {
            anyhow!(
                "the role of DATABASE_URL may not set the password of {LOGIN}: {}\n\
                 Have it set by a superuser, and give ALMONER_API_DATABASE_URL.",
                almoner_schema::described(&error)
            )
        })?;
        term::note(&format!(
            "{LOGIN} was given the password of this data folder; servers with another one need ALMONER_API_DATABASE_URL"
        ));
        self.try_login().await
    }

    fn login_variable(&self) -> &'static str {
        if self.password.is_some() { "almoner_api by DATABASE_URL" } else { "ALMONER_API_DATABASE_URL" }
    }

    /// The server's pool.
    pub fn db_config(&self) -> DbConfig {
        let mut config = DbConfig::new(conninfo::written(&self.login));
        config.size = usize::from(self.pool_size);
        config.prepare = self.prepare;
        config.direct = self.direct.as_ref().map(conninfo::written);
        config
    }

    /// How the migrator works here.
    pub fn migrate_options(&self) -> almoner_schema::migrate::Options {
        let run_as = self.owner.as_ref().and_then(|owner| owner.run_as.clone());
        almoner_schema::migrate::Options { run_as, never_onto: Some(EARLIER), ..Default::default() }
    }

    /// Ready when the private cluster's server has ended; never for another database.
    pub fn exited(&self) -> impl Future<Output = Exited> + Send + 'static + use<> {
        let exited = self.running.as_ref().map(Running::exited);
        async move {
            match exited {
                Some(exited) => exited.await,
                None => std::future::pending().await,
            }
        }
    }

    /// Stops the private cluster's server, if it still runs, and starts it with the programs that
    /// are there now.
    pub async fn restart(&mut self) -> Result<()> {
        if let Some(running) = self.running.take() {
            running.stop().await?;
        }
        self.running = Some(private::start(&self.folder, self.programs.clone()).await?);
        Ok(())
    }

    /// Stops the private cluster if this process runs it, as soon as no other command uses it;
    /// at once when a stop is asked for.
    pub async fn close(mut self, stop: &Stop) -> Result<()> {
        let Some(running) = self.running.take() else { return Ok(()) };
        // Held until the server has ended: who comes now starts it again instead of joining.
        let unused = tokio::select! {
            biased;
            unused = private::until_unused(&self.folder) => Some(unused?),
            () = stop.asked() => None,
        };
        if unused.is_none() {
            term::note("another almoner was using the database and has lost it");
        }
        term::doing("stopping PostgreSQL");
        running.stop().await?;
        term::clear();
        drop(unused);
        Ok(())
    }
}

/// Another project's database, to read from.
pub fn source(url: &str) -> Result<Target> {
    own::target_of(conninfo::read("--from (ALMONER_PHASE1_URL)", url, "postgres")?)
}

/// Whether the flags name a database of the operator's.
pub fn is_own(flags: &cli::Database) -> bool {
    flags.url.is_some() || flags.api_url.is_some()
}
