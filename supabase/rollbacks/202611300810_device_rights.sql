drop function app.my_device();

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

create or replace function app.managed_home_ids(me app.me) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct m.care_home_id)
          from public.manager_care_homes m
         where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id
           and m.archived_at is null and m.valid @> now()
    ), '{}');
end
$$;

create or replace function app.member_home_ids(me app.me, grades text[]) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct u.care_home_id)
          from public.user_care_homes u
         where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id
           and u.grade = any (grades)
           and u.archived_at is null and u.valid @> now()
    ), '{}');
end
$$;

create or replace function app.led_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return coalesce((
        select array_agg(distinct m.care_home_id)
          from public.manager_care_homes m
         where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id
           and m.kind in ('registered', 'deputy') and m.archived_at is null and m.valid @> now()
    ), '{}');
end
$$;

create or replace function app.holds_role(me app.me, wanted text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    if me.profile_id is not null and exists (
        select from public.organisation_roles r
         where r.organisation_id = me.organisation_id and r.profile_id = me.profile_id
           and (wanted is null or r.role = wanted)
           and r.archived_at is null and r.valid @> now()
    ) then
        return me.organisation_id;
    end if;
    return null;
end
$$;

create or replace function app.lately_home_ids(me app.me) returns uuid[]
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct x.care_home_id) from (
            select u.care_home_id from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.grade in ('carer', 'senior', 'nurse')
               and u.archived_at is null and u.valid && tstzrange(now() - interval '72 hours', now(), '[]')
            union all
            select m.care_home_id from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id
               and m.archived_at is null and m.valid && tstzrange(now() - interval '72 hours', now(), '[]')
        ) x
    ), '{}');
end
$$;

create or replace function app.may_record(me app.me, resident uuid, home uuid, at timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
declare
    managed uuid[] := app.managed_home_ids(me);
begin
    if home = any (managed) and resident = any (app.held_by(me, managed)) then
        return true;
    end if;
    return (exists (
            select from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.care_home_id = home
               and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> at
               and coalesce(upper(u.valid), 'infinity') > now() - interval '72 hours')
        or exists (
            select from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id and m.care_home_id = home
               and m.archived_at is null and m.valid @> at
               and coalesce(upper(m.valid), 'infinity') > now() - interval '72 hours'))
        and resident = any (app.residents_of(me, array[home]));
end
$$;

create or replace function app.held_right_in(me app.me, home uuid, at timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
            select from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.care_home_id = home
               and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> at
               and coalesce(upper(u.valid), 'infinity') > now() - interval '72 hours')
        or exists (
            select from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id and m.care_home_id = home
               and m.archived_at is null and m.valid @> at
               and coalesce(upper(m.valid), 'infinity') > now() - interval '72 hours');
end
$$;

create or replace function app.rights_held(me app.me, home uuid) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
    manages boolean;
    grades text[];
begin
    if me.profile_id is null then
        return '{}';
    end if;
    manages := coalesce(home = any (app.managed_home_ids(me)), false);
    grades := coalesce((
        select array_agg(distinct u.grade) from public.user_care_homes u
         where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.care_home_id = home
           and u.archived_at is null and u.valid @> now()), '{}');
    return array_remove(array[
        case when app.holds_role(me, 'business_owner') is not null then 'business_owner' end,
        case when app.holds_role(me, 'compliance_lead') is not null then 'compliance_lead' end,
        case when manages then 'manager' end,
        case when grades && '{senior,nurse}' then 'senior'
             when grades && '{carer}' then 'carer'
             when grades && '{ancillary}' and not manages then 'ancillary' end
    ], null);
end
$$;

create or replace function app.duty_places() returns text[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    runs uuid[] := app.managed_home_ids(me) || app.member_home_ids(me, '{senior,nurse}');
begin
    if me.profile_id is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct x.profile_id::text || '@' || x.care_home_id::text) from (
            select u.profile_id, u.care_home_id from public.user_care_homes u
             where u.organisation_id = me.organisation_id and (u.care_home_id = any (runs) or u.profile_id = me.profile_id)
               and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> now()
            union all
            select m.profile_id, m.care_home_id from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and (m.care_home_id = any (runs) or m.profile_id = me.profile_id)
               and m.archived_at is null and m.valid @> now()) x
          join public.profiles p on p.organisation_id = me.organisation_id and p.id = x.profile_id and p.status = 'active' and p.archived_at is null),
        '{}');
end
$$;

alter type app.me drop attribute device_home_id;
