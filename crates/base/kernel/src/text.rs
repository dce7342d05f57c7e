//! Text that people type: what may be stored, and how names are compared.

/// Why a text was refused, with the stable field code to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    TooLong {
        max: usize,
    },
    Empty,
    /// A control character other than tab and line feed.
    Control(char),
}

impl Refused {
    pub fn code(self) -> &'static str {
        match self {
            Self::TooLong { .. } => "too_long",
            Self::Empty => "required",
            Self::Control(_) => "format",
        }
    }

    pub fn message(self) -> String {
        match self {
            Self::TooLong { max } => format!("Use at most {max} characters."),
            Self::Empty => "Write something here.".to_owned(),
            Self::Control(c) => format!("Remove the control character U+{:04X}.", u32::from(c)),
        }
    }
}

/// Trims and checks one text. `max` counts Unicode scalar values. Line feeds
/// are allowed only when `lines` is true; a single-line field refuses them.
pub fn clean(text: &str, max: usize, lines: bool) -> Result<&str, Refused> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refused::Empty);
    }
    if text.chars().count() > max {
        return Err(Refused::TooLong { max });
    }
    match text.chars().find(|c| c.is_control() && !(lines && matches!(c, '\n' | '\t' | '\r'))) {
        Some(c) => Err(Refused::Control(c)),
        None => Ok(text),
    }
}

/// An e-mail as it is compared and stored: trimmed, ASCII, lower case.
///
/// Non-ASCII addresses are refused rather than folded: the Kelvin sign and the
/// dotted capital I fold to letters that belong to somebody else's address.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim();
    let (local, domain) = text.rsplit_once('@')?;
    let fits = text.is_ascii()
        && text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && local.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&b))
        && domain.contains('.')
        && domain.split('.').all(|label| {
            !label.is_empty()
                && label.len() <= 63
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        });
    fits.then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::{Refused, clean, email};

    #[test]
    fn texts() {
        assert_eq!(clean("  Asha ", 10, false), Ok("Asha"));
        assert_eq!(clean(" \t ", 10, true), Err(Refused::Empty));
        assert_eq!(clean("é".repeat(4).as_str(), 3, false), Err(Refused::TooLong { max: 3 }));
        assert_eq!(clean("a\nb", 10, false), Err(Refused::Control('\n')));
        assert_eq!(clean("a\nb", 10, true), Ok("a\nb"));
        assert_eq!(clean("a\0b", 10, true), Err(Refused::Control('\0')));
    }

    #[test]
    fn emails() {
        assert_eq!(email(" Asha@Example.ORG ").as_deref(), Some("asha@example.org"));
        for bad in ["asha", "a@b", "@b.org", "a b@c.org", "\u{212a}@example.org", "a@-b.org", "a@b..org"] {
            assert_eq!(email(bad), None, "{bad}");
        }
    }
}
