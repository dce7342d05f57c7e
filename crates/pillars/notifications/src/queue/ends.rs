//! Ends are written down together: many attempts that end within a moment cost one transaction.

use almoner_jobs::Trouble;
use almoner_pg::Db;
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::store::FINISH;

/// How one attempt ended.
#[derive(Clone, Debug)]
pub struct End {
    pub organisation: Uuid,
    pub id: Uuid,
    pub attempt: i32,
    pub outcome: &'static str,
    pub provider: Option<String>,
    pub code: Option<String>,
    /// Seconds to wait at least, for what is tried again.
    pub after: Option<i32>,
}

type Told = oneshot::Sender<Result<bool, String>>;

/// Where ends are handed in.
#[derive(Clone, Debug)]
pub struct Ends {
    queue: mpsc::Sender<(End, Told)>,
}

/// At most so many in one transaction.
const TOGETHER: usize = 200;

impl Ends {
    /// Writes until the last handle is gone.
    pub fn new(db: Db) -> Self {
        let (queue, mut waiting) = mpsc::channel::<(End, Told)>(2 * TOGETHER);
        tokio::spawn(async move {
            let mut some = Vec::with_capacity(TOGETHER);
            // What arrives while one transaction runs goes into the next: alone nobody waits for company.
            while waiting.recv_many(&mut some, TOGETHER).await > 0 {
                let (ends, told): (Vec<End>, Vec<Told>) = some.drain(..).unzip();
                let answers = write(&db, &ends).await;
                for (at, told) in told.into_iter().enumerate() {
                    let answer = match &answers {
                        Ok(answers) => answers.get(at).copied().ok_or_else(|| "no answer".to_owned()),
                        Err(error) => Err(error.clone()),
                    };
                    // Who asked may be gone; the end is written all the same.
                    let _ = told.send(answer);
                }
            }
        });
        Self { queue }
    }

    /// Whether the attempt was still ours.
    pub async fn write(&self, end: End) -> Result<bool, Trouble> {
        let (told, answer) = oneshot::channel();
        self.queue.send((end, told)).await.map_err(|_| "the worker has stopped")?;
        Ok(answer.await.map_err(|_| "the worker has stopped")??)
    }
}

async fn write(db: &Db, ends: &[End]) -> Result<Vec<bool>, String> {
    fn each<T>(ends: &[End], of: impl Fn(&End) -> T) -> Vec<T> {
        ends.iter().map(of).collect()
    }
    let call = FINISH.with((
        each(ends, |e| e.organisation),
        each(ends, |e| e.id),
        each(ends, |e| e.attempt),
        each(ends, |e| e.outcome.to_owned()),
        each(ends, |e| e.provider.clone()),
        each(ends, |e| e.code.clone()),
        each(ends, |e| e.after),
    ));
    let answers = db.work(call).await.map_err(|error| error.to_string())?;
    Ok(answers.into_iter().map(|a| a.ended).collect())
}
