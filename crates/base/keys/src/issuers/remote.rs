//! The keys that an issuer publishes at an address, kept and refreshed.
//!
//! Anybody can send tokens that name keys which don't exist. So the address is
//! asked at most once a minute whatever arrives, a burst shares one request, a
//! caller that hangs up doesn't cancel it, and when it fails the last good keys
//! go on being used.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::{StatusCode, Url};

use super::config::{Algorithm, is_loopback};
use super::key::{Found, KeySet, VerifyingKey};
use super::refusal::Refusal;
use crate::clock::Clock;
use crate::tls;

/// Seconds after which the keys are fetched again, so that a key which the
/// issuer withdrew stops being accepted.
pub const FRESH_FOR: u64 = 600;
/// Seconds for which keys are used when they can't be fetched again.
pub const STALE_FOR: u64 = 24 * 3600;
/// The least seconds from one fetch to the next.
pub const INTERVAL: u64 = 60;
/// The same while there are no keys at all: nobody of this issuer can sign in.
pub const INTERVAL_WITHOUT_KEYS: u64 = 10;

/// Bounds of one fetch.
#[derive(Clone, Copy, Debug)]
pub struct FetchLimits {
    /// For the whole of it, connecting included.
    pub timeout: Duration,
    /// The longest document, in bytes.
    pub max_bytes: usize,
}

impl Default for FetchLimits {
    fn default() -> Self {
        Self { timeout: Duration::from_secs(5), max_bytes: 256 * 1024 }
    }
}

pub(super) struct RemoteKeys {
    /// The issuer's name, for the log.
    name: String,
    url: Url,
    algorithm: Algorithm,
    limits: FetchLimits,
    clock: Clock,
    client: OnceLock<reqwest::Client>,
    state: Mutex<State>,
    /// Held during a fetch.
    flight: tokio::sync::Mutex<()>,
}

/// Times in ticks of the clock.
#[derive(Clone, Default)]
struct State {
    keys: KeySet,
    fetched: u64,
    attempted: Option<u64>,
}

impl RemoteKeys {
    pub fn new(name: String, url: Url, algorithm: Algorithm, limits: FetchLimits, clock: Clock) -> Self {
        let (client, state, flight) = (OnceLock::new(), Mutex::default(), tokio::sync::Mutex::new(()));
        Self { name, url, algorithm, limits, clock, client, state, flight }
    }

    /// The keys for a token with this `kid`; fetches them when they are not
    /// known or too old, and when that is due.
    pub async fn find(self: &Arc<Self>, id: Option<&str>) -> Result<Vec<VerifyingKey>, Refusal> {
        let (keys, age) = self.usable();
        let fresh = age <= FRESH_FOR || self.is_in_flight();
        match keys.find(id) {
            Found::Keys(keys) if fresh => return Ok(keys),
            Found::Ambiguous if fresh => return Err(Refusal::KeyId),
            _ => {}
        }
        self.refresh().await;
        let (keys, _) = self.usable();
        match keys.find(id) {
            Found::Keys(keys) => Ok(keys),
            Found::Ambiguous => Err(Refusal::KeyId),
            Found::Unknown if keys.is_empty() => Err(Refusal::KeysUnavailable),
            Found::Unknown => Err(Refusal::UnknownKey),
        }
    }

    /// The last good keys, unless they are too old, and their age.
    fn usable(&self) -> (KeySet, u64) {
        let state = self.state();
        let age = self.clock.ticks().saturating_sub(state.fetched);
        if age > STALE_FOR { (KeySet::default(), age) } else { (state.keys, age) }
    }

    fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn is_in_flight(&self) -> bool {
        self.flight.try_lock().is_err()
    }

    fn is_due(&self) -> bool {
        let (keys, _) = self.usable();
        let interval = if keys.is_empty() { INTERVAL_WITHOUT_KEYS } else { INTERVAL };
        self.state().attempted.is_none_or(|at| self.clock.ticks().saturating_sub(at) >= interval)
    }

    async fn refresh(self: &Arc<Self>) {
        if !self.is_due() && !self.is_in_flight() {
            return;
        }
        let this = Arc::clone(self);
        // A task of its own: whoever sent the token may hang up, and must not
        // use up the minute's fetch by it.
        let task = tokio::spawn(async move {
            let _one_at_a_time = this.flight.lock().await;
            // Those who waited here find that it has been done.
            if this.is_due() {
                this.attempt().await;
            }
        });
        if task.await.is_err() {
            tracing::error!(issuer = %self.name, "fetching an issuer's keys failed unexpectedly");
        }
    }

    async fn attempt(&self) {
        let now = self.clock.ticks();
        self.state.lock().unwrap_or_else(PoisonError::into_inner).attempted = Some(now);
        match tokio::time::timeout(self.limits.timeout, self.fetch())
            .await
            .unwrap_or(Err(FetchError::TimedOut))
        {
            Ok(keys) => {
                let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.keys = keys;
                state.fetched = now;
            }
            Err(error) => {
                let kept = !self.usable().0.is_empty();
                tracing::warn!(issuer = %self.name, %error, kept, "the issuer's keys could not be fetched");
            }
        }
    }

    async fn fetch(&self) -> Result<KeySet, FetchError> {
        let mut response = self.client()?.get(self.url.clone()).send().await?;
        // No redirect is followed: one is a status like any other that is not 200.
        if response.status() != StatusCode::OK {
            return Err(FetchError::Status(response.status()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > self.limits.max_bytes {
                return Err(FetchError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        KeySet::read(&body, self.algorithm).ok_or(FetchError::NoKeys)
    }

    fn client(&self) -> Result<&reqwest::Client, FetchError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        tls::install();
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .referer(false)
            .user_agent("almoner")
            .pool_max_idle_per_host(1);
        builder = if is_loopback(&self.url) && self.url.scheme() == "http" {
            // No certificate is looked at, so a machine without any can still start.
            builder.tls_certs_only([])
        } else {
            builder.https_only(true)
        };
        let client = builder.build()?;
        Ok(self.client.get_or_init(|| client))
    }
}

#[derive(Debug, thiserror::Error)]
enum FetchError {
    #[error("it took too long")]
    TimedOut,
    #[error("the answer's status is {0}")]
    Status(StatusCode),
    #[error("the answer is too long")]
    TooLong,
    #[error("the answer is no key set with a usable key")]
    NoKeys,
    #[error("{0}")]
    Http(reqwest::Error),
}

impl From<reqwest::Error> for FetchError {
    fn from(error: reqwest::Error) -> Self {
        // The address may hold a project's name; the issuer's name says enough.
        Self::Http(error.without_url())
    }
}
