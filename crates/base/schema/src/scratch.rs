//! Databases that are made, filled by the migrations, and dropped again: for
//! tests, and for comparing a live database with what the files make.

use crate::migrate::{self, Options};
use crate::source::Source;
use crate::target::{Target, quote_ident};
use crate::{Error, Result, bootstrap};

/// How a database is prepared before the migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// By the ordinary bootstrap; the owner is `almoner_owner`.
    Plain,
    /// As a hosted Supabase project; the owner is `postgres`.
    Hosted,
}

impl Layout {
    /// The role that runs the migrations.
    pub fn owner(self) -> &'static str {
        match self {
            Self::Plain => bootstrap::OWNER,
            Self::Hosted => "postgres",
        }
    }
}

/// Creates the database `name` and lays it out. `superuser` points to any
/// database of the server.
pub async fn create(superuser: &Target, name: &str, layout: Layout) -> Result<()> {
    let client = superuser.connect("scratch").await?;
    client
        .batch_execute(&format!("create database {} template template0 encoding 'UTF8'", quote_ident(name)))
        .await
        .map_err(Error::database(format!("creating database {name}")))?;
    let mut inside = superuser.database(name).connect("scratch bootstrap").await?;
    match layout {
        Layout::Plain => bootstrap::run(&mut inside, layout.owner()).await,
        Layout::Hosted => bootstrap::run_hosted(&mut inside).await,
    }
}

/// Applies all files of a source as the layout's owner.
pub async fn fill(superuser: &Target, name: &str, layout: Layout, source: &Source) -> Result<()> {
    let options = Options { run_as: Some(layout.owner().to_owned()), ..Options::default() };
    migrate::up(&superuser.database(name), source, &options).await.map(drop)
}

/// Drops the database if it is there, whoever is still connected to it.
pub async fn drop_database(superuser: &Target, name: &str) -> Result<()> {
    let client = superuser.connect("scratch").await?;
    client
        .batch_execute(&format!("drop database if exists {} with (force)", quote_ident(name)))
        .await
        .map_err(Error::database(format!("dropping database {name}")))
}

/// Makes a database beside `live`, a superuser's way in, runs the files there, lets `look` at it as a
/// superuser and drops it again. `purpose` names it: there is one for each live database and purpose at
/// a time, and what a killed run left is dropped first.
pub async fn beside<T>(
    live: &Target,
    purpose: &str,
    source: &Source,
    look: impl AsyncFnOnce(Target) -> Result<T>,
) -> Result<T> {
    let client = live.connect("scratch").await?;
    // Held for as long as this connection lives.
    let row = client
        .query_one(
            "select oid, pg_advisory_lock(hashtextextended('almoner scratch ' || $1, 0)) is null
               from pg_database where datname = current_database()",
            &[&purpose],
        )
        .await
        .map_err(Error::database("preparing the scratch database"))?;
    let name = format!("almoner_{purpose}_{}", row.get::<_, u32>(0));
    drop_database(live, &name).await?;
    let looked = async {
        create(live, &name, Layout::Plain).await?;
        fill(live, &name, Layout::Plain, source).await?;
        look(live.database(&name)).await
    }
    .await;
    drop_database(live, &name).await?;
    looked
}
