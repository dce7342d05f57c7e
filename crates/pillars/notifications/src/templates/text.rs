//! One text of a template: words of ours with placeholders in braces.

use std::fmt;

use super::escape::{self, is_odd};
use super::facts::{Facts, Placeholder, Value};
use super::kinds::Source;
use super::{Channel, Missing};

#[derive(Clone, Debug)]
enum Piece {
    Words(String),
    Fact(Placeholder),
}

/// A text that was read and checked.
#[derive(Clone, Debug)]
pub(super) struct Text(Vec<Piece>);

/// Where a text stands and what it may be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rule {
    pub channel: Channel,
    pub field: &'static str,
    pub lines: bool,
    /// Letters, as it is written; of a text message with every placeholder at its longest.
    pub most: usize,
}

/// What is wrong with a text, and at which of its lines, from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub line: usize,
    /// `required`, `format`, `too_long`.
    pub code: &'static str,
    pub message: String,
}

/// What is wrong with a template of ours. Names where, so that it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file.
    pub place: String,
    pub field: &'static str,
    pub line: usize,
    pub what: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, field, line, what } = self;
        write!(f, "{place}, line {line}, {field}: {what}")
    }
}

impl std::error::Error for TemplateError {}

impl Text {
    /// Reads and checks one.
    pub(super) fn parse(text: &str, kind: &Source, rule: Rule) -> Result<Self, Fault> {
        // As browsers send what was typed.
        let text = text.replace("\r\n", "\n");
        let text = text.trim_matches('\n');
        let fault =
            |at: usize, code, message| Fault { line: text[..at].matches('\n').count() + 1, code, message };
        if text.trim().is_empty() {
            return Err(fault(0, "required", "It says nothing; write something.".to_owned()));
        }
        for (at, c) in text.char_indices() {
            if is_odd(c) && !(c == '\n' && rule.lines) {
                return Err(fault(at, "format", format!("Take out the character U+{:04X}.", u32::from(c))));
            }
        }
        if let Some(at) = text.find("://").or_else(|| text.find("www.")) {
            let message = "The only address in a message is {link}; take this one out.".to_owned();
            return Err(fault(at, "format", message));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let here = text.len() - rest.len() + at;
            let (words, more) = rest.split_at(at);
            let Some((name, after)) = more.strip_prefix('{').and_then(|more| more.split_once('}')) else {
                let message = "A brace stands alone; a placeholder is a name in braces: {home}.".to_owned();
                return Err(fault(here, "format", message));
            };
            let Some(placeholder) = Placeholder::parse(name).filter(|one| kind.knows(*one)) else {
                let shown: String = name.chars().take(40).collect();
                let known: Vec<String> = kind.known().map(|one| format!("{{{}}}", one.name())).collect();
                let message =
                    format!("{{{shown}}} is no placeholder of {}; it has {}.", kind.name, known.join(", "));
                return Err(fault(here, "format", message));
            };
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(Piece::Fact(placeholder));
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
        let parsed = Self(pieces);
        match parsed.trouble(rule) {
            None => Ok(parsed),
            Some((code, message)) => Err(fault(0, code, message)),
        }
    }

    /// What of the whole does not fit.
    fn trouble(&self, rule: Rule) -> Option<(&'static str, String)> {
        let length = self.0.iter().map(|piece| match piece {
            Piece::Words(words) => words.chars().count(),
            Piece::Fact(one) if rule.channel == Channel::Sms => one.most(),
            Piece::Fact(one) => one.name().len() + 2,
        });
        let length: usize = length.sum();
        if length > rule.most {
            return Some(("too_long", format!("It can be {length} letters long; {} fit.", rule.most)));
        }
        let mut words = self.0.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words),
            Piece::Fact(_) => None,
        });
        // Any other letter halves what a text message holds.
        let beyond = rule.channel == Channel::Sms && words.any(|words| !words.is_ascii());
        beyond.then(|| ("format", "Use plain letters (ASCII) in a text message.".to_owned()))
    }

    /// The text with the facts in it. One pass: what stands in a fact is never read as a placeholder.
    pub(super) fn render(&self, facts: &Facts<'_>, channel: Channel) -> Result<String, Missing> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Fact(placeholder) => match placeholder.value(facts).ok_or(Missing::Fact)? {
                    Value::Ours(text) => out.push_str(&text),
                    Value::Theirs(text) => out.push_str(&escape::word(text, channel)),
                },
            }
        }
        Ok(out)
    }
}
