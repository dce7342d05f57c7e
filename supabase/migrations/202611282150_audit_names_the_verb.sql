-- The audit trail says which verb of the access matrix changed a row: verify, end, discharge, return.
-- It is found from the row itself, as app.check_transition judges it, and not from what the server
-- says: one transaction changes several rows, each by a verb of its own (a death ends the stay, the
-- absence and the bed that was kept), and nobody can name another verb than the one that it was.

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('bed_stays', 'move_bed', 'live', 'ended', '{"leaving_reason": "moved_bed"}', '{manager_of_resident}'),
    ('bed_stays', 'transfer', 'live', 'ended', '{"leaving_reason": "transferred"}', '{manager_of_resident}');

create function app.verb_of(of_table text, before jsonb, after jsonb) returns text
language plpgsql stable set search_path = ''
as $$
begin
    if before ->> 'status' is not distinct from after ->> 'status' then
        return null;
    end if;
    -- The one that says most of the new row: a death is a death and not only the end of a stay.
    return (
        select t.verb from app.transitions t
         where t.table_name = of_table and t.from_status = before ->> 'status' and t.to_status = after ->> 'status'
           and after @> t.given
         order by t.given = '{}', t.verb
         limit 1);
end
$$;
comment on function app.verb_of(text, jsonb, jsonb) is 'The verb of the access matrix that a change of status was, or NULL.';
revoke execute on function app.verb_of(text, jsonb, jsonb) from public, anon, authenticated, service_role;

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
comment on column public.audit_events.verb is 'The verb of the access matrix, where one changed the row''s status; NULL for what the action says already.';
revoke execute on function app.audit() from public, anon, authenticated, service_role;
