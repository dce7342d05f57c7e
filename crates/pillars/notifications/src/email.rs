//! A notification as a mail.

use std::borrow::Cow;

use almoner_mail::Message;
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::templates::{Channel, Facts, Override, Templates, Unrendered};

/// A notification that is due, with all that may be said of it.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The id of the notification; the mail has the same, however often it is sent.
    pub notification: Uuid,
    /// The recipient's address.
    pub to: String,
    pub kind: String,
    pub facts: Facts,
    /// The organisation's own words for it, where it has some.
    pub own: Option<Override>,
}

/// Why a mail that nobody asked for lies there, and that answering it is of no use.
const FOOT: &str = "-- \nSent by Almoner. What you are told, and how, you choose there under Me. Answers to this mail are not read.\n";

/// The mail. Pure: the same notification makes the same.
pub fn compose(envelope: &Envelope, templates: &Templates) -> Result<Message, Unrendered> {
    let Envelope { notification, to, kind, facts, own } = envelope;
    let told = templates.render(Channel::Email, kind, facts, own.as_ref())?;
    Ok(Message {
        id: *notification,
        to: to.clone(),
        subject: Cow::Owned(told.heading),
        text: Zeroizing::new(format!("{}\n\n{FOOT}", told.text)),
    })
}
