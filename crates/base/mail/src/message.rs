//! One mail, and how it is written.

use std::borrow::Cow;
use std::fmt;

use almoner_kernel::text;
use lettre::Address;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::MailError;

/// Longer ones are cut by those who show them.
const SUBJECT_MAX: usize = 200;
const TEXT_MAX: usize = 64 * 1024;

/// One mail, in plain text. Subjects show on locked screens and in other people's logs: nothing about
/// anybody belongs into them.
#[derive(Clone)]
pub struct Message {
    /// Becomes the Message-ID: the same mail sent twice has the same, and shows once.
    pub id: Uuid,
    pub to: String,
    pub subject: Cow<'static, str>,
    /// May hold a one-time link.
    pub text: Zeroizing<String>,
}

impl Message {
    /// A mail that is sent once.
    pub fn new(to: &str, subject: &'static str, text: String) -> Self {
        Self {
            id: Uuid::now_v7(),
            to: to.to_owned(),
            subject: Cow::Borrowed(subject),
            text: Zeroizing::new(text),
        }
    }

    /// The recipient, when this can be sent: one address, no line of a header in it or in the subject.
    pub(crate) fn recipient(&self) -> Result<Address, MailError> {
        if text::email(&self.to).as_deref() != Some(self.to.as_str()) {
            return Err(MailError::Permanent("recipient_invalid"));
        }
        let odd = |c: char| c.is_control();
        if self.subject.is_empty() || self.subject.chars().count() > SUBJECT_MAX || self.subject.contains(odd)
        {
            return Err(MailError::Permanent("subject_invalid"));
        }
        if self.text.len() > TEXT_MAX || self.text.chars().any(|c| odd(c) && !matches!(c, '\n' | '\t')) {
            return Err(MailError::Permanent("text_invalid"));
        }
        self.to.parse().map_err(|_| MailError::Permanent("recipient_invalid"))
    }

    /// The mail as it is sent. `readable`: with the text as it is, for files that people open.
    pub(crate) fn written(&self, from: &Sender, readable: bool) -> Result<Zeroizing<Vec<u8>>, MailError> {
        let invalid = || MailError::Permanent("text_invalid");
        let to = self.recipient()?;
        // Lines of a mail end so; a bare end of line would be written as a code.
        let text = self.text.replace("\r\n", "\n").replace('\n', "\r\n");
        let body = if readable {
            // As it is: an encoding would cut a link in two that somebody copies out of the file.
            Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::EightBit)
        } else {
            Body::new(text)
        };
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        let mail = lettre::Message::builder()
            .message_id(Some(format!("<{}@{}>", self.id, from.domain())))
            .from(from.mailbox())
            .to(Mailbox::new(None, to))
            .subject(self.subject.as_ref())
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            // Nobody's holiday answers to it.
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .body(body)
            .map_err(|_| invalid())?;
        Ok(Zeroizing::new(mail.formatted()))
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("id", &self.id)
            .field("subject", &self.subject)
            .finish_non_exhaustive()
    }
}

/// Who mails come from: `care@example.org`, or `Elm Care <care@example.org>`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    name: String,
    address: Address,
}

impl Sender {
    /// `None` when it is not an address with, before it, perhaps a name.
    pub fn parse(said: &str) -> Option<Self> {
        let said = said.trim();
        let (name, address) = match said.strip_suffix('>') {
            Some(rest) => rest.split_once('<')?,
            None => ("Almoner", said),
        };
        let name = name.trim().trim_matches('"');
        let fits =
            name.chars().count() <= 80 && !name.contains(|c: char| c.is_control() || "<>\"\\".contains(c));
        let address = text::email(address).filter(|_| fits)?;
        Some(Self { name: name.to_owned(), address: address.parse().ok()? })
    }

    /// The folder's: its mails go nowhere.
    pub(crate) fn here() -> Self {
        Self {
            name: "Almoner".to_owned(),
            address: Address::new("almoner", "localhost").expect("an address"),
        }
    }

    pub(crate) fn domain(&self) -> &str {
        self.address.domain()
    }

    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    fn mailbox(&self) -> Mailbox {
        Mailbox::new(Some(self.name.clone()).filter(|name| !name.is_empty()), self.address.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Message, Sender};
    use crate::MailError;

    fn from() -> Sender {
        Sender::parse("Elm Care <care@example.org>").unwrap()
    }

    fn message() -> Message {
        Message::new("asha@example.org", "Your invitation", "a\nsecret".to_owned())
    }

    fn written(message: &Message) -> String {
        String::from_utf8(message.written(&from(), false).unwrap().to_vec()).unwrap()
    }

    #[test]
    fn every_header_that_a_mail_has() {
        let mail = written(&message());
        let (head, body) = mail.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> = head.lines().map(|line| line.split_once(':').unwrap().0).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        assert_eq!(
            sorted,
            [
                "Auto-Submitted",
                "Content-Transfer-Encoding",
                "Content-Type",
                "Date",
                "From",
                "MIME-Version",
                "Message-ID",
                "Subject",
                "To"
            ],
            "{head}"
        );
        assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
        assert_eq!(body.trim_end(), "a\r\nsecret");
    }

    #[test]
    fn the_same_message_has_the_same_id() {
        let message = message();
        let id = format!("Message-ID: <{}@example.org>\r\n", message.id);
        assert!(written(&message).contains(&id) && written(&message.clone()).contains(&id));
    }

    #[test]
    fn nothing_brings_headers_along() {
        for to in [
            "a@example.org\r\nBcc: b@example.org",
            "a@example.org, b@example.org",
            "A@example.org",
            "",
            "<a@example.org>",
        ] {
            let wrong = Message { to: to.to_owned(), ..message() };
            assert_eq!(
                wrong.written(&from(), false),
                Err(MailError::Permanent("recipient_invalid")),
                "{to:?}"
            );
        }
        for subject in ["", "x\r\nBcc: b@example.org", "x\nX: y", "x\0", "\u{85}x", &"x".repeat(201)] {
            let wrong = Message { subject: Cow::Owned(subject.to_owned()), ..message() };
            assert_eq!(
                wrong.written(&from(), false),
                Err(MailError::Permanent("subject_invalid")),
                "{subject:?}"
            );
        }
        for text in ["x\rBcc: y", "x\0y", "\u{1b}[2J"] {
            let wrong = Message::new("a@example.org", "x", text.to_owned());
            assert_eq!(wrong.written(&from(), false), Err(MailError::Permanent("text_invalid")), "{text:?}");
        }
    }

    #[test]
    fn a_subject_beyond_ascii_is_encoded_and_stays_one_header() {
        let subject = "Überfällig: Haus \u{201c}Cŵm\u{201d} \u{1f4a7} ".repeat(4);
        let mail = written(&Message { subject: Cow::Owned(subject), ..message() });
        assert!(mail.is_ascii(), "{mail}");
        let (head, _) = mail.split_once("\r\n\r\n").unwrap();
        assert_eq!(head.matches("Subject:").count(), 1);
        assert!(head.lines().all(|line| line.len() < 100), "{head}");
    }

    #[test]
    fn a_sender_is_one_address() {
        for right in [
            "care@example.org",
            "Elm <care@example.org>",
            "\"Elm Care\" <care@example.org>",
            "<care@example.org>",
        ] {
            assert!(Sender::parse(right).is_some(), "{right}");
        }
        for wrong in [
            "",
            "care",
            "Elm care@example.org",
            "a@example.org, b@example.org",
            "x\r\ny <a@example.org>",
            "a <b <c@example.org>",
        ] {
            assert!(Sender::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_message_is_not_printed() {
        let printed = format!("{:?}", message());
        assert!(!printed.contains("asha") && !printed.contains("secret"), "{printed}");
    }
}
