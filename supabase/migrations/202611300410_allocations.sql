-- Who looks after whom on a shift. The senior makes the list and replaces it as a whole; it orders the
-- screens of those named and closes nothing to anybody else.

create table public.allocation_lists (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    care_day date not null,
    shift text not null constraint allocation_lists_shift check (shift in ('early', 'late', 'long_day', 'night')),
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
    constraint allocation_lists_once unique nulls not distinct (organisation_id, care_home_id, unit_id, care_day, shift),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.allocation_lists is 'The allocation of a home or one unit for a shift: once per home, unit, care day and shift. Its version counts how often it was replaced.';
comment on column public.allocation_lists.unit_id is 'Empty: of the whole home.';
comment on column public.allocation_lists.care_day is 'The date on which the shift begins: 02:00 belongs to the night that started it.';
create index allocation_lists_home on public.allocation_lists (organisation_id, care_home_id, care_day desc);

create table public.resident_allocations (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    list_id uuid not null,
    client_id uuid not null,
    profile_id uuid not null,
    allocated_at timestamptz not null default now(),
    allocated_by uuid,
    replaced_at timestamptz,
    primary key (organisation_id, id),
    foreign key (organisation_id, care_home_id, list_id) references public.allocation_lists (organisation_id, care_home_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, allocated_by) references public.profiles (organisation_id, id),
    constraint resident_allocations_replaced check (replaced_at >= allocated_at)
);
comment on table public.resident_allocations is 'That a person looks after a resident on a shift. Written by app.allocate_residents only; what was replaced stays, with when.';
comment on column public.resident_allocations.replaced_at is 'Empty: holds. Otherwise until when it did.';
create unique index resident_allocations_live on public.resident_allocations (organisation_id, list_id, client_id) where replaced_at is null;
create index resident_allocations_mine on public.resident_allocations (organisation_id, profile_id, list_id) where replaced_at is null;
create index resident_allocations_client on public.resident_allocations (organisation_id, client_id, id desc);

alter table public.allocation_lists enable row level security;
alter table public.allocation_lists force row level security;
revoke all on public.allocation_lists from public, anon, authenticated, service_role;
create trigger record before insert or update on public.allocation_lists for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.allocation_lists for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.allocation_lists for each row execute function app.audit();
grant select on public.allocation_lists to authenticated;
create policy allocation_lists_select on public.allocation_lists for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));

alter table public.resident_allocations enable row level security;
alter table public.resident_allocations force row level security;
revoke all on public.resident_allocations from public, anon, authenticated, service_role;
create trigger audit after insert or update on public.resident_allocations for each row execute function app.audit();
grant select on public.resident_allocations to authenticated;
create policy resident_allocations_select on public.resident_allocations for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'allocation_lists', 'care_home_id', false);

create function app.allocate_residents(home uuid, of_unit uuid, of_day date, of_shift text, seen_version int, residents uuid[], people uuid[])
returns table (id uuid)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    managed uuid[] := app.managed_home_ids(me);
    here public.care_homes;
    list public.allocation_lists;
    may_be_named uuid[];
    wrong int;
begin
    if me.profile_id is null then
        perform app.refuse('unauthenticated');
    end if;
    if not (home = any (managed) or home = any (app.member_home_ids(me, '{senior,nurse}'))) then
        perform app.refuse('forbidden');
    end if;
    select h.* into here from public.care_homes h
     where h.organisation_id = me.organisation_id and h.id = home and h.archived_at is null for no key update;
    if here.id is null then
        perform app.refuse('parent_archived', '', 'care_home_id');
    end if;
    if of_unit is not null and not exists (
        select from public.units u where u.organisation_id = me.organisation_id and u.care_home_id = home and u.id = of_unit and u.archived_at is null) then
        perform app.refuse('invalid', 'Choose a unit of this home.', 'unit_id');
    end if;
    if of_day not between app.care_day(now(), here.time_zone, here.care_day_starts) - 1
                      and app.care_day(now(), here.time_zone, here.care_day_starts) + 7 then
        perform app.refuse('invalid', 'An allocation is of yesterday''s care day, today''s, or one of the week to come.', 'care_day');
    end if;
    -- Residents whom the home holds and whom this person sees; nothing is said of others.
    may_be_named := app.floor_of(me, array[home]) || case when home = any (managed) then app.held_by(me, array[home]) else '{}' end;
    select min(r.at) into wrong from unnest(residents) with ordinality r (client, at)
     where not (r.client = any (may_be_named));
    if wrong is not null then
        perform app.refuse('invalid', 'Choose somebody who lives in this home.', format('allocations.%s.client_id', wrong - 1));
    end if;
    -- Who is kept from a resident is, here, like somebody who does not work in the home.
    select min(p.at) into wrong from unnest(residents, people) with ordinality p (client, person, at)
     where app.keeps_from(p.person, p.client, me.organisation_id)
        or not exists (
        select from public.profiles x
         where x.organisation_id = me.organisation_id and x.id = p.person and x.status = 'active' and x.archived_at is null
           and (exists (
                select from public.user_care_homes u
                 where u.organisation_id = x.organisation_id and u.profile_id = x.id and u.care_home_id = home
                   and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid && tstzrange(now(), now() + interval '8 days'))
             or exists (
                select from public.manager_care_homes m
                 where m.organisation_id = x.organisation_id and m.profile_id = x.id and m.care_home_id = home
                   and m.archived_at is null and m.valid && tstzrange(now(), now() + interval '8 days'))));
    if wrong is not null then
        perform app.refuse('invalid', 'Choose somebody who gives care in this home.', format('allocations.%s.profile_id', wrong - 1));
    end if;
    -- The home's row is held: of two lists at once the second finds the first.
    select l.* into list from public.allocation_lists l
     where l.organisation_id = me.organisation_id and l.care_home_id = home and l.unit_id is not distinct from of_unit
       and l.care_day = of_day and l.shift = of_shift;
    if coalesce(list.version, 0) <> seen_version then
        perform app.refuse('stale');
    end if;
    if list.id is null then
        insert into public.allocation_lists (organisation_id, care_home_id, unit_id, care_day, shift)
        values (me.organisation_id, home, of_unit, of_day, of_shift) returning * into list;
    else
        update public.allocation_lists l set shift = l.shift where l.organisation_id = list.organisation_id and l.id = list.id;
    end if;
    update public.resident_allocations a set replaced_at = now()
     where a.organisation_id = list.organisation_id and a.list_id = list.id and a.replaced_at is null
       and not exists (select from unnest(residents, people) n (client, person) where n.client = a.client_id and n.person = a.profile_id);
    insert into public.resident_allocations (organisation_id, care_home_id, list_id, client_id, profile_id, allocated_by)
    select list.organisation_id, home, list.id, n.client, n.person, me.profile_id
      from unnest(residents, people) n (client, person)
     where not exists (select from public.resident_allocations a
                        where a.organisation_id = list.organisation_id and a.list_id = list.id and a.replaced_at is null
                          and a.client_id = n.client);
    return query select list.id;
end
$$;
comment on function app.allocate_residents(uuid, uuid, date, text, int, uuid[], uuid[]) is 'Replaces the allocation of a home or unit for a shift as a whole: the residents, and for each the person. By a senior, nurse or manager of the home, who names the version that they saw (0: none).';
revoke execute on function app.allocate_residents(uuid, uuid, date, text, int, uuid[], uuid[]) from public, anon, authenticated, service_role;
grant execute on function app.allocate_residents(uuid, uuid, date, text, int, uuid[], uuid[]) to almoner_request;
