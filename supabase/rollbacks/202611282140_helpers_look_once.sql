create function app.residents_of(homes uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if homes = '{}' then
        return '{}';
    end if;
    -- Residents with a stay in these homes that is live, begins within 2 days (the floor prepares
    -- for an arrival) or ended under 7 days ago; not those whom
    -- this person must not see (a carer whose mother lives there).
    return coalesce((
        select array_agg(distinct s.client_id)
          from public.bed_stays s
         where s.organisation_id = me.organisation_id
           and s.care_home_id = any (homes)
           and s.archived_at is null
           and (s.status = 'live'
                or (s.status = 'planned' and lower(s.during) < now() + interval '2 days')
                or (s.status = 'ended' and upper(s.during) > now() - interval '7 days'))
           and not exists (
               select from public.client_exclusions x
                where x.organisation_id = s.organisation_id and x.client_id = s.client_id
                  and x.profile_id = me.profile_id and x.archived_at is null)
    ), '{}');
end
$$;
comment on function app.residents_of(uuid[]) is 'Residents of these homes as a person on the floor sees them: a stay that is live, begins within 2 days or ended under 7 days ago, minus exclusions.';
create function app.floor_of(homes uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if homes = '{}' then
        return '{}';
    end if;
    -- Who gives care writes for those whom they see: held here and on the floor, not whoever ever was here.
    return coalesce((
        select array_agg(c.id)
          from public.clients c
         where c.organisation_id = me.organisation_id and c.holding_home_id = any (homes) and c.archived_at is null
           and c.id = any (app.residents_of(homes))
    ), '{}');
end
$$;
comment on function app.floor_of(uuid[]) is 'Residents held by these homes and seen on their floor (app.residents_of): whose living rows the people who give care there write.';
revoke execute on function app.residents_of(uuid[]), app.floor_of(uuid[]) from public, anon, authenticated, service_role;

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
        select s.organisation_id, s.profile_id, s.account_id, s.id, s.second_factor_at into found
          from private.sessions s
          join private.accounts a on a.id = s.account_id
         where s.id = (claims ->> 'almoner_session')::uuid
           and s.account_id = account
           and s.revoked_at is null
           and least(s.idle_ends_at, s.ends_at) > now()
           and a.disabled_at is null;
        if found.account_id is null then
            return null;
        end if;
    else
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
            found.second_factor_at := to_timestamp(coalesce((claims ->> 'second_factor_at')::double precision, 0));
        end if;
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

create or replace function app.managed_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return coalesce((
        select array_agg(distinct m.care_home_id)
          from public.manager_care_homes m
         where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id
           and m.archived_at is null and m.valid @> now()
    ), '{}');
end
$$;

create or replace function app.member_home_ids(grades text[]) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
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

create or replace function app.care_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{carer,senior,nurse}'); end $$;

create or replace function app.senior_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{senior,nurse}'); end $$;

create or replace function app.visible_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{carer,senior,nurse,ancillary}') || app.managed_home_ids(); end $$;

create or replace function app.visible_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.residents_of(app.visible_home_ids()); end $$;

create or replace function app.care_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.residents_of(app.care_home_ids() || app.managed_home_ids()) || app.writable_client_ids(); end $$;

create or replace function app.writable_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    homes uuid[] := app.managed_home_ids();
begin
    if homes = '{}' then
        return '{}';
    end if;
    -- holding_home_id follows the live stay, or the planned admission; it moves only by a transfer.
    -- An exclusion does not bind a manager, who answers for every resident of the home.
    return coalesce((
        select array_agg(c.id)
          from public.clients c
         where c.organisation_id = me.organisation_id and c.holding_home_id = any (homes) and c.archived_at is null
    ), '{}');
end
$$;

create or replace function app.senior_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.floor_of(app.senior_home_ids()); end $$;

create or replace function app.cared_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.floor_of(app.care_home_ids()) || app.writable_client_ids(); end $$;

create or replace function app.people_of(homes uuid[], ever boolean) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if homes = '{}' then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct x.profile_id) from (
            select u.profile_id from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.care_home_id = any (homes)
               and (ever or (u.archived_at is null and not pg_catalog.isempty(u.valid) and coalesce(upper(u.valid), 'infinity') > now()))
            union all
            select m.profile_id from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.care_home_id = any (homes)
               and (ever or (m.archived_at is null and not pg_catalog.isempty(m.valid) and coalesce(upper(m.valid), 'infinity') > now()))
        ) x
    ), '{}');
end
$$;

create or replace function app.visible_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return array_append(app.people_of(app.visible_home_ids(), false), app.profile_id()); end $$;

create or replace function app.managed_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.people_of(app.managed_home_ids(), false); end $$;

create or replace function app.named_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.people_of(app.visible_home_ids(), true) || me.profile_id || coalesce((
        select array_agg(distinct r.profile_id) from public.organisation_roles r
         where r.organisation_id = me.organisation_id and me.profile_id is not null), '{}');
end
$$;

create or replace function app.settings_organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
    if app.managed_home_ids() <> '{}' then
        return app.organisation_id();
    end if;
    return app.org_read_in_full();
end
$$;

drop function app.people_of(app.me, uuid[], boolean);
drop function app.floor_of(app.me, uuid[]);
drop function app.held_by(app.me, uuid[]);
drop function app.residents_of(app.me, uuid[]);
drop function app.visible_home_ids(app.me);
drop function app.member_home_ids(app.me, text[]);
drop function app.managed_home_ids(app.me);

alter table public.manager_care_homes drop constraint manager_care_homes_once;
alter table public.manager_care_homes add constraint manager_care_homes_once exclude using gist
    (organisation_id with =, care_home_id with =, profile_id with =, valid with &&) where (archived_at is null);
alter table public.user_care_homes drop constraint user_care_homes_once;
alter table public.user_care_homes add constraint user_care_homes_once exclude using gist
    (organisation_id with =, care_home_id with =, profile_id with =, grade with =, valid with &&) where (archived_at is null);
drop index public.bed_stays_left;
create index manager_care_homes_person on public.manager_care_homes (organisation_id, profile_id) where archived_at is null;
create index user_care_homes_person on public.user_care_homes (organisation_id, profile_id) where archived_at is null;
drop index public.manager_care_homes_rights;
drop index public.user_care_homes_rights;
