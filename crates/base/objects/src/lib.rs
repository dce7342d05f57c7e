//! Bytes that rows point at: where they lie, and that they are what was put there.
//!
//! Here belongs storage and nothing of who may see what: a path is made by the database with its row, and
//! whoever may read the row is given the bytes. Bytes are put once and never overwritten; what is read is
//! compared with the hash that the row keeps, so that a folder that was restored from another day, or
//! changed by somebody, is noticed and not shown.
//!
//! A folder of the machine for now. Nothing here is sealed: the folder is as private as the database beside it.

use std::path::Path;
use std::sync::Arc;

use almoner_kernel::{Code, Error, Result};
use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStore, ObjectStoreExt, PutMode, PutOptions, PutPayload};
use sha2::{Digest, Sha256};

/// The store. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Objects(Arc<dyn ObjectStore>);

impl Objects {
    /// A folder that is there.
    pub fn folder(path: &Path) -> Result<Self> {
        // A row that was committed points at bytes that are on the disk.
        let folder = LocalFileSystem::new_with_prefix(path).map_err(unavailable)?.with_fsync(true);
        Ok(Self(Arc::new(folder)))
    }

    /// Puts bytes where nothing lies yet; `Internal` where something does.
    pub async fn put(&self, path: &str, bytes: impl Into<Bytes> + Send) -> Result<()> {
        let options = PutOptions { mode: PutMode::Create, ..PutOptions::default() };
        let payload = PutPayload::from_bytes(bytes.into());
        match self.0.put_opts(&key(path)?, payload, options).await {
            Ok(_) => Ok(()),
            Err(error @ object_store::Error::AlreadyExists { .. }) => Err(Error::internal(error)),
            Err(error) => Err(unavailable(error)),
        }
    }

    /// What lies there, if it is what was put there: `sha256` is its hash then. `Internal` where it is missing or another.
    pub async fn get(&self, path: &str, sha256: &[u8]) -> Result<Bytes> {
        let found = match self.0.get(&key(path)?).await {
            Ok(found) => found.bytes().await.map_err(unavailable)?,
            Err(error @ object_store::Error::NotFound { .. }) => return Err(Error::internal(error)),
            Err(error) => return Err(unavailable(error)),
        };
        if hash(&found) == *sha256 {
            Ok(found)
        } else {
            Err(Error::internal(format!("the object {path} is not what was put there")))
        }
    }
}

/// The hash that a row keeps of its bytes.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Paths are ours: ids and hyphens.
fn key(path: &str) -> Result<Key> {
    let plain = path.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'/');
    match Key::parse(path) {
        Ok(key) if plain && !path.is_empty() => Ok(key),
        _ => Err(Error::internal(format!("{path:?} is no path of ours"))),
    }
}

fn unavailable(error: object_store::Error) -> Error {
    Error::new(Code::Unavailable).caused_by(error)
}

#[cfg(test)]
mod tests {
    use super::{Objects, hash};
    use almoner_kernel::Code;

    #[tokio::test]
    async fn what_was_put_is_read_and_never_overwritten() {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::folder(folder.path()).expect("it is there");
        objects.put("a/b/c", "first").await.expect("nothing lies there");
        let again = objects.put("a/b/c", "second").await.expect_err("something lies there");
        assert_eq!(again.code(), Code::Internal);
        assert_eq!(objects.get("a/b/c", &hash(b"first")).await.expect("it lies there"), "first");
        assert_eq!(std::fs::read(folder.path().join("a/b/c")).expect("a plain file"), b"first");
    }

    #[tokio::test]
    async fn what_is_missing_or_was_changed_is_not_handed_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::folder(folder.path()).expect("it is there");
        assert_eq!(objects.get("a/b", &hash(b"")).await.expect_err("missing").code(), Code::Internal);
        objects.put("a/b", "hers").await.expect("nothing lies there");
        std::fs::write(folder.path().join("a/b"), b"his").expect("a plain file");
        assert_eq!(objects.get("a/b", &hash(b"hers")).await.expect_err("changed").code(), Code::Internal);
    }

    #[tokio::test]
    async fn no_path_leads_out_of_the_folder() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("in")).expect("a folder");
        let objects = Objects::folder(&folder.path().join("in")).expect("it is there");
        std::fs::write(folder.path().join("secret"), b"x").expect("a plain file");
        for path in ["../secret", "a/../../secret", "/../secret", "a//b", "", "a\\b", "a%2fb", "a\0b", "é"] {
            objects.get(path, &hash(b"x")).await.expect_err(path);
            objects.put(path, "y").await.expect_err(path);
        }
        assert_eq!(std::fs::read(folder.path().join("secret")).expect("as it was"), b"x");
    }
}
