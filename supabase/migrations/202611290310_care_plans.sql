-- One living care plan per resident, published as numbered versions; what is to be done and when is
-- frozen with the version that says it.

create function app.draft_client_ids() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
    managed uuid[] := app.managed_home_ids(me);
begin
    return app.residents_of(me, app.member_home_ids(me, '{senior,nurse}') || managed) || app.held_by(me, managed);
end
$$;
comment on function app.draft_client_ids() is 'Residents whose drafts of a care plan the caller reads: who runs the shift, and managers.';

create table public.care_plans (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    review_cycle_days int check (review_cycle_days between 1 and 366),
    note text check (length(note) between 1 and 2000),
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
    unique (organisation_id, client_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.care_plans is 'The living care plan of a resident: what its versions belong to, and what is locked while one is published.';
comment on column public.care_plans.care_home_id is 'Where it was begun; never changed by a move.';
comment on column public.care_plans.review_cycle_days is 'Days between reviews of this plan, where it isn''t the organisation''s company_settings.review_cycle_days.';
create unique index care_plans_live on public.care_plans (organisation_id, client_id) where archived_at is null;
create index care_plans_home on public.care_plans (organisation_id, care_home_id);
alter table public.care_plans enable row level security;
alter table public.care_plans force row level security;
revoke all on public.care_plans from public, anon, authenticated, service_role;
create trigger place before insert on public.care_plans for each row execute function app.place_resident_row();
create trigger record before insert or update on public.care_plans for each row execute function app.record_row();
create trigger column_rights before update on public.care_plans for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.care_plans for each row when (new.archived_at is null) execute function app.parents_live();
create trigger archive_cascade after update of archived_at on public.care_plans for each row execute function app.archive_cascade();
create trigger audit after insert or update on public.care_plans for each row execute function app.audit();
grant select on public.care_plans to authenticated;
grant insert (organisation_id, client_id, review_cycle_days, note) on public.care_plans to almoner_request;
grant update (review_cycle_days, note, archived_at, archive_reason) on public.care_plans to almoner_request;
create policy care_plans_select on public.care_plans for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy care_plans_insert on public.care_plans for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));
create policy care_plans_update on public.care_plans for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));


create table public.care_plan_versions (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    care_plan_id uuid not null,
    number int not null,
    status text not null default 'draft' constraint care_plan_versions_status check (status in
        ('draft', 'in_review', 'active', 'superseded', 'withdrawn')),
    sections jsonb not null default '{}',
    change_reason text check (length(change_reason) between 1 and 2000),
    consent_note text check (length(consent_note) between 1 and 2000),
    based_on_id uuid,
    author_ids uuid[] not null default '{}',
    submitted_at timestamptz,
    submitted_by uuid,
    published_at timestamptz,
    published_by uuid,
    effective tstzrange,
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
    unique (organisation_id, client_id, id),
    unique (organisation_id, care_plan_id, number),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id, care_plan_id) references public.care_plans (organisation_id, client_id, id),
    foreign key (organisation_id, client_id, based_on_id) references public.care_plan_versions (organisation_id, client_id, id),
    foreign key (organisation_id, submitted_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, published_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint care_plan_versions_published check (status not in ('active', 'superseded') or (published_at is not null and effective is not null)),
    constraint care_plan_versions_in_force check (status <> 'active' or upper_inf(effective))
);
comment on table public.care_plan_versions is 'A version of a resident''s care plan. One that has left draft never changes, whoever tries; only its status moves on.';
comment on column public.care_plan_versions.care_home_id is 'Where it was begun; never changed by a move.';
comment on column public.care_plan_versions.number is 'Counted up within the plan when the draft is begun.';
comment on column public.care_plan_versions.sections is '{domain: {need, outcome, support, preferences, risks}}, each a text; the domains are those of app.care_domains().';
comment on column public.care_plan_versions.based_on_id is 'The active version on which this one was written. Publishing over another one is refused (plan_changed), so that nobody''s change is lost unseen.';
comment on column public.care_plan_versions.author_ids is 'Whoever wrote anything in it, tasks too: the two-person rule (company_settings.two_person_publish) keeps each of them from publishing it.';
comment on column public.care_plan_versions.effective is 'While it was the active one.';
create unique index care_plan_versions_active on public.care_plan_versions (organisation_id, client_id) where status = 'active';
create index care_plan_versions_draft on public.care_plan_versions (organisation_id, client_id) where status = 'draft';
create index care_plan_versions_review on public.care_plan_versions (organisation_id, care_home_id, submitted_at) where status = 'in_review' and archived_at is null;
create index care_plan_versions_home on public.care_plan_versions (organisation_id, care_home_id);
alter table public.care_plan_versions enable row level security;
alter table public.care_plan_versions force row level security;
revoke all on public.care_plan_versions from public, anon, authenticated, service_role;

create function app.care_domains() returns text[]
language sql immutable set search_path = ''
as $$ select array['personal_care', 'mobility_falls', 'nutrition_hydration', 'continence', 'skin', 'medication', 'communication_sensory',
    'cognition_mental_health', 'capacity_consent', 'behaviour_support', 'breathing', 'pain', 'sleep', 'social_activities',
    'culture_spirituality', 'safety_environment', 'end_of_life', 'oral_health', 'infection', 'finance_belongings'] $$;
comment on function app.care_domains() is 'The domains of a care plan.';

create function app.version_content() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    s record;
    f record;
    me uuid := app.profile_id();
begin
    if tg_op = 'INSERT' then
        -- The lock makes two drafts that are begun at once count on, and waits for a publish.
        perform from public.care_plans p where p.organisation_id = new.organisation_id and p.id = new.care_plan_id for no key update;
        if new.number is null then
            select coalesce(max(v.number), 0) + 1 into new.number from public.care_plan_versions v
             where v.organisation_id = new.organisation_id and v.care_plan_id = new.care_plan_id;
        end if;
        if new.based_on_id is null then
            select v.id into new.based_on_id from public.care_plan_versions v
             where v.organisation_id = new.organisation_id and v.client_id = new.client_id and v.status = 'active';
        end if;
    end if;
    if tg_op = 'INSERT' or new.sections is distinct from old.sections then
        if pg_catalog.jsonb_typeof(new.sections) <> 'object' then
            perform app.refuse('invalid', 'Send an object with a member for each domain of the plan.', 'sections');
        end if;
        for s in select e.key, e.value from pg_catalog.jsonb_each(new.sections) e loop
            if not (s.key = any (app.care_domains())) then
                perform app.refuse('invalid', 'There is no such domain of a care plan: ' || left(s.key, 60) || '.', 'sections');
            end if;
            if pg_catalog.jsonb_typeof(s.value) <> 'object' then
                perform app.refuse('invalid', 'A domain is an object of texts.', 'sections.' || s.key);
            end if;
            for f in select e.key, e.value from pg_catalog.jsonb_each(s.value) e loop
                if not (f.key = any (array['need', 'outcome', 'support', 'preferences', 'risks'])) then
                    perform app.refuse('invalid', 'A domain has need, outcome, support, preferences and risks.', 'sections.' || s.key);
                end if;
                if pg_catalog.jsonb_typeof(f.value) <> 'string' or length(s.value ->> f.key) not between 1 and 4000 then
                    perform app.refuse('invalid', 'Write between 1 and 4000 characters, or leave it out.', 'sections.' || s.key || '.' || f.key);
                end if;
            end loop;
        end loop;
    end if;
    if me is not null and not (me = any (new.author_ids)) and (tg_op = 'INSERT'
        or (old.status = 'draft' and (new.sections, new.change_reason, new.consent_note, new.based_on_id)
            is distinct from (old.sections, old.change_reason, old.consent_note, old.based_on_id))) then
        new.author_ids := pg_catalog.array_append(new.author_ids, me);
    end if;
    return new;
end
$$;
comment on function app.version_content() is 'Numbers a draft, checks its sections, and notes who wrote in it.';

create function app.version_frozen() returns trigger
language plpgsql set search_path = ''
as $$
declare
    touched text;
begin
    -- `author_ids` is counted while it is a draft; the rest says where it is in its life.
    select c into touched from unnest(app.changed_columns(to_jsonb(old), to_jsonb(new))) c
     where c <> all (array['status', 'submitted_at', 'submitted_by', 'published_at', 'published_by', 'effective'])
     limit 1;
    if touched is not null then
        perform app.refuse('illegal_transition', 'A version that has left draft never changes. Begin a new draft.', touched);
    end if;
    if new.status = old.status then
        perform app.refuse('illegal_transition', 'It is there already: somebody was quicker.', 'status');
    end if;
    return new;
end
$$;
comment on function app.version_frozen() is 'A version that has left draft only moves on in its life, whoever tries.';

create function app.version_moves() returns trigger
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
comment on function app.version_moves() is 'What goes with each step in the life of a version. Publishing locks the resident and the plan, supersedes the version that it was based on, and is refused over any other.';
revoke execute on function app.draft_client_ids(), app.care_domains(), app.version_content(), app.version_frozen(), app.version_moves()
    from public, anon, authenticated, service_role;
grant execute on function app.draft_client_ids() to authenticated, almoner_request;
grant execute on function app.care_domains() to authenticated, almoner_request;

create trigger place before insert on public.care_plan_versions for each row execute function app.place_resident_row();
create trigger content before insert or update on public.care_plan_versions for each row execute function app.version_content();
create trigger column_rights before update on public.care_plan_versions for each row execute function app.column_rights();
create trigger frozen before update on public.care_plan_versions for each row when (old.status <> 'draft') execute function app.version_frozen();
create trigger record before insert or update on public.care_plan_versions for each row execute function app.record_row();
create trigger transition before update of status on public.care_plan_versions for each row execute function app.transition();
create trigger transition_effect before update of status on public.care_plan_versions for each row when (old.status <> new.status) execute function app.version_moves();
create trigger parents_live after insert or update of archived_at on public.care_plan_versions for each row when (new.archived_at is null) execute function app.parents_live();
create trigger archive_cascade after update of archived_at on public.care_plan_versions for each row execute function app.archive_cascade();
create trigger audit after insert or update on public.care_plan_versions for each row execute function app.audit();
grant select on public.care_plan_versions to authenticated;
grant insert (organisation_id, client_id, care_plan_id, sections, change_reason, consent_note, based_on_id) on public.care_plan_versions to almoner_request;
grant update (sections, change_reason, consent_note, based_on_id, status, archived_at, archive_reason) on public.care_plan_versions to almoner_request;
create policy care_plan_versions_select on public.care_plan_versions for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.draft_client_ids())::uuid[])
        or (status <> 'draft' and client_id = any ((select app.care_client_ids())::uuid[])));
create policy care_plan_versions_insert on public.care_plan_versions for insert to almoner_request
    with check ((client_id = any ((select app.writable_client_ids())::uuid[]) or client_id = any ((select app.senior_client_ids())::uuid[]))
        and status = 'draft');
-- Who runs the shift writes drafts and submits them; the rest of its life is the manager's.
create policy care_plan_versions_update on public.care_plan_versions for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[])
        or (status = 'draft' and client_id = any ((select app.senior_client_ids())::uuid[])))
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or (status in ('draft', 'in_review') and client_id = any ((select app.senior_client_ids())::uuid[])));

insert into app.archive_children (parent, child, child_column, goes_along, only_status) values
    ('clients', 'care_plans', 'client_id', true, null),
    ('care_plans', 'care_plan_versions', 'care_plan_id', true, '{draft}');

insert into app.column_rights (table_name, right_name, columns) values
    ('care_plans', 'manager_of_resident', '{review_cycle_days,note,archived_at,archive_reason}'),
    ('care_plan_versions', 'manager_of_resident', '{sections,change_reason,consent_note,based_on_id,status,archived_at,archive_reason}'),
    ('care_plan_versions', 'senior_while_draft', '{sections,change_reason,consent_note,based_on_id,status}');

insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('care_plan_versions', 'submit', 'draft', 'in_review', '{}', '{manager_of_resident,senior_of_resident}'),
    ('care_plan_versions', 'send_back', 'in_review', 'draft', '{}', '{manager_of_resident}'),
    ('care_plan_versions', 'publish', 'in_review', 'active', '{}', '{manager_of_resident}'),
    ('care_plan_versions', 'supersede', 'active', 'superseded', '{}', '{}'),
    ('care_plan_versions', 'withdraw', 'draft', 'withdrawn', '{}', '{manager_of_resident}'),
    ('care_plan_versions', 'withdraw', 'in_review', 'withdrawn', '{}', '{manager_of_resident}'),
    ('care_plan_versions', 'cease', 'active', 'withdrawn', '{}', '{manager_of_resident}');
