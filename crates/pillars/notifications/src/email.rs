//! E-mail as a way out of the house.

use std::borrow::Cow;
use std::sync::Arc;

use almoner_mail::{Mail, MailError, Message};
use zeroize::Zeroizing;

use crate::links;
use crate::queue::{Claimed, Said, Way};
use crate::templates::{Channel, Facts, Missing, say};

/// Why a mail that nobody asked for lies there, and that answering it is of no use.
const FOOT: &str = "-- \nSent by Almoner. What you are told by mail you choose there under Me. Answers to this mail are not read.\n";

/// Hands notifications to a mail server.
pub struct EmailWay {
    mail: Arc<dyn Mail>,
    /// The address that people type.
    base_url: String,
}

impl EmailWay {
    pub fn new(mail: Arc<dyn Mail>, base_url: impl Into<String>) -> Self {
        Self { mail, base_url: base_url.into() }
    }
}

impl Way for EmailWay {
    fn channel(&self) -> &'static str {
        "email"
    }

    async fn say(&self, claimed: &Claimed) -> Said {
        let Some(to) = &claimed.address else { return Said::Refused { code: "no_address" } };
        match compose(claimed, to, &self.base_url) {
            Ok(message) => said(self.mail.send(message).await),
            Err(missing) => Said::Refused { code: missing.code() },
        }
    }
}

fn said(sent: Result<(), MailError>) -> Said {
    match sent {
        Ok(()) => Said::Taken { id: None },
        Err(MailError::Permanent(code)) => Said::Refused { code },
        Err(MailError::Transient(code, after)) => Said::NotNow { code, after },
        Err(MailError::Auth(code)) => Said::Closed { code },
        Err(MailError::Unknown(code)) => Said::Unknown { code },
    }
}

/// The mail of a notification. Pure: however often it is sent, it is the same, under the same id.
fn compose(claimed: &Claimed, to: &str, base_url: &str) -> Result<Message, Missing> {
    let link = links::inbox(base_url);
    let facts = Facts {
        kind: &claimed.kind,
        priority: &claimed.priority,
        care_home_name: claimed.care_home_name.as_deref(),
        organisation_name: claimed.organisation_name.as_deref(),
        time_zone: claimed.time_zone.as_deref(),
        payload: &claimed.payload,
        link: Some(&link),
    };
    let words = say(Channel::Email, &facts, claimed.subject.as_deref().zip(claimed.body.as_deref()))?;
    Ok(Message {
        id: claimed.id,
        to: to.to_owned(),
        subject: Cow::Owned(words.subject),
        text: Zeroizing::new(format!("{}\n\n{FOOT}", words.text)),
    })
}
