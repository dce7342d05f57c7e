-- The helpers of the access rules, cheaper and flat in the size of the organisation. Three causes, measured
-- on 300 homes (docs/performance.md):
--   * PostgreSQL took the GiST index of an exclusion constraint to find a person's rights, since it lost the
--     tie with the B-tree by a hair, and walked a tenth of it (280 pages, 0.5 ms) at each call;
--   * helpers that call helpers found the caller anew in each of them;
--   * the look at stays was planned anew at each call, which cost four times what running it does.
-- So: indexes that hold all that is asked, exclusion constraints that can't answer it, helpers with the caller
-- as their first parameter for use inside other helpers, and one plan for the big ones.

create index user_care_homes_rights on public.user_care_homes (organisation_id, profile_id) include (care_home_id, grade, valid) where archived_at is null;
create index manager_care_homes_rights on public.manager_care_homes (organisation_id, profile_id) include (care_home_id, kind, valid) where archived_at is null;
drop index public.user_care_homes_person;
drop index public.manager_care_homes_person;
-- A stay that ended stays for ever; only those of the last days are looked at.
create index bed_stays_left on public.bed_stays (organisation_id, care_home_id, upper(during)) include (client_id)
    where archived_at is null and status = 'ended';

-- The same rules as before, over one key that no look-up of a person's rights can use.
alter table public.user_care_homes drop constraint user_care_homes_once;
alter table public.user_care_homes add constraint user_care_homes_once exclude using gist
    (organisation_id with =, (profile_id::text || care_home_id::text || grade) with =, valid with &&) where (archived_at is null);
alter table public.manager_care_homes drop constraint manager_care_homes_once;
alter table public.manager_care_homes add constraint manager_care_homes_once exclude using gist
    (organisation_id with =, (profile_id::text || care_home_id::text) with =, valid with &&) where (archived_at is null);

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
        found.second_factor_at := to_timestamp(coalesce((claims ->> 'second_factor_at')::double precision, 0));
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

-- With the caller as the first parameter: for use inside other helpers only. They are not SECURITY
-- DEFINER and granted to nobody, so that a caller who is made up gets nowhere.

create function app.managed_home_ids(me app.me) returns uuid[]
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
comment on function app.managed_home_ids(app.me) is 'app.managed_home_ids() of a caller who is known already.';

create function app.member_home_ids(me app.me, grades text[]) returns uuid[]
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
comment on function app.member_home_ids(app.me, text[]) is 'app.member_home_ids() of a caller who is known already.';

create function app.visible_home_ids(me app.me) returns uuid[]
language plpgsql stable set search_path = ''
as $$ begin return app.member_home_ids(me, '{carer,senior,nurse,ancillary}') || app.managed_home_ids(me); end $$;
comment on function app.visible_home_ids(app.me) is 'app.visible_home_ids() of a caller who is known already.';

create function app.residents_of(me app.me, homes uuid[]) returns uuid[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
    if homes = '{}' then
        return '{}';
    end if;
    -- Residents with a stay in these homes that is live, begins within 2 days (the floor prepares
    -- for an arrival) or ended under 7 days ago, each kind by its index; not those whom this person
    -- must not see (a carer whose mother lives there).
    return coalesce((
        select array_agg(distinct seen.client_id)
          from (
            select s.client_id from public.bed_stays s
             where s.organisation_id = me.organisation_id and s.care_home_id = any (homes) and s.archived_at is null
               and s.status = 'live'
            union all
            select s.client_id from public.bed_stays s
             where s.organisation_id = me.organisation_id and s.care_home_id = any (homes) and s.archived_at is null
               and s.status = 'planned' and lower(s.during) < now() + interval '2 days'
            union all
            select s.client_id from public.bed_stays s
             where s.organisation_id = me.organisation_id and s.care_home_id = any (homes) and s.archived_at is null
               and s.status = 'ended' and upper(s.during) > now() - interval '7 days'
          ) seen
         where not exists (
               select from public.client_exclusions x
                where x.organisation_id = me.organisation_id and x.client_id = seen.client_id
                  and x.profile_id = me.profile_id and x.archived_at is null)
    ), '{}');
end
$$;
comment on function app.residents_of(app.me, uuid[]) is 'Residents of these homes as a person on the floor sees them: a stay that is live, begins within 2 days or ended under 7 days ago, minus exclusions.';

create function app.held_by(me app.me, homes uuid[]) returns uuid[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
    if homes = '{}' then
        return '{}';
    end if;
    -- holding_home_id follows the live stay, or the planned admission; it moves only by a transfer.
    return coalesce((
        select array_agg(c.id)
          from public.clients c
         where c.organisation_id = me.organisation_id and c.holding_home_id = any (homes) and c.archived_at is null
    ), '{}');
end
$$;
comment on function app.held_by(app.me, uuid[]) is 'Residents whom these homes hold, wherever they are in their stay. An exclusion does not bind a manager, who answers for every resident of the home.';

create function app.floor_of(me app.me, homes uuid[]) returns uuid[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
    seen uuid[] := app.residents_of(me, homes);
begin
    if seen = '{}' then
        return '{}';
    end if;
    -- Who gives care writes for those whom they see: held here and on the floor, not whoever ever was here.
    return coalesce((
        select array_agg(c.id)
          from public.clients c
         where c.organisation_id = me.organisation_id and c.id = any (seen)
           and c.holding_home_id = any (homes) and c.archived_at is null
    ), '{}');
end
$$;
comment on function app.floor_of(app.me, uuid[]) is 'Residents held by these homes and seen on their floor (app.residents_of): whose living rows the people who give care there write.';

create function app.people_of(me app.me, homes uuid[], ever boolean) returns uuid[]
language plpgsql stable set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
comment on function app.people_of(app.me, uuid[], boolean) is 'People with a membership in these homes: present and coming ones, or all who ever had one.';

create or replace function app.managed_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.managed_home_ids(app.me()); end $$;

create or replace function app.member_home_ids(grades text[]) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids(app.me(), grades); end $$;

create or replace function app.care_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids(app.me(), '{carer,senior,nurse}'); end $$;

create or replace function app.senior_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids(app.me(), '{senior,nurse}'); end $$;

create or replace function app.visible_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.visible_home_ids(app.me()); end $$;

create or replace function app.visible_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.residents_of(me, app.visible_home_ids(me));
end
$$;

create or replace function app.care_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    managed uuid[] := app.managed_home_ids(me);
begin
    return app.residents_of(me, app.member_home_ids(me, '{carer,senior,nurse}') || managed) || app.held_by(me, managed);
end
$$;

create or replace function app.writable_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.held_by(me, app.managed_home_ids(me));
end
$$;

create or replace function app.senior_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.floor_of(me, app.member_home_ids(me, '{senior,nurse}'));
end
$$;

create or replace function app.cared_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.floor_of(me, app.member_home_ids(me, '{carer,senior,nurse}')) || app.held_by(me, app.managed_home_ids(me));
end
$$;

create or replace function app.people_of(homes uuid[], ever boolean) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.people_of(app.me(), homes, ever); end $$;

create or replace function app.visible_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return array_append(app.people_of(me, app.visible_home_ids(me), false), me.profile_id);
end
$$;

create or replace function app.managed_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.people_of(me, app.managed_home_ids(me), false);
end
$$;

create or replace function app.named_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.people_of(me, app.visible_home_ids(me), true) || me.profile_id || coalesce((
        select array_agg(distinct r.profile_id) from public.organisation_roles r
         where r.organisation_id = me.organisation_id and me.profile_id is not null), '{}');
end
$$;

create or replace function app.settings_organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if app.managed_home_ids(me) <> '{}' then
        return me.organisation_id;
    end if;
    return app.org_read_in_full();
end
$$;

drop function app.residents_of(uuid[]);
drop function app.floor_of(uuid[]);

revoke execute on function app.managed_home_ids(app.me), app.member_home_ids(app.me, text[]), app.visible_home_ids(app.me),
    app.residents_of(app.me, uuid[]), app.held_by(app.me, uuid[]), app.floor_of(app.me, uuid[]), app.people_of(app.me, uuid[], boolean)
    from public, anon, authenticated, service_role;
-- Replacing a function keeps its grants; said again, so that this file can be read by itself.
revoke execute on function app.care_home_ids(), app.senior_home_ids(), app.visible_client_ids(), app.care_client_ids(), app.writable_client_ids(),
    app.senior_client_ids(), app.cared_client_ids(), app.visible_profile_ids(), app.managed_profile_ids(), app.named_profile_ids(),
    app.settings_organisation_id()
    from public, anon, service_role;
grant execute on function app.care_home_ids(), app.senior_home_ids(), app.visible_client_ids(), app.care_client_ids(), app.writable_client_ids(),
    app.senior_client_ids(), app.cared_client_ids(), app.visible_profile_ids(), app.managed_profile_ids(), app.named_profile_ids(),
    app.settings_organisation_id()
    to authenticated, almoner_request;
