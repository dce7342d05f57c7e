-- What is done about an incident: actions that somebody owns until they are verified, checks on a day,
-- and words added to it. Each row says its incident's home and resident, and is seen where the incident is.

create function app.place_incident_row() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- No person has a grant on these columns.
    if new.care_home_id is null then
        select i.care_home_id, i.client_id into new.care_home_id, new.client_id from public.incidents i
         where i.organisation_id = new.organisation_id and i.id = new.incident_id;
    end if;
    return new;
end
$$;
comment on function app.place_incident_row() is 'What hangs on an incident happens where the incident did, and is about its resident.';

create function app.may_be_given(of_incident uuid, person uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    about public.incidents;
begin
    select i.* into about from public.incidents i where i.organisation_id = me.organisation_id and i.id = of_incident;
    if about.id is null or (app.org_read_in_full() is null and not (about.care_home_id = any (app.managed_home_ids(me)))) then
        return false;
    end if;
    -- Never somebody whom it is about; what is kept to managers is given to managers.
    return person <> all (about.subject_ids)
       and (person = any (app.people_who_lead(about.care_home_id))
            or (not about.restricted and person = any (app.people_of(me, array[about.care_home_id], false))));
end
$$;
comment on function app.may_be_given(uuid, uuid) is 'Whether a piece of work on an incident can be given to somebody; false for whoever does not work incidents of that home.';

create function app.check_assignee() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Who may not write here at all is left to the policy, whose answer is "forbidden".
    if current_user = 'almoner_request' and new.assignee_id is not null
       and (new.care_home_id = any (app.managed_home_ids()) or new.organisation_id = app.compliance_organisation_id())
       and new.incident_id <> all (app.incidents_hidden_from_me())
       and not app.may_be_given(new.incident_id, new.assignee_id) then
        perform app.refuse('invalid', 'Choose somebody who works in this home and may see the incident.', 'assignee_id');
    end if;
    return new;
end
$$;
comment on function app.check_assignee() is 'Work is given to people of the home who may see the incident. Asked only when it changes.';

create table public.incident_actions (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    incident_id uuid not null,
    care_home_id uuid not null,
    client_id uuid,
    kind text not null constraint incident_actions_kind check (kind in ('family_told', 'medical_help', 'risk_assessment', 'care_plan_review',
        'safeguarding_referral', 'equipment_check', 'environment', 'staff_support', 'training', 'procedure', 'other')),
    what text not null check (length(what) between 1 and 1000),
    assignee_id uuid,
    due_on date check (due_on between '1900-01-01' and '2200-01-01'),
    status text not null default 'open' constraint incident_actions_status check (status in ('open', 'in_progress', 'done', 'verified', 'cancelled')),
    note text check (length(note) between 1 and 2000),
    effectiveness text not null default 'pending' constraint incident_actions_effectiveness check (effectiveness in ('pending', 'effective', 'not_effective')),
    done_at timestamptz,
    done_by uuid,
    verified_at timestamptz,
    verified_by uuid,
    cancel_reason text check (length(cancel_reason) between 1 and 500),
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
    foreign key (organisation_id, assignee_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint incident_actions_cancelled_says check (status <> 'cancelled' or cancel_reason is not null)
);
comment on table public.incident_actions is 'What somebody is to do about an incident. Overdue is open after due_on; it is not stored.';
comment on column public.incident_actions.status is 'done is said by whoever did it, verified by a manager or the compliance lead who is not the assignee.';
comment on column public.incident_actions.effectiveness is 'Whether it helped, said some time after.';
comment on column public.incident_actions.due_on is 'A day of the home.';
create unique index incident_actions_live on public.incident_actions (organisation_id, incident_id, kind, assignee_id)
    where archived_at is null and status in ('open', 'in_progress');
create index incident_actions_incident on public.incident_actions (organisation_id, incident_id, id);
create index incident_actions_assignee on public.incident_actions (organisation_id, assignee_id, due_on) where archived_at is null and status in ('open', 'in_progress');
create index incident_actions_home on public.incident_actions (organisation_id, care_home_id, due_on) where archived_at is null and status in ('open', 'in_progress');
create index incident_actions_due on public.incident_actions (organisation_id, due_on, id) where archived_at is null and status in ('open', 'in_progress');
alter table public.incident_actions enable row level security;
alter table public.incident_actions force row level security;
revoke all on public.incident_actions from public, anon, authenticated, service_role;
grant select on public.incident_actions to authenticated;
grant insert (organisation_id, incident_id, kind, what, assignee_id, due_on, note) on public.incident_actions to almoner_request;
grant update (kind, what, assignee_id, due_on, status, note, effectiveness, cancel_reason, archived_at, archive_reason) on public.incident_actions to almoner_request;
create policy incident_actions_select on public.incident_actions for select to authenticated
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));
create policy incident_actions_insert on public.incident_actions for insert to almoner_request
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[]) or organisation_id = (select app.compliance_organisation_id())));
create policy incident_actions_update on public.incident_actions for update to almoner_request
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[])
            or organisation_id = (select app.compliance_organisation_id())
            or assignee_id = (select app.profile_id())))
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[])
            or organisation_id = (select app.compliance_organisation_id())
            or assignee_id = (select app.profile_id())));

create table public.incident_followups (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    incident_id uuid not null,
    care_home_id uuid not null,
    client_id uuid,
    kind text not null constraint incident_followups_kind check (kind in ('observation', 'wound_check', 'talk_with_resident', 'talk_with_family',
        'talk_with_staff', 'gp_review', 'effectiveness', 'other')),
    what text not null check (length(what) between 1 and 1000),
    due_at timestamptz not null,
    assignee_id uuid,
    outcome text constraint incident_followups_outcome check (outcome in ('as_hoped', 'concern', 'not_possible')),
    outcome_note text check (length(outcome_note) between 1 and 2000),
    done_at timestamptz,
    done_by uuid,
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
    foreign key (organisation_id, assignee_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.incident_followups is 'A check that falls due after an incident, and what came of it.';
comment on column public.incident_followups.outcome is 'Empty until it is done; done_at and done_by follow it.';
create index incident_followups_incident on public.incident_followups (organisation_id, incident_id, id);
create index incident_followups_assignee on public.incident_followups (organisation_id, assignee_id, due_at) where archived_at is null and outcome is null;
create index incident_followups_home on public.incident_followups (organisation_id, care_home_id, due_at) where archived_at is null and outcome is null;
create index incident_followups_due on public.incident_followups (organisation_id, due_at, id) where archived_at is null and outcome is null;
alter table public.incident_followups enable row level security;
alter table public.incident_followups force row level security;
revoke all on public.incident_followups from public, anon, authenticated, service_role;
grant select on public.incident_followups to authenticated;
grant insert (organisation_id, incident_id, kind, what, due_at, assignee_id) on public.incident_followups to almoner_request;
grant update (kind, what, due_at, assignee_id, outcome, outcome_note, archived_at, archive_reason) on public.incident_followups to almoner_request;
create policy incident_followups_select on public.incident_followups for select to authenticated
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));
create policy incident_followups_insert on public.incident_followups for insert to almoner_request
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[]) or organisation_id = (select app.compliance_organisation_id())));
create policy incident_followups_update on public.incident_followups for update to almoner_request
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[]) or assignee_id = (select app.profile_id())))
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[]) or assignee_id = (select app.profile_id())));

create table public.incident_addenda (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    incident_id uuid not null,
    care_home_id uuid not null,
    client_id uuid,
    kind text not null default 'addition' constraint incident_addenda_kind check (kind in ('addition', 'correction', 'statement')),
    what text not null check (length(what) between 1 and 8000),
    recorded_at timestamptz not null default clock_timestamp(),
    created_by uuid,
    idempotency_key text check (length(idempotency_key) between 1 and 200),
    body_hash bytea check (octet_length(body_hash) = 32),
    primary key (organisation_id, id),
    constraint incident_addenda_once unique (organisation_id, created_by, idempotency_key),
    foreign key (organisation_id, incident_id, care_home_id) references public.incidents (organisation_id, id, care_home_id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.incident_addenda is 'What is added to an incident by whoever sees it: more, a correction, a statement. Insert only, for everybody.';
create index incident_addenda_incident on public.incident_addenda (organisation_id, incident_id, id);
create index incident_addenda_home on public.incident_addenda (organisation_id, care_home_id, id desc);
alter table public.incident_addenda enable row level security;
alter table public.incident_addenda force row level security;
revoke all on public.incident_addenda from public, anon, authenticated, service_role;
grant select on public.incident_addenda to authenticated;
grant insert (organisation_id, incident_id, kind, what, idempotency_key, body_hash) on public.incident_addenda to almoner_request;
create policy incident_addenda_select on public.incident_addenda for select to authenticated
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));
-- Whoever sees the incident, but an owner, who reads.
create policy incident_addenda_insert on public.incident_addenda for insert to almoner_request
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.compliance_organisation_id())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));

create function app.keep_words() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if current_user = 'almoner_request' then
        new.recorded_at := clock_timestamp();
        new.created_by := app.profile_id();
    end if;
    new.created_by := coalesce(new.created_by, app.profile_id());
    return new;
end
$$;
comment on function app.keep_words() is 'Who added it and when, by the clock of the database.';

create function app.action_status() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status = 'done' and old.status <> 'done' then
        new.done_at := now();
        new.done_by := app.profile_id();
    elsif new.status = 'in_progress' and old.status = 'done' then
        new.done_at := null;
        new.done_by := null;
    elsif new.status = 'verified' and old.status <> 'verified' then
        new.verified_at := now();
        new.verified_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.action_status() is 'Who did an action and who verified it, and when.';

create function app.followup_outcome() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if old.outcome is not null and (new.outcome, new.outcome_note) is distinct from (old.outcome, old.outcome_note) then
        perform app.refuse('illegal_transition', 'It is done. Add to the incident instead.', 'outcome');
    end if;
    if new.outcome is not null and old.outcome is null then
        new.done_at := now();
        new.done_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.followup_outcome() is 'An outcome is said once; who said it, and when.';

create function app.incident_is_worked() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    stands text;
begin
    -- The lock makes new work and the closing of its incident meet.
    select i.status into stands from public.incidents i
     where i.organisation_id = new.organisation_id and i.id = new.incident_id for no key update;
    if stands in ('closed', 'voided') then
        perform app.refuse('illegal_transition', 'The incident is closed. Reopen it first.', 'incident_id');
    end if;
    return null;
end
$$;
comment on function app.incident_is_worked() is 'No new work on an incident that is closed. After the policies have decided.';

create function app.nothing_is_open() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (select from public.incident_actions a
                where a.organisation_id = new.organisation_id and a.incident_id = new.id and a.archived_at is null and a.status in ('open', 'in_progress')) then
        perform app.refuse('illegal_transition', 'There are actions that nobody has finished. Finish or cancel them first.', 'status');
    end if;
    return null;
end
$$;
comment on function app.nothing_is_open() is 'An incident is not closed over actions that are still open.';

create function app.take_back_work() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    update public.incident_actions a set assignee_id = null
     where a.organisation_id = new.organisation_id and a.incident_id = new.id and a.assignee_id = any (new.subject_ids)
       and a.archived_at is null and a.status in ('open', 'in_progress');
    update public.incident_followups f set assignee_id = null
     where f.organisation_id = new.organisation_id and f.incident_id = new.id and f.assignee_id = any (new.subject_ids)
       and f.archived_at is null and f.outcome is null;
    return null;
end
$$;
comment on function app.take_back_work() is 'Who becomes the subject of an incident has no work on it any more; somebody else is given it.';

create function app.right_assignee(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return (j ->> 'assignee_id')::uuid = app.profile_id(); end $$;
comment on function app.right_assignee(jsonb) is 'To whom the work was given.';

create function app.right_verifying_manager(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return (j ->> 'care_home_id')::uuid = any (app.managed_home_ids()) and (j ->> 'assignee_id')::uuid is distinct from app.profile_id(); end $$;
comment on function app.right_verifying_manager(jsonb) is 'A manager of the home who did not have the work themselves.';

create function app.right_verifying_lead(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return (j ->> 'organisation_id')::uuid = app.compliance_organisation_id() and (j ->> 'assignee_id')::uuid is distinct from app.profile_id(); end $$;
comment on function app.right_verifying_lead(jsonb) is 'A compliance lead who did not have the work themselves.';

revoke execute on function app.place_incident_row(), app.may_be_given(uuid, uuid), app.check_assignee(), app.keep_words(), app.action_status(),
    app.followup_outcome(), app.incident_is_worked(), app.nothing_is_open(), app.take_back_work(), app.right_assignee(jsonb),
    app.right_verifying_manager(jsonb), app.right_verifying_lead(jsonb)
    from public, anon, authenticated, service_role;
grant execute on function app.may_be_given(uuid, uuid) to almoner_request;

create trigger place before insert on public.incident_actions for each row execute function app.place_incident_row();
create trigger reach before insert or update of assignee_id on public.incident_actions for each row execute function app.check_assignee();
create trigger column_rights before update on public.incident_actions for each row execute function app.column_rights();
create trigger over before update on public.incident_actions for each row execute function app.stays_when_over('{verified,cancelled}', '{effectiveness,archived_at,archive_reason}');
create trigger record before insert or update on public.incident_actions for each row execute function app.record_row();
create trigger transition before update of status on public.incident_actions for each row execute function app.transition();
create trigger transition_effect before update of status on public.incident_actions for each row execute function app.action_status();
create trigger parents_live after insert or update of archived_at on public.incident_actions for each row when (new.archived_at is null) execute function app.parents_live();
create trigger worked after insert on public.incident_actions for each row execute function app.incident_is_worked();
create trigger audit after insert or update on public.incident_actions for each row execute function app.audit();

create trigger place before insert on public.incident_followups for each row execute function app.place_incident_row();
create trigger reach before insert or update of assignee_id on public.incident_followups for each row execute function app.check_assignee();
create trigger column_rights before update on public.incident_followups for each row execute function app.column_rights();
create trigger record before insert or update on public.incident_followups for each row execute function app.record_row();
create trigger outcome before update of outcome, outcome_note on public.incident_followups for each row execute function app.followup_outcome();
create trigger parents_live after insert or update of archived_at on public.incident_followups for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.incident_followups for each row execute function app.audit();

create trigger keep before insert on public.incident_addenda for each row execute function app.keep_words();
create trigger place before insert on public.incident_addenda for each row execute function app.place_incident_row();
create trigger evidence before update or delete on public.incident_addenda for each row execute function app.evidence_stays();
create trigger evidence_whole before truncate on public.incident_addenda for each statement execute function app.evidence_stays();
create trigger audit after insert on public.incident_addenda for each row execute function app.audit();

create trigger nothing_is_open after update of status on public.incidents for each row
    when (new.status = 'closed' and old.status <> 'closed') execute function app.nothing_is_open();
create trigger take_back_work after update of subject_ids on public.incidents for each row
    when (new.subject_ids <> old.subject_ids) execute function app.take_back_work();

insert into app.column_rights (table_name, right_name, columns) values
    ('incident_actions', 'manager_of_home', '{kind,what,assignee_id,due_on,status,note,effectiveness,cancel_reason,archived_at,archive_reason}'),
    ('incident_actions', 'compliance_lead', '{kind,what,assignee_id,due_on,status,note,effectiveness,cancel_reason}'),
    ('incident_actions', 'assignee', '{status,note}'),
    ('incident_followups', 'manager_of_home', '{kind,what,due_at,assignee_id,outcome,outcome_note,archived_at,archive_reason}'),
    ('incident_followups', 'assignee', '{outcome,outcome_note}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('incident_actions', 'start', 'open', 'in_progress', '{}', '{assignee,manager_of_home,compliance_lead}'),
    ('incident_actions', 'finish', 'open', 'done', '{}', '{assignee,manager_of_home,compliance_lead}'),
    ('incident_actions', 'finish', 'in_progress', 'done', '{}', '{assignee,manager_of_home,compliance_lead}'),
    ('incident_actions', 'send_back', 'done', 'in_progress', '{}', '{manager_of_home,compliance_lead}'),
    ('incident_actions', 'verify', 'done', 'verified', '{}', '{verifying_manager,verifying_lead}'),
    ('incident_actions', 'cancel', 'open', 'cancelled', '{}', '{manager_of_home,compliance_lead}'),
    ('incident_actions', 'cancel', 'in_progress', 'cancelled', '{}', '{manager_of_home,compliance_lead}');
