-- What lies on a device of somebody who can't send it any more, because their account is disabled or they are
-- gone, a manager of the home hands in. It is the manager who records it; whose device it was stands beside
-- it, as a claim, and never counts as that person's signature.

alter table public.daily_notes add column claimed_author_id uuid,
    add constraint daily_notes_claimed_author foreign key (organisation_id, claimed_author_id) references public.profiles (organisation_id, id),
    add constraint daily_notes_claimed_of_another check (claimed_author_id <> author_id);
comment on column public.daily_notes.claimed_author_id is 'Handed in by its author, a manager of the home, from a device on which it lay as this person''s; empty: its author noted it. A claim of the device, not a signature.';
grant insert (claimed_author_id) on public.daily_notes to almoner_request;
create index daily_notes_claimed on public.daily_notes (organisation_id, claimed_author_id, id desc) where claimed_author_id is not null;
alter table public.care_task_records add column claimed_author_id uuid,
    add constraint care_task_records_claimed_author foreign key (organisation_id, claimed_author_id) references public.profiles (organisation_id, id),
    add constraint care_task_records_claimed_of_another check (claimed_author_id <> author_id);
comment on column public.care_task_records.claimed_author_id is 'Handed in by its author, a manager of the home, from a device on which it lay as this person''s; empty: its author noted it. A claim of the device, not a signature.';
grant insert (claimed_author_id) on public.care_task_records to almoner_request;
create index care_task_records_claimed on public.care_task_records (organisation_id, claimed_author_id, id desc) where claimed_author_id is not null;

create function app.hand_in_fits(me app.me, claimed uuid, home uuid, said timestamptz, together boolean) returns void
language plpgsql stable set search_path = ''
as $$
declare
    at timestamptz := least(said, now());
begin
    if not coalesce(home = any (app.managed_home_ids(me)), false) then
        perform app.refuse('forbidden', 'A manager of the home hands in what others noted there.');
    end if;
    if claimed = me.profile_id then
        perform app.refuse('invalid', 'What you noted yourself is sent by your own sign-in.', 'claimed_author_id');
    end if;
    if said < now() - interval '366 days' then
        perform app.refuse('invalid', 'That is more than a year ago. Check the date.', 'occurred_at');
    end if;
    -- One answer for somebody who never worked there, is of another organisation, or is nobody.
    if not exists (
            select from public.user_care_homes u
             where u.organisation_id = me.organisation_id and u.profile_id = claimed and u.care_home_id = home
               and (u.grade in ('carer', 'senior', 'nurse') or (together and u.grade = 'ancillary'))
               and u.archived_at is null and u.valid @> at)
       and not exists (
            select from public.manager_care_homes m
             where m.organisation_id = me.organisation_id and m.profile_id = claimed and m.care_home_id = home
               and m.archived_at is null and m.valid @> at) then
        perform app.refuse('invalid', 'They gave no care in this home at that time.', 'claimed_author_id');
    end if;
end
$$;
comment on function app.hand_in_fits(app.me, uuid, uuid, timestamptz, boolean) is 'Refuses what can''t be handed in: by who does not manage the home, of oneself, of more than a year ago, or as of somebody who had no right in that home then (together: of what ancillary staff note too). For use inside definer triggers only.';

create or replace function app.care_recorded() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    said timestamptz := new.occurred_at;
    ancillary uuid[];
    keeper uuid := me.profile_id;
    claimed uuid;
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
    -- Of the tables that this serves only notes are handed in; the others have no such column.
    if tg_argv[0] = 'daily_notes' then
        claimed := (to_jsonb(new) ->> 'claimed_author_id')::uuid;
        if claimed is not null then
            perform app.hand_in_fits(me, claimed, new.care_home_id, said, to_jsonb(new) ->> 'kind' = 'activity');
            -- The key is that of the tap, whoever sends it: what its author has sent meanwhile is not stored twice.
            keeper := claimed;
        end if;
    end if;
    if app.stored_before(new.organisation_id, keeper, new.idempotency_key, new.body_hash, tg_argv[0], new.id) then
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

create or replace function app.task_recorded() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    task public.care_plan_tasks;
    other record;
    known private.record_keys;
    said timestamptz := new.occurred_at;
    keeper uuid := coalesce(new.claimed_author_id, me.profile_id);
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
    if new.claimed_author_id is not null then
        perform app.hand_in_fits(me, new.claimed_author_id, task.care_home_id, said, false);
        -- What only its author's own sign-in says: that the chart was checked, and that two people were there.
        if task.kind = 'prompt' then
            perform app.refuse('invalid', 'A prompt is not handed in: sign the MAR chart.', 'outcome');
        elsif new.confirms_ordinal is not null or (task.people = 2 and new.outcome in ('done', 'partly')) then
            perform app.refuse('invalid', 'This takes two people, who each say so themselves. Write in a note what is known of it.', 'outcome');
        end if;
    end if;
    if new.idempotency_key is not null then
        insert into private.record_keys (organisation_id, author_id, key, body_hash, table_name, row_id)
        values (new.organisation_id, keeper, new.idempotency_key, new.body_hash, 'care_task_records', new.id)
        on conflict do nothing;
        if not found then
            select k.* into known from private.record_keys k
             where k.organisation_id = new.organisation_id and k.author_id = keeper and k.key = new.idempotency_key;
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

create function app.hand_in_receipt(claimed uuid, with_key text)
returns table (table_name text, row_id uuid, occurred_at timestamptz, recorded_at timestamptz, late boolean)
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    homes uuid[] := app.managed_home_ids(me);
begin
    return query
    select k.table_name, k.row_id, n.occurred_at, n.recorded_at, n.late
      from private.record_keys k
      join public.daily_notes n on n.organisation_id = k.organisation_id and n.id = k.row_id
     where k.organisation_id = me.organisation_id and k.author_id = claimed and k.key = with_key and k.table_name = 'daily_notes'
       and n.care_home_id = any (homes)
    union all
    select k.table_name, k.row_id, r.occurred_at, r.recorded_at, r.late
      from private.record_keys k
      join public.care_task_records r on r.organisation_id = k.organisation_id and r.id = k.row_id
     where k.organisation_id = me.organisation_id and k.author_id = claimed and k.key = with_key and k.table_name = 'care_task_records'
       and r.care_home_id = any (homes);
end
$$;
comment on function app.hand_in_receipt(uuid, text) is 'What lies under a key of somebody''s, for a manager of the home where it happened: what was handed in, or what they had sent themselves. Nothing for anybody else.';
revoke execute on function app.hand_in_fits(app.me, uuid, uuid, timestamptz, boolean), app.hand_in_receipt(uuid, text), app.care_recorded(), app.task_recorded()
    from public, anon, authenticated, service_role;
grant execute on function app.hand_in_receipt(uuid, text) to authenticated, almoner_request;

-- Nobody names another as who noted something, but for who manages the home where it happened.
alter policy daily_notes_insert on public.daily_notes
    with check ((claimed_author_id is null or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and (client_id = any ((select app.lately_cared_client_ids())::uuid[])
            or (kind = 'activity' and client_id = any ((select app.visible_client_ids())::uuid[]))));
alter policy care_task_records_insert on public.care_task_records
    with check ((claimed_author_id is null or care_home_id = any ((select app.managed_home_ids())::uuid[]))
        and client_id = any ((select app.lately_cared_client_ids())::uuid[]));
