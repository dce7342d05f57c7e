-- app.audit_added() came beside the restriction of events and knew nothing of it. None of its tables has one
-- today; the first that does must not lose it.

create or replace function app.audit_added() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_table text := coalesce(tg_argv[0], tg_table_name);
    restriction text := tg_argv[1];
    request uuid := nullif(current_setting('app.request_id', true), '')::uuid;
    me app.me;
begin
    if not exists (select from fresh) then
        return null;
    end if;
    me := app.me();
    with added as materialized (
        select app.new_id() as event, uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) as salt, to_jsonb(f) as after
          from fresh f
    ), told as materialized (
        select a.event, a.salt,
               coalesce(a.after ->> 'organisation_id', a.after ->> 'id')::uuid as tenant,
               (a.after ->> 'id')::uuid as row_id,
               case of_table when 'care_homes' then a.after ->> 'id'
                    else coalesce(a.after ->> 'care_home_id', a.after ->> 'holding_home_id') end::uuid as home,
               case of_table when 'clients' then a.after ->> 'id' else a.after ->> 'client_id' end::uuid as resident,
               case of_table when 'profiles' then a.after ->> 'id' else a.after ->> 'profile_id' end::uuid as person,
               case of_table when 'incidents' then a.after ->> 'id' else a.after ->> 'incident_id' end::uuid as incident,
               (select coalesce(jsonb_object_agg(c.key, jsonb_build_array(null, c.value)), '{}') from jsonb_each(a.after) c
                 where c.value <> 'null' and c.key not in ('organisation_id', 'id', 'version', 'created_at', 'created_by',
                                                           'updated_at', 'updated_by', 'search_name')) as changes
          from added a
    ), held as materialized (
        select h.home, app.rights_held(me, h.home) as rights from (select distinct t.home from told t) h
    ), events as (
        insert into public.audit_events (organisation_id, id, profile_id, account_id, rights, request_id, action, table_name, row_id,
                                         care_home_id, client_id, subject_profile_id, incident_id, restriction, details_hash)
        select t.tenant, t.event, me.profile_id, me.account_id, h.rights, request, 'insert', of_table, t.row_id,
               t.home, t.resident, t.person, t.incident, restriction, sha256(t.salt || convert_to(t.changes::text, 'UTF8'))
          from told t join held h on h.home is not distinct from t.home
    ), details as (
        insert into public.audit_details (organisation_id, event_id, care_home_id, incident_id, restriction, row_id, salt, changes)
        select t.tenant, t.event, t.home, t.incident, restriction, case when restriction is not null then t.row_id end, t.salt, t.changes from told t
    )
    insert into private.change_events (organisation_id, care_home_id, client_id, profile_id, incident_id, restriction, table_name, row_id, kind)
    select t.tenant, t.home, t.resident, t.person, t.incident, restriction, of_table, t.row_id, 'insert' from told t;
    return null;
end
$$;
revoke execute on function app.audit_added() from public, anon, authenticated, service_role;
