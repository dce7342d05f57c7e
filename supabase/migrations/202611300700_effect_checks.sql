-- Whoever gives something as it was needed looks again: did it help? A plan may say after how many minutes; the
-- record that says it was done then makes one more thing to do, in the same transaction, and its own record
-- says the effect. One for each task, however often its record is corrected.

alter table public.care_task_definitions add column effect_minutes int,
    add constraint care_task_definitions_effect check (effect_minutes between 5 and 1440),
    add constraint care_task_definitions_effect_of check (effect_minutes is null or kind = 'as_needed');
comment on column public.care_task_definitions.effect_minutes is 'Of an as-needed task: so many real minutes after it was done somebody looks again and says the effect; empty: nobody has to.';
grant insert (effect_minutes), update (effect_minutes) on public.care_task_definitions to almoner_request;
update app.column_rights set columns = array_append(columns, 'effect_minutes')
 where (table_name, right_name) in (values ('care_task_definitions', 'manager_of_resident'), ('care_task_definitions', 'senior_while_draft'));

-- Nobody planned its time: an ad hoc task, and so neither counted in the interval and the number a day of the
-- task that it looks back at, nor called off when the plan changes.
alter table public.care_plan_tasks add column follows_task_id uuid, add column follows_ordinal int,
    add constraint care_plan_tasks_follows_task foreign key (organisation_id, follows_task_id) references public.care_plan_tasks (organisation_id, id),
    add constraint care_plan_tasks_follows check ((follows_task_id is null) = (follows_ordinal is null)
        and (follows_task_id is null or (kind = 'ad_hoc' and follows_task_id <> id and follows_ordinal > 0))),
    drop constraint care_plan_tasks_status_reason,
    add constraint care_plan_tasks_status_reason check (status_reason in
        ('absent', 'prompt_over', 'plan_changed', 'plan_ceased', 'left', 'died', 'not_given'));
comment on column public.care_plan_tasks.follows_task_id is 'The as-needed task whose effect this looks at: set by the record that said it was done, and by nobody else.';
comment on column public.care_plan_tasks.follows_ordinal is 'That record, by its place among the records of follows_task_id.';
comment on column public.care_plan_tasks.status_reason is 'Why, where no record says it: absent (the resident was away when it was due), prompt_over, plan_changed, plan_ceased, left, died, not_given (what it was to look at was not given after all).';
create unique index care_plan_tasks_follows_once on public.care_plan_tasks (organisation_id, follows_task_id) where follows_task_id is not null;

create function app.effect_followed() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    given boolean := new.outcome in ('done', 'partly');
    task public.care_plan_tasks;
    look public.care_plan_tasks;
    minutes int;
    here record;
    moment timestamptz;
    away boolean;
begin
    -- The task is locked by app.task_recorded, so that two records of it never both make one.
    select t.* into task from public.care_plan_tasks t
     where t.organisation_id = new.organisation_id and t.id = new.task_id and t.kind = 'as_needed' and t.archived_at is null;
    select d.effect_minutes into minutes from public.care_task_definitions d
     where d.organisation_id = task.organisation_id and d.id = task.definition_id;
    if minutes is null then
        return null;
    end if;
    select t.* into look from public.care_plan_tasks t
     where t.organisation_id = new.organisation_id and t.follows_task_id = new.task_id for no key update;
    if look.id is not null then
        -- A correction makes no second one. Where it says that nothing was given there is nothing to look at.
        if not given and look.status in ('due', 'missed') and look.archived_at is null then
            update public.care_plan_tasks t set status = 'not_required', status_reason = 'not_given'
             where t.organisation_id = look.organisation_id and t.id = look.id;
            update public.handover_items i set status = 'closed', closed_because = 'no_longer_due'
             where i.organisation_id = look.organisation_id and i.entity = 'care_plan_tasks' and i.entity_id = look.id
               and i.status = 'open' and i.archived_at is null;
        elsif given and look.status = 'not_required' and look.status_reason = 'not_given' and look.missed_after > clock_timestamp() then
            update public.care_plan_tasks t set status = 'due', status_reason = null
             where t.organisation_id = look.organisation_id and t.id = look.id;
        end if;
        return null;
    end if;
    moment := new.occurred_at + minutes * interval '1 minute';
    -- What is told half a day after one should have looked is past looking at.
    if not given or moment < clock_timestamp() - interval '12 hours' then
        return null;
    end if;
    select h.time_zone, h.care_day_starts, r.unit_id into here
      from public.bed_stays s
      join public.care_homes h on h.organisation_id = s.organisation_id and h.id = s.care_home_id
      left join public.beds b on b.organisation_id = s.organisation_id and b.id = s.bed_id
      left join public.rooms r on r.organisation_id = b.organisation_id and r.id = b.room_id
      join public.clients c on c.organisation_id = s.organisation_id and c.id = s.client_id and c.archived_at is null
     where s.organisation_id = task.organisation_id and s.client_id = task.client_id and s.care_home_id = task.care_home_id
       and s.status = 'live' and s.archived_at is null;
    if here.time_zone is null then
        return null;
    end if;
    -- Told late, it is looked at now.
    moment := greatest(moment, clock_timestamp());
    away := app.away_when(task.organisation_id, task.client_id, moment + interval '30 minutes');
    insert into public.care_plan_tasks (organisation_id, client_id, care_home_id, unit_id, kind, domain, title, people, care_day,
        due_from, due_by, missed_after, follows_task_id, follows_ordinal, status, status_reason)
    values (task.organisation_id, task.client_id, task.care_home_id, here.unit_id, 'ad_hoc', task.domain,
        left('Look again: ' || task.title, 200), 1, app.care_day(moment, here.time_zone, here.care_day_starts),
        moment, moment + interval '30 minutes', moment + interval '90 minutes', new.task_id, new.ordinal,
        case when away then 'not_required' else 'due' end, case when away then 'absent' end);
    return null;
end
$$;
comment on function app.effect_followed() is 'The record that says an as-needed task was done makes the one look at its effect, due the plan''s minutes after it was done; a record that takes it back calls that off.';

create function app.effect_said() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- After app.task_recorded has found that the caller may record this task. An operator's import has no caller.
    if app.profile_id() is not null and new.outcome in ('done', 'partly') and new.note is null and exists (
        select from public.care_plan_tasks t
         where t.organisation_id = new.organisation_id and t.id = new.task_id and t.follows_task_id is not null) then
        perform app.refuse('invalid', 'Say what the effect was.', 'note');
    end if;
    return new;
end
$$;
comment on function app.effect_said() is 'Whoever looked at the effect of something says what it was.';
revoke execute on function app.effect_followed(), app.effect_said() from public, anon, authenticated, service_role;
-- By their names they come after "recorded", which says no to whoever may not record at all, and after "follow".
create trigger says_effect before insert on public.care_task_records for each row execute function app.effect_said();
create trigger look_again after insert on public.care_task_records for each row when (new.outcome is not null) execute function app.effect_followed();

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('care_plan_tasks', 'call_off', 'due', 'not_required', '{"status_reason": "not_given"}', '{}'),
    ('care_plan_tasks', 'call_off', 'missed', 'not_required', '{"status_reason": "not_given"}', '{}');
