-- Beds over time. A stay holds one bed for a range; two residents never hold one bed at once, and
-- a resident never has two stays at once: exclusion constraints, so nothing can race past them.

create table public.bed_stays (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    admission_id uuid not null,
    bed_id uuid,
    during tstzrange not null check (not isempty(during) and not lower_inf(during)),
    kind text not null default 'permanent' constraint bed_stays_kind check (kind in
        ('permanent', 'respite', 'rolling_respite', 'trial', 'discharge_to_assess', 'day_care', 'end_of_life')),
    status text not null constraint bed_stays_status check (status in ('planned', 'live', 'ended', 'cancelled')),
    leaving_reason text constraint bed_stays_leaving_reason check (leaving_reason in ('returned_home', 'other_care_home', 'nursing_need',
        'hospital_permanent', 'deceased', 'notice_given', 'safeguarding', 'other', 'moved_bed', 'transferred')),
    leaving_note text check (length(leaving_note) between 1 and 1000),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, admission_id) references public.bed_stays (organisation_id, id),
    foreign key (organisation_id, care_home_id, bed_id) references public.beds (organisation_id, care_home_id, id),
    constraint bed_stays_ended check ((status in ('ended', 'cancelled')) = (leaving_reason is not null or status = 'cancelled')),
    -- An end without a moment would hide the resident from the floor at once and keep the bed for ever.
    constraint bed_stays_ended_when check (status <> 'ended' or not upper_inf(during)),
    constraint bed_stays_resident_once exclude using gist (organisation_id with =, client_id with =, during with &&)
        where (archived_at is null and status <> 'cancelled'),
    constraint bed_stays_bed_taken exclude using gist (organisation_id with =, bed_id with =, during with &&)
        where (archived_at is null and status <> 'cancelled' and bed_id is not null)
);
comment on table public.bed_stays is 'A resident in a bed of a home for a range of time.';
comment on column public.bed_stays.care_home_id is 'Where it happened; set from the resident at insert, never changed by a move.';
comment on column public.bed_stays.admission_id is 'The first stay of the admission; a move of bed or home begins a new stay of the same admission.';
comment on column public.bed_stays.during is 'From arrival (or the planned day) until leaving; while it lasts the end, if any, is the expected one, so that the bed can be planned for somebody else after it.';
comment on column public.bed_stays.bed_id is 'Empty after a transfer until the receiving home gives a bed.';
create index bed_stays_client on public.bed_stays (organisation_id, client_id, lower(during) desc);
-- A stay that outlasts its expected end still holds its bed: nobody else arrives in it until it is ended.
create unique index bed_stays_resident_live on public.bed_stays (organisation_id, client_id) where archived_at is null and status = 'live';
create unique index bed_stays_bed_live on public.bed_stays (organisation_id, bed_id) where archived_at is null and status = 'live' and bed_id is not null;
create index bed_stays_home on public.bed_stays (organisation_id, care_home_id, status) include (client_id) where archived_at is null;

alter table public.bed_stays enable row level security;
alter table public.bed_stays force row level security;
revoke all on public.bed_stays from public, anon, authenticated, service_role;
create trigger place before insert on public.bed_stays for each row execute function app.place_resident_row();
create trigger record before insert or update on public.bed_stays for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.bed_stays for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.bed_stays to authenticated;
grant insert (organisation_id, client_id, admission_id, bed_id, during, kind, status) on public.bed_stays to almoner_request;
grant update (bed_id, during, kind, status, leaving_reason, leaving_note, archived_at, archive_reason) on public.bed_stays to almoner_request;
create policy bed_stays_select on public.bed_stays for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
-- The manager admits; who runs the shift may note arrival and death (app.transitions says which).
create policy bed_stays_insert on public.bed_stays for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]) and status in ('planned', 'live'));
create policy bed_stays_update on public.bed_stays for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]));


create table public.resident_absences (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    kind text not null constraint resident_absences_kind check (kind in ('hospital', 'leave')),
    during tstzrange not null check (not isempty(during) and not lower_inf(during)),
    expected_return timestamptz,
    place text check (length(place) between 1 and 200),
    reason text check (length(reason) between 1 and 1000),
    status text not null default 'away' constraint resident_absences_status check (status in ('away', 'returned', 'ended')),
    return_note text check (length(return_note) between 1 and 1000),
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint resident_absences_over_when check (status = 'away' or not upper_inf(during)),
    constraint resident_absences_once exclude using gist (organisation_id with =, client_id with =, during with &&) where (archived_at is null)
);
comment on table public.resident_absences is 'A resident away from the home, in hospital or on leave, while the stay goes on.';
comment on column public.resident_absences.status is 'ended: the stay ended while the resident was away (a death in hospital, a transfer from there).';
comment on column public.resident_absences.care_home_id is 'Where it happened; set from the resident at insert, never changed by a move.';
create index resident_absences_client on public.resident_absences (organisation_id, client_id, lower(during) desc);
create index resident_absences_home on public.resident_absences (organisation_id, care_home_id) where archived_at is null and status = 'away';

alter table public.resident_absences enable row level security;
alter table public.resident_absences force row level security;
revoke all on public.resident_absences from public, anon, authenticated, service_role;
create trigger place before insert on public.resident_absences for each row execute function app.place_resident_row();
create trigger record before insert or update on public.resident_absences for each row execute function app.record_row();
create trigger parents_live after insert or update of archived_at on public.resident_absences for each row when (new.archived_at is null) execute function app.parents_live();
grant select on public.resident_absences to authenticated;
grant insert (organisation_id, client_id, kind, during, expected_return, place, reason) on public.resident_absences to almoner_request;
grant update (during, expected_return, place, reason, status, return_note, archived_at, archive_reason) on public.resident_absences to almoner_request;
create policy resident_absences_select on public.resident_absences for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy resident_absences_insert on public.resident_absences for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]));
create policy resident_absences_update on public.resident_absences for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or client_id = any ((select app.senior_client_ids())::uuid[]));

create function app.hold_resident() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
    return new;
end
$$;
comment on function app.hold_resident() is 'One change of a resident''s stays and absences at a time: what the rules below look at can''t change under them, and of two at once the second gets a plain answer instead of a deadlock.';
create trigger hold_resident before insert or update of bed_id, during, status, archived_at on public.bed_stays
    for each row execute function app.hold_resident();
create trigger hold_resident before insert or update of during, status, archived_at on public.resident_absences
    for each row execute function app.hold_resident();

create function app.place_stay() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new.admission_id := coalesce(new.admission_id, new.id);
    return new;
end
$$;
comment on function app.place_stay() is 'The first stay of an admission names it.';
create trigger place_admission before insert on public.bed_stays for each row execute function app.place_stay();

-- What is asked with the owner's rights is asked after the policies have decided (AFTER triggers):
-- before them, the answer would tell of residents, beds and allergies to whoever can guess an id.
create function app.check_stay() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.admission_id <> new.id and not exists (
        select from public.bed_stays s
         where s.organisation_id = new.organisation_id and s.id = new.admission_id and s.client_id = new.client_id) then
        perform app.refuse('invalid', 'That admission is not one of this resident.', 'admission_id');
    end if;
    if exists (
        select from public.bed_stays s
         where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.id <> new.id
           and s.status = 'ended' and s.leaving_reason = 'deceased' and s.archived_at is null) then
        perform app.refuse('illegal_transition', 'The resident has died. If that was noted in error, archive that stay first.');
    end if;
    return null;
end
$$;
comment on function app.check_stay() is 'A stay belongs to an admission of its resident; nobody is admitted after their death.';
create trigger check_stay after insert on public.bed_stays for each row execute function app.check_stay();

create function app.hold_bed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- Two admissions to one bed meet here, where the second waits for the first; at the exclusion
    -- constraint both would wait for each other.
    perform from public.beds b where b.organisation_id = new.organisation_id and b.id = new.bed_id for no key update;
    return new;
end
$$;
comment on function app.hold_bed() is 'One change of who is in a bed at a time. Tells nothing; app.bed_in_service() does.';
create trigger hold_bed before insert or update of bed_id on public.bed_stays for each row
    when (new.bed_id is not null) execute function app.hold_bed();

create function app.bed_in_service() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- A bed of another home is left to the foreign key, whose answer is that of a bed that doesn't exist.
    if exists (select from public.beds b
                where b.organisation_id = new.organisation_id and b.id = new.bed_id and b.care_home_id = new.care_home_id
                  and (b.archived_at is not null or b.state <> 'in_service')) then
        perform app.refuse('invalid', 'That bed is not in service.', 'bed_id');
    end if;
    return null;
end
$$;
comment on function app.bed_in_service() is 'A stay takes a bed that is in service.';
create trigger bed_in_service after insert or update of bed_id on public.bed_stays for each row
    when (new.bed_id is not null) execute function app.bed_in_service();

create function app.check_absence() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.status = 'away' and not exists (
        select from public.bed_stays s
         where s.organisation_id = new.organisation_id and s.client_id = new.client_id
           and s.status = 'live' and s.archived_at is null) then
        perform app.refuse('illegal_transition', 'Only a resident who lives in a home can be away from it.');
    end if;
    if not exists (
        select from public.bed_stays s
         where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.archived_at is null
           and lower(s.during) <= lower(new.during)
           and (s.status = 'live' or (s.status = 'ended' and upper(s.during) > lower(new.during)))) then
        perform app.refuse('invalid', 'The resident did not live here then.', 'from');
    end if;
    return null;
end
$$;
comment on function app.check_absence() is 'An absence begins within a stay.';
create trigger check_absence after insert or update of during, archived_at on public.resident_absences for each row
    when (new.archived_at is null) execute function app.check_absence();

create function app.follow_end() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (
        select from public.resident_absences a
         where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.archived_at is null
           and a.status = 'away' and lower(a.during) >= upper(new.during)) then
        perform app.refuse('invalid', 'The resident went away after that. Correct the absence first.', 'at');
    end if;
    update public.resident_absences a
       set status = 'ended', during = tstzrange(lower(a.during), upper(new.during))
     where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.archived_at is null and a.status = 'away';
    if new.leaving_reason = 'deceased' then
        update public.bed_stays s set status = 'cancelled'
         where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.archived_at is null and s.status = 'planned';
    end if;
    return null;
end
$$;
comment on function app.follow_end() is 'Who leaves for good is no longer away; who died has no bed kept for them.';
create trigger follow_end after update of status on public.bed_stays for each row
    when (old.status = 'live' and new.status = 'ended' and new.leaving_reason <> 'moved_bed') execute function app.follow_end();

create function app.follow_stays() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    stay record;
    away text;
    left_by text;
    now_is text;
begin
    select s.bed_id, s.care_home_id into stay from public.bed_stays s
     where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.archived_at is null and s.status = 'live'
     order by lower(s.during) desc limit 1;
    select a.kind into away from public.resident_absences a
     where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.archived_at is null and a.status = 'away'
     order by lower(a.during) desc limit 1;
    select s.leaving_reason into left_by from public.bed_stays s
     where s.organisation_id = new.organisation_id and s.client_id = new.client_id and s.archived_at is null and s.status = 'ended'
     order by upper(s.during) desc limit 1;
    now_is := case
        when stay.care_home_id is not null and away = 'hospital' then 'hospital'
        when stay.care_home_id is not null and away = 'leave' then 'on_leave'
        when stay.care_home_id is not null then 'current'
        when left_by = 'deceased' then 'deceased'
        when exists (select from public.bed_stays s
             where s.organisation_id = new.organisation_id and s.client_id = new.client_id
               and s.archived_at is null and s.status = 'planned') then 'pending_admission'
        when left_by is not null then 'discharged'
        else 'prospective' end;
    -- Nothing changed: no new version, or a colleague's open form would be out of date for nothing.
    update public.clients c
       set bed_id = stay.bed_id, holding_home_id = coalesce(stay.care_home_id, c.holding_home_id), status = now_is
     where c.organisation_id = new.organisation_id and c.id = new.client_id and c.archived_at is null
       and (c.bed_id, c.holding_home_id, c.status) is distinct from (stay.bed_id, coalesce(stay.care_home_id, c.holding_home_id), now_is);
    if stay.care_home_id is not null then
        update public.client_identity i set holding_home_id = stay.care_home_id
         where i.organisation_id = new.organisation_id and i.client_id = new.client_id and i.holding_home_id <> stay.care_home_id;
    end if;
    return null;
end
$$;
comment on function app.follow_stays() is 'Keeps the status, the bed and the holding home of a resident in step with stays and absences.';
create trigger follow_stays after insert or update on public.bed_stays for each row execute function app.follow_stays();
create trigger follow_stays after insert or update on public.resident_absences for each row execute function app.follow_stays();

create function app.transfer_client(resident uuid, to_home uuid, to_bed uuid, at timestamptz) returns uuid
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    stay public.bed_stays;
    made uuid := app.new_id();
begin
    -- The same answer for a resident who doesn't exist; the server has said 404 to whoever sees none.
    if not (resident = any (app.writable_client_ids())) then
        perform app.refuse('forbidden');
    end if;
    select s.* into stay from public.bed_stays s
     where s.organisation_id = me.organisation_id and s.client_id = resident and s.archived_at is null and s.status = 'live'
       for update;
    if stay.id is null then
        perform app.refuse('illegal_transition', 'Only a resident who lives in a home can be transferred.');
    end if;
    if not exists (select from public.care_homes h where h.organisation_id = me.organisation_id and h.id = to_home and h.archived_at is null)
       or to_home = stay.care_home_id then
        perform app.refuse('invalid', 'Choose another home of your organisation.', 'to_home_id');
    end if;
    -- Who does not manage the receiving home does not choose a bed in it.
    if to_bed is not null and not (to_home = any (app.managed_home_ids())) then
        perform app.refuse('invalid', 'The receiving home chooses the bed.', 'bed_id');
    end if;
    if at <= lower(stay.during) or at > now() + interval '10 minutes' then
        perform app.refuse('invalid', 'A transfer happens after the stay began and not in the future.', 'at');
    end if;
    -- One statement, so that nothing sees the resident without a home in between.
    with ended as (
        update public.bed_stays s set status = 'ended', leaving_reason = 'transferred', during = tstzrange(lower(s.during), at)
         where s.organisation_id = me.organisation_id and s.id = stay.id
        returning s.id
    )
    insert into public.bed_stays (organisation_id, id, client_id, care_home_id, admission_id, bed_id, during, kind, status)
    select me.organisation_id, made, resident, to_home, stay.admission_id, to_bed,
           tstzrange(at, case when upper(stay.during) > at then upper(stay.during) end), stay.kind, 'live'
      from ended;
    return made;
end
$$;
comment on function app.transfer_client(uuid, uuid, uuid, timestamptz) is 'Moves a resident to another home of the organisation: ends the stay here and begins one there. Needs rights in the sending home. No row of the record moves.';

create function app.in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (
        select from public.bed_stays s
         where s.organisation_id = new.organisation_id and s.archived_at is null and s.status in ('planned', 'live')
           and case tg_table_name when 'beds' then s.bed_id = new.id else s.care_home_id = new.id end
    ) then
        perform app.refuse('illegal_transition', 'Somebody lives here, or is about to. Move or discharge them first.');
    end if;
    return new;
end
$$;
comment on function app.in_use() is 'A home or a bed with a live or planned stay is not archived; rooms and units ask through their beds.';
create trigger in_use before update of archived_at on public.care_homes for each row
    when (old.archived_at is null and new.archived_at is not null) execute function app.in_use();
create trigger in_use before update of archived_at on public.beds for each row
    when (old.archived_at is null and new.archived_at is not null) execute function app.in_use();

create function app.close_none_known() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    update public.client_alerts a set status = 'ended', end_reason = 'An allergy was recorded.'
     where a.organisation_id = new.organisation_id and a.client_id = new.client_id
       and a.none_known and a.status <> 'ended' and a.archived_at is null;
    return null;
end
$$;
comment on function app.close_none_known() is 'An allergy ends the statement that none is known.';
create trigger close_none_known after insert or update of kind, archived_at on public.client_alerts for each row
    when (new.kind = 'allergy' and not new.none_known and new.status <> 'ended' and new.archived_at is null)
    execute function app.close_none_known();

create function app.none_known() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- An allergy and "none known" that are recorded at once meet at this lock.
    perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
    if new.none_known and exists (
        select from public.client_alerts a
         where a.organisation_id = new.organisation_id and a.client_id = new.client_id and a.kind = 'allergy'
           and not a.none_known and a.status <> 'ended' and a.archived_at is null) then
        perform app.refuse('illegal_transition', 'An allergy is recorded. End it before you say that none is known.');
    end if;
    return null;
end
$$;
comment on function app.none_known() is 'Nobody says that no allergy is known while one is recorded.';
-- Named so that it takes its lock before close_none_known looks.
create trigger check_none_known after insert or update of kind, archived_at on public.client_alerts for each row
    when (new.kind = 'allergy' and new.status <> 'ended' and new.archived_at is null)
    execute function app.none_known();
revoke execute on function app.close_none_known(), app.none_known() from public, anon, authenticated, service_role;
revoke execute on function app.hold_resident(), app.place_stay(), app.check_stay(), app.hold_bed(), app.bed_in_service(), app.check_absence(), app.follow_end(), app.follow_stays(),
    app.in_use(), app.transfer_client(uuid, uuid, uuid, timestamptz)
    from public, anon, authenticated, service_role;
grant execute on function app.transfer_client(uuid, uuid, uuid, timestamptz) to almoner_request;

insert into app.archive_children (parent, child, child_column) values
    ('clients', 'bed_stays', 'client_id'),
    ('clients', 'resident_absences', 'client_id');
