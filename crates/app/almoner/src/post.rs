//! How mails leave: by a mail server, or into the data folder.

use std::path::Path;
use std::sync::Arc;

use almoner_mail::{FolderMail, Setting, SmtpConfig, SmtpMail};
use anyhow::Result;

use crate::cli::{Mail, Wrong};
use crate::data::Folder;

/// Checked settings.
#[derive(Clone, Debug, Default)]
pub struct Post(Option<SmtpConfig>);

impl Post {
    /// Reads and checks all of it, and the password's file; connects to nothing.
    pub fn read(flags: &Mail) -> Result<Self> {
        let Some(url) = &flags.smtp_url else {
            // Somebody means to have a mail server; without one nothing would leave, and nobody would know.
            let lonely = if flags.smtp_password_file.is_some() {
                Some(Setting::Password)
            } else {
                flags.from.as_ref().map(|_| Setting::From)
            };
            return match lonely {
                None => Ok(Self(None)),
                Some(setting) => Err(wrong(
                    setting,
                    "it is given, and no mail server",
                    "Name the server with --smtp-url (ALMONER_SMTP_URL).",
                )),
            };
        };
        let password = flags.smtp_password_file.as_deref().map(password).transpose()?;
        let config = SmtpConfig::parse(url, password.as_deref(), flags.from.as_deref())
            .map_err(|e| wrong(e.setting, e.what, e.remedy))?;
        Ok(Self(Some(config)))
    }

    /// A way of its own: a connection, when the first mail comes.
    pub fn open(&self, folder: &Folder) -> Result<Arc<dyn almoner_mail::Mail>> {
        Ok(match &self.0 {
            None => Arc::new(FolderMail::new(folder.mail()?)),
            Some(config) => Arc::new(smtp(config)?),
        })
    }

    /// How many mails the mail server is handed at once: who claims more lets them wait, and what was
    /// looked at before they are sent (rights, reason) grows old.
    pub fn at_once(&self) -> Option<usize> {
        self.0.as_ref().map(|config| config.connections)
    }

    /// Where mails go, for people.
    pub fn said(&self, folder: &Folder) -> String {
        match &self.0 {
            None => format!("Mail is kept in {}", folder.0.join("mail").display()),
            Some(config) => format!("Mail goes by {}", config.place()),
        }
    }

    /// The mail server, if there is one, to be tried.
    pub fn server(&self) -> Result<Option<(SmtpMail, String)>> {
        self.0.as_ref().map(|config| Ok((smtp(config)?, config.place()))).transpose()
    }
}

fn smtp(config: &SmtpConfig) -> Result<SmtpMail> {
    SmtpMail::new(config.clone()).map_err(|e| wrong(e.setting, e.what, e.remedy))
}

fn wrong(setting: Setting, what: &str, remedy: &str) -> anyhow::Error {
    let name = match setting {
        Setting::Url => "--smtp-url (ALMONER_SMTP_URL)",
        Setting::Password => "--smtp-password-file (ALMONER_SMTP_PASSWORD_FILE)",
        Setting::From => "--mail-from (ALMONER_MAIL_FROM)",
    };
    Wrong::with_remedy(format!("{name}: {what}"), remedy)
}

fn password(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|e| {
        let what = format!("{} can't be read: {e}", path.display());
        wrong(Setting::Password, &what, "Name a file that this user may read.")
    })
}
