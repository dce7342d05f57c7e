//! The server's settings, read whole before anything is started: a mistake costs no waiting.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use almoner_identity::{Identity, IdentityConfig};
use almoner_keys::Keyring;
use almoner_keys::issuers::{IssuerConfig, Issuers};
use almoner_pg::Db;
use almoner_web::gate::{Gate, GateConfig, Hops};
use almoner_web::metrics::Metrics;
use almoner_web::server::{Limits, Server, Stop};
use anyhow::{Result, anyhow};

use crate::cli::{Listen, Mail, Wrong};
use crate::data::Folder;
use crate::post::Post;

/// What a server is made of besides its database.
pub struct Settings {
    pub keyring: Keyring,
    /// Whether the keyring was made just now.
    pub new_keyring: bool,
    issuers: Vec<IssuerConfig>,
    hops: Hops,
    listen: Listen,
    /// How mails leave.
    pub post: Post,
}

/// The listeners of one process.
pub struct Ports {
    /// For people and their programs.
    pub people: Server,
    /// For collectors of metrics, where it is asked for.
    pub metrics: Option<Server>,
}

impl Ports {
    /// Where metrics are told, if they are.
    pub fn metrics_address(&self) -> Option<SocketAddr> {
        self.metrics.as_ref()?.local_addr().ok()
    }
}

impl Settings {
    /// Reads and checks all of it.
    pub fn read(folder: &Folder, listen: &Listen, mail: &Mail) -> Result<Self> {
        let post = Post::read(mail)?;
        let hops = Hops::parse(listen.trusted_proxies.iter().map(String::as_str)).map_err(|why| {
            Wrong::with_remedy(format!("--trusted-proxy (ALMONER_TRUSTED_PROXIES): {why}"), "")
        })?;
        let issuers = issuers(listen)?;
        base_url(listen, listen.address)?;
        // Tried with a gate of its own; the one that serves knows the port.
        let tried = GateConfig { dev_origins: listen.dev_origins.clone(), ..GateConfig::default() };
        Gate::new(&tried, &Stop::new())
            .map_err(|why| Wrong::with_remedy(format!("--dev-origin (ALMONER_DEV_ORIGIN): {why}"), ""))?;
        let (keyring, new_keyring) = folder.keyring(listen.keyring.as_deref())?;
        let config = IdentityConfig::new("http://localhost".to_owned());
        Issuers::new(&keyring, &config.issuer(), &issuers, config.clock.clone())
            .map_err(|e| Wrong::with_remedy(e.to_string(), "Mend the issuers' file (ALMONER_ISSUERS)."))?;
        Ok(Self { keyring, new_keyring, issuers, hops, listen: listen.clone(), post })
    }

    /// Takes the ports: before the database is started, so that a port in use costs no waiting
    /// either. Who connects meanwhile waits for the answer.
    pub async fn bind(&self) -> Result<(Ports, Address)> {
        let limits = Limits {
            proxies: self.hops.clone(),
            drain_delay: Duration::from_secs(self.listen.drain_delay.into()),
            ..Limits::default()
        };
        let people = bound(self.listen.address, limits, "--listen (ALMONER_LISTEN)").await?;
        let metrics = match self.listen.metrics {
            None => None,
            Some(address) => {
                let few = Limits { connections: 16, ..Limits::default() };
                Some(bound(address, few, "--metrics-listen (ALMONER_METRICS_LISTEN)").await?)
            }
        };
        let socket = people.local_addr()?;
        let base_url = base_url(&self.listen, socket)?;
        Ok((Ports { people, metrics }, Address { socket, base_url }))
    }

    /// The checks around every request.
    pub fn gate(&self, address: &Address, stop: &Stop, metrics: &Metrics) -> Result<Gate> {
        let Address { socket, base_url } = address;
        let host = base_url.split_once("://").map_or(base_url.as_str(), |(_, host)| host);
        let mut hosts = vec![host.to_owned()];
        let mut origins = vec![base_url.clone()];
        if socket.ip().is_loopback() {
            // On this machine people type any of its names.
            for name in ["localhost", "127.0.0.1", "[::1]"] {
                hosts.push(format!("{name}:{}", socket.port()));
                origins.push(format!("http://{name}:{}", socket.port()));
            }
        }
        let config = GateConfig {
            hosts,
            origins,
            dev_origins: self.listen.dev_origins.clone(),
            hops: self.hops.clone(),
            https: base_url.starts_with("https://"),
            metrics: metrics.clone(),
            ..GateConfig::default()
        };
        Gate::new(&config, stop).map_err(Wrong::said)
    }

    /// Signing in.
    pub fn identity(&self, base_url: &str, folder: &Folder, db: &Db) -> Result<Arc<Identity>> {
        let config = IdentityConfig::new(base_url.to_owned());
        let mail = self.post.open(folder)?;
        let identity = Identity::new(config, self.keyring.clone(), &self.issuers, mail, db.clone())
            .map_err(Wrong::said)?;
        Ok(Arc::new(identity))
    }
}

/// Where a server is reached.
#[derive(Clone, Debug)]
pub struct Address {
    pub socket: SocketAddr,
    /// What people type.
    pub base_url: String,
}

/// Listens; what can't be is said with the setting that asks for it.
async fn bound(address: SocketAddr, limits: Limits, setting: &str) -> Result<Server> {
    Server::bind(address, limits).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => anyhow!(
            "another program listens on {address}\nStop it, or choose another port with {setting}, such as {}:{}.",
            address.ip(),
            if address.port() == 8081 { 8082 } else { 8081 }
        ),
        std::io::ErrorKind::PermissionDenied => {
            anyhow!("this user may not listen on {address}\nChoose a port from 1024 up with {setting}.")
        }
        _ => anyhow!("can't listen on {address}: {error}\nChoose an address of this machine with {setting}."),
    })
}

fn base_url(listen: &Listen, address: SocketAddr) -> Result<String> {
    checked_url(&listen.base_url.clone().unwrap_or_else(|| format!("http://localhost:{}", address.port())))
}

/// The address that people type, without the slash at its end.
pub fn checked_url(url: &str) -> Result<String> {
    let url = url.trim_end_matches('/').to_owned();
    let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let fits = host.is_some_and(|host| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c))
    });
    if fits {
        Ok(url)
    } else {
        Err(Wrong::with_remedy(
            format!("--base-url (ALMONER_BASE_URL): {url:?} is no address that people could type"),
            "Give scheme, host and port only: https://care.example.org",
        ))
    }
}

fn issuers(listen: &Listen) -> Result<Vec<IssuerConfig>> {
    let Some(path) = &listen.issuers else { return Ok(Vec::new()) };
    let at = format!("the issuers' file {} (ALMONER_ISSUERS)", path.display());
    let text = std::fs::read_to_string(path).map_err(|e| {
        Wrong::with_remedy(format!("{at} can't be read: {e}"), "Name a file that this user may read.")
    })?;
    serde_json::from_str(&text).map_err(|e| {
        // A file may hold secrets, and serde quotes what it did not expect.
        Wrong::with_remedy(
            format!("{at} is not right at line {}, column {}: {}", e.line(), e.column(), kind(&e)),
            "It is a JSON list of objects with name, issuer, audience, kind, algorithm and keys; see \"Issuers\" in docs/operations.md.",
        )
    })
}

fn kind(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Eof => "it ends too early",
        serde_json::error::Category::Syntax => "it is no JSON",
        _ => "a field is missing, unknown or of another kind",
    }
}

#[cfg(test)]
mod tests {
    use super::checked_url;

    #[test]
    fn a_base_address_is_scheme_host_and_port() {
        assert_eq!(checked_url("http://localhost:8080/").unwrap(), "http://localhost:8080");
        for right in ["https://care.example.org", "http://[::1]:80"] {
            assert!(checked_url(right).is_ok(), "{right}");
        }
        for wrong in [
            "care.example.org",
            "ftp://a",
            "https://",
            "https://a/b",
            "https://u@a",
            "https://a?b",
            "https://a b",
        ] {
            assert!(checked_url(wrong).is_err(), "{wrong}");
        }
    }
}
