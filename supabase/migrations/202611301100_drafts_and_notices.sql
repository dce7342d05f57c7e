-- What is to be done is drafted by who runs the shift, so they take back what they drafted; who takes a task out of a draft has
-- written in it. Whether plans are published by two, and whether an initial plan can be begun, is asked by who is offered it.
-- Whoever's device was handed in hears of it.

update app.column_rights set columns = columns || '{archived_at,archive_reason}'
 where table_name = 'care_task_definitions' and right_name = 'senior_while_draft';

create or replace function app.definition_open() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    of_version public.care_plan_versions;
    me uuid := app.profile_id();
    touched text;
begin
    -- Meets a submit or a publish at this lock.
    select v.* into of_version from public.care_plan_versions v
     where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id for no key update;
    if of_version.status = 'draft' then
        -- Counted under the lock of the version: two that are added at once count on.
        if of_version.kind = 'initial' and new.archived_at is null and (
            select count(*) from public.care_task_definitions d
             where d.organisation_id = new.organisation_id and d.care_plan_version_id = new.care_plan_version_id
               and d.archived_at is null and d.id <> new.id) >= 10 then
            perform app.refuse('invalid', 'An initial plan has up to ten tasks. The full plan has the rest.', 'care_plan_version_id');
        end if;
        -- Who archives a draft whole, or restores it, has written nothing in it: its tasks come along by a trigger.
        if me is not null and not (me = any (of_version.author_ids))
           and (tg_op = 'INSERT' or new.archived_at is not distinct from old.archived_at or pg_trigger_depth() = 1) then
            update public.care_plan_versions v set author_ids = array_append(v.author_ids, me)
             where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id;
        end if;
        return new;
    end if;
    if tg_op = 'INSERT' then
        perform app.refuse('illegal_transition', 'That version has left draft. Begin a new draft.', 'care_plan_version_id');
    end if;
    select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
     where of_version.status <> 'active' or c <> all (array['times', 'due_minutes', 'missed_minutes', 'assignee_id', 'shift_template_id', 'named_only'])
     limit 1;
    if touched is not null then
        perform app.refuse('illegal_transition', 'What is done is frozen with its version. Begin a new draft.', touched);
    end if;
    return new;
end
$$;

create function app.two_person_publish() returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
    return coalesce((select s.two_person_publish from public.company_settings s where s.organisation_id = app.organisation_id()), false);
end
$$;
comment on function app.two_person_publish() is 'Whether the caller''s organisation has plans published by somebody who did not write in them. Everybody of it may know.';

create function app.initial_plan_hindrance(organisation uuid, resident uuid) returns text
language plpgsql stable set search_path = ''
as $$
declare
    arrived timestamptz;
begin
    if not exists (select from public.clients c where c.organisation_id = organisation and c.id = resident and c.archived_at is null) then
        return 'archived';
    end if;
    select lower(f.during) into arrived from public.bed_stays s
      join public.bed_stays f on f.organisation_id = s.organisation_id and f.id = s.admission_id
     where s.organisation_id = organisation and s.client_id = resident and s.status = 'live' and s.archived_at is null;
    if arrived is null then
        return 'not_here';
    end if;
    if exists (select from public.care_plan_versions v
        where v.organisation_id = organisation and v.client_id = resident
          and (v.status = 'active' or v.published_at >= arrived
            or (v.kind = 'initial' and v.status in ('draft', 'in_review') and v.archived_at is null))) then
        return 'planned';
    end if;
    return null;
end
$$;
comment on function app.initial_plan_hindrance(uuid, uuid) is 'Why no initial plan is begun for a resident: archived, not_here (has not moved in), planned (an active version, one published in this admission, or an initial one begun); empty: one can be. For use inside definer functions only.';

create function app.initial_plan_fits(resident uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return me.profile_id is not null and resident = any (app.senior_client_ids() || app.writable_client_ids())
        and app.initial_plan_hindrance(me.organisation_id, resident) is null;
end
$$;
comment on function app.initial_plan_fits(uuid) is 'Whether the caller could begin the initial plan of a resident now: see app.begin_initial_plan.';

create or replace function app.begin_initial_plan(resident uuid, why text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    plan uuid;
    made uuid;
begin
    -- The same answer for a resident who doesn't exist; the server has said 404 to whoever sees none.
    if me.profile_id is null or not (resident = any (app.senior_client_ids() || app.writable_client_ids())) then
        perform app.refuse('forbidden');
    end if;
    -- Two at once meet here, and so does a publish.
    perform from public.clients c where c.organisation_id = me.organisation_id and c.id = resident for no key update;
    case app.initial_plan_hindrance(me.organisation_id, resident)
        when 'archived' then perform app.refuse('parent_archived', '', 'client_id');
        when 'not_here' then perform app.refuse('illegal_transition', 'The resident has not moved in yet.');
        when 'planned' then
            perform app.refuse('illegal_transition', 'There is a plan for this stay already. Begin a draft of it; the manager publishes it.');
        else null;
    end case;
    select p.id into plan from public.care_plans p
     where p.organisation_id = me.organisation_id and p.client_id = resident and p.archived_at is null;
    if plan is null then
        insert into public.care_plans as p (organisation_id, client_id) values (me.organisation_id, resident) returning p.id into plan;
    end if;
    insert into public.care_plan_versions as v (organisation_id, client_id, care_plan_id, kind, sections, change_reason)
    values (me.organisation_id, resident, plan, 'initial', app.initial_sections(me.organisation_id, resident), why)
    returning v.id into made;
    return made;
end
$$;

create function app.handed_in() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if app.profile_id() is null then
        -- The owner's own paths (a seed, an import) tell nobody.
        return null;
    end if;
    -- Once an hour and home, however many entries lay there.
    perform app.schedule_notification(new.claimed_author_id,
        jsonb_build_object('organisation_id', new.organisation_id, 'template', 'handed_in', 'entity', 'care_homes',
            'entity_id', new.care_home_id, 'care_home_id', new.care_home_id),
        slot => to_char(now() at time zone 'UTC', 'YYYY-MM-DD"T"HH24'));
    return null;
end
$$;
comment on function app.handed_in() is 'Whoever''s words were handed in for them hears of it, while they are of the organisation.';
create trigger handed_in after insert on public.daily_notes for each row
    when (new.claimed_author_id is not null) execute function app.handed_in();
create trigger handed_in after insert on public.care_task_records for each row
    when (new.claimed_author_id is not null) execute function app.handed_in();

revoke execute on function app.definition_open(), app.two_person_publish(), app.initial_plan_hindrance(uuid, uuid), app.initial_plan_fits(uuid),
    app.begin_initial_plan(uuid, text), app.handed_in() from public, anon, authenticated, service_role;
grant execute on function app.two_person_publish(), app.initial_plan_fits(uuid) to authenticated, almoner_request;
grant execute on function app.begin_initial_plan(uuid, text) to almoner_request;
