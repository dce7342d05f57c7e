//! The route of hand-ins.

use almoner_web::{Answer, App, Command, Doc, Handled, Routes, SignedIn};
use axum::extract::State;

use super::keep::keep;
use super::model::{HandInIn, HandInOut, HandInResultOut};
use crate::tasks::Refused;

const HAND_IN: Doc = Doc::change("hand_in", "Hand in what lies on a device as somebody else's")
    .says("By a manager of the home where it happened, for somebody who can't send it any more. The manager is its author; whose \
           device it was stands beside it as a claim (`claimed_author`), and it never counts as signed by them. Notes and records of \
           tasks; no prompt, nothing that takes two people, nothing that only its author can say. Each entry has a result of its own \
           and keeps the key that it has on the device: sent again, or sent meanwhile by its author, it is not stored twice.");

pub fn routes() -> Routes<App> {
    Routes::new("hand_ins").post("/api/v1/hand-ins", &HAND_IN, hand_in)
}

async fn hand_in(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    command: Command<HandInIn>,
) -> Handled<Answer<HandInOut>> {
    let HandInIn { author_id, entries } = command.value.check()?;
    let mut results = Vec::with_capacity(entries.len());
    for entry in entries {
        let key = entry.key.clone();
        // What is stored stays stored, whatever becomes of the next.
        results.push(match Box::pin(keep(&app, &me, author_id, entry)).await? {
            Ok(receipt) => HandInResultOut::stored(key, receipt),
            Err(Refused { error, current }) => HandInResultOut::refused(key, error, current),
        });
    }
    Ok(Answer::of(HandInOut { results }))
}
