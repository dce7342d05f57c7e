//! Every limit of the server in one place.

use std::time::Duration;

/// What one connection, one address and the whole process may take.
#[derive(Clone, Debug)]
pub struct Limits {
    /// A request's head has to arrive whole within this time of its first
    /// byte, a connection's first one within this time of the connection.
    pub head_timeout: Duration,
    /// Bytes of a head on HTTP/1, and of a header list on HTTP/2.
    pub head_bytes: usize,
    /// Headers of a request on HTTP/1.
    pub headers: usize,
    /// Bytes per second below which an upload counts as stalled.
    pub body_rate: u64,
    /// Time waited for the body over which the rate is taken.
    pub body_window: Duration,
    /// A reader that takes nothing for so long is cut off.
    pub write_stall: Duration,
    /// A connection without a request for so long is closed.
    pub keep_alive: Duration,
    /// A peer whose idle connection is closed gets so long to go.
    pub farewell: Duration,
    /// Connections at once; further ones wait in the kernel's queue.
    pub connections: usize,
    /// Connections at once from one address (one /64 on IPv6); further ones
    /// are closed. Does not apply to [`proxies`](Self::proxies).
    pub connections_per_address: usize,
    /// Whether a peer is a proxy of ours, whose connections carry many people.
    pub proxies: crate::gate::Hops,
    /// Requests at once on one HTTP/2 connection.
    pub streams: u32,
    /// Streams that a client may open and reset unanswered before it is cut
    /// off (rapid reset, CVE-2023-44487).
    pub pending_resets: usize,
    /// Between "not ready" and the end of accepting, so that a load balancer
    /// has looked in the meantime.
    pub drain_delay: Duration,
    /// After the end of accepting, requests under way get so long.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            head_timeout: Duration::from_secs(10),
            head_bytes: 32 * 1024,
            headers: 64,
            body_rate: 1024,
            body_window: Duration::from_secs(10),
            write_stall: Duration::from_secs(30),
            keep_alive: Duration::from_secs(75),
            farewell: Duration::from_secs(5),
            connections: 4096,
            connections_per_address: 256,
            proxies: crate::gate::Hops::default(),
            streams: 64,
            pending_resets: 20,
            drain_delay: Duration::ZERO,
            drain: Duration::from_secs(25),
        }
    }
}
