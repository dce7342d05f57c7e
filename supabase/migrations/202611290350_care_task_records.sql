-- What was done, by whom, when: insert only, and what sets the status of a task.

create table private.record_keys (
    organisation_id uuid not null,
    author_id uuid not null,
    key text not null,
    body_hash bytea not null,
    table_name text not null,
    row_id uuid not null,
    primary key (organisation_id, author_id, key)
);
comment on table private.record_keys is 'Idempotency keys of evidence, which never expire: a partitioned table can''t have a unique key without its partition''s column.';
revoke all on private.record_keys from public, anon, authenticated, service_role;

create table public.care_task_records (
    organisation_id uuid not null,
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    task_id uuid not null,
    seen_ordinal int not null check (seen_ordinal >= 0),
    ordinal int not null,
    confirms_ordinal int,
    outcome text constraint care_task_records_outcome check (outcome in ('done', 'partly', 'declined', 'not_required')),
    reason text check (length(reason) between 1 and 500),
    note text check (length(note) between 1 and 4000),
    measures jsonb not null default '{}' check (jsonb_typeof(measures) = 'object' and length(measures::text) <= 4000),
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
    foreign key (organisation_id, task_id) references public.care_plan_tasks (organisation_id, id),
    foreign key (organisation_id, author_id) references public.profiles (organisation_id, id),
    constraint care_task_records_says_why check (outcome is null or outcome in ('done', 'partly') or reason is not null),
    constraint care_task_records_confirms check ((outcome is null) = (confirms_ordinal is not null)),
    constraint care_task_records_key check ((idempotency_key is null) = (body_hash is null)),
    constraint care_task_records_follows check (ordinal = seen_ordinal + 1 and (confirms_ordinal is null or confirms_ordinal <= seen_ordinal))
) partition by range (id);
comment on table public.care_task_records is 'A record of care given, or not given and why. Insert only; several of one task are kept side by side, in the order in which they arrived.';
comment on column public.care_task_records.care_home_id is 'Where it happened: of the task.';
comment on column public.care_task_records.seen_ordinal is 'The last record of the task that the author had seen; if there is a later one the answer is recorded_meanwhile, and sending again with it keeps both.';
comment on column public.care_task_records.ordinal is 'Its place among the records of the task: unique with it, kept by the lock of the task.';
comment on column public.care_task_records.confirms_ordinal is 'The record of the same task that this second person confirms.';
comment on column public.care_task_records.measures is 'What was measured, by name: {"ml": 200}. Never a medicine or a dose.';
comment on column public.care_task_records.occurred_at is 'When the care was given, by its author.';
comment on column public.care_task_records.device_at is 'What the device said, where its clock was up to 10 minutes ahead; occurred_at is then the time of arrival.';
comment on column public.care_task_records.late is 'Arrived after the task was called missed or was cancelled, or could have been.';
do $$
declare
    q timestamptz := '2025-10-01 00:00+00';
begin
    while q < '2028-01-01 00:00+00' loop
        perform app.make_partition('care_task_records', to_char(q at time zone 'UTC', 'YYYY"q"Q'), q, q + interval '3 months');
        q := q + interval '3 months';
    end loop;
    perform app.make_partition('care_task_records', 'rest', null, null);
end
$$;
create index care_task_records_task on public.care_task_records (organisation_id, task_id, ordinal);
create index care_task_records_client on public.care_task_records (organisation_id, client_id, id desc);
create index care_task_records_home on public.care_task_records (organisation_id, care_home_id, id desc);
create index care_task_records_author on public.care_task_records (organisation_id, author_id, id desc);
alter table public.care_task_records enable row level security;
alter table public.care_task_records force row level security;
revoke all on public.care_task_records from public, anon, authenticated, service_role;

create function app.task_recorded() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    task public.care_plan_tasks;
    other record;
    known private.record_keys;
    said timestamptz := new.occurred_at;
begin
    if me.profile_id is null then
        -- Nobody: the policy says no. An operator's import says every column itself.
        return new;
    end if;
    select t.* into task from public.care_plan_tasks t where t.organisation_id = new.organisation_id and t.id = new.task_id;
    -- One answer for a task that doesn't exist, is another's, or was not this person's to give.
    if task.id is null or not app.may_record(me, task.client_id, task.care_home_id, least(said, now())) then
        perform app.refuse('forbidden');
    end if;
    if task.named_only and task.assignee_id <> me.profile_id
       and not (task.care_home_id = any (app.managed_home_ids()) and task.client_id = any (app.writable_client_ids())) then
        perform app.refuse('forbidden', 'Only the person named for it, or the manager, records this.', 'task_id');
    end if;
    if new.idempotency_key is not null then
        insert into private.record_keys (organisation_id, author_id, key, body_hash, table_name, row_id)
        values (new.organisation_id, me.profile_id, new.idempotency_key, new.body_hash, 'care_task_records', new.id)
        on conflict do nothing;
        if not found then
            select k.* into known from private.record_keys k
             where k.organisation_id = new.organisation_id and k.author_id = me.profile_id and k.key = new.idempotency_key;
            if known.body_hash <> new.body_hash then
                perform app.refuse('idempotency_key_reused', '', 'idempotency_key');
            end if;
            -- Sent again: it is stored already, and app.receipt says so.
            return null;
        end if;
    end if;
    if said > now() + interval '10 minutes' then
        perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'occurred_at');
    elsif said > now() then
        new.device_at := said;
        new.occurred_at := now();
    elsif said < now() - interval '72 hours' and not (task.care_home_id = any (app.managed_home_ids())) then
        perform app.refuse('invalid', 'That is more than 72 hours ago. Ask the manager to enter it.', 'occurred_at');
    end if;
    select t.* into task from public.care_plan_tasks t
     where t.organisation_id = new.organisation_id and t.id = new.task_id for no key update;
    if task.archived_at is not null then
        perform app.refuse('parent_archived', '', 'task_id');
    end if;
    if new.seen_ordinal > task.last_ordinal then
        perform app.refuse('invalid', 'There are fewer records of this task than that.', 'seen_ordinal');
    elsif new.seen_ordinal < task.last_ordinal then
        perform app.refuse('recorded_meanwhile', 'It is recorded already, as number ' || task.last_ordinal
            || '. Look at it; sending this again with that number keeps both.', 'seen_ordinal');
    end if;
    new.ordinal := new.seen_ordinal + 1;
    new.client_id := task.client_id;
    new.care_home_id := task.care_home_id;
    new.author_id := me.profile_id;
    new.recorded_at := now();
    new.late := task.status in ('missed', 'cancelled') or now() > task.missed_after;
    if new.confirms_ordinal is not null then
        select r.author_id, r.outcome into other from public.care_task_records r
         where r.organisation_id = new.organisation_id and r.task_id = new.task_id and r.ordinal = new.confirms_ordinal;
        if other.outcome is null then
            perform app.refuse('invalid', 'There is no record of that number to confirm.', 'confirms_ordinal');
        end if;
        if other.author_id = new.author_id then
            perform app.refuse('invalid', 'Somebody else confirms what you did.', 'confirms_ordinal');
        end if;
        if not task.awaits_confirmation then
            perform app.refuse('illegal_transition', 'There is nothing to confirm.', 'confirms_ordinal');
        end if;
    end if;
    return new;
end
$$;
comment on function app.task_recorded() is 'Who may record this care, now and when it was given; one place in the order of the task''s records; what was late.';

create function app.task_follows_record() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.outcome is null then
        update public.care_plan_tasks t set last_ordinal = new.ordinal, awaits_confirmation = false
         where t.organisation_id = new.organisation_id and t.id = new.task_id;
    else
        update public.care_plan_tasks t
           set last_ordinal = new.ordinal, status = new.outcome, status_reason = null,
               awaits_confirmation = t.people = 2 and new.outcome in ('done', 'partly')
         where t.organisation_id = new.organisation_id and t.id = new.task_id;
    end if;
    -- Noted for the next shift as missed, and recorded after all.
    update public.handover_items i set status = 'closed', closed_because = 'recorded'
     where i.organisation_id = new.organisation_id and i.entity = 'care_plan_tasks' and i.entity_id = new.task_id
       and i.status = 'open' and i.archived_at is null;
    return null;
end
$$;
comment on function app.task_follows_record() is 'The status of a task is what its last record says; what was noted of it for the next shift is closed.';

create function app.receipt(with_key text) returns table (table_name text, row_id uuid)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return query select k.table_name, k.row_id from private.record_keys k
     where k.organisation_id = me.organisation_id and k.author_id = me.profile_id and k.key = with_key;
end
$$;
comment on function app.receipt(text) is 'What the caller stored under a key of their own: the answer to evidence, which may lie where its author no longer reads.';
revoke execute on function app.task_recorded(), app.task_follows_record(), app.receipt(text) from public, anon, authenticated, service_role;
grant execute on function app.receipt(text) to authenticated, almoner_request;

create trigger recorded before insert on public.care_task_records for each row execute function app.task_recorded();
create trigger evidence before update or delete on public.care_task_records for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.care_task_records for each statement execute function app.evidence_stays();
create trigger follow after insert on public.care_task_records for each row execute function app.task_follows_record();
create trigger audit after insert on public.care_task_records for each row execute function app.audit('care_task_records');
grant select on public.care_task_records to authenticated;
grant insert (organisation_id, task_id, seen_ordinal, confirms_ordinal, outcome, reason, note, measures, occurred_at, idempotency_key, body_hash)
    on public.care_task_records to almoner_request;
create policy care_task_records_select on public.care_task_records for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy care_task_records_insert on public.care_task_records for insert to almoner_request
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[]));
