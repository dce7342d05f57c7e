//! Where token expiry and the age of fetched keys take the time from.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The system's clock, or one that a test moves by hand.
#[derive(Clone, Debug)]
pub struct Clock(Inner);

#[derive(Clone, Debug)]
enum Inner {
    System { started: Instant },
    Manual(Arc<AtomicI64>),
}

impl Clock {
    pub fn system() -> Self {
        Self(Inner::System { started: Instant::now() })
    }

    /// A clock that stands still at `unix_seconds` until [`Clock::advance`] moves it.
    pub fn manual(unix_seconds: i64) -> Self {
        Self(Inner::Manual(Arc::new(AtomicI64::new(unix_seconds))))
    }

    /// Moves a manual clock and every clone of it; a system clock is not moved.
    pub fn advance(&self, seconds: i64) {
        if let Inner::Manual(at) = &self.0 {
            at.fetch_add(seconds, Ordering::SeqCst);
        }
    }

    /// Seconds since 1970-01-01 UTC.
    pub fn unix(&self) -> i64 {
        match &self.0 {
            Inner::System { .. } => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |d| i64::try_from(d.as_secs()).unwrap_or(i64::MAX)),
            Inner::Manual(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Seconds that only ever grow, for ages and intervals: a corrected wall
    /// clock must neither freeze nor flood the fetching of keys.
    pub(crate) fn ticks(&self) -> u64 {
        match &self.0 {
            Inner::System { started } => started.elapsed().as_secs(),
            Inner::Manual(at) => u64::try_from(at.load(Ordering::SeqCst)).unwrap_or(0),
        }
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}
