-- Between two stays a plan sleeps: nothing is made of it. Who comes back may have changed at home, so whoever runs
-- the shift says first that it is still right; until then its tasks are not made, and the round says so. The version
-- stays what it is, the active one: what sleeps is the plan, and from when to when is kept.

create table public.care_plan_sleeps (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    care_plan_id uuid not null,
    status text not null default 'asleep' constraint care_plan_sleeps_status check (status in ('asleep', 'awake')),
    slept_at timestamptz not null,
    woke_at timestamptz,
    verdict text constraint care_plan_sleeps_verdict check (verdict in ('still_right', 'needs_change')),
    said_at timestamptz,
    said_by uuid,
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
    foreign key (organisation_id, client_id, care_plan_id) references public.care_plans (organisation_id, client_id, id),
    foreign key (organisation_id, said_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint care_plan_sleeps_woke check ((status = 'awake') = (woke_at is not null)),
    constraint care_plan_sleeps_said check ((verdict is null) = (said_at is null)),
    constraint care_plan_sleeps_right check (verdict is distinct from 'still_right' or status = 'awake')
);
comment on table public.care_plan_sleeps is 'A time in which the plan of a resident slept: from leaving until somebody said, after they were back, that it is still right, or published another version. Written by triggers and app.confirm_plan only.';
comment on column public.care_plan_sleeps.care_home_id is 'The home that they left.';
comment on column public.care_plan_sleeps.status is 'asleep: none of its tasks is made; awake: over.';
comment on column public.care_plan_sleeps.verdict is 'What somebody said of it when the resident was back; empty: nobody has looked, or another version woke it first. still_right wakes it; needs_change does not.';
comment on column public.care_plan_sleeps.slept_at is 'When the resident left.';
comment on column public.care_plan_sleeps.woke_at is 'From when its tasks are made again.';
comment on column public.care_plan_sleeps.said_by is 'Who looked at it when they were back.';
comment on column public.care_plan_sleeps.note is 'What has to change, or what they found, in their words.';
create unique index care_plan_sleeps_open on public.care_plan_sleeps (organisation_id, client_id) where status = 'asleep';
create index care_plan_sleeps_client on public.care_plan_sleeps (organisation_id, client_id, slept_at desc);
create index care_plan_sleeps_home on public.care_plan_sleeps (organisation_id, care_home_id);
alter table public.care_plan_sleeps enable row level security;
alter table public.care_plan_sleeps force row level security;
revoke all on public.care_plan_sleeps from public, anon, authenticated, service_role;
create trigger record before insert or update on public.care_plan_sleeps for each row execute function app.record_row();
create trigger transition before update of status on public.care_plan_sleeps for each row execute function app.transition();
create trigger parents_live after insert or update of archived_at on public.care_plan_sleeps for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.care_plan_sleeps for each row execute function app.audit();
grant select on public.care_plan_sleeps to authenticated;
create policy care_plan_sleeps_select on public.care_plan_sleeps for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('clients', 'care_plan_sleeps', 'client_id', false),
    ('care_plans', 'care_plan_sleeps', 'care_plan_id', false);
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('care_plan_sleeps', 'wake', 'asleep', 'awake', '{}', '{}');

create function app.plan_sleeps(organisation uuid, resident uuid) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (select from public.care_plan_sleeps s
        where s.organisation_id = organisation and s.client_id = resident and s.status = 'asleep');
end
$$;
comment on function app.plan_sleeps(uuid, uuid) is 'Whether the plan of a resident sleeps, or waits for somebody''s word that it is still right. For use inside definer functions only.';

create function app.plan_falls_asleep() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.care_plan_sleeps (organisation_id, client_id, care_home_id, care_plan_id, slept_at)
    select new.organisation_id, new.client_id, new.care_home_id, v.care_plan_id, upper(new.during)
      from public.care_plan_versions v
      join public.care_plans p on p.organisation_id = v.organisation_id and p.id = v.care_plan_id and p.archived_at is null
     where v.organisation_id = new.organisation_id and v.client_id = new.client_id and v.status = 'active'
    on conflict (organisation_id, client_id) where status = 'asleep' do nothing;
    return null;
end
$$;
comment on function app.plan_falls_asleep() is 'Who leaves takes their plan to sleep; one that nobody had looked at yet sleeps on.';
create trigger plan_sleeps after update of status on public.bed_stays for each row
    when (old.status = 'live' and new.status = 'ended' and new.leaving_reason not in ('moved_bed', 'transferred', 'deceased'))
    execute function app.plan_falls_asleep();

create function app.task_awake() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- An AFTER trigger: the policies have decided by then.
    if app.profile_id() is not null and app.plan_sleeps(new.organisation_id, new.client_id) then
        perform app.refuse('illegal_transition', 'The plan waits for somebody who runs the shift to say that it is still right.', 'definition_id');
    end if;
    return null;
end
$$;
comment on function app.task_awake() is 'Nothing is begun from a plan that sleeps.';
create trigger awake after insert on public.care_plan_tasks for each row when (new.kind = 'as_needed') execute function app.task_awake();

create function app.confirm_plan(which uuid, seen int, still_right boolean, why text) returns table (id uuid, version int)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    nap public.care_plan_sleeps;
    moment timestamptz;
begin
    select s.* into nap from public.care_plan_sleeps s where s.organisation_id = me.organisation_id and s.id = which;
    if me.profile_id is null or nap.id is null or not (nap.client_id = any (app.senior_client_ids() || app.writable_client_ids())) then
        perform app.refuse('forbidden');
    end if;
    -- The resident first, as everybody does who changes several of their tasks.
    perform from public.clients c where c.organisation_id = me.organisation_id and c.id = nap.client_id for no key update;
    select s.* into nap from public.care_plan_sleeps s
     where s.organisation_id = me.organisation_id and s.id = which and s.version = seen for no key update;
    if nap.id is null then
        return;
    end if;
    if nap.status = 'awake' or (nap.verdict = 'needs_change' and not still_right) then
        perform app.refuse('illegal_transition', 'Somebody has said so already.', 'status');
    end if;
    if not exists (select from public.bed_stays b
        where b.organisation_id = me.organisation_id and b.client_id = nap.client_id and b.status = 'live' and b.archived_at is null) then
        perform app.refuse('illegal_transition', 'The resident is not back yet.', 'status');
    end if;
    if not exists (select from public.care_plan_versions v
        where v.organisation_id = me.organisation_id and v.client_id = nap.client_id and v.status = 'active') then
        perform app.refuse('illegal_transition', 'There is no active plan to look at.', 'status');
    end if;
    if not still_right and why is null then
        perform app.refuse('invalid', 'Say what has to change.', 'note');
    end if;
    moment := clock_timestamp();
    update public.care_plan_sleeps s
       set status = case when still_right then 'awake' else s.status end, woke_at = case when still_right then moment end,
           verdict = case when still_right then 'still_right' else 'needs_change' end, said_at = moment, said_by = me.profile_id, note = why
     where s.organisation_id = me.organisation_id and s.id = which;
    if still_right then
        perform app.generate_tasks(me.organisation_id, nap.client_id, moment, moment + interval '48 hours');
    else
        -- The manager's: it is on the list of reviews today.
        insert into public.care_plan_reviews (organisation_id, client_id, care_home_id, care_plan_id, due_on, reason, detail)
        select nap.organisation_id, nap.client_id, c.holding_home_id, nap.care_plan_id, (moment at time zone h.time_zone)::date, 'change', why
          from public.clients c join public.care_homes h on h.organisation_id = c.organisation_id and h.id = c.holding_home_id
         where c.organisation_id = nap.organisation_id and c.id = nap.client_id;
    end if;
    return query select s.id, s.version from public.care_plan_sleeps s where s.organisation_id = me.organisation_id and s.id = which;
end
$$;
comment on function app.confirm_plan(uuid, int, boolean, text) is 'Says of a plan that slept, when the resident is back, that it is still right, which makes its tasks of the next 48 hours; or that it needs a change, which makes a review due today and no task. By who runs the shift there, or a manager. Nothing where somebody changed it meanwhile.';

create or replace function app.generate_tasks(organisation uuid, resident uuid, from_at timestamptz, until_at timestamptz) returns int
language plpgsql set search_path = ''
as $$
declare
    here record;
    of_version record;
    made int;
begin
    select s.care_home_id, lower(s.during) as arrived, h.time_zone, h.care_day_starts, r.unit_id into here
      from public.bed_stays s
      join public.care_homes h on h.organisation_id = s.organisation_id and h.id = s.care_home_id
      left join public.beds b on b.organisation_id = s.organisation_id and b.id = s.bed_id
      left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
     where s.organisation_id = organisation and s.client_id = resident and s.status = 'live' and s.archived_at is null;
    select v.id, v.care_plan_id into of_version from public.care_plan_versions v
      join public.care_plans p on p.organisation_id = v.organisation_id and p.id = v.care_plan_id and p.archived_at is null
     where v.organisation_id = organisation and v.client_id = resident and v.status = 'active';
    if here.care_home_id is null or of_version.id is null then
        return 0;
    end if;
    -- Back from home, and nobody has said yet that the plan is still right.
    if app.plan_sleeps(organisation, resident) then
        return 0;
    end if;
    insert into public.care_plan_tasks (organisation_id, client_id, care_home_id, unit_id, care_plan_id, definition_id, lineage_id, kind, domain,
        title, people, care_day, due_from, due_by, missed_after, assignee_id, shift_template_id, named_only, status, status_reason)
    select organisation, resident, here.care_home_id, here.unit_id, of_version.care_plan_id, d.id, d.lineage_id, d.kind, d.domain,
           d.title, d.people, o.care_day, o.due_from, w.due_by, w.due_by + d.missed_minutes * interval '1 minute', d.assignee_id, s.id, d.named_only,
           case when away.away then 'not_required' else 'due' end, case when away.away then 'absent' end
      from public.care_task_definitions d
      left join lateral (select app.shift_there(organisation, d.shift_template_id, here.care_home_id, here.unit_id) as id) s
        on d.shift_template_id is not null
     cross join lateral app.occurrences(d, here.time_zone, here.care_day_starts, greatest(from_at, here.arrived), until_at) o
     cross join lateral (select o.due_from + d.due_minutes * interval '1 minute' as due_by) w
     cross join lateral (select app.away_when(organisation, resident, w.due_by) as away) away
     where d.organisation_id = organisation and d.client_id = resident and d.care_plan_version_id = of_version.id
       and d.archived_at is null and d.kind in ('scheduled', 'prompt')
     order by o.due_from, d.position
    on conflict (organisation_id, client_id, lineage_id, due_from)
        where kind in ('scheduled', 'prompt') and status <> 'cancelled' and archived_at is null do nothing;
    get diagnostics made = row_count;
    return made;
end
$$;

create or replace function app.version_followed() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    moment timestamptz := coalesce(new.published_at, clock_timestamp());
begin
    if new.status = 'withdrawn' then
        update public.care_plan_tasks t set status = 'cancelled', status_reason = 'plan_ceased'
         where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.care_plan_id = new.care_plan_id
           and t.status in ('due', 'not_required') and t.due_from > upper(new.effective) and t.archived_at is null
           and (t.status = 'due' or t.status_reason = 'absent');
        return null;
    end if;
    -- What begins later and is asked for otherwise now, or no more. What has begun is finished as it was.
    update public.care_plan_tasks t set status = 'cancelled', status_reason = 'plan_changed'
     where t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.kind in ('scheduled', 'prompt')
       and (t.status = 'due' or (t.status = 'not_required' and t.status_reason = 'absent'))
       and t.due_from > moment and t.archived_at is null
       and not exists (
           select from public.care_task_definitions n
             join public.care_task_definitions o on o.organisation_id = t.organisation_id and o.id = t.definition_id
            where n.organisation_id = new.organisation_id and n.client_id = new.client_id and n.care_plan_version_id = new.id
              and n.lineage_id = t.lineage_id and n.archived_at is null and app.same_care(n, o));
    update public.care_plan_tasks t set definition_id = n.id
      from public.care_task_definitions n
     where n.organisation_id = new.organisation_id and n.client_id = new.client_id and n.care_plan_version_id = new.id and n.archived_at is null
       and t.organisation_id = new.organisation_id and t.client_id = new.client_id and t.lineage_id = n.lineage_id
       and t.kind in ('scheduled', 'prompt') and t.status in ('due', 'not_required') and t.due_from > moment and t.archived_at is null
       and t.definition_id <> n.id;
    -- Written now, for somebody who is here: it needs nobody's word that it is still right.
    update public.care_plan_sleeps s set status = 'awake', woke_at = moment
     where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.status = 'asleep'
       and exists (select from public.bed_stays b
           where b.organisation_id = new.organisation_id and b.client_id = new.client_id and b.status = 'live' and b.archived_at is null);
    perform app.generate_tasks(new.organisation_id, new.client_id, moment, moment + interval '48 hours');
    return null;
end
$$;

revoke execute on function app.plan_sleeps(uuid, uuid), app.plan_falls_asleep(), app.task_awake(), app.confirm_plan(uuid, int, boolean, text),
    app.generate_tasks(uuid, uuid, timestamptz, timestamptz), app.version_followed() from public, anon, authenticated, service_role;
grant execute on function app.confirm_plan(uuid, int, boolean, text) to almoner_request;
