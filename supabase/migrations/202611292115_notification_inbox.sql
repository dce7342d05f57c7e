-- What is shown in the console, with a mail to those who want one, and what those see who watch over it all.

create function app.finish_in_app(up_to int default 200) returns int
language plpgsql volatile security definer set search_path = ''
as $$
declare
    q record;
    mail text;
    shown int := 0;
begin
    for q in
        select x.* from public.notification_queue x
         where x.channel = 'in_app' and x.status <> 'delivered' and x.next_at <= clock_timestamp()
           and (x.status = 'queued' or x.lease_until <= clock_timestamp())
         order by x.next_at, x.id limit least(greatest(up_to, 1), 1000) for update skip locked
    loop
        shown := shown + 1;
        if not app.reason_holds(q.kind, q.organisation_id, q.entity_id, q.payload) then
            perform app.move_notification(q.organisation_id, q.id, 'suppressed', null, 'reason_gone');
            continue;
        end if;
        update public.notification_queue x set status = 'delivered', attempt = x.attempt + 1, lease_until = null
         where x.organisation_id = q.organisation_id and x.id = q.id;
        select p.email into mail from public.notification_preferences p where p.organisation_id = q.organisation_id and p.profile_id = q.profile_id;
        mail := coalesce(mail, 'urgent');
        if mail = 'all' or (mail = 'urgent' and q.priority in ('high', 'critical')) then
            perform app.mail_too(q.organisation_id, q.profile_id, q.payload, q.priority, q.class, q.slot);
        end if;
    end loop;
    return shown;
end
$$;
comment on function app.finish_in_app(int) is 'Shows what is due in the console, with a mail to those who want one; says how many it looked at. All of it in one transaction: nothing is shown twice or lost. Any number of workers at once.';

create function app.mail_too(tenant uuid, person uuid, payload jsonb, of_priority text, of_class text, of_slot text) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    if of_priority in ('low', 'medium') and (
        select count(*) from (
            (select from public.notification_queue q where q.organisation_id = tenant and q.profile_id = person and q.channel = 'email'
                and q.created_at > now() - interval '1 hour' limit 10)
            union all
            (select from public.notification_delivery d where d.organisation_id = tenant and d.profile_id = person and d.channel = 'email'
                and d.created_at > now() - interval '1 hour' limit 10)) of_late) >= 10
    then
        -- A flood becomes one mail at the next full hour that says how much there is to read.
        perform app.schedule_notification(person, jsonb_build_object('organisation_id', tenant, 'template', 'digest', 'entity', 'profiles', 'entity_id', person),
            date_trunc('hour', now()) + interval '1 hour', 'email', 'medium', 'reminder', to_char(now() at time zone 'UTC', 'YYYY-MM-DD:HH24'));
        return;
    end if;
    perform app.schedule_notification(person, payload || jsonb_build_object('organisation_id', tenant), now(), 'email', of_priority, of_class, of_slot);
end
$$;
comment on function app.mail_too(uuid, uuid, jsonb, text, text, text) is 'Sends by mail what is shown in the console. After ten mails within an hour what can wait comes together in one. For use inside definer functions only.';

-- Screens of the recipient, and of nobody else, hear of it.
create function app.notification_moves() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into private.change_events (organisation_id, care_home_id, client_id, profile_id, incident_id, restriction, table_name, row_id, kind)
    values (new.organisation_id, new.care_home_id, new.client_id, new.profile_id, new.incident_id, 'recipient', 'notification_queue', new.id,
        case when old.status = 'delivered' then 'update' else 'insert' end);
    return null;
end
$$;
comment on function app.notification_moves() is 'Says to the live screens of the recipient that the inbox has changed: something came, or was read.';
create trigger moves after update of status, read_at, acknowledged_at on public.notification_queue for each row
    when (new.channel = 'in_app' and new.status = 'delivered'
        and (old.status <> 'delivered' or new.read_at is distinct from old.read_at or new.acknowledged_at is distinct from old.acknowledged_at))
    execute function app.notification_moves();

create function app.waiting_notifications(at_most int default 100)
returns table (id uuid, channel text, kind text, profile_id uuid, care_home_id uuid, priority text, status text, attempt int, trigger_at timestamptz,
    next_at timestamptz, expires_at timestamptz, last_error text, created_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
    tenant uuid := app.organisation_id();
    in_full uuid := app.org_read_in_full();
    mine uuid[] := app.managed_home_ids();
    hidden uuid[] := app.incidents_hidden_from_me();
begin
    return query
    select q.id, q.channel, q.kind, q.profile_id, q.care_home_id, q.priority, q.status, q.attempt, q.trigger_at, q.next_at, q.expires_at, q.last_error, q.created_at
      from public.notification_queue q
     where q.organisation_id = tenant and q.status <> 'delivered' and q.channel <> 'in_app'
       and (q.organisation_id = in_full or q.care_home_id = any (mine))
       and (q.incident_id is null or q.incident_id <> all (hidden))
     order by q.next_at, q.id limit least(greatest(at_most, 1), 200);
end
$$;
comment on function app.waiting_notifications(int) is 'What waits to be sent outside the console, of the homes that the caller manages or of the organisation that they read in full: when, how often tried, why not yet. The soonest first.';

revoke execute on function app.finish_in_app(int), app.mail_too(uuid, uuid, jsonb, text, text, text), app.notification_moves(), app.waiting_notifications(int)
    from public, anon, authenticated, service_role;
grant execute on function app.finish_in_app(int) to almoner_worker;
grant execute on function app.waiting_notifications(int) to authenticated;
