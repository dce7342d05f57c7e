drop function app.handle_job(text, uuid, timestamptz);
drop function app.no_handler(text);
drop function app.remind_of_compliance(uuid, timestamptz);
drop function app.snapshot_nights(uuid, timestamptz);
create or replace function app.extend_tasks(as_of timestamptz) returns int
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
drop function app.extend_tasks(timestamptz, uuid);
create or replace function app.resolve_overdue_tasks(as_of timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    r record;
    task public.care_plan_tasks;
    held boolean;
    missed int := 0;
    homes uuid[] := '{}';
begin
    for r in select t.organisation_id, t.care_home_id, t.client_id from public.care_plan_tasks t
              where t.status = 'due' and t.archived_at is null and t.missed_after < as_of
              group by 1, 2, 3 order by 1, 2, 3 loop
        -- The resident first, as everybody does; one who is being changed now is left to the next run.
        select true into held from public.clients c
         where c.organisation_id = r.organisation_id and c.id = r.client_id and c.archived_at is null for no key update skip locked;
        continue when held is null;
        held := null;
        for task in
            update public.care_plan_tasks t
               set status = case when t.kind = 'prompt' then 'not_required' else 'missed' end,
                   status_reason = case when t.kind = 'prompt' then 'prompt_over' end,
                   missed_at = case when t.kind <> 'prompt' then clock_timestamp() end
              from (select o.id from public.care_plan_tasks o
                     where o.organisation_id = r.organisation_id and o.client_id = r.client_id and o.care_home_id = r.care_home_id
                       and o.status = 'due' and o.archived_at is null and o.missed_after < as_of
                     order by o.id
                       -- One that somebody records at this moment is theirs.
                       for no key update skip locked) overdue
             where t.organisation_id = r.organisation_id and t.id = overdue.id
            returning t.*
        loop
            continue when task.status <> 'missed';
            missed := missed + 1;
            if not (task.care_home_id = any (homes)) then
                homes := array_append(homes, task.care_home_id);
            end if;
            -- Without a handover yet: the next one that is composed takes it along.
            insert into public.handover_items (organisation_id, care_home_id, unit_id, care_day, client_id, kind, entity, entity_id)
            select task.organisation_id, task.care_home_id, task.unit_id, task.care_day, task.client_id, 'overdue_task', 'care_plan_tasks', task.id
              from public.care_homes h where h.organisation_id = task.organisation_id and h.id = task.care_home_id and h.archived_at is null
            on conflict (organisation_id, entity, entity_id, care_day) where archived_at is null and entity is not null do nothing;
            if coalesce(task.claimed_by, task.assignee_id) is not null then
                perform app.schedule_notification(coalesce(task.claimed_by, task.assignee_id), jsonb_build_object(
                    'organisation_id', task.organisation_id, 'template', 'task_missed', 'entity', 'care_plan_tasks', 'entity_id', task.id,
                    'care_home_id', task.care_home_id, 'client_id', task.client_id), as_of);
            end if;
        end loop;
    end loop;
    -- Who runs the shift hears once an hour that there are some, and not of each.
    perform app.schedule_notification(u.profile_id, jsonb_build_object(
            'organisation_id', u.organisation_id, 'template', 'tasks_missed', 'entity', 'care_homes', 'entity_id', u.care_home_id,
            'care_home_id', u.care_home_id), as_of, slot => to_char(as_of at time zone 'UTC', 'YYYY-MM-DD"T"HH24'))
       from (select distinct m.organisation_id, m.care_home_id, m.profile_id from public.user_care_homes m
              where m.care_home_id = any (homes) and m.grade in ('senior', 'nurse') and m.archived_at is null and m.valid @> as_of) u;
    return missed;
end
$$;
comment on function app.resolve_overdue_tasks(timestamptz) is 'Calls missed what was not recorded by then, once for each task however many runs there are: notes it for the next handover, tells whose it was, and who runs the shift. A prompt simply passes. Says how many it called missed.';
drop function app.resolve_overdue_tasks(timestamptz, uuid);
