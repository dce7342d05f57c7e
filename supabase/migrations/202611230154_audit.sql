-- Every insert, update, archive and restore of a record leaves one event, in the same transaction.
-- Who did what to which row is one table; what changed is another, because a lawful erasure may
-- take the details while the event, which holds only their salted hash, stays.
-- Partitioned by range of the time-ordered id, so keys stay (organisation_id, id).

create table public.audit_events (
    organisation_id uuid not null,
    id uuid not null default app.new_id(),
    at timestamptz not null default clock_timestamp(),
    profile_id uuid,
    account_id uuid,
    rights text[] not null default '{}',
    request_id uuid,
    action text not null constraint audit_events_action check (action in ('insert', 'update', 'archive', 'restore')),
    verb text,
    table_name text not null,
    row_id uuid not null,
    care_home_id uuid,
    client_id uuid,
    subject_profile_id uuid,
    details_hash bytea not null,
    primary key (organisation_id, id)
) partition by range (id);
comment on table public.audit_events is 'Who did what to which row, when, in which request. Insert only, by a trigger.';
comment on column public.audit_events.rights is 'The kinds of right that the person held when they did it.';
comment on column public.audit_events.details_hash is 'SHA-256 of the salt and the details.';

create table public.audit_details (
    organisation_id uuid not null,
    event_id uuid not null,
    care_home_id uuid,
    salt bytea not null,
    changes jsonb not null,
    primary key (organisation_id, event_id)
) partition by range (event_id);
comment on table public.audit_details is 'The changed columns of an event: {column: [before, after]}.';

create function app.make_partition(parent text, suffix text, starts timestamptz, ends timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    child text := parent || '_' || suffix;
begin
    if starts is null then
        execute format('create table public.%I partition of public.%I default', child, parent);
    else
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
            child, parent, app.id_at(starts), app.id_at(ends));
    end if;
    -- A partition can be read directly, past its parent's policies: it gets its own walls.
    execute format('alter table public.%I enable row level security', child);
    execute format('alter table public.%I force row level security', child);
    execute format('revoke all on public.%I from public, anon, authenticated, service_role', child);
    execute format('comment on table public.%I is %L', child, 'Partition of ' || parent || '. Read through its parent.');
end
$$;
comment on function app.make_partition(text, text, timestamptz, timestamptz) is 'Adds a partition with its row security, without any grant. Without bounds: the default one.';
revoke execute on function app.make_partition(text, text, timestamptz, timestamptz) from public, anon, authenticated, service_role;

do $$
declare
    q timestamptz := '2025-10-01 00:00+00';
    t text;
begin
    foreach t in array array['audit_events', 'audit_details'] loop
        q := '2025-10-01 00:00+00';
        while q < '2028-01-01 00:00+00' loop
            perform app.make_partition(t, to_char(q at time zone 'UTC', 'YYYY"q"Q'), q, q + interval '3 months');
            q := q + interval '3 months';
        end loop;
        perform app.make_partition(t, 'rest', null, null);
    end loop;
end
$$;

create index audit_events_home on public.audit_events (organisation_id, care_home_id, id desc);
create index audit_events_row on public.audit_events (organisation_id, row_id, id desc);
create index audit_events_client on public.audit_events (organisation_id, client_id, id desc) where client_id is not null;
create index audit_events_person on public.audit_events (organisation_id, profile_id, id desc);

alter table public.audit_events enable row level security;
alter table public.audit_events force row level security;
revoke all on public.audit_events from public, anon, authenticated, service_role;
grant select on public.audit_events to authenticated;
create policy audit_events_select on public.audit_events for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
alter table public.audit_details enable row level security;
alter table public.audit_details force row level security;
revoke all on public.audit_details from public, anon, authenticated, service_role;
grant select on public.audit_details to authenticated;
create policy audit_details_select on public.audit_details for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

create function app.rights_held(home uuid) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
    return array_remove(array[
        case when app.owned_organisation_id() is not null then 'business_owner' end,
        case when app.compliance_organisation_id() is not null then 'compliance_lead' end,
        case when home = any (app.managed_home_ids()) then 'manager' end,
        case when home = any (app.senior_home_ids()) then 'senior'
             when home = any (app.care_home_ids()) then 'carer'
             when home = any (app.visible_home_ids()) and not home = any (app.managed_home_ids()) then 'ancillary' end
    ], null);
end
$$;
comment on function app.rights_held(uuid) is 'The kinds of right that the caller holds in a home now, for the audit.';

create function app.audit() returns trigger
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
            nullif(current_setting('app.request_id', true), '')::uuid, action, nullif(current_setting('app.verb', true), ''),
            tg_table_name, new.id, home,
            case tg_table_name when 'clients' then new.id else (after ->> 'client_id')::uuid end,
            case tg_table_name when 'profiles' then new.id else (after ->> 'profile_id')::uuid end,
            sha256(salt || convert_to(changes::text, 'UTF8')));
    insert into public.audit_details (organisation_id, event_id, care_home_id, salt, changes)
    values (coalesce((after ->> 'organisation_id')::uuid, new.id), event, home, salt, changes);
    return null;
end
$$;
comment on function app.audit() is 'Writes the event and its details. An update that changed nothing but bookkeeping leaves none.';
revoke execute on function app.rights_held(uuid), app.audit() from public, anon, authenticated, service_role;

do $$
declare
    t text;
begin
    foreach t in array array['organisations', 'organisation_labels', 'company_settings', 'care_homes', 'units', 'rooms', 'beds',
        'profiles', 'profile_private', 'user_care_homes', 'manager_care_homes', 'organisation_roles', 'clients',
        'client_identity', 'client_exclusions', 'client_contacts', 'client_alerts', 'bed_stays', 'resident_absences'] loop
        execute format('create trigger audit after insert or update on public.%I for each row execute function app.audit()', t);
    end loop;
end
$$;
