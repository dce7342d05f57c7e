//! The SQL of concerns.

use almoner_pg::{Branch, Filter, List, Sort, constraints, lists, row, statement, updates};
use almoner_web::records;
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::concerns::model::{ConcernOut, ConcernReceiptOut};
use crate::there::BY_RECORD;

row! {
    /// A receipt, and whether it is of an earlier request.
    pub struct Receipt {
        pub id: Uuid,
        pub client_id: Uuid,
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        pub told: i64,
        pub replayed: bool,
    }
}

impl From<Receipt> for ConcernReceiptOut {
    fn from(r: Receipt) -> Self {
        let Receipt { id, client_id, late, occurred_at, recorded_at, told, .. } = r;
        Self { id, client_id, stored: true, late, occurred_at, recorded_at, told }
    }
}

records! {
    ConcernOut, "concerns", CONCERN;
}

macro_rules! concern_columns {
    () => {
        "t.id, t.version, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, t.care_home_id, \
         t.category, t.urgent, t.body as text, t.occurred_at, t.device_at, t.recorded_at, t.late, t.author_id, an.name as author_name, \
         t.status, t.acknowledged_at, t.acknowledged_by, kn.name as acknowledged_by_name, t.outcome, t.closed_at, cn.name as closed_by_name, \
         case when t.client_id = any ((select app.writable_client_ids())::uuid[]) or t.client_id = any ((select app.senior_client_ids())::uuid[]) \
              then case t.status when 'raised' then array['acknowledge'] when 'acknowledged' then array['close'] else '{}' end \
              else '{}' end as can /* never null: can (an array) */"
    };
}

macro_rules! concern_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.author_id \
          left join public.people_names kn on kn.organisation_id = t.organisation_id and kn.profile_id = t.acknowledged_by \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.closed_by "
    };
}

pub(crate) use {concern_columns, concern_joins};

statement! {
    /// Raises a concern, once under its key. Last: key and hash. Without RETURNING: who saw it may have no right to read it back.
    pub RAISE: (Uuid, Option<Uuid>, &'static str, bool, String, Option<Timestamp>, String, Vec<u8>) -> () =
        "insert into public.concerns (organisation_id, client_id, care_home_id, category, urgent, body, occurred_at, idempotency_key, body_hash) \
         values (app.organisation_id(), $1, $2, $3, $4, $5, coalesce($6, now()), $7, $8)";
    /// What lies under a key of the caller's. One that another request stores at the same time may be recorded
    /// after this one began: what is of now is this one's own.
    pub RECEIPT: (String) -> Receipt =
        "select r.row_id as id, r.client_id, r.late, r.occurred_at, r.recorded_at, r.told, r.recorded_at <> now() as replayed \
           from app.concern_receipt($1) r \
         /* never null: id, client_id, late, occurred_at, recorded_at, told, replayed (of a concern, which has them all; a count) */";
    /// One concern.
    pub CONCERN: (Uuid) -> ConcernOut = concat!("select ", concern_columns!(), " from public.concerns t", concern_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
}

const NEWEST: &[Sort] = &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }];

const FILTERS: &[Filter] = &[
    Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
    Filter { name: "client", sql: "t.client_id = $?", ty: || Type::UUID },
    // Written out, so that the index of what is open can serve.
    Filter { name: "open", sql: "t.status <> 'closed' and $?", ty: || Type::BOOL },
    Filter { name: "status", sql: "t.status = any ($?)", ty: || Type::TEXT_ARRAY },
    Filter { name: "category", sql: "t.category = any ($?)", ty: || Type::TEXT_ARRAY },
    Filter { name: "urgent", sql: "t.urgent = $?", ty: || Type::BOOL },
    Filter { name: "author", sql: "t.author_id = $?", ty: || Type::UUID },
];

lists! {
    /// Concerns across homes, the newest first: of the whole organisation, of managed homes, or resident by resident.
    pub CONCERNS -> ConcernOut = List {
        table: "public.concerns",
        columns: concern_columns!(),
        joins: concern_joins!(),
        always: "true",
        branches: BY_RECORD,
        filters: FILTERS,
        sorts: NEWEST,
    };
    /// Concerns about one resident, the newest first; the resident is a filter.
    pub CONCERNS_OF -> ConcernOut = List {
        table: "public.concerns",
        columns: concern_columns!(),
        joins: concern_joins!(),
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
        filters: FILTERS,
        sorts: NEWEST,
    };
}

updates! {
    "concerns" { status: &'static str, outcome: String };
}

constraints! {
    "concerns_organisation_id_care_home_id_fkey" => Invalid, "care_home_id", "reference", "Choose a home that you work in.";
}
