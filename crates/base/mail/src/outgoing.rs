//! Mails that are sent after an answer.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::{Mail, MailError, Message};

/// So many may wait; with a dead mail server and somebody who asks for links all day there is an end.
const ROOM: u32 = 256;

/// How long is waited before a mail that could not go is tried again.
const PAUSES: &[Duration] = &[Duration::from_secs(2), Duration::from_secs(15), Duration::from_secs(60)];

/// Sends mails that somebody waits for, such as a link, but that no request may wait for: whether
/// there was one to send must not show in the time that an answer takes. They are kept in memory
/// alone, because their links must not be stored; whoever misses one asks again.
#[derive(Clone)]
pub struct Outgoing {
    mail: Arc<dyn Mail>,
    room: Arc<Semaphore>,
    pauses: &'static [Duration],
}

impl Outgoing {
    pub fn new(mail: impl Mail + 'static) -> Self {
        Self { mail: Arc::new(mail), room: Arc::new(Semaphore::new(ROOM as usize)), pauses: PAUSES }
    }

    /// Sends it now, once, and waits for what becomes of it.
    pub async fn send(&self, message: Message) -> Result<(), MailError> {
        self.mail.send(message).await
    }

    /// Sends it later. What could not be handed on is tried again a few times, then logged.
    pub fn post(&self, message: Message) {
        let Ok(place) = Arc::clone(&self.room).try_acquire_owned() else {
            tracing::error!(
                code = "too_many_waiting",
                "a mail was dropped: too many wait for the mail server"
            );
            return;
        };
        let (mail, pauses) = (Arc::clone(&self.mail), self.pauses);
        tokio::spawn(async move {
            let mut pauses = pauses.iter();
            loop {
                match mail.send(message.clone()).await {
                    Ok(()) => break,
                    Err(MailError::Transient(_, asked)) if pauses.len() > 0 => {
                        let pause = *pauses.next().unwrap_or(&Duration::ZERO);
                        tokio::time::sleep(
                            pause.max(asked.unwrap_or_default()).min(Duration::from_secs(300)),
                        )
                        .await;
                    }
                    Err(error) => {
                        tracing::error!(code = error.code(), "a mail could not be handed on: {error}");
                        break;
                    }
                }
            }
            drop(place);
        });
    }

    /// Waits until nothing is under way; whether it came to that in time.
    pub async fn finished(&self, at_most: Duration) -> bool {
        tokio::time::timeout(at_most, self.room.acquire_many(ROOM)).await.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};
    use std::time::Duration;

    use super::{Outgoing, ROOM};
    use crate::{Mail, MailError, Message, Sending};

    /// Answers as it is told; afterwards never.
    struct Told {
        answers: Mutex<VecDeque<Result<(), MailError>>>,
        asked: Mutex<Vec<Message>>,
    }

    impl Mail for Arc<Told> {
        fn send(&self, message: Message) -> Sending<'_> {
            self.asked.lock().unwrap().push(message);
            let answer = self.answers.lock().unwrap().pop_front();
            Box::pin(async move {
                match answer {
                    Some(answer) => answer,
                    None => std::future::pending().await,
                }
            })
        }
    }

    fn outgoing(answers: &[Result<(), MailError>]) -> (Arc<Told>, Outgoing) {
        let told = Arc::new(Told {
            answers: Mutex::new(answers.iter().copied().collect()),
            asked: Mutex::default(),
        });
        let pauses = &[Duration::ZERO; 3];
        (Arc::clone(&told), Outgoing { pauses, ..Outgoing::new(told) })
    }

    fn message() -> Message {
        Message::new("asha@example.org", "Your invitation", "x".to_owned())
    }

    const LONG: Duration = Duration::from_secs(60);
    const BUSY: Result<(), MailError> = Err(MailError::Transient("busy", None));

    #[tokio::test]
    async fn only_what_may_go_later_is_tried_again() {
        for (answers, tried) in [
            (&[Ok(())][..], 1),
            (&[BUSY, BUSY, Ok(())], 3),
            (&[BUSY, BUSY, BUSY, BUSY, Ok(())], 4),
            (&[Err(MailError::Permanent("no")), Ok(())], 1),
            (&[Err(MailError::Auth("no")), Ok(())], 1),
            // It may have arrived; whoever has none asks again.
            (&[Err(MailError::Unknown("lost")), Ok(())], 1),
        ] {
            let (told, outgoing) = outgoing(answers);
            outgoing.post(message());
            assert!(outgoing.finished(LONG).await);
            let asked = told.asked.lock().unwrap();
            assert_eq!(asked.len(), tried, "{answers:?}");
            assert!(asked.iter().all(|m| m.id == asked[0].id), "the same mail, under its own id");
        }
    }

    #[tokio::test]
    async fn a_server_that_never_answers_holds_nobody_and_so_many_mails() {
        let (told, outgoing) = outgoing(&[]);
        for _ in 0..ROOM + 50 {
            outgoing.post(message());
        }
        assert!(!outgoing.finished(Duration::from_millis(1)).await);
        // Each that has its place has begun.
        while told.asked.lock().unwrap().len() < ROOM as usize {
            tokio::task::yield_now().await;
        }
        tokio::task::yield_now().await;
        assert_eq!(told.asked.lock().unwrap().len(), ROOM as usize);
    }
}
