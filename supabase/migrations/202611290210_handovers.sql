-- What one shift tells the next. Items are noted when they come up, by people and by the jobs that find
-- what was missed; whoever composes the handover of a unit takes along what no handover has yet, so
-- that nothing is lost between two of them.

create table public.handovers (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    care_day date not null,
    shift text not null constraint handovers_shift check (shift in ('early', 'late', 'long_day', 'night')),
    summary text check (length(summary) between 1 and 8000),
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
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.handovers is 'The handover of a home or one unit at the end of a shift: once per home, unit, care day and shift.';
comment on column public.handovers.unit_id is 'Empty: of the whole home.';
comment on column public.handovers.care_day is 'The date on which the shift that hands over began: 02:00 belongs to the night that started it.';
comment on column public.handovers.shift is 'The shift that hands over.';
create unique index handovers_once on public.handovers (organisation_id, care_home_id, unit_id, care_day, shift) nulls not distinct where archived_at is null;
create index handovers_home on public.handovers (organisation_id, care_home_id, care_day desc, id desc);
create index handovers_list on public.handovers (organisation_id, care_day desc, id desc);

create table public.handover_items (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    care_day date not null,
    handover_id uuid,
    client_id uuid,
    incident_id uuid,
    kind text not null constraint handover_items_kind check (kind in
        ('overdue_task', 'incident', 'observation', 'health', 'appointment', 'visitor', 'staffing', 'equipment', 'general')),
    priority text not null default 'medium' constraint handover_items_priority check (priority in ('low', 'medium', 'high', 'critical')),
    what text check (length(what) between 1 and 2000),
    entity text check (entity ~ '^[a-z][a-z0-9_]{0,62}$'),
    entity_id uuid,
    status text not null default 'open' constraint handover_items_status check (status in ('open', 'closed')),
    closed_because text constraint handover_items_closed_because check (closed_because in ('dealt_with', 'recorded', 'no_longer_due')),
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
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id, handover_id) references public.handovers (organisation_id, care_home_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint handover_items_says check (what is not null or entity is not null),
    constraint handover_items_entity check ((entity is null) = (entity_id is null)),
    constraint handover_items_over check ((status = 'closed') = (closed_because is not null))
);
comment on table public.handover_items is 'One thing that the next shift has to know. Without a handover until one is composed, which takes it along.';
comment on column public.handover_items.unit_id is 'Of the resident''s room where nothing else is said; empty: of the home.';
comment on column public.handover_items.what is 'In somebody''s words. Empty where a job noted it: then the entity says it.';
comment on column public.handover_items.entity is 'The table of the row that it is about, where a job noted it. Noted once for a row and care day.';
comment on column public.handover_items.closed_because is 'recorded: a record arrived after it was noted as missed.';
create unique index handover_items_noted_once on public.handover_items (organisation_id, entity, entity_id, care_day) where archived_at is null and entity is not null;
create index handover_items_handover on public.handover_items (organisation_id, handover_id) where handover_id is not null;
create index handover_items_waiting on public.handover_items (organisation_id, care_home_id, care_day) where handover_id is null and archived_at is null and status = 'open';
create index handover_items_home on public.handover_items (organisation_id, care_home_id, id desc);
create index handover_items_client on public.handover_items (organisation_id, client_id, id desc) where client_id is not null;
create index handover_items_list on public.handover_items (organisation_id, id desc);

create function app.check_handover_day() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- A night's handover is composed on the day after; one of next month would take along what this week has to hear.
    if current_user = 'almoner_request' and not (new.care_day between (now() - interval '4 days')::date and (now() + interval '1 day')::date) then
        perform app.refuse('invalid', 'A handover is of the last few days.', 'care_day');
    end if;
    return new;
end
$$;
comment on function app.check_handover_day() is 'People hand over now: the care day is within a few days.';

create function app.place_handover_item() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.unit_id is null and new.client_id is not null then
        select r.unit_id into new.unit_id
          from public.clients c
          join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id
          join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
         where c.organisation_id = new.organisation_id and c.id = new.client_id and b.care_home_id = new.care_home_id;
    end if;
    return new;
end
$$;
comment on function app.place_handover_item() is 'An item about a resident is for the unit that they live in. Answers nothing.';

create function app.adopt_items() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.archived_at is null then
        -- Two handovers at once: the second waits for the rows of the first and finds them taken.
        update public.handover_items i set handover_id = new.id
         where i.organisation_id = new.organisation_id and i.care_home_id = new.care_home_id
           and i.handover_id is null and i.archived_at is null and i.status = 'open' and i.care_day <= new.care_day
           and (new.unit_id is null or i.unit_id is null or i.unit_id = new.unit_id);
    else
        -- Composed in error: what is still open goes to the next.
        update public.handover_items i set handover_id = null
         where i.organisation_id = new.organisation_id and i.handover_id = new.id and i.status = 'open' and i.archived_at is null;
    end if;
    return null;
end
$$;
comment on function app.adopt_items() is 'A handover takes along the open items of its home and unit that no handover has yet, of its care day and earlier; archived, it lets go of those that are still open.';

revoke execute on function app.check_handover_day(), app.place_handover_item(), app.adopt_items() from public, anon, authenticated, service_role;

alter table public.handovers enable row level security;
alter table public.handovers force row level security;
revoke all on public.handovers from public, anon, authenticated, service_role;
create trigger check_day before insert on public.handovers for each row execute function app.check_handover_day();
create trigger record before insert or update on public.handovers for each row execute function app.record_row();
create trigger column_rights before update on public.handovers for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.handovers for each row when (new.archived_at is null) execute function app.parents_live();
create trigger adopt after insert or update of archived_at on public.handovers for each row execute function app.adopt_items();
create trigger audit after insert or update on public.handovers for each row execute function app.audit();
grant select on public.handovers to authenticated;
grant insert (organisation_id, care_home_id, unit_id, care_day, shift, summary) on public.handovers to almoner_request;
grant update (summary, archived_at, archive_reason) on public.handovers to almoner_request;
create policy handovers_select on public.handovers for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));
create policy handovers_insert on public.handovers for insert to almoner_request
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));
create policy handovers_update on public.handovers for update to almoner_request
    using (care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[]));

alter table public.handover_items enable row level security;
alter table public.handover_items force row level security;
revoke all on public.handover_items from public, anon, authenticated, service_role;
create trigger check_day before insert on public.handover_items for each row execute function app.check_handover_day();
create trigger place before insert on public.handover_items for each row execute function app.place_handover_item();
create trigger record before insert or update on public.handover_items for each row execute function app.record_row();
create trigger column_rights before update on public.handover_items for each row execute function app.column_rights();
create trigger transition before update of status on public.handover_items for each row execute function app.transition();
create trigger parents_live after insert or update of archived_at on public.handover_items for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.handover_items for each row execute function app.audit();
grant select on public.handover_items to authenticated;
grant insert (organisation_id, care_home_id, unit_id, care_day, handover_id, client_id, kind, priority, what) on public.handover_items to almoner_request;
grant update (kind, priority, what, status, closed_because, archived_at, archive_reason) on public.handover_items to almoner_request;
-- About a resident: to those who see the resident's record. About the home: to those who give care in it.
create policy handover_items_select on public.handover_items for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])));
create policy handover_items_insert on public.handover_items for insert to almoner_request
    with check ((care_home_id = any ((select app.managed_home_ids())::uuid[]) or care_home_id = any ((select app.care_home_ids())::uuid[]))
        and (client_id is null or client_id = any ((select app.cared_client_ids())::uuid[])));
create policy handover_items_update on public.handover_items for update to almoner_request
    using (care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'handovers', 'care_home_id', false),
    ('care_homes', 'handover_items', 'care_home_id', false),
    ('handovers', 'handover_items', 'handover_id', false),
    ('clients', 'handover_items', 'client_id', false);
insert into app.column_rights (table_name, right_name, columns) values
    ('handovers', 'manager_of_home', '{summary,archived_at,archive_reason}'),
    ('handover_items', 'manager_of_home', '{kind,priority,what,status,closed_because,archived_at,archive_reason}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('handover_items', 'close', 'open', 'closed', '{}', '{manager_of_home}');
