//! What is looked at again and again.

use std::time::Duration;

use almoner_kernel::Result;
use tokio::sync::Notify;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

/// Longest pause after trouble, in pauses.
const SELDOM: u32 = 16;

/// What one beat came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    pub count: u64,
    /// There is more to do, now.
    pub more: bool,
}

/// Does something every `pause` until `stop`, sooner when it is woken, and at once again while there is more. Trouble is logged and
/// makes it look less often, until it is over. Says how much was done.
pub async fn beat<F: Future<Output = Result<Done>>>(
    name: &'static str,
    pause: Duration,
    stop: &CancellationToken,
    wake: &Notify,
    mut once: impl FnMut() -> F,
) -> u64 {
    let (mut troubles, mut done) = (0_u32, 0);
    while !stop.is_cancelled() {
        let woken = wake.notified();
        // What is begun comes to its end: it is one transaction, and short.
        let pause = match once().await {
            Ok(Done { count, more }) => {
                troubles = 0;
                done += count;
                if more {
                    continue;
                }
                pause
            }
            Err(error) => {
                troubles += 1;
                tracing::warn!(beat = name, %error, troubles, "this could not be done now");
                pause * (1 << troubles.min(4)).min(SELDOM)
            }
        };
        tokio::select! {
            () = stop.cancelled() => {}
            () = woken, if troubles == 0 => {}
            () = sleep(pause) => {}
        }
    }
    done
}
