-- Residents, who they are, what must be known of them at once, and whom to call.
create table public.clients (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    holding_home_id uuid not null,
    status text not null default 'prospective' constraint clients_status check (status in
        ('prospective', 'pending_admission', 'current', 'hospital', 'on_leave', 'discharged', 'deceased')),
    title text check (length(title) between 1 and 30),
    given_name text not null check (length(given_name) between 1 and 100),
    family_name text not null check (length(family_name) between 1 and 100),
    preferred_name text check (length(preferred_name) between 1 and 100),
    search_name text generated always as (lower(given_name || ' ' || coalesce(preferred_name || ' ', '') || family_name)) stored,
    bed_id uuid,
    key_worker_id uuid,
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
    foreign key (organisation_id, holding_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, holding_home_id, bed_id) references public.beds (organisation_id, care_home_id, id),
    foreign key (organisation_id, key_worker_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.clients is 'A resident. People see the organisation''s word for it.';
comment on column public.clients.holding_home_id is 'The home that holds the living record. Set at registration, moved only by a transfer.';
comment on column public.clients.status is 'Follows stays and absences by triggers; no person sets it.';
comment on column public.clients.bed_id is 'The bed of the live stay; follows it by a trigger.';
create index clients_name on public.clients (organisation_id, family_name, given_name, id) where archived_at is null;
create index clients_home_name on public.clients (organisation_id, holding_home_id, family_name, given_name, id) where archived_at is null;
create index clients_archived on public.clients (organisation_id, holding_home_id) where archived_at is not null;
create index clients_recent on public.clients (organisation_id, updated_at, id) where archived_at is null;
create index clients_key_worker on public.clients (organisation_id, key_worker_id) where key_worker_id is not null;
alter table public.clients enable row level security;
alter table public.clients force row level security;
revoke all on public.clients from public, anon, authenticated, service_role;
create trigger record before insert or update on public.clients for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.clients for each row when (new.archived_at is null) execute function app.parents_live();
create trigger archive_cascade after update of archived_at on public.clients for each row execute function app.archive_cascade();
grant select on public.clients to authenticated;
grant insert (organisation_id, holding_home_id, title, given_name, family_name, preferred_name, key_worker_id) on public.clients to almoner_request;
grant update (title, given_name, family_name, preferred_name, key_worker_id, archived_at, archive_reason) on public.clients to almoner_request;
create policy clients_select on public.clients for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or holding_home_id = any ((select app.managed_home_ids())::uuid[])
        or id = any ((select app.visible_client_ids())::uuid[]));
create policy clients_insert on public.clients for insert to almoner_request
    with check (holding_home_id = any ((select app.managed_home_ids())::uuid[]));
create policy clients_update on public.clients for update to almoner_request
    using (holding_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (holding_home_id = any ((select app.managed_home_ids())::uuid[]));

create function app.check_key_worker() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Who may not write this resident at all is left to the policy, whose answer is "forbidden".
    if current_user = 'almoner_request' and new.key_worker_id is not null
       and new.holding_home_id = any (app.managed_home_ids())
       and not (new.key_worker_id = any (app.managed_profile_ids())) then
        perform app.refuse('invalid', 'Choose somebody who works in this home.', 'key_worker_id');
    end if;
    return new;
end
$$;
comment on function app.check_key_worker() is 'A key worker is one of the people of a home that the writer manages; nobody learns whether another person exists. Asked only when it changes: a key worker who left does not stop an edit.';
revoke execute on function app.check_key_worker() from public, anon, authenticated, service_role;
create trigger check_key_worker before insert or update of key_worker_id on public.clients for each row execute function app.check_key_worker();

create function app.place_resident_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- No person has a grant on the column; only the owner's own paths (a seed, a transfer) fill it.
    if new.care_home_id is null then
        select c.holding_home_id into new.care_home_id from public.clients c
         where c.organisation_id = new.organisation_id and c.id = new.client_id;
    end if;
    return new;
end
$$;
comment on function app.place_resident_row() is 'A row of a resident happens in the home that holds the resident.';
revoke execute on function app.place_resident_row() from public, anon, authenticated, service_role;

create table public.client_identity (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    holding_home_id uuid not null,
    nhs_number text check (nhs_number ~ '^[0-9]{10}$'),
    birth_date date check (birth_date between '1900-01-01' and '2200-01-01'),
    gender text check (gender in ('female', 'male', 'non_binary', 'other', 'not_said')),
    first_language text check (length(first_language) between 1 and 60),
    consent text not null default 'not_asked' constraint client_identity_consent check (consent in ('not_asked', 'given', 'refused', 'best_interests', 'lpa')),
    capacity text not null default 'assumed' constraint client_identity_capacity check (capacity in ('assumed', 'assessed_has', 'assessed_lacks', 'fluctuating')),
    consent_note text check (length(consent_note) between 1 and 2000),
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
    unique (organisation_id, client_id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, holding_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.client_identity is 'What identifies a resident, and their consent and capacity in summary. Not for ancillary staff.';
comment on column public.client_identity.nhs_number is 'Ten digits with a valid check digit (modulus 11), unique in the organisation.';
comment on column public.client_identity.holding_home_id is 'Follows clients.holding_home_id.';
create unique index client_identity_nhs on public.client_identity (organisation_id, nhs_number) where nhs_number is not null and archived_at is null;
create index client_identity_home on public.client_identity (organisation_id, holding_home_id);
create function app.place_identity() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    select c.holding_home_id into new.holding_home_id from public.clients c
     where c.organisation_id = new.organisation_id and c.id = new.client_id;
    return new;
end
$$;
comment on function app.place_identity() is 'The identity of a resident lies where the resident is held.';
revoke execute on function app.place_identity() from public, anon, authenticated, service_role;
alter table public.client_identity enable row level security;
alter table public.client_identity force row level security;
revoke all on public.client_identity from public, anon, authenticated, service_role;
create trigger place before insert on public.client_identity for each row execute function app.place_identity();
create trigger record before insert or update on public.client_identity for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.client_identity for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.client_identity to authenticated;
grant insert (organisation_id, client_id, nhs_number, birth_date, gender, first_language, consent, capacity, consent_note) on public.client_identity to almoner_request;
grant update (nhs_number, birth_date, gender, first_language, consent, capacity, consent_note, archived_at, archive_reason) on public.client_identity to almoner_request;
create policy client_identity_select on public.client_identity for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or holding_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy client_identity_insert on public.client_identity for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));
create policy client_identity_update on public.client_identity for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));

create table public.client_exclusions (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    profile_id uuid not null,
    reason text not null check (length(reason) between 1 and 500),
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.client_exclusions is 'Who must not see a resident whom they otherwise could: a carer whose mother lives there. It goes with the resident to another home. A manager answers for every resident of the home and is not bound by it.';
create unique index client_exclusions_once on public.client_exclusions (organisation_id, client_id, profile_id) where archived_at is null;
create index client_exclusions_person on public.client_exclusions (organisation_id, profile_id) where archived_at is null;
create function app.check_excluded() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if current_user = 'almoner_request' and new.client_id = any (app.writable_client_ids())
       and new.organisation_id is distinct from app.owned_organisation_id()
       and not (new.profile_id = any (app.managed_profile_ids())) then
        perform app.refuse('invalid', 'Choose somebody who works in this home.', 'profile_id');
    end if;
    return new;
end
$$;
comment on function app.check_excluded() is 'A manager excludes people of their own homes; nobody learns whether another person exists.';
revoke execute on function app.check_excluded() from public, anon, authenticated, service_role;
create trigger check_excluded before insert on public.client_exclusions for each row execute function app.check_excluded();
alter table public.client_exclusions enable row level security;
alter table public.client_exclusions force row level security;
revoke all on public.client_exclusions from public, anon, authenticated, service_role;
create trigger place before insert on public.client_exclusions for each row execute function app.place_resident_row();
create trigger record before insert or update on public.client_exclusions for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.client_exclusions for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.client_exclusions to authenticated;
grant insert (organisation_id, client_id, profile_id, reason) on public.client_exclusions to almoner_request;
grant update (archived_at, archive_reason) on public.client_exclusions to almoner_request;
create policy client_exclusions_select on public.client_exclusions for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.writable_client_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy client_exclusions_insert on public.client_exclusions for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id())
        or (client_id = any ((select app.writable_client_ids())::uuid[]) and profile_id = any ((select app.managed_profile_ids())::uuid[])));
-- Lifted where the resident is now, not where it was made.
create policy client_exclusions_update on public.client_exclusions for update to almoner_request
    using ((organisation_id = (select app.owned_organisation_id()) or client_id = any ((select app.writable_client_ids())::uuid[])) and profile_id <> (select app.profile_id()))
    with check ((organisation_id = (select app.owned_organisation_id()) or client_id = any ((select app.writable_client_ids())::uuid[])) and profile_id <> (select app.profile_id()));


create table public.client_contacts (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    name text not null check (length(name) between 1 and 200),
    relationship text not null check (length(relationship) between 1 and 100),
    kind text not null default 'family' constraint client_contacts_kind check (kind in ('family', 'friend', 'gp', 'social_worker', 'advocate', 'lpa', 'deputy', 'other')),
    phone text check (length(phone) between 3 and 40),
    email text check (length(email) between 3 and 254),
    address text check (length(address) between 1 and 400),
    next_of_kin boolean not null default false,
    emergency_order int check (emergency_order between 1 and 20),
    may_be_told text not null default 'nothing' constraint client_contacts_may_be_told check (may_be_told in ('nothing', 'general', 'everything')),
    authority_seen_on date check (authority_seen_on between '1900-01-01' and '2200-01-01'),
    note text check (length(note) between 1 and 1000),
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.client_contacts is 'Family, friends and professionals of a resident; who is called first, and what they may be told.';
comment on column public.client_contacts.care_home_id is 'Where it happened; set from the resident at insert, never changed by a move.';
comment on column public.client_contacts.authority_seen_on is 'When the power of attorney or the deputy''s order was seen.';
create index client_contacts_client on public.client_contacts (organisation_id, client_id);
create index client_contacts_home on public.client_contacts (organisation_id, care_home_id);
alter table public.client_contacts enable row level security;
alter table public.client_contacts force row level security;
revoke all on public.client_contacts from public, anon, authenticated, service_role;
create trigger place before insert on public.client_contacts for each row execute function app.place_resident_row();
create trigger record before insert or update on public.client_contacts for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.client_contacts for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.client_contacts to authenticated;
grant insert (organisation_id, client_id, name, relationship, kind, phone, email, address, next_of_kin, emergency_order, may_be_told, authority_seen_on, note) on public.client_contacts to almoner_request;
grant update (name, relationship, kind, phone, email, address, next_of_kin, emergency_order, may_be_told, authority_seen_on, note, archived_at, archive_reason) on public.client_contacts to almoner_request;
create policy client_contacts_select on public.client_contacts for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy client_contacts_insert on public.client_contacts for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));
create policy client_contacts_update on public.client_contacts for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));


create table public.client_alerts (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    kind text not null constraint client_alerts_kind check (kind in ('allergy', 'diet_texture', 'choking', 'falls', 'dnacpr_respect', 'dols',
        'infection', 'communication', 'moving_handling', 'other')),
    none_known boolean not null default false,
    detail text check (length(detail) between 1 and 1000),
    reaction text check (length(reaction) between 1 and 500),
    severity text constraint client_alerts_severity check (severity in ('mild', 'moderate', 'severe', 'life_threatening')),
    source text check (length(source) between 1 and 300),
    decided_by text check (length(decided_by) between 1 and 200),
    valid_from date not null default current_date check (valid_from between '1900-01-01' and '2200-01-01'),
    review_due date check (review_due between '1900-01-01' and '2200-01-01'),
    status text not null default 'proposed' constraint client_alerts_status check (status in ('proposed', 'verified', 'ended')),
    verified_at timestamptz,
    verified_by uuid,
    ended_at timestamptz,
    end_reason text check (length(end_reason) between 1 and 500),
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint client_alerts_says_something check (none_known <> (detail is not null)),
    constraint client_alerts_none_known_kind check (not none_known or kind = 'allergy')
);
comment on table public.client_alerts is 'What must be known of a resident at once. A proposed alert shows at once, marked as not yet checked.';
comment on column public.client_alerts.care_home_id is 'Where it happened; set from the resident at insert, never changed by a move.';
comment on column public.client_alerts.none_known is 'For kind allergy: somebody asked, and there is none. Without such a row and without allergies, nobody has asked.';
create index client_alerts_client on public.client_alerts (organisation_id, client_id) where archived_at is null and status <> 'ended';
create index client_alerts_history on public.client_alerts (organisation_id, client_id, id);
create index client_alerts_home on public.client_alerts (organisation_id, care_home_id);
create index client_alerts_proposed on public.client_alerts (organisation_id, id) where archived_at is null and status = 'proposed';
create unique index client_alerts_none_known on public.client_alerts (organisation_id, client_id) where none_known and archived_at is null and status <> 'ended';

alter table public.client_alerts enable row level security;
alter table public.client_alerts force row level security;
revoke all on public.client_alerts from public, anon, authenticated, service_role;
create trigger place before insert on public.client_alerts for each row execute function app.place_resident_row();
create trigger record before insert or update on public.client_alerts for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.client_alerts for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.client_alerts to authenticated;
grant insert (organisation_id, client_id, kind, none_known, detail, reaction, severity, source, decided_by, valid_from, review_due) on public.client_alerts to almoner_request;
grant update (kind, none_known, detail, reaction, severity, source, decided_by, valid_from, review_due, status, end_reason, archived_at, archive_reason) on public.client_alerts to almoner_request;
create policy client_alerts_select on public.client_alerts for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[])
        or (kind in ('allergy', 'diet_texture', 'choking', 'communication', 'infection')
            and client_id = any ((select app.visible_client_ids())::uuid[])));
-- Whoever gives care proposes; who runs the shift, or the manager, verifies.
create policy client_alerts_insert on public.client_alerts for insert to almoner_request
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));
create policy client_alerts_update on public.client_alerts for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[])
        or (created_by = (select app.profile_id()) and client_id = any ((select app.cared_client_ids())::uuid[])))
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values
    ('clients', 'client_identity', 'client_id'),
    ('clients', 'client_exclusions', 'client_id'),
    ('clients', 'client_contacts', 'client_id'),
    ('clients', 'client_alerts', 'client_id');
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'clients', 'holding_home_id', false);
