-- One current photograph of a resident, so that whoever comes new to a home knows who they are looking at. Made small and made anew
-- by the server; the bytes lie in the object folder, under the path of the row. A newer one takes the place of the older.

create table public.client_photos (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    consent text not null constraint client_photos_consent check (consent in ('given', 'lpa', 'best_interests')),
    taken_on date check (taken_on between '1900-01-01' and '2200-01-01'),
    path text not null,
    width int not null check (width between 1 and 1024),
    height int not null check (height between 1 and 1024),
    size_bytes int not null check (size_bytes between 1 and 1048576),
    sha256 bytea not null check (octet_length(sha256) = 32),
    small_sha256 bytea not null check (octet_length(small_sha256) = 32),
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
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, created_by) references public.profiles (organisation_id, id)
);
comment on table public.client_photos is 'Photographs of a resident, of which one is current. The bytes lie in the object folder and never change.';
comment on column public.client_photos.care_home_id is 'Where it was added; set from the resident at insert, never changed by a move.';
comment on column public.client_photos.consent is 'Who agreed to it: the resident, an attorney or deputy for health and welfare, or a best-interests decision.';
comment on column public.client_photos.path is 'Organisation, resident, row; made by a trigger. Nobody chooses it. The small one lies beside it, under the path with -small.';
comment on column public.client_photos.width is 'Of the picture as it is kept, in pixels.';
comment on column public.client_photos.height is 'Of the picture as it is kept, in pixels.';
comment on column public.client_photos.size_bytes is 'Of the picture as it is kept.';
comment on column public.client_photos.sha256 is 'Of the picture as it is kept; checked whenever it is handed out.';
comment on column public.client_photos.small_sha256 is 'Of the small square one.';
create unique index client_photos_one on public.client_photos (organisation_id, client_id) where archived_at is null;
create index client_photos_client on public.client_photos (organisation_id, client_id, id);
create index client_photos_home on public.client_photos (organisation_id, care_home_id);

create function app.place_photo() returns trigger
language plpgsql security definer set search_path = ''
as $$
begin
    -- Two at once meet here. Tells nothing: a resident who is not there is left to the foreign key.
    perform from public.clients c where c.organisation_id = new.organisation_id and c.id = new.client_id for no key update;
    -- Undone with the statement where the policies then refuse it.
    update public.client_photos p set archived_at = now(), archive_reason = 'A newer photograph took its place.'
     where p.organisation_id = new.organisation_id and p.client_id = new.client_id and p.archived_at is null;
    new.path := format('%s/%s/%s', new.organisation_id, new.client_id, new.id);
    return new;
end
$$;
comment on function app.place_photo() is 'Says where the bytes of a photograph lie, and archives the one before.';

create function app.photo_life() returns trigger
language plpgsql set search_path = ''
as $$
begin
    if (old.client_id, old.care_home_id, old.path, old.width, old.height, old.size_bytes, old.sha256, old.small_sha256)
        is distinct from (new.client_id, new.care_home_id, new.path, new.width, new.height, new.size_bytes, new.sha256, new.small_sha256) then
        perform app.refuse('illegal_transition', 'A photograph never changes. Add a new one.');
    end if;
    return new;
end
$$;
comment on function app.photo_life() is 'The bytes of a photograph, and whom it shows, never change, for every role.';
revoke execute on function app.place_photo(), app.photo_life() from public, anon, authenticated, service_role;

alter table public.client_photos enable row level security;
alter table public.client_photos force row level security;
revoke all on public.client_photos from public, anon, authenticated, service_role;
create trigger place before insert on public.client_photos for each row execute function app.place_resident_row();
create trigger place_bytes before insert on public.client_photos for each row execute function app.place_photo();
create trigger life before update on public.client_photos for each row execute function app.photo_life();
create trigger record before insert or update on public.client_photos for each row execute function app.record_row();
create trigger column_rights before update on public.client_photos for each row execute function app.column_rights();
create trigger parents_live after insert or update of archived_at on public.client_photos for each row when (new.archived_at is null) execute function app.parents_live();
create trigger audit after insert or update on public.client_photos for each row execute function app.audit();
grant select on public.client_photos to authenticated;
grant insert (organisation_id, client_id, consent, taken_on, width, height, size_bytes, sha256, small_sha256) on public.client_photos to almoner_request;
grant update (consent, taken_on, archived_at, archive_reason) on public.client_photos to almoner_request;
-- Ancillary staff too: who brings the lunch must know whom to give it to. The manager of the home that holds them now, wherever
-- it was added.
create policy client_photos_select on public.client_photos for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.care_client_ids())::uuid[])
        or client_id = any ((select app.visible_client_ids())::uuid[]));
create policy client_photos_insert on public.client_photos for insert to almoner_request
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));
create policy client_photos_update on public.client_photos for update to almoner_request
    using (client_id = any ((select app.writable_client_ids())::uuid[]))
    with check (client_id = any ((select app.writable_client_ids())::uuid[]));

insert into app.archive_children (parent, child, child_column) values ('clients', 'client_photos', 'client_id');
insert into app.column_rights (table_name, right_name, columns) values
    ('client_photos', 'manager_of_resident', '{consent,taken_on,archived_at,archive_reason}');
