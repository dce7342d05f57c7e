//! The private database of a data folder: run by this process, or by another.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use almoner_cluster::{Address, Cluster, Error, Options, Running, SUPERUSER, Step};
use almoner_schema::{Target, bootstrap};
use anyhow::{Result, anyhow};
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::Use;
use crate::beside::{LOOK_AGAIN, Users};
use crate::cli::Wrong;
use crate::data::Folder;
use crate::term;

/// The database in the private cluster.
pub const DATABASE: &str = "almoner";
/// How long a command waits for another one that is starting or stopping the database.
const PATIENCE: Duration = Duration::from_secs(60);

/// A private database that accepts connections.
pub struct Private {
    pub address: Address,
    /// The cluster, when this process runs it.
    pub running: Option<Running>,
    /// Keeps a short command that runs it from stopping it beneath this one.
    pub user: Option<Users>,
}

/// Runs the cluster, or joins the process that does.
pub async fn open(folder: &Folder, programs: Option<PathBuf>, purpose: Use) -> Result<Private> {
    let since = Instant::now();
    let mut told = false;
    if purpose == Use::Look {
        // Before the folder is touched, which would make it.
        refuse_nothing(folder, purpose)?;
    }
    loop {
        if purpose != Use::Up
            && let Some(user) = Users::one_more(folder)?
            && let Some(address) = Cluster::find(&folder.0)
        {
            let private = Private { address, running: None, user: Some(user) };
            prepare(&private).await?;
            return Ok(private);
        }
        refuse_nothing(folder, purpose)?;
        match start(folder, programs.clone()).await {
            Ok(running) => {
                let private =
                    Private { address: running.address().clone(), running: Some(running), user: None };
                prepare(&private).await?;
                return Ok(private);
            }
            Err(Error::AlreadyRun { pid, .. }) if since.elapsed() < PATIENCE => {
                if !told {
                    told = true;
                    term::doing(&format!("waiting for process {pid}, which uses the database"));
                }
                tokio::time::sleep(LOOK_AGAIN).await;
            }
            Err(Error::AlreadyRun { pid, .. }) => {
                return Err(anyhow!(
                    "process {pid} uses the database in {} and has not let go of it in {} s\n\
                     Wait for it or stop it (kill {pid}), or choose another folder with --data.",
                    folder.0.display(),
                    PATIENCE.as_secs()
                ));
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// A look makes no database, and neither does `serve`.
fn refuse_nothing(folder: &Folder, purpose: Use) -> Result<()> {
    let at = folder.0.display();
    match purpose {
        Use::Serve => Err(Wrong::with_remedy(
            format!("there is no database to serve: DATABASE_URL is not set, and no almoner up runs in {at}"),
            "Set DATABASE_URL to your own PostgreSQL, or run almoner up, which brings one along.",
        )),
        Use::Look if !folder.has_cluster() => Err(Wrong::with_remedy(
            format!("there is no database yet: DATABASE_URL is not set, and {at} holds none"),
            "Set DATABASE_URL, choose another folder with --data, or make one with almoner up.",
        )),
        _ => Ok(()),
    }
}

/// Starts the cluster's server in this process.
pub async fn start(folder: &Folder, programs: Option<PathBuf>) -> almoner_cluster::Result<Running> {
    let mut options = Options::new(&folder.0);
    options.programs = programs;
    Cluster::start(options, &|step: Step| term::doing(&step.to_string())).await
}

/// Waits until no other command uses the database that this process is about to stop.
pub async fn until_unused(folder: &Folder) -> Result<Users> {
    let mut told = false;
    loop {
        if let Some(nobody) = Users::nobody(folder)? {
            return Ok(nobody);
        }
        if !told {
            told = true;
            term::doing("waiting for another almoner that uses this database");
        }
        tokio::time::sleep(LOOK_AGAIN).await;
    }
}

/// A role's way to a database of it.
pub fn target(address: &Address, database: &str, role: &str) -> Result<Target> {
    Ok(Target::plain(address.connection_string(database, role).parse()?))
}

/// Makes the database in a fresh cluster and prepares it. Whoever joins leaves what is there alone.
async fn prepare(private: &Private) -> Result<()> {
    let client = target(&private.address, "postgres", SUPERUSER)?.connect("up").await?;
    let there = client.query_opt("select from pg_database where datname = $1", &[&DATABASE]).await?.is_some();
    if there && private.running.is_none() {
        return Ok(());
    }
    if !there {
        term::doing("making the database");
        let made = client.batch_execute(&format!("create database {DATABASE} encoding 'UTF8'")).await;
        // Two commands that join a cluster in its first second may both find none.
        let faster = [SqlState::DUPLICATE_DATABASE, SqlState::UNIQUE_VIOLATION];
        match made {
            Err(e) if e.code().is_some_and(|code| faster.contains(code)) => {}
            made => made?,
        }
    }
    let mut client = target(&private.address, DATABASE, SUPERUSER)?.connect("up").await?;
    bootstrap_once(&mut client).await
}

/// Prepares a database that no migration has been run in. Later the migrations have narrowed what
/// the bootstrap grants, so it must not come after them unasked.
pub async fn bootstrap_once(superuser: &mut Client) -> Result<()> {
    let ledger = "select to_regclass('supabase_migrations.schema_migrations') is null";
    if superuser.query_one(ledger, &[]).await?.get(0) {
        bootstrap::run(superuser, bootstrap::OWNER).await?;
    }
    Ok(())
}
