-- What the worker calls for notifications: what is shown in the console, what is claimed for a way out
-- (fairly across homes, not in quiet hours, not on a closed channel), whether it may still be said to whom
-- it was meant for, and how it ended.

-- Homes take turns (what is of no home has its organisation's), so that one with a flood holds up no other;
-- within a turn what is most urgent comes first.
create index notification_queue_turns on public.notification_queue
    (channel, coalesce(care_home_id, organisation_id), (case priority when 'critical' then 0 when 'high' then 1 when 'medium' then 2 else 3 end), next_at, id)
    include (organisation_id) where status = 'queued';
create index notification_queue_inbox on public.notification_queue (organisation_id, profile_id, trigger_at desc, id desc) where channel = 'in_app' and status = 'delivered';
create index notification_queue_mails on public.notification_queue (organisation_id, profile_id, created_at) where channel = 'email';
create index notification_delivery_mails on public.notification_delivery (organisation_id, profile_id, created_at) where channel = 'email';

-- As before, but for whom the worker asks what a person may see: it names the profile.
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
    if claims ->> 'almoner_profile' is not null then
        -- One of the account's own, as the end of this function checks.
        select p.organisation_id, p.id into found.organisation_id, found.profile_id
          from public.profiles p where p.id = (claims ->> 'almoner_profile')::uuid and p.account_id = account;
    else
        select c.organisation_id, c.profile_id into found.organisation_id, found.profile_id
          from private.chosen_profiles c where c.account_id = account;
        if found.profile_id is null then
            select (array_agg(p.organisation_id))[1], (array_agg(p.id))[1]
              into found.organisation_id, found.profile_id
              from public.profiles p
             where p.account_id = account and p.status = 'active' and p.archived_at is null
            having count(*) = 1;
        end if;
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

create function app.quiet_until(tenant uuid, person uuid, home_zone text, at timestamptz) returns timestamptz
language plpgsql stable set search_path = ''
as $$
declare
    mine public.notification_preferences;
    from_time time;
    to_time time;
    zone text;
    wall timestamp;
begin
    select p.* into mine from public.notification_preferences p where p.organisation_id = tenant and p.profile_id = person;
    if mine.quiet = 'never' then
        return null;
    elsif mine.quiet = 'own' then
        from_time := mine.quiet_from;
        to_time := mine.quiet_to;
    else
        select s.quiet_from, s.quiet_to into from_time, to_time from public.company_settings s where s.organisation_id = tenant;
    end if;
    if from_time is null then
        return null;
    elsif from_time = to_time then
        return 'infinity';
    end if;
    zone := coalesce(mine.time_zone, home_zone, 'Europe/London');
    wall := at at time zone zone;
    if from_time < to_time then
        if wall::time >= from_time and wall::time < to_time then
            return app.home_instant(wall::date + to_time, zone);
        end if;
    elsif wall::time >= from_time then
        return app.home_instant(wall::date + 1 + to_time, zone);
    elsif wall::time < to_time then
        return app.home_instant(wall::date + to_time, zone);
    end if;
    return null;
end
$$;
comment on function app.quiet_until(uuid, uuid, text, timestamptz) is 'Until when a person is not to be disturbed by what can wait; NULL when they may be told at that instant, infinity when their quiet hours are the whole day. For use inside definer functions only.';

-- Why something is told may be gone by the time it is told. Each kind has its own reason, by name: a
-- function app.reason_<kind>(tenant, entity_id, payload). A kind without one always holds.
create function app.reason_holds(of_kind text, tenant uuid, about uuid, payload jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    holds boolean;
begin
    if to_regprocedure('app.reason_' || of_kind || '(uuid,uuid,jsonb)') is null then
        return true;
    end if;
    execute format('select app.%I($1, $2, $3)', 'reason_' || of_kind) into holds using tenant, about, payload;
    return coalesce(holds, false);
end
$$;
comment on function app.reason_holds(text, uuid, uuid, jsonb) is 'Whether what a notification is about still is so. For use inside definer functions only.';

create function app.acknowledged(tenant uuid, of_kind text, about uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
        select from private.notification_keys k
          join public.notification_queue q on q.organisation_id = k.organisation_id and q.id = k.notification_id
         where k.organisation_id = tenant and k.kind = of_kind and k.entity_id = about and q.acknowledged_at is not null)
        or exists (
        select from private.notification_keys k
          join public.notification_delivery d on d.organisation_id = k.organisation_id and d.id = k.notification_id
         where k.organisation_id = tenant and k.kind = of_kind and k.entity_id = about and d.acknowledged_at is not null);
end
$$;
comment on function app.acknowledged(uuid, text, uuid) is 'Whether anybody has acknowledged what was told of a thing. For use inside definer functions only.';

create function app.reason_incident_opened(tenant uuid, about uuid, payload jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    i public.incidents;
begin
    select x.* into i from public.incidents x where x.organisation_id = tenant and x.id = about;
    if i.id is null or i.archived_at is not null or i.status in ('closed', 'voided') then
        return false;
    end if;
    -- A later rung of the ladder: nobody has acknowledged it, and nobody has begun to work it.
    return payload ->> 'step' is null or (i.status = 'reported' and not app.acknowledged(tenant, 'incident_opened', about));
end
$$;
comment on function app.reason_incident_opened(uuid, uuid, jsonb) is 'The incident is open; on a later rung of the ladder, nobody has acknowledged or triaged it.';

create function app.reason_incident_overdue(tenant uuid, about uuid, payload jsonb) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select from public.sla_timers t
                    where t.organisation_id = tenant and t.id = (payload ->> 'timer_id')::uuid and t.status = 'running' and t.due_at <= clock_timestamp());
end
$$;
comment on function app.reason_incident_overdue(uuid, uuid, jsonb) is 'The clock still runs, and is over its time.';

create function app.verdict(tenant uuid, notification uuid, out says text, out code text, out address text, out care_home_name text,
    out organisation_name text, out time_zone text, out subject text, out body text)
language plpgsql volatile set search_path = ''
as $$
declare
    q public.notification_queue;
    account uuid;
    claims text := current_setting('request.jwt.claims', true);
    allowed boolean;
begin
    says := 'suppress';
    select x.* into q from public.notification_queue x where x.organisation_id = tenant and x.id = notification;
    select o.name into organisation_name from public.organisations o where o.id = tenant and o.archived_at is null;
    if organisation_name is null then
        code := 'organisation_gone';
        return;
    end if;
    select h.name, h.time_zone into care_home_name, time_zone from public.care_homes h where h.organisation_id = tenant and h.id = q.care_home_id;
    if q.profile_id is not null then
        select a.id, a.email into account, address
          from public.profiles p
          join private.accounts a on a.id = p.account_id and a.disabled_at is null
         where p.organisation_id = tenant and p.id = q.profile_id and p.status = 'active' and p.archived_at is null;
        if account is null then
            code := 'recipient_gone';
            return;
        end if;
        -- What this person may see now, by the very helpers that policies ask.
        perform set_config('request.jwt.claims', jsonb_build_object('role', 'authenticated', 'sub', account, 'almoner_profile', q.profile_id)::text, true);
        allowed := (q.care_home_id is null or tenant = app.org_read_in_full() or q.care_home_id = any (app.visible_home_ids()))
            and (q.incident_id is null or q.incident_id <> all (app.incidents_hidden_from_me()))
            and (q.client_id is null or not app.keeps_from(q.profile_id, q.client_id, tenant));
        perform set_config('request.jwt.claims', coalesce(claims, ''), true);
        if not coalesce(allowed, false) then
            code := 'right_gone';
            return;
        end if;
        -- Who has read it in the console needs no mail of it.
        if exists (select from private.notification_keys k
                     join public.notification_queue x on x.organisation_id = k.organisation_id and x.id = k.notification_id
                    where k.organisation_id = tenant and k.kind = q.kind and k.entity = q.entity and k.entity_id = q.entity_id
                      and k.profile_id = q.profile_id and k.channel = 'in_app' and k.slot = q.slot and x.read_at is not null) then
            code := 'read';
            return;
        end if;
    end if;
    if not app.reason_holds(q.kind, tenant, q.entity_id, q.payload) then
        code := 'reason_gone';
        return;
    end if;
    select t.subject, t.body into subject, body from public.notification_templates t
     where t.organisation_id = tenant and t.kind = q.kind and t.channel = q.channel and t.archived_at is null;
    says := 'send';
end
$$;
comment on function app.verdict(uuid, uuid) is 'Whether a notification may still be said to whom it was meant for, in the rights that they have now, and what saying it takes: their address, the names of home and organisation, the organisation''s own words. For use inside definer functions only.';

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

revoke execute on function app.me(), app.finish_notification(uuid, uuid, int, text, text, text, interval)
    from public, anon, authenticated, service_role;
grant execute on function app.me() to authenticated, almoner_request;
grant execute on function app.finish_notification(uuid, uuid, int, text, text, text, interval) to almoner_worker;
revoke execute on function app.quiet_until(uuid, uuid, text, timestamptz), app.reason_holds(text, uuid, uuid, jsonb), app.acknowledged(uuid, text, uuid),
    app.reason_incident_opened(uuid, uuid, jsonb), app.reason_incident_overdue(uuid, uuid, jsonb), app.verdict(uuid, uuid),
    app.claim_notifications(text, int, interval), app.claim_verdict(uuid, uuid, int, interval), app.pause_channel(uuid, text, text),
    app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[]), app.finish_in_app(int),
    app.mail_too(uuid, uuid, jsonb, text, text, text), app.notification_moves(), app.waiting_notifications(int)
    from public, anon, authenticated, service_role;
grant execute on function app.claim_notifications(text, int, interval), app.claim_verdict(uuid, uuid, int, interval),
    app.finish_notifications(uuid[], uuid[], int[], text[], text[], text[], int[]), app.finish_in_app(int) to almoner_worker;
grant execute on function app.waiting_notifications(int) to authenticated;
