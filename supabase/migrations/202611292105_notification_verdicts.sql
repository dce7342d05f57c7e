-- Whether something may still be told, and to whom: quiet hours, reasons that can go away, and the rights of
-- the recipient at the time of telling. And the indexes by which the queue is worked.

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

revoke execute on function app.me(), app.quiet_until(uuid, uuid, text, timestamptz), app.reason_holds(text, uuid, uuid, jsonb),
    app.acknowledged(uuid, text, uuid), app.reason_incident_opened(uuid, uuid, jsonb), app.reason_incident_overdue(uuid, uuid, jsonb),
    app.verdict(uuid, uuid)
    from public, anon, authenticated, service_role;
grant execute on function app.me() to authenticated, almoner_request;
