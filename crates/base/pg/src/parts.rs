//! Many records to a statement, and which of them it was when one is refused: a part that is refused
//! is undone and tried again in halves, until the refusal is that of a single record.

use almoner_kernel::Result;

use crate::request::Tx;

/// The parts of a list that are still to be stored, in order.
pub struct Parts<'a, T> {
    todo: Vec<&'a [T]>,
}

impl<'a, T> Parts<'a, T> {
    /// Parts of so many records.
    pub fn new(records: &'a [T], at_once: usize) -> Self {
        Self { todo: records.chunks(at_once.max(1)).rev().collect() }
    }

    /// The next part to store; the transaction is marked before it.
    pub async fn next(&mut self, tx: &mut Tx) -> Result<Option<&'a [T]>> {
        let Some(part) = self.todo.pop() else { return Ok(None) };
        tx.mark().await?;
        Ok(Some(part))
    }

    /// Takes back a part that was refused. Answers the record whose refusal it was; `None` when it was
    /// one of several, whose halves come next. Everything before the part stays stored, so the record
    /// that is found is the first of the list that is refused.
    pub async fn refused(&mut self, tx: &mut Tx, part: &'a [T]) -> Result<Option<&'a T>> {
        tx.undo().await?;
        if let [one] = part {
            return Ok(Some(one));
        }
        let (first, second) = part.split_at(part.len() / 2);
        self.todo.extend([second, first]);
        Ok(None)
    }
}
