//! `almoner organisation`: operators of care homes, made by whoever runs the server.

use almoner_identity::{NewOrganisation, SetupError, create_owner};
use anyhow::Result;

use crate::beside::Other;
use crate::cli::{Organisation, OrganisationWhat, Wrong};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::settings::checked_url;
use crate::{ready, term};

pub async fn run(flags: Organisation) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let OrganisationWhat::Create { name, owner_email, given_name, family_name, base_url } = flags.what;
    let base_url = base_url
        .or_else(|| Other::of(&folder)?.address)
        .unwrap_or_else(|| "http://localhost:8080".to_owned());
    let base_url = checked_url(&base_url)?;
    let new = NewOrganisation {
        name: &name,
        owner_email: &owner_email,
        given_name: &given_name,
        family_name: &family_name,
    };
    let path = Place::with(&folder, &flags.database, Use::Work, async |place| {
        ready::check(place).await?;
        let mut client = place.owner_client("organisation create").await?;
        let made = create_owner(&mut client, &new).await.map_err(|error| match error {
            SetupError::Database(_) => anyhow::Error::new(error),
            wrong => Wrong::with_remedy(wrong.to_string(), "Nothing was made."),
        })?;
        Ok(made.path)
    })
    .await?;
    let link = path.expose();
    term::done(&format!("organisation {name} made, with {owner_email} as its owner"));
    term::say("");
    term::say(&format!("  {base_url}{link}"));
    term::say("");
    term::say(
        "  Open this link to choose a password. It works once, for seven days, and is not shown again.",
    );
    Ok(())
}
