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
