-- Some rows are read by fewer people than the rest of their organisation's: what staff say of their own
-- time is no business of a compliance lead, a sealed document is the managers' who answer for the resident.
-- Their events and details must not be read by more. So an event carries the restriction of its row, as the
-- row's own trigger names it, and the policies ask it. Who may read a document changes with its seal: that is
-- asked of the row as it stands, so an event from before the sealing is hidden with the others.

alter table public.audit_events add column restriction text
    constraint audit_events_restriction check (restriction in ('not_compliance', 'sealable'));
comment on column public.audit_events.restriction is
    'Its row is read by fewer people: not_compliance (owners and managers only), sealable (hidden while the row is sealed). NULL: as the home and organisation say.';
alter table public.audit_details add column restriction text
    constraint audit_details_restriction check (restriction in ('not_compliance', 'sealable'));
alter table public.audit_details add column row_id uuid
    constraint audit_details_row check ((row_id is null) = (restriction is null));
comment on column public.audit_details.restriction is 'That of the event.';
comment on column public.audit_details.row_id is 'The row of the event, where a restriction asks for it.';

update public.audit_events e set restriction = case e.table_name when 'resident_documents' then 'sealable' else 'not_compliance' end
 where e.table_name in ('resident_documents', 'staff_availability');
update public.audit_details d set restriction = e.restriction, row_id = e.row_id
  from public.audit_events e
 where e.organisation_id = d.organisation_id and e.id = d.event_id and e.restriction is not null;

create index resident_documents_sealed on public.resident_documents (organisation_id, id) where sealed;

create function app.documents_sealed_from_me() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    tenant uuid := app.org_read_in_full();
    managed uuid[];
    held uuid[];
begin
    -- Whoever reads events by the home manages it, and sees what is sealed in it.
    if tenant is null then
        return '{}';
    end if;
    managed := app.managed_home_ids();
    held := app.writable_client_ids();
    return coalesce((
        select array_agg(d.id) from public.resident_documents d
         where d.organisation_id = tenant and d.sealed
           and d.care_home_id <> all (managed) and d.client_id <> all (held)), '{}');
end
$$;
comment on function app.documents_sealed_from_me() is 'Sealed documents of the organisation whose events an owner or compliance lead would otherwise read. Empty for everybody else.';
revoke execute on function app.documents_sealed_from_me() from public, anon, authenticated, service_role;
grant execute on function app.documents_sealed_from_me() to authenticated, almoner_request;

-- A restriction that these do not know hides the event from everybody.
alter policy audit_events_select on public.audit_events
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]))
        and (restriction is null
            or (restriction = 'not_compliance' and (organisation_id = (select app.owned_organisation_id())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])))
            or (restriction = 'sealable' and row_id <> all ((select app.documents_sealed_from_me())::uuid[]))));
alter policy audit_details_select on public.audit_details
    using ((organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (incident_id is null or incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]))
        and (restriction is null
            or (restriction = 'not_compliance' and (organisation_id = (select app.owned_organisation_id())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])))
            or (restriction = 'sealable' and row_id <> all ((select app.documents_sealed_from_me())::uuid[]))));

-- Live screens must not tell of a row either whose event may not be read.
alter table private.change_events add column restriction text;
comment on column private.change_events.restriction is 'That of the audit event, for whoever matches changes with a listener''s scope.';

create or replace function app.audit() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_table text := coalesce(tg_argv[0], tg_table_name);
    restriction text := tg_argv[1];
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
                                     care_home_id, client_id, subject_profile_id, incident_id, restriction, details_hash)
    values (tenant, event, me.profile_id, me.account_id,
            case when me.profile_id is null then '{}' else app.rights_held(home) end,
            nullif(current_setting('app.request_id', true), '')::uuid, action, verb,
            of_table, new.id, home, resident, person, incident, restriction,
            sha256(salt || convert_to(changes::text, 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, care_home_id, incident_id, restriction, row_id, salt, changes)
    values (tenant, event, home, incident, restriction, case when restriction is not null then new.id end, salt, changes);
    insert into private.change_events (organisation_id, care_home_id, client_id, profile_id, incident_id, restriction, table_name, row_id, kind)
    values (tenant, home, resident, person, incident, restriction, of_table, new.id, action);
    return null;
end
$$;
comment on function app.audit() is 'Writes the event and its details, and that something changed. An update that changed nothing but bookkeeping leaves none. The trigger names the table (of a partitioned one it has to), then the restriction of its events where there is one.';
revoke execute on function app.audit() from public, anon, authenticated, service_role;

drop trigger audit on public.resident_documents;
create trigger audit after insert or update on public.resident_documents for each row execute function app.audit('resident_documents', 'sealable');
drop trigger audit on public.staff_availability;
create trigger audit after insert or update on public.staff_availability for each row execute function app.audit('staff_availability', 'not_compliance');

drop function app.claim_changes(xid8, bigint, int);
create function app.claim_changes(after_xid xid8, after_id bigint, at_most int)
returns table (xid xid8, id bigint, organisation_id uuid, care_home_id uuid, client_id uuid, profile_id uuid, incident_id uuid,
    restriction text, table_name text, row_id uuid, kind text, at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select c.xid, c.id, c.organisation_id, c.care_home_id, c.client_id, c.profile_id, c.incident_id, c.restriction,
           c.table_name, c.row_id, c.kind, c.at
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

create or replace function app.audit_line(number bigint, e public.audit_events) returns text
language plpgsql stable set search_path = ''
as $$
begin
    -- Fields of a fixed order, none of which can hold the mark between them. The first is the form of the
    -- line: a column that comes later gets a form of its own, and old links keep theirs.
    return concat_ws('|', case when e.restriction is null then '1' else '2' end, number, e.organisation_id, e.id,
        (extract(epoch from e.at) * 1000000)::bigint,
        coalesce(e.profile_id::text, ''), coalesce(e.account_id::text, ''), array_to_string(e.rights, ','), coalesce(e.request_id::text, ''),
        e.action, coalesce(e.verb, ''), e.table_name, e.row_id, coalesce(e.care_home_id::text, ''), coalesce(e.client_id::text, ''),
        coalesce(e.subject_profile_id::text, ''), coalesce(e.incident_id::text, ''), encode(e.details_hash, 'hex'), e.restriction);
end
$$;
revoke execute on function app.audit_line(bigint, public.audit_events) from public, anon, authenticated, service_role;
