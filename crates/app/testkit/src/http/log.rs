//! Everything that the process logs, kept in memory.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use tracing_subscriber::Registry;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::prelude::*;
use tracing_subscriber::reload;

/// The captured log. It belongs to the process: under `cargo test` the tests of one binary share it,
/// under nextest each has its own.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<u8>>>);

static LOG: OnceLock<(Log, reload::Handle<Targets, Registry>)> = OnceLock::new();

/// As the program sets its log up: the database driver's own lines hold every value, so they stay
/// out whatever is asked for.
fn targets(level: LevelFilter) -> Targets {
    Targets::new().with_default(level).with_target("tokio_postgres", LevelFilter::WARN)
}

impl Log {
    /// Starts capturing, once for the process: as much as the program logs by default, or
    /// `everything` that any library has to say, at the finest level. That takes most of a test's
    /// time, so only those ask for it that look at it.
    ///
    /// # Panics
    /// When something else has set a subscriber.
    pub fn install(everything: bool) -> Self {
        let (log, level) = LOG.get_or_init(|| {
            let log = Self::default();
            let (level, handle) = reload::Layer::new(targets(LevelFilter::INFO));
            let lines = tracing_subscriber::fmt::layer().json().with_writer(log.clone());
            // Lines of libraries that use `log` come along.
            tracing_subscriber::registry().with(level).with(lines).init();
            (log, handle)
        });
        if everything {
            level.reload(targets(LevelFilter::TRACE)).expect("the subscriber is there");
        }
        log.clone()
    }

    /// What was logged so far.
    ///
    /// # Panics
    /// When a thread panicked while it logged.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("not poisoned")).into_owned()
    }
}

/// One line on its way.
pub struct Line(Log);

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.0.lock().expect("not poisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Line;

    fn make_writer(&'a self) -> Line {
        Line(self.clone())
    }
}
