//! The data folder: keyring, mail, secrets of the private database.

use std::path::{Path, PathBuf};

use almoner_keys::Keyring;
use anyhow::{Context, Result};

use crate::cli::{Data, Listen};

/// Where everything of one installation lies.
#[derive(Clone, Debug)]
pub struct Folder(pub PathBuf);

impl Folder {
    /// The folder of the flags, made if it is not there.
    pub fn open(data: &Data) -> Result<Self> {
        let path = data.folder.clone().unwrap_or_else(almoner_cluster::default_data_dir);
        almoner_cluster::create_data_dir(&path)
            .with_context(|| format!("making the data folder {}", path.display()))?;
        Ok(Self(path))
    }

    /// A private folder in it.
    pub fn private(&self, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        make_private(&path)?;
        Ok(path)
    }

    pub fn mail(&self) -> Result<PathBuf> {
        self.private("mail")
    }

    /// The keyring: made once, on an installation that has none and names none.
    pub fn keyring(&self, listen: &Listen) -> Result<Keyring> {
        let path = match &listen.keyring {
            Some(path) => path.clone(),
            None => self.private("keys")?.join("keyring.json"),
        };
        if listen.keyring.is_none() && !path.exists() {
            Keyring::generate_file(&path).context("making the keyring")?;
        }
        Keyring::load_file(&path).with_context(|| format!("reading the keyring {}", path.display()))
    }

    /// A secret text of this installation, made when first asked for.
    pub fn secret(&self, name: &str) -> Result<String> {
        use base64::Engine;
        let path = self.private("keys")?.join(name);
        if let Ok(text) = std::fs::read_to_string(&path) {
            return Ok(text.trim().to_owned());
        }
        let bytes: [u8; 24] = rand::random();
        let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes);
        write_private(&path, &text)?;
        Ok(text)
    }
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
