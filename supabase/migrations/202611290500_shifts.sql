-- Who is on when. A template says what a shift of a home is like, an assignment puts a person on one
-- (or leaves it open), and availability is what people say of their own time.

create table public.shift_templates (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    name text not null check (length(name) between 1 and 100),
    code text not null constraint shift_templates_code check (code in ('early', 'late', 'long_day', 'night', 'twilight', 'short',
        'waking_night', 'sleep_in', 'on_call', 'training', 'handover_overlap')),
    starts time not null,
    duration_minutes int not null check (duration_minutes between 15 and 1440),
    break_minutes int not null default 0 check (break_minutes between 0 and 480),
    headcount int not null default 1 check (headcount between 1 and 200),
    skills text[] not null default '{}' constraint shift_templates_skills
        check (array_to_string(skills, ',', '?') ~ '^([a-z][a-z0-9_]{1,39}(,[a-z][a-z0-9_]{1,39}){0,9})?$' and '' <> all (skills)),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint shift_templates_break_fits check (break_minutes < duration_minutes)
);
comment on table public.shift_templates is 'What a shift of a home is like: when it begins, how long it is, how many people it needs. A change holds for assignments made afterwards.';
comment on column public.shift_templates.starts is 'Wall time of the home. A shift that ends on the next day belongs to the day on which it began.';
comment on column public.shift_templates.duration_minutes is 'Minutes from begin to end, breaks included.';
comment on column public.shift_templates.break_minutes is 'Unpaid minutes within the duration. The Working Time Regulations 1998 ask for 20 minutes in more than 6 hours.';
comment on column public.shift_templates.headcount is 'People that the shift needs.';
comment on column public.shift_templates.skills is 'Each a grade or a training topic''s code that at least one person on the shift has.';
create unique index shift_templates_name on public.shift_templates (organisation_id, care_home_id, lower(name)) where archived_at is null;
alter table public.shift_templates enable row level security;
alter table public.shift_templates force row level security;
revoke all on public.shift_templates from public, anon, authenticated, service_role;
create trigger record before insert or update on public.shift_templates for each row execute function app.record_row();
create trigger column_rights before update on public.shift_templates for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.shift_templates for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.shift_templates for each row execute function app.audit();
grant select on public.shift_templates to authenticated;
grant insert (organisation_id, care_home_id, unit_id, name, code, starts, duration_minutes, break_minutes, headcount, skills) on public.shift_templates to almoner_request;
grant update (unit_id, name, code, starts, duration_minutes, break_minutes, headcount, skills, archived_at, archive_reason) on public.shift_templates to almoner_request;
create policy shift_templates_select on public.shift_templates for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));
create policy shift_templates_insert on public.shift_templates for insert to almoner_request
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[]));
create policy shift_templates_update on public.shift_templates for update to almoner_request
    using (care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[]));

create table public.shift_template_versions (
    organisation_id uuid not null references public.organisations (id),
    template_id uuid not null,
    number int not null,
    care_home_id uuid not null,
    recorded_at timestamptz not null default now(),
    recorded_by uuid,
    unit_id uuid,
    name text not null,
    code text not null,
    starts time not null,
    duration_minutes int not null,
    break_minutes int not null,
    headcount int not null,
    skills text[] not null,
    primary key (organisation_id, template_id, number),
    foreign key (organisation_id, care_home_id, template_id) references public.shift_templates (organisation_id, care_home_id, id)
);
comment on table public.shift_template_versions is 'What a shift template said at each of its changes; written by a trigger, never changed. An assignment names the one that it was made from.';
comment on column public.shift_template_versions.number is 'The version of the template from which this holds; a version that changed none of it has no row.';
alter table public.shift_template_versions enable row level security;
alter table public.shift_template_versions force row level security;
revoke all on public.shift_template_versions from public, anon, authenticated, service_role;
grant select on public.shift_template_versions to authenticated;
create policy shift_template_versions_select on public.shift_template_versions for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));

create function app.keep_template_version() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' and (old.unit_id, old.name, old.code, old.starts, old.duration_minutes, old.break_minutes, old.headcount, old.skills)
        is not distinct from (new.unit_id, new.name, new.code, new.starts, new.duration_minutes, new.break_minutes, new.headcount, new.skills) then
        return null;
    end if;
    insert into public.shift_template_versions (organisation_id, template_id, number, care_home_id, recorded_at, recorded_by,
            unit_id, name, code, starts, duration_minutes, break_minutes, headcount, skills)
    values (new.organisation_id, new.id, new.version, new.care_home_id, new.updated_at, new.updated_by,
            new.unit_id, new.name, new.code, new.starts, new.duration_minutes, new.break_minutes, new.headcount, new.skills);
    return null;
end
$$;
comment on function app.keep_template_version() is 'Keeps what a shift template said, at each change.';
create trigger keep_version after insert or update on public.shift_templates for each row execute function app.keep_template_version();

create trigger evidence_stays before update or delete on public.shift_template_versions for each row execute function app.evidence_stays();

create table public.shift_assignments (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    unit_id uuid,
    template_id uuid,
    template_version int,
    profile_id uuid,
    during tstzrange not null constraint shift_assignments_during check (
        lower_inc(during) and not upper_inc(during) and not lower_inf(during) and not upper_inf(during)
        and upper(during) - lower(during) between interval '15 minutes' and interval '36 hours'),
    starts_at timestamptz not null,
    break_minutes int not null default 0 check (break_minutes between 0 and 480),
    status text not null default 'planned' constraint shift_assignments_status check (status in
        ('planned', 'offered', 'accepted', 'published', 'confirmed', 'declined', 'swapped', 'cancelled', 'no_show', 'worked')),
    status_reason text check (length(status_reason) between 1 and 500),
    replaces_id uuid,
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
    unique (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, care_home_id, template_id) references public.shift_templates (organisation_id, care_home_id, id),
    foreign key (organisation_id, template_id, template_version) references public.shift_template_versions (organisation_id, template_id, number),
    foreign key (organisation_id, care_home_id, replaces_id) references public.shift_assignments (organisation_id, care_home_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint shift_assignments_starts check (starts_at = lower(during)),
    constraint shift_assignments_open check (profile_id is not null or status in ('planned', 'published', 'cancelled')),
    constraint shift_assignments_replaces check (replaces_id <> id),
    -- Over a key that no look-up by person can use instead of its own index (see 202611282140).
    constraint shift_assignments_busy exclude using gist (organisation_id with =, (profile_id::text) with =, during with &&)
        where (archived_at is null and profile_id is not null and status not in ('declined', 'swapped', 'cancelled', 'no_show'))
);
comment on table public.shift_assignments is 'A person on a shift of a home, or a shift that is still open. Across all homes of the operator a person has no two that overlap.';
comment on column public.shift_assignments.during is 'From begin to end as instants, 15 minutes to 36 hours. In the night of the clock change it is an hour shorter or longer than the template.';
comment on column public.shift_assignments.starts_at is 'The begin of during, kept by a trigger: an index on a range or on lower() can''t be used under row level security.';
comment on column public.shift_assignments.break_minutes is 'Unpaid minutes within it.';
comment on column public.shift_assignments.profile_id is 'Empty while the shift is open.';
comment on column public.shift_assignments.template_version is 'The number in shift_template_versions that it was made from.';
comment on column public.shift_assignments.replaces_id is 'The assignment whose place this one took: a swap, or cover for somebody who did not come.';
comment on constraint shift_assignments_busy on public.shift_assignments is 'Answered as 409 busy, without telling where. Who did not come or declined is free for another shift.';
create index shift_assignments_rota on public.shift_assignments (organisation_id, care_home_id, starts_at) where archived_at is null;
create index shift_assignments_person on public.shift_assignments (organisation_id, profile_id, starts_at) where archived_at is null and profile_id is not null;
create index shift_assignments_open on public.shift_assignments (organisation_id, care_home_id, starts_at)
    where archived_at is null and profile_id is null and status = 'published';
create index shift_assignments_archived on public.shift_assignments (organisation_id, care_home_id) where archived_at is not null;
alter table public.shift_assignments enable row level security;
alter table public.shift_assignments force row level security;
revoke all on public.shift_assignments from public, anon, authenticated, service_role;

create function app.place_assignment() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    new.starts_at := lower(new.during);
    -- Tells nothing: a template of another home is left to the foreign key.
    if tg_op = 'INSERT' or new.template_id is distinct from old.template_id then
        new.template_version := (select max(v.number) from public.shift_template_versions v
            where v.organisation_id = new.organisation_id and v.template_id = new.template_id);
    end if;
    return new;
end
$$;
comment on function app.place_assignment() is 'Notes when a shift begins, and which version of its template it was made from.';
-- Named so that it fires after column_rights, which must not take what it keeps for the person's change.
create trigger place before insert or update of during, template_id on public.shift_assignments for each row execute function app.place_assignment();

create function app.check_assigned() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Who may not write in this home at all is left to the policy, whose answer is "forbidden".
    if current_user = 'almoner_request' and new.profile_id is not null
       and (tg_op = 'INSERT' or new.profile_id is distinct from old.profile_id)
       and new.care_home_id = any (app.managed_home_ids())
       and not (new.profile_id = any (app.managed_profile_ids())) then
        perform app.refuse('invalid', 'Choose somebody who works in a home that you manage.', 'profile_id');
    end if;
    return new;
end
$$;
comment on function app.check_assigned() is 'A manager puts people of their own homes on a shift; nobody learns whether another person exists. Asked only when it changes: somebody who left does not stop an edit.';
create trigger check_assigned before insert or update of profile_id on public.shift_assignments for each row execute function app.check_assigned();

create function app.place_in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (select from public.shift_templates t
                where t.organisation_id = new.organisation_id and t.id = new.template_id and t.care_home_id = new.care_home_id
                  and t.archived_at is not null) then
        perform app.refuse('parent_archived', 'That shift is not used any more.', 'template_id');
    end if;
    if exists (select from public.units u
                where u.organisation_id = new.organisation_id and u.id = new.unit_id and u.care_home_id = new.care_home_id
                  and u.archived_at is not null) then
        perform app.refuse('parent_archived', 'That unit is not used any more.', 'unit_id');
    end if;
    return null;
end
$$;
comment on function app.place_in_use() is 'No new assignment from an archived template or in an archived unit; those made before stay and may be restored. An AFTER trigger: the policies have decided by then.';
create trigger place_in_use after insert or update of template_id, unit_id on public.shift_assignments for each row
    when (new.template_id is not null or new.unit_id is not null) execute function app.place_in_use();

create trigger record before insert or update on public.shift_assignments for each row execute function app.record_row();
create trigger column_rights before update on public.shift_assignments for each row execute function app.column_rights();
create trigger transition before update of status on public.shift_assignments for each row execute function app.transition();
create trigger parents_live after insert or update of archived_at on public.shift_assignments for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.shift_assignments for each row execute function app.audit();
grant select on public.shift_assignments to authenticated;
grant insert (organisation_id, care_home_id, unit_id, template_id, profile_id, during, break_minutes, replaces_id, note) on public.shift_assignments to almoner_request;
grant update (unit_id, template_id, profile_id, during, break_minutes, status, status_reason, note, archived_at, archive_reason) on public.shift_assignments to almoner_request;
-- One's own shifts are seen and answered even where the right in the home has ended or not begun:
-- agency and bank staff are asked before their pass begins.
create policy shift_assignments_select on public.shift_assignments for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy shift_assignments_insert on public.shift_assignments for insert to almoner_request
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[])
        and (profile_id is null or profile_id = any ((select app.managed_profile_ids())::uuid[])));
create policy shift_assignments_update on public.shift_assignments for update to almoner_request
    using (care_home_id = any ((select app.managed_home_ids())::uuid[]) or profile_id = (select app.profile_id()))
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[]) or profile_id = (select app.profile_id()));

create function app.busy(person uuid, at tstzrange) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if person is null or at is null or isempty(at)
       -- Without a right some of these are NULL, which is not yes.
       or not coalesce(person = me.profile_id or person = any (app.managed_profile_ids()) or me.organisation_id = app.org_read_in_full(), false) then
        return null;
    end if;
    return exists (
        select from public.shift_assignments a
         where a.organisation_id = me.organisation_id and a.profile_id::text = person::text and a.during && at
           and a.archived_at is null and a.profile_id is not null
           and a.status not in ('declined', 'swapped', 'cancelled', 'no_show'));
end
$$;
comment on function app.busy(uuid, tstzrange) is 'Whether a person of a home that the caller manages is on a shift then, in whatever home; where is not told. NULL for a person who is not theirs, and for one who does not exist.';

create table public.staff_availability (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid not null,
    during tstzrange not null constraint staff_availability_during check (
        lower_inc(during) and not upper_inc(during) and not isempty(during) and not lower_inf(during)),
    starts_at timestamptz not null,
    kind text not null constraint staff_availability_kind check (kind in ('available', 'preferred', 'unavailable', 'leave', 'sick', 'study')),
    note text check (length(note) between 1 and 500),
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
    constraint staff_availability_starts check (starts_at = lower(during)),
    -- The same time off counted twice would be two days of leave.
    constraint staff_availability_once exclude using gist (organisation_id with =, (profile_id::text) with =, kind with =, during with &&)
        where (archived_at is null)
);
comment on table public.staff_availability is 'What a person says of their own time, and what their manager noted of it (a call in sick). Colleagues do not see it.';
comment on column public.staff_availability.during is 'From when to when; without an end until further notice.';
comment on column public.staff_availability.starts_at is 'The begin of during, kept by a trigger, for the index.';
create index staff_availability_person on public.staff_availability (organisation_id, profile_id, starts_at) where archived_at is null;
create function app.place_availability() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new.starts_at := lower(new.during);
    return new;
end
$$;
comment on function app.place_availability() is 'Notes when it begins.';
create trigger place before insert or update of during on public.staff_availability for each row execute function app.place_availability();
alter table public.staff_availability enable row level security;
alter table public.staff_availability force row level security;
revoke all on public.staff_availability from public, anon, authenticated, service_role;
create trigger record before insert or update on public.staff_availability for each row execute function app.record_row();
create trigger column_rights before update on public.staff_availability for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.staff_availability for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.staff_availability for each row execute function app.audit();
grant select on public.staff_availability to authenticated;
grant insert (organisation_id, profile_id, during, kind, note) on public.staff_availability to almoner_request;
grant update (during, kind, note, archived_at, archive_reason) on public.staff_availability to almoner_request;
-- Not app.org_read_in_full(): a compliance lead has no business with who is ill.
create policy staff_availability_select on public.staff_availability for select to authenticated
    using (organisation_id = (select app.owned_organisation_id())
        or profile_id = any ((select app.managed_profile_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy staff_availability_insert on public.staff_availability for insert to almoner_request
    with check (profile_id = any ((select app.managed_profile_ids())::uuid[]) or profile_id = (select app.profile_id()));
create policy staff_availability_update on public.staff_availability for update to almoner_request
    using (profile_id = (select app.profile_id()))
    with check (profile_id = (select app.profile_id()));

revoke execute on function app.keep_template_version(), app.place_assignment(), app.check_assigned(), app.place_in_use(),
    app.busy(uuid, tstzrange), app.place_availability()
    from public, anon, authenticated, service_role;
grant execute on function app.busy(uuid, tstzrange) to authenticated, almoner_request;

insert into app.archive_children (parent, child, child_column) values
    ('care_homes', 'shift_templates', 'care_home_id'),
    ('units', 'shift_templates', 'unit_id'),
    ('profiles', 'staff_availability', 'profile_id');
-- What was worked stays.
insert into app.archive_children (parent, child, child_column, only_status) values
    ('care_homes', 'shift_assignments', 'care_home_id', '{planned,offered,accepted,published,confirmed}'),
    ('profiles', 'shift_assignments', 'profile_id', '{planned,offered,accepted,published,confirmed}');

insert into app.column_rights (table_name, right_name, columns) values
    ('shift_templates', 'manager_of_home', '{unit_id,name,code,starts,duration_minutes,break_minutes,headcount,skills,archived_at,archive_reason}'),
    ('shift_assignments', 'manager_of_home', '{unit_id,template_id,profile_id,during,break_minutes,status,status_reason,note,archived_at,archive_reason}'),
    ('shift_assignments', 'self', '{status,status_reason}'),
    ('staff_availability', 'self', '{during,kind,note,archived_at,archive_reason}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('shift_assignments', 'offer', 'planned', 'offered', '{}', '{manager_of_home}'),
    ('shift_assignments', 'accept', 'offered', 'accepted', '{}', '{manager_of_home,self}'),
    ('shift_assignments', 'decline', 'offered', 'declined', '{}', '{manager_of_home,self}'),
    ('shift_assignments', 'publish', 'planned', 'published', '{}', '{manager_of_home}'),
    ('shift_assignments', 'publish', 'accepted', 'published', '{}', '{manager_of_home}'),
    ('shift_assignments', 'confirm', 'published', 'confirmed', '{}', '{manager_of_home,self}'),
    ('shift_assignments', 'decline', 'published', 'declined', '{}', '{manager_of_home,self}'),
    ('shift_assignments', 'swap', 'published', 'swapped', '{}', '{manager_of_home}'),
    ('shift_assignments', 'swap', 'confirmed', 'swapped', '{}', '{manager_of_home}'),
    ('shift_assignments', 'cancel', 'planned', 'cancelled', '{}', '{manager_of_home}'),
    ('shift_assignments', 'cancel', 'offered', 'cancelled', '{}', '{manager_of_home}'),
    ('shift_assignments', 'cancel', 'accepted', 'cancelled', '{}', '{manager_of_home}'),
    ('shift_assignments', 'cancel', 'published', 'cancelled', '{}', '{manager_of_home}'),
    ('shift_assignments', 'cancel', 'confirmed', 'cancelled', '{}', '{manager_of_home}'),
    ('shift_assignments', 'miss', 'published', 'no_show', '{}', '{manager_of_home}'),
    ('shift_assignments', 'miss', 'confirmed', 'no_show', '{}', '{manager_of_home}'),
    ('shift_assignments', 'work', 'published', 'worked', '{}', '{manager_of_home}'),
    ('shift_assignments', 'work', 'confirmed', 'worked', '{}', '{manager_of_home}'),
    ('shift_assignments', 'correct', 'no_show', 'worked', '{}', '{manager_of_home}'),
    ('shift_assignments', 'correct', 'worked', 'no_show', '{}', '{manager_of_home}');
