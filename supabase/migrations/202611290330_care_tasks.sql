-- One thing due once. Tasks are made from the active version of a plan, 48 hours ahead, on the wall
-- clock of the home; records set their status, and so do absences, departures and time.

create table public.care_plan_tasks (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    unit_id uuid,
    care_plan_id uuid,
    definition_id uuid,
    lineage_id uuid,
    kind text not null constraint care_plan_tasks_kind check (kind in ('scheduled', 'as_needed', 'prompt', 'ad_hoc')),
    domain text constraint care_plan_tasks_domain check (domain = any (app.care_domains())),
    title text not null check (length(title) between 1 and 200),
    people int not null default 1 check (people in (1, 2)),
    care_day date not null,
    due_from timestamptz not null default now(),
    due_by timestamptz not null,
    missed_after timestamptz not null,
    assignee_id uuid,
    named_only boolean not null default false,
    claimed_by uuid,
    note text check (length(note) between 1 and 1000),
    status text not null default 'due' constraint care_plan_tasks_status check (status in
        ('due', 'done', 'partly', 'declined', 'not_required', 'missed', 'cancelled')),
    status_reason text constraint care_plan_tasks_status_reason check (status_reason in ('absent', 'prompt_over', 'plan_changed', 'plan_ceased', 'left', 'died')),
    last_ordinal int not null default 0,
    awaits_confirmation boolean not null default false,
    missed_at timestamptz,
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
    foreign key (organisation_id, care_home_id, unit_id) references public.units (organisation_id, care_home_id, id),
    foreign key (organisation_id, client_id, care_plan_id) references public.care_plans (organisation_id, client_id, id),
    foreign key (organisation_id, client_id, definition_id) references public.care_task_definitions (organisation_id, client_id, id),
    foreign key (organisation_id, assignee_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, claimed_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint care_plan_tasks_window check (due_from <= due_by and due_by <= missed_after),
    constraint care_plan_tasks_planned check ((kind = 'ad_hoc') = (definition_id is null) and (definition_id is null) = (lineage_id is null)
        and (definition_id is null) = (care_plan_id is null)),
    constraint care_plan_tasks_named check (not named_only or assignee_id is not null)
);
comment on table public.care_plan_tasks is 'One thing due once for a resident. Its status is set by records, by absences and departures, and by app.resolve_overdue_tasks; never by hand.';
comment on column public.care_plan_tasks.care_home_id is 'Where it is due; a transfer cancels what is due in the sending home and makes the receiving home''s own.';
comment on column public.care_plan_tasks.unit_id is 'Where the resident''s bed is; follows a move within the home while the task is due.';
comment on column public.care_plan_tasks.lineage_id is 'Of the definition; with it a task is found again in the next version of the plan. Empty for ad hoc.';
comment on column public.care_plan_tasks.care_day is 'The date on which its shift began, by care_homes.care_day_starts: 02:00 belongs to the night that started before it.';
comment on column public.care_plan_tasks.due_from is 'Instant from which it may be done.';
comment on column public.care_plan_tasks.missed_after is 'Instant after which it counts as missed if nothing was recorded.';
comment on column public.care_plan_tasks.claimed_by is 'Who said that they are doing it; themselves only.';
comment on column public.care_plan_tasks.status_reason is 'Why, where no record says it: absent (the resident was away when it was due), prompt_over, plan_changed, plan_ceased, left, died.';
comment on column public.care_plan_tasks.last_ordinal is 'Of its records; a record says the last one that its author saw.';
comment on column public.care_plan_tasks.awaits_confirmation is 'Done for two people, and the second has not confirmed it yet.';
create unique index care_plan_tasks_once on public.care_plan_tasks (organisation_id, client_id, lineage_id, due_from)
    where kind in ('scheduled', 'prompt') and status <> 'cancelled' and archived_at is null;
create index care_plan_tasks_home on public.care_plan_tasks (organisation_id, care_home_id, due_from, id) where archived_at is null;
create index care_plan_tasks_client on public.care_plan_tasks (organisation_id, client_id, due_from desc, id);
create index care_plan_tasks_open on public.care_plan_tasks (organisation_id, care_home_id, due_by) where status = 'due' and archived_at is null;
create index care_plan_tasks_mine on public.care_plan_tasks (organisation_id, assignee_id, due_from) where status = 'due' and archived_at is null and assignee_id is not null;
create index care_plan_tasks_overdue on public.care_plan_tasks (missed_after) where status = 'due' and archived_at is null;
create index care_plan_tasks_as_needed on public.care_plan_tasks (organisation_id, client_id, lineage_id, due_from) where kind = 'as_needed' and archived_at is null;
alter table public.care_plan_tasks enable row level security;
alter table public.care_plan_tasks force row level security;
revoke all on public.care_plan_tasks from public, anon, authenticated, service_role;

create function app.care_day(at timestamptz, zone text, day_starts time) returns date
language sql stable set search_path = ''
as $$
    select (at at time zone zone)::date - case when (at at time zone zone)::time < day_starts then 1 else 0 end
$$;
comment on function app.care_day(timestamptz, text, time) is 'The care day of an instant: the date on which its shift began.';

create function app.task_place() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    home public.care_homes;
    d public.care_task_definitions;
begin
    if new.kind is not null then
        return new;
    end if;
    -- A person begins it: something that nobody planned, or an as-needed task of the plan.
    select h.* into home from public.care_homes h where h.organisation_id = new.organisation_id and h.id = new.care_home_id;
    select r.unit_id into new.unit_id from public.clients c
      join public.beds b on b.organisation_id = c.organisation_id and b.id = c.bed_id
      join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
     where c.organisation_id = new.organisation_id and c.id = new.client_id and c.holding_home_id = new.care_home_id;
    new.kind := 'ad_hoc';
    if new.definition_id is not null then
        select x.* into d from public.care_task_definitions x
         where x.organisation_id = new.organisation_id and x.client_id = new.client_id and x.id = new.definition_id;
        new.kind := 'as_needed';
        new.lineage_id := coalesce(d.lineage_id, new.definition_id);
        new.domain := d.domain;
        new.title := coalesce(d.title, new.title, '?');
        new.people := coalesce(d.people, new.people);
        new.assignee_id := d.assignee_id;
        new.named_only := coalesce(d.named_only, false);
        select v.care_plan_id into new.care_plan_id from public.care_plan_versions v
         where v.organisation_id = new.organisation_id and v.id = d.care_plan_version_id;
        new.care_plan_id := coalesce(new.care_plan_id, new.definition_id);
    end if;
    new.due_by := coalesce(new.due_by, new.due_from + coalesce(d.due_minutes, 60) * interval '1 minute');
    new.missed_after := new.due_by + coalesce(d.missed_minutes, 60) * interval '1 minute';
    new.care_day := app.care_day(new.due_from, coalesce(home.time_zone, 'UTC'), coalesce(home.care_day_starts, '00:00'));
    return new;
end
$$;
comment on function app.task_place() is 'Fills in what a person does not say of a task that they begin. Tells nothing; app.task_begun does.';

create function app.task_begun() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    d public.care_task_definitions;
    other public.care_plan_tasks;
    made int;
begin
    -- An AFTER trigger: the policies have decided by then. Two people who begin the same at once meet at the lock.
    select x.* into d from public.care_task_definitions x
     where x.organisation_id = new.organisation_id and x.client_id = new.client_id and x.id = new.definition_id for no key update;
    if d.id is null then
        -- The foreign key answers, as for one that does not exist.
        return null;
    end if;
    if d.kind <> 'as_needed' or not exists (
        select from public.care_plan_versions v
         where v.organisation_id = d.organisation_id and v.id = d.care_plan_version_id and v.status = 'active') then
        perform app.refuse('invalid', 'Only an as-needed task of the active plan is begun like this.', 'definition_id');
    end if;
    select t.* into other from public.care_plan_tasks t
     where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = new.lineage_id
       and t.kind = 'as_needed' and t.archived_at is null and t.id <> new.id and t.status in ('due', 'done', 'partly')
       and t.due_from > new.due_from - d.min_interval_minutes * interval '1 minute'
       and t.due_from < new.due_from + d.min_interval_minutes * interval '1 minute'
     order by t.due_from desc limit 1;
    if other.id is not null then
        perform app.refuse('illegal_transition', 'That is less than ' || d.min_interval_minutes || ' minutes from the one before or after it.', 'due_from');
    end if;
    select count(*) into made from public.care_plan_tasks t
     where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = new.lineage_id
       and t.kind = 'as_needed' and t.archived_at is null and t.id <> new.id and t.status in ('due', 'done', 'partly') and t.care_day = new.care_day;
    if made >= d.max_per_day then
        perform app.refuse('illegal_transition', 'It is planned for at most ' || d.max_per_day || ' times a day.', 'due_from');
    end if;
    return null;
end
$$;
comment on function app.task_begun() is 'An as-needed task keeps its interval and its number a day, however many begin it at once.';

create function app.task_changed() returns trigger
language plpgsql set search_path = ''
as $$
declare
    touched text;
begin
    if old.status <> 'due' then
        select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
         where c = any (array['title', 'domain', 'people', 'kind', 'care_day', 'due_from', 'due_by', 'missed_after', 'assignee_id', 'named_only', 'claimed_by', 'note', 'archived_at'])
         limit 1;
        if touched is not null then
            perform app.refuse('illegal_transition', 'It is no longer due: what was done, or not done, stays as it was.', touched);
        end if;
    end if;
    if current_user = 'almoner_request' and new.claimed_by is distinct from old.claimed_by then
        if new.claimed_by is not null and new.claimed_by <> app.profile_id() then
            perform app.refuse('invalid', 'Claim a task for yourself; a senior can assign it.', 'claimed_by');
        end if;
        if old.claimed_by <> app.profile_id() and not (new.client_id = any (app.senior_client_ids() || app.writable_client_ids())) then
            perform app.refuse('illegal_transition', 'A colleague has claimed it.', 'claimed_by');
        end if;
    end if;
    return new;
end
$$;
comment on function app.task_changed() is 'Window, assignee, claim and note change while a task is due. A claim is one''s own; of two at once the second is told.';

create function app.task_day() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    select app.care_day(new.due_from, h.time_zone, h.care_day_starts) into new.care_day
      from public.care_homes h where h.organisation_id = new.organisation_id and h.id = new.care_home_id;
    return new;
end
$$;
comment on function app.task_day() is 'The care day follows the time.';

create function app.right_carer_of_task(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return (j ->> 'client_id')::uuid = any (app.cared_client_ids())
        and (j ->> 'assignee_id' is null or (j ->> 'assignee_id')::uuid = app.profile_id());
end
$$;
comment on function app.right_carer_of_task(jsonb) is 'Who gives care to the resident, on a task that is theirs or their team''s.';
revoke execute on function app.care_day(timestamptz, text, time), app.task_place(), app.task_begun(), app.task_changed(), app.task_day(), app.right_carer_of_task(jsonb)
    from public, anon, authenticated, service_role;
grant execute on function app.care_day(timestamptz, text, time) to authenticated, almoner_request;

create trigger place before insert on public.care_plan_tasks for each row execute function app.place_resident_row();
create trigger place_task before insert on public.care_plan_tasks for each row execute function app.task_place();
create trigger check_assignee before update of assignee_id on public.care_plan_tasks for each row execute function app.check_task_assignee();
create trigger column_rights before update on public.care_plan_tasks for each row execute function app.column_rights();
create trigger task_changed before update on public.care_plan_tasks for each row execute function app.task_changed();
create trigger day before update of due_from on public.care_plan_tasks for each row execute function app.task_day();
create trigger record before insert or update on public.care_plan_tasks for each row execute function app.record_row();
create trigger transition before update of status on public.care_plan_tasks for each row execute function app.transition();
create trigger begun after insert on public.care_plan_tasks for each row when (new.kind = 'as_needed') execute function app.task_begun();
-- What is made from a plan is made under the lock of its resident, who was looked at then.
create trigger parents_live after insert on public.care_plan_tasks for each row
    when (new.archived_at is null and new.kind in ('ad_hoc', 'as_needed')) execute function app.parents_live();
create trigger parents_live_again after update of archived_at on public.care_plan_tasks for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.care_plan_tasks for each row execute function app.audit();
grant select on public.care_plan_tasks to authenticated;
grant insert (organisation_id, client_id, definition_id, domain, title, people, due_from, due_by, note) on public.care_plan_tasks to almoner_request;
grant update (due_from, due_by, missed_after, assignee_id, named_only, claimed_by, note, archived_at, archive_reason) on public.care_plan_tasks to almoner_request;
create policy care_plan_tasks_select on public.care_plan_tasks for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy care_plan_tasks_insert on public.care_plan_tasks for insert to almoner_request
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));
create policy care_plan_tasks_update on public.care_plan_tasks for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[])
        or (client_id = any ((select app.cared_client_ids())::uuid[]) and (assignee_id is null or assignee_id = (select app.profile_id()))))
    with check (client_id = any ((select app.cared_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column, goes_along, only_status) values
    ('clients', 'care_plan_tasks', 'client_id', true, '{due}'),
    ('care_plans', 'care_plan_tasks', 'care_plan_id', true, '{due}');
insert into app.column_rights (table_name, right_name, columns) values
    ('care_plan_tasks', 'manager_of_resident', '{due_from,due_by,missed_after,assignee_id,named_only,claimed_by,note,archived_at,archive_reason}'),
    ('care_plan_tasks', 'senior_of_resident', '{assignee_id}'),
    ('care_plan_tasks', 'carer_of_task', '{claimed_by,note}');

-- `record`: by a record of what was given; from every status, since care already given is never refused.
insert into app.transitions (table_name, verb, from_status, to_status, given, rights)
select 'care_plan_tasks', 'record', f, t, '{}', '{}'
  from unnest(array['due', 'done', 'partly', 'declined', 'not_required', 'missed', 'cancelled']) f
 cross join unnest(array['done', 'partly', 'declined', 'not_required']) t
 where f <> t;
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('care_plan_tasks', 'excuse', 'due', 'not_required', '{"status_reason": "absent"}', '{}'),
    ('care_plan_tasks', 'excuse', 'missed', 'not_required', '{"status_reason": "absent"}', '{}'),
    ('care_plan_tasks', 'let_pass', 'due', 'not_required', '{"status_reason": "prompt_over"}', '{}'),
    ('care_plan_tasks', 'reopen', 'not_required', 'due', '{}', '{}'),
    ('care_plan_tasks', 'miss', 'due', 'missed', '{}', '{}'),
    ('care_plan_tasks', 'cancel', 'due', 'cancelled', '{}', '{}'),
    ('care_plan_tasks', 'cancel', 'not_required', 'cancelled', '{}', '{}');
