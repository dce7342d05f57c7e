-- People of an organisation, what may be known of them, and where their rights come from.
-- Rights are live rows that add up per home; no column of a profile gives any.
create table public.profiles (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    account_id uuid references auth.users (id),
    status text not null default 'invited' constraint profiles_status check (status in ('invited', 'active', 'disabled')),
    given_name text not null check (length(given_name) between 1 and 100),
    family_name text not null check (length(family_name) between 1 and 100),
    preferred_name text check (length(preferred_name) between 1 and 100),
    job_title text not null default 'carer' constraint profiles_job_title check (job_title in (
        'org_owner', 'nominated_individual', 'regional_manager', 'registered_manager', 'deputy_manager',
        'compliance_lead', 'nurse', 'senior_carer', 'carer', 'activities', 'ancillary', 'rota_coordinator',
        'finance_officer', 'hr_officer', 'agency_worker', 'external_professional')),
    persona text not null default 'carer' constraint profiles_persona check (persona in ('carer', 'manager', 'business_owner', 'compliance_lead')),
    preferences jsonb not null default '{}' check (jsonb_typeof(preferences) = 'object'),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint profiles_active_account check (status <> 'active' or account_id is not null)
);
comment on table public.profiles is 'A person in one organisation; an account may have one in several.';
comment on column public.profiles.job_title is 'A label. It gives no right.';
comment on column public.profiles.persona is 'Chooses the first screen. No policy reads it.';
create unique index profiles_account on public.profiles (organisation_id, account_id) where account_id is not null;
create index profiles_of_account on public.profiles (account_id) where account_id is not null;
create index profiles_name on public.profiles (organisation_id, family_name, given_name, id) where archived_at is null;
alter table public.profiles enable row level security;
alter table public.profiles force row level security;
revoke all on public.profiles from public, anon, authenticated, service_role;
create trigger record before insert or update on public.profiles for each row execute function app.record_row();
create trigger archive_cascade after update of archived_at on public.profiles for each row execute function app.archive_cascade();
grant select on public.profiles to authenticated;
grant insert (organisation_id, given_name, family_name, preferred_name, job_title, persona) on public.profiles to almoner_request;
grant update (given_name, family_name, preferred_name, job_title, persona, preferences, status, archived_at, archive_reason)
    on public.profiles to almoner_request;
create policy profiles_select on public.profiles for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or id = any ((select app.visible_profile_ids())::uuid[]));
-- A manager invites: the profile comes with its first membership in one statement of app.invite_person.
create policy profiles_insert on public.profiles for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy profiles_update on public.profiles for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or id = any ((select app.managed_profile_ids())::uuid[]) or id = (select app.profile_id()))
    with check (organisation_id = (select app.owned_organisation_id()) or id = any ((select app.managed_profile_ids())::uuid[]) or id = (select app.profile_id()));

alter table public.organisation_labels add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);
alter table public.company_settings add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);
alter table public.care_homes add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);
alter table public.units add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);
alter table public.rooms add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);
alter table public.beds add foreign key (organisation_id, created_by) references public.profiles (organisation_id, id);

create table public.people_names (
    organisation_id uuid not null references public.organisations (id),
    profile_id uuid not null,
    name text not null,
    job_title text not null,
    primary key (organisation_id, profile_id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id)
);
comment on table public.people_names is 'The name and title of everybody who ever wrote in a record that the reader may see, leavers too; written by a trigger on profiles.';
alter table public.people_names enable row level security;
alter table public.people_names force row level security;
revoke all on public.people_names from public, anon, authenticated, service_role;
grant select on public.people_names to authenticated;
create policy people_names_select on public.people_names for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or profile_id = any ((select app.named_profile_ids())::uuid[]));

create function app.follow_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.people_names (organisation_id, profile_id, name, job_title)
    values (new.organisation_id, new.id, coalesce(new.preferred_name, new.given_name) || ' ' || new.family_name, new.job_title)
    on conflict (organisation_id, profile_id) do update set name = excluded.name, job_title = excluded.job_title;
    if tg_op = 'UPDATE' and (new.status = 'disabled' or new.archived_at is not null) then
        update private.sessions s set revoked_at = now(), revoked_because = 'profile ended'
         where s.organisation_id = new.organisation_id and s.profile_id = new.id and s.revoked_at is null;
    end if;
    return null;
end
$$;
comment on function app.follow_profile() is 'Keeps people_names, and ends the sessions of a profile that is disabled or archived.';
revoke execute on function app.follow_profile() from public, anon, authenticated, service_role;
create trigger follow_profile after insert or update on public.profiles for each row execute function app.follow_profile();

create table public.profile_private (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid not null,
    email text check (length(email) between 3 and 254),
    phone text check (length(phone) between 3 and 40),
    emergency_contact text check (length(emergency_contact) between 1 and 300),
    staff_number text check (length(staff_number) between 1 and 40),
    birth_date date check (birth_date between '1900-01-01' and '2200-01-01'),
    contract_hours numeric(5, 2) check (contract_hours between 0 and 168),
    weekly_hours_cap numeric(5, 2) check (weekly_hours_cap between 0 and 168),
    weekly_hours_cap_reason text check (length(weekly_hours_cap_reason) between 1 and 300),
    right_to_work_until date check (right_to_work_until between '1900-01-01' and '2200-01-01'),
    right_to_work_checked_on date check (right_to_work_checked_on between '1900-01-01' and '2200-01-01'),
    dbs_certificate_date date check (dbs_certificate_date between '1900-01-01' and '2200-01-01'),
    dbs_update_service boolean,
    registration_body text check (registration_body in ('NMC', 'HCPC', 'SWE')),
    registration_number text check (length(registration_number) between 1 and 40),
    registration_expires date check (registration_expires between '1900-01-01' and '2200-01-01'),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    unique (organisation_id, profile_id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.profile_private is 'What only the person, their managers and the owner may read of a person.';
comment on column public.profile_private.contract_hours is 'Hours a week.';
comment on column public.profile_private.weekly_hours_cap is 'Most hours in a Monday-to-Sunday week, with its reason (a visa, a term).';
create index profile_private_staff_number on public.profile_private (organisation_id, staff_number) where staff_number is not null;
alter table public.profile_private enable row level security;
alter table public.profile_private force row level security;
revoke all on public.profile_private from public, anon, authenticated, service_role;
create trigger record before insert or update on public.profile_private for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.profile_private for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.profile_private to authenticated;
grant update (email, phone, emergency_contact, staff_number, birth_date, contract_hours, weekly_hours_cap, weekly_hours_cap_reason,
    right_to_work_until, right_to_work_checked_on, dbs_certificate_date, dbs_update_service, registration_body,
    registration_number, registration_expires) on public.profile_private to almoner_request;
create policy profile_private_select on public.profile_private for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or profile_id = any ((select app.managed_profile_ids())::uuid[]) or profile_id = (select app.profile_id()));
create policy profile_private_update on public.profile_private for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or profile_id = any ((select app.managed_profile_ids())::uuid[]) or profile_id = (select app.profile_id()))
    with check (organisation_id = (select app.owned_organisation_id()) or profile_id = any ((select app.managed_profile_ids())::uuid[]) or profile_id = (select app.profile_id()));

create table public.user_care_homes (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    profile_id uuid not null,
    grade text not null constraint user_care_homes_grade check (grade in ('carer', 'senior', 'nurse', 'ancillary')),
    valid tstzrange not null default tstzrange(now(), null) check (not isempty(valid)),
    agency text check (length(agency) between 1 and 200),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint user_care_homes_once exclude using gist
        (organisation_id with =, care_home_id with =, profile_id with =, grade with =, valid with &&) where (archived_at is null)
);
comment on table public.user_care_homes is 'Who works on the floor of a home, in which grade, from when to when: H of the matrix.';
comment on column public.user_care_homes.agency is 'The agency, for a person with a pass for one shift.';
create index user_care_homes_person on public.user_care_homes (organisation_id, profile_id) where archived_at is null;
create index user_care_homes_home on public.user_care_homes (organisation_id, care_home_id);
alter table public.user_care_homes enable row level security;
alter table public.user_care_homes force row level security;
revoke all on public.user_care_homes from public, anon, authenticated, service_role;
create trigger record before insert or update on public.user_care_homes for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.user_care_homes for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.user_care_homes to authenticated;
grant insert (organisation_id, care_home_id, profile_id, grade, valid, agency) on public.user_care_homes to almoner_request;
grant update (grade, valid, archived_at, archive_reason) on public.user_care_homes to almoner_request;
create policy user_care_homes_select on public.user_care_homes for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]) or profile_id = (select app.profile_id()));
-- Nobody gives themself a right.
create policy user_care_homes_insert on public.user_care_homes for insert to almoner_request
    with check ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and profile_id = any ((select app.managed_profile_ids())::uuid[]))) and profile_id <> (select app.profile_id()));
create policy user_care_homes_update on public.user_care_homes for update to almoner_request
    using ((organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[])) and profile_id <> (select app.profile_id()))
    with check ((organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[])) and profile_id <> (select app.profile_id()));

create table public.manager_care_homes (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    profile_id uuid not null,
    kind text not null constraint manager_care_homes_kind check (kind in ('registered', 'deputy', 'cover')),
    valid tstzrange not null default tstzrange(now(), null) check (not isempty(valid)),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint manager_care_homes_cover check (kind <> 'cover'
        or (not lower_inf(valid) and not upper_inf(valid) and upper(valid) - lower(valid) <= interval '28 days')),
    constraint manager_care_homes_once exclude using gist
        (organisation_id with =, care_home_id with =, profile_id with =, valid with &&) where (archived_at is null)
);
comment on table public.manager_care_homes is 'Who manages a home, from when to when: M of the matrix.';
comment on constraint manager_care_homes_cover on public.manager_care_homes is 'A cover ends, after at most 28 days.';
create index manager_care_homes_person on public.manager_care_homes (organisation_id, profile_id) where archived_at is null;
create index manager_care_homes_home on public.manager_care_homes (organisation_id, care_home_id);
alter table public.manager_care_homes enable row level security;
alter table public.manager_care_homes force row level security;
revoke all on public.manager_care_homes from public, anon, authenticated, service_role;
create trigger record before insert or update on public.manager_care_homes for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.manager_care_homes for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.manager_care_homes to authenticated;
grant insert (organisation_id, care_home_id, profile_id, kind, valid) on public.manager_care_homes to almoner_request;
grant update (kind, valid, archived_at, archive_reason) on public.manager_care_homes to almoner_request;
create policy manager_care_homes_select on public.manager_care_homes for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.visible_home_ids())::uuid[]));
-- A manager may name a cover for a home of theirs for at most 28 days, and never themself. An owner
-- may take a home on, as the registered manager of a small group does, but only right after a second factor.
create policy manager_care_homes_insert on public.manager_care_homes for insert to almoner_request
    with check ((organisation_id = (select app.owned_organisation_id()) and (profile_id <> (select app.profile_id()) or (select app.fresh_second_factor())))
        or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover' and profile_id <> (select app.profile_id())
            and profile_id = any ((select app.managed_profile_ids())::uuid[])));
create policy manager_care_homes_update on public.manager_care_homes for update to almoner_request
    using ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()))
    with check ((organisation_id = (select app.owned_organisation_id()) or (care_home_id = any ((select app.managed_home_ids())::uuid[]) and kind = 'cover'))
        and profile_id <> (select app.profile_id()));

create table public.organisation_roles (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid not null,
    role text not null constraint organisation_roles_role check (role in ('business_owner', 'compliance_lead')),
    valid tstzrange not null default tstzrange(now(), null) check (not isempty(valid)),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint organisation_roles_once exclude using gist
        (organisation_id with =, profile_id with =, role with =, valid with &&) where (archived_at is null)
);
comment on table public.organisation_roles is 'Who owns the business or leads its compliance: O of the matrix.';
create index organisation_roles_person on public.organisation_roles (organisation_id, profile_id) where archived_at is null;
alter table public.organisation_roles enable row level security;
alter table public.organisation_roles force row level security;
revoke all on public.organisation_roles from public, anon, authenticated, service_role;
create trigger record before insert or update on public.organisation_roles for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.organisation_roles for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.organisation_roles to authenticated;
grant insert (organisation_id, profile_id, role, valid) on public.organisation_roles to almoner_request;
grant update (archived_at, archive_reason) on public.organisation_roles to almoner_request;
create policy organisation_roles_select on public.organisation_roles for select to authenticated
    using (organisation_id = (select app.org_read_in_full()));
create policy organisation_roles_insert on public.organisation_roles for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) and profile_id <> (select app.profile_id()) and (select app.fresh_second_factor()));
create policy organisation_roles_update on public.organisation_roles for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) and (select app.fresh_second_factor()))
    with check (organisation_id = (select app.owned_organisation_id()) and (select app.fresh_second_factor()));

create function app.keep_an_owner() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- Two owners who remove each other at once meet at this lock.
    perform from public.organisations o where o.id = old.organisation_id for no key update;
    if old.role = 'business_owner' and not exists (
        select from public.organisation_roles r
          join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id
         where r.organisation_id = old.organisation_id and r.role = 'business_owner'
           and r.archived_at is null and r.valid @> now()
           and p.archived_at is null and p.status = 'active'
    ) then
        perform app.refuse('last_owner');
    end if;
    return null;
end
$$;
comment on function app.keep_an_owner() is 'An organisation keeps at least one live owner.';
create trigger keep_an_owner after update on public.organisation_roles for each row execute function app.keep_an_owner();

create function app.keep_an_owner_profile() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    perform from public.organisations o where o.id = old.organisation_id for no key update;
    if exists (
        select from public.organisation_roles r
         where r.organisation_id = old.organisation_id and r.profile_id = old.id and r.role = 'business_owner' and r.valid @> now()
    ) and not exists (
        select from public.organisation_roles r
          join public.profiles p on p.organisation_id = r.organisation_id and p.id = r.profile_id
         where r.organisation_id = old.organisation_id and r.role = 'business_owner'
           and r.archived_at is null and r.valid @> now()
           and p.archived_at is null and p.status = 'active'
    ) then
        perform app.refuse('last_owner');
    end if;
    return null;
end
$$;
comment on function app.keep_an_owner_profile() is 'The last live owner''s profile is neither disabled nor archived.';
create trigger keep_an_owner after update of status, archived_at on public.profiles for each row
    when (old.status = 'active' and (new.status <> 'active' or new.archived_at is not null))
    execute function app.keep_an_owner_profile();
revoke execute on function app.keep_an_owner(), app.keep_an_owner_profile() from public, anon, authenticated, service_role;

insert into app.archive_children (parent, child, child_column) values
    ('care_homes', 'user_care_homes', 'care_home_id'),
    ('care_homes', 'manager_care_homes', 'care_home_id'),
    ('profiles', 'user_care_homes', 'profile_id'),
    ('profiles', 'manager_care_homes', 'profile_id'),
    ('profiles', 'organisation_roles', 'profile_id');
