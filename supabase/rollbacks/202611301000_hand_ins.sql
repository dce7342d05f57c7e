alter policy care_task_records_insert on public.care_task_records
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[]));
alter policy daily_notes_insert on public.daily_notes
    with check (client_id = any ((select app.lately_cared_client_ids())::uuid[])
        or (kind = 'activity' and client_id = any ((select app.visible_client_ids())::uuid[])));
drop function app.hand_in_receipt(uuid, text);

create or replace function app.care_recorded() returns trigger
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

create or replace function app.task_recorded() returns trigger
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

revoke execute on function app.care_recorded(), app.task_recorded() from public, anon, authenticated, service_role;
drop function app.hand_in_fits(app.me, uuid, uuid, timestamptz, boolean);
drop index public.care_task_records_claimed;
alter table public.care_task_records drop constraint care_task_records_claimed_of_another, drop constraint care_task_records_claimed_author, drop column claimed_author_id;
drop index public.daily_notes_claimed;
alter table public.daily_notes drop constraint daily_notes_claimed_of_another, drop constraint daily_notes_claimed_author, drop column claimed_author_id;
