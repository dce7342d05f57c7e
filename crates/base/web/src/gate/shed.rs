//! Shedding load per network. Limits that decide about accounts are rows in
//! the database, so that replicas agree; this only keeps one network from
//! taking a process for itself.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use almoner_kernel::{Code, Error};
use governor::clock::{Clock, DefaultClock};
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

/// Requests of one network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub per_second: NonZeroU32,
    /// So many at once after a pause.
    pub burst: NonZeroU32,
}

/// Between two sweeps that forget networks which went quiet.
const SWEEP_EVERY: u32 = 4096;

pub(super) struct Shed {
    limiter: RateLimiter<IpAddr, HashMapStateStore<IpAddr>, DefaultClock>,
    clock: DefaultClock,
    seen: AtomicU32,
}

impl Shed {
    pub(super) fn new(rate: Rate) -> Self {
        let quota = Quota::per_second(rate.per_second).allow_burst(rate.burst);
        let clock = DefaultClock::default();
        Self {
            limiter: RateLimiter::hashmap_with_clock(quota, clock.clone()),
            clock,
            seen: AtomicU32::new(0),
        }
    }

    pub(super) fn check(&self, network: IpAddr) -> Result<(), Error> {
        if self.seen.fetch_add(1, Ordering::Relaxed) % SWEEP_EVERY == SWEEP_EVERY - 1 {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&network).map_err(|early| {
            let wait = early.wait_time_from(self.clock.now()).as_secs() + 1;
            Error::new(Code::TooManyRequests).retry_after(wait)
        })
    }
}

impl std::fmt::Debug for Shed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Shed").field("networks", &self.limiter.len()).finish_non_exhaustive()
    }
}
