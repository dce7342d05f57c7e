//! The SQL of handovers, their items and who has taken them in.

use almoner_pg::{Branch, Filter, List, Sort, constraints, lists, statement, updates};
use almoner_web::Made;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio_postgres::types::Type;
use uuid::Uuid;

use crate::handovers::model::{HandoverItemOut, HandoverOut, HandoverSignatureOut, IncomingOut};

macro_rules! handover_columns {
    () => {
        "t.id, t.version, t.care_home_id, t.unit_id, u.name as unit_name, t.care_day, t.shift, t.summary, t.created_at, t.created_by, \
         cn.name as created_by_name, t.archived_at, i.items, i.open_items, a.acknowledged, a.mine as acknowledged_by_me, \
         array_remove(array[ \
             case when m.writes and t.archived_at is null then 'add_item' end, \
             case when m.writes and t.archived_at is null and not a.mine then 'acknowledge' end \
         ], null) as can /* never null: items, open_items, acknowledged, acknowledged_by_me (counts) */"
    };
}

macro_rules! handover_joins {
    () => {
        " left join public.units u on u.organisation_id = t.organisation_id and u.id = t.unit_id \
          left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
          cross join lateral (select count(*) as items, count(*) filter (where x.status = 'open') as open_items from public.handover_items x \
              where x.organisation_id = t.organisation_id and x.handover_id = t.id and x.archived_at is null) i \
          cross join lateral (select count(*) as acknowledged, coalesce(bool_or(x.profile_id = (select app.profile_id())), false) as mine \
              from public.handover_acknowledgements x where x.organisation_id = t.organisation_id and x.handover_id = t.id) a \
          cross join lateral (select t.care_home_id = any ((select app.managed_home_ids())::uuid[]) \
              or t.care_home_id = any ((select app.care_home_ids())::uuid[]) as writes offset 0) m "
    };
}

macro_rules! item {
    ($rest:literal) => {
        concat!(
            "select t.id, t.version, t.handover_id, t.care_home_id, t.unit_id, t.care_day, t.client_id, \
                    coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, r.name as room_name, t.kind, t.priority, \
                    t.what as text, n.id as note_id, n.kind as note_kind, n.body as note_text, n.measures as note_measures, \
                    k.id as task_id, k.title as task_title, t.status, t.closed_because, t.created_at, cn.name as created_by_name, \
                    array_remove(array[case when t.status = 'open' and t.archived_at is null \
                        and t.care_home_id = any ((select app.managed_home_ids())::uuid[]) then 'close' end], null) as can \
               from public.handover_items t \
               left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
               left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
               left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id \
               left join public.daily_notes n on n.organisation_id = t.organisation_id and t.entity = 'daily_notes' and n.id = t.entity_id \
               left join public.care_plan_tasks k on k.organisation_id = t.organisation_id and t.entity = 'care_plan_tasks' and k.id = t.entity_id \
               left join public.people_names cn on cn.organisation_id = t.organisation_id and cn.profile_id = t.created_by \
              where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}

macro_rules! signature {
    ($rest:literal) => {
        concat!(
            "select t.profile_id, n.name, t.occurred_at, t.recorded_at, t.handover_version from public.handover_acknowledgements t \
               left join public.people_names n on n.organisation_id = t.organisation_id and n.profile_id = t.profile_id \
              where t.organisation_id = (select app.organisation_id()) and t.handover_id = $1 ",
            $rest
        )
    };
}

statement! {
    /// One handover.
    pub HANDOVER: (Uuid) -> HandoverOut = concat!("select ", handover_columns!(), " from public.handovers t", handover_joins!(),
        "where t.organisation_id = (select app.organisation_id()) and t.id = $1");
    /// A new one: home, unit, care day, shift, summary.
    pub ADD_HANDOVER: (Uuid, Option<Uuid>, Option<Date>, &'static str, Option<String>) -> Made =
        "insert into public.handovers (organisation_id, care_home_id, unit_id, care_day, shift, summary) \
         select h.organisation_id, h.id, $2, coalesce($3, app.care_day(now() - case $4 when 'night' then interval '4 hours' else interval '0' end, \
                    h.time_zone, h.care_day_starts)), $4, $5 \
           from public.care_homes h where h.organisation_id = (select app.organisation_id()) and h.id = $1 returning id";
    /// One item.
    pub ITEM: (Uuid) -> HandoverItemOut = item!("t.id = $1");
    /// The items of a handover.
    pub ITEMS_OF: (Uuid) -> HandoverItemOut = item!("t.handover_id = $1 and t.archived_at is null \
        order by t.client_id is null, r.name nulls last, c.family_name, t.client_id, \
                 array_position('{critical,high,medium,low}'::text[], t.priority), t.id limit 500");
    /// A new item of a handover: whom it is about, kind, priority, words.
    pub ADD_ITEM: (Uuid, Option<Uuid>, &'static str, &'static str, String) -> Made =
        "insert into public.handover_items (organisation_id, care_home_id, unit_id, care_day, handover_id, client_id, kind, priority, what) \
         select h.organisation_id, h.care_home_id, h.unit_id, h.care_day, h.id, $2, $3, $4, $5 \
           from public.handovers h where h.organisation_id = (select app.organisation_id()) and h.id = $1 returning id";
    /// Who has taken a handover in.
    pub SIGNATURES_OF: (Uuid) -> HandoverSignatureOut = signature!("order by t.recorded_at, t.id limit 500");
    /// That the caller has.
    pub MY_SIGNATURE: (Uuid) -> HandoverSignatureOut = signature!("and t.profile_id = (select app.profile_id())");
    /// Takes a handover in; done before, nothing happens.
    pub ACKNOWLEDGE: (Uuid, Option<Timestamp>) -> () =
        "insert into public.handover_acknowledgements (organisation_id, handover_id, profile_id, occurred_at) \
         values (app.organisation_id(), $1, app.profile_id(), coalesce($2, now()))";
    /// Who comes on when a handover is composed: who has started a shift then, or is to by what of the rota is published.
    pub INCOMING_OF: (Uuid) -> IncomingOut =
        "select x.profile_id, n.name, x.shift_starts_at, a.occurred_at as acknowledged_at \
           from (select h.organisation_id, s.profile_id, min(s.starts_at) as shift_starts_at, h.id as handover_id \
                   from public.handovers h \
                  cross join lateral ( \
                      select a.profile_id, a.starts_at, a.unit_id from public.shift_assignments a \
                       where a.organisation_id = h.organisation_id and a.care_home_id = h.care_home_id and a.archived_at is null \
                         and a.profile_id is not null and a.status in ('published', 'confirmed', 'worked') \
                         and a.starts_at >= h.created_at - interval '2 hours' and a.starts_at <= h.created_at + interval '4 hours' \
                      union all \
                      select d.profile_id, d.started_at, d.unit_id from public.duty_periods d \
                       where d.organisation_id = h.organisation_id and d.care_home_id = h.care_home_id and d.archived_at is null \
                         and d.started_at >= h.created_at - interval '2 hours' and d.started_at <= h.created_at + interval '4 hours') s \
                  where h.organisation_id = (select app.organisation_id()) and h.id = $1 \
                    and (h.unit_id is null or s.unit_id is null or s.unit_id = h.unit_id) \
                  group by h.organisation_id, s.profile_id, h.id) x \
           left join public.people_names n on n.organisation_id = x.organisation_id and n.profile_id = x.profile_id \
           left join public.handover_acknowledgements a on a.organisation_id = x.organisation_id and a.handover_id = x.handover_id and a.profile_id = x.profile_id \
          order by x.shift_starts_at, n.name, x.profile_id limit 200 /* never null: profile_id, shift_starts_at (of a person's shift) */";
}

lists! {
    /// Handovers, those of the latest care day first: of the whole organisation, or home by home.
    pub HANDOVERS -> HandoverOut = List {
        table: "public.handovers",
        columns: handover_columns!(),
        joins: handover_joins!(),
        always: "t.archived_at is null",
        branches: &[
            Branch { per: None, when: "t.organisation_id = (select app.org_read_in_full())" },
            Branch {
                per: Some("(select distinct r.id from unnest((select app.managed_home_ids()) || (select app.care_home_ids())) r (id)) h"),
                when: "t.organisation_id = (select app.organisation_id()) and (select app.org_read_in_full()) is null and t.care_home_id = h.id",
            },
        ],
        filters: &[
            Filter { name: "home", sql: "t.care_home_id = $?", ty: || Type::UUID },
            Filter { name: "unit", sql: "t.unit_id = $?", ty: || Type::UUID },
            Filter { name: "shift", sql: "t.shift = $?", ty: || Type::TEXT },
            Filter { name: "from", sql: "t.care_day >= $?", ty: || Type::DATE },
            Filter { name: "to", sql: "t.care_day <= $?", ty: || Type::DATE },
        ],
        sorts: &[Sort { name: "-care_day", keys: &["care_day", "id"], types: &[Type::DATE, Type::UUID], descending: true }],
    };
}

updates! {
    "handover_items" { status: &'static str, closed_because: &'static str };
}

constraints! {
    "handovers_once" => Duplicate, "", "", "This shift has handed over already. Add to its handover.";
    "handovers_organisation_id_care_home_id_unit_id_fkey" => Invalid, "unit_id", "reference", "Choose a unit of this home.";
}
