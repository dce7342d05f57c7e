-- What the worker calls for notifications that leave the house: what is claimed for a way out (fairly across
-- homes, not in quiet hours, not on a closed channel), and how it ended.

drop function app.claim_notifications(text, int, interval);
create function app.claim_notifications(of_channel text, up_to int default 20, lease interval default '60 seconds')
returns table (organisation_id uuid, id uuid, attempt int, profile_id uuid, kind text, entity text, entity_id uuid, care_home_id uuid,
    client_id uuid, incident_id uuid, payload jsonb, class text, priority text, trigger_at timestamptz, lease_until timestamptz,
    lease_seconds float8, says text, code text, address text, care_home_name text, organisation_name text, time_zone text, subject text, body text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    over record;
    r record;
    v record;
    held interval := least(greatest(lease, interval '1 second'), interval '10 minutes');
    wanted int := least(greatest(up_to, 1), 200);
    shares uuid[];
    per_share int;
    tenants uuid[];
    ids uuid[];
    waits timestamptz;
begin
    -- What nobody needs to hear any more, and what has taken its worker down with it too often.
    for over in
        select q.organisation_id, q.id, case when q.expires_at <= clock_timestamp() then 'expired' else 'dead' end as outcome
          from public.notification_queue q
         where q.channel = of_channel and q.status <> 'delivered'
           and ((q.status = 'queued' and q.next_at <= clock_timestamp() and q.expires_at <= clock_timestamp())
                or (q.status = 'leased' and q.lease_until <= clock_timestamp() and (q.attempt >= 8 or q.expires_at <= clock_timestamp())))
         order by q.next_at limit 200 for update skip locked
    loop
        perform app.move_notification(over.organisation_id, over.id, over.outcome, null, case over.outcome when 'dead' then 'attempts' else 'too_old' end);
    end loop;
    -- Leases that ran out.
    update public.notification_queue q set status = 'queued', lease_until = null
      from (select w.organisation_id, w.id from public.notification_queue w
             where w.channel = of_channel and w.status = 'leased' and w.lease_until <= clock_timestamp()
             order by w.lease_until limit 200 for update skip locked) lost
     where q.organisation_id = lost.organisation_id and q.id = lost.id;
    -- A closed channel is tried with one now and then.
    for r in
        select c.organisation_id, c.id from public.notification_channels c
         where c.channel = of_channel and c.status = 'paused' and c.probe_at <= clock_timestamp() order by c.probe_at for update skip locked
    loop
        update public.notification_channels c set probe_at = clock_timestamp() + interval '5 minutes'
         where c.organisation_id = r.organisation_id and c.id = r.id;
        select array_agg(w.organisation_id), array_agg(w.id) into tenants, ids from (
            select q.organisation_id, q.id from public.notification_queue q
             where q.organisation_id = r.organisation_id and q.channel = of_channel and q.status = 'queued' and q.next_at <= clock_timestamp()
             order by case q.priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end, q.next_at limit 1) w;
        exit when ids is not null;
    end loop;
    if ids is null then
        -- The homes that have something, walked through the index.
        with recursive s as (
            (select coalesce(q.care_home_id, q.organisation_id) as share, q.organisation_id from public.notification_queue q
              where q.channel = of_channel and q.status = 'queued' order by coalesce(q.care_home_id, q.organisation_id) limit 1)
            union all
            select n.share, n.organisation_id from s cross join lateral (
                select coalesce(q.care_home_id, q.organisation_id) as share, q.organisation_id from public.notification_queue q
                 where q.channel = of_channel and q.status = 'queued' and coalesce(q.care_home_id, q.organisation_id) > s.share
                 order by coalesce(q.care_home_id, q.organisation_id) limit 1) n
        )
        select array_agg(s.share) into shares from s
         where not exists (select from public.notification_channels c
                            where c.organisation_id = s.organisation_id and c.channel = of_channel and c.status = 'paused');
        per_share := greatest(2, 4 * wanted / greatest(cardinality(shares), 1));
        loop
            exit when shares is null;
            -- Most urgent first; of one urgency each home's first, then each home's second, and so on. More
            -- than wanted, since other workers look at the same ones.
            select array_agg(c.organisation_id order by c.urgency, c.place, c.next_at), array_agg(c.id order by c.urgency, c.place, c.next_at)
              into tenants, ids
              from (
                select d.*, u as urgency, row_number() over (partition by s, u order by d.next_at, d.id) as place
                  from unnest(shares) s cross join generate_series(0, 3) u cross join lateral (
                    select q.organisation_id, q.id, q.next_at from public.notification_queue q
                     where q.channel = of_channel and q.status = 'queued' and coalesce(q.care_home_id, q.organisation_id) = s
                       and (case q.priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end) = u and q.next_at <= clock_timestamp()
                     order by q.next_at, q.id limit per_share) d
              ) c;
            exit when cardinality(ids) >= wanted or per_share >= 4 * wanted;
            per_share := least(per_share * 8, 4 * wanted);
        end loop;
    end if;
    for r in
        select q.organisation_id, q.id, q.profile_id, q.priority in ('high', 'critical') as urgent, h.time_zone as zone
          from unnest(tenants, ids) with ordinality c (tenant, notification, place)
          join public.notification_queue q on q.organisation_id = c.tenant and q.id = c.notification
          left join public.care_homes h on h.organisation_id = q.organisation_id and h.id = q.care_home_id
         where q.status = 'queued' and q.next_at <= clock_timestamp()
         order by c.place limit wanted for update of q skip locked
    loop
        if r.profile_id is not null and not r.urgent then
            waits := app.quiet_until(r.organisation_id, r.profile_id, r.zone, clock_timestamp());
            if waits = 'infinity' then
                perform app.move_notification(r.organisation_id, r.id, 'suppressed', null, 'quiet');
                continue;
            elsif waits is not null then
                -- Not all at once when the night is over.
                update public.notification_queue q set next_at = waits + random() * interval '15 minutes'
                 where q.organisation_id = r.organisation_id and q.id = r.id;
                continue;
            end if;
        end if;
        update public.notification_queue q
           set status = 'leased', attempt = q.attempt + 1, lease_until = clock_timestamp() + held
         where q.organisation_id = r.organisation_id and q.id = r.id;
        v := app.verdict(r.organisation_id, r.id);
        return query
        select q.organisation_id, q.id, q.attempt, q.profile_id, q.kind, q.entity, q.entity_id, q.care_home_id, q.client_id, q.incident_id,
               q.payload, q.class, q.priority, q.trigger_at, q.lease_until, extract(epoch from held)::float8,
               v.says, v.code, v.address, v.care_home_name, v.organisation_name, v.time_zone, v.subject, v.body
          from public.notification_queue q where q.organisation_id = r.organisation_id and q.id = r.id;
    end loop;
end
$$;
comment on function app.claim_notifications(text, int, interval) is 'Gives a worker what is due on a channel under a lease, the attempt counted, with what it takes to say it: most urgent first, homes in turn. What falls into quiet hours is put off. Two workers never get the same row.';

create function app.claim_verdict(tenant uuid, notification uuid, of_attempt int, lease interval default '60 seconds')
returns table (lease_seconds float8, says text, code text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    held interval := least(greatest(lease, interval '1 second'), interval '10 minutes');
    v record;
begin
    update public.notification_queue q set lease_until = clock_timestamp() + held
     where q.organisation_id = tenant and q.id = notification and q.status = 'leased' and q.attempt = of_attempt;
    if not found then
        return;
    end if;
    v := app.verdict(tenant, notification);
    return query select extract(epoch from held)::float8, v.says, v.code;
end
$$;
comment on function app.claim_verdict(uuid, uuid, int, interval) is 'For what was claimed a while ago, right before it is sent: prolongs the lease and says again whether it may be said. No row when the attempt is somebody else''s by now.';

create function app.pause_channel(tenant uuid, of_channel text, error_code text) returns void
language plpgsql volatile set search_path = ''
as $$
declare
    paused public.notification_channels;
    who record;
begin
    insert into public.notification_channels as c (organisation_id, channel, status, code, paused_at, probe_at)
    values (tenant, of_channel, 'paused', error_code, clock_timestamp(), clock_timestamp() + interval '5 minutes')
    on conflict on constraint notification_channels_once do update
       set status = 'paused', code = excluded.code, paused_at = excluded.paused_at, probe_at = excluded.probe_at
     where c.status = 'open'
    returning * into paused;
    if paused.id is null then
        return;
    end if;
    for who in
        select distinct r.profile_id from public.organisation_roles r
         where r.organisation_id = tenant and r.role = 'business_owner' and r.archived_at is null and r.valid @> now()
         order by 1
    loop
        perform app.schedule_notification(who.profile_id, jsonb_build_object('organisation_id', tenant, 'template', 'channel_paused',
            'entity', 'notification_channels', 'entity_id', paused.id), now(), 'in_app', 'high', 'incident',
            extract(epoch from paused.paused_at)::bigint::text);
    end loop;
end
$$;
comment on function app.pause_channel(uuid, text, text) is 'Closes a channel of an organisation and tells its owners in the console, once. For use inside definer functions only.';

create or replace function app.finish_notification(tenant uuid, notification uuid, of_attempt int, outcome text,
    provider text default null, error_code text default null, retry_after interval default null)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
    q public.notification_queue;
begin
    if outcome is null or outcome not in ('sent', 'delivered', 'failed', 'suppressed', 'unknown', 'retry', 'paused', 'returned') then
        raise exception 'a notification ends as sent, delivered, failed, suppressed or unknown, is tried again (retry), or goes back uncounted (paused, returned)' using errcode = '22023';
    end if;
    select * into q from public.notification_queue x where x.organisation_id = tenant and x.id = notification for update;
    -- Somebody else has it now, or has finished it.
    if q.id is null or q.status <> 'leased' or q.attempt <> of_attempt then
        return false;
    end if;
    if outcome in ('paused', 'returned') then
        -- It is not the notification's fault: the channel is closed to all, or the worker had to stop before it began.
        update public.notification_queue x
           set status = 'queued', lease_until = null, last_error = coalesce(error_code, x.last_error), attempt = x.attempt - 1
         where x.organisation_id = tenant and x.id = notification;
        if outcome = 'paused' then
            perform app.pause_channel(tenant, q.channel, coalesce(error_code, 'refused'));
        end if;
    elsif outcome = 'retry' and q.attempt < 8 then
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
        if outcome in ('sent', 'delivered') then
            -- One that passes shows that the channel is open.
            update public.notification_channels c set status = 'open', probe_at = null
             where c.organisation_id = tenant and c.channel = q.channel and c.status = 'paused';
        end if;
    end if;
    return true;
end
$$;
comment on function app.finish_notification(uuid, uuid, int, text, text, text, interval) is 'Ends an attempt; false, and nothing changed, when it is not the latest. retry puts it back until the eighth attempt, after which it is dead; returned and paused put it back uncounted, and paused closes the channel. What is shown in the console stays in the queue until app.finish_shown_notifications.';

create function app.finish_notifications(tenants uuid[], notifications uuid[], attempts int[], outcomes text[], providers text[], codes text[], seconds int[])
returns setof boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
    return query
    select app.finish_notification(f.tenant, f.notification, f.attempt, f.outcome, f.provider, f.code, f.after * interval '1 second')
      from (
        select * from unnest(tenants, notifications, attempts, outcomes, providers, codes, seconds) with ordinality
                 f (tenant, notification, attempt, outcome, provider, code, after, place)
         order by f.place
      ) f;
end
$$;
comment on function app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[]) is 'Ends many attempts in one transaction; one answer for each, in their order.';

revoke execute on function app.claim_notifications(text, int, interval), app.claim_verdict(uuid, uuid, int, interval), app.pause_channel(uuid, text, text),
    app.finish_notification(uuid, uuid, int, text, text, text, interval),
    app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[])
    from public, anon, authenticated, service_role;
grant execute on function app.claim_notifications(text, int, interval), app.claim_verdict(uuid, uuid, int, interval),
    app.finish_notification(uuid, uuid, int, text, text, text, interval),
    app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[]) to almoner_worker;
