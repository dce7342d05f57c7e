-- What is overdue says when it was due: an instant, like every date of a payload, and nothing of anybody.

create or replace function app.tell_overdue() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    i public.incidents;
    told jsonb;
    who uuid;
begin
    if tg_op = 'UPDATE' then
        perform app.withdraw_notifications(new.organisation_id, new.incident_id, null, new.clock, 'clock');
    end if;
    if new.status <> 'running' then
        return null;
    end if;
    select x.* into i from public.incidents x where x.organisation_id = new.organisation_id and x.id = new.incident_id;
    told := jsonb_build_object('organisation_id', new.organisation_id, 'template', 'incident_overdue', 'entity', 'incidents', 'entity_id', new.incident_id,
        'care_home_id', new.care_home_id, 'client_id', new.client_id, 'timer_id', new.id, 'due_at', new.due_at, 'priority', i.priority);
    foreach who in array app.incident_recipients(new.organisation_id, new.incident_id, 1) loop
        perform app.schedule_notification(who, told, new.due_at, 'in_app', i.priority, 'incident',
            -- Each time that the clock starts or moves is another time, be it to the same moment.
            new.clock || ':' || right(new.id::text, 12) || ':' || new.version);
    end loop;
    return null;
end
$$;

revoke execute on function app.tell_overdue() from public, anon, authenticated, service_role;
