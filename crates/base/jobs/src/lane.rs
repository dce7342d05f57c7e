//! A lane of work: jobs that are claimed under a lease, done, and finished by whoever holds it still.
//!
//! The lane says where jobs come from; the worker ([`crate::work`]) says how they are run. Every claim
//! counts the attempt before the work, so that a job which takes its process down with it ends after a
//! few. A lease ends by the database's clock; here only the time since the claim was sent is looked at,
//! which is never later.

use std::future::Future;
use std::time::Duration;

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<D> {
    /// It is done.
    Done(D),
    /// It may be tried again; the lane decides when, and how often.
    Retry {
        /// A code of ours: lower case letters, digits and `_`.
        code: &'static str,
        /// What the other side asks for.
        after: Option<Duration>,
    },
    /// Trying again would change nothing.
    Failed { code: &'static str },
}

/// A job that is ours until the lease ends.
#[derive(Clone, Debug)]
pub struct Leased<J> {
    pub job: J,
    /// How long, counted from when the claim was sent.
    pub lease: Duration,
}

/// Why a lane could not do what it was asked: the database was away, or would not.
pub type Trouble = Box<dyn std::error::Error + Send + Sync>;

/// Where jobs of one kind come from and go to.
pub trait Lane: Send + Sync + 'static {
    type Job: Send + Sync + 'static;
    /// What a job that is done leaves to be written down.
    type Done: Clone + Send + Sync + 'static;

    /// For the log and the metrics: a fixed word.
    fn name(&self) -> &'static str;

    /// At most `room` jobs that are due now, their attempts counted.
    fn claim(&self, room: usize) -> impl Future<Output = Result<Vec<Leased<Self::Job>>, Trouble>> + Send;

    /// Does the work, outside any transaction. May panic, and may be dropped at any await: when the
    /// lease is lost, or when the worker has to stop.
    fn run(&self, job: &Self::Job) -> impl Future<Output = Outcome<Self::Done>> + Send;

    /// Prolongs the lease: how long it lasts from when this was sent, or `None` when it is somebody
    /// else's.
    fn renew(&self, job: &Self::Job) -> impl Future<Output = Result<Option<Duration>, Trouble>> + Send;

    /// Writes the end down; false when the lease was somebody else's by then, and nothing changed.
    fn finish(
        &self,
        job: &Self::Job,
        outcome: Outcome<Self::Done>,
    ) -> impl Future<Output = Result<bool, Trouble>> + Send;
}
