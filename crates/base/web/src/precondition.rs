//! What a change that touched no row means: the one place that decides.

use almoner_kernel::{Code, Error, Result};
use almoner_pg::{Call, Changed, FromRow, One, Tx};
use serde::Serialize;

/// A record as it is read back, with the version behind its ETag.
pub trait Versioned: FromRow + Serialize {
    fn version(&self) -> i32;
}

/// Ends a change that was made under If-Match: reads the record back and commits. When nothing was
/// changed, the record as the caller sees it decides: not visible 404, another version 412 with the
/// present record, else 403. A change of status that does not exist was refused by the database before.
pub async fn settle<R: Versioned>(mut tx: Tx, changed: &[Changed], sent: i32, read: Call<R>) -> Result<R> {
    if !changed.is_empty() {
        return tx.finish(read).await?.one();
    }
    Err(refusal(&tx.run(read).await?.one()?, sent))
}

/// Why a visible record was not changed.
pub fn refusal<R: Versioned>(present: &R, sent: i32) -> Error {
    if present.version() == sent {
        return Code::Forbidden.into();
    }
    match serde_json::to_value(present) {
        Ok(row) => Error::new(Code::Stale).current(row),
        Err(error) => Error::internal(error),
    }
}
