-- The ladder: something urgent that nobody acknowledges is told to the next, and the next.
--
-- All rungs are queued at once, each for its moment. Before a rung is said its reason is looked at again,
-- and an acknowledgement by anybody on the rungs below takes it away: there is nothing to stop or to lose.

create function app.ladder_recipients(tenant uuid, home uuid, of_who text, except_people uuid[]) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct p.id)
          from public.profiles p
         where p.organisation_id = tenant and p.status = 'active' and p.archived_at is null and p.id <> all (except_people)
           and case of_who when 'managers' then exists (
                    select from public.manager_care_homes m where m.organisation_id = tenant and m.care_home_id = home and m.profile_id = p.id
                       and m.archived_at is null and m.valid @> now())
               else exists (
                    select from public.organisation_roles r where r.organisation_id = tenant and r.profile_id = p.id
                       and r.role = case of_who when 'owners' then 'business_owner' else 'compliance_lead' end
                       and r.archived_at is null and r.valid @> now()) end), '{}');
end
$$;
comment on function app.ladder_recipients(uuid, uuid, text, uuid[]) is 'Who stands on a rung now, without those whom it is about. For use inside definer functions only.';

create function app.schedule_ladder(payload jsonb, of_priority text, of_class text, begins timestamptz, except_people uuid[]) returns int
language plpgsql volatile set search_path = ''
as $$
declare
    tenant uuid := (payload ->> 'organisation_id')::uuid;
    rung record;
    who uuid;
    channel text;
    told int := 0;
begin
    for rung in
        select e.step, e.after_minutes, e.who from public.escalation_policies e
         where e.organisation_id = tenant and e.archived_at is null
        union all
        select d.step, d.after_minutes, d.who from (values (1, 15, 'managers'), (2, 30, 'owners')) d (step, after_minutes, who)
         where not exists (select from public.escalation_policies e where e.organisation_id = tenant and e.archived_at is null)
         order by 1, 2, 3
    loop
        foreach who in array app.ladder_recipients(tenant, (payload ->> 'care_home_id')::uuid, rung.who, except_people) loop
            foreach channel in array array['in_app', 'email'] loop
                told := told + (app.schedule_notification(who, payload || jsonb_build_object('step', rung.step),
                    begins + rung.after_minutes * interval '1 minute', channel, of_priority, of_class,
                    'step:' || rung.step) is not null)::int;
            end loop;
        end loop;
    end loop;
    return told;
end
$$;
comment on function app.schedule_ladder(jsonb, text, text, timestamptz, uuid[]) is 'Queues every rung of the organisation''s ladder for what a payload is about: by the console and by mail. Says how many were queued. The kind''s reason (app.reason_<kind>) takes rungs away once somebody has acknowledged. For use inside definer functions only.';

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
    if urgent then
        perform app.schedule_ladder(told, i.priority, 'incident', now(), i.subject_ids);
    end if;
    -- A channel is read by whoever is in it: nothing of an incident about staff, or kept to managers, goes there.
    if urgent and not i.restricted then
        perform app.schedule_notification(null, told, now(), 'webhook', i.priority, 'incident', 'opened');
    end if;
end
$$;

revoke execute on function app.tell_of_incident(public.incidents), app.ladder_recipients(uuid, uuid, text, uuid[]), app.schedule_ladder(jsonb, text, text, timestamptz, uuid[])
    from public, anon, authenticated, service_role;
