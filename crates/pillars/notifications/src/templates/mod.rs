//! What notifications say: a file for each kind, which an organisation may say otherwise.
//!
//! A template holds words of ours and placeholders of a closed list ([`Facts`]). It is rendered for a
//! channel in one pass, user-made words made harmless for that channel on the way. All files are read
//! and checked when the process starts.

mod escape;
mod facts;
mod file;
mod kinds;
mod text;

use std::collections::BTreeMap;
use std::fmt;

pub use facts::{Facts, Priority, Word, Words};
use file::Both;
pub use text::TemplateError;
use text::Text;

/// The ways by which a template is told. Those to come (Slack, Teams, webhooks) escape for themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Channel {
    InApp,
    Email,
    Sms,
}

impl Channel {
    /// As `notification_queue` names it; `None` for those that have no templates.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "in_app" => Some(Self::InApp),
            "email" => Some(Self::Email),
            "sms" => Some(Self::Sms),
            _ => None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::InApp => "in_app",
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }
}

/// A message, ready to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Title in the console, subject of a mail; a text message has none.
    pub heading: String,
    pub text: String,
}

/// Why nothing was rendered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unrendered {
    /// There is no template of this kind.
    Kind,
    /// The template speaks of something that the notification does not say.
    Fact,
}

impl Unrendered {
    /// The code, for rows and figures.
    pub fn code(self) -> &'static str {
        match self {
            Self::Kind => "template_missing",
            Self::Fact => "fact_missing",
        }
    }
}

impl fmt::Display for Unrendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for Unrendered {}

/// An organisation's own words for one kind on one channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Override {
    pub kind: String,
    pub channel: Channel,
    /// Title or subject; empty for a text message.
    pub heading: String,
    pub text: String,
}

impl Override {
    /// Whether it can be used, by the rules that our own files are held to.
    pub fn check(&self) -> Result<(), TemplateError> {
        file::own(self).map(|_| ())
    }
}

/// The templates of one kind.
struct Told {
    in_app: Both,
    email: Both,
    sms: Text,
}

/// Every template, read and checked.
pub struct Templates(BTreeMap<&'static str, Told>);

impl Templates {
    /// Those that this program carries.
    pub fn embedded() -> Result<Self, TemplateError> {
        let read = kinds::KINDS.iter().map(|kind| Ok((kind.name, file::read(kind, kind.file)?)));
        read.collect::<Result<_, _>>().map(Self)
    }

    /// The kinds that have one.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// What is told on `channel`. `own`: the organisation's words, where it has some; when they can't be
    /// used, which the route that takes them prevents, ours are, so that nothing stays untold.
    pub fn render(
        &self,
        channel: Channel,
        kind: &str,
        facts: &Facts,
        own: Option<&Override>,
    ) -> Result<Rendered, Unrendered> {
        let told = self.0.get(kind).ok_or(Unrendered::Kind)?;
        let own = own.filter(|own| own.kind == kind && own.channel == channel).and_then(|own| {
            let rendered = file::own(own).map_err(|error| error.to_string());
            let rendered =
                rendered.and_then(|own| own.render(facts, channel).map_err(|error| error.to_string()));
            rendered
                .inspect_err(|error| tracing::warn!(kind, %error, "an organisation's template can't be used"))
                .ok()
        });
        if let Some(own) = own {
            return Ok(own);
        }
        match channel {
            Channel::InApp => told.in_app.render(facts, channel),
            Channel::Email => told.email.render(facts, channel),
            Channel::Sms => Ok(Rendered { heading: String::new(), text: told.sms.render(facts, channel)? }),
        }
    }
}

impl fmt::Debug for Templates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys()).finish()
    }
}

#[cfg(test)]
mod tests;
