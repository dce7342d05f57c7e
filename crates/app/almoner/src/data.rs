//! The data folder: keyring, mail, secrets of the private database.

use std::path::{Path, PathBuf};

use almoner_keys::{Keyring, KeyringError};
use anyhow::{Context, Result};
use nix::unistd::{AccessFlags, access};

use crate::cli::{Data, Wrong};

/// Where everything of one installation lies.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// The folder of the flags. It need not be there; what writes into it makes it.
    pub fn at(data: &Data) -> Result<Self> {
        let path = data.folder.clone().unwrap_or_else(almoner_cluster::default_data_dir);
        let path = std::path::absolute(&path).context("the current folder is gone")?;
        // Asked now: later the same refusal would come from whichever file is touched first.
        let closed = match std::fs::metadata(&path) {
            Ok(found) if !found.is_dir() => Some("is no folder"),
            Ok(_) if access(&path, AccessFlags::R_OK | AccessFlags::W_OK | AccessFlags::X_OK).is_err() => {
                Some("is closed to the user that runs this")
            }
            Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
                Some("is closed to the user that runs this")
            }
            _ => None,
        };
        match closed {
            None => Ok(Self(path)),
            Some(why) => Err(Wrong::with_remedy(
                format!("the data folder {} {why}", path.display()),
                "Run this as the folder's owner, or choose another folder with --data (ALMONER_DATA).",
            )),
        }
    }

    /// The folder, made if it is not there.
    pub fn made(&self) -> Result<&Path> {
        almoner_cluster::create_data_dir(&self.0).map_err(|e| {
            Wrong::with_remedy(
                format!("the data folder {} can't be made: {e}", self.0.display()),
                "Choose another with --data (ALMONER_DATA), or let this user write there.",
            )
        })?;
        Ok(&self.0)
    }

    /// Whether a private database has been made here.
    pub fn has_cluster(&self) -> bool {
        self.0.join("postgres/data/PG_VERSION").is_file()
    }

    /// A private folder in it.
    pub fn private(&self, name: &str) -> Result<PathBuf> {
        let path = self.made()?.join(name);
        make_private(&path)?;
        Ok(path)
    }

    pub fn mail(&self) -> Result<PathBuf> {
        self.private("mail")
    }

    /// Bytes that rows point at: photographs.
    pub fn objects(&self) -> Result<PathBuf> {
        self.private("objects")
    }

    /// Where the keyring is when nobody says.
    pub fn keyring_file(&self) -> PathBuf {
        self.0.join("keys/keyring.json")
    }

    /// The keyring, and whether it was made just now: once, on an installation that has none and
    /// names none.
    pub fn keyring(&self, named: Option<&Path>) -> Result<(Keyring, bool)> {
        let path = named.map_or_else(|| self.keyring_file(), Path::to_owned);
        let new = named.is_none() && !path.exists();
        if new {
            self.private("keys")?;
            Keyring::generate_file(&path).map_err(Wrong::said)?;
        }
        let loaded = Keyring::load_file(&path).map_err(|error| {
            let text = in_file(&error, &path);
            Wrong::said(if named.is_some() {
                format!("--keyring (ALMONER_KEYRING_FILE): {text}")
            } else {
                text
            })
        })?;
        Ok((loaded, new))
    }

    /// A secret text of this installation, made when first asked for.
    pub fn secret(&self, name: &str) -> Result<String> {
        use base64::Engine;
        let path = self.private("keys")?.join(name);
        if let Some(text) = self.known_secret(name) {
            return Ok(text);
        }
        let bytes: [u8; 24] = rand::random();
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        write_private(&path, &text)?;
        Ok(text)
    }

    /// The secret, if it was made before.
    pub fn known_secret(&self, name: &str) -> Option<String> {
        let text = std::fs::read_to_string(self.0.join("keys").join(name)).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// ` --data FOLDER` for a command that somebody is to type, where it is not the default.
    pub fn flag(&self) -> String {
        if self.0 == almoner_cluster::default_data_dir() {
            String::new()
        } else {
            format!(" --data {}", self.0.display())
        }
    }
}

/// Names the file where the message does not.
fn in_file(error: &KeyringError, path: &Path) -> String {
    let text = error.to_string();
    let path = path.display().to_string();
    if text.contains(&path) { text } else { format!("{path}: {text}") }
}

fn make_private(path: &Path) -> Result<()> {
    use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
    let at = || format!("making the folder {}", path.display());
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(at)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700)).with_context(at)
}

fn write_private(path: &Path, text: &str) -> Result<()> {
    use std::io::Write;
    use std::os::unix::fs::OpenOptionsExt;
    let mut file = std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("writing {}", path.display()))?;
    file.write_all(text.as_bytes()).with_context(|| format!("writing {}", path.display()))?;
    Ok(file.sync_all()?)
}
