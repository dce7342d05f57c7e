-- Who is asking, and what is theirs. Policies, triggers and the `can` of an answer all use these.
--
-- Each is plpgsql (SQL-language helpers are planned again at every call: measured), STABLE (an
-- IMMUTABLE one would be folded into a cached plan and leak across people), SECURITY DEFINER (they
-- read tables whose policies use them) and called as `(select app.f())` so that it runs once a query.
-- Nothing is read from the token but the identity: rights come from live rows at each statement.

create type app.me as (organisation_id uuid, profile_id uuid, account_id uuid, session_id uuid, second_factor_at timestamptz);

create function app.me() returns app.me
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
comment on function app.me() is 'The account, session, profile and organisation of the caller; NULL without a live sign-in.';

create function app.profile_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return (app.me()).profile_id; end $$;
comment on function app.profile_id() is 'The caller''s active profile, or NULL.';

create function app.organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return (app.me()).organisation_id; end $$;
comment on function app.organisation_id() is 'The caller''s active organisation, or NULL. Never a policy''s only condition: everybody in it passes.';

create function app.holds_role(wanted text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
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
comment on function app.holds_role(text) is 'The organisation in which the caller holds this role now (any role for NULL), or NULL.';

create function app.org_read_in_full() returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return app.holds_role(null); end $$;
comment on function app.org_read_in_full() is 'The organisation that the caller reads in full (business owner or compliance lead), or NULL.';

create function app.owned_organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return app.holds_role('business_owner'); end $$;
comment on function app.owned_organisation_id() is 'The organisation of which the caller is a business owner, or NULL.';

create function app.compliance_organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return app.holds_role('compliance_lead'); end $$;
comment on function app.compliance_organisation_id() is 'The organisation of which the caller is a compliance lead, or NULL.';

create function app.managed_home_ids() returns uuid[]
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
comment on function app.managed_home_ids() is 'Homes that the caller manages now (registered, deputy or cover): M of the matrix.';

create function app.member_home_ids(grades text[]) returns uuid[]
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
comment on function app.member_home_ids(text[]) is 'Homes in which the caller has a live membership of one of these grades.';

create function app.care_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{carer,senior,nurse}'); end $$;
comment on function app.care_home_ids() is 'Homes in which the caller gives care (every grade but ancillary).';

create function app.senior_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{senior,nurse}'); end $$;
comment on function app.senior_home_ids() is 'Homes in which the caller runs the shift: what is marked + in the matrix.';

create function app.visible_home_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.member_home_ids('{carer,senior,nurse,ancillary}') || app.managed_home_ids(); end $$;
comment on function app.visible_home_ids() is 'Homes of a live membership or managed by the caller: H and M together.';

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

create function app.visible_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.residents_of(app.visible_home_ids()); end $$;
comment on function app.visible_client_ids() is 'Residents that the caller may see by name (every grade, ancillary too).';

create function app.care_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.residents_of(app.care_home_ids() || app.managed_home_ids()) || app.writable_client_ids(); end $$;
comment on function app.care_client_ids() is 'Residents whose care record the caller may see: visible_client_ids without ancillary memberships, and for managers whoever their homes hold, for as long as they hold them.';

create function app.writable_client_ids() returns uuid[]
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
comment on function app.writable_client_ids() is 'Residents held by the homes that the caller manages: whose living rows (plans, alerts, tasks) the caller writes as a manager.';

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

create function app.senior_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.floor_of(app.senior_home_ids()); end $$;
comment on function app.senior_client_ids() is 'Residents of homes in which the caller runs the shift.';

create function app.cared_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.floor_of(app.care_home_ids()) || app.writable_client_ids(); end $$;
comment on function app.cared_client_ids() is 'Residents of homes in which the caller gives care or manages: who may record for them.';

create function app.people_of(homes uuid[], ever boolean) returns uuid[]
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
comment on function app.people_of(uuid[], boolean) is 'People with a membership in these homes: present and coming ones, or all who ever had one.';

create function app.visible_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return array_append(app.people_of(app.visible_home_ids(), false), app.profile_id()); end $$;
comment on function app.visible_profile_ids() is 'The caller and the people of the homes that the caller sees.';

create function app.managed_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.people_of(app.managed_home_ids(), false); end $$;
comment on function app.managed_profile_ids() is 'The people of the homes that the caller manages.';

create function app.named_profile_ids() returns uuid[]
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
comment on function app.named_profile_ids() is 'People whose names the caller may meet in a record: everybody who ever worked in the caller''s homes, and the organisation''s officers.';

create function app.settings_organisation_id() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
begin
    if app.managed_home_ids() <> '{}' then
        return app.organisation_id();
    end if;
    return app.org_read_in_full();
end
$$;
comment on function app.settings_organisation_id() is 'The organisation, for managers and for those who read it in full; NULL for everybody else.';

create function app.fresh_second_factor() returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return coalesce((app.me()).second_factor_at > now() - interval '10 minutes', false); end $$;
comment on function app.fresh_second_factor() is 'Whether the caller gave a second factor in this session within the last 10 minutes.';

create function app.session_check(profile_needed boolean)
returns table (profile_id uuid, organisation_id uuid)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.account_id is null or (profile_needed and me.profile_id is null) then
        perform app.refuse('unauthenticated');
    end if;
    return query select me.profile_id, me.organisation_id;
end
$$;
comment on function app.session_check(boolean) is 'First statement of a request: refuses a session that has ended, or a person without a live profile where one is needed.';

revoke execute on all functions in schema app from public, anon, service_role;
revoke usage on type app.me from public;
do $$
declare
    f text;
begin
    foreach f in array array[
        'me()', 'profile_id()', 'organisation_id()', 'org_read_in_full()', 'owned_organisation_id()',
        'compliance_organisation_id()', 'managed_home_ids()', 'care_home_ids()', 'senior_home_ids()',
        'visible_home_ids()', 'visible_client_ids()', 'care_client_ids()', 'writable_client_ids()',
        'senior_client_ids()', 'cared_client_ids()', 'visible_profile_ids()', 'managed_profile_ids()',
        'named_profile_ids()', 'settings_organisation_id()', 'fresh_second_factor()', 'session_check(boolean)'
    ] loop
        execute format('grant execute on function app.%s to authenticated, almoner_request', f);
    end loop;
end
$$;
grant execute on function app.profile_id() to almoner_signin;
grant usage on type app.me to authenticated, almoner_request;
