//! `almoner audit`: whether the audit trail is what was chained.

use std::path::Path;

use almoner_audit::{Chain, Head, verify};
use anyhow::{Result, anyhow};

use crate::cli::{Audit, AuditWhat, Wrong};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{ready, term};

pub async fn run(flags: Audit) -> Result<()> {
    let AuditWhat::Verify { against } = flags.what;
    let kept = against.as_deref().map_or(Ok(Vec::new()), heads)?;
    let folder = Folder::at(&flags.data)?;
    let chains = Place::with(&folder, &flags.database, Use::Look, async |place| {
        ready::check(place).await?;
        let client = place.owner_client("audit verify").await?;
        Ok(verify(&client, &kept).await?)
    })
    .await?;
    for head in chains.iter().filter_map(|chain| chain.head.as_ref()) {
        term::say(&head.line());
    }
    for chain in &chains {
        tell(chain);
    }
    let broken = chains.iter().filter(|chain| chain.fault.is_some()).count();
    match broken {
        0 => Ok(()),
        1 => Err(anyhow!(
            "the audit trail of one organisation does not hold; keep the database as it is and look at who had access to it"
        )),
        more => Err(anyhow!(
            "the audit trails of {more} organisations do not hold; keep the database as it is and look at who had access to it"
        )),
    }
}

fn tell(chain: &Chain) {
    let organisation = chain.organisation;
    match (&chain.fault, &chain.head) {
        (Some(fault), _) => term::note(&format!("{organisation}: {fault}")),
        (None, Some(head)) => term::done(&format!("{organisation}: {} links hold", head.seq)),
        (None, None) => term::done(&format!("{organisation}: nothing is chained yet")),
    }
    if chain.waiting > 0 {
        term::note(&format!("{organisation}: {} events wait for their place in the chain", chain.waiting));
    }
    if chain.erased > 0 {
        term::note(&format!("{organisation}: the details of {} events were erased", chain.erased));
    }
}

/// Heads that an earlier run printed.
fn heads(path: &Path) -> Result<Vec<Head>> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        Wrong::with_remedy(
            format!("{} can't be read: {error}", path.display()),
            "Give the file into which an earlier `almoner audit verify` was written.",
        )
    })?;
    text.lines()
        .enumerate()
        // The rest of what such a run prints is for people.
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with(['✓', '!']))
        .map(|(number, line)| {
            Head::parse(line).map_err(|_| {
                Wrong::with_remedy(
                    format!("line {} of {} is no head of a chain", number + 1, path.display()),
                    "Each line is ORGANISATION SEQUENCE HASH, as `almoner audit verify` prints it first.",
                )
            })
        })
        .collect()
}
