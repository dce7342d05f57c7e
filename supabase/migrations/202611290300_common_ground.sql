-- What every family of tables after the first needs of the functions that all share: rights of its own,
-- partitions, evidence that stays, a cascade that leaves evidence alone, care that is recorded late.

-- A right that app.holds_right does not know is asked of a function of the table's own family,
-- app.right_NAME(row): a new right is a new function, and nobody replaces this one.
create or replace function app.holds_right(right_name text, j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    home uuid := coalesce(j ->> 'care_home_id', j ->> 'holding_home_id')::uuid;
    person uuid := coalesce(j ->> 'profile_id', j ->> 'id')::uuid;
    resident uuid := coalesce(j ->> 'client_id', j ->> 'id')::uuid;
    held boolean;
begin
    if pg_catalog.to_regprocedure(pg_catalog.format('app.%I(jsonb)', 'right_' || right_name)) is not null then
        execute pg_catalog.format('select app.%I($1)', 'right_' || right_name) into held using j;
        return coalesce(held, false);
    end if;
    return coalesce(case right_name
        when 'owner' then coalesce(j ->> 'organisation_id', j ->> 'id')::uuid = app.owned_organisation_id()
        when 'compliance_lead' then (j ->> 'organisation_id')::uuid = app.compliance_organisation_id()
        when 'manager_of_home' then coalesce(home, (j ->> 'id')::uuid) = any (app.managed_home_ids())
        -- A manager is one of the people of their home, and not the one who checks their own papers.
        when 'manager_of_person' then person = any (app.managed_profile_ids()) and person <> app.profile_id()
        when 'manager_of_resident' then resident = any (app.writable_client_ids())
        when 'senior_of_resident' then resident = any (app.senior_client_ids())
        when 'self' then person = app.profile_id()
        when 'author_while_proposed' then j ->> 'status' = 'proposed' and (j ->> 'created_by')::uuid = app.profile_id()
    end, false);
end
$$;
revoke execute on function app.holds_right(text, jsonb) from public, anon, authenticated, service_role;

alter table app.archive_children add column only_status text[];
comment on column app.archive_children.only_status is 'Only children in one of these statuses go along: drafts and what is still to be done, never what was done.';

create or replace function app.archive_cascade() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    link record;
    only_some text;
begin
    if (old.archived_at is null) = (new.archived_at is null) then
        return null;
    end if;
    for link in select c.child, c.child_column, c.only_status from app.archive_children c where c.parent = tg_table_name and c.goes_along loop
        only_some := case when link.only_status is null then '' else format(' and status = any (%L::text[])', link.only_status) end;
        if new.archived_at is not null then
            execute format(
                'update public.%I set archived_at = $1, archive_reason = $2, archive_batch = $3
                  where organisation_id = $4 and %I = $5 and archived_at is null%s', link.child, link.child_column, only_some)
                using new.archived_at, new.archive_reason, new.archive_batch, new.organisation_id, new.id;
        else
            execute format(
                'update public.%I set archived_at = null
                  where organisation_id = $1 and %I = $2 and archive_batch = $3', link.child, link.child_column)
                using new.organisation_id, new.id, old.archive_batch;
        end if;
    end loop;
    return null;
end
$$;
revoke execute on function app.archive_cascade() from public, anon, authenticated, service_role;

-- In a partition tg_table_name is the partition's name: the trigger of a partitioned table says the table's.
create or replace function app.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_table text := coalesce(tg_argv[0], tg_table_name);
    after jsonb := to_jsonb(new);
    before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    me app.me := app.me();
    event uuid := app.new_id();
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    home uuid := case of_table when 'care_homes' then after ->> 'id'
                 else coalesce(after ->> 'care_home_id', after ->> 'holding_home_id') end;
    changes jsonb;
    action text;
    verb text;
begin
    if tg_op = 'INSERT' then
        action := 'insert';
        select coalesce(jsonb_object_agg(a.key, jsonb_build_array(null, a.value)), '{}') into changes
          from jsonb_each(after) a
         where a.value <> 'null' and a.key not in ('organisation_id', 'id', 'version', 'created_at', 'created_by', 'updated_at', 'updated_by', 'search_name');
    else
        action := case when before -> 'archived_at' is distinct from after -> 'archived_at'
                       then case when after ->> 'archived_at' is null then 'restore' else 'archive' end
                       else 'update' end;
        verb := app.verb_of(of_table, before, after);
        select coalesce(jsonb_object_agg(c, jsonb_build_array(before -> c, after -> c)), '{}') into changes
          from unnest(app.changed_columns(before, after)) as c;
        if changes = '{}' then
            return null;
        end if;
    end if;
    insert into public.audit_events (organisation_id, id, profile_id, account_id, rights, request_id, action, verb, table_name, row_id,
                                     care_home_id, client_id, subject_profile_id, details_hash)
    values (coalesce((after ->> 'organisation_id')::uuid, new.id), event, me.profile_id, me.account_id,
            case when me.profile_id is null then '{}' else app.rights_held(home) end,
            nullif(current_setting('app.request_id', true), '')::uuid, action, verb,
            of_table, new.id, home,
            case of_table when 'clients' then new.id else (after ->> 'client_id')::uuid end,
            case of_table when 'profiles' then new.id else (after ->> 'profile_id')::uuid end,
            sha256(salt || convert_to(changes::text, 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, care_home_id, salt, changes)
    values (coalesce((after ->> 'organisation_id')::uuid, new.id), event, home, salt, changes);
    return null;
end
$$;
revoke execute on function app.audit() from public, anon, authenticated, service_role;

create function app.evidence_stays() returns trigger
language plpgsql set search_path = ''
as $$
begin
    perform app.refuse('illegal_transition', 'What was recorded stays as it was recorded. Add to it instead.');
    return null;
end
$$;
comment on function app.evidence_stays() is 'Refuses every change of evidence, whoever tries.';
revoke execute on function app.evidence_stays() from public, anon, authenticated, service_role;

-- Late truth: care already given is recorded by whoever gave it, up to 72 hours after their right in
-- the home ended; a night without a connection must not lose what was done in it.

create function app.lately_home_ids(me app.me) returns uuid[]
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
comment on function app.lately_home_ids(app.me) is 'Homes in which the caller gives care or manages, or did until at most 72 hours ago.';

create function app.lately_cared_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return app.residents_of(me, app.lately_home_ids(me)) || app.held_by(me, app.managed_home_ids(me));
end
$$;
comment on function app.lately_cared_client_ids() is 'Residents for whom the caller may have given care in the last 72 hours: an outer bound for policies. The trigger of each table asks app.may_record.';

create function app.may_record(me app.me, resident uuid, home uuid, at timestamptz) returns boolean
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
comment on function app.may_record(app.me, uuid, uuid, timestamptz) is 'Whether the caller may record care that was given to a resident in a home at that moment: they held a right there then, and hold it still or lost it at most 72 hours ago; or they manage the home, and the resident is held by a home of theirs.';

revoke execute on function app.lately_home_ids(app.me), app.lately_cared_client_ids(), app.may_record(app.me, uuid, uuid, timestamptz)
    from public, anon, authenticated, service_role;
grant execute on function app.lately_cared_client_ids() to authenticated, almoner_request;
