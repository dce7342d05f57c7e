drop trigger moves on public.notification_queue;
drop function app.waiting_notifications(int);
drop function app.notification_moves();
drop function app.finish_in_app(int);
drop function app.mail_too(uuid, uuid, jsonb, text, text, text);
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
drop function app.verdict(uuid, uuid);
drop function app.reason_incident_overdue(uuid, uuid, jsonb);
drop function app.reason_incident_opened(uuid, uuid, jsonb);
drop function app.acknowledged(uuid, text, uuid);
drop function app.reason_holds(text, uuid, uuid, jsonb);
drop function app.quiet_until(uuid, uuid, text, timestamptz);
create or replace function app.me() returns app.me
language plpgsql stable security definer set search_path = ''
as $$
declare
    claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    account uuid;
    found app.me;
begin
    if claims is null or claims ->> 'sub' is null or claims ->> 'role' is distinct from 'authenticated' then
        return null;
    end if;
    account := (claims ->> 'sub')::uuid;
    if claims ->> 'almoner_session' is not null then
        -- All in one look: every helper of every statement asks this. No row, no caller.
        select p.organisation_id, p.id, s.account_id, s.id, s.second_factor_at into found
          from private.sessions s
          join private.accounts a on a.id = s.account_id
          left join (public.profiles p join public.organisations o on o.id = p.organisation_id)
            on p.organisation_id = s.organisation_id and p.id = s.profile_id and p.account_id = s.account_id
           and p.status = 'active' and p.archived_at is null and o.archived_at is null
         where s.id = (claims ->> 'almoner_session')::uuid
           and s.account_id = account
           and s.revoked_at is null
           and least(s.idle_ends_at, s.ends_at) > now()
           and a.disabled_at is null;
        return found;
    end if;
    -- An external issuer's token: the organisation is the one chosen, or the only one. An account
    -- that was disabled here stays out, whoever vouches for it.
    if exists (select from private.accounts a where a.id = account and a.disabled_at is not null) then
        return null;
    end if;
    found.account_id := account;
    select c.organisation_id, c.profile_id into found.organisation_id, found.profile_id
      from private.chosen_profiles c where c.account_id = account;
    if found.profile_id is null then
        select (array_agg(p.organisation_id))[1], (array_agg(p.id))[1]
          into found.organisation_id, found.profile_id
          from public.profiles p
         where p.account_id = account and p.status = 'active' and p.archived_at is null
        having count(*) = 1;
    end if;
    if claims ->> 'aal' = 'aal2' then
        -- When it was given the token may not say; then there is no time, and it is not fresh.
        found.second_factor_at := to_timestamp((claims ->> 'second_factor_at')::double precision);
    end if;
    if found.profile_id is not null and not exists (
        select from public.profiles p
          join public.organisations o on o.id = p.organisation_id
         where p.organisation_id = found.organisation_id and p.id = found.profile_id
           and p.account_id = found.account_id and p.status = 'active'
           and p.archived_at is null and o.archived_at is null
    ) then
        found.organisation_id := null;
        found.profile_id := null;
    end if;
    return found;
end
$$;

drop index public.notification_delivery_mails;
drop index public.notification_queue_mails;
drop index public.notification_queue_inbox;
drop index public.notification_queue_turns;
