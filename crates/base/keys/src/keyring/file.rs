//! The keyring in a file that only its owner can read.

use std::fs::File;
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use zeroize::Zeroizing;

use super::document::{MAX_DOCUMENT, rotate};
use super::{KeyId, Keyring, KeyringError, Retire};

/// What a rotation did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Seals everything from now on.
    pub current: KeyId,
    /// Was the current key; still opens what it sealed.
    pub previous: KeyId,
    /// Is forgotten; what it sealed can't be opened again.
    pub retired: Option<KeyId>,
}

impl Keyring {
    /// Reads the ring from its file, which nobody but its owner may read or write.
    pub fn load_file(path: &Path) -> Result<Self, KeyringError> {
        Self::parse(&read(path)?.1)
    }

    /// Makes a new ring in a new file of mode 0600. Whoever looks sees no file
    /// or the whole file; an existing one is never overwritten.
    pub fn generate_file(path: &Path) -> Result<KeyId, KeyringError> {
        let text = Self::generate_document();
        let id = Self::parse(&text)?.current_id().clone();
        write(path, &text, |temporary| temporary.persist_noclobber(path).map_err(|e| e.error))?;
        Ok(id)
    }

    /// Rotates the ring in its file, atomically. See [`Keyring::rotate_document`].
    pub fn rotate_file(path: &Path, retire: Retire) -> Result<Rotated, KeyringError> {
        let (file, text) = read(path)?;
        // Two rotations at once would push a key out that nobody retired.
        file.try_lock().map_err(|_| KeyringError::Changed(path.to_owned()))?;
        let (next, rotated) = rotate(&text, retire)?;
        let [opened, there] =
            [file.metadata(), std::fs::metadata(path)].map(|m| m.map(|m| (m.dev(), m.ino())));
        if opened.map_err(|e| io(path, e))? != there.map_err(|e| io(path, e))? {
            return Err(KeyringError::Changed(path.to_owned()));
        }
        // A link (a mounted secret, a deployment's `current`) stays a link.
        let target = path.canonicalize().map_err(|e| io(path, e))?;
        write(&target, &next, |temporary| temporary.persist(&target).map_err(|e| e.error))?;
        Ok(rotated)
    }
}

fn read(path: &Path) -> Result<(File, Zeroizing<String>), KeyringError> {
    let missing = |e: std::io::Error| match e.kind() {
        ErrorKind::NotFound => KeyringError::Missing(path.to_owned()),
        _ => io(path, e),
    };
    // Before it is opened: opening a pipe would wait for its writer.
    if !std::fs::metadata(path).map_err(missing)?.is_file() {
        return Err(KeyringError::NotAFile(path.to_owned()));
    }
    let mut file = File::open(path).map_err(missing)?;
    let metadata = file.metadata().map_err(|e| io(path, e))?;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyringError::Exposed { path: path.to_owned(), mode });
    }
    // Room for everything at once: a growing buffer leaves copies.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_DOCUMENT + 2));
    (&mut file).take(MAX_DOCUMENT as u64 + 1).read_to_end(&mut bytes).map_err(|e| io(path, e))?;
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| KeyringError::Unreadable(format!("{} is not text", path.display())))?;
    let text = Zeroizing::new(text.to_owned());
    Ok((file, text))
}

fn write(
    path: &Path,
    text: &str,
    persist: impl FnOnce(NamedTempFile) -> std::io::Result<File>,
) -> Result<(), KeyringError> {
    let folder = match path.parent() {
        Some(parent) if parent != Path::new("") => parent.to_owned(),
        _ => PathBuf::from("."),
    };
    let written = (|| {
        let mut temporary = tempfile::Builder::new()
            .prefix(".keyring-")
            .permissions(std::fs::Permissions::from_mode(0o600))
            .tempfile_in(&folder)?;
        temporary.write_all(text.as_bytes())?;
        temporary.as_file().sync_all()?;
        persist(temporary)?;
        // The new name is on disk only when its folder is.
        File::open(&folder)?.sync_all()
    })();
    written.map_err(|e| match e.kind() {
        ErrorKind::AlreadyExists => KeyringError::Exists(path.to_owned()),
        _ => io(path, e),
    })
}

fn io(path: &Path, source: std::io::Error) -> KeyringError {
    KeyringError::Io { path: path.to_owned(), source }
}
