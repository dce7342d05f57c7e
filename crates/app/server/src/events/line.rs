//! The listening session of a process, and whether it is the one that wakes the others.

use std::time::Duration;

use almoner_kernel::Result;
use almoner_pg::{CHANGES, Db, Listening};
use tokio::time::Instant;
use uuid::Uuid;

/// The lock of whoever wakes the others: "almonerE" in ASCII.
const NOTIFIER: i64 = 0x616c_6d6f_6e65_7245;
/// How often one that is not the notifier tries to become it, which also shows that its session lives.
const ELECTION: Duration = Duration::from_secs(1);
/// How long a word that we tell ourselves may take, before we believe that none arrive.
const ECHO: Duration = Duration::from_secs(2);

/// A session that is told.
pub struct Line {
    listening: Listening,
    /// Whether it wakes the others.
    pub holds: bool,
    tried: Option<Instant>,
}

impl Line {
    /// Proves that it is told: a word from another connection has to arrive. `None` behind a pooler by
    /// which none does.
    pub async fn open(db: &Db) -> Result<Option<Self>> {
        let Some(mut listening) = db.listen(CHANGES).await? else { return Ok(None) };
        let word = Uuid::new_v4().to_string();
        db.tell(CHANGES, &word).await?;
        let echo = async {
            while let Some(arrived) = listening.arrived().await {
                if arrived == word {
                    return true;
                }
            }
            false
        };
        let heard = tokio::time::timeout(ECHO, echo).await.unwrap_or(false);
        Ok(heard.then_some(Self { listening, holds: false, tried: None }))
    }

    /// When it tries next to become the notifier: the first time at once.
    pub fn next_try(&self) -> Instant {
        self.tried.map_or_else(Instant::now, |tried| tried + ELECTION)
    }

    /// Tries to become the notifier, which also shows that the session lives.
    pub async fn elect(&mut self) -> Result<()> {
        self.tried = Some(Instant::now());
        self.holds = self.listening.try_lock(NOTIFIER).await?;
        Ok(())
    }

    /// Wakes the others.
    pub async fn wake(&self) -> Result<()> {
        self.listening.wake().await
    }

    /// The next word; `None` when the session is gone.
    pub async fn arrived(&mut self) -> Option<String> {
        self.listening.arrived().await
    }
}
