//! The SQL of allocations.

use almoner_pg::statement;
use almoner_web::Made;
use jiff::civil::Date;
use uuid::Uuid;

use super::model::AllocationListOut;

macro_rules! list {
    ($rest:expr) => {
        concat!(
            "select t.id, t.version, t.care_home_id, t.unit_id, u.name as unit_name, t.care_day, t.shift, \
                coalesce((select jsonb_agg(jsonb_build_object('client_id', a.client_id, \
                        'client_name', coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name, 'room_name', r.name, \
                        'profile_id', a.profile_id, 'name', n.name, 'mine', a.profile_id = (select app.profile_id())) \
                        order by r.position nulls last, r.name, c.family_name, a.client_id) \
                    from public.resident_allocations a \
                    join public.clients c on c.organisation_id = a.organisation_id and c.id = a.client_id and c.archived_at is null \
                    left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
                    left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
                    left join public.people_names n on n.organisation_id = a.organisation_id and n.profile_id = a.profile_id \
                   where a.organisation_id = t.organisation_id and a.list_id = t.id and a.replaced_at is null), '[]') as allocations, \
                t.updated_at, un.name as updated_by_name, \
                array_remove(array[case when t.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
                    or t.care_home_id = any ((select app.senior_home_ids())::uuid[]) then 'allocate' end], null) as can \
             from public.allocation_lists t \
             left join public.units u on u.organisation_id = t.organisation_id and u.id = t.unit_id \
             left join public.people_names un on un.organisation_id = t.organisation_id and un.profile_id = t.updated_by \
             where t.organisation_id = (select app.organisation_id()) and ",
            $rest,
            " /* never null: allocations */"
        )
    };
}

statement! {
    /// One list.
    pub LIST: (Uuid) -> AllocationListOut = list!("t.id = $1");
    /// The lists of a home in a care day; by default the one of now.
    pub LISTS_OF: (Uuid, Option<Date>) -> AllocationListOut = list!("t.care_home_id = $1 and t.care_day = coalesce($2, \
        (select app.care_day(now(), h.time_zone, h.care_day_starts) from public.care_homes h where h.organisation_id = t.organisation_id and h.id = $1)) \
        order by u.position nulls first, t.unit_id nulls first, array_position('{early,long_day,late,night}'::text[], t.shift), t.id limit 100");
    /// The list that is to be replaced, if there is one: home, unit, care day, shift.
    pub LIST_FOR: (Uuid, Option<Uuid>, Option<Date>, &'static str) -> AllocationListOut = list!("t.care_home_id = $1 \
        and t.unit_id is not distinct from $2 and t.shift = $4 and t.care_day = coalesce($3, \
        (select app.care_day(now(), h.time_zone, h.care_day_starts) from public.care_homes h where h.organisation_id = t.organisation_id and h.id = $1))");
    /// Home, unit, care day, shift, the version that was seen, residents, people.
    pub ALLOCATE: (Uuid, Option<Uuid>, Option<Date>, &'static str, i32, Vec<Uuid>, Vec<Uuid>) -> Made =
        "select x.id from public.care_homes h \
          cross join lateral app.allocate_residents(h.id, $2, coalesce($3, app.care_day(now(), h.time_zone, h.care_day_starts)), $4, $5, $6, $7) x \
          where h.organisation_id = (select app.organisation_id()) and h.id = $1 /* never null: id */";
}
