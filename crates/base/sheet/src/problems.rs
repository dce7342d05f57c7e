//! What is wrong with a file: all of it, counted, and listed up to a bound.

use almoner_kernel::{Code, Error, FieldError};

use crate::cells::Wrong;
use crate::shapes::ImportProblem;

/// Problems that are listed; more are only counted. Whoever mends a thousand has learnt the pattern.
pub const MOST_PROBLEMS: usize = 1000;
/// Characters of a cell that a problem repeats.
const SHOWN: usize = 60;

/// Every problem of a file.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<ImportProblem>,
    total: usize,
    lines: std::collections::BTreeSet<usize>,
}

impl Problems {
    /// Notes a problem of the file as a whole.
    pub fn file(&mut self, code: &str, message: impl Into<String>) {
        self.push(None, None, None, code, message.into());
    }

    /// Notes a problem of a line as a whole.
    pub fn line(&mut self, line: usize, code: &str, message: impl Into<String>) {
        self.push(Some(line), None, None, code, message.into());
    }

    /// Notes a problem of one cell.
    pub fn cell(&mut self, line: usize, column: &str, value: Option<&str>, wrong: Wrong) {
        self.push(Some(line), Some(column), value, wrong.code, wrong.message);
    }

    /// Notes what is wrong with one cell in words that are not ours.
    pub fn field(&mut self, line: usize, column: &str, code: &str, message: String) {
        self.push(Some(line), Some(column), None, code, message);
    }

    /// Notes each wrong field of a record that was made from a line. `column` knows which column a
    /// field came from, and what stands in its cell.
    pub fn fields<'a>(
        &mut self,
        line: usize,
        error: &Error,
        column: impl Fn(&FieldError) -> (Option<&'a str>, Option<&'a str>),
    ) {
        if error.fields.is_empty() {
            self.line(line, error.code.as_str(), error.message.clone());
        }
        for field in &error.fields {
            let (column, value) = column(field);
            self.push(Some(line), column, value, &field.code, field.message.clone());
        }
    }

    fn push(
        &mut self,
        line: Option<usize>,
        column: Option<&str>,
        value: Option<&str>,
        code: &str,
        message: String,
    ) {
        self.total += 1;
        self.lines.extend(line);
        if self.list.len() < MOST_PROBLEMS {
            self.list.push(ImportProblem {
                line: line.map(|n| i32::try_from(n).unwrap_or(i32::MAX)),
                column: column.map(short),
                value: value.map(short),
                code: code.to_owned(),
                message,
            });
        }
    }

    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// How many there are, those beyond the list too.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether something about this line is wrong.
    pub fn of_line(&self, line: usize) -> bool {
        self.lines.contains(&line)
    }

    /// The list, by line and in the order in which they were found.
    pub fn list(mut self) -> Vec<ImportProblem> {
        self.list.sort_by_key(|problem| problem.line);
        self.list
    }
}

/// The refusal of a file that names its problems: `content.7.birth_date` is the birth date of line 7.
/// What the caller may not do is `forbidden`, whatever else is wrong.
pub fn refusal(problems: &[ImportProblem], total: usize) -> Error {
    let forbidden = problems.iter().any(|problem| problem.code == Code::Forbidden.as_str());
    let error = Error::new(if forbidden { Code::Forbidden } else { Code::Invalid })
        .message(format!("{} in this file; nothing of it was stored.", count(total)));
    problems.iter().fold(error, |error, problem| {
        let parts = [problem.line.map(|n| n.to_string()), problem.column.clone()];
        let path = std::iter::once("content".to_owned()).chain(parts.into_iter().flatten());
        error.with_field(path.collect::<Vec<_>>().join("."), problem.code.clone(), problem.message.clone())
    })
}

fn count(total: usize) -> String {
    if total == 1 { "There is 1 problem".to_owned() } else { format!("There are {total} problems") }
}

/// A text of the caller's as it may stand in an answer: short, without control characters.
pub(crate) fn short(text: &str) -> String {
    let mut chars = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::{MOST_PROBLEMS, Problems, refusal, short};
    use crate::cells::Wrong;

    #[test]
    fn all_are_counted_and_a_bound_is_listed() {
        let mut problems = Problems::default();
        for line in (0..MOST_PROBLEMS + 7).rev() {
            problems.cell(line, "room", Some("12"), Wrong::new("reference", "There is no such room."));
        }
        assert_eq!(problems.total(), MOST_PROBLEMS + 7);
        assert!(problems.of_line(3) && !problems.of_line(MOST_PROBLEMS + 7));
        let total = problems.total();
        let list = problems.list();
        let error = refusal(&list, total);
        assert_eq!(error.fields.len(), MOST_PROBLEMS);
        assert!(error.message.contains("1007"), "{}", error.message);
        assert_eq!(error.fields[0].path, "content.7.room");
        assert_eq!(list[0].line, Some(7), "in the order of the lines");
        assert_eq!(error.code, almoner_kernel::Code::Invalid);
    }

    #[test]
    fn a_cell_is_shown_short_and_on_one_line() {
        assert_eq!(short("a\nb"), "a b");
        assert_eq!(short(&"é".repeat(61)).chars().count(), 61);
        assert!(short(&"é".repeat(61)).ends_with('…'));
    }
}
