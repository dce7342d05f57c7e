//! What a person sees: colour and one changing line on a terminal, plain lines when piped.
//!
//! What a command is asked for goes to standard output, what it is doing and what went wrong to
//! standard error. A reader who has gone away (`almoner openapi | head`) is no error.

use std::io::{IsTerminal, Write, stderr, stdout};

/// Whether standard output takes colour: a terminal, and neither NO_COLOR nor TERM=dumb.
pub fn colour() -> bool {
    stdout().is_terminal() && wanted()
}

pub fn colour_on_stderr() -> bool {
    stderr().is_terminal() && wanted()
}

fn wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

fn painted(code: &str, text: &str) -> String {
    if colour() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

pub fn bold(text: &str) -> String {
    painted("1", text)
}

pub fn green(text: &str) -> String {
    painted("32", text)
}

pub fn red(text: &str) -> String {
    painted("31", text)
}

pub fn yellow(text: &str) -> String {
    painted("33", text)
}

/// A line on standard output.
pub fn say(text: &str) {
    clear();
    let _gone = writeln!(stdout(), "{text}");
}

/// One finished step, on standard output.
pub fn done(text: &str) {
    say(&format!("{} {text}", green("✓")));
}

/// Something that worked and should be looked at, on standard output.
pub fn note(text: &str) {
    say(&format!("{} {text}", yellow("!")));
}

/// What is going on: replaces itself on a terminal; a line of its own when piped.
pub fn doing(text: &str) {
    if stderr().is_terminal() {
        // A line that wraps could not be taken back.
        let room = width().saturating_sub(3);
        let text: String = text.chars().take(room).collect();
        let _gone = write!(stderr(), "\r\x1b[2K… {text}");
    } else {
        let _gone = writeln!(stderr(), "- {text}");
    }
}

/// Ends the line of [`doing`].
pub fn clear() {
    if stderr().is_terminal() {
        let _gone = write!(stderr(), "\r\x1b[2K");
    }
}

fn width() -> usize {
    terminal_size::terminal_size_of(stderr()).map_or(80, |(width, _)| usize::from(width.0))
}

/// An error with its causes, on standard error.
pub fn failure(error: &anyhow::Error) {
    clear();
    let mark = if colour_on_stderr() { "\x1b[31merror\x1b[0m" } else { "error" };
    let mut said = error.to_string();
    let mut text = format!("{mark}: {said}\n");
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // A cause that the message repeats says nothing new.
        if !said.contains(&cause) {
            text = text + "  because: " + &cause + "\n";
            said.push_str(&cause);
        }
    }
    let _gone = write!(stderr(), "{text}");
}

/// A table with aligned columns; tab-separated when piped, for other programs.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    if !stdout().is_terminal() {
        say(&head.join("\t"));
        for row in rows {
            say(&row.join("\t"));
        }
        return;
    }
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|r| r.get(at)).map(|c| c.chars().count());
        cells.chain([head[at].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells.iter().zip(&widths).map(|(c, w)| format!("{c:<w$}")).collect();
        padded.join("  ").trim_end().to_owned()
    };
    say(&bold(&line(head.to_vec())));
    for row in rows {
        say(&line(row.iter().map(String::as_str).collect()));
    }
}
