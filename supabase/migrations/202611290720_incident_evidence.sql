-- Files of an incident: photographs, statements, footage. What they are and where their bytes lie. Seen by
-- those who work the incident; whoever added one sees that one, as long as it is not about them.

create table public.incident_evidence (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    incident_id uuid not null,
    care_home_id uuid not null,
    client_id uuid,
    kind text not null constraint incident_evidence_kind check (kind in ('photograph', 'body_map', 'statement', 'recording', 'footage', 'document', 'other')),
    title text not null check (length(title) between 1 and 200),
    taken_at timestamptz check (taken_at > '1950-01-01'),
    file_name text not null check (length(file_name) between 1 and 200 and file_name !~ '[/\\\x01-\x1f\x7f]'),
    media_type text not null constraint incident_evidence_media_type check (media_type in ('application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'audio/mp4', 'video/mp4')),
    size_bytes bigint not null check (size_bytes between 1 and 52428800),
    sha256 bytea not null check (octet_length(sha256) = 32),
    path text not null,
    scan_status text not null default 'pending' constraint incident_evidence_scan check (scan_status in ('pending', 'clean', 'infected', 'failed')),
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
    unique (organisation_id, path),
    foreign key (organisation_id, incident_id, care_home_id) references public.incidents (organisation_id, id, care_home_id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.incident_evidence is 'A file of an incident. The bytes lie in the bucket incident-evidence and never change; one added in error is archived.';
comment on column public.incident_evidence.title is 'What it shows. Whoever added it reads what a manager makes of it.';
comment on column public.incident_evidence.taken_at is 'When the picture was taken or the words were written, where that is known.';
comment on column public.incident_evidence.path is 'Organisation, incident, row; made by a trigger. Nobody chooses it.';
comment on column public.incident_evidence.sha256 is 'Of the bytes as they were received; checked whenever they are handed out.';
comment on column public.incident_evidence.scan_status is 'Bytes are handed out once it is clean.';
create index incident_evidence_incident on public.incident_evidence (organisation_id, incident_id, id);
create index incident_evidence_home on public.incident_evidence (organisation_id, care_home_id, id desc);
create index incident_evidence_author on public.incident_evidence (organisation_id, created_by, id desc);

create function app.incidents_about_me() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.profile_id is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(i.id) from public.incidents i
         where i.organisation_id = me.organisation_id and i.subject_ids <> '{}' and i.subject_ids @> array[me.profile_id]), '{}');
end
$$;
comment on function app.incidents_about_me() is 'Incidents of which the caller is a subject, for policies in which their own words are not kept from them otherwise.';

create function app.incidents_reported_by_me() returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    if me.profile_id is null then
        return '{}';
    end if;
    return coalesce((
        select array_agg(distinct r.incident_id) from public.incident_reports r
          join public.incidents i on i.organisation_id = r.organisation_id and i.id = r.incident_id
         where r.organisation_id = me.organisation_id and r.created_by = me.profile_id
           and not (i.subject_ids @> array[me.profile_id])), '{}');
end
$$;
comment on function app.incidents_reported_by_me() is 'Incidents that the caller reported and that are not about them: who reports an allegation adds what shows it, although the case is kept to managers.';

create function app.place_evidence() returns trigger
language plpgsql set search_path = ''
as $$
begin
    new.path := format('%s/%s/%s', new.organisation_id, new.incident_id, new.id);
    return new;
end
$$;
comment on function app.place_evidence() is 'Says where the bytes lie.';

create function app.evidence_life() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if (old.incident_id, old.care_home_id, old.client_id, old.taken_at, old.file_name, old.media_type, old.size_bytes, old.sha256, old.path)
        is distinct from (new.incident_id, new.care_home_id, new.client_id, new.taken_at, new.file_name, new.media_type, new.size_bytes, new.sha256, new.path) then
        perform app.refuse('illegal_transition', 'A file of an incident never changes. Add another.');
    end if;
    return new;
end
$$;
comment on function app.evidence_life() is 'The bytes of evidence, and what it is evidence of, never change, for every role.';
revoke execute on function app.incidents_about_me(), app.incidents_reported_by_me(), app.place_evidence(), app.evidence_life()
    from public, anon, authenticated, service_role;
grant execute on function app.incidents_about_me(), app.incidents_reported_by_me() to authenticated, almoner_request;

alter table public.incident_evidence enable row level security;
alter table public.incident_evidence force row level security;
revoke all on public.incident_evidence from public, anon, authenticated, service_role;
create trigger place before insert on public.incident_evidence for each row execute function app.place_incident_row();
create trigger place_bytes before insert on public.incident_evidence for each row execute function app.place_evidence();
create trigger life before update on public.incident_evidence for each row execute function app.evidence_life();
create trigger record before insert or update on public.incident_evidence for each row execute function app.record_row();
create trigger column_rights before update on public.incident_evidence for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.incident_evidence for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.incident_evidence for each row execute function app.audit();
grant select on public.incident_evidence to authenticated;
grant insert (organisation_id, incident_id, kind, title, taken_at, file_name, media_type, size_bytes, sha256) on public.incident_evidence to almoner_request;
grant update (kind, title, archived_at, archive_reason) on public.incident_evidence to almoner_request;
-- The floor does not leaf through pictures of injuries: it sees what it added itself.
create policy incident_evidence_select on public.incident_evidence for select to authenticated
    using ((incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
            and (organisation_id = (select app.org_read_in_full())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])
                or client_id = any ((select app.writable_client_ids())::uuid[])))
        or (created_by = (select app.profile_id())
            and incident_id <> all ((select app.incidents_about_me())::uuid[])
            and (client_id = any ((select app.care_client_ids())::uuid[])
                or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])))));
create policy incident_evidence_insert on public.incident_evidence for insert to almoner_request
    with check ((incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
            and (organisation_id = (select app.compliance_organisation_id())
                or care_home_id = any ((select app.managed_home_ids())::uuid[])))
        or ((incident_id <> all ((select app.incidents_hidden_from_me())::uuid[])
                or incident_id = any ((select app.incidents_reported_by_me())::uuid[]))
            and (client_id = any ((select app.care_client_ids())::uuid[])
                or (client_id is null and care_home_id = any ((select app.care_home_ids())::uuid[])))));
create policy incident_evidence_update on public.incident_evidence for update to almoner_request
    using (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]) and care_home_id = any ((select app.managed_home_ids())::uuid[]))
    with check (incident_id <> all ((select app.incidents_hidden_from_me())::uuid[]) and care_home_id = any ((select app.managed_home_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('care_homes', 'incident_evidence', 'care_home_id', false),
    ('clients', 'incident_evidence', 'client_id', false);
insert into app.column_rights (table_name, right_name, columns) values
    ('incident_evidence', 'manager_of_home', '{kind,title,archived_at,archive_reason}');

-- Its bytes are fetched by whoever sees the row, as those of the other buckets (202611290550_buckets.sql).
do $$
begin
    if pg_catalog.to_regclass('storage.buckets') is null or pg_catalog.to_regclass('storage.objects') is null then
        return;
    end if;
    execute $policy$
        alter policy almoner_read on storage.objects
            using ((bucket_id = 'resident-docs' and exists (
                    select from public.resident_documents d
                     where d.organisation_id = (select app.organisation_id()) and d.path = objects.name
                       and d.scan_status = 'clean' and d.archived_at is null))
                or (bucket_id = 'policy-files' and exists (
                    select from public.policy_documents d
                     where d.organisation_id = (select app.organisation_id()) and d.path = objects.name
                       and d.scan_status = 'clean' and d.archived_at is null))
                or (bucket_id = 'incident-evidence' and exists (
                    select from public.incident_evidence e
                     where e.organisation_id = (select app.organisation_id()) and e.path = objects.name
                       and e.scan_status = 'clean' and e.archived_at is null)))
    $policy$;
end
$$;
