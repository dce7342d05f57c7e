-- What the jobs do. Each is done for one organisation at a time, so that one with much to do, or one that
-- fails, holds up no other.

create function app.resolve_overdue_tasks(as_of timestamptz, of_organisation uuid) returns int
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
              where t.organisation_id = of_organisation and t.status = 'due' and t.archived_at is null and t.missed_after < as_of
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
comment on function app.resolve_overdue_tasks(timestamptz, uuid) is 'Calls missed what an organisation did not record by then, once for each task however many runs there are: notes it for the next handover, tells whose it was, and who runs the shift. A prompt simply passes. Says how many it called missed.';

create or replace function app.resolve_overdue_tasks(as_of timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    missed int;
begin
    select coalesce(sum(app.resolve_overdue_tasks(as_of, o.id)), 0) into missed from (select x.id from public.organisations x order by x.id) o;
    return missed;
end
$$;
comment on function app.resolve_overdue_tasks(timestamptz) is 'The same of every organisation. Says how many it called missed.';

create function app.extend_tasks(as_of timestamptz, of_organisation uuid) returns int
language plpgsql set search_path = ''
as $$
declare
    r record;
    made int := 0;
    held boolean;
begin
    for r in select v.client_id from public.care_plan_versions v
              where v.organisation_id = of_organisation and v.status = 'active' order by v.client_id loop
        -- Somebody who changes the resident now has their tasks made by the next run, or by that change.
        select true into held from public.clients c
         where c.organisation_id = of_organisation and c.id = r.client_id and c.archived_at is null for no key update skip locked;
        if held then
            made := made + app.generate_tasks(of_organisation, r.client_id, as_of, as_of + interval '48 hours');
        end if;
        held := null;
    end loop;
    return made;
end
$$;
comment on function app.extend_tasks(timestamptz, uuid) is 'The hourly run: an organisation''s tasks of the next 48 hours. Idempotent; says how many it made.';

create or replace function app.extend_tasks(as_of timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    made int;
begin
    select coalesce(sum(app.extend_tasks(as_of, o.id)), 0) into made from (select x.id from public.organisations x order by x.id) o;
    return made;
end
$$;
comment on function app.extend_tasks(timestamptz) is 'The same of every organisation. Says how many it made.';

create function app.snapshot_nights(tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
declare
    night record;
    counted bigint := 0;
begin
    for night in
        select h.id, d.day::date as day
          from public.care_homes h
         cross join lateral (select (slot at time zone h.time_zone)::date - 1 as last) y
         cross join lateral (select max(s.census_date) as day from public.occupancy_snapshots s
                              where s.organisation_id = tenant and s.care_home_id = h.id) before
         -- What was missed while nobody was there, up to a month back; a home without any begins with last night.
         cross join lateral generate_series(greatest(coalesce(before.day + 1, y.last), y.last - 30)::timestamp, y.last::timestamp, interval '1 day') d (day)
         where h.organisation_id = tenant and h.archived_at is null
         order by h.id, d.day
    loop
        perform app.calculate_occupancy_snapshot(night.id, night.day);
        counted := counted + 1;
    end loop;
    return counted;
end
$$;
comment on function app.snapshot_nights(uuid, timestamptz) is 'Counts the nights that are over by a slot and were not counted yet, of every home of an organisation. Says how many.';

create function app.remind_of_compliance(tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
declare
    s record;
    told bigint := 0;
begin
    -- To the person: a month, two weeks and a day before a training ends, and every week afterwards. Once,
    -- in however many homes they work.
    for s in
        select distinct on (c.profile_id, c.topic_id) c.profile_id, c.care_home_id, c.id, c.expires_on,
               c.expires_on - (slot at time zone h.time_zone)::date as days
          from public.compliance_stats c
          join public.care_homes h on h.organisation_id = tenant and h.id = c.care_home_id and h.archived_at is null
         where c.organisation_id = tenant and c.expires_on <= (slot at time zone h.time_zone)::date + 30
           and c.member_from <= slot and coalesce(c.member_until, 'infinity') > slot
         order by c.profile_id, c.topic_id, c.id
    loop
        told := told + (app.schedule_notification(s.profile_id, jsonb_build_object('organisation_id', tenant,
            'template', case when s.days > 0 then 'training_expiring' else 'training_expired' end,
            'entity', 'compliance_stats', 'entity_id', s.id, 'care_home_id', s.care_home_id, 'expires_on', s.expires_on), slot,
            slot => s.expires_on || ':' || case when s.days > 14 then 'month' when s.days > 1 then 'fortnight' when s.days > 0 then 'day'
                                                else 'week' || (-s.days / 7) end) is not null)::int;
    end loop;
    -- To who manages the home that answers for the resident now: a document that ends within a month, of a
    -- sealed one too, which they may read.
    for s in
        select d.id, d.client_id, h.id as care_home_id, d.expires_on, m.profile_id,
               d.expires_on - (slot at time zone h.time_zone)::date as days
          from public.resident_documents d
          join public.clients c on c.organisation_id = tenant and c.id = d.client_id and c.archived_at is null
               and c.status not in ('discharged', 'deceased')
          join public.care_homes h on h.organisation_id = tenant and h.id = c.holding_home_id and h.archived_at is null
          join public.manager_care_homes m on m.organisation_id = tenant and m.care_home_id = h.id
               and m.archived_at is null and m.valid @> slot
         where d.organisation_id = tenant and d.status = 'in_force' and d.archived_at is null
           and d.expires_on <= (slot at time zone h.time_zone)::date + 30
         order by d.id, m.profile_id
    loop
        told := told + (app.schedule_notification(s.profile_id, jsonb_build_object('organisation_id', tenant,
            'template', case when s.days > 0 then 'document_expiring' else 'document_expired' end,
            'entity', 'resident_documents', 'entity_id', s.id, 'care_home_id', s.care_home_id, 'client_id', s.client_id,
            'expires_on', s.expires_on), slot,
            slot => s.expires_on || ':' || case when s.days > 7 then 'month' when s.days > 0 then 'week' else 'week' || (-s.days / 7) end) is not null)::int;
    end loop;
    return told;
end
$$;
comment on function app.remind_of_compliance(uuid, timestamptz) is 'Tells people of trainings, and managers of residents'' documents, that end within 30 days or have ended; each stage once. Says how many it told.';

-- Called by whoever holds a run. Raises what the handler raises.
create function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
begin
    return case of_handler
        when 'overdue_tasks' then app.resolve_overdue_tasks(app.clock(), tenant)
        when 'extend_tasks' then app.extend_tasks(app.clock(), tenant)
        when 'occupancy_snapshot' then app.snapshot_nights(tenant, slot)
        when 'refresh_compliance' then app.refresh_compliance(tenant, null, null)
        when 'compliance_reminders' then app.remind_of_compliance(tenant, slot)
        else app.no_handler(of_handler)
    end;
end
$$;
comment on function app.handle_job(text, uuid, timestamptz) is 'Does a job of an organisation for a slot and says how many rows it saw to. For use inside definer functions only.';

create function app.no_handler(of_handler text) returns bigint
language plpgsql set search_path = ''
as $$
begin
    raise exception 'there is no handler %', of_handler using errcode = '0A000';
end
$$;
comment on function app.no_handler(text) is 'Refuses a job whose handler this database does not have.';

revoke execute on function app.resolve_overdue_tasks(timestamptz, uuid), app.extend_tasks(timestamptz, uuid),
    app.snapshot_nights(uuid, timestamptz), app.remind_of_compliance(uuid, timestamptz),
    app.handle_job(text, uuid, timestamptz), app.no_handler(text)
    from public, anon, authenticated, service_role;
