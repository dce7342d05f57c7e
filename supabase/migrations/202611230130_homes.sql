-- organisation > home > unit > room > bed
create table public.care_homes (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    name text not null check (length(name) between 1 and 200),
    code text not null check (code ~ '^[A-Z0-9][A-Z0-9-]{0,15}$'),
    cqc_location_id text check (cqc_location_id ~ '^[0-9A-Z-]{5,20}$'),
    address_line text check (length(address_line) <= 200),
    town text check (length(town) <= 100),
    postcode text check (length(postcode) <= 12),
    phone text check (length(phone) <= 40),
    registered_beds int not null check (registered_beds between 0 and 2000),
    time_zone text not null default 'Europe/London',
    care_day_starts time not null default '07:00',
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1,
    primary key (organisation_id, id)
);
comment on table public.care_homes is 'A care home.';
comment on column public.care_homes.cqc_location_id is 'The regulator''s location id, as on the certificate of registration.';
comment on column public.care_homes.registered_beds is 'Beds that the registration allows; the denominator of occupancy.';
comment on column public.care_homes.time_zone is 'IANA zone in which its wall clock runs.';
comment on column public.care_homes.care_day_starts is 'Wall time at which the care day begins: 02:00 belongs to the night that started before it.';
create unique index care_homes_code on public.care_homes (organisation_id, code) where archived_at is null;
create index care_homes_name on public.care_homes (organisation_id, name, id) where archived_at is null;
create function app.check_home() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if not exists (select from pg_catalog.pg_timezone_names z where z.name = new.time_zone) then
        perform app.refuse('invalid', 'Use a time zone name such as Europe/London.', 'time_zone');
    end if;
    return new;
end
$$;
comment on function app.check_home() is 'The time zone of a home is one that this server knows.';
revoke execute on function app.check_home() from public, anon, authenticated, service_role;
create trigger check_home before insert or update of time_zone on public.care_homes for each row execute function app.check_home();
alter table public.care_homes enable row level security;
alter table public.care_homes force row level security;
revoke all on public.care_homes from public, anon, authenticated, service_role;
create trigger record before insert or update on public.care_homes for each row execute function app.record_row();
create trigger archive_cascade after update of archived_at on public.care_homes for each row execute function app.archive_cascade();
grant select on public.care_homes to authenticated;
grant insert (organisation_id, name, code, cqc_location_id, address_line, town, postcode, phone, registered_beds, time_zone, care_day_starts)
    on public.care_homes to almoner_request;
grant update (name, code, cqc_location_id, address_line, town, postcode, phone, registered_beds, time_zone, care_day_starts, archived_at, archive_reason)
    on public.care_homes to almoner_request;
create policy care_homes_select on public.care_homes for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or id = any ((select app.visible_home_ids())::uuid[]));
create policy care_homes_insert on public.care_homes for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy care_homes_update on public.care_homes for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or id = any ((select app.managed_home_ids())::uuid[]))
    with check (organisation_id = (select app.owned_organisation_id()) or id = any ((select app.managed_home_ids())::uuid[]));

create table public.units (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    name text not null check (length(name) between 1 and 100),
    position int not null default 0,
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
    unique (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id)
);
comment on table public.units is 'A unit or floor of a home.';
create unique index units_name on public.units (organisation_id, care_home_id, lower(name)) where archived_at is null;
alter table public.units enable row level security;
alter table public.units force row level security;
revoke all on public.units from public, anon, authenticated, service_role;
create trigger record before insert or update on public.units for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.units for each row when (new.archived_at is null) execute function app.parents_live();
create trigger archive_cascade after update of archived_at on public.units for each row execute function app.archive_cascade();
grant select on public.units to authenticated;
grant insert (organisation_id, care_home_id, name, position) on public.units to almoner_request;
grant update (name, position, archived_at, archive_reason) on public.units to almoner_request;
create policy units_select on public.units for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.visible_home_ids())::uuid[]));
create policy units_insert on public.units for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy units_update on public.units for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

create table public.rooms (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid not null,
    name text not null check (length(name) between 1 and 40),
    position int not null default 0,
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
    unique (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id)
);
comment on table public.rooms is 'A room of a unit.';
create unique index rooms_name on public.rooms (organisation_id, care_home_id, lower(name)) where archived_at is null;
create index rooms_unit on public.rooms (organisation_id, care_home_id, unit_id);
alter table public.rooms enable row level security;
alter table public.rooms force row level security;
revoke all on public.rooms from public, anon, authenticated, service_role;
create trigger record before insert or update on public.rooms for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.rooms for each row when (new.archived_at is null) execute function app.parents_live();
create trigger archive_cascade after update of archived_at on public.rooms for each row execute function app.archive_cascade();
grant select on public.rooms to authenticated;
grant insert (organisation_id, care_home_id, unit_id, name, position) on public.rooms to almoner_request;
grant update (unit_id, name, position, archived_at, archive_reason) on public.rooms to almoner_request;
create policy rooms_select on public.rooms for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.visible_home_ids())::uuid[]));
create policy rooms_insert on public.rooms for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
create policy rooms_update on public.rooms for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

create table public.beds (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    room_id uuid not null,
    name text not null check (length(name) between 1 and 40),
    state text not null default 'in_service' constraint beds_state check (state in ('in_service', 'out_of_service', 'deep_clean', 'decommissioned')),
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
    unique (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, room_id) references public.rooms (organisation_id, care_home_id, id)
);
comment on table public.beds is 'A bed of a room. Whether it is vacant, reserved or occupied follows from stays and is not stored.';
create unique index beds_name on public.beds (organisation_id, room_id, lower(name)) where archived_at is null;
create index beds_room on public.beds (organisation_id, care_home_id, room_id);
alter table public.beds enable row level security;
alter table public.beds force row level security;
revoke all on public.beds from public, anon, authenticated, service_role;
create trigger record before insert or update on public.beds for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.beds for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.beds to authenticated;
grant insert (organisation_id, care_home_id, room_id, name, state) on public.beds to almoner_request;
grant update (name, state, archived_at, archive_reason) on public.beds to almoner_request;
create policy beds_select on public.beds for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.visible_home_ids())::uuid[]));
create policy beds_insert on public.beds for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));
create policy beds_update on public.beds for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (organisation_id = (select app.owned_organisation_id()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values
    ('care_homes', 'units', 'care_home_id'),
    ('care_homes', 'rooms', 'care_home_id'),
    ('care_homes', 'beds', 'care_home_id'),
    ('units', 'rooms', 'unit_id'),
    ('rooms', 'beds', 'room_id');
