drop function app.finish_changes(interval);
drop function app.claim_changes(xid8, bigint, int);
drop trigger await_chain on public.audit_events;
drop function app.await_chain();
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
comment on function app.audit() is 'Writes the event and its details. An update that changed nothing but bookkeeping leaves none.';
drop table private.audit_unchained;
drop table private.change_events;
alter policy audit_details_select on public.audit_details
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
alter policy audit_events_select on public.audit_events
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
alter table public.audit_details drop column incident_id;
alter table public.audit_events drop column incident_id;
