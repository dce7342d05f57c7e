-- Changes that meet. An exclusion constraint lets two inserts wait for each other, which ends as a
-- deadlock: the loser was told that the service is busy, where "that exists already" is the truth. And
-- two who invited the same person at once both did. In both cases the second now waits for the first
-- and is then told what it finds.

create function app.hold_person() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    home uuid := (to_jsonb(new) ->> 'care_home_id')::uuid;
begin
    -- In the order in which app.parents_live() locks them.
    if home is not null then
        perform from public.care_homes h where h.organisation_id = new.organisation_id and h.id = home for no key update;
    end if;
    perform from public.profiles p where p.organisation_id = new.organisation_id and p.id = new.profile_id for no key update;
    return new;
end
$$;
comment on function app.hold_person() is 'One change of a person''s rights at a time: of two that overlap the second gets a plain answer instead of a deadlock. Tells nothing.';
revoke execute on function app.hold_person() from public, anon, authenticated, service_role;
-- Archiving makes room and needs no lock; an archived home would hold its own row already.
create trigger hold_person before insert or update of grade, valid, archived_at on public.user_care_homes
    for each row when (new.archived_at is null) execute function app.hold_person();
create trigger hold_person before insert or update of kind, valid, archived_at on public.manager_care_homes
    for each row when (new.archived_at is null) execute function app.hold_person();
create trigger hold_person before insert or update of archived_at on public.organisation_roles
    for each row when (new.archived_at is null) execute function app.hold_person();

create or replace function app.invite_person(given text, family text, preferred text, title text, of_persona text, to_email text,
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
    -- Two who invite the same person at once meet here: the second sees what the first has made.
    perform pg_advisory_xact_lock(hashtextextended('invite ' || me.organisation_id::text || lower(to_email), 0));
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
revoke execute on function app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea) from public, anon, authenticated, service_role;
grant execute on function app.invite_person(text, text, text, text, text, text, jsonb, jsonb, text[], bytea) to almoner_request;
