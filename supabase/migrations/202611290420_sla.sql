-- How long the organisation gives itself for each step of an incident, and the clocks that run. Targets
-- are the operator's own: the law gives no hours for these steps (reg 16 to 18: "without delay").

create table public.sla_policies (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid,
    priority text not null constraint sla_policies_priority check (priority in ('low', 'medium', 'high', 'critical')),
    clock text not null constraint sla_policies_clock check (clock in ('triage', 'investigation', 'closure')),
    target_minutes int not null check (target_minutes between 1 and 525600),
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
comment on table public.sla_policies is 'The operator''s own targets for the steps of an incident: of a home, or of the organisation where the home has none.';
comment on column public.sla_policies.care_home_id is 'Empty: for every home without a target of its own.';
comment on column public.sla_policies.target_minutes is 'Minutes of elapsed time from the opening of the incident; a change of the clocks does not stretch them.';
create unique index sla_policies_once on public.sla_policies (organisation_id, care_home_id, priority, clock) nulls not distinct where archived_at is null;
alter table public.sla_policies enable row level security;
alter table public.sla_policies force row level security;
revoke all on public.sla_policies from public, anon, authenticated, service_role;
create trigger column_rights before update on public.sla_policies for each row execute function app.column_rights();
create trigger record before insert or update on public.sla_policies for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.sla_policies for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.sla_policies for each row execute function app.audit();
grant select on public.sla_policies to authenticated;
grant insert (organisation_id, care_home_id, priority, clock, target_minutes) on public.sla_policies to almoner_request;
grant update (target_minutes, archived_at, archive_reason) on public.sla_policies to almoner_request;
create policy sla_policies_select on public.sla_policies for select to authenticated
    using (organisation_id = (select app.settings_organisation_id()));
create policy sla_policies_insert on public.sla_policies for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()));
create policy sla_policies_update on public.sla_policies for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));

create table public.sla_timers (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    incident_id uuid not null,
    care_home_id uuid not null,
    client_id uuid,
    clock text not null constraint sla_timers_clock check (clock in ('triage', 'investigation', 'closure')),
    target_minutes int not null,
    started_at timestamptz not null default now(),
    due_at timestamptz not null,
    status text not null default 'running' constraint sla_timers_status check (status in ('running', 'paused', 'met', 'cancelled')),
    pause_reason text check (length(pause_reason) between 1 and 500),
    paused_at timestamptz,
    paused_for interval not null default '0',
    stopped_at timestamptz,
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
    foreign key (organisation_id, incident_id, care_home_id) references public.incidents (organisation_id, id, care_home_id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint sla_timers_paused_says check (status <> 'paused' or (pause_reason is not null and paused_at is not null))
);
comment on table public.sla_timers is 'A clock of an incident. Opened with it from the targets of the home or organisation; stopped by the step that it waits for.';
comment on column public.sla_timers.due_at is 'Start, target and pauses. Breached is running after due_at, or met after it; it is not stored.';
comment on column public.sla_timers.paused_for is 'All pauses that have ended. A pause says its reason and is audited.';
create unique index sla_timers_live on public.sla_timers (organisation_id, incident_id, clock) where status in ('running', 'paused');
create index sla_timers_incident on public.sla_timers (organisation_id, incident_id, id);
create index sla_timers_due on public.sla_timers (organisation_id, due_at, id) where status = 'running';
create index sla_timers_due_home on public.sla_timers (organisation_id, care_home_id, due_at, id) where status = 'running';
-- For the job that escalates, which goes through all organisations.
create index sla_timers_due_anywhere on public.sla_timers (due_at) where status = 'running';
alter table public.sla_timers enable row level security;
alter table public.sla_timers force row level security;
revoke all on public.sla_timers from public, anon, authenticated, service_role;
grant select on public.sla_timers to authenticated;
grant update (status, pause_reason) on public.sla_timers to almoner_request;
create policy sla_timers_select on public.sla_timers for select to authenticated
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));
create policy sla_timers_update on public.sla_timers for update to almoner_request
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]) and care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]) and care_home_id = any ((select app.managed_home_ids())::uuid[]));

create function app.sla_minutes(tenant uuid, home uuid, of_priority text, of_clock text) returns int
language plpgsql stable set search_path = ''
as $$
begin
    return (
        select p.target_minutes from public.sla_policies p
         where p.organisation_id = tenant and (p.care_home_id = home or p.care_home_id is null)
           and p.priority = of_priority and p.clock = of_clock and p.archived_at is null
         order by p.care_home_id is null
         limit 1);
end
$$;
comment on function app.sla_minutes(uuid, uuid, text, text) is 'The target of a home, else of its organisation; NULL where neither has one. For use inside definer functions only.';

create function app.start_timers(i public.incidents, clocks text[]) returns void
language plpgsql volatile set search_path = ''
as $$
begin
    insert into public.sla_timers (organisation_id, incident_id, clock, target_minutes, due_at)
    select i.organisation_id, i.id, c.clock, c.minutes, now() + make_interval(mins => c.minutes)
      from (select x.clock, app.sla_minutes(i.organisation_id, i.care_home_id, i.priority, x.clock) as minutes
              from unnest(clocks) as x (clock)) c
     where c.minutes is not null
    on conflict (organisation_id, incident_id, clock) where status in ('running', 'paused') do nothing;
end
$$;
comment on function app.start_timers(public.incidents, text[]) is 'Starts clocks of an incident, where there is a target and none runs yet.';

create function app.incident_opens() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    perform app.start_timers(new, case
        when new.status = 'reported' then array['triage', 'investigation', 'closure']
        when new.status in ('triaged', 'reopened') then array['investigation', 'closure']
        when new.status in ('investigating', 'awaiting_actions', 'awaiting_signoff') then array['closure']
        else '{}' end);
    return null;
end
$$;
comment on function app.incident_opens() is 'An incident that is opened starts its clocks from the home''s targets, or the organisation''s.';

create function app.incident_moves() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    meets text[];
begin
    if new.status <> old.status then
        if new.status = 'voided' then
            update public.sla_timers t set status = 'cancelled'
             where t.organisation_id = new.organisation_id and t.incident_id = new.id and t.status in ('running', 'paused');
        else
            meets := case new.status
                when 'triaged' then array['triage']
                when 'investigating' then array['triage']
                when 'closed' then array['triage', 'investigation', 'closure']
                when 'reopened' then '{}'
                else array['triage', 'investigation'] end;
            update public.sla_timers t set status = 'met'
             where t.organisation_id = new.organisation_id and t.incident_id = new.id and t.status in ('running', 'paused') and t.clock = any (meets);
            if new.status = 'reopened' then
                perform app.start_timers(new, array['investigation', 'closure']);
            end if;
        end if;
    end if;
    if new.priority <> old.priority then
        -- Another priority, another target, counted from the same start.
        update public.sla_timers t
           set target_minutes = m.minutes, due_at = t.started_at + make_interval(mins => m.minutes) + t.paused_for
          from (select x.clock, app.sla_minutes(new.organisation_id, new.care_home_id, new.priority, x.clock) as minutes
                  from unnest(array['triage', 'investigation', 'closure']) as x (clock)) m
         where t.organisation_id = new.organisation_id and t.incident_id = new.id and t.status in ('running', 'paused')
           and m.clock = t.clock and m.minutes is not null and m.minutes <> t.target_minutes;
    end if;
    return null;
end
$$;
comment on function app.incident_moves() is 'A step stops the clocks that wait for it; reopening starts new ones; another priority moves what runs.';

create function app.timer_status() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = 'paused' and old.status = 'running' then
        new.paused_at := now();
    elsif old.status = 'paused' and new.status <> 'paused' then
        new.paused_for := old.paused_for + (now() - old.paused_at);
        new.due_at := old.due_at + (now() - old.paused_at);
        new.paused_at := null;
    end if;
    if new.status in ('met', 'cancelled') then
        new.stopped_at := now();
    end if;
    return new;
end
$$;
comment on function app.timer_status() is 'A pause moves what is due by as long as it lasted.';

create trigger place before insert on public.sla_timers for each row execute function app.place_incident_row();
create trigger column_rights before update on public.sla_timers for each row execute function app.column_rights();
create trigger over before update on public.sla_timers for each row execute function app.stays_when_over('{met,cancelled}', '{}');
create trigger record before insert or update on public.sla_timers for each row execute function app.record_row();
create trigger transition before update of status on public.sla_timers for each row execute function app.transition();
create trigger transition_effect before update of status on public.sla_timers for each row execute function app.timer_status();
create trigger audit after insert or update on public.sla_timers for each row execute function app.audit();
create trigger opens after insert on public.incidents for each row execute function app.incident_opens();
create trigger moves after update of status, priority on public.incidents for each row
    when (new.status <> old.status or new.priority <> old.priority) execute function app.incident_moves();

revoke execute on function app.sla_minutes(uuid, uuid, text, text), app.start_timers(public.incidents, text[]), app.incident_opens(),
    app.incident_moves(), app.timer_status()
    from public, anon, authenticated, service_role;

insert into app.archive_children (parent, child, child_column) values
    ('care_homes', 'sla_policies', 'care_home_id');

insert into app.column_rights (table_name, right_name, columns) values
    ('sla_policies', 'owner', '{target_minutes,archived_at,archive_reason}'),
    ('sla_timers', 'manager_of_home', '{status,pause_reason}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('sla_timers', 'pause', 'running', 'paused', '{}', '{manager_of_home}'),
    ('sla_timers', 'resume', 'paused', 'running', '{}', '{manager_of_home}'),
    ('sla_timers', 'meet', 'running', 'met', '{}', '{}'),
    ('sla_timers', 'meet', 'paused', 'met', '{}', '{}'),
    ('sla_timers', 'cancel_timer', 'running', 'cancelled', '{}', '{}'),
    ('sla_timers', 'cancel_timer', 'paused', 'cancelled', '{}', '{}');
