//! From bytes to lines with named cells.

use crate::cells::{Wrong, plain};
use crate::problems::Problems;
use crate::shapes::ImportColumn;

/// Lines of a file beneath its header.
pub const MOST_LINES: usize = 5000;
/// Bytes of a file.
pub const MOST_BYTES: usize = 5 * 1024 * 1024;

/// A column that a kind of file may have.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// What it is called.
    pub name: &'static str,
    /// What else people call it; case and separators don't count.
    pub also: &'static [&'static str],
    /// The file needs it. Whether a line needs its cell is for the rules of the record.
    pub needed: bool,
}

/// A file that was read, and what is wrong with it so far.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub columns: Vec<ImportColumn>,
    pub lines: Vec<Line>,
    pub problems: Problems,
}

/// One line beneath the header.
#[derive(Clone, Debug)]
pub struct Line {
    /// In the file; the header is line 1.
    pub number: usize,
    cells: Vec<(&'static str, String)>,
}

impl Line {
    /// What stands in a column, trimmed; nothing for a blank cell or a column that the file lacks.
    pub fn cell(&self, column: &str) -> Option<&str> {
        let found = self.cells.iter().find(|(name, _)| *name == column)?;
        Some(found.1.as_str())
    }

    /// The same as text of one's own.
    pub fn owned(&self, column: &str) -> Option<String> {
        self.cell(column).map(str::to_owned)
    }
}

/// Reads a file: UTF-8, with or without a byte order mark, any line ends; commas, semicolons or tabs.
///
/// Lines in which every cell is blank are passed over. What is wrong with the file's form is noted
/// in the sheet's problems, and only lines that could be read are there.
pub fn read(bytes: &[u8], columns: &'static [Column]) -> Sheet {
    let mut sheet = Sheet::default();
    if bytes.len() > MOST_BYTES {
        sheet.problems.file("too_large", "The file has more than 5 MB. Split it, for example by home.");
        return sheet;
    }
    let Some(text) = decoded(bytes, &mut sheet.problems) else { return sheet };
    if text.trim().is_empty() {
        sheet.problems.file("required", "The file is empty. Its first line names the columns.");
        return sheet;
    }
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut records = reader.records();
    let Some(Ok(header)) = records.next() else {
        sheet.problems.file("format", "The file can't be read as CSV.");
        return sheet;
    };
    let known = understand(&header, columns, &mut sheet);
    let mut count = 0;
    let mut last = 1;
    let mut lines = Counter { text: text.as_bytes(), at: 0, line: 1 };
    for record in records {
        let Ok(record) = record else {
            sheet.problems.line(last + 1, "format", "The file can't be read from here on as CSV.");
            break;
        };
        let number = record.position().map_or(last, |at| lines.at(at.byte()));
        last = number;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        count += 1;
        if count > MOST_LINES {
            sheet
                .problems
                .file("too_long", "The file has more than 5,000 lines. Split it, for example by home.");
            break;
        }
        if let Some(line) = line(&record, number, &known, &mut sheet) {
            sheet.lines.push(line);
        }
    }
    if count == 0 {
        sheet.problems.file("required", "There is no line beneath the header.");
    }
    if text.matches('"').count() % 2 == 1 {
        let message = "A quotation mark is not closed, here or before. A quotation mark inside a cell is written twice.";
        sheet.problems.line(last, "quotes", message);
    }
    sheet
}

/// The text without a byte order mark, or the reason why it is none.
fn decoded<'a>(bytes: &'a [u8], problems: &mut Problems) -> Option<&'a str> {
    const REMEDY: &str = "Save it as \"CSV UTF-8 (comma delimited)\".";
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        problems.file("encoding", format!("The file is in UTF-16. {REMEDY}"));
        return None;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        problems.file("encoding", format!("This is a spreadsheet itself, not CSV. {REMEDY}"));
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let line_of = |at: usize| bytes[..at].split(|b| *b == b'\n').count();
    match std::str::from_utf8(bytes) {
        Err(error) => {
            let line = line_of(error.valid_up_to());
            problems.line(line, "encoding", format!("This is not UTF-8 from here on. {REMEDY}"));
            None
        }
        Ok(text) => match text.find('\0') {
            Some(at) => {
                problems.line(line_of(at), "encoding", format!("There is a NUL character here. {REMEDY}"));
                None
            }
            // A browser that read the file has put its mark there already.
            None => Some(text.strip_prefix('\u{feff}').unwrap_or(text)),
        },
    }
}

/// Counts the lines of a text up to where a record begins: the reader's own count stops before blank
/// lines.
struct Counter<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
}

impl Counter<'_> {
    fn at(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        while let Some(here) = self.text.get(self.at)
            && (self.at < byte || matches!(here, b'\r' | b'\n'))
        {
            let ends = *here == b'\n' || (*here == b'\r' && self.text.get(self.at + 1) != Some(&b'\n'));
            self.line += usize::from(ends);
            self.at += 1;
        }
        self.line
    }
}

/// What separates the cells: whatever the header has most of, outside quotation marks.
fn delimiter(text: &str) -> u8 {
    let mut quoted = false;
    let mut seen = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in text.trim_start().bytes() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            other if !quoted => {
                if let Some((_, count)) = seen.iter_mut().find(|(mark, _)| *mark == other) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of those with most: a comma where there is only one column.
    seen.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// Which column each place of the header is; `None` where it is none of ours.
fn understand(
    header: &csv::StringRecord,
    columns: &'static [Column],
    sheet: &mut Sheet,
) -> Vec<Option<&'static str>> {
    let mut known: Vec<Option<&'static str>> = Vec::with_capacity(header.len());
    for text in header {
        let text = text.trim();
        let wanted = plain(text);
        let column = columns
            .iter()
            .find(|c| plain(c.name) == wanted || c.also.iter().any(|other| plain(other) == wanted))
            .map(|c| c.name);
        match column {
            Some(name) if known.contains(&Some(name)) => {
                let message = format!("There are two columns for {name}. Take one out.");
                sheet.problems.cell(1, text, None, Wrong::new("duplicate", message));
                known.push(None);
            }
            Some(name) => known.push(Some(name)),
            None => {
                if !text.is_empty() {
                    let names: Vec<&str> = columns.iter().map(|c| c.name).collect();
                    let message = format!(
                        "There is no such column. Take it out, or name it one of: {}.",
                        names.join(", ")
                    );
                    sheet.problems.cell(1, text, None, Wrong::new("unknown", message));
                }
                known.push(None);
            }
        }
        sheet
            .columns
            .push(ImportColumn { header: crate::problems::short(text), column: column.map(str::to_owned) });
    }
    for column in columns.iter().filter(|c| c.needed && !known.contains(&Some(c.name))) {
        let wrong = Wrong::new("missing", format!("The file needs a column {}.", column.name));
        sheet.problems.cell(1, column.name, None, wrong);
    }
    known
}

fn line(
    record: &csv::StringRecord,
    number: usize,
    known: &[Option<&'static str>],
    sheet: &mut Sheet,
) -> Option<Line> {
    if record.len() != known.len() {
        let message = format!(
            "This line has {} cells and the header {}. A cell with a separator or a line end in it is put into quotation marks.",
            record.len(),
            known.len()
        );
        sheet.problems.line(number, "cells", message);
        return None;
    }
    let mut cells = Vec::with_capacity(known.len());
    for (at, (cell, column)) in record.iter().zip(known).enumerate() {
        let cell = cell.trim();
        if cell.is_empty() {
            continue;
        }
        let nameless = sheet.columns.get(at).is_some_and(|c| c.header.is_empty());
        if nameless {
            let message = format!("This stands in column {}, which has no name in line 1.", at + 1);
            sheet.problems.cell(number, &format!("{}", at + 1), Some(cell), Wrong::new("unknown", message));
        }
        let Some(column) = column else { continue };
        if cell.contains('\u{fffd}') {
            let message = "A character got lost here. Save the file as \"CSV UTF-8 (comma delimited)\".";
            sheet.problems.cell(number, column, Some(cell), Wrong::new("encoding", message));
        }
        cells.push((*column, cell.to_owned()));
    }
    Some(Line { number, cells })
}
