//! What an import looks up before it stores anything, as the person who asks.

use almoner_pg::{row, statement};
use jiff::Timestamp;
use jiff::civil::Date;
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
    /// A bed of a home that the caller manages.
    #[derive(Clone, Debug)]
    pub struct BedRow {
        pub id: Uuid,
        pub care_home_id: Uuid,
        pub name: String,
        pub room_name: String,
        pub in_service: bool,
    }
}

row! {
    /// A time for which such a bed is held.
    #[derive(Clone, Copy, Debug)]
    pub struct HeldRow {
        pub bed_id: Uuid,
        pub from: Timestamp,
        pub until: Option<Timestamp>,
        /// Somebody lives in it now, whatever end is expected.
        pub live: bool,
    }
}

row! {
    /// A resident who may be the one of a line.
    #[derive(Clone, Debug)]
    pub struct KnownRow {
        pub id: Uuid,
        pub given_name: String,
        pub family_name: String,
        pub birth_date: Option<Date>,
        pub nhs_number: Option<String>,
    }
}

row! {
    /// Somebody who can be a key worker.
    #[derive(Clone, Debug)]
    pub struct WorkerRow {
        pub profile_id: Uuid,
        pub email: Option<String>,
        pub staff_number: Option<String>,
    }
}

statement! {
    /// One import of an organisation's residents at a time: of two that bring the same residents the
    /// second sees what the first has made.
    pub ALONE: () -> () =
        "select from pg_catalog.pg_advisory_xact_lock(hashtextextended('import clients ' || (select app.organisation_id())::text, 0))";
    /// Homes of the caller.
    pub HOMES: () -> HomeRow =
        "select h.id, h.code, h.name, h.time_zone, coalesce(h.id = any ((select app.managed_home_ids())::uuid[]), false) as manages \
         from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.archived_at is null order by h.name, h.id";
    /// Beds of the homes that the caller manages.
    pub BEDS: () -> BedRow =
        "select b.id, b.care_home_id, b.name, r.name as room_name, b.state = 'in_service' as in_service from public.beds b \
         join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
         where b.organisation_id = (select app.organisation_id()) and b.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
           and b.archived_at is null order by r.name, b.name, b.id /* never null: in_service (a state is needed) */";
    /// When those beds are held.
    pub HELD: () -> HeldRow =
        "select s.bed_id, lower(s.during) as from, upper(s.during) as until, s.status = 'live' as live from public.bed_stays s \
         where s.organisation_id = (select app.organisation_id()) and s.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
           and s.archived_at is null and s.status <> 'cancelled' and s.bed_id is not null /* never null: bed_id, from, live (a bed is asked for; the range has a beginning; a status is needed) */";
    /// Residents with one of these NHS numbers, or with one of these names in lower case.
    pub KNOWN: (Vec<String>, Vec<String>) -> KnownRow =
        "select t.id, t.given_name, t.family_name, i.birth_date, i.nhs_number from public.clients t \
         left join public.client_identity i on i.organisation_id = t.organisation_id and i.client_id = t.id and i.archived_at is null \
         where t.organisation_id = (select app.organisation_id()) and t.archived_at is null \
           and (i.nhs_number in (select unnest($1)) or lower(t.given_name || ' ' || t.family_name) in (select unnest($2)))";
    /// People who work in the homes that the caller manages.
    pub WORKERS: () -> WorkerRow =
        "select pp.profile_id, lower(pp.email) as email, pp.staff_number from public.profile_private pp \
         join public.profiles p on p.organisation_id = pp.organisation_id and p.id = pp.profile_id \
         where pp.organisation_id = (select app.organisation_id()) and pp.profile_id = any ((select app.managed_profile_ids())::uuid[]) \
           and p.status <> 'disabled' and p.archived_at is null";
}
