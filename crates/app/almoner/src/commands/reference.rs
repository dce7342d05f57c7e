//! `almoner reference`: published rules.

use almoner_reference::{Data, Report};
use anyhow::{Result, anyhow};

use crate::cli::{Reference, ReferenceWhat};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{ready, term};

pub async fn run(flags: Reference) -> Result<()> {
    let ReferenceWhat::Load { files } = &flags.what;
    // What is wrong with a file is said before a database is asked for.
    let data = match files {
        Some(path) => almoner_reference::parse(&almoner_reference::folder(path)?)?,
        None => embedded()?,
    };
    let folder = Folder::at(&flags.data)?;
    Place::with(&folder, &flags.database, Use::Work, async |place| {
        ready::check(place).await?;
        term::say(load(place, &data).await?.to_string().trim_end());
        Ok(())
    })
    .await
}

/// What this program carries.
pub fn embedded() -> Result<Data> {
    Ok(almoner_reference::parse(&almoner_reference::embedded())?)
}

pub async fn load(place: &Place, data: &Data) -> Result<Report> {
    let mut client = place.owner_client("reference").await?;
    almoner_reference::load(&mut client, data).await.map_err(|e| anyhow!("{e}"))
}
