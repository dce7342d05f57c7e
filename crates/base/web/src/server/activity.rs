//! Who is connected and what is under way.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::gate::network_of;

/// Figures for `/metrics`.
#[derive(Debug, Default)]
pub struct Gauges {
    connections: AtomicUsize,
    requests: AtomicUsize,
    refused: AtomicUsize,
}

impl Gauges {
    /// Open connections.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    /// Requests under way, up to the last byte of their answers.
    pub fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Connections closed at once because their address held too many, since the start.
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }
}

/// Connections per network.
#[derive(Debug, Default)]
pub(super) struct Peers {
    open: Mutex<HashMap<IpAddr, usize>>,
    pub(super) gauges: Arc<Gauges>,
}

/// One open connection; leaves the count when dropped.
#[derive(Debug)]
pub(super) struct Present {
    peers: Arc<Peers>,
    network: Option<IpAddr>,
}

impl Peers {
    /// Counts a connection in, unless its network holds too many.
    pub(super) fn enter(self: &Arc<Self>, peer: SocketAddr, limits: &super::Limits) -> Option<Present> {
        let network = (!limits.proxies.contains(peer.ip())).then(|| network_of(peer.ip()));
        if let Some(network) = network {
            let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
            let count = open.entry(network).or_default();
            if *count >= limits.connections_per_address {
                self.gauges.refused.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            *count += 1;
        }
        self.gauges.connections.fetch_add(1, Ordering::Relaxed);
        Some(Present { peers: Arc::clone(self), network })
    }
}

impl Drop for Present {
    fn drop(&mut self) {
        self.peers.gauges.connections.fetch_sub(1, Ordering::Relaxed);
        let Some(network) = self.network else { return };
        let mut open = self.peers.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&network);
            }
        }
    }
}

/// What one connection is doing.
#[derive(Debug)]
pub(super) struct Activity {
    state: Mutex<State>,
    gauges: Arc<Gauges>,
}

#[derive(Debug)]
struct State {
    under_way: usize,
    served: bool,
    since: Instant,
}

/// One request under way; ends when dropped.
#[derive(Debug)]
pub(super) struct Busy(Arc<Activity>);

impl Activity {
    pub(super) fn new(gauges: Arc<Gauges>) -> Arc<Self> {
        let state = State { under_way: 0, served: false, since: Instant::now() };
        Arc::new(Self { state: Mutex::new(state), gauges })
    }

    pub(super) fn begin(self: &Arc<Self>) -> Busy {
        let mut state = self.state();
        state.under_way += 1;
        state.served = true;
        self.gauges.requests.fetch_add(1, Ordering::Relaxed);
        Busy(Arc::clone(self))
    }

    /// When to look again, and whether the connection has been idle for too long by `now`.
    pub(super) fn idle(&self, now: Instant, first: Duration, keep_alive: Duration) -> (Instant, bool) {
        let state = self.state();
        let allowed = if state.served { keep_alive } else { first };
        if state.under_way > 0 {
            return (now + allowed, false);
        }
        (state.since + allowed, now >= state.since + allowed)
    }

    /// A peer that had kept us waiting took something.
    pub(super) fn moved(&self) {
        self.state().since = Instant::now();
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.under_way -= 1;
        state.since = Instant::now();
        self.0.gauges.requests.fetch_sub(1, Ordering::Relaxed);
    }
}
