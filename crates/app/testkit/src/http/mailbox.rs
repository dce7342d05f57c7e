//! Mails as the service writes them.

use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

/// The folder that mails are written into.
pub struct Mailbox(TempDir);

impl Mailbox {
    pub(super) fn new() -> Self {
        Self(TempDir::with_prefix("almoner-mail-").expect("a folder for mails"))
    }

    pub fn folder(&self) -> &Path {
        self.0.path()
    }

    /// Every mail that lies there, in no order.
    ///
    /// # Panics
    /// When the folder can't be read.
    pub fn all(&self) -> Vec<String> {
        self.paths().iter().map(|path| std::fs::read_to_string(path).expect("a mail is text")).collect()
    }

    /// Takes the first mail to an address out of the folder; waits for one that is on its way.
    ///
    /// # Panics
    /// When none comes within 20 seconds.
    pub async fn take(&self, to: &str) -> String {
        let look = async {
            loop {
                if let Some(mail) = self.find(to) {
                    return mail;
                }
                // Mails are written after the answer, by a thread that nothing here can wait for.
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(20), look)
            .await
            .unwrap_or_else(|_| panic!("no mail to {to}"))
    }

    /// Whole mails; one that is being written has another name.
    fn paths(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder()).expect("the folder is there");
        let mut paths: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "eml"));
        paths.sort();
        paths
    }

    fn find(&self, to: &str) -> Option<String> {
        for path in self.paths() {
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            if text.lines().any(|line| line.eq_ignore_ascii_case(&format!("to: {to}"))) {
                std::fs::remove_file(&path).ok()?;
                return Some(text);
            }
        }
        None
    }
}
