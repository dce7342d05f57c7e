//! Templates as files: TOML, with a table for each channel. An organisation's own go the same way.

use serde::Deserialize;
use toml::Spanned;

use super::kinds::{self, Kind};
use super::text::{Rule, TemplateError, Text};
use super::{Channel, Facts, Override, Rendered, Told, Unrendered};

const TITLE: Rule = Rule { channel: Channel::InApp, field: "in_app.title", lines: false, most: 80 };
const LINE: Rule = Rule { channel: Channel::InApp, field: "in_app.line", lines: false, most: 300 };
const SUBJECT: Rule = Rule { channel: Channel::Email, field: "email.subject", lines: false, most: 90 };
const MAIL: Rule = Rule { channel: Channel::Email, field: "email.text", lines: true, most: 4000 };
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

/// A heading and a text.
pub(super) struct Both {
    heading: Option<Text>,
    text: Text,
}

impl Both {
    pub(super) fn render(&self, facts: &Facts, channel: Channel) -> Result<Rendered, Unrendered> {
        let heading = self.heading.as_ref().map(|text| text.render(facts, channel)).transpose()?;
        Ok(Rendered { heading: heading.unwrap_or_default(), text: self.text.render(facts, channel)? })
    }
}

/// Reads one of our files.
pub(super) fn read(kind: &Kind, content: &str) -> Result<Told, TemplateError> {
    let place = format!("templates/{}.toml", kind.name);
    let line_at = |at: usize| content[..at.min(content.len())].matches('\n').count() + 1;
    let file: File = toml::from_str(content).map_err(|error| TemplateError {
        place: place.clone(),
        field: "the file".to_owned(),
        line: error.span().map_or(1, |span| line_at(span.start)),
        what: error.message().to_owned(),
    })?;
    let text = |said: &Spanned<String>, rule: Rule| {
        Text::parse(said.get_ref(), kind, rule).map_err(|(line, what)| {
            let start = said.span().start;
            // The line break right after """ is no part of the text.
            let opening = usize::from(content[start..].starts_with("\"\"\"\n"));
            TemplateError {
                place: place.clone(),
                field: rule.field.to_owned(),
                line: line_at(start) + opening + line,
                what,
            }
        })
    };
    Ok(Told {
        in_app: Both {
            heading: Some(text(&file.in_app.title, TITLE)?),
            text: text(&file.in_app.line, LINE)?,
        },
        email: Both {
            heading: Some(text(&file.email.subject, SUBJECT)?),
            text: text(&file.email.text, MAIL)?,
        },
        sms: text(&file.sms.text, SMS)?,
    })
}

/// Reads an organisation's own.
pub(super) fn own(own: &Override) -> Result<Both, TemplateError> {
    let place = format!("the organisation's {} by {}", own.kind, own.channel.as_str());
    let wrong =
        |field: &str, line, what| TemplateError { place: place.clone(), field: field.to_owned(), line, what };
    let kind = kinds::kind(&own.kind)
        .ok_or_else(|| wrong("kind", 1, "there is no such kind of notification".to_owned()))?;
    let text = |said: &str, rule: Rule, field: &str| {
        Text::parse(said, kind, rule).map_err(|(line, what)| wrong(field, line + 1, what))
    };
    let (heading, body) = match own.channel {
        Channel::InApp => (Some(TITLE), LINE),
        Channel::Email => (Some(SUBJECT), MAIL),
        Channel::Sms => (None, SMS),
    };
    let heading = match heading {
        Some(rule) => Some(text(&own.heading, rule, "heading")?),
        None if own.heading.is_empty() => None,
        None => return Err(wrong("heading", 1, "a text message has none; leave it empty".to_owned())),
    };
    Ok(Both { heading, text: text(&own.text, body, "text")? })
}
