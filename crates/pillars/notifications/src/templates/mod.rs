//! What notifications say: a file for each kind, which an organisation may say otherwise.
//!
//! A template holds words of ours and placeholders of a closed list. It is rendered for a channel in one
//! pass, user-made words made harmless for that channel on the way. All files are read and checked when
//! the process starts ([`load`]).

mod escape;
mod facts;
mod file;
mod kinds;
mod text;

use std::fmt;
use std::sync::LazyLock;

pub use facts::Facts;
pub use file::Kind;
pub use text::TemplateError;

/// The ways by which a template is told. Those to come (Slack, Teams, webhooks) escape for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    InApp,
    Email,
    Sms,
}

/// A message: title and line in the console, subject and text of a mail. A text message has no subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// Why nothing can be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// There is no template of this kind.
    Template,
    /// The template speaks of something that the notification does not say.
    Fact,
}

impl Missing {
    /// The code, for rows and figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Template => "template_missing",
            Self::Fact => "fact_missing",
        }
    }
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What is wrong with an organisation's own words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// `kind`, `subject`, `body`.
    pub field: &'static str,
    /// `reference`, `required`, `format`, `too_long`.
    pub code: &'static str,
    /// What is wrong at which line, and what to do.
    pub message: String,
}

static KINDS: LazyLock<Result<Vec<Kind>, TemplateError>> =
    LazyLock::new(|| kinds::KINDS.iter().map(file::read).collect());

/// Reads and checks every template that this program carries.
pub fn load() -> Result<&'static [Kind], &'static TemplateError> {
    KINDS.as_deref()
}

/// Every kind, with our words and what they may hold.
pub fn kinds() -> impl Iterator<Item = &'static Kind> {
    load().unwrap_or_default().iter()
}

/// What is told on `channel`. `own`: the organisation's subject and body, where it has some; when they
/// can't be used any more ours are, so that nothing stays untold.
pub fn say(channel: Channel, facts: &Facts<'_>, own: Option<(&str, &str)>) -> Result<Words, Missing> {
    let kind = kinds().find(|kind| kind.name == facts.kind).ok_or(Missing::Template)?;
    if let Some((subject, body)) = own {
        match file::own(kind.name, channel, subject, body).map(|own| own.render(facts, channel)) {
            Ok(Ok(words)) => return Ok(words),
            Ok(Err(_)) => {}
            Err(wrong) => {
                tracing::warn!(
                    kind = kind.name,
                    field = wrong.field,
                    code = wrong.code,
                    "an organisation's own words can't be used"
                );
            }
        }
    }
    kind.told(channel).render(facts, channel)
}

/// The same for the console, where something is shown whatever happens: an inbox with one thing in it
/// that we don't know is an inbox.
pub fn in_app(facts: &Facts<'_>, own: Option<(&str, &str)>) -> Words {
    say(Channel::InApp, facts, own).unwrap_or_else(|_| {
        let mut words = facts.kind.replace('_', " ");
        if let Some(first) = words.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        Words { subject: words, text: String::new() }
    })
}

/// Whether an organisation's words can be used, by the rules that our own files are held to.
pub fn check(kind: &str, channel: Channel, subject: &str, body: &str) -> Result<(), Wrong> {
    file::own(kind, channel, subject, body).map(|_| ())
}

#[cfg(test)]
mod tests;
