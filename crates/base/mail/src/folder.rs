//! Mails as files.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::message::Sender;
use crate::{Mail, MailError, Message, Sending};

/// Writes each mail as one file, for an installation without a mail server and for tests. Only the
/// owner may read them: they hold links.
#[derive(Clone, Debug)]
pub struct FolderMail {
    folder: PathBuf,
}

impl FolderMail {
    /// `folder` must be there, and closed to others.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }
}

impl Mail for FolderMail {
    fn send(&self, message: Message) -> Sending<'_> {
        let folder = self.folder.clone();
        Box::pin(async move {
            tokio::task::spawn_blocking(move || write(&folder, &message))
                .await
                .map_err(|_| MailError::Transient("folder_failed", None))?
        })
    }
}

/// Whoever looks sees no file or the whole file.
fn write(folder: &Path, message: &Message) -> Result<(), MailError> {
    let mail = message.written(&Sender::here(), true)?;
    let written = (|| {
        let mut file = tempfile::Builder::new()
            .prefix(".mail-")
            .permissions(std::fs::Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        file.write_all(&mail)?;
        file.as_file().sync_all()?;
        // A name of its own: the same mail may be written twice.
        file.persist_noclobber(folder.join(format!("{}.eml", Uuid::now_v7()))).map_err(|e| e.error)?;
        std::fs::File::open(folder)?.sync_all()
    })();
    written.map_err(|error: std::io::Error| {
        tracing::error!(%error, "the mail folder can't be written");
        MailError::Transient("folder_failed", None)
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::FolderMail;
    use crate::{Mail, MailError, Message};

    /// Longer than the lines of an encoded mail.
    const LINK: &str = "http://localhost:8080/invitation#ali_0123456789012345678901234567890123456789012";

    fn message(to: &str) -> Message {
        Message::new(to, "Your invitation", format!("a\nsecret=é\n{LINK}"))
    }

    #[tokio::test]
    async fn one_private_file_for_each_mail() {
        let folder = tempfile::tempdir().unwrap();
        let mail = FolderMail::new(folder.path());
        mail.send(message("asha@example.org")).await.unwrap();
        mail.send(message("ben@example.org")).await.unwrap();
        let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|f| f.unwrap().path()).collect();
        assert_eq!(files.len(), 2, "nothing but whole mails: {files:?}");
        for file in files {
            assert_eq!(file.extension().unwrap(), "eml");
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
            let text = std::fs::read_to_string(&file).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.contains("\r\nSubject: Your invitation\r\n") && head.contains("\r\nTo: "));
            assert_eq!(body.trim_end(), format!("a\r\nsecret=é\r\n{LINK}"), "people read it as it is");
        }
    }

    #[tokio::test]
    async fn what_can_not_be_sent_leaves_no_file() {
        let folder = tempfile::tempdir().unwrap();
        let sent = FolderMail::new(folder.path()).send(message("a@example.org\r\nBcc: b@example.org")).await;
        assert_eq!(sent, Err(MailError::Permanent("recipient_invalid")));
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        let sent = FolderMail::new("/no/such/folder").send(message("a@example.org")).await;
        assert_eq!(sent, Err(MailError::Transient("folder_failed", None)));
    }
}
