//! The queue: what is claimed for a way out of the house, said, and written down as said.
//!
//! Which way that is the queue does not know: a [`Way`] says one notification and what came of it. That
//! it is claimed by one worker, most urgent first and homes in turn, that rights and reason are looked at
//! again, that quiet hours, leases and repeats are kept, is the same for every way.

mod ends;
mod lane;
mod store;

use std::time::Duration;

pub use lane::WayLane;
pub use store::{Claimed, show_in_app};

/// A way out of the house: e-mail, SMS, a channel of a chat.
pub trait Way: Send + Sync + 'static {
    /// Its name in `notification_queue.channel`.
    fn channel(&self) -> &'static str;

    /// Says one notification. Outside any transaction; may be dropped at any await.
    fn say(&self, claimed: &Claimed) -> impl Future<Output = Said> + Send;
}

/// What came of saying a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// Taken by the other side, under its own id where it gives one.
    Taken { id: Option<String> },
    /// Not now.
    NotNow { code: &'static str, after: Option<Duration> },
    /// This one is refused, and would be again.
    Refused { code: &'static str },
    /// Everything is refused until somebody mends the account or the configuration: the channel pauses.
    Closed { code: &'static str },
    /// It was sent and the answer was lost.
    Unknown { code: &'static str },
}
