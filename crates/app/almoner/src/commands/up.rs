//! `almoner up`: everything on this machine, with one command.

use std::time::{Duration, Instant};

use almoner_pg::Db;
use almoner_schema::{Source, migrate};
use almoner_web::server::Stop;
use anyhow::{Context, Result, anyhow};
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use super::{reference, serve, worker};
use crate::beside;
use crate::cli::{Interrupted, Up};
use crate::data::Folder;
use crate::database::{self, Place, Use};
use crate::post::Post;
use crate::settings::{Address, Settings};
use crate::{demo, ready, term};

/// A PostgreSQL that ends by itself three times within this time is not started again.
const CALM: Duration = Duration::from_secs(60);

pub async fn run(flags: Up) -> Result<()> {
    let began = Instant::now();
    let folder = Folder::at(&flags.data)?;
    let mut alone = beside::Up::take(&folder)?;
    // Everything that can be wrong with the command is, before PostgreSQL is started.
    let settings = Settings::read(&folder, &flags.listen, &flags.mail)?;
    let (ports, address) = settings.bind().await?;
    let metrics = ports.metrics_address();
    let stop = Stop::new();
    stop.on_signals()?;

    let opened = tokio::select! {
        opened = Place::open(&folder, &flags.database, Use::Up) => opened,
        () = stop.asked() => Err(Interrupted.into()),
    };
    let mut place = match opened {
        Err(error) if error.is::<Interrupted>() => {
            stopped(&stop);
            return Ok(());
        }
        opened => opened?,
    };
    let worked = async {
        let holds = tokio::select! {
            holds = prepare(&flags, &folder, &place) => holds?,
            // Dropping it drops its connections, which rolls back what was open.
            () = stop.asked() => return Err(Interrupted.into()),
        };
        let serving = serve::start(&folder, &place, &settings, ports, &address, &stop)?;
        let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
        let working = worker::start(&db, &settings.post, &folder, &address.base_url, &stop)?;
        alone.serves(&address.base_url)?;
        term::done(&format!("serving after {:.1} s", began.elapsed().as_secs_f64()));
        if let Some(metrics) = metrics {
            term::done(&format!("metrics on {metrics}"));
        }
        welcome(&flags, &folder, &settings.post, &address, holds);
        let watched = watch(&flags, &folder, &mut place, serving, &stop).await;
        // The server has stopped; the worker was told by the same stop.
        working.await.context("the worker ended")?;
        watched
    }
    .await;
    term::clear();
    let closed = place.close(&stop).await;
    worked.or_else(|error| if error.is::<Interrupted>() { Ok(()) } else { Err(error) })?;
    closed?;
    stopped(&stop);
    Ok(())
}

fn stopped(stop: &Stop) {
    if stop.is_asked() {
        term::done("stopped");
    }
}

/// What the database holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Nothing,
    Something,
}

/// The schema, the login, the published rules, the demo.
async fn prepare(flags: &Up, folder: &Folder, place: &Place) -> Result<Holds> {
    match &place.running {
        Some(running) => term::done(&format!("PostgreSQL {} in {}", running.version(), folder.0.display())),
        None => term::done("database connected"),
    }
    term::doing("bringing the schema up to date");
    let report = migrate::up(place.owner()?, &Source::embedded()?, &place.migrate_options()).await?;
    term::done(&match report.applied.len() {
        0 => "schema up to date".to_owned(),
        1 => "schema brought up to date (1 migration)".to_owned(),
        n => format!("schema brought up to date ({n} migrations)"),
    });
    ready::check(place).await?;
    place.sign_in().await?;
    let new = reference::load(place, &reference::embedded()?).await?.new_rows();
    if new > 0 {
        term::done(&format!("reference data loaded ({new} rows)"));
    }
    let empty = demo::is_empty(place).await?;
    if empty && !flags.no_demo && !database::is_own(&flags.database) {
        demo::begin(folder, place).await?;
        return Ok(Holds::Something);
    }
    Ok(if empty { Holds::Nothing } else { Holds::Something })
}

/// Serves until it is told to stop; keeps PostgreSQL running meanwhile.
async fn watch(
    flags: &Up,
    folder: &Folder,
    place: &mut Place,
    mut serving: JoinHandle<()>,
    stop: &Stop,
) -> Result<()> {
    let mut looks = tokio::time::interval(Duration::from_secs(flags.look_every));
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut told = String::new();
    let mut ends: Vec<Instant> = Vec::new();
    let failed = loop {
        tokio::select! {
            ended = &mut serving => return ended.context("the server ended"),
            exited = place.exited(), if !stop.is_asked() => {
                let logs = folder.0.join("postgres/log");
                ends.push(Instant::now());
                ends.retain(|at| at.elapsed() < CALM);
                if ends.len() == 3 {
                    break anyhow!("{exited}, the third time in a minute; its log is in {}", logs.display());
                }
                term::note(&format!("{exited}; starting it again (its log is in {})", logs.display()));
                if let Err(error) = restart(place).await {
                    break error;
                }
            }
            _ = looks.tick() => match place.running.as_ref().map(almoner_cluster::Running::upgraded) {
                Some(Ok(Some(now))) => {
                    let before = place.running.as_ref().map_or_else(String::new, |r| r.version().to_string());
                    term::note(&format!("PostgreSQL was upgraded from {before} to {now}; starting the new one"));
                    if let Err(error) = restart(place).await {
                        break error;
                    }
                }
                // In the middle of an upgrade, or after the removal of this version: what runs runs on.
                Some(Err(error)) if told != error.to_string() => {
                    told = error.to_string();
                    term::note(&format!("PostgreSQL's programs can't be run any more: {told}"));
                }
                _ => {}
            },
        }
    };
    stop.ask();
    serving.await.context("the server ended")?;
    Err(failed)
}

async fn restart(place: &mut Place) -> Result<()> {
    place.restart().await?;
    if let Some(running) = &place.running {
        term::done(&format!("PostgreSQL {} runs again", running.version()));
    }
    Ok(())
}

fn welcome(flags: &Up, folder: &Folder, post: &Post, address: &Address, holds: Holds) {
    let base_url = &address.base_url;
    term::say("");
    term::say(&format!("  {}", term::bold(&format!("Almoner is at {base_url}"))));
    if !almoner_console::is_embedded() {
        term::say("  The console was not built yet: make console, then make up");
    }
    term::say(&format!("  The API and how to call it: {base_url}/api/reference"));
    term::say(&format!("  {}", post.said(folder)));
    term::say("");
    if holds == Holds::Nothing {
        let flag = folder.flag();
        term::say("  It is empty. Start an organisation of your own in another terminal:");
        term::say(&format!("  almoner organisation create{flag} --name NAME --owner-email EMAIL"));
        if database::is_own(&flags.database) {
            term::say(&format!("  or fill it with made data: almoner seed{flag}"));
        }
        term::say("");
    } else if let Some((lines, all, file)) = demo::shown(folder) {
        term::say(&format!("  Demo sign-ins, all with the password {}", term::bold(demo::PASSWORD)));
        term::say("");
        for line in lines {
            term::say(&format!("  {line}"));
        }
        term::say("");
        term::say(&format!("  All {all} are in {}", file.display()));
        term::say("");
        if !address.socket.ip().is_loopback() {
            term::note(&format!(
                "{} is open to other machines, and everybody knows the demo's password",
                address.socket
            ));
        }
    }
    if !address.socket.ip().is_loopback() && flags.listen.base_url.is_none() {
        term::note("other machines are refused until --base-url says by which address they come");
    }
    term::say("  Ctrl-C stops everything.");
}
