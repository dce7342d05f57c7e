create or replace function app.tell_of_incident(i public.incidents) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    told jsonb := jsonb_build_object('organisation_id', i.organisation_id, 'template', 'incident_opened', 'entity', 'incidents', 'entity_id', i.id,
        'care_home_id', i.care_home_id, 'client_id', i.client_id, 'priority', i.priority);
    urgent boolean := i.priority in ('high', 'critical');
    who uuid;
begin
    foreach who in array app.incident_recipients(i.organisation_id, i.id, 0) loop
        perform app.schedule_notification(who, told, now(), 'in_app', i.priority, 'incident', 'opened');
        if urgent then
            perform app.schedule_notification(who, told, now(), 'email', i.priority, 'incident', 'opened');
        end if;
    end loop;
    -- A channel is read by whoever is in it: nothing of an incident about staff, or kept to managers, goes there.
    if urgent and not i.restricted then
        perform app.schedule_notification(null, told, now(), 'webhook', i.priority, 'incident', 'opened');
    end if;
end
$$;
drop function app.schedule_ladder(jsonb, text, text, timestamptz, uuid[]);
drop function app.ladder_recipients(uuid, uuid, text, uuid[]);
