-- The operator, the words its people see, and its settings.
create table public.organisations (
    id uuid not null default app.new_id() primary key,
    name text not null check (length(name) between 1 and 200),
    created_at timestamptz not null default now(),
    created_by uuid,
    updated_at timestamptz not null default now(),
    updated_by uuid,
    archived_at timestamptz,
    archived_by uuid,
    archive_reason text check (length(archive_reason) between 1 and 500),
    archive_batch uuid,
    version int not null default 1
);
comment on table public.organisations is 'An operator of care homes: the tenant. Everything else carries its id.';
alter table public.organisations enable row level security;
alter table public.organisations force row level security;
revoke all on public.organisations from public, anon, authenticated, service_role;
create trigger record before insert or update on public.organisations for each row execute function app.record_row();
grant select on public.organisations to authenticated;
grant update (name) on public.organisations to almoner_request;
create policy organisations_select on public.organisations for select to authenticated
    using (id = (select app.organisation_id()));
create policy organisations_update on public.organisations for update to almoner_request
    using (id = (select app.owned_organisation_id()))
    with check (id = (select app.owned_organisation_id()));

create table public.organisation_labels (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    word text not null check (word in ('resident', 'home', 'rota', 'key_worker', 'handover')),
    singular text not null check (length(singular) between 1 and 40),
    plural text not null check (length(plural) between 1 and 40),
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
    unique (organisation_id, word)
);
comment on table public.organisation_labels is 'What people see instead of our words (resident, home, rota, key worker, handover).';
alter table public.organisation_labels enable row level security;
alter table public.organisation_labels force row level security;
revoke all on public.organisation_labels from public, anon, authenticated, service_role;
create trigger record before insert or update on public.organisation_labels for each row execute function app.record_row();
grant select on public.organisation_labels to authenticated;
grant update (singular, plural) on public.organisation_labels to almoner_request;
create policy organisation_labels_select on public.organisation_labels for select to authenticated
    using (organisation_id = (select app.organisation_id()));
create policy organisation_labels_update on public.organisation_labels for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));

create table public.company_settings (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    two_person_publish boolean not null default false,
    review_cycle_days int not null default 28 check (review_cycle_days between 1 and 366),
    quiet_from time not null default '22:00',
    quiet_to time not null default '07:00',
    second_factor_required boolean not null default false,
    retention_years int not null default 8 check (retention_years between 1 and 100),
    feature_flags jsonb not null default '{}' check (jsonb_typeof(feature_flags) = 'object'),
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
    unique (organisation_id)
);
comment on table public.company_settings is 'One row per organisation. SLA targets and template locations join it with their pillars.';
comment on column public.company_settings.two_person_publish is 'A plan is published by somebody other than its author.';
comment on column public.company_settings.review_cycle_days is 'Days between care plan reviews; sector norm 28, the law gives no number.';
comment on column public.company_settings.retention_years is 'Years a care record is kept after care ended; 8 by the NHS Records Management Code.';
comment on column public.company_settings.feature_flags is 'Flags of the closed list in the server, each with a removal date.';
alter table public.company_settings enable row level security;
alter table public.company_settings force row level security;
revoke all on public.company_settings from public, anon, authenticated, service_role;
create trigger record before insert or update on public.company_settings for each row execute function app.record_row();
grant select on public.company_settings to authenticated;
grant update (two_person_publish, review_cycle_days, quiet_from, quiet_to, second_factor_required, retention_years, feature_flags)
    on public.company_settings to almoner_request;
create policy company_settings_select on public.company_settings for select to authenticated
    using (organisation_id = (select app.settings_organisation_id()));
create policy company_settings_update on public.company_settings for update to almoner_request
    using (organisation_id = (select app.owned_organisation_id()))
    with check (organisation_id = (select app.owned_organisation_id()));
