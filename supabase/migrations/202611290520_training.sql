-- What the operator wants its people to learn, who has learnt what, and how each home stands.

create table public.training_topics (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    code text not null check (code ~ '^[a-z][a-z0-9_]{1,39}$'),
    name text not null check (length(name) between 1 and 200),
    description text check (length(description) between 1 and 1000),
    interval_months int check (interval_months between 1 and 120),
    expiring_days int not null default 60 check (expiring_days between 0 and 366),
    reference_code text,
    reference_version int,
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
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    foreign key (reference_code, reference_version) references reference.training_topics (code, version),
    constraint training_topics_reference check ((reference_code is null) = (reference_version is null))
);
comment on table public.training_topics is 'What the operator wants its people to learn. A topic may come from a published one (reference.training_topics); its interval is the operator''s own.';
comment on column public.training_topics.interval_months is 'Months until it is refreshed; empty: once.';
comment on column public.training_topics.expiring_days is 'Days before its end from which a record counts as expiring.';
create unique index training_topics_code on public.training_topics (organisation_id, code) where archived_at is null;

create table public.training_requirements (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    topic_id uuid not null,
    care_home_id uuid,
    job_title text constraint training_requirements_job_title check (job_title in (
        'org_owner', 'nominated_individual', 'regional_manager', 'registered_manager', 'deputy_manager',
        'compliance_lead', 'nurse', 'senior_carer', 'carer', 'activities', 'ancillary', 'rota_coordinator',
        'finance_officer', 'hr_officer', 'agency_worker', 'external_professional')),
    within_days int not null default 84 check (within_days between 0 and 730),
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
    foreign key (organisation_id, topic_id) references public.training_topics (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.training_requirements is 'Who has to learn a topic: everybody, or those of a job title; in every home, or in one.';
comment on column public.training_requirements.job_title is 'Empty: everybody with a membership in the home.';
comment on column public.training_requirements.within_days is 'Days after somebody begins in which it has to be done; 84 are the 12 weeks of the Care Certificate.';
create unique index training_requirements_once on public.training_requirements (organisation_id, topic_id, care_home_id, job_title)
    nulls not distinct where archived_at is null;

create table public.training_records (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    profile_id uuid not null,
    topic_id uuid not null,
    completed_on date not null check (completed_on between '1950-01-01' and '2200-01-01'),
    expires_on date,
    provider text check (length(provider) between 1 and 200),
    evidence text check (length(evidence) between 1 and 500),
    verified boolean not null default false,
    verified_at timestamptz,
    verified_by uuid,
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
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, topic_id) references public.training_topics (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint training_records_expires check (expires_on > completed_on and expires_on <= completed_on + 3660),
    constraint training_records_verified check (verified = (verified_at is not null))
);
comment on table public.training_records is 'That somebody completed a training. People enter their own; it counts once somebody else has verified it.';
comment on column public.training_records.expires_on is 'The last day on which it counts is the day before. Where nobody says it, it follows from the topic''s interval; empty: for ever.';
comment on column public.training_records.evidence is 'What shows it: a certificate''s number, where the paper lies.';
comment on column public.training_records.verified is 'Somebody other than the person has seen the evidence. A later change of what was verified takes it away.';
create index training_records_person on public.training_records (organisation_id, profile_id, topic_id, completed_on) where archived_at is null;
create index training_records_topic on public.training_records (organisation_id, topic_id) where archived_at is null;
create index training_records_unverified on public.training_records (organisation_id, id) where archived_at is null and not verified;

create function app.training_record() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.completed_on > current_date + 1 then
        perform app.refuse('invalid', 'A training is entered once it is completed.', 'completed_on');
    end if;
    -- Tells nothing of a topic of another operator: the foreign key answers for it.
    if new.expires_on is null and (tg_op = 'INSERT' or new.completed_on <> old.completed_on or new.topic_id <> old.topic_id) then
        new.expires_on := (select (new.completed_on + make_interval(months => t.interval_months))::date
            from public.training_topics t where t.organisation_id = new.organisation_id and t.id = new.topic_id);
    end if;
    if tg_op = 'INSERT' then
        -- Nobody who answers a request has a grant to say it here; a seed or an import may.
        new.verified_at := case when new.verified then coalesce(new.verified_at, now()) end;
    elsif new.verified and not old.verified then
        if new.profile_id = app.profile_id() then
            perform app.refuse('forbidden', 'Somebody else verifies it.', 'verified');
        end if;
        new.verified_at := now();
        new.verified_by := app.profile_id();
    elsif old.verified and (not new.verified or (new.completed_on, new.expires_on, new.evidence, new.provider, new.topic_id)
            is distinct from (old.completed_on, old.expires_on, old.evidence, old.provider, old.topic_id)) then
        new.verified := false;
        new.verified_at := null;
        new.verified_by := null;
    end if;
    return new;
end
$$;
comment on function app.training_record() is 'Fills the end from the topic''s interval; notes who verified, who is never the person themself; takes the verification away when what was verified changes.';
-- Named so that it fires after column_rights.
create trigger training_record before insert or update of topic_id, completed_on, expires_on, provider, evidence, verified on public.training_records
    for each row execute function app.training_record();

create function app.topic_in_use() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    gone boolean;
begin
    -- A shared lock, unlike that of app.parents_live: everybody enters trainings of the same few topics.
    select t.archived_at is not null into gone from public.training_topics t
     where t.organisation_id = new.organisation_id and t.id = new.topic_id for share;
    if gone then
        perform app.refuse('parent_archived', 'That topic is not used any more.', 'topic_id');
    end if;
    return null;
end
$$;
comment on function app.topic_in_use() is 'No training is entered or restored under an archived topic. An AFTER trigger: the policies have decided by then.';
create trigger in_use after insert or update of topic_id, archived_at on public.training_records for each row
    when (new.archived_at is null) execute function app.topic_in_use();

create table public.compliance_stats (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null,
    care_home_id uuid not null,
    profile_id uuid not null,
    topic_id uuid not null,
    member_from timestamptz not null,
    member_until timestamptz,
    due_on date not null,
    completed_on date,
    expiring_from date,
    expires_on date,
    claimed_on date,
    refreshed_at timestamptz not null default now(),
    primary key (organisation_id, id),
    unique (organisation_id, care_home_id, profile_id, topic_id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, topic_id) references public.training_topics (organisation_id, id)
);
comment on table public.compliance_stats is 'One row for each person of a home and each topic that they have to learn there. Kept by triggers; it holds dates and no states, since no trigger notices midnight: app.training_counts counts at the moment of reading.';
comment on column public.compliance_stats.id is 'The first 16 bytes of SHA-256 of home, person and topic: the same whenever it is made anew.';
comment on column public.compliance_stats.member_from is 'When the membership in the home begins, the first where there are several.';
comment on column public.compliance_stats.due_on is 'Until when a first training is due: the beginning and the requirement''s days.';
comment on column public.compliance_stats.completed_on is 'Of the verified record that holds longest.';
comment on column public.compliance_stats.expires_on is 'Empty with completed_on: for ever.';
comment on column public.compliance_stats.claimed_on is 'The latest record that nobody has verified yet and that is newer than the verified one.';
create index compliance_stats_expiring on public.compliance_stats (organisation_id, care_home_id, expires_on);
create index compliance_stats_person on public.compliance_stats (organisation_id, profile_id);

do $$
declare
    t text;
begin
    foreach t in array array['training_topics', 'training_requirements', 'training_records', 'compliance_stats'] loop
        execute format('alter table public.%I enable row level security', t);
        execute format('alter table public.%I force row level security', t);
        execute format('revoke all on public.%I from public, anon, authenticated, service_role', t);
        execute format('grant select on public.%I to authenticated', t);
        if t <> 'compliance_stats' then
            execute format('create trigger record before insert or update on public.%I for each row execute function app.record_row()', t);
            execute format('create trigger column_rights before update on public.%I for each row execute function app.column_rights()', t);
            execute format('create trigger parents_live after insert or update of archived_at on public.%I for each row when (new.archived_at is null) execute function app.parents_live()', t);
            execute format('create trigger audit after insert or update on public.%I for each row execute function app.audit()', t);
        end if;
    end loop;
end
$$;
create trigger archive_cascade after update of archived_at on public.training_topics for each row execute function app.archive_cascade();

grant insert (organisation_id, code, name, description, interval_months, expiring_days, reference_code, reference_version) on public.training_topics to almoner_request;
grant update (name, description, interval_months, expiring_days, archived_at, archive_reason) on public.training_topics to almoner_request;
grant insert (organisation_id, topic_id, care_home_id, job_title, within_days) on public.training_requirements to almoner_request;
grant update (within_days, archived_at, archive_reason) on public.training_requirements to almoner_request;
grant insert (organisation_id, profile_id, topic_id, completed_on, expires_on, provider, evidence) on public.training_records to almoner_request;
grant update (completed_on, expires_on, provider, evidence, verified, archived_at, archive_reason) on public.training_records to almoner_request;

-- Everybody knows what is asked of them.
create policy training_topics_select on public.training_topics for select to authenticated
    using (organisation_id = (select app.organisation_id()));
create policy training_topics_insert on public.training_topics for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));
create policy training_topics_update on public.training_topics for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));
create policy training_requirements_select on public.training_requirements for select to authenticated
    using (organisation_id = (select app.organisation_id()));
create policy training_requirements_insert on public.training_requirements for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));
create policy training_requirements_update on public.training_requirements for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));

create policy training_records_select on public.training_records for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or profile_id = any ((select app.managed_profile_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy training_records_insert on public.training_records for insert to almoner_request
    with check (profile_id = any ((select app.managed_profile_ids())::uuid[])
        or profile_id = (select app.profile_id())
        or organisation_id = (select app.compliance_organisation_id()));
-- Nobody changes, verifies or archives what is about themself.
create policy training_records_update on public.training_records for update to almoner_request
    using ((profile_id = any ((select app.managed_profile_ids())::uuid[])
            or organisation_id = (select app.owned_organisation_id())
            or organisation_id = (select app.compliance_organisation_id()))
        and profile_id <> (select app.profile_id()))
    with check ((profile_id = any ((select app.managed_profile_ids())::uuid[])
            or organisation_id = (select app.owned_organisation_id())
            or organisation_id = (select app.compliance_organisation_id()))
        and profile_id <> (select app.profile_id()));

create policy compliance_stats_select on public.compliance_stats for select to authenticated
    using (organisation_id = (select app.org_read_in_full()) or care_home_id = any ((select app.managed_home_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values
    ('training_topics', 'training_requirements', 'topic_id'),
    ('care_homes', 'training_requirements', 'care_home_id');
insert into app.archive_children (parent, child, child_column, goes_along) values
    ('profiles', 'training_records', 'profile_id', false);

insert into app.column_rights (table_name, right_name, columns) values
    ('training_topics', 'owner', '{name,description,interval_months,expiring_days,archived_at,archive_reason}'),
    ('training_topics', 'compliance_lead', '{name,description,interval_months,expiring_days,archived_at,archive_reason}'),
    ('training_requirements', 'owner', '{within_days,archived_at,archive_reason}'),
    ('training_requirements', 'compliance_lead', '{within_days,archived_at,archive_reason}'),
    ('training_records', 'manager_of_person', '{completed_on,expires_on,provider,evidence,verified,archived_at,archive_reason}'),
    ('training_records', 'owner', '{verified}'),
    ('training_records', 'compliance_lead', '{completed_on,expires_on,provider,evidence,verified}');

revoke execute on function app.training_record(), app.topic_in_use() from public, anon, authenticated, service_role;

-- Compliance: what is wanted of whom, and what of it is there. One statement says it, triggers keep it.

create function app.compliance_wanted(tenant uuid, person uuid, topic uuid, as_of timestamptz)
returns table (id uuid, care_home_id uuid, profile_id uuid, topic_id uuid, member_from timestamptz, member_until timestamptz,
    due_on date, completed_on date, expiring_from date, expires_on date, claimed_on date)
language plpgsql stable set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
    return query
    with member as (
        select x.care_home_id, x.profile_id, min(coalesce(lower(x.valid), '-infinity')) as member_from,
               case when bool_or(upper_inf(x.valid)) then null else max(upper(x.valid)) end as member_until
          from (
            select u.care_home_id, u.profile_id, u.valid from public.user_care_homes u
             where u.organisation_id = tenant and u.archived_at is null and (person is null or u.profile_id = person)
            union all
            select m.care_home_id, m.profile_id, m.valid from public.manager_care_homes m
             where m.organisation_id = tenant and m.archived_at is null and (person is null or m.profile_id = person)
          ) x
         where not isempty(x.valid) and coalesce(upper(x.valid), 'infinity') > as_of
         group by 1, 2
    ), wanted as (
        select b.care_home_id, b.profile_id, r.topic_id, b.member_from, b.member_until,
               (b.member_from at time zone h.time_zone)::date + min(r.within_days) as due_on, t.expiring_days
          from member b
          join public.profiles p on p.organisation_id = tenant and p.id = b.profile_id and p.archived_at is null and p.status <> 'disabled'
          join public.care_homes h on h.organisation_id = tenant and h.id = b.care_home_id and h.archived_at is null
          join public.training_requirements r on r.organisation_id = tenant and r.archived_at is null
               and (r.care_home_id is null or r.care_home_id = b.care_home_id)
               and (r.job_title is null or r.job_title = p.job_title)
               and (topic is null or r.topic_id = topic)
          join public.training_topics t on t.organisation_id = tenant and t.id = r.topic_id and t.archived_at is null
         group by b.care_home_id, b.profile_id, r.topic_id, b.member_from, b.member_until, h.time_zone, t.expiring_days
    )
    select encode(substring(sha256(convert_to(w.care_home_id::text || w.profile_id::text || w.topic_id::text, 'UTF8')) for 16), 'hex')::uuid,
           w.care_home_id, w.profile_id, w.topic_id, w.member_from, w.member_until, w.due_on,
           best.completed_on, best.expires_on - w.expiring_days, best.expires_on, claim.completed_on
      from wanted w
      left join lateral (
        select x.completed_on, x.expires_on from public.training_records x
         where x.organisation_id = tenant and x.profile_id = w.profile_id and x.topic_id = w.topic_id
           and x.archived_at is null and x.verified
         order by x.expires_on desc nulls first, x.completed_on desc limit 1
      ) best on true
      left join lateral (
        select max(x.completed_on) as completed_on from public.training_records x
         where x.organisation_id = tenant and x.profile_id = w.profile_id and x.topic_id = w.topic_id
           and x.archived_at is null and not x.verified and x.completed_on > coalesce(best.completed_on, '-infinity')
      ) claim on true;
end
$$;
comment on function app.compliance_wanted(uuid, uuid, uuid, timestamptz) is 'What compliance_stats should hold at a moment: of an organisation, of one person of it, of one topic. Not SECURITY DEFINER and granted to nobody.';

create function app.refresh_compliance(tenant uuid, person uuid, topic uuid) returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
    changed bigint;
begin
    -- One change of a person's rows at a time: who comes second looks after the first is through, and
    -- what concerns everybody waits for all.
    if person is null then
        perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('compliance ' || tenant, 0));
    else
        perform pg_catalog.pg_advisory_xact_lock_shared(pg_catalog.hashtextextended('compliance ' || tenant, 0));
        perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('compliance ' || tenant || person, 0));
    end if;
    with wanted as materialized (
        select * from app.compliance_wanted(tenant, person, topic, now())
    ), gone as (
        delete from public.compliance_stats s
         where s.organisation_id = tenant and (person is null or s.profile_id = person) and (topic is null or s.topic_id = topic)
           and not exists (select from wanted w where w.id = s.id)
        returning 1
    ), kept as (
        insert into public.compliance_stats as s (organisation_id, id, care_home_id, profile_id, topic_id, member_from, member_until,
            due_on, completed_on, expiring_from, expires_on, claimed_on)
        select tenant, w.id, w.care_home_id, w.profile_id, w.topic_id, w.member_from, w.member_until,
               w.due_on, w.completed_on, w.expiring_from, w.expires_on, w.claimed_on
          from wanted w
        on conflict (organisation_id, id) do update set member_from = excluded.member_from, member_until = excluded.member_until,
            due_on = excluded.due_on, completed_on = excluded.completed_on, expiring_from = excluded.expiring_from,
            expires_on = excluded.expires_on, claimed_on = excluded.claimed_on, refreshed_at = now()
         where (s.member_from, s.member_until, s.due_on, s.completed_on, s.expiring_from, s.expires_on, s.claimed_on)
            is distinct from (excluded.member_from, excluded.member_until, excluded.due_on, excluded.completed_on,
                excluded.expiring_from, excluded.expires_on, excluded.claimed_on)
        returning 1
    )
    select (select count(*) from gone) + (select count(*) from kept) into changed;
    return changed;
end
$$;
comment on function app.refresh_compliance(uuid, uuid, uuid) is 'Brings compliance_stats up to what is wanted now, of an organisation, a person or a topic; says how many rows changed. The daily job calls it for each organisation, since memberships end without anybody writing.';

create function app.follow_training() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    after jsonb := to_jsonb(new);
    before jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
    -- Of whom, and of what; neither: of the whole organisation.
    person text := case tg_table_name when 'profiles' then 'id' when 'training_topics' then null when 'care_homes' then null else 'profile_id' end;
    topic text := case tg_table_name when 'training_topics' then 'id' when 'training_records' then 'topic_id' when 'training_requirements' then 'topic_id' end;
begin
    perform app.refresh_compliance(new.organisation_id, (after ->> person)::uuid, (after ->> topic)::uuid);
    if tg_table_name = 'training_records' and (before ->> person, before ->> topic) <> (after ->> person, after ->> topic) then
        perform app.refresh_compliance(new.organisation_id, (before ->> person)::uuid, (before ->> topic)::uuid);
    end if;
    return null;
end
$$;
comment on function app.follow_training() is 'Keeps compliance_stats in step with whatever it follows from.';
-- Named so that they fire last: everywhere the locks of rows come before those of app.refresh_compliance.
create trigger training_stats after insert or update on public.training_records for each row execute function app.follow_training();
create trigger training_stats after update of expiring_days, archived_at on public.training_topics for each row execute function app.follow_training();
create trigger training_stats after insert or update on public.training_requirements for each row execute function app.follow_training();
create trigger training_stats after update of job_title, status, archived_at on public.profiles for each row
    when ((old.job_title, old.status, old.archived_at) is distinct from (new.job_title, new.status, new.archived_at)) execute function app.follow_training();
create trigger training_stats after insert or update of valid, archived_at on public.user_care_homes for each row execute function app.follow_training();
create trigger training_stats after insert or update of valid, archived_at on public.manager_care_homes for each row execute function app.follow_training();
create trigger training_stats after update of time_zone, archived_at on public.care_homes for each row
    when ((old.time_zone, old.archived_at) is distinct from (new.time_zone, new.archived_at)) execute function app.follow_training();

create function app.training_state(completed_on date, expiring_from date, expires_on date, on_day date) returns text
language plpgsql immutable set search_path = ''
as $$
begin
    return case when completed_on is null then 'not_started'
                when expires_on <= on_day then 'expired'
                when expiring_from <= on_day then 'expiring'
                else 'in_date' end;
end
$$;
comment on function app.training_state(date, date, date, date) is 'How a training stands on a day: not_started, in_date, expiring or expired.';

create function app.training_counts(on_day date default current_date)
returns table (care_home_id uuid, topic_id uuid, people bigint, in_date bigint, expiring bigint, expired bigint, not_started bigint,
    overdue bigint, claimed bigint)
language plpgsql stable set search_path = ''
as $$
begin
    return query
    select s.care_home_id, s.topic_id, count(*),
           count(*) filter (where app.training_state(s.completed_on, s.expiring_from, s.expires_on, on_day) = 'in_date'),
           count(*) filter (where app.training_state(s.completed_on, s.expiring_from, s.expires_on, on_day) = 'expiring'),
           count(*) filter (where app.training_state(s.completed_on, s.expiring_from, s.expires_on, on_day) = 'expired'),
           count(*) filter (where s.completed_on is null),
           count(*) filter (where s.completed_on is null and s.due_on < on_day),
           count(*) filter (where s.claimed_on is not null)
      from public.compliance_stats s
     where s.member_from < on_day + 1 and coalesce(s.member_until, 'infinity') > on_day
     group by s.care_home_id, s.topic_id;
end
$$;
comment on function app.training_counts(date) is 'Of each home and topic that the caller reads: people who have to learn it on that day, and how they stand. overdue is part of not_started; claimed are records that wait for somebody to verify them.';

revoke execute on function app.compliance_wanted(uuid, uuid, uuid, timestamptz), app.refresh_compliance(uuid, uuid, uuid), app.follow_training(),
    app.training_state(date, date, date, date), app.training_counts(date)
    from public, anon, authenticated, service_role;
grant execute on function app.training_state(date, date, date, date), app.training_counts(date) to authenticated, almoner_request;
