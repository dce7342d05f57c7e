-- What was not recorded in time. Handover items and notifications join with the tables that they need.

create function app.resolve_overdue_tasks(as_of timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    missed int;
begin
    -- One that somebody records at this moment is theirs, and one that another run has is that run's:
    -- each is called missed exactly once.
    with overdue as (
        select t.organisation_id, t.id from public.care_plan_tasks t
         where t.status = 'due' and t.archived_at is null and t.missed_after < as_of
         order by t.organisation_id, t.id
           for no key update skip locked
    ), resolved as (
        update public.care_plan_tasks t
           set status = case when t.kind = 'prompt' then 'not_required' else 'missed' end,
               status_reason = case when t.kind = 'prompt' then 'prompt_over' end,
               missed_at = case when t.kind <> 'prompt' then clock_timestamp() end
          from overdue o
         where t.organisation_id = o.organisation_id and t.id = o.id
        returning t.status
    )
    select count(*) filter (where r.status = 'missed') into missed from resolved r;
    return missed;
end
$$;
comment on function app.resolve_overdue_tasks(timestamptz) is 'Calls missed what was not recorded by then; a prompt simply passes. Once for each task, however many runs there are; says how many it called missed.';
revoke execute on function app.resolve_overdue_tasks(timestamptz) from public, anon, authenticated, service_role;
