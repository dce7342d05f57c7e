drop function app.may_record(app.me, uuid, uuid, timestamptz);
drop function app.lately_cared_client_ids();
drop function app.lately_home_ids(app.me);
drop function app.evidence_stays();
create or replace function app.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    after jsonb := to_jsonb(new);
    before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    me app.me := app.me();
    event uuid := app.new_id();
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    home uuid := case tg_table_name when 'care_homes' then after ->> 'id'
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
        verb := app.verb_of(tg_table_name::text, before, after);
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
            tg_table_name, new.id, home,
            case tg_table_name when 'clients' then new.id else (after ->> 'client_id')::uuid end,
            case tg_table_name when 'profiles' then new.id else (after ->> 'profile_id')::uuid end,
            sha256(salt || convert_to(changes::text, 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, care_home_id, salt, changes)
    values (coalesce((after ->> 'organisation_id')::uuid, new.id), event, home, salt, changes);
    return null;
end
$$;
create or replace function app.archive_cascade() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    link record;
begin
    if (old.archived_at is null) = (new.archived_at is null) then
        return null;
    end if;
    for link in select c.child, c.child_column from app.archive_children c where c.parent = tg_table_name and c.goes_along loop
        if new.archived_at is not null then
            execute format(
                'update public.%I set archived_at = $1, archive_reason = $2, archive_batch = $3
                  where organisation_id = $4 and %I = $5 and archived_at is null', link.child, link.child_column)
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
alter table app.archive_children drop column only_status;
create or replace function app.holds_right(right_name text, j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    home uuid := coalesce(j ->> 'care_home_id', j ->> 'holding_home_id')::uuid;
    person uuid := coalesce(j ->> 'profile_id', j ->> 'id')::uuid;
    resident uuid := coalesce(j ->> 'client_id', j ->> 'id')::uuid;
begin
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
revoke execute on function app.audit(), app.archive_cascade(), app.holds_right(text, jsonb) from public, anon, authenticated, service_role;
