//! User-made words, made harmless for the channel that they go by. What comes out is one line.

use super::Channel;

/// The most letters of a name in a text message.
pub(super) const SHORT: usize = 40;
/// The same elsewhere.
const LONG: usize = 80;

/// A name or a word that somebody chose, as it may stand on a channel.
pub(super) fn word(text: &str, channel: Channel) -> String {
    let line = one_line(text);
    let line = match channel {
        Channel::InApp => line,
        // Mail programs and phones make a link of what looks like one, and nothing but ours should be.
        Channel::Email | Channel::Sms => unlinked(&line),
    };
    let line = match channel {
        Channel::InApp | Channel::Email => cut(&line, LONG, "\u{2026}"),
        Channel::Sms => cut(&line, SHORT, "..."),
    };
    if line.is_empty() { "(no name)".to_owned() } else { line }
}

/// Whether it is a letter that hides, turns around or moves others.
pub(super) fn is_odd(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

fn one_line(text: &str) -> String {
    let spaced = text.chars().filter_map(|c| match c {
        c if c.is_whitespace() => Some(' '),
        c if is_odd(c) => None,
        c => Some(c),
    });
    let spaced: String = spaced.collect();
    spaced.split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// `evil.example/x` becomes `evil. example/ x`; `St. Mary's` stays.
fn unlinked(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        if matches!(c, '.' | '/' | ':' | '@' | '\u{3002}' | '\u{ff0e}' | '\u{ff61}')
            && chars.peek().is_some_and(|next| *next != ' ')
        {
            out.push(' ');
        }
    }
    out
}

fn cut(line: &str, most: usize, end: &str) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    let kept: String = line.chars().take(most - end.chars().count()).collect();
    format!("{}{end}", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::word;
    use crate::templates::Channel::{Email, InApp, Sms};

    #[test]
    fn names_are_one_harmless_line() {
        for (text, channel, out) in [
            ("Elm House", Email, "Elm House"),
            (" Elm\r\nBcc: x\u{85}y ", InApp, "Elm Bcc: x y"),
            ("St. Mary's & Sons <b>", Email, "St. Mary's & Sons <b>"),
            ("Cŵm \u{1f468}\u{200d}\u{1f469}", Email, "Cŵm \u{1f468}\u{200d}\u{1f469}"),
            ("\u{202e}esuoH mlE\u{202c}\u{2066}", Email, "esuoH mlE"),
            ("a\u{200b}b\u{feff}\u{e0041}", Sms, "ab"),
            ("https://evil.example/x", Email, "https: / / evil. example/ x"),
            ("www.evil.example", Sms, "www. evil. example"),
            ("ben@evil.example", Email, "ben@ evil. example"),
            ("evil\u{3002}example", Email, "evil\u{3002} example"),
            ("https://elm.example", InApp, "https://elm.example"),
            ("{link}", Email, "{link}"),
            ("\u{202e}\u{7}", Email, "(no name)"),
        ] {
            assert_eq!(word(text, channel), out, "{text:?}");
        }
        assert_eq!(word(&"x".repeat(200), Email).chars().count(), 80);
        assert_eq!(word(&"x.".repeat(200), Sms).chars().count(), 40);
        assert!(word(&"é".repeat(41), Sms).ends_with("..."));
    }
}
