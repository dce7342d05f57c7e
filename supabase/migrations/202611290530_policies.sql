-- The operator's policies, each in versions with a life, and who has read them.

create table public.policy_documents (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    policy_id uuid not null,
    number int not null,
    title text not null check (length(title) between 1 and 200),
    summary text check (length(summary) between 1 and 2000),
    body text check (length(body) between 1 and 200000),
    audience text[] not null default '{}' constraint policy_documents_audience
        check (array_to_string(audience, ',', '?') ~ '^([a-z][a-z_]{1,39}(,[a-z][a-z_]{1,39}){0,19})?$' and '' <> all (audience)),
    acknowledge_within_days int check (acknowledge_within_days between 1 and 366),
    effective_from date check (effective_from between '1950-01-01' and '2200-01-01'),
    review_due date check (review_due between '1950-01-01' and '2200-01-01'),
    file_name text check (length(file_name) between 1 and 200 and file_name !~ '[/\\\x01-\x1f\x7f]'),
    media_type text constraint policy_documents_media_type check (media_type in ('application/pdf', 'text/plain',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'application/vnd.oasis.opendocument.text')),
    size_bytes bigint check (size_bytes between 1 and 26214400),
    sha256 bytea check (octet_length(sha256) = 32),
    path text,
    scan_status text not null default 'pending' constraint policy_documents_scan check (scan_status in ('pending', 'clean', 'infected', 'failed')),
    status text not null default 'draft' constraint policy_documents_status check (status in ('draft', 'in_force', 'superseded', 'expired', 'withdrawn')),
    published_at timestamptz,
    published_by uuid,
    ended_at timestamptz,
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
    unique (organisation_id, policy_id, number),
    foreign key (organisation_id, policy_id) references public.policy_documents (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint policy_documents_file check (num_nulls(file_name, media_type, size_bytes, sha256, path) = 0 or num_nulls(file_name, media_type, size_bytes, sha256, path) = 5),
    constraint policy_documents_says_something check (status = 'draft' or body is not null or path is not null)
);
comment on table public.policy_documents is 'A version of a policy. A version that has left draft never changes; what changes is a new one.';
comment on column public.policy_documents.policy_id is 'The first version, which names the policy through all that follow.';
comment on column public.policy_documents.audience is 'Job titles that it is for; empty: everybody.';
comment on column public.policy_documents.acknowledge_within_days is 'Days after publication in which those it is for confirm that they have read it; empty: not asked.';
comment on column public.policy_documents.path is 'The file in the bucket policy-files: organisation, policy, version. Made by a trigger; nobody chooses it.';
create unique index policy_documents_in_force on public.policy_documents (organisation_id, policy_id) where status = 'in_force' and archived_at is null;
create index policy_documents_list on public.policy_documents (organisation_id, status, title, id) where archived_at is null;
create unique index policy_documents_path on public.policy_documents (organisation_id, path) where path is not null;

create function app.place_policy() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if tg_op = 'UPDATE' then
        -- A file may join a draft; where it lies never changes.
        new.path := case when new.file_name is not null then coalesce(old.path, format('%s/%s/%s', new.organisation_id, new.policy_id, new.id)) end;
        return new;
    end if;
    new.policy_id := coalesce(new.policy_id, new.id);
    if new.policy_id <> new.id then
        -- Two drafts at once meet here. A policy of another operator has no row under this one.
        perform from public.policy_documents d where d.organisation_id = new.organisation_id and d.id = new.policy_id for no key update;
    end if;
    new.number := coalesce((select max(d.number) from public.policy_documents d
        where d.organisation_id = new.organisation_id and d.policy_id = new.policy_id), 0) + 1;
    if new.file_name is not null then
        new.path := format('%s/%s/%s', new.organisation_id, new.policy_id, new.id);
    end if;
    return new;
end
$$;
comment on function app.place_policy() is 'Numbers the versions of a policy and says where the file of one lies.';
create trigger place before insert or update of file_name on public.policy_documents for each row execute function app.place_policy();

create function app.policy_first() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (select from public.policy_documents d
                where d.organisation_id = new.organisation_id and d.id = new.policy_id and d.policy_id <> d.id) then
        perform app.refuse('invalid', 'Name the first version of the policy.', 'policy_id');
    end if;
    return null;
end
$$;
comment on function app.policy_first() is 'A version belongs to a policy by its first version. An AFTER trigger: the policies of row security have decided by then.';
create trigger policy_first after insert on public.policy_documents for each row when (new.policy_id <> new.id) execute function app.policy_first();

create function app.policy_life() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if old.status <> 'draft' and (old.policy_id, old.number, old.title, old.summary, old.body, old.audience, old.acknowledge_within_days,
            old.effective_from, old.file_name, old.media_type, old.size_bytes, old.sha256, old.path)
        is distinct from (new.policy_id, new.number, new.title, new.summary, new.body, new.audience, new.acknowledge_within_days,
            new.effective_from, new.file_name, new.media_type, new.size_bytes, new.sha256, new.path) then
        perform app.refuse('illegal_transition', 'This version has been published and stays as it is. Write a new one.');
    end if;
    if new.status = 'in_force' and old.status = 'draft' then
        perform from public.policy_documents d where d.organisation_id = new.organisation_id and d.id = new.policy_id for no key update;
        update public.policy_documents d set status = 'superseded'
         where d.organisation_id = new.organisation_id and d.policy_id = new.policy_id and d.id <> new.id
           and d.status = 'in_force' and d.archived_at is null;
        -- Not now(): who publishes second may have begun first.
        new.published_at := clock_timestamp();
        new.published_by := app.profile_id();
        new.effective_from := coalesce(new.effective_from, (new.published_at at time zone 'Europe/London')::date);
    elsif new.status <> old.status then
        new.ended_at := clock_timestamp();
    end if;
    return new;
end
$$;
comment on function app.policy_life() is 'A version that has left draft never changes, for every role; publishing one ends the one before.';
-- After column_rights and place, so that what it keeps is not taken for the person's change.
create trigger policy_life before update on public.policy_documents for each row execute function app.policy_life();

create function app.policy_ids_for_me() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    return coalesce((
        select array_agg(d.id)
          from public.policy_documents d
          join public.profiles p on p.organisation_id = me.organisation_id and p.id = me.profile_id
         where d.organisation_id = me.organisation_id and d.status = 'in_force' and d.archived_at is null
           and (d.audience = '{}' or p.job_title = any (d.audience))
    ), '{}');
end
$$;
comment on function app.policy_ids_for_me() is 'Policies in force that are for the caller.';

create table public.policy_acknowledgements (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    document_id uuid not null,
    profile_id uuid not null,
    kind text not null default 'read' constraint policy_acknowledgements_kind check (kind in ('read', 'signed')),
    recorded_at timestamptz not null default now(),
    created_by uuid default app.profile_id(),
    primary key (organisation_id, id),
    unique (organisation_id, document_id, profile_id, kind),
    foreign key (organisation_id, document_id) references public.policy_documents (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.policy_acknowledgements is 'That somebody read, or signed, a version of a policy. Nobody does it for somebody else; a new version has none.';
create index policy_acknowledgements_person on public.policy_acknowledgements (organisation_id, profile_id, document_id);

alter table public.policy_documents enable row level security;
alter table public.policy_documents force row level security;
revoke all on public.policy_documents from public, anon, authenticated, service_role;
alter table public.policy_acknowledgements enable row level security;
alter table public.policy_acknowledgements force row level security;
revoke all on public.policy_acknowledgements from public, anon, authenticated, service_role;
create trigger record before insert or update on public.policy_documents for each row execute function app.record_row();
create trigger column_rights before update on public.policy_documents for each row execute function app.column_rights();
create trigger transition before update of status on public.policy_documents for each row execute function app.transition();
create trigger audit after insert or update on public.policy_documents for each row execute function app.audit();
create trigger evidence_stays before update or delete on public.policy_acknowledgements for each row execute function app.evidence_stays();
create trigger audit after insert on public.policy_acknowledgements for each row execute function app.audit();
grant select on public.policy_documents, public.policy_acknowledgements to authenticated;
grant insert (organisation_id, policy_id, title, summary, body, audience, acknowledge_within_days, effective_from, review_due, file_name, media_type, size_bytes, sha256)
    on public.policy_documents to almoner_request;
grant update (title, summary, body, audience, acknowledge_within_days, effective_from, review_due, file_name, media_type, size_bytes, sha256, status, archived_at, archive_reason)
    on public.policy_documents to almoner_request;
grant insert (organisation_id, document_id, profile_id, kind) on public.policy_acknowledgements to almoner_request;

create policy policy_documents_select on public.policy_documents for select to authenticated
    using (organisation_id = (select app.settings_organisation_id()) or id = any ((select app.policy_ids_for_me())::uuid[]));
create policy policy_documents_insert on public.policy_documents for insert to almoner_request
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));
create policy policy_documents_update on public.policy_documents for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()) or organisation_id = (select app.compliance_organisation_id()));
create policy policy_acknowledgements_select on public.policy_acknowledgements for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or profile_id = any ((select app.managed_profile_ids())::uuid[])
        or profile_id = (select app.profile_id()));
create policy policy_acknowledgements_insert on public.policy_acknowledgements for insert to almoner_request
    with check (profile_id = (select app.profile_id()) and document_id = any ((select app.policy_ids_for_me())::uuid[]));

insert into app.column_rights (table_name, right_name, columns)
select 'policy_documents', r, '{title,summary,body,audience,acknowledge_within_days,effective_from,review_due,file_name,media_type,size_bytes,sha256,status,archived_at,archive_reason}'
  from unnest(array['owner', 'compliance_lead']) r;
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('policy_documents', 'publish', 'draft', 'in_force', '{}', '{owner,compliance_lead}'),
    ('policy_documents', 'discard', 'draft', 'withdrawn', '{}', '{owner,compliance_lead}'),
    ('policy_documents', 'withdraw', 'in_force', 'withdrawn', '{}', '{owner,compliance_lead}'),
    ('policy_documents', 'supersede', 'in_force', 'superseded', '{}', '{}'),
    ('policy_documents', 'expire', 'in_force', 'expired', '{}', '{}');
revoke execute on function app.place_policy(), app.policy_first(), app.policy_life(), app.policy_ids_for_me() from public, anon, authenticated, service_role;
grant execute on function app.policy_ids_for_me() to authenticated, almoner_request;
