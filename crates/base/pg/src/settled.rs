//! Work that is over only when the transactions it dropped have been rolled back.

use std::future::Future;

use tokio_util::task::TaskTracker;

tokio::task_local! {
    static ROLLBACKS: TaskTracker;
}

/// Runs `work` and waits until what it left open has been rolled back.
///
/// A refusal drops its transaction, and a drop can't wait: the ROLLBACK is sent by a task. Whoever is
/// answered before it arrives and sends the same again finds its own locks still held.
pub async fn settled<F: Future>(work: F) -> F::Output {
    let rollbacks = TaskTracker::new();
    let out = ROLLBACKS.scope(rollbacks.clone(), work).await;
    rollbacks.close();
    rollbacks.wait().await;
    out
}

/// Sends a ROLLBACK from a drop; whoever called [`settled`] around it waits for it.
pub(crate) fn roll_back<F>(rollback: F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
    let waited_for = ROLLBACKS.try_with(Clone::clone);
    match waited_for {
        Ok(rollbacks) => drop(rollbacks.spawn_on(rollback, &runtime)),
        Err(_outside) => drop(runtime.spawn(rollback)),
    }
}
