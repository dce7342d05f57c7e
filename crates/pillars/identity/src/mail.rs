//! The port through which mails leave, and the one that writes them into a folder.

use std::fmt;
use std::future::Future;
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;

use almoner_kernel::{Error, Result, text};
use jiff::Timestamp;
use uuid::Uuid;
use zeroize::Zeroizing;

/// A mail that is on its way.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Takes mails. Done means handed on, not read.
pub trait Mail: Send + Sync {
    fn send(&self, message: Message) -> Sending<'_>;
}

impl<M: Mail + ?Sized> Mail for Arc<M> {
    fn send(&self, message: Message) -> Sending<'_> {
        (**self).send(message)
    }
}

/// One mail, in plain text. The subject is one of ours, so that it can hold nothing about anybody:
/// subjects show on locked screens and in other people's logs.
#[derive(Clone)]
pub struct Message {
    pub to: String,
    pub subject: &'static str,
    /// May hold a one-time link.
    pub text: Zeroizing<String>,
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("subject", &self.subject).finish_non_exhaustive()
    }
}

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
            tokio::task::spawn_blocking(move || write(&folder, &message)).await.map_err(Error::internal)?
        })
    }
}

/// Whoever looks sees no file or the whole file.
fn write(folder: &std::path::Path, message: &Message) -> Result<()> {
    // An address in its stored form has no line ends and no second recipient in it.
    if text::email(&message.to).as_deref() != Some(message.to.as_str()) {
        return Err(Error::internal("a mail to something that is no address"));
    }
    let id = Uuid::now_v7();
    let mail = Zeroizing::new(format!(
        "Message-ID: <{id}@almoner.localhost>\r\nDate: {}\r\nFrom: Almoner <almoner@localhost>\r\nTo: {}\r\n\
         Subject: {}\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\
         Content-Transfer-Encoding: 8bit\r\nAuto-Submitted: auto-generated\r\n\r\n{}\r\n",
        Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S +0000"),
        message.to,
        message.subject,
        message.text.replace('\n', "\r\n"),
    ));
    let written = (|| {
        let mut file = tempfile::Builder::new()
            .prefix(".mail-")
            .permissions(std::fs::Permissions::from_mode(0o600))
            .tempfile_in(folder)?;
        file.write_all(mail.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist_noclobber(folder.join(format!("{id}.eml"))).map_err(|e| e.error)?;
        std::fs::File::open(folder)?.sync_all()
    })();
    written.map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use zeroize::Zeroizing;

    use super::{FolderMail, Mail, Message};

    fn message(to: &str) -> Message {
        Message {
            to: to.to_owned(),
            subject: "Your invitation",
            text: Zeroizing::new("a\nsecret".to_owned()),
        }
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
            assert_eq!(body, "a\r\nsecret\r\n");
        }
    }

    #[tokio::test]
    async fn an_address_can_not_bring_headers_along() {
        let folder = tempfile::tempdir().unwrap();
        for to in ["a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "A@example.org", ""]
        {
            assert!(FolderMail::new(folder.path()).send(message(to)).await.is_err(), "{to:?}");
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_message_is_not_printed() {
        let printed = format!("{:?}", message("asha@example.org"));
        assert!(!printed.contains("asha") && !printed.contains("secret"), "{printed}");
    }
}
