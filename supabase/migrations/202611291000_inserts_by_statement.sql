-- What every insert pays, paid once a statement instead of once a row. A file of 5,000 residents is some
-- 22,000 rows; measured (docs/performance.md), three quarters of the time that storing them took went into
-- the audit's three inserts, into finding the caller and their rights anew for each row (13 look-ups), and
-- into planning the look at each row's parents. Nothing that was promised changes: every row still has its
-- event, its details and its hash in the same transaction, and still meets the archiving of its parents.

create function app.holds_role(me app.me, wanted text) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    if me.profile_id is not null and exists (
        select from public.organisation_roles r
         where r.organisation_id = me.organisation_id and r.profile_id = me.profile_id
           and (wanted is null or r.role = wanted)
           and r.archived_at is null and r.valid @> now()
    ) then
        return me.organisation_id;
    end if;
    return null;
end
$$;
comment on function app.holds_role(app.me, text) is 'app.holds_role() of a caller who is known already.';

create or replace function app.holds_role(wanted text) returns uuid
language plpgsql stable security definer set search_path = ''
as $$ begin return app.holds_role(app.me(), wanted); end $$;

create function app.rights_held(me app.me, home uuid) returns text[]
language plpgsql stable set search_path = ''
as $$
declare
    manages boolean;
    grades text[];
begin
    if me.profile_id is null then
        return '{}';
    end if;
    manages := coalesce(home = any (app.managed_home_ids(me)), false);
    grades := coalesce((
        select array_agg(distinct u.grade) from public.user_care_homes u
         where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.care_home_id = home
           and u.archived_at is null and u.valid @> now()), '{}');
    return array_remove(array[
        case when app.holds_role(me, 'business_owner') is not null then 'business_owner' end,
        case when app.holds_role(me, 'compliance_lead') is not null then 'compliance_lead' end,
        case when manages then 'manager' end,
        case when grades && '{senior,nurse}' then 'senior'
             when grades && '{carer}' then 'carer'
             when grades && '{ancillary}' and not manages then 'ancillary' end
    ], null);
end
$$;
comment on function app.rights_held(app.me, uuid) is 'The kinds of right that a caller who is known already holds in a home now, for the audit.';

create or replace function app.rights_held(home uuid) returns text[]
language plpgsql stable security definer set search_path = ''
as $$ begin return app.rights_held(app.me(), home); end $$;

create function app.audit_added() returns trigger
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
comment on function app.audit_added() is 'What app.audit() writes for each inserted row, for all rows of a statement at once.';

create function app.parents_live_added() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    link record;
    gone boolean;
begin
    for link in select c.parent, c.child_column from app.archive_children c where c.child = tg_table_name order by c.parent loop
        -- In the order of their ids, so that two statements that meet wait for each other in one direction.
        execute format(
            'select bool_or(l.gone) from (
                select p.archived_at is not null as gone from public.%I p
                 where (p.organisation_id, p.id) in (select f.organisation_id, f.%I from fresh f where f.archived_at is null)
                 order by p.organisation_id, p.id for no key update) l', link.parent, link.child_column)
            into gone;
        if gone then
            perform app.refuse('parent_archived', '', link.child_column);
        end if;
    end loop;
    return null;
end
$$;
comment on function app.parents_live_added() is 'What app.parents_live() asks of each inserted row, for all rows of a statement at once.';
revoke execute on function app.holds_role(app.me, text), app.rights_held(app.me, uuid), app.audit_added(), app.parents_live_added()
    from public, anon, authenticated, service_role;

-- The tables that files fill. An admission writes to the resident's row on the way, and its own event comes
-- first: bed_stays keeps app.audit() for each row.
do $$
declare
    t text;
begin
    foreach t in array array['clients', 'client_identity', 'client_contacts', 'client_alerts'] loop
        execute format('drop trigger audit on public.%I', t);
        execute format('create trigger audit after update on public.%I for each row execute function app.audit()', t);
        execute format('create trigger audit_added after insert on public.%I referencing new table as fresh for each statement execute function app.audit_added()', t);
    end loop;
    foreach t in array array['clients', 'client_identity', 'client_contacts', 'client_alerts', 'bed_stays'] loop
        execute format('drop trigger parents_live on public.%I', t);
        execute format('create trigger parents_live after update of archived_at on public.%I for each row when (new.archived_at is null) execute function app.parents_live()', t);
        execute format('create trigger parents_live_added after insert on public.%I referencing new table as fresh for each statement execute function app.parents_live_added()', t);
    end loop;
end
$$;
