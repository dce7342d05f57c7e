//! `almoner organisation`: operators of care homes, made by whoever runs the server.

use almoner_identity::{NewOrganisation, SetupError, create_owner};
use anyhow::Result;

use super::serve::check_schema;
use crate::cli::{Organisation, OrganisationWhat, Wrong};
use crate::data::Folder;
use crate::database::Place;
use crate::term;

pub async fn run(flags: Organisation) -> Result<()> {
    let folder = Folder::open(&flags.data)?;
    let place = Place::open(&folder, &flags.database, None).await?;
    let worked = work(&place, flags.what).await;
    place.close().await?;
    worked
}

async fn work(place: &Place, what: OrganisationWhat) -> Result<()> {
    let OrganisationWhat::Create { name, owner_email, given_name, family_name, base_url } = what;
    check_schema(place).await?;
    let mut client = place.owner_client("almoner organisation create").await?;
    let new = NewOrganisation {
        name: &name,
        owner_email: &owner_email,
        given_name: &given_name,
        family_name: &family_name,
    };
    let made = create_owner(&mut client, &new).await.map_err(|error| match error {
        SetupError::Database(_) => anyhow::Error::new(error),
        wrong => Wrong::new(wrong.to_string(), "Nothing was made."),
    })?;
    term::done("organisation made");
    println!();
    println!("  {}{}", base_url.trim_end_matches('/'), made.path.expose());
    println!();
    println!("  This link works once, for seven days. It is not shown again.");
    Ok(())
}
