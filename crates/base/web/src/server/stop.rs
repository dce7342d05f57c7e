//! Stopping in order: not ready, no new work, finish, leave.

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// One handle that everything which has to end holds a copy of.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    begun: CancellationToken,
    at_once: CancellationToken,
    work: TaskTracker,
}

impl Stop {
    pub fn new() -> Self {
        Self::default()
    }

    /// Asks for an orderly stop; asked again, for an immediate one.
    pub fn ask(&self) {
        if self.begun.is_cancelled() {
            self.at_once.cancel();
        } else {
            self.begun.cancel();
        }
    }

    /// Whether a stop was asked for: `/ready` says no from here on.
    pub fn is_asked(&self) -> bool {
        self.begun.is_cancelled()
    }

    /// Resolves when a stop is asked for. Streams of events end themselves on it.
    pub async fn asked(&self) {
        self.begun.cancelled().await;
    }

    /// Resolves when there is no time left.
    pub async fn asked_at_once(&self) {
        self.at_once.cancelled().await;
    }

    /// Work that outlives its connection (a mutation whose caller has gone)
    /// and that a stop waits for.
    pub fn work(&self) -> &TaskTracker {
        &self.work
    }

    /// Asks on SIGTERM and on Ctrl-C; the second signal stops at once.
    pub fn on_signals(&self) -> std::io::Result<()> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut term = signal(SignalKind::terminate())?;
        let mut int = signal(SignalKind::interrupt())?;
        let stop = self.clone();
        tokio::spawn(async move {
            while !stop.at_once.is_cancelled() {
                tokio::select! {
                    _ = term.recv() => stop.ask(),
                    _ = int.recv() => stop.ask(),
                }
            }
        });
        Ok(())
    }
}
