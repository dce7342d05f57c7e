//! `almoner seed`: made data.

use almoner_seed::{Profile, Scale};
use anyhow::Result;

use crate::cli::{self, Seed};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{demo, ready, term};

pub async fn run(flags: Seed) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let profile = match flags.profile {
        cli::Profile::Demo => Profile::Demo,
        cli::Profile::Preview => Profile::Preview,
        cli::Profile::Scale => Profile::Scale(Scale::default().part(flags.one_in.into())),
    };
    Place::with(&folder, &flags.database, Use::Work, async |place| {
        ready::check(place).await?;
        let report = demo::load(&folder, place, demo::plan(profile, flags.number, flags.start)?).await?;
        term::say(&report.to_string());
        term::say(&format!("All of them have the password {}.", demo::PASSWORD));
        Ok(())
    })
    .await
}
