create or replace function app.audit_line(number bigint, e public.audit_events) returns text
language plpgsql stable set search_path = ''
as $$
begin
    -- Fields of a fixed order, none of which can hold the mark between them. The first is the form of the
    -- line: a column that comes later gets a form of its own, and old links keep theirs.
    return concat_ws('|', '1', number, e.organisation_id, e.id, (extract(epoch from e.at) * 1000000)::bigint,
        coalesce(e.profile_id::text, ''), coalesce(e.account_id::text, ''), array_to_string(e.rights, ','), coalesce(e.request_id::text, ''),
        e.action, coalesce(e.verb, ''), e.table_name, e.row_id, coalesce(e.care_home_id::text, ''), coalesce(e.client_id::text, ''),
        coalesce(e.subject_profile_id::text, ''), coalesce(e.incident_id::text, ''), encode(e.details_hash, 'hex'));
end
$$;
revoke execute on function app.audit_line(bigint, public.audit_events) from public, anon, authenticated, service_role;
drop function app.claim_changes(xid8, bigint, int);
create function app.claim_changes(after_xid xid8, after_id bigint, at_most int)
returns table (xid xid8, id bigint, organisation_id uuid, care_home_id uuid, client_id uuid, profile_id uuid, incident_id uuid,
    table_name text, row_id uuid, kind text, at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select c.xid, c.id, c.organisation_id, c.care_home_id, c.client_id, c.profile_id, c.incident_id, c.table_name, c.row_id, c.kind, c.at
      from private.change_events c
     where (c.xid, c.id) > (after_xid, after_id)
       -- Transactions from here on may still write; below it nothing is missing. Those of other databases
       -- of the cluster count as well: a long one anywhere holds changes back and loses none.
       and c.xid < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
     order by c.xid, c.id
     limit at_most;
end
$$;
comment on function app.claim_changes(xid8, bigint, int) is 'The next changes after a place, in the order of their transactions, up to the oldest transaction that still runs. For the notifier of the server, which matches them with each listener''s scope.';
revoke execute on function app.claim_changes(xid8, bigint, int) from public, anon, authenticated, service_role;
grant execute on function app.claim_changes(xid8, bigint, int) to almoner_worker;
drop trigger audit on public.staff_availability;
create trigger audit after insert or update on public.staff_availability for each row execute function app.audit();
drop trigger audit on public.resident_documents;
create trigger audit after insert or update on public.resident_documents for each row execute function app.audit();
create or replace function app.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_table text := coalesce(tg_argv[0], tg_table_name);
    after jsonb := to_jsonb(new);
    before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    me app.me := app.me();
    tenant uuid := coalesce((after ->> 'organisation_id')::uuid, new.id);
    event uuid := app.new_id();
    salt bytea := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    home uuid := case of_table when 'care_homes' then after ->> 'id'
                 else coalesce(after ->> 'care_home_id', after ->> 'holding_home_id') end;
    resident uuid := case of_table when 'clients' then after ->> 'id' else after ->> 'client_id' end;
    person uuid := case of_table when 'profiles' then after ->> 'id' else after ->> 'profile_id' end;
    incident uuid := case of_table when 'incidents' then after ->> 'id' else after ->> 'incident_id' end;
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
                                     care_home_id, client_id, subject_profile_id, incident_id, details_hash)
    values (tenant, event, me.profile_id, me.account_id,
            case when me.profile_id is null then '{}' else app.rights_held(home) end,
            nullif(current_setting('app.request_id', true), '')::uuid, action, verb,
            of_table, new.id, home, resident, person, incident,
            sha256(salt || convert_to(changes::text, 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, care_home_id, incident_id, salt, changes)
    values (tenant, event, home, incident, salt, changes);
    insert into private.change_events (organisation_id, care_home_id, client_id, profile_id, incident_id, table_name, row_id, kind)
    values (tenant, home, resident, person, incident, of_table, new.id, action);
    return null;
end
$$;
comment on function app.audit() is 'Writes the event and its details, and that something changed. An update that changed nothing but bookkeeping leaves none. Of a partitioned table the trigger names the table.';
revoke execute on function app.audit() from public, anon, authenticated, service_role;
alter table private.change_events drop column restriction;
alter policy audit_details_select on public.audit_details
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])));
alter policy audit_events_select on public.audit_events
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])));
drop function app.documents_sealed_from_me();
drop index public.resident_documents_sealed;
alter table public.audit_details drop column row_id;
alter table public.audit_details drop column restriction;
alter table public.audit_events drop column restriction;
