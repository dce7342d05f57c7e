-- Reviews of a plan, and who has read which version.

create table public.care_plan_reviews (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    care_plan_id uuid not null,
    due_on date not null check (due_on between '1900-01-01' and '2200-01-01'),
    reason text not null default 'routine' constraint care_plan_reviews_reason check (reason in ('routine', 'score_change', 'incident', 'request', 'change')),
    detail text check (length(detail) between 1 and 1000),
    status text not null default 'due' constraint care_plan_reviews_status check (status in ('due', 'held', 'cancelled')),
    held_on date check (held_on between '1900-01-01' and '2200-01-01'),
    held_by uuid,
    involved text[] not null default '{}' constraint care_plan_reviews_involved check (involved <@ '{resident,family,lpa,advocate,professional}'),
    outcome text constraint care_plan_reviews_outcome check (outcome in ('no_change', 'amended', 'new_plan', 'ceased')),
    note text check (length(note) between 1 and 4000),
    next_due_on date check (next_due_on between '1900-01-01' and '2200-01-01'),
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id, care_plan_id) references public.care_plans (organisation_id, client_id, id),
    foreign key (organisation_id, held_by) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint care_plan_reviews_held check ((status = 'held') = (outcome is not null) and (status = 'held') = (held_on is not null))
);
comment on table public.care_plan_reviews is 'A review of a care plan: when it is due and why, who took part, what came of it. The law gives no interval; the sector''s norm is 28 days and on a significant change.';
comment on column public.care_plan_reviews.care_home_id is 'Where it was planned; never changed by a move.';
comment on column public.care_plan_reviews.involved is 'Who took part beside the staff: resident, family, lpa, advocate, professional.';
comment on column public.care_plan_reviews.next_due_on is 'When the next one is due; without a date, after the plan''s or the organisation''s cycle.';
create unique index care_plan_reviews_routine on public.care_plan_reviews (organisation_id, care_plan_id) where reason = 'routine' and status = 'due' and archived_at is null;
create index care_plan_reviews_due on public.care_plan_reviews (organisation_id, care_home_id, due_on) where status = 'due' and archived_at is null;
create index care_plan_reviews_client on public.care_plan_reviews (organisation_id, client_id, due_on desc);
alter table public.care_plan_reviews enable row level security;
alter table public.care_plan_reviews force row level security;
revoke all on public.care_plan_reviews from public, anon, authenticated, service_role;

create function app.review_next(organisation uuid, plan uuid, after date) returns date
language plpgsql stable set search_path = ''
as $$
begin
    return after + coalesce(
        (select p.review_cycle_days from public.care_plans p where p.organisation_id = organisation and p.id = plan),
        (select s.review_cycle_days from public.company_settings s where s.organisation_id = organisation),
        28);
end
$$;
comment on function app.review_next(uuid, uuid, date) is 'When a plan is to be reviewed after a day: its own cycle, or the organisation''s, or the sector''s 28 days.';

create function app.review_moves() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if old.status <> 'due' then
        perform app.refuse('illegal_transition', 'A review that was held or cancelled stays as it is. Make another one due.', 'status');
    end if;
    if new.status = 'held' then
        if new.outcome is null then
            perform app.refuse('invalid', 'Say what came of the review.', 'outcome');
        end if;
        new.held_on := coalesce(new.held_on, current_date);
        if new.held_on > current_date + 1 then
            perform app.refuse('invalid', 'A review is not held in the future.', 'held_on');
        end if;
        new.held_by := app.profile_id();
        if new.outcome <> 'ceased' then
            new.next_due_on := coalesce(new.next_due_on, app.review_next(new.organisation_id, new.care_plan_id, new.held_on));
        end if;
    end if;
    return new;
end
$$;
comment on function app.review_moves() is 'A review that was held stays as it is, and says when the next one is due.';

create function app.review_followed() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if new.next_due_on is not null and new.outcome <> 'ceased' then
        insert into public.care_plan_reviews (organisation_id, client_id, care_home_id, care_plan_id, due_on, reason)
        select new.organisation_id, new.client_id, c.holding_home_id, new.care_plan_id, new.next_due_on, 'routine'
          from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id
        on conflict (organisation_id, care_plan_id) where reason = 'routine' and status = 'due' and archived_at is null do nothing;
    end if;
    return null;
end
$$;
comment on function app.review_followed() is 'The next routine review.';

create function app.review_of_published() returns trigger
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
comment on function app.review_of_published() is 'A published plan has a review due.';
revoke execute on function app.review_next(uuid, uuid, date), app.review_moves(), app.review_followed(), app.review_of_published()
    from public, anon, authenticated, service_role;

create trigger place before insert on public.care_plan_reviews for each row execute function app.place_resident_row();
create trigger column_rights before update on public.care_plan_reviews for each row execute function app.column_rights();
create trigger record before insert or update on public.care_plan_reviews for each row execute function app.record_row();
create trigger transition before update of status on public.care_plan_reviews for each row execute function app.transition();
create trigger transition_effect before update of due_on, reason, detail, status, held_on, involved, outcome, note, next_due_on, archived_at on public.care_plan_reviews
    for each row execute function app.review_moves();
create trigger parents_live after insert or update of archived_at on public.care_plan_reviews for each row when (new.archived_at is null) execute function app.parents_live();
create trigger followed after update of status on public.care_plan_reviews for each row when (old.status = 'due' and new.status = 'held') execute function app.review_followed();
create trigger audit after insert or update on public.care_plan_reviews for each row execute function app.audit();
create trigger review after update of status on public.care_plan_versions for each row when (old.status <> 'active' and new.status = 'active') execute function app.review_of_published();
grant select on public.care_plan_reviews to authenticated;
grant insert (organisation_id, client_id, care_plan_id, due_on, reason, detail) on public.care_plan_reviews to almoner_request;
grant update (due_on, detail, status, held_on, involved, outcome, note, next_due_on, archived_at, archive_reason) on public.care_plan_reviews to almoner_request;
create policy care_plan_reviews_select on public.care_plan_reviews for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[]));
create policy care_plan_reviews_insert on public.care_plan_reviews for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));
create policy care_plan_reviews_update on public.care_plan_reviews for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column, goes_along, only_status) values
    ('clients', 'care_plan_reviews', 'client_id', true, '{due}'),
    ('care_plans', 'care_plan_reviews', 'care_plan_id', true, '{due}');
insert into app.column_rights (table_name, right_name, columns) values
    ('care_plan_reviews', 'manager_of_resident', '{due_on,detail,status,held_on,involved,outcome,note,next_due_on,archived_at,archive_reason}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('care_plan_reviews', 'hold', 'due', 'held', '{}', '{manager_of_resident}'),
    ('care_plan_reviews', 'cancel', 'due', 'cancelled', '{}', '{manager_of_resident}');


create table public.care_plan_version_reads (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    care_plan_version_id uuid not null,
    profile_id uuid not null,
    shown_at timestamptz not null,
    confirmed_at timestamptz,
    copy_age_seconds int not null default 0 check (copy_age_seconds between 0 and 2592000),
    recorded_at timestamptz not null default now(),
    primary key (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id, care_plan_version_id) references public.care_plan_versions (organisation_id, client_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    constraint care_plan_version_reads_order check (confirmed_at is null or confirmed_at >= shown_at)
);
comment on table public.care_plan_version_reads is 'Who was shown a version of a plan, and who said that they have read it: a row for each. Never reset: a new version simply has none.';
comment on column public.care_plan_version_reads.copy_age_seconds is 'How old the device''s copy of the plan was, in seconds; 0 when it was fetched to be shown.';
create unique index care_plan_version_reads_confirmed on public.care_plan_version_reads (organisation_id, care_plan_version_id, profile_id) where confirmed_at is not null;
create index care_plan_version_reads_person on public.care_plan_version_reads (organisation_id, profile_id, id desc);
create index care_plan_version_reads_home on public.care_plan_version_reads (organisation_id, care_home_id, id desc);
create index care_plan_version_reads_client on public.care_plan_version_reads (organisation_id, client_id, id desc);
alter table public.care_plan_version_reads enable row level security;
alter table public.care_plan_version_reads force row level security;
revoke all on public.care_plan_version_reads from public, anon, authenticated, service_role;

create function app.read_counts() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- An AFTER trigger: the policy has decided that the person sees the resident.
    if not exists (select from public.care_plan_versions v
        where v.organisation_id = new.organisation_id and v.id = new.care_plan_version_id and v.status in ('active', 'superseded')) then
        perform app.refuse('invalid', 'Only a version that was published is read.', 'care_plan_version_id');
    end if;
    if greatest(new.shown_at, new.confirmed_at) > now() + interval '10 minutes' then
        perform app.refuse('invalid', 'The clock of this device is more than 10 minutes ahead. Set it, and send this again.', 'shown_at');
    end if;
    return null;
end
$$;
comment on function app.read_counts() is 'What was read is a version that everybody gives care by, and not in the future.';
revoke execute on function app.read_counts() from public, anon, authenticated, service_role;
create trigger place before insert on public.care_plan_version_reads for each row execute function app.place_resident_row();
create trigger counts after insert on public.care_plan_version_reads for each row execute function app.read_counts();
create trigger evidence before update or delete on public.care_plan_version_reads for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.care_plan_version_reads for each statement execute function app.evidence_stays();
create trigger audit after insert on public.care_plan_version_reads for each row execute function app.audit();
grant select on public.care_plan_version_reads to authenticated;
grant insert (organisation_id, client_id, care_plan_version_id, profile_id, shown_at, confirmed_at, copy_age_seconds) on public.care_plan_version_reads to almoner_request;
create policy care_plan_version_reads_select on public.care_plan_version_reads for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.writable_client_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy care_plan_version_reads_insert on public.care_plan_version_reads for insert to almoner_request
    with check (profile_id = (select app.profile_id())
        and (client_id = any ((select app.lately_cared_client_ids())::uuid[]) or organisation_id = (select app.org_read_in_full())));
