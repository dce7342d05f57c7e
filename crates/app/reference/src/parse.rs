//! From text to rows, or to every mistake with its line.

use std::collections::BTreeMap;

use jiff::civil::{Date, Time, Weekday};
use serde_json::{Map, Value};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::tables::{Column, MUST, TABLES, Table, Takes};
use crate::{Error, File, Wrong};

/// A row, and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    pub file: String,
    pub line: usize,
    pub row: Map<String, Value>,
}

impl Entry {
    /// The text of a column, or nothing.
    pub fn text(&self, column: &str) -> &str {
        self.row.get(column).and_then(Value::as_str).unwrap_or_default()
    }

    /// The number of a column.
    pub fn number(&self, column: &str) -> Option<i64> {
        self.row.get(column).and_then(Value::as_i64)
    }

    /// The words of a column.
    pub fn words(&self, column: &str) -> Vec<&str> {
        let list = self.row.get(column).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }
}

/// What the files say, by table.
#[derive(Clone, Debug, Default)]
pub struct Data {
    pub tables: BTreeMap<&'static str, Vec<Entry>>,
}

impl Data {
    /// The rows of a table.
    pub fn of(&self, table: &str) -> &[Entry] {
        self.tables.get(table).map_or(&[], Vec::as_slice)
    }
}

/// Reads files; says everything that is wrong with any of them.
pub fn parse(files: &[File]) -> Result<Data, Error> {
    let mut data = Data::default();
    let mut wrong = Vec::new();
    for file in files {
        Reading { file, wrong: &mut wrong }.file(&mut data);
    }
    for (table, entries) in &data.tables {
        versions(entries, &mut wrong);
        rules(table, entries, &mut wrong);
    }
    wrong.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    if wrong.is_empty() { Ok(data) } else { Err(Error::Wrong(wrong)) }
}

struct Reading<'a> {
    file: &'a File,
    wrong: &'a mut Vec<Wrong>,
}

impl Reading<'_> {
    fn line(&self, at: usize) -> usize {
        let before = self.file.text.get(..at).unwrap_or(&self.file.text);
        before.bytes().filter(|b| *b == b'\n').count() + 1
    }

    fn wrong(&mut self, at: usize, message: impl Into<String>) {
        let line = self.line(at);
        self.wrong.push(Wrong { file: self.file.name.clone(), line, message: message.into() });
    }

    fn file(&mut self, data: &mut Data) {
        let file = self.file;
        let table = match DeTable::parse(&file.text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                let at = error.span().map_or(0, |span| span.start);
                return self.wrong(at, error.message().trim());
            }
        };
        // The parser gives keys in the order of the alphabet.
        let defaults = table.get("defaults").and_then(|d| match d.get_ref() {
            DeValue::Table(table) => Some(table),
            _ => None,
        });
        for (key, value) in &table {
            match (key.get_ref().as_ref(), value.get_ref()) {
                ("defaults", DeValue::Table(_)) => {}
                (name, DeValue::Array(entries)) => {
                    let Some(known) = TABLES.iter().find(|t| t.name == name) else {
                        let all: Vec<&str> = TABLES.iter().map(|t| t.name).collect();
                        self.wrong(
                            key.span().start,
                            format!("{name} is no table; there are {}", all.join(", ")),
                        );
                        continue;
                    };
                    for entry in entries {
                        match entry.get_ref() {
                            DeValue::Table(own) => {
                                self.entry(known, entry.span().start, defaults, own, data);
                            }
                            _ => self.wrong(entry.span().start, format!("write [[{name}]] for each row")),
                        }
                    }
                }
                (name, _) => {
                    self.wrong(key.span().start, format!("{name} is neither [defaults] nor [[table]]"));
                }
            }
        }
    }

    fn entry(
        &mut self,
        table: &'static Table,
        at: usize,
        defaults: Option<&DeTable<'_>>,
        own: &DeTable<'_>,
        data: &mut Data,
    ) {
        let mistakes = self.wrong.len();
        for (key, _) in own.iter().chain(defaults.into_iter().flatten()) {
            if !table.columns().any(|c| c.name == key.get_ref()) {
                self.wrong(key.span().start, format!("{} has no {}", table.name, key.get_ref()));
            }
        }
        let mut row = Map::new();
        for column in table.columns() {
            let said = own.get(column.name).or_else(|| defaults.and_then(|d| d.get(column.name)));
            let value = match said {
                Some(value) => self.value(column, value),
                None if column.otherwise == MUST => {
                    self.wrong(at, format!("{} is missing", column.name));
                    Value::Null
                }
                None => serde_json::from_str(column.otherwise).unwrap_or_default(),
            };
            row.insert(column.name.to_owned(), value);
        }
        if self.wrong.len() == mistakes {
            let line = self.line(at);
            let entry = Entry { file: self.file.name.clone(), line, row };
            data.tables.entry(table.name).or_default().push(entry);
        }
    }

    fn value(&mut self, column: &Column, value: &Spanned<DeValue<'_>>) -> Value {
        match taken(column.takes, value.get_ref()) {
            Ok(value) => value,
            Err(why) => {
                self.wrong(value.span().start, format!("{}: {why}", column.name));
                Value::Null
            }
        }
    }
}

fn taken(takes: Takes, value: &DeValue<'_>) -> Result<Value, String> {
    match (takes, value) {
        (Takes::Text(most), DeValue::String(text)) => {
            if text.trim().is_empty() || text.chars().count() > most {
                return Err(format!("write 1 to {most} characters"));
            }
            Ok(text.as_ref().into())
        }
        (Takes::Https, DeValue::String(text)) => {
            let fits =
                text.starts_with("https://") && (12..=298).contains(&text.len()) && !text.contains(' ');
            if fits {
                Ok(text.as_ref().into())
            } else {
                Err("write an address that begins with https://".to_owned())
            }
        }
        (Takes::Word(words), DeValue::String(text)) if words.contains(&text.as_ref()) => {
            Ok(text.as_ref().into())
        }
        (Takes::Word(words), _) => Err(format!("write one of {}", words.join(", "))),
        (Takes::Code, DeValue::String(text)) if is_code(text) => Ok(text.as_ref().into()),
        (Takes::Code, _) => Err("write a lower-case name, 2 to 80 characters".to_owned()),
        (Takes::Codes, DeValue::Array(list)) => list
            .iter()
            .map(|one| match one.get_ref() {
                DeValue::String(text) if is_code(text) => Ok(Value::from(text.as_ref())),
                _ => Err("write a list of lower-case names".to_owned()),
            })
            .collect(),
        (Takes::Whole(least, most), DeValue::Integer(number)) => {
            match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(n) if (least..=most).contains(&n) => Ok(n.into()),
                _ => Err(format!("write a whole number from {least} to {most}")),
            }
        }
        (Takes::Yes, DeValue::Boolean(yes)) => Ok((*yes).into()),
        (Takes::Day, DeValue::Datetime(when)) => match (when.to_string().parse::<Date>(), when.time) {
            (Ok(day), None) => Ok(day.to_string().into()),
            _ => Err("write a day, 2026-01-31".to_owned()),
        },
        (Takes::Time, DeValue::Datetime(when)) => match (when.to_string().parse::<Time>(), when.date) {
            (Ok(time), None) => Ok(time.to_string().into()),
            _ => Err("write a time, 07:30:00".to_owned()),
        },
        (Takes::Text(_) | Takes::Https, _) => Err("write it in quotation marks".to_owned()),
        (Takes::Codes, _) => Err("write a list of lower-case names".to_owned()),
        (Takes::Whole(least, most), _) => Err(format!("write a whole number from {least} to {most}")),
        (Takes::Yes, _) => Err("write true or false".to_owned()),
        (Takes::Day, _) => Err("write a day without quotation marks, 2026-01-31".to_owned()),
        (Takes::Time, _) => Err("write a time without quotation marks, 07:30:00".to_owned()),
    }
}

fn is_code(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && (2..=80).contains(&text.len())
        && chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.-".contains(c))
}

/// Versions of a code count up from 1 and hold from one day after the other.
fn versions(entries: &[Entry], wrong: &mut Vec<Wrong>) {
    let mut last: BTreeMap<&str, &Entry> = BTreeMap::new();
    for entry in entries {
        let code = entry.text("code");
        let before = last.insert(code, entry);
        let wanted = before.and_then(|b| b.number("version")).unwrap_or_default() + 1;
        if entry.number("version") != Some(wanted) {
            say(wrong, entry, format!("the version of {code} that follows here is {wanted}"));
        }
        if before.is_some_and(|b| b.text("effective_from") >= entry.text("effective_from")) {
            say(wrong, entry, format!("{code}: a version holds from a later day than the one before"));
        }
    }
}

fn rules(table: &str, entries: &[Entry], wrong: &mut Vec<Wrong>) {
    let mut ranks = BTreeMap::new();
    for entry in entries {
        match table {
            "bank_holidays" => {
                let day: Option<Date> = entry.text("day").parse().ok();
                if day.is_some_and(|d| matches!(d.weekday(), Weekday::Saturday | Weekday::Sunday)) {
                    say(wrong, entry, "a bank holiday is a weekday; write the one that stands in for it");
                }
            }
            "shift_templates" if entry.number("break_minutes") >= entry.number("duration_minutes") => {
                say(wrong, entry, "the break is as long as the shift");
            }
            "scales" => {
                if entry.text("code") != format!("{}.{}", entry.text("scale"), entry.text("value")) {
                    say(wrong, entry, "the code is scale.value");
                }
                let key = (entry.text("scale"), entry.number("rank"));
                if ranks.insert(key, entry.text("value")).is_some_and(|other| other != entry.text("value")) {
                    say(wrong, entry, "another step of the scale has this rank");
                }
            }
            "sla_defaults"
                if entry.text("code") != format!("{}.{}", entry.text("priority"), entry.text("clock")) =>
            {
                say(wrong, entry, "the code is priority.clock");
            }
            _ => {}
        }
    }
}

fn say(wrong: &mut Vec<Wrong>, entry: &Entry, message: impl Into<String>) {
    wrong.push(Wrong { file: entry.file.clone(), line: entry.line, message: message.into() });
}
