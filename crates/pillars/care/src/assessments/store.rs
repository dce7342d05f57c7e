//! The SQL of assessments, of what is added to them and of an operator's own instruments.
//!
//! As with notes, what is recorded goes in without RETURNING: who did it may have no right to read it back.

use almoner_pg::{Branch, Filter, Json, List, Sort, constraints, lists, row, statement};
use jiff::Timestamp;
use jiff::civil::Date;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::assessments::model::{AssessmentAddendumOut, AssessmentDetails, AssessmentOut, Before};
use crate::instruments::{Answers, Instrument};

row! {
    /// An operator's own instrument.
    #[derive(Clone, Debug)]
    pub struct Own { pub definition: Json<Instrument> }
}

row! {
    /// A receipt, and whether it is of an earlier request.
    #[derive(Clone, Debug)]
    pub struct Receipt {
        pub id: Uuid,
        pub client_id: Uuid,
        pub instrument: String,
        pub instrument_version: i32,
        pub score: Option<f64>,
        pub band: Option<String>,
        pub details: Json<AssessmentDetails>,
        pub next_due_on: Option<Date>,
        pub late: bool,
        pub occurred_at: Timestamp,
        pub recorded_at: Timestamp,
        pub replayed: bool,
    }
}

row! {
    /// That something is there, and whether an earlier request put what lies under a key.
    pub struct Stored { pub id: Uuid, pub replayed: bool }
}

macro_rules! assessment_columns {
    () => {
        "t.id, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, t.care_home_id, \
         t.instrument, t.instrument_version, t.answers, t.score::float8 as score, t.band, t.band_rank, t.details, t.note, t.next_due_on, \
         t.occurred_at, t.device_at, t.recorded_at, t.late, t.author_id, an.name as author_name, \
         m.addenda, s.recorded_at as struck_at, sn.name as struck_by_name, s.body as struck_because, r.id as review_id, \
         array_remove(array[ \
             case when m.adds then 'add' end, \
             case when m.adds and s.id is null and (t.author_id = (select app.profile_id()) or m.manages) then 'strike_out' end \
         ], null) as can /* never null: addenda (a count) */"
    };
}

/// From the assessment `t`: whose it is, what was added to it, what it made due, and what the reader may add.
macro_rules! assessment_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.author_id \
          left join public.addenda s on s.organisation_id = t.organisation_id and s.entity_id = t.id and s.kind = 'strike_out' \
          left join public.people_names sn on sn.organisation_id = s.organisation_id and sn.profile_id = s.author_id \
          left join public.care_plan_reviews r on r.organisation_id = t.organisation_id and r.assessment_id = t.id \
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
            "select a.id, a.entity_id as assessment_id, a.kind, a.body as text, a.recorded_at, a.author_id, n.name as author_name \
               from public.addenda a \
               left join public.people_names n on n.organisation_id = a.organisation_id and n.profile_id = a.author_id \
              where a.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

/// The numbers that item $3 of instrument $2 was answered with for resident $1, from $4 to $5, of those that hold.
macro_rules! numbers {
    ($order:literal) => {
        concat!(
            "select a.id, (a.answers ->> $3)::float8 as value, a.occurred_at from public.assessments a \
              where a.organisation_id = (select app.organisation_id()) and a.client_id = $1 and a.instrument = $2 \
                and a.occurred_at >= $4 and a.occurred_at <= $5 and jsonb_typeof(a.answers -> $3) = 'number' \
                and not exists (select from public.addenda s \
                     where s.organisation_id = a.organisation_id and s.entity_id = a.id and s.kind = 'strike_out') ",
            $order,
            " limit 1 /* never null: value (a number) */"
        )
    };
}

statement! {
    /// Every version of every instrument of the operator's own.
    pub OWN: () -> Own = "select i.definition from public.instruments i where i.organisation_id = (select app.organisation_id()) \
        order by i.code, i.instrument_version";
    /// Every version of one of them.
    pub OWN_OF: (String) -> Own = "select i.definition from public.instruments i \
        where i.organisation_id = (select app.organisation_id()) and i.code = $1 order by i.instrument_version";
    /// The last number.
    pub LAST: (Uuid, String, String, Timestamp, Timestamp) -> Before = numbers!("order by a.occurred_at desc, a.id desc");
    /// The earliest number.
    pub EARLIEST: (Uuid, String, String, Timestamp, Timestamp) -> Before = numbers!("order by a.occurred_at, a.id");
    /// Stores an assessment, once under its key. Due again: on $11, or $12 days after it by the clock of the
    /// home that holds the resident. Last: key and hash.
    pub ADD: (Uuid, Option<Uuid>, String, i32, Json<Answers>, Option<i32>, Option<String>, Option<i32>, Json<AssessmentDetails>, Option<String>,
            Option<Date>, Option<i32>, Option<Timestamp>, String, Vec<u8>) -> () =
        "insert into public.assessments (organisation_id, client_id, care_home_id, instrument, instrument_version, answers, score, band, band_rank, \
                details, note, next_due_on, occurred_at, idempotency_key, body_hash) \
         select app.organisation_id(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, \
                coalesce($11, (least(coalesce($13, now()), now()) at time zone coalesce((select h.time_zone from public.clients c \
                    join public.care_homes h on h.organisation_id = c.organisation_id and h.id = c.holding_home_id \
                   where c.organisation_id = (select app.organisation_id()) and c.id = $1), 'UTC'))::date + $12), \
                coalesce($13, now()), $14, $15";
    /// What lies under a key of the caller's. What is of now is this request's own.
    pub RECEIPT: (String) -> Receipt =
        "select r.row_id as id, r.client_id, r.instrument, r.instrument_version, r.score::float8 as score, r.band, r.details, r.next_due_on, r.late, \
                r.occurred_at, r.recorded_at, r.recorded_at <> now() as replayed \
           from app.assessment_receipt($1) r \
         /* never null: id, client_id, instrument, instrument_version, details, late, occurred_at, recorded_at, replayed (of an assessment, which has them all) */";
    /// One assessment.
    pub ASSESSMENT: (Uuid) -> AssessmentOut = concat!("select ", assessment_columns!(), " from public.assessments t", assessment_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// What was added to an assessment, the oldest first.
    pub ADDENDA_OF: (Uuid) -> AssessmentAddendumOut = addendum!("a.entity = 'assessments' and a.entity_id = $1 order by a.id limit 500");
    /// Adds to an assessment, once under its key. Last: key and hash.
    pub ADD_ADDENDUM: (Uuid, &'static str, String, String, Vec<u8>) -> () =
        "insert into public.addenda (organisation_id, entity, entity_id, kind, body, idempotency_key, body_hash) \
         values (app.organisation_id(), 'assessments', $1, $2, $3, $4, $5)";
    /// What was added under a key of the caller's.
    pub ADDENDUM_STORED: (String) -> AssessmentAddendumOut =
        addendum!("a.id = (select r.row_id from app.receipt($1) r where r.table_name = 'addenda')");
    /// That the caller sees an assessment, and that what lies under this key is of an earlier request.
    pub THERE: (Uuid, String) -> Stored =
        "select t.id, exists (select from app.receipt($2)) as replayed from public.assessments t \
          where t.organisation_id = (select app.organisation_id()) and t.id = $1 /* never null: replayed (exists) */";
}

lists! {
    /// Assessments of one resident, the newest first; the resident is a filter.
    pub ASSESSMENTS_OF -> AssessmentOut = List {
        table: "public.assessments",
        columns: assessment_columns!(),
        joins: assessment_joins!(),
        always: "true",
        branches: &[Branch { per: None, when: "t.organisation_id = (select app.organisation_id())" }],
        filters: &[
            Filter { name: "client", sql: "t.client_id = $?", ty: || Type::UUID },
            Filter { name: "instrument", sql: "t.instrument = $?", ty: || Type::TEXT },
            Filter { name: "from", sql: "t.occurred_at >= $?", ty: || Type::TIMESTAMPTZ },
            Filter { name: "to", sql: "t.occurred_at < $?", ty: || Type::TIMESTAMPTZ },
        ],
        sorts: &[Sort { name: "-id", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}

constraints! {
    "assessments_next" => Invalid, "next_due_on", "range", "Give a day that is not before the assessment.";
    "assessments_organisation_id_care_home_id_fkey" => Invalid, "care_home_id", "reference", "Choose a home that you work in.";
}
