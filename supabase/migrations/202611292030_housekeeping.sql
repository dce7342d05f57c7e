-- What is done for the whole database, and of no organisation: one step at a time, each as often as it is due,
-- however many workers there are.

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

revoke execute on function app.forget_runs(), app.keep_house(text), app.finish_housekeeping()
    from public, anon, authenticated, service_role;
grant execute on function app.finish_housekeeping() to almoner_worker;
