-- Up to when a home's tasks are made travels with every round, so that a short list is not taken for a quiet shift.

create function app.tasks_ready_until(home uuid) returns timestamptz
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
comment on function app.tasks_ready_until(uuid) is 'Up to when the tasks of everybody who lives in a home are made; empty where nothing is known, and for homes that the caller does not see.';
revoke execute on function app.tasks_ready_until(uuid) from public, anon, authenticated, service_role;
grant execute on function app.tasks_ready_until(uuid) to authenticated, almoner_request;

-- Whoever writes a plan looks at the next times of a task before it is published: the ones that will be made.
grant execute on function app.occurrences(public.care_task_definitions, text, time, timestamptz, timestamptz) to authenticated, almoner_request;
