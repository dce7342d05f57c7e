update app.column_rights set columns = array_remove(columns, 'shift_template_id')
 where (table_name, right_name) in (values ('care_task_definitions', 'manager_of_resident'), ('care_task_definitions', 'senior_while_draft'),
    ('care_plan_tasks', 'manager_of_resident'), ('care_plan_tasks', 'senior_of_resident'));
alter policy care_plan_tasks_update on public.care_plan_tasks
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[])
        or (client_id = any ((select app.cared_client_ids())::uuid[]) and (assignee_id is null or assignee_id = (select app.profile_id()))));
create or replace function app.tasks_follow_stay() returns trigger
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
drop trigger amended on public.care_task_definitions;
create trigger amended after update of times, due_minutes, missed_minutes, assignee_id, named_only on public.care_task_definitions
    for each row execute function app.definition_amended();
create or replace function app.definition_amended() returns trigger
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
create or replace function app.task_place() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    home public.care_homes;
    d public.care_task_definitions;
begin
    if new.kind is not null then
        return new;
    end if;
    -- A person begins it: something that nobody planned, or an as-needed task of the plan.
    select h.* into home from public.care_homes h where h.organisation_id = new.organisation_id and h.id = new.care_home_id;
    select r.unit_id into new.unit_id from public.clients c
      join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id
      join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
     where c.organisation_id = new.organisation_id and c.id = new.client_id and c.holding_home_id = new.care_home_id;
    new.kind := 'ad_hoc';
    if new.definition_id is not null then
        select x.* into d from public.care_task_definitions x
         where x.organisation_id = new.organisation_id and x.client_id = new.client_id and x.id = new.definition_id;
        new.kind := 'as_needed';
        new.lineage_id := coalesce(d.lineage_id, new.definition_id);
        new.domain := d.domain;
        new.title := coalesce(d.title, new.title, '?');
        new.people := coalesce(d.people, new.people);
        new.assignee_id := d.assignee_id;
        new.named_only := coalesce(d.named_only, false);
        select v.care_plan_id into new.care_plan_id from public.care_plan_versions v
         where v.organisation_id = new.organisation_id and v.id = d.care_plan_version_id;
        new.care_plan_id := coalesce(new.care_plan_id, new.definition_id);
    end if;
    new.due_by := coalesce(new.due_by, new.due_from + coalesce(d.due_minutes, 60) * interval '1 minute');
    new.missed_after := new.due_by + coalesce(d.missed_minutes, 60) * interval '1 minute';
    new.care_day := app.care_day(new.due_from, coalesce(home.time_zone, 'UTC'), coalesce(home.care_day_starts, '00:00'));
    return new;
end
$$;
create or replace function app.task_changed() returns trigger
language plpgsql set search_path = ''
as $$
declare
    touched text;
begin
    if old.status <> 'due' then
        select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
         where c = any (array['title', 'domain', 'people', 'kind', 'care_day', 'due_from', 'due_by', 'missed_after', 'assignee_id', 'named_only', 'claimed_by', 'note', 'archived_at'])
         limit 1;
        if touched is not null then
            perform app.refuse('illegal_transition', 'It is no longer due: what was done, or not done, stays as it was.', touched);
        end if;
    end if;
    if current_user = 'almoner_request' and new.claimed_by is distinct from old.claimed_by then
        if new.claimed_by is not null and new.claimed_by <> app.profile_id() then
            perform app.refuse('invalid', 'Claim a task for yourself; a senior can assign it.', 'claimed_by');
        end if;
        if old.claimed_by <> app.profile_id() and not (new.client_id = any (app.senior_client_ids() || app.writable_client_ids())) then
            perform app.refuse('illegal_transition', 'A colleague has claimed it.', 'claimed_by');
        end if;
    end if;
    return new;
end
$$;
create or replace function app.definition_open() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_version public.care_plan_versions;
    me uuid := app.profile_id();
    touched text;
begin
    -- Meets a submit or a publish at this lock.
    select v.* into of_version from public.care_plan_versions v
     where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id for no key update;
    if of_version.status = 'draft' then
        -- Who archives a draft, or restores it, has written nothing in it.
        if me is not null and not (me = any (of_version.author_ids)) and (tg_op = 'INSERT' or new.archived_at is not distinct from old.archived_at) then
            update public.care_plan_versions v set author_ids = array_append(v.author_ids, me)
             where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id;
        end if;
        return new;
    end if;
    if tg_op = 'INSERT' then
        perform app.refuse('illegal_transition', 'That version has left draft. Begin a new draft.', 'care_plan_version_id');
    end if;
    select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
     where of_version.status <> 'active' or c <> all (array['times', 'due_minutes', 'missed_minutes', 'assignee_id', 'named_only'])
     limit 1;
    if touched is not null then
        perform app.refuse('illegal_transition', 'What is done is frozen with its version. Begin a new draft.', touched);
    end if;
    return new;
end
$$;
create or replace function app.right_carer_of_task(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return (j ->> 'client_id')::uuid = any (app.cared_client_ids())
        and (j ->> 'assignee_id' is null or (j ->> 'assignee_id')::uuid = app.profile_id());
end
$$;
comment on function app.right_carer_of_task(jsonb) is 'Who gives care to the resident, on a task that is theirs or their team''s.';
drop function app.shift_there(uuid, uuid, uuid, uuid);
drop trigger check_shift on public.care_plan_tasks;
drop trigger check_shift on public.care_task_definitions;
drop function app.check_task_shift();
drop function app.task_ids_of_my_shifts();
alter table public.care_plan_tasks drop column shift_template_id;
alter table public.care_task_definitions drop column shift_template_id;
