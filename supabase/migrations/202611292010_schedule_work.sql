-- What the worker calls: it works out which slots are due, claims runs and has them done. A job is done for
-- one organisation at a time, so that one with much to do, or one that fails, holds up no other.

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

create function app.claim_schedules()
returns table (organisation_id uuid, id uuid, handler text, cron text, time_zone text, catch_up_minutes int, seen_until timestamptz, clock timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    moment timestamptz := app.clock();
begin
    return query
    select j.organisation_id, j.id, j.handler, j.cron, j.time_zone, j.catch_up_minutes, j.seen_until, moment
      from public.scheduled_jobs j
      join public.organisations o on o.id = j.organisation_id and o.archived_at is null
     where j.enabled and j.clock = 'worker'
       -- Once an hour whatever was worked out: the rules of a zone change.
       and (j.next_slot is null or j.next_slot <= moment or j.seen_until < moment - interval '1 hour')
     order by j.seen_until, j.id;
end
$$;
comment on function app.claim_schedules() is 'The jobs of which a slot has come, with the moment by the database''s clock, by which slots fall due.';

create function app.finish_slots(tenant uuid, job uuid, due timestamptz[], stale timestamptz, seen timestamptz, following timestamptz) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    j public.scheduled_jobs;
    made int;
begin
    select * into j from public.scheduled_jobs x
     where x.organisation_id = tenant and x.id = job and x.enabled and x.clock = 'worker' for no key update;
    -- Whoever comes with a clock of their own takes no slot of the future, and none that was seen to.
    if j.id is null or seen > app.clock() then
        return 0;
    end if;
    if stale > j.seen_until and stale <= seen then
        insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot, status, finished_at)
        values (tenant, job, j.handler, stale, 'stale', app.clock())
        on conflict on constraint job_runs_slot do nothing;
    end if;
    insert into public.job_runs (organisation_id, scheduled_job_id, handler, slot, next_at)
    select tenant, job, j.handler, d, d from unnest(due) as d where d > j.seen_until and d <= seen
    on conflict on constraint job_runs_slot do nothing;
    get diagnostics made = row_count;
    update public.scheduled_jobs x set seen_until = seen, next_slot = following
     where x.organisation_id = tenant and x.id = job and x.seen_until <= seen;
    return made;
end
$$;
comment on function app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz) is 'Takes the slots of a job that are due, notes the newest of those that are too old, and remembers up to when the job was seen to and when it is due next; says how many slots were new. Any number of workers at once.';

create function app.claim_job_runs(up_to int default 4, lease interval default '60 seconds')
returns table (organisation_id uuid, id uuid, attempt int, handler text, slot timestamptz, lease_seconds float8)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    held interval := least(greatest(lease, interval '1 second'), interval '10 minutes');
    room int := least(greatest(up_to, 1), 50);
    moment timestamptz := app.clock();
    next_one record;
    got int;
begin
    -- What has taken its worker down with it too often.
    update public.job_runs r set status = 'dead', lease_until = null, finished_at = moment, last_error = coalesce(r.last_error, 'attempts')
      from (select w.organisation_id, w.id from public.job_runs w
             where w.status = 'running' and w.lease_until <= moment and w.attempt >= w.gives_up_after
             limit 50 for update skip locked) over
     where r.organisation_id = over.organisation_id and r.id = over.id;
    for next_one in
        -- The oldest run of each job that is due, none of whose runs is being done. First one of every
        -- organisation, of them first that which has waited longest for any; then a second of each.
        with recursive tenants (tenant) as (
            (select w.organisation_id from public.job_runs w where w.status in ('queued', 'running') order by w.organisation_id limit 1)
            union all
            select (select w.organisation_id from public.job_runs w
                     where w.status in ('queued', 'running') and w.organisation_id > t.tenant order by w.organisation_id limit 1)
              from tenants t where t.tenant is not null
        )
        select d.organisation_id as tenant, d.job, d.run
          from tenants t
          join public.organisations o on o.id = t.tenant and o.archived_at is null
         cross join lateral (select max(s.started_at) as at from public.job_runs s where s.organisation_id = t.tenant) served
         cross join lateral (
            select j.organisation_id, j.id as job, w.id as run, w.next_at, row_number() over (order by w.next_at, w.id) as turn
              from public.scheduled_jobs j
             cross join lateral (
                select x.id, x.next_at from public.job_runs x
                 where x.organisation_id = j.organisation_id and x.scheduled_job_id = j.id and x.status in ('queued', 'running')
                   and x.next_at <= moment and (x.status = 'queued' or x.lease_until <= moment)
                 order by x.next_at, x.id limit 1) w
             where j.organisation_id = t.tenant
               and not exists (select from public.job_runs b
                                where b.organisation_id = j.organisation_id and b.scheduled_job_id = j.id
                                  and b.status in ('queued', 'running') and b.lease_until > moment)
         ) d
         order by d.turn, served.at nulls first, d.next_at, d.run
    loop
        exit when room = 0;
        -- Of several workers who chose the same job one holds its row; what that one claimed the others see
        -- after it, in a statement of its own.
        perform from public.scheduled_jobs j where j.organisation_id = next_one.tenant and j.id = next_one.job for no key update skip locked;
        continue when not found;
        return query
        update public.job_runs r
           set status = 'running', attempt = r.attempt + 1, lease_until = moment + held, started_at = moment, handler_version = h.version
          from app.job_handlers h
         where r.organisation_id = next_one.tenant and r.id = next_one.run and h.handler = r.handler
           and r.status in ('queued', 'running') and r.next_at <= moment and (r.status = 'queued' or r.lease_until <= moment)
           and not exists (select from public.job_runs b
                            where b.organisation_id = next_one.tenant and b.scheduled_job_id = next_one.job
                              and b.status in ('queued', 'running') and b.lease_until > moment)
        returning r.organisation_id, r.id, r.attempt, r.handler, r.slot, extract(epoch from held)::float8;
        get diagnostics got = row_count;
        room := room - got;
    end loop;
end
$$;
comment on function app.claim_job_runs(int, interval) is 'Gives a worker runs that are due, under a lease, the attempt counted: organisation by organisation, one run of a job at a time. Two workers never get the same one.';

create function app.claim_longer(tenant uuid, run uuid, of_attempt int, lease interval default '60 seconds') returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
    update public.job_runs r set lease_until = app.clock() + least(greatest(lease, interval '1 second'), interval '10 minutes')
     where r.organisation_id = tenant and r.id = run and r.status = 'running' and r.attempt = of_attempt;
    return found;
end
$$;
comment on function app.claim_longer(uuid, uuid, int, interval) is 'Prolongs the lease of a run; false when it is somebody else''s.';

create function app.finish_job_run(tenant uuid, run uuid, of_attempt int) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
    r public.job_runs;
    done bigint;
begin
    -- Whose lease ran out may be at it still, on a connection that nobody hears: of two one does it.
    if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtextextended('job run ' || run, 0)) then
        perform app.refuse('in_progress');
    end if;
    -- Not locked: the lease is prolonged while the handler works.
    select * into r from public.job_runs x
     where x.organisation_id = tenant and x.id = run and x.status = 'running' and x.attempt = of_attempt;
    if r.id is null then
        return null;
    end if;
    done := app.handle_job(r.handler, tenant, r.slot);
    update public.job_runs x set status = 'succeeded', lease_until = null, finished_at = app.clock(), counted = done, last_error = null
     where x.organisation_id = tenant and x.id = run and x.status = 'running' and x.attempt = of_attempt;
    if not found then
        -- Somebody else has it by now: what was done here is undone.
        perform app.refuse('in_progress');
    end if;
    return done;
end
$$;
comment on function app.finish_job_run(uuid, uuid, int) is 'Does a run and ends it, both or neither; NULL, and nothing done, when the attempt is not the latest.';

create function app.finish_failed_run(tenant uuid, run uuid, of_attempt int, error_code text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
    update public.job_runs r
       set status = case when r.attempt >= r.gives_up_after then 'dead' else 'queued' end, lease_until = null, last_error = error_code,
           finished_at = case when r.attempt >= r.gives_up_after then app.clock() end,
           -- Full jitter up to a quarter of an hour; at once where nothing was wrong but that the worker had to stop.
           next_at = app.clock() + case when error_code = 'stopped' then interval '0'
                                        else random() * least(interval '15 minutes', interval '5 seconds' * power(2, r.attempt)) end
     where r.organisation_id = tenant and r.id = run and r.status = 'running' and r.attempt = of_attempt;
    return found;
end
$$;
comment on function app.finish_failed_run(uuid, uuid, int, text) is 'Ends an attempt that failed: tried again later, dead after the eighth. False when it is not the latest.';

-- The clock of pg_cron, where an operator wants it instead of the worker's.
create function app.run_job(of_handler text, tenant uuid, at_slot timestamptz default date_trunc('minute', clock_timestamp())) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
    j public.scheduled_jobs;
    mine uuid;
    done bigint;
begin
    select x.* into j from public.scheduled_jobs x
      join public.organisations o on o.id = x.organisation_id and o.archived_at is null
     where x.organisation_id = tenant and x.handler = of_handler and x.enabled and x.clock = 'pg_cron';
    if j.id is null then
        return null;
    end if;
    insert into public.job_runs (organisation_id, scheduled_job_id, handler, handler_version, slot, status, attempt, lease_until, started_at)
    select tenant, j.id, of_handler, h.version, at_slot, 'running', 1, app.clock() + interval '10 minutes', app.clock()
      from app.job_handlers h where h.handler = of_handler
    on conflict on constraint job_runs_slot do nothing
    returning id into mine;
    if mine is null then
        -- Taken by a worker, or by an earlier call.
        return null;
    end if;
    begin
        done := app.finish_job_run(tenant, mine, 1);
    exception when others then
        -- Kept as an attempt that failed: a worker tries it again.
        perform app.finish_failed_run(tenant, mine, 1, lower(sqlstate));
    end;
    update public.scheduled_jobs x set seen_until = greatest(x.seen_until, at_slot) where x.organisation_id = tenant and x.id = j.id;
    return done;
end
$$;
comment on function app.run_job(text, uuid, timestamptz) is 'Does a job of an organisation that has pg_cron for its clock, for a slot, which it takes first: what was taken is not done twice, whoever took it. NULL when it was, or when the attempt failed. For pg_cron.';

-- What is of no organisation.
create table private.housekeeping (
    step text primary key,
    every interval not null check (every > interval '0'),
    due_at timestamptz not null default now(),
    done_at timestamptz,
    counted bigint,
    last_error text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    failures int not null default 0
);
comment on table private.housekeeping is 'What is done for the whole database again and again, how often, and how it went. A step is done by one worker at a time.';
comment on column private.housekeeping.failures is 'In a row.';
alter table private.housekeeping enable row level security;
alter table private.housekeeping force row level security;
revoke all on private.housekeeping from public, anon, authenticated, service_role;
insert into private.housekeeping (step, every) values
    ('chain_audit', '2 seconds'),
    ('forget_changes', '10 minutes'),
    ('forget_runs', '1 hour'),
    ('finish_notifications', '1 hour'),
    ('occupancy_trend', '1 hour');

create function app.forget_runs() returns bigint
language plpgsql volatile set search_path = ''
as $$
declare
    forgotten bigint;
begin
    -- Some at a time, so that nobody waits for it.
    delete from public.job_runs r
     using (select x.organisation_id, x.id from public.job_runs x
             where x.status in ('succeeded', 'stale', 'dead') and x.created_at < now() - interval '7 days'
               and (x.status = 'succeeded' or x.created_at < now() - interval '30 days')
             limit 10000) old
     where r.organisation_id = old.organisation_id and r.id = old.id;
    get diagnostics forgotten = row_count;
    return forgotten;
end
$$;
comment on function app.forget_runs() is 'Forgets runs that succeeded a week ago, and the others that ended 30 days ago; says how many.';

create function app.keep_house(of_step text) returns bigint
language plpgsql volatile set search_path = ''
as $$
begin
    case of_step
        when 'chain_audit' then return app.claim_audit_chain(1000);
        -- As long as a client may resume from.
        when 'forget_changes' then return app.finish_changes(interval '24 hours');
        when 'forget_runs' then return app.forget_runs();
        when 'finish_notifications' then return app.finish_shown_notifications(app.clock());
        when 'occupancy_trend' then perform app.refresh_occupancy_trend(); return 1;
        else return app.no_handler(of_step);
    end case;
end
$$;
comment on function app.keep_house(text) is 'Does a step of the housekeeping and says how many rows it saw to. For use inside definer functions only.';

create function app.finish_housekeeping() returns table (step text, counted bigint, error_code text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    h private.housekeeping;
    done bigint;
    wrong text;
begin
    select * into h from private.housekeeping x where x.due_at <= app.clock() order by x.due_at limit 1 for update skip locked;
    if h.step is null then
        return;
    end if;
    begin
        done := app.keep_house(h.step);
    exception when query_canceled or others then
        -- Too long counts as failed: it would be tried first again, and nothing else ever.
        wrong := lower(sqlstate);
    end;
    update private.housekeeping x
       set due_at = app.clock() + x.every, done_at = case when wrong is null then app.clock() else x.done_at end,
           counted = coalesce(done, x.counted), last_error = wrong, failures = case when wrong is null then 0 else x.failures + 1 end
     where x.step = h.step;
    return query select h.step, done, wrong;
end
$$;
comment on function app.finish_housekeeping() is 'Does the step of the housekeeping that is due for longest, unless somebody else is at it; no row when none is due.';

revoke execute on function app.resolve_overdue_tasks(timestamptz, uuid), app.extend_tasks(timestamptz, uuid),
    app.snapshot_nights(uuid, timestamptz), app.remind_of_compliance(uuid, timestamptz),
    app.handle_job(text, uuid, timestamptz), app.no_handler(text), app.claim_schedules(),
    app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz), app.claim_job_runs(int, interval),
    app.claim_longer(uuid, uuid, int, interval), app.finish_job_run(uuid, uuid, int), app.finish_failed_run(uuid, uuid, int, text),
    app.run_job(text, uuid, timestamptz), app.forget_runs(), app.keep_house(text), app.finish_housekeeping()
    from public, anon, authenticated, service_role;
grant execute on function app.claim_schedules(), app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz),
    app.claim_job_runs(int, interval), app.claim_longer(uuid, uuid, int, interval), app.finish_job_run(uuid, uuid, int),
    app.finish_failed_run(uuid, uuid, int, text), app.finish_housekeeping() to almoner_worker;
