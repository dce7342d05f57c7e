//! What an import of staff looks up and adds, as the person who asks.

use almoner_pg::{Json, row, statement};
use almoner_web::Made;
use serde::Serialize;
use uuid::Uuid;

row! {
    /// A home that the caller sees.
    #[derive(Clone, Debug)]
    pub struct HomeRow {
        pub id: Uuid,
        pub code: String,
        pub name: String,
        pub time_zone: String,
        pub manages: bool,
    }
}

row! {
    /// Somebody whose contact the caller may read.
    #[derive(Clone, Debug)]
    pub struct KnownRow {
        pub profile_id: Uuid,
        pub email: Option<String>,
        pub staff_number: Option<String>,
    }
}

/// Somebody's staff number.
#[derive(Debug, Serialize)]
pub struct StaffNumber {
    pub profile_id: Uuid,
    pub staff_number: String,
}

statement! {
    /// One import of an organisation's staff at a time: of two that bring the same people the second sees
    /// what the first has made.
    pub ALONE: () -> () =
        "select from pg_catalog.pg_advisory_xact_lock(hashtextextended('import people ' || (select app.organisation_id())::text, 0))";
    /// Homes of the caller.
    pub HOMES: () -> HomeRow =
        "select h.id, h.code, h.name, h.time_zone, coalesce(h.id = any ((select app.managed_home_ids())::uuid[]), false) as manages \
         from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.archived_at is null order by h.name, h.id";
    /// People with one of these e-mails or staff numbers.
    pub KNOWN: (Vec<String>, Vec<String>) -> KnownRow =
        "select pp.profile_id, lower(pp.email) as email, pp.staff_number from public.profile_private pp \
         join public.profiles p on p.organisation_id = pp.organisation_id and p.id = pp.profile_id \
         where pp.organisation_id = (select app.organisation_id()) and (lower(pp.email) in (select unnest($1)) or pp.staff_number in (select unnest($2))) \
           and p.status <> 'disabled' and p.archived_at is null";
    /// Notes the staff numbers of people who were invited just now.
    pub SET_STAFF_NUMBERS: (Json<Vec<StaffNumber>>) -> Made =
        "update public.profile_private p set staff_number = r.staff_number \
         from jsonb_to_recordset($1) as r (profile_id uuid, staff_number text) \
         where p.organisation_id = (select app.organisation_id()) and p.profile_id = r.profile_id returning p.id";
}
