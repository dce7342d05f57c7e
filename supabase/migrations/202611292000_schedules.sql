-- What is done without anybody asking: which jobs an organisation has, when they fall due, and what
-- became of each time.
--
-- A run is a row for a job and a slot; whoever inserts it has taken that slot for everybody. The worker
-- works the slots out (a home's wall clock and both clock changes are its business), claims a run under a
-- lease with the attempt counted, and then does and finishes it in one transaction: what a run changed
-- and that it is done are known together or not at all.

create function app.clock() returns timestamptz
language plpgsql volatile set search_path = ''
as $$
begin
    return pg_catalog.clock_timestamp();
end
$$;
comment on function app.clock() is 'The clock that slots and leases of jobs go by: the database''s, of this moment and not of the transaction''s beginning.';

create table app.job_handlers (
    handler text primary key check (handler ~ '^[a-z][a-z0-9_]{0,62}$'),
    version int not null default 1 check (version > 0),
    cron text not null check (length(cron) between 9 and 100),
    catch_up_minutes int not null check (catch_up_minutes between 1 and 20160),
    by_pg_cron boolean not null default false,
    says text not null
);
comment on table app.job_handlers is 'The jobs that there are, and when each organisation has them unless it was told otherwise.';
comment on column app.job_handlers.version is 'Of what the handler does. A run says by which version it was done.';
comment on column app.job_handlers.cron is 'Five fields: minute, hour, day of month, month, day of week.';
comment on column app.job_handlers.catch_up_minutes is 'Slots older than this are not run any more when a worker comes back; that they were passed over is a run of its own.';
comment on column app.job_handlers.by_pg_cron is 'Whether the operator wants pg_cron to have this job wherever its pattern allows; almoner schedules sync says so and sees to it.';
alter table app.job_handlers enable row level security;
alter table app.job_handlers force row level security;
revoke all on app.job_handlers from public, anon, authenticated, service_role;

insert into app.job_handlers (handler, cron, catch_up_minutes, says) values
    ('overdue_tasks', '*/5 * * * *', 60, 'Calls tasks missed that nobody recorded in time, and notes them for the next shift'),
    ('extend_tasks', '10 * * * *', 180, 'Makes the tasks of the days to come'),
    ('occupancy_snapshot', '20 * * * *', 1440, 'Counts who slept where last night, of each home whose day is over'),
    ('refresh_compliance', '40 0 * * *', 1440, 'Brings training statistics up to the new day'),
    ('compliance_reminders', '30 7 * * *', 720, 'Reminds of trainings and residents'' documents that expire');

create table public.scheduled_jobs (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    handler text not null references app.job_handlers (handler),
    cron text not null constraint scheduled_jobs_cron check (length(cron) between 9 and 100
        and cron ~ '^[0-9A-Za-z*/,-]+( [0-9A-Za-z*/,-]+){4}$'),
    time_zone text not null default 'Europe/London' check (length(time_zone) between 1 and 60),
    catch_up_minutes int not null constraint scheduled_jobs_catch_up check (catch_up_minutes between 1 and 20160),
    enabled boolean not null default true,
    clock text not null default 'worker' constraint scheduled_jobs_clock check (clock in ('worker', 'pg_cron')),
    seen_until timestamptz not null default now(),
    next_slot timestamptz,
    version int not null default 1,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    updated_by uuid,
    primary key (organisation_id, id),
    constraint scheduled_jobs_once unique (organisation_id, handler)
);
comment on table public.scheduled_jobs is 'The jobs of an organisation and when they fall due. Each has every job from its first moment.';
comment on column public.scheduled_jobs.cron is 'Five fields: minute, hour, day of month, month, day of week. Read on the wall clock of time_zone: what the clock skips comes at the first instant after the gap, what comes twice the first time; every hour means evenly.';
comment on column public.scheduled_jobs.time_zone is 'IANA zone on whose wall clock cron is read.';
comment on column public.scheduled_jobs.catch_up_minutes is 'Slots older than this are not run any more when nobody was there to run them; the newest of them is noted as stale.';
comment on column public.scheduled_jobs.enabled is 'Off: no slot falls due, and those that pass are not owed afterwards. It can still be run by hand.';
comment on column public.scheduled_jobs.clock is 'Who says when it is due: the worker, or pg_cron where almoner schedules sync handed it over. Exactly one.';
comment on column public.scheduled_jobs.seen_until is 'Each slot up to here has its run, or was passed over.';
comment on column public.scheduled_jobs.next_slot is 'The first slot after seen_until. Empty until a worker has worked it out, which takes some seconds after a change, and while pg_cron is the clock.';
comment on column public.scheduled_jobs.version is 'Counts what people change; that slots are seen to does not.';
comment on column public.scheduled_jobs.updated_by is 'Who changed it last, of the organisation''s people; no foreign key, as everywhere.';

create table public.job_runs (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    scheduled_job_id uuid not null,
    handler text not null,
    handler_version int,
    slot timestamptz not null default clock_timestamp(),
    status text not null default 'queued' constraint job_runs_status check (status in ('queued', 'running', 'succeeded', 'dead', 'stale')),
    attempt int not null default 0 check (attempt >= 0),
    gives_up_after int not null default 8,
    next_at timestamptz not null default clock_timestamp(),
    lease_until timestamptz,
    counted bigint,
    last_error text check (last_error ~ '^[a-z0-9_]{1,60}$'),
    started_by uuid,
    started_at timestamptz,
    finished_at timestamptz,
    version int not null default 1,
    created_at timestamptz not null default now(),
    primary key (organisation_id, id),
    foreign key (organisation_id, scheduled_job_id) references public.scheduled_jobs (organisation_id, id),
    foreign key (organisation_id, started_by) references public.profiles (organisation_id, id),
    constraint job_runs_slot unique (organisation_id, scheduled_job_id, slot),
    constraint job_runs_lease check ((status = 'running') = (lease_until is not null)),
    constraint job_runs_finished check ((status in ('succeeded', 'dead', 'stale')) = (finished_at is not null))
);
comment on table public.job_runs is 'Each time that a job was due or was started by somebody: a slot is taken by its row. What succeeded is kept for a week, the rest for 30 days.';
comment on column public.job_runs.handler_version is 'Of the handler that had it last; empty before the first attempt.';
comment on column public.job_runs.slot is 'When it was due, on the clock; of a run that somebody started, when they did.';
comment on column public.job_runs.status is 'stale: too old to be caught up with; dead: attempted too often. dead goes back to queued when an owner has it done again.';
comment on column public.job_runs.attempt is 'Counted when it is claimed, before anything is done. Who finishes names it: an older attempt changes nothing.';
comment on column public.job_runs.gives_up_after is 'Dead after this attempt. Done again by hand it has eight more: attempts are never counted anew, so that an old one stays an old one.';
comment on column public.job_runs.next_at is 'Not attempted before.';
comment on column public.job_runs.lease_until is 'By the clock of the database. Afterwards whoever claims gets it again.';
comment on column public.job_runs.counted is 'How many rows the handler saw to.';
comment on column public.job_runs.last_error is 'Why the last attempt failed: a code of ours, or the SQLSTATE; never a message, which may quote a row.';
comment on column public.job_runs.started_by is 'Who started it by hand, or had it done again after it was dead; empty when the clock did.';
comment on column public.job_runs.version is 'Counts changes of status.';
-- Claims go organisation by organisation and job by job.
create index job_runs_open on public.job_runs (organisation_id, scheduled_job_id, next_at, id) where status in ('queued', 'running');
create index job_runs_lapsed on public.job_runs (lease_until) where status = 'running';
create index job_runs_started on public.job_runs (organisation_id, started_at);
create index job_runs_list on public.job_runs (organisation_id, id desc);
create index job_runs_of_job on public.job_runs (organisation_id, scheduled_job_id, id desc);
create index job_runs_of_status on public.job_runs (organisation_id, status, id desc);
create index job_runs_age on public.job_runs (created_at) where status in ('succeeded', 'stale', 'dead');

create function app.schedule_jobs() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.scheduled_jobs (organisation_id, handler, cron, catch_up_minutes)
    select new.id, h.handler, h.cron, h.catch_up_minutes from app.job_handlers h order by h.handler
    on conflict on constraint scheduled_jobs_once do nothing;
    return null;
end
$$;
comment on function app.schedule_jobs() is 'An organisation has every job from its first moment.';
create trigger schedule_jobs after insert on public.organisations for each row execute function app.schedule_jobs();
insert into public.scheduled_jobs (organisation_id, handler, cron, catch_up_minutes)
select o.id, h.handler, h.cron, h.catch_up_minutes from public.organisations o cross join app.job_handlers h;

create function app.scheduled_job_changes() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if (new.cron, new.time_zone, new.catch_up_minutes, new.enabled) is not distinct from (old.cron, old.time_zone, old.catch_up_minutes, old.enabled) then
        return new;
    end if;
    if new.time_zone <> old.time_zone and not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
        perform app.refuse('invalid', 'Use a time zone name such as Europe/London.', 'time_zone');
    end if;
    if (new.cron, new.time_zone, new.enabled) is distinct from (old.cron, old.time_zone, old.enabled) then
        -- What would have been due under the new pattern, or while it was off, is not owed.
        new.seen_until := greatest(old.seen_until, app.clock());
        -- pg_cron has the old pattern until it is handed the new one.
        new.clock := 'worker';
        new.next_slot := null;
    end if;
    new.version := old.version + 1;
    new.updated_at := now();
    new.updated_by := app.profile_id();
    return new;
end
$$;
comment on function app.scheduled_job_changes() is 'A job that is changed has its slots from that moment on, and the worker for its clock.';
-- After column_rights, which looks at what the person wrote.
create trigger record before update of cron, time_zone, catch_up_minutes, enabled on public.scheduled_jobs
    for each row execute function app.scheduled_job_changes();

-- What a person starts by hand, and has done again.
create function app.job_run_starts() returns trigger
language plpgsql set search_path = ''
as $$
declare
    me uuid := app.profile_id();
    of_job text;
begin
    if me is null then
        return new;
    end if;
    -- In their own rights: a job that they do not see is not there.
    select j.handler into of_job from public.scheduled_jobs j where j.organisation_id = new.organisation_id and j.id = new.scheduled_job_id;
    if new.organisation_id = app.owned_organisation_id() then
        -- Of several at once each waits here for the one before, and then finds its run.
        perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('job started ' || new.scheduled_job_id, 0));
    end if;
    if new.organisation_id = app.owned_organisation_id() and exists (
            select from public.job_runs r
             where r.organisation_id = new.organisation_id and r.scheduled_job_id = new.scheduled_job_id
               and r.status in ('queued', 'running') and r.started_by is not null) then
        perform app.refuse('in_progress', 'Somebody has started it already, and that run is not over.');
    end if;
    -- The policy and the foreign key speak next.
    new.handler := coalesce(of_job, '');
    new.started_by := me;
    new.slot := app.clock();
    new.next_at := new.slot;
    return new;
end
$$;
comment on function app.job_run_starts() is 'A run that a person starts is of this moment and bears their name; one at a time.';
create trigger starts before insert on public.job_runs for each row execute function app.job_run_starts();

create function app.job_run_again() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new.version := old.version + 1;
    if old.status = 'dead' and new.status = 'queued' then
        new.gives_up_after := old.attempt + 8;
        new.next_at := app.clock();
        new.finished_at := null;
        new.started_by := coalesce(app.profile_id(), new.started_by);
    end if;
    return new;
end
$$;
comment on function app.job_run_again() is 'A dead run that is done again has eight attempts more, and bears the name of who wanted it.';

create function app.job_run_dies() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    perform app.schedule_notification(r.profile_id, jsonb_build_object('organisation_id', new.organisation_id, 'template', 'jobs_dead',
            'entity', 'scheduled_jobs', 'entity_id', new.scheduled_job_id), now(), slot => to_char(app.clock() at time zone 'UTC', 'YYYY-MM-DD'))
       from public.organisation_roles r
      where r.organisation_id = new.organisation_id and r.role = 'business_owner' and r.archived_at is null and r.valid @> now();
    return null;
end
$$;
comment on function app.job_run_dies() is 'The owners hear of a job whose runs are given up, once a day.';
create trigger dies after update of status on public.job_runs for each row
    when (new.status = 'dead' and old.status <> 'dead') execute function app.job_run_dies();

do $$
declare
    t text;
begin
    foreach t in array array['scheduled_jobs', 'job_runs'] loop
        execute format('alter table public.%I enable row level security', t);
        execute format('alter table public.%I force row level security', t);
        execute format('revoke all on public.%I from public, anon, authenticated, service_role', t);
        execute format('grant select on public.%I to authenticated', t);
        execute format('create policy %I on public.%I for select to authenticated using (organisation_id = (select app.settings_organisation_id()))',
            t || '_select', t);
        execute format('create policy %I on public.%I for update to almoner_request using (organisation_id = (select app.owned_organisation_id())) '
            'with check (organisation_id = (select app.owned_organisation_id()))', t || '_update', t);
        execute format('create trigger column_rights before update on public.%I for each row execute function app.column_rights()', t);
    end loop;
end
$$;
grant update (cron, time_zone, catch_up_minutes, enabled) on public.scheduled_jobs to almoner_request;
-- Only what people decide; that slots are seen to is nobody's act.
create trigger audit after update of cron, time_zone, catch_up_minutes, enabled on public.scheduled_jobs
    for each row execute function app.audit();
grant insert (organisation_id, scheduled_job_id) on public.job_runs to almoner_request;
grant update (status) on public.job_runs to almoner_request;
create policy job_runs_insert on public.job_runs for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) and status = 'queued');
create trigger transition before update of status on public.job_runs for each row execute function app.transition();
create trigger transition_effect before update of status on public.job_runs for each row execute function app.job_run_again();
insert into app.column_rights (table_name, right_name, columns) values
    ('scheduled_jobs', 'owner', '{cron,time_zone,catch_up_minutes,enabled}'),
    ('job_runs', 'owner', '{status}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('job_runs', 'replay', 'dead', 'queued', '{}', '{owner}'),
    ('job_runs', 'claim', 'queued', 'running', '{}', '{}'),
    ('job_runs', 'succeed', 'running', 'succeeded', '{}', '{}'),
    ('job_runs', 'put_back', 'running', 'queued', '{}', '{}'),
    ('job_runs', 'give_up', 'running', 'dead', '{}', '{}');

revoke execute on function app.clock(), app.schedule_jobs(), app.scheduled_job_changes(), app.job_run_starts(), app.job_run_again(), app.job_run_dies()
    from public, anon, authenticated, service_role;
-- A person's own statement sets these two off.
grant execute on function app.clock() to almoner_request;
