drop function app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[]);
create or replace function app.finish_notification(tenant uuid, notification uuid, of_attempt int, outcome text,
    provider text default null, error_code text default null, retry_after interval default null)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
    q public.notification_queue;
begin
    if outcome is null or outcome not in ('sent', 'delivered', 'failed', 'suppressed', 'unknown', 'retry') then
        raise exception 'a notification ends as sent, delivered, failed, suppressed or unknown, or is tried again (retry)' using errcode = '22023';
    end if;
    select * into q from public.notification_queue x where x.organisation_id = tenant and x.id = notification for update;
    -- Somebody else has it now, or has finished it.
    if q.id is null or q.status <> 'leased' or q.attempt <> of_attempt then
        return false;
    end if;
    if outcome = 'retry' and q.attempt < 8 then
        update public.notification_queue x
           set status = 'queued', lease_until = null, last_error = error_code,
               -- Full jitter up to a quarter of an hour; what the provider asks for, up to an hour.
               next_at = clock_timestamp() + greatest(
                   random() * least(interval '15 minutes', interval '5 seconds' * power(2, q.attempt)),
                   least(coalesce(retry_after, interval '0'), interval '1 hour'))
         where x.organisation_id = tenant and x.id = notification;
    elsif outcome = 'delivered' and q.channel = 'in_app' then
        update public.notification_queue x set status = 'delivered', lease_until = null
         where x.organisation_id = tenant and x.id = notification;
    else
        perform app.move_notification(tenant, notification, case outcome when 'retry' then 'dead' else outcome end, provider, error_code);
    end if;
    return true;
end
$$;
comment on function app.finish_notification(uuid, uuid, int, text, text, text, interval) is 'Ends an attempt; false, and nothing changed, when it is not the latest. retry puts it back until the eighth attempt, after which it is dead. What is shown in the console stays in the queue until app.finish_shown_notifications.';
drop function app.pause_channel(uuid, text, text);
drop function app.claim_verdict(uuid, uuid, int, interval);
drop function app.claim_notifications(text, int, interval);
create function app.claim_notifications(of_channel text, up_to int default 20, lease interval default '60 seconds')
returns table (organisation_id uuid, id uuid, attempt int, profile_id uuid, kind text, entity text, entity_id uuid, care_home_id uuid,
    client_id uuid, incident_id uuid, payload jsonb, class text, priority text, trigger_at timestamptz, lease_until timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    over record;
begin
    -- What nobody needs to hear any more, and what has taken its worker down with it too often.
    for over in
        select q.organisation_id, q.id, case when q.expires_at <= clock_timestamp() then 'expired' else 'dead' end as outcome
          from public.notification_queue q
         where q.channel = of_channel
           and ((q.status = 'queued' and q.next_at <= clock_timestamp() and q.expires_at <= clock_timestamp())
                or (q.status = 'leased' and q.lease_until <= clock_timestamp() and (q.attempt >= 8 or q.expires_at <= clock_timestamp())))
         order by q.next_at limit 200 for update skip locked
    loop
        perform app.move_notification(over.organisation_id, over.id, over.outcome, null, case over.outcome when 'dead' then 'attempts' else 'too_old' end);
    end loop;
    return query
    update public.notification_queue q
       set status = 'leased', attempt = q.attempt + 1, lease_until = clock_timestamp() + least(greatest(lease, interval '1 second'), interval '10 minutes')
      from (
        select w.organisation_id, w.id from public.notification_queue w
         where w.channel = of_channel
           and ((w.status = 'queued' and w.next_at <= clock_timestamp()) or (w.status = 'leased' and w.lease_until <= clock_timestamp()))
         order by case w.priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, w.next_at, w.id
         limit least(greatest(up_to, 1), 200) for update skip locked
      ) due
     where q.organisation_id = due.organisation_id and q.id = due.id
    returning q.organisation_id, q.id, q.attempt, q.profile_id, q.kind, q.entity, q.entity_id, q.care_home_id,
        q.client_id, q.incident_id, q.payload, q.class, q.priority, q.trigger_at, q.lease_until;
end
$$;
comment on function app.claim_notifications(text, int, interval) is 'Gives a worker what is due on a channel, most urgent first, under a lease, the attempt counted. Two workers never get the same row.';
revoke execute on function app.claim_notifications(text, int, interval) from public, anon, authenticated, service_role;
grant execute on function app.claim_notifications(text, int, interval) to almoner_worker;
