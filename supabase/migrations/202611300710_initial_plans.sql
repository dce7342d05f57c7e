-- Somebody moves in at seven in the evening, and no manager is there to write a plan. Who runs the shift begins an
-- initial version: the alerts as they are known, and up to ten tasks. That they publish, and only that; the
-- manager's full plan supersedes it, and its review is due within the organisation's days.

alter table public.company_settings add column initial_plan_days int not null default 7
    constraint company_settings_initial_plan_days check (initial_plan_days between 1 and 28);
comment on column public.company_settings.initial_plan_days is 'Days in which an initial plan is to be reviewed: the full one is due by then.';
grant update (initial_plan_days) on public.company_settings to almoner_request;
update app.column_rights set columns = array_append(columns, 'initial_plan_days') where table_name = 'company_settings' and right_name = 'owner';

alter table public.care_plan_versions add column kind text not null default 'full'
    constraint care_plan_versions_kind check (kind in ('full', 'initial'));
comment on column public.care_plan_versions.kind is 'initial: made when somebody moved in without a plan, by app.begin_initial_plan and nobody else; who runs the shift publishes it. full: every other.';

create function app.initial_sections(organisation uuid, resident uuid) returns jsonb
language plpgsql stable set search_path = ''
as $$
begin
    return coalesce((
        select jsonb_object_agg(d.domain, jsonb_build_object('risks', d.said)) from (
            select x.domain, left(string_agg('- ' || x.line, E'\n' order by x.place, x.line), 4000) as said from (
                select k.domain,
                       coalesce(array_position(array['life_threatening', 'severe', 'moderate', 'mild'], a.severity), 5) as place,
                       concat_ws(': ', k.says, nullif(concat_ws(', ', a.detail, a.reaction), ''))
                           || case when a.status = 'proposed' then ' (not yet checked)' else '' end as line
                  from public.client_alerts a
                  join (values ('allergy', 'safety_environment', 'Allergy'), ('diet_texture', 'nutrition_hydration', 'Diet and texture'),
                        ('choking', 'nutrition_hydration', 'Choking'), ('falls', 'mobility_falls', 'Falls'),
                        ('moving_handling', 'mobility_falls', 'Moving and handling'), ('dnacpr_respect', 'end_of_life', 'DNACPR or ReSPECT'),
                        ('dols', 'capacity_consent', 'DoLS'), ('infection', 'infection', 'Infection'),
                        ('communication', 'communication_sensory', 'Communication'), ('other', 'safety_environment', 'Alert')) k (kind, domain, says)
                    on k.kind = a.kind
                 where a.organisation_id = organisation and a.client_id = resident and a.status <> 'ended' and a.archived_at is null and not a.none_known
                union all
                -- No row of an allergy never reads as "none".
                select 'safety_environment', 0, case when exists (select from public.client_alerts a
                           where a.organisation_id = organisation and a.client_id = resident and a.none_known and a.status <> 'ended' and a.archived_at is null)
                       then 'No known allergies' else 'Allergies: nobody has asked yet' end
                 where not exists (select from public.client_alerts a
                     where a.organisation_id = organisation and a.client_id = resident and a.kind = 'allergy' and not a.none_known
                       and a.status <> 'ended' and a.archived_at is null)
            ) x group by x.domain) d), '{}');
end
$$;
comment on function app.initial_sections(uuid, uuid) is 'The alerts of a resident as they are known now, as risks of the domains of a plan. For use inside definer functions only.';

create function app.begin_initial_plan(resident uuid, why text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    arrived timestamptz;
    plan uuid;
    made uuid;
begin
    -- The same answer for a resident who doesn't exist; the server has said 404 to whoever sees none.
    if me.profile_id is null or not (resident = any (app.senior_client_ids() || app.writable_client_ids())) then
        perform app.refuse('forbidden');
    end if;
    -- Two at once meet here, and so does a publish.
    perform from public.clients c where c.organisation_id = me.organisation_id and c.id = resident and c.archived_at is null for no key update;
    if not found then
        perform app.refuse('parent_archived', '', 'client_id');
    end if;
    select lower(f.during) into arrived from public.bed_stays s
      join public.bed_stays f on f.organisation_id = s.organisation_id and f.id = s.admission_id
     where s.organisation_id = me.organisation_id and s.client_id = resident and s.status = 'live' and s.archived_at is null;
    if arrived is null then
        perform app.refuse('illegal_transition', 'The resident has not moved in yet.');
    end if;
    if exists (select from public.care_plan_versions v
        where v.organisation_id = me.organisation_id and v.client_id = resident
          and (v.status = 'active' or v.published_at >= arrived
            or (v.kind = 'initial' and v.status in ('draft', 'in_review') and v.archived_at is null))) then
        perform app.refuse('illegal_transition', 'There is a plan for this stay already. Begin a draft of it; the manager publishes it.');
    end if;
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
comment on function app.begin_initial_plan(uuid, text) is 'Begins the initial plan of somebody who has moved in without one, with their alerts: by who runs the shift there, or a manager. Once for an admission; answers the draft.';

create function app.publish_initial_plan(which uuid, seen int) returns table (id uuid, version int)
language plpgsql volatile security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    draft public.care_plan_versions;
    read_as int := seen;
begin
    select v.* into draft from public.care_plan_versions v where v.organisation_id = me.organisation_id and v.id = which;
    if me.profile_id is null or draft.id is null or draft.kind <> 'initial'
       or not (draft.client_id = any (app.senior_client_ids() || app.writable_client_ids())) then
        perform app.refuse('forbidden');
    end if;
    -- The resident first, as everybody does who changes several of their tasks.
    perform from public.clients c where c.organisation_id = me.organisation_id and c.id = draft.client_id for no key update;
    -- From draft in one step: at night nobody is there to hand it to.
    update public.care_plan_versions v set status = 'in_review'
     where v.organisation_id = me.organisation_id and v.id = which and v.version = seen and v.status = 'draft';
    if found then
        read_as := seen + 1;
    end if;
    return query update public.care_plan_versions v set status = 'active'
     where v.organisation_id = me.organisation_id and v.id = which and v.version = read_as and v.status = 'in_review'
    returning v.id, v.version;
end
$$;
comment on function app.publish_initial_plan(uuid, int) is 'Publishes an initial plan as it was read, from draft or review: by who runs the shift of the resident''s home, or a manager. Nothing where somebody changed it meanwhile.';

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
        -- Whoever runs the shift publishes it; over the manager's plan it never goes, whatever it says it is based on.
        if new.kind = 'initial' and before is not null then
            perform app.refuse('illegal_transition', 'There is a plan already. Begin a draft of it; the manager publishes it.', 'status');
        end if;
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
        -- Counted under the lock of the version: two that are added at once count on.
        if of_version.kind = 'initial' and new.archived_at is null and (
            select count(*) from public.care_task_definitions d
             where d.organisation_id = new.organisation_id and d.care_plan_version_id = new.care_plan_version_id
               and d.archived_at is null and d.id <> new.id) >= 10 then
            perform app.refuse('invalid', 'An initial plan has up to ten tasks. The full plan has the rest.', 'care_plan_version_id');
        end if;
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
declare
    today date;
    due date;
begin
    select (new.published_at at time zone h.time_zone)::date into today
      from public.clients c join public.care_homes h on h.organisation_id = c.organisation_id and h.id = c.holding_home_id
     where c.organisation_id = new.organisation_id and c.id = new.client_id;
    due := app.review_next(new.organisation_id, new.care_plan_id, today);
    if new.kind = 'initial' then
        -- The full plan is looked for sooner: in the organisation's days for it.
        due := least(due, today + coalesce((select s.initial_plan_days from public.company_settings s where s.organisation_id = new.organisation_id), 7));
    elsif exists (select from public.care_plan_versions b
        where b.organisation_id = new.organisation_id and b.id = new.based_on_id and b.kind = 'initial') then
        -- Here it is: from now on the plan's own cycle counts.
        update public.care_plan_reviews r set due_on = due
         where r.organisation_id = new.organisation_id and r.care_plan_id = new.care_plan_id and r.reason = 'routine' and r.status = 'due'
           and r.archived_at is null and r.due_on < due;
    end if;
    insert into public.care_plan_reviews (organisation_id, client_id, care_home_id, care_plan_id, due_on, reason)
    select new.organisation_id, new.client_id, c.holding_home_id, new.care_plan_id, due, 'routine'
      from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id
    on conflict (organisation_id, care_plan_id) where reason = 'routine' and status = 'due' and archived_at is null do nothing;
    return null;
end
$$;

revoke execute on function app.initial_sections(uuid, uuid), app.begin_initial_plan(uuid, text), app.publish_initial_plan(uuid, int),
    app.version_moves(), app.definition_open(), app.review_of_published() from public, anon, authenticated, service_role;
grant execute on function app.begin_initial_plan(uuid, text), app.publish_initial_plan(uuid, int) to almoner_request;
