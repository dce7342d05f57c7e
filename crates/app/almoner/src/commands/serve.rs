//! `almoner serve`: the server against a database that is there already. `up` uses the same start.

use std::sync::Arc;
use std::time::Duration;

use almoner_objects::Objects;
use almoner_pg::Db;
use almoner_server::{Cursors, Figures, Live, LiveConfig, Parts, Readiness};
use almoner_web::App;
use almoner_web::metrics::Metrics;
use almoner_web::server::Stop;
use anyhow::{Result, anyhow};

use crate::cli::Serve;
use crate::data::Folder;
use crate::database::{Place, Use};
use crate::settings::{Address, Ports, Settings};
use crate::{ready, term};

pub async fn run(flags: Serve) -> Result<()> {
    let folder = Folder::at(&flags.data)?;
    let settings = Settings::read(&folder, &flags.listen, &flags.mail)?;
    let (ports, address) = settings.bind().await?;
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
    if settings.new_keyring {
        let file = folder.keyring_file();
        term::note(&format!(
            "made a new keyring, {}: back it up, and give every server the same one",
            file.display()
        ));
    }
    let metrics = ports.metrics_address();
    let serving = start(&folder, &place, &settings, ports, &address, &stop)?;
    term::done(&format!("serving {} on {}", address.base_url, address.socket));
    if let Some(metrics) = metrics {
        term::done(&format!("metrics on {metrics}"));
    }
    serving.await?;
    place.close(&stop).await?;
    term::done("stopped");
    Ok(())
}

/// How long the end waits for mails that were asked for just before it.
const LAST_MAILS: Duration = Duration::from_secs(5);

/// Builds the service and begins to serve it.
pub fn start(
    folder: &Folder,
    place: &Place,
    settings: &Settings,
    ports: Ports,
    address: &Address,
    stop: &Stop,
) -> Result<tokio::task::JoinHandle<()>> {
    let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
    let identity = settings.identity(&address.base_url, folder, &db)?;
    let posting = identity.clone();
    let app = App {
        db: db.clone(),
        sealer: Arc::new(Cursors(settings.keyring.clone())),
        authenticate: identity.clone(),
        objects: Objects::folder(&folder.objects()?).map_err(|e| anyhow!("{e}"))?,
    };
    let metrics = Metrics::default();
    let live = Live::start(&db, &app.sealer, LiveConfig::default(), stop);
    let gauges = ports.people.gauges();
    let figures = Figures::new(metrics.clone(), gauges, db.clone(), identity.clone(), live.clone());
    let readiness = Readiness { db, storage: folder.mail()?, migrations: ready::migrations(place)? };
    let gate = settings.gate(address, stop, &metrics)?;
    let console = Some(almoner_console::routes());
    let router =
        almoner_server::router(Parts { app, identity, live, readiness, gate, stop: stop.clone(), console })
            .map_err(|wrong| anyhow!("the routes contradict each other:\n{}", wrong.join("\n")))?;
    let stop = stop.clone();
    Ok(tokio::spawn(async move {
        let people = ports.people.serve(router, &stop);
        let collectors = async {
            if let Some(server) = ports.metrics {
                server.serve(almoner_server::metrics(figures), &stop).await;
            }
        };
        let (stopped, ()) = tokio::join!(people, collectors);
        if !posting.posted(LAST_MAILS).await {
            tracing::warn!("stopped before every mail was handed on");
        }
        if stopped.cut + stopped.abandoned > 0 {
            tracing::warn!(
                cut = stopped.cut,
                abandoned = stopped.abandoned,
                "stopped before everything was finished"
            );
        }
    }))
}
