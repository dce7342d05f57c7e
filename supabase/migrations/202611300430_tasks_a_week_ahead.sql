-- Tasks are made a week ahead, so that a database whose worker is away for a weekend still has a round to
-- walk; and when a home's tasks run short, who manages it hears of it once.

update app.job_handlers set version = 2 where handler = 'extend_tasks';

create or replace function app.extend_tasks(as_of timestamptz, of_organisation uuid) returns int
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
            made := made + app.generate_tasks(of_organisation, r.client_id, as_of, as_of + interval '7 days');
        end if;
        held := null;
    end loop;
    return made;
end
$$;
comment on function app.extend_tasks(timestamptz, uuid) is 'The hourly run: an organisation''s tasks of the next 7 days. Idempotent; says how many it made.';

create function app.tasks_made_until(tenant uuid, home uuid, as_of timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
    run timestamptz;
begin
    -- A run makes what begins within 7 days of its own clock, which is not before it began; its first version
    -- made 48 hours.
    select max(r.started_at + case when r.handler_version >= 2 then interval '7 days' else interval '48 hours' end) into run
      from public.job_runs r
     where r.organisation_id = tenant and r.handler = 'extend_tasks' and r.status = 'succeeded'
       and r.slot > as_of - interval '7 days';
    -- Publishing and arriving make 48 hours: the resident with the shortest reach says how far the home's goes.
    return coalesce((
        select min(greatest(run, v.published_at + interval '48 hours', lower(s.during) + interval '48 hours')) from public.bed_stays s
          join public.care_plan_versions v on v.organisation_id = s.organisation_id and v.client_id = s.client_id and v.status = 'active'
         where s.organisation_id = tenant and s.care_home_id = home and s.status = 'live' and s.archived_at is null), run);
end
$$;
comment on function app.tasks_made_until(uuid, uuid, timestamptz) is 'Up to when the tasks of everybody who lives in a home are made, whoever asks; empty where nothing is known. For use inside definer functions only.';

create or replace function app.tasks_ready_until(home uuid) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if not (home = any (app.visible_home_ids(me))
        or exists (select from public.care_homes h where h.organisation_id = app.org_read_in_full() and h.id = home)) then
        return null;
    end if;
    return app.tasks_made_until(me.organisation_id, home, now());
end
$$;

create table private.task_shortages (
    organisation_id uuid not null,
    care_home_id uuid not null,
    since timestamptz not null default now(),
    primary key (organisation_id, care_home_id)
);
comment on table private.task_shortages is 'Homes whose tasks are made for less than 4 hours ahead, while that is so: who manages one is told when it begins.';
revoke all on private.task_shortages from public, anon, authenticated, service_role;

create function app.tell_of_short_tasks(tenant uuid, as_of timestamptz) returns bigint
language plpgsql set search_path = ''
as $$
declare
    home record;
    began timestamptz;
    who uuid;
    short bigint := 0;
begin
    for home in
        select h.id, app.tasks_made_until(tenant, h.id, as_of) as until from public.care_homes h
         where h.organisation_id = tenant and h.archived_at is null
           -- Where nobody lives who has a plan there is nothing to make.
           and exists (select from public.bed_stays s
                 join public.care_plan_versions v on v.organisation_id = s.organisation_id and v.client_id = s.client_id and v.status = 'active'
                where s.organisation_id = tenant and s.care_home_id = h.id and s.status = 'live' and s.archived_at is null)
         order by h.id
    loop
        if coalesce(home.until, '-infinity') >= as_of + interval '4 hours' then
            delete from private.task_shortages t where t.organisation_id = tenant and t.care_home_id = home.id;
            continue;
        end if;
        short := short + 1;
        began := null;
        insert into private.task_shortages as t (organisation_id, care_home_id, since) values (tenant, home.id, as_of)
        on conflict do nothing returning t.since into began;
        continue when began is null;
        for who in select distinct m.profile_id from public.manager_care_homes m
                    where m.organisation_id = tenant and m.care_home_id = home.id and m.archived_at is null and m.valid @> as_of loop
            perform app.schedule_notification(who, jsonb_build_object('organisation_id', tenant, 'template', 'tasks_short',
                'entity', 'care_homes', 'entity_id', home.id, 'care_home_id', home.id), as_of, priority => 'high',
                slot => to_char(began at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'));
        end loop;
    end loop;
    return short;
end
$$;
comment on function app.tell_of_short_tasks(uuid, timestamptz) is 'Tells who manages a home, once for each shortage, that its tasks are made for less than 4 hours ahead. Says how many homes are short.';

create function app.job_tasks_ready(tenant uuid, slot timestamptz) returns bigint
language plpgsql set search_path = ''
as $$ begin return app.tell_of_short_tasks(tenant, app.clock()); end $$;
comment on function app.job_tasks_ready(uuid, timestamptz) is 'The job of app.tell_of_short_tasks.';

insert into app.job_handlers (handler, cron, catch_up_minutes, says) values
    ('tasks_ready', '*/15 * * * *', 60, 'Tells managers when the tasks of their home are made for less than 4 hours ahead');
insert into public.scheduled_jobs (organisation_id, handler, cron, catch_up_minutes)
select o.id, h.handler, h.cron, h.catch_up_minutes from public.organisations o join app.job_handlers h on h.handler = 'tasks_ready'
on conflict on constraint scheduled_jobs_once do nothing;

revoke execute on function app.extend_tasks(timestamptz, uuid), app.tasks_made_until(uuid, uuid, timestamptz),
    app.tell_of_short_tasks(uuid, timestamptz), app.job_tasks_ready(uuid, timestamptz), app.tasks_ready_until(uuid)
    from public, anon, authenticated, service_role;
grant execute on function app.tasks_ready_until(uuid) to authenticated, almoner_request;
