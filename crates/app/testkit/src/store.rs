//! A folder of objects with the photographs of the world in it.

use almoner_objects::Objects;
use tempfile::TempDir;

use crate::names::id;
use crate::world::World;

/// A picture of 8 by 8 pixels, as a request sends it.
pub const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEUlEQVR4nGM4URGAFTEMLQkAMRFkARSGGiwAAAAASUVORK5CYII=";

/// The folder, gone with this.
#[derive(Debug)]
pub struct Store {
    pub objects: Objects,
    pub folder: TempDir,
}

impl Store {
    /// With the bytes of every photograph of the world: what lies there is the name of the row.
    ///
    /// # Panics
    /// When the disk takes no file.
    pub async fn of_the_world() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let objects = Objects::folder(folder.path()).expect("the folder is there");
        for row in World::get().table("client_photos") {
            let client = id(row.client.expect("of a resident"));
            let place = format!("{}/{client}/{}", id(row.organisation), row.id);
            for path in [format!("{place}-small"), place] {
                objects.put(&path, row.name.clone()).await.expect("nothing lies there yet");
            }
        }
        Self { objects, folder }
    }
}
