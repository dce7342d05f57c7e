//! Compares a live database with what the files make.
//!
//! Where the connection is a superuser's, the files are run in a scratch
//! database on the same server. Elsewhere, as on a hosted project, the live
//! database is compared with `supabase/catalogue.txt`, which a test keeps equal
//! to what the files make. Roles belong to the cluster, so a scratch database
//! there would only see the same ones: they are always compared with that text.

use crate::catalogue::{self, Catalogue, Difference};
use crate::migrate::{self, State};
use crate::scratch;
use crate::source::Source;
use crate::target::Target;
use crate::{Error, Result};

/// What the live database was compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reference {
    /// A scratch database, made for this from the files.
    Scratch,
    /// The checked-in text.
    CheckedIn,
}

/// The outcome.
#[derive(Debug, Clone)]
pub struct Drift {
    /// What with.
    pub reference: Reference,
    /// What is otherwise in the live database; nothing when it has not drifted.
    pub differences: Vec<Difference>,
}

/// The checked-in shape and the version that it is of.
pub fn checked_in() -> Result<(String, Catalogue)> {
    let text = include_str!("../../../../supabase/catalogue.txt");
    let version = text
        .lines()
        .find_map(|line| line.strip_prefix("# version "))
        .ok_or_else(|| Error::source("supabase/catalogue.txt", "does not say which version it is of"))?;
    Ok((version.to_owned(), Catalogue::parse(text)))
}

/// The text of `supabase/catalogue.txt` for a database at `version`.
pub fn text(version: &str, shape: &Catalogue) -> String {
    format!(
        "# What the migrations make, as `almoner migrate drift` compares it. Written by a test:\n\
         # ALMONER_WRITE_CATALOGUE=1 cargo nextest run -p almoner-schema -E 'test(the_checked_in_catalogue)'\n\
         # version {version}\n{shape}"
    )
}

/// Compares the database of `live` with what the files make up to the version
/// that it has.
pub async fn check(live: &Target, source: &Source) -> Result<Drift> {
    let client = live.connect("migrate drift").await?;
    let status = migrate::status(&client, source).await?;
    let applied = status.entries.iter().rev().find(|entry| entry.row.is_some());
    let Some(applied) = applied.filter(|_| status.in_state(State::Newer).is_empty()) else {
        return Err(Error::refused(
            "the database is empty or newer than this program, so there is nothing to compare it with; run \
             `almoner migrate status`",
        ));
    };
    let version = applied.version.clone();
    let (text_version, checked_in) = checked_in()?;
    let shape = catalogue::snapshot(&client).await?;
    let roles = catalogue::roles(&client).await?;
    let superuser: bool = client
        .query_one("select rolsuper from pg_roles where rolname = current_user", &[])
        .await
        .map_err(Error::database("asking who is connected"))?
        .get(0);
    if superuser {
        let made = scratch_shape(live, &source.through(&version)).await?;
        let mut differences = made.differences(&shape);
        if text_version == version {
            differences.extend(checked_in.only("role ").differences(&roles));
        }
        differences.retain(|difference| !grown(difference));
        return Ok(Drift { reference: Reference::Scratch, differences });
    }
    if text_version != version {
        return Err(Error::refused(format!(
            "the database is at {version} and the checked-in catalogue at {text_version}: run `almoner migrate up` \
             first, or compare as a superuser, who can make a scratch database"
        )));
    }
    let mut differences = checked_in.differences(&shape.with(roles));
    differences.retain(|difference| !grown(difference));
    Ok(Drift { reference: Reference::CheckedIn, differences })
}

/// A partition that came with time, with its walls up: no drift.
fn grown(difference: &Difference) -> bool {
    let found = difference.found.as_deref().unwrap_or_default();
    difference.expected.is_none()
        && found.starts_with("owner, row security, forced, ")
        && found.contains(", partition of ")
}

async fn scratch_shape(live: &Target, source: &Source) -> Result<Catalogue> {
    scratch::beside(live, "drift", source, async |made: Target| {
        catalogue::snapshot(&made.connect("migrate drift").await?).await
    })
    .await
}
