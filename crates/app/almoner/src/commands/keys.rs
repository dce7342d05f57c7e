//! `almoner keys`: the keyring.

use almoner_keys::{Keyring, Retire};
use anyhow::Result;

use crate::cli::{Keys, KeysWhat};
use crate::term;

pub fn run(flags: Keys) -> Result<()> {
    match flags.what {
        KeysWhat::Generate { path } => {
            let id = Keyring::generate_file(&path)?;
            term::done(&format!("{} with key {}", path.display(), id.as_str()));
        }
        KeysWhat::Rotate { path, discard } => {
            let retire = if discard { Retire::Discard } else { Retire::Refuse };
            let rotated = Keyring::rotate_file(&path, retire)?;
            term::done(&format!("current key {}, previous {}", rotated.current, rotated.previous));
            if let Some(retired) = rotated.retired {
                println!("{} {retired}: what it sealed can't be opened again", term::yellow("forgotten"));
            }
            println!("Restart the servers so that they use it.");
        }
    }
    Ok(())
}
