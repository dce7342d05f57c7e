//! `almoner worker`: sends what is to be sent and runs what is due, against a database that is there
//! already. `up` does the same beside its server.

use almoner_pg::Db;
use almoner_web::server::Stop;
use almoner_worker::{Manner, Tally};
use anyhow::{Result, anyhow};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::cli::Worker;
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::post::Post;
use crate::settings::checked_url;
use crate::{ready, term};

pub async fn run(flags: Worker) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let post = Post::read(&flags.mail)?;
    let base_url = checked_url(&flags.base_url)?;
    let stop = Stop::new();
    stop.on_signals()?;
    let prepare = async {
        let place = Place::open(&folder, &flags.database, Use::Serve).await?;
        ready::check(&place).await?;
        place.sign_in().await?;
        anyhow::Ok(place)
    };
    let place = tokio::select! {
        place = prepare => place?,
        () = stop.asked() => return Ok(()),
    };
    let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
    let working = start(&db, &post, &folder, &base_url, &stop)?;
    term::done("working; Ctrl-C stops it in order");
    let tally = working.await?;
    place.close(&stop).await?;
    term::done(&format!(
        "stopped: {} mails sent, {} runs done, {} notifications shown",
        tally.mails.done, tally.runs.done, tally.shown
    ));
    Ok(())
}

/// Begins to work, until the stop is asked for.
pub fn start(
    db: &Db,
    post: &Post,
    folder: &Folder,
    base_url: &str,
    stop: &Stop,
) -> Result<JoinHandle<Tally>> {
    // Of its own: what a person asked for does not stand behind a night's reminders.
    let mail = post.open(folder)?;
    almoner_notifications::check_templates().map_err(|e| anyhow!("{e}"))?;
    let manner = Manner { mails: post.at_once().unwrap_or(Manner::default().mails), ..Manner::default() };
    let ends = CancellationToken::new();
    let (asked, ended) = (stop.clone(), ends.clone());
    tokio::spawn(async move {
        asked.asked().await;
        ended.cancel();
    });
    let (db, base_url) = (db.clone(), base_url.to_owned());
    Ok(tokio::spawn(async move { Box::pin(almoner_worker::run(&db, mail, &base_url, manner, ends)).await }))
}
