create or replace function app.version_moves() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me uuid := app.profile_id();
    plan public.care_plans;
    before uuid;
    moment timestamptz;
begin
    if old.archived_at is not null then
        perform app.refuse('parent_archived', 'This draft is archived. Restore it first.', 'status');
    end if;
    if new.status = 'in_review' then
        if new.sections = '{}' then
            perform app.refuse('invalid', 'The plan says nothing yet.', 'sections');
        end if;
        new.submitted_at := now();
        new.submitted_by := me;
    elsif new.status = 'draft' then
        new.submitted_at := null;
        new.submitted_by := null;
    elsif new.status = 'active' then
        -- The resident first, as everybody does who changes several of their tasks; then the plan.
        perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
        select p.* into plan from public.care_plans p
         where p.organisation_id = new.organisation_id and p.id = new.care_plan_id for no key update;
        if plan.archived_at is not null then
            perform app.refuse('parent_archived', '', 'care_plan_id');
        end if;
        if exists (select from public.company_settings s where s.organisation_id = new.organisation_id and s.two_person_publish)
           and (me is null or me = any (new.author_ids)) then
            perform app.refuse('forbidden', 'Your organisation has plans published by somebody who did not write in them.');
        end if;
        select v.id into before from public.care_plan_versions v
         where v.organisation_id = new.organisation_id and v.client_id = new.client_id and v.status = 'active';
        if before is distinct from new.based_on_id then
            perform app.refuse('plan_changed', 'Another version was published since this one was begun. Look at it, and base this one on it.', 'based_on_id');
        end if;
        -- Not now(): a later publisher may have begun first.
        moment := clock_timestamp();
        update public.care_plan_versions v
           set status = 'superseded', effective = tstzrange(lower(v.effective), greatest(moment, lower(v.effective) + interval '1 microsecond'))
         where v.organisation_id = new.organisation_id and v.id = before
        returning upper(v.effective) into moment;
        new.published_at := coalesce(moment, clock_timestamp());
        new.published_by := me;
        new.effective := tstzrange(new.published_at, null);
    elsif new.status = 'withdrawn' and old.status = 'active' then
        perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
        new.effective := tstzrange(lower(old.effective), greatest(clock_timestamp(), lower(old.effective) + interval '1 microsecond'));
    end if;
    return new;
end
$$;

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
        -- Who archives a draft, or restores it, has written nothing in it.
        if me is not null and not (me = any (of_version.author_ids)) and (tg_op = 'INSERT' or new.archived_at is not distinct from old.archived_at) then
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

create or replace function app.review_of_published() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    insert into public.care_plan_reviews (organisation_id, client_id, care_home_id, care_plan_id, due_on, reason)
    select new.organisation_id, new.client_id, c.holding_home_id, new.care_plan_id,
           app.review_next(new.organisation_id, new.care_plan_id, (new.published_at at time zone h.time_zone)::date), 'routine'
      from public.clients c join public.care_homes h on h.organisation_id = c.organisation_id and h.id = c.holding_home_id
     where c.organisation_id = new.organisation_id and c.id = new.client_id
    on conflict (organisation_id, care_plan_id) where reason = 'routine' and status = 'due' and archived_at is null do nothing;
    return null;
end
$$;

drop function app.publish_initial_plan(uuid, int);
drop function app.begin_initial_plan(uuid, text);
drop function app.initial_sections(uuid, uuid);
alter table public.care_plan_versions drop constraint care_plan_versions_kind;
alter table public.care_plan_versions drop column kind;
update app.column_rights set columns = array_remove(columns, 'initial_plan_days') where table_name = 'company_settings' and right_name = 'owner';
alter table public.company_settings drop constraint company_settings_initial_plan_days;
alter table public.company_settings drop column initial_plan_days;
