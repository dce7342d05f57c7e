//! Passwords: argon2id, off the async threads and never more at once than the
//! machine can bear.
//!
//! Each hash takes 19 MiB and tens of milliseconds of one core. Without a bound
//! three hundred sign-ins at once would take all memory and starve every other
//! request; so a few run, some wait, and the rest hear `unavailable` at once.

mod policy;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use almoner_kernel::{Code, Error, Result};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

pub use policy::{GivenPassword, MAX_BYTES, MIN_BYTES, NewPassword};

use crate::random;

/// Memory of one hash in KiB. OWASP's password storage cheat sheet: argon2id
/// with 19 MiB, two passes, one lane.
pub const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
pub const PASSES: u32 = 2;
/// Lanes.
pub const LANES: u32 = 1;

/// A stored hash that asks for more than this was not written by us: whoever
/// can write to the table must not be able to stop the server with it.
const MOST_MEMORY_KIB: u32 = 256 * 1024;
const MOST_PASSES: u32 = 16;
const MOST_LANES: u32 = 8;

/// How much may be hashed at a time.
#[derive(Clone, Copy, Debug)]
pub struct PasswordConfig {
    /// Hashes at the same time; default: the number of cores. Each takes 19 MiB.
    pub concurrency: usize,
    /// Requests that may wait for their turn; default: 16 per core, about half a second.
    pub queue: usize,
}

impl Default for PasswordConfig {
    fn default() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self { concurrency: cores, queue: cores * 16 }
    }
}

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Match {
        /// The hash was made with other parameters than today's: hash the
        /// password again and store that.
        rehash: bool,
    },
    Mismatch,
}

/// What the hashers are doing, for metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Load {
    /// Hashes that run now.
    pub running: usize,
    /// The most that ever ran at once.
    pub peak: usize,
    /// Requests that were turned away.
    pub refused: usize,
}

/// Hashes and verifies passwords. Cheap to clone; every clone shares the bound.
#[derive(Clone)]
pub struct Passwords(Arc<Inner>);

struct Inner {
    /// A place in the queue or at work.
    places: Arc<Semaphore>,
    /// A place at work.
    slots: Arc<Semaphore>,
    running: AtomicUsize,
    peak: AtomicUsize,
    refused: AtomicUsize,
    /// A hash that no password has, for accounts that don't exist.
    dummy: String,
}

impl Passwords {
    pub fn new(config: PasswordConfig) -> Self {
        let concurrency = config.concurrency.clamp(1, Semaphore::MAX_PERMITS / 2);
        let places = concurrency + config.queue.min(Semaphore::MAX_PERMITS / 2);
        Self(Arc::new(Inner {
            places: Arc::new(Semaphore::new(places)),
            slots: Arc::new(Semaphore::new(concurrency)),
            running: AtomicUsize::new(0),
            peak: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
            dummy: dummy(),
        }))
    }

    /// The hash to store, as a PHC string. [`Code::Unavailable`] when too many wait.
    pub async fn hash(&self, password: NewPassword) -> Result<String> {
        self.work(move || {
            argon2()
                .hash_password(password.as_bytes())
                .map(|hash| hash.to_string())
                .map_err(|e| Error::internal(format!("argon2 refused to hash: {e}")))
        })
        .await?
    }

    /// Whether the password is the one of `stored`. With `None` (no such account,
    /// disabled, without a password) the same work is done in vain, so that the
    /// time tells nothing. [`Code::Unavailable`] when too many wait.
    pub async fn verify(&self, password: GivenPassword, stored: Option<&str>) -> Result<Verdict> {
        let usable = stored.filter(|stored| {
            let usable = is_ours(stored);
            if !usable {
                tracing::error!(
                    "a stored password hash is malformed or asks for too much; its account can't sign in"
                );
            }
            usable
        });
        let exists = usable.is_some();
        let rehash = usable.is_some_and(needs_rehash);
        let phc = usable.unwrap_or(&self.0.dummy).to_owned();
        // Whatever was not a comparison took less work, so it is a fault and no mismatch.
        let compare = move || {
            let hash =
                PasswordHash::new(&phc).map_err(|e| Error::internal(format!("a password hash: {e}")))?;
            match argon2().verify_password(password.as_bytes(), &hash) {
                Ok(()) => Ok(true),
                Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
                Err(e) => Err(Error::internal(format!("argon2 refused to verify: {e}"))),
            }
        };
        let matches = self.work(compare).await??;
        Ok(if matches && exists { Verdict::Match { rehash } } else { Verdict::Mismatch })
    }

    pub fn load(&self) -> Load {
        Load {
            running: self.0.running.load(Ordering::SeqCst),
            peak: self.0.peak.load(Ordering::SeqCst),
            refused: self.0.refused.load(Ordering::SeqCst),
        }
    }

    async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let inner = &self.0;
        let place = Arc::clone(&inner.places).try_acquire_owned().map_err(|_| {
            inner.refused.fetch_add(1, Ordering::SeqCst);
            Error::new(Code::Unavailable).retry_after(1).caused_by("too many passwords wait to be hashed")
        })?;
        let slot = Arc::clone(&inner.slots).acquire_owned().await.map_err(Error::internal)?;
        let running = Running::begin(Arc::clone(inner), place, slot);
        // The permits go along: a request that is given up doesn't stop its hash,
        // and must not make room for another while it runs.
        tokio::task::spawn_blocking(move || {
            let done = work();
            drop(running);
            done
        })
        .await
        .map_err(Error::internal)
    }
}

impl Default for Passwords {
    fn default() -> Self {
        Self::new(PasswordConfig::default())
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Passwords").field("load", &self.load()).finish_non_exhaustive()
    }
}

/// One hash at work; counted for as long as it lives, even if it panics.
struct Running {
    inner: Arc<Inner>,
    _place: OwnedSemaphorePermit,
    _slot: OwnedSemaphorePermit,
}

impl Running {
    fn begin(inner: Arc<Inner>, place: OwnedSemaphorePermit, slot: OwnedSemaphorePermit) -> Self {
        let now = inner.running.fetch_add(1, Ordering::SeqCst) + 1;
        inner.peak.fetch_max(now, Ordering::SeqCst);
        Self { inner, _place: place, _slot: slot }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.inner.running.fetch_sub(1, Ordering::SeqCst);
    }
}

/// Whether a stored hash was made with other parameters than today's.
#[must_use]
pub fn needs_rehash(stored: &str) -> bool {
    PasswordHash::new(stored).ok().as_ref().and_then(params).is_none_or(|params| {
        (params.m_cost(), params.t_cost(), params.p_cost()) != (MEMORY_KIB, PASSES, LANES)
    })
}

fn argon2() -> Argon2<'static> {
    let params =
        Params::new(MEMORY_KIB, PASSES, LANES, Some(32)).expect("the parameters are within argon2's limits");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The parameters of a hash that this crate may have written at some time.
fn params(hash: &PasswordHash) -> Option<Params> {
    let argon2id = hash.algorithm.as_str() == "argon2id" && hash.version == Some(Version::V0x13.into());
    let whole = hash.salt.is_some() && hash.hash.is_some_and(|output| output.as_bytes().len() == 32);
    let params = Params::try_from(hash).ok()?;
    let bearable =
        params.m_cost() <= MOST_MEMORY_KIB && params.t_cost() <= MOST_PASSES && params.p_cost() <= MOST_LANES;
    (argon2id && whole && bearable).then_some(params)
}

fn is_ours(stored: &str) -> bool {
    PasswordHash::new(stored).ok().as_ref().and_then(params).is_some()
}

/// A hash with today's parameters and a random outcome.
fn dummy() -> String {
    let salt = STANDARD_NO_PAD.encode(*random::bytes::<16>());
    let hash = STANDARD_NO_PAD.encode(*random::bytes::<32>());
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${hash}")
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
