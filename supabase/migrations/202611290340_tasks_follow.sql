-- Tasks follow the plan, the resident's stays and absences, and time.
--
-- Whoever changes several tasks of a resident locks the resident first (app.hold_resident does for
-- stays and absences), so that publishing, leaving, coming back and the hourly run never cross.

create function app.occurrences(d public.care_task_definitions, zone text, day_starts time, from_at timestamptz, until_at timestamptz)
returns table (care_day date, due_from timestamptz)
language plpgsql stable set search_path = ''
as $$
begin
    -- Wall times that fall on one instant (in the gap of a clock change) are one occurrence.
    return query
    select distinct on (w.at) w.day, w.at
      from (
        select g.day::date as day,
               app.home_instant(g.day::date + t.at + case when t.at < day_starts then interval '1 day' else interval '0' end, zone) as at
          from pg_catalog.generate_series(
                   ((from_at at time zone zone)::date - 1)::timestamp, ((until_at at time zone zone)::date)::timestamp, interval '1 day') g (day)
         cross join unnest(d.times) t (at)
         where (d.weekdays is null or extract(isodow from g.day)::int = any (d.weekdays))
           and g.day::date between coalesce(d.starts_on, g.day::date) and coalesce(d.ends_on, g.day::date)
           and (d.every_days = 1 or (g.day::date - d.starts_on) % d.every_days = 0)
      ) w
     where w.at >= from_at and w.at < until_at
     order by w.at, w.day;
end
$$;
comment on function app.occurrences(public.care_task_definitions, text, time, timestamptz, timestamptz) is 'When a task of a plan is due: the instants of its wall times on its care days, from one moment up to another. A time before the start of the care day belongs to the night of that care day.';

create function app.away_when(organisation uuid, resident uuid, at timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select from public.resident_absences a
        where a.organisation_id = organisation and a.client_id = resident and a.archived_at is null and a.during @> at);
end
$$;
comment on function app.away_when(uuid, uuid, timestamptz) is 'Whether the resident was, or is expected to be, away at that moment.';

create function app.generate_tasks(organisation uuid, resident uuid, from_at timestamptz, until_at timestamptz) returns int
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
        title, people, care_day, due_from, due_by, missed_after, assignee_id, named_only, status, status_reason)
    select organisation, resident, here.care_home_id, here.unit_id, of_version.care_plan_id, d.id, d.lineage_id, d.kind, d.domain,
           d.title, d.people, o.care_day, o.due_from, w.due_by, w.due_by + d.missed_minutes * interval '1 minute', d.assignee_id, d.named_only,
           case when away.away then 'not_required' else 'due' end, case when away.away then 'absent' end
      from public.care_task_definitions d
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
comment on function app.generate_tasks(uuid, uuid, timestamptz, timestamptz) is 'Makes the tasks of a resident''s active plan that begin between two moments, where they live then; those that are there already stay. For callers that hold the resident.';

create function app.extend_tasks(as_of timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    r record;
    made int := 0;
    held boolean;
begin
    for r in select v.organisation_id, v.client_id from public.care_plan_versions v
              where v.status = 'active' order by v.organisation_id, v.client_id loop
        -- Somebody who changes the resident now has their tasks made by the next run, or by that change.
        select true into held from public.clients c
         where c.organisation_id = r.organisation_id and c.id = r.client_id and c.archived_at is null for no key update skip locked;
        if held then
            made := made + app.generate_tasks(r.organisation_id, r.client_id, as_of, as_of + interval '48 hours');
        end if;
        held := null;
    end loop;
    return made;
end
$$;
comment on function app.extend_tasks(timestamptz) is 'The hourly run: everybody''s tasks of the next 48 hours. Idempotent; says how many it made.';

create function app.same_care(a public.care_task_definitions, b public.care_task_definitions) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    around text[] := array['organisation_id', 'id', 'client_id', 'care_home_id', 'care_plan_version_id', 'position', 'version', 'created_at', 'created_by',
        'updated_at', 'updated_by', 'archived_at', 'archived_by', 'archive_reason', 'archive_batch'];
begin
    return (to_jsonb(a) - around) = (to_jsonb(b) - around);
end
$$;
comment on function app.same_care(public.care_task_definitions, public.care_task_definitions) is 'Whether two definitions ask for the same: what, when, by whom.';

create function app.version_followed() returns trigger
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
comment on function app.version_followed() is 'Publishing: cancels future tasks whose lineage changed, keeps the rest, makes those of the next 48 hours. Ceasing cancels what is to come.';
create trigger followed after update of status on public.care_plan_versions for each row
    when (old.status <> new.status and (new.status = 'active' or (old.status = 'active' and new.status = 'withdrawn')))
    execute function app.version_followed();

create function app.definition_amended() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := clock_timestamp();
    ready timestamptz;
begin
    if not exists (select from public.care_plan_versions v
        where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id and v.status = 'active') then
        return null;
    end if;
    perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
    if (new.times, new.due_minutes, new.missed_minutes) is distinct from (old.times, old.due_minutes, old.missed_minutes) then
        select max(t.due_from) into ready from public.care_plan_tasks t
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = new.lineage_id and t.archived_at is null;
        update public.care_plan_tasks t set status = 'cancelled', status_reason = 'plan_changed'
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = new.lineage_id
           and t.kind in ('scheduled', 'prompt') and t.due_from > moment and t.archived_at is null
           and (t.status = 'due' or (t.status = 'not_required' and t.status_reason = 'absent'));
        perform app.generate_tasks(new.organisation_id, new.client_id, moment, greatest(ready, moment + interval '48 hours'));
    end if;
    if (new.assignee_id, new.named_only) is distinct from (old.assignee_id, old.named_only) then
        -- One that a senior gave to somebody else stays with them.
        update public.care_plan_tasks t set assignee_id = new.assignee_id, named_only = new.named_only
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = new.lineage_id
           and t.status = 'due' and t.due_from > moment and t.archived_at is null
           and t.assignee_id is not distinct from old.assignee_id;
    end if;
    return null;
end
$$;
comment on function app.definition_amended() is 'Future tasks follow an amended time or assignee of the active plan.';
create trigger amended after update of times, due_minutes, missed_minutes, assignee_id, named_only on public.care_task_definitions
    for each row execute function app.definition_amended();

create function app.settle_absences(organisation uuid, resident uuid) returns void
language plpgsql set search_path = ''
as $$
begin
    -- Away when it was due by: never missed. Also what the clock called missed before anybody noted the absence.
    update public.care_plan_tasks t set status = 'not_required', status_reason = 'absent'
     where t.organisation_id = organisation and t.client_id = resident and t.status in ('due', 'missed') and t.archived_at is null
       and app.away_when(organisation, resident, t.due_by);
    -- What was noted for the next shift as missed is not.
    update public.handover_items i set status = 'closed', closed_because = 'no_longer_due'
      from public.care_plan_tasks t
     where t.organisation_id = organisation and t.client_id = resident and t.status = 'not_required' and t.status_reason = 'absent' and t.missed_at is not null
       and i.organisation_id = organisation and i.entity = 'care_plan_tasks' and i.entity_id = t.id and i.status = 'open' and i.archived_at is null;
    -- Back again, or never away: what is not past is due after all.
    update public.care_plan_tasks t set status = 'due', status_reason = null
     where t.organisation_id = organisation and t.client_id = resident and t.status = 'not_required' and t.status_reason = 'absent'
       and t.archived_at is null and t.due_by > clock_timestamp()
       and not app.away_when(organisation, resident, t.due_by)
       and exists (select from public.bed_stays s
           where s.organisation_id = organisation and s.client_id = resident and s.status = 'live' and s.archived_at is null);
end
$$;
comment on function app.settle_absences(uuid, uuid) is 'Whether each task of a resident is required, by where they were when it was due. For callers that hold the resident.';

create function app.tasks_follow_absence() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- Archived along with the resident: so are the tasks, and they come back as they were.
    if exists (select from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id and c.archived_at is null) then
        perform app.settle_absences(new.organisation_id, new.client_id);
    end if;
    return null;
end
$$;
comment on function app.tasks_follow_absence() is 'An absence makes tasks not required; coming back reopens what is not past.';
create trigger follow_tasks after insert or update of during, status, archived_at on public.resident_absences
    for each row execute function app.tasks_follow_absence();

create function app.tasks_follow_stay() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    here uuid;
    left_at timestamptz;
    was_live boolean := tg_op = 'UPDATE' and old.status = 'live' and old.archived_at is null;
    is_live boolean := new.status = 'live' and new.archived_at is null;
begin
    -- Archived along with the resident, and restored with them: so are the tasks.
    if not exists (select from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id and c.archived_at is null)
       or (tg_op = 'UPDATE' and old.archived_at is not null) then
        return null;
    end if;
    if was_live and not is_live and new.leaving_reason is distinct from 'moved_bed' then
        left_at := case when new.archived_at is null then upper(new.during) else clock_timestamp() end;
        update public.care_plan_tasks t
           set status = 'cancelled', status_reason = case when new.leaving_reason = 'deceased' then 'died' else 'left' end
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.care_home_id = new.care_home_id and t.archived_at is null
           and t.due_by > left_at and (t.status = 'due' or (t.status = 'not_required' and t.status_reason = 'absent'));
    end if;
    if is_live and (not was_live or new.bed_id is distinct from old.bed_id) then
        select r.unit_id into here from public.beds b
          join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
         where b.organisation_id = new.organisation_id and b.id = new.bed_id;
        update public.care_plan_tasks t set unit_id = here
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.care_home_id = new.care_home_id
           and t.status = 'due' and t.archived_at is null and t.unit_id is distinct from here;
        perform app.generate_tasks(new.organisation_id, new.client_id, greatest(clock_timestamp(), lower(new.during)), clock_timestamp() + interval '48 hours');
    end if;
    return null;
end
$$;
comment on function app.tasks_follow_stay() is 'Who has died or left needs nothing after that; who arrives has the tasks of their plan; who moves takes them to the other unit. After a restore the hourly run makes what is missing.';
create trigger follow_tasks after insert or update of status, bed_id, archived_at on public.bed_stays
    for each row execute function app.tasks_follow_stay();

revoke execute on function app.occurrences(public.care_task_definitions, text, time, timestamptz, timestamptz), app.away_when(uuid, uuid, timestamptz),
    app.generate_tasks(uuid, uuid, timestamptz, timestamptz), app.extend_tasks(timestamptz),
    app.same_care(public.care_task_definitions, public.care_task_definitions), app.version_followed(), app.definition_amended(),
    app.settle_absences(uuid, uuid), app.tasks_follow_absence(), app.tasks_follow_stay()
    from public, anon, authenticated, service_role;
