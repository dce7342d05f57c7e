//! What anybody who gives care proposes of a resident, and whoever runs the shift or the manager checks.

use almoner_kernel::{Caller, Code, Result};
use almoner_pg::{Call, One, Update};
use almoner_web::records::{Ask, decide};
use almoner_web::{
    Answer, App, Attempt, Checks, Command, Created, Handled, IfMatch, Made, NothingIn, PathId, Record,
    SignedIn,
};
use axum::extract::State;
use uuid::Uuid;

use crate::there::CLIENT_THERE;

/// How far a proposal has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    Proposed,
    Verified,
    Ended,
}

/// A record that is proposed, verified and ended.
pub trait Proposal: Record {
    /// None where it was made in error.
    fn stage(&self) -> Option<Stage>;
}

/// Inserts a proposal, verifies it in the same transaction if that was asked for, and reads it back.
pub async fn propose<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    client: Uuid,
    insert: Call<Made>,
    verify: Option<impl FnOnce(Uuid) -> Call<Made>>,
) -> Handled<Created<R>> {
    let (mut tx, done, there) = attempt.begin_with(&app.db, me, CLIENT_THERE.with((client,))).await?;
    there.one()?;
    if let Some(done) = done {
        let row = tx.finish(R::read(done.result_id.ok_or(Code::NotFound)?)).await?.one()?;
        let version = row.version();
        return Ok(Created::of(row).version(version).replayed(true));
    }
    let Made { id } = tx.run(insert).await?.one()?;
    if let Some(verify) = verify
        && tx.run(verify(id)).await?.is_empty()
    {
        return Err(Code::Forbidden.into());
    }
    let (rows, _) = tx.finish((R::read(id), attempt.finish(201, R::TABLE, Some(id)))).await?;
    let row = rows.one()?;
    let version = row.version();
    Ok(Created::of(row).version(version))
}

/// Handler: says that a proposal is right.
pub async fn verify<P: Proposal>(
    State(app): State<App>,
    SignedIn(me): SignedIn,
    PathId(id): PathId,
    IfMatch(version): IfMatch,
    command: Command<NothingIn>,
) -> Handled<Answer<P>> {
    decide(&app, &me, &command.attempt, Ask { id, version }, |before: &P| {
        must_be(before, Stage::Proposed)?;
        Ok(Update::of(P::TABLE, id, version).set("status", Some("verified")).call())
    })
    .await
}

/// Rejecting and ending both lead to `ended`, with the reason: what was proposed is rejected, what was verified ended.
pub async fn over<P: Proposal>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    ask: Ask,
    from: Stage,
    reason: &str,
) -> Handled<Answer<P>> {
    let mut checks = Checks::new();
    let reason = checks.text("reason", reason, 1..=500);
    checks.finish()?;
    decide(app, me, attempt, ask, |before: &P| {
        must_be(before, from)?;
        let update = Update::of(P::TABLE, ask.id, ask.version);
        Ok(update.set("status", Some("ended")).set("end_reason", Some(reason)).call())
    })
    .await
}

/// Refuses a verb that does not exist in the present state.
fn must_be<P: Proposal>(before: &P, stage: Stage) -> Result<()> {
    if before.stage() == Some(stage) { Ok(()) } else { Err(Code::IllegalTransition.into()) }
}
