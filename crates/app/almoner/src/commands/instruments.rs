//! `almoner instruments`: those that ship, and those that an operator licenses.

use std::path::Path;

use almoner_care::instruments::{Instrument, Mistake, in_force, read_own, shipped};
use almoner_care::own_instruments::{LoadError, Loaded, load, loaded, organisation};
use anyhow::{Context as _, Result};

use crate::cli::{Instruments, InstrumentsWhat, Wrong};
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::{ready, term};

pub async fn run(flags: Instruments) -> Result<()> {
    match &flags.what {
        InstrumentsWhat::Check { file } => {
            let one = checked(file)?;
            term::done(&format!(
                "{} version {} is whole: {} items, {} bands",
                one.code,
                one.version,
                one.items.len(),
                one.bands.len()
            ));
            Ok(())
        }
        InstrumentsWhat::Load { file, organisation: wanted } => {
            // What is wrong with a file is said before a database is asked for.
            let one = checked(file)?;
            let folder = Folder::at(&flags.data)?;
            Place::with(&folder, &flags.database, Use::Work, async |place| {
                ready::check(place).await?;
                let mut client = place.owner_client("instruments load").await?;
                let whose = organisation(&client, wanted.as_deref()).await.map_err(said)?;
                let what =
                    format!("{} version {}, answered from {}", one.code, one.version, one.effective_from);
                match load(&mut client, whose.id, &one).await.map_err(said)? {
                    Loaded::New => term::done(&format!("{}: {what}", whose.name)),
                    Loaded::Known => term::done(&format!("{}: {what}; it was there already", whose.name)),
                }
                Ok(())
            })
            .await
        }
        InstrumentsWhat::List { organisation: wanted } => {
            let folder = Folder::at(&flags.data)?;
            Place::with(&folder, &flags.database, Use::Work, async |place| {
                ready::check(place).await?;
                let client = place.owner_client("instruments list").await?;
                let whose = organisation(&client, wanted.as_deref()).await.map_err(said)?;
                let own = loaded(&client, whose.id).await.map_err(said)?;
                let today = in_force(&own, jiff::Zoned::now().date());
                for one in own.iter().chain(shipped()) {
                    term::say(&line(one, today.iter().any(|held| std::ptr::eq(*held, one))));
                }
                Ok(())
            })
            .await
        }
    }
}

fn line(one: &Instrument, in_force: bool) -> String {
    let state = match (in_force, one.withdrawn) {
        (true, _) => "to answer",
        (false, true) => "withdrawn",
        (false, false) => "-",
    };
    format!("{:24} {:>5}  from {}  {state:10} {}", one.code, one.version, one.effective_from, one.name)
}

/// A file that is whole, or every mistake with its line.
fn checked(file: &Path) -> Result<Instrument> {
    let text = std::fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    read_own(&file.display().to_string(), &text).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(Mistake::to_string).collect();
        Wrong::with_remedy(lines.join("\n  "), "Nothing was loaded. Put these right and try again.")
    })
}

fn said(error: LoadError) -> anyhow::Error {
    match error {
        LoadError::Refused(words) => Wrong::with_remedy(words, "Nothing was loaded."),
        LoadError::Database(error) => anyhow::Error::new(error),
    }
}
