//! `almoner import residents` and `almoner import staff`: with the rights of a named person.

use std::path::Path;

use almoner_identity::{Acting, Identity, IdentityConfig, act_as};
use almoner_keys::Keyring;
use almoner_pg::Db;
use almoner_sheet::MOST_BYTES;
use anyhow::{Result, anyhow};

use super::{How, output};
use crate::beside::Other;
use crate::cli::{ImportFile, Wrong};
use crate::data::Folder;
use crate::database::Place;
use crate::post::Post;
use crate::settings::checked_url;
use crate::term;

/// The file's bytes, up to a little more than is taken: what is too large is told as such.
pub fn bytes(path: &Path) -> Result<Vec<u8>> {
    use std::io::Read;
    let wrong = |why: std::io::Error| {
        Wrong::with_remedy(
            format!("{} can't be read: {why}", path.display()),
            "Name a CSV file that this user may read.",
        )
    };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(wrong)?;
    file.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(wrong)?;
    Ok(bytes)
}

pub async fn residents(place: &Place, file: &ImportFile, bytes: Vec<u8>, how: How) -> Result<()> {
    let out = in_the_name_of(place, file, async |db, who| {
        checking(file);
        let tell = |done, of| term::doing(&format!("{done} of {of} residents"));
        let name = file.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let out =
            almoner_clients::import_clients(db, &who.caller, (bytes, &name), how.dry_run, &tell).await?;
        output::allowed(out, who, |out| &out.problems)
    })
    .await?;
    let told = output::Told {
        to_add: out.to_add,
        already_here: out.already_here,
        problem_count: out.problem_count,
        problems: &out.problems,
        what: "residents",
        remark: None,
    };
    output::tell(&told, &out, how)
}

/// What staff are brought from, and how they hear of it.
pub struct Staff {
    pub bytes: Vec<u8>,
    pub base_url: Option<String>,
    pub post: Post,
}

pub async fn staff(
    folder: &Folder,
    place: &Place,
    file: &ImportFile,
    Staff { bytes, base_url, post }: Staff,
    how: How,
) -> Result<()> {
    let base_url =
        base_url.or_else(|| Other::of(folder)?.address).unwrap_or_else(|| "http://localhost:8080".to_owned());
    let base_url = checked_url(&base_url)?;
    let (out, lost) = in_the_name_of(place, file, async |db, who| {
        checking(file);
        let tell = |done, of| term::doing(&format!("{done} of {of} people"));
        let (out, invitations) =
            almoner_identity::import_people(db, &who.caller, &bytes, how.dry_run, &tell).await?;
        let out = output::allowed(out, who, |out| &out.problems)?;
        if invitations.is_empty() {
            return Ok((out, 0));
        }
        term::doing("sending the invitations");
        // Links are random and stored by their hash: no key of the installation is in them.
        let config = IdentityConfig::new(base_url);
        let mail = post.open(folder)?;
        let identity =
            Identity::new(config, Keyring::ephemeral(), &[], mail, db.clone()).map_err(Wrong::said)?;
        Ok((out, identity.deliver(invitations).await))
    })
    .await?;
    let remark = (lost > 0).then(|| {
        format!("{lost} invitations could not be handed on; send them again from the list of people")
    });
    let told = output::Told {
        to_add: out.to_add,
        already_here: out.already_here,
        problem_count: out.problem_count,
        problems: &out.problems,
        what: "lines of staff",
        remark,
    };
    output::tell(&told, &out, how)
}

fn checking(file: &ImportFile) {
    term::doing(&format!("checking {}", file.path.display()));
}

/// Signs in as the named person, works, and signs out again.
async fn in_the_name_of<T>(
    place: &Place,
    file: &ImportFile,
    work: impl AsyncFnOnce(&Db, &Acting) -> Result<T>,
) -> Result<T> {
    place.sign_in().await?;
    let client = place.owner_client("import").await?;
    let who =
        act_as(&client, &file.email, file.organisation.as_deref()).await.map_err(|error| match error {
            almoner_identity::ActAsError::Database(_) => anyhow::Error::new(error),
            wrong => Wrong::with_remedy(wrong.to_string(), "Nothing was done."),
        })?;
    let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
    let worked = work(&db, &who).await;
    term::clear();
    who.end(&client).await?;
    worked
}
