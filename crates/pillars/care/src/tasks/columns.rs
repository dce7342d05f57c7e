//! The columns of a task, for one and for lists.
//!
//! Each helper of the access rules is named once and behind `offset 0`: PostgreSQL would otherwise copy
//! it into every place that uses it and run each copy.

macro_rules! task_columns {
    () => {
        "t.id, t.version, t.client_id, coalesce(c.preferred_name, c.given_name) || ' ' || c.family_name as client_name, \
         t.care_home_id, t.unit_id, ro.name as room_name, t.care_plan_id, t.definition_id, t.follows_task_id, t.follows_ordinal, t.kind, t.domain, t.title, d.instructions, t.people, \
         t.care_day, t.due_from, t.due_by, t.missed_after, t.assignee_id, an.name as assignee_name, t.shift_template_id, s.name as shift_name, \
         t.named_only, t.claimed_by, ln.name as claimed_by_name, t.note, t.status, t.status_reason, t.last_ordinal, t.awaits_confirmation, \
         t.missed_at, t.created_at, t.created_by, bn.name as created_by_name, t.archived_at, \
         array_remove(array[ \
             case when t.archived_at is null and m.records then 'record' end, \
             case when t.archived_at is null and m.records and t.awaits_confirmation and not exists ( \
                 select from public.care_task_records x where x.organisation_id = t.organisation_id and x.task_id = t.id \
                    and x.outcome is not null and x.ordinal = m.to_confirm and x.author_id = m.me) then 'confirm' end, \
             case when t.archived_at is null and t.status = 'due' and m.claims and (t.claimed_by is null or (t.claimed_by <> m.me and m.runs)) then 'claim' end, \
             case when t.archived_at is null and t.status = 'due' and m.claims and (t.claimed_by = m.me or (t.claimed_by is not null and m.runs)) then 'release' end, \
             case when t.archived_at is null and t.status = 'due' and m.runs then 'assign' end, \
             case when t.archived_at is null and t.status = 'due' and m.claims then 'note' end, \
             case when t.archived_at is null and t.status = 'due' and m.writes then 'archive' end, \
             case when t.archived_at is not null and m.writes then 'restore' end \
         ], null) as can"
    };
}
pub(crate) use task_columns;

/// From the task `t`: its resident, the people, and what the reader may do with it (`m`).
macro_rules! task_joins {
    () => {
        " left join public.clients c on c.organisation_id = t.organisation_id and c.id = t.client_id \
          left join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id \
          left join public.rooms ro on ro.organisation_id = b.organisation_id and ro.id = b.room_id \
          left join public.care_task_definitions d on d.organisation_id = t.organisation_id and d.id = t.definition_id \
          left join public.shift_templates s on s.organisation_id = t.organisation_id and s.id = t.shift_template_id \
          left join public.people_names an on an.organisation_id = t.organisation_id and an.profile_id = t.assignee_id \
          left join public.people_names ln on ln.organisation_id = t.organisation_id and ln.profile_id = t.claimed_by \
          left join public.people_names bn on bn.organisation_id = t.organisation_id and bn.profile_id = t.created_by \
          cross join lateral (select t.client_id = any ((select app.writable_client_ids())::uuid[]) as writes offset 0) w \
          cross join lateral (select w.writes, \
              w.writes or t.client_id = any ((select app.senior_client_ids())::uuid[]) as runs, \
              w.writes or t.client_id = any ((select app.cared_client_ids())::uuid[]) as cares, \
              t.care_home_id = any ((select app.managed_home_ids())::uuid[]) as manages, \
              t.care_home_id = any ((select app.care_home_ids())::uuid[]) as works, \
              (select app.profile_id()) as me offset 0) r \
          cross join lateral (select r.writes, r.runs, r.me, \
              (r.manages or r.works) and t.client_id = any ((select app.care_client_ids())::uuid[]) \
                  and (not t.named_only or t.assignee_id = r.me or (r.manages and r.writes)) as records, \
              r.writes or (r.cares and (t.assignee_id = r.me or (t.assignee_id is null and (t.shift_template_id is null or t.due_by <= now() \
                  or r.runs or t.id = any ((select app.task_ids_of_my_shifts())::uuid[]))))) as claims, \
              case when t.awaits_confirmation then (select max(x.ordinal) from public.care_task_records x \
                  where x.organisation_id = t.organisation_id and x.task_id = t.id and x.outcome is not null) end as to_confirm offset 0) m "
    };
}
pub(crate) use task_joins;

macro_rules! task {
    ($rest:expr) => {
        concat!(
            "select ",
            $crate::tasks::columns::task_columns!(),
            " from public.care_plan_tasks t",
            $crate::tasks::columns::task_joins!(),
            "where t.organisation_id = (select app.organisation_id()) and ",
            $rest
        )
    };
}
pub(crate) use task;
