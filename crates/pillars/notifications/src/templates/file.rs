//! Templates as files: TOML, with a table for each channel. An organisation's own go the same way.

use serde::Deserialize;
use toml::Spanned;

use super::kinds::{self, Source};
use super::text::{Rule, TemplateError, Text};
use super::{Channel, Facts, Missing, Words, Wrong};

const TITLE: Rule = Rule { channel: Channel::InApp, field: "in_app.title", lines: false, most: 80 };
const LINE: Rule = Rule { channel: Channel::InApp, field: "in_app.line", lines: false, most: 300 };
const SUBJECT: Rule = Rule { channel: Channel::Email, field: "email.subject", lines: false, most: 90 };
const MAIL: Rule = Rule { channel: Channel::Email, field: "email.text", lines: true, most: 2000 };
const SMS: Rule = Rule { channel: Channel::Sms, field: "sms.text", lines: false, most: 160 };

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    in_app: InApp,
    email: Email,
    sms: Sms,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InApp {
    title: Spanned<String>,
    line: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Email {
    subject: Spanned<String>,
    text: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sms {
    text: Spanned<String>,
}

/// A kind of notification, and what it says.
#[derive(Debug)]
pub struct Kind {
    pub name: &'static str,
    /// Names of what its words may hold in braces.
    pub placeholders: Vec<&'static str>,
    in_app: Told,
    email: Told,
    sms: Told,
}

impl Kind {
    /// Our words as they are written, for who wants to write others.
    pub fn words(&self, channel: Channel) -> &Words {
        &self.told(channel).written
    }

    pub(super) fn told(&self, channel: Channel) -> &Told {
        match channel {
            Channel::InApp => &self.in_app,
            Channel::Email => &self.email,
            Channel::Sms => &self.sms,
        }
    }
}

/// A subject and a text, and how they were written.
#[derive(Debug)]
pub(super) struct Told {
    subject: Option<Text>,
    text: Text,
    written: Words,
}

impl Told {
    pub(super) fn render(&self, facts: &Facts<'_>, channel: Channel) -> Result<Words, Missing> {
        let subject = self.subject.as_ref().map(|text| text.render(facts, channel)).transpose()?;
        Ok(Words { subject: subject.unwrap_or_default(), text: self.text.render(facts, channel)? })
    }
}

/// Reads one of our files.
pub(super) fn read(source: &Source) -> Result<Kind, TemplateError> {
    let content = source.file;
    let place = format!("templates/{}.toml", source.name);
    let line_at = |at: usize| content[..at.min(content.len())].matches('\n').count() + 1;
    let file: File = toml::from_str(content).map_err(|error| TemplateError {
        place: place.clone(),
        field: "the file",
        line: error.span().map_or(1, |span| line_at(span.start)),
        what: error.message().to_owned(),
    })?;
    let text = |said: &Spanned<String>, rule: Rule| {
        Text::parse(said.get_ref(), source, rule).map_err(|fault| {
            let start = said.span().start;
            // The line break right after """ is no part of the text.
            let opening = usize::from(content[start..].starts_with("\"\"\"\n"));
            let line = line_at(start) + opening + fault.line - 1;
            TemplateError { place: place.clone(), field: rule.field, line, what: fault.message }
        })
    };
    let told = |subject: Option<(&Spanned<String>, Rule)>, said: &Spanned<String>, rule: Rule| {
        let written = subject.map(|(subject, _)| subject.get_ref().clone());
        Ok(Told {
            subject: subject.map(|(subject, rule)| text(subject, rule)).transpose()?,
            text: text(said, rule)?,
            written: Words {
                subject: written.unwrap_or_default(),
                text: said.get_ref().trim_matches('\n').to_owned(),
            },
        })
    };
    Ok(Kind {
        name: source.name,
        placeholders: source.known().map(super::facts::Placeholder::name).collect(),
        in_app: told(Some((&file.in_app.title, TITLE)), &file.in_app.line, LINE)?,
        email: told(Some((&file.email.subject, SUBJECT)), &file.email.text, MAIL)?,
        sms: told(None, &file.sms.text, SMS)?,
    })
}

/// Reads an organisation's own. A text message has a subject there too, which is for those who write it.
pub(super) fn own(kind: &str, channel: Channel, subject: &str, body: &str) -> Result<Told, Wrong> {
    let Some(source) = kinds::kind(kind) else {
        let message = "There is no such kind of notification.".to_owned();
        return Err(Wrong { field: "kind", code: "reference", message });
    };
    let text = |said: &str, rule: Rule, field: &'static str| {
        Text::parse(said, source, rule).map_err(|fault| {
            let at = if rule.lines { format!("Line {}: ", fault.line) } else { String::new() };
            Wrong { field, code: fault.code, message: format!("{at}{}", fault.message) }
        })
    };
    let (title, rule) = match channel {
        Channel::InApp => (TITLE, LINE),
        Channel::Email => (SUBJECT, MAIL),
        Channel::Sms => (TITLE, SMS),
    };
    let read = text(subject, title, "subject")?;
    Ok(Told {
        subject: Some(read).filter(|_| channel != Channel::Sms),
        text: text(body, rule, "body")?,
        written: Words { subject: subject.to_owned(), text: body.to_owned() },
    })
}
