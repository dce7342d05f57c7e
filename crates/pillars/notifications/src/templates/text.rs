//! One text of a template: words of ours with placeholders in braces.

use std::fmt;

use super::escape::{self, is_odd};
use super::facts::{Facts, Placeholder, Value};
use super::kinds::Kind;
use super::{Channel, Unrendered};

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

/// What is wrong with a template. Names where, so that it is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// The file, or whose override it is.
    pub place: String,
    pub field: String,
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
    /// Reads one; what is wrong, with its line in the text, from 0.
    pub(super) fn parse(text: &str, kind: &Kind, rule: Rule) -> Result<Self, (usize, String)> {
        let text = text.trim_matches('\n');
        let line_of = |at: usize| text[..at].matches('\n').count();
        if text.trim().is_empty() {
            return Err((0, "it says nothing; write something".to_owned()));
        }
        for (at, c) in text.char_indices() {
            if is_odd(c) && !(c == '\n' && rule.lines) {
                return Err((line_of(at), format!("take out the character U+{:04X}", u32::from(c))));
            }
        }
        if let Some(at) = text.find("://").or_else(|| text.find("www.")) {
            return Err((
                line_of(at),
                "the only address in a message is {link}; take this one out".to_owned(),
            ));
        }
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let here = line_of(text.len() - rest.len() + at);
            let (words, more) = rest.split_at(at);
            let Some((name, after)) = more.strip_prefix('{').and_then(|more| more.split_once('}')) else {
                return Err((
                    here,
                    "a brace stands alone; a placeholder is a name in braces: {home}".to_owned(),
                ));
            };
            let known = Placeholder::parse(name).filter(|one| kind.knows(*one));
            let Some(placeholder) = known else {
                let shown: String = name.chars().take(40).collect();
                return Err((
                    here,
                    format!("{{{shown}}} is no placeholder of {}; it has {}", kind.name, kind.known()),
                ));
            };
            pieces.push(Piece::Words(words.to_owned()));
            pieces.push(Piece::Fact(placeholder));
            rest = after;
        }
        pieces.push(Piece::Words(rest.to_owned()));
        pieces.retain(|piece| !matches!(piece, Piece::Words(words) if words.is_empty()));
        let parsed = Self(pieces);
        parsed.fits(rule)?;
        Ok(parsed)
    }

    fn fits(&self, rule: Rule) -> Result<(), (usize, String)> {
        let length = self.0.iter().map(|piece| match piece {
            Piece::Words(words) => words.chars().count(),
            Piece::Fact(one) if rule.channel == Channel::Sms => one.most(),
            Piece::Fact(one) => one.name().len() + 2,
        });
        let length: usize = length.sum();
        if length > rule.most {
            return Err((0, format!("it can be {length} letters long; {} fit", rule.most)));
        }
        let mut words = self.0.iter().filter_map(|piece| match piece {
            Piece::Words(words) => Some(words),
            Piece::Fact(_) => None,
        });
        // Any other letter halves what a text message holds.
        if rule.channel == Channel::Sms && words.any(|words| !words.is_ascii()) {
            return Err((0, "use plain letters (ASCII) in a text message".to_owned()));
        }
        Ok(())
    }

    /// The text with the facts in it. One pass: what stands in a fact is never read as a placeholder.
    pub(super) fn render(&self, facts: &Facts, channel: Channel) -> Result<String, Unrendered> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Fact(placeholder) => match placeholder.value(facts).ok_or(Unrendered::Fact)? {
                    Value::Ours(text) => out.push_str(&text),
                    Value::Theirs(text) => out.push_str(&escape::word(text, channel)),
                },
            }
        }
        Ok(out)
    }
}
