-- What people do to people beside plain rows: invite, invite again, ask what somebody may see; and
-- what a person may know of a sign-in. Each function here reaches tables that no request reaches,
-- and asks itself who is calling: nothing that it is given says anything about rights.

create function app.held_kinds() returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
    return array_remove(array[
        case when app.owned_organisation_id() is not null then 'business_owner' end,
        case when app.compliance_organisation_id() is not null then 'compliance_lead' end,
        case when app.managed_home_ids() <> '{}' then 'manager' end,
        case when app.senior_home_ids() <> '{}' then 'senior' end,
        case when app.care_home_ids() <> '{}' then 'carer' end,
        case when app.member_home_ids('{ancillary}') <> '{}' then 'ancillary' end
    ], null);
end
$$;
comment on function app.held_kinds() is 'The kinds of right that the caller holds anywhere now.';

create function app.module_rights(held text[]) returns table (module text, can text[])
language plpgsql stable set search_path = ''
as $$
declare
    owner boolean := 'business_owner' = any (held);
    manager boolean := 'manager' = any (held);
    oversees boolean := held && '{business_owner,compliance_lead,manager}';
begin
    if held = '{}' then
        return;
    end if;
    return query
    select m.name, array_remove(m.verbs, null) from (values
        ('organisation', array['get', case when owner then 'update' end]),
        ('settings', array[case when oversees then 'get' end, case when owner then 'update' end]),
        ('care-homes', array['list', case when owner then 'create' end]),
        ('people', array['list', case when owner or manager then 'invite' end, case when oversees then 'preview' end,
                         case when owner then 'archive' end, case when owner then 'give_office' end]),
        ('clients', array['list', case when manager then 'create' end]),
        ('audit', array[case when oversees then 'list' end])
    ) as m (name, verbs);
end
$$;
comment on function app.module_rights(text[]) is 'What kinds of right open in each module: the one list behind the session''s rights and the preview of somebody else''s. A new module adds its row here.';

create function app.session_facts()
returns table (account_id uuid, email text, second_factor boolean, second_factor_at timestamptz, second_factor_fresh boolean,
               profile_id uuid, organisation_id uuid, organisation text, feature_flags jsonb, second_factor_required boolean, held text[])
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query
    select me.account_id, a.email, a.totp_confirmed_at is not null, me.second_factor_at, app.fresh_second_factor(),
           me.profile_id, me.organisation_id, o.name, coalesce(s.feature_flags, '{}'), coalesce(s.second_factor_required, false),
           app.held_kinds()
      from (values (me.account_id)) as asked (id)
      left join private.accounts a on a.id = asked.id
      left join public.organisations o on o.id = me.organisation_id
      left join public.company_settings s on s.organisation_id = me.organisation_id
     where asked.id is not null;
end
$$;
comment on function app.session_facts() is 'The caller''s own sign-in, and what of the organisation''s settings everybody in it lives by (feature flags, the second factor).';

create function app.my_profiles()
returns table (profile_id uuid, organisation_id uuid, organisation text, name text, active boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query
    select p.id, p.organisation_id, o.name, coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name, p.id is not distinct from me.profile_id
      from public.profiles p
      join public.organisations o on o.id = p.organisation_id
     where p.account_id = me.account_id and p.status = 'active' and p.archived_at is null and o.archived_at is null
     order by o.name, p.id;
end
$$;
comment on function app.my_profiles() is 'The organisations in which the caller''s account may work.';

create function app.invitable_profile_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    owner boolean := app.owned_organisation_id() is not null;
    homes uuid[] := app.managed_home_ids();
    people uuid[] := app.managed_profile_ids();
begin
    if not owner and homes = '{}' then
        return '{}';
    end if;
    -- A manager could otherwise send the invitation of a coming owner to an address of their own.
    return coalesce((
        select array_agg(p.id)
          from public.profiles p
         where p.organisation_id = me.organisation_id and p.status = 'invited' and p.archived_at is null
           and (owner or p.id = any (people))
           and (owner or (
                exists (select from public.user_care_homes u
                         where u.organisation_id = p.organisation_id and u.profile_id = p.id and u.archived_at is null
                           and u.care_home_id = any (homes))
                and not exists (select from public.user_care_homes u
                                 where u.organisation_id = p.organisation_id and u.profile_id = p.id and u.archived_at is null
                                   and u.care_home_id <> all (homes))
                and not exists (select from public.manager_care_homes m
                                 where m.organisation_id = p.organisation_id and m.profile_id = p.id and m.archived_at is null)
                and not exists (select from public.organisation_roles r
                                 where r.organisation_id = p.organisation_id and r.profile_id = p.id and r.archived_at is null)))
    ), '{}');
end
$$;
comment on function app.invitable_profile_ids() is 'Invited people whom the caller may invite again: an owner everybody, a manager those who hold nothing that the manager could not give.';

create function app.invite_person(given text, family text, preferred text, title text, of_persona text, to_email text,
                                  floor_rights jsonb, home_rights jsonb, offices text[], secret_hash bytea)
returns table (id uuid, ends_at timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    owner boolean := app.owned_organisation_id() is not null;
    managed uuid[] := app.managed_home_ids();
    seen uuid[] := app.visible_home_ids();
    wanted record;
    invited uuid;
    until_when timestamptz := now() + interval '7 days';
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if not owner and managed = '{}' then
        perform app.refuse('forbidden');
    end if;
    if floor_rights = '[]' and home_rights = '[]' and offices = '{}' then
        perform app.refuse('invalid', 'Give at least one right.', 'memberships');
    end if;
    -- Homes first: one that the caller can't see is answered like one that does not exist.
    for wanted in
        select (x.item ->> 'care_home_id')::uuid as home, format('%s.%s.care_home_id', x.list, x.at - 1) as field
          from (select 'memberships' as list, f.item, f.at from jsonb_array_elements(floor_rights) with ordinality as f (item, at)
                union all
                select 'homes_managed', h.item, h.at from jsonb_array_elements(home_rights) with ordinality as h (item, at)) as x
    loop
        if not exists (select from public.care_homes h
                        where h.organisation_id = me.organisation_id and h.id = wanted.home and (owner or h.id = any (seen))) then
            perform app.refuse('invalid', 'Choose one of your homes.', wanted.field);
        end if;
        if not owner and wanted.home <> all (managed) then
            perform app.refuse('forbidden', 'You do not manage this home.', wanted.field);
        end if;
    end loop;
    if not owner and home_rights <> '[]' then
        perform app.refuse('forbidden', 'Only an owner names managers.', 'homes_managed');
    end if;
    if not owner and offices <> '{}' then
        perform app.refuse('forbidden', 'Only an owner gives this right.', 'offices');
    end if;
    if offices <> '{}' and not app.fresh_second_factor() then
        perform app.refuse('second_factor_required');
    end if;
    if exists (select from private.accounts a where a.id = me.account_id and a.email = lower(to_email)) then
        perform app.refuse('forbidden', 'You can''t invite yourself.', 'email');
    end if;
    -- Only what the caller may read anyway is compared. Whether the address has an account, or
    -- belongs to somebody in a home that the caller does not see, shows in nothing.
    if exists (select from public.profile_private pp
                 join public.profiles p on p.organisation_id = pp.organisation_id and p.id = pp.profile_id
                where pp.organisation_id = me.organisation_id and lower(pp.email) = lower(to_email)
                  and p.status <> 'disabled' and p.archived_at is null
                  and (owner or p.id = any (app.managed_profile_ids()))) then
        perform app.refuse('duplicate', 'Somebody with this e-mail works here or is invited already.', 'email');
    end if;

    insert into public.profiles as p (organisation_id, given_name, family_name, preferred_name, job_title, persona)
    values (me.organisation_id, given, family, preferred, title, of_persona)
    returning p.id into invited;
    insert into public.profile_private (organisation_id, profile_id, email) values (me.organisation_id, invited, lower(to_email));
    insert into public.user_care_homes (organisation_id, care_home_id, profile_id, grade, valid, agency)
    select me.organisation_id, (x ->> 'care_home_id')::uuid, invited, x ->> 'grade',
           tstzrange(coalesce((x ->> 'from')::timestamptz, now()), (x ->> 'until')::timestamptz), x ->> 'agency'
      from jsonb_array_elements(floor_rights) as x;
    insert into public.manager_care_homes (organisation_id, care_home_id, profile_id, kind, valid)
    select me.organisation_id, (x ->> 'care_home_id')::uuid, invited, x ->> 'kind',
           tstzrange(coalesce((x ->> 'from')::timestamptz, now()), (x ->> 'until')::timestamptz)
      from jsonb_array_elements(home_rights) as x;
    insert into public.organisation_roles (organisation_id, profile_id, role)
    select me.organisation_id, invited, x from unnest(offices) as x;
    insert into private.links (hash, kind, organisation_id, profile_id, email, ends_at)
    values (secret_hash, 'invitation', me.organisation_id, invited, lower(to_email), until_when);
    return query select invited, until_when;
end
$$;
comment on function app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea) is 'Makes an invited person with their rights and the link, or nothing. A manager gives floor grades in homes that they manage; an owner gives everything, an office only right after a second factor.';

create function app.reinvite_person(of_profile uuid, new_email text, secret_hash bytea)
returns table (email text, ends_at timestamptz)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    address text := lower(new_email);
    until_when timestamptz := now() + interval '7 days';
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if of_profile <> all (app.invitable_profile_ids()) then
        perform app.refuse('forbidden');
    end if;
    -- Two who invite again at once, and whoever accepts meanwhile, meet here.
    perform from public.profiles p where p.organisation_id = me.organisation_id and p.id = of_profile and p.status = 'invited' for update;
    if not found then
        perform app.refuse('illegal_transition', '', 'status');
    end if;
    if address is not null
       and exists (select from public.organisation_roles r
                    where r.organisation_id = me.organisation_id and r.profile_id = of_profile and r.archived_at is null)
       and not app.fresh_second_factor() then
        perform app.refuse('second_factor_required');
    end if;
    if address is not null and exists (select from private.accounts a where a.id = me.account_id and a.email = address) then
        perform app.refuse('forbidden', 'You can''t invite yourself.', 'email');
    end if;
    -- Somebody's mailbox must not fill up because a button was pressed again and again.
    if (select count(*) from private.links l
         where l.organisation_id = me.organisation_id and l.profile_id = of_profile and l.created_at > now() - interval '1 hour') >= 5 then
        perform app.refuse('too_many_requests');
    end if;
    if address is null then
        select l.email into address from private.links l
         where l.organisation_id = me.organisation_id and l.profile_id = of_profile and l.kind = 'invitation'
         order by l.created_at desc limit 1;
    else
        update public.profile_private pp set email = address
         where pp.organisation_id = me.organisation_id and pp.profile_id = of_profile and pp.email is distinct from address;
    end if;
    if address is null then
        perform app.refuse('invalid', 'Give the e-mail to send the invitation to.', 'email');
    end if;
    update private.links l set ends_at = now()
     where l.organisation_id = me.organisation_id and l.profile_id = of_profile and l.kind = 'invitation'
       and l.used_at is null and l.ends_at > now();
    insert into private.links (hash, kind, organisation_id, profile_id, email, ends_at)
    values (secret_hash, 'invitation', me.organisation_id, of_profile, address, until_when);
    return query select address, until_when;
end
$$;
comment on function app.reinvite_person(uuid, text, bytea) is 'Ends the earlier links of an invited person and makes a new one, to a corrected address if one is given.';

create function app.end_invitation() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    update private.links l set ends_at = now()
     where l.organisation_id = new.organisation_id and l.profile_id = new.id and l.kind = 'invitation'
       and l.used_at is null and l.ends_at > now();
    return null;
end
$$;
comment on function app.end_invitation() is 'A withdrawn or archived invitation can''t be accepted any more.';
create trigger end_invitation after update of status, archived_at on public.profiles for each row
    when (old.status = 'invited' and (new.status = 'disabled' or new.archived_at is not null))
    execute function app.end_invitation();

create function app.sign_in_facts(of_profiles uuid[])
returns table (profile_id uuid, second_factor boolean, last_seen_at timestamptz, invited_at timestamptz, invitation_ends_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    whole uuid := app.org_read_in_full();
    managed uuid[] := app.managed_profile_ids();
begin
    return query
    select p.id, a.totp_confirmed_at is not null,
           (select max(s.last_refresh_at) from private.sessions s where s.account_id = p.account_id and s.profile_id = p.id),
           l.created_at, l.ends_at
      from public.profiles p
      left join private.accounts a on a.id = p.account_id
      left join lateral (select x.created_at, x.ends_at from private.links x
                          where x.organisation_id = p.organisation_id and x.profile_id = p.id
                            and x.kind = 'invitation' and p.status = 'invited'
                          order by x.created_at desc limit 1) l on true
     where p.organisation_id = me.organisation_id and p.id = any (of_profiles)
       and (p.organisation_id = whole or p.id = any (managed) or p.id = me.profile_id);
end
$$;
comment on function app.sign_in_facts(uuid[]) is 'Of people whom the caller manages or reads in full, and of the caller: whether a second factor is set up, when they were last here, until when their invitation holds.';

-- "What can Asha see?": evaluated from her rows, never by becoming her. Whoever asks as a manager
-- learns of the homes that they manage and of nothing beside.
create type app.preview_scope as (organisation_id uuid, reads_all boolean, kinds text[], homes uuid[], managed uuid[], clients uuid[]);
revoke usage on type app.preview_scope from public;

create function app.preview_scope(of_profile uuid) returns app.preview_scope
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    whole boolean := app.org_read_in_full() is not null;
    mine uuid[] := app.managed_home_ids();
    person public.profiles;
    scope app.preview_scope;
    roles text[] := '{}';
    grades text[];
    member uuid[];
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    select * into person from public.profiles p
     where p.organisation_id = me.organisation_id and p.id = of_profile
       and (whole or p.id = any (app.managed_profile_ids()));
    if person.id is null then
        perform app.refuse(case when of_profile = any (app.visible_profile_ids()) then 'forbidden' else 'not_found' end);
    end if;
    scope := row(me.organisation_id, false, '{}', '{}', '{}', '{}');
    if person.status = 'disabled' or person.archived_at is not null then
        return scope;
    end if;
    if whole then
        select coalesce(array_agg(distinct r.role), '{}') into roles from public.organisation_roles r
         where r.organisation_id = me.organisation_id and r.profile_id = of_profile and r.archived_at is null and r.valid @> now();
    end if;
    scope.reads_all := roles <> '{}';
    select coalesce(array_agg(distinct m.care_home_id), '{}') into scope.managed from public.manager_care_homes m
     where m.organisation_id = me.organisation_id and m.profile_id = of_profile and m.archived_at is null and m.valid @> now()
       and (whole or m.care_home_id = any (mine));
    select coalesce(array_agg(distinct u.care_home_id), '{}'), coalesce(array_agg(distinct u.grade), '{}') into member, grades
      from public.user_care_homes u
     where u.organisation_id = me.organisation_id and u.profile_id = of_profile and u.archived_at is null and u.valid @> now()
       and (whole or u.care_home_id = any (mine));
    select coalesce(array_agg(h.id), '{}') into scope.homes from public.care_homes h
     where h.organisation_id = me.organisation_id and h.archived_at is null
       and (scope.reads_all or h.id = any (member) or h.id = any (scope.managed));
    -- The rule of app.residents_of and of the policy on clients; a test compares.
    select coalesce(array_agg(c.id), '{}') into scope.clients from public.clients c
     where c.organisation_id = me.organisation_id and c.archived_at is null
       and (scope.reads_all or c.holding_home_id = any (scope.managed)
            or (exists (select from public.bed_stays s
                         where s.organisation_id = c.organisation_id and s.client_id = c.id and s.archived_at is null
                           and s.care_home_id = any (member || scope.managed)
                           and (s.status = 'live'
                                or (s.status = 'planned' and lower(s.during) < now() + interval '2 days')
                                or (s.status = 'ended' and upper(s.during) > now() - interval '7 days')))
                and not exists (select from public.client_exclusions x
                                 where x.organisation_id = c.organisation_id and x.client_id = c.id
                                   and x.profile_id = of_profile and x.archived_at is null)));
    scope.kinds := roles || array_remove(array[
        case when scope.managed <> '{}' then 'manager' end,
        case when grades && '{senior,nurse}' then 'senior' end,
        case when grades && '{carer,senior,nurse}' then 'carer' end,
        case when 'ancillary' = any (grades) then 'ancillary' end
    ], null);
    return scope;
end
$$;
comment on function app.preview_scope(uuid) is 'What a person''s live rows give them, as far as the caller may know it. Not for requests: preview_homes and preview_modules answer from it.';

create function app.preview_homes(of_profile uuid)
returns table (id uuid, name text, grades text[], manager text, residents bigint, people bigint)
language plpgsql stable security definer set search_path = ''
as $$
declare
    scope app.preview_scope := app.preview_scope(of_profile);
begin
    return query
    select h.id, h.name,
           coalesce((select array_agg(distinct u.grade order by u.grade) from public.user_care_homes u
                      where u.organisation_id = h.organisation_id and u.care_home_id = h.id and u.profile_id = of_profile
                        and u.archived_at is null and u.valid @> now()), '{}'),
           (select m.kind from public.manager_care_homes m
             where m.organisation_id = h.organisation_id and m.care_home_id = h.id and m.profile_id = of_profile
               and m.archived_at is null and m.valid @> now()),
           (select count(*) from public.clients c
             where c.organisation_id = h.organisation_id and c.holding_home_id = h.id and c.id = any (scope.clients)),
           (select count(*) from public.profiles p
             where p.organisation_id = h.organisation_id and p.archived_at is null and p.id = any (app.people_of(array[h.id], false)))
      from public.care_homes h
     where h.organisation_id = scope.organisation_id and h.id = any (scope.homes)
     order by h.name, h.id;
end
$$;
comment on function app.preview_homes(uuid) is 'The homes that a person would see, with counts of residents and colleagues; never a row of either.';

create function app.preview_modules(of_profile uuid)
returns table (module text, can text[], count bigint)
language plpgsql stable security definer set search_path = ''
as $$
declare
    scope app.preview_scope := app.preview_scope(of_profile);
    colleagues uuid[] := app.people_of(scope.homes, false) || of_profile;
begin
    return query
    select m.module, m.can, case m.module
               when 'care-homes' then cardinality(scope.homes)::bigint
               when 'clients' then cardinality(scope.clients)::bigint
               when 'people' then (select count(*) from public.profiles p
                                    where p.organisation_id = scope.organisation_id and p.archived_at is null
                                      and (scope.reads_all or p.id = any (colleagues)))
           end
      from app.module_rights(scope.kinds) m;
end
$$;
comment on function app.preview_modules(uuid) is 'What a person could do in each module, and how many rows they would find in it.';

-- A look that must leave a trace is an event too.
alter table public.audit_events drop constraint audit_events_action;
alter table public.audit_events add constraint audit_events_action check (action in ('insert', 'update', 'archive', 'restore', 'view'));

create function app.note_preview(of_profile uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    event uuid := app.new_id();
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
begin
    perform app.preview_scope(of_profile);
    insert into public.audit_events (organisation_id, id, profile_id, account_id, rights, request_id, action, verb, table_name, row_id,
                                     subject_profile_id, details_hash)
    values (me.organisation_id, event, me.profile_id, me.account_id, app.held_kinds(),
            nullif(current_setting('app.request_id', true), '')::uuid, 'view', 'preview', 'profiles', of_profile, of_profile,
            sha256(salt || convert_to('{}', 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, salt, changes) values (me.organisation_id, event, salt, '{}');
end
$$;
comment on function app.note_preview(uuid) is 'Writes who asked what a person can see; refuses like the preview itself.';

revoke execute on function app.held_kinds(), app.module_rights(text[]), app.session_facts(), app.my_profiles(),
    app.invitable_profile_ids(), app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea),
    app.reinvite_person(uuid, text, bytea), app.end_invitation(), app.sign_in_facts(uuid[]), app.preview_scope(uuid),
    app.preview_homes(uuid), app.preview_modules(uuid), app.note_preview(uuid)
    from public, anon, authenticated, service_role;
grant execute on function app.module_rights(text[]), app.session_facts(), app.my_profiles(), app.invitable_profile_ids(),
    app.sign_in_facts(uuid[]) to authenticated;
grant execute on function app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea),
    app.reinvite_person(uuid, text, bytea), app.preview_homes(uuid), app.preview_modules(uuid), app.note_preview(uuid) to almoner_request;
