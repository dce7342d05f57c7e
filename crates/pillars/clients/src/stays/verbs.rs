//! What people do to a stay. Each is one transaction under If-Match and an Idempotency-Key.

use almoner_pg::{Span, Update};
use almoner_web::{Answer, App, Checks, Command, Created, Handled, IfMatch, PathId, SignedIn};
use axum::extract::State;

use crate::stays::model::{
    StayArriveIn, StayCancelIn, StayDeathIn, StayDischargeIn, StayMoveIn, StayOut, StayTransferIn,
};
use crate::stays::store::{MOVE, TRANSFER};
use crate::times;
use crate::verbs::succeed;
use crate::words::StayStatus;
use almoner_web::records::{Ask, decide};

/// Characters of a note on leaving.
const NOTE: usize = 1000;

fn stay(ask: Ask) -> Update {
    Update::of("bed_stays", ask.id, ask.version)
}

/// Handler: the resident has come.
pub async fn arrive(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayArriveIn>,
) -> Handled<Answer<StayOut>> {
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", command.value.at, times::LATE);
    checks.finish()?;
    let ask = Ask { id, version };
    decide(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Planned)?;
        let mut checks = Checks::new();
        let fits = before.until.is_none_or(|until| until > at);
        checks.that(fits, "at", "range", "The stay was to end before that. Change its plan first.");
        checks.finish()?;
        let during = Span { from: Some(at), until: before.until };
        Ok(stay(ask).set("status", Some("live")).set("during", Some(during)).call())
    })
    .await
}

/// Handler: the resident will not come.
pub async fn cancel(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayCancelIn>,
) -> Handled<Answer<StayOut>> {
    let mut checks = Checks::new();
    let note = checks.maybe_lines("note", command.value.note.as_deref(), NOTE);
    checks.finish()?;
    let ask = Ask { id, version };
    decide(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Planned)?;
        Ok(stay(ask).set("status", Some("cancelled")).set("leaving_note", Some(note)).call())
    })
    .await
}

/// Handler: ends the stay in one bed and begins one in another.
pub async fn move_bed(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayMoveIn>,
) -> Handled<Created<StayOut>> {
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", command.value.at, times::LATE);
    checks.finish()?;
    let bed = command.value.bed_id;
    let ask = Ask { id, version };
    succeed(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Live)?;
        let mut checks = Checks::new();
        let ended = times::ended(&mut checks, "at", before.from, at);
        checks.that(before.bed_id != Some(bed), "bed_id", "same", "The resident is in that bed.");
        checks.finish()?;
        let next = Span { from: Some(at), until: before.until.filter(|until| *until > at) };
        Ok(MOVE.with((id, version, ended, bed, next)))
    })
    .await
}

/// Handler: ends the stay in one home and begins one in another.
pub async fn transfer(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayTransferIn>,
) -> Handled<Created<StayOut>> {
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", command.value.at, times::TRANSFER_LATE);
    checks.finish()?;
    let (home, bed) = (command.value.to_home_id, command.value.bed_id);
    let ask = Ask { id, version };
    succeed(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Live)?;
        let mut checks = Checks::new();
        times::ended(&mut checks, "at", before.from, at);
        checks.finish()?;
        Ok(TRANSFER.with((id, version, home, bed, at)))
    })
    .await
}

/// Handler: the resident has left for good.
pub async fn discharge(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayDischargeIn>,
) -> Handled<Answer<StayOut>> {
    let sent = &command.value;
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", sent.at, times::LATE);
    let note = checks.maybe_lines("note", sent.note.as_deref(), NOTE);
    checks.finish()?;
    let reason = sent.reason.as_str();
    let ask = Ask { id, version };
    decide(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Live)?;
        let mut checks = Checks::new();
        let ended = times::ended(&mut checks, "at", before.from, at);
        checks.finish()?;
        Ok(leaving(ask, ended, reason, note))
    })
    .await
}

/// Handler: the resident has died.
pub async fn death(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<StayDeathIn>,
) -> Handled<Answer<StayOut>> {
    let sent = &command.value;
    let mut checks = Checks::new();
    let at = times::happened(&mut checks, "at", sent.at, times::LATE);
    let note = checks.maybe_lines("note", sent.note.as_deref(), NOTE);
    checks.finish()?;
    let ask = Ask { id, version };
    decide(&app, &me, &command.attempt, ask, |before: &StayOut| {
        before.must_be(StayStatus::Live)?;
        let mut checks = Checks::new();
        let ended = times::ended(&mut checks, "at", before.from, at);
        checks.finish()?;
        Ok(leaving(ask, ended, "deceased", note))
    })
    .await
}

fn leaving(
    ask: Ask,
    ended: Span,
    reason: &'static str,
    note: Option<String>,
) -> almoner_pg::Call<almoner_pg::Changed> {
    stay(ask)
        .set("status", Some("ended"))
        .set("leaving_reason", Some(reason))
        .set("during", Some(ended))
        .set("leaving_note", note.map(Some))
        .call()
}
