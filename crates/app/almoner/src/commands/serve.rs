//! `almoner serve`: the server against a database that is there already. `up` uses the same start.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use almoner_identity::{Identity, IdentityConfig};
use almoner_keys::issuers::IssuerConfig;
use almoner_keys::{Keyring, OpenError, Purpose};
use almoner_pg::Db;
use almoner_schema::{Source, lint, migrate};
use almoner_server::{Parts, Readiness};
use almoner_web::gate::{Gate, GateConfig, Hops};
use almoner_web::server::{Limits, Server, Stop};
use almoner_web::{App, Opened, Sealer};
use anyhow::{Context, Result, anyhow};

use crate::cli::{Listen, Serve, Wrong};
use crate::data::Folder;
use crate::database::Place;
use crate::term;

pub async fn run(flags: Serve) -> Result<()> {
    let folder = Folder::open(&flags.data)?;
    let place = Place::open(&folder, &flags.database, None).await?;
    check_schema(&place).await?;
    place.set_login_password().await?;
    let stop = Stop::new();
    stop.on_signals()?;
    let started = start(&folder, &place, &flags.listen, &stop).await?;
    term::done(&format!("serving {} on {}", started.base_url, started.address));
    started.serving.await?;
    place.close().await
}

/// A server that has begun to listen.
pub struct Started {
    pub address: SocketAddr,
    pub base_url: String,
    pub serving: tokio::task::JoinHandle<()>,
}

/// Refuses a database whose migrations don't fit this program, or in which a table stands without
/// its walls: one bare table would show everything to everyone.
pub async fn check_schema(place: &Place) -> Result<()> {
    let client = place.owner_client("almoner").await?;
    let status = migrate::status(&client, &Source::embedded()?).await?;
    migrate::check_binary(&status, env!("CARGO_PKG_VERSION"))?;
    if let Some(why) = status.refusal() {
        return Err(anyhow!(why));
    }
    let findings = lint::walls(&client, &lint::Config::embedded()?).await?;
    if findings.is_empty() {
        return Ok(());
    }
    let list = findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    Err(anyhow!("the database is not safe to serve; mend it with a migration, then start again:\n{list}"))
}

/// Builds the service and begins to serve it.
pub async fn start(folder: &Folder, place: &Place, listen: &Listen, stop: &Stop) -> Result<Started> {
    let keyring = folder.keyring(listen)?;
    let hops = Hops::parse(listen.trusted_proxies.iter().map(String::as_str))
        .map_err(|why| Wrong::new(format!("a trusted proxy is not a network: {why}"), "Write it as 10.0.0.0/8 or as one address."))?;
    let limits = Limits { proxies: hops.clone(), ..Limits::default() };
    let server = Server::bind(listen.listen, limits)
        .await
        .with_context(|| format!("listening on {}; is another program there? Choose another with --listen", listen.listen))?;
    let address = server.local_addr()?;
    let base_url = base_url(listen, address)?;
    let db = Db::new(place.db_config()).map_err(|e| anyhow!("{e}"))?;
    let identity = identity(listen, &base_url, &keyring, folder, &db)?;
    let gate = gate(listen, &base_url, address, hops, stop)?;
    let app = App {
        db: db.clone(),
        sealer: Arc::new(Cursors(keyring)),
        authenticate: identity.clone(),
    };
    let readiness = Readiness { db, storage: folder.mail()?, migrations: migrations(place) };
    let router = almoner_server::router(Parts { app, identity, readiness, gate, stop: stop.clone() })
        .map_err(|wrong| anyhow!("the routes contradict each other:\n{}", wrong.join("\n")))?;
    let stop = stop.clone();
    let serving = tokio::spawn(async move {
        let stopped = server.serve(router, &stop).await;
        if stopped.cut + stopped.abandoned > 0 {
            tracing::warn!(cut = stopped.cut, abandoned = stopped.abandoned, "stopped before everything was finished");
        }
    });
    Ok(Started { address, base_url, serving })
}

fn base_url(listen: &Listen, address: SocketAddr) -> Result<String> {
    let url = listen.base_url.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port()));
    let url = url.trim_end_matches('/').to_owned();
    let fits = (url.starts_with("https://") || url.starts_with("http://"))
        && url.split_once("://").is_some_and(|(_, rest)| !rest.is_empty() && !rest.contains(['/', '?', '#', '@']));
    if fits {
        Ok(url)
    } else {
        Err(Wrong::new(
            format!("the base address {url} is not one"),
            "Give scheme, host and port only: --base-url https://care.example.org",
        ))
    }
}

fn gate(listen: &Listen, base_url: &str, address: SocketAddr, hops: Hops, stop: &Stop) -> Result<Gate> {
    let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
    let mut hosts = vec![host.to_owned()];
    let mut origins = vec![base_url.to_owned()];
    if address.ip().is_loopback() {
        // On this machine people type any of its names.
        for name in ["localhost", "127.0.0.1"] {
            hosts.push(format!("{name}:{}", address.port()));
            origins.push(format!("http://{name}:{}", address.port()));
        }
    }
    hosts.dedup();
    origins.dedup();
    let config = GateConfig {
        hosts,
        origins,
        dev_origins: listen.dev_origins.clone(),
        hops,
        https: base_url.starts_with("https://"),
        ..GateConfig::default()
    };
    Gate::new(&config, stop).map_err(|why| {
        Wrong::new(format!("an origin can't be used: {why}"), "Give --dev-origin as http://localhost:3000, loopback only.")
    })
}

fn identity(listen: &Listen, base_url: &str, keyring: &Keyring, folder: &Folder, db: &Db) -> Result<Arc<Identity>> {
    let external: Vec<IssuerConfig> = match &listen.issuers {
        None => Vec::new(),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Wrong::new(format!("the issuers' file {} can't be read: {e}", path.display()), "Check ALMONER_ISSUERS."))?;
            serde_json::from_str(&text).map_err(|e| {
                Wrong::new(format!("the issuers' file {} is not right: {e}", path.display()), "See docs/operations.md for its form.")
            })?
        }
    };
    let config = IdentityConfig::new(base_url.to_owned());
    let identity = Identity::new(config, keyring.clone(), &external, almoner_identity::FolderMail::new(folder.mail()?), db.clone())
        .map_err(|e| Wrong::new(e.to_string(), "Mend the issuers' file and start again."))?;
    Ok(Arc::new(identity))
}

/// Asks now and then whether the database has been migrated away from this program.
fn migrations(place: &Place) -> Arc<dyn Fn() -> almoner_server::Checking + Send + Sync> {
    let owner = place.owner.clone();
    Arc::new(move || {
        let owner = owner.clone();
        Box::pin(async move {
            let look = async {
                let client = owner.connect("almoner ready").await?;
                migrate::status(&client, &Source::embedded()?).await
            };
            match tokio::time::timeout(Duration::from_secs(2), look).await {
                Ok(Ok(status)) => migrate::check_binary(&status, env!("CARGO_PKG_VERSION"))
                    .err()
                    .map(|e| e.to_string())
                    .or_else(|| status.refusal()),
                Ok(Err(error)) => Some(error.to_string()),
                Err(_) => Some("the database did not answer in 2 s".to_owned()),
            }
        })
    })
}

/// List cursors, sealed with the keyring.
struct Cursors(Keyring);

impl Sealer for Cursors {
    fn seal(&self, aad: &[u8], plain: &[u8]) -> String {
        // A cursor is far below the limit at which sealing refuses; an empty one answers 400.
        self.0.seal(Purpose::Cursor, aad, plain).unwrap_or_default()
    }

    fn open(&self, aad: &[u8], text: &str) -> Result<Vec<u8>, Opened> {
        match self.0.open(Purpose::Cursor, aad, text) {
            Ok(plain) => Ok(plain.to_vec()),
            Err(OpenError::Invalid) => Err(Opened::Invalid),
            Err(OpenError::RetiredKey) => Err(Opened::Expired),
        }
    }
}
