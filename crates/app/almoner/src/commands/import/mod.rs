//! `almoner import`: what people bring along.

mod files;
mod output;
mod phase1;

use anyhow::Result;

use crate::cli::{Import, ImportWhat};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::post::Post;
use crate::ready;

/// How an import is done and told.
#[derive(Clone, Copy)]
struct How {
    dry_run: bool,
    json: bool,
}

pub async fn run(flags: Import) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let how = How { dry_run: flags.dry_run, json: flags.json };
    // A file that can't be read costs no waiting.
    let bytes = match &flags.what {
        ImportWhat::Residents(file) | ImportWhat::Staff { file, .. } => Some(files::bytes(&file.path)?),
        ImportWhat::Phase1 { .. } => None,
    };
    let post = match &flags.what {
        ImportWhat::Staff { mail, .. } => Some(Post::read(mail)?),
        _ => None,
    };
    let work = async |place: &Place| {
        ready::check(place).await?;
        match flags.what {
            ImportWhat::Residents(file) => {
                files::residents(place, &file, bytes.unwrap_or_default(), how).await
            }
            ImportWhat::Staff { file, base_url, mail: _ } => {
                let (bytes, post) = (bytes.unwrap_or_default(), post.unwrap_or_default());
                files::staff(&folder, place, &file, files::Staff { bytes, base_url, post }, how).await
            }
            ImportWhat::Phase1 { from, organisation } => phase1::run(place, &from, &organisation, how).await,
        }
    };
    // Whole files and what they hold live in it.
    Box::pin(Place::with(&folder, &flags.database, Use::Work, work)).await
}
