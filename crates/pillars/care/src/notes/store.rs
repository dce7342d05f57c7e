//! The SQL of notes and of what is added to them.
//!
//! What is recorded goes in without RETURNING: who gave the care may have no right to read it back. The
//! trigger stores each key once, and the receipt says what lies under it.

use almoner_pg::{Branch, Filter, Json, List, Sort, constraints, lists, row, statement};
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::notes::measured::NoteMeasures;
use crate::notes::model::{AddendumOut, NoteOut, NoteReceiptOut};
use crate::there::BY_RECORD;

row! {
    /// A receipt, and whether it is of an earlier request.
    pub struct Receipt {
        pub id: Uuid,
        pub client_id: Uuid,
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        pub replayed: bool,
    }
}

impl From<Receipt> for NoteReceiptOut {
    fn from(r: Receipt) -> Self {
        let Receipt { id, client_id, late, occurred_at, recorded_at, .. } = r;
        Self { id, client_id, stored: true, late, occurred_at, recorded_at }
    }
}

row! {
    /// What lies under a key, and whether an earlier request put it there.
    pub struct Stored { pub id: Uuid, pub replayed: bool }
}

macro_rules! note_columns {
    () => {
        "t.id, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, t.care_home_id, t.kind, \
         t.body as text, t.measures, t.flagged, t.occurred_at, t.device_at, t.recorded_at, t.late, t.author_id, an.name as author_name, \
         case when t.claimed_author_id is not null then jsonb_build_object('id', t.claimed_author_id, 'name', cn.name) end as claimed_author, \
         m.addenda, s.recorded_at as struck_at, sn.name as struck_by_name, s.body as struck_because, \
         array_remove(array[ \
             case when m.adds then 'add' end, \
             case when m.adds and s.id is null and (t.author_id = (select app.profile_id()) or m.manages) then 'strike_out' end \
         ], null) as can /* never null: addenda (a count) */"
    };
}

/// From the note `t`: whose it is, what was added to it, and what the reader may add.
macro_rules! note_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.author_id \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.claimed_author_id \
          left join public.addenda s on s.organisation_id = t.organisation_id and s.entity_id = t.id and s.kind = 'strike_out' \
          left join public.people_names sn on sn.organisation_id = s.organisation_id and sn.profile_id = s.author_id \
          cross join lateral (select t.care_home_id = any ((select app.managed_home_ids())::uuid[]) as manages, \
              t.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
                  or (t.care_home_id = any ((select app.care_home_ids())::uuid[]) and t.client_id = any ((select app.care_client_ids())::uuid[])) as adds, \
              (select count(*) from public.addenda a where a.organisation_id = t.organisation_id and a.entity_id = t.id and a.kind = 'addendum') as addenda \
              offset 0) m "
    };
}

macro_rules! addendum {
    ($rest:literal) => {
        concat!(
            "select a.id, a.entity_id as note_id, a.kind, a.body as text, a.recorded_at, a.author_id, n.name as author_name \
               from public.addenda a \
               left join public.people_names n on n.organisation_id = a.organisation_id and n.profile_id = a.author_id \
              where a.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

statement! {
    /// Stores a note, once under its key. Last: key and hash.
    pub ADD_NOTE: (Uuid, Option<Uuid>, &'static str, Option<String>, Json<NoteMeasures>, bool, Option<Timestamp>, String, Vec<u8>) -> () =
        "insert into public.daily_notes (organisation_id, client_id, care_home_id, kind, body, measures, flagged, occurred_at, idempotency_key, body_hash) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, $6, coalesce($7, now()), $8, $9)";
    /// What lies under a key of the caller's. One that another request stores at the same time may be recorded
    /// after this one began: what is of now is this one's own.
    pub NOTE_RECEIPT: (String) -> Receipt =
        "select r.row_id as id, r.client_id, r.late, r.occurred_at, r.recorded_at, r.recorded_at <> now() as replayed \
           from app.note_receipt($1) r /* never null: id, client_id, late, occurred_at, recorded_at, replayed (of a note, which has them all) */";
    /// One note.
    pub NOTE: (Uuid) -> NoteOut = concat!("select ", note_columns!(), " from public.daily_notes t", note_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// What was added to a note, the oldest first. Nobody adds five hundred times to one note; a machine that
    /// did would not keep the note from being read.
    pub ADDENDA_OF: (Uuid) -> AddendumOut = addendum!("a.entity = 'daily_notes' and a.entity_id = $1 order by a.id limit 500");
    /// Adds to a note, once under its key. Last: key and hash.
    pub ADD_ADDENDUM: (Uuid, &'static str, String, String, Vec<u8>) -> () =
        "insert into public.addenda (organisation_id, entity, entity_id, kind, body, idempotency_key, body_hash) \
         values (app.organisation_id(), 'daily_notes', $1, $2, $3, $4, $5)";
    /// What was added under a key of the caller's.
    pub ADDENDUM_STORED: (String) -> AddendumOut =
        addendum!("a.id = (select r.row_id from app.receipt($1) r where r.table_name = 'addenda')");
    /// That the caller sees a note, and that what lies under this key is of an earlier request.
    pub NOTE_THERE: (Uuid, String) -> Stored =
        "select t.id, exists (select from app.receipt($2)) as replayed from public.daily_notes t \
          where t.organisation_id = (select app.organisation_id()) and t.id = $1 /* never null: replayed (exists) */";
}

const NEWEST: &[Sort] = &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }];

const FILTERS: &[Filter] = &[
    Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
    Filter { name: "client", sql: "t.client_id = $?", ty: || Type::UUID },
    Filter { name: "kind", sql: "t.kind = any ($?)", ty: || Type::TEXT_ARRAY },
    Filter { name: "flagged", sql: "t.flagged = $?", ty: || Type::BOOL },
    Filter { name: "late", sql: "t.late = $?", ty: || Type::BOOL },
    Filter { name: "author", sql: "t.author_id = $?", ty: || Type::UUID },
    // Nothing is recorded before it happened: the id bounds the partitions that are looked at.
    Filter { name: "from", sql: "t.occurred_at >= $? and t.id >= app.id_at($?)", ty: || Type::TIMESTAMPTZ },
    Filter { name: "to", sql: "t.occurred_at < $?", ty: || Type::TIMESTAMPTZ },
];

lists! {
    /// Notes across homes, the newest first: of the whole organisation, of managed homes, or resident by resident.
    pub NOTES -> NoteOut = List {
        table: "public.daily_notes",
        columns: note_columns!(),
        joins: note_joins!(),
        always: "true",
        branches: BY_RECORD,
        filters: FILTERS,
        sorts: NEWEST,
    };
    /// Notes of one resident, the newest first; the resident is a filter.
    pub NOTES_OF -> NoteOut = List {
        table: "public.daily_notes",
        columns: note_columns!(),
        joins: note_joins!(),
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
        filters: FILTERS,
        sorts: NEWEST,
    };
}

constraints! {
    "daily_notes_measures" => Invalid, "measures", "not_possible", "A note of this kind can't measure that.";
    "daily_notes_says" => Invalid, "text", "required", "Write what happened, or say it in a measure.";
    "daily_notes_organisation_id_care_home_id_fkey" => Invalid, "care_home_id", "reference", "Choose a home that you work in.";
    "addenda_struck_once" => Duplicate, "kind", "taken", "This is struck out already.";
}
