create or replace function app.generate_tasks(organisation uuid, resident uuid, from_at timestamptz, until_at timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    here record;
    of_version record;
    made int;
begin
    select s.care_home_id, lower(s.during) as arrived, h.time_zone, h.care_day_starts, r.unit_id into here
      from public.bed_stays s
      join public.care_homes h on h.organisation_id = s.organisation_id and h.id = s.care_home_id
      left join public.beds b on b.organisation_id = s.organisation_id and b.id = s.bed_id
      left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
     where s.organisation_id = organisation and s.client_id = resident and s.status = 'live' and s.archived_at is null;
    select v.id, v.care_plan_id into of_version from public.care_plan_versions v
      join public.care_plans p on p.organisation_id = v.organisation_id and p.id = v.care_plan_id and p.archived_at is null
     where v.organisation_id = organisation and v.client_id = resident and v.status = 'active';
    if here.care_home_id is null or of_version.id is null then
        return 0;
    end if;
    insert into public.care_plan_tasks (organisation_id, client_id, care_home_id, unit_id, care_plan_id, definition_id, lineage_id, kind, domain,
        title, people, care_day, due_from, due_by, missed_after, assignee_id, shift_template_id, named_only, status, status_reason)
    select organisation, resident, here.care_home_id, here.unit_id, of_version.care_plan_id, d.id, d.lineage_id, d.kind, d.domain,
           d.title, d.people, o.care_day, o.due_from, w.due_by, w.due_by + d.missed_minutes * interval '1 minute', d.assignee_id, s.id, d.named_only,
           case when away.away then 'not_required' else 'due' end, case when away.away then 'absent' end
      from public.care_task_definitions d
      left join lateral (select app.shift_there(organisation, d.shift_template_id, here.care_home_id, here.unit_id) as id) s
        on d.shift_template_id is not null
     cross join lateral app.occurrences(d, here.time_zone, here.care_day_starts, greatest(from_at, here.arrived), until_at) o
     cross join lateral (select o.due_from + d.due_minutes * interval '1 minute' as due_by) w
     cross join lateral (select app.away_when(organisation, resident, w.due_by) as away) away
     where d.organisation_id = organisation and d.client_id = resident and d.care_plan_version_id = of_version.id
       and d.archived_at is null and d.kind in ('scheduled', 'prompt')
     order by o.due_from, d.position
    on conflict (organisation_id, client_id, lineage_id, due_from)
        where kind in ('scheduled', 'prompt') and status <> 'cancelled' and archived_at is null do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

create or replace function app.version_followed() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := coalesce(new.published_at, clock_timestamp());
begin
    if new.status = 'withdrawn' then
        update public.care_plan_tasks t set status = 'cancelled', status_reason = 'plan_ceased'
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.care_plan_id = new.care_plan_id
           and t.status in ('due', 'not_required') and t.due_from > upper(new.effective) and t.archived_at is null
           and (t.status = 'due' or t.status_reason = 'absent');
        return null;
    end if;
    -- What begins later and is asked for otherwise now, or no more. What has begun is finished as it was.
    update public.care_plan_tasks t set status = 'cancelled', status_reason = 'plan_changed'
     where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.kind in ('scheduled', 'prompt')
       and (t.status = 'due' or (t.status = 'not_required' and t.status_reason = 'absent'))
       and t.due_from > moment and t.archived_at is null
       and not exists (
           select from public.care_task_definitions n
             join public.care_task_definitions o on o.organisation_id = t.organisation_id and o.id = t.definition_id
            where n.organisation_id = new.organisation_id and n.client_id = new.client_id and n.care_plan_version_id = new.id
              and n.lineage_id = t.lineage_id and n.archived_at is null and app.same_care(n, o));
    update public.care_plan_tasks t set definition_id = n.id
      from public.care_task_definitions n
     where n.organisation_id = new.organisation_id and n.client_id = new.client_id and n.care_plan_version_id = new.id and n.archived_at is null
       and t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = n.lineage_id
       and t.kind in ('scheduled', 'prompt') and t.status in ('due', 'not_required') and t.due_from > moment and t.archived_at is null
       and t.definition_id <> n.id;
    perform app.generate_tasks(new.organisation_id, new.client_id, moment, moment + interval '48 hours');
    return null;
end
$$;

drop function app.confirm_plan(uuid, int, boolean, text);
drop trigger awake on public.care_plan_tasks;
drop function app.task_awake();
drop trigger plan_sleeps on public.bed_stays;
drop function app.plan_falls_asleep();
drop function app.plan_sleeps(uuid, uuid);
delete from app.transitions where table_name = 'care_plan_sleeps';
delete from app.archive_children where child = 'care_plan_sleeps';
drop table public.care_plan_sleeps;
