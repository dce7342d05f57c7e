-- Tablets that a home shares: a manager registers one for their home, and people who have signed in on it
-- in full once come back with a PIN of their own, which is worth nothing anywhere else.

create table public.devices (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    name text not null check (length(name) between 1 and 100),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.devices is 'A tablet that the people of one home share. Written by app.register_device and app.revoke_device only; one that was revoked never comes back.';
comment on column public.devices.care_home_id is 'The home that it stays in: a PIN gives what its person may do there as carer, senior or nurse, and nothing else.';
comment on column public.devices.name is 'What people call it: "Tablet of the first floor".';
comment on column public.devices.archived_at is 'When it was revoked. Its sign-ins and PINs are gone from then on.';
create index devices_home on public.devices (organisation_id, care_home_id, id desc);
create index devices_list on public.devices (organisation_id, id desc);
alter table public.devices enable row level security;
alter table public.devices force row level security;
revoke all on public.devices from public, anon, authenticated, service_role;
create trigger record before insert or update on public.devices for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.devices for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.devices for each row execute function app.audit();
grant select on public.devices to authenticated;
create policy devices_select on public.devices for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[]));
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'devices', 'care_home_id', false);

create table private.device_secrets (
    device_id uuid not null primary key,
    organisation_id uuid not null,
    hash bytea not null unique,
    seen_at timestamptz,
    foreign key (organisation_id, device_id) references public.devices (organisation_id, id)
);
comment on table private.device_secrets is 'What a registered tablet shows of itself, by its hash. Gone when the tablet is revoked.';
comment on column private.device_secrets.seen_at is 'When somebody last signed in on it with a PIN.';

create table private.device_pins (
    organisation_id uuid not null,
    device_id uuid not null,
    profile_id uuid not null,
    mac bytea not null,
    wrong int not null default 0,
    set_at timestamptz not null default now(),
    used_at timestamptz,
    primary key (device_id, profile_id),
    foreign key (organisation_id, device_id) references public.devices (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id)
);
create index device_pins_person on private.device_pins (organisation_id, profile_id);
comment on table private.device_pins is 'A person''s PIN on one tablet.';
comment on column private.device_pins.mac is 'Keyed by the installation and by the tablet''s own secret, which is stored nowhere: who has this table can''t try PINs.';
comment on column private.device_pins.wrong is 'Wrong ones since the last right one. At the tenth the PIN is gone.';

alter table private.sessions
    add column device_id uuid,
    add column device_home_id uuid,
    add constraint sessions_device check ((device_id is null) = (device_home_id is null)),
    -- A PIN proves nothing that a second factor would.
    add constraint sessions_device_no_factor check (device_id is null or second_factor_at is null);
comment on column private.sessions.device_id is 'The shared tablet on which it was begun with a PIN; empty for every other.';
comment on column private.sessions.device_home_id is 'The tablet''s home: the only one in which such a sign-in has rights.';
create index sessions_shared_device on private.sessions (device_id) where device_id is not null and revoked_at is null;

do $$
declare
    t text;
begin
    foreach t in array array['device_secrets', 'device_pins'] loop
        execute format('revoke all on private.%I from public, anon, authenticated, service_role', t);
        execute format('grant select, update on private.%I to almoner_signin', t);
    end loop;
end
$$;
grant insert, delete on private.device_pins to almoner_signin;

create function app.register_device(home uuid, called text, secret_hash bytea) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    made uuid;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if not (home = any (app.managed_home_ids(me))) then
        perform app.refuse('forbidden');
    end if;
    -- Two at once count one after the other.
    perform from public.care_homes h where h.organisation_id = me.organisation_id and h.id = home and h.archived_at is null for no key update;
    if not found then
        perform app.refuse('parent_archived', '', 'care_home_id');
    end if;
    if (select count(*) from public.devices d where d.organisation_id = me.organisation_id and d.care_home_id = home and d.archived_at is null) >= 50 then
        perform app.refuse('too_many_requests', 'A home has 50 tablets at most. Revoke those that are no longer used.');
    end if;
    insert into public.devices as d (organisation_id, care_home_id, name) values (me.organisation_id, home, called) returning d.id into made;
    insert into private.device_secrets (device_id, organisation_id, hash) values (made, me.organisation_id, secret_hash);
    return made;
end
$$;
comment on function app.register_device(uuid, text, bytea) is 'Registers a tablet for a home, by whoever manages it.';

create function app.revoke_device(which uuid, seen_version int, because text) returns table (id uuid, version int)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    d public.devices;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    select x.* into d from public.devices x where x.organisation_id = me.organisation_id and x.id = which for update;
    if d.id is null or not (d.care_home_id = any (app.managed_home_ids(me)) or d.organisation_id is not distinct from app.holds_role(me, 'business_owner')) then
        perform app.refuse('forbidden');
    end if;
    -- Another than was seen: no row, which says stale.
    if d.version <> seen_version then
        return;
    end if;
    if d.archived_at is not null then
        perform app.refuse('illegal_transition', 'This tablet was revoked already.');
    end if;
    update private.sessions s set revoked_at = now(), revoked_because = 'device revoked' where s.device_id = which and s.revoked_at is null;
    delete from private.device_pins p where p.device_id = which;
    delete from private.device_secrets s where s.device_id = which;
    return query update public.devices x set archived_at = now(), archive_reason = because
                  where x.organisation_id = d.organisation_id and x.id = which returning x.id, x.version;
end
$$;
comment on function app.revoke_device(uuid, int, text) is 'Ends a tablet: its sign-ins, its PINs and what it shows of itself, at once. By a manager of its home or an owner.';

create function app.device_person(device uuid, person uuid)
returns table (organisation_id uuid, account_id uuid, email text, care_home_id uuid, device_name text, given_name text, name text)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select d.organisation_id, a.id, a.email, d.care_home_id, d.name, coalesce(p.preferred_name, p.given_name),
           coalesce(p.preferred_name, p.given_name) || ' ' || p.family_name
      from public.devices d
      join private.device_secrets s on s.device_id = d.id
      join public.care_homes h on h.organisation_id = d.organisation_id and h.id = d.care_home_id and h.archived_at is null
      join public.organisations o on o.id = d.organisation_id and o.archived_at is null
      join public.profiles p on p.organisation_id = d.organisation_id and p.id = person and p.status = 'active' and p.archived_at is null
      join private.accounts a on a.id = p.account_id and a.disabled_at is null
     where d.id = device and d.archived_at is null
       and exists (select from public.user_care_homes u
                    where u.organisation_id = d.organisation_id and u.profile_id = person and u.care_home_id = d.care_home_id
                      and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> now());
end
$$;
comment on function app.device_person(uuid, uuid) is 'Who somebody is on a shared tablet, while they give care in its home. No row for anybody else.';

create function app.device_shown(secret_hash bytea)
returns table (device_id uuid, name text, care_home_id uuid, care_home text, people jsonb)
language plpgsql stable security definer set search_path = ''
as $$
begin
    return query
    select d.id, d.name, h.id, h.name, coalesce((
            select jsonb_agg(jsonb_build_object('profile_id', n.profile_id, 'given_name', x.given_name, 'name', x.name)
                             order by n.used_at desc nulls last, n.profile_id)
              from private.device_pins n cross join lateral app.device_person(d.id, n.profile_id) x
             where n.device_id = d.id), '[]')
      from private.device_secrets s
      join public.devices d on d.organisation_id = s.organisation_id and d.id = s.device_id and d.archived_at is null
      join public.care_homes h on h.organisation_id = d.organisation_id and h.id = d.care_home_id and h.archived_at is null
     where s.hash = secret_hash;
end
$$;
comment on function app.device_shown(bytea) is 'A registered tablet, and who has a PIN on it, for whoever holds the tablet. No row for a secret that is nobody''s or was revoked.';

create function app.device_use(device uuid) returns table (people bigint, seen_at timestamptz)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query
    select (select count(*) from private.device_pins p where p.device_id = device), s.seen_at
      from public.devices d
      left join private.device_secrets s on s.device_id = d.id
     where d.organisation_id = me.organisation_id and d.id = device
       and (d.care_home_id = any (app.managed_home_ids(me)) or app.holds_role(me, null) is not null);
end
$$;
comment on function app.device_use(uuid) is 'How many people have a PIN on a tablet, and when it was last used; of tablets that the caller reads.';

revoke execute on function app.register_device(uuid, text, bytea), app.revoke_device(uuid, int, text),
    app.device_person(uuid, uuid), app.device_shown(bytea), app.device_use(uuid)
    from public, anon, authenticated, service_role;
grant execute on function app.register_device(uuid, text, bytea), app.revoke_device(uuid, int, text) to almoner_request;
grant execute on function app.device_use(uuid) to authenticated;
grant execute on function app.device_person(uuid, uuid), app.device_shown(bytea) to almoner_signin;
