//! A row that may still change, as it stands.

use jiff::Timestamp;
use uuid::Uuid;

use super::Act;
use crate::tables::Table;
use crate::value::Value;

#[derive(Clone, Debug)]
pub(super) struct Archived {
    pub at: Timestamp,
    pub by: Option<Uuid>,
    pub reason: String,
    pub batch: Uuid,
}

/// A row that may still change; [`Ledger::keep`] writes its last state.
#[derive(Clone, Debug)]
pub struct Record {
    pub table: &'static Table,
    pub organisation: Uuid,
    pub id: Uuid,
    pub(super) own: Vec<Value>,
    pub(super) created_at: Timestamp,
    pub(super) created_by: Option<Uuid>,
    pub(super) updated_at: Timestamp,
    pub(super) updated_by: Option<Uuid>,
    pub(super) archived: Option<Archived>,
    pub(super) version: i64,
}

impl Record {
    pub fn get(&self, column: &str) -> &Value {
        match self.table.column(column) {
            Some(place) => &self.own[place],
            None => panic!("{} has no column {column} of its own", self.table.name),
        }
    }

    /// A column that holds one of a list of words.
    pub fn word(&self, column: &str) -> &str {
        self.get(column).word().unwrap_or_default()
    }

    pub(super) fn touched(&mut self, act: &Act) {
        debug_assert!(self.updated_at <= act.at, "{} {} changes before it was", self.table.name, self.id);
        self.updated_at = act.at;
        self.updated_by = act.profile();
        self.version += 1;
    }

    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    pub fn is_archived(&self) -> bool {
        self.archived.is_some()
    }
}
