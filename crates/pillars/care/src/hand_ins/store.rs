//! The SQL of hand-ins. The policies and triggers of notes and records decide, as for everything that is recorded.

use std::collections::BTreeMap;

use almoner_pg::{Json, row, statement};
use jiff::Timestamp;
use uuid::Uuid;

use crate::notes::NoteMeasures;

row! {
    /// What lies under a key of somebody's.
    #[derive(Clone, Copy, Debug)]
    pub struct Receipt {
        pub id: Uuid,
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        /// An earlier request put it there: another hand-in, or its author.
        pub replayed: bool,
    }
}

statement! {
    /// Stores a note as claimed of somebody, once under the key that it has on the device. Last: key and hash.
    pub HAND_IN_NOTE: (Uuid, Uuid, Option<Uuid>, &'static str, Option<String>, Json<NoteMeasures>, bool, Timestamp, String, Vec<u8>) -> () =
        "insert into public.daily_notes (organisation_id, claimed_author_id, client_id, care_home_id, kind, body, measures, flagged, occurred_at, \
            idempotency_key, body_hash) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Stores a record of a task likewise.
    pub HAND_IN_RECORD: (Uuid, Uuid, i32, &'static str, Option<String>, Option<String>, Json<BTreeMap<String, f64>>, Timestamp, String, Vec<u8>) -> () =
        "insert into public.care_task_records (organisation_id, claimed_author_id, task_id, seen_ordinal, outcome, reason, note, measures, occurred_at, \
            idempotency_key, body_hash) \
         values ((select app.organisation_id()), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// What lies under this key of this person's, in a home that the caller manages.
    pub HANDED_IN: (Uuid, String, &'static str) -> Receipt =
        "select r.row_id as id, r.late, r.occurred_at, r.recorded_at, r.recorded_at <> now() as replayed \
           from app.hand_in_receipt($1, $2) r where r.table_name = $3 \
         /* never null: id, late, occurred_at, recorded_at, replayed (of a row, which has them all) */";
}
