-- Instruments that an operator licenses or has made. Those of Almoner's own are in the program that scores.

create table public.instruments (
    organisation_id uuid not null references public.organisations (id),
    id uuid not null default app.new_id(),
    code text not null check (code ~ '^[a-z][a-z0-9_]{0,62}$'),
    instrument_version int not null check (instrument_version between 1000 and 10000),
    name text not null check (length(name) between 1 and 200),
    effective_from date not null check (effective_from between '1900-01-01' and '2200-01-01'),
    withdrawn boolean not null default false,
    definition jsonb not null check (jsonb_typeof(definition) = 'object' and length(definition::text) <= 200000),
    recorded_at timestamptz not null default now(),
    primary key (organisation_id, id),
    constraint instruments_once unique (organisation_id, code, instrument_version)
);
comment on table public.instruments is 'An operator''s own instruments, a row for each version. Insert only: records name code and version, so what one meant stays. Checked and loaded by almoner instruments load; no person writes here.';
comment on column public.instruments.instrument_version is 'From 1000: none is ever taken for one that ships.';
comment on column public.instruments.effective_from is 'The day from which this version is the one to answer.';
comment on column public.instruments.withdrawn is 'From effective_from on the instrument is not answered any more.';
comment on column public.instruments.definition is 'Items, scores and bands as the engine reads them; licence and source of whoever owns it.';

alter table public.instruments enable row level security;
alter table public.instruments force row level security;
revoke all on public.instruments from public, anon, authenticated, service_role;
create trigger evidence before update or delete on public.instruments for each row execute function app.evidence_stays();
create trigger evidence_all before truncate on public.instruments for each statement execute function app.evidence_stays();
create trigger audit after insert on public.instruments for each row execute function app.audit('instruments');
grant select on public.instruments to authenticated;
create policy instruments_select on public.instruments for select to authenticated
    using (organisation_id = (select app.organisation_id()));
