//! What anybody who gives care proposes of a resident, and whoever runs the shift or the manager checks.

use almoner_kernel::{Caller, Code};
use almoner_pg::{Call, One};
use almoner_web::{App, Attempt, Created, Handled, Made, Record};
use uuid::Uuid;

use crate::there::CLIENT_THERE;

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
