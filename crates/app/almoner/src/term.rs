//! What a person sees: colour and one changing line on a terminal, plain lines when piped.

use std::io::{IsTerminal, Write, stderr, stdout};

/// Whether standard output takes colour: a terminal, and neither NO_COLOR nor TERM=dumb.
pub fn colour() -> bool {
    stdout().is_terminal() && wanted()
}

pub fn colour_on_stderr() -> bool {
    stderr().is_terminal() && wanted()
}

fn wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty()) && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

pub fn bold(text: &str) -> String {
    if colour() { format!("\x1b[1m{text}\x1b[0m") } else { text.to_owned() }
}

pub fn green(text: &str) -> String {
    if colour() { format!("\x1b[32m{text}\x1b[0m") } else { text.to_owned() }
}

pub fn red(text: &str) -> String {
    if colour() { format!("\x1b[31m{text}\x1b[0m") } else { text.to_owned() }
}

pub fn yellow(text: &str) -> String {
    if colour() { format!("\x1b[33m{text}\x1b[0m") } else { text.to_owned() }
}

/// One finished step, on standard output.
pub fn done(text: &str) {
    clear();
    println!("{} {text}", green("✓"));
}

/// What is going on: replaces itself on a terminal; a line of its own when piped.
pub fn doing(text: &str) {
    if stdout().is_terminal() {
        let text: String = text.chars().take(100).collect();
        print!("\r\x1b[2K… {text}");
        let _ = stdout().flush();
    } else {
        println!("- {text}");
    }
}

/// Ends the line of [`doing`].
pub fn clear() {
    if stdout().is_terminal() {
        print!("\r\x1b[2K");
        let _ = stdout().flush();
    }
}

/// An error with its causes, on standard error.
pub fn failure(error: &anyhow::Error) {
    clear();
    let mark = if colour_on_stderr() { "\x1b[31merror\x1b[0m" } else { "error" };
    eprintln!("{mark}: {error}");
    // A cause that the message repeats says nothing new.
    let mut said = error.to_string();
    for cause in error.chain().skip(1) {
        let text = cause.to_string();
        if !said.contains(&text) {
            eprintln!("  because: {text}");
            said.push_str(&text);
        }
    }
}

/// A table with aligned columns; tab-separated when piped, for other programs.
pub fn table(head: &[&str], rows: &[Vec<String>]) {
    if !stdout().is_terminal() {
        println!("{}", head.join("\t"));
        for row in rows {
            println!("{}", row.join("\t"));
        }
        return;
    }
    let width = |at: usize| {
        rows.iter()
            .filter_map(|r| r.get(at))
            .map(|c| c.chars().count())
            .chain([head[at].chars().count()])
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        cells.iter().zip(&widths).map(|(c, w)| format!("{c:<w$}")).collect::<Vec<_>>().join("  ")
    };
    println!("{}", bold(&line(head.to_vec())));
    for row in rows {
        println!("{}", line(row.iter().map(String::as_str).collect()).trim_end());
    }
}
