delete from public.job_runs where handler = 'tasks_ready';
delete from public.scheduled_jobs where handler = 'tasks_ready';
delete from app.job_handlers where handler = 'tasks_ready';
drop function app.job_tasks_ready(uuid, timestamptz);
drop function app.tell_of_short_tasks(uuid, timestamptz);
drop table private.task_shortages;
create or replace function app.tasks_ready_until(home uuid) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    run timestamptz;
begin
    if not (home = any (app.visible_home_ids(me))
        or exists (select from public.care_homes h where h.organisation_id = app.org_read_in_full() and h.id = home)) then
        return null;
    end if;
    -- The hourly run makes what begins within 48 hours of its own clock, which is not before it began.
    select max(r.started_at) into run from public.job_runs r
     where r.organisation_id = me.organisation_id and r.handler = 'extend_tasks' and r.status = 'succeeded'
       and r.slot > now() - interval '4 days';
    -- Publishing and arriving make them too: the resident with the shortest reach says how far the home's goes.
    return coalesce((
        select min(greatest(run, v.published_at, lower(s.during))) from public.bed_stays s
          join public.care_plan_versions v on v.organisation_id = s.organisation_id and v.client_id = s.client_id and v.status = 'active'
         where s.organisation_id = me.organisation_id and s.care_home_id = home and s.status = 'live' and s.archived_at is null), run)
        + interval '48 hours';
end
$$;
drop function app.tasks_made_until(uuid, uuid, timestamptz);
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
            made := made + app.generate_tasks(of_organisation, r.client_id, as_of, as_of + interval '48 hours');
        end if;
        held := null;
    end loop;
    return made;
end
$$;
comment on function app.extend_tasks(timestamptz, uuid) is 'The hourly run: an organisation''s tasks of the next 48 hours. Idempotent; says how many it made.';
update app.job_handlers set version = 1 where handler = 'extend_tasks';
