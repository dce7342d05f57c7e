//! A verb that ends one record and begins another in its place.

use almoner_kernel::{Caller, Code, Result};
use almoner_pg::{Call, One};
use almoner_web::records::{Ask, unseen};
use almoner_web::{App, Attempt, Created, Handled, Made, Record, refusal};

/// Ends the record and begins another in its place, which is the answer.
pub async fn succeed<R: Record>(
    app: &App,
    me: &Caller,
    attempt: &Attempt,
    ask: Ask,
    change: impl FnOnce(&R) -> Result<Call<Made>>,
) -> Handled<Created<R>> {
    let (mut tx, done, rows) = attempt.begin_with(&app.db, me, R::read(ask.id)).await?;
    if let Some(done) = done {
        let id = done.result_id.ok_or(Code::NotFound)?;
        return Ok(created(tx.finish(R::read(id)).await?.one()?).replayed(true));
    }
    let before = rows.one()?;
    if before.version() != ask.version {
        return Err(refusal(&before, ask.version).into());
    }
    let change = change(&before)?;
    let made = tx.run(change).await?;
    let Some(Made { id }) = made.into_iter().next() else {
        return Err(refusal(&tx.run(R::read(ask.id)).await?.one()?, ask.version).into());
    };
    let after = tx.run(R::read(id)).await?.into_iter().next().ok_or_else(unseen)?;
    tx.finish(attempt.finish(201, R::TABLE, Some(id))).await?;
    Ok(created(after))
}

fn created<R: Record>(row: R) -> Created<R> {
    let version = row.version();
    Created::of(row).version(version)
}
