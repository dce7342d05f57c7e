//! Collects every wrong field of a request before answering.

use std::ops::RangeInclusive;

use almoner_kernel::text::{self, Refused};
use almoner_kernel::{Code, Error, FieldError, Result};
use jiff::civil::Date;

use crate::patch::Patch;

/// Each check returns the cleaned value and notes what is wrong; [`finish`](Self::finish)
/// turns the notes into one `invalid`. A value that was refused comes back empty
/// and must not be used before `finish` said yes.
#[derive(Debug, Default)]
pub struct Checks {
    fields: Vec<FieldError>,
    within: String,
}

impl Checks {
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes a wrong field.
    pub fn wrong(&mut self, path: &str, code: &'static str, message: impl Into<String>) {
        self.fields.push(FieldError {
            path: format!("{}{path}", self.within),
            code: code.into(),
            message: message.into(),
        });
    }

    /// Notes a wrong field unless `holds`.
    pub fn that(&mut self, holds: bool, path: &str, code: &'static str, message: &str) {
        if !holds {
            self.wrong(path, code, message);
        }
    }

    /// Checks the parts of a nested object or list item under its path: `within("items.3", |c| ...)`.
    pub fn within<R>(&mut self, path: &str, work: impl FnOnce(&mut Self) -> R) -> R {
        let longer = format!("{}{path}.", self.within);
        let before = std::mem::replace(&mut self.within, longer);
        let result = work(self);
        self.within = before;
        result
    }

    /// One line of text with so many characters once trimmed.
    pub fn text(&mut self, path: &str, text: &str, length: RangeInclusive<usize>) -> String {
        self.clean(path, text, length, false)
    }

    /// Text that may run over several lines.
    pub fn lines(&mut self, path: &str, text: &str, length: RangeInclusive<usize>) -> String {
        self.clean(path, text, length, true)
    }

    /// One line that may be missing; blank means missing.
    pub fn maybe_text(&mut self, path: &str, text: Option<&str>, max: usize) -> Option<String> {
        text.filter(|t| !t.trim().is_empty()).map(|t| self.text(path, t, 1..=max))
    }

    /// Several lines that may be missing; blank means missing.
    pub fn maybe_lines(&mut self, path: &str, text: Option<&str>, max: usize) -> Option<String> {
        text.filter(|t| !t.trim().is_empty()).map(|t| self.lines(path, t, 1..=max))
    }

    /// A patch of a line that may be cleared; blank clears it.
    pub fn patch_text(&mut self, path: &str, patch: Patch<String>, max: usize) -> Patch<String> {
        self.patch(patch, |checks, text| checks.maybe_text(path, Some(&text), max))
    }

    /// A patch of lines that may be cleared; blank clears them.
    pub fn patch_lines(&mut self, path: &str, patch: Patch<String>, max: usize) -> Patch<String> {
        self.patch(patch, |checks, text| checks.maybe_lines(path, Some(&text), max))
    }

    /// A patch of something that every record has: `None` when not sent, and null is refused.
    pub fn patch_needed<T>(&mut self, path: &str, patch: Patch<T>) -> Option<T> {
        match patch {
            Patch::Absent => None,
            Patch::Value(value) => Some(value),
            Patch::Null => {
                self.wrong(path, "required", "This can't be cleared.");
                None
            }
        }
    }

    /// An e-mail in the form in which it is compared and stored.
    pub fn email(&mut self, path: &str, sent: &str) -> String {
        text::email(sent).unwrap_or_else(|| {
            self.wrong(path, "format", "Give an e-mail address such as asha@example.org.");
            String::new()
        })
    }

    /// A number in a range.
    pub fn number<N>(&mut self, path: &str, n: N, range: RangeInclusive<N>)
    where
        N: Copy + PartialOrd + std::fmt::Display,
    {
        let (least, most) = range.into_inner();
        if n < least || n > most {
            self.wrong(path, "range", format!("Give a number from {least} to {most}."));
        }
    }

    /// A day in a range.
    pub fn date_between(&mut self, path: &str, day: Date, range: RangeInclusive<Date>) {
        let (first, last) = range.into_inner();
        if day < first || day > last {
            self.wrong(path, "range", format!("Give a day from {first} to {last}."));
        }
    }

    /// A list with so many items.
    pub fn items<T>(&mut self, path: &str, items: &[T], length: RangeInclusive<usize>) {
        if items.len() < *length.start() {
            self.wrong(path, "too_short", format!("Give at least {}.", length.start()));
        } else if items.len() > *length.end() {
            self.wrong(path, "too_long", format!("Give at most {}.", length.end()));
        }
    }

    /// One `invalid` with every field, or nothing.
    pub fn finish(self) -> Result<()> {
        if self.fields.is_empty() {
            return Ok(());
        }
        let mut error = Error::new(Code::Invalid);
        error.fields = self.fields;
        Err(error)
    }

    fn patch(
        &mut self,
        patch: Patch<String>,
        check: impl FnOnce(&mut Self, String) -> Option<String>,
    ) -> Patch<String> {
        match patch {
            Patch::Value(text) => check(self, text).map_or(Patch::Null, Patch::Value),
            other => other,
        }
    }

    fn clean(&mut self, path: &str, sent: &str, length: RangeInclusive<usize>, lines: bool) -> String {
        let (min, max) = length.into_inner();
        match text::clean(sent, max, lines) {
            Err(Refused::Empty) if min == 0 => String::new(),
            Err(refused) => {
                self.wrong(path, refused.code(), refused.message());
                String::new()
            }
            Ok(text) if text.chars().count() < min => {
                self.wrong(path, "too_short", format!("Use at least {min} characters."));
                String::new()
            }
            Ok(text) => text.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::Checks;
    use crate::patch::Patch;

    #[test]
    fn all_wrong_fields_are_named_at_once() {
        let mut checks = Checks::new();
        assert_eq!(checks.text("given_name", "  Asha ", 1..=100), "Asha");
        checks.text("family_name", " ", 1..=100);
        checks.within("contact", |c| {
            c.email("email", "asha");
            c.within("phones.1", |c| c.text("number", "1", 5..=20));
        });
        checks.date_between("born_on", date(1800, 1, 1), date(1900, 1, 1)..=date(2027, 1, 1));
        checks.items::<u8>("ids", &[], 1..=100);
        let error = checks.finish().unwrap_err();
        let seen: Vec<_> = error.fields.iter().map(|f| format!("{}:{}", f.path, f.code)).collect();
        assert_eq!(
            seen,
            [
                "family_name:required",
                "contact.email:format",
                "contact.phones.1.number:too_short",
                "born_on:range",
                "ids:too_short",
            ]
        );
    }

    #[test]
    fn blank_and_null() {
        let mut checks = Checks::new();
        assert_eq!(checks.maybe_text("a", Some("  "), 10), None);
        assert_eq!(checks.patch_text("a", Patch::Value(" ".to_owned()), 10), Patch::Null);
        assert_eq!(checks.patch_text("a", Patch::Absent, 10), Patch::Absent);
        assert_eq!(checks.lines("a", "", 0..=10), "");
        assert_eq!(checks.patch_needed("b", Patch::Value(1)), Some(1));
        assert_eq!(checks.patch_needed::<i32>("b", Patch::Null), None);
        assert_eq!(checks.finish().unwrap_err().fields[0].code, "required");
    }
}
