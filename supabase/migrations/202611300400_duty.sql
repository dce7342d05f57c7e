-- Who is on: a person's time in a home, from the start of their shift to its end. People say it for
-- themselves, or who runs the shift says it for them. It orders screens and says who was there; it gives no
-- right and takes none away.

create table public.duty_periods (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    profile_id uuid not null,
    assignment_id uuid,
    started_at timestamptz not null default now(),
    ended_at timestamptz,
    closed_by text constraint duty_periods_closed_by check (closed_by in ('person', 'shift', 'system')),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, care_home_id, assignment_id) references public.shift_assignments (organisation_id, care_home_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint duty_periods_length check (ended_at >= started_at and ended_at <= started_at + interval '36 hours'),
    constraint duty_periods_closed check ((ended_at is null) = (closed_by is null))
);
comment on table public.duty_periods is 'That a person is, or was, on in a home. Once it has ended only a manager corrects it, which the audit trail shows.';
comment on column public.duty_periods.unit_id is 'Empty: the whole home.';
comment on column public.duty_periods.assignment_id is 'The shift of the rota that it fulfils, found when it starts; empty where none was planned.';
comment on column public.duty_periods.started_at is 'At most 16 hours before it is said.';
comment on column public.duty_periods.ended_at is 'Empty: is on. Between start and 36 hours later.';
comment on column public.duty_periods.closed_by is 'person: they said so; shift: somebody who runs the shift did, or a manager corrected it; system: nobody did within 16 hours, or their right in the home ended.';
create unique index duty_periods_on on public.duty_periods (organisation_id, profile_id) where ended_at is null and archived_at is null;
comment on index public.duty_periods_on is 'Nobody is on twice, across homes. What it tells who starts a shift for somebody, that the person is on, is answered without where.';
create index duty_periods_home on public.duty_periods (organisation_id, care_home_id, started_at) where archived_at is null;
create index duty_periods_home_on on public.duty_periods (organisation_id, care_home_id) where ended_at is null and archived_at is null;
create index duty_periods_person on public.duty_periods (organisation_id, profile_id, started_at desc) where archived_at is null;
create index duty_periods_archived on public.duty_periods (organisation_id, care_home_id) where archived_at is not null;
alter table public.duty_periods enable row level security;
alter table public.duty_periods force row level security;
revoke all on public.duty_periods from public, anon, authenticated, service_role;

create function app.duty_places() returns text[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    runs uuid[] := app.managed_home_ids(me) || app.member_home_ids(me, '{senior,nurse}');
begin
    if me.profile_id is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct x.profile_id::text || '@' || x.care_home_id::text) from (
            select u.profile_id, u.care_home_id from public.user_care_homes u
             where u.organisation_id = me.organisation_id and (u.care_home_id = any (runs) or u.profile_id = me.profile_id)
               and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> now()
            union all
            select m.profile_id, m.care_home_id from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and (m.care_home_id = any (runs) or m.profile_id = me.profile_id)
               and m.archived_at is null and m.valid @> now()) x
          join public.profiles p on p.organisation_id = me.organisation_id and p.id = x.profile_id and p.status = 'active' and p.archived_at is null),
        '{}');
end
$$;
comment on function app.duty_places() is 'Whose shift the caller may start, and where, each as person@home: people who give care in, or manage, a home in which the caller runs the shift; and themselves wherever they do.';

create function app.grade_in(person uuid, home uuid, at timestamptz) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if not (home = any (app.managed_home_ids(me)) or home = any (app.member_home_ids(me, '{carer,senior,nurse}'))
            or exists (select from public.care_homes h where h.organisation_id = app.org_read_in_full() and h.id = home)) then
        return null;
    end if;
    return coalesce((
        select u.grade from public.user_care_homes u
         where u.organisation_id = me.organisation_id and u.profile_id = person and u.care_home_id = home
           and u.archived_at is null and u.valid @> at
         order by array_position('{nurse,senior,carer,ancillary}'::text[], u.grade) limit 1), (
        select 'manager' from public.manager_care_homes m
         where m.organisation_id = me.organisation_id and m.profile_id = person and m.care_home_id = home
           and m.archived_at is null and m.valid @> at limit 1));
end
$$;
comment on function app.grade_in(uuid, uuid, timestamptz) is 'What a person was in a home at a moment: nurse, senior, carer, ancillary or manager. Told to who gives care there, manages it or reads it in full; nothing to anybody else.';

create function app.right_senior_of_home(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return (j ->> 'care_home_id')::uuid = any (app.senior_home_ids());
end
$$;
comment on function app.right_senior_of_home(jsonb) is 'Who runs the floor of the row''s home: seniors and nurses.';

create function app.duty_kept() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if tg_op = 'INSERT' then
        if me.profile_id is not null then
            if new.started_at > now() + interval '10 minutes' then
                perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'started_at');
            elsif new.started_at < now() - interval '16 hours' then
                perform app.refuse('invalid', 'That is more than 16 hours ago. Ask the manager to enter it.', 'started_at');
            end if;
            new.started_at := least(new.started_at, now());
            -- One that was forgotten does not keep a person from the next.
            perform app.close_forgotten_duty(new.organisation_id, now(), new.profile_id);
        end if;
        if new.assignment_id is null then
            select a.id into new.assignment_id from public.shift_assignments a
             where a.organisation_id = new.organisation_id and a.profile_id = new.profile_id and a.care_home_id = new.care_home_id
               and a.archived_at is null and a.status in ('accepted', 'published', 'confirmed', 'worked')
               and a.starts_at > new.started_at - interval '3 days'
               and a.during && tstzrange(new.started_at - interval '2 hours', new.started_at + interval '2 hours')
             order by abs(extract(epoch from a.starts_at - new.started_at)), a.id limit 1;
        end if;
        return new;
    end if;
    if me.profile_id is not null then
        if new.ended_at > now() + interval '10 minutes' then
            perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'ended_at');
        elsif new.started_at > now() then
            perform app.refuse('invalid', 'A shift has started when somebody is on.', 'started_at');
        end if;
        new.ended_at := least(new.ended_at, now());
        -- Whoever closes it for the house says so; a person can't.
        if new.ended_at is distinct from old.ended_at and new.closed_by is not distinct from old.closed_by then
            new.closed_by := case when new.ended_at is null then null when new.profile_id = me.profile_id then 'person' else 'shift' end;
        end if;
    end if;
    return new;
end
$$;
comment on function app.duty_kept() is 'Which shift of the rota a person''s time is for; what the device''s clock says; who ended it. One that was forgotten is closed when the next begins.';

create function app.close_forgotten_duty(tenant uuid, as_of timestamptz, of_person uuid default null) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
    closed bigint;
begin
    update public.duty_periods d
       set closed_by = 'system',
           ended_at = greatest(d.started_at, least(d.started_at + interval '16 hours', as_of))
     where d.organisation_id = tenant and d.ended_at is null and d.archived_at is null
       and (of_person is null or d.profile_id = of_person)
       and (d.started_at < as_of - interval '16 hours'
            -- Who has no right there any more is not on either.
            or not (exists (
                    select from public.user_care_homes u
                     where u.organisation_id = d.organisation_id and u.profile_id = d.profile_id and u.care_home_id = d.care_home_id
                       and u.archived_at is null and u.valid @> as_of)
                 or exists (
                    select from public.manager_care_homes m
                     where m.organisation_id = d.organisation_id and m.profile_id = d.profile_id and m.care_home_id = d.care_home_id
                       and m.archived_at is null and m.valid @> as_of)));
    get diagnostics closed = row_count;
    return closed;
end
$$;
comment on function app.close_forgotten_duty(uuid, timestamptz, uuid) is 'Ends what nobody ended within 16 hours, and what is of somebody whose right in the home has ended; of an organisation or of one person. Says how many. For use inside definer functions only.';

create trigger kept before insert or update of started_at, ended_at on public.duty_periods for each row execute function app.duty_kept();
create trigger record before insert or update on public.duty_periods for each row execute function app.record_row();
create trigger column_rights before update on public.duty_periods for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.duty_periods for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.duty_periods for each row execute function app.audit();
grant select on public.duty_periods to authenticated;
grant insert (organisation_id, care_home_id, unit_id, profile_id, started_at) on public.duty_periods to almoner_request;
grant update (unit_id, started_at, ended_at, archived_at, archive_reason) on public.duty_periods to almoner_request;
create policy duty_periods_select on public.duty_periods for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy duty_periods_insert on public.duty_periods for insert to almoner_request
    with check (profile_id::text || '@' || care_home_id::text = any ((select app.duty_places())::text[]));
-- What has ended is a manager's to correct.
create policy duty_periods_update on public.duty_periods for update to almoner_request
    using (care_home_id = any ((select app.managed_home_ids())::uuid[])
        or (ended_at is null and (care_home_id = any ((select app.senior_home_ids())::uuid[]) or profile_id = (select app.profile_id()))))
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.senior_home_ids())::uuid[])
        or profile_id = (select app.profile_id()));

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'duty_periods', 'care_home_id', false),
    ('profiles', 'duty_periods', 'profile_id', false);
insert into app.column_rights (table_name, right_name, columns) values
    ('duty_periods', 'manager_of_home', '{unit_id,started_at,ended_at,archived_at,archive_reason}'),
    ('duty_periods', 'senior_of_home', '{ended_at}'),
    ('duty_periods', 'self', '{ended_at}');

-- A job that this function does not name is a function of its family, app.job_NAME(organisation, slot): a new
-- job is a new function, and nobody replaces this one.
create or replace function app.handle_job(of_handler text, tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
declare
    done bigint;
begin
    if pg_catalog.to_regprocedure(pg_catalog.format('app.%I(uuid,timestamptz)', 'job_' || of_handler)) is not null then
        execute pg_catalog.format('select app.%I($1, $2)', 'job_' || of_handler) into done using tenant, slot;
        return done;
    end if;
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

create function app.job_forgotten_duty(tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$ begin return app.close_forgotten_duty(tenant, app.clock()); end $$;
comment on function app.job_forgotten_duty(uuid, timestamptz) is 'The job of app.close_forgotten_duty.';

insert into app.job_handlers (handler, cron, catch_up_minutes, says) values
    ('forgotten_duty', '*/15 * * * *', 120, 'Ends the shifts that nobody ended within 16 hours');
insert into public.scheduled_jobs (organisation_id, handler, cron, catch_up_minutes)
select o.id, h.handler, h.cron, h.catch_up_minutes from public.organisations o join app.job_handlers h on h.handler = 'forgotten_duty'
on conflict on constraint scheduled_jobs_once do nothing;

revoke execute on function app.duty_places(), app.grade_in(uuid, uuid, timestamptz), app.right_senior_of_home(jsonb),
    app.duty_kept(), app.close_forgotten_duty(uuid, timestamptz, uuid), app.handle_job(text, uuid, timestamptz),
    app.job_forgotten_duty(uuid, timestamptz)
    from public, anon, authenticated, service_role;
grant execute on function app.duty_places() to authenticated, almoner_request;
grant execute on function app.grade_in(uuid, uuid, timestamptz) to authenticated, almoner_request;
