-- Who opened whose record, by the quarter of an hour. Written in the transaction that reads: where this
-- can't be written, nothing is shown. Insert only; it says itself who looked, so that the audit does not
-- say it again.

create table public.record_views (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    client_id uuid not null,
    care_home_id uuid not null,
    profile_id uuid not null,
    kind text not null default 'record' constraint record_views_kind check (kind in ('record', 'document', 'export')),
    entity_id uuid,
    quarter timestamptz not null default date_bin('15 minutes', now(), '2000-01-01 00:00+00'),
    recorded_at timestamptz not null default now(),
    primary key (organisation_id, id),
    constraint record_views_once unique nulls not distinct (organisation_id, client_id, profile_id, quarter, kind, entity_id),
    constraint record_views_document check ((kind = 'document') = (entity_id is not null)),
    constraint record_views_quarter check (quarter = date_bin('15 minutes', quarter, '2000-01-01 00:00+00')),
    foreign key (organisation_id, client_id) references public.clients (organisation_id, id),
    foreign key (organisation_id, care_home_id) references public.care_homes (organisation_id, id),
    foreign key (organisation_id, profile_id) references public.profiles (organisation_id, id)
);
comment on table public.record_views is 'Who opened whose record: once for each quarter of an hour. Insert only.';
comment on column public.record_views.care_home_id is 'The home that held the resident then.';
comment on column public.record_views.kind is 'record: the resident''s own; document: a sealed one, in entity_id; export: a copy was taken away.';
comment on column public.record_views.entity_id is 'The sealed document, where one was viewed. No foreign key: its versions come and go.';
comment on column public.record_views.quarter is 'The begin of the quarter of an hour, by the clock of the database.';
create index record_views_client on public.record_views (organisation_id, client_id, id desc);
create index record_views_person on public.record_views (organisation_id, profile_id, id desc);
create index record_views_home on public.record_views (organisation_id, care_home_id, id desc);
alter table public.record_views enable row level security;
alter table public.record_views force row level security;
revoke all on public.record_views from public, anon, authenticated, service_role;

create function app.record_viewed() returns trigger
language plpgsql security definer set search_path = ''
as $$
declare
    me app.me := app.me();
begin
    -- Somebody else's, or nobody's: the policy says no.
    if me.profile_id is null or new.profile_id is distinct from me.profile_id then
        return new;
    end if;
    new.recorded_at := now();
    new.quarter := date_bin('15 minutes', now(), '2000-01-01 00:00+00');
    if exists (select from public.record_views v
                where v.organisation_id = new.organisation_id and v.client_id = new.client_id and v.profile_id = new.profile_id
                  and v.quarter = new.quarter and v.kind = new.kind and v.entity_id is not distinct from new.entity_id) then
        return null;
    end if;
    return new;
end
$$;
comment on function app.record_viewed() is 'When it was, by the clock of the database; once for each quarter of an hour. Two at once: ON CONFLICT DO NOTHING.';
revoke execute on function app.record_viewed() from public, anon, authenticated, service_role;
create trigger place before insert on public.record_views for each row execute function app.place_resident_row();
create trigger viewed before insert on public.record_views for each row execute function app.record_viewed();
create trigger evidence before update or delete on public.record_views for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.record_views for each statement execute function app.evidence_stays();
grant select on public.record_views to authenticated;
grant insert (organisation_id, client_id, profile_id, kind, entity_id) on public.record_views to almoner_request;
create policy record_views_select on public.record_views for select to authenticated
    using (organisation_id = (select app.org_read_in_full())
        or care_home_id = any ((select app.managed_home_ids())::uuid[])
        or client_id = any ((select app.writable_client_ids())::uuid[])
        or profile_id = (select app.profile_id()));
-- For oneself, of whom one sees.
create policy record_views_insert on public.record_views for insert to almoner_request
    with check (profile_id = (select app.profile_id())
        and (organisation_id = (select app.org_read_in_full())
            or care_home_id = any ((select app.managed_home_ids())::uuid[])
            or client_id = any ((select app.visible_client_ids())::uuid[])));
