-- Documents of residents: what they are, where their bytes lie, who may see them. A sealed one is seen by
-- the managers who answer for the resident and by nobody else.

create table public.resident_documents (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    document_id uuid not null,
    number int not null,
    kind text not null constraint resident_documents_kind check (kind in ('contract', 'assessment', 'consent', 'capacity', 'dols',
        'dnacpr_respect', 'advance_decision', 'power_of_attorney', 'hospital', 'medication', 'professional', 'correspondence', 'other')),
    title text not null check (length(title) between 1 and 200),
    linked_table text constraint resident_documents_linked check (linked_table in ('client_contacts', 'client_alerts', 'bed_stays',
        'resident_absences')),
    linked_id uuid,
    expires_on date check (expires_on between '1950-01-01' and '2200-01-01'),
    file_name text not null check (length(file_name) between 1 and 200 and file_name !~ '[/\\\x01-\x1f\x7f]'),
    media_type text not null constraint resident_documents_media_type check (media_type in ('application/pdf', 'image/jpeg', 'image/png', 'image/webp', 'text/plain')),
    size_bytes bigint not null check (size_bytes between 1 and 26214400),
    sha256 bytea not null check (octet_length(sha256) = 32),
    path text not null,
    scan_status text not null default 'pending' constraint resident_documents_scan check (scan_status in ('pending', 'clean', 'infected', 'failed')),
    sealed boolean not null default false,
    status text not null default 'in_force' constraint resident_documents_status check (status in ('in_force', 'superseded', 'expired', 'withdrawn')),
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
    unique (organisation_id, document_id, number),
    unique (organisation_id, client_id, id),
    unique (organisation_id, path),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, client_id, document_id) references public.resident_documents (organisation_id, client_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id),
    constraint resident_documents_link check ((linked_table is null) = (linked_id is null))
);
comment on table public.resident_documents is 'A document of a resident, in versions. The bytes lie in the bucket resident-docs and never change.';
comment on column public.resident_documents.care_home_id is 'Where it happened; set from the resident at insert, never changed by a move.';
comment on column public.resident_documents.document_id is 'The first version, which names the document through all that follow.';
comment on column public.resident_documents.linked_table is 'The table of what the document shows; tables of later pillars join the list with them. No foreign key: what it names may be archived.';
comment on column public.resident_documents.path is 'Organisation, resident, version; made by a trigger. Nobody chooses it.';
comment on column public.resident_documents.sha256 is 'Of the bytes as they were received; checked whenever they are handed out.';
comment on column public.resident_documents.scan_status is 'Bytes are handed out once it is clean.';
comment on column public.resident_documents.sealed is 'Seen by the managers of the home that made it and of the home that holds the resident; not by the floor, owners or compliance leads.';
comment on column public.resident_documents.expires_on is 'From this day on it is out of date; it shows as expiring before.';
create unique index resident_documents_in_force on public.resident_documents (organisation_id, client_id, document_id) where status = 'in_force' and archived_at is null;
create index resident_documents_client on public.resident_documents (organisation_id, client_id, id);
create index resident_documents_home on public.resident_documents (organisation_id, care_home_id, id);
create index resident_documents_expiring on public.resident_documents (organisation_id, expires_on) where status = 'in_force' and archived_at is null and expires_on is not null;

create function app.place_document() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    new.document_id := coalesce(new.document_id, new.id);
    if new.document_id <> new.id then
        -- Two versions at once meet here. Tells nothing: a document of another resident is left to the foreign key.
        perform from public.resident_documents d where d.organisation_id = new.organisation_id and d.id = new.document_id for no key update;
    end if;
    new.number := coalesce((select max(d.number) from public.resident_documents d
        where d.organisation_id = new.organisation_id and d.document_id = new.document_id), 0) + 1;
    new.path := format('%s/%s/%s', new.organisation_id, new.client_id, new.id);
    if new.document_id <> new.id then
        -- Undone with the statement where the policies then refuse it.
        update public.resident_documents d set status = 'superseded'
         where d.organisation_id = new.organisation_id and d.client_id = new.client_id and d.document_id = new.document_id
           and d.status = 'in_force' and d.archived_at is null;
    end if;
    return new;
end
$$;
comment on function app.place_document() is 'Numbers the versions of a document, says where the bytes of one lie, and ends the version before.';
create trigger place_document before insert on public.resident_documents for each row execute function app.place_document();

create function app.document_first() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    if exists (select from public.resident_documents d
                where d.organisation_id = new.organisation_id and d.id = new.document_id and d.document_id <> d.id) then
        perform app.refuse('invalid', 'Name the first version of the document.', 'document_id');
    end if;
    return null;
end
$$;
comment on function app.document_first() is 'A version belongs to a document by its first version. An AFTER trigger: the policies have decided by then.';
create trigger document_first after insert on public.resident_documents for each row
    when (new.document_id <> new.id) execute function app.document_first();

create function app.document_life() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if (old.client_id, old.document_id, old.number, old.file_name, old.media_type, old.size_bytes, old.sha256, old.path)
        is distinct from (new.client_id, new.document_id, new.number, new.file_name, new.media_type, new.size_bytes, new.sha256, new.path) then
        perform app.refuse('illegal_transition', 'The bytes of a document never change. Add a new version.');
    end if;
    if new.status <> old.status then
        new.ended_at := clock_timestamp();
    end if;
    return new;
end
$$;
comment on function app.document_life() is 'The bytes of a document never change, for every role; notes when it ended.';
create trigger document_life before update on public.resident_documents for each row execute function app.document_life();

alter table public.resident_documents enable row level security;
alter table public.resident_documents force row level security;
revoke all on public.resident_documents from public, anon, authenticated, service_role;
create trigger place before insert on public.resident_documents for each row execute function app.place_resident_row();
create trigger record before insert or update on public.resident_documents for each row execute function app.record_row();
create trigger column_rights before update on public.resident_documents for each row execute function app.column_rights();
create trigger transition before update of status on public.resident_documents for each row execute function app.transition();
create trigger parents_live after insert or update of archived_at on public.resident_documents for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.resident_documents for each row execute function app.audit();
grant select on public.resident_documents to authenticated;
grant insert (organisation_id, client_id, document_id, kind, title, linked_table, linked_id, expires_on, file_name, media_type, size_bytes, sha256, sealed)
    on public.resident_documents to almoner_request;
grant update (kind, title, expires_on, sealed, status, archived_at, archive_reason) on public.resident_documents to almoner_request;
create policy resident_documents_select on public.resident_documents for select to authenticated
    using ((organisation_id = (select app.org_read_in_full()) and not sealed)
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.writable_client_ids())::uuid[])
        or (client_id = any ((select app.care_client_ids())::uuid[]) and not sealed));
-- Whoever gives care adds a document; a further version of one, or a sealed one, is a manager's.
create policy resident_documents_insert on public.resident_documents for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[])
        or (client_id = any ((select app.cared_client_ids())::uuid[]) and not sealed and document_id = id));
create policy resident_documents_update on public.resident_documents for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column, goes_along) values
    ('clients', 'resident_documents', 'client_id', true);
insert into app.column_rights (table_name, right_name, columns) values
    ('resident_documents', 'manager_of_resident', '{kind,title,expires_on,sealed,status,archived_at,archive_reason}');
insert into app.transitions (table_name, verb, from_status, to_status, given, rights) values
    ('resident_documents', 'withdraw', 'in_force', 'withdrawn', '{}', '{manager_of_resident}'),
    ('resident_documents', 'supersede', 'in_force', 'superseded', '{}', '{}'),
    ('resident_documents', 'expire', 'in_force', 'expired', '{}', '{}');
revoke execute on function app.place_document(), app.document_first(), app.document_life()
    from public, anon, authenticated, service_role;
