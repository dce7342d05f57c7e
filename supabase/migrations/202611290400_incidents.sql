-- What was said about something that went wrong, and the case that is worked: two tables. A report is
-- evidence, is never changed, and its author always reads it. The case moves through a life of its own
-- and is hidden from every member of staff whom it is about, whatever rights they hold.

create table public.incidents (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    client_id uuid,
    kind text not null constraint incidents_kind check (kind in ('fall_witnessed', 'fall_unwitnessed', 'medication',
        'skin_damage_pressure', 'skin_damage_other', 'choking', 'injury_unknown_cause', 'behaviour_resident_to_resident',
        'behaviour_to_staff', 'missing_person', 'absconded', 'safeguarding_allegation', 'self_harm', 'infection_outbreak',
        'nutrition_hydration', 'equipment_failure', 'fire', 'security', 'utilities_failure', 'staffing_shortfall', 'data_breach',
        'complaint_linked', 'death_expected', 'death_unexpected', 'staff_accident', 'visitor_accident', 'near_miss', 'other')),
    occurred_at timestamptz not null,
    harm text not null constraint incidents_harm check (harm in ('no_harm', 'low', 'moderate', 'severe', 'fatal')),
    psychological_harm text not null default 'none' constraint incidents_psychological_harm check (psychological_harm in ('none', 'low', 'moderate', 'severe')),
    priority text not null constraint incidents_priority check (priority in ('low', 'medium', 'high', 'critical')),
    restricted boolean not null default false,
    subject_ids uuid[] not null default '{}' constraint incidents_subjects_fit check (cardinality(subject_ids) <= 20 and array_position(subject_ids, null) is null),
    status text not null default 'reported' constraint incidents_status check (status in
        ('reported', 'triaged', 'investigating', 'awaiting_actions', 'awaiting_signoff', 'closed', 'reopened', 'voided')),
    lead_id uuid,
    triage_note text check (length(triage_note) between 1 and 4000),
    triaged_at timestamptz,
    triaged_by uuid,
    findings text check (length(findings) between 1 and 8000),
    cause text check (length(cause) between 1 and 4000),
    learning text check (length(learning) between 1 and 4000),
    conclusion text check (length(conclusion) between 1 and 4000),
    closed_at timestamptz,
    closed_by uuid,
    void_reason text check (length(void_reason) between 1 and 1000),
    review_note text check (length(review_note) between 1 and 4000),
    reviewed_at timestamptz,
    reviewed_by uuid,
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, lead_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    -- What hangs on an incident says the incident's home with it.
    unique (organisation_id, id, care_home_id),
    constraint incidents_closed_says check (status <> 'closed' or conclusion is not null),
    constraint incidents_voided_says check (status <> 'voided' or void_reason is not null)
);
comment on table public.incidents is 'The case that is worked after something went wrong. Opened by its first report; hidden from every member of staff whom it is about, in everything that carries incident_id.';
comment on column public.incidents.care_home_id is 'Where it happened. The managers of that home work it, wherever the resident lives now.';
comment on column public.incidents.client_id is 'The resident concerned; empty where it concerns the home (a fire, a failed lift).';
comment on column public.incidents.harm is 'Physical harm in the words of LFPSE. What happened to the person, not how urgent the case is.';
comment on column public.incidents.priority is 'How urgent the case is; drives the SLA. Separate from harm: a near miss with a hoist may be critical.';
comment on column public.incidents.restricted is 'Kept to managers of the home where it happened, managers of the home that holds the resident, and officers. Always so with a subject.';
comment on column public.incidents.subject_ids is 'Members of staff whom it is about. None of them sees it anywhere. A manager adds people of their homes who hold no office; only an officer takes somebody off, and nobody whom a report names.';
comment on column public.incidents.lead_id is 'Who works it: a manager of the home or an officer, never a subject.';
comment on column public.incidents.review_note is 'What the compliance lead says of the case and of how it was worked.';
create index incidents_open_home on public.incidents (organisation_id, care_home_id, occurred_at desc, id desc) where status not in ('closed', 'voided');
create index incidents_open on public.incidents (organisation_id, occurred_at desc, id desc) where status not in ('closed', 'voided');
create index incidents_home on public.incidents (organisation_id, care_home_id, occurred_at desc, id desc);
create index incidents_list on public.incidents (organisation_id, occurred_at desc, id desc);
create index incidents_client on public.incidents (organisation_id, client_id, occurred_at desc, id desc) where client_id is not null;
create index incidents_lead on public.incidents (organisation_id, lead_id) where lead_id is not null and status not in ('closed', 'voided');
create index incidents_restricted_home on public.incidents (organisation_id, care_home_id) where restricted;
create index incidents_restricted_client on public.incidents (organisation_id, client_id) where restricted and client_id is not null;
create index incidents_subjects on public.incidents using gin (subject_ids) where subject_ids <> '{}';

create table public.incident_reports (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    client_id uuid,
    incident_id uuid not null,
    kind text not null constraint incident_reports_kind check (kind in ('fall_witnessed', 'fall_unwitnessed', 'medication',
        'skin_damage_pressure', 'skin_damage_other', 'choking', 'injury_unknown_cause', 'behaviour_resident_to_resident',
        'behaviour_to_staff', 'missing_person', 'absconded', 'safeguarding_allegation', 'self_harm', 'infection_outbreak',
        'nutrition_hydration', 'equipment_failure', 'fire', 'security', 'utilities_failure', 'staffing_shortfall', 'data_breach',
        'complaint_linked', 'death_expected', 'death_unexpected', 'staff_accident', 'visitor_accident', 'near_miss', 'other')),
    occurred_at timestamptz not null,
    device_at timestamptz,
    recorded_at timestamptz not null default clock_timestamp(),
    late boolean not null default false,
    created_by uuid,
    place text check (length(place) between 1 and 200),
    what_happened text not null check (length(what_happened) between 1 and 8000),
    what_was_done text check (length(what_was_done) between 1 and 4000),
    witnesses text check (length(witnesses) between 1 and 1000),
    people_told text check (length(people_told) between 1 and 1000),
    harm text not null constraint incident_reports_harm check (harm in ('no_harm', 'low', 'moderate', 'severe', 'fatal')),
    psychological_harm text not null default 'none' constraint incident_reports_psychological_harm check (psychological_harm in ('none', 'low', 'moderate', 'severe')),
    priority text constraint incident_reports_priority check (priority in ('low', 'medium', 'high', 'critical')),
    restricted boolean not null default false,
    subject_ids uuid[] not null default '{}' constraint incident_reports_subjects_fit check (cardinality(subject_ids) <= 20 and array_position(subject_ids, null) is null),
    idempotency_key text check (length(idempotency_key) between 1 and 200),
    body_hash bytea check (octet_length(body_hash) = 32),
    primary key (organisation_id, id),
    constraint incident_reports_once unique (organisation_id, created_by, idempotency_key),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    -- Checked at the end: the report opens the incident that it belongs to.
    foreign key (organisation_id, incident_id, care_home_id) references public.incidents (organisation_id, id, care_home_id) deferrable initially deferred
);
comment on table public.incident_reports is 'What somebody said about something that went wrong, as they sent it. Insert only, for everybody; its author always reads it.';
comment on column public.incident_reports.incident_id is 'The incident that it opened, or the one to which it was added.';
comment on column public.incident_reports.occurred_at is 'When it happened. A device clock up to 10 minutes ahead counts as now, with its own time in device_at.';
comment on column public.incident_reports.late is 'Recorded more than 72 hours after it happened. Never refused for that.';
comment on column public.incident_reports.priority is 'How urgent the reporter thinks it is; empty: it follows from kind and harm.';
comment on column public.incident_reports.subject_ids is 'Members of staff whom the reporter says it is about. They do not see the report unless they wrote it.';
create index incident_reports_incident on public.incident_reports (organisation_id, incident_id, id);
create index incident_reports_author on public.incident_reports (organisation_id, created_by, id desc);
create index incident_reports_home on public.incident_reports (organisation_id, care_home_id, id desc);
create index incident_reports_client on public.incident_reports (organisation_id, client_id, id desc) where client_id is not null;

create function app.incidents_hidden_from_me() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    managed uuid[];
    homes uuid[];
    held uuid[];
    seen uuid[];
    hidden uuid[];
begin
    if me.profile_id is null then
        return '{}';
    end if;
    -- Whoever it is about: a carer, the registered manager, the owner.
    hidden := coalesce((
        select array_agg(i.id) from public.incidents i
         where i.organisation_id = me.organisation_id and i.subject_ids <> '{}' and i.subject_ids @> array[me.profile_id]), '{}');
    if app.org_read_in_full() is not null then
        return hidden;
    end if;
    -- What is kept to managers, as far as the caller could reach it as somebody on the floor.
    managed := app.managed_home_ids(me);
    homes := app.member_home_ids(me, '{carer,senior,nurse}');
    held := app.held_by(me, managed);
    seen := app.residents_of(me, homes || managed);
    return hidden || coalesce((
        select array_agg(i.id) from public.incidents i
         where i.organisation_id = me.organisation_id and i.restricted
           and (i.care_home_id = any (homes) or i.client_id = any (seen))
           and i.care_home_id <> all (managed) and (i.client_id is null or i.client_id <> all (held))), '{}');
end
$$;
comment on function app.incidents_hidden_from_me() is 'Incidents that the caller must not see although they could reach them: those of which the caller is a subject, whatever their rights, and restricted ones of homes and residents for whom the caller only gives care. Whatever carries incident_id asks this in its policy.';

create function app.unmanaged_incident_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    tenant uuid := app.org_read_in_full();
begin
    if tenant is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(i.id)
          from public.incidents i
         where i.organisation_id = tenant
           and (i.subject_ids <> '{}' or not exists (
                select from public.manager_care_homes m
                 where m.organisation_id = tenant and m.care_home_id = i.care_home_id and m.archived_at is null and m.valid @> now()))
           and not exists (
                select from public.manager_care_homes m
                  join public.profiles p on p.organisation_id = m.organisation_id and p.id = m.profile_id
                 where m.organisation_id = tenant and m.care_home_id = i.care_home_id and m.archived_at is null and m.valid @> now()
                   and p.status = 'active' and p.archived_at is null and p.id <> all (i.subject_ids))), '{}');
end
$$;
comment on function app.unmanaged_incident_ids() is 'For officers: incidents of their organisation that no manager of the home can work, because each of them is a subject or there is none. Empty for everybody else.';

create function app.people_who_lead(home uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- Asked by those who work incidents of the home; nobody else learns who manages it.
    if not (home = any (app.managed_home_ids(me))) and app.org_read_in_full() is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct p.id)
          from public.profiles p
         where p.organisation_id = me.organisation_id and p.status = 'active' and p.archived_at is null
           and (exists (select from public.manager_care_homes m
                 where m.organisation_id = p.organisation_id and m.profile_id = p.id and m.care_home_id = home
                   and m.archived_at is null and m.valid @> now())
             or exists (select from public.organisation_roles r
                 where r.organisation_id = p.organisation_id and r.profile_id = p.id and r.archived_at is null and r.valid @> now()))), '{}');
end
$$;
comment on function app.people_who_lead(uuid) is 'Managers of a home and officers, for those who work its incidents; empty for everybody else.';

-- Reports: where, when and by whom.

create function app.keep_report() returns trigger
language plpgsql set search_path = ''
as $$
declare
    joined record;
begin
    if current_user = 'almoner_request' then
        -- With the reader's own policies: an incident that they may not see is none.
        if new.incident_id is not null then
            select i.care_home_id, i.client_id into joined from public.incidents i
             where i.organisation_id = new.organisation_id and i.id = new.incident_id;
            if not found then
                perform app.refuse('invalid', 'There is no such incident.', 'incident_id');
            end if;
            new.care_home_id := joined.care_home_id;
            new.client_id := joined.client_id;
        elsif new.client_id is not null then
            new.care_home_id := null;
        end if;
        if new.occurred_at > now() + interval '10 minutes' then
            perform app.refuse('invalid', 'That lies in the future. Check the clock of this device.', 'occurred_at');
        end if;
        if new.occurred_at > now() then
            new.device_at := new.occurred_at;
            new.occurred_at := now();
        end if;
        new.recorded_at := clock_timestamp();
        new.late := new.recorded_at > new.occurred_at + interval '72 hours';
        new.created_by := app.profile_id();
    end if;
    new.created_by := coalesce(new.created_by, app.profile_id());
    new.incident_id := coalesce(new.incident_id, app.new_id());
    return new;
end
$$;
comment on function app.keep_report() is 'Who reports and when, by the clock of the database; a report to an incident happened where the incident did, one of a resident where the resident is held.';

create function app.incident_priority(of_kind text, of_harm text) returns text
language plpgsql stable set search_path = ''
as $$
begin
    return case
        when of_harm in ('severe', 'fatal') or of_kind in ('death_unexpected', 'missing_person', 'absconded', 'fire') then 'critical'
        when of_harm = 'moderate' or of_kind in ('safeguarding_allegation', 'choking', 'self_harm', 'injury_unknown_cause') then 'high'
        when of_harm = 'low' or of_kind in ('medication', 'infection_outbreak', 'utilities_failure', 'staffing_shortfall', 'data_breach',
            'behaviour_resident_to_resident', 'skin_damage_pressure', 'death_expected') then 'medium'
        else 'low' end;
end
$$;
comment on function app.incident_priority(text, text) is 'How urgent an incident is until somebody triages it, where its reporter did not say. A default of ours, not a rule of law.';

create function app.open_incident() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- A person names people whom they may meet in a record; nobody learns whether another exists.
    if new.subject_ids <> '{}' and exists (
        select from unnest(new.subject_ids) s
         where not exists (select from public.profiles p where p.organisation_id = new.organisation_id and p.id = s)
            or (me.profile_id is not null and s <> all (app.named_profile_ids()))) then
        perform app.refuse('invalid', 'Choose people who work here.', 'subject_ids');
    end if;
    insert into public.incidents as i (organisation_id, id, care_home_id, client_id, kind, occurred_at, harm, psychological_harm, priority, restricted, subject_ids)
    values (new.organisation_id, new.incident_id, new.care_home_id, new.client_id, new.kind, new.occurred_at, new.harm, new.psychological_harm,
            coalesce(new.priority, app.incident_priority(new.kind, new.harm)), new.restricted, new.subject_ids)
    on conflict (organisation_id, id) do nothing;
    -- Another report of the same thing: what it says of people counts at once, before anybody reads it.
    update public.incidents i
       set subject_ids = i.subject_ids || coalesce((select array_agg(distinct s) from unnest(new.subject_ids) s where s <> all (i.subject_ids)), '{}'),
           restricted = i.restricted or new.restricted
     where i.organisation_id = new.organisation_id and i.id = new.incident_id
       and (not (i.subject_ids @> new.subject_ids) or (new.restricted and not i.restricted));
    return null;
end
$$;
comment on function app.open_incident() is 'A report opens its incident, or adds to the one it names. After the policies have decided.';

create function app.keep_incident() returns trigger
language plpgsql set search_path = ''
as $$
begin
    -- Nobody reads of a colleague by the way.
    if new.subject_ids <> '{}' or new.kind = 'safeguarding_allegation' then
        new.restricted := true;
    end if;
    if new.lead_id = any (new.subject_ids) and (tg_op = 'INSERT' or new.lead_id is not distinct from old.lead_id) then
        new.lead_id := null;
    end if;
    return new;
end
$$;
comment on function app.keep_incident() is 'An incident about a member of staff, or an allegation, is kept to managers; a lead who becomes its subject leads it no more.';

create function app.check_subjects(of_incident uuid, before uuid[], after uuid[], tenant uuid) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
    if app.org_read_in_full() = tenant then
        if exists (select from unnest(after) s where s <> all (before)
                    and not exists (select from public.profiles p where p.organisation_id = tenant and p.id = s)) then
            perform app.refuse('invalid', 'Choose people who work here.', 'subject_ids');
        end if;
        -- Otherwise whoever is named would read who named them.
        if exists (select from unnest(before) s
                     join public.incident_reports r on r.organisation_id = tenant and r.incident_id = of_incident and s = any (r.subject_ids)
                    where s <> all (after)) then
            perform app.refuse('invalid', 'A report names them. What was said stays, and is kept from them.', 'subject_ids');
        end if;
        return;
    end if;
    if not (after @> before) then
        perform app.refuse('forbidden', 'Only an officer takes somebody off.', 'subject_ids');
    end if;
    -- A manager hides a case from people of their homes and never from those who watch over it.
    if exists (
        select from unnest(after) s
         where s <> all (before)
           and (s <> all (app.managed_profile_ids()) or exists (
                select from public.organisation_roles r
                 where r.organisation_id = tenant and r.profile_id = s and r.archived_at is null and r.valid @> now()))) then
        perform app.refuse('invalid', 'Choose people who work in this home. If it is about somebody who heads the organisation, send a report.', 'subject_ids');
    end if;
end
$$;
comment on function app.check_subjects(uuid, uuid[], uuid[], uuid) is 'Whom a person may add to the subjects of an incident, and who takes somebody off: an officer, and nobody whom a report names.';

create function app.check_incident() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if current_user <> 'almoner_request' then
        return new;
    end if;
    if new.subject_ids is distinct from old.subject_ids then
        perform app.check_subjects(old.id, old.subject_ids, new.subject_ids, new.organisation_id);
    end if;
    if new.lead_id is distinct from old.lead_id and new.lead_id is not null
       and (new.lead_id = any (new.subject_ids) or new.lead_id <> all (app.people_who_lead(new.care_home_id))) then
        perform app.refuse('invalid', 'Choose a manager of this home or an officer, and nobody whom it is about.', 'lead_id');
    end if;
    return new;
end
$$;
comment on function app.check_incident() is 'Who works an incident is not its subject.';

create function app.incident_status() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if new.status is distinct from old.status then
        if new.status = 'triaged' then
            new.triaged_at := now();
            new.triaged_by := app.profile_id();
        elsif new.status = 'closed' then
            new.closed_at := now();
            new.closed_by := app.profile_id();
        elsif new.status = 'reopened' then
            new.closed_at := null;
            new.closed_by := null;
        end if;
    end if;
    if new.review_note is distinct from old.review_note then
        new.reviewed_at := now();
        new.reviewed_by := app.profile_id();
    end if;
    return new;
end
$$;
comment on function app.incident_status() is 'Who triaged, closed and reviewed an incident, and when.';

create function app.stays_when_over() returns trigger
language plpgsql set search_path = ''
as $$
declare
    over text[] := tg_argv[0];
    free text[] := tg_argv[1];
    changed text;
begin
    if new.status = old.status and old.status = any (over) then
        select c into changed from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c where c <> all (free) limit 1;
        if changed is not null then
            perform app.refuse('illegal_transition', 'It is over and stays as it is.', changed);
        end if;
    end if;
    return new;
end
$$;
comment on function app.stays_when_over() is 'A row in one of the statuses of the first argument changes no more, but for the columns of the second and by a verb. For every role.';

-- Rights that the rows of app.column_rights and app.transitions name.

create function app.right_senior_while_reported(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return j ->> 'status' = 'reported' and (j ->> 'care_home_id')::uuid = any (app.senior_home_ids()); end $$;
comment on function app.right_senior_while_reported(jsonb) is 'Who runs the shift in the home of an incident that nobody has triaged yet.';

create function app.right_owner_in_place(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return (j ->> 'organisation_id')::uuid = app.owned_organisation_id() and (j ->> 'id')::uuid = any (app.unmanaged_incident_ids()); end $$;
comment on function app.right_owner_in_place(jsonb) is 'The owner, where every manager of the home is a subject of the incident or there is none.';

create function app.right_lead_in_place(j jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$ begin return (j ->> 'organisation_id')::uuid = app.compliance_organisation_id() and (j ->> 'id')::uuid = any (app.unmanaged_incident_ids()); end $$;
comment on function app.right_lead_in_place(jsonb) is 'The compliance lead, likewise.';

revoke execute on function app.incidents_hidden_from_me(), app.unmanaged_incident_ids(), app.people_who_lead(uuid), app.keep_report(),
    app.incident_priority(text, text), app.open_incident(), app.keep_incident(), app.check_subjects(uuid, uuid[], uuid[], uuid), app.check_incident(),
    app.incident_status(), app.stays_when_over(), app.right_senior_while_reported(jsonb), app.right_owner_in_place(jsonb), app.right_lead_in_place(jsonb)
    from public, anon, authenticated, service_role;
grant execute on function app.incidents_hidden_from_me(), app.unmanaged_incident_ids() to authenticated, almoner_request;
grant execute on function app.people_who_lead(uuid), app.check_subjects(uuid, uuid[], uuid[], uuid) to almoner_request;

create trigger keep before insert on public.incident_reports for each row execute function app.keep_report();
create trigger place before insert on public.incident_reports for each row execute function app.place_resident_row();
create trigger evidence before update or delete on public.incident_reports for each row execute function app.evidence_stays();
create trigger evidence_whole before truncate on public.incident_reports for each statement execute function app.evidence_stays();
create trigger audit after insert on public.incident_reports for each row execute function app.audit();
-- Named so that nothing is opened before the parents were looked at.
create trigger parents_live after insert on public.incident_reports for each row execute function app.parents_live();
create trigger starts after insert on public.incident_reports for each row execute function app.open_incident();

create trigger judge before update of subject_ids, lead_id on public.incidents for each row execute function app.check_incident();
create trigger column_rights before update on public.incidents for each row execute function app.column_rights();
create trigger keep before insert or update on public.incidents for each row execute function app.keep_incident();
create trigger over before update on public.incidents for each row execute function app.stays_when_over('{closed,voided}', '{review_note,reviewed_at,reviewed_by,subject_ids,restricted,lead_id}');
create trigger record before insert or update on public.incidents for each row execute function app.record_row();
create trigger transition before update of status on public.incidents for each row execute function app.transition();
create trigger transition_effect before update of status, review_note on public.incidents for each row execute function app.incident_status();
create trigger parents_live after insert or update of archived_at on public.incidents for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.incidents for each row execute function app.audit();

alter table public.incidents enable row level security;
alter table public.incidents force row level security;
revoke all on public.incidents from public, anon, authenticated, service_role;
grant select on public.incidents to authenticated;
grant update (kind, harm, psychological_harm, priority, restricted, subject_ids, status, lead_id, triage_note, findings, cause, learning,
    conclusion, void_reason, review_note) on public.incidents to almoner_request;
create policy incidents_select on public.incidents for select to authenticated
    using (id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.care_client_ids())::uuid[])
            or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))));
-- The manager works it; who runs the shift may triage; the compliance lead reviews; where no manager can, the officers stand in.
create policy incidents_update on public.incidents for update to almoner_request
    using (id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[])
            or (status = 'reported' and care_home_id = any ((select app.senior_home_ids())::uuid[]))
            or organisation_id = (select app.compliance_organisation_id())
            or (organisation_id = (select app.owned_organisation_id()) and id = any ((select app.unmanaged_incident_ids())::uuid[]))))
    with check (id <> all ((select app.incidents_hidden_from_me())::uuid[])
        and (care_home_id = any ((select app.managed_home_ids())::uuid[])
            or care_home_id = any ((select app.senior_home_ids())::uuid[])
            or organisation_id = (select app.compliance_organisation_id())
            or (organisation_id = (select app.owned_organisation_id()) and id = any ((select app.unmanaged_incident_ids())::uuid[]))));

alter table public.incident_reports enable row level security;
alter table public.incident_reports force row level security;
revoke all on public.incident_reports from public, anon, authenticated, service_role;
grant select on public.incident_reports to authenticated;
grant insert (organisation_id, care_home_id, client_id, incident_id, kind, occurred_at, place, what_happened, what_was_done, witnesses, people_told,
    harm, psychological_harm, priority, restricted, subject_ids, idempotency_key, body_hash) on public.incident_reports to almoner_request;
create policy incident_reports_select on public.incident_reports for select to authenticated
    using (created_by = (select app.profile_id())
        or (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
            and (organisation_id = (select app.org_read_in_full())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])
                or client_id = any ((select app.care_client_ids())::uuid[])
                or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])))));
create policy incident_reports_insert on public.incident_reports for insert to almoner_request
    with check (client_id = any ((select app.cared_client_ids())::uuid[])
        or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[]))
        or (client_id is null and care_home_id = any ((select app.managed_home_ids())::uuid[])));

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'incident_reports', 'care_home_id', false),
    ('clients', 'incident_reports', 'client_id', false);

insert into app.column_rights (table_name, right_name, columns) values
    ('incidents', 'manager_of_home', '{kind,harm,psychological_harm,priority,restricted,subject_ids,status,lead_id,triage_note,findings,cause,learning,conclusion,void_reason}'),
    ('incidents', 'owner_in_place', '{kind,harm,psychological_harm,priority,restricted,subject_ids,status,lead_id,triage_note,findings,cause,learning,conclusion,void_reason}'),
    ('incidents', 'lead_in_place', '{kind,harm,psychological_harm,priority,restricted,subject_ids,status,lead_id,triage_note,findings,cause,learning,conclusion,void_reason}'),
    ('incidents', 'compliance_lead', '{review_note,restricted,subject_ids}'),
    ('incidents', 'senior_while_reported', '{status,priority,harm,psychological_harm,triage_note}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('incidents', 'triage', 'reported', 'triaged', '{}', '{senior_while_reported,manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'investigate', 'triaged', 'investigating', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'investigate', 'reopened', 'investigating', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'await_actions', 'investigating', 'awaiting_actions', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'ask_signoff', 'investigating', 'awaiting_signoff', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'ask_signoff', 'awaiting_actions', 'awaiting_signoff', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'look_again', 'awaiting_actions', 'investigating', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'look_again', 'awaiting_signoff', 'investigating', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'close', 'awaiting_signoff', 'closed', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'close_minor', 'triaged', 'closed', '{"harm": "no_harm", "priority": "low"}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'reopen', 'closed', 'reopened', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'reopen', 'voided', 'reopened', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'void', 'reported', 'voided', '{}', '{manager_of_home,owner_in_place,lead_in_place}'),
    ('incidents', 'void', 'triaged', 'voided', '{}', '{manager_of_home,owner_in_place,lead_in_place}');
