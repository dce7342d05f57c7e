//! Records as they are written, changed, archived and restored, and the audit
//! that the database's triggers would have written for each of those.
//!
//! The same rules as `app.record_row`, `app.audit` and `app.changed_columns`;
//! tests compare what comes out with those functions.

mod event;
mod print;
mod record;

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use print::print;
use record::Archived;
pub use record::Record;

use crate::batch::Batch;
use crate::person::Person;
use crate::rng::Rng;
use crate::tables::{Kind, Table};
use crate::value::Value;

/// One transaction of one person, or of an operator's command when there is none.
#[derive(Clone)]
pub struct Act {
    pub at: Timestamp,
    pub by: Option<Arc<Person>>,
    request: Option<Uuid>,
    verb: Option<&'static str>,
}

impl Act {
    /// The same request, where what changes is another verb's.
    pub fn as_verb(&self, verb: &'static str) -> Self {
        Self { verb: Some(verb), ..self.clone() }
    }

    /// The same transaction's change of another row, by a verb of its own.
    pub fn with_verb(&self, verb: &'static str) -> Self {
        Self { verb: Some(verb), ..self.clone() }
    }

    /// Who acts, where only a person can.
    pub fn author(&self) -> Uuid {
        self.profile().expect("a person does this")
    }

    fn profile(&self) -> Option<Uuid> {
        self.by.as_ref().map(|person| person.profile)
    }
}

/// Where everything is written.
pub struct Ledger {
    pub batch: Batch,
    rng: Rng,
    /// The last instant for which an id was made, and how many were made for it.
    last: (Timestamp, u16),
}

impl Ledger {
    pub fn new(rng: Rng) -> Self {
        Self { batch: Batch::new(), rng, last: (Timestamp::UNIX_EPOCH, 0) }
    }

    /// A time-ordered id (RFC 9562, version 7). Ids of one instant count up in
    /// the 12 bits after the time, so that they sort as they were made.
    pub fn id(&mut self, at: Timestamp) -> Uuid {
        self.last = if self.last.0 == at { (at, (self.last.1 + 1) & 0x0fff) } else { (at, 0) };
        let mut bytes = [0; 16];
        let milliseconds = u64::try_from(at.as_millisecond()).expect("after 1970");
        bytes[..6].copy_from_slice(&milliseconds.to_be_bytes()[2..]);
        bytes[6..8].copy_from_slice(&(0x7000 | self.last.1).to_be_bytes());
        bytes[8..].copy_from_slice(&self.rng.bytes());
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Uuid::from_bytes(bytes)
    }

    /// A person's request, with its own id in the audit.
    pub fn act(&mut self, at: Timestamp, by: &Arc<Person>) -> Act {
        Act { at, by: Some(Arc::clone(by)), request: Some(self.id(at)), verb: None }
    }

    /// The same, under a named verb.
    pub fn verb(&mut self, at: Timestamp, by: &Arc<Person>, verb: &'static str) -> Act {
        Act { verb: Some(verb), ..self.act(at, by) }
    }

    /// The same person, later.
    pub fn again(&mut self, act: &Act, at: Timestamp) -> Act {
        Act { at, by: act.by.clone(), request: Some(self.id(at)), verb: None }
    }

    /// What an operator's command does.
    pub fn command(at: Timestamp) -> Act {
        Act { at, by: None, request: None, verb: None }
    }

    /// What a job does by itself.
    pub fn job(at: Timestamp, verb: Option<&'static str>) -> Act {
        Act { at, by: None, request: None, verb }
    }

    /// A request of somebody who has no profile in it yet: who accepts an invitation.
    pub fn stranger(&mut self, at: Timestamp, verb: &'static str) -> Act {
        Act { at, by: None, request: Some(self.id(at)), verb: Some(verb) }
    }

    /// Writes a row of a table that is no record; columns that are not named are empty.
    pub fn plain(&mut self, table: &'static Table, values: Vec<(&'static str, Value)>) {
        let mut own = vec![Value::Null; table.own.len()];
        set(table, &mut own, values);
        self.batch.row(table, &own);
    }

    /// Bytes that look random and are the same every time. Nothing depends on
    /// them being secret: the data that they salt is made up.
    pub fn bytes32(&mut self) -> Vec<u8> {
        (0..4).flat_map(|_| self.rng.bytes()).collect()
    }

    pub fn insert(
        &mut self,
        act: &Act,
        table: &'static Table,
        organisation: Uuid,
        values: Vec<(&'static str, Value)>,
    ) -> Record {
        let id = self.id(act.at);
        self.insert_as(act, table, (organisation, id), values)
    }

    /// Writes a row that never changes. Its author is in the event and not among the changes.
    pub fn evidence(
        &mut self,
        act: &Act,
        table: &'static Table,
        organisation: Uuid,
        values: Vec<(&'static str, Value)>,
    ) -> Uuid {
        let mut own = vec![Value::Null; table.own.len()];
        set(table, &mut own, values);
        let record = Record {
            table,
            organisation,
            id: self.id(act.at),
            own,
            created_at: act.at,
            created_by: act.profile(),
            updated_at: act.at,
            updated_by: act.profile(),
            archived: None,
            version: 1,
        };
        let mut changes: Vec<(&str, [&Value; 2])> = table
            .own
            .iter()
            .zip(&record.own)
            .filter(|(column, value)| **value != Value::Null && **column != "created_by")
            .map(|(column, value)| (*column, [&Value::Null, value]))
            .collect();
        let changes = print(&mut changes);
        self.audit(act, "insert", &record, changes);
        let head = [Value::Id(organisation), Value::Id(record.id)];
        self.batch.row(table, head.iter().chain(&record.own));
        record.id
    }

    /// Inserts under an id that was made before, because a column names it.
    pub fn insert_as(
        &mut self,
        act: &Act,
        table: &'static Table,
        (organisation, id): (Uuid, Uuid),
        values: Vec<(&'static str, Value)>,
    ) -> Record {
        let mut own = vec![Value::Null; table.own.len()];
        set(table, &mut own, values);
        let by = act.profile();
        let record = Record {
            table,
            organisation,
            id,
            own,
            created_at: act.at,
            created_by: by,
            updated_at: act.at,
            updated_by: by,
            archived: None,
            version: 1,
        };
        let mut changes: Vec<(&str, [&Value; 2])> = table
            .own
            .iter()
            .zip(&record.own)
            .filter(|(_, value)| **value != Value::Null)
            .map(|(column, value)| (*column, [&Value::Null, value]))
            .collect();
        let changes = print(&mut changes);
        self.audit(act, "insert", &record, changes);
        record
    }

    /// Changes columns. As in the database, a change to the same values counts
    /// up the version and leaves no event.
    pub fn change(&mut self, act: &Act, record: &mut Record, values: Vec<(&'static str, Value)>) {
        let before = record.own.clone();
        set(record.table, &mut record.own, values);
        record.touched(act);
        let mut changes: Vec<(&str, [&Value; 2])> = record
            .table
            .own
            .iter()
            .zip(before.iter().zip(&record.own))
            .filter(|(_, (old, new))| old != new)
            .map(|(column, (old, new))| (*column, [old, new]))
            .collect();
        if !changes.is_empty() {
            let changes = print(&mut changes);
            self.audit(act, "update", record, changes);
        }
    }

    /// Archives a row made in error; children go under their parent's batch.
    pub fn archive(&mut self, act: &Act, record: &mut Record, reason: &str, batch: Option<Uuid>) -> Uuid {
        let batch = batch.unwrap_or_else(|| self.id(act.at));
        record.archived = Some(Archived { at: act.at, by: act.profile(), reason: reason.to_owned(), batch });
        record.touched(act);
        let (at, reason) = (Value::At(act.at), Value::from(reason.to_owned()));
        let changes =
            print(&mut [("archived_at", [&Value::Null, &at]), ("archive_reason", [&Value::Null, &reason])]);
        self.audit(act, "archive", record, changes);
        batch
    }

    /// Brings an archived row back.
    pub fn restore(&mut self, act: &Act, record: &mut Record) {
        let Some(archived) = record.archived.take() else { panic!("only an archived row is restored") };
        record.touched(act);
        let (at, reason) = (Value::At(archived.at), Value::from(archived.reason));
        let changes =
            print(&mut [("archived_at", [&at, &Value::Null]), ("archive_reason", [&reason, &Value::Null])]);
        self.audit(act, "restore", record, changes);
    }

    /// Writes the last state of a record.
    pub fn keep(&mut self, record: &Record) {
        let head = [Value::Id(record.organisation), Value::Id(record.id)];
        let head = match record.table.kind {
            Kind::Tenant => &head[1..],
            Kind::Record => &head[..],
            Kind::Plain | Kind::Evidence => unreachable!("this is no record"),
        };
        let (archived_at, archived_by, reason, batch) = match &record.archived {
            Some(a) => (Value::At(a.at), a.by.into(), a.reason.clone().into(), Value::Id(a.batch)),
            None => (Value::Null, Value::Null, Value::Null, Value::Null),
        };
        let tail = [
            record.created_at.into(),
            record.created_by.into(),
            record.updated_at.into(),
            record.updated_by.into(),
            archived_at,
            archived_by,
            reason,
            batch,
            Value::Int(record.version),
        ];
        self.batch.row(record.table, head.iter().chain(&record.own).chain(&tail));
    }
}

fn set(table: &Table, own: &mut [Value], values: Vec<(&'static str, Value)>) {
    for (column, value) in values {
        match table.column(column) {
            Some(place) => own[place] = value,
            None => panic!("{} has no column {column} of its own", table.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use crate::rng::Rng;

    #[test]
    fn ids_carry_their_time_and_sort_as_they_were_made() {
        let mut ledger = Ledger::new(Rng::of(1, &[]));
        let at: jiff::Timestamp = "2026-01-02T03:04:05Z".parse().unwrap();
        let ids: Vec<_> = (0..50).map(|_| ledger.id(at)).collect();
        assert!(ids.is_sorted());
        assert!(ids.iter().all(|id| id.get_version_num() == 7 && id.get_variant() == uuid::Variant::RFC4122));
        assert_eq!(ids[0].get_timestamp().unwrap().to_unix(), (at.as_second().unsigned_abs(), 0));
    }
}
