-- Who is told of an incident, and who when nobody has done in time what was due: never somebody whom it
-- is about. And what was told, handed over or sent of an incident is hidden from its subjects like the rest.

alter policy notification_queue_select on public.notification_queue
    using (profile_id = (select app.profile_id())
        and (care_home_id is null or organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.visible_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])));
alter policy notification_delivery_select on public.notification_delivery
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])));
alter policy handover_items_select on public.handover_items
    using ((organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])));

create function app.incident_recipients(of_organisation uuid, of_incident uuid, step int) returns uuid[]
language plpgsql stable set search_path = ''
as $$
declare
    i public.incidents;
    managers uuid[];
begin
    select x.* into i from public.incidents x where x.organisation_id = of_organisation and x.id = of_incident;
    if step = 0 then
        select array_agg(distinct p.id) into managers
          from public.manager_care_homes m
          join public.profiles p on p.organisation_id = m.organisation_id and p.id = m.profile_id
         where m.organisation_id = i.organisation_id and m.care_home_id = i.care_home_id and m.archived_at is null and m.valid @> now()
           and p.status = 'active' and p.archived_at is null and p.id <> all (i.subject_ids);
        if managers is not null then
            return managers;
        end if;
    end if;
    return coalesce((
        select array_agg(distinct p.id)
          from public.organisation_roles r
          join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id
         where r.organisation_id = i.organisation_id and r.archived_at is null and r.valid @> now()
           and p.status = 'active' and p.archived_at is null and p.id <> all (i.subject_ids)), '{}');
end
$$;
comment on function app.incident_recipients(uuid, uuid, int) is 'Who is told of an incident: at step 0 the managers of the home who are not its subject, and where there is none the owners and compliance leads; at step 1 those at once. Nobody when the incident is about all of them. For use inside definer functions only.';

create function app.tell_of_incident(i public.incidents) returns void
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
comment on function app.tell_of_incident(public.incidents) is 'Tells those who are to work an incident; what is urgent at once by other ways too. Whoever was told already is not told again.';

create function app.withdraw_notifications(tenant uuid, of_incident uuid, of_people uuid[], of_slot text, why text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    waiting record;
begin
    for waiting in
        select q.organisation_id, q.id from public.notification_queue q
         where q.organisation_id = tenant and q.incident_id = of_incident and q.status = 'queued'
           and (of_people is null or q.profile_id = any (of_people)) and (of_slot is null or q.slot like of_slot || ':%')
         for update
    loop
        perform app.move_notification(waiting.organisation_id, waiting.id, 'suppressed', null, why);
    end loop;
end
$$;
comment on function app.withdraw_notifications(uuid, uuid, uuid[], text, text) is 'Takes out of the queue what was not sent yet: to people who became subjects, or of a clock that does not run any more. For use inside definer functions only.';
create index notification_queue_incident on public.notification_queue (organisation_id, incident_id) where incident_id is not null and status <> 'delivered';

create function app.tell_incident() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and not (new.subject_ids <@ old.subject_ids) then
        perform app.withdraw_notifications(new.organisation_id, new.id, new.subject_ids, null, 'subject');
    end if;
    if new.status not in ('closed', 'voided') then
        perform app.tell_of_incident(new);
    end if;
    return null;
end
$$;
comment on function app.tell_incident() is 'A new incident is told at once; one that is about somebody else now, or more urgent than it was, is told to those who do not know yet.';
create trigger tells after insert on public.incidents for each row execute function app.tell_incident();
create trigger tells_again after update of subject_ids, priority on public.incidents for each row
    when (not (new.subject_ids <@ old.subject_ids)
        or (new.priority in ('high', 'critical') and old.priority not in ('high', 'critical')))
    execute function app.tell_incident();

create function app.tell_overdue() returns trigger
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
        'care_home_id', new.care_home_id, 'client_id', new.client_id, 'timer_id', new.id, 'priority', i.priority);
    foreach who in array app.incident_recipients(new.organisation_id, new.incident_id, 1) loop
        perform app.schedule_notification(who, told, new.due_at, 'in_app', i.priority, 'incident',
            -- Each time that the clock starts or moves is another time, be it to the same moment.
            new.clock || ':' || right(new.id::text, 12) || ':' || new.version);
    end loop;
    return null;
end
$$;
comment on function app.tell_overdue() is 'When a clock runs out, those above the home''s managers are told. Queued when the clock starts; taken back when it stops, pauses or moves.';
create trigger tells after insert on public.sla_timers for each row execute function app.tell_overdue();
create trigger tells_again after update of status, due_at on public.sla_timers for each row
    when (new.status <> old.status or new.due_at <> old.due_at) execute function app.tell_overdue();

revoke execute on function app.incident_recipients(uuid, uuid, int), app.tell_of_incident(public.incidents),
    app.withdraw_notifications(uuid, uuid, uuid[], text, text), app.tell_incident(), app.tell_overdue()
    from public, anon, authenticated, service_role;
