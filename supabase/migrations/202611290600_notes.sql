-- What was seen, said and measured: notes, assessments, and what is added to them. Insert only. Late
-- truth: whoever gave care writes it down, also when the right to it has just ended or the resident has
-- just moved; a note is never refused for when it arrives, within bounds, and says when it happened.

-- Row triggers reach a partition, those of TRUNCATE do not: each gets its own.
create or replace function app.make_partition(parent text, suffix text, starts timestamptz, ends timestamptz) returns void
language plpgsql set search_path = ''
as $$
declare
    child text := parent || '_' || suffix;
begin
    if starts is null then
        execute format('create table public.%I partition of public.%I default', child, parent);
    else
        execute format('create table public.%I partition of public.%I for values from (%L) to (%L)',
            child, parent, app.id_at(starts), app.id_at(ends));
    end if;
    -- A partition can be read directly, past its parent's policies: it gets its own walls.
    execute format('alter table public.%I enable row level security', child);
    execute format('alter table public.%I force row level security', child);
    execute format('revoke all on public.%I from public, anon, authenticated, service_role', child);
    execute format('comment on table public.%I is %L', child, 'Partition of ' || parent || '. Read through its parent.');
    perform app.keep_evidence(child::name, parent::name);
end
$$;
create function app.keep_evidence(child name, parent name) returns void
language plpgsql set search_path = ''
as $$
begin
    if exists (
        select from pg_catalog.pg_trigger t
         where t.tgrelid = format('public.%I', parent)::regclass and t.tgname = 'evidence_all')
       and not exists (
        select from pg_catalog.pg_trigger t
         where t.tgrelid = format('public.%I', child)::regclass and t.tgname = 'evidence_all') then
        execute format('create trigger evidence_all before truncate on public.%I for each statement execute function app.evidence_stays()', child);
    end if;
end
$$;
comment on function app.keep_evidence(name, name) is 'Gives a partition of evidence the trigger that refuses TRUNCATE.';
revoke execute on function app.make_partition(text, text, timestamptz, timestamptz), app.keep_evidence(name, name) from public, anon, authenticated, service_role;

create function app.held_right_in(me app.me, home uuid, at timestamptz) returns boolean
language plpgsql stable set search_path = ''
as $$
begin
    return exists (
            select from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.profile_id = me.profile_id and u.care_home_id = home
               and u.grade in ('carer', 'senior', 'nurse') and u.archived_at is null and u.valid @> at
               and coalesce(upper(u.valid), 'infinity') > now() - interval '72 hours')
        or exists (
            select from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.profile_id = me.profile_id and m.care_home_id = home
               and m.archived_at is null and m.valid @> at
               and coalesce(upper(m.valid), 'infinity') > now() - interval '72 hours');
end
$$;
comment on function app.held_right_in(app.me, uuid, timestamptz) is 'Whether the caller gave care in a home, or managed it, at that moment, and does still or did until at most 72 hours ago.';

create function app.stored_before(tenant uuid, author uuid, with_key text, hash bytea, of_table text, row_id uuid) returns boolean
language plpgsql volatile set search_path = ''
as $$
declare
    known private.record_keys;
begin
    if with_key is null then
        return false;
    end if;
    insert into private.record_keys (organisation_id, author_id, key, body_hash, table_name, row_id)
    values (tenant, author, with_key, hash, of_table, row_id)
    on conflict do nothing;
    if found then
        return false;
    end if;
    select k.* into known from private.record_keys k
     where k.organisation_id = tenant and k.author_id = author and k.key = with_key;
    if known.body_hash <> hash then
        perform app.refuse('idempotency_key_reused', '', 'idempotency_key');
    end if;
    return true;
end
$$;
comment on function app.stored_before(uuid, uuid, text, bytea, text, uuid) is 'Whether this author stored this under the same key before; refuses the key for something else. For use inside definer triggers only.';

create function app.home_of_resident_at(tenant uuid, resident uuid, at timestamptz) returns uuid
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select s.care_home_id from public.bed_stays s
         where s.organisation_id = tenant and s.client_id = resident and s.archived_at is null and s.status in ('live', 'ended')
           and lower(s.during) <= at and (s.status = 'live' or upper(s.during) > at)
         order by lower(s.during) desc limit 1), (
        select c.holding_home_id from public.clients c where c.organisation_id = tenant and c.id = resident));
end
$$;
comment on function app.home_of_resident_at(uuid, uuid, timestamptz) is 'Where a resident lived at a moment, or else who holds them. For use inside definer triggers only.';

create function app.care_recorded() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    said timestamptz := new.occurred_at;
    ancillary uuid[];
begin
    if me.profile_id is null then
        -- Nobody: the policy says no. The owner's own paths (a seed, an import) say every column themselves.
        return new;
    end if;
    new.care_home_id := coalesce(new.care_home_id, app.home_of_resident_at(me.organisation_id, new.client_id, least(said, now())));
    if not app.may_record(me, new.client_id, new.care_home_id, least(said, now())) then
        -- Who is no carer writes down what they did together, and nothing else.
        ancillary := app.member_home_ids(me, '{ancillary}');
        if tg_argv[0] <> 'daily_notes' or to_jsonb(new) ->> 'kind' <> 'activity'
           or new.care_home_id is null or not (new.care_home_id = any (ancillary))
           or not (new.client_id = any (app.floor_of(me, array[new.care_home_id]))) then
            perform app.refuse('forbidden');
        end if;
    end if;
    if app.stored_before(new.organisation_id, me.profile_id, new.idempotency_key, new.body_hash, tg_argv[0], new.id) then
        -- Sent again: it is stored already, and app.receipt says so.
        return null;
    end if;
    if said > now() + interval '10 minutes' then
        perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'occurred_at');
    elsif said > now() then
        new.device_at := said;
        new.occurred_at := now();
    elsif said < now() - interval '72 hours' and not (new.care_home_id = any (app.managed_home_ids(me))) then
        perform app.refuse('invalid', 'That is more than 72 hours ago. Ask the manager to enter it.', 'occurred_at');
    end if;
    new.author_id := me.profile_id;
    new.recorded_at := now();
    new.late := new.recorded_at > new.occurred_at + interval '12 hours';
    return new;
end
$$;
comment on function app.care_recorded() is 'Who may record this of a resident, now and when it happened; where it happened; what was late. The table is the trigger''s argument.';

create table public.daily_notes (
    organisation_id uuid not null,
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    kind text not null constraint daily_notes_kind check (kind in
        ('care', 'food_drink', 'health', 'mood', 'sleep', 'activity', 'family', 'professional', 'general')),
    body text not null check (length(body) between 1 and 8000),
    occurred_at timestamptz not null default now(),
    device_at timestamptz,
    recorded_at timestamptz not null default now(),
    author_id uuid not null,
    late boolean not null default false,
    idempotency_key text check (length(idempotency_key) between 8 and 200),
    body_hash bytea check (length(body_hash) = 32),
    primary key (organisation_id, id),
    foreign key (organisation_id) references public.organisations (id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, author_id) references public.profiles (organisation_id, id),
    constraint daily_notes_key check ((idempotency_key is null) = (body_hash is null))
) partition by range (id);
comment on table public.daily_notes is 'What somebody wrote of a resident''s day. Insert only; corrected by addenda.';
comment on column public.daily_notes.care_home_id is 'Where it happened: said by the author, or where the resident lived then.';
comment on column public.daily_notes.kind is 'activity is the one kind that ancillary staff write.';
comment on column public.daily_notes.occurred_at is 'When it happened, by its author: at most 72 hours before it arrives, but for a manager of the home.';
comment on column public.daily_notes.device_at is 'What the device said, where its clock was up to 10 minutes ahead; occurred_at is then the time of arrival.';
comment on column public.daily_notes.late is 'Arrived more than 12 hours after it happened: after the shift in which it did.';
do $$
declare
    q timestamptz := '2025-10-01 00:00+00';
begin
    while q < '2028-01-01 00:00+00' loop
        perform app.make_partition('daily_notes', to_char(q at time zone 'UTC', 'YYYY"q"Q'), q, q + interval '3 months');
        q := q + interval '3 months';
    end loop;
    perform app.make_partition('daily_notes', 'rest', null, null);
end
$$;
create index daily_notes_client on public.daily_notes (organisation_id, client_id, id desc);
create index daily_notes_home on public.daily_notes (organisation_id, care_home_id, id desc);
create index daily_notes_author on public.daily_notes (organisation_id, author_id, id desc);

create table public.assessments (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    instrument text not null check (instrument ~ '^[a-z][a-z0-9_]{0,62}$'),
    instrument_version int not null check (instrument_version > 0),
    answers jsonb not null check (jsonb_typeof(answers) = 'object' and length(answers::text) <= 20000),
    score numeric check (score between -1000 and 1000),
    band text check (band ~ '^[a-z][a-z0-9_]{0,62}$'),
    note text check (length(note) between 1 and 4000),
    next_due_on date,
    occurred_at timestamptz not null default now(),
    device_at timestamptz,
    recorded_at timestamptz not null default now(),
    author_id uuid not null,
    late boolean not null default false,
    idempotency_key text check (length(idempotency_key) between 8 and 200),
    body_hash bytea check (length(body_hash) = 32),
    primary key (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, author_id) references public.profiles (organisation_id, id),
    constraint assessments_key check ((idempotency_key is null) = (body_hash is null)),
    constraint assessments_next check (next_due_on is null or next_due_on >= (occurred_at at time zone 'UTC')::date)
);
comment on table public.assessments is 'An instrument answered about a resident: answers, score and band as they were found. Insert only; a wrong one is struck out by an addendum.';
comment on column public.assessments.instrument is 'Code of the instrument; what its answers and bands mean is the definition''s.';
comment on column public.assessments.instrument_version is 'The version of the definition that was answered: a later one changes nothing here.';
comment on column public.assessments.answers is 'By question: {"respiration_rate": 18}. Units are those of the definition.';
comment on column public.assessments.occurred_at is 'When it was assessed.';
comment on column public.assessments.next_due_on is 'The day on which the next one is due, as the author or the instrument says.';
create index assessments_client on public.assessments (organisation_id, client_id, instrument, occurred_at desc);
create index assessments_home on public.assessments (organisation_id, care_home_id, id desc);
create index assessments_due on public.assessments (organisation_id, care_home_id, next_due_on) where next_due_on is not null;
create index assessments_due_anywhere on public.assessments (organisation_id, next_due_on) where next_due_on is not null;

create table public.addenda (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    entity text not null constraint addenda_entity check (entity = 'daily_notes' or entity = 'assessments' or entity = 'care_task_records'),
    entity_id uuid not null,
    kind text not null default 'addendum' constraint addenda_kind check (kind in ('addendum', 'strike_out')),
    body text not null check (length(body) between 1 and 4000),
    recorded_at timestamptz not null default now(),
    author_id uuid not null,
    idempotency_key text check (length(idempotency_key) between 8 and 200),
    body_hash bytea check (length(body_hash) = 32),
    primary key (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, author_id) references public.profiles (organisation_id, id),
    constraint addenda_key check ((idempotency_key is null) = (body_hash is null))
);
comment on table public.addenda is 'What is added to a record that stays as it is: more, a correction, or that it is struck out and why. A row that was struck out is still there to be read.';
comment on column public.addenda.entity_id is 'The record, in the table that entity names; client and home are those of the record.';
comment on column public.addenda.kind is 'strike_out: the record does not hold, body says why. By its author or by a manager of the home where it happened, once.';
create index addenda_of on public.addenda (organisation_id, entity_id, id);
create unique index addenda_struck_once on public.addenda (organisation_id, entity_id) where kind = 'strike_out';
create index addenda_client on public.addenda (organisation_id, client_id, id desc);
create index addenda_home on public.addenda (organisation_id, care_home_id, id desc);

create function app.addendum_recorded() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    about_client uuid;
    about_home uuid;
    by_author uuid;
begin
    if me.profile_id is null then
        return new;
    end if;
    if new.entity = 'daily_notes' then
        select r.client_id, r.care_home_id, r.author_id into about_client, about_home, by_author
          from public.daily_notes r where r.organisation_id = new.organisation_id and r.id = new.entity_id;
    elsif new.entity = 'assessments' then
        select r.client_id, r.care_home_id, r.author_id into about_client, about_home, by_author
          from public.assessments r where r.organisation_id = new.organisation_id and r.id = new.entity_id;
    elsif new.entity = 'care_task_records' then
        select r.client_id, r.care_home_id, r.author_id into about_client, about_home, by_author
          from public.care_task_records r where r.organisation_id = new.organisation_id and r.id = new.entity_id;
    end if;
    -- One answer for a record that doesn't exist, is another's, or is not this person's to add to. The
    -- home where it happened adds to it; who left the home does not.
    if about_client is null
       or not (about_home = any (app.managed_home_ids(me))
            or (about_home = any (app.member_home_ids(me, '{carer,senior,nurse}'))
                and about_client = any (app.care_client_ids()))) then
        perform app.refuse('forbidden');
    end if;
    if new.kind = 'strike_out' and by_author <> me.profile_id and not (about_home = any (app.managed_home_ids(me))) then
        perform app.refuse('forbidden', 'Its author strikes a record out, or a manager of the home.', 'kind');
    end if;
    if app.stored_before(new.organisation_id, me.profile_id, new.idempotency_key, new.body_hash, 'addenda', new.id) then
        return null;
    end if;
    new.client_id := about_client;
    new.care_home_id := about_home;
    new.author_id := me.profile_id;
    new.recorded_at := now();
    return new;
end
$$;
comment on function app.addendum_recorded() is 'Who may add to a record or strike it out; whom it is about and where it happened.';

create table public.handover_acknowledgements (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    care_home_id uuid not null,
    handover_id uuid not null,
    handover_version int not null,
    profile_id uuid not null,
    occurred_at timestamptz not null default now(),
    device_at timestamptz,
    recorded_at timestamptz not null default now(),
    primary key (organisation_id, id),
    constraint handover_acknowledgements_once unique (organisation_id, handover_id, profile_id),
    foreign key (organisation_id, care_home_id, handover_id) references public.handovers (organisation_id, care_home_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id)
);
comment on table public.handover_acknowledgements is 'That a person has taken a handover in: each for themselves, once. Insert only.';
comment on column public.handover_acknowledgements.handover_version is 'The version of the handover that was there: words that were changed later were not acknowledged.';
create index handover_acknowledgements_home on public.handover_acknowledgements (organisation_id, care_home_id, id desc);
create index handover_acknowledgements_person on public.handover_acknowledgements (organisation_id, profile_id, id desc);

create function app.handover_acknowledged() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    about record;
begin
    if me.profile_id is null then
        return new;
    end if;
    select h.care_home_id, h.version into about from public.handovers h
     where h.organisation_id = new.organisation_id and h.id = new.handover_id;
    if new.profile_id is distinct from me.profile_id or about.care_home_id is null
       or not app.held_right_in(me, about.care_home_id, least(new.occurred_at, now())) then
        perform app.refuse('forbidden');
    end if;
    if new.occurred_at > now() + interval '10 minutes' then
        perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'occurred_at');
    elsif new.occurred_at > now() then
        new.device_at := new.occurred_at;
        new.occurred_at := now();
    elsif new.occurred_at < now() - interval '72 hours' then
        perform app.refuse('invalid', 'That is more than 72 hours ago.', 'occurred_at');
    end if;
    -- Two devices of one person at once: the second finds it done.
    perform from public.handovers h where h.organisation_id = new.organisation_id and h.id = new.handover_id for no key update;
    if exists (select from public.handover_acknowledgements a
                where a.organisation_id = new.organisation_id and a.handover_id = new.handover_id and a.profile_id = new.profile_id) then
        return null;
    end if;
    new.care_home_id := about.care_home_id;
    new.handover_version := about.version;
    new.recorded_at := now();
    return new;
end
$$;
comment on function app.handover_acknowledged() is 'Who was there takes a handover in, for themselves and once; again changes nothing.';

revoke execute on function app.held_right_in(app.me, uuid, timestamptz), app.stored_before(uuid, uuid, text, bytea, text, uuid),
    app.home_of_resident_at(uuid, uuid, timestamptz), app.care_recorded(), app.addendum_recorded(), app.handover_acknowledged()
    from public, anon, authenticated, service_role;

alter table public.daily_notes enable row level security;
alter table public.daily_notes force row level security;
revoke all on public.daily_notes from public, anon, authenticated, service_role;
create trigger recorded before insert on public.daily_notes for each row execute function app.care_recorded('daily_notes');
create trigger evidence before update or delete on public.daily_notes for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.daily_notes for each statement execute function app.evidence_stays();
create trigger audit after insert on public.daily_notes for each row execute function app.audit('daily_notes');
grant select on public.daily_notes to authenticated;
grant insert (organisation_id, client_id, care_home_id, kind, body, occurred_at, idempotency_key, body_hash) on public.daily_notes to almoner_request;
create policy daily_notes_select on public.daily_notes for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
-- An outer bound; app.care_recorded says who may, when and where.
create policy daily_notes_insert on public.daily_notes for insert to almoner_request
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[])
        or (kind = 'activity' and client_id = any ((select app.visible_client_ids())::uuid[])));

alter table public.assessments enable row level security;
alter table public.assessments force row level security;
revoke all on public.assessments from public, anon, authenticated, service_role;
create trigger recorded before insert on public.assessments for each row execute function app.care_recorded('assessments');
create trigger evidence before update or delete on public.assessments for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.assessments for each statement execute function app.evidence_stays();
create trigger audit after insert on public.assessments for each row execute function app.audit('assessments');
grant select on public.assessments to authenticated;
grant insert (organisation_id, client_id, care_home_id, instrument, instrument_version, answers, score, band, note, next_due_on, occurred_at,
    idempotency_key, body_hash) on public.assessments to almoner_request;
create policy assessments_select on public.assessments for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy assessments_insert on public.assessments for insert to almoner_request
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[]));

alter table public.addenda enable row level security;
alter table public.addenda force row level security;
revoke all on public.addenda from public, anon, authenticated, service_role;
create trigger recorded before insert on public.addenda for each row execute function app.addendum_recorded();
create trigger evidence before update or delete on public.addenda for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.addenda for each statement execute function app.evidence_stays();
create trigger audit after insert on public.addenda for each row execute function app.audit('addenda');
grant select on public.addenda to authenticated;
grant insert (organisation_id, entity, entity_id, kind, body, idempotency_key, body_hash) on public.addenda to almoner_request;
create policy addenda_select on public.addenda for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy addenda_insert on public.addenda for insert to almoner_request
    with check (care_home_id = any ((select app.managed_home_ids())::uuid[])
        or (care_home_id = any ((select app.care_home_ids())::uuid[]) and client_id = any ((select app.care_client_ids())::uuid[])));

alter table public.handover_acknowledgements enable row level security;
alter table public.handover_acknowledgements force row level security;
revoke all on public.handover_acknowledgements from public, anon, authenticated, service_role;
create trigger acknowledged before insert on public.handover_acknowledgements for each row execute function app.handover_acknowledged();
create trigger parents_live after insert on public.handover_acknowledgements for each row execute function app.parents_live();
create trigger evidence before update or delete on public.handover_acknowledgements for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.handover_acknowledgements for each statement execute function app.evidence_stays();
create trigger audit after insert on public.handover_acknowledgements for each row execute function app.audit('handover_acknowledgements');
grant select on public.handover_acknowledgements to authenticated;
grant insert (organisation_id, handover_id, profile_id, occurred_at) on public.handover_acknowledgements to almoner_request;
create policy handover_acknowledgements_select on public.handover_acknowledgements for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or care_home_id = any ((select app.care_home_ids())::uuid[]));
create policy handover_acknowledgements_insert on public.handover_acknowledgements for insert to almoner_request
    with check (profile_id = (select app.profile_id()));

-- Partitions that were made before their parent had the trigger.
do $$
begin
    perform app.keep_evidence(c.relname, p.relname)
       from pg_catalog.pg_inherits i
       join pg_catalog.pg_class c on c.oid = i.inhrelid
       join pg_catalog.pg_class p on p.oid = i.inhparent
      where c.relispartition and c.relkind = 'r' and p.relnamespace = 'public'::regnamespace;
end
$$;

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('handovers', 'handover_acknowledgements', 'handover_id', false);
