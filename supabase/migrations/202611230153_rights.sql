-- What a person may change in a row that they may change at all, and which changes of status exist.
--
-- All people share one database role, so a column that only some may write can't be a grant. Two
-- tables hold the answers and one trigger each asks them, acting only for a person's own statement
-- (current_user = 'almoner_request'): triggers that work on a person's behalf pass.

create table app.column_rights (
    table_name text not null,
    right_name text not null,
    columns text[] not null,
    primary key (table_name, right_name)
);
comment on table app.column_rights is 'Columns that a right may write. Made from the access matrix file; a test compares them.';

create table app.transitions (
    table_name text not null,
    verb text not null,
    from_status text not null,
    to_status text not null,
    given jsonb not null default '{}',
    rights text[] not null,
    primary key (table_name, verb, from_status, to_status)
);
comment on table app.transitions is 'Every change of status that exists. `given` is what the new row must hold; `rights` who may do it. Any other change is refused, whoever tries.';
alter table app.column_rights enable row level security;
alter table app.column_rights force row level security;
alter table app.transitions enable row level security;
alter table app.transitions force row level security;
revoke all on app.column_rights, app.transitions from public, anon, authenticated, service_role;

create function app.holds_right(right_name text, j jsonb) returns boolean
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
        when 'manager_of_person' then person = any (app.managed_profile_ids())
        when 'manager_of_resident' then resident = any (app.writable_client_ids())
        when 'senior_of_resident' then resident = any (app.senior_client_ids())
        when 'self' then person = app.profile_id()
        when 'author_while_proposed' then j ->> 'status' = 'proposed' and (j ->> 'created_by')::uuid = app.profile_id()
    end, false);
end
$$;
comment on function app.holds_right(text, jsonb) is 'Whether the caller holds a named right on a row, given as jsonb. The rights are those of the access matrix.';

create function app.writable_columns(of_table text, j jsonb) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
    return coalesce((
        select array_agg(distinct c.name)
          from app.column_rights r cross join lateral unnest(r.columns) as c (name)
         where r.table_name = of_table and app.holds_right(r.right_name, j)
    ), '{}');
end
$$;
comment on function app.writable_columns(text, jsonb) is 'The columns of this row that the caller may write.';

create function app.changed_columns(before jsonb, after jsonb) returns text[]
language sql stable set search_path = ''
as $$
    select coalesce(array_agg(a.key order by a.key), '{}')
      from jsonb_each(after) a
     where a.value is distinct from before -> a.key
       and a.key not in ('version', 'updated_at', 'updated_by', 'archived_by', 'archive_batch', 'search_name')
$$;
comment on function app.changed_columns(jsonb, jsonb) is 'Columns that differ between two rows, but for those that only triggers write.';

create function app.column_rights() returns trigger
language plpgsql set search_path = ''
as $$
declare
    refused text;
begin
    if current_user <> 'almoner_request' then
        return new;
    end if;
    select c into refused
      from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) as c
     where c <> all (app.writable_columns(tg_table_name::text, to_jsonb(old)))
     limit 1;
    if refused is not null then
        perform app.refuse('forbidden', 'You may not change this.', refused);
    end if;
    return new;
end
$$;
comment on function app.column_rights() is 'Refuses a change of a column that none of the person''s rights on the row may write.';

create function app.transition() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = old.status then
        return new;
    end if;
    perform app.check_transition(tg_table_name::text, to_jsonb(old), to_jsonb(new), current_user = 'almoner_request');
    return new;
end
$$;
comment on function app.transition() is 'Refuses a change of status that app.transitions does not name.';

create function app.check_transition(of_table text, before jsonb, after jsonb, as_person boolean) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
    t app.transitions;
    known boolean := false;
begin
    for t in select * from app.transitions x
              where x.table_name = of_table and x.from_status = before ->> 'status' and x.to_status = after ->> 'status'
                and after @> x.given
    loop
        known := true;
        if not as_person or exists (select from unnest(t.rights) r where app.holds_right(r, before)) then
            return;
        end if;
    end loop;
    if known then
        perform app.refuse('forbidden');
    end if;
    perform app.refuse('illegal_transition', '', 'status');
end
$$;
comment on function app.check_transition(text, jsonb, jsonb, boolean) is 'The rule behind app.transition().';

create function app.alert_status() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = 'verified' and old.status = 'proposed' then
        new.verified_at := now();
        new.verified_by := app.profile_id();
    elsif new.status = 'ended' and old.status <> 'ended' then
        new.ended_at := now();
    end if;
    return new;
end
$$;
comment on function app.alert_status() is 'Who verified an alert, and when; when it ended.';

do $$
declare
    t text;
begin
    foreach t in array array['organisations', 'organisation_labels', 'company_settings', 'care_homes', 'units', 'rooms', 'beds',
        'profiles', 'profile_private', 'user_care_homes', 'manager_care_homes', 'organisation_roles', 'clients',
        'client_identity', 'client_exclusions', 'client_contacts', 'client_alerts', 'bed_stays', 'resident_absences'] loop
        execute format('create trigger column_rights before update on public.%I for each row execute function app.column_rights()', t);
    end loop;
    foreach t in array array['profiles', 'client_alerts', 'bed_stays', 'resident_absences'] loop
        execute format('create trigger transition before update of status on public.%I for each row execute function app.transition()', t);
    end loop;
end
$$;
create trigger transition_effect before update of status on public.client_alerts for each row execute function app.alert_status();

insert into app.column_rights (table_name, right_name, columns) values
    ('organisations', 'owner', '{name}'),
    ('organisation_labels', 'owner', '{singular,plural}'),
    ('company_settings', 'owner', '{two_person_publish,review_cycle_days,quiet_from,quiet_to,second_factor_required,retention_years,feature_flags}'),
    ('care_homes', 'owner', '{name,code,cqc_location_id,address_line,town,postcode,phone,registered_beds,time_zone,care_day_starts,archived_at,archive_reason}'),
    ('care_homes', 'manager_of_home', '{name,code,cqc_location_id,address_line,town,postcode,phone,registered_beds,time_zone,care_day_starts}'),
    ('units', 'owner', '{name,position,archived_at,archive_reason}'),
    ('units', 'manager_of_home', '{name,position}'),
    ('rooms', 'owner', '{unit_id,name,position,archived_at,archive_reason}'),
    ('rooms', 'manager_of_home', '{unit_id,name,position,archived_at,archive_reason}'),
    ('beds', 'owner', '{name,state,archived_at,archive_reason}'),
    ('beds', 'manager_of_home', '{name,state,archived_at,archive_reason}'),
    ('profiles', 'owner', '{given_name,family_name,preferred_name,job_title,persona,preferences,status,archived_at,archive_reason}'),
    ('profiles', 'manager_of_person', '{given_name,family_name,preferred_name,job_title,persona}'),
    ('profiles', 'self', '{preferences}'),
    ('profile_private', 'owner', '{email,phone,emergency_contact,staff_number,birth_date,contract_hours,weekly_hours_cap,weekly_hours_cap_reason,right_to_work_until,right_to_work_checked_on,dbs_certificate_date,dbs_update_service,registration_body,registration_number,registration_expires}'),
    ('profile_private', 'manager_of_person', '{email,phone,emergency_contact,staff_number,birth_date,contract_hours,weekly_hours_cap,weekly_hours_cap_reason,right_to_work_until,right_to_work_checked_on,dbs_certificate_date,dbs_update_service,registration_body,registration_number,registration_expires}'),
    ('profile_private', 'self', '{email,phone,emergency_contact}'),
    ('user_care_homes', 'owner', '{grade,valid,archived_at,archive_reason}'),
    ('user_care_homes', 'manager_of_home', '{grade,valid,archived_at,archive_reason}'),
    ('manager_care_homes', 'owner', '{kind,valid,archived_at,archive_reason}'),
    ('manager_care_homes', 'manager_of_home', '{valid,archived_at,archive_reason}'),
    ('organisation_roles', 'owner', '{archived_at,archive_reason}'),
    ('clients', 'manager_of_home', '{title,given_name,family_name,preferred_name,key_worker_id,archived_at,archive_reason}'),
    ('client_identity', 'manager_of_resident', '{nhs_number,birth_date,gender,first_language,consent,capacity,consent_note,archived_at,archive_reason}'),
    ('client_exclusions', 'owner', '{archived_at,archive_reason}'),
    ('client_exclusions', 'manager_of_resident', '{archived_at,archive_reason}'),
    ('client_contacts', 'manager_of_resident', '{name,relationship,kind,phone,email,address,next_of_kin,emergency_order,may_be_told,authority_seen_on,note,archived_at,archive_reason}'),
    ('client_alerts', 'manager_of_resident', '{kind,none_known,detail,reaction,severity,source,decided_by,valid_from,review_due,status,end_reason,archived_at,archive_reason}'),
    ('client_alerts', 'senior_of_resident', '{status,end_reason}'),
    ('client_alerts', 'author_while_proposed', '{kind,none_known,detail,reaction,severity,source,decided_by,valid_from,review_due}'),
    ('bed_stays', 'manager_of_resident', '{bed_id,during,kind,status,leaving_reason,leaving_note,archived_at,archive_reason}'),
    ('bed_stays', 'senior_of_resident', '{during,status,leaving_reason,leaving_note}'),
    ('resident_absences', 'manager_of_resident', '{during,expected_return,place,reason,status,return_note,archived_at,archive_reason}'),
    ('resident_absences', 'senior_of_resident', '{during,expected_return,place,reason,status,return_note}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('profiles', 'accept', 'invited', 'active', '{}', '{}'),
    ('profiles', 'disable', 'active', 'disabled', '{}', '{owner}'),
    ('profiles', 'withdraw', 'invited', 'disabled', '{}', '{owner}'),
    ('profiles', 'enable', 'disabled', 'active', '{}', '{owner}'),
    ('client_alerts', 'verify', 'proposed', 'verified', '{}', '{manager_of_resident,senior_of_resident}'),
    ('client_alerts', 'end', 'verified', 'ended', '{}', '{manager_of_resident,senior_of_resident}'),
    ('client_alerts', 'reject', 'proposed', 'ended', '{}', '{manager_of_resident,senior_of_resident}'),
    ('bed_stays', 'arrive', 'planned', 'live', '{}', '{manager_of_resident,senior_of_resident}'),
    ('bed_stays', 'cancel_admission', 'planned', 'cancelled', '{}', '{manager_of_resident}'),
    ('bed_stays', 'death', 'live', 'ended', '{"leaving_reason": "deceased"}', '{manager_of_resident,senior_of_resident}'),
    ('bed_stays', 'discharge', 'live', 'ended', '{}', '{manager_of_resident}'),
    ('resident_absences', 'return', 'away', 'returned', '{}', '{manager_of_resident,senior_of_resident}'),
    ('resident_absences', 'end_with_stay', 'away', 'ended', '{}', '{}');

revoke execute on function app.holds_right(text, jsonb), app.writable_columns(text, jsonb), app.changed_columns(jsonb, jsonb),
    app.column_rights(), app.transition(), app.check_transition(text, jsonb, jsonb, boolean), app.alert_status()
    from public, anon, authenticated, service_role;
grant execute on function app.writable_columns(text, jsonb), app.changed_columns(jsonb, jsonb) to authenticated, almoner_request;
grant execute on function app.check_transition(text, jsonb, jsonb, boolean) to almoner_request;
