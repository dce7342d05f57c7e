//! The commands, one module each.

mod audit;
mod doctor;
mod import;
mod instruments;
mod keys;
mod migrate;
mod organisation;
mod reference;
mod schedules;
mod seed;
mod serve;
mod up;
mod worker;

use anyhow::Result;

use crate::cli::{Cli, Command};
use crate::term;

pub async fn run(cli: Cli) -> Result<()> {
    match cli.command {
        Command::Up(flags) => up::run(flags).await,
        Command::Serve(flags) => serve::run(flags).await,
        Command::Worker(flags) => worker::run(flags).await,
        Command::Migrate(flags) => migrate::run(flags).await,
        Command::Seed(flags) => seed::run(flags).await,
        Command::Reference(flags) => reference::run(flags).await,
        Command::Organisation(flags) => organisation::run(flags).await,
        Command::Instruments(flags) => instruments::run(flags).await,
        Command::Import(flags) => import::run(flags).await,
        Command::Audit(flags) => audit::run(flags).await,
        Command::Schedules(flags) => schedules::run(flags).await,
        Command::Doctor(flags) => doctor::run(flags).await,
        Command::Openapi => openapi(),
        Command::Keys(flags) => keys::run(flags),
    }
}

fn openapi() -> Result<()> {
    let document = almoner_server::document().map_err(|wrong| anyhow::anyhow!(wrong.join("\n")))?;
    term::say(&serde_json::to_string_pretty(&document)?);
    Ok(())
}
