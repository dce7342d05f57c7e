-- What the worker calls: which jobs there are and which of their slots are due, a run under a lease, its end.
-- And what pg_cron calls.

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

revoke execute on function app.claim_schedules(), app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz),
    app.claim_job_runs(int, interval), app.claim_longer(uuid, uuid, int, interval), app.finish_job_run(uuid, uuid, int),
    app.finish_failed_run(uuid, uuid, int, text), app.run_job(text, uuid, timestamptz)
    from public, anon, authenticated, service_role;
grant execute on function app.claim_schedules(), app.finish_slots(uuid, uuid, timestamptz[], timestamptz, timestamptz, timestamptz),
    app.claim_job_runs(int, interval), app.claim_longer(uuid, uuid, int, interval), app.finish_job_run(uuid, uuid, int),
    app.finish_failed_run(uuid, uuid, int, text) to almoner_worker;
