//! `almoner`: the one binary. Each command is a module of [`commands`]; this file only reads the
//! command line, sets the log up and turns an error into an exit code.
//!
//! Exit codes: 0 done, 1 it did not work, 2 the command or its configuration is wrong, 130 interrupted.

mod beside;
mod cli;
mod clock;
mod commands;
mod data;
mod database;
mod demo;
mod post;
mod ready;
mod settings;
mod term;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(cli::tell(&error)),
    };
    if let Err(error) = log(&cli.log, cli.log_format) {
        term::failure(&error);
        return ExitCode::from(2);
    }
    quiet_panics();
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            term::failure(&anyhow::Error::new(error).context("starting the runtime"));
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(commands::run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            term::failure(&error);
            match error {
                error if error.is::<cli::Wrong>() => ExitCode::from(2),
                error if error.is::<cli::Interrupted>() => ExitCode::from(130),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

/// A panic says where it happened; what it says may quote a value, which is no business of the log.
fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic; if a request was being answered, its answer was 500");
    }));
}

/// Logs go to standard error, so that a command's output can be piped.
fn log(filter: &str, format: cli::LogFormat) -> anyhow::Result<()> {
    // The driver's own debug lines hold statement parameters: addresses, hashes, names. They stay out
    // of the log whatever is asked for, because the last directive for a target wins.
    let filter = tracing_subscriber::EnvFilter::try_new(format!("{filter},tokio_postgres=warn"))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        cli::LogFormat::Text => builder.with_ansi(term::colour_on_stderr()).init(),
        cli::LogFormat::Json => builder.json().init(),
    }
    Ok(())
}
