//! What clap says of a command line, with what it leaves out: the variable that a value came from.
//! And what it would repeat: a password in an address.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ColorChoice, CommandFactory};

use super::Cli;

/// Prints help, the version or a mistake; the exit code.
pub fn tell(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        // Nobody to tell it to when this fails: standard output is gone.
        let _ = error.print();
        return 0;
    }
    let mut text = if crate::term::colour_on_stderr() {
        error.render().ansi().to_string()
    } else {
        error.render().to_string()
    };
    if let Some(variable) = variable(error) {
        let note = format!("\nThe value is that of the variable {variable}.");
        let end = text.find("\n\nFor more information").unwrap_or(text.len());
        text.insert_str(end, &note);
    }
    eprint!("{}", without_passwords(&text));
    2
}

/// The variable of the argument that was wrong, if it is set and no flag was given.
fn variable(error: &clap::Error) -> Option<String> {
    if !matches!(error.kind(), ErrorKind::InvalidValue | ErrorKind::ValueValidation) {
        return None;
    }
    let Some(ContextValue::String(argument)) = error.get(ContextKind::InvalidArg) else { return None };
    let flag = argument.split(' ').next()?.strip_prefix("--")?;
    let typed = |text: &str| text == format!("--{flag}") || text.starts_with(&format!("--{flag}="));
    if std::env::args().any(|text| typed(&text)) {
        return None;
    }
    let command = Cli::command().color(ColorChoice::Never);
    let env = of(&command, flag)?;
    std::env::var_os(&env).map(|_| env)
}

fn of(command: &clap::Command, flag: &str) -> Option<String> {
    let here = command.get_arguments().find(|argument| argument.get_long() == Some(flag));
    here.and_then(|argument| Some(argument.get_env()?.to_str()?.to_owned()))
        .or_else(|| command.get_subcommands().find_map(|inner| of(inner, flag)))
}

/// `scheme://user:secret@host` as `scheme://...@host`.
fn without_passwords(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        out.push_str(before);
        let end = after.find([' ', '\'', '\n']).unwrap_or(after.len());
        match after[..end].rfind('@') {
            Some(host) => {
                out.push_str("...");
                rest = &after[host..];
            }
            None => rest = after,
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::without_passwords;

    #[test]
    fn passwords_are_left_out() {
        let said = "unexpected argument 'postgres://al:s3c@ret@db/x' and 'http://localhost:1' found\n";
        assert_eq!(
            without_passwords(said),
            "unexpected argument 'postgres://...@db/x' and 'http://localhost:1' found\n"
        );
    }
}
