//! `almoner keys`: the keyring.

use almoner_keys::{Keyring, KeyringError, Retire};
use anyhow::Result;

use crate::cli::{Keys, KeysWhat, Wrong};
use crate::data::Folder;
use crate::term;

pub fn run(flags: Keys) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    match flags.what {
        KeysWhat::Generate { path } => {
            let path = match path {
                Some(path) => path,
                None => folder.private("keys").map(|_| folder.keyring_file())?,
            };
            let id = Keyring::generate_file(&path).map_err(|error| match error {
                KeyringError::Io { path, source } => Wrong::with_remedy(
                    format!("{} can't be written: {source}", path.display()),
                    "Name a file in a folder that is there.",
                ),
                other => Wrong::said(other),
            })?;
            term::done(&format!("{} with key {}", path.display(), id.as_str()));
            term::say("Back it up apart from the database: what it seals can't be read without it.");
        }
        KeysWhat::Rotate { path, discard } => {
            let path = path.unwrap_or_else(|| folder.keyring_file());
            let retire = if discard { Retire::Discard } else { Retire::Refuse };
            let rotated = Keyring::rotate_file(&path, retire).map_err(|error| match error {
                refused @ KeyringError::PreviousInUse(_) => {
                    Wrong::with_remedy(refused.to_string(), "To forget it: almoner keys rotate --discard.")
                }
                other => Wrong::said(other),
            })?;
            term::done(&format!("current key {}, previous {}", rotated.current, rotated.previous));
            if let Some(retired) = rotated.retired {
                term::note(&format!("forgotten: {retired}; what it sealed can't be opened again"));
            }
            term::say("Restart the servers together, so that all of them use it.");
        }
    }
    Ok(())
}
