-- What is to be done for a resident, and when, on the wall clock of the home.

create function app.draft_version_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    managed uuid[] := app.managed_home_ids(me);
    seen uuid[] := app.residents_of(me, app.member_home_ids(me, '{carer,senior,nurse}') || managed) || app.held_by(me, managed);
begin
    return coalesce((
        select array_agg(v.id) from public.care_plan_versions v
         where v.organisation_id = me.organisation_id and v.client_id = any (seen) and v.status = 'draft'
    ), '{}');
end
$$;
comment on function app.draft_version_ids() is 'Versions in draft, of the residents whom the caller sees: their tasks are not yet for everybody.';

create table public.care_task_definitions (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    care_plan_version_id uuid not null,
    lineage_id uuid not null default app.new_id(),
    domain text not null constraint care_task_definitions_domain check (domain = any (app.care_domains())),
    title text not null check (length(title) between 1 and 200),
    instructions text check (length(instructions) between 1 and 4000),
    kind text not null default 'scheduled' constraint care_task_definitions_kind check (kind in ('scheduled', 'as_needed', 'prompt')),
    every_days int not null default 1 check (every_days between 1 and 366),
    weekdays int[] check (cardinality(weekdays) between 1 and 7 and weekdays <@ '{1,2,3,4,5,6,7}'),
    starts_on date check (starts_on between '1900-01-01' and '2200-01-01'),
    ends_on date check (ends_on between '1900-01-01' and '2200-01-01'),
    times time[] not null default '{}' check (cardinality(times) <= 48 and array_position(times, null) is null),
    due_minutes int not null default 60 check (due_minutes between 1 and 1440),
    missed_minutes int not null default 60 check (missed_minutes between 0 and 2880),
    min_interval_minutes int check (min_interval_minutes between 1 and 10080),
    max_per_day int check (max_per_day between 1 and 48),
    people int not null default 1 check (people in (1, 2)),
    assignee_id uuid,
    named_only boolean not null default false,
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
    unique (organisation_id, client_id, id),
    unique (organisation_id, care_plan_version_id, lineage_id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id, care_plan_version_id) references public.care_plan_versions (organisation_id, client_id, id),
    foreign key (organisation_id, assignee_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint care_task_definitions_when check ((kind = 'as_needed') = (cardinality(times) = 0)),
    constraint care_task_definitions_span check (ends_on is null or starts_on is null or ends_on >= starts_on),
    constraint care_task_definitions_every check (every_days = 1 or starts_on is not null),
    constraint care_task_definitions_named check (not named_only or assignee_id is not null)
);
comment on table public.care_task_definitions is 'What is to be done and when. Frozen with its version but for time and assignee, which a manager may amend while it is the active one (audited); what is done may not be amended.';
comment on column public.care_task_definitions.care_home_id is 'Where it was written; never changed by a move.';
comment on column public.care_task_definitions.lineage_id is 'Follows the same piece of care through the versions of the plan.';
comment on column public.care_task_definitions.kind is 'scheduled: at its times; as_needed: begun by whoever sees the need; prompt: a reminder at its times, never missed.';
comment on column public.care_task_definitions.every_days is 'Every so many care days, counted from starts_on.';
comment on column public.care_task_definitions.weekdays is 'ISO days of the week (1 is Monday) of the care day; empty for all.';
comment on column public.care_task_definitions.times is 'Wall times of the home at which it may begin. One before the start of the care day belongs to the night of that care day.';
comment on column public.care_task_definitions.due_minutes is 'Real minutes from the time at which it may begin until it is due.';
comment on column public.care_task_definitions.missed_minutes is 'Real minutes from being due until it counts as missed.';
comment on column public.care_task_definitions.min_interval_minutes is 'Of an as-needed task: the least real minutes between two.';
comment on column public.care_task_definitions.max_per_day is 'Of an as-needed task: the most in a care day.';
comment on column public.care_task_definitions.people is 'How many have to be there: of two, the second confirms the record of the first.';
comment on column public.care_task_definitions.assignee_id is 'Whose it is; empty: the unit''s team.';
comment on column public.care_task_definitions.named_only is 'Closed to everybody but the assignee.';
create index care_task_definitions_version on public.care_task_definitions (organisation_id, client_id, care_plan_version_id, position);
create index care_task_definitions_home on public.care_task_definitions (organisation_id, care_home_id);
alter table public.care_task_definitions enable row level security;
alter table public.care_task_definitions force row level security;
revoke all on public.care_task_definitions from public, anon, authenticated, service_role;

create function app.check_task_assignee() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Who may not write this resident at all is left to the policy, whose answer is "forbidden".
    if current_user = 'almoner_request' and new.assignee_id is not null and new.client_id = any (app.cared_client_ids())
       and not (new.assignee_id = any (app.visible_profile_ids())) then
        perform app.refuse('invalid', 'Choose somebody who works in this home.', 'assignee_id');
    end if;
    return new;
end
$$;
comment on function app.check_task_assignee() is 'Care is assigned to the people of homes that the writer sees; nobody learns whether another person exists.';

create function app.definition_open() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_version public.care_plan_versions;
    me uuid := app.profile_id();
    touched text;
begin
    -- Meets a submit or a publish at this lock.
    select v.* into of_version from public.care_plan_versions v
     where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id for no key update;
    if of_version.status = 'draft' then
        -- Who archives a draft, or restores it, has written nothing in it.
        if me is not null and not (me = any (of_version.author_ids)) and (tg_op = 'INSERT' or new.archived_at is not distinct from old.archived_at) then
            update public.care_plan_versions v set author_ids = array_append(v.author_ids, me)
             where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id;
        end if;
        return new;
    end if;
    if tg_op = 'INSERT' then
        perform app.refuse('illegal_transition', 'That version has left draft. Begin a new draft.', 'care_plan_version_id');
    end if;
    select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
     where of_version.status <> 'active' or c <> all (array['times', 'due_minutes', 'missed_minutes', 'assignee_id', 'named_only'])
     limit 1;
    if touched is not null then
        perform app.refuse('illegal_transition', 'What is done is frozen with its version. Begin a new draft.', touched);
    end if;
    return new;
end
$$;
comment on function app.definition_open() is 'What is to be done is written while its version is a draft; time and assignee may be amended while it is the active one. Who writes is one of the authors of the version.';

create function app.right_senior_while_draft(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return (j ->> 'client_id')::uuid = any (app.senior_client_ids())
        and coalesce(j ->> 'status', (
            select v.status from public.care_plan_versions v
             where v.organisation_id = (j ->> 'organisation_id')::uuid and v.id = (j ->> 'care_plan_version_id')::uuid)) = 'draft';
end
$$;
comment on function app.right_senior_while_draft(jsonb) is 'Who runs the shift, on a version of a plan, or a task of one, that is a draft.';
revoke execute on function app.draft_version_ids(), app.check_task_assignee(), app.definition_open(), app.right_senior_while_draft(jsonb)
    from public, anon, authenticated, service_role;
grant execute on function app.draft_version_ids() to authenticated, almoner_request;

create trigger place before insert on public.care_task_definitions for each row execute function app.place_resident_row();
create trigger check_assignee before insert or update of assignee_id on public.care_task_definitions for each row execute function app.check_task_assignee();
create trigger column_rights before update on public.care_task_definitions for each row execute function app.column_rights();
create trigger frozen before update on public.care_task_definitions for each row execute function app.definition_open();
create trigger record before insert or update on public.care_task_definitions for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.care_task_definitions for each row when (new.archived_at is null) execute function app.parents_live();
create trigger version_open after insert on public.care_task_definitions for each row execute function app.definition_open();
create trigger audit after insert or update on public.care_task_definitions for each row execute function app.audit();
grant select on public.care_task_definitions to authenticated;
grant insert (organisation_id, client_id, care_plan_version_id, lineage_id, domain, title, instructions, kind, every_days, weekdays, starts_on, ends_on,
    times, due_minutes, missed_minutes, min_interval_minutes, max_per_day, people, assignee_id, named_only, position)
    on public.care_task_definitions to almoner_request;
grant update (domain, title, instructions, kind, every_days, weekdays, starts_on, ends_on, times, due_minutes, missed_minutes, min_interval_minutes,
    max_per_day, people, assignee_id, named_only, position, archived_at, archive_reason)
    on public.care_task_definitions to almoner_request;
create policy care_task_definitions_select on public.care_task_definitions for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.draft_client_ids())::uuid[])
        or (client_id = any ((select app.care_client_ids())::uuid[]) and care_plan_version_id <> all ((select app.draft_version_ids())::uuid[])));
create policy care_task_definitions_insert on public.care_task_definitions for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]) or client_id = any ((select app.senior_client_ids())::uuid[]));
create policy care_task_definitions_update on public.care_task_definitions for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or (client_id = any ((select app.senior_client_ids())::uuid[]) and care_plan_version_id = any ((select app.draft_version_ids())::uuid[])))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]) or client_id = any ((select app.senior_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values
    ('care_plan_versions', 'care_task_definitions', 'care_plan_version_id');
insert into app.column_rights (table_name, right_name, columns) values
    ('care_task_definitions', 'manager_of_resident', '{domain,title,instructions,kind,every_days,weekdays,starts_on,ends_on,times,due_minutes,missed_minutes,min_interval_minutes,max_per_day,people,assignee_id,named_only,position,archived_at,archive_reason}'),
    ('care_task_definitions', 'senior_while_draft', '{domain,title,instructions,kind,every_days,weekdays,starts_on,ends_on,times,due_minutes,missed_minutes,min_interval_minutes,max_per_day,people,assignee_id,named_only,position}');
