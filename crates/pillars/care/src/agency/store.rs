//! The SQL of passes.

use almoner_pg::{Branch, Filter, List, Sort, lists, row, statement};
use jiff::Timestamp;
use tokio_postgres::types::Type;
use uuid::Uuid;

use super::model::AgencyPassOut;

macro_rules! pass_columns {
    () => {
        "t.id, t.version, t.care_home_id, t.profile_id, n.name, t.agency, t.identity_document, t.identity_seen_at, t.starts_at, t.ends_at, \
         t.handover_id, exists (select from public.handover_acknowledgements a where a.organisation_id = t.organisation_id \
             and a.handover_id = t.handover_id and a.profile_id = t.profile_id) as handover_read, \
         t.created_by as admitted_by, cn.name as admitted_by_name, \
         array_remove(array[case when t.ends_at > now() and (t.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
             or t.care_home_id = any ((select app.senior_home_ids())::uuid[])) then 'renew_code' end], null) as can"
    };
}

macro_rules! pass_joins {
    () => {
        " left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by "
    };
}

row! {
    /// A pass that was made, and until when its code can be typed.
    #[derive(Clone, Copy, Debug)]
    pub struct Admitted { pub id: Uuid, pub code_ends_at: Timestamp }
}

statement! {
    /// One.
    pub PASS: (Uuid) -> AgencyPassOut = concat!("select ", pass_columns!(), " from public.agency_passes t", pass_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// Lets somebody in.
    pub ADMIT: (Uuid, String, String, String, &'static str, Option<Timestamp>, Timestamp, Vec<u8>) -> Admitted =
        "select x.id, x.code_ends_at from app.admit_agency($1, $2, $3, $4, $5, coalesce($6, now()), $7, $8) x /* never null: id, code_ends_at */";
    /// Another code: pass, its hash.
    pub RENEW: (Uuid, Vec<u8>) -> Admitted =
        "select x.id, x.code_ends_at from app.renew_pass_code($1, $2) x /* never null: id, code_ends_at */";
}

lists! {
    /// Passes, the latest first.
    pub PASSES -> AgencyPassOut = List {
        table: "public.agency_passes",
        columns: pass_columns!(),
        joins: pass_joins!(),
        always: "t.archived_at is null",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: Some("(select distinct r.id from unnest((select app.managed_home_ids()) || (select app.senior_home_ids())) r (id)) h"),
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
            },
        ],
        filters: &[Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID }],
        sorts: &[Sort { name: "-created_at", keys: &["id"], types: &[Type::UUID], descending: true }],
    };
}
