//! `almoner up`: everything on this machine, with one command.

use std::time::Instant;

use almoner_schema::{Source, migrate};
use almoner_web::server::Stop;
use anyhow::{Result, anyhow};

use super::{seed, serve};
use crate::cli::Up;
use crate::data::Folder;
use crate::database::Place;
use crate::term;

pub async fn run(flags: Up) -> Result<()> {
    let began = Instant::now();
    let folder = Folder::open(&flags.data)?;
    // Before anything is started, so that Ctrl-C in the middle of it stops in order too.
    let stop = Stop::new();
    stop.on_signals()?;
    let place = Place::open(&folder, &flags.database, flags.postgres_bin.clone()).await?;
    let worked = tokio::select! {
        worked = bring_up(&flags, &folder, &place, &stop, began) => worked,
        () = stop.asked_at_once() => Err(anyhow!("stopped at once")),
    };
    term::clear();
    let closed = place.close().await;
    worked?;
    closed?;
    term::done("stopped");
    Ok(())
}

async fn bring_up(flags: &Up, folder: &Folder, place: &Place, stop: &Stop, began: Instant) -> Result<()> {
    match &place.running {
        Some(running) => term::done(&format!("PostgreSQL {} in {}", running.version(), folder.0.display())),
        None => term::done("database connected"),
    }
    term::doing("bringing the schema up to date");
    let report = migrate::up(&place.owner, &Source::embedded()?, &place.migrate_options()).await?;
    term::done(&match report.applied.len() {
        0 => "schema up to date".to_owned(),
        n => format!("schema brought up to date ({n} migrations)"),
    });
    serve::check_schema(place).await?;
    place.set_login_password().await?;
    let demo = !flags.no_demo && flags.database.database_url.is_none();
    if demo && !stop.is_asked() {
        seed::once(folder, place).await?;
    }
    if stop.is_asked() {
        return Ok(());
    }
    let started = serve::start(folder, place, &flags.listen, stop).await?;
    let took = began.elapsed();
    term::done(&format!("serving after {:.1} s", took.as_secs_f64()));
    welcome(folder, &started.base_url)?;
    let exited = place.running.as_ref().map(almoner_cluster::Running::exited);
    let database_gone = async {
        match exited {
            Some(exited) => {
                exited.await;
            }
            None => std::future::pending().await,
        }
    };
    let mut serving = started.serving;
    tokio::select! {
        ended = &mut serving => ended?,
        () = database_gone => {
            stop.ask();
            serving.await?;
            return Err(anyhow!("PostgreSQL stopped by itself; its log is in {}/postgres/log", folder.0.display()));
        }
    }
    Ok(())
}

fn welcome(folder: &Folder, base_url: &str) -> Result<()> {
    println!();
    println!("  {}", term::bold(&format!("Almoner is at {base_url}")));
    println!("  API reference   {base_url}/api/reference");
    println!("  Mail is kept in {}", folder.mail()?.display());
    println!();
    if let Some(sign_ins) = seed::sign_ins(folder) {
        println!("  Demo sign-ins, all with the password {}", term::bold(seed::DEMO_PASSWORD));
        println!();
        term::table(&["e-mail", "who", "where"], &sign_ins);
    } else {
        println!("  Start with your own: almoner organisation create --name NAME --owner-email EMAIL");
    }
    println!();
    println!("  Ctrl-C stops everything.");
    Ok(())
}
